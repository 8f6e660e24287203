import MoatReference
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
