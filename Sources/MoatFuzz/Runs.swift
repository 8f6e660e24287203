import Moat
import MoatReport
import MoatSource

/// Whole runs of the built-in policies.
enum Runs {
  /// The first byte chooses the name of the text, and so its reader. The evaluators agree, and the report can be written.
  static func check(_ bytes: [UInt8]) {
    let names = ["a.yaml", "a.json", "Dockerfile"]
    let source = SourceFile(name: names[Int(bytes.first ?? 0) % names.count], bytes: Array(bytes.dropFirst()))
    guard let report = try? library?.check(texts: [source]) else { return }
    let hasInternalError = report.findings.contains { $0.rule == "moat.internal-error" }
    precondition(!hasInternalError, "the evaluators contradict each other")
    _ = HumanReport.render(report, style: HumanReport.Style(colour: false))
    _ = JSONReport.render(report)
  }

  private static let library = try? PreparedPolicies(
    PolicySet.load(), options: CheckOptions(today: "2026-01-01"))
}
