import MoatDocument

/// What looks like a container, or like the settings of a pod, and is none that a rule sees.
struct HiddenShape {
  var node: UInt32
  /// The object that, once it is a workload, has its rules see the node; none where nothing does.
  var owner = NodeIndex.none

  /// The nodes that nothing sees, each object once: the settings of one that is listed itself are a part of it.
  ///
  /// - Parameter around: the workloads of the document and the objects around them.
  static func nodes(of shapes: [HiddenShape], around: Set<UInt32>, in arena: Arena) -> [UInt32] {
    var listed: Set<UInt32> = []
    var nodes: [UInt32] = []
    for shape in shapes where shape.owner == NodeIndex.none || !around.contains(shape.owner) {
      guard !listed.contains(arena.parent(shape.node)), listed.insert(shape.node).inserted else { continue }
      nodes.append(shape.node)
    }
    return nodes
  }
}

/// Shapes that are less than a container with its image. The names of their fields are those of many other things, so that
/// they count only together, or where they reach the node that the pod runs on.
extension ContainerShape {
  /// Nil for an object that looks like neither a container nor the settings of a pod.
  func hidden(_ index: UInt32) -> HiddenShape? {
    if hasImageParts(index), containerSigns(index) > 0 || reachesHost(index) { return HiddenShape(node: index) }
    if containerSigns(index) > 1 { return HiddenShape(node: index, owner: index) }
    if isSecurityContext(index), isPrivileged(index) { return HiddenShape(node: index) }
    return reachesHost(index) ? HiddenShape(node: index, owner: index) : nil
  }

  /// True for `image: {repository: a, tag: b}`.
  private func hasImageParts(_ index: UInt32) -> Bool {
    guard let image = member(.image, of: index), arena.node(image).kind == .object else { return false }
    return [KnownKey.repository, .registry, .name, .tag, .digest].contains {
      member($0, of: image).map { arena.node($0).kind == .string } ?? false
    }
  }

  /// How many of these an object has: what a container runs, how it is confined, what it mounts.
  private func containerSigns(_ index: UInt32) -> Int {
    var signs = 0
    if hasFilled(.command, of: index) || hasFilled(.args, of: index) { signs += 1 }
    if let context = member(.securityContext, of: index), arena.node(context).kind == .object { signs += 1 }
    if let mounts = member(.volumeMounts, of: index), arena.node(mounts).kind == .list,
      elements(mounts).contains(where: { member(.mountPath, of: $0) != nil })
    {
      signs += 1
    }
    return signs
  }

  /// True if an object shares the namespaces of its node, or mounts its files.
  private func reachesHost(_ index: UInt32) -> Bool {
    if [KnownKey.hostNetwork, .hostPID, .hostIPC].contains(where: { isOn($0, of: index) }) { return true }
    guard let volumes = member(.volumes, of: index), arena.node(volumes).kind == .list else { return false }
    return elements(volumes).contains { volume in
      member(.hostPath, of: volume).map { arena.node($0).kind == .object } ?? false
    }
  }

  private func isSecurityContext(_ index: UInt32) -> Bool {
    let key = arena.node(index).key
    guard key != Symbol.none else { return false }
    let name = arena.symbols.bytes(of: key)
    return name.suffix(15).elementsEqual("securityContext".utf8)
      || name.suffix(15).elementsEqual("SecurityContext".utf8)
  }

  /// True for a security context that only a container has, with more than it gets by itself.
  private func isPrivileged(_ context: UInt32) -> Bool {
    if isOn(.privileged, of: context) || isOn(.allowPrivilegeEscalation, of: context) { return true }
    guard let capabilities = member(.capabilities, of: context) else { return false }
    return hasFilled(.add, of: capabilities)
  }

  /// True for `true`, and for what may become it.
  private func isOn(_ key: KnownKey, of index: UInt32) -> Bool {
    guard let value = member(key, of: index) else { return false }
    let node = arena.node(value)
    return node.isUnknown || node.flags.contains(.template) || node.kind == .bool && node.bits != 0
  }

  private func hasFilled(_ key: KnownKey, of index: UInt32) -> Bool {
    guard let list = member(key, of: index) else { return false }
    return arena.node(list).kind == .list && arena.node(list).count > 0
  }

  private func elements(_ list: UInt32) -> Range<UInt32> {
    let node = arena.node(list)
    return node.first..<node.first + node.count
  }
}
