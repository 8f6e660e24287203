import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// Checks one rule: its meta, params, subject, checks and outcomes, in the order in which they stand.
struct RuleChecker {
  let declaration: RuleDeclaration
  let expressions: ExpressionChecker
  private var file: FileNames { expressions.file }

  init(_ declaration: RuleDeclaration, in file: FileNames, names: PolicyNames, catalogue: Catalogue) {
    self.declaration = declaration
    expressions = ExpressionChecker(catalogue: catalogue, names: names, file: file)
  }

  /// The rule, or nil if something in it was reported as an error.
  func run() -> (rule: CheckedRule?, diagnostics: [LocatedDiagnostic]) {
    let parameters = checkParameters()
    let levels = checkSubject()
    for constant in declaration.constants {
      bind(constant.name, .local(constant))
    }
    let condition = declaration.subject.condition.map(expressions.condition)
    if let condition { prove(Narrowing.proof(condition).ifTrue, by: nil) }
    let checks = checkGroups()
    reportUnused()
    var rule = CheckedRule(
      id: file.qualified(declaration.name.text), documentation: declaration.documentation,
      title: declaration.name.text, severity: 2, levels: levels ?? [], checks: checks, source: file.file.source,
      span: declaration.span)
    rule.parameters = parameters
    rule.condition = condition
    if !expressions.hasErrors { checkDefaults(of: rule) }
    readMeta(into: &rule)
    rule.variableCount = expressions.nextSlot
    rule.expressionCount = expressions.nextID
    if levels != nil, !expressions.hasErrors {
      rule.cost = RuleCost.count(rule)
      if rule.cost.constant > CostLimit.standard {
        expressions.report(SemanticMessages.tooCostly(limit: CostLimit.standard, at: declaration.name.span))
      }
    }
    let isBroken = levels == nil || expressions.hasErrors
    if !isBroken {
      let folded = expressions.diagnostics.map(\.diagnostic).filter { $0.code == SemanticMessages.foldedCode }.map(
        \.span)
      RuleAnalysis(rule: rule, declaration: declaration, report: expressions.report).run(folded: folded)
    }
    return (isBroken ? nil : rule, expressions.diagnostics)
  }

  private func bind(_ name: Name, _ binding: Binding) {
    if expressions.bindings[name.text] != nil {
      expressions.report(SemanticMessages.shadowed(name.text, at: name.span))
    }
    expressions.bindings[name.text] = binding
  }

  private func prove(_ paths: Set<String>, by check: Int?) {
    for path in paths where expressions.proven[path] == nil { expressions.proven[path] = .some(check) }
  }

  private func checkParameters() -> [CheckedRule.Parameter] {
    declaration.parameters.enumerated().map { index, parameter in
      let type = TypeNames.resolve(parameter.type, in: expressions.catalogue, report: expressions.report)
      var defaultValue: Constant?
      if let expression = parameter.defaultValue {
        let before = expressions.diagnostics.count
        let checked = expressions.value(expression, of: type)
        defaultValue = ConstantEvaluator().constant(checked)
        if defaultValue == nil, checked.type != .invalid, expressions.diagnostics.count == before {
          expressions.report(SemanticMessages.notConstant(at: expression.span))
        }
      }
      bind(parameter.name, .parameter(index, type))
      let condition = parameter.condition.map(expressions.condition)
      if let condition { expressions.reportRunKnowledge(in: condition) }
      expressions.used.remove(parameter.name.text)
      return CheckedRule.Parameter(
        name: parameter.name.text, type: type, defaultValue: defaultValue, condition: condition, span: parameter.span)
    }
  }

  /// A default that the param's own `where` refuses.
  private func checkDefaults(of rule: CheckedRule) {
    for problem in ParameterValues.problems([:], of: rule) where problem.reason != .unset {
      let place = declaration.parameters[problem.parameter].defaultValue?.span
      expressions.report(
        SemanticMessages.refusedValue(problem.message, at: place ?? rule.parameters[problem.parameter].span))
    }
  }

  /// The binders stand innermost first in the source; the levels outermost first. A part without its whole stands in the
  /// usual one: `for container c` is `for container c in workload`.
  private func checkSubject() -> [CheckedRule.Level]? {
    var resolved: [(kind: ObjectType, name: Name)] = []
    for binder in declaration.subject.binders.reversed() {
      guard let kind = expressions.resolveKind(binder) else { return nil }
      resolved.append((kind, binder.name ?? ExpressionChecker.ownName(binder)))
    }
    while let outermost = resolved.first, outermost.kind.role == .part {
      guard let whole = expressions.catalogue.defaultWhole(of: outermost.kind.id),
        let kind = expressions.catalogue.objectType(whole), resolved.count < 8
      else { break }
      resolved.insert((kind, Name(kind.name, declaration.subject.span)), at: 0)
    }
    guard let outermost = resolved.first, outermost.kind.role == .documents || outermost.kind.role == .untyped else {
      expressions.report(SemanticMessages.notASubject(resolved.first?.kind.name ?? "", at: declaration.subject.span))
      return nil
    }
    var levels: [CheckedRule.Level] = []
    for (kind, name) in resolved {
      var domain: PartDomain?
      if let outer = levels.last {
        domain = expressions.catalogue.partDomain(of: kind.id, in: outer.kind)
        if domain == nil {
          let whole = expressions.catalogue.objectType(outer.kind)?.name ?? "document"
          expressions.report(SemanticMessages.notAPart(kind.name, of: whole, at: name.span))
          return nil
        }
      }
      let id = domain?.part ?? kind.id
      let variable = expressions.variable(name.text, .object(id))
      bind(name, .variable(variable))
      levels.append(CheckedRule.Level(variable: variable, kind: id, domain: domain))
    }
    return levels
  }

  /// A check whose excuse is another's holds only where that other was evaluated: there its proof counts.
  private func checkGroups() -> [CheckedRule.Check] {
    var checks: [CheckedRule.Check] = []
    var excuses: [String?] = []
    var proofs: [Set<String>] = []
    let beforeChecks = expressions.proven
    for group in declaration.groups {
      let start = checks.count
      for check in group.checks {
        let excuseText = check.excuse.map { TreeDump.dump($0) }
        expressions.proven = beforeChecks
        for (index, paths) in proofs.enumerated() where excuses[index] == nil || excuses[index] == excuseText {
          prove(paths, by: index)
        }
        expressions.leansOn = []
        let condition = expressions.condition(check.condition)
        let excuse = check.excuse.map(expressions.condition)
        let proof = Narrowing.proof(condition)
        proofs.append(check.form == .require ? proof.ifTrue : check.form == .denyWhen ? proof.ifFalse : [])
        excuses.append(excuseText)
        checks.append(
          CheckedRule.Check(
            form: check.form, condition: condition, excuse: excuse, leansOn: expressions.leansOn.sorted(),
            outcomes: .init(), span: check.span))
      }
      let witnesses = checks[start...].reduce(into: [:]) { Self.collectWitnesses($1.condition, into: &$0) }
      let outcomes = expressions.scoped(witnesses.mapValues { .variable($0) }) { checkOutcomes(group.outcomes) }
      for index in start..<checks.count { checks[index].outcomes = outcomes }
    }
    expressions.proven = beforeChecks
    return checks
  }

  /// The names that the outermost quantifiers of a check bind: the elements that decided.
  private static func collectWitnesses(_ condition: CheckedExpression, into names: inout [String: Variable]) {
    switch condition.form {
    case .and(let left, let right), .or(let left, let right):
      collectWitnesses(left, into: &names)
      collectWitnesses(right, into: &names)
    case .not(let operand): collectWitnesses(operand, into: &names)
    case .quantified(let quantified): names[quantified.variable.name] = quantified.variable
    default: break
    }
  }

  private func checkOutcomes(_ outcomes: [Outcome]) -> CheckedRule.Outcomes {
    var result = CheckedRule.Outcomes()
    for outcome in outcomes {
      switch outcome.content {
      case .message(let template): result.message = parts(template)
      case .remedy(let template): result.remedy = parts(template)
      case .severity(let expression): result.severity = expressions.value(expression, of: .severity)
      case .at(let expression): result.place = expressions.check(expression)
      case .fix(let edit):
        switch edit.content {
        case .set(let path, let value):
          let target = expressions.check(path)
          // A value that is missing at run time gives no edit: it changes no verdict.
          result.fix = .set(path: target, value: expressions.check(value, expected: target.type.unwrapped))
        case .remove(let path): result.fix = .remove(path: expressions.check(path))
        case .add(let value, let path):
          let target = expressions.check(path)
          let element = TypeRules.element(of: target.type)
          result.fix = .add(value: expressions.value(value, expected: element), path: target)
        }
      }
    }
    return result
  }

  private func parts(_ template: Template) -> [CheckedRule.Outcomes.Part] {
    template.parts.map { part in
      switch part {
      case .text(let text): .text(text)
      case .hole(let expression): .hole(expressions.alternatives(expression))
      }
    }
  }

  private func readMeta(into rule: inout CheckedRule) {
    let hasSeverity = declaration.meta.contains { if case .severity = $0.content { true } else { false } }
    if !hasSeverity {
      expressions.report(
        SemanticMessages.missingMeta("severity", rule: declaration.name.text, at: declaration.name.span))
    }
    for meta in declaration.meta {
      switch meta.content {
      case .title(let text): rule.title = text.text
      case .severity(let name):
        if let rank = TypeNames.severityRank(name.text) {
          rule.severity = rank
        } else {
          expressions.report(SemanticMessages.notASeverity(name.text, at: name.span))
        }
      case .effective(let date):
        if case .date(let days)? = try? LiteralText.constant(date.text, as: .date) {
          rule.effective = days
        } else {
          expressions.report(SemanticMessages.badLiteral("`\(date.text)` is not a date", at: date.span))
        }
      case .since(let text): rule.since = text.text
      case .controls(let references): rule.controls += references
      case .sameAs(let references): rule.sameAs += references
      case .tags(let names): rule.tags += names.map(\.text)
      }
    }
  }

  private func reportUnused() {
    for parameter in declaration.parameters where !expressions.used.contains(parameter.name.text) {
      expressions.report(SemanticMessages.unused("param", parameter.name.text, at: parameter.name.span))
    }
    for constant in declaration.constants where !expressions.used.contains(constant.name.text) {
      expressions.report(SemanticMessages.unused("let", constant.name.text, at: constant.name.span))
    }
  }
}
