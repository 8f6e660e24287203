import MoatDocument

/// One pod template of a document.
struct PodTemplate {
  /// The pod spec, or the node that stands on the way to it and is no object, or `NodeIndex.none`.
  var podSpec: UInt32
  /// The metadata of the template, likewise.
  var metadata: UInt32
  /// True if it says how pods run and holds no containers itself: these stand in objects below it.
  var isPartial = false
}

/// What the search by shape found in a document, in source order.
struct PodShapes {
  var templates: [PodTemplate] = []
  /// Whole objects of built-in kinds: documents of their own.
  var embedded: [UInt32] = []
  /// What has the shape of a container, or may hold one, and is under no template.
  var uncovered: [UInt32] = []
}

/// Finds pod templates: in built-in kinds by their paths, in custom resources by their shape.
struct PodTemplateFinder {
  let arena: Arena
  let symbols: KnownSymbols
  let shape: ContainerShape

  init(arena: Arena) {
    self.arena = arena
    shape = ContainerShape(arena)
    symbols = shape.symbols
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

  /// All that runs containers in a custom resource, however deep: objects with containers by the table of `ContainerRow`,
  /// the settings of pods around them, whole objects of built-in kinds, and what looks like a container elsewhere. Time is linear
  /// in the nodes below the root.
  ///
  /// - Parameters:
  ///   - skipped: a member of the root that is no part of the object: its list of documents.
  ///   - patterns: keys below which there are patterns of objects, and no objects.
  ///   - chartValues: keys below which only what is surely a container is looked for.
  ///   - findsHidden: false for built-in kinds, which have fields of these names of their own.
  func shapes(
    in root: UInt32, except skipped: UInt32 = NodeIndex.none, patterns: Set<[UInt8]> = [],
    chartValues: Set<[UInt8]> = [], findsHidden: Bool = true
  ) -> PodShapes {
    var found = PodShapes()
    var hidden: [HiddenShape] = []
    var around: Set<UInt32> = []
    var stack = [(node: root, findsHidden: findsHidden)]
    while let (index, isOpen) = stack.popLast() {
      let node = arena.node(index)
      let findsHidden =
        isOpen
        && (node.key == Symbol.none || chartValues.isEmpty || !chartValues.contains(arena.symbols.bytes(of: node.key)))
      guard node.kind == .object || node.kind == .list || node.isUnknown else {
        if hidesContainers(index, node) || findsHidden && hidesManifest(index, node) {
          hidden.append(HiddenShape(node: index))
        }
        continue
      }
      guard !node.isUnknown else {
        if shape.endsInTemplate(node.key) {
          found.templates.append(PodTemplate(podSpec: index, metadata: NodeIndex.none))
        }
        continue
      }
      if index != root, node.key != Symbol.none, !patterns.isEmpty,
        patterns.contains(arena.symbols.bytes(of: node.key))
      {
        continue
      }
      var consumed: Set<UInt32> = []
      if node.kind == .object {
        if index != root, isEmbedded(index) {
          found.embedded.append(index)
          continue
        }
        if let template = unknownSpec(of: index, node) {
          found.templates.append(template)
          continue
        }
        let members = shape.containerMembers(of: index)
        consumed = Set(members.found.map(\.member) + members.beyond)
        hidden += members.beyond.map { HiddenShape(node: $0) }
        if index != root, shape.isContainer(index) {
          hidden.append(HiddenShape(node: index))
        } else if findsHidden, let found = shape.hidden(index) {
          hidden.append(found)
        }
        if !consumed.isEmpty {
          appendSettings(around: index, &around, to: &found)
          around.insert(index)
          found.templates.append(PodTemplate(podSpec: index, metadata: metadata(of: index, root: root)))
        } else if shape.endsInTemplate(node.key), member(.spec, of: index) == nil, shape.hasPodSettings(index),
          around.insert(index).inserted
        {
          found.templates.append(PodTemplate(podSpec: index, metadata: NodeIndex.none, isPartial: true))
        }
      }
      // The last child is pushed first, so that the first one is searched first.
      for child in (node.first..<node.first + node.count).reversed()
      where child != skipped && !consumed.contains(child) && !isSet(child, consumed) {
        stack.append((child, findsHidden))
      }
    }
    found.uncovered = HiddenShape.nodes(of: hidden, around: around, in: arena)
    return found
  }

  /// The container set around a list that was found in it.
  private func isSet(_ child: UInt32, _ consumed: Set<UInt32>) -> Bool {
    !consumed.isEmpty && shape.containerSet(ofMember: child).map(consumed.contains) ?? false
  }

  /// A template of which the spec is not known may be a pod's.
  private func unknownSpec(of index: UInt32, _ node: Node) -> PodTemplate? {
    guard shape.endsInTemplate(node.key), let spec = member(.spec, of: index), arena.node(spec).isUnknown else {
      return nil
    }
    return PodTemplate(podSpec: spec, metadata: member(.metadata, of: index) ?? NodeIndex.none)
  }

  /// A text with a manifest in it, or a patch of the pod: what runs is not what the object shows.
  private func hidesContainers(_ index: UInt32, _ node: Node) -> Bool {
    guard node.kind == .string, node.count > 0 else { return false }
    if node.key == symbols[.podSpecPatch] { return true }
    return node.key == symbols[.manifest] && arena.string(index).contains("kind")
  }

  /// A text that is a manifest itself: a patch, or what a controller applies. Annotations and descriptions only speak of one.
  private func hidesManifest(_ index: UInt32, _ node: Node) -> Bool {
    guard node.kind == .string, !node.isUnknown, node.count >= ManifestText.shortest,
      node.key != symbols[.description]
    else { return false }
    let parent = arena.parent(index)
    guard parent == NodeIndex.none || arena.node(parent).key != symbols[.annotations] else { return false }
    return ManifestText.isManifest(arena.bytes(index))
  }

  /// An object that says which built-in kind it is, and is more than a reference to one.
  private func isEmbedded(_ index: UInt32) -> Bool {
    guard member(.apiVersion, of: index) != nil, member(.kind, of: index) != nil,
      let content = member(.metadata, of: index) ?? member(.spec, of: index), arena.node(content).kind == .object,
      let identity = GroupVersionKind(of: index, in: arena)
    else { return false }
    return KubernetesSchema.definition(group: identity.group, version: identity.version, kind: identity.kind) != nil
      || PodTemplatePath.known(group: identity.group, kind: identity.kind) != nil
      || RemovedAPI.find(group: identity.group, version: identity.version, kind: identity.kind) != nil
  }

  /// The metadata of the pods: beside their `spec`, in it (Argo), or by a name of its own (Prometheus). That of the document is
  /// the document's alone.
  private func metadata(of podSpec: UInt32, root: UInt32) -> UInt32 {
    if podSpec != root {
      if let own = member(.podMetadata, of: podSpec) ?? member(.metadata, of: podSpec) { return own }
      let parent = arena.parent(podSpec)
      if arena.node(podSpec).key == symbols[.spec], parent != root, parent != NodeIndex.none,
        let beside = member(.metadata, of: parent)
      {
        return beside
      }
    }
    return NodeIndex.none
  }

  /// The objects around a template that say how its pods run, each once.
  private func appendSettings(around index: UInt32, _ seen: inout Set<UInt32>, to found: inout PodShapes) {
    var node = arena.parent(index)
    while node != NodeIndex.none, seen.insert(node).inserted {
      if shape.hasPodSettings(node) {
        found.templates.append(PodTemplate(podSpec: node, metadata: NodeIndex.none, isPartial: true))
      }
      node = arena.parent(node)
    }
  }

  /// The member of an object; nil for an absent one and for null, which Kubernetes takes for absence.
  func member(_ key: KnownKey, of index: UInt32) -> UInt32? { shape.member(key, of: index) }
}
