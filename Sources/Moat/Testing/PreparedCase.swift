import MoatDocument
import MoatExplainer
import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatValues

/// A case of a test with its inputs read, ready to be run as often as there are mutants.
struct PreparedCase: Sendable {
  let test: CheckedTest
  /// From 1.
  let number: Int
  let workspace: Workspace
  let planned: PlannedRule
  let data: [Constant?]
  let costs: RuleCosts
  /// What could not be read, or is not what it says it is.
  let problems: [String]

  var form: CheckedTest.Case { test.cases[number - 1] }

  /// What a rule says of the documents of a case.
  struct Outcome {
    var passes = 0
    /// Subjects in scope.
    var subjects = 0
    var findings: [TestReport.Observed] = []
  }

  // MARK: Reading

  static func prepare(
    _ number: Int, of test: CheckedTest, for rule: CheckedRule, in policies: PolicySet
  ) -> PreparedCase {
    let form = test.cases[number - 1]
    let run = RunFacts(today: form.today, kubernetesVersion: form.kubernetesVersion)
    var problems: [String] = []
    var sources: [(text: SourceFile, form: InputForm)] = []
    for (index, given) in form.given.enumerated() {
      do throws(InputProblem) {
        let text = SourceFile(name: name(ofGiven: index + 1), bytes: try bytes(of: given, in: test.source))
        sources.append((text, given.format.text == "dockerfile" ? .dockerfile : .document))
      } catch {
        problems.append("\(error.path): \(error.message)")
      }
    }
    var options = CheckOptions(today: CalendarDate.render(Int64(form.today)))
    options.extent = .whole
    let workspace = Workspace.read(
      sources, symbols: policies.symbols, run: run, options: options, build: BuildPlan())
    problems += workspace.notEvaluated.map { input in
      "\(input.file)\(input.line.map { ", line \($0)" } ?? ""): \(input.message)"
    }
    problems += workspace.classification.problems.map { problem in
      let arena = workspace.documents.arenas[Int(problem.arena)]
      let line = arena.source.place(of: arena.span(problem.node).start).line
      return "\(arena.source.name), line \(line): \(problem.message)"
    }
    problems += workspace.duplicateKeys.map { arena, duplicate in
      let source = workspace.documents.arenas[Int(arena)].source
      let line = source.place(of: duplicate.span.start).line
      return "\(source.name), line \(line): \(workspace.documents.arenas[Int(arena)].message(of: duplicate))"
    }
    var data = [Constant?](repeating: nil, count: policies.checked.dataSets.count)
    for (index, value) in form.data where data.indices.contains(index) { data[index] = value }
    let planned = planned(rule, form, waivers: policies.checked.waivers.filter { $0.source === test.source })
    return PreparedCase(
      test: test, number: number, workspace: workspace, planned: planned, data: data,
      costs: RuleCosts([planned], data: data, workspace), problems: problems)
  }

  /// The rule as the case sets it, under the waivers of the test's file.
  private static func planned(
    _ rule: CheckedRule, _ form: CheckedTest.Case, waivers: [CheckedWaiver]
  ) -> PlannedRule {
    PlannedRule(
      rule, parameters: form.parameters, severity: Severity(rawValue: rule.severity) ?? .medium, actions: [:],
      waivers: waivers, today: form.today)
  }

  private static func name(ofGiven number: Int) -> String { "given \(number)" }

  private static func bytes(
    of given: TestDeclaration.Given, in policy: SourceFile
  ) throws(InputProblem) -> [UInt8] {
    switch given.content {
    case .text(let text, _): return Array(text.text.utf8)
    case .file(let name):
      return try InputReader.read(
        Input(path: FilePath(beside: policy.name, name.text)), limit: CheckOptions.InputLimits().bytes)
    }
  }

  // MARK: Running

  /// What the rule says, or a mutant of it.
  func run(in context: EvaluationContext, mutation: Mutation? = nil) -> Outcome {
    let walk = SubjectWalk(planned, data: data, costs: costs, in: context, mutation: mutation)
    let maker = DraftMaker(places: PlaceDescriber(context: context))
    var outcome = Outcome()
    var seen: [Cause: Set<FindingPlace.Key>] = [:]
    for subject in walk.subjects() {
      let explanation = walk.explain(subject)
      guard let verdict = explanation.verdict else { continue }
      outcome.subjects += 1
      if verdict == .pass {
        outcome.passes += 1
        continue
      }
      for draft in maker.drafts(explanation, under: planned, waiver: walk.waiver(of: subject)) {
        // Undetermined results of one cause at one place are one finding, as in every report.
        if let cause = draft.cause {
          guard seen[cause, default: []].insert(draft.place.key).inserted else { continue }
        }
        outcome.findings.append(observed(draft))
      }
    }
    return outcome
  }

  private func observed(_ draft: FindingDraft) -> TestReport.Observed {
    let source = draft.place.source
    let given = (1...max(1, form.given.count)).first { Self.name(ofGiven: $0) == source.name } ?? 1
    return TestReport.Observed(
      verdict: draft.finding.verdict, message: draft.finding.message, path: draft.place.path,
      line: source.place(of: draft.place.span.start).line, given: given)
  }
}
