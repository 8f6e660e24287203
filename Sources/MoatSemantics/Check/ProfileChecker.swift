import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// Checks all profiles, each after those that it extends, and works these in.
///
/// Of several bases a later one overrides an earlier one, and the profile's own clauses override them all: its settings
/// replace theirs, and its `enforce` clauses come before theirs.
final class ProfileChecker {
  private struct Entry {
    var declaration: ProfileDeclaration
    var file: FileNames
    /// The ids of what it extends; nil until it was visited.
    var bases: [String]?
    var isDone = false
    /// Nil while it is open, and for good if it has an error.
    var result: CheckedProfile?
  }

  private let names: PolicyNames
  private let catalogue: Catalogue
  private let rules: [String: CheckedRule]
  private let log: DiagnosticLog
  private var entries: [String: Entry] = [:]
  private let picks: ProfilePicks

  init(names: PolicyNames, catalogue: Catalogue, rules: [String: CheckedRule], log: DiagnosticLog) {
    self.names = names
    self.catalogue = catalogue
    self.rules = rules
    self.log = log
    picks = ProfilePicks(names)
    for file in names.files {
      for case .profile(let profile) in file.file.declarations where names.isFirst(profile.name, in: file) {
        entries[file.qualified(profile.name.text)] = Entry(declaration: profile, file: file)
      }
    }
  }

  /// The profiles without an error, in the order of the files.
  func run() -> [CheckedProfile] {
    for id in names.profileIDs { visit(id) }
    return names.profileIDs.compactMap { entries[$0]?.result }
  }

  /// Bases come first, over a stack of its own: a chain may be as long as a file.
  private func visit(_ root: String) {
    var stack = [root]
    while let id = stack.last {
      guard let entry = entries[id], !entry.isDone else {
        stack.removeLast()
        continue
      }
      if entry.bases != nil {
        let result = check(id, entry)
        entries[id]?.result = result
        entries[id]?.isDone = true
        stack.removeLast()
        continue
      }
      let bases = resolveBases(entry)
      entries[id]?.bases = bases.map(\.id)
      for base in bases.reversed() {
        // What was visited and is not done stands below on the stack: it extends this one.
        guard entries[base.id]?.bases != nil, entries[base.id]?.isDone == false else {
          stack.append(base.id)
          continue
        }
        let open = stack.filter { entries[$0]?.bases != nil && entries[$0]?.isDone == false }
        let cycle = open.drop { $0 != base.id } + [base.id]
        log.report(SemanticMessages.profileCycle(Array(cycle), at: base.span), in: entry.file.file.source)
      }
    }
  }

  private func resolveBases(_ entry: Entry) -> [(id: String, span: MoatSource.Span)] {
    entry.declaration.bases.compactMap { name in
      switch names.profile(name, from: entry.file) {
      case .ids(let ids): return ids.first.map { ($0, name.span) }
      case .problem(let diagnostic):
        log.report(diagnostic, in: entry.file.file.source)
        return nil
      }
    }
  }

  private func check(_ id: String, _ entry: Entry) -> CheckedProfile? {
    let settings = SettingChecker(file: entry.file, names: names, catalogue: catalogue, log: log)
    var profile = CheckedProfile(
      id: id, documentation: entry.declaration.documentation, source: entry.file.file.source,
      span: entry.declaration.span)
    let bases = (entry.bases ?? []).map { entries[$0]?.result }
    var draft = ProfileDraft(isWhole: !bases.contains { $0 == nil } && bases.count == entry.declaration.bases.count)
    for base in bases.compactMap(\.self) {
      draft.included.formUnion(base.rules)
      profile.parameters.merge(base.parameters) { $1 }
      profile.severities.merge(base.severities) { $1 }
      profile.enforcement = base.enforcement + profile.enforcement
    }
    var own: [CheckedProfile.Enforcement] = []
    for (clause, _) in entry.declaration.clauses {
      switch clause {
      case .include(let pick): draft.change(picks.rules(pick, settings)) { $0.formUnion($1) }
      case .exclude(let pick): draft.change(picks.rules(pick, settings)) { $0.subtract($1) }
      case .set(let name, let value): set(name, value, settings, &draft, &profile)
      case .severity(let selector, let word): setSeverity(selector, word, settings, &draft, &profile)
      case .enforce(let action, let condition):
        guard let enforcement = enforcement(action, condition, settings) else {
          draft.isWhole = false
          continue
        }
        own.append(enforcement)
      }
    }
    profile.enforcement = own + profile.enforcement
    profile.rules = names.ruleIDs.filter { draft.included.contains($0) && rules[$0] != nil }
    if draft.included.isEmpty, draft.isWhole {
      settings.say(SemanticMessages.emptyProfile(entry.declaration.name.text, at: entry.declaration.name.span))
      draft.isWhole = false
    }
    hold(profile, settings, &draft, else: entry.declaration.name.span)
    return draft.isWhole ? profile : nil
  }

  /// `set rule.param = value`.
  private func set(
    _ name: Name, _ value: Expression, _ settings: SettingChecker, _ draft: inout ProfileDraft,
    _ profile: inout CheckedProfile
  ) {
    guard let dot = name.text.lastIndex(of: ".") else {
      settings.say(SemanticMessages.parameterWithoutRule(name.text, at: name.span))
      draft.isWhole = false
      return
    }
    let owner = String(name.text[..<dot])
    let word = String(name.text[name.text.index(after: dot)...])
    // Words of a name may stand apart, but seldom do: then the whole name is pointed at.
    let isDense = name.span.count == name.text.utf8.count
    let ownerSpan = isDense ? Span(start: name.span.start, end: name.span.start + UInt32(owner.utf8.count)) : name.span
    let wordSpan = isDense ? Span(start: ownerSpan.end + 1, end: name.span.end) : name.span
    guard let id = settings.rule(Name(owner, ownerSpan)) else {
      draft.isWhole = false
      return
    }
    // A rule with an error was reported, and has no params to hold the value against.
    guard let rule = rules[id] else { return }
    guard let index = rule.parameters.firstIndex(where: { $0.name == word }) else {
      settings.say(
        SemanticMessages.unknownParameter(word, of: id, among: rule.parameters.map(\.name), at: wordSpan))
      draft.isWhole = false
      return
    }
    let place = ParameterPlace(rule: id, index: index)
    if draft.parameterPlaces[id]?[index] != nil {
      settings.say(SemanticMessages.setTwice(name.text, at: name.span))
      draft.isWhole = false
    }
    draft.parameterPlaces[id, default: [:]][index] = value.span
    draft.mentions.append((id, ownerSpan))
    guard let constant = settings.constant(value, of: rule.parameters[index].type) else {
      draft.isWhole = false
      return
    }
    profile.parameters[place] = constant
  }

  private func setSeverity(
    _ selector: Selector, _ word: Name, _ settings: SettingChecker, _ draft: inout ProfileDraft,
    _ profile: inout CheckedProfile
  ) {
    guard let rank = TypeNames.severityRank(word.text) else {
      settings.say(SemanticMessages.notASeverity(word.text, at: word.span))
      draft.isWhole = false
      return
    }
    guard let ids = settings.rules(selector) else {
      draft.isWhole = false
      return
    }
    if !selector.isWildcard { draft.mentions += ids.map { ($0, selector.span) } }
    for id in ids { profile.severities[id] = rank }
  }

  private func enforcement(
    _ action: Name, _ condition: Expression?, _ settings: SettingChecker
  ) -> CheckedProfile.Enforcement? {
    guard let action = CheckedProfile.Action(rawValue: action.text) else { return nil }
    guard let condition else { return CheckedProfile.Enforcement(action: action, condition: nil) }
    let expressions = ExpressionChecker(catalogue: catalogue, names: names, file: settings.file)
    expressions.findingFacts = [("severity", .severity), ("rule", .string)]
    let checked = expressions.condition(condition)
    if !expressions.hasErrors { expressions.reportRunKnowledge(in: checked) }
    for found in expressions.diagnostics { log.report(found) }
    return expressions.hasErrors ? nil : CheckedProfile.Enforcement(action: action, condition: checked)
  }

  /// The values of the profile against the `where` of their params, once all of them are known.
  private func hold(
    _ profile: CheckedProfile, _ settings: SettingChecker, _ draft: inout ProfileDraft, else place: MoatSource.Span
  ) {
    for (id, span) in draft.mentions where !draft.included.contains(id) {
      settings.say(SemanticMessages.settingOutsideProfile(id, at: span))
    }
    guard draft.isWhole else { return }
    var values: [String: [Int: Constant]] = [:]
    for (place, constant) in profile.parameters { values[place.rule, default: [:]][place.index] = constant }
    for id in names.ruleIDs {
      guard let rule = rules[id], let own = values[id] else { continue }
      let isHeld = settings.hold(own, of: rule, setAt: draft.parameterPlaces[id] ?? [:], else: place)
      draft.isWhole = isHeld && draft.isWhole
    }
  }
}

/// A profile while its clauses are read.
private struct ProfileDraft {
  var isWhole: Bool
  var included: Set<String> = []
  /// The places of the values that the profile itself sets, by rule and param.
  var parameterPlaces: [String: [Int: MoatSource.Span]] = [:]
  /// The rules that a clause speaks of by name.
  var mentions: [(rule: String, span: MoatSource.Span)] = []

  init(isWhole: Bool) {
    self.isWhole = isWhole
  }

  mutating func change(_ ids: [String]?, _ body: (inout Set<String>, [String]) -> Void) {
    guard let ids else {
      isWhole = false
      return
    }
    body(&included, ids)
  }
}
