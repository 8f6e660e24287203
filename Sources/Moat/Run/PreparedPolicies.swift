import MoatRuntime
import MoatSemantics
public import MoatSource

/// Policies made ready for one set of options, to be asked many times.
///
/// What does not depend on the inputs is done once: the rules that run are chosen, their params, data sets and waivers are
/// read, and their program is compiled and linked. A question is answered on the thread that asks it, which waits, and any
/// number of threads may ask at once; with `CheckOptions.jobs` above 1 each question has as many threads.
///
/// ```swift
/// let policies = try PolicySet.load()
/// let prepared = try PreparedPolicies(policies, options: CheckOptions(today: "2026-11-24"))
/// let pod = SourceFile(name: "pod.yaml", text: "apiVersion: v1\nkind: Pod\nmetadata: {name: a}")
/// for finding in try prepared.check(texts: [pod]).findings { print(finding.path, finding.message) }
/// ```
public struct PreparedPolicies: Sendable {
  let policies: PolicySet
  let plan: CheckPlan
  let options: CheckOptions
  /// The program of the rules with the values of the options.
  let program: LinkedProgram
  /// The ids of the rules that run, and of those among them that are Moat's own.
  let running: Set<String>
  let builtIn: Set<String>
  /// How much what hides rules weighs.
  let hidden: HiddenRules
  private let build: BuildPlan

  /// - Parameters:
  ///   - policies: loaded policies.
  ///   - options: all that answers depend on besides the policies and the inputs, the day included: a
  ///     program that asks for longer than a day prepares anew.
  /// - Throws: an option that does not fit the policies.
  public init(_ policies: PolicySet, options: CheckOptions) throws(OptionError) {
    self.policies = policies
    self.options = options
    plan = try CheckPlan(policies, options)
    build = try BuildPlan(options.build)
    program = LinkedProgram(plan.program, run: plan.run, parameters: plan.rules.map(\.parameters), data: plan.data)
    running = Set(plan.rules.map(\.rule.id))
    builtIn = Set(plan.rules.filter { policies.isBuiltIn($0.rule) }.map(\.rule.id))
    hidden = HiddenRules(plan.rules)
  }

  /// Holds the policies against files.
  ///
  /// - Parameter paths: files, folders (of which the files of `InputFinder.ofInputs` that no `.gitignore` excludes are read),
  ///   globs, or `-` for standard input.
  /// - Returns: what was found. An input that cannot be read stands in the report, and the others are evaluated.
  /// - Throws: an option for Dockerfiles at a path at which there is none.
  public func check(paths: [String]) throws(OptionError) -> CheckReport {
    let found = InputFinder.ofInputs.find(paths)
    let workspace = try Workspace.read(found, symbols: plan.symbols, run: plan.run, options: options, build: build)
      .heldToOptions()
    return CheckRun(self, workspace).report()
  }

  /// Holds the policies against texts in memory: YAML, JSON or a Dockerfile, each under a name that the findings bear.
  ///
  /// - Returns: what was found. A text that cannot be read stands in the report, and the others are evaluated.
  /// - Throws: an option for Dockerfiles at a path at which there is none.
  public func check(texts: [SourceFile]) throws(OptionError) -> CheckReport {
    let inputs = texts.map { (text: $0, form: InputForm.of(path: FilePath($0.name), bytes: $0.bytes)) }
    let workspace = try Workspace.read(inputs, symbols: plan.symbols, run: plan.run, options: options, build: build)
      .heldToOptions()
    return CheckRun(self, workspace).report()
  }

  /// What names in comments mean; made where a comment has one, since most runs have none.
  var suppressionRules: SuppressionRules {
    SuppressionRules(policies.checked.rules, running: running, isBuiltIn: policies.isBuiltIn)
  }
}

extension PolicySet {
  /// Holds the policies against files once: see `PreparedPolicies`, which answers more than one question.
  public func check(paths: [String], options: CheckOptions) async throws(OptionError) -> CheckReport {
    try PreparedPolicies(self, options: options).check(paths: paths)
  }

  /// Holds the policies against texts in memory once: see `PreparedPolicies`, which answers more than one question.
  public func check(texts: [SourceFile], options: CheckOptions) async throws(OptionError) -> CheckReport {
    try PreparedPolicies(self, options: options).check(texts: texts)
  }
}
