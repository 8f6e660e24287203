internal import Moat
internal import MoatSource

/// A folder of inputs, every policy of the library on: manifests beside what no reader of YAML can be faster than, Dockerfiles
/// beside the peers' own rules for them.
struct ScanBench {
  private let texts: [SourceFile]
  private let policies: PreparedPolicies
  private let bytes: Int

  /// One worker: the calling thread does all of the work, as `valgrind` of Debian 12 needs it.
  init(_ texts: [SourceFile], _ policies: PolicySet) throws {
    self.texts = texts
    self.policies = try PreparedPolicies(policies, options: CheckOptions(today: "2026-01-01"))
    bytes = texts.reduce(0) { $0 + $1.bytes.count }
  }

  /// - Parameter rivals: the peers' times for the same folder, in seconds from start to end.
  func manifests(_ rivals: [(name: String, time: Double)]) throws -> Table {
    let (scan, loop, ratio) = try Measure.paired(run) {
      for text in texts { _ = BareEventLoop.run(text.bytes) }
    }
    var table = try table(of: "manifests", "of libyaml")
    add("libyaml's events, thrown away", loop, 1, to: &table)
    add("moat, every rule, findings made", scan, ratio, to: &table)
    add(rivals, over: loop, to: &table)
    return table
  }

  /// - Parameter rivals: likewise.
  func dockerfiles(_ rivals: [(name: String, time: Double)]) throws -> Table {
    let (scan, _, _) = try Measure.paired(run, {})
    var table = try table(of: "Dockerfiles", "of moat")
    add("moat, every rule, findings made", scan, 1, to: &table)
    add(rivals, over: scan, to: &table)
    return table
  }

  private func run() throws { _ = try policies.check(texts: texts) }

  private func table(of inputs: String, _ base: String) throws -> Table {
    let report = try policies.check(texts: texts)
    return Table(
      "A folder of \(inputs): \(texts.count) files, \(bytes) bytes, \(report.summary.documents) documents, "
        + "\(report.summary.rules) rules, \(report.findings.count) findings; one worker, median of 7",
      ["what", "time", "MB/s", base])
  }

  private func add(_ name: String, _ time: Double, _ ratio: Double, to table: inout Table) {
    let speed = Table.decimal(Double(bytes) / time / 1e6, places: 1)
    table.add(name, Table.time(time), speed, Table.ratio(ratio))
  }

  private func add(_ rivals: [(name: String, time: Double)], over base: Double, to table: inout Table) {
    for rival in rivals { add("\(rival.name), start to end", rival.time, rival.time / base, to: &table) }
  }
}
