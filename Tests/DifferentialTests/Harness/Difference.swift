import MoatValues

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
