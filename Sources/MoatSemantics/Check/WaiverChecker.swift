import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// Checks what speaks about rules from outside them: waivers, and the rules that tests and profiles name.
struct WaiverChecker {
  let file: FileNames
  let names: PolicyNames
  let catalogue: Catalogue
  /// The rules that were checked without an error, by their ids.
  let rules: [String: CheckedRule]
  let report: (LocatedDiagnostic) -> Void

  private func say(_ diagnostic: Diagnostic) { report(LocatedDiagnostic(diagnostic, in: file.file.source)) }

  /// The waivers of the file; one with an error is left out.
  func run() -> [CheckedWaiver] {
    var waivers: [CheckedWaiver] = []
    for declaration in file.file.declarations {
      switch declaration {
      case .waiver(let waiver):
        if let checked = check(waiver) { waivers.append(checked) }
      case .test(let test): _ = resolve(Selector(name: test.rule, isWildcard: false, span: test.rule.span))
      case .profile(let profile): checkSelectors(of: profile)
      case .rule, .define, .constant, .data: break
      }
    }
    return waivers
  }

  private func resolve(_ selector: Selector) -> [String]? {
    let found = names.rules(selector.name.text, isWildcard: selector.isWildcard, from: file)
    guard found.isEmpty else { return found }
    say(SemanticMessages.unknownRule(selector.name.text, among: names.allNames, at: selector.span))
    return nil
  }

  private func checkSelectors(of profile: ProfileDeclaration) {
    for (clause, _) in profile.clauses {
      switch clause {
      case .include(.selector(let selector)), .exclude(.selector(let selector)), .severity(let selector, _):
        _ = resolve(selector)
      case .include, .exclude, .set, .enforce: break
      }
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
    for selector in waiver.selectors {
      guard let ids = resolve(selector) else {
        isBroken = true
        continue
      }
      for rule in ids.compactMap({ rules[$0] }) {
        guard let target = target(rule, condition) else {
          isBroken = true
          continue
        }
        result.targets.append(target)
      }
    }
    return isBroken ? nil : result
  }

  /// The condition in the terms of one rule: its subject's names, and the names of their kinds.
  private func target(_ rule: CheckedRule, _ condition: Expression?) -> CheckedWaiver.Target? {
    guard let condition else {
      return CheckedWaiver.Target(rule: rule.id, condition: nil, variableCount: rule.variableCount)
    }
    let expressions = ExpressionChecker(catalogue: catalogue, names: names, file: file)
    // Slots are dense: the rule's own come first, so that the condition's do not meet them.
    for _ in 0..<rule.variableCount { _ = expressions.variable("", .invalid) }
    var subject: Set<String> = []
    for level in rule.levels {
      for name in [catalogue.objectType(level.kind)?.name, level.variable.name].compactMap(\.self) {
        expressions.bindings[name] = .variable(level.variable)
        subject.insert(name)
      }
    }
    let checked = expressions.condition(condition)
    for found in expressions.diagnostics { report(found) }
    guard !expressions.diagnostics.contains(where: { $0.diagnostic.level == .error }) else { return nil }
    guard !expressions.used.isDisjoint(with: subject) else {
      say(SemanticMessages.waivesEverything(among: subject.sorted(), at: condition.span))
      return nil
    }
    return CheckedWaiver.Target(rule: rule.id, condition: checked, variableCount: expressions.nextSlot)
  }
}
