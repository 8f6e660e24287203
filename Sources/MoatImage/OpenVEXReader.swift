import MoatDocument

/// Documents of OpenVEX (https://openvex.dev/ns, versions 0.0.1 to 0.2.0).
///
/// A statement that says less than the specification demands of it does not count: what it would take away stays.
extension DocumentCursor {
  private static let namespace = "https://openvex.dev/ns"
  /// Before 1.0 the context can also be without a version.
  private static let contexts = Set(["", "/v0.0.1", "/v0.0.2", "/v0.2.0"].map { Array((namespace + $0).utf8) })

  /// The contexts of OpenVEX that an object names.
  private func contexts(_ root: UInt32) -> [[UInt8]] {
    guard let context = member(root, "@context") else { return [] }
    let nodes = kind(context) == .list ? Array(children(context)) : [context]
    return nodes.filter(isText).map { arena.bytes($0) }.filter { $0.starts(with: Array(Self.namespace.utf8)) }
  }

  /// Whether an object is one, of whatever version.
  func isOpenVEX(_ root: UInt32) -> Bool { !contexts(root).isEmpty }

  mutating func openVEX(_ root: UInt32) -> [ExploitStatement] {
    let isKnown = contexts(root).allSatisfy(Self.contexts.contains)
    if !isKnown, let context = member(root, "@context") {
      report(
        ImageProblem(
          "Moat reads OpenVEX 0.0.1 to 0.2.0: `@context` names another version, and none of the statements counts",
          at: place(context)))
    }
    // Only the time of issue cascades to the statements, and not that of the last change.
    let issued = time(root, ["timestamp"])
    guard let list = member(root, "statements", .list) else {
      report(ImageProblem("an OpenVEX document must have `statements`", at: place(root)))
      return []
    }
    var statements: [ExploitStatement] = []
    var defects = StatementDefects()
    for node in children(list) {
      guard kind(node) == .object else {
        report(ImageProblem("each statement must be an object", at: place(node)))
        continue
      }
      statements.append(openVEXStatement(node, issued, isKnown, &defects))
    }
    for problem in defects.problems { report(problem) }
    return statements
  }

  private mutating func openVEXStatement(
    _ node: UInt32, _ issued: ImageField<Int64>, _ isKnown: Bool, _ defects: inout StatementDefects
  ) -> ExploitStatement {
    let own = time(node, ["last_updated", "timestamp"])
    let time = own.isAbsent ? issued : own
    let place = place(node)
    var statement = ExploitStatement(
      ids: openVEXIDs(node), status: .open, products: [], time: time.value, place: place)
    var faults: [String] = []
    if !hasOpenVEXName(node) { faults.append("it has no `vulnerability` with a `name`") }
    statement.products = openVEXProducts(node, &faults)
    let status = text(node, "status")
    switch status.value.map({ String(decoding: $0, as: UTF8.self) }) {
    case "not_affected":
      statement.status = .notAffected
      if let fault = openVEXReason(node) { faults.append(fault) }
    case "fixed": statement.status = .resolved
    case "affected", "under_investigation": break
    default: faults.append("its `status` is missing, or none of OpenVEX")
    }
    if statement.status.isClosing {
      switch time {
      case .present: break
      case .absent: faults.append("neither it nor its document has a `timestamp`")
      // A malformed one is a problem already.
      case .unknown(let reason, _):
        if reason == .placeholder {
          faults.append("its `timestamp` is a placeholder")
        } else {
          statement.status = .void
        }
      }
    }
    for fault in faults { defects.add(fault, at: place) }
    if statement.status.isClosing, !faults.isEmpty || !isKnown { statement.status = .void }
    return statement
  }

  /// What is wrong with the reason that a statement of `not_affected` must give.
  private mutating func openVEXReason(_ node: UInt32) -> String? {
    let label = text(node, "justification").absentIfEmpty
    let prose = text(node, "impact_statement")
    if let value = label.value {
      return ExploitStatement.justifications.contains(value)
        ? nil : "its `justification` is none of the labels of OpenVEX"
    }
    let hasProse = prose.value.map { $0.contains { $0 > UInt8(ascii: " ") } } ?? false
    if label.isAbsent, hasProse { return nil }
    return "`not_affected` needs a `justification` or an `impact_statement`"
  }

  // MARK: The vulnerability

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

  private mutating func hasOpenVEXName(_ node: UInt32) -> Bool {
    guard let vulnerability = member(node, "vulnerability") else { return false }
    if isText(vulnerability) { return !arena.bytes(vulnerability).isEmpty }
    return kind(vulnerability) == .object && text(vulnerability, "name").absentIfEmpty.value != nil
  }

  // MARK: The products

  private mutating func openVEXProducts(_ node: UInt32, _ faults: inout [String]) -> [StatementProduct] {
    guard let list = member(node, "products", .list), !children(list).isEmpty else {
      faults.append("it names no `products`")
      return []
    }
    // Before 0.2.0 the components stood beside the products.
    let beside = openVEXComponents(node, &faults)
    return children(list).map { product in
      let identity = openVEXIdentity(product, "product", &faults)
      let own = kind(product) == .object ? openVEXComponents(product, &faults) : nil
      return StatementProduct(identity: identity, components: own ?? beside ?? [])
    }
  }

  /// Nil where there is no list. Any other value limits the statement in an unknown way.
  private mutating func openVEXComponents(_ node: UInt32, _ faults: inout [String]) -> [ProductIdentity]? {
    guard let list = member(node, "subcomponents") else { return nil }
    guard kind(list) == .list else {
      faults.append("`subcomponents` must be a list")
      return nil
    }
    var components: [ProductIdentity] = []
    for component in children(list) { components.append(openVEXIdentity(component, "subcomponent", &faults)) }
    return components
  }

  private mutating func openVEXIdentity(_ node: UInt32, _ what: String, _ faults: inout [String]) -> ProductIdentity {
    var identity = ProductIdentity()
    if isText(node) { identity.add(arena.bytes(node)) }
    let identifiers = kind(node) == .object ? member(node, "identifiers", .object) : nil
    let hashes = kind(node) == .object ? pairs(node, "hashes").value ?? [] : []
    if kind(node) == .object, let id = text(node, "@id").value { identity.add(id) }
    if let identifiers, let url = text(identifiers, "purl").value { identity.add(url) }
    for pair in hashes { identity.add(algorithm: pair.name.value, pair.value.value) }
    // One that has only a CPE or another checksum is named, although nothing can meet it.
    let isNamed = !identity.isEmpty || !hashes.isEmpty || identifiers.map { !children($0).isEmpty } == true
    let fault = "a \(what) has none of `@id`, `identifiers` and `hashes`"
    if !isNamed, !faults.contains(fault) { faults.append(fault) }
    return identity
  }

  /// The first of some times that a document or a statement has, in seconds.
  private mutating func time(_ node: UInt32, _ names: [String]) -> ImageField<Int64> {
    for name in names {
      switch date(node, name) {
      case .absent: continue
      case .unknown(let reason, let place): return .unknown(reason, place)
      case .present(let text):
        guard let seconds = Timestamp.seconds(text.value) else { return .unknown(.malformed, text.place) }
        return .present(seconds, at: text.place)
      }
    }
    return .absent(place(node))
  }
}
