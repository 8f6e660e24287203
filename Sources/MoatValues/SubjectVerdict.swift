/// What is known of one subject under one rule: the answer of every evaluator. The raw values are in the order of weight:
/// of several checks the heaviest counts.
@frozen
public enum SubjectVerdict: UInt8, Hashable, Sendable, CaseIterable, Comparable {
  case pass
  case warn
  case undetermined
  case fail

  /// The raw value, without the call that reads it from another module.
  @inlinable @inline(__always)
  public var weight: UInt8 { unsafe unsafeBitCast(self, to: UInt8.self) }

  @inlinable
  public static func < (left: SubjectVerdict, right: SubjectVerdict) -> Bool { left.weight < right.weight }
}
