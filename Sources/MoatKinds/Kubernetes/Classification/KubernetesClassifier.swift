package import MoatDocument
import MoatSource
package import MoatValues

/// Sorts the documents of an input into units of kinds.
///
/// A built-in object is a `document`, its API's kind, one of Moat's kinds, and a `workload` if it carries a pod template. A custom
/// resource is a `document`, its custom kind, and a `workload` for each pod template that it carries. Lists are unpacked.
package enum KubernetesClassifier {
  /// Appends the arena to the set and its documents' units after it. Never recursive; time and memory are linear in the
  /// arena's nodes.
  package static func classify(
    _ arena: Arena, into documents: DocumentSet, catalogue: Catalogue, run: RunFacts
  ) -> Classification {
    var pass = ClassifierPass(arena: arena, documents: documents, run: run)
    for root in arena.roots { pass.classify(root: root) }
    return pass.result
  }
}

/// The classification of one arena.
struct ClassifierPass {
  let arena: Arena
  let arenaIndex: UInt32
  let documents: DocumentSet
  let finder: PodTemplateFinder
  let defaultNamespace: Value
  var result = Classification()
  /// The objects of the root that are still to be classified, the next one last.
  var pending: [Pending] = []

  /// An object that waits to be classified, with what its list says of its elements.
  struct Pending {
    var node: UInt32
    var inherited: GroupVersionKind?
    /// An element of a list is meant for Kubernetes, whatever it looks like.
    var isElement = false
  }

  init(arena: Arena, documents: DocumentSet, run: RunFacts) {
    self.arena = arena
    self.documents = documents
    arenaIndex = documents.append(arena)
    finder = PodTemplateFinder(arena: arena)
    defaultNamespace = DefaultNamespace.value(run.namespace)
  }

  /// A root, and what it holds if it is a list.
  mutating func classify(root: UInt32) {
    if let known = known(root), finder.member(.items, of: root) == nil {
      return makeUnits(of: root, known, list: nil)
    }
    pending = [Pending(node: root, inherited: nil)]
    while let next = pending.popLast() {
      guard let identity = identify(next) else { continue }
      let list = ObjectList(of: next.node, identity, finder)
      if list?.isAll ?? false {
        unpack(list, of: identity)
        continue
      }
      makeUnits(of: next.node, kind(identity, of: next.node), list: list)
      unpack(list, of: identity)
    }
  }

  /// The kind of a document that names one which was met before in this process: nothing of it has to be asked again.
  private func known(_ root: UInt32) -> DocumentKind? {
    guard let version = finder.member(.apiVersion, of: root), let kind = finder.member(.kind, of: root) else {
      return nil
    }
    guard let version = name(version), let kind = name(kind) else { return nil }
    return DocumentKinds.find(apiVersion: version, kind: kind)
  }

  private func name(_ index: UInt32) -> Value? {
    let node = arena.node(index)
    guard node.isPlainText, node.count > 0 else { return nil }
    return Value(tag: .string, bits: node.bits, aux: node.count)
  }

  /// All that its identity says of an object. What is unknown is reported each time.
  private mutating func kind(_ identity: GroupVersionKind, of node: UInt32) -> DocumentKind {
    if let known = DocumentKinds.find(identity) { return known }
    let found = DocumentKind(identity, find(identity, node: node))
    DocumentKinds.keep(found)
    return found
  }

  // MARK: What a document says it is

  /// The kind of an object; nil, with the reason recorded, if it has none.
  private mutating func identify(_ pending: Pending) -> GroupVersionKind? {
    let root = arena.node(pending.node)
    guard root.kind == .object else {
      if root.isUnknown {
        unidentified(pending.node, "a document")
      } else if pending.isElement {
        problem(pending.node, "an element of a List is \(article(root.kind)), not an object")
      } else {
        unrecognised(pending.node, unless: root.kind == .list && takeElements(of: pending.node))
      }
      return nil
    }
    let version = finder.member(.apiVersion, of: pending.node)
    let kind = finder.member(.kind, of: pending.node)
    guard let version, let kind else {
      if version == nil, kind == nil, let inherited = pending.inherited { return inherited }
      reportPartialIdentity(pending, version: version, kind: kind)
      return nil
    }
    for (node, field) in [(version, "apiVersion"), (kind, "kind")] {
      guard !arena.node(node).isUnknown else {
        unidentified(node, field)
        return nil
      }
      guard arena.node(node).kind == .string else {
        problem(node, "\(field) is \(article(arena.node(node).kind)), not a string")
        return nil
      }
      guard !arena.node(node).flags.contains(.template) else {
        problem(node, "\(field) is a template that was not rendered: render the chart first (helm template)")
        return nil
      }
      guard arena.node(node).count > 0 else {
        problem(node, "\(field) is empty")
        return nil
      }
    }
    guard let identity = GroupVersionKind(apiVersion: arena.string(version), kind: arena.string(kind)) else {
      problem(version, "\"\(arena.string(version))\" is no apiVersion: it reads version or group/version")
      return nil
    }
    // The group of a custom resource is a domain; one without a dot that is not built in names the format of some tool.
    let isDomain = identity.group.isEmpty || identity.group.contains(".")
    let isTool = !isDomain && !KubernetesSchema.isBuiltInGroup(identity.group)
    let isConfiguration = Self.configurationGroups.contains(identity.group)
    if isTool && !BuiltInAPIs.hasKind(identity.kind) || isConfiguration {
      // A kind that is almost a built-in one may have a slip of the pen in its group too.
      if !isConfiguration, Suggestion.nearest(to: identity.kind, among: BuiltInAPIs.names) != nil {
        searchUnidentified(pending.node, "\(identity.apiVersion) \(identity.kind)")
      }
      unrecognised(pending.node, kind: "\(identity.apiVersion) \(identity.kind)", hasUnit: false)
      return nil
    }
    return identity
  }

  /// A document with one of the two, or none. One that is not meant for Kubernetes (values of a chart, a Compose file) is
  /// unrecognised; one that looks like an object of Kubernetes is a problem.
  private mutating func reportPartialIdentity(_ pending: Pending, version: UInt32?, kind: UInt32?) {
    let node = pending.node
    let looksLikeObject = finder.member(.metadata, of: node) != nil || finder.member(.spec, of: node) != nil
    let missing = version == nil ? "apiVersion" : "kind"
    let isObject: Bool
    switch (version, kind) {
    case (nil, nil): isObject = pending.isElement
    case (nil, .some(let kind)): isObject = looksLikeObject || BuiltInAPIs.hasKind(arena.string(kind))
    default: isObject = looksLikeObject || pending.isElement
    }
    guard isObject else {
      if version == nil, kind == nil { return reportUnidentified(node, looksLikeObject: looksLikeObject) }
      unrecognised(node, kind: "", hasUnit: false)
      return
    }
    var message = "\(missing) is missing"
    if let near = nearKey(to: missing, of: node) { message += "; did you mean \(missing) where it reads \(near.name)?" }
    problem(node, message)
  }

  /// Files that configure a tool on somebody's disk, and never reach an API server, though they look like objects.
  private static let configurationGroups: Set<String> = [
    "kustomize.config.k8s.io", "kubeadm.k8s.io", "kubelet.config.k8s.io", "kubeproxy.config.k8s.io",
    "kubescheduler.config.k8s.io", "apiserver.config.k8s.io", "audit.k8s.io", "kind.x-k8s.io",
    "client.authentication.k8s.io",
  ]

  // MARK: Lists

  /// Leaves the elements of a list to be classified.
  private mutating func unpack(_ list: ObjectList?, of identity: GroupVersionKind) {
    guard let list, let items = list.elements else { return }
    let node = arena.node(items)
    guard !node.isUnknown else {
      unidentified(items, "\(list.key) of a \(identity.kind)")
      return
    }
    guard node.kind == .list else {
      problem(items, "\(list.key) of a \(identity.kind) is \(article(node.kind)), not a list")
      return
    }
    for offset in (0..<node.count).reversed() {
      pending.append(Pending(node: node.first + offset, inherited: list.inherited, isElement: true))
    }
  }

  // MARK: Units

  private mutating func makeUnits(of node: UInt32, _ kind: DocumentKind, list: ObjectList?) {
    let shapes = shapes(of: node, kind, list)
    let templates = shapes.templates
    pending += shapes.embedded.reversed().map { Pending(node: $0, inherited: nil) }
    if let first = shapes.uncovered.first {
      uncovered(
        first, count: shapes.uncovered.count, of: "\(kind.identity.apiVersion) \(kind.identity.kind)",
        because: "Moat does not know how this kind runs its containers")
    }
    if !kind.isBuiltIn, templates.isEmpty, shapes.embedded.isEmpty {
      unrecognised(node, kind: "\(kind.identity.apiVersion) \(kind.identity.kind)", hasUnit: true)
    }
    if kind.definesCustomResource {
      result.customResourceDefinitions.append(DocumentPlace(arena: arenaIndex, node: node))
    }
    result.count(kind.name)
    let clusterWide = kind.isClusterWide
    let metadata = arena.child(of: node, key: finder.symbols[.metadata])
    let first = UInt32(clamping: unsafe documents.units.count)
    let count = max(1, templates.count)
    for position in 0..<count {
      let template = position < templates.count ? templates[position] : nil
      let index = UInt32(clamping: unsafe documents.units.count)
      var unit = unsafe Unit(
        nodes: arena.nodes,
        anchors: (
          node, template?.podSpec ?? NodeIndex.none, template?.metadata ?? NodeIndex.none, present(metadata)
        ), arena: arenaIndex)
      unsafe unit.documentUnit = first
      unsafe unit.objectType = kind.definition?.rawValue ?? UInt32.max
      unsafe unit.flags = (clusterWide ? UnitFlag.clusterWide : 0) | (kind.isBuiltIn ? 0 : UnitFlag.custom)
      if template != nil {
        unsafe unit.flags |= kind.templateKeys == nil ? UnitFlag.byShape : kind.controller.rawValue
        if template?.isPartial ?? false { unsafe unit.flags |= UnitFlag.partial }
      }
      unsafe unit.name = text(at: metadata, .name, unit: index)
      unsafe unit.namespace = clusterWide ? .missing : namespace(at: metadata, unit: index)
      unsafe _ = documents.append(unit)
      if position == 0 {
        for id in kind.kinds { documents.add(unit: index, to: id) }
      }
      if template != nil { documents.add(unit: index, to: KubernetesKind.workload.id) }
    }
    result.unitCount += count
  }

  private mutating func find(_ identity: GroupVersionKind, node: UInt32) -> DocumentKind.Place {
    let (group, kind) = (identity.group, identity.kind)
    guard KubernetesSchema.isBuiltInGroup(group) else {
      reportMisspeltGroup(identity, node: node)
      return DocumentKind.Place(isBuiltIn: false)
    }
    if let definition = KubernetesSchema.definition(group: group, version: identity.version, kind: kind) {
      return DocumentKind.Place(
        isBuiltIn: true, definition: definition, api: BuiltInAPIs.api(group: group, kind: kind)?.id)
    }
    if let removal = RemovedAPI.find(group: group, version: identity.version, kind: kind) {
      // A removed API is read as what took its place; the rule on removed APIs reports it.
      let replacement = removal.replacement.flatMap { GroupVersionKind(apiVersion: $0, kind: kind) }
      return DocumentKind.Place(
        isBuiltIn: true,
        definition: replacement.flatMap {
          KubernetesSchema.definition(group: $0.group, version: $0.version, kind: kind)
        }, api: replacement.flatMap { BuiltInAPIs.api(group: $0.group, kind: kind)?.id })
    }
    reportUnknown(identity, node: node)
    return DocumentKind.Place(isBuiltIn: true, api: BuiltInAPIs.api(group: group, kind: kind)?.id)
  }

  private mutating func reportUnknown(_ identity: GroupVersionKind, node: UInt32) {
    guard !isReportedByList(identity, node) else { return }
    let version = finder.member(.apiVersion, of: node) ?? node
    let kind = finder.member(.kind, of: node) ?? node
    let known = KubernetesSchema.definitions(ofKind: identity.kind)
    if known.contains(where: { $0.group == identity.group }) {
      let versions = known.filter { $0.group == identity.group }.map(\.version).sorted(by: APIVersion.precedes)
      problem(
        version,
        "\(identity.apiVersion) has no \(identity.kind): Kubernetes has it in "
          + versions.map { api($0, identity.group) }.joined(separator: ", "))
    } else if let other = known.sorted(by: { APIVersion.precedes($0.version, $1.version) }).first {
      problem(
        version,
        "\(identity.apiVersion) has no \(identity.kind); did you mean \(api(other.version, other.group))?")
    } else {
      var message = "\(identity.apiVersion) has no kind \(identity.kind)"
      if let near = Suggestion.nearest(to: identity.kind, among: BuiltInAPIs.names) {
        message += "; did you mean \(near)?"
      }
      problem(kind, message)
    }
  }

  /// Whether an element has its kind from a list that was reported for the same kind: `ServiceAccountLst` is one mistake.
  private func isReportedByList(_ identity: GroupVersionKind, _ node: UInt32) -> Bool {
    guard finder.member(.kind, of: node) == nil else { return false }
    let items = arena.parent(node)
    guard items != NodeIndex.none, arena.parent(items) != NodeIndex.none,
      let kind = finder.member(.kind, of: arena.parent(items))
    else { return false }
    return arena.string(kind) == identity.kind
  }

  /// A group that is almost a built-in one, with a Kind of that one, is a slip of the pen: taken for a custom resource it
  /// would escape every rule on its kind.
  private mutating func reportMisspeltGroup(_ identity: GroupVersionKind, node: UInt32) {
    let known = KubernetesSchema.definitions(ofKind: identity.kind)
    guard let near = Suggestion.nearest(to: identity.group, among: known.map(\.group).filter { !$0.isEmpty }),
      let match = known.filter({ $0.group == near }).min(by: { APIVersion.precedes($0.version, $1.version) })
    else { return }
    problem(
      finder.member(.apiVersion, of: node) ?? node,
      "\(identity.apiVersion) has no \(identity.kind); did you mean \(api(match.version, near))?")
  }

  private func api(_ version: String, _ group: String) -> String {
    group.isEmpty ? version : "\(group)/\(version)"
  }

  // MARK: Pod templates and metadata

  /// The pod templates, and what else of a custom resource runs containers.
  private mutating func shapes(of node: UInt32, _ kind: DocumentKind, _ list: ObjectList?) -> PodShapes {
    if let keys = kind.templateKeys {
      let template = finder.template(at: keys, of: node)
      if template.podSpec == NodeIndex.none {
        let path = (keys + [.spec]).map(\.text).joined(separator: ".")
        problem(node, "\(kind.identity.kind) has no pod: \(path) is missing")
      }
      return PodShapes(templates: [template])
    }
    // A kind that no schema knows may be a workload of a version yet to come; the kinds that are known are no workloads.
    guard !kind.isBuiltIn || kind.definition == nil else { return PodShapes() }
    return finder.shapes(
      in: node, except: list?.elements ?? NodeIndex.none,
      patterns: PodTemplatePath.patternKeys(group: kind.identity.group),
      chartValues: PodTemplatePath.chartValueKeys(group: kind.identity.group), findsHidden: !kind.isBuiltIn)
  }

  /// A node, or none where it is null.
  private func present(_ node: UInt32) -> UInt32 {
    node != NodeIndex.none && arena.node(node).kind == .null ? NodeIndex.none : node
  }

  /// A name under the metadata: missing, a text, or undetermined with its place.
  private func text(at metadata: UInt32, _ key: KnownKey, unit: UInt32) -> Value {
    let metadata = present(metadata)
    guard metadata != NodeIndex.none else { return .missing }
    let object = arena.node(metadata)
    guard object.kind == .object else { return LeafDecoder.wrongKind(object, index: metadata, unit: unit) }
    guard let index = finder.member(key, of: metadata) else { return .missing }
    let node = arena.node(index)
    guard node.isPlainText else { return LeafDecoder.mismatch(node, index: index, unit: unit) }
    return node.count == 0 ? .missing : Value(tag: .string, bits: node.bits, aux: node.count)
  }

  private func namespace(at metadata: UInt32, unit: UInt32) -> Value {
    let written = text(at: metadata, .namespace, unit: unit)
    return written.tag == .missing ? defaultNamespace : written
  }

  // MARK: What is recorded

  mutating func problem(_ node: UInt32, _ message: String) {
    result.problems.append(ClassificationProblem(arena: arenaIndex, node: node, message: message))
  }

  private mutating func unidentified(_ node: UInt32, _ what: String) {
    result.unidentified.append(
      ClassificationProblem(arena: arenaIndex, node: node, message: "\(what) is not known: \(arena.string(node))"))
  }

  mutating func unrecognised(_ node: UInt32, kind: String, hasUnit: Bool) {
    result.unrecognised.append(
      UnrecognisedDocument(arena: arenaIndex, node: node, kind: kind, hasUnit: hasUnit))
  }

  private mutating func unrecognised(_ node: UInt32, unless isKnown: Bool) {
    if !isKnown { unrecognised(node, kind: "", hasUnit: false) }
  }

  /// What looks like a container and is none that a rule sees.
  mutating func uncovered(_ node: UInt32, count: Int, of name: String, because reason: String) {
    let what =
      count == 1
      ? "what looks like a container of a \(name) is not checked"
      : "\(count) objects that look like containers of a \(name) are not checked, the first of them here"
    result.uncovered.append(
      ClassificationProblem(arena: arenaIndex, node: node, message: "\(what): \(reason)"))
  }

  private func article(_ kind: NodeKind) -> String {
    switch kind {
    case .null: "null"
    case .bool: "a bool"
    case .int, .float: "a number"
    case .string: "a string"
    case .list: "a list"
    case .object: "an object"
    }
  }
}
