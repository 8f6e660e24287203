package import MoatKinds
package import MoatSemantics
import MoatSyntax
package import MoatValues

/// The third evaluator: slow, plain, and written to be obviously right. It walks the checked tree once for each subject
/// and answers with Kleene's three values; the machine and the explainer are held against it.
package struct ReferenceEvaluator {
  package enum Verdict: String, Hashable, Sendable {
    case pass
    case warn
    case undetermined
    case fail
  }

  let rule: CheckedRule
  var context: EvaluationContext
  let parameters: [Constant]

  /// `parameters` are values by the place of the param; the defaults stand for those that are left out.
  package init(_ rule: CheckedRule, in context: EvaluationContext, parameters: [Int: Constant] = [:]) {
    self.rule = rule
    self.context = context
    self.parameters = rule.parameters.enumerated().map { parameters[$0.offset] ?? $0.element.defaultValue ?? .missing }
  }

  /// The values of the variables in scope, by slot.
  typealias Scope = [Int: Value]

  /// One verdict for each subject, in the order of the documents. A level whose elements are not known gives one
  /// undetermined verdict for the enclosing subject.
  package func verdicts() -> [Verdict] {
    guard let outermost = rule.levels.first else { return [] }
    var result: [Verdict] = []
    for unit in context.documents.units(of: outermost.kind) {
      context.scratch.reset()
      let value = Value.node(context.documents.anchor(0, ofUnit: unit), unit: unit)
      visit(1, [outermost.variable.slot: value], value, into: &result)
    }
    return result
  }

  private func visit(_ level: Int, _ scope: Scope, _ outer: Value, into result: inout [Verdict]) {
    guard level < rule.levels.count else {
      if let verdict = verdict(scope) { result.append(verdict) }
      return
    }
    guard let domain = rule.levels[level].domain else { return }
    switch parts(domain, of: outer) {
    case nil: result.append(.undetermined)
    case .some(let elements):
      for element in elements {
        visit(level + 1, scope.merging([rule.levels[level].variable.slot: element]) { $1 }, element, into: &result)
      }
    }
  }

  /// Nil if the subject is out of the rule's scope.
  private func verdict(_ scope: Scope) -> Verdict? {
    var isInScope: Bool? = true
    if let condition = rule.condition { isInScope = truth(condition, scope) }
    if isInScope == false { return nil }
    var verdicts: [Verdict] = []
    for check in rule.checks {
      // A check that leans on one that did not pass says nothing of its own.
      guard check.leansOn.allSatisfy({ verdicts[$0] == .pass }) else {
        verdicts.append(.pass)
        continue
      }
      verdicts.append(verdict(check, scope))
    }
    let all: [Verdict] = [.fail, .undetermined, .warn, .pass]
    let worst = all.first { verdicts.contains($0) } ?? .pass
    return isInScope == nil && worst == .fail ? .undetermined : worst
  }

  private func verdict(_ check: CheckedRule.Check, _ scope: Scope) -> Verdict {
    if let excuse = check.excuse, truth(excuse, scope) == true { return .pass }
    switch (check.form, truth(check.condition, scope)) {
    case (_, nil): return .undetermined
    case (.require, true), (.denyWhen, false), (.warnWhen, false): return .pass
    case (.require, false), (.denyWhen, true): return .fail
    case (.warnWhen, true): return .warn
    }
  }

  /// True, false, or nil for what is not known.
  func truth(_ expression: CheckedExpression, _ scope: Scope) -> Bool? {
    let value = evaluate(expression, scope)
    return value.tag == .bool ? value.boolValue : nil
  }

  static func value(_ truth: Bool?) -> Value { truth.map { .bool($0) } ?? .undetermined(.noAnswer) }

  static func and(_ left: Bool?, _ right: Bool?) -> Bool? {
    if left == false || right == false { return false }
    return left == nil || right == nil ? nil : true
  }

  static func or(_ left: Bool?, _ right: Bool?) -> Bool? {
    if left == true || right == true { return true }
    return left == nil || right == nil ? nil : false
  }

  func evaluate(_ expression: CheckedExpression, _ scope: Scope) -> Value {
    switch expression.form {
    case .constant(let constant): return value(of: constant)
    case .variable(let variable): return scope[variable.slot] ?? .undetermined(.noAnswer)
    case .parameter(let index): return value(of: parameters[index])
    case .data: return .undetermined(.dataNotGiven)
    case .runFact(.today): return .date(Int64(context.run.today))
    case .runFact(.kubernetesVersion): return context.scratch.string(context.run.kubernetesVersion.utf8)
    case .field(let base, let field): return read(field, of: evaluate(base, scope))
    case .index(let base, let key):
      return lookUp(evaluate(key, scope), in: evaluate(base, scope), type: expression.type)
    case .not(let operand): return Self.value(truth(operand, scope).map { !$0 })
    case .and(let left, let right): return Self.value(Self.and(truth(left, scope), truth(right, scope)))
    case .or(let left, let right): return Self.value(Self.or(truth(left, scope), truth(right, scope)))
    case .test(let test, let isNegated, let operand):
      let answer = state(test, operand, scope)
      return Self.value(answer.map { $0 != isNegated })
    case .otherwise(let left, let right):
      let first = evaluate(left, scope)
      return isAbsent(first) ? evaluate(right, scope) : first
    case .comparison(let comparison, let left, let right, let ignoringCase):
      return compare(comparison, left, right, ignoringCase, scope)
    case .relation(let relation, let isNegated, let many, let left, let right, let ignoringCase):
      let answer = holds(relation, many, left, right, ignoringCase, scope)
      return Self.value(answer.map { $0 != isNegated })
    case .quantified(let quantified): return Self.value(decide(quantified, scope))
    case .negate(let operand): return ValueArithmetic.negate(evaluate(operand, scope))
    case .arithmetic(let sign, let left, let right):
      return compute(sign, evaluate(left, scope), evaluate(right, scope))
    case .call(let function, let arguments): return call(function, arguments.map { evaluate($0, scope) }, arguments)
    case .list(let elements): return context.scratch.list(elements.map { evaluate($0, scope) })
    case .map(let pairs):
      return map(pairs.map { (evaluate($0.key, scope), evaluate($0.value, scope)) })
    case .comprehension(let element, let variable, let domain, let condition):
      return collect(element, variable, domain, condition, scope)
    }
  }

  private func compute(_ sign: ArithmeticOperator, _ left: Value, _ right: Value) -> Value {
    switch sign {
    case .add:
      if left.tag == .string, right.tag == .string { return TextFunctions.join(left, right, in: context.scratch) }
      return ValueArithmetic.add(left, right)
    case .subtract: return ValueArithmetic.subtract(left, right)
    case .multiply: return ValueArithmetic.multiply(left, right)
    case .divide: return ValueArithmetic.divide(left, right)
    }
  }
}
