import MoatExplainer
import MoatReference
import MoatSemantics
import MoatValues

/// One of the three evaluators.
protocol Evaluator {
  var name: String { get }
  func answers(_ trial: Trial) -> [SubjectAnswer]
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
