import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// Quantifiers and comprehensions: what they range over and what they bind.
extension ExpressionChecker {
  func checkQuantified(_ quantified: Quantified, _ span: MoatSource.Span) -> CheckedExpression {
    let amount = checkAmount(quantified.quantifier)
    guard let (variable, domain) = checkDomain(quantified.binder, quantified.domain) else { return invalid(span) }
    let others = quantified.isOther ? sameKind(variable.type) : []
    return scoped([variable.name: .variable(variable)]) {
      let condition = quantified.condition.map(self.condition)
      let body = assuming(condition.map { Narrowing.proof($0).ifTrue } ?? []) { () -> CheckedExpression in
        self.reportStrayOperands(quantified.body, variable)
        return self.condition(quantified.body)
      }
      return make(
        .quantified(
          CheckedQuantified(
            amount: amount, others: others, variable: variable, domain: domain, condition: condition, body: body)),
        .bool, span)
    }
  }

  func checkComprehension(
    _ element: Expression, _ binder: Binder, _ domain: Domain, _ filter: Expression?, _ span: MoatSource.Span
  ) -> CheckedExpression {
    guard let (variable, checkedDomain) = checkDomain(binder, domain) else { return invalid(span) }
    return scoped([variable.name: .variable(variable)]) {
      let condition = filter.map(self.condition)
      let content = assuming(condition.map { Narrowing.proof($0).ifTrue } ?? []) { self.value(element) }
      return make(
        .comprehension(element: content, variable, checkedDomain, condition: condition), .list(content.type), span)
    }
  }

  private func checkAmount(_ quantifier: Quantifier) -> CheckedQuantified.Amount {
    switch quantifier {
    case .some: .some
    case .every: .every
    case .no: .no
    case .exactly(let count): .exactly(value(count, of: .int))
    case .atLeast(let count): .atLeast(value(count, of: .int))
    case .atMost(let count): .atMost(value(count, of: .int))
    }
  }

  /// The variables in scope that could be the very element: `other` leaves these out.
  private func sameKind(_ type: Type) -> [Variable] {
    bindings.values.compactMap { if case .variable(let variable) = $0, variable.type == type { variable } else { nil } }
      .sorted { $0.slot < $1.slot }
  }

  private func checkDomain(_ binder: Binder, _ domain: Domain) -> (Variable, CheckedDomain)? {
    let kind = binder.name == nil ? nil : resolveKind(binder)
    if binder.name != nil, kind == nil { return nil }
    let name = binder.name ?? Self.ownName(binder)
    if bindings[name.text] != nil { report(SemanticMessages.shadowed(name.text, at: name.span)) }
    switch domain {
    case .all(let span):
      guard let kind = kind ?? resolveKind(binder) else { return nil }
      guard kind.role == .documents || kind.role == .untyped else {
        report(SemanticMessages.notASubject(kind.name, at: span))
        return nil
      }
      return (variable(name.text, .object(kind.id)), .documents(kind.id, sameField: nil, as: nil))
    case .same(let field, let path):
      guard let kind else {
        report(SemanticMessages.sameCondition(at: binder.span))
        return nil
      }
      guard let own = catalogue.field(named: field.text, of: kind.id) else {
        report(
          SemanticMessages.unknownField(
            field.text, of: "a \(kind.name)", among: catalogue.fieldNames(of: kind.id), at: field.span))
        return nil
      }
      let whole = value(path)
      let other = present(read(field, of: whole, path.span))
      if !TypeRules.comparable(own.type, other.type) {
        report(SemanticMessages.disjoint(describe(own.type), describe(other.type), at: field.span))
      } else {
        reportScopes(
          NamespaceSide(text: name.text, type: .object(kind.id), field: own),
          NamespaceSide(text: text(path.span), type: whole.type, field: own), prefix: "in all satisfies ",
          at: field.span.joined(with: path.span))
      }
      return (variable(name.text, .object(kind.id)), .documents(kind.id, sameField: own, as: other))
    case .value(let expression): return checkElements(name, kind, value(expression))
    }
  }

  private func checkElements(
    _ name: Name, _ kind: ObjectType?, _ collection: CheckedExpression
  ) -> (Variable, CheckedDomain)? {
    if let element = TypeRules.element(of: collection.type) {
      if let kind, element != .object(kind.id), element != .any, element != .invalid {
        report(
          SemanticMessages.wrongType(
            expected: "a list of \(kind.name)", found: describe(collection.type), at: collection.span))
      }
      return (variable(name.text, element), .elements(collection))
    }
    if let kind, case .object(let whole) = collection.type {
      guard let parts = catalogue.partDomain(of: kind.id, in: whole) else {
        report(
          SemanticMessages.notAPart(kind.name, of: catalogue.objectType(whole)?.name ?? "document", at: collection.span)
        )
        return nil
      }
      return (variable(name.text, .object(parts.part)), .parts(parts, of: collection))
    }
    if collection.type != .invalid {
      report(SemanticMessages.notACollection(describe(collection.type), at: collection.span))
    }
    return nil
  }

  /// A single word before `in` binds itself.
  static func ownName(_ binder: Binder) -> Name {
    switch binder.kind {
    case .named(let name): Name(name.text.split(separator: ".").last.map(String.init) ?? name.text, name.span)
    case .custom(let text): Name(text.text.split(separator: "/").last.map(String.init) ?? text.text, text.span)
    }
  }

  func resolveKind(_ binder: Binder) -> ObjectType? {
    switch binder.kind {
    case .named(let name):
      let kinds = catalogue.kinds(named: name.text)
      if kinds.count == 1 { return kinds[0] }
      report(
        kinds.isEmpty
          ? SemanticMessages.unknownKind(name.text, among: catalogue.kindNames(), at: name.span)
          : SemanticMessages.ambiguousKind(name.text, at: name.span))
    case .custom(let text):
      let parts = text.text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      if parts.count == 2, let kind = catalogue.customKind(group: parts[0], kind: parts[1]) { return kind }
      report(SemanticMessages.unknownKind(text.text, among: catalogue.kindNames(), at: text.span))
    }
    return nil
  }

  /// An operand of the body's top level that names nothing the quantifier binds stands there by mistake.
  private func reportStrayOperands(_ body: Expression, _ variable: Variable) {
    let all = body.chain
    guard all.count > 1 else { return }
    for operand in all where !Mentions.mentions(variable.name, in: operand) {
      if case .invalid = operand.form { continue }
      report(SemanticMessages.strayOperand(variable.name, at: operand.span))
    }
  }
}

/// Which names an expression speaks of.
enum Mentions {
  static func mentions(_ name: String, in expression: Expression) -> Bool {
    func any(_ expressions: Expression?...) -> Bool {
      expressions.contains { $0.map { mentions(name, in: $0) } ?? false }
    }
    switch expression.form {
    case .name(let other): return other == name
    case .literal, .invalid: return false
    case .list(let elements): return elements.contains { mentions(name, in: $0) }
    case .map(let pairs): return pairs.contains { any($0.key, $0.value) }
    case .comprehension(let element, _, let domain, let condition): return any(element, condition, subject(of: domain))
    case .field(let base, _): return any(base)
    case .index(let base, let key): return any(base, key)
    case .call(let callee, let arguments): return any(callee) || arguments.contains { mentions(name, in: $0) }
    case .negate(let operand), .not(let operand), .parenthesized(let operand), .test(_, _, let operand):
      return any(operand)
    case .arithmetic(_, let left, let right), .otherwise(let left, let right), .and(let left, let right),
      .or(let left, let right), .comparison(_, let left, let right, _), .relation(_, _, _, let left, let right, _):
      return any(left, right)
    case .quantified(let quantified):
      return any(quantified.condition, quantified.body, subject(of: quantified.domain))
    }
  }

  private static func subject(of domain: Domain) -> Expression? {
    switch domain {
    case .value(let expression), .same(_, let expression): expression
    case .all: nil
    }
  }
}
