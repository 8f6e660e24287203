import MoatKinds
import MoatSemantics
package import MoatValues

/// Makes the trace of one subject. Each expression is evaluated anew; its operands are then followed, at most as many as
/// the limit of a trace.
struct Tracer {
  let walk: Walk
  private var remaining = Trace.nodeLimit

  init(_ walk: Walk) { self.walk = walk }

  mutating func node(_ expression: CheckedExpression, isCondition: Bool = true) -> TraceNode {
    remaining -= 1
    let found = isCondition ? walk.condition(expression) : walk.evaluate(expression)
    var node = TraceNode(
      expression: expression.id, span: expression.span, text: ExpressionText.render(expression),
      value: text(found, expression.type), truth: isCondition ? found.truth : nil,
      cause: found.isUndetermined ? found.value.cause : nil, witness: found.blamed ?? found.place, children: [],
      elements: [], moreElements: 0)
    switch expression.form {
    case .quantified(let quantified):
      children(TreeParts.number(of: quantified.amount) + TreeParts.subjects(of: quantified.domain), &node)
      elements(of: quantified, &node)
    case .comprehension(let element, let variable, let domain, let condition):
      children(TreeParts.subjects(of: domain), &node)
      // A comprehension takes every element that passes: as `some` with a body that is true.
      let filter =
        condition
        ?? CheckedExpression(
          id: -1, form: .constant(.bool(true)), type: .bool, span: element.span)
      let quantified = CheckedQuantified(
        amount: .some, others: [], variable: variable, domain: domain, condition: nil, body: filter)
      elements(of: quantified, shown: (condition.map { [($0, true)] } ?? []) + [(element, false)], &node)
    case .not, .and, .or: children(TreeParts.children(expression), areConditions: true, &node)
    default: children(TreeParts.children(expression), &node)
    }
    return node
  }

  private mutating func children(
    _ expressions: [CheckedExpression], areConditions: Bool = false, _ node: inout TraceNode
  ) {
    for expression in expressions where remaining > 0 && Self.isWorthShowing(expression) {
      node.children.append(self.node(expression, isCondition: areConditions))
    }
  }

  /// A constant says what it is where it stands; the element of a quantifier stands above its body.
  private static func isWorthShowing(_ expression: CheckedExpression) -> Bool {
    switch expression.form {
    case .constant, .variable: false
    default: true
    }
  }

  private mutating func elements(of quantified: CheckedQuantified, _ node: inout TraceNode) {
    let filter = quantified.condition.map { [($0, true)] } ?? []
    elements(of: quantified, shown: filter + [(quantified.body, true)], &node)
  }

  private mutating func elements(
    of quantified: CheckedQuantified, shown: [(expression: CheckedExpression, isCondition: Bool)],
    _ node: inout TraceNode
  ) {
    guard case .known(let elements) = walk.elements(of: quantified.domain) else { return }
    let (chosen, count) = choose(quantified, elements)
    for (index, outcome) in chosen where remaining > 0 {
      let element = walk.element(index, of: elements)
      walk.bind(quantified.variable, element)
      var traced = TracedElement(
        index: index, witness: element.blamed ?? element.place, value: text(element, quantified.variable.type),
        outcome: outcome, children: [])
      for part in shown where remaining > 0 {
        // The body of an inner quantifier may have bound names anew; this one's element stays.
        walk.bind(quantified.variable, element)
        traced.children.append(self.node(part.expression, isCondition: part.isCondition))
      }
      node.elements.append(traced)
    }
    node.moreElements = count - node.elements.count
  }

  /// The elements to list, in order: those that decide or stay open before the others. `other` leaves some out.
  private func choose(
    _ quantified: CheckedQuantified, _ elements: Elements
  ) -> (chosen: [(index: Int, outcome: TracedElement.Outcome)], count: Int) {
    var telling: [(index: Int, outcome: TracedElement.Outcome)] = []
    var others: [(index: Int, outcome: TracedElement.Outcome)] = []
    var count = 0
    for index in 0..<elements.count {
      let element = walk.element(index, of: elements)
      guard !walk.isLeftOut(element, of: quantified) else { continue }
      count += 1
      switch walk.standing(element, quantified, elements) {
      case .decides where telling.count < Trace.elementLimit: telling.append((index, .decides))
      case .open(let cause) where telling.count < Trace.elementLimit:
        telling.append((index, .open(cause.value.cause)))
      case .clear where others.count < Trace.elementLimit: others.append((index, .clear))
      default: continue
      }
    }
    let chosen = telling + others.prefix(Trace.elementLimit - telling.count)
    return (chosen.sorted { $0.index < $1.index }, count)
  }

  private func text(_ found: Placed, _ type: Type) -> String {
    let text =
      found.isAbsent
      ? ValueText.render(.missing)
      : ProseText.shown(found, type: type, walk.context.documents)
    return ExpressionText.cut(text)
  }
}

extension Explainer {
  /// The expression trees of the checks with their values, for one subject.
  package func trace(_ subject: [Value]) -> Trace {
    let explanation = explain(subject)
    let walk = walk()
    guard subject.count == rule.levels.count, bind(subject, walk) != nil else {
      return Trace(explanation: explanation, scope: nil, checks: [])
    }
    var tracer = Tracer(walk)
    let scope = rule.condition.map { tracer.node($0) }
    guard explanation.verdict != nil, explanation.domain == nil else {
      return Trace(explanation: explanation, scope: scope, checks: [])
    }
    let checks = rule.checks.enumerated().map { index, check in
      guard let explained = explanation.checks.first(where: { $0.check == index }) else {
        return TracedCheck(check: index, explanation: nil, excuse: nil, condition: nil)
      }
      return TracedCheck(
        check: index, explanation: explained, excuse: check.excuse.map { tracer.node($0) },
        condition: tracer.node(check.condition))
    }
    return Trace(explanation: explanation, scope: scope, checks: checks)
  }
}
