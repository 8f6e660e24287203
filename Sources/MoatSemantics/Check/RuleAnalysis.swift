import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// What is suspicious about a rule that has no error: each a warning.
struct RuleAnalysis {
  let rule: CheckedRule
  let declaration: RuleDeclaration
  let report: (Diagnostic) -> Void

  /// `folded` are the places where constants were compared: those were reported already.
  func run(folded: [MoatSource.Span]) {
    let checks = declaration.groups.flatMap(\.checks)
    if let condition = rule.condition, let syntax = declaration.subject.condition {
      reportConstant(condition, syntax, folded)
      reportScans(condition)
    }
    for (check, syntax) in zip(rule.checks, checks) {
      if !isDeliberate(syntax.condition) { reportConstant(check.condition, syntax.condition, folded) }
      if let excuse = check.excuse, let syntax = syntax.excuse { reportConstant(excuse, syntax, folded) }
      if check.form == .require { reportVacuous(check.condition) }
      reportScans(check.condition)
      if let excuse = check.excuse { reportScans(excuse) }
    }
  }

  /// `for service s where … deny when true`: the subject says it all.
  private func isDeliberate(_ expression: Expression) -> Bool {
    if case .literal(.bool(true)) = expression.form { return declaration.subject.condition != nil }
    return false
  }

  // MARK: Always, never

  private func reportConstant(_ checked: CheckedExpression, _ syntax: Expression, _ folded: [MoatSource.Span]) {
    guard !folded.contains(where: { syntax.span.start <= $0.start && $0.end <= syntax.span.end }),
      let answer = ConstantEvaluator().truth(checked)
    else { return }
    if answer.tag == .bool {
      report(SemanticMessages.unchanging(answer.boolValue ? "true" : "false", at: syntax.span))
    } else if answer.cause != .overflow {
      report(SemanticMessages.unchanging("undetermined", at: syntax.span))
    }
  }

  // MARK: Vacuous

  /// A `require` over every element of a param or a data set that may well be empty: then it holds of anything. An empty
  /// list of a document is none of that, for there its reading says what it means; nor is a param that has elements by
  /// default, for who empties it means it.
  private func reportVacuous(_ expression: CheckedExpression) {
    switch expression.form {
    case .and(let left, let right):
      reportVacuous(left)
      reportVacuous(right)
    case .quantified(let quantified):
      guard case .every = quantified.amount, case .elements(let collection) = quantified.domain else { return }
      reportVacuous(collection: collection)
    case .relation(_, isNegated: false, .all, _, let collection, _): reportVacuous(collection: collection)
    default: break
    }
  }

  private func reportVacuous(collection: CheckedExpression) {
    switch collection.form {
    case .parameter(let place):
      let parameter = rule.parameters[place]
      switch parameter.defaultValue {
      case .list(let elements) where !elements.isEmpty: return
      case .map(let entries) where !entries.isEmpty: return
      default: break
      }
      let empty: Constant = if case .map = parameter.type.unwrapped { .map([]) } else { .list([]) }
      if let condition = parameter.condition,
        let answer = ConstantEvaluator(parameters: [place: empty]).truth(condition), answer.tag == .bool,
        !answer.boolValue
      {
        return
      }
      if asksForEmptiness(collection) { return }
      let mend = "write `where \(parameter.name) is not empty` behind the param"
      report(SemanticMessages.vacuous(parameter.name, help: mend, at: collection.span))
    case .data:
      if asksForEmptiness(collection) { return }
      let name = rule.source.text(collection.span)
      report(SemanticMessages.vacuous(name, help: "`require \(name) is not empty` as well", at: collection.span))
    default: break
    }
  }

  /// True if the rule speaks anywhere of whether the collection is empty.
  private func asksForEmptiness(_ collection: CheckedExpression) -> Bool {
    let path = Narrowing.path(collection)
    let all =
      rule.checks.flatMap { [$0.condition, $0.excuse].compactMap(\.self) } + [rule.condition].compactMap(\.self)
    return all.contains { condition in
      condition.contains { expression in
        switch expression.form {
        case .test(.empty, _, let operand): Narrowing.path(operand) == path
        case .call(.count, let operands): operands.contains { Narrowing.path($0) == path }
        default: false
        }
      }
    }
  }

  // MARK: Scans

  /// A loop over documents that compares nothing of theirs with something else: it meets every document anew for every
  /// subject, which grows with the square of the run.
  private func reportScans(_ expression: CheckedExpression) {
    switch expression.form {
    case .quantified(let quantified):
      let parts = [quantified.condition, quantified.body].compactMap(\.self)
      reportScan(quantified.domain, quantified.variable, parts, at: expression.span)
    case .comprehension(_, let variable, let domain, let condition):
      reportScan(domain, variable, [condition].compactMap(\.self), at: expression.span)
    default: break
    }
    for operand in expression.operands { reportScans(operand) }
  }

  private func reportScan(
    _ domain: CheckedDomain, _ variable: Variable, _ conditions: [CheckedExpression], at span: MoatSource.Span
  ) {
    guard case .documents(_, sameField: nil, _) = domain else { return }
    var bound: Set<Int> = [variable.slot]
    if conditions.contains(where: { isJoin($0, &bound) }) { return }
    report(SemanticMessages.scan(variable.name, at: span))
  }

  /// True if a condition has something that finds the document by a value from outside: an equality, a membership or
  /// `selects` between what is bound within the loop and what is not.
  private func isJoin(_ condition: CheckedExpression, _ bound: inout Set<Int>) -> Bool {
    switch condition.form {
    case .comparison(.equal, let left, let right, _), .relation(.in, isNegated: false, _, let left, let right, _),
      .relation(.includes, isNegated: false, _, let left, let right, _),
      .relation(.selects, isNegated: false, _, let left, let right, _):
      return depends(left, on: bound) != depends(right, on: bound)
    case .call(.sameImage, let operands):
      return operands.count == 2 && depends(operands[0], on: bound) != depends(operands[1], on: bound)
    case .quantified(let quantified):
      if let operand = quantified.domain.operand, depends(operand, on: bound) { bound.insert(quantified.variable.slot) }
      let parts = [quantified.condition, quantified.body].compactMap(\.self)
      return parts.contains { isJoin($0, &bound) }
    case .and(let left, let right), .or(let left, let right): return isJoin(left, &bound) || isJoin(right, &bound)
    case .not(let operand): return isJoin(operand, &bound)
    default: return false
    }
  }

  private func depends(_ expression: CheckedExpression, on slots: Set<Int>) -> Bool {
    expression.contains { if case .variable(let variable) = $0.form { slots.contains(variable.slot) } else { false } }
  }
}
