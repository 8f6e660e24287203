import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// Checks the waivers of a file against the rules that they name.
struct WaiverChecker {
  let settings: SettingChecker
  /// The rules that were checked without an error, by their ids.
  let rules: [String: CheckedRule]

  private var file: FileNames { settings.file }

  private func say(_ diagnostic: Diagnostic) { settings.say(diagnostic) }

  /// The waivers of the file; one with an error is left out.
  func run() -> [CheckedWaiver] {
    file.file.declarations.compactMap { declaration in
      if case .waiver(let waiver) = declaration { check(waiver) } else { nil }
    }
  }

  private func check(_ waiver: WaiverDeclaration) -> CheckedWaiver? {
    var isBroken = false
    var result = CheckedWaiver(
      targets: [], until: nil, owner: "", reason: "", ticket: nil, source: file.file.source, span: waiver.span)
    var condition: Expression?
    for (clause, _) in waiver.clauses {
      switch clause {
      case .condition(let expression): condition = expression
      case .until(let date):
        if case .date(let days)? = try? LiteralText.constant(date.text, as: .date) {
          result.until = days
        } else {
          say(SemanticMessages.badLiteral("`\(date.text)` is not a date", at: date.span))
          isBroken = true
        }
      case .owner(let text): result.owner = text.text
      case .reason(let text): result.reason = text.text
      case .ticket(let text): result.ticket = text.text
      }
    }
    // Without one of these a waiver would hold for everything, for ever, or for nobody's reason.
    var missing: [String] = []
    if condition == nil { missing.append("where") }
    if result.until == nil, !isBroken { missing.append("until") }
    if result.owner.isEmpty { missing.append("owner") }
    if result.reason.isEmpty { missing.append("reason") }
    if !missing.isEmpty {
      say(SemanticMessages.incompleteWaiver(missing, at: waiver.selectors.first?.span ?? waiver.span))
      isBroken = true
    }
    var waived: Set<String> = []
    for selector in waiver.selectors {
      guard let ids = settings.rules(selector) else {
        isBroken = true
        continue
      }
      guard let targets = targets(ids.compactMap { rules[$0] }, selector, condition) else {
        isBroken = true
        continue
      }
      for target in targets where waived.insert(target.rule).inserted { result.targets.append(target) }
    }
    return isBroken ? nil : result
  }

  /// The rules of one selector with the condition in the terms of each. A wildcard leaves out the rules whose subjects
  /// the condition does not speak of, and is refused if it speaks of none.
  private func targets(
    _ rules: [CheckedRule], _ selector: Selector, _ condition: Expression?
  ) -> [CheckedWaiver.Target]? {
    var targets: [CheckedWaiver.Target] = []
    var problems: [LocatedDiagnostic] = []
    for rule in rules {
      let (target, found) = target(rule, condition)
      if let target {
        targets.append(target)
        for warning in found { settings.log.report(warning) }
      } else if problems.isEmpty {
        problems = found
      }
      if target == nil, !selector.isWildcard { break }
    }
    guard !problems.isEmpty, targets.isEmpty else { return targets }
    for problem in problems { settings.log.report(problem) }
    return nil
  }

  /// The condition in the terms of one rule: its subject's names, and the names of their kinds.
  private func target(
    _ rule: CheckedRule, _ condition: Expression?
  ) -> (target: CheckedWaiver.Target?, diagnostics: [LocatedDiagnostic]) {
    guard let condition else {
      return (CheckedWaiver.Target(rule: rule.id, condition: nil, variableCount: rule.variableCount), [])
    }
    let expressions = ExpressionChecker(catalogue: settings.catalogue, names: settings.names, file: file)
    // Slots are dense: the rule's own come first, so that the condition's do not meet them.
    for _ in 0..<rule.variableCount { _ = expressions.variable("", .invalid) }
    var subject: Set<String> = []
    for level in rule.levels {
      for name in [settings.catalogue.objectType(level.kind)?.name, level.variable.name].compactMap(\.self) {
        expressions.bindings[name] = .variable(level.variable)
        subject.insert(name)
      }
    }
    let checked = expressions.condition(condition)
    guard !expressions.hasErrors else { return (nil, expressions.diagnostics) }
    guard !expressions.used.isDisjoint(with: subject) else {
      let problem = SemanticMessages.waivesEverything(among: subject.sorted(), at: condition.span)
      return (nil, [LocatedDiagnostic(problem, in: file.file.source)])
    }
    let target = CheckedWaiver.Target(rule: rule.id, condition: checked, variableCount: expressions.nextSlot)
    return (target, expressions.diagnostics)
  }
}
