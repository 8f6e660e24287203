import Testing

@testable import MoatValues

@Suite struct DecimalTests {
  @Test func parsesAndRenders() {
    let cases: [(String, String?)] = [
      ("0", "0"), ("-0", "0"), ("1", "1"), ("+7", "7"), ("-12.50", "-12.5"), (".5", "0.5"), ("5.", "5"),
      ("1e3", "1000"), ("1E-3", "0.001"), ("1.5e+2", "150"), ("0.000", "0"), ("00012", "12"),
      ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
      ("1.00000000000000000000000000", "1"), ("100000000000000000000000", "100000000000000000000000"),
      ("", nil), (".", nil), ("-", nil), ("1.2.3", nil), ("1e", nil), ("0x10", nil), ("1_000", nil), (" 1", nil),
      ("1 ", nil), ("inf", nil), (".inf", nil), ("NaN", nil), ("١", nil), ("1e+-2", nil),
    ]
    for (text, expected) in cases {
      let parsed = Decimal.parse(text)
      #expect(parsed.value?.rendered == expected, "\(text)")
      if expected == nil { #expect(parsed == .unparsable, "\(text)") }
    }
    for text in ["9223372036854775808", "1.23456789012345678901", "1e400", "1e-400", "1e999999999999999999999"] {
      #expect(Decimal.parse(text) == .overflow, "\(text)")
    }
    #expect(Decimal.parse("0e999999999999999999999") == .value(Decimal(mantissa: 0)))
    #expect(Decimal(mantissa: 3, exponent: 100).rendered == "3e100")
  }

  @Test func comparesAcrossExponents() {
    let order: [Decimal] = [
      Decimal(mantissa: .min, exponent: 127), Decimal(mantissa: -1, exponent: 20), Decimal(mantissa: .min),
      Decimal(mantissa: -1, exponent: -128), Decimal(mantissa: 0, exponent: 50), Decimal(mantissa: 1, exponent: -128),
      Decimal(mantissa: .max, exponent: -19), Decimal(mantissa: 1), Decimal(mantissa: .max),
      Decimal(mantissa: 9_223_372_036_854_775, exponent: 4), Decimal(mantissa: 1, exponent: 127),
    ]
    for (i, left) in order.enumerated() {
      for (j, right) in order.enumerated() {
        #expect(Decimal.compare(left, right) == (i - j).signum(), "\(left) \(right)")
      }
    }
  }

  @Test func comparesLargeDistances() {
    for distance in 15...20 {
      for (high, low, expected) in [
        (1, Int64.max, distance < 19 ? -1 : 1), (-1, .min, distance < 19 ? 1 : -1), (9, 1, 1),
      ] {
        let left = Decimal(mantissa: Int64(high), exponent: Int8(distance))
        #expect(Decimal.compare(left, Decimal(mantissa: low)) == expected, "\(high)e\(distance) \(low)")
        #expect(Decimal.compare(Decimal(mantissa: low), left) == -expected, "\(high)e\(distance) \(low)")
      }
    }
  }

  /// Small numbers against integers scaled to one exponent, which cannot be wrong.
  @Test func agreesWithScaledIntegers() {
    var random = Seeded(1)
    func scaled(_ value: Decimal) -> Int128 { Int128(value.mantissa) * Decimal.powerOfTen(Int(value.exponent) + 12) }
    for _ in 0..<20_000 {
      let a = Decimal(mantissa: Int64(random.below(20_001)) - 10_000, exponent: Int8(random.below(9) - 4))
      let b = Decimal(mantissa: Int64(random.below(20_001)) - 10_000, exponent: Int8(random.below(9) - 4))
      let order = scaled(a) < scaled(b) ? -1 : (scaled(a) == scaled(b) ? 0 : 1)
      #expect(Decimal.compare(a, b) == order, "\(a) \(b)")
      #expect((a.normalized == b.normalized) == (order == 0), "\(a) \(b)")
      #expect((a.numericHash == b.numericHash) == (order == 0), "\(a) \(b)")
      #expect(Decimal.add(a, b).map(scaled) == scaled(a) + scaled(b), "\(a) + \(b)")
      #expect(Decimal.subtract(a, b).map(scaled) == scaled(a) - scaled(b), "\(a) - \(b)")
      let product = Decimal.multiply(a, b)
      #expect(
        product.map(scaled) == Int128(a.mantissa) * Int128(b.mantissa)
          * Decimal.powerOfTen(Int(a.exponent) + Int(b.exponent) + 12))
      #expect(Decimal.parse(a.rendered).value.map(scaled) == scaled(a), "\(a.rendered)")
      guard !b.isZero else { continue }
      guard let quotient = Decimal.divide(a, by: b) else {
        Issue.record("\(a) / \(b) has no quotient")
        continue
      }
      // quotient × b differs from a by half a unit of the quotient's last digit at most, and not at all if it is short.
      let shift = Int(a.exponent) - Int(quotient.exponent) - Int(b.exponent)
      let wanted = Int128(a.mantissa) * Decimal.powerOfTen(shift)
      let error = (Int128(quotient.mantissa) * Int128(b.mantissa) - wanted).magnitude
      #expect(shift < 0 ? a.isZero : error * 2 <= UInt128(b.mantissa.magnitude), "\(a) / \(b)")
      let isFinite = Int128(a.mantissa) * Decimal.powerOfTen(15) % Int128(b.mantissa) == 0
      if isFinite { #expect(a.isZero || error == 0, "\(a) / \(b)") }
    }
  }

  @Test func dividesAndRefuses() {
    func quotient(_ a: String, _ b: String) -> String? {
      Decimal.divide(Decimal.parse(a).value!, by: Decimal.parse(b).value!)?.rendered
    }
    #expect(quotient("1", "3") == "0.333333333333333333")
    #expect(quotient("2", "3") == "0.666666666666666667")
    #expect(quotient("-2", "3") == "-0.666666666666666667")
    #expect(quotient("1", "8") == "0.125")
    #expect(quotient("6", "2") == "3")
    #expect(quotient("9223372036854775807", "7") == "1317624576693539401")
    #expect(quotient("1", "9223372036854775807") == "0.000000000000000000108420217248550443")
    #expect(quotient("0", "5") == "0")
    #expect(quotient("5", "0") == nil)
    #expect(Decimal.add(Decimal(mantissa: .max), Decimal(mantissa: 1)) == nil)
    #expect(Decimal.add(Decimal(mantissa: 1, exponent: 30), Decimal(mantissa: 1)) == nil)
    #expect(Decimal.add(Decimal(mantissa: 1, exponent: 30), Decimal(mantissa: 0)) == Decimal(mantissa: 1, exponent: 30))
    let sum = Decimal.add(Decimal(mantissa: 1_000_000_000_000_000, exponent: -15), Decimal(mantissa: 1, exponent: 10))
    #expect(sum?.rendered == "10000000001")
    #expect(Decimal.negate(Decimal(mantissa: .min)) == nil)
    #expect(Decimal.multiply(Decimal(mantissa: .min), Decimal(mantissa: -1)) == nil)
    #expect(Decimal.multiply(Decimal(mantissa: 1, exponent: 100), Decimal(mantissa: 1, exponent: 100)) == nil)
    #expect(Decimal(mantissa: 15, exponent: -1).integer == nil)
    #expect(Decimal(mantissa: 150, exponent: -1).integer == 15)
    #expect(Decimal(mantissa: 1, exponent: 19).integer == nil)
  }
}

@Suite struct QuantityTests {
  @Test func readsTheGrammar() {
    let cases: [(String, String)] = [
      ("0", "0"), ("1", "1"), ("500m", "0.5"), ("0.5", "0.5"), (".5", "0.5"), ("5.", "5"), ("1k", "1000"),
      ("1Ki", "1024"), ("1.5Gi", "1610612736"), ("1536Mi", "1610612736"), ("1e3", "1000"), ("1E3", "1000"),
      ("1E", "1000000000000000000"), ("7Ei", "8070450532247928832"), ("2Pi", "2251799813685248"),
      ("3Ti", "3298534883328"), ("100n", "0.0000001"), ("100u", "0.0001"), ("-1.5m", "-0.0015"), ("+3M", "3000000"),
      ("1e-3", "0.001"), ("1e+3", "1000"), ("12G", "12000000000"), ("1T", "1000000000000"), ("1P", "1000000000000000"),
      ("0.1n", "0.000000001"), ("-0.1n", "-0.000000001"), ("1.0000000001", "1.000000001"),
      ("9E", "9000000000000000000"),
    ]
    for (text, expected) in cases { #expect(Quantity.parse(text).value?.rendered == expected, "\(text)") }
    for text in [
      "", "m", "Ki", ".", "1K", "1ki", "1 Gi", "1Gi ", "1mi", "1g", "1GiB", "1.2.3", "--1", "1e3m", "1e", "1e1.5",
      "1MiMi",
      "abc", "1,5", "{{ x }}", "1é",
    ] {
      #expect(Quantity.parse(text) == .unparsable, "\(text)")
    }
    #expect(Quantity.parse("8Ei") == .overflow)
    #expect(Quantity.parse("1e400") == .overflow)
  }

  @Test func rendersCanonically() {
    let cases = [
      ("1536Mi", "1536Mi"), ("1.5Gi", "1536Mi"), ("0.5", "500m"), ("500m", "500m"), ("1000", "1k"), ("1024", "1Ki"),
      ("2Gi", "2Gi"), ("0", "0"), ("1000Gi", "1000Gi"), ("128k", "128k"), ("-1Ki", "-1Ki"), ("1500m", "1500m"),
      ("100n", "100n"), ("1e30", "1000000000000E"), ("12345", "12345"), ("0.1", "100m"), ("10", "10"), ("3E", "3E"),
    ]
    for (text, expected) in cases { #expect(Quantity.parse(text).value.map(Quantity.render) == expected, "\(text)") }
  }

  /// Against a second reading: digits as an integer, a factor from a table, all scaled to nano.
  @Test func agreesWithAnIndependentParse() {
    let factors: [(String, Int128)] = [
      ("n", 1), ("u", 1000), ("m", 1_000_000), ("", 1_000_000_000), ("k", 1_000_000_000_000),
      ("M", 1_000_000_000_000_000), ("Ki", 1024 * 1_000_000_000), ("Mi", 1_048_576 * 1_000_000_000),
      ("Gi", 1_073_741_824 * 1_000_000_000), ("e2", 100_000_000_000), ("E1", 10_000_000_000),
    ]
    var random = Seeded(2)
    func make() -> (String, Int128) {
      let (suffix, factor) = factors[random.below(factors.count)]
      let whole = random.below(5000)
      let hasFraction = suffix != "n" && suffix != "u" && random.below(2) == 0
      let fraction = random.below(1000)
      let padded = String(String(1000 + fraction).dropFirst())
      let text = hasFraction ? "\(whole).\(padded)\(suffix)" : "\(whole)\(suffix)"
      return (text, Int128(whole) * factor + (hasFraction ? Int128(fraction) * factor / 1000 : 0))
    }
    for _ in 0..<20_000 {
      let (a, first) = make()
      let (b, second) = make()
      guard let left = Quantity.parse(a).value, let right = Quantity.parse(b).value else {
        Issue.record("\(a) or \(b) does not parse")
        continue
      }
      let order = first < second ? -1 : (first == second ? 0 : 1)
      #expect(Decimal.compare(left, right) == order, "\(a) \(b)")
      #expect(Quantity.parse(Quantity.render(left)).value?.normalized == left.normalized, "\(a)")
    }
  }
}
