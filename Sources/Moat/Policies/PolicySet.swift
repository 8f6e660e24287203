package import MoatDocument
package import MoatKinds
import MoatRuntime
package import MoatSemantics
public import MoatSource
package import MoatSyntax

/// Policies that were read, parsed and checked, ready to be held against inputs.
///
/// ```swift
/// let policies = try PolicySet.load(paths: ["policies"])
/// let report = try await policies.check(paths: ["deploy"], options: CheckOptions(today: "2026-11-24"))
/// for finding in report.findings { print(finding.path, finding.message) }
/// ```
public struct PolicySet: Sendable {
  /// The trees of the files that take part, those of the library first.
  package let files: [PolicyFile]
  /// The files of custom resource definitions that they import.
  let definitions: [SourceFile]
  package let checked: Checker.Result
  /// The kinds of Kubernetes, and those that the policies import.
  package let catalogue: Catalogue
  /// The names that the tables of all inputs stand upon; written only while the set is made.
  package let symbols: SymbolTable
  /// The program of all rules where it was loaded from an artefact; nil where a run compiles its own.
  var program: Program?
  /// What the policies that were given are better without. The policies still stand.
  public let warnings: [PolicyProblem]

  init(
    files: [PolicyFile], definitions: [SourceFile], checked: Checker.Result, catalogue: Catalogue,
    symbols: SymbolTable, replacedRules: [String], warnings: [PolicyProblem]
  ) {
    self.files = files
    self.definitions = definitions
    self.checked = checked
    self.catalogue = catalogue
    self.symbols = symbols
    self.replacedRules = replacedRules
    self.warnings = warnings
  }

  /// The built-in rules that a given rule of the same full name replaced, by their ids in the order of the files.
  var replacedRules: [String]

  /// Whether a rule is one that Moat carries, also where the set was compiled.
  func isBuiltIn(_ rule: CheckedRule) -> Bool { PolicyLoader.isOfLibrary(rule.source, isCompiled: program != nil) }

  /// The ids of rules that are not Moat's own and have a name of one of these.
  func rules(replacing ids: Set<String>) -> [String] {
    checked.rules.filter { !isBuiltIn($0) && ids.contains($0.id) }.map(\.id)
  }

  /// The ids of the rules, in the order of the files.
  public var rules: [String] { checked.rules.map(\.id) }

  /// What of the policies that Moat carries takes part.
  public enum Library: Sendable, Hashable {
    case none
    case rules
    /// For `test` with the library's own tests; three times as long to load.
    case rulesAndTests
  }

  /// Loads policy files.
  ///
  /// - Parameters:
  ///   - paths: files, folders (of which the `*.moat` files are read) and globs; or one file that `compiled()` made, which
  ///     is a whole set and takes the place of the library.
  ///   - library: whether the policies that Moat carries take part. A rule or a profile that is given replaces the one of
  ///     the library that has its full name.
  /// - Throws: `PolicyError` if one cannot be read or holds an error.
  public static func load(paths: [String] = [], library: Library = .rules) throws(PolicyError) -> PolicySet {
    var problems: [PolicyProblem] = []
    var sources: [SourceFile] = []
    if !paths.isEmpty {
      let found = InputFinder.ofPolicies.find(paths)
      problems = found.problems.map { PolicyProblem($0) }
      for input in found.inputs {
        do throws(InputProblem) {
          let bytes = try InputReader.read(input, limit: CompiledPolicies.limit(ofFile: input.path.text))
          sources.append(SourceFile(name: input.path.text, bytes: bytes))
        } catch {
          problems.append(PolicyProblem(error))
        }
      }
      if sources.isEmpty, problems.isEmpty {
        problems.append(
          PolicyProblem(InputProblem(path: paths.joined(separator: " "), message: "holds no *.moat file")))
      }
    }
    if let artefact = sources.first(where: { CompiledPolicies.isArtefact($0.bytes) }) {
      guard sources.count > 1 || !problems.isEmpty else { return try CompiledPolicies.load(artefact) }
      let message = "a compiled policy is a whole set: build it with the others (moat build), or give it alone"
      problems.append(PolicyProblem(InputProblem(path: artefact.name, message: message)))
    }
    guard problems.isEmpty else { throw PolicyError(problems: problems, isInternal: false) }
    return try load(texts: sources, library: library)
  }

  /// Loads policies from memory. `import crd "file"` is read relative to the folder of its text's name.
  public static func load(texts: [SourceFile], library: Library = .none) throws(PolicyError) -> PolicySet {
    try PolicyLoader(given: texts, library: library).load()
  }
}
