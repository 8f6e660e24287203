package import MoatDocument
import MoatSource

/// Reports that are neither JSON nor YAML: by what stands at their beginning.
extension UnreadReport {
  /// Bytes of a text that are looked at.
  package static let headBytes = 8_192

  /// The report that a text is; nil if it is none that is known.
  ///
  /// - Parameter head: the first `headBytes` of the text, or all of it.
  package static func recognise(head: [UInt8]) -> UnreadReport? {
    let text = TextEncoding.decoded(head)
    let start = text.drop { isBlank($0) || $0 == newline }
    switch start.first {
    case UInt8(ascii: "<"): return markup(start)
    case UInt8(ascii: "{"), UInt8(ascii: "["), nil: return nil
    default: return isTagValue(start) ? tagValue : table(start)
    }
  }

  /// Whether a text may be JSON by its first character, in whichever encoding.
  package static func beginsLikeJSON(head: [UInt8]) -> Bool {
    let first = TextEncoding.decoded(head).first { !isBlank($0) && $0 != newline }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  // MARK: Markup

  /// What tells a form of XML or HTML: the texts that are all at its beginning, in lower case.
  private static let marks: [(marks: [[UInt8]], report: UnreadReport)] = forms.map {
    ($0.0.map { Array($0.utf8) }, $0.1)
  }
  private static let page = Array("<html".utf8)
  private static let forms: [([String], UnreadReport)] = [
    (["cyclonedx.org/schema/bom"], UnreadReport("CycloneDX document in XML", "Moat reads CycloneDX in JSON")),
    (["spdx.org/rdf"], UnreadReport("SPDX document in RDF", "Moat reads SPDX 2 in JSON")),
    (["standards.iso.org/iso/19770/-2"], UnreadReport("SWID tag", "give an SBOM in SPDX or CycloneDX")),
    (["<softwareidentity"], UnreadReport("SWID tag", "give an SBOM in SPDX or CycloneDX")),
    (["oasis-open.org/cvrf"], cvrf), (["oasis-open.org/csaf/ns/"], cvrf), (["icasi.org/cvrf"], cvrf),
    (["<testsuites", "name=\"trivy\""], ofTrivy("JUnit report of Trivy")),
    (["<testsuites", "name=\"grype"], ofGrype("JUnit report of Grype")),
    (["<testsuites", "<testcase", "cve-", "name=\"["], ofTrivy("JUnit report of vulnerabilities")),
    (["<html", "name=\"author\" content=\"grype\""], ofGrype("HTML report of Grype")),
    (["<html", "trivy report"], ofTrivy("HTML report of Trivy")),
    (["<html", "trivy returned empty report"], ofTrivy("HTML report of Trivy")),
    (["<html", "<title", "vulnerability report", "severity"], ofTrivy("HTML report of vulnerabilities")),
    (["dependencycheck/dependency-check"], ofTrivy("OWASP Dependency-Check report in XML")),
    (["oval.mitre.org/xmlschema/oval-results"], ofTrivy("OVAL report")),
    (["scap.nist.gov/schema/asset-reporting-format"], ofTrivy("SCAP report (ARF)")),
    (["checklists.nist.gov/xccdf", "<testresult"], ofTrivy("XCCDF report")),
    (["<vulnerabilit", "<severity"], ofTrivy("report of vulnerabilities in XML")),
  ]

  private static let cvrf = UnreadReport("CVRF advisory", "Moat reads CSAF 2 and OpenVEX in JSON")

  private static func ofTrivy(_ title: String) -> UnreadReport {
    UnreadReport(title, "give the scanner's report in JSON (`trivy image -f json`, `grype -o json`)")
  }

  private static func ofGrype(_ title: String) -> UnreadReport {
    UnreadReport(title, "give its JSON (`grype -o json`)")
  }

  private static func markup(_ text: ArraySlice<UInt8>) -> UnreadReport? {
    let text = text.map { (65...90).contains($0) ? $0 + 32 : $0 }
    // A template of a report holds the same marks, and no findings. A page about a form is not of that form.
    guard !has(Array("{{".utf8), in: text) else { return nil }
    let isPage = has(page, in: text)
    return marks.first { form in
      form.marks.contains(page) == isPage && form.marks.allSatisfy { has($0, in: text) }
    }?.report
  }

  private static func has(_ mark: [UInt8], in text: [UInt8]) -> Bool {
    guard let first = mark.first, mark.count <= text.count else { return false }
    var index = 0
    while index <= text.count - mark.count {
      if text[index] == first, text[index..<index + mark.count].elementsEqual(mark) { return true }
      index += 1
    }
    return false
  }

  // MARK: Lines

  private static let tagValue = UnreadReport("SPDX document in tag-value form", "Moat reads SPDX 2 in JSON")
  private static let newline = UInt8(ascii: "\n")

  /// Comments and tags of which one is that of the version, which stands among the first.
  private static func isTagValue(_ text: ArraySlice<UInt8>) -> Bool {
    let tag = Array("SPDXVersion:".utf8)
    let value = Array("SPDX-".utf8)
    return text.split(separator: newline).prefix(headLines).contains { line in
      let line = line.drop(while: isBlank)
      return line.starts(with: tag) && line.dropFirst(tag.count).drop(while: isBlank).starts(with: value)
    }
  }

  /// The lines in which the version must stand: the specification demands it at the very beginning.
  private static let headLines = 32

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  private static let idColumns: Set = ["vulnerabilityid", "vulnerability", "cve", "cveid", "vulnid"]

  /// Tables for people and for spreadsheets, by the names of their columns and Trivy's line with the total.
  private static func table(_ text: ArraySlice<UInt8>) -> UnreadReport? {
    let lines = text.split(separator: newline).prefix(headLines).map { String(decoding: $0, as: UTF8.self) }
    let columns = (lines.first ?? "").lowercased().split(separator: ",").map { column in
      String(column.filter { $0.isLetter })
    }
    if columns.contains("severity"), columns.contains(where: idColumns.contains) {
      return ofTrivy("report of vulnerabilities in CSV")
    }
    if lines.contains(where: { $0.hasPrefix("Total: ") && $0.contains(" (") && $0.contains("CRITICAL: ") }) {
      return ofTrivy("Trivy report as a table")
    }
    let words = (lines.first ?? "").split(separator: " ").prefix(8)
    if words.prefix(2) == ["NAME", "INSTALLED"], words.contains("VULNERABILITY") {
      return ofGrype("Grype report as a table")
    }
    return nil
  }

  /// What a run says of it: there are no images, and perhaps there should be.
  package func reading(of arena: Arena) -> ImageReading {
    var reading = ImageReading(sources: [ImageSource(name: arena.source.name, arena: arena)])
    let root = arena.roots.first ?? 0
    let span = arena.roots.isEmpty ? Span.zero : arena.span(root)
    reading.problems = [problem(at: ImagePlace(source: 0, node: root, span: span))]
    reading.unread = self
    return reading
  }
}

/// Texts of XML that are not in UTF-8.
enum TextEncoding {
  /// A head in UTF-8, without a byte order mark. Bytes that are not markup in UTF-16 or UTF-32 stay as they are.
  static func decoded(_ head: [UInt8]) -> ArraySlice<UInt8> {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return head.dropFirst(3) }
    for (width, mark, isBig) in forms {
      let isMarked = head.starts(with: mark)
      let first = head.dropFirst(isMarked ? mark.count : 0).prefix(width)
      // Without a mark the first character tells, which is that of a tag.
      let zeros = [UInt8](repeating: 0, count: width - 1)
      let wanted: [UInt8] = isBig ? zeros + [0x3C] : [0x3C] + zeros
      guard isMarked || Array(first) == wanted else { continue }
      return units(head[(isMarked ? mark.count : 0)...], width, isBig)[...]
    }
    return head[...]
  }

  /// UTF-32 before UTF-16: the mark of the one begins with that of the other.
  private static let forms: [(width: Int, mark: [UInt8], isBig: Bool)] = [
    (4, [0xFF, 0xFE, 0x00, 0x00], false), (4, [0x00, 0x00, 0xFE, 0xFF], true), (2, [0xFF, 0xFE], false),
    (2, [0xFE, 0xFF], true),
  ]

  /// The characters of ASCII, and a question mark for each other unit: the marks of forms are ASCII.
  private static func units(_ bytes: ArraySlice<UInt8>, _ width: Int, _ isBig: Bool) -> [UInt8] {
    var result: [UInt8] = []
    var start = bytes.startIndex
    while start + width <= bytes.endIndex {
      let unit = bytes[start..<start + width]
      let low = isBig ? unit.last : unit.first
      let rest = isBig ? unit.dropLast() : unit.dropFirst()
      result.append(rest.allSatisfy { $0 == 0 } ? low ?? 0x3F : 0x3F)
      start += width
    }
    return result
  }
}
