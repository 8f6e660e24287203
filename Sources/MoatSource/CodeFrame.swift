/// Draws the line of a source with a caret under a span: the one picture that policy errors and findings share.
public enum CodeFrame {
  /// Longer lines are cut around the caret, so that a minified file does not flood a terminal.
  static let widthLimit = 140

  /// Renders the first line of `span`:
  /// ```
  ///    12 |       privileged: true
  ///       |                   ^~~~
  /// ```
  public static func render(_ span: Span, in source: SourceFile, indent: String = "  ") -> String {
    let place = source.place(of: span.start)
    let line = source.lineSpan(place.line)
    let scalars = Array(source.text(line).unicodeScalars)
    let from = min(place.column - 1, scalars.count)
    let covered = source.text(Span(start: span.start, end: max(span.start, min(span.end, line.end))))
    let width = max(1, covered.unicodeScalars.count)
    let cut = from > widthLimit - 40 ? from - 40 : 0
    let shown = scalars[cut..<min(scalars.count, cut + widthLimit)]
    let number = String(place.line)
    let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
    var text = "\(indent)\(gutter) | " + (cut > 0 ? "…" : "") + printable(shown)
    if cut + widthLimit < scalars.count { text += "…" }
    text += "\n\(indent)      | " + (cut > 0 ? " " : "")
    text += padding(scalars[cut..<max(cut, from)])
    text += "^" + String(repeating: "~", count: max(0, min(width, widthLimit - (from - cut)) - 1)) + "\n"
    return text
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
