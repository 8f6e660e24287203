import Testing

@testable import MoatValues

@Suite struct DurationTests {
  @Test func readsLiterals() {
    let cases: [(String, Int64)] = [
      ("30d", 2_592_000_000), ("10min", 600_000), ("1h30min", 5_400_000), ("90s", 90_000), ("250ms", 250), ("0s", 0),
      ("1d2h3min4s5ms", 93_784_005),
    ]
    for (text, expected) in cases { #expect(Duration.parse(text) == .value(expected), "\(text)") }
    for text in ["", "5", "5m", "1h2h", "30min1h", "-1d", "1.5h", "d", "1D", "1 d", "1h30"] {
      #expect(Duration.parse(text) == .unparsable, "\(text)")
    }
    #expect(Duration.parse("999999999999999d") == .overflow)
    #expect(Duration.parse("99999999999999999999999s") == .overflow)
    for text in ["30d", "1h30min", "1min30s", "250ms", "0s", "1d2h3min4s5ms"] {
      #expect(Duration.parse(text).value.map(Duration.render) == text)
    }
    #expect(Duration.render(-1500) == "-1s500ms")
    #expect(Duration.render(.min).hasPrefix("-106751991167d"))
  }

  @Test func readsGoDurations() {
    let cases: [(String, Int64)] = [
      ("1h2m3.5s", 3_723_500), ("0", 0), ("0s", 0), ("10m", 600_000), ("-1.5h", -5_400_000), ("+5s", 5000),
      ("100ms", 100),
      ("1000000ns", 1), ("2000us", 2), ("3000µs", 3), ("4000μs", 4), (".5s", 500), ("1m1h", 3_660_000), ("1.s", 1000),
    ]
    for (text, expected) in cases { #expect(Duration.parseGo(text) == .value(expected), "\(text)") }
    for text in ["", "-", "3", "1d", "s", ".s", "1 s", "1h-2m", "1hh", "--1s", "1e3s"] {
      #expect(Duration.parseGo(text) == .unparsable, "\(text)")
    }
    for text in ["1ns", "0.5ms", "99999999999999999h"] { #expect(Duration.parseGo(text) == .overflow, "\(text)") }
  }
}

@Suite struct CalendarDateTests {
  @Test func readsDatesAndTimestamps() {
    let cases: [(String, Int64)] = [
      ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2027-03-31", 20_908), ("0001-01-01", -719_162),
      ("9999-12-31", 2_932_896), ("1970-01-01T23:59:59Z", 0), ("1970-01-01T00:30:00+01:00", -1),
      ("1970-01-01T23:30:00-01:00", 1), ("1970-01-02t00:00:00.123456z", 1), ("2016-12-31T23:59:60Z", 17_166),
    ]
    for (text, expected) in cases { #expect(CalendarDate.parse(text) == expected, "\(text)") }
    for text in [
      "", "2023-02-29", "1900-02-29", "2023-13-01", "2023-00-01", "2023-04-31", "2023-1-1", "2023-01-00", "20230101",
      "2023-01-01T", "2023-01-01T00:00Z", "2023-01-01T24:00:00Z", "2023-01-01T00:60:00Z", "2023-01-01T00:00:61Z",
      "2023-01-01T00:00:00", "2023-01-01T00:00:00.Z", "2023-01-01T00:00:00+0100", "2023-01-01T00:00:00+24:00",
      "2023-01-01 00:00:00Z", "2023-01-01x", "+023-01-01", "2023-01-01T00:00:00Zx", "2023-01-01T00:00:00+01:0",
    ] {
      #expect(CalendarDate.parse(text) == nil, "\(text)")
    }
  }

  /// Every day of four thousand years: the day after is one more, and rendering is the inverse of reading.
  @Test func walksTheCalendar() {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard var expected = CalendarDate.days(year: 0, month: 1, day: 1) else {
      Issue.record("the year 0 exists in this calendar")
      return
    }
    for year in 0..<4000 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for month in 1...12 {
        let length = month == 2 && isLeap ? 29 : lengths[month - 1]
        for day in 1...length where day == 1 || day >= 28 || year % 97 == 0 {
          let days = CalendarDate.days(year: Int64(year), month: month, day: day)
          #expect(days == expected + Int64(day - 1), "\(year)-\(month)-\(day)")
          if day == length, let days { #expect(CalendarDate.parse(CalendarDate.render(days)) == days) }
        }
        #expect(CalendarDate.days(year: Int64(year), month: month, day: length + 1) == nil)
        expected += Int64(length)
      }
    }
  }
}

@Suite struct VersionTests {
  @Test func ordersByPrecedence() {
    let ascending = [
      "0.0.1", "0.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
      "1.0.0-rc.1", "1", "1.2.0-9999999999999999999998", "1.2.0-9999999999999999999999", "1.2", "v1.9.3", "1.25",
      "1.25.1",
      "v1.31.2-gke.100", "1.31.2", "20240101120000.0.0",
    ]
    for (i, left) in ascending.enumerated() {
      for (j, right) in ascending.enumerated() {
        #expect(Version.compare(left, right) == (i - j).signum(), "\(left) \(right)")
      }
    }
    for (left, right) in [
      ("1.25", "1.25.0"), ("v1", "1.0.0"), ("1.31+", "1.31.0"), ("1.0.0+a", "1.0.0+b.01"), ("V2", "2"),
    ] {
      #expect(Version.compare(left, right) == 0, "\(left) \(right)")
    }
    for text in [
      "", "v", "1.", ".1", "01.2", "1.02", "1.2.3.4", "1.2.3-", "1.2.3-a..b", "1.2.3-01", "1.2.3-é", "latest", "1.x",
      "99999999999999999999", "1.2.3 ", "1,2", "-1", "1.2.3-a_b",
    ] {
      #expect(Version.parse(text) == nil, "\(text)")
      #expect(Version.compare(text, "1.0.0") == nil)
    }
    #expect(Version.parse("1.2.3-rc.1+build")?.numbers == 3)
  }
}
