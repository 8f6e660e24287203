internal import Glibc

/// Processor time of this process, so that other work on the machine disturbs as little as can be.
enum Measure {
  /// Seconds of processor time that this process has used, on all of its threads.
  static func now() -> Double {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The median of several runs of `body`, in seconds for one call; each run repeats it for about `target` seconds.
  static func median(runs: Int = 7, target: Double = 0.1, _ body: () -> Void) -> Double {
    body()
    var calls = 1
    while true {
      let start = now()
      for _ in 0..<calls { body() }
      if now() - start >= target / 4 || calls > 1 << 24 { break }
      calls *= 2
    }
    let times = (0..<runs).map { _ -> Double in
      let start = now()
      for _ in 0..<calls { body() }
      return (now() - start) / Double(calls)
    }
    return times.sorted()[runs / 2]
  }

  /// Two bodies in turn, A B A B …, so that a drift of the machine's speed meets both: the medians of each, and the
  /// median of the ratios pair by pair.
  static func paired(
    runs: Int = 7, _ first: () throws -> Void, _ second: () throws -> Void
  ) rethrows -> (first: Double, second: Double, ratio: Double) {
    var times: [(Double, Double)] = []
    for _ in 0..<runs {
      let start = now()
      try first()
      let middle = now()
      try second()
      times.append((middle - start, now() - middle))
    }
    func median(_ values: [Double]) -> Double { values.sorted()[runs / 2] }
    return (median(times.map(\.0)), median(times.map(\.1)), median(times.map { $0.0 / $0.1 }))
  }
}

/// A table for a terminal: columns as wide as their widest cell, numbers to the right.
struct Table {
  let title: String
  let columns: [String]
  private var rows: [[String]] = []

  init(_ title: String, _ columns: [String]) {
    self.title = title
    self.columns = columns
  }

  mutating func add(_ cells: String...) { rows.append(cells) }

  func printed() -> String {
    let widths = columns.indices.map { column in
      ([columns] + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let parts = cells.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }
      return parts.joined(separator: "  ")
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return ([title, line(columns), rule] + rows.map(line)).joined(separator: "\n") + "\n"
  }

  /// Seconds in the unit that reads best.
  static func time(_ seconds: Double) -> String {
    if seconds < 1e-6 { return decimal(seconds * 1e9, places: 0) + " ns" }
    if seconds < 1e-3 { return decimal(seconds * 1e6, places: 2) + " µs" }
    if seconds < 1 { return decimal(seconds * 1e3, places: 2) + " ms" }
    return decimal(seconds, places: 2) + " s"
  }

  static func ratio(_ value: Double) -> String { decimal(value, places: 2) + " ×" }

  static func decimal(_ value: Double, places: Int) -> String {
    let scale = [1.0, 10, 100, 1000][min(places, 3)]
    let scaled = Int((value * scale).rounded())
    guard places > 0 else { return String(scaled) }
    let fraction = String(scaled % Int(scale))
    return "\(scaled / Int(scale))." + String(repeating: "0", count: places - fraction.count) + fraction
  }
}
