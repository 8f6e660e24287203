package import MoatKinds

extension CheckedExpression.Form {
  /// The expressions directly within this one, in the order in which they are evaluated.
  package var operands: [CheckedExpression] {
    switch self {
    case .constant, .variable, .runFact, .parameter, .data: []
    case .field(let operand, _), .negate(let operand), .not(let operand), .test(_, _, let operand): [operand]
    case .index(let left, let right), .arithmetic(_, let left, let right), .otherwise(let left, let right),
      .comparison(_, let left, let right, _), .relation(_, _, _, let left, let right, _), .and(let left, let right),
      .or(let left, let right):
      [left, right]
    case .call(_, let elements), .list(let elements): elements
    case .map(let pairs): pairs.flatMap { [$0.key, $0.value] }
    case .quantified(let quantified):
      [quantified.amount.count, quantified.domain.operand, quantified.condition, quantified.body].compactMap(\.self)
    case .comprehension(let element, _, let domain, let condition):
      [domain.operand, condition, element].compactMap(\.self)
    }
  }

}

extension CheckedExpression {
  package var operands: [CheckedExpression] { form.operands }

  /// True if this or something within it is as asked.
  package func contains(_ isWanted: (CheckedExpression) -> Bool) -> Bool {
    isWanted(self) || operands.contains { $0.contains(isWanted) }
  }

  /// Whether the variable of a slot is in it.
  package func mentions(_ slot: Int) -> Bool {
    if case .variable(let variable) = form { return variable.slot == slot }
    return operands.contains { $0.mentions(slot) }
  }

  /// The fields from a variable to this expression; nil if it is not a path.
  package var path: (variable: Variable, fields: [Field])? {
    var fields: [Field] = []
    var expression = self
    while true {
      switch expression.form {
      case .variable(let variable): return (variable, fields.reversed())
      case .field(let base, let field):
        fields.append(field)
        expression = base
      default: return nil
      }
    }
  }

  /// The operands of the outermost `and`; the expression itself if it is none.
  package var conjuncts: [CheckedExpression] {
    if case .and(let left, let right) = form { return left.conjuncts + right.conjuncts }
    return [self]
  }
}

extension CheckedQuantified.Amount {
  /// The count of `exactly`, `at least` and `at most`.
  package var count: CheckedExpression? {
    switch self {
    case .some, .every, .no: nil
    case .exactly(let count), .atLeast(let count), .atMost(let count): count
    }
  }
}

extension CheckedDomain {
  /// The expression that the elements come from, or that the documents are compared with.
  package var operand: CheckedExpression? {
    switch self {
    case .elements(let operand), .parts(_, of: let operand): operand
    case .documents(_, sameField: _, as: let operand): operand
    }
  }
}
