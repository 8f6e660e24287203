package import MoatSource

/// Reads a stream of YAML documents with the meaning that Kubernetes gives them.
///
/// The stream is cut at its document markers first and each piece is parsed alone, so that a broken document does not
/// hide those after it. A line that begins with `---` is a marker wherever it stands (YAML 1.1, 9.2), and so is `...`.
package enum YAMLReader {
  /// - Parameter joinsDuplicates: whether a document is read in which a key stands twice in one object: what stands there
  ///   is not known then, and `Arena.duplicateKeys` names each.
  package static func read(
    _ source: SourceFile, symbols: SymbolTable, limits: Limits = Limits(), joinsDuplicates: Bool = true
  ) -> Arena {
    if let failure = InputCheck.size(source, limits: limits) ?? wideEncoding(source.bytes) {
      return ArenaBuilder.failed(failure, source: source, symbols: symbols)
    }
    let builder = ArenaBuilder(
      source: source, symbols: symbols, limits: limits, joinsDuplicates: joinsDuplicates)
    var parser = YAMLParser(builder, isASCII: source.bytes.allSatisfy { $0 < 0x80 })
    for piece in YAMLPieces.cut(source) { parser.readPiece(piece) }
    return parser.builder.finish()
  }

  /// UTF-16 and UTF-32 are legal YAML; nobody who writes manifests means them, and their positions would be no bytes.
  private static func wideEncoding(_ bytes: [UInt8]) -> ReadFailure? {
    guard bytes.count >= 2 else { return nil }
    let isWide: Bool
    switch (bytes[0], bytes[1]) {
    case (0xFE, 0xFF), (0xFF, 0xFE): isWide = true
    case (0, let second): isWide = second != 0 || bytes.count >= 4 && bytes[2] == 0xFE
    case (_, 0): isWide = true
    default: isWide = false
    }
    guard isWide else { return nil }
    return ReadFailure("this is UTF-16 or UTF-32; save it as UTF-8", at: Span(0..<2))
  }
}

/// Cuts a stream into the pieces that hold one document each, by its lines alone.
enum YAMLPieces {
  static func cut(_ source: SourceFile) -> [Range<Int>] {
    let bytes = source.bytes
    var pieces: [Range<Int>] = []
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var hasContent = false
    for (line, lineStart) in source.lineStarts.enumerated() {
      let first = max(Int(lineStart), start)
      let next = line + 1 < source.lineStarts.count ? Int(source.lineStarts[line + 1]) : bytes.count
      guard first < next else { continue }
      if isMarker(UInt8(ascii: "-"), bytes, at: first) {
        // Directives stand before the marker of their document and belong to it.
        if hasContent {
          pieces.append(start..<first)
          start = first
        }
        hasContent = true
      } else if isMarker(UInt8(ascii: "."), bytes, at: first) {
        if hasContent { pieces.append(start..<next) }
        start = next
        hasContent = false
      } else if !hasContent, bytes[first] != UInt8(ascii: "%") {
        hasContent = !isBlank(bytes[first..<next])
      }
    }
    // Directives without a document are left to the parser, which knows that a document is missing.
    if hasContent || !isBlankText(bytes[start...]) { pieces.append(start..<bytes.count) }
    return pieces
  }

  private static func isMarker(_ byte: UInt8, _ bytes: [UInt8], at index: Int) -> Bool {
    guard index + 3 <= bytes.count, bytes[index] == byte, bytes[index + 1] == byte, bytes[index + 2] == byte else {
      return false
    }
    guard index + 3 < bytes.count else { return true }
    return [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index + 3])
  }

  /// Whether a line is empty or a comment.
  private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
    let first = line.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    return first == nil || first == UInt8(ascii: "#")
  }

  private static func isBlankText(_ text: ArraySlice<UInt8>) -> Bool {
    text.split { $0 == 0x0A || $0 == 0x0D }.allSatisfy(isBlank)
  }
}
