import MoatDocument
import MoatKinds
import MoatReference
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues

/// Runs the library's rules over texts by the reference evaluator.
struct PolicyRun {
  static let files: [PolicyFile] = PolicyTextTests.files.map { PolicyTextTests.parse($0) }
  static let checked = Checker.check(files, catalogue: Catalogue())

  let context: EvaluationContext
  /// What could not be read or classified.
  let problems: [String]

  /// 2000-01-01, in days since 1970-01-01: the day of policy tests.
  static let firstDay: Int32 = 10957

  init(_ texts: [String], version: String = "1.37", today: Int32 = firstDay) {
    let run = RunFacts(today: today, kubernetesVersion: version)
    let documents = DocumentSet()
    let catalogue = Catalogue()
    let symbols = KubernetesSymbols.base()
    var classification = Classification()
    var problems: [String] = []
    for (index, text) in texts.enumerated() {
      let source = SourceFile(name: "given-\(index).yaml", text: text)
      let arena = DocumentReader.read(
        source, symbols: SymbolTable(base: symbols), limits: Limits(), format: .detect)
      problems += arena.failures.map(\.message)
      classification.merge(KubernetesClassifier.classify(arena, into: documents, catalogue: catalogue, run: run))
    }
    self.problems = problems + classification.problems.map(\.message)
    var context = EvaluationContext(documents: documents, scratch: Scratch(), run: run)
    context.schemas = classification.readCustomResources(in: documents)
    self.context = context
  }

  func verdicts(_ rule: CheckedRule, parameters: [Int: Constant] = [:]) -> [ReferenceEvaluator.Verdict] {
    ReferenceEvaluator(rule, in: context, parameters: parameters).verdicts()
  }
}
