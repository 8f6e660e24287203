/// Tests on single bytes of ASCII, for a module below all others.
extension UInt8 {
  var isDigit: Bool { self &- 0x30 < 10 }
  var isUpper: Bool { self &- 0x41 < 26 }
  var isLower: Bool { self &- 0x61 < 26 }
  var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  var isAlphanumeric: Bool { isDigit || isLetter }
  var isHexDigit: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
  var lowered: UInt8 { isUpper ? self | 0x20 : self }
  var isBlank: Bool { self == 0x20 || self == 0x09 }
  var isLineEnd: Bool { self == 0x0A || self == 0x0D }
  var isSpace: Bool { isBlank || isLineEnd }
  /// The quotes of shells, YAML and JSON.
  var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") || self == UInt8(ascii: "`") }
  /// What names of variables, keys and options are written with.
  var isOfName: Bool {
    isAlphanumeric || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
  }
}

extension [UInt8] {
  func byte(_ index: Int) -> UInt8 { index >= 0 && index < count ? self[index] : 0 }

  func starts(_ literal: String, at start: Int) -> Bool {
    var index = start
    guard start >= 0, start + literal.utf8.count <= count else { return false }
    for byte in literal.utf8 {
      if self[index] != byte { return false }
      index += 1
    }
    return true
  }

  /// The bytes of a range in lower case, as text. For short ranges: names and the words of tables.
  func lowered(_ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for index in range { bytes.append(self[index].lowered) }
    return String(decoding: bytes, as: UTF8.self)
  }

  func text(_ range: Range<Int>) -> String {
    String(decoding: self[range], as: UTF8.self)
  }

  /// Shannon's entropy of a range, in bits a byte.
  func entropy(_ range: Range<Int>) -> Double {
    var counts = [Int](repeating: 0, count: 256)
    for index in range { counts[Int(self[index])] += 1 }
    let total = Double(range.count)
    return counts.reduce(0) { sum, count in
      count == 0 ? sum : sum - Double(count) / total * Logarithm.base2(Double(count) / total)
    }
  }

  /// The number of different bytes in a range.
  func variety(_ range: Range<Int>) -> Int {
    var seen = [Bool](repeating: false, count: 256)
    for index in range { seen[Int(self[index])] = true }
    return seen.count { $0 }
  }
}

/// The logarithm to base 2 by repeated squaring, so that this module needs no system library.
enum Logarithm {
  /// - Parameter value: above zero.
  static func base2(_ value: Double) -> Double {
    var result = Double(value.exponent)
    var rest = value.significand
    var step = 0.5
    for _ in 0..<20 {
      rest *= rest
      if rest >= 2 {
        rest /= 2
        result += step
      }
      step /= 2
    }
    return result
  }
}
