import MoatSource
import MoatSyntax

/// What a name of a rule or a profile means in a file: its own declaration, an import, one of the same policy, a full id,
/// or an unambiguous end of one.
extension PolicyNames {
  enum Found {
    /// Not empty, in the order of the files.
    case ids([String])
    case problem(Diagnostic)
  }

  func rules(_ selector: Selector, from file: FileNames) -> Found {
    selector.isWildcard
      ? rules(under: selector.name, from: file, at: selector.span) : rule(selector.name, from: file, at: selector.span)
  }

  func rule(_ name: Name, from file: FileNames, at span: MoatSource.Span? = nil) -> Found {
    let span = span ?? name.span
    if let found = find(words(name), from: file), case .rule(let rule) = found.declaration {
      return .ids([found.file.qualified(rule.name.text)])
    }
    return resolve(name.text, among: ruleIDs, from: file, at: span) {
      SemanticMessages.unknownRule(name.text, nearest: $0, at: span)
    }
  }

  func profile(_ name: Name, from file: FileNames) -> Found {
    if let found = find(words(name), from: file), case .profile(let profile) = found.declaration {
      return .ids([found.file.qualified(profile.name.text)])
    }
    return resolve(name.text, among: profileIDs, from: file, at: name.span) {
      SemanticMessages.unknownProfile(name.text, nearest: $0, at: name.span)
    }
  }

  private func words(_ name: Name) -> [String] { name.text.split(separator: ".").map(String.init) }

  private func resolve(
    _ word: String, among ids: [String], from file: FileNames, at span: MoatSource.Span,
    unknown: (String?) -> Diagnostic
  ) -> Found {
    let own = file.qualified(word)
    if ids.contains(own) { return .ids([own]) }
    switch RuleNames.resolve(word, among: ids) {
    case .one(let id): return .ids([id])
    case .several(let ids): return .problem(SemanticMessages.ambiguousName(word, among: ids, at: span))
    case .none(let nearest): return .problem(unknown(nearest))
    }
  }

  /// `moat.paper.*`: the rules of the policies whose name is this or goes on from it.
  private func rules(under name: Name, from file: FileNames, at span: MoatSource.Span) -> Found {
    if file.imports[name.text] != nil { file.use(import: name.text) }
    let target = file.imports[name.text] ?? name.text
    let exact = ruleIDs.filter { $0.hasPrefix(target + ".") }
    if !exact.isEmpty { return .ids(exact) }
    let policies = files.map(\.policy)
    switch RuleNames.resolve(name.text, among: policies) {
    case .one(let policy):
      let found = ruleIDs.filter { $0.hasPrefix(policy + ".") }
      if !found.isEmpty { return .ids(found) }
      return .problem(SemanticMessages.unknownRule(name.text + ".*", nearest: nil, at: span))
    case .several(let policies):
      return .problem(SemanticMessages.ambiguousName(name.text, among: policies, at: span))
    case .none(let nearest):
      return .problem(SemanticMessages.unknownRule(name.text + ".*", nearest: nearest.map { $0 + ".*" }, at: span))
    }
  }
}
