import MoatSecrets

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
    let (scalars, from, to) = masked(window, Span(start: start, end: max(start, span.end)), in: source)
    let width = max(1, to - from)
    // The mask of a short secret is longer than the secret.
    let cut = from > widthLimit - contextWidth ? from - contextWidth : 0
    let isCut = window.start > line.start || cut > 0
    let shown = scalars[cut...].prefix(widthLimit)
    let number = String(place.line)
    let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
    var text = "\(indent)\(gutter) | " + (isCut ? "…" : "") + printable(shown)
    if scalars.count - cut > widthLimit || window.end < line.end { text += "…" }
    text += "\n\(indent)      | " + (isCut ? " " : "")
    text += padding(scalars[cut..<from])
    text += "^" + String(repeating: "~", count: max(0, min(width, widthLimit - (from - cut)) - 1)) + "\n"
    return text
  }

  /// A part of a line with its secrets masked, and where what is under the span begins and ends in it.
  private static func masked(
    _ line: Span, _ span: Span, in source: SourceFile
  ) -> (scalars: [Unicode.Scalar], from: Int, to: Int) {
    let (start, end) = (max(span.start, line.start), max(span.start, min(span.end, line.end)))
    var text = Segments()
    var position = Int(line.start)
    for secret in source.secrets.ranges(in: Int(line.start)..<Int(line.end)) {
      let first = max(position, secret.lowerBound)
      text.add(source, position..<first, start, end)
      let last = min(secret.upperBound, Int(line.end))
      text.addMask(first..<last, start, end)
      position = last
    }
    text.add(source, position..<Int(line.end), start, end)
    let from = min(text.from ?? text.scalars.count, text.scalars.count)
    return (text.scalars, from, max(from, text.to ?? from))
  }

  /// Parts of a line, as they are added one by one.
  private struct Segments {
    var scalars: [Unicode.Scalar] = []
    /// Where the marked part begins and ends among the scalars.
    var from: Int?
    var to: Int?

    mutating func add(_ source: SourceFile, _ range: Range<Int>, _ start: UInt32, _ end: UInt32) {
      func count(upTo offset: UInt32) -> Int {
        scalars.count + source.text(Span(range.lowerBound..<Int(offset))).unicodeScalars.count
      }
      if from == nil, Int(start) >= range.lowerBound, Int(start) < range.upperBound { from = count(upTo: start) }
      if to == nil, Int(end) >= range.lowerBound, Int(end) <= range.upperBound, from != nil || start == end {
        to = count(upTo: end)
      }
      scalars += Array(source.text(Span(range)).unicodeScalars)
    }

    /// A mark that touches a secret has all of the mask.
    mutating func addMask(_ range: Range<Int>, _ start: UInt32, _ end: UInt32) {
      if from == nil, range.contains(Int(start)) { from = scalars.count }
      scalars += Array(SecretMask.replacement.unicodeScalars)
      if to == nil, range.contains(Int(end) - 1) { to = scalars.count }
    }
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

  /// Characters that steer a terminal, reorder text or are not to be seen: C0, DEL, C1, the separators of lines and
  /// paragraphs, and what Unicode calls format characters (bidirectional controls, zero-width characters, tags), with the
  /// letters that have no shape (Unicode TR 36 and TR 39).
  public static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.value {
    case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x3164, 0xFFA0, 0xE0000...0xE0FFF: return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }

  /// A character as JSON escapes it: `\u001b`, two of these where it lies beyond the first plane.
  public static func escaped(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }.joined()
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
