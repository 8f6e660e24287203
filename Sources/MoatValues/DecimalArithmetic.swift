/// Exact arithmetic and order. Intermediate results have 128 bits, so that a result is either exact or refused; only a
/// division may round, and says how.
extension Decimal {
  /// The same number without trailing zeros in the mantissa; zero is 0 × 10^0. Equal numbers have equal normal forms.
  package var normalized: Decimal {
    guard mantissa != 0 else { return Decimal(mantissa: 0) }
    var mantissa = mantissa
    var exponent = exponent
    while mantissa % 10 == 0, exponent < Int8.max {
      mantissa /= 10
      exponent += 1
    }
    return Decimal(mantissa: mantissa, exponent: exponent)
  }

  package var isZero: Bool { mantissa == 0 }

  /// The number as an integer, or nil if it has a fraction or does not fit.
  package var integer: Int64? {
    let normal = normalized
    guard normal.exponent >= 0 else { return nil }
    var result = normal.mantissa
    for _ in 0..<normal.exponent {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      result = product
    }
    return result
  }

  /// A hash over the number and not over how it was written.
  package var numericHash: UInt64 {
    let normal = normalized
    var hash = UInt64(bitPattern: normal.mantissa) &* 0x9E37_79B9_7F4A_7C15
    hash ^= UInt64(UInt8(bitPattern: normal.exponent)) &* 0xC2B2_AE3D_27D4_EB4F
    return hash ^ (hash >> 29)
  }

  /// -1, 0 or 1, exactly.
  package static func compare(_ left: Decimal, _ right: Decimal) -> Int {
    if left.exponent == right.exponent { return order(left.mantissa, right.mantissa) }
    let leftSign = left.mantissa.signum()
    let rightSign = right.mantissa.signum()
    if leftSign != rightSign || leftSign == 0 { return order(leftSign, rightSign) }
    let distance = Int(left.exponent) - Int(right.exponent)
    if distance > 0 { return compareScaled(left.mantissa, by: distance, with: right.mantissa) }
    return -compareScaled(right.mantissa, by: -distance, with: left.mantissa)
  }

  /// nil if the sum has more digits than 64 bits hold.
  package static func add(_ left: Decimal, _ right: Decimal) -> Decimal? {
    if left.exponent == right.exponent {
      return make(Int128(left.mantissa) + Int128(right.mantissa), exponent: Int(left.exponent))
    }
    if left.isZero { return right }
    if right.isZero { return left }
    let high = left.exponent > right.exponent ? left : right
    let low = (left.exponent > right.exponent ? right : left).normalized
    let distance = Int(high.exponent) - Int(low.exponent)
    if distance <= 0 {
      // Without its zeros the lower number stands above the other one: now that one is to be scaled.
      guard -distance <= 19 else { return nil }
      return make(
        Int128(low.mantissa) * powerOfTen(-distance) + Int128(high.mantissa), exponent: Int(high.exponent))
    }
    // The last digit of `low` is not zero: from twenty digits on no sum of the two fits.
    guard distance <= 19 else { return nil }
    return make(Int128(high.mantissa) * powerOfTen(distance) + Int128(low.mantissa), exponent: Int(low.exponent))
  }

  /// nil if the difference has more digits than 64 bits hold.
  package static func subtract(_ left: Decimal, _ right: Decimal) -> Decimal? {
    guard let negated = negate(right) else { return nil }
    return add(left, negated)
  }

  /// nil for the one mantissa that has no positive twin.
  package static func negate(_ value: Decimal) -> Decimal? {
    make(-Int128(value.mantissa), exponent: Int(value.exponent))
  }

  /// nil if the product has more digits than 64 bits hold.
  package static func multiply(_ left: Decimal, _ right: Decimal) -> Decimal? {
    make(Int128(left.mantissa) * Int128(right.mantissa), exponent: Int(left.exponent) + Int(right.exponent))
  }

  /// The quotient: exact where it has a finite form that fits, else rounded to 18 significant digits, half to even.
  /// nil for a divisor of zero (the caller tells the two apart) and for an exponent out of range.
  package static func divide(_ left: Decimal, by right: Decimal) -> Decimal? {
    guard !right.isZero else { return nil }
    guard !left.isZero else { return Decimal(mantissa: 0) }
    var numerator = UInt128(left.mantissa.magnitude)
    let denominator = UInt128(right.mantissa.magnitude)
    var exponent = Int(left.exponent) - Int(right.exponent)
    // Nineteen digits at most, so that one of them is left for rounding; the product stays below 10^38.
    let goal = denominator * 1_000_000_000_000_000_000
    while numerator < goal {
      numerator *= 10
      exponent -= 1
    }
    let isNegative = (left.mantissa < 0) != (right.mantissa < 0)
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    if remainder == 0, let exact = make(isNegative ? -Int128(quotient) : Int128(quotient), exponent: exponent) {
      return exact
    }
    var (rounded, last) = quotient.quotientAndRemainder(dividingBy: 10)
    let isAboveHalf = last > 5 || (last == 5 && remainder != 0)
    if isAboveHalf || (last == 5 && rounded % 2 == 1) { rounded += 1 }
    last = 0
    return make(isNegative ? -Int128(rounded) : Int128(rounded), exponent: exponent + 1)
  }

  /// A decimal from a wide mantissa: trailing zeros are given up only as far as it needs to fit.
  package static func make(_ wide: Int128, exponent: Int) -> Decimal? {
    guard wide != 0 else { return Decimal(mantissa: 0) }
    var wide = wide
    var exponent = exponent
    while wide % 10 == 0, wide > Int128(Int64.max) || wide < Int128(Int64.min) || exponent < Int(Int8.min) {
      wide /= 10
      exponent += 1
    }
    while exponent > Int(Int8.max) {
      let (product, overflow) = wide.multipliedReportingOverflow(by: 10)
      guard !overflow, product <= Int128(Int64.max), product >= Int128(Int64.min) else { return nil }
      wide = product
      exponent -= 1
    }
    guard let mantissa = Int64(exactly: wide), let small = Int8(exactly: exponent) else { return nil }
    return Decimal(mantissa: mantissa, exponent: small)
  }

  /// 10^n for n from 0 to 38.
  static func powerOfTen(_ power: Int) -> Int128 {
    var result: Int128 = 1
    for _ in 0..<min(max(power, 0), 38) { result *= 10 }
    return result
  }

  /// Compares `left` × 10^distance with `right`, both of one sign and not zero.
  private static func compareScaled(_ left: Int64, by distance: Int, with right: Int64) -> Int {
    // 10^20 is above every 64-bit magnitude.
    if distance > 19 { return left > 0 ? 1 : -1 }
    return order(Int128(left) * powerOfTen(distance), Int128(right))
  }

  private static func order<Number: Comparable>(_ left: Number, _ right: Number) -> Int {
    left < right ? -1 : (left == right ? 0 : 1)
  }
}
