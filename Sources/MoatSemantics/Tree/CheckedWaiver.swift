package import MoatSource

/// A waiver whose rules are known and whose condition is typed for each of them.
package struct CheckedWaiver: Sendable {
  /// One rule that is waived. The condition uses the variable slots of that rule's levels.
  package struct Target: Sendable {
    package var rule: String
    /// Nil if the waiver covers every subject of the rule.
    package var condition: CheckedExpression?
    /// How many slots the condition uses, those of the rule included.
    package var variableCount: Int
  }

  package var targets: [Target]
  /// Days since 1970-01-01: the last day, UTC, on which it holds.
  package var until: Int32?
  package var owner: String
  package var reason: String
  package var ticket: String?
  package var source: SourceFile
  package var span: Span
}
