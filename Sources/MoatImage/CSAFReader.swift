import MoatDocument

/// Advisories of CSAF 2 (OASIS), those of the profile VEX among them.
///
/// What the specification demands so that a product counts as not affected or fixed has to be there: otherwise the statement
/// changes nothing.
extension DocumentCursor {
  /// Whether an object is one.
  func isCSAF(_ root: UInt32) -> Bool {
    member(root, "document", .object).map { member($0, "csaf_version", .string) != nil } == true
  }

  mutating func csaf(_ root: UInt32) -> [ExploitStatement] {
    let document = csafDocument(root)
    let products = CSAFProducts(root, &self)
    var statements: [ExploitStatement] = []
    var defects = StatementDefects()
    for node in member(root, "vulnerabilities", .list).map({ children($0) }) ?? 0..<0 {
      guard kind(node) == .object else {
        report(ImageProblem("each vulnerability must be an object", at: place(node)))
        continue
      }
      guard let groups = member(node, "product_status") else { continue }
      guard kind(groups) == .object else {
        report(ImageProblem("`product_status` must be an object", at: place(groups)))
        continue
      }
      statements += csafStatements(node, groups, document, products, &defects)
    }
    for problem in defects.problems { report(problem) }
    return statements
  }

  private static let groups: [(String, ExploitStatement.Status)] = [
    ("known_not_affected", .notAffected), ("fixed", .resolved), ("first_fixed", .resolved), ("known_affected", .open),
    ("first_affected", .open), ("last_affected", .open), ("under_investigation", .open), ("unknown", .open),
  ]

  private mutating func csafStatements(
    _ node: UInt32, _ groups: UInt32, _ document: CSAFDocument, _ products: CSAFProducts,
    _ defects: inout StatementDefects
  ) -> [ExploitStatement] {
    let ids = csafIDs(node)
    let justified = csafJustified(node, products)
    var statements: [ExploitStatement] = []
    for (name, status) in Self.groups {
      guard case .present(let list) = texts(groups, name), !list.value.isEmpty else { continue }
      var faults = status.isClosing ? document.faults : []
      if ids.isEmpty { faults.append(Located("its vulnerability has neither `cve` nor `ids`", at: place(node))) }
      for fault in faults { defects.add(fault.value, at: fault.place) }
      var counting: [StatementProduct] = []
      var void: [StatementProduct] = []
      for id in list.value {
        var fault = products.fault(of: id.value)
        if status == .notAffected, document.needsReason, !justified.contains(id.value) {
          fault = "`known_not_affected` needs a flag, or a threat of the category `impact`, for each product"
        }
        let named = products.products(id.value)
        if let fault { defects.add(fault, at: id.place) }
        if fault == nil || !status.isClosing { counting += named } else { void += named }
      }
      func add(_ products: [StatementProduct], _ status: ExploitStatement.Status) {
        guard !products.isEmpty else { return }
        statements.append(
          ExploitStatement(ids: ids, status: status, products: products, time: document.time, place: list.place))
      }
      add(counting, status.isClosing && (!faults.isEmpty || !document.isKnown) ? .void : status)
      add(void, .void)
    }
    return statements
  }

  private mutating func csafIDs(_ node: UInt32) -> Set<[UInt8]> {
    var ids: Set<[UInt8]> = []
    if let id = text(node, "cve").value { ids.insert(id) }
    for other in member(node, "ids", .list).map({ children($0) }) ?? 0..<0 where kind(other) == .object {
      if let id = text(other, "text").value { ids.insert(id) }
    }
    return ids.filter { !$0.isEmpty }
  }

  // MARK: The document

  /// What decides whether statements of a document count.
  private struct CSAFDocument {
    /// What is wrong with the document itself, at its place.
    var faults: [Located<String>] = []
    /// Whether Moat knows its version.
    var isKnown = true
    /// Whether a product that is not affected needs a reason: so it is in the profile VEX (section 4.5).
    var needsReason = true
    var time: Int64?
  }

  /// Of these profiles a document has no vulnerabilities (section 4.3; 4.7 and 4.8 of CSAF 2.1).
  private static let profilesWithoutStatements: Set<String> = [
    "csafinformationaladvisory", "csafwithdrawn", "csafsuperseded",
  ]

  private mutating func csafDocument(_ root: UInt32) -> CSAFDocument {
    let node = member(root, "document", .object) ?? root
    var document = CSAFDocument()
    let version = text(node, "csaf_version")
    if ![Array("2.0".utf8), Array("2.1".utf8)].contains(version.value) {
      report(
        ImageProblem(
          "Moat reads CSAF 2.0 and 2.1: `csaf_version` is another, and none of the statements counts", at: place(node)))
      document.isKnown = false
    }
    // The names of profiles, whatever stands between their words (section 6.1.26).
    let category = text(node, "category")
    let profile = category.value.map { PackageURL.lowercased($0).filter { !Set(" -_".utf8).contains($0) } } ?? []
    switch String(decoding: profile, as: UTF8.self) {
    case "", "csafvex", "vex": break
    case let name where Self.profilesWithoutStatements.contains(name):
      document.faults.append(Located("a document of its category makes no statements", at: category.place))
    default: document.needsReason = false
    }
    let tracking = member(node, "tracking", .object) ?? node
    let status = text(tracking, "status")
    switch status.value.map({ String(decoding: $0, as: UTF8.self) }) {
    case "final", "interim": break
    case "draft": document.faults.append(Located("`tracking.status` of its document is `draft`", at: status.place))
    default:
      document.faults.append(
        Located("`tracking.status` of its document must be `draft`, `interim` or `final`", at: status.place))
    }
    let released = date(tracking, "current_release_date")
    document.time = released.value.flatMap { Timestamp.seconds($0) }
    if document.time == nil {
      document.faults.append(Located("its document has no `tracking.current_release_date`", at: released.place))
    }
    return document
  }

  // MARK: Reasons

  /// The products for which a flag, or a threat of the category `impact`, says why they are not affected (test 6.1.27.9).
  private mutating func csafJustified(_ node: UInt32, _ products: CSAFProducts) -> Set<[UInt8]> {
    var justified: Set<[UInt8]> = []
    var reasons: [UInt32] = []
    for flag in member(node, "flags", .list).map({ children($0) }) ?? 0..<0 where kind(flag) == .object {
      if text(flag, "label").value.map(ExploitStatement.justifications.contains) == true { reasons.append(flag) }
    }
    for threat in member(node, "threats", .list).map({ children($0) }) ?? 0..<0 where kind(threat) == .object {
      guard text(threat, "category").value == Array("impact".utf8) else { continue }
      if text(threat, "details").absentIfEmpty.value != nil { reasons.append(threat) }
    }
    for reason in reasons {
      justified.formUnion((texts(reason, "product_ids").value ?? []).map(\.value))
      for group in texts(reason, "group_ids").value ?? [] { justified.formUnion(products.members(group.value)) }
    }
    return justified
  }
}
