import MoatCompiler
import MoatDocument
import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatValues
import Testing

/// Text of a policy, compiled, and run over manifests.
struct MachineRun {
  let rules: [CheckedRule]
  let symbols = KubernetesSymbols.base()
  let program: Program

  init(_ text: String) throws {
    let source = SourceFile(name: "test.moat", text: text)
    let (file, syntax) = Parser.parse(source)
    for problem in syntax { Issue.record("\(DiagnosticRenderer.render(problem, in: source))") }
    let result = Checker.check([file], catalogue: Catalogue())
    for problem in result.diagnostics where problem.diagnostic.level == .error {
      Issue.record("\(DiagnosticRenderer.render(problem.diagnostic, in: source))")
    }
    rules = result.rules
    program = try Compiler.compile(rules, dataSets: [], symbols: symbols)
    try Verifier.verify(program)
  }

  /// One rule on containers, `c` in `w`, or on another subject.
  init(rule checks: String, subject: String = "container c in workload w", before: String = "") throws {
    try self.init("policy t version \"1\"\n\(before)\nrule r {\n  severity low\n  for \(subject)\n  \(checks)\n}\n")
  }

  struct Settings {
    var isWhole = true
    var version = "1.37"
    /// By rule and param; the defaults stand for those that are left out.
    var parameters: [[Constant]] = []
    var isOverCost: ((Int, UInt32) -> Bool)?
    var elementLimit = Machine.elementLimit
  }

  func run(_ texts: [String], _ settings: Settings = Settings()) -> (records: RunRecords, context: EvaluationContext) {
    let (records, context, _) = runAll(texts, settings)
    return (records, context)
  }

  /// How many documents the joins visit.
  func visitedDocuments(_ texts: [String]) -> Int { runAll(texts, Settings()).machine.candidateCount }

  private func runAll(
    _ texts: [String], _ settings: Settings
  ) -> (records: RunRecords, context: EvaluationContext, machine: Machine) {
    let run = RunFacts(today: 10957, kubernetesVersion: settings.version)
    let documents = DocumentSet()
    for (place, text) in texts.enumerated() {
      let arena = DocumentReader.read(
        SourceFile(name: "\(place).yaml", text: text), symbols: SymbolTable(base: symbols), limits: Limits(),
        format: .detect)
      _ = KubernetesClassifier.classify(arena, into: documents, catalogue: Catalogue(), run: run)
    }
    documents.isWhole = settings.isWhole
    let context = EvaluationContext(documents: documents, scratch: Scratch(), run: run)
    var parameters = rules.map { rule in rule.parameters.map { $0.defaultValue ?? .missing } }
    for (rule, values) in settings.parameters.enumerated() { parameters[rule] = values }
    let linked = LinkedProgram(program, run: run, parameters: parameters, data: [])
    let plan = RunPlan(linked, in: context)
    var records = RunRecords(ruleCount: rules.count)
    let machine = Machine(plan, in: context)
    machine.isOverCost = settings.isOverCost
    machine.elementLimit = settings.elementLimit
    machine.run(units: 0..<UInt32(plan.unitCount), into: &records)
    return (records, context, machine)
  }

  /// Runs a program over a few documents, whatever it may be.
  static func run(_ program: Program) {
    let table = KubernetesSymbols.base()
    var program = program
    program.intern(into: table)
    let run = RunFacts(today: 10957, kubernetesVersion: "1.37")
    let documents = DocumentSet()
    for text in [
      pod("ports: [{containerPort: 1}], env: [{name: a}]", labels: "{app: a}"), JoinTests.service("app", "{app: a}"),
    ] {
      let arena = DocumentReader.read(
        SourceFile(name: "a.yaml", text: text), symbols: SymbolTable(base: table), limits: Limits(), format: .detect)
      _ = KubernetesClassifier.classify(arena, into: documents, catalogue: Catalogue(), run: run)
    }
    let context = EvaluationContext(documents: documents, scratch: Scratch(), run: run)
    let parameters = program.rules.map { Array(repeating: Constant.int(1), count: $0.parameterCount) }
    let plan = RunPlan(LinkedProgram(program, run: run, parameters: parameters, data: []), in: context)
    var records = RunRecords(ruleCount: program.rules.count)
    Machine(plan, in: context).run(units: 0..<UInt32(plan.unitCount), into: &records)
  }

  /// Of the first rule, as words: `2 pass, fail, undetermined wrongType`.
  func verdicts(_ texts: [String], _ settings: Settings = Settings()) -> String {
    guard !rules.isEmpty else { return "no rule" }
    let records = run(texts, settings).records
    var words: [String] = records.counts[0].pass == 0 ? [] : ["\(records.counts[0].pass) pass"]
    for record in records.subjects where record.rule == 0 {
      words.append("\(record.verdict)" + (record.cause.tag == .undetermined ? " \(record.cause.cause)" : ""))
    }
    return words.joined(separator: ", ")
  }

  /// A Pod with these fields of its container, and of its spec.
  static func pod(_ container: String = "", spec: String = "", name: String = "a", labels: String = "{}") -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata: {name: \(name), namespace: shop, labels: \(labels)}
    spec: {\(spec.isEmpty ? "" : spec + ", ")containers: [{name: app, image: "nginx:1.2"\(container.isEmpty ? "" : ", " + container)}]}
    """
  }
}
