import MoatSemantics
import MoatSyntax
import MoatTestSupport
import MoatValues
import Testing

/// The harness itself: it finds an evaluator that is wrong, and makes what it found small.
@Suite struct HarnessTests {
  /// The reference with one error in it.
  private struct Wrong: Evaluator {
    let name: String
    let isAbout: @Sendable (CheckedExpression) -> Bool

    func answers(_ trial: Trial) -> [SubjectAnswer] {
      let answers = Reference().answers(trial)
      guard trial.rule.checks.contains(where: { $0.condition.contains(isAbout) }) else { return answers }
      return answers.map { answer in
        var wrong = answer
        if answer.verdict == .some(.fail) { wrong.verdict = .some(.pass) }
        return wrong
      }
    }
  }

  @Test func aWrongEvaluatorIsFoundAndShrunk() throws {
    let wrong = [
      Wrong(name: "blind to else") { if case .otherwise = $0.form { true } else { false } },
      Wrong(name: "blind to every") {
        if case .quantified(let quantified) = $0.form, case .every = quantified.amount { true } else { false }
      },
      Wrong(name: "blind to is written") { if case .test(.written, _, _) = $0.form { true } else { false } },
    ]
    for evaluator in wrong {
      var campaign = Campaign(seed: 3, evaluators: [Reference(), evaluator])
      campaign.run(pairs: 1_500)
      let report = try #require(campaign.differences.first, "\(evaluator.name)")
      #expect(report.contains("differs in its verdict"), "\(report)")
      // A rule of one check over one document: few lines are left.
      #expect(report.split(separator: "\n").count < 45, "\(report)")
      #expect(report.components(of: "require").count + report.components(of: "deny when").count <= 4, "\(report)")
    }
  }

  @Test func samplesAreWrittenAsYAML() {
    let sample = Sample.object([
      .init("kind", .string("Pod")), .init("on", .bool(true)),
      .init("list", .list([.object([.init("a", .int(1)), .init("b", .list([.list([.null])]))]), .string("x\"")])),
      .init("none", .object([])),
    ])
    #expect(
      sample.yaml() == """

        kind: "Pod"
        "on": true
        list:
          - a: 1
            b:
              - - null
          - "x\\""
        none: {}
        """)
    #expect(
      sample.json == "{\"kind\":\"Pod\",\"on\":true,\"list\":[{\"a\":1,\"b\":[[null]]},\"x\\\"\"],\"none\":{}}")
  }
}

extension String {
  /// The parts between the places of a text in this one.
  fileprivate func components(of text: String) -> [Substring] {
    var result: [Substring] = []
    var rest = self[...]
    while let range = rest.firstRange(of: text) {
      result.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return result + [rest]
  }
}
