import MoatDocument

/// The vulnerabilities of CycloneDX (specification 1.4 and later), and what VEX says of them in it.
extension DocumentCursor {
  /// - Parameter byReference: the components of the bill by their references.
  mutating func cycloneDXVulnerabilities(
    _ list: UInt32, _ byReference: [[UInt8]: ImagePackage]
  ) -> [ImageVulnerability] {
    var vulnerabilities: [ImageVulnerability] = []
    for node in children(list) {
      guard kind(node) == .object else {
        report(ImageProblem("each vulnerability must be an object", at: place(node)))
        continue
      }
      let source = member(node, "source", .object)
      let analysis = member(node, "analysis", .object)
      let blank: ImageField<[UInt8]> = .unknown(.notAtHand, place(node))
      let vulnerability = ImageVulnerability(
        place: place(node), id: text(node, "id"), severity: cycloneDXSeverity(node), package: blank, packageURL: blank,
        packageType: blank, installed: blank, fixedIn: .unknown(.notInForm, place(node)),
        status: analysis.map { text($0, "state") } ?? .absent(place(node)), published: date(node, "published"),
        isKnownExploited: .unknown(.notInForm, place(node)),
        url: source.map { text($0, "url") } ?? .absent(place(node)), details: cycloneDXDetails(node))
      let affected = member(node, "affects", .list).map { children($0).filter { kind($0) == .object } } ?? []
      let names = related(member(node, "references", .list))
      for element in affected {
        var entry = vulnerability
        if case .present(let reference) = text(element, "ref"), let package = byReference[Self.local(reference.value)] {
          entry.package = package.name
          entry.packageURL = package.url
          entry.packageType = package.type
          entry.installed = package.version
        }
        readVersions(of: element, into: &entry)
        vulnerabilities += entry.entries(related: names)
      }
      if affected.isEmpty { vulnerabilities += vulnerability.entries(related: names) }
    }
    return vulnerabilities
  }

  /// What the bill says of the version that is there. A range is not compared, and what is said of other versions says nothing
  /// of this one.
  private mutating func readVersions(of element: UInt32, into vulnerability: inout ImageVulnerability) {
    guard let list = member(element, "versions", .list), case .present(let installed) = vulnerability.installed else {
      return
    }
    var statuses: [ImageField<[UInt8]>] = []
    for node in children(list) where kind(node) == .object && text(node, "version").value == installed.value {
      statuses.append(text(node, "status"))
    }
    // Without a word a version is affected.
    guard let first = statuses.first, statuses.allSatisfy({ $0.value == Array("unaffected".utf8) }) else { return }
    vulnerability.status = .present(Array("not_affected".utf8), at: first.place)
  }

  /// The identifier in its document: what follows `#` in `urn:cdx:…/1#pkg:npm/x@1`.
  private static func local(_ reference: [UInt8]) -> [UInt8] {
    guard reference.starts(with: Array("urn:cdx:".utf8)), let mark = reference.firstIndex(of: UInt8(ascii: "#")) else {
      return reference
    }
    return Array(reference[(mark + 1)...])
  }

  // MARK: Severities

  /// The highest severity that any of the sources gives, by its word or by its score.
  private mutating func cycloneDXSeverity(_ node: UInt32) -> ImageField<[UInt8]> {
    let order = ["UNKNOWN", "NONE", "INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"]
    guard let ratings = member(node, "ratings", .list) else { return .absent(place(node)) }
    var best: (rank: Int, field: ImageField<[UInt8]>)?
    for rating in children(ratings) where kind(rating) == .object {
      var field = severity(text(rating, "severity"))
      if field.value == nil || field.value == Array("UNKNOWN".utf8), let scored = scoredSeverity(rating) {
        field = scored
      }
      guard let value = field.value else { continue }
      let rank = order.firstIndex { Array($0.utf8) == value } ?? 0
      if rank > best?.rank ?? -1 { best = (rank, field) }
    }
    return best?.field ?? .absent(place(ratings))
  }

  /// What a score of CVSS means: version 2 knows no critical ones (NVD), versions 3 and 4 do (section 5 of their
  /// specifications). A score by any other method means nothing without it.
  private mutating func scoredSeverity(_ rating: UInt32) -> ImageField<[UInt8]>? {
    guard let node = member(rating, "score"), let score = number(node), score >= 0, score <= 10 else { return nil }
    let method = text(rating, "method").value.map { String(decoding: $0, as: UTF8.self) }
    // The vector names its version too; only that of version 2 does not.
    let vector = text(rating, "vector").value.map { String(decoding: $0.prefix(6), as: UTF8.self) } ?? ""
    let word: String
    switch method ?? (["CVSS:3", "CVSS:4"].contains(vector) ? "CVSSv3" : "") {
    case "CVSSv2": word = score >= 7 ? "HIGH" : score >= 4 ? "MEDIUM" : "LOW"
    case "CVSSv3", "CVSSv31", "CVSSv4":
      word = score >= 9 ? "CRITICAL" : score >= 7 ? "HIGH" : score >= 4 ? "MEDIUM" : score > 0 ? "LOW" : "NONE"
    default: return nil
    }
    return .present(Array(word.utf8), at: place(node))
  }

  private func number(_ node: UInt32) -> Double? {
    switch kind(node) {
    case .int: integerValue(node).map(Double.init)
    case .float: Double(String(decoding: arena.bytes(node), as: UTF8.self))
    default: nil
    }
  }
}
