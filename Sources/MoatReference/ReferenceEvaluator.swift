package import MoatKinds
package import MoatSemantics
import MoatSyntax
package import MoatValues

/// The third evaluator: slow, plain, and written to be obviously right. It walks the checked tree once for each subject
/// and answers with Kleene's three values; the machine and the explainer are held against it.
///
/// `docs/evaluation.md` is what it says, sentence by sentence.
package struct ReferenceEvaluator {
  package enum Verdict: String, Hashable, Sendable, CaseIterable {
    case pass
    case warn
    case undetermined
    case fail
  }

  let rule: CheckedRule
  var context: EvaluationContext
  let parameters: [Constant]
  let data: [Constant?]
  /// True for a unit whose documents the rule costs too much for.
  let isOverCost: (_ unit: UInt32) -> Bool

  /// - Parameters:
  ///   - parameters: values by the place of the param; the defaults stand for those that are left out.
  ///   - data: the data sets by their place; nil where one was not given.
  ///   - isOverCost: whether the rule's cost is above the limit for a unit.
  package init(
    _ rule: CheckedRule, in context: EvaluationContext, parameters: [Int: Constant] = [:], data: [Constant?] = [],
    isOverCost: @escaping (_ unit: UInt32) -> Bool = { _ in false }
  ) {
    self.rule = rule
    self.context = context
    self.parameters = rule.parameters.enumerated().map { parameters[$0.offset] ?? $0.element.defaultValue ?? .missing }
    self.data = data
    self.isOverCost = isOverCost
  }

  /// The values of the variables in scope, by slot.
  typealias Scope = [Int: Reading]

  /// One verdict for each subject in the rule's scope, in the order of the documents.
  package func verdicts() -> [Verdict] { subjects().compactMap(\.verdict) }

  func evaluate(_ expression: CheckedExpression, _ scope: Scope) -> Reading {
    switch expression.form {
    case .constant(let constant): return Reading(value(of: constant))
    case .variable(let variable): return scope[variable.slot] ?? Reading(.undetermined(.noAnswer))
    case .parameter(let index): return Reading(value(of: parameters[index]))
    case .data(let place):
      guard place < data.count, let given = data[place] else { return Reading(.undetermined(.dataNotGiven)) }
      return Reading(value(of: given))
    case .runFact(.today): return Reading(.date(Int64(context.run.today)))
    case .runFact(.kubernetesVersion): return Reading(context.scratch.string(context.run.kubernetesVersion.utf8))
    case .field(let base, let field): return read(field, of: evaluate(base, scope))
    case .index(let base, let key): return lookUp(evaluate(key, scope), in: evaluate(base, scope), type: base.type)
    case .otherwise(let left, let right):
      let first = evaluate(left, scope)
      guard isAbsent(first.value) else { return first }
      let second = evaluate(right, scope)
      return Reading(second.value, second.origin ?? first.origin)
    case .negate(let operand):
      let inner = evaluate(operand, scope)
      return Reading(ValueArithmetic.negate(inner.value).asCause, inner.origin)
    case .arithmetic(let sign, let left, let right):
      let (first, second) = (evaluate(left, scope), evaluate(right, scope))
      return Reading(compute(sign, first, left.type, second, right.type).asCause, Self.origin(of: [first, second]))
    case .call(let function, let arguments):
      let values = arguments.map { evaluate($0, scope) }
      return Reading(call(function, values, arguments).asCause, Self.origin(of: values))
    case .list(let elements):
      let values = elements.map { evaluate($0, scope) }
      return Reading(context.scratch.list(values.map(\.value)), Self.first(values))
    case .map(let pairs):
      let values = pairs.map { (evaluate($0.key, scope), evaluate($0.value, scope)) }
      return Reading(map(values.map { ($0.0.value, $0.1.value) }), Self.first(values.flatMap { [$0.0, $0.1] }))
    case .comprehension(let element, let variable, let domain, let condition):
      let found = collect(element, variable, domain, condition, scope)
      return Reading(found.value.asCause, found.origin)
    case .not, .and, .or, .test, .comparison, .relation, .quantified:
      let answer = judge(expression, scope)
      return Reading(answer.truth.map { .bool($0) } ?? answer.cause, answer.witness)
    }
  }

  /// A condition with its answer, its cause and its witness.
  func judge(_ expression: CheckedExpression, _ scope: Scope) -> Judgement {
    switch expression.form {
    case .not(let operand): return judge(operand, scope).negated
    case .and(let left, let right): return Judgement.and(judge(left, scope), judge(right, scope))
    case .or(let left, let right): return Judgement.or(judge(left, scope), judge(right, scope))
    case .test(let test, let isNegated, let operand): return state(test, operand, scope).negated(if: isNegated)
    case .comparison(let comparison, let left, let right, let ignoringCase):
      return compare(comparison, left, right, ignoringCase, scope)
    case .relation(let relation, let isNegated, let many, let left, let right, let ignoringCase):
      return relate(relation, many, left, right, ignoringCase, scope).negated(if: isNegated)
    case .quantified(let quantified): return decide(quantified, scope)
    default:
      let found = evaluate(expression, scope)
      return Judgement(found.value, witness: found.origin)
    }
  }

  /// The first operand that has an origin; of operands that are not known, the first of these.
  private static func origin(of operands: [Reading]) -> Place? {
    let unknown = operands.filter { $0.value.tag == .undetermined }
    return first(unknown.isEmpty ? operands : unknown)
  }

  static func first(_ readings: [Reading]) -> Place? { readings.lazy.compactMap(\.origin).first }

  private func compute(
    _ sign: ArithmeticOperator, _ left: Reading, _ leftType: Type, _ right: Reading, _ rightType: Type
  ) -> Value {
    let (first, second) = (left.value, right.value)
    if first.tag == .undetermined { return first }
    if second.tag == .undetermined { return second }
    switch (sign, leftType.unwrapped) {
    case (.add, .list), (.add, .set), (.subtract, .list), (.subtract, .set):
      return combine(sign, left, leftType, right, rightType)
    case (.add, _):
      if first.tag == .string, second.tag == .string { return TextFunctions.join(first, second, in: context.scratch) }
      return ValueArithmetic.add(first, second)
    case (.subtract, _): return ValueArithmetic.subtract(first, second)
    case (.multiply, _): return ValueArithmetic.multiply(first, second)
    case (.divide, _): return ValueArithmetic.divide(first, second)
    }
  }

  /// `list + list` is one after the other, a set keeps each element once, and `list − list` is what the right does not
  /// hold. If that is not known of an element, neither is the whole.
  private func combine(
    _ sign: ArithmeticOperator, _ left: Reading, _ leftType: Type, _ right: Reading, _ rightType: Type
  ) -> Value {
    let first: [Reading]
    let second: [Reading]
    switch elements(of: left, type: leftType) {
    case .known(let found): first = found
    case .unknown(let cause): return cause
    }
    switch elements(of: right, type: rightType) {
    case .known(let found): second = found
    case .unknown(let cause): return cause
    }
    if sign == .add, case .list = leftType.unwrapped { return context.scratch.list((first + second).map(\.value)) }
    let rules = Self.rules(Self.element(of: leftType), Self.element(of: rightType), false)
    var rest: [Reading] = []
    for element in sign == .add ? first + second : first {
      let found = isAmong(element.value, sign == .add ? rest : second, rules)
      if found.tag == .undetermined { return found }
      if !found.boolValue { rest.append(element) }
    }
    return context.scratch.list(rest.map(\.value))
  }
}
