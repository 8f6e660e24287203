import MoatSource
import MoatSyntax

/// Which rules `include` and `exclude` mean. Rules with errors count: a profile is not empty because of them.
struct ProfilePicks {
  private var byTag: [String: [String]] = [:]
  /// By catalogue, then by identifier.
  private var byControl: [String: [String: [String]]] = [:]

  init(_ names: PolicyNames) {
    for file in names.files {
      for case .rule(let rule) in file.file.declarations where names.isFirst(rule.name, in: file) {
        let id = file.qualified(rule.name.text)
        for meta in rule.meta {
          switch meta.content {
          case .tags(let tags): for tag in tags { byTag[tag.text, default: []].append(id) }
          case .controls(let controls):
            for control in controls {
              byControl[control.catalogue.text, default: [:]][control.identifier.text, default: []].append(id)
            }
          case .title, .severity, .effective, .since, .sameAs: break
          }
        }
      }
    }
  }

  /// The ids of a pick, or nil with a report.
  func rules(_ pick: ProfileDeclaration.Pick, _ settings: SettingChecker) -> [String]? {
    switch pick {
    case .selector(let selector): return settings.rules(selector)
    case .tag(let tag):
      if let found = byTag[tag.text] { return found }
      settings.say(SemanticMessages.noSuchTag(tag.text, among: byTag.keys.sorted(), at: tag.span))
    case .control(let catalogue, nil):
      if let found = byControl[catalogue.text] { return found.values.flatMap(\.self) }
      settings.say(
        SemanticMessages.noSuchControl(catalogue.text, among: byControl.keys.sorted(), at: catalogue.span))
    case .control(let catalogue, .some(let identifier)):
      guard let known = byControl[catalogue.text] else {
        settings.say(
          SemanticMessages.noSuchControl(catalogue.text, among: byControl.keys.sorted(), at: catalogue.span))
        return nil
      }
      if let found = known[identifier.text] { return found }
      settings.say(
        SemanticMessages.noSuchControl(
          identifier.text, of: catalogue.text, among: known.keys.sorted(), at: identifier.span))
    }
    return nil
  }
}
