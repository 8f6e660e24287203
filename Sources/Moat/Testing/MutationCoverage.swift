import MoatExplainer
import MoatKinds
import MoatSemantics

/// Forces each atom of a rule, and sees whether a case that held holds no longer.
struct MutationCoverage {
  let rule: CheckedRule
  /// The cases that hold as they are, each with a context of its own.
  let cases: [(prepared: PreparedCase, context: EvaluationContext)]
  let places: ExpressionPlaces

  func measure() -> TestReport.Coverage {
    var coverage = TestReport.Coverage()
    for atom in AtomFinder.atoms(of: rule) {
      var forced: [String] = []
      for mutation in atom.mutations {
        coverage.mutants += 1
        if isNoticed(mutation) { coverage.noticed += 1 } else { forced.append(Self.name(mutation.change)) }
      }
      guard !forced.isEmpty else { continue }
      coverage.unnoticed.append(
        TestReport.Unnoticed(
          source: places.source(of: atom.span, in: rule), span: atom.span, kind: atom.kind.rawValue, text: atom.text,
          forced: forced))
    }
    return coverage
  }

  private func isNoticed(_ mutation: Mutation) -> Bool {
    cases.contains { prepared, context in
      !ExpectationMatch(
        expectations: prepared.form.expectations, outcome: prepared.run(in: context, mutation: mutation)
      ).isMet
    }
  }

  private static func name(_ change: Mutation.Change) -> String {
    switch change {
    case .alwaysTrue: "true"
    case .alwaysFalse: "false"
    case .alwaysUndetermined: "undetermined"
    case .leftSide: "left side"
    case .rightSide: "right side"
    }
  }
}
