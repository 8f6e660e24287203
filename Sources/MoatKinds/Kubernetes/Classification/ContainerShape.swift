import MoatDocument

/// Tells containers and the settings of pods by their shape, in objects that no built-in schema describes.
struct ContainerShape {
  let arena: Arena
  let symbols: KnownSymbols

  init(_ arena: Arena) {
    self.arena = arena
    symbols = KubernetesSymbols.known(in: arena.symbols)
  }

  /// The fields that, beside an image, only a container has.
  private static let containerKeys: [KnownKey] = [
    .args, .command, .env, .envFrom, .imagePullPolicy, .lifecycle, .livenessProbe, .ports, .readinessProbe, .resources,
    .securityContext, .startupProbe, .volumeMounts, .workingDir,
  ]

  /// True for an object with an image and another field of a container, wherever it stands.
  func isContainer(_ index: UInt32) -> Bool { hasImage(index) && hasContainerField(index) }

  /// The containers under a member of an object by the table of `ContainerRow`; nil if it holds none.
  func row(ofMember child: UInt32) -> ContainerRow? {
    let node = arena.node(child)
    guard node.key != Symbol.none, node.kind == .list || node.kind == .object || node.isUnknown,
      let row = ContainerRow.row(of: arena.symbols.bytes(of: node.key))
    else { return nil }
    if node.isUnknown { return node.key == symbols[.containers] ? row : nil }
    switch row.form {
    case .one: return node.kind == .object && (hasImage(child) || hasContainerField(child)) ? row : nil
    case .many:
      let isNamed = node.key == symbols[.containers] && node.kind == .list
      for element in node.first..<node.first + node.count {
        let found = arena.node(element)
        if found.isUnknown && node.kind == .list { return row }
        guard found.kind == .object else { continue }
        if hasImage(element) || hasContainerField(element) { return row }
        if isNamed, isTemplateSpec(arena.parent(child)), member(.name, of: element) != nil { return row }
      }
      return nil
    }
  }

  /// The list of containers of an Argo container set; nil if the member is none.
  func containerSet(ofMember child: UInt32) -> UInt32? {
    guard arena.node(child).key == symbols[.containerSet], let list = member(.containers, of: child),
      row(ofMember: list) != nil
    else { return nil }
    return list
  }

  /// The members of an object that hold containers, in source order.
  struct Members {
    var found: [(member: UInt32, row: ContainerRow)] = []
    /// Those beyond `ContainerRow.memberLimit`.
    var beyond: [UInt32] = []
  }

  func containerMembers(of index: UInt32) -> Members {
    var members = Members()
    let node = arena.node(index)
    guard node.kind == .object else { return members }
    var (many, hasOne) = (0, false)
    for child in node.first..<node.first + node.count {
      let member = containerSet(ofMember: child) ?? child
      guard let row = row(ofMember: member) else { continue }
      let lists = (row.form == .many ? many + 1 : many, row.form == .one || hasOne)
      guard lists.0 + (lists.1 ? 1 : 0) <= ContainerRow.memberLimit else {
        members.beyond.append(member)
        continue
      }
      (many, hasOne) = lists
      members.found.append((member, row))
    }
    return members
  }

  /// True for an object that says how pods run without being one: the spec of a workflow around its templates.
  func hasPodSettings(_ index: UInt32) -> Bool {
    guard arena.node(index).kind == .object else { return false }
    if [KnownKey.hostNetwork, .hostPID, .hostIPC].contains(where: { member($0, of: index) != nil }) { return true }
    if let context = member(.securityContext, of: index), arena.node(context).kind == .object { return true }
    guard let volumes = member(.volumes, of: index) else { return false }
    let list = arena.node(volumes)
    return list.kind == .list && list.count > 0 && member(.name, of: list.first) != nil
  }

  /// True for an object that has nothing of Kubernetes around it and holds containers as a pod does.
  func isPodSpec(_ index: UInt32) -> Bool {
    guard let containers = member(.containers, of: index), arena.node(containers).kind == .list else { return false }
    let list = arena.node(containers)
    return list.count > 0
      && (list.first..<list.first + list.count).allSatisfy { hasImage($0) && member(.name, of: $0) != nil }
  }

  /// True for a key that ends in `template`.
  func endsInTemplate(_ symbol: UInt32) -> Bool {
    guard symbol != Symbol.none else { return false }
    let name = arena.symbols.bytes(of: symbol)
    return name.suffix(8).elementsEqual("template".utf8) || name.suffix(8).elementsEqual("Template".utf8)
  }

  /// True for the `spec` of a template.
  private func isTemplateSpec(_ index: UInt32) -> Bool {
    guard index != NodeIndex.none, arena.node(index).key == symbols[.spec] else { return false }
    let parent = arena.parent(index)
    return parent != NodeIndex.none && endsInTemplate(arena.node(parent).key)
  }

  private func hasImage(_ index: UInt32) -> Bool {
    guard let image = member(.image, of: index) else { return false }
    return arena.node(image).kind == .string || arena.node(image).isUnknown
  }

  private func hasContainerField(_ index: UInt32) -> Bool {
    Self.containerKeys.contains {
      guard let field = member($0, of: index) else { return false }
      // In a JSON schema the same names hold descriptions of the fields.
      return $0 == .args || $0 == .command || arena.node(field).kind != .string
    }
  }

  /// The member of an object; nil for an absent one and for null, which Kubernetes takes for absence.
  func member(_ key: KnownKey, of index: UInt32) -> UInt32? {
    let child = arena.child(of: index, key: symbols[key])
    guard child != NodeIndex.none, arena.node(child).kind != .null else { return nil }
    return child
  }
}
