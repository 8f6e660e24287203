package import MoatSource
package import MoatValues

/// An expression with what it gave for one subject.
package struct TraceNode: Sendable {
  /// Its id in the rule.
  package var expression: Int
  /// In the file of the rule; an expression of a `define` may stand in another file. `text` says what is asked anyway.
  package var span: Span
  /// The expression as a policy would write it; cut where it is long.
  package var text: String
  /// The value as people write it, or `<missing>`; cut where it is long.
  package var value: String
  /// What a condition answers; nil for what is undetermined or no condition.
  package var truth: Bool?
  package var cause: Cause?
  /// Where the value stands or would stand, or what a condition points to.
  package var witness: Witness?
  /// Its operands in order. Constants and names of elements are left out, and what lies beyond `Trace.nodeLimit`.
  package var children: [TraceNode]
  /// For a quantifier and a comprehension; those that decided or left it open come before others, all in order.
  package var elements: [TracedElement]
  package var moreElements: Int
}

/// An element of a quantifier or a comprehension.
package struct TracedElement: Sendable {
  package enum Outcome: Hashable, Sendable {
    /// It decided (of `every`, against it), or stands in the result of a comprehension.
    case decides
    case open(Cause)
    /// It says nothing: it does not belong, does not pass the filter, or has an answer that decides nothing.
    case clear
  }

  /// Its place among the elements, from 0.
  package var index: Int
  package var witness: Witness?
  package var value: String
  package var outcome: Outcome
  /// The filter, if there is one, and the body.
  package var children: [TraceNode]
}

package struct TracedCheck: Sendable {
  /// Its place in `CheckedRule.checks`.
  package var check: Int
  /// Nil if it was left out because it leans on one that did not pass; then nothing else is given either.
  package var explanation: CheckExplanation?
  package var excuse: TraceNode?
  package var condition: TraceNode?
}

/// The expression trees of a rule with their values for one subject: what `moat explain RULE FILE` shows.
package struct Trace: Sendable {
  /// Elements of one quantifier that are listed.
  package static let elementLimit = 16
  /// Expressions of one trace; what lies beyond is left out.
  package static let nodeLimit = 2_000

  package var explanation: Explanation
  /// The rule's `where`, if it has one.
  package var scope: TraceNode?
  /// One for each check; none for a subject out of scope or with an unknown level.
  package var checks: [TracedCheck]
}
