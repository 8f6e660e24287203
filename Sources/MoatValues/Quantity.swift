/// Kubernetes' resource quantities: `500m`, `2Gi`, `1e3`, `.5`.
///
/// Source: k8s.io/apimachinery/pkg/api/resource, `ParseQuantity`. As there, what is finer than a billionth is rounded
/// away from zero to a billionth. Kubernetes cuts values above 2^63-1 down to it; here they are exact as long as 64
/// bits of mantissa hold them, and an overflow otherwise.
package enum Quantity {
  package static func parse(_ text: Bytes) -> Parsed<Decimal> {
    var cursor = 0
    guard let number = DecimalDigits.read(text, from: &cursor) else { return .unparsable }
    guard let suffix = Suffix.read(text, from: cursor) else { return .unparsable }
    // A full mantissa times the largest factor still fits 128 bits: 2^64 × 2^60.
    let result = number.scaled(by: suffix.power, factor: suffix.factor)
    guard case .value(let value) = result else { return result }
    return .value(roundedToNano(value))
  }

  package static func parse(_ text: String) -> Parsed<Decimal> {
    parse(Array(text.utf8).span)
  }

  /// The canonical form: the shorter of the form with a binary suffix (for whole numbers that 1024 divides) and the
  /// form with a decimal one; never a fraction, as Kubernetes writes it.
  package static func render(_ value: Decimal) -> String {
    let normal = value.normalized
    guard normal.mantissa != 0 else { return "0" }
    let decimal = renderDecimal(normal)
    guard let whole = normal.integer, whole % 1024 == 0 else { return decimal }
    var rest = whole
    var step = 0
    while rest % 1024 == 0, step < 6 {
      rest /= 1024
      step += 1
    }
    let binary = String(rest) + ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][step]
    return binary.utf8.count < decimal.utf8.count ? binary : decimal
  }

  private static func renderDecimal(_ normal: Decimal) -> String {
    let names: [(power: Int, name: String)] = [
      (18, "E"), (15, "P"), (12, "T"), (9, "G"), (6, "M"), (3, "k"), (0, ""), (-3, "m"), (-6, "u"), (-9, "n"),
    ]
    let exponent = Int(normal.exponent)
    guard let suffix = names.first(where: { $0.power <= exponent }) else { return normal.rendered }
    guard exponent <= 30 else { return "\(normal.mantissa)e\(exponent)" }
    let zeros = String(repeating: "0", count: exponent - suffix.power)
    return "\(normal.mantissa)\(zeros)\(suffix.name)"
  }

  private static func roundedToNano(_ value: Decimal) -> Decimal {
    guard value.exponent < -9 else { return value.normalized }
    var mantissa = value.mantissa
    var isInexact = false
    for _ in 0..<(-9 - Int(value.exponent)) {
      if mantissa % 10 != 0 { isInexact = true }
      mantissa /= 10
    }
    if isInexact { mantissa += value.mantissa < 0 ? -1 : 1 }
    return Decimal(mantissa: mantissa, exponent: -9).normalized
  }

  /// What a suffix multiplies with: 10^power × factor.
  private struct Suffix {
    var power: Int64 = 0
    var factor: UInt64 = 1

    /// The suffix that fills the rest of the text; nil if there is no such suffix.
    static func read(_ text: Bytes, from start: Int) -> Suffix? {
      let length = text.count - start
      if length == 0 { return Suffix() }
      let first = text[start]
      if length == 1 { return decimal(first) }
      if length == 2, text[start + 1] == 0x69 { return binary(first) }
      guard first | 0x20 == 0x65 else { return nil }
      var cursor = start + 1
      guard let power = DecimalDigits.readExponent(text, from: &cursor), cursor == text.count else { return nil }
      return Suffix(power: power)
    }

    private static func decimal(_ byte: UInt8) -> Suffix? {
      switch byte {
      case UInt8(ascii: "n"): Suffix(power: -9)
      case UInt8(ascii: "u"): Suffix(power: -6)
      case UInt8(ascii: "m"): Suffix(power: -3)
      case UInt8(ascii: "k"): Suffix(power: 3)
      case UInt8(ascii: "M"): Suffix(power: 6)
      case UInt8(ascii: "G"): Suffix(power: 9)
      case UInt8(ascii: "T"): Suffix(power: 12)
      case UInt8(ascii: "P"): Suffix(power: 15)
      case UInt8(ascii: "E"): Suffix(power: 18)
      default: nil
      }
    }

    private static func binary(_ byte: UInt8) -> Suffix? {
      switch byte {
      case UInt8(ascii: "K"): Suffix(factor: 1 << 10)
      case UInt8(ascii: "M"): Suffix(factor: 1 << 20)
      case UInt8(ascii: "G"): Suffix(factor: 1 << 30)
      case UInt8(ascii: "T"): Suffix(factor: 1 << 40)
      case UInt8(ascii: "P"): Suffix(factor: 1 << 50)
      case UInt8(ascii: "E"): Suffix(factor: 1 << 60)
      default: nil
      }
    }
  }
}
