import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// Comparisons, relations, tests of presence and their combinations.
extension ExpressionChecker {
  func checkTruth(_ expression: Expression) -> CheckedExpression {
    let span = expression.span
    switch expression.form {
    case .not(let operand): return make(.not(condition(operand)), .bool, span)
    case .and(let left, let right):
      let first = condition(left)
      let second = assuming(Narrowing.proof(first).ifTrue) { self.condition(right) }
      return make(.and(first, second), .bool, span)
    case .or(let left, let right):
      let first = condition(left)
      let second = assuming(Narrowing.proof(first).ifFalse) { self.condition(right) }
      return make(.or(first, second), .bool, span)
    case .test(let test, let isNegated, let operand): return checkTest(test, isNegated, operand, span)
    case .comparison(let comparison, let left, let right, let ignoringCase):
      return checkComparison(comparison, left, right, ignoringCase, span)
    case .relation(let relation, let isNegated, let many, let left, let right, let ignoringCase):
      return checkRelation(relation, isNegated, many, left, right, ignoringCase, span)
    case .quantified(let quantified): return checkQuantified(quantified, span)
    default: return check(expression)
    }
  }

  private func checkTest(
    _ test: StateTest, _ isNegated: Bool, _ operand: Expression, _ span: MoatSource.Span
  ) -> CheckedExpression {
    let checked = check(operand)
    let isPath = Narrowing.path(checked) != nil && Self.constant(checked) == nil
    switch test {
    case .exists, .missing, .written:
      if !isPath, checked.type != .invalid {
        report(SemanticMessages.notAPath(test == .written ? "is written" : test.rawValue, at: checked.span))
      } else if test != .written, hidesItsAbsence(checked, operand) {
        report(SemanticMessages.neverAbsent(text(operand.span), isComputed: Self.isComputed(checked), at: operand.span))
      } else if test != .written, isPath, let field = Self.field(checked), Self.isFilledIn(field),
        !checked.type.isOptional,
        Narrowing.path(checked).map({ proven[$0] == nil }) == true
      {
        report(SemanticMessages.alwaysThere(text(checked.span), at: checked.span))
      }
    case .empty:
      switch checked.type.unwrapped {
      case .labelSelector: return emptiness(of: checked, isNegated, span)
      case .list, .set, .map, .any, .invalid, .serviceSelector: break
      case let type where TypeRules.isText(type): break
      default:
        report(
          SemanticMessages.wrongType(
            expected: "a text or a collection", found: describe(checked.type), at: checked.span))
      }
    case .null: break
    }
    return make(.test(test, isNegated: isNegated, checked), .bool, span)
  }

  /// `{}`, `{matchLabels: {}}` and `{matchExpressions: []}` are one selector, which asks for nothing: whether a selector is empty is a
  /// question about both of its fields.
  private func emptiness(of selector: CheckedExpression, _ isNegated: Bool, _ span: MoatSource.Span)
    -> CheckedExpression
  {
    let tests = ["matchLabels", "matchExpressions"].map { name in
      make(.test(.empty, isNegated: isNegated, read(Name(name, span), of: selector, span)), .bool, span)
    }
    return make(isNegated ? .or(tests[0], tests[1]) : .and(tests[0], tests[1]), .bool, span)
  }

  /// True for a list or map that is never missing, whatever the document: a field that hides its absence, and what a loop
  /// or a declaration without `?` binds. Of such a field of something that may be missing the question would be about that.
  func hidesItsAbsence(_ checked: CheckedExpression, _ syntax: Expression) -> Bool {
    switch checked.form {
    case .field(_, let field) where field.hidesItsAbsence: return true
    case .variable, .parameter, .data: return checked.type.isCollection
    default: break
    }
    guard case .name(let name) = syntax.unparenthesized.form, case .argument(_, let declared) = bindings[name] else {
      return false
    }
    return declared.isCollection
  }

  /// True for what no document writes under keys of its own: `is written` says nothing of it.
  static func isComputed(_ checked: CheckedExpression) -> Bool {
    if case .field(_, let field) = checked.form, case .keys = field.access { return false }
    return true
  }

  private static func field(_ expression: CheckedExpression) -> Field? {
    if case .field(_, let field) = expression.form { return field }
    return nil
  }

  private static func isFilledIn(_ field: Field) -> Bool {
    if case .defaults = field.reading { return true }
    return false
  }

  /// Texts, bare words and lists of them take their type from the other side, which is then read first.
  private func isContextual(_ expression: Expression) -> Bool {
    switch expression.form {
    case .literal(.string), .literal(.int), .literal(.decimal), .literal(.quantity): true
    case .name(let name): bindings[name] == nil && name != "today" && names.find([name], from: file) == nil
    case .list(let elements): elements.contains(where: isContextual)
    case .parenthesized(let inner): isContextual(inner)
    default: false
    }
  }

  private func pair(_ left: Expression, _ right: Expression) -> (CheckedExpression, CheckedExpression) {
    if isContextual(left), !isContextual(right) {
      let second = value(right)
      return (value(left, expected: second.type), second)
    }
    let first = value(left)
    return (first, value(right, expected: first.type))
  }

  private func checkComparison(
    _ comparison: MoatSyntax.Comparison, _ left: Expression, _ right: Expression, _ ignoringCase: Bool,
    _ span: MoatSource.Span
  ) -> CheckedExpression {
    let (first, second) = pair(left, right)
    if !TypeRules.comparable(first.type, second.type) {
      report(SemanticMessages.disjoint(describe(first.type), describe(second.type), at: span))
    } else if comparison != .equal, comparison != .notEqual {
      for side in [first, second] where !TypeRules.isOrdered(side.type) {
        report(SemanticMessages.noOrder(describe(side.type), at: side.span))
        break
      }
    }
    if let left = namespaceSide(first), let right = namespaceSide(second) { reportScopes(left, right, at: span) }
    for side in [first, second] where !TypeRules.isComparedInside(side.type) {
      report(SemanticMessages.notComparedInside(describe(side.type), at: span))
      break
    }
    if ignoringCase, let mend = CaseFolding.mend(comparison, first.type, second.type) {
      report(SemanticMessages.caseOfNothing(mend, at: span))
    }
    if Self.constant(first) != nil, Self.constant(second) != nil, comparison == .equal || comparison == .notEqual,
      let answer = ConstantEvaluator().compare(comparison, first, second, ignoringCase), answer.tag == .bool
    {
      report(SemanticMessages.constantCondition(answer.boolValue, at: span))
    }
    return make(.comparison(comparison, first, second, ignoringCase: ignoringCase), .bool, span)
  }

  private func checkRelation(
    _ relation: Relation, _ isNegated: Bool, _ many: Many?, _ left: Expression, _ right: Expression,
    _ ignoringCase: Bool, _ span: MoatSource.Span
  ) -> CheckedExpression {
    let first: CheckedExpression
    if relation == .in, isContextual(left), !isContextual(right) {
      let collection = value(right)
      let element = value(left, expected: TypeRules.element(of: collection.type))
      return finish(relation, isNegated, many, element, collection, ignoringCase, span)
    }
    first = value(left)
    let other = expectedRight(relation, first.type)
    let second = value(right, expected: many == nil ? other : other.map { .set($0) })
    return finish(relation, isNegated, many, first, second, ignoringCase, span)
  }

  /// The type that a literal at the right of a relation takes.
  private func expectedRight(_ relation: Relation, _ left: Type) -> Type? {
    switch relation {
    case .in: .set(left)
    case .includes: if case .map = left { .string } else { TypeRules.element(of: left) }
    case .contains, .startsWith, .endsWith: .string
    case .matches: .regex
    case .selects: .map(.string)
    case .covers, .overlaps: left
    case .isUnder: left == .imageReference ? .imagePrefix : .path
    case .isWithin: .cidr
    }
  }

  private func finish(
    _ relation: Relation, _ isNegated: Bool, _ many: Many?, _ left: CheckedExpression, _ right: CheckedExpression,
    _ ignoringCase: Bool, _ span: MoatSource.Span
  ) -> CheckedExpression {
    var operand = right.type
    if many != nil {
      guard let element = TypeRules.element(of: right.type) else {
        report(SemanticMessages.notACollection(describe(right.type), at: right.span))
        return invalid(span)
      }
      operand = element
    }
    if !Self.holds(relation, left.type, operand) {
      report(SemanticMessages.noRelation(relation.rawValue, describe(left.type), describe(operand), at: span))
    } else if ignoringCase, let mend = CaseFolding.mend(relation, left.type, operand) {
      report(SemanticMessages.caseOfNothing(mend, at: span))
    }
    return make(
      .relation(relation, isNegated: isNegated, many: many, left, right, ignoringCase: ignoringCase), .bool, span)
  }

  private static func holds(_ relation: Relation, _ left: Type, _ right: Type) -> Bool {
    if [left, right].contains(where: { $0 == .any || $0 == .invalid }) { return true }
    switch relation {
    case .in:
      if case .map(_) = right { return TypeRules.isText(left) }
      return TypeRules.element(of: right).map { TypeRules.comparable(left, $0) } ?? false
    case .includes:
      if case .map(_) = left { return TypeRules.isText(right) }
      return TypeRules.element(of: left).map { TypeRules.comparable($0, right) } ?? false
    case .contains, .startsWith, .endsWith: return TypeRules.isText(left) && TypeRules.isText(right)
    case .matches: return TypeRules.isText(left) && (right == .regex || right == .glob)
    case .selects: return (left == .labelSelector || left == .serviceSelector) && right == .map(.string)
    case .covers, .overlaps: return TypeRules.isText(left) && TypeRules.isText(right)
    case .isUnder:
      switch right {
      case .imagePrefix: return left == .imageReference
      case .path: return left == .path || left == .string
      default: return false
      }
    case .isWithin: return right == .cidr && (left == .cidr || left == .string)
    }
  }
}
