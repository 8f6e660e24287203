import MoatSemantics

/// The expressions directly within an expression, in the order of the source.
enum TreeParts {
  static func children(_ expression: CheckedExpression) -> [CheckedExpression] {
    switch expression.form {
    case .constant, .variable, .runFact, .parameter, .data: []
    case .field(let operand, _), .negate(let operand), .test(_, _, let operand), .not(let operand): [operand]
    case .index(let left, let right), .arithmetic(_, let left, let right), .otherwise(let left, let right),
      .comparison(_, let left, let right, _), .relation(_, _, _, let left, let right, _), .and(let left, let right),
      .or(let left, let right):
      [left, right]
    case .call(_, let arguments), .list(let arguments): arguments
    case .map(let pairs): pairs.flatMap { [$0.key, $0.value] }
    case .comprehension(let element, _, let domain, let condition):
      [element] + subjects(of: domain) + (condition.map { [$0] } ?? [])
    case .quantified(let quantified):
      number(of: quantified.amount) + subjects(of: quantified.domain) + (quantified.condition.map { [$0] } ?? [])
        + [quantified.body]
    }
  }

  /// What a domain is read from.
  static func subjects(of domain: CheckedDomain) -> [CheckedExpression] {
    switch domain {
    case .elements(let expression), .parts(_, let expression): [expression]
    case .documents(_, _, let expression): expression.map { [$0] } ?? []
    }
  }

  static func number(of amount: CheckedQuantified.Amount) -> [CheckedExpression] {
    switch amount {
    case .some, .every, .no: []
    case .exactly(let number), .atLeast(let number), .atMost(let number): [number]
    }
  }

  /// The quantifiers whose names the outcomes of a check may use, through `and`, `or` and `not`.
  static func outermostQuantifiers(_ condition: CheckedExpression) -> [CheckedQuantified] {
    switch condition.form {
    case .and(let left, let right), .or(let left, let right):
      outermostQuantifiers(left) + outermostQuantifiers(right)
    case .not(let operand): outermostQuantifiers(operand)
    case .quantified(let quantified): [quantified]
    default: []
    }
  }
}

/// How many slots an expression needs that belongs to no rule.
struct VariableSlots {
  private var count = 0
  /// An argument of a `define` may stand in the tree at many places.
  private var seen: Set<ObjectIdentifier> = []

  static func count(_ expression: CheckedExpression) -> Int {
    var slots = VariableSlots()
    slots.visit(expression)
    return slots.count
  }

  private mutating func visit(_ expression: CheckedExpression) {
    guard seen.insert(ObjectIdentifier(expression)).inserted else { return }
    switch expression.form {
    case .variable(let variable): count = max(count, variable.slot + 1)
    case .quantified(let quantified): count = max(count, quantified.variable.slot + 1)
    case .comprehension(_, let variable, _, _): count = max(count, variable.slot + 1)
    default: break
    }
    for child in TreeParts.children(expression) { visit(child) }
  }
}
