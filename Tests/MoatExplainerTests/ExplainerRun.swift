import MoatDocument
import MoatExplainer
import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues
import Testing

/// A rule over documents, for a test.
struct ExplainerRun {
  let context: EvaluationContext
  let explainer: Explainer
  /// The text of the policy, and the documents' with their marks.
  let policy: SourceFile
  let documents: [MarkedText]

  /// The only rule of a policy over YAML documents, one text each. `today` is 2000-01-01.
  init(
    _ policy: String, _ texts: String..., version: String = "1.37", isWhole: Bool = true, data: [Constant?] = [],
    mutation: Mutation? = nil
  ) {
    let source = SourceFile(name: "test.moat", text: policy)
    let (tree, diagnostics) = Parser.parse(source)
    for diagnostic in diagnostics { Issue.record("\(DiagnosticRenderer.render(diagnostic, in: source))") }
    let checked = Checker.check([tree], catalogue: Catalogue())
    for located in checked.diagnostics where located.diagnostic.level == .error {
      Issue.record("\(DiagnosticRenderer.render(located.diagnostic, in: located.source))")
    }
    self.policy = source
    documents = texts.map { MarkedText($0) }
    context = Self.context(documents.map(\.text), version: version, isWhole: isWhole)
    // A policy with an error was reported above; the rule that stands for it has no subject.
    let rule =
      checked.rules.first
      ?? CheckedRule(
        id: "", documentation: "", title: "", severity: 0, levels: [], checks: [], source: source, span: .zero)
    explainer = Explainer(
      rule, in: context, parameters: rule.parameters.map { $0.defaultValue ?? .missing }, data: data,
      mutation: mutation)
  }

  static func context(
    _ texts: [String], version: String = "1.37", today: Int32 = 10957, isWhole: Bool = true
  ) -> EvaluationContext {
    let run = RunFacts(today: today, kubernetesVersion: version)
    let documents = DocumentSet()
    documents.isWhole = isWhole
    var classification = Classification()
    let catalogue = Catalogue()
    let symbols = KubernetesSymbols.base()
    for (index, text) in texts.enumerated() {
      let arena = DocumentReader.read(
        SourceFile(name: "given-\(index).yaml", text: text), symbols: SymbolTable(base: symbols), limits: Limits(),
        format: .detect)
      for failure in arena.failures { Issue.record("\(failure.message)") }
      classification.merge(KubernetesClassifier.classify(arena, into: documents, catalogue: catalogue, run: run))
    }
    var context = EvaluationContext(documents: documents, scratch: Scratch(), run: run)
    context.schemas = classification.readCustomResources(in: documents)
    return context
  }

  /// What the rule says of each subject.
  var explanations: [Explanation] { explainer.subjects().map { explainer.explain($0) } }

  /// The path of a witness: that of its node, and what is absent under it.
  static func path(_ witness: Witness, in context: EvaluationContext) -> String {
    let arena = context.documents.arena(ofUnit: witness.unit)
    let absent = witness.absent.reduce("") { $0 + ($1.hasPrefix("[") ? $1 : "." + $1) }
    let path = DocumentPath.render(arena, witness.node) + absent
    return path.hasPrefix(".") ? String(path.dropFirst()) : path
  }

  func path(_ witness: Witness) -> String { Self.path(witness, in: context) }

  static func line(_ witness: Witness, in context: EvaluationContext) -> Int {
    let arena = context.documents.arena(ofUnit: witness.unit)
    return arena.source.place(of: arena.span(witness.node).start).line
  }

  /// Each subject as a line: its verdict, then each check's verdict with the places and causes that decided.
  var summary: [String] {
    explanations.map { explanation in
      guard let verdict = explanation.verdict else { return "out of scope" }
      var parts = ["\(verdict)"]
      if let scope = explanation.scope { parts.append("scope \(place(scope))") }
      if let domain = explanation.domain { parts.append("domain \(place(domain))") }
      parts += explanation.checks.filter { $0.verdict != .pass }.flatMap { check in
        check.deciders.map { place($0) } + (check.moreDeciders > 0 ? ["\(check.moreDeciders) more"] : [])
      }
      return parts.joined(separator: "; ")
    }
  }

  private func place(_ decider: Decider) -> String {
    path(decider.witness) + (decider.cause.map { " \($0)" } ?? "")
  }
}
