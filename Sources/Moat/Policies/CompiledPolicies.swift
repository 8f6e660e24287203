import MoatCompiler
import MoatDocument
import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatSource
import MoatSyntax

/// A whole set of policies as one file: their sources, and the program that they compile to.
enum CompiledPolicies {
  /// Bytes of one file: the sources of thousands of rules, and large definitions of custom resources.
  static let maximumBytes = 64 << 20

  static func isArtefact(_ bytes: [UInt8]) -> Bool { Artefact.isArtefact(bytes) }

  /// The set of an artefact. Its program has to pass the verifier and to be what its sources compile to: a program that says
  /// something else than the policies beside it would pass what they refuse.
  static func load(_ source: SourceFile) throws(PolicyError) -> PolicySet {
    let symbols = KubernetesSymbols.base()
    let program: Program
    do throws(ArtefactFailure) {
      program = try Artefact.load(source.bytes, symbols: symbols)
    } catch {
      throw failure(source.name, error.description)
    }
    let files = program.sources.map { SourceFile(name: $0.name, bytes: $0.bytes, isPolicy: true) }
    let policies = files.filter { $0.name.hasSuffix(policySuffix) }
    let others = Dictionary(files.map { ($0.name, $0) }) { first, _ in first }
    var set = try PolicyLoader(given: policies, library: .none, definitions: others, isCompiled: true).load()
    guard let own = set.compiled(into: symbols), own == program else {
      throw failure(source.name, "the compiled policy is not what its sources compile to: build it again (moat build)")
    }
    set.program = program
    // What the set replaced is not written in it, and who runs it may not know.
    let loaded = set
    set.replacedRules = loaded.rules(replacing: PolicyLoader.libraryRules)
    return set
  }

  private static let policySuffix = ".moat"
  private static let suffix = ".moatc"

  /// How large a policy file may be, by its name.
  static func limit(ofFile name: String) -> Int { name.hasSuffix(suffix) ? maximumBytes : Parser.maximumBytes }

  private static func failure(_ file: String, _ message: String) -> PolicyError {
    PolicyError(problems: [PolicyProblem(InputProblem(path: file, message: message))], isInternal: false)
  }
}

extension PolicySet {
  /// The program of all rules; nil if they are too large for one.
  func compiled(into symbols: SymbolTable) -> Program? {
    guard var program = try? Compiler.compile(checked.rules, dataSets: checked.dataSets, symbols: symbols) else {
      return nil
    }
    program.sources = (files.map(\.source) + definitions).map { PolicySource(name: $0.name, bytes: $0.bytes) }
    return program
  }

  /// The set as the bytes of one file, which `load` takes in the place of its policies.
  ///
  /// - Throws: rules that are too large for one program.
  public func compiled() throws(OptionError) -> [UInt8] {
    let taken = files.map(\.source).first {
      PolicyLoader.hasLibraryName($0) && !PolicyLoader.isOfLibrary($0, isCompiled: self.program != nil)
    }
    if let taken { throw OptionError("\(taken.name) has a name that only built-in policies have: move it") }
    guard let program = compiled(into: KubernetesSymbols.base()) else {
      throw OptionError("the rules are too large for one program: build them in parts")
    }
    return Artefact.write(program)
  }

  /// The instructions of a rule, a line each, with those that serve several rules of its kind.
  public func bytecode(of word: String) throws(OptionError) -> String {
    let id = try rule(named: word).id
    guard let program = compiled(into: KubernetesSymbols.base()) else {
      throw OptionError("the rules are too large for one program")
    }
    return Disassembler.disassemble(program, rule: program.rules.firstIndex { $0.id == id })
  }
}
