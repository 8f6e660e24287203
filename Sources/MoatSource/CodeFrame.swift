/// Draws the line of a source with a caret under a span: the one picture that policy errors and findings share.
public enum CodeFrame {
  /// Longer lines are cut around the caret, so that a minified file does not flood a terminal.
  static let widthLimit = 140
  /// Characters that are shown before the caret of a line that is cut.
  private static let contextWidth = 40

  /// Renders the first line of `span`:
  /// ```
  ///    12 |       privileged: true
  ///       |                   ^~~~
  /// ```
  public static func render(_ span: Span, in source: SourceFile, indent: String = "  ") -> String {
    let place = source.place(of: span.start)
    let line = source.lineSpan(place.line)
    let start = min(max(span.start, line.start), line.end)
    let window = window(of: line, around: start, column: place.column, in: source)
    let scalars = Array(source.text(Span(start: window.start, end: window.end)).unicodeScalars)
    let from = min(scalars.count, source.text(Span(start: window.start, end: start)).unicodeScalars.count)
    let covered = source.text(Span(start: start, end: max(start, min(span.end, line.end, start &+ windowBytes))))
    let width = max(1, covered.unicodeScalars.count)
    let isCut = window.start > line.start
    let shown = scalars.prefix(widthLimit)
    let number = String(place.line)
    let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
    var text = "\(indent)\(gutter) | " + (isCut ? "…" : "") + printable(shown)
    if scalars.count > widthLimit || window.end < line.end { text += "…" }
    text += "\n\(indent)      | " + (isCut ? " " : "")
    text += padding(scalars[..<from])
    text += "^" + String(repeating: "~", count: max(0, min(width, widthLimit - from) - 1)) + "\n"
    return text
  }

  /// The bytes that a window of `widthLimit` characters has at most.
  private static let windowBytes = UInt32(widthLimit * 4)

  /// The part of a line that is shown: only this is decoded, however long the line is.
  private static func window(of line: Span, around start: UInt32, column: Int, in source: SourceFile) -> Span {
    var first = line.start
    if column - 1 > widthLimit - contextWidth || start - line.start > windowBytes {
      first = max(line.start, start - min(start, UInt32(contextWidth * 4)))
      // The same number of characters before the caret, whatever their bytes: a character begins at no continuation byte.
      var characters = source.bytes[Int(first)..<Int(start)].count { $0 & 0xC0 != 0x80 }
      while first < start, characters > contextWidth || source.bytes[Int(first)] & 0xC0 == 0x80 {
        if source.bytes[Int(first)] & 0xC0 != 0x80 { characters -= 1 }
        first += 1
      }
    }
    var end = min(line.end, first &+ windowBytes)
    while end > first, end < line.end, source.bytes[Int(end)] & 0xC0 == 0x80 { end -= 1 }
    return Span(start: first, end: max(end, start))
  }

  /// Control characters are shown as U+FFFD: an input must not be able to steer the terminal of its reader.
  static func printable(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = ""
    for scalar in scalars {
      if scalar == "\t" {
        text += "  "
      } else if isUnsafe(scalar) {
        text += "\u{FFFD}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The same text with every character that could steer a terminal replaced; newlines become spaces.
  public static func sanitized(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) || text.contains("\t") else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar == "\n" || scalar == "\r" || scalar == "\t" {
        result += " "
      } else if isUnsafe(scalar) {
        result += "\u{FFFD}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// C0, DEL, C1, and the characters that reorder text (Unicode TR 36: bidirectional controls).
  static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func padding(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    scalars.reduce(into: "") { $0 += $1 == "\t" ? "  " : String(repeating: " ", count: displayWidth($1)) }
  }

  /// East Asian wide characters and emoji take two columns; combining marks none.
  static func displayWidth(_ scalar: Unicode.Scalar) -> Int {
    if scalar.properties.canonicalCombiningClass != .notReordered { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
