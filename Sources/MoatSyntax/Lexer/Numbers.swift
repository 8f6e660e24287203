import MoatSource

/// Numbers and what grows out of them: dates, quantities, durations.
extension Lexer {
  /// The suffixes of a Kubernetes quantity, decimal and binary (exponents such as `1e3` are left out on purpose).
  static let quantityUnits = ["n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
  static let durationUnits = ["ms", "s", "min", "h", "d"]

  mutating func number() -> Token.Kind {
    let start = position
    if isDate() {
      position += 10
      return .date
    }
    skipDigits()
    let hasFraction = peek() == UInt8(ascii: ".") && Self.isDigit(peek(1))
    if hasFraction {
      position += 1
      skipDigits()
    }
    let suffixStart = position
    while Self.isWordByte(peek()) { position += 1 }
    if peek() == UInt8(ascii: "-"), Self.isDigit(peek(1)) {
      while Self.isWordByte(peek()) || peek() == UInt8(ascii: "-") { position += 1 }
      diagnostics.append(Messages.unspacedMinus(Span(start..<position)))
      return .int
    }
    let suffix = String(decoding: bytes[suffixStart..<position], as: UTF8.self)
    if suffix.isEmpty { return hasFraction ? .decimal : .int }
    if Self.quantityUnits.contains(suffix) { return .quantity }
    if !hasFraction, isDuration(bytes[start..<position]) { return .duration }
    let digits = String(decoding: bytes[start..<suffixStart], as: UTF8.self)
    diagnostics.append(
      Messages.unknownUnit(
        suffix, Span(start..<position), mend: Self.mend(digits: digits, suffix: suffix, hasFraction: hasFraction)))
    return .int
  }

  private mutating func skipDigits() {
    while Self.isDigit(peek()) { position += 1 }
  }

  /// `dddd-dd-dd`, with no word and no dash after it.
  private func isDate() -> Bool {
    for distance in 0..<10 {
      let byte = peek(distance)
      if distance == 4 || distance == 7 {
        guard byte == UInt8(ascii: "-") else { return false }
      } else {
        guard Self.isDigit(byte) else { return false }
      }
    }
    return !Self.isWordByte(peek(10)) && peek(10) != UInt8(ascii: "-")
  }

  /// `(digits unit)+`: `90s`, `1h30min`.
  private func isDuration(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    while !rest.isEmpty {
      let digits = rest.prefix(while: Self.isDigit)
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix(while: { !Self.isDigit($0) })
      rest = rest.dropFirst(unit.count)
      guard !digits.isEmpty, Self.durationUnits.contains(String(decoding: unit, as: UTF8.self)) else { return false }
    }
    return true
  }

  /// What the author probably meant by a number with letters that are no unit.
  private static func mend(digits: String, suffix: String, hasFraction: Bool) -> String {
    if hasFraction, durationUnits.contains(suffix) {
      return "a duration counts whole units: write it in smaller ones, such as `1h30min`"
    }
    switch suffix {
    case "K", "KB", "kB", "kb", "KiB": return "write `\(digits)k` (1000) or `\(digits)Ki` (1024)"
    case "MB", "MiB", "Mb", "mb": return "write `\(digits)M` or `\(digits)Mi`"
    case "GB", "GiB", "Gb", "gb", "g": return "write `\(digits)G` or `\(digits)Gi`"
    case "TB", "TiB", "t": return "write `\(digits)T` or `\(digits)Ti`"
    case "sec", "secs", "second", "seconds", "S": return "write `\(digits)s`"
    case "mins", "minute", "minutes": return "write `\(digits)min`"
    case "hr", "hrs", "hour", "hours", "H": return "write `\(digits)h`"
    case "day", "days", "D": return "write `\(digits)d`"
    case "w", "week", "weeks", "y", "year", "years", "month", "months": return "write it in days, such as `30d`"
    default: break
    }
    if suffix.hasSuffix("m"), suffix.utf8.contains(where: isDigit) {
      return "`m` is milli; write `\(digits)\(suffix)in` for minutes"
    }
    if suffix.utf8.count > 1, let first = suffix.utf8.first, first == UInt8(ascii: "e") || first == UInt8(ascii: "x") {
      return "write the number out in decimal digits"
    }
    return "quantities end in \(quantityUnits.joined(separator: " ")); durations in "
      + "\(durationUnits.joined(separator: " ")); a name cannot begin with a digit"
  }
}
