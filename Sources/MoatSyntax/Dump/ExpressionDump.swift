/// Expressions as s-expressions.
extension TreeDump {
  package static func dump(_ expression: Expression) -> String {
    switch expression.form {
    case .name(let text): text
    case .literal(let literal): dump(literal)
    case .list(let elements): list(["list"] + elements.map(dump))
    case .map(let pairs): list(["map"] + pairs.map { "\(dump($0.key)): \(dump($0.value))" })
    case .comprehension(let element, let binder, let domain, let condition):
      node("comprehension", dump(element), dump(binder), dump(domain), condition.map(dump) ?? "")
    case .field(let base, let name): node("field", dump(base), name.text)
    case .index(let base, let index): node("index", dump(base), dump(index))
    case .call(let base, let arguments): list(["call", dump(base)] + arguments.map(dump))
    case .negate(let operand): node("negate", dump(operand))
    case .arithmetic(let sign, let left, let right): node(sign.rawValue, dump(left), dump(right))
    case .otherwise(let left, let right): node("else", dump(left), dump(right))
    case .comparison(let comparison, let left, let right, let ignoringCase):
      node(comparison.rawValue, dump(left), dump(right), ignoringCase ? "ignoring-case" : "")
    case .relation(let relation, let isNegated, let many, let left, let right, let ignoringCase):
      node(
        (isNegated ? "not " : "") + relation.rawValue, many.map { "\($0.rawValue)-of" } ?? "", dump(left),
        dump(right), ignoringCase ? "ignoring-case" : "")
    case .test(let test, let isNegated, let operand):
      node((isNegated ? "not " : "") + test.rawValue, dump(operand))
    case .not(let operand): node("not", dump(operand))
    case .and(let left, let right): node("and", dump(left), dump(right))
    case .or(let left, let right): node("or", dump(left), dump(right))
    case .quantified(let quantified): dump(quantified)
    case .parenthesized(let inner): node("paren", dump(inner))
    case .invalid: "(invalid)"
    }
  }

  private static func dump(_ literal: Literal) -> String {
    switch literal {
    case .string(let text): quoted(text)
    case .int(let text): text
    case .decimal(let text): node("decimal", text)
    case .quantity(let text): node("quantity", text)
    case .date(let text): node("date", text)
    case .duration(let text): node("duration", text)
    case .regex(let text): node("regex", quoted(text))
    case .bool(let value): value ? "true" : "false"
    }
  }

  private static func dump(_ quantified: Quantified) -> String {
    let quantifier =
      switch quantified.quantifier {
      case .some: "some"
      case .every: "every"
      case .no: "no"
      case .exactly(let count): "exactly \(dump(count))"
      case .atLeast(let count): "at-least \(dump(count))"
      case .atMost(let count): "at-most \(dump(count))"
      }
    return node(
      quantifier, quantified.isOther ? "other" : "", dump(quantified.binder), dump(quantified.domain),
      quantified.condition.map { node("where", dump($0)) } ?? "", dump(quantified.body))
  }

  private static func dump(_ domain: Domain) -> String {
    switch domain {
    case .value(let value): node("in", dump(value))
    case .same(let name, let path): node("in-same", name.text, dump(path))
    case .all: "(in-all)"
    }
  }
}
