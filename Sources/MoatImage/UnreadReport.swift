package import MoatDocument
import MoatSource

/// A document that Moat knows by sight and does not read.
///
/// A run that holds one says so: the person who gave it believes that its contents were checked.
package struct UnreadReport: Hashable, Sendable {
  /// What it is: `SARIF log of Trivy`.
  package var title: String
  /// Why it is not read, and what to give in its place: a clause without a full stop.
  package var reason: String
  /// Whether it may tell of the packages or the vulnerabilities of an image.
  package var mayTellOfImages: Bool

  init(_ title: String, _ reason: String, mayTellOfImages: Bool = true) {
    self.title = title
    self.reason = reason
    self.mayTellOfImages = mayTellOfImages
  }

  package var message: String { "\(title) is not read: \(reason)" }

  /// The report that a text in JSON or YAML is; nil if it is none that is known, or one that is read.
  package static func recognise(root: UInt32, in arena: Arena) -> UnreadReport? {
    let cursor = DocumentCursor(arena, source: 0)
    switch cursor.kind(root) {
    case .object: return UnreadReportTest(cursor, root).report()
    case .list:
      guard let first = cursor.children(root).first, cursor.kind(first) == .object else { return nil }
      return UnreadReportTest(cursor, first).report()
    default: return nil
    }
  }

  static let ownReport = "give the report of the scanner in its own JSON"
}

/// Asks what one object is.
private struct UnreadReportTest {
  let cursor: DocumentCursor
  let node: UInt32

  init(_ cursor: DocumentCursor, _ node: UInt32) {
    self.cursor = cursor
    self.node = node
  }

  private func has(_ name: String, _ kind: NodeKind) -> Bool { cursor.member(node, name, kind) != nil }

  private func text(_ name: String, of object: UInt32? = nil) -> String? {
    cursor.member(object ?? node, name, .string).map { String(decoding: cursor.arena.bytes($0), as: UTF8.self) }
  }

  /// The name of the program that wrote the document, fit for a message.
  private func shown(_ name: String?) -> String {
    guard let name, !name.isEmpty else { return "" }
    return " of \(DocumentCursor.shown(Array(name.utf8)))"
  }

  func report() -> UnreadReport? {
    // A Kubernetes object may hold any of the names below.
    if has("apiVersion", .string), has("kind", .string) { return nil }
    return attestation() ?? sarif() ?? lookAlike() ?? bill() ?? ofAnotherScanner() ?? ofVulnerabilities()
  }

  // MARK: Statements and signatures

  private func attestation() -> UnreadReport? {
    let reason = "give the report or the bill that it carries"
    if let type = text("_type"), type.hasPrefix("https://in-toto.io/Statement") {
      return UnreadReport("in-toto statement\(shown(text("predicateType")))", reason)
    }
    if has("payloadType", .string), has("payload", .string) {
      return UnreadReport("DSSE envelope\(shown(text("payloadType")))", reason)
    }
    if let type = text("mediaType"), type.hasPrefix("application/vnd.dev.sigstore.bundle") {
      return UnreadReport("Sigstore bundle", reason)
    }
    if has("invocation", .object), let scanner = cursor.member(node, "scanner", .object),
      cursor.member(scanner, "result") != nil
    {
      return UnreadReport("cosign's record of a scan\(shown(text("uri", of: scanner)))", reason)
    }
    if let signed = cursor.member(node, "signed", .object), let type = text("_type", of: signed),
      has("signatures", .list)
    {
      return UnreadReport("in-toto metadata of type \(DocumentCursor.shown(Array(type.utf8)))", reason)
    }
    return nil
  }

  private func sarif() -> UnreadReport? {
    guard let runs = cursor.member(node, "runs", .list),
      has("version", .string) || text("$schema")?.lowercased().contains("sarif") == true
    else { return nil }
    let driver = cursor.children(runs).first.flatMap { cursor.member($0, "tool", .object) }
      .flatMap { cursor.member($0, "driver", .object) }
    return UnreadReport(
      "SARIF log\(shown(driver.flatMap { text("name", of: $0) }))",
      "it does not tell packages, versions and fixes apart; \(UnreadReport.ownReport)")
  }

  // MARK: What looks like a report that is read

  /// Programs of one family write documents of one shape, and say in `descriptor.name` which of them it was.
  private func lookAlike() -> UnreadReport? {
    guard has("matches", .list) || has("artifacts", .list),
      let descriptor = cursor.member(node, "descriptor", .object), let name = text("name", of: descriptor)
    else { return nil }
    if name.lowercased() == "xeol" {
      return UnreadReport(
        "report of Xeol", "it tells which packages are out of support, and not which are vulnerable",
        mayTellOfImages: false)
    }
    return UnreadReport(
      "report\(shown(name))", "it has the form of another tool, and Moat does not know what its entries mean")
  }

  private func bill() -> UnreadReport? {
    if let version = text("spdxVersion") {
      return UnreadReport(
        "SPDX document of version \(DocumentCursor.shown(Array(version.utf8)))", "Moat reads SPDX 2 and CycloneDX 1")
    }
    if has("bomFormat", .string) {
      return UnreadReport("bill of materials\(shown(text("bomFormat")))", "Moat reads SPDX 2 and CycloneDX 1")
    }
    if has("detector", .object), has("manifests", .object) {
      let detector = cursor.member(node, "detector", .object).flatMap { text("name", of: $0) }
      return UnreadReport(
        "dependency snapshot for GitHub\(shown(detector))", "give a bill in SPDX or CycloneDX")
    }
    return nil
  }

  // MARK: Other scanners

  private func ofAnotherScanner() -> UnreadReport? {
    if has("imageScanFindings", .object) { return UnreadReport("scan of Amazon ECR", UnreadReport.ownForms) }
    if has("manifest_hash", .string), has("vulnerabilities", .object) {
      return UnreadReport("report of Clair", UnreadReport.ownForms)
    }
    if let findings = cursor.member(node, "Findings", .list), let first = cursor.children(findings).first,
      cursor.member(first, "ProductArn", .string) != nil
    {
      return UnreadReport("findings for AWS Security Hub", UnreadReport.ownForms)
    }
    if let results = cursor.member(node, "results", .list), let first = cursor.children(results).first,
      cursor.member(first, "packages", .list) != nil, cursor.member(first, "source", .object) != nil
    {
      return UnreadReport("report of OSV-Scanner", UnreadReport.ownForms)
    }
    if let results = cursor.member(node, "results", .list), let first = cursor.children(results).first,
      cursor.member(first, "vulnerabilities", .list) != nil
    {
      return UnreadReport("report of vulnerabilities", UnreadReport.ownForms)
    }
    if has("vulnerability", .object), text("kind") == "VULNERABILITY" {
      return UnreadReport("report of Google's Artifact Analysis", UnreadReport.ownForms)
    }
    guard has("vulnerabilities", .list) else { return nil }
    if let scan = cursor.member(node, "scan", .object), let scanner = cursor.member(scan, "scanner", .object) {
      return UnreadReport("security report for GitLab\(shown(text("name", of: scanner)))", UnreadReport.ownForms)
    }
    if has("ok", .bool), has("dependencyCount", .int) || has("packageManager", .string) {
      return UnreadReport("report of Snyk", UnreadReport.ownForms)
    }
    return nil
  }

  /// Whatever else lists vulnerabilities with their severities. Files that say which of them to ignore have none.
  private func ofVulnerabilities() -> UnreadReport? {
    for name in ["vulnerabilities", "Vulnerabilities", "matches"] {
      guard let list = cursor.member(node, name, .list), let first = cursor.children(list).first,
        cursor.kind(first) == .object
      else { continue }
      let entry = cursor.member(first, "vulnerability", .object) ?? first
      if ["severity", "Severity", "ratings", "cvss"].contains(where: { cursor.member(entry, $0) != nil }) {
        return UnreadReport("report of vulnerabilities", "Moat does not know this form; \(UnreadReport.ownForms)")
      }
    }
    return nil
  }
}

extension UnreadReport {
  fileprivate static let ownForms = "give a report of Trivy or Grype in its own JSON, or a bill in CycloneDX"
}
