/// Texts that are encoded as base64, as in `binaryData` of a ConfigMap.
enum Base64Text {
  /// Characters of an encoded text that is looked at: `a: b` has nothing to hide.
  private static let shortest = 16

  /// What a text comes to if all of it is base64 of a text that has names and values; nil if it is not.
  static func whole(_ text: [UInt8]) -> [UInt8]? {
    guard text.count >= shortest, let first = text.first(where: { !$0.isSpace }), isDigit(first) else { return nil }
    // Encoders break lines.
    let digits = text.filter { !$0.isSpace }
    let end = digits.lastIndex { $0 != UInt8(ascii: "=") } ?? 0
    guard digits.count - end <= 3, digits[...end].allSatisfy(isDigit) else { return nil }
    return settings(digits[...end], padding: digits.count - end - 1)
  }

  /// The words of a text that are base64 of texts with secrets in them.
  static func secrets(in text: [UInt8]) -> [SecretScanner.Match] {
    var found: [SecretScanner.Match] = []
    var index = 0
    while index < text.count {
      let start = index
      while index < text.count, isDigit(text[index]) { index += 1 }
      let end = index
      while index < text.count, text[index] == UInt8(ascii: "="), index - end < 2 { index += 1 }
      if end - start >= shortest, let inner = settings(text[start..<end], padding: index - end),
        let name = SecretScanner.names(in: inner).first
      {
        found.append(.init(range: start..<index, name: name))
      }
      if index == start { index += 1 }
    }
    return found
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
  }

  private static func settings(_ digits: ArraySlice<UInt8>, padding: Int) -> [UInt8]? {
    guard (digits.count + padding) % 4 == 0, isText(decoded(digits.prefix(shortest))) else { return nil }
    let bytes = decoded(digits)
    return isText(bytes) && bytes.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") } ? bytes : nil
  }

  private static func isText(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0.isSpace } }

  /// The bytes that the digits of base64 or base64url stand for.
  static func decoded(_ digits: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count * 3 / 4)
    var bits: UInt32 = 0
    var count = 0
    for digit in digits {
      bits = bits << 6 | UInt32(value(of: digit))
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  private static func value(of digit: UInt8) -> UInt8 {
    if digit.isUpper { return digit - UInt8(ascii: "A") }
    if digit.isLower { return digit - UInt8(ascii: "a") + 26 }
    if digit.isDigit { return digit - UInt8(ascii: "0") + 52 }
    return digit == UInt8(ascii: "-") || digit == UInt8(ascii: "+") ? 62 : 63
  }
}
