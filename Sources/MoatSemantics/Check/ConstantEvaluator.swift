import MoatKinds
import MoatSyntax
import MoatValues

/// Evaluates what is known before a document is read: the `where` of a param, a setting, a check that never changes.
///
/// An answer is a value, which may be missing or undetermined, or nil for what depends on a document, the run or a param
/// without a value. `and` and `or` absorb: `x or true` is true whatever x is.
final class ConstantEvaluator {
  /// Evaluations of one question. Past it nothing is known, so that nested quantifiers over long literals end.
  static let stepLimit = 1_000_000

  let parameters: [Int: Constant]
  let context = EvaluationContext(
    documents: DocumentSet(), scratch: Scratch(), run: RunFacts(today: 0, kubernetesVersion: ""))
  private var scope: [Int: Value] = [:]
  private var steps = 0

  init(parameters: [Int: Constant] = [:]) {
    self.parameters = parameters
  }

  func truth(_ expression: CheckedExpression) -> Value? {
    guard let value = evaluate(expression) else { return nil }
    return value.tag == .bool || value.tag == .undetermined ? value : .undetermined(.wrongType)
  }

  /// The constant that an expression is; nil if it is not known, has no value, or is of a type that no constant has.
  func constant(_ expression: CheckedExpression) -> Constant? {
    if case .constant(let constant) = expression.form { return expression.type == .invalid ? nil : constant }
    return evaluate(expression).flatMap { constant($0, expression.type.unwrapped) }
  }

  private func constant(_ value: Value, _ type: Type) -> Constant? {
    switch value.tag {
    case .bool: return .bool(value.boolValue)
    case .int: return .int(value.intValue)
    case .decimal: return .decimal(value.decimalValue)
    case .string: return type == .regex ? .regex(value.text) : .string(value.text)
    case .date: return Int32(exactly: value.intValue).map { .date($0) }
    case .duration: return .duration(value.intValue)
    case .list:
      let elements = children(value).map { constant($0, TypeRules.element(of: type) ?? .any) }
      return elements.contains(nil) ? nil : .list(elements.compactMap(\.self))
    case .map:
      let element: Type = if case .map(let element) = type { element } else { .any }
      let entries = children(value).enumerated().map { index, child in
        constant(child, element).map { Constant.MapEntry(key: key(index, of: value), value: $0) }
      }
      return entries.contains(nil) ? nil : .map(entries.compactMap(\.self))
    case .missing, .undetermined, .regex, .node, .entry: return nil
    }
  }

  func evaluate(_ expression: CheckedExpression) -> Value? {
    steps += 1
    guard steps <= Self.stepLimit else { return nil }
    switch expression.form {
    case .constant(let constant): return expression.type == .invalid ? nil : value(of: constant)
    case .variable(let variable): return scope[variable.slot]
    case .parameter(let index): return parameters[index].map(value)
    case .runFact, .data: return nil
    case .field(let base, let field): return evaluate(base).flatMap { read(field, of: $0) }
    case .index(let base, let key):
      guard let base = evaluate(base), let key = evaluate(key) else { return nil }
      return lookUp(key, in: base)
    case .not(let operand): return truth(operand).map { $0.tag == .bool ? .bool(!$0.boolValue) : $0 }
    case .and(let left, let right): return join(truth(left), truth(right), absorbing: false)
    case .or(let left, let right): return join(truth(left), truth(right), absorbing: true)
    case .test(let test, let isNegated, let operand): return state(test, isNegated, operand)
    case .otherwise(let left, let right):
      guard let first = evaluate(left) else { return nil }
      return first.tag == .missing ? evaluate(right) : first
    case .comparison(let comparison, let left, let right, let ignoringCase):
      return compare(comparison, left, right, ignoringCase)
    case .relation(let relation, let isNegated, let many, let left, let right, let ignoringCase):
      guard let answer = holds(relation, many, left, right, ignoringCase) else { return nil }
      return answer.tag == .bool ? .bool(answer.boolValue != isNegated) : answer
    case .quantified(let quantified): return decide(quantified)
    case .negate(let operand): return evaluate(operand).map(ValueArithmetic.negate)
    case .arithmetic(let sign, let left, let right):
      guard let first = evaluate(left), let second = evaluate(right) else { return nil }
      return compute(sign, first, left.type, second, right.type)
    case .call(let function, let arguments): return call(function, arguments)
    case .list(let elements): return all(elements).map { context.scratch.list($0) }
    case .map(let pairs): return map(pairs)
    case .comprehension(let element, let variable, let domain, let condition):
      return collect(element, variable, domain, condition)
    }
  }

  /// Kleene's `and` (absorbing false) and `or` (absorbing true), with what is not known yet below undetermined.
  func join(_ left: Value?, _ right: Value?, absorbing: Bool) -> Value? {
    for case let side? in [left, right] where side.tag == .bool && side.boolValue == absorbing { return side }
    guard let left, let right else { return nil }
    return left.tag == .undetermined ? left : right.tag == .undetermined ? right : .bool(!absorbing)
  }

  /// Counts further steps; false past the limit.
  func spend(_ count: Int) -> Bool {
    steps += count
    return steps <= Self.stepLimit
  }

  private func all(_ expressions: [CheckedExpression]) -> [Value]? {
    var values: [Value] = []
    for expression in expressions {
      guard let value = evaluate(expression) else { return nil }
      values.append(value)
    }
    return values
  }

  /// Runs `body` with a variable bound.
  func binding<Result>(_ variable: Variable, _ value: Value, _ body: () -> Result) -> Result {
    let saved = scope[variable.slot]
    scope[variable.slot] = value
    defer { scope[variable.slot] = saved }
    return body()
  }

  // MARK: Values

  func value(of constant: Constant) -> Value {
    switch constant {
    case .missing: .missing
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .decimal(let value): .decimal(value)
    case .string(let text), .regex(let text): context.scratch.string(text.utf8)
    case .date(let days): .date(Int64(days))
    case .duration(let milliseconds): .duration(milliseconds)
    case .list(let elements): context.scratch.list(elements.map { value(of: $0) })
    case .map(let entries): map(entries.map { (context.scratch.string($0.key.utf8), value(of: $0.value)) })
    }
  }

  private func map(_ pairs: [(key: CheckedExpression, value: CheckedExpression)]) -> Value? {
    guard let keys = all(pairs.map(\.key)), let values = all(pairs.map(\.value)) else { return nil }
    return map(Array(zip(keys, values)))
  }

  private func map(_ pairs: [(Value, Value)]) -> Value {
    let list = context.scratch.list(pairs.flatMap { [$0.0, $0.1] })
    return list.tag == .list ? Value(tag: .map, bits: list.bits, aux: UInt32(pairs.count)) : list
  }

  func children(_ collection: Value) -> [Value] {
    let count = Children.count(of: collection, in: nil) ?? 0
    steps += count
    return (0..<count).map { Children.child($0, of: collection, in: nil) }
  }

  func key(_ index: Int, of map: Value) -> String {
    String(decoding: Children.key(index, of: map, in: nil), as: UTF8.self)
  }

  /// Only a fact can be known of a constant: `r.registry` of an image, `e.key` of an entry.
  private func read(_ field: Field, of base: Value) -> Value? {
    if base.tag == .missing || base.tag == .undetermined { return base }
    guard case .fact(let fact) = field.access, fact != .index || base.tag == .entry else { return nil }
    return Facts.evaluate(fact, of: base, in: context)
  }

  func lookUp(_ key: Value, in collection: Value) -> Value {
    for side in [collection, key] where side.tag == .undetermined { return side }
    let values = children(collection)
    if key.tag == .int {
      guard let place = Int(exactly: key.intValue), values.indices.contains(place) else { return .missing }
      return values[place]
    }
    guard collection.tag == .map else { return values.isEmpty ? .missing : .undetermined(.wrongType) }
    let wanted = key.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    let place = values.indices.first { Children.key($0, of: collection, in: nil) == wanted }
    return place.map { values[$0] } ?? .missing
  }

  private func state(_ test: StateTest, _ isNegated: Bool, _ operand: CheckedExpression) -> Value? {
    guard test != .written, let found = evaluate(operand) else { return nil }
    if found.tag == .undetermined { return found }
    let answer =
      switch test {
      case .exists: found.tag != .missing
      case .missing: found.tag == .missing
      case .empty: found.tag == .missing || found.tag == .string && found.aux == 0 || isEmptyCollection(found)
      case .null, .written: false
      }
    return .bool(answer != isNegated)
  }

  private func isEmptyCollection(_ value: Value) -> Bool { Children.count(of: value, in: nil) == 0 }

  private func compute(
    _ sign: ArithmeticOperator, _ left: Value, _ leftType: Type, _ right: Value, _ rightType: Type
  ) -> Value? {
    for side in [left, right] where side.tag == .undetermined { return side }
    switch sign {
    case .add where left.tag == .list && right.tag == .list,
      .subtract where left.tag == .list && right.tag == .list:
      let (first, second) = (children(left), children(right))
      let isSet = if case .set = leftType.unwrapped { true } else { false }
      let rules = Self.rules(
        TypeRules.element(of: leftType) ?? .any, TypeRules.element(of: rightType) ?? .any, false)
      guard spend(first.count * second.count) else { return nil }
      return ListArithmetic.combine(
        first, second, sign == .subtract ? .subtract : isSet ? .joinSets : .joinLists, in: context.scratch
      ) { equal($0, $1, rules) }
    case .add where left.tag == .string && right.tag == .string:
      return TextFunctions.join(left, right, in: context.scratch)
    case .add: return ValueArithmetic.add(left, right)
    case .subtract: return ValueArithmetic.subtract(left, right)
    case .multiply: return ValueArithmetic.multiply(left, right)
    case .divide: return ValueArithmetic.divide(left, right)
    }
  }
}
