import MoatDocument
import MoatKinds
import MoatSource
import MoatValues

/// The inputs of a run, read, parsed and classified.
struct Workspace: Sendable {
  let documents: DocumentSet
  let classification: Classification
  let schemas: SchemaSource
  /// What could not be read; the rest is evaluated all the same.
  let notEvaluated: [CheckReport.NotEvaluated]
  let run: RunFacts

  /// One input that could be opened, or why not.
  private enum Loaded: Sendable {
    case arena(Arena)
    case problem(InputProblem)
  }

  /// Reads files and standard input.
  static func read(
    _ found: FoundInputs, symbols: SymbolTable, run: RunFacts, options: CheckOptions
  ) async -> Workspace {
    let limits = options.limits.limits
    let inputs = found.inputs
    let loaded = await Workers.map(
      inputs.count, jobs: options.jobs, done: CheckOptions.Progress.report(options, .reading, of: inputs.count),
      state: {}, work: { load(inputs[$1], symbols, limits) })
    let problems = loaded.compactMap { if case .problem(let problem) = $0 { problem } else { nil } }
    let arenas = loaded.compactMap { if case .arena(let arena) = $0 { arena } else { nil } }
    return Workspace(arenas, problems: found.problems + problems, run: run, extent: options.extent)
  }

  private static func load(_ input: Input, _ symbols: SymbolTable, _ limits: Limits) -> Loaded {
    do throws(InputProblem) {
      let bytes = try InputReader.read(input, limit: limits.bytes)
      return .arena(parse(SourceFile(name: input.path.text, bytes: bytes), symbols, limits))
    } catch {
      return .problem(error)
    }
  }

  /// Reads texts that are in memory.
  static func read(
    _ sources: [SourceFile], symbols: SymbolTable, run: RunFacts, options: CheckOptions
  ) async -> Workspace {
    let limits = options.limits.limits
    let arenas = await Workers.map(
      sources.count, jobs: options.jobs, state: {}, work: { parse(sources[$1], symbols, limits) })
    return Workspace(arenas, problems: [], run: run, extent: options.extent)
  }

  /// The same on the thread of the caller, for a few small texts.
  init(_ sources: [SourceFile], symbols: SymbolTable, run: RunFacts) {
    self.init(sources.map { Self.parse($0, symbols, Limits()) }, problems: [], run: run, extent: nil)
  }

  /// The keys that only one input has stand in a table of its own.
  private static func parse(_ source: SourceFile, _ symbols: SymbolTable, _ limits: Limits) -> Arena {
    DocumentReader.read(source, symbols: SymbolTable(base: symbols), limits: limits)
  }

  private init(
    _ arenas: [Arena], problems: [InputProblem], run: RunFacts, extent: CheckOptions.DocumentSetExtent?
  ) {
    let documents = DocumentSet()
    let catalogue = Catalogue()
    var classification = Classification()
    var notEvaluated = problems.map { CheckReport.NotEvaluated(file: $0.path, message: $0.message) }
    for arena in arenas {
      classification.merge(KubernetesClassifier.classify(arena, into: documents, catalogue: catalogue, run: run))
      for failure in arena.failures {
        notEvaluated.append(
          CheckReport.NotEvaluated(
            file: arena.source.name, line: arena.source.place(of: failure.span.start).line, message: failure.message))
      }
    }
    // What could not be read, or is not what it says it is, may be what a join looks for.
    let isWhole = notEvaluated.isEmpty && classification.problems.isEmpty
    documents.isWhole = extent.map { $0 == .whole } ?? isWhole
    schemas = classification.readCustomResources(in: documents)
    self.documents = documents
    unitCount = classification.unitCount
    self.classification = classification
    self.notEvaluated = notEvaluated
    self.run = run
  }

  /// Units are numbered from 0 in the order of the inputs; every unit of a document is of at least one kind.
  let unitCount: Int

  /// For one worker; its scratch memory belongs to it.
  func context() -> EvaluationContext {
    EvaluationContext(documents: documents, scratch: Scratch(), run: run, schemas: schemas)
  }
}
