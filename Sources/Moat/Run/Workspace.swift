import MoatDocument
import MoatImage
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
  /// Archives of folders: those that hold images, and those that do not and were passed over.
  let archives: (taken: Int, passedOver: Int)
  let run: RunFacts
  /// The largest of each size over all documents, and all documents together.
  let largest: DocumentSizes
  let together: KindSizes

  /// One input that could be opened, or why not.
  private enum Loaded: Sendable {
    /// With the sizes of its documents.
    case arena(Arena, [DocumentSizes], Content)
    /// An archive of a folder that holds no image.
    case noImage
    case problem(InputProblem)
  }

  /// What an arena holds, which says how it is classified.
  private enum Content: Sendable {
    case documents
    case dockerfile
    /// Images, and what is wrong with the text or archive that tells of them.
    case images([ImageProblem])
  }

  /// Reads files and standard input.
  static func read(
    _ found: FoundInputs, symbols: SymbolTable, run: RunFacts, options: CheckOptions
  ) async -> Workspace {
    let limits = options.limits.limits
    let (inputs, problems) = (found.inputs, found.problems)
    let loaded = await Workers.map(
      inputs.count, jobs: options.jobs, done: CheckOptions.Progress.report(options, .reading, of: inputs.count),
      state: {}, work: { load(inputs[$1], symbols, limits) })
    let archives = zip(inputs, loaded).filter { $0.0.isPerhapsImage }.map(\.1)
    let passedOver = archives.count { if case .noImage = $0 { true } else { false } }
    let taken = archives.count { if case .arena = $0 { true } else { false } }
    return Workspace(loaded, problems: problems, archives: (taken, passedOver), run: run, extent: options.extent)
  }

  private static func load(_ input: Input, _ symbols: SymbolTable, _ limits: Limits) -> Loaded {
    do throws(InputProblem) {
      if input.isPerhapsImage, try !ImageInput.holdsImages(input) { return .noImage }
      if let reading = ImageInput.read(input) {
        return images(reading, input.path.text, SymbolTable(base: symbols), limits)
      }
      let bytes = try InputReader.read(input, limit: limits.bytes)
      if input.isStandardInput, let reading = ImageInput.read(bytes: bytes, name: input.path.text) {
        return images(reading, input.path.text, SymbolTable(base: symbols), limits)
      }
      let form = InputForm.of(path: input.path, bytes: bytes)
      return parse(SourceFile(name: input.path.text, bytes: bytes), form, symbols, limits)
    } catch {
      return .problem(error)
    }
  }

  /// Reads texts that are in memory.
  static func read(
    _ sources: [(text: SourceFile, form: InputForm)], symbols: SymbolTable, run: RunFacts, options: CheckOptions
  ) async -> Workspace {
    let limits = options.limits.limits
    let loaded = await Workers.map(
      sources.count, jobs: options.jobs, state: {}, work: { parse(sources[$1].text, sources[$1].form, symbols, limits) }
    )
    return Workspace(loaded, problems: [], archives: (0, 0), run: run, extent: options.extent)
  }

  /// The keys that only one input has stand in a table of its own.
  private static func parse(
    _ source: SourceFile, _ form: InputForm, _ symbols: SymbolTable, _ limits: Limits
  ) -> Loaded {
    let own = SymbolTable(base: symbols)
    let arena =
      switch form {
      case .document: DocumentReader.read(source, symbols: own, limits: limits)
      case .dockerfile: DockerfileReader.read(source, symbols: own, limits: limits)
      }
    if form == .document, let reading = ImageReader.images(in: arena) {
      return images(reading, source.name, own, limits)
    }
    return .arena(arena, sizes(arena), form == .dockerfile ? .dockerfile : .documents)
  }

  private static func images(
    _ reading: ImageReading, _ name: String, _ symbols: SymbolTable, _ limits: Limits
  ) -> Loaded {
    let arena = ImageReader.read(reading, name: name, symbols: symbols, limits: limits)
    return .arena(arena, sizes(arena), .images(reading.problems))
  }

  private static func sizes(_ arena: Arena) -> [DocumentSizes] {
    arena.roots.map { DocumentSizes(of: $0, in: arena) }
  }

  private init(
    _ loaded: [Loaded], problems: [InputProblem], archives: (taken: Int, passedOver: Int), run: RunFacts,
    extent: CheckOptions.DocumentSetExtent?
  ) {
    self.archives = archives
    let documents = DocumentSet()
    let catalogue = Catalogue()
    var classification = Classification()
    var largest = DocumentSizes()
    var together = KindSizes()
    var notEvaluated = problems.map { CheckReport.NotEvaluated($0) }
    for input in loaded {
      switch input {
      case .problem(let problem): notEvaluated.append(.init(problem))
      case .noImage: break
      case .arena(let arena, let sizes, let content):
        for size in sizes {
          largest.formMaximum(size)
          together.add(size)
        }
        let classified =
          switch content {
          case .documents: KubernetesClassifier.classify(arena, into: documents, catalogue: catalogue, run: run)
          case .dockerfile: DockerfileClassifier.classify(arena, into: documents)
          case .images(let problems): ImageClassifier.classify(arena, problems: problems, into: documents)
          }
        classification.merge(classified)
        notEvaluated += arena.failures.map { .init($0, in: arena.source) }
        notEvaluated += Self.unidentified(classified, in: arena)
      }
    }
    // What could not be read, or is not what it says it is, may be what a join looks for.
    let isWhole = notEvaluated.isEmpty && !classification.problems.contains { $0.subject == .document }
    documents.isWhole = extent.map { $0 == .whole } ?? isWhole
    schemas = classification.readCustomResources(in: documents)
    self.documents = documents
    unitCount = classification.unitCount
    self.classification = classification
    self.notEvaluated = notEvaluated
    self.run = run
    self.largest = largest
    self.together = together
  }

  /// The documents of which it is not known what they are.
  private static func unidentified(
    _ classified: Classification, in arena: Arena
  ) -> [CheckReport.NotEvaluated] {
    guard !classified.unidentified.isEmpty else { return [] }
    let messages = Dictionary(arena.duplicateKeys.map { ($0.node, arena.message(of: $0)) }) { first, _ in first }
    return classified.unidentified.map {
      .init(ReadFailure(messages[$0.node] ?? $0.message, at: arena.span($0.node)), in: arena.source)
    }
  }

  /// Units are numbered from 0 in the order of the inputs; every unit of a document is of at least one kind.
  let unitCount: Int

  /// The keys that stand once more in their object, each with its arena; but for those of documents that are not evaluated.
  var duplicateKeys: [(arena: UInt32, key: DuplicateKey)] {
    let unidentified = Set(classification.unidentified.map { DocumentPlace(arena: $0.arena, node: $0.node) })
    return documents.arenas.enumerated().flatMap { index, arena in
      let place = UInt32(index)
      return arena.duplicateKeys.filter { !unidentified.contains(DocumentPlace(arena: place, node: $0.node)) }
        .prefix(Self.duplicateLimit).map { (place, $0) }
    }
  }

  /// The duplicate keys of one input that are findings; the rest would say nothing new.
  private static let duplicateLimit = 256

  /// For one worker; its scratch memory belongs to it.
  func context() -> EvaluationContext {
    EvaluationContext(documents: documents, scratch: Scratch(), run: run, schemas: schemas)
  }
}

extension CheckReport.NotEvaluated {
  fileprivate init(_ problem: InputProblem) {
    self.init(file: problem.path, message: problem.message)
  }

  fileprivate init(_ failure: ReadFailure, in source: SourceFile) {
    self.init(file: source.name, line: source.place(of: failure.span.start).line, message: failure.message)
  }
}
