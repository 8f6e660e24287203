import MoatSource

/// Strings, long strings and regular expressions: where they end.
extension Lexer {
  mutating func string(_ quote: UInt8, _ token: inout Token) -> Token.Kind {
    if quote == UInt8(ascii: "\""), peek(1) == quote, peek(2) == quote { return longString(&token) }
    let start = position
    position += 1
    if skipToQuote(quote) { return .string }
    token.isMalformed = true
    diagnostics.append(Messages.unterminatedString(Span(start..<position)))
    return .string
  }

  mutating func regex(_ token: inout Token) -> Token.Kind {
    let start = position
    position += 2
    if skipToQuote(UInt8(ascii: "\"")) { return .regex }
    token.isMalformed = true
    diagnostics.append(Messages.unterminatedRegex(Span(start..<position)))
    return .regex
  }

  /// Moves behind the closing quote; false, at the end of the line, if there is none.
  private mutating func skipToQuote(_ quote: UInt8) -> Bool {
    while position < end, !Self.isLineEnd(bytes[position]) {
      let byte = bytes[position]
      position += 1
      if byte == quote { return true }
      if byte == UInt8(ascii: "\\"), position < end, !Self.isLineEnd(bytes[position]) { position += 1 }
    }
    return false
  }

  private mutating func longString(_ token: inout Token) -> Token.Kind {
    let start = position
    position += 3
    while position < end {
      if bytes[position] == UInt8(ascii: "\""), peek(1) == UInt8(ascii: "\""), peek(2) == UInt8(ascii: "\"") {
        position += 3
        return .longString
      }
      position += 1
    }
    // The text would swallow the rest of the file: give back what follows the end of this declaration.
    position = start + 3
    while position < end {
      if bytes[position] == UInt8(ascii: "}"), Self.isLineEnd(bytes[position - 1]) { break }
      position += 1
    }
    token.isMalformed = true
    diagnostics.append(Messages.unterminatedLongString(Span(start..<start + 3)))
    return .longString
  }
}

/// The meaning of string literals.
enum TextLiteral {
  /// Resolves the escapes between two quotes and appends the text to `result`.
  ///
  /// Reports each escape that the language does not have, and leaves it out.
  static func decode(
    _ bytes: [UInt8], _ range: Range<Int>, into result: inout [UInt8], _ diagnostics: inout [Diagnostic]
  ) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\") {
        index = escape(bytes, index, range.upperBound, into: &result, &diagnostics)
      } else {
        result.append(byte)
        index += 1
      }
    }
  }

  /// Decodes the escape whose backslash stands at `start`; the index behind it.
  static func escape(
    _ bytes: [UInt8], _ start: Int, _ end: Int, into result: inout [UInt8], _ diagnostics: inout [Diagnostic]
  ) -> Int {
    guard start + 1 < end else { return end }
    switch bytes[start + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): result.append(bytes[start + 1])
    case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "t"): result.append(UInt8(ascii: "\t"))
    case UInt8(ascii: "u"): return unicode(bytes, start, end, into: &result, &diagnostics)
    default:
      // A character of several bytes is shown whole.
      var next = start + 2
      while next < end, bytes[next] & 0xC0 == 0x80 { next += 1 }
      let text = String(decoding: bytes[start..<next], as: UTF8.self)
      diagnostics.append(Messages.unknownEscape(text, Span(start..<next)))
      return next
    }
    return start + 2
  }

  /// `\u{1F6E1}`: one to six hexadecimal digits of a Unicode scalar.
  private static func unicode(
    _ bytes: [UInt8], _ start: Int, _ end: Int, into result: inout [UInt8], _ diagnostics: inout [Diagnostic]
  ) -> Int {
    var index = start + 2
    var value: UInt32 = 0
    var digits = 0
    if index < end, bytes[index] == UInt8(ascii: "{") {
      index += 1
      while index < end, digits < 7, let digit = hexadecimal(bytes[index]) {
        value = value << 4 | digit
        digits += 1
        index += 1
      }
      if digits >= 1, digits <= 6, index < end, bytes[index] == UInt8(ascii: "}"), let scalar = Unicode.Scalar(value) {
        result.append(contentsOf: Array(String(scalar).utf8))
        return index + 1
      }
    }
    diagnostics.append(Messages.badUnicodeEscape(Span(start..<index)))
    return max(index, start + 2)
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// The text of a literal in triple quotes, without the indentation of its closing quotes. Nothing in it is an escape,
  /// and its last line end is part of the text, as it is in the file that it stands for.
  static func decodeLong(
    _ bytes: [UInt8], _ range: Range<Int>, _ diagnostics: inout [Diagnostic]
  ) -> (text: String, indentation: Int) {
    let inner = range.lowerBound + 3..<range.upperBound - 3
    guard let firstEnd = bytes[inner].firstIndex(where: Lexer.isLineEnd) else {
      return (String(decoding: bytes[inner], as: UTF8.self), 0)
    }
    guard bytes[inner.lowerBound..<firstEnd].allSatisfy(isSpace) else {
      diagnostics.append(Messages.longStringFirstLine(Span(inner.lowerBound..<firstEnd)))
      return ("", 0)
    }
    let lastStart = (bytes[inner].lastIndex(where: Lexer.isLineEnd) ?? inner.lowerBound) + 1
    let indentation = bytes[lastStart..<inner.upperBound]
    guard indentation.allSatisfy(isSpace) else {
      diagnostics.append(Messages.longStringLastLine(Span(inner.upperBound..<range.upperBound)))
      return ("", 0)
    }
    var text: [UInt8] = []
    var start = afterLineEnd(bytes, firstEnd)
    while start < lastStart {
      var end = start
      while end < lastStart, !Lexer.isLineEnd(bytes[end]) { end += 1 }
      let next = min(lastStart, afterLineEnd(bytes, end))
      if bytes[start..<end].starts(with: indentation) {
        text.append(contentsOf: bytes[start + indentation.count..<next])
      } else if bytes[start..<end].allSatisfy(isSpace) {
        text.append(contentsOf: bytes[end..<next])
      } else {
        diagnostics.append(Messages.longStringIndentation(Span(start..<end)))
        return ("", 0)
      }
      start = next
    }
    return (String(decoding: text, as: UTF8.self), indentation.count)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// The index behind the line end at `index`; CR LF is one line end.
  static func afterLineEnd(_ bytes: [UInt8], _ index: Int) -> Int {
    index + 1 < bytes.count && bytes[index] == UInt8(ascii: "\r") && bytes[index + 1] == UInt8(ascii: "\n")
      ? index + 2 : index + 1
  }
}
