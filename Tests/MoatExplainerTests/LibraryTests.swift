import MoatDocument
import MoatExplainer
import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues
import Testing

/// The tests that stand in the policies of the library, with their places, lines and messages, by the explainer.
@Suite struct LibraryTests {
  static let files: [PolicyFile] = paths(in: Files.packageRoot() + "/policies").map { path in
    Parser.parse(SourceFile(name: path, text: Files.text(path) ?? "")).file
  }

  static let rules = Checker.check(files, catalogue: Catalogue()).rules

  private static func paths(in folder: String) -> [String] {
    Files.list(folder).flatMap { $0.hasSuffix(".moat") ? [$0] : paths(in: $0) }
  }

  /// A case of a test with what its rule says.
  private struct Run {
    var place: String
    var expectations: [TestDeclaration.Expectation]
    var context: EvaluationContext
    var explanations: [Explanation]
  }

  @Test func everyCaseHasItsVerdictsAtTheirPlaces() {
    var cases = 0
    var places = 0
    for run in Self.files.flatMap({ Self.runs(of: $0) }) {
      cases += 1
      for expectation in run.expectations {
        if expectation.details.contains(where: { if case .message = $0 { false } else { true } }) { places += 1 }
        hold(expectation, run)
      }
    }
    print("policy cases: \(cases), with places: \(places)")
    #expect(cases > 50)
    #expect(places > 20)
  }

  private static func runs(of file: PolicyFile) -> [Run] {
    var runs: [Run] = []
    for case .test(let test) in file.declarations {
      let id = (file.header?.name.text ?? "") + "." + test.rule.text
      guard let rule = rules.first(where: { $0.id == id }) else {
        Issue.record("\(file.source.name): no rule \(id)")
        continue
      }
      for (number, testCase) in test.cases.enumerated() {
        let place = "\(id), \"\(test.title.text)\", case \(number + 1)"
        let (version, parameters) = settings(testCase, rule, place)
        let texts = testCase.given.compactMap { given -> String? in
          if case .text(let text, _) = given.content { text.text } else { nil }
        }
        let context = ExplainerRun.context(texts, version: version)
        let explainer = Explainer(rule, in: context, parameters: parameters, data: [])
        runs.append(
          Run(
            place: place, expectations: testCase.expectations, context: context,
            explanations: explainer.subjects().map { explainer.explain($0) }.filter { $0.verdict != nil }))
      }
    }
    return runs
  }

  private static func settings(
    _ testCase: TestDeclaration.Case, _ rule: CheckedRule, _ place: String
  ) -> (version: String, parameters: [Constant]) {
    var version = "1.37"
    var parameters = rule.parameters.map { $0.defaultValue ?? .missing }
    for (path, value) in testCase.settings {
      let name = TreeDump.dump(path)
      if name.contains("version"), case .literal(.string(let text)) = value.form {
        version = text
      } else if let index = rule.parameters.firstIndex(where: { name.contains($0.name) }),
        case .list(let elements) = value.form
      {
        parameters[index] = .list(
          elements.compactMap {
            if case .literal(.int(let digits)) = $0.form { Int64(digits).map { .int($0) } } else { nil }
          })
      } else {
        Issue.record("\(place): a setting that this test cannot read: \(name)")
      }
    }
    return (version, parameters)
  }

  private func hold(_ expectation: TestDeclaration.Expectation, _ run: Run) {
    let verdicts = run.explanations.compactMap(\.verdict)
    switch expectation.verdict.text {
    case "not-applicable": #expect(verdicts.isEmpty, "\(run.place): \(verdicts)")
    case "pass": #expect(!verdicts.isEmpty && verdicts.allSatisfy { $0 == .pass }, "\(run.place): \(verdicts)")
    default:
      let explanations = run.explanations.filter { "\($0.verdict ?? .pass)" == expectation.verdict.text }
      if let count = expectation.count {
        #expect(explanations.count == count, "\(run.place): \(verdicts)")
      } else {
        #expect(!explanations.isEmpty, "\(run.place): \(verdicts)")
      }
      for detail in expectation.details { hold(detail, explanations, run) }
    }
  }

  private func hold(
    _ detail: TestDeclaration.Expectation.Detail, _ explanations: [Explanation], _ run: Run
  ) {
    let deciders = explanations.flatMap { explanation in
      [explanation.scope, explanation.domain].compactMap { $0 } + explanation.checks.flatMap(\.deciders)
    }
    let paths = deciders.map { ExplainerRun.path($0.witness, in: run.context) }
    switch detail {
    case .at(let path): #expect(paths.contains(path.text), "\(run.place): \(path.text) is not in \(paths)")
    case .line(let line, _):
      let lines = deciders.map { ExplainerRun.line($0.witness, in: run.context) }
      #expect(lines.contains(line), "\(run.place): line \(line) is not in \(lines), \(paths)")
    case .message(let text):
      let messages = deciders.map(\.message)
      #expect(messages.contains { $0.contains(text.text) }, "\(run.place): \(messages)")
    }
  }
}
