import MoatExplainer
import MoatKinds
import MoatSemantics
import MoatValues

/// The profiles of a run taken together: the rules of any of them, each at the highest severity and under the strictest
/// enforcement that one of them gives it. Without a profile every rule runs, as it is.
struct ProfileSelection {
  private let profiles: [CheckedProfile]
  /// What they set.
  private let parameters: [ParameterPlace: Constant]
  /// Params that two of them set to two values.
  private let conflicts: Set<ParameterPlace>

  init(_ names: [String], among known: [CheckedProfile]) throws(OptionError) {
    var profiles: [CheckedProfile] = []
    var parameters: [ParameterPlace: Constant] = [:]
    var conflicts: Set<ParameterPlace> = []
    for id in try Self.ids(names, among: known) {
      guard let profile = known.first(where: { $0.id == id }) else { continue }
      for (place, value) in profile.parameters {
        if let other = parameters[place], other != value { conflicts.insert(place) }
        parameters[place] = value
      }
      profiles.append(profile)
    }
    self.profiles = profiles
    self.parameters = parameters
    self.conflicts = conflicts
  }

  /// The full names of profiles, each once. A bare name means every profile of that name, so that `recommended` is what is
  /// recommended in each domain.
  static func ids(_ names: [String], among known: [CheckedProfile]) throws(OptionError) -> [String] {
    let all = known.map(\.id)
    var ids: [String] = []
    for name in names {
      var found: [String]
      if case .several(let several) = RuleNames.resolve(name, among: all), !name.contains(".") {
        found = several
      } else {
        found = [try CheckPlan.resolve(name, "profile", among: all)]
      }
      found.removeAll(where: ids.contains)
      ids += found
    }
    return ids
  }

  private func profiles(of rule: String) -> [CheckedProfile] { profiles.filter { $0.rules.contains(rule) } }

  /// What the profiles set a param to; nil if they leave it alone.
  func value(of place: ParameterPlace) throws(OptionError) -> Constant? {
    if conflicts.contains(place) {
      throw OptionError("the profiles set a param of \(place.rule) to different values: set it by --param")
    }
    return parameters[place]
  }

  func includes(_ rule: String) -> Bool { profiles.isEmpty || !profiles(of: rule).isEmpty }

  func severity(of rule: CheckedRule) -> Severity {
    let set = profiles(of: rule.id).map { $0.severities[rule.id] ?? rule.severity }.max()
    return Severity(rawValue: set ?? rule.severity) ?? .medium
  }

  /// What a finding of the rule counts for, by its severity.
  func actions(of rule: String, run: RunFacts) -> [Severity: PlannedRule.Action] {
    let profiles = profiles(of: rule)
    var actions: [Severity: PlannedRule.Action] = [:]
    for severity in Severity.allCases {
      let found = profiles.map { Self.action(of: $0, on: rule, severity, run) }
      actions[severity] = [.deny, .warn, .audit].first { found.contains($0) } ?? .deny
    }
    return actions
  }

  /// The first clause that holds; one that is not known to hold or not counts as `deny`.
  private static func action(
    of profile: CheckedProfile, on rule: String, _ severity: Severity, _ run: RunFacts
  ) -> PlannedRule.Action {
    for enforcement in profile.enforcement {
      guard let condition = enforcement.condition else { return enforcement.action }
      let parameters: [Constant] = [.int(Int64(severity.rawValue)), .string(rule)]
      guard let holds = Explainer.holds(condition, parameters: parameters, run: run) else { return .deny }
      if holds { return enforcement.action }
    }
    return .deny
  }
}
