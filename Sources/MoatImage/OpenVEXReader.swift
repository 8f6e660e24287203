import MoatDocument

/// Documents of OpenVEX (https://openvex.dev/ns, versions 0.0.1 to 0.2.0).
extension DocumentCursor {
  /// Whether an object is one.
  func isOpenVEX(_ root: UInt32) -> Bool {
    guard let context = member(root, "@context") else { return false }
    let texts = kind(context) == .list ? children(context).map { $0 } : [context]
    return texts.contains { isText($0) && arena.bytes($0).starts(with: Array("https://openvex.dev/ns".utf8)) }
  }

  mutating func openVEX(_ root: UInt32) -> [ExploitStatement] {
    let made = time(of: root)
    guard let list = member(root, "statements", .list) else {
      report(ImageProblem("an OpenVEX document must have `statements`", at: place(root)))
      return []
    }
    var statements: [ExploitStatement] = []
    for node in children(list) {
      guard kind(node) == .object else {
        report(ImageProblem("each statement must be an object", at: place(node)))
        continue
      }
      guard let status = openVEXStatus(node) else { continue }
      let ids = openVEXIDs(node)
      if ids.isEmpty { report(ImageProblem("a statement must name its `vulnerability`", at: place(node))) }
      statements.append(
        ExploitStatement(ids: ids, status: status, products: openVEXProducts(node), time: time(of: node) ?? made))
    }
    return statements
  }

  private mutating func openVEXStatus(_ node: UInt32) -> ExploitStatement.Status? {
    let status = text(node, "status")
    switch status.value.map({ String(decoding: $0, as: UTF8.self) }) {
    case "not_affected": return .notAffected
    case "fixed": return .resolved
    case "affected", "under_investigation": return .open
    default:
      report(ImageProblem("the `status` of a statement is missing, or none of OpenVEX", at: status.place))
      return nil
    }
  }

  /// An object since 0.2.0, a text before.
  private mutating func openVEXIDs(_ node: UInt32) -> Set<[UInt8]> {
    guard let vulnerability = member(node, "vulnerability") else { return [] }
    if isText(vulnerability) { return [arena.bytes(vulnerability)] }
    guard kind(vulnerability) == .object else { return [] }
    var ids = Set((texts(vulnerability, "aliases").value ?? []).map(\.value))
    for name in ["name", "@id"] {
      // The identifier is often an address: its last part is then the id.
      guard let text = text(vulnerability, name).value else { continue }
      ids.insert(text)
      if name == "@id", let slash = text.lastIndex(of: UInt8(ascii: "/")) { ids.insert(Array(text[(slash + 1)...])) }
    }
    return ids.filter { !$0.isEmpty }
  }

  private mutating func openVEXProducts(_ node: UInt32) -> [StatementProduct] {
    guard let list = member(node, "products", .list) else { return [] }
    // Before 0.2.0 the components stood beside the products.
    let beside = member(node, "subcomponents", .list).map { list in children(list).map { openVEXIdentity($0) } } ?? []
    return children(list).map { product in
      let own = member(product, "subcomponents", .list).map { list in children(list).map { openVEXIdentity($0) } }
      return StatementProduct(identity: openVEXIdentity(product), components: own ?? beside)
    }
  }

  private mutating func openVEXIdentity(_ node: UInt32) -> ProductIdentity {
    var identity = ProductIdentity()
    if isText(node) { identity.add(arena.bytes(node)) }
    guard kind(node) == .object else { return identity }
    if let id = text(node, "@id").value { identity.add(id) }
    if let identifiers = member(node, "identifiers", .object) {
      if let url = text(identifiers, "purl").value { identity.add(url) }
    }
    for pair in pairs(node, "hashes").value ?? [] { identity.add(algorithm: pair.name.value, pair.value.value) }
    return identity
  }

  /// When a document or a statement was last changed.
  private mutating func time(of node: UInt32) -> Int64? {
    for name in ["last_updated", "timestamp"] {
      if let text = date(node, name).value { return Timestamp.seconds(text) }
    }
    return nil
  }
}
