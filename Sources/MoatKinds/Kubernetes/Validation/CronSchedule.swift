/// Schedules of CronJobs, as github.com/robfig/cron/v3 `ParseStandard` reads them, which the API server and the controller use:
/// five fields, or a descriptor such as `@daily`. A leading `TZ=` or `CRON_TZ=` is read too: some versions accept it.
enum CronSchedule {
  private struct Field {
    var bounds: ClosedRange<Int>
    var names: [String] = []
  }

  private static let fields = [
    Field(bounds: 0...59), Field(bounds: 0...23), Field(bounds: 1...31),
    Field(
      bounds: 1...12,
      names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    // Sunday is 0 and never 7.
    Field(bounds: 0...6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
  ]

  private static let descriptors = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]

  static func isValid(_ text: String) -> Bool {
    var words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }.map(String.init)
    if let zone = words.first, zone.hasPrefix("TZ=") || zone.hasPrefix("CRON_TZ=") { words.removeFirst() }
    if let first = words.first, first.hasPrefix("@") {
      if first == "@every" { return words.count == 2 }
      return words.count == 1 && descriptors.contains(first)
    }
    return words.count == fields.count && zip(words, fields).allSatisfy(isField)
  }

  private static func isField(_ text: String, _ field: Field) -> Bool {
    // Empty parts vanish, as the parser's FieldsFunc drops them.
    let parts = text.split(separator: ",")
    return parts.allSatisfy { isRange(String($0), field) }
  }

  private static func isRange(_ text: String, _ field: Field) -> Bool {
    let stepped = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let ends = stepped[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    if stepped.count == 2 {
      guard let step = number(stepped[1]), step > 0 else { return false }
    } else if stepped.count > 2 {
      return false
    }
    if ends == ["*"] || ends == ["?"] { return true }
    guard ends.count <= 2, let low = value(ends[0], field), let high = value(ends[ends.count - 1], field) else {
      return false
    }
    return field.bounds.contains(low) && field.bounds.contains(high) && low <= high
  }

  private static func value(_ text: String, _ field: Field) -> Int? {
    if let place = field.names.firstIndex(of: text.lowercased()) { return place + field.bounds.lowerBound }
    return number(text)
  }

  private static func number(_ text: String) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } && text.utf8.count <= 9 ? Int(text) : nil
  }
}
