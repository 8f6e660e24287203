internal import Moat
internal import MoatSource

/// A folder of Dockerfiles, every policy of the library on, beside the peers' own rules for them.
struct DockerfileBench {
  private let texts: [SourceFile]
  private let policies: PolicySet

  init(_ texts: [SourceFile], _ policies: PolicySet) {
    self.texts = texts
    self.policies = policies
  }

  /// - Parameter rivals: the peers' times for the same folder, in seconds from start to end.
  func table(_ rivals: [(name: String, time: Double)]) async throws -> Table {
    let bytes = texts.reduce(0) { $0 + $1.bytes.count }
    var options = CheckOptions(today: "2026-01-01")
    options.jobs = 1
    let report = try await policies.check(texts: texts, options: options)
    let (time, _, _) = try await Measure.paired({ _ = try await policies.check(texts: texts, options: options) }, {})
    var table = Table(
      "A folder of Dockerfiles: \(texts.count) files, \(bytes) bytes, \(report.summary.rules) rules, "
        + "\(report.findings.count) findings; one worker, median of 7",
      ["what", "time", "MB/s", "of moat"])
    func speed(_ time: Double) -> String { Table.decimal(Double(bytes) / time / 1e6, places: 1) }
    table.add("moat, every rule, findings made", Table.time(time), speed(time), Table.ratio(1))
    for rival in rivals {
      table.add(
        "\(rival.name), start to end", Table.time(rival.time), speed(rival.time), Table.ratio(rival.time / time))
    }
    return table
  }
}
