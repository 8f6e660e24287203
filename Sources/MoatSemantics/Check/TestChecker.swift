import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// Checks the tests of a file: their rules, their input formats and what they set.
struct TestChecker {
  /// The formats that a test may give an input in.
  static let formats = ["yaml", "json", "dockerfile"]
  /// 2000-01-01, in days since 1970-01-01.
  static let today: Int32 = 10_957

  let settings: SettingChecker
  /// The rules that were checked without an error, by their ids.
  let rules: [String: CheckedRule]

  /// The tests of the file; one with an error, or of a rule with one, is left out.
  func run() -> [CheckedTest] {
    settings.file.file.declarations.compactMap { declaration in
      if case .test(let test) = declaration { check(test) } else { nil }
    }
  }

  private func check(_ test: TestDeclaration) -> CheckedTest? {
    guard let id = settings.rule(test.rule) else { return nil }
    for given in test.cases.flatMap(\.given) where !Self.formats.contains(given.format.text) {
      settings.say(
        SemanticMessages.unknownFormat(given.format.text, among: Self.formats, at: given.format.span))
    }
    guard let rule = rules[id] else { return nil }
    let cases = test.cases.map { check($0, rule) }
    let hasFormats = test.cases.flatMap(\.given).allSatisfy { Self.formats.contains($0.format.text) }
    guard hasFormats, !cases.contains(where: { $0 == nil }) else { return nil }
    return CheckedTest(
      title: test.title.text, rule: id, cases: cases.compactMap(\.self), source: settings.file.file.source,
      span: test.span)
  }

  private func check(_ declaration: TestDeclaration.Case, _ rule: CheckedRule) -> CheckedTest.Case? {
    var result = CheckedTest.Case(
      given: declaration.given, today: Self.today, kubernetesVersion: "1.\(KubernetesSchema.newestMinor)",
      parameters: [:], data: [:], expectations: declaration.expectations, span: declaration.span)
    var isWhole = true
    var known: Set<Target> = []
    var places: [Int: MoatSource.Span] = [:]
    for (path, value) in declaration.settings {
      guard let target = target(path, rule) else {
        isWhole = false
        continue
      }
      if !known.insert(target).inserted {
        settings.say(SemanticMessages.setTwice(settings.file.file.source.text(path.span), at: path.span))
        isWhole = false
      }
      guard let constant = settings.constant(value, of: type(of: target, rule)) else {
        isWhole = false
        continue
      }
      switch (target, constant) {
      case (.today, .date(let days)): result.today = days
      case (.kubernetesVersion, .string(let text)): result.kubernetesVersion = text
      case (.parameter(let index), _):
        result.parameters[index] = constant
        places[index] = value.span
      case (.data(let place), _): result.data[place] = constant
      case (.today, _), (.kubernetesVersion, _): isWhole = false
      }
    }
    guard isWhole else { return nil }
    for problem in ParameterValues.problems(result.parameters, of: rule) where problem.reason == .unset {
      let name = rule.parameters[problem.parameter].name
      settings.say(
        SemanticMessages.unsetParameter(name, of: rule.id, at: declaration.given.first?.span ?? declaration.span))
      isWhole = false
    }
    isWhole = settings.hold(result.parameters, of: rule, setAt: places, else: declaration.span) && isWhole
    return isWhole ? result : nil
  }

  private enum Target: Hashable {
    case today
    case kubernetesVersion
    case parameter(Int)
    case data(Int)
  }

  private func type(of target: Target, _ rule: CheckedRule) -> Type {
    switch target {
    case .today: .date
    case .kubernetesVersion: .semver
    case .parameter(let index): rule.parameters[index].type
    case .data(let place): settings.names.dataSets.sets[place].type
    }
  }

  /// What `with PATH = …` sets: a fact of the run, a param of the rule, or a data set.
  private func target(_ path: Expression, _ rule: CheckedRule) -> Target? {
    let sets = settings.names.dataSets.sets
    guard let chain = ExpressionChecker.chain(path) else {
      return refuse(settings.file.file.source.text(path.span), rule, at: path.span)
    }
    if chain == ["today"] { return .today }
    if chain == ["kubernetes", "version"] { return .kubernetesVersion }
    let last = Name(chain[chain.count - 1], path.span)
    if let index = rule.parameters.firstIndex(where: { $0.name == last.text }) {
      if chain.count == 1 { return .parameter(index) }
      let name = Name(chain.dropLast().joined(separator: "."), path.span)
      if case .ids([rule.id]) = settings.names.rule(name, from: settings.file) { return .parameter(index) }
    }
    if let found = settings.names.find(chain, from: settings.file), case .data(let data) = found.declaration {
      // A data set without a place was reported where it is declared.
      return settings.names.dataSets.place(of: found.file.qualified(data.name.text)).map { .data($0) }
    }
    let written = chain.joined(separator: ".")
    switch RuleNames.resolve(written, among: sets.map(\.id)) {
    case .one(let id): return settings.names.dataSets.place(of: id).map { .data($0) }
    case .several(let ids):
      settings.say(SemanticMessages.ambiguousName(written, among: ids, at: path.span))
      return nil
    case .none: return refuse(written, rule, at: path.span)
    }
  }

  private func refuse(_ written: String, _ rule: CheckedRule, at span: MoatSource.Span) -> Target? {
    let short = rule.id.split(separator: ".").last.map(String.init) ?? rule.id
    let parameters = rule.parameters.flatMap { [$0.name, "\(short).\($0.name)"] }
    let names = ["today", "kubernetes.version"] + parameters + settings.names.dataSets.sets.map(\.id)
    settings.say(SemanticMessages.unknownSetting(written, among: names, at: span))
    return nil
  }
}
