import MoatSemantics
import MoatSyntax
import MoatValues

/// A rule as one run holds it against its inputs.
struct PlannedRule: Sendable {
  /// What a finding at a severity counts for.
  typealias Action = CheckedProfile.Action

  var rule: CheckedRule
  /// By the place of the param.
  var parameters: [Constant]
  /// The rule's own, or what a profile sets.
  var severity: Severity
  /// False before the rule's `effective` day: until then it only warns.
  var isInEffect: Bool
  /// By the severity of the finding.
  var actions: [Severity: Action]
  var waivers: [PlannedWaiver]
  var controls: [Finding.Reference]
  var sameAs: [Finding.Reference]

  init(
    _ rule: CheckedRule, parameters: [Int: Constant], severity: Severity, actions: [Severity: Action],
    waivers: [CheckedWaiver], today: Int32
  ) {
    self.rule = rule
    self.parameters = rule.parameters.enumerated().map { parameters[$0.offset] ?? $0.element.defaultValue ?? .missing }
    self.severity = severity
    self.actions = actions
    isInEffect = rule.effective.map { $0 <= today } ?? true
    self.waivers = waivers.enumerated().flatMap { index, waiver in
      waiver.targets.filter { $0.rule == rule.id }.map {
        PlannedWaiver(waiver, index: index, target: $0, today: today)
      }
    }
    controls = Self.references(rule.controls)
    sameAs = Self.references(rule.sameAs)
  }

  private static func references(_ controls: [ControlReference]) -> [Finding.Reference] {
    controls.map { Finding.Reference(catalogue: $0.catalogue.text, identifier: $0.identifier.text) }
  }

  /// What becomes of a verdict under the rule's day and the profiles.
  func enforced(_ verdict: Verdict, at severity: Severity) -> (verdict: Verdict, blocks: Bool) {
    let isEnforced = isInEffect && actions[severity, default: .deny] == .deny
    switch verdict {
    case .fail: return isEnforced ? (.fail, true) : (.warn, false)
    case .undetermined: return (.undetermined, isEnforced)
    case .warn, .pass, .waived, .notApplicable: return (verdict, false)
    }
  }
}

/// One waiver as it bears on one rule.
struct PlannedWaiver: Sendable {
  /// Its place in `Checker.Result.waivers`.
  var index: Int
  var isExpired: Bool
  /// Nil if it covers every subject of the rule.
  var condition: CheckedExpression?
  var variableCount: Int
  var record: Finding.Waiver

  init(_ waiver: CheckedWaiver, index: Int, target: CheckedWaiver.Target, today: Int32) {
    self.index = index
    isExpired = waiver.until.map { $0 < today } ?? false
    condition = target.condition
    variableCount = target.variableCount
    record = Finding.Waiver(
      owner: waiver.owner, reason: waiver.reason,
      until: waiver.until.map { CalendarDate.render(Int64($0)) } ?? "", ticket: waiver.ticket)
  }
}
