/// Days as numbers: `YYYY-MM-DD` and RFC 3339 timestamps, in the proleptic Gregorian calendar, counted from 1970-01-01
/// UTC.
package enum CalendarDate {
  /// Reads a whole text: a date alone, or a timestamp, of which the day in UTC remains. nil if it is neither.
  package static func parse(_ text: Bytes) -> Int64? {
    guard text.count >= 10, let day = day(text) else { return nil }
    if text.count == 10 { return day }
    guard let offset = minutesOfOffset(text) else { return nil }
    // The offset is what local time is ahead of UTC.
    let hour = Int64(text.number(in: Part(11, 13)) ?? 0)
    let minute = Int64(text.number(in: Part(14, 16)) ?? 0)
    let minutes = hour * 60 + minute - offset
    if minutes < 0 { return day - 1 }
    return minutes >= 1440 ? day + 1 : day
  }

  package static func parse(_ text: String) -> Int64? {
    parse(Array(text.utf8).span)
  }

  /// True for an RFC 3339 timestamp (a date alone is none).
  package static func isTimestamp(_ text: Bytes) -> Bool {
    text.count > 10 && parse(text) != nil
  }

  /// `YYYY-MM-DD`; years beyond four digits are written with a sign, as ISO 8601 does.
  package static func render(_ days: Int64) -> String {
    guard days > -100_000_000_000, days < 100_000_000_000 else { return "day \(days)" }
    let (year, month, day) = civil(days)
    let digits = pad(Int(year.magnitude), 4)
    let sign = year < 0 ? "-" : (year > 9999 ? "+" : "")
    return "\(sign)\(digits)-\(pad(month, 2))-\(pad(day, 2))"
  }

  /// The day number of a date that exists; nil for one that does not.
  package static func days(year: Int64, month: Int, day: Int) -> Int64? {
    guard month >= 1, month <= 12, day >= 1, day <= length(ofMonth: month, year: year), year.magnitude < 10_000_000
    else { return nil }
    // Years begin in March, so that the leap day is the last of its year; 400 years are 146,097 days.
    let shifted = month > 2 ? year : year - 1
    let era = shifted >= 0 ? shifted / 400 : (shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func civil(_ days: Int64) -> (year: Int64, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted >= 0 ? shifted / 146_097 : (shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = Int((5 * dayOfYear + 2) / 153)
    let day = Int(dayOfYear) - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func length(ofMonth month: Int, year: Int64) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func day(_ text: Bytes) -> Int64? {
    guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), let year = text.number(in: Part(0, 4)),
      let month = text.number(in: Part(5, 7)), let day = text.number(in: Part(8, 10))
    else { return nil }
    return days(year: Int64(year), month: Int(month), day: Int(day))
  }

  /// Validates `Thh:mm:ss[.f]` and what follows it; the offset from UTC in minutes. A leap second is 60.
  private static func minutesOfOffset(_ text: Bytes) -> Int64? {
    guard text.count >= 20, text[10] | 0x20 == UInt8(ascii: "t"), text[13] == UInt8(ascii: ":"),
      text[16] == UInt8(ascii: ":"), text.number(in: Part(11, 13), limit: 23) != nil,
      text.number(in: Part(14, 16), limit: 59) != nil, text.number(in: Part(17, 19), limit: 60) != nil
    else { return nil }
    var cursor = 19
    if text[cursor] == UInt8(ascii: ".") {
      let end = text.endOfDigits(from: cursor + 1)
      guard end > cursor + 1 else { return nil }
      cursor = end
    }
    guard cursor < text.count else { return nil }
    if text[cursor] | 0x20 == UInt8(ascii: "z") { return cursor + 1 == text.count ? 0 : nil }
    guard text[cursor] == UInt8(ascii: "+") || text[cursor] == UInt8(ascii: "-"), text.count == cursor + 6,
      text[cursor + 3] == UInt8(ascii: ":"),
      let hours = text.number(in: Part(cursor + 1, cursor + 3), limit: 23),
      let minutes = text.number(in: Part(cursor + 4, cursor + 6), limit: 59)
    else { return nil }
    let offset = Int64(hours * 60 + minutes)
    return text[cursor] == UInt8(ascii: "-") ? -offset : offset
  }

  private static func pad(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
