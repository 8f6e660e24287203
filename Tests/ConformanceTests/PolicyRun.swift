import MoatCompiler
import MoatDocument
import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues

/// Rules with the program that a run executes, and the table of symbols that its inputs stand upon.
struct CompiledRules: Sendable {
  let rules: [CheckedRule]
  let program: Program
  let symbols: SymbolTable

  init(_ rules: [CheckedRule]) throws {
    self.rules = rules
    symbols = KubernetesSymbols.base()
    program = try Compiler.compile(rules, dataSets: [], symbols: symbols)
  }
}

/// Runs rules over texts by the machine, as `moat check` does.
final class PolicyRun {
  static let files: [PolicyFile] = PolicyTextTests.files.map { PolicyTextTests.parse($0) }
  static let checked = Checker.check(files, catalogue: Catalogue())
  /// The library's rules.
  static let library = Result { try CompiledRules(checked.rules) }

  /// What could not be read or classified.
  let problems: [String]
  private let compiled: CompiledRules
  private let context: EvaluationContext
  /// By the place of the rule, with the defaults of the params.
  private lazy var byDefault = run([:])

  /// 2000-01-01, in days since 1970-01-01: the day of policy tests.
  static let firstDay: Int32 = 10957

  init(
    _ texts: [String], rules: CompiledRules? = nil, version: String = "1.37", today: Int32 = firstDay
  ) throws {
    compiled = try rules ?? Self.library.get()
    let run = RunFacts(today: today, kubernetesVersion: version)
    let documents = DocumentSet()
    let catalogue = Catalogue()
    var classification = Classification()
    var problems: [String] = []
    for (index, text) in texts.enumerated() {
      let source = SourceFile(name: "given-\(index).yaml", text: text)
      let arena = DocumentReader.read(source, symbols: SymbolTable(base: compiled.symbols), format: .detect)
      problems += arena.failures.map(\.message)
      classification.merge(KubernetesClassifier.classify(arena, into: documents, catalogue: catalogue, run: run))
    }
    self.problems = problems + classification.problems.map(\.message)
    var context = EvaluationContext(documents: documents, scratch: Scratch(), run: run)
    context.schemas = classification.readCustomResources(in: documents)
    self.context = context
  }

  /// One verdict for each subject; those that do not pass stand first, in the order of the documents.
  func verdicts(_ rule: CheckedRule, parameters: [Int: Constant] = [:]) -> [SubjectVerdict] {
    guard let place = compiled.rules.firstIndex(where: { $0.id == rule.id }) else { return [] }
    return (parameters.isEmpty ? byDefault : run([place: parameters]))[place]
  }

  private func run(_ parameters: [Int: [Int: Constant]]) -> [[SubjectVerdict]] {
    let values = compiled.rules.enumerated().map { place, rule in
      rule.parameters.enumerated().map { parameters[place]?[$0.offset] ?? $0.element.defaultValue ?? .missing }
    }
    let linked = LinkedProgram(compiled.program, run: context.run, parameters: values, data: [])
    let plan = RunPlan(linked, in: context)
    let machine = Machine(plan, in: context)
    var records = RunRecords(ruleCount: compiled.rules.count)
    machine.run(units: 0..<UInt32(plan.unitCount), into: &records)
    var verdicts = [[SubjectVerdict]](repeating: [], count: compiled.rules.count)
    for record in records.subjects { verdicts[Int(record.rule)].append(record.verdict) }
    for (place, count) in records.counts.enumerated() {
      verdicts[place] += Array(repeating: .pass, count: count.pass)
    }
    return verdicts
  }
}
