import MoatValues

/// A change to a rule that a test of it ought to notice: one atom answers what it is told, or one part is dropped.
package struct Mutation: Hashable, Sendable {
  package enum Change: Hashable, Sendable {
    case alwaysTrue
    case alwaysFalse
    case alwaysUndetermined
    /// Only the left side of an `else`: what is missing stays missing.
    case leftSide
    /// Only the right side of an `else`, whatever is there.
    case rightSide
  }

  /// The ids of one atom's expressions in the rule.
  package var expressions: Set<Int>
  package var change: Change

  package init(expressions: Set<Int>, change: Change) {
    self.expressions = expressions
    self.change = change
  }

  /// What an expression answers instead of its own value.
  func answer(for expression: Int) -> Value? {
    guard expressions.contains(expression) else { return nil }
    switch change {
    case .alwaysTrue: return .bool(true)
    case .alwaysFalse: return .bool(false)
    case .alwaysUndetermined: return .undetermined(.noAnswer)
    case .leftSide, .rightSide: return nil
    }
  }

  /// The side that an `else` is held to.
  func side(of expression: Int) -> Change? {
    guard change == .leftSide || change == .rightSide, expressions.contains(expression) else { return nil }
    return change
  }
}
