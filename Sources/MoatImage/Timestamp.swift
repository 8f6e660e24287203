/// Dates and times by RFC 3339, as far as images need them.
enum Timestamp {
  /// Seconds since 1970-01-01T00:00:00Z, without the fraction; nil if the text is no date and time.
  static func seconds(_ text: [UInt8]) -> Int64? {
    guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      text[10] | 0x20 == UInt8(ascii: "t"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
      let year = number(text, 0..<4), let month = number(text, 5..<7), let day = number(text, 8..<10),
      let hour = number(text, 11..<13), let minute = number(text, 14..<16), let second = number(text, 17..<19),
      (1...12).contains(month), day >= 1, day <= days(month, in: year), hour < 24, minute < 60, second <= 60
    else { return nil }
    var index = 19
    if text[index] == UInt8(ascii: ".") {
      let start = index + 1
      index = start
      while index < text.count, isDigit(text[index]) { index += 1 }
      guard index > start, index < text.count else { return nil }
    }
    var offset: Int64 = 0
    if text[index] | 0x20 == UInt8(ascii: "z") {
      guard index + 1 == text.count else { return nil }
    } else {
      guard text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-"), index + 6 == text.count,
        text[index + 3] == UInt8(ascii: ":"), let hours = number(text, index + 1..<index + 3),
        let minutes = number(text, index + 4..<index + 6), hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * 60 * (text[index] == UInt8(ascii: "-") ? -1 : 1)
    }
    return daysSince1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
  }

  /// Builders that make the same bytes each time write one of these: the first day of year 1 (Go's zero time), of 1970
  /// (ko, Bazel, `SOURCE_DATE_EPOCH=0`) or of 1980 (Cloud Native Buildpacks).
  static func isPlaceholder(_ seconds: Int64) -> Bool {
    let firstDays: [Int64] = [-62_135_596_800, 0, 315_532_800]
    return firstDays.contains { ($0..<$0 + 86_400).contains(seconds) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func number(_ text: [UInt8], _ range: Range<Int>) -> Int64? {
    var value: Int64 = 0
    for byte in text[range] {
      guard isDigit(byte) else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return value
  }

  private static func days(_ month: Int64, in year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// In the proleptic Gregorian calendar, with years that begin in March, so that a leap day is the last of its year.
  private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
