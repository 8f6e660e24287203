import Moat
import MoatReport
import Testing

/// The tests that stand in the policies of the library, run as `moat test --library` runs them: verdicts, places, lines and
/// messages, and no finding that is not expected.
@Suite struct PolicyCaseTests {
  /// Percent of the changes to a rule that its tests have to notice, all rules together.
  private static let leastCoverage = 90

  @Test func everyCaseHoldsAndMostMutantsAreNoticed() async throws {
    var options = TestOptions()
    options.includesLibrary = true
    options.jobs = 2
    let report = await (try PolicySet.load(library: .rulesAndTests)).test(options)
    print("policy cases: \(report.cases), \(report.noticed) of \(report.mutants) mutants noticed")
    if report.failed > 0 { Issue.record("\(TestText.render(report, style: TextStyle(colour: false)))") }
    #expect(report.cases > 800)
    #expect(report.coverage ?? 0 >= Self.leastCoverage)
    #expect(report.rules.allSatisfy { $0.cases > 0 })
  }
}
