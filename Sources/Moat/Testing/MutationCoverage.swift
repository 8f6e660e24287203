import MoatExplainer
import MoatKinds
import MoatSemantics
import MoatSource

/// Forces each atom of a rule, and sees whether a case that held holds no longer.
struct MutationCoverage {
  let rule: CheckedRule
  /// The cases that hold as they are, each with a context of its own.
  let cases: [(prepared: PreparedCase, context: EvaluationContext)]
  let places: ExpressionPlaces

  /// A change at its place. The body of a `define` stands in every rule that names it.
  struct Change: Hashable, Sendable {
    var source: ObjectIdentifier
    var span: Span
    var kind: String
    var forced: String
  }

  struct Measured: Sendable {
    var coverage = TestReport.Coverage()
    var noticed: Set<Change> = []

    /// Takes the changes that the tests of another rule notice as noticed.
    mutating func count(noticedElsewhere isNoticed: (Change) -> Bool) {
      coverage.unnoticed = coverage.unnoticed.compactMap { place in
        var rest = place
        rest.forced.removeAll { forced in
          isNoticed(
            Change(source: ObjectIdentifier(place.source), span: place.span, kind: place.kind, forced: forced))
        }
        coverage.noticed += place.forced.count - rest.forced.count
        return rest.forced.isEmpty ? nil : rest
      }
    }
  }

  func measure() -> Measured {
    var measured = Measured()
    for atom in AtomFinder.atoms(of: rule) {
      let source = places.source(of: atom.span, in: rule)
      let kind = atom.kind.rawValue
      var forced: [String] = []
      for mutation in atom.mutations {
        measured.coverage.mutants += 1
        let name = Self.name(mutation.change)
        guard isNoticed(mutation) else {
          forced.append(name)
          continue
        }
        measured.coverage.noticed += 1
        measured.noticed.insert(
          Change(source: ObjectIdentifier(source), span: atom.span, kind: kind, forced: name))
      }
      guard !forced.isEmpty else { continue }
      measured.coverage.unnoticed.append(
        TestReport.Unnoticed(source: source, span: atom.span, kind: kind, text: atom.text, forced: forced))
    }
    return measured
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
