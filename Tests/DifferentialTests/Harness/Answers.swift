import MoatKinds
import MoatReference
import MoatSemantics
import MoatValues

/// What an evaluator says of one subject, as far as it can say it: nil is what it does not tell.
struct SubjectAnswer: Hashable {
  struct Check: Hashable {
    var check: Int
    var verdict: SubjectVerdict
    var cause: Cause?
    /// The witnesses of its deciders, in order.
    var witnesses: [Place]?
    /// The deciding elements, where a quantifier decides by them.
    var elements: [Place]?
  }

  /// The node that the subject stands at.
  var place: Place?
  /// `.some(nil)` is out of scope; nil is "not told, but not passing or failing".
  var verdict: SubjectVerdict??
  var cause: Cause??
  var causePlace: Place??
  var checks: [Check]?
}

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

/// Where two evaluators say something else of one subject.
struct Difference {
  var subject: Int
  var what: String
  var first: String
  var second: String

  /// The first difference in what both tell.
  init?(_ first: [SubjectAnswer], _ second: [SubjectAnswer]) {
    guard first.count == second.count else {
      self.init(subject: -1, what: "number of subjects", "\(first.count)", "\(second.count)")
      return
    }
    for (index, (one, other)) in zip(first, second).enumerated() {
      func compare<Told: Equatable>(_ what: String, _ left: Told?, _ right: Told?) -> Difference? {
        guard let left, let right, left != right else { return nil }
        return Difference(subject: index, what: what, "\(left)", "\(right)")
      }
      if let found = compare("place", one.place, other.place) ?? compare("verdict", one.verdict, other.verdict)
        ?? compare("checks", one.checks?.map(\.check), other.checks?.map(\.check))
        ?? compare("cause", one.cause, other.cause) ?? compare("place of the cause", one.causePlace, other.causePlace)
        ?? Self.compareChecks(index, one.checks, other.checks)
      {
        self = found
        return
      }
    }
    return nil
  }

  private init(subject: Int, what: String, _ first: String, _ second: String) {
    self.subject = subject
    self.what = what
    self.first = first
    self.second = second
  }

  private static func compareChecks(
    _ subject: Int, _ first: [SubjectAnswer.Check]?, _ second: [SubjectAnswer.Check]?
  ) -> Difference? {
    for (one, other) in zip(first ?? [], second ?? []) {
      func compare<Told: Equatable>(_ what: String, _ left: Told?, _ right: Told?) -> Difference? {
        guard let left, let right, left != right else { return nil }
        return Difference(subject: subject, what: "\(what) of check \(one.check)", "\(left)", "\(right)")
      }
      if let found = compare("verdict", one.verdict, other.verdict) ?? compare("cause", one.cause, other.cause)
        ?? compare("elements", one.elements, other.elements) ?? compare("witnesses", one.witnesses, other.witnesses)
      {
        return found
      }
    }
    return nil
  }
}
