import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import PolicyLibrary

/// Parses and checks policies: those that Moat carries, and those that are given.
struct PolicyLoader {
  let given: [SourceFile]
  let library: PolicySet.Library
  /// Files that `import crd` may mean without a file system, by their names; empty to read them from it.
  var definitions: [String: SourceFile] = [:]
  /// Whether the given files are all of a compiled set, of which those with a library's name are its library.
  var isCompiled = false

  /// Under names that no file has.
  private static let libraryFolder = "<library>/"

  /// The policies that Moat carries with their tests.
  private static let libraryWithTests: [SourceFile] = embeddedPolicies.map { policy in
    SourceFile(name: libraryFolder + "\(policy.path)", bytes: Array("\(policy.text)".utf8), isPolicy: true)
  }

  /// The same without their tests, which are two thirds of the text and say nothing of any input.
  private static let libraryOfRules: [SourceFile] = embeddedPolicies.map { policy in
    SourceFile(
      name: libraryFolder + "\(policy.path)", bytes: Array("\(policy.text)".utf8.prefix(policy.rules)), isPolicy: true)
  }

  private static let librarySources = Set((libraryOfRules + libraryWithTests).map(ObjectIdentifier.init))

  /// A compiled set has files of these names too, which are given; it has no others.
  ///
  /// - Parameter isCompiled: whether the source is of such a set.
  static func isOfLibrary(_ source: SourceFile, isCompiled: Bool = false) -> Bool {
    hasLibraryName(source) && (isCompiled || librarySources.contains(ObjectIdentifier(source)))
  }

  static func hasLibraryName(_ source: SourceFile) -> Bool { source.name.hasPrefix(libraryFolder) }

  /// The ids of the rules that Moat carries.
  static let libraryRules: Set<String> = Set(
    libraryOfRules.flatMap { source in ruleIDs(Parser.parse(source).0) })

  private static func ruleIDs(_ file: PolicyFile) -> [String] {
    file.declarations.compactMap { declaration in
      if case .rule(let rule) = declaration { qualified(rule.name.text, in: file) } else { nil }
    }
  }

  func load() throws(PolicyError) -> PolicySet {
    var diagnostics: [LocatedDiagnostic] = []
    let carried = isCompiled ? given.filter(Self.hasLibraryName) : []
    let parsedLibrary =
      switch library {
      case .none: parse(carried, &diagnostics)
      case .rules: parse(Self.libraryOfRules, &diagnostics)
      case .rulesAndTests: parse(Self.libraryWithTests, &diagnostics)
      }
    guard diagnostics.isEmpty else { throw error(diagnostics) }
    let parsed = parse(carried.isEmpty ? given : given.filter { !Self.hasLibraryName($0) }, &diagnostics)
    // What stands in a broken file may be what the others name: their own errors would be noise.
    guard diagnostics.isEmpty else { throw error(diagnostics) }
    let files = Self.withoutReplaced(parsedLibrary, by: parsed) + parsed
    let imports = CustomResourceImports.read(files, from: definitions, &diagnostics)
    let catalogue = Catalogue(customResourceDefinitions: imports.schema)
    let checked = Checker.check(files, catalogue: catalogue)
    diagnostics += checked.diagnostics
    for rule in checked.rules where OwnRule(rawValue: rule.id) != nil {
      diagnostics.append(LocatedDiagnostic(LoadingMessages.reservedName(rule.id, at: rule.span), in: rule.source))
    }
    guard !diagnostics.contains(where: { $0.diagnostic.level == .error }) else { throw error(diagnostics) }
    let own = Set(given.map(\.name))
    let replaced = Set(parsedLibrary.flatMap(Self.ruleIDs)).intersection(parsed.flatMap(Self.ruleIDs))
    return PolicySet(
      files: files, definitions: imports.files, checked: checked, catalogue: catalogue,
      symbols: KubernetesSymbols.base(), replacedRules: checked.rules.map(\.id).filter(replaced.contains),
      warnings: diagnostics.filter { own.contains($0.source.name) }.map { PolicyProblem($0) })
  }

  private func parse(_ sources: [SourceFile], _ diagnostics: inout [LocatedDiagnostic]) -> [PolicyFile] {
    sources.map { source in
      let (file, found) = Parser.parse(source)
      diagnostics += found.map { LocatedDiagnostic($0, in: source) }
      return file
    }
  }

  /// Nobody but Moat is to blame when only its own policies take part. Warnings about them are shown to nobody else.
  private func error(_ diagnostics: [LocatedDiagnostic]) -> PolicyError {
    let own = Set(given.map(\.name))
    let shown = diagnostics.filter { $0.diagnostic.level == .error || own.contains($0.source.name) }
    return PolicyError(problems: shown.map { PolicyProblem($0) }, isInternal: given.isEmpty)
  }

  /// The library without the rules and profiles whose full names are given anew, and without the tests of such rules.
  private static func withoutReplaced(_ library: [PolicyFile], by given: [PolicyFile]) -> [PolicyFile] {
    var replaced: Set<String> = []
    for file in given {
      for declaration in file.declarations {
        if let name = name(of: declaration) { replaced.insert(qualified(name, in: file)) }
      }
    }
    guard !replaced.isEmpty else { return library }
    return library.map { file in
      var rest = file
      rest.declarations.removeAll { declaration in
        let name = if case .test(let test) = declaration { test.rule.text } else { name(of: declaration) }
        return name.map { replaced.contains(qualified($0, in: file)) || replaced.contains($0) } ?? false
      }
      return rest
    }
  }

  /// The name of what may be replaced as a whole; defines and constants belong to their file.
  private static func name(of declaration: Declaration) -> String? {
    switch declaration {
    case .rule(let rule): rule.name.text
    case .profile(let profile): profile.name.text
    case .define, .constant, .data, .waiver, .test: nil
    }
  }

  private static func qualified(_ name: String, in file: PolicyFile) -> String {
    file.header.map { $0.name.text + "." + name } ?? name
  }
}
