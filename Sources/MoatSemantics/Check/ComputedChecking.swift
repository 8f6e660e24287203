import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// Arithmetic, `else`, and the closed list of functions.
extension ExpressionChecker {
  func checkComputed(_ expression: Expression, _ expected: Type?) -> CheckedExpression {
    let span = expression.span
    switch expression.form {
    case .negate(let operand):
      let checked = value(operand, expected: expected)
      if ![.int, .decimal, .quantity, .duration, .any, .invalid].contains(checked.type) {
        report(SemanticMessages.wrongType(expected: "a number", found: describe(checked.type), at: checked.span))
      }
      return make(.negate(checked), checked.type, span)
    case .arithmetic(let sign, let left, let right):
      let first = value(left, expected: expected)
      let second = value(right, expected: Self.literalType(beside: first.type))
      guard let type = Self.result(sign, first.type, second.type) else {
        report(SemanticMessages.noRelation(sign.rawValue, describe(first.type), describe(second.type), at: span))
        return invalid(span)
      }
      return make(.arithmetic(sign, first, second), type, span)
    case .otherwise(let left, let right):
      let first = check(left, expected: expected)
      let second = check(right, expected: first.type.unwrapped)
      if !first.type.isOptional, hidesItsAbsence(first, left), !Self.isEmptyLiteral(right) {
        report(SemanticMessages.neverElse(text(left.span), at: left.span))
      } else {
        reportIfAlwaysThere(first)
      }
      if !TypeRules.comparable(first.type, second.type) {
        report(
          SemanticMessages.wrongType(
            expected: describe(first.type.unwrapped), found: describe(second.type), at: second.span))
      }
      let type = first.type.unwrapped == .any ? second.type : first.type.unwrapped
      return make(.otherwise(first, second), second.type.isOptional ? type.asOptional : type, span)
    default: return check(expression, expected: expected)
    }
  }

  /// What a hole prints: all sides of its `else`s. Each is printed as its own type, so that a number may stand for a missing
  /// text.
  func alternatives(_ hole: Expression) -> [CheckedExpression] {
    guard case .otherwise(let left, let right) = hole.form else { return [check(hole)] }
    let others = alternatives(left)
    guard let first = others.last else { return [] }
    reportIfAlwaysThere(first)
    if case .literal(.string) = right.form { return others + [check(right)] }
    return others + [check(right, expected: first.type.unwrapped)]
  }

  /// `[]` and `[:]`: what an absent list or map reads as anyway.
  private static func isEmptyLiteral(_ expression: Expression) -> Bool {
    switch expression.unparenthesized.form {
    case .list(let elements): elements.isEmpty
    case .map(let pairs): pairs.isEmpty
    default: false
    }
  }

  /// An `else` that nothing could reach.
  private func reportIfAlwaysThere(_ first: CheckedExpression) {
    let isProven = Narrowing.path(first).map { proven[$0] != nil } ?? false
    if !first.type.isOptional, first.type != .invalid, !isProven {
      report(SemanticMessages.alwaysThere(text(first.span), at: first.span))
    }
  }

  private static func literalType(beside type: Type) -> Type? {
    switch type {
    case .string, .date: nil
    case .quantity: nil
    default: type
    }
  }

  /// The type of a sum, difference, product or quotient; nil where there is none.
  static func result(_ sign: ArithmeticOperator, _ left: Type, _ right: Type) -> Type? {
    if [left, right].contains(.invalid) { return .invalid }
    if [left, right].contains(.any) { return .any }
    let numbers: [Type] = [.int, .decimal]
    let isAdditive = sign == .add || sign == .subtract
    switch (left, right) {
    case (.int, .int): return sign == .divide ? .decimal : .int
    case _ where numbers.contains(left) && numbers.contains(right): return .decimal
    case (.quantity, .quantity): return isAdditive ? .quantity : sign == .divide ? .decimal : nil
    case (.quantity, _) where numbers.contains(right): return isAdditive ? nil : .quantity
    case (_, .quantity) where numbers.contains(left): return sign == .multiply ? .quantity : nil
    case (.date, .date): return sign == .subtract ? .duration : nil
    case (.date, .duration): return isAdditive ? .date : nil
    case (.duration, .duration): return isAdditive ? .duration : sign == .divide ? .decimal : nil
    // Whole multiples only: a part of a duration would have to be rounded.
    case (.duration, .int), (.int, .duration): return sign == .multiply ? .duration : nil
    case _ where TypeRules.isText(left) && TypeRules.isText(right): return sign == .add ? .string : nil
    case (.list(let a), .list(let b)), (.set(let a), .set(let b)), (.set(let a), .list(let b)),
      (.list(let a), .set(let b)):
      return isAdditive && TypeRules.comparable(a, b) ? left : nil
    default: return nil
    }
  }

  func checkCall(_ callee: Expression, _ arguments: [Expression], _ span: MoatSource.Span) -> CheckedExpression {
    let chain = Self.chain(callee)
    if case .field(let base, let name) = callee.form, chain.map({ bindings[$0[0]] != nil }) ?? true {
      return checkMethod(name, of: base, arguments, span)
    }
    guard let chain else {
      report(
        SemanticMessages.unknownFunction(text(callee.span), among: Function.allCases.map(\.rawValue), at: callee.span))
      return invalid(span)
    }
    if let found = names.find(chain, from: file),
      case .define(let define) = found.declaration
    {
      return checkDefine(define, in: found.file, arguments, span)
    }
    let name = chain.joined(separator: ".")
    guard let function = Function(rawValue: name) else {
      report(SemanticMessages.unknownFunction(name, among: Function.allCases.map(\.rawValue), at: callee.span))
      return invalid(span)
    }
    return checkFunction(function, arguments, span)
  }

  /// `x.f(y)` is `f(x, y)`.
  private func checkMethod(
    _ name: Name, of base: Expression, _ arguments: [Expression], _ span: MoatSource.Span
  ) -> CheckedExpression {
    let receiver = value(base)
    guard receiver.type != .invalid else { return invalid(span) }
    guard let (other, define) = names.method(name.text, of: receiver.type, from: file) else {
      report(SemanticMessages.unknownMethod(name.text, of: describe(receiver.type), at: name.span))
      return invalid(span)
    }
    return checkDefine(define, in: other, receiver: receiver, arguments, span)
  }

  private func checkDefine(
    _ define: DefineDeclaration, in other: FileNames, receiver: CheckedExpression? = nil, _ arguments: [Expression],
    _ span: MoatSource.Span
  ) -> CheckedExpression {
    let own = receiver == nil ? 0 : 1
    guard arguments.count + own == define.arguments.count else {
      report(
        SemanticMessages.argumentCount(
          define.name.text, wanted: "\(define.arguments.count) arguments", found: arguments.count + own, at: span))
      return invalid(span)
    }
    var given: [String: Binding] = [:]
    for (place, argument) in define.arguments.enumerated() {
      let type = resolve(argument.type, in: other)
      let checked =
        if place < own, let receiver { accepted(receiver, as: type) } else { value(arguments[place - own], of: type) }
      given[argument.name.text] = .argument(checked, type)
    }
    return body(of: define, in: other, span, given)
  }

  /// The body of a `define` with its arguments, as it stands at `span`.
  func body(
    of define: DefineDeclaration, in other: FileNames, _ span: MoatSource.Span, _ arguments: [String: Binding]
  ) -> CheckedExpression {
    let result = resolve(define.result, in: other)
    return entering(define.name.text, span, in: other) {
      self.scoped(arguments) { result == .bool ? self.condition(define.body) : self.value(define.body, of: result) }
    }
  }

  /// A type that stands in another file.
  private func resolve(_ syntax: TypeSyntax, in other: FileNames) -> Type {
    let saved = file
    file = other
    defer { file = saved }
    return TypeNames.resolve(syntax, in: catalogue, report: report)
  }

  private func checkFunction(
    _ function: Function, _ arguments: [Expression], _ span: MoatSource.Span
  ) -> CheckedExpression {
    let wanted = [.split, .wellFormed, .beyond, .isSecret, .inVersionRange, .sameImage].contains(function) ? 2 : 1
    guard arguments.count == wanted else {
      let count = wanted == 1 ? "one argument" : "two arguments"
      report(SemanticMessages.argumentCount(function.rawValue, wanted: count, found: arguments.count, at: span))
      return invalid(span)
    }
    func finish(_ checked: [CheckedExpression], _ type: Type) -> CheckedExpression {
      make(.call(function, checked), type, span)
    }
    switch function {
    case .words, .secrets: return finish([value(arguments[0], of: .string)], .list(.string))
    case .namesSecret: return finish([value(arguments[0], of: .string)], .bool)
    case .isSecret, .inVersionRange:
      return finish([value(arguments[0], of: .string), value(arguments[1], of: .string)], .bool)
    case .sameImage:
      return finish(
        [value(arguments[0], of: .object(ImageKind.image.id)), value(arguments[1], of: .imageReference)], .bool)
    case .lower: return finish([value(arguments[0], of: .string)], .string)
    case .split: return finish([value(arguments[0], of: .string), value(arguments[1], of: .string)], .list(.string))
    case .wellFormed:
      let kind = catalogue.enumeration(named: "label-type").map { Type.enumeration($0) } ?? .string
      return finish([value(arguments[0], of: .string), value(arguments[1], of: kind)], .bool)
    case .beyond:
      return finish([value(arguments[0]), value(arguments[1])], .any)
    case .count, .sum, .min, .max, .first, .last, .duplicates:
      let collection = value(arguments[0])
      guard let element = TypeRules.element(of: collection.type) else {
        report(SemanticMessages.notACollection(describe(collection.type), at: collection.span))
        return invalid(span)
      }
      switch function {
      case .count: return finish([collection], .int)
      case .duplicates: return finish([collection], .list(element))
      case .sum where ![.int, .decimal, .quantity, .duration, .any, .invalid].contains(element):
        report(SemanticMessages.wrongType(expected: "numbers", found: describe(element), at: collection.span))
      case .min where !TypeRules.isOrdered(element), .max where !TypeRules.isOrdered(element):
        report(SemanticMessages.noOrder(describe(element), at: collection.span))
      default: break
      }
      return finish([collection], element)
    }
  }
}
