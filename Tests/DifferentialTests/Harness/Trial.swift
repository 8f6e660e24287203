import MoatCompiler
import MoatDocument
import MoatImage
import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues

/// One pair of a program and a run over some documents.
struct Trial {
  /// What a run is given besides its policy.
  struct Inputs {
    var documents: [Sample]
    /// What the set lacks; none of a whole one.
    var gaps: [DocumentGap]
    var run: RunFacts
    var parameters: [Int: Constant]
    var data: [Constant?]
  }

  let compiled: CompiledRule
  let inputs: Inputs
  let context: EvaluationContext

  var rule: CheckedRule { compiled.rule }

  init(_ compiled: CompiledRule, _ inputs: Inputs, catalogue: Catalogue) {
    self.compiled = compiled
    self.inputs = inputs
    let documents = DocumentSet()
    var classification = Classification()
    for (index, sample) in inputs.documents.enumerated() {
      let symbols = SymbolTable(base: compiled.symbols)
      if let text = DockerfileText.text(of: sample) {
        let arena = DockerfileReader.read(SourceFile(name: "\(index)", text: text), symbols: symbols)
        classification.merge(DockerfileClassifier.classify(arena, into: documents))
        continue
      }
      let source = SourceFile(name: "\(index).json", text: sample.json)
      let arena = DocumentReader.read(source, symbols: symbols, format: .json)
      classification.merge(
        KubernetesClassifier.classify(UnknownNodes.mark(arena), into: documents, catalogue: catalogue, run: inputs.run))
    }
    for gap in inputs.gaps { documents.add(gap) }
    _ = ObjectCopies(in: documents)
    var context = EvaluationContext(documents: documents, scratch: Scratch(), run: inputs.run)
    context.schemas = classification.readCustomResources(in: documents)
    self.context = context
  }

  /// Over documents of Kubernetes and of images, as texts.
  init(_ compiled: CompiledRule, texts: [String], gaps: [DocumentGap] = [], run: RunFacts) {
    self.compiled = compiled
    inputs = Inputs(documents: [], gaps: gaps, run: run, parameters: [:], data: [])
    let documents = DocumentSet()
    for (index, text) in texts.enumerated() {
      Self.read(SourceFile(name: "\(index).json", text: text), compiled.symbols, run, into: documents)
    }
    for gap in gaps { documents.add(gap) }
    context = EvaluationContext(documents: documents, scratch: Scratch(), run: run)
  }

  /// Adds a document of Kubernetes, or those of images.
  static func read(_ source: SourceFile, _ symbols: SymbolTable, _ run: RunFacts, into documents: DocumentSet) {
    let arena = DocumentReader.read(source, symbols: SymbolTable(base: symbols), format: .yaml)
    guard let reading = ImageReader.images(in: arena) else {
      _ = KubernetesClassifier.classify(UnknownNodes.mark(arena), into: documents, catalogue: Catalogue(), run: run)
      return
    }
    for text in ImageReader.read(reading, name: source.name, symbols: SymbolTable(base: symbols)) {
      _ = ImageClassifier.classify(text, into: documents)
    }
  }

  /// The whole context anew, with scratch memory of its own, for each evaluator.
  var ownContext: EvaluationContext {
    var own = EvaluationContext(documents: context.documents, scratch: Scratch(), run: context.run)
    own.schemas = context.schemas
    return own
  }

  /// One value for each data set of the policy; nil where it was not given.
  var data: [Constant?] {
    let count = compiled.program.dataSets.count
    return Array(inputs.data.prefix(count)) + Array(repeating: nil, count: max(0, count - inputs.data.count))
  }

  /// One value for each param of the rule.
  var parameters: [Constant] {
    rule.parameters.enumerated().map { inputs.parameters[$0.offset] ?? $0.element.defaultValue ?? .missing }
  }
}

/// A rule with its program, which is compiled before the documents are read: its keys are symbols of their tables.
struct CompiledRule {
  let rule: CheckedRule
  let program: Program
  let symbols: SymbolTable

  private static let base = KubernetesSymbols.base()

  init(_ rule: CheckedRule, dataSets: [CheckedDataSet]) throws {
    self.rule = rule
    symbols = SymbolTable(base: Self.base)
    program = try Compiler.compile([rule], dataSets: dataSets, symbols: symbols)
    try Verifier.verify(program)
  }
}

/// A policy text, parsed, formatted, parsed again and checked.
struct CheckedText {
  /// Nil if the checker, the compiler or the verifier refused it.
  var rule: CompiledRule?
  /// Errors, not warnings; and what is wrong with the pipeline itself.
  var errors: [String]

  init(_ text: String, catalogue: Catalogue, formats: Bool) {
    let source = SourceFile(name: "generated.moat", text: text)
    var (file, problems) = Parser.parse(source)
    errors = problems.map { "\($0.code) \($0.message)" }
    if problems.isEmpty, formats {
      let formatted = SourceFile(name: "generated.moat", text: Formatter.format(file))
      let before = TreeDump.dump(file)
      (file, problems) = Parser.parse(formatted)
      if !problems.isEmpty || TreeDump.dump(file) != before { errors.append("the formatter changed the tree") }
    }
    guard errors.isEmpty else {
      rule = nil
      return
    }
    let result = Checker.check([file], catalogue: catalogue)
    errors = result.diagnostics.filter { $0.diagnostic.level == .error }.map {
      "\($0.diagnostic.code) \($0.diagnostic.message): \($0.source.text($0.diagnostic.span))"
    }
    guard errors.isEmpty, let checked = result.rules.first else { return }
    do {
      rule = try CompiledRule(checked, dataSets: result.dataSets)
    } catch {
      errors.append("not compiled: \(error)")
    }
  }
}
