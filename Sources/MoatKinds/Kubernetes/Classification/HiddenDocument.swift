package import MoatDocument
import MoatSource
package import MoatValues

/// What a document may be that cannot be evaluated as what it says it is: the kinds that it can be of, and the namespace that
/// it is in. Rules about these kinds do not see it, and joins over them cannot be sure that they saw everything.
package struct HiddenDocument: Hashable, Sendable {
  /// Nil: a document of any kind of Kubernetes.
  package var kinds: Set<ObjectTypeID>?
  /// The UTF-8 of the namespace; nil if it is not known.
  package var namespace: [UInt8]?
  /// True if its kinds have it as a unit all the same: then no join misses it.
  package var isInSet: Bool

  package init(kinds: Set<ObjectTypeID>?, namespace: [UInt8]?, isInSet: Bool) {
    self.kinds = kinds
    self.namespace = namespace
    self.isInSet = isInSet
  }

  /// A document of which nothing can be read.
  package static let unreadable = HiddenDocument(kinds: nil, namespace: nil, isInSet: false)
}

/// Tells what the problems of a classification hide. Many documents have the same mistake, so that each kind is looked up
/// once.
package struct HiddenDocuments {
  private let run: RunFacts
  private var kindsByName: [String: Set<ObjectTypeID>?] = [:]
  private var kindsByListName: [String: Set<ObjectTypeID>?] = [:]

  package init(run: RunFacts) { self.run = run }

  /// What the document of a node hides.
  package mutating func find(_ node: UInt32, in arena: Arena) -> HiddenDocument {
    let (document, list) = Self.document(of: node, in: arena)
    guard arena.node(document).kind == .object, !arena.node(document).isUnknown else {
      // An element of a typed list is of its kind, whatever it holds.
      return HiddenDocument(kinds: list.flatMap { elementKinds($0, in: arena) }, namespace: nil, isInSet: false)
    }
    if arena.child(of: document, named: "items") != NodeIndex.none {
      return HiddenDocument(kinds: listKinds(document, in: arena), namespace: nil, isInSet: false)
    }
    let namespace = namespace(of: document, in: arena)
    guard let identity = identity(of: document, in: arena) else {
      let kind = text(document, "kind", in: arena)
      if kind == nil, let list {
        // What the elements are, their list says.
        return HiddenDocument(kinds: elementKinds(list, in: arena), namespace: namespace, isInSet: false)
      }
      // What the version would say is unknown: a kind of that name, if there is one.
      let known = kind.map { BuiltInAPIs.hasKind($0) } == true ? kind.flatMap { kinds(named: $0) } : nil
      return HiddenDocument(kinds: known, namespace: namespace, isInSet: false)
    }
    return HiddenDocument(kinds: kinds(identity), namespace: namespace, isInSet: isKnown(identity))
  }

  private func identity(of document: UInt32, in arena: Arena) -> GroupVersionKind? {
    guard text(document, "kind", in: arena) != nil, text(document, "apiVersion", in: arena) != nil else { return nil }
    return GroupVersionKind(of: document, in: arena)
  }

  private func isKnown(_ identity: GroupVersionKind) -> Bool {
    KubernetesSchema.isBuiltInGroup(identity.group)
      && (KubernetesSchema.definition(group: identity.group, version: identity.version, kind: identity.kind) != nil
        || RemovedAPI.find(group: identity.group, version: identity.version, kind: identity.kind) != nil)
  }

  /// The kinds that an object which says what it is may be of.
  private mutating func kinds(_ identity: GroupVersionKind) -> Set<ObjectTypeID>? {
    guard !KubernetesSchema.isBuiltInGroup(identity.group) else { return kinds(named: identity.kind) }
    var kinds =
      kinds(named: identity.kind, elseNear: false) ?? [KubernetesKind.workload.id, KubernetesKind.document.id]
    kinds.insert(CustomKinds.id(group: identity.group, kind: identity.kind))
    return kinds
  }

  // MARK: Lists

  /// What a list hides that is not what it says. Elements that say what they are have been read if the list could be
  /// unpacked; else they are what they say. Of the others the list's own name tells.
  private mutating func listKinds(_ list: UInt32, in arena: Arena) -> Set<ObjectTypeID>? {
    let items = arena.node(arena.child(of: list, named: "items"))
    guard items.kind == .list, !items.isUnknown else { return elementKinds(list, in: arena) }
    let isUnpacked = identity(of: list, in: arena) != nil
    var found: Set<ObjectTypeID> = []
    var isAnyUnnamed = false
    for item in items.first..<items.first + items.count {
      guard let identity = identity(of: item, in: arena) else {
        isAnyUnnamed = true
        continue
      }
      guard !isUnpacked else { continue }
      guard let own = kinds(identity) else { return nil }
      found.formUnion(own)
    }
    guard isAnyUnnamed else { return found }
    return elementKinds(list, in: arena).map { found.union($0) }
  }

  /// The kinds of what a list holds: those that its own name tells, or that it resembles, else any.
  private mutating func elementKinds(_ list: UInt32, in arena: Arena) -> Set<ObjectTypeID>? {
    guard let kind = text(list, "kind", in: arena) else { return nil }
    let element = String(kind.dropLast(kind.hasSuffix("List") ? "List".count : 0))
    if element != kind, BuiltInAPIs.hasKind(element) { return kinds(named: element) }
    guard let identity = identity(of: list, in: arena), KubernetesSchema.isBuiltInGroup(identity.group) else {
      return nil
    }
    if let known = kindsByListName[kind] { return known }
    let near = Suggestion.near(to: kind, among: BuiltInAPIs.names.map { "\($0)List" })
    let kinds = near.isEmpty ? nil : Self.kinds(ofKinds: near.map { String($0.dropLast("List".count)) })
    kindsByListName[kind] = .some(kinds)
    return kinds
  }

  /// The kinds of objects of a Kind, in any group; where there is none, those of the Kinds that may have been meant. Nil if
  /// there is none either.
  private mutating func kinds(named name: String, elseNear: Bool = true) -> Set<ObjectTypeID>? {
    if BuiltInAPIs.hasKind(name) { return Self.kinds(ofKind: name) }
    guard elseNear else { return nil }
    if let known = kindsByName[name] { return known }
    let near = Suggestion.near(to: name, among: BuiltInAPIs.names)
    let kinds = near.isEmpty ? nil : Self.kinds(ofKinds: near)
    kindsByName[name] = .some(kinds)
    return kinds
  }

  private static func kinds(ofKinds names: [String]) -> Set<ObjectTypeID> {
    names.reduce(into: Set<ObjectTypeID>()) { $0.formUnion(kinds(ofKind: $1)) }
  }

  private static func kinds(ofKind name: String) -> Set<ObjectTypeID> {
    var kinds: Set = [KubernetesKind.document.id]
    // `extensions` is a group of removed versions alone, and has no schema.
    for group in Set(KubernetesSchema.definitions(ofKind: name).map(\.group) + ["extensions"]) {
      if let api = BuiltInAPIs.api(group: group, kind: name)?.id { kinds.insert(api) }
      if let kind = KindShapes.kind(group: group, kind: name), kind.role == .documents { kinds.insert(kind.id) }
      if PodTemplatePath.known(group: group, kind: name) != nil { kinds.insert(KubernetesKind.workload.id) }
    }
    return kinds
  }

  private func namespace(of document: UInt32, in arena: Arena) -> [UInt8]? {
    let metadata = arena.child(of: document, named: "metadata")
    guard metadata != NodeIndex.none, arena.node(metadata).kind != .null else { return Array(run.namespace.utf8) }
    guard arena.node(metadata).kind == .object, !arena.node(metadata).isUnknown else { return nil }
    let namespace = arena.child(of: metadata, named: "namespace")
    guard namespace != NodeIndex.none else { return Array(run.namespace.utf8) }
    let node = arena.node(namespace)
    guard node.isPlainText else { return node.kind == .null ? Array(run.namespace.utf8) : nil }
    return node.count == 0 ? Array(run.namespace.utf8) : Array(arena.string(namespace).utf8)
  }

  private func text(_ object: UInt32, _ key: String, in arena: Arena) -> String? {
    guard arena.node(object).kind == .object else { return nil }
    let child = arena.child(of: object, named: key)
    guard child != NodeIndex.none, arena.node(child).isPlainText, arena.node(child).count > 0 else { return nil }
    return arena.string(child)
  }

  /// The root that a node is in, or the element of the list that the root is, with that list where it says what it is.
  package static func document(of node: UInt32, in arena: Arena) -> (node: UInt32, list: UInt32?) {
    var chain = [node]
    while let last = chain.last, arena.parent(last) != NodeIndex.none { chain.append(arena.parent(last)) }
    chain.reverse()
    var place = objectPlace(in: chain, arena)
    let outermost = place
    while place + 2 < chain.count, arena.node(chain[place]).kind == .object,
      chain[place + 1] == arena.child(of: chain[place], named: "items"), arena.node(chain[place + 1]).kind == .list
    {
      place += 2
    }
    return (chain[place], place > outermost ? chain[place - 2] : nil)
  }

  /// Where the first object stands in the nodes from a root to one of its nodes: a list at the root holds documents.
  package static func objectPlace(in chain: [UInt32], _ arena: Arena) -> Int {
    chain.firstIndex { arena.node($0).kind != .list } ?? 0
  }
}
