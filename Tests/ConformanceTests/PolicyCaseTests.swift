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
    for file in PolicyRun.files {
      for test in PolicyTextTests.tests(of: file) {
        let id = (file.header?.name.text ?? "") + "." + test.rule.text
        guard let rule = PolicyRun.checked.rules.first(where: { $0.id == id }) else {
          Issue.record("\(file.source.name): no rule \(id)")
          continue
        }
        for (number, testCase) in test.cases.enumerated() {
          count += 1
          let verdicts = Self.verdicts(of: rule, testCase)
          Self.hold(verdicts, testCase.expectations, "\(id), \"\(test.title.text)\", case \(number + 1)")
        }
      }
    }
    print("policy cases: \(count)")
    #expect(count > 50)
  }

  private static func verdicts(of rule: CheckedRule, _ testCase: TestDeclaration.Case) -> [ReferenceEvaluator.Verdict] {
    var version = "1.37"
    var today = PolicyRun.firstDay
    var parameters: [Int: Constant] = [:]
    for (path, value) in testCase.settings {
      let name = ParameterReading.name(path) ?? ""
      if name == "kubernetes.version", case .literal(.string(let text)) = value.form {
        version = text
      } else if name == "today", case .literal(.date(let text)) = value.form,
        case .date(let days)? = try? LiteralText.constant(text, as: .date)
      {
        today = days
      } else if let index = rule.parameters.firstIndex(where: { name.hasSuffix("." + $0.name) }),
        let constant = ParameterReading.constant(value, of: rule.parameters[index].type)
      {
        parameters[index] = constant
      } else {
        Issue.record("a setting that this test cannot read: \(name)")
      }
    }
    let texts = testCase.given.compactMap { given -> String? in
      if case .text(let text, _) = given.content { text.text } else { nil }
    }
    return PolicyRun(texts, version: version, today: today).verdicts(rule, parameters: parameters)
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
