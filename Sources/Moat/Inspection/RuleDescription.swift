import MoatSemantics
public import MoatSource
import MoatSyntax
import MoatValues

/// What a rule means, in its own words.
public struct RuleDescription: Sendable {
  public enum CheckForm: Sendable, Hashable {
    case failsUnless
    case failsWhen
    case warnsWhen
  }

  public struct Check: Sendable {
    public var form: CheckForm
    /// As the policy has it, on one line.
    public var condition: String
    /// What excuses; nil without `unless`.
    public var excuse: String?
    /// The earlier checks, from 0, that have to pass before this one is asked.
    public var leansOn: [Int]
    /// With its holes; empty where there is none.
    public var message: String
    public var remedy: String
    /// `severity`, `fix` and `at` as the policy has them.
    public var otherOutcomes: [String]
  }

  /// `kubernetes.privileged`.
  public var id: String
  public var title: String
  public var why: String
  public var severity: Severity
  /// `YYYY-MM-DD`: before that day the rule only warns.
  public var effective: String?
  public var since: String?
  public var controls: [Finding.Reference]
  public var sameAs: [Finding.Reference]
  public var tags: [String]
  /// `registries: set<image-prefix> = ["registry.k8s.io/"] where registries is not empty`.
  public var parameters: [String]
  /// `container c in workload w`.
  public var subject: String
  /// What narrows the subject; nil without `where`.
  public var scope: String?
  /// What its `let`s say, and those of its file that it names: `number = p.hostPort`.
  public var names: [String]
  public var checks: [Check]
  /// The profiles that run it.
  public var profiles: [String]
  /// Steps at most over one document, as a polynomial of its sizes.
  public var cost: String
  public var source: SourceFile
  public var span: Span

  /// `kubernetes` of `kubernetes.privileged`.
  public var policy: String { id.split(separator: ".").dropLast().joined(separator: ".") }
}

extension PolicySet {
  /// Every rule, in the order of the files.
  public var descriptions: [RuleDescription] {
    checked.rules.map { RuleDescriber(policies: self, rule: $0).describe() }
  }

  /// The rule that a full or an unambiguous short name means, also one of those that Moat itself finds.
  public func description(of word: String) throws(OptionError) -> RuleDescription {
    if let own = OwnRule(rawValue: word) { return RuleDescription(own) }
    return RuleDescriber(policies: self, rule: try rule(named: word)).describe()
  }

  func rule(named word: String) throws(OptionError) -> CheckedRule {
    let id = try CheckPlan.resolve(word, "rule", among: checked.rules.map(\.id))
    guard let rule = checked.rules.first(where: { $0.id == id }) else {
      throw OptionError("there is no rule '\(word)'")
    }
    return rule
  }
}

extension RuleDescription {
  /// What Moat itself finds has no checks that could be shown.
  init(_ own: OwnRule) {
    self.init(
      id: own.rawValue, title: own.title, why: own.why, severity: own.severity, controls: [], sameAs: [], tags: [],
      parameters: [], subject: "", names: [], checks: [], profiles: [], cost: "0",
      source: SourceFile(name: "", text: ""), span: .zero)
  }
}

/// Describes one rule of a set.
struct RuleDescriber {
  let policies: PolicySet
  let rule: CheckedRule

  func describe() -> RuleDescription {
    let file = policies.files.first { $0.source === rule.source }
    let text = PolicyWords(source: rule.source, comments: file?.comments ?? [])
    let declaration = file?.declarations.lazy.compactMap { declaration in
      if case .rule(let found) = declaration, found.span == rule.span { found } else { nil }
    }.first
    return RuleDescription(
      id: rule.id, title: rule.title, why: rule.documentation,
      severity: Severity(rawValue: rule.severity) ?? .medium,
      effective: rule.effective.map { CalendarDate.render(Int64($0)) }, since: rule.since,
      controls: Self.references(rule.controls), sameAs: Self.references(rule.sameAs), tags: rule.tags,
      parameters: rule.parameters.map { text.clause($0.span, without: "param") },
      subject: declaration.map { subject($0.subject, text) } ?? "",
      scope: declaration?.subject.condition.map { text.text($0.span) },
      names: declaration.map { names($0, text, file) } ?? [],
      checks: declaration.map { checks($0, text) } ?? [],
      profiles: policies.checked.profiles.filter { $0.rules.contains(rule.id) }.map(\.id),
      cost: rule.costDescription(policies.catalogue, policies.checked.dataSets), source: rule.source, span: rule.span)
  }

  private func subject(_ subject: Subject, _ text: PolicyWords) -> String {
    subject.binders.map { text.text($0.span) }.joined(separator: " in ")
  }

  private func names(_ declaration: RuleDeclaration, _ text: PolicyWords, _ file: PolicyFile?) -> [String] {
    let words = Set(
      text.text(declaration.span).unicodeScalars.split { !Self.isPartOfName($0) }.map { String($0) })
    let shared = (file?.declarations ?? []).compactMap { other -> String? in
      switch other {
      case .constant(let constant) where words.contains(constant.name.text):
        text.clause(constant.span, without: "let")
      case .define(let define) where words.contains(define.name.text): text.clause(define.span, without: "define")
      default: nil
      }
    }
    return shared + declaration.constants.map { text.clause($0.span, without: "let") }
  }

  private static func isPartOfName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
  }

  private func checks(_ declaration: RuleDeclaration, _ text: PolicyWords) -> [RuleDescription.Check] {
    var checks: [RuleDescription.Check] = []
    for group in declaration.groups {
      for check in group.checks {
        let place = checks.count
        let form: RuleDescription.CheckForm =
          switch check.form {
          case .require: .failsUnless
          case .denyWhen: .failsWhen
          case .warnWhen: .warnsWhen
          }
        var described = RuleDescription.Check(
          form: form, condition: text.text(check.condition.span), excuse: check.excuse.map { text.text($0.span) },
          leansOn: place < rule.checks.count ? rule.checks[place].leansOn : [], message: "", remedy: "",
          otherOutcomes: [])
        for outcome in group.outcomes {
          switch outcome.content {
          case .message(let template): described.message = text.template(template)
          case .remedy(let template): described.remedy = text.template(template)
          case .severity, .fix, .at: described.otherOutcomes.append(text.text(outcome.span))
          }
        }
        checks.append(described)
      }
    }
    return checks
  }

  private static func references(_ controls: [ControlReference]) -> [Finding.Reference] {
    controls.map { Finding.Reference(catalogue: $0.catalogue.text, identifier: $0.identifier.text) }
  }
}

/// The words of a policy on one line, without its comments.
struct PolicyWords {
  let source: SourceFile
  let comments: [Comment]

  func text(_ span: Span) -> String {
    var start = span.start
    var parts: [String] = []
    for comment in comments where comment.span.start >= span.start && comment.span.end <= span.end {
      parts.append(source.text(Span(start: start, end: max(start, comment.span.start))))
      start = comment.span.end
    }
    parts.append(source.text(Span(start: start, end: max(start, span.end))))
    return parts.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A clause behind its keyword.
  func clause(_ span: Span, without keyword: String) -> String {
    let whole = text(span)
    return whole.hasPrefix(keyword + " ") ? String(whole.dropFirst(keyword.count + 1)) : whole
  }

  /// A message with its holes as they are written.
  func template(_ template: Template) -> String {
    template.parts.map { part in
      switch part {
      case .text(let words): words
      case .hole(let expression): "{\(text(expression.span))}"
      }
    }.joined()
  }
}
