/// Spans of time in milliseconds: the literals of policies (`30d`, `1h30min`) and Go's form in documents (`1h2m3.5s`).
package enum Duration {
  private static let units: [(name: StaticString, milliseconds: UInt64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// Go's units in nanoseconds; `µs` with either of the two characters that look so.
  private static let goUnits: [(name: StaticString, nanoseconds: Int64)] = [
    ("ns", 1), ("us", 1000), ("\u{B5}s", 1000), ("\u{3BC}s", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  /// Reads a literal: whole numbers with the units d, h, min, s, ms, each at most once and the larger one first.
  package static func parse(_ text: Bytes) -> Parsed<Int64> {
    var cursor = 0
    var nextUnit = 0
    var total: UInt64 = 0
    while cursor < text.count {
      let end = text.endOfDigits(from: cursor)
      guard end > cursor else { return .unparsable }
      var unitEnd = end
      while unitEnd < text.count, ASCII.isLower(text[unitEnd]) { unitEnd += 1 }
      guard
        let unit = units.indices.first(where: { text.equals(units[$0].name, at: Part(end, unitEnd)) }),
        unit >= nextUnit
      else { return .unparsable }
      guard let number = text.number(in: Part(cursor, end)) else { return .overflow }
      let (part, overflow) = number.multipliedReportingOverflow(by: units[unit].milliseconds)
      let (sum, carry) = total.addingReportingOverflow(part)
      guard !overflow, !carry, sum <= UInt64(Int64.max) else { return .overflow }
      total = sum
      nextUnit = unit + 1
      cursor = unitEnd
    }
    return text.isEmpty ? .unparsable : .value(Int64(total))
  }

  package static func parse(_ text: String) -> Parsed<Int64> {
    parse(Array(text.utf8).span)
  }

  /// Reads a duration as Go's `time.ParseDuration` does. What is no whole number of milliseconds does not fit
  /// (overflow): nothing is rounded.
  package static func parseGo(_ text: Bytes) -> Parsed<Int64> {
    var cursor = 0
    let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
    if isNegative || (text.count > 0 && text[0] == UInt8(ascii: "+")) { cursor = 1 }
    if cursor + 1 == text.count, text[cursor] == UInt8(ascii: "0") { return .value(0) }
    guard cursor < text.count else { return .unparsable }
    var total = Decimal(mantissa: 0)
    while cursor < text.count {
      guard ASCII.isDigit(text[cursor]) || text[cursor] == UInt8(ascii: "."),
        let digits = DecimalDigits.read(text, from: &cursor), let unit = readGoUnit(text, from: &cursor)
      else { return .unparsable }
      guard let number = digits.scaled(by: 0).value,
        let part = Decimal.multiply(number, Decimal(mantissa: unit)),
        let sum = Decimal.add(total, part)
      else { return .overflow }
      total = sum
    }
    guard let milliseconds = Decimal.multiply(total, Decimal(mantissa: isNegative ? -1 : 1, exponent: -6))?.integer
    else { return .overflow }
    return .value(milliseconds)
  }

  package static func parseGo(_ text: String) -> Parsed<Int64> {
    parseGo(Array(text.utf8).span)
  }

  /// The literal's form: `1h30min`, `30d`, `0s`; a negative one begins with `-`.
  package static func render(_ milliseconds: Int64) -> String {
    guard milliseconds != 0 else { return "0s" }
    var rest = milliseconds.magnitude
    var text = milliseconds < 0 ? "-" : ""
    for unit in units where rest >= unit.milliseconds {
      text += "\(rest / unit.milliseconds)\(unit.name)"
      rest %= unit.milliseconds
    }
    return text
  }

  private static func readGoUnit(_ text: Bytes, from cursor: inout Int) -> Int64? {
    var end = cursor
    while end < text.count, !ASCII.isDigit(text[end]), text[end] != UInt8(ascii: ".") { end += 1 }
    let part = Part(cursor, end)
    guard let unit = goUnits.first(where: { text.equals($0.name, at: part) }) else { return nil }
    cursor = end
    return unit.nanoseconds
  }
}
