import MoatReference
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues
import Testing

/// The tests that stand in the policies: each verdict that they expect, by the reference evaluator.
@Suite struct PolicyCaseTests {
  @Test func everyCaseHasItsVerdict() {
    var count = 0
    for test in PolicyRun.checked.tests {
      guard let rule = PolicyRun.checked.rules.first(where: { $0.id == test.rule }) else {
        Issue.record("\(test.source.name): no rule \(test.rule)")
        continue
      }
      for (number, testCase) in test.cases.enumerated() {
        count += 1
        let verdicts = Self.verdicts(of: rule, testCase)
        Self.hold(verdicts, testCase.expectations, "\(rule.id), \"\(test.title)\", case \(number + 1)")
      }
    }
    print("policy cases: \(count)")
    #expect(PolicyRun.checked.tests.count == PolicyRun.files.reduce(0) { $0 + PolicyTextTests.tests(of: $1).count })
    #expect(count > 600)
  }

  private static func verdicts(of rule: CheckedRule, _ testCase: CheckedTest.Case) -> [ReferenceEvaluator.Verdict] {
    let texts = testCase.given.compactMap { given -> String? in
      if case .text(let text, _) = given.content { text.text } else { nil }
    }
    return PolicyRun(texts, version: testCase.kubernetesVersion, today: testCase.today)
      .verdicts(rule, parameters: testCase.parameters)
  }

  private static func hold(
    _ verdicts: [ReferenceEvaluator.Verdict], _ expectations: [TestDeclaration.Expectation], _ place: String
  ) {
    for expectation in expectations {
      switch expectation.verdict.text {
      case "not-applicable": #expect(verdicts.isEmpty, "\(place)")
      case "pass": #expect(!verdicts.isEmpty && verdicts.allSatisfy { $0 == .pass }, "\(place): \(verdicts)")
      default:
        let found = verdicts.count { $0.rawValue == expectation.verdict.text }
        if let count = expectation.count {
          #expect(found == count, "\(place): \(verdicts)")
        } else {
          #expect(found > 0, "\(place): \(verdicts)")
        }
      }
    }
  }
}
