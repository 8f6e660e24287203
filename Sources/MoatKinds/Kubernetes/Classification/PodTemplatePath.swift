import MoatDocument

/// Where the built-in kinds, and a custom one that many clusters have, keep their pod template.
enum PodTemplatePath {
  /// The keys from the object to its pod template; nil for kinds without one. A Pod is its own template.
  ///
  /// OpenShift's DeploymentConfig stands here so that one whose pod is broken is seen as a workload too. Source:
  /// github.com/openshift/api apps/v1, DeploymentConfigSpec.template.
  static func known(group: String, kind: String) -> [KnownKey]? {
    switch (group, kind) {
    case ("", "Pod"): []
    case ("", "PodTemplate"): [.template]
    case ("", "ReplicationController"): [.spec, .template]
    // `extensions` held these before `apps` did.
    case ("apps", "Deployment"), ("extensions", "Deployment"), ("apps", "ReplicaSet"), ("extensions", "ReplicaSet"),
      ("apps", "DaemonSet"), ("extensions", "DaemonSet"), ("apps", "StatefulSet"), ("batch", "Job"),
      ("apps.openshift.io", "DeploymentConfig"):
      [.spec, .template]
    case ("batch", "CronJob"): [.spec, .jobTemplate, .spec, .template]
    default: nil
    }
  }
}

/// One pod template of a document.
struct PodTemplate {
  /// The pod spec, or the node that stands on the way to it and is no object, or `NodeIndex.none`.
  var podSpec: UInt32
  /// The metadata of the template, likewise.
  var metadata: UInt32
}

/// Finds pod templates: in built-in kinds by their paths, in custom resources by their shape.
struct PodTemplateFinder {
  /// Nesting below which a custom resource is not searched. The deepest known, a job template of a job set inside a queue,
  /// stands at 9.
  static let depthLimit = 16
  /// Templates of one document; a training job has some five roles.
  static let templateLimit = 64

  let arena: Arena
  let symbols: KnownSymbols

  init(arena: Arena) {
    self.arena = arena
    symbols = KubernetesSymbols.known(in: arena.symbols)
  }

  /// The template at the keys. Where the way ends early, what stands there becomes the anchor, so that reading
  /// from it tells what is wrong.
  func template(at keys: [KnownKey], of root: UInt32) -> PodTemplate {
    var node = root
    for key in keys {
      guard arena.node(node).kind == .object else { return PodTemplate(podSpec: node, metadata: NodeIndex.none) }
      guard let child = member(key, of: node) else {
        return PodTemplate(podSpec: NodeIndex.none, metadata: NodeIndex.none)
      }
      node = child
    }
    guard arena.node(node).kind == .object else { return PodTemplate(podSpec: node, metadata: NodeIndex.none) }
    return PodTemplate(
      podSpec: member(.spec, of: node) ?? NodeIndex.none, metadata: member(.metadata, of: node) ?? NodeIndex.none)
  }

  /// The templates of a custom resource: objects under a key that ends in `template`, whose `spec.containers` is a list
  /// with at least one object that has a name or an image, or what may be one because it is not known. In source order.
  func templates(byShapeIn root: UInt32) -> [PodTemplate] {
    var found: [PodTemplate] = []
    var stack: [(node: UInt32, depth: Int)] = [(root, 0)]
    while let (index, depth) = stack.popLast() {
      let node = arena.node(index)
      guard node.kind == .object || node.kind == .list || node.isUnknown else { continue }
      if let template = shape(of: index) {
        found.append(template)
        if found.count == Self.templateLimit { break }
        continue
      }
      guard depth < Self.depthLimit, node.count > 0, !node.isUnknown else { continue }
      // The last child is pushed first, so that the first one is searched first.
      for offset in (0..<node.count).reversed() {
        stack.append((node.first + offset, depth + 1))
      }
    }
    return found
  }

  private func shape(of index: UInt32) -> PodTemplate? {
    let node = arena.node(index)
    if node.isUnknown, node.key != Symbol.none, endsInTemplate(node.key) {
      return PodTemplate(podSpec: index, metadata: NodeIndex.none)
    }
    guard node.kind == .object, node.key != Symbol.none, endsInTemplate(node.key),
      let spec = member(.spec, of: index)
    else { return nil }
    let whole = PodTemplate(podSpec: spec, metadata: member(.metadata, of: index) ?? NodeIndex.none)
    if arena.node(spec).isUnknown { return whole }
    guard let containers = member(.containers, of: spec) else { return nil }
    let list = arena.node(containers)
    if list.isUnknown { return whole }
    guard list.kind == .list else { return nil }
    for offset in 0..<list.count {
      let element = list.first + offset
      if member(.image, of: element) != nil || member(.name, of: element) != nil || arena.node(element).isUnknown {
        return whole
      }
    }
    return nil
  }

  private func endsInTemplate(_ symbol: UInt32) -> Bool {
    let name = arena.symbols.bytes(of: symbol)
    return name.suffix(8).elementsEqual("template".utf8) || name.suffix(8).elementsEqual("Template".utf8)
  }

  /// The member of an object; nil for an absent one and for null, which Kubernetes takes for absence.
  func member(_ key: KnownKey, of index: UInt32) -> UInt32? {
    let child = arena.child(of: index, key: symbols[key])
    guard child != NodeIndex.none, arena.node(child).kind != .null else { return nil }
    return child
  }
}
