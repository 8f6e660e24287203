import MoatDocument

/// Advisories of CSAF 2 (OASIS), those of the profile VEX among them.
extension DocumentCursor {
  /// Whether an object is one.
  func isCSAF(_ root: UInt32) -> Bool {
    member(root, "document", .object).map { member($0, "csaf_version", .string) != nil } == true
  }

  mutating func csaf(_ root: UInt32) -> [ExploitStatement] {
    let document = member(root, "document", .object) ?? root
    if text(document, "csaf_version").value?.first != UInt8(ascii: "2") {
      report(ImageProblem("Moat reads CSAF 2: `csaf_version` is another", at: place(document)))
    }
    let released = member(document, "tracking", .object).map { date($0, "current_release_date") }?.value
    let products = csafProducts(root)
    let list = member(root, "vulnerabilities", .list).map { children($0) } ?? 0..<0
    var statements: [ExploitStatement] = []
    for node in list {
      guard kind(node) == .object else {
        report(ImageProblem("each vulnerability must be an object", at: place(node)))
        continue
      }
      let ids = csafIDs(node)
      guard let groups = member(node, "product_status", .object) else { continue }
      for (name, status) in Self.csafGroups {
        let named = (texts(groups, name).value ?? []).flatMap { products[$0.value] ?? [] }
        guard !named.isEmpty else { continue }
        statements.append(
          ExploitStatement(
            ids: ids, status: status, products: named, time: released.flatMap { Timestamp.seconds($0) }))
      }
    }
    return statements
  }

  private static let csafGroups: [(String, ExploitStatement.Status)] = [
    ("known_not_affected", .notAffected), ("fixed", .resolved), ("first_fixed", .resolved), ("known_affected", .open),
    ("first_affected", .open), ("last_affected", .open), ("under_investigation", .open),
  ]

  private mutating func csafIDs(_ node: UInt32) -> Set<[UInt8]> {
    var ids: Set<[UInt8]> = []
    if let id = text(node, "cve").value { ids.insert(id) }
    for other in member(node, "ids", .list).map({ children($0) }) ?? 0..<0 where kind(other) == .object {
      if let id = text(other, "text").value { ids.insert(id) }
    }
    return ids
  }

  // MARK: The tree of products

  /// The products by their ids in the document. A product that is a component of another one stands with that.
  private mutating func csafProducts(_ root: UInt32) -> [[UInt8]: [StatementProduct]] {
    guard let tree = member(root, "product_tree", .object) else { return [:] }
    var identities: [[UInt8]: ProductIdentity] = [:]
    for product in member(tree, "full_product_names", .list).map({ children($0) }) ?? 0..<0 {
      addProduct(product, to: &identities)
    }
    // Branches hold branches; each waits on a list of its own, whatever the depth.
    var waiting = member(tree, "branches", .list).map { Array(children($0)) } ?? []
    while let branch = waiting.popLast() {
      guard kind(branch) == .object else { continue }
      if let product = member(branch, "product", .object) { addProduct(product, to: &identities) }
      if let inner = member(branch, "branches", .list) { waiting += children(inner) }
    }
    var products = identities.mapValues { [StatementProduct(identity: $0)] }
    for relation in member(tree, "relationships", .list).map({ children($0) }) ?? 0..<0
    where kind(relation) == .object {
      guard let name = member(relation, "full_product_name", .object), let id = text(name, "product_id").value,
        let part = text(relation, "product_reference").value.flatMap({ identities[$0] }),
        let whole = text(relation, "relates_to_product_reference").value.flatMap({ identities[$0] })
      else { continue }
      products[id, default: []].append(StatementProduct(identity: whole, components: [part]))
    }
    return products
  }

  private mutating func addProduct(_ node: UInt32, to identities: inout [[UInt8]: ProductIdentity]) {
    guard kind(node) == .object, let id = text(node, "product_id").value else { return }
    var identity = ProductIdentity()
    if let name = text(node, "name").value { identity.add(name) }
    if let helper = member(node, "product_identification_helper", .object) {
      if let url = text(helper, "purl").value { identity.add(url) }
      for url in texts(helper, "purls").value ?? [] { identity.add(url.value) }
      for file in member(helper, "hashes", .list).map({ children($0) }) ?? 0..<0 where kind(file) == .object {
        for hash in member(file, "file_hashes", .list).map({ children($0) }) ?? 0..<0 where kind(hash) == .object {
          if let algorithm = text(hash, "algorithm").value, let value = text(hash, "value").value {
            identity.add(algorithm: algorithm, value)
          }
        }
      }
    }
    identities[id] = identity
  }
}
