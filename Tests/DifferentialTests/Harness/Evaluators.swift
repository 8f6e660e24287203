import MoatExplainer
import MoatKinds
import MoatReference
import MoatRuntime
import MoatSemantics
import MoatValues

/// One of the three evaluators.
protocol Evaluator {
  var name: String { get }
  /// False if it says of a passing subject only that there is one, and nothing of those out of scope.
  var tellsPasses: Bool { get }
  func answers(_ trial: Trial) -> [SubjectAnswer]
}

extension Evaluator {
  var tellsPasses: Bool { true }

  /// The first difference from what another says, in what both tell.
  func difference(from other: any Evaluator, _ own: [SubjectAnswer], _ others: [SubjectAnswer]) -> Difference? {
    guard tellsPasses, other.tellsPasses else { return Difference(Self.findings(own), Self.findings(others)) }
    return Difference(own, others)
  }

  /// The subjects that do not pass in order, then those that pass, of which nothing more is said.
  private static func findings(_ answers: [SubjectAnswer]) -> [SubjectAnswer] {
    let inScope = answers.filter { $0.verdict != .some(nil) }
    let passes = inScope.filter { $0.verdict == .some(.pass) }
    return inScope.filter { $0.verdict != .some(.pass) }
      + passes.map { _ in SubjectAnswer(place: nil, verdict: .some(.pass), cause: nil, causePlace: nil, checks: nil) }
  }
}

struct Reference: Evaluator {
  let name = "reference"

  func answers(_ trial: Trial) -> [SubjectAnswer] {
    let evaluator = ReferenceEvaluator(
      trial.rule, in: trial.ownContext, parameters: trial.inputs.parameters, data: trial.inputs.data)
    return evaluator.subjects().map { subject in
      SubjectAnswer(
        place: subject.place, verdict: .some(subject.verdict.map(Self.verdict)), cause: .some(subject.cause),
        causePlace: .some(subject.causePlace),
        checks: subject.checks.map { check in
          SubjectAnswer.Check(
            check: check.check, verdict: Self.verdict(check.verdict), cause: check.cause, witnesses: check.witnesses,
            elements: check.elements)
        })
    }
  }

  private static func verdict(_ verdict: ReferenceEvaluator.Verdict) -> SubjectVerdict {
    switch verdict {
    case .pass: .pass
    case .warn: .warn
    case .undetermined: .undetermined
    case .fail: .fail
    }
  }
}

struct Explaining: Evaluator {
  let name = "explainer"

  func answers(_ trial: Trial) -> [SubjectAnswer] {
    let data = trial.data
    let explainer = Explainer(trial.rule, in: trial.ownContext, parameters: trial.parameters, data: data)
    return explainer.subjects().map { answer(explainer.explain($0)) }
  }

  private func answer(_ explanation: Explanation) -> SubjectAnswer {
    let failing = explanation.checks.contains { $0.verdict == .fail }
    let open = explanation.checks.first { $0.verdict == .undetermined }?.deciders.first
    let reason = explanation.domain ?? (failing ? explanation.scope : open)
    let isUndetermined = explanation.verdict == .undetermined
    return SubjectAnswer(
      place: nil, verdict: .some(explanation.verdict), cause: .some(isUndetermined ? reason?.cause : nil),
      causePlace: .some(isUndetermined ? reason.map { Self.place($0.witness) } : nil),
      checks: explanation.checks.map { check in
        let isOpen = check.verdict == .undetermined
        return SubjectAnswer.Check(
          check: check.check, verdict: check.verdict, cause: check.deciders.first?.cause,
          witnesses: check.deciders.map { Self.place($0.witness) },
          elements: isOpen ? nil : check.deciders.compactMap { $0.element.map(Self.place) })
      })
  }

  private static func place(_ witness: Witness) -> Place {
    Place(unit: witness.unit, node: witness.node, absent: witness.absent)
  }
}

struct TheMachine: Evaluator {
  let name = "machine"
  let tellsPasses = false

  func answers(_ trial: Trial) -> [SubjectAnswer] {
    let context = trial.ownContext
    let linked = LinkedProgram(
      trial.compiled.program, run: context.run, parameters: [trial.parameters], data: trial.data)
    let plan = RunPlan(linked, in: context)
    var records = RunRecords(ruleCount: 1)
    Machine(plan, in: context).run(units: 0..<UInt32(plan.unitCount), into: &records)
    // A place that an outcome names is not the machine's to know.
    let namesPlaces = trial.rule.checks.contains { $0.outcomes.place != nil }
    let findings = records.subjects.map { record in
      let blamed = namesPlaces ? nil : Self.blamed(record.cause)
      return SubjectAnswer(
        place: record.levels.last.flatMap(Self.place), verdict: .some(record.verdict),
        cause: .some(record.cause.tag == .undetermined ? record.cause.cause : nil),
        causePlace: blamed.map { .some($0) }, checks: nil)
    }
    let pass = SubjectAnswer(place: nil, verdict: .some(.pass), cause: nil, causePlace: nil, checks: nil)
    return findings + Array(repeating: pass, count: records.counts[0].pass)
  }

  private static func place(_ value: Value) -> Place? {
    value.tag == .node ? Place(unit: value.aux, node: value.nodeIndex) : blamed(value)
  }

  private static func blamed(_ value: Value) -> Place? {
    guard value.tag == .undetermined, value.causeNode != UInt32.max else { return nil }
    return Place(unit: value.causeUnit, node: value.causeNode)
  }
}
