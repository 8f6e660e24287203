import MoatSource
import MoatSyntax
import MoatValues

/// Literals, which take the type of what they meet, and lists and maps of them.
extension ExpressionChecker {
  func checkLiteral(_ literal: Literal, _ expected: Type?, _ span: MoatSource.Span) -> CheckedExpression {
    let wanted = expected?.unwrapped
    switch literal {
    case .bool(let value): return make(.constant(.bool(value)), .bool, span)
    case .string(let text): return textLiteral(text, wanted, span)
    case .regex(let text): return converted(text, .regex, span)
    case .date(let text): return converted(text, .date, span)
    case .duration(let text): return converted(text, .duration, span)
    case .quantity(let text):
      if wanted == .duration {
        report(
          SemanticMessages.badLiteral("`\(text)` is a quantity (m is milli)", at: span, help: "write `min` for minutes")
        )
        return invalid(span)
      }
      return converted(text, .quantity, span)
    case .int(let text):
      if wanted == .quantity || wanted == .decimal { return converted(text, wanted ?? .decimal, span) }
      guard let value = Int64(text) else {
        report(SemanticMessages.badLiteral("`\(text)` does not fit 64 bits", at: span))
        return invalid(span)
      }
      return make(.constant(.int(value)), .int, span)
    case .decimal(let text):
      if wanted == .semver {
        report(
          SemanticMessages.badLiteral("a version is a text: 1.10 and 1.1 are two", at: span, help: "write \"\(text)\""))
        return invalid(span)
      }
      return converted(text, wanted == .quantity ? .quantity : .decimal, span)
    }
  }

  private func textLiteral(_ text: String, _ wanted: Type?, _ span: MoatSource.Span) -> CheckedExpression {
    switch wanted {
    case .some(let type) where TypeRules.isText(type) || type == .regex || type == .date || type == .severity:
      return converted(text, type, span)
    case .some(.quantity), .some(.duration): return converted(text, wanted ?? .string, span)
    default: return make(.constant(.string(text)), .string, span)
    }
  }

  private func converted(_ text: String, _ type: Type, _ span: MoatSource.Span) -> CheckedExpression {
    do {
      return make(.constant(try LiteralText.constant(text, as: type)), type, span)
    } catch {
      if case .enumeration(let enumeration) = type {
        report(SemanticMessages.notAMember(text, of: enumeration.name, among: enumeration.members, at: span))
      } else {
        report(SemanticMessages.badLiteral(error.message, at: span))
      }
      return invalid(span)
    }
  }

  func checkList(_ elements: [Expression], _ expected: Type?, _ span: MoatSource.Span) -> CheckedExpression {
    let wanted = expected.flatMap { type -> Type? in
      switch type.unwrapped {
      case .list(let element), .set(let element): element
      default: nil
      }
    }
    var checked: [CheckedExpression] = []
    var element = wanted
    for expression in elements {
      let next = value(expression, expected: element)
      if let element, !TypeRules.accepts(element, next.type), !TypeRules.comparable(element, next.type) {
        report(SemanticMessages.wrongType(expected: describe(element), found: describe(next.type), at: next.span))
      }
      element = element ?? next.type
      checked.append(next)
    }
    let type: Type = if case .set = expected?.unwrapped { .set(element ?? .any) } else { .list(element ?? .any) }
    let constants = checked.compactMap(Self.constant)
    if constants.count == checked.count { return make(.constant(.list(constants)), type, span) }
    return make(.list(checked), type, span)
  }

  func checkMap(
    _ pairs: [(key: Expression, value: Expression)], _ expected: Type?, _ span: MoatSource.Span
  ) -> CheckedExpression {
    var element: Type? = if case .map(let value) = expected?.unwrapped { value } else { nil }
    var checked: [(key: CheckedExpression, value: CheckedExpression)] = []
    var entries: [Constant.MapEntry] = []
    for pair in pairs {
      let key = value(pair.key, of: .string)
      let content = value(pair.value, expected: element)
      if let element, !TypeRules.accepts(element, content.type) {
        report(SemanticMessages.wrongType(expected: describe(element), found: describe(content.type), at: content.span))
      }
      element = element ?? content.type
      checked.append((key, content))
      guard case .string(let name)? = Self.constant(key), let constant = Self.constant(content) else { continue }
      if entries.contains(where: { Array($0.key.utf8) == Array(name.utf8) }) {
        report(SemanticMessages.badLiteral("the key \"\(name)\" stands twice", at: pair.key.span))
      }
      entries.append(.init(key: name, value: constant))
    }
    let type = Type.map(element ?? .any)
    if entries.count == checked.count { return make(.constant(.map(entries)), type, span) }
    return make(.map(checked), type, span)
  }

  static func constant(_ expression: CheckedExpression) -> Constant? {
    if case .constant(let constant) = expression.form, expression.type != .invalid { return constant }
    return nil
  }
}
