/// What is known of one subject under one rule: the answer of every evaluator. The raw values are in the order of weight:
/// of several checks the heaviest counts.
@frozen
package enum SubjectVerdict: UInt8, Hashable, Sendable, CaseIterable, Comparable {
  case pass
  case warn
  case undetermined
  case fail

  @inlinable
  package static func < (left: SubjectVerdict, right: SubjectVerdict) -> Bool { left.rawValue < right.rawValue }
}
