import MoatCompiler
import MoatDocument
import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatSource
import MoatValues

/// What one run does: its rules with their params, severities and waivers, and what it knows besides its documents.
struct CheckPlan: Sendable {
  let rules: [PlannedRule]
  let run: RunFacts
  /// By the place of the data set in `Checker.Result.dataSets`; nil where it was not given.
  let data: [Constant?]
  /// The program of the rules.
  let program: Program
  /// The table that the inputs' tables stand upon: the program's names above those of the policies' set, which other runs
  /// may share.
  let symbols: SymbolTable

  /// - Throws: an option that does not fit the policies.
  init(_ policies: PolicySet, _ options: CheckOptions) throws(OptionError) {
    let run = try Self.runFacts(options)
    let checked = policies.checked
    let profiles = try ProfileSelection(options.profiles, among: checked.profiles)
    let selected = checked.rules.filter { profiles.includes($0.id) }
    guard !selected.isEmpty else { throw OptionError("no rule would run") }
    let given = try Self.parameters(options, policies, selected)
    var rules: [PlannedRule] = []
    for rule in selected {
      var values: [Int: Constant] = [:]
      for index in rule.parameters.indices {
        let place = ParameterPlace(rule: rule.id, index: index)
        if let value = given[place] { values[index] = value } else { values[index] = try profiles.value(of: place) }
      }
      if let problem = ParameterValues.problems(values, of: rule).first {
        let hint = problem.reason == .unset ? ": set it by --param or in a profile" : ""
        throw OptionError(problem.message + hint)
      }
      rules.append(
        PlannedRule(
          rule, parameters: values, severity: profiles.severity(of: rule),
          actions: profiles.actions(of: rule.id, run: run), waivers: checked.waivers, today: run.today))
    }
    try self.init(rules, policies, data: try Self.data(options, checked.dataSets), run: run)
  }

  /// Rules with all that they need given.
  init(_ rules: [PlannedRule], _ policies: PolicySet, data: [Constant?], run: RunFacts) throws(OptionError) {
    self.rules = rules
    self.data = data
    self.run = run
    symbols = SymbolTable(base: policies.symbols)
    if var loaded = policies.program, loaded.rules.map(\.id) == rules.map(\.rule.id) {
      loaded.intern(into: symbols)
      program = loaded
      return
    }
    do throws(Compiler.TooLarge) {
      program = try Compiler.compile(rules.map(\.rule), dataSets: policies.checked.dataSets, symbols: symbols)
    } catch {
      throw OptionError("the rules of this run are too large for one program: run them by several profiles")
    }
  }

  // MARK: What the run knows

  private static func runFacts(_ options: CheckOptions) throws(OptionError) -> RunFacts {
    var facts = try dayAndVersion(options)
    facts.mirrors = try mirrors(options.mirrors)
    return facts
  }

  static func mirrors(_ mirrors: [String: String]) throws(OptionError) -> ImageMirrors {
    do throws(ImageMirrors.Problem) {
      return try ImageMirrors(mirrors.sorted { $0.key < $1.key }.map { (mirror: $0.key, source: $0.value) })
    } catch {
      throw OptionError(error.message)
    }
  }

  private static func dayAndVersion(_ options: CheckOptions) throws(OptionError) -> RunFacts {
    guard options.today.utf8.count == 10, let day = CalendarDate.parse(options.today), let today = Int32(exactly: day)
    else { throw OptionError("'\(options.today)' is no day: write YYYY-MM-DD") }
    let (oldest, newest) = (KubernetesSchema.oldestMinor, KubernetesSchema.newestMinor)
    guard let version = options.kubernetesVersion else {
      return RunFacts(today: today, kubernetesVersion: "1.\(newest)", namespace: options.namespace)
    }
    // `v1.31.4`, as a cluster says it, is 1.31.
    let parts = (version.hasPrefix("v") ? version.dropFirst() : version[...]).split(
      separator: ".", omittingEmptySubsequences: false
    ).map { Int($0) }
    guard (2...3).contains(parts.count), !parts.contains(nil), parts[0] == 1, let minor = parts[1],
      (oldest...newest).contains(minor)
    else { throw OptionError("Kubernetes '\(version)' is not known: Moat knows 1.\(oldest) to 1.\(newest)") }
    return RunFacts(today: today, kubernetesVersion: "1.\(minor)", namespace: options.namespace)
  }

  private static func data(_ options: CheckOptions, _ sets: [CheckedDataSet]) throws(OptionError) -> [Constant?] {
    var data = [Constant?](repeating: nil, count: sets.count)
    for (name, file) in options.dataFiles.sorted(by: { $0.key < $1.key }) {
      let id = try resolve(name, "data set", among: sets.map(\.id))
      guard let index = sets.firstIndex(where: { $0.id == id }) else { continue }
      guard data[index] == nil else { throw OptionError("the data set \(id) is given twice") }
      data[index] = try DataReader.read(file, as: sets[index].type)
    }
    return data
  }

  // MARK: Rules

  private static func parameters(
    _ options: CheckOptions, _ policies: PolicySet, _ rules: [CheckedRule]
  ) throws(OptionError) -> [ParameterPlace: Constant] {
    var parameters: [ParameterPlace: Constant] = [:]
    for (name, text) in options.parameters.sorted(by: { $0.key < $1.key }) {
      guard let dot = name.lastIndex(of: ".") else {
        throw OptionError("'\(name)' is no param: write rule.param")
      }
      let id = try resolve(String(name[..<dot]), "rule", among: rules.map(\.id))
      guard let rule = rules.first(where: { $0.id == id }) else { continue }
      let word = String(name[name.index(after: dot)...])
      guard let index = rule.parameters.firstIndex(where: { $0.name == word }) else {
        let near = Suggestion.nearest(to: word, among: rule.parameters.map(\.name)).map { "; did you mean \($0)?" }
        throw OptionError("rule \(id) has no param '\(word)'\(near ?? "")")
      }
      parameters[ParameterPlace(rule: id, index: index)] = try constant(
        text, named: name, as: rule.parameters[index].type, policies)
    }
    return parameters
  }

  /// A value as the language writes it; where the type is that of a text, the bare text will do.
  private static func constant(
    _ text: String, named name: String, as type: Type, _ policies: PolicySet
  ) throws(OptionError) -> Constant {
    let source = SourceFile(name: "--param \(name)", text: text)
    let (constant, diagnostics) = Checker.constant(source, of: type, catalogue: policies.catalogue)
    if let constant { return constant }
    if case .any = type.unwrapped {} else if let bare = try? LiteralText.constant(text, as: type) { return bare }
    let message = diagnostics.first?.diagnostic.message ?? "is no value of the param's type"
    throw OptionError("--param \(name): \(message)")
  }

  /// The full id that a word on the command line means.
  static func resolve(_ word: String, _ noun: String, among ids: [String]) throws(OptionError) -> String {
    switch RuleNames.resolve(word, among: ids) {
    case .one(let id): return id
    case .several(let found):
      throw OptionError("'\(word)' may be \(found.joined(separator: " or ")): write the whole name")
    case .none(let nearest):
      throw OptionError("there is no \(noun) '\(word)'" + (nearest.map { "; did you mean \($0)?" } ?? ""))
    }
  }
}
