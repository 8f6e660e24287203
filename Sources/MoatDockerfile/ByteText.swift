/// A text of a Dockerfile as its bytes: two texts are equal if their bytes are, whatever Unicode calls equivalent.
package struct ByteText: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
  package var bytes: [UInt8]

  package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
  package init(_ string: String) { bytes = Array(string.utf8) }
  package init(stringLiteral value: String) { self.init(value) }

  package var isEmpty: Bool { bytes.isEmpty }
  /// The number of bytes.
  package var count: Int { bytes.count }
  /// For people: malformed bytes show as U+FFFD.
  package var description: String { String(decoding: bytes, as: UTF8.self) }

  /// For messages: the beginning of a long text.
  package var excerpt: String {
    let limit = 80
    guard count > limit else { return description }
    var end = limit
    while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: bytes[..<end], as: UTF8.self) + "…"
  }

  package static func < (left: ByteText, right: ByteText) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  package func hasPrefix(_ prefix: ByteText) -> Bool { bytes.starts(with: prefix.bytes) }

  package func contains(_ byte: UInt8) -> Bool { bytes.contains(byte) }

  /// Whether two bytes stand next to each other somewhere, as in `<<`.
  package func contains(pair first: UInt8, _ second: UInt8) -> Bool {
    guard bytes.count > 1 else { return false }
    for index in 1..<bytes.count where bytes[index] == second && bytes[index - 1] == first { return true }
    return false
  }

  /// Each scalar by its own lower case, as BuildKit folds keywords: U+212A (the Kelvin sign) becomes `k`.
  package var lowercased: ByteText { mapped { $0.properties.lowercaseMapping } }

  /// Each scalar by its own upper case.
  package var uppercased: ByteText { mapped { $0.properties.uppercaseMapping } }

  /// Equality under simple case folding.
  package func equalsFolded(_ other: ByteText) -> Bool {
    uppercased.lowercased == other.uppercased.lowercased
  }

  /// Without the white space (Unicode's) at both ends.
  package var trimmed: ByteText {
    ByteText(bytes[Scalars.trimmed(bytes, 0..<bytes.count)])
  }

  /// What stands before and after the first byte of this value; nil if there is none.
  package func cut(at byte: UInt8) -> (before: ByteText, after: ByteText)? {
    guard let index = bytes.firstIndex(of: byte) else { return nil }
    return (ByteText(bytes[..<index]), ByteText(bytes[(index + 1)...]))
  }

  package func split(at byte: UInt8) -> [ByteText] {
    bytes.split(separator: byte, omittingEmptySubsequences: false).map { ByteText($0) }
  }

  private func mapped(_ mapping: (Unicode.Scalar) -> String) -> ByteText {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let (scalar, width) = Scalars.decode(bytes, index, bytes.count)
      // A mapping to several scalars is cut to its first: case folding here is one to one.
      if let first = mapping(scalar).unicodeScalars.first {
        Scalars.append(first, to: &result)
      }
      index += width
    }
    return ByteText(result)
  }
}

/// UTF-8 by scalars, with U+FFFD for each byte that is not part of one.
enum Scalars {
  static let replacement: Unicode.Scalar = "\u{FFFD}"

  /// The scalar that begins at `index`, and its length in bytes. A malformed byte is U+FFFD of length 1.
  static func decode(_ bytes: [UInt8], _ index: Int, _ end: Int) -> (scalar: Unicode.Scalar, width: Int) {
    let first = bytes[index]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, index + width <= end else { return (replacement, 1) }
    var value = UInt32(first) & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
    for offset in 1..<width {
      let byte = bytes[index + offset]
      guard byte & 0xC0 == 0x80 else { return (replacement, 1) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let smallest: UInt32 = width == 2 ? 0x80 : width == 3 ? 0x800 : 0x1_0000
    guard value >= smallest, let scalar = Unicode.Scalar(value) else { return (replacement, 1) }
    return (scalar, width)
  }

  static func decode(_ bytes: [UInt8]) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let (scalar, width) = decode(bytes, index, bytes.count)
      scalars.append(scalar)
      index += width
    }
    return scalars
  }

  static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    if scalar.value < 0x80 {
      bytes.append(UInt8(scalar.value))
    } else {
      bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  /// White space as Unicode has it.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0: true
    case 0..<0x100: false
    default: scalar.properties.isWhitespace
    }
  }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.properties.isAlphabetic }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x30 && scalar.value <= 0x39 }
    return scalar.properties.generalCategory == .decimalNumber
  }

  /// The range without white space at its left end.
  static func leftTrimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    while start < range.upperBound {
      let (scalar, width) = decode(bytes, start, range.upperBound)
      guard isSpace(scalar) else { break }
      start += width
    }
    return start..<range.upperBound
  }

  /// The range without white space at either end.
  static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    let left = leftTrimmed(bytes, range)
    var end = left.upperBound
    while end > left.lowerBound {
      var start = end - 1
      while start > left.lowerBound, end - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
      let (scalar, width) = decode(bytes, start, end)
      guard start + width == end, isSpace(scalar) else { break }
      end = start
    }
    return left.lowerBound..<end
  }

  /// The first malformed byte or NUL in a range.
  static func firstMalformed(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] != 0, bytes[index] < 0x80 {
        index += 1
        continue
      }
      let (scalar, width) = decode(bytes, index, range.upperBound)
      if scalar.value == 0 || (scalar == replacement && width == 1) { return index }
      index += width
    }
    return nil
  }
}
