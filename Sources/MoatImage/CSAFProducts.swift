import MoatDocument

/// The products of a CSAF document by their ids in it.
struct CSAFProducts {
  private var identities: [[UInt8]: ProductIdentity] = [:]
  private var byID: [[UInt8]: [StatementProduct]] = [:]
  /// Each id that the tree defines, whether or not its product can be named.
  private var defined: Set<[UInt8]> = []
  /// Ids that stand for more than one product (test 6.1.2).
  private var repeated: Set<[UInt8]> = []
  private var groups: [[UInt8]: Set<[UInt8]>] = [:]

  init(_ root: UInt32, _ cursor: inout DocumentCursor) {
    guard let tree = cursor.member(root, "product_tree", .object) else { return }
    for product in Self.children(tree, "full_product_names", cursor) { add(product, &cursor) }
    // Branches hold branches; each waits on a list of its own, whatever the depth.
    var waiting = Array(Self.children(tree, "branches", cursor))
    while let branch = waiting.popLast() {
      guard cursor.kind(branch) == .object else { continue }
      if let product = cursor.member(branch, "product", .object) { add(product, &cursor) }
      waiting += Self.children(branch, "branches", cursor)
    }
    for relation in Self.children(tree, "relationships", cursor) where cursor.kind(relation) == .object {
      addRelation(relation, &cursor)
    }
    for group in Self.children(tree, "product_groups", cursor) where cursor.kind(group) == .object {
      guard let id = cursor.text(group, "group_id").value else { continue }
      groups[id, default: []].formUnion((cursor.texts(group, "product_ids").value ?? []).map(\.value))
    }
  }

  private static func children(_ object: UInt32, _ name: String, _ cursor: DocumentCursor) -> Range<UInt32> {
    cursor.member(object, name, .list).map { cursor.children($0) } ?? 0..<0
  }

  private mutating func define(_ id: [UInt8]) {
    if !defined.insert(id).inserted { repeated.insert(id) }
  }

  private mutating func add(_ node: UInt32, _ cursor: inout DocumentCursor) {
    guard cursor.kind(node) == .object, let id = cursor.text(node, "product_id").value else { return }
    define(id)
    var identity = ProductIdentity()
    if let name = cursor.text(node, "name").value { identity.add(name) }
    if let helper = cursor.member(node, "product_identification_helper", .object) {
      if let url = cursor.text(helper, "purl").value { identity.add(url) }
      for url in cursor.texts(helper, "purls").value ?? [] { identity.add(url.value) }
      for file in Self.children(helper, "hashes", cursor) where cursor.kind(file) == .object {
        for hash in Self.children(file, "file_hashes", cursor) where cursor.kind(hash) == .object {
          if let algorithm = cursor.text(hash, "algorithm").value, let value = cursor.text(hash, "value").value {
            identity.add(algorithm: algorithm, value)
          }
        }
      }
    }
    identities[id] = identity
    byID[id, default: []].append(StatementProduct(identity: identity))
  }

  /// A product that is a component of another one stands with that.
  private mutating func addRelation(_ node: UInt32, _ cursor: inout DocumentCursor) {
    guard let name = cursor.member(node, "full_product_name", .object),
      let id = cursor.text(name, "product_id").value
    else { return }
    define(id)
    guard let part = cursor.text(node, "product_reference").value.flatMap({ identities[$0] }),
      let whole = cursor.text(node, "relates_to_product_reference").value.flatMap({ identities[$0] })
    else { return }
    byID[id, default: []].append(StatementProduct(identity: whole, components: [part]))
  }

  func products(_ id: [UInt8]) -> [StatementProduct] { byID[id] ?? [] }

  /// The products of a group.
  func members(_ group: [UInt8]) -> Set<[UInt8]> { groups[group] ?? [] }

  /// Why a statement about an id cannot count.
  func fault(of id: [UInt8]) -> String? {
    if !defined.contains(id) { return "`product_tree` does not define its product" }
    return repeated.contains(id) ? "`product_tree` defines its product more than once" : nil
  }
}
