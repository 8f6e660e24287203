/// Decimals as text: `12`, `-0.5`, `1e3`, `.5`, `5.` as JSON, YAML and policies write them.
extension Decimal {
  /// Reads a whole text as a decimal number. There is no infinity, no NaN, no separator and no hexadecimal form.
  package static func parse(_ text: Bytes) -> Parsed<Decimal> {
    var cursor = 0
    guard let number = DecimalDigits.read(text, from: &cursor) else { return .unparsable }
    var shift: Int64 = 0
    if cursor < text.count, text[cursor] | 0x20 == 0x65 {
      cursor += 1
      guard let exponent = DecimalDigits.readExponent(text, from: &cursor) else { return .unparsable }
      shift = exponent
    }
    guard cursor == text.count else { return .unparsable }
    return number.scaled(by: shift)
  }

  package static func parse(_ text: String) -> Parsed<Decimal> {
    parse(Array(text.utf8).span)
  }

  /// The shortest plain form: `0.5`, `1500`, `-3`; with an exponent only beyond 30 zeros.
  package var rendered: String {
    let normal = normalized
    let sign = normal.mantissa < 0 ? "-" : ""
    let digits = String(normal.mantissa.magnitude)
    let exponent = Int(normal.exponent)
    if exponent > 30 || exponent < -48 { return "\(sign)\(digits)e\(exponent)" }
    if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
    let fraction = -exponent
    if digits.utf8.count > fraction {
      return "\(sign)\(digits.dropLast(fraction)).\(digits.suffix(fraction))"
    }
    return "\(sign)0.\(String(repeating: "0", count: fraction - digits.utf8.count))\(digits)"
  }
}

/// The digits of a number before its suffix: a sign, digits, and at most one point.
struct DecimalDigits {
  var magnitude: UInt64 = 0
  var isNegative = false
  /// The power of ten that the digits are multiplied with.
  var exponent: Int64 = 0
  /// More significant digits than 64 bits hold.
  var isTooLong = false

  /// Reads from `cursor` and leaves it after the last digit or point; nil if there is no digit.
  static func read(_ text: Bytes, from cursor: inout Int) -> DecimalDigits? {
    var result = DecimalDigits()
    if cursor < text.count, text[cursor] == 0x2D || text[cursor] == 0x2B {
      result.isNegative = text[cursor] == 0x2D
      cursor += 1
    }
    var digits = 0
    var isFraction = false
    // Zeros are held back until a digit follows them, so that `1.000…` fits however many there are.
    var zeros: Int64 = 0
    while cursor < text.count {
      let byte = text[cursor]
      if byte == 0x2E, !isFraction {
        isFraction = true
      } else if ASCII.isDigit(byte) {
        digits += 1
        if isFraction { result.exponent -= 1 }
        if byte == 0x30 {
          zeros += 1
        } else {
          result.append(byte &- 0x30, after: zeros)
          zeros = 0
        }
      } else {
        break
      }
      cursor += 1
    }
    result.exponent += zeros
    return digits == 0 ? nil : result
  }

  /// Reads an exponent (a sign, digits) from `cursor`; held at a million, far beyond what any decimal has.
  static func readExponent(_ text: Bytes, from cursor: inout Int) -> Int64? {
    var isNegative = false
    if cursor < text.count, text[cursor] == 0x2D || text[cursor] == 0x2B {
      isNegative = text[cursor] == 0x2D
      cursor += 1
    }
    let start = cursor
    var value: Int64 = 0
    while cursor < text.count, ASCII.isDigit(text[cursor]) {
      value = min(value * 10 + Int64(text[cursor] &- 0x30), 1_000_000_000_000)
      cursor += 1
    }
    return cursor == start ? nil : (isNegative ? -value : value)
  }

  private mutating func append(_ digit: UInt8, after zeros: Int64) {
    guard !isTooLong else { return }
    if magnitude == 0 {
      magnitude = UInt64(digit)
      return
    }
    guard zeros < 20 else {
      isTooLong = true
      return
    }
    for _ in 0...zeros {
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      if overflow { isTooLong = true }
      magnitude = product
    }
    let (sum, overflow) = magnitude.addingReportingOverflow(UInt64(digit))
    if overflow { isTooLong = true }
    magnitude = sum
  }

  /// The number × 10^shift × factor, where it fits.
  func scaled(by shift: Int64, factor: UInt64 = 1) -> Parsed<Decimal> {
    if isTooLong { return .overflow }
    if magnitude == 0 { return .value(Decimal(mantissa: 0)) }
    let power = exponent + shift
    guard power > -100_000, power < 100_000 else { return .overflow }
    let wide = Int128(magnitude) * Int128(factor)
    guard let result = Decimal.make(isNegative ? -wide : wide, exponent: Int(power)) else { return .overflow }
    return .value(result)
  }
}
