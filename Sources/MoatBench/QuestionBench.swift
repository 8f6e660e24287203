internal import Moat
internal import MoatSource

/// One small text, asked of the whole library again and again, as an admission server does.
struct QuestionBench {
  private let text: SourceFile
  private let policies: PolicySet

  init(_ text: SourceFile, _ policies: PolicySet) {
    self.text = text
    self.policies = policies
  }

  func table() throws -> Table {
    let options = CheckOptions(today: "2026-01-01")
    let prepared = try PreparedPolicies(policies, options: options)
    let report = try prepared.check(texts: [text])
    var table = Table(
      "One manifest: \(text.bytes.count) bytes, \(report.summary.rules) rules, \(report.findings.count) findings; one thread",
      ["what", "time"])
    let preparing = Measure.median { _ = try? PreparedPolicies(policies, options: options) }
    let asking = Measure.median { _ = try? prepared.check(texts: [text]) }
    table.add("policies prepared, once", Table.time(preparing))
    table.add("a question answered", Table.time(asking))
    return table
  }
}
