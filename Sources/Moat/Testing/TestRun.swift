import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax

/// One run of the tests of policies.
struct TestRun {
  let policies: PolicySet
  let options: TestOptions

  /// A rule with the cases of its tests.
  private struct Work: Sendable {
    var rule: CheckedRule
    var tests: Int
    var cases: [PreparedCase]
  }

  func report() -> TestReport {
    var work: [Work] = []
    let tests = Dictionary(grouping: policies.checked.tests.filter { isSelected($0) }, by: \.rule)
    for rule in policies.checked.rules {
      let own = tests[rule.id] ?? []
      // A rule of a file that is tested counts although no test speaks of it.
      guard !own.isEmpty || takesPart(rule.source) && options.selects(rule: rule.id, title: "") else { continue }
      var cases: [PreparedCase] = []
      for test in own {
        for number in test.cases.indices.map({ $0 + 1 }) {
          cases.append(PreparedCase.prepare(number, of: test, for: rule, in: policies))
        }
      }
      work.append(Work(rule: rule, tests: own.count, cases: cases))
    }
    let measures = options.measuresMutations
    let places = ExpressionPlaces(measures ? policies.files : [])
    let planned = work
    let ran = Workers.map(
      work.count, jobs: options.jobs, state: {},
      work: { _, index in Self.run(planned[index], places: measures ? places : nil) })
    return TestReport(rules: Self.merged(ran))
  }

  /// With what the tests of one rule notice in a `define` counted for all rules that name it.
  private static func merged(
    _ ran: [(rule: TestReport.Rule, measured: MutationCoverage.Measured?)]
  ) -> [TestReport.Rule] {
    var counts: [MutationCoverage.Change: Int] = [:]
    for change in ran.compactMap(\.measured).flatMap(\.noticed) { counts[change, default: 0] += 1 }
    return ran.map { rule, measured in
      var rule = rule
      guard var measured else { return rule }
      // One rule may name a `define` twice, and has to notice what is changed at each.
      let own = measured.noticed
      measured.count { (counts[$0] ?? 0) > (own.contains($0) ? 1 : 0) }
      rule.coverage = measured.coverage
      return rule
    }
  }

  private func isSelected(_ test: CheckedTest) -> Bool {
    takesPart(test.source) && options.selects(rule: test.rule, title: test.title)
  }

  private func takesPart(_ source: SourceFile) -> Bool {
    options.includesLibrary || !PolicyLoader.isOfLibrary(source)
  }

  private static func run(
    _ work: Work, places: ExpressionPlaces?
  ) -> (rule: TestReport.Rule, measured: MutationCoverage.Measured?) {
    var result = TestReport.Rule(
      id: work.rule.id, tests: work.tests, cases: work.cases.count, failures: [], coverage: nil)
    var holding: [(prepared: PreparedCase, context: EvaluationContext)] = []
    for prepared in work.cases {
      let context = prepared.workspace.context()
      let outcome = prepared.run(in: context)
      let match = ExpectationMatch(expectations: prepared.form.expectations, outcome: outcome)
      if match.isMet, prepared.problems.isEmpty {
        holding.append((prepared, context))
      } else {
        result.failures.append(failure(of: prepared, match, outcome))
      }
    }
    return (result, places.map { MutationCoverage(rule: work.rule, cases: holding, places: $0).measure() })
  }

  private static func failure(
    of prepared: PreparedCase, _ match: ExpectationMatch, _ outcome: PreparedCase.Outcome
  ) -> TestReport.Failure {
    TestReport.Failure(
      title: prepared.test.title, number: prepared.number, source: prepared.test.source, span: prepared.form.span,
      unmet: match.unmet, unexpected: match.unexpected, came: outcome.findings, passes: outcome.passes,
      problems: prepared.problems)
  }
}

extension PolicySet {
  /// Runs the tests that stand in the policies that were given, and those of the library if the options say so.
  ///
  /// Each test runs its one rule over the texts of a case: the rule's params, the day and the version are those that the
  /// case sets, and the waivers of the test's file hold.
  public func test(_ options: TestOptions) async -> TestReport {
    TestRun(policies: self, options: options).report()
  }
}
