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
    var start = head[...]
    if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
    start = start.drop { isBlank($0) || $0 == newline }
    switch start.first {
    case UInt8(ascii: "<"): return markup(String(decoding: start, as: UTF8.self))
    case UInt8(ascii: "{"), UInt8(ascii: "["), nil: return nil
    default: return isTagValue(start) ? tagValue : nil
    }
  }

  private static func markup(_ text: String) -> UnreadReport? {
    if text.contains("cyclonedx.org/schema/bom") {
      return UnreadReport("CycloneDX document in XML", "Moat reads CycloneDX in JSON")
    }
    if text.contains("spdx.org/rdf") { return UnreadReport("SPDX document in RDF", "Moat reads SPDX 2 in JSON") }
    if text.contains("standards.iso.org/iso/19770/-2") {
      return UnreadReport("SWID tag", "give a bill in SPDX or CycloneDX")
    }
    if text.contains("oasis-open.org/cvrf") || text.contains("oasis-open.org/csaf/ns/cvrf")
      || text.contains("icasi.org/CVRF")
    {
      return UnreadReport("CVRF advisory", "Moat reads CSAF 2 and OpenVEX in JSON")
    }
    return nil
  }

  private static let tagValue = UnreadReport("SPDX document in tag-value form", "Moat reads SPDX 2 in JSON")
  private static let newline = UInt8(ascii: "\n")

  /// Comments and tags of which one is that of the version, which stands among the first.
  private static func isTagValue(_ text: ArraySlice<UInt8>) -> Bool {
    let tag = Array("SPDXVersion:".utf8)
    let value = Array("SPDX-".utf8)
    return text.split(separator: newline).prefix(tagLines).contains { line in
      let line = line.drop(while: isBlank)
      return line.starts(with: tag) && line.dropFirst(tag.count).drop(while: isBlank).starts(with: value)
    }
  }

  /// The lines in which the version must stand: the specification demands it at the very beginning.
  private static let tagLines = 32

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  /// The first line of a text that consists of JSON texts, one a line; nil if it is none of these.
  package static func firstLine(of text: [UInt8]) -> [UInt8]? {
    guard text.first == UInt8(ascii: "{"), let end = text.firstIndex(of: newline), end < text.count else { return nil }
    let rest = text[end...].drop { isBlank($0) || $0 == newline }
    let line = Array(text[..<end])
    return rest.first == UInt8(ascii: "{") && line.reversed().first { !isBlank($0) } == UInt8(ascii: "}") ? line : nil
  }

  /// What a run says of it: there are no images, and perhaps there should be.
  package func reading(of arena: Arena) -> ImageReading {
    var reading = ImageReading(sources: [ImageSource(name: arena.source.name, arena: arena)])
    let root = arena.roots.first ?? 0
    let span = arena.roots.isEmpty ? Span.zero : arena.span(root)
    reading.problems = [ImageProblem(unread: message, at: ImagePlace(source: 0, node: root, span: span))]
    reading.unread = self
    return reading
  }
}
