import MoatSemantics
import MoatSyntax

/// What the names in comments mean among the rules of a run. A file may hold many names, so each is looked for once, and
/// only the first that no rule has are told which name is near.
struct SuppressionRules: Sendable {
  enum Meaning: Hashable, Sendable {
    case rules([String])
    /// With what is wrong, as a clause without a full stop.
    case unknown(String)
  }

  /// Names for which the nearest one is looked for: that takes time that grows with the rules.
  private static let suggestions = 32

  /// The rules that run.
  var running: Set<String>
  private let known: [String]
  /// Those of Dockerfiles: what a short name in a Dockerfile means where other rules have it too.
  private let ofDockerfiles: [String]
  /// The ends of all ids: no other name means a rule.
  private let ends: Set<Substring>
  /// By hadolint's id of the same check.
  private let ofHadolint: [String: [String]]
  private var meanings: [String: Meaning] = [:]
  private var suggested = 0

  /// - Parameters:
  ///   - rules: all that a comment may name, whether they run or not.
  ///   - isBuiltIn: whether a rule is Moat's own. A comment of hadolint was written against hadolint's check, which a rule of
  ///     somebody else need not be, whatever its `same-as` says.
  init(_ rules: [CheckedRule], running: Set<String>, isBuiltIn: (CheckedRule) -> Bool) {
    self.running = running
    known = rules.map(\.id)
    ofDockerfiles = rules.filter { rule in
      rule.levels.first.map { MissingDocuments.domain(of: $0.kind) == .dockerfile } ?? false
    }.map(\.id)
    var ends: Set<Substring> = []
    var ofHadolint: [String: [String]] = [:]
    for rule in rules {
      ends.insert(rule.id[...])
      for index in rule.id.indices where rule.id[index] == "." { ends.insert(rule.id[rule.id.index(after: index)...]) }
      for reference in rule.sameAs where reference.catalogue.text == "hadolint" && isBuiltIn(rule) {
        ofHadolint[reference.identifier.text, default: []].append(rule.id)
      }
    }
    self.ends = ends
    self.ofHadolint = ofHadolint
  }

  mutating func meaning(of name: String, _ tool: Suppression.Tool) -> Meaning {
    // ShellCheck's ids, and those of checks that no rule makes, are nothing to Moat.
    if tool == .hadolint { return .rules(ofHadolint[name] ?? []) }
    if let meaning = meanings[name] { return meaning }
    guard ends.contains(name[...]) || suggested < Self.suggestions else {
      return .unknown("there is no rule '\(name)'")
    }
    let meaning = resolve(name)
    meanings[name] = meaning
    return meaning
  }

  private mutating func resolve(_ name: String) -> Meaning {
    let ofDockerfiles = ofDockerfiles.filter {
      $0 == name || $0.utf8.reversed().starts(with: ".\(name)".utf8.reversed())
    }
    if ofDockerfiles.count == 1, !known.contains(name) { return .rules(ofDockerfiles) }
    switch RuleNames.resolve(name, among: known) {
    case .one(let id): return .rules([id])
    case .several where ofDockerfiles.isEmpty: return .unknown("there is no rule '\(name)' about Dockerfiles")
    case .several:
      return .unknown("'\(name)' may be \(ofDockerfiles.sorted().joined(separator: " or ")): write the whole name")
    case .none:
      suggested += 1
      // Only what can have a finding here.
      guard case .none(let nearest?) = RuleNames.resolve(name, among: self.ofDockerfiles) else {
        return .unknown("there is no rule '\(name)'")
      }
      return .unknown("there is no rule '\(name)'; did you mean \(nearest)?")
    }
  }
}
