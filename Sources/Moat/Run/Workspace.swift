import MoatDockerfile
import MoatDocument
import MoatImage
import MoatKinds
import MoatSource
import MoatValues

/// The inputs of a run, read, parsed and classified.
struct Workspace: Sendable {
  let documents: DocumentSet
  private let identities = ImageIdentitySource()
  let classification: Classification
  let schemas: SchemaSource
  /// What could not be read; the rest is evaluated all the same.
  let notEvaluated: [CheckReport.NotEvaluated]
  /// Archives of folders: those that hold images, and those that do not and were passed over.
  private(set) var archives = (taken: 0, passedOver: 0)
  /// Files and folders that a `.gitignore` left out.
  private(set) var ignored: [IgnoredPath] = []
  /// The paths of inputs that do not depend on how these were given, by their paths as reports show them.
  private(set) var stablePaths: [String: String] = [:]
  /// The objects that the inputs have more than once.
  let copies: ObjectCopies
  /// Reports of earlier runs among the inputs, which are passed over.
  let earlierReports: Int
  let run: RunFacts
  /// The largest of each size over all documents, and all documents together.
  let largest: DocumentSizes
  let together: KindSizes
  /// What is wrong with a path of an option for builds: it means no Dockerfile of the run.
  private var unmetPath: OptionError?

  /// One input that could be opened, or why not.
  private enum Loaded: Sendable {
    /// With the sizes of its documents, and what reports among them tell.
    case arena(Arena, [DocumentSizes], Content, LoadedImages?)
    /// An input that tells of images.
    case images(LoadedImages)
    /// An archive of a folder that holds no image.
    case noImage
    /// A file of a folder whose name a report may have, and that is none.
    case noReport
    /// What an earlier run wrote.
    case earlierReport
    /// It waits for the other inputs, of which one may tell of its base.
    case dockerfile(SourceFile)
    case problem(InputProblem)

    /// Whether a document of the input could not be read, so that it may be what its name says.
    var isBroken: Bool { if case .arena(let arena, _, _, _) = self { !arena.failures.isEmpty } else { false } }

    /// Whether the input is known as one that tells of images, or that should and is not read.
    var isOfImages: Bool {
      switch self {
      case .images, .problem: true
      case .arena, .noImage, .noReport, .earlierReport, .dockerfile: false
      }
    }
  }

  /// Adds what one report tells of another, and the statuses that documents of VEX give, now that all reports are known.
  private static func completeReports(
    _ loaded: inout [Loaded], _ symbols: SymbolTable, _ limits: Limits, _ run: RunFacts
  ) {
    var all = loaded.map { input -> LoadedImages? in
      switch input {
      case .images(let images), .arena(_, _, _, let images?): images
      default: nil
      }
    }
    guard LoadedImages.complete(&all, symbols, limits, run) else { return }
    for (index, images) in all.enumerated() {
      guard let images else { continue }
      switch loaded[index] {
      case .arena(let arena, let sizes, let content, _): loaded[index] = .arena(arena, sizes, content, images)
      default: loaded[index] = .images(images)
      }
    }
  }

  /// What an arena holds, which says how it is classified.
  private enum Content: Sendable {
    case documents
    case dockerfile
  }

  /// Reads files and standard input.
  static func read(
    _ found: FoundInputs, symbols: SymbolTable, run: RunFacts, options: CheckOptions, build: BuildPlan
  ) -> Workspace {
    let limits = options.limits.limits
    let inputs = found.inputs
    let loaded = Workers.map(
      inputs.count, jobs: options.jobs, done: CheckOptions.Progress.report(options, .reading, of: inputs.count),
      state: {}, work: { load(inputs[$1], symbols, limits) })
    let archives = zip(inputs, loaded).filter { $0.0.isPerhapsImage }.map(\.1)
    let gaps = MissingDocuments.gaps(
      besideNamed: Set(zip(inputs, loaded).compactMap { $0.isNamedAlone ? domain($1) : nil }), ofPart: !found.hasWhole)
    var workspace = Workspace(
      loaded, problems: found.problems, gaps: gaps, symbols, run: run, options, build)
    workspace.ignored = found.ignored
    workspace.stablePaths = Dictionary(inputs.map { ($0.path.text, $0.stablePath) }) { first, _ in first }
    for archive in archives {
      switch archive {
      case .images: workspace.archives.taken += 1
      case .noImage: workspace.archives.passedOver += 1
      case .arena, .dockerfile, .problem, .earlierReport, .noReport: break
      }
    }
    return workspace
  }

  /// Nil for what was not read: that is missing for another reason.
  private static func domain(_ loaded: Loaded) -> MissingDocuments.Domain? {
    switch loaded {
    case .arena(_, _, .documents, _): .kubernetes
    case .arena(_, _, .dockerfile, _), .dockerfile: .dockerfile
    case .images: .image
    case .noImage, .noReport, .earlierReport, .problem: nil
    }
  }

  private static func load(_ input: Input, _ symbols: SymbolTable, _ limits: Limits) -> Loaded {
    do throws(InputProblem) {
      if input.isPerhapsImage, try !ImageInput.holdsImages(input) { return .noImage }
      if let reading = ImageInput.read(input) {
        return .images(LoadedImages(reading, input.path.text, SymbolTable(base: symbols), limits))
      }
      if input.isPerhapsReport, try !ReportInput.mayBeReport(input) { return .noReport }
      let bytes = try InputReader.read(input, limit: limits.bytes)
      if input.isStandardInput, let reading = ImageInput.read(bytes: bytes, name: input.path.text) {
        return .images(LoadedImages(reading, input.path.text, SymbolTable(base: symbols), limits))
      }
      if bytes.isEmpty, InputFinder.archiveSuffixes.contains(where: input.path.hasSuffix) {
        // As a text it would be one without documents, and nobody would hear of it.
        throw InputProblem(path: input.path.text, message: "is empty, and no archive")
      }
      if ReportInput.isBlank(bytes), input.path.hasSuffix(".json") {
        // A program that failed leaves such a file in the place of its report.
        throw InputProblem(path: input.path.text, message: "is empty, and no JSON")
      }
      let form = InputForm.of(path: input.path, bytes: bytes)
      let loaded = parse(SourceFile(name: input.path.text, bytes: bytes), form, symbols, limits)
      if input.isPerhapsReport, !loaded.isOfImages {
        let isOfReports = InputFinder.ownReportSuffixes.contains(where: input.path.hasSuffix)
        if !loaded.isBroken || !isOfReports { return .noReport }
      }
      return loaded
    } catch {
      return .problem(error)
    }
  }

  /// Reads texts that are in memory.
  static func read(
    _ sources: [(text: SourceFile, form: InputForm)], symbols: SymbolTable, run: RunFacts, options: CheckOptions,
    build: BuildPlan
  ) -> Workspace {
    let limits = options.limits.limits
    let loaded = Workers.map(
      sources.count, jobs: options.jobs, state: {}, work: { parse(sources[$1].text, sources[$1].form, symbols, limits) }
    )
    return Workspace(loaded, problems: [], gaps: [], symbols, run: run, options, build)
  }

  /// The keys that only one input has stand in a table of its own.
  private static func parse(
    _ source: SourceFile, _ form: InputForm, _ symbols: SymbolTable, _ limits: Limits
  ) -> Loaded {
    guard form == .document else { return .dockerfile(source) }
    let own = SymbolTable(base: symbols)
    if let reading = ReportInput.read(source, own, limits) {
      return .images(LoadedImages(reading, source.name, own, limits))
    }
    let arena = DocumentReader.read(source, symbols: own, limits: limits)
    if !arena.failures.isEmpty, let sequence = ReportInput.readSequence(source, SymbolTable(base: symbols), limits) {
      switch sequence {
      case .reading(let reading): return .images(LoadedImages(reading, source.name, own, limits))
      case .broken(let part): return .problem(InputProblem(brokenIn: part))
      }
    }
    if EarlierReport.isOne(arena) { return .earlierReport }
    if let reading = ImageReader.images(in: arena) {
      return .images(LoadedImages(reading, source.name, own, limits))
    }
    let reports = ImageDocument.resources(in: arena).map {
      LoadedImages($0.reading, source.name, own, limits, objects: $0.nodes)
    }
    return .arena(arena, sizes(arena), .documents, reports)
  }

  /// Reads the Dockerfiles, now that it is known of which images the other inputs tell.
  private static func readDockerfiles(
    in loaded: inout [Loaded], _ symbols: SymbolTable, _ options: CheckOptions, _ build: BuildPlan,
    _ mirrors: ImageMirrors
  ) {
    var waiting: [(index: Int, source: SourceFile)] = []
    var records: [BaseImageRecord] = []
    for (index, input) in loaded.enumerated() {
      switch input {
      case .dockerfile(let source): waiting.append((index, source))
      case .images(let found): records += found.records
      default: break
      }
    }
    guard !waiting.isEmpty else { return }
    let images = BaseImageIndex(records, mirrors: mirrors)
    let (dockerfiles, limits) = (waiting, options.limits.limits)
    let arenas = Workers.map(
      dockerfiles.count, jobs: options.jobs, state: {},
      work: { _, place in
        let source = dockerfiles[place].source
        var build = build.options(forDockerfile: source.name)
        build.baseImages = images
        let arena = DockerfileReader.read(
          source, symbols: SymbolTable(base: symbols), limits: limits, options: build, mirrors: mirrors)
        return Loaded.arena(arena, sizes(arena), .dockerfile, nil)
      })
    for (place, arena) in zip(waiting, arenas) { loaded[place.index] = arena }
  }

  static func sizes(_ arena: Arena) -> [DocumentSizes] {
    arena.roots.map { DocumentSizes(of: $0, in: arena) }
  }

  /// - Parameter gaps: what may be missing by the way in which the inputs were given.
  private init(
    _ loaded: [Loaded], problems: [InputProblem], gaps: [DocumentGap], _ symbols: SymbolTable, run: RunFacts,
    _ options: CheckOptions, _ build: BuildPlan
  ) {
    var loaded = loaded
    Self.completeReports(&loaded, symbols, options.limits.limits, run)
    Self.readDockerfiles(in: &loaded, symbols, options, build, run.mirrors)
    self.init(
      loaded, problems: problems, gaps: options.extent == .part ? [DocumentGap(.part)] : gaps, run: run,
      isWhole: options.extent == .whole, keepsCopies: options.keepsCopies)
    unmetPath = build.unmet(
      by: loaded.compactMap { input in
        if case .arena(let arena, _, .dockerfile, _) = input { arena.source.name } else { nil }
      }, unread: notEvaluated.map(\.file))
  }

  /// The workspace itself.
  ///
  /// - Throws: an option that says something of Dockerfiles at a path at which there is none. Whoever wrote it would believe
  ///   that another stage was looked at.
  func heldToOptions() throws(OptionError) -> Workspace {
    if let unmetPath { throw unmetPath }
    return self
  }

  private init(
    _ loaded: [Loaded], problems: [InputProblem], gaps: [DocumentGap], run: RunFacts, isWhole: Bool,
    keepsCopies: Bool
  ) {
    let documents = DocumentSet()
    let catalogue = Catalogue()
    var classification = Classification()
    var largest = DocumentSizes()
    var together = KindSizes()
    var notEvaluated = problems.map { CheckReport.NotEvaluated($0) }
    var earlierReports = 0
    // What could not be read, or is not what it says it is, may be what a join looks for.
    var gaps = gaps + problems.map(MissingDocuments.gap)
    var hidden = HiddenDocuments(run: run)
    func add(
      _ arena: Arena, _ sizes: [DocumentSizes], _ classified: Classification, _ domain: MissingDocuments.Domain
    ) {
      for size in sizes {
        largest.formMaximum(size)
        together.add(size)
      }
      classification.merge(classified)
      let unread = arena.failures.map { CheckReport.NotEvaluated($0, in: arena.source) }
      let unidentified = Self.unidentified(classified, in: arena)
      notEvaluated += Self.limited(unread + unidentified, of: arena.source)
      gaps += unread.map { MissingDocuments.gap($0, in: domain) }
      for (problem, shown) in zip(classified.unidentified, unidentified) {
        var document = hidden.find(problem.node, in: arena)
        document.isInSet = false
        gaps += [MissingDocuments.gap(document, file: shown.file, line: shown.line ?? 1, message: shown.message)]
          .compactMap(\.self)
      }
      for problem in classified.problems where problem.subject == .document {
        let line = arena.source.place(of: arena.span(problem.node).start).line
        let gap = MissingDocuments.gap(
          hidden.find(problem.node, in: arena), file: arena.source.name, line: line, message: problem.message)
        if let gap { gaps.append(gap) }
      }
    }
    func add(_ images: LoadedImages) {
      if let gap = images.gap { gaps.append(gap) }
      for (text, sizes) in images.texts {
        add(text.arena, sizes, ImageClassifier.classify(text, into: documents), .image)
      }
    }
    for input in loaded {
      switch input {
      case .problem(let problem):
        notEvaluated.append(.init(problem))
        gaps.append(MissingDocuments.gap(problem))
      // All Dockerfiles have been read by now.
      case .noImage, .noReport, .dockerfile: break
      case .earlierReport: earlierReports += 1
      case .images(let images): add(images)
      case .arena(let arena, let sizes, .documents, let reports):
        var classified = KubernetesClassifier.classify(arena, into: documents, catalogue: catalogue, run: run)
        classified.unrecognised.removeAll { reports?.objects.contains($0.node) == true }
        add(arena, sizes, classified, .kubernetes)
        if let reports { add(reports) }
      case .arena(let arena, let sizes, .dockerfile, _):
        add(arena, sizes, DockerfileClassifier.classify(arena, into: documents), .dockerfile)
      }
    }
    if !isWhole { for gap in gaps { documents.add(gap) } }
    schemas = classification.readCustomResources(in: documents)
    copies = keepsCopies ? ObjectCopies() : ObjectCopies(in: documents)
    classification.remove(copies.repeated, in: documents)
    self.documents = documents
    unitCount = classification.unitCount
    self.classification = classification
    self.notEvaluated = notEvaluated
    self.earlierReports = earlierReports
    self.run = run
    self.largest = largest
    self.together = together
  }

  /// The documents of one input that are named where they are not evaluated; the rest would say nothing new.
  private static let notEvaluatedLimit = 1_000

  private static func limited(_ all: [CheckReport.NotEvaluated], of source: SourceFile) -> [CheckReport.NotEvaluated] {
    guard all.count > notEvaluatedLimit else { return all }
    let rest = all.count - notEvaluatedLimit
    let message = "and \(rest) more documents of this input that cannot be evaluated"
    return all.prefix(notEvaluatedLimit) + [
      .init(file: source.name, line: all[notEvaluatedLimit].line, message: message)
    ]
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
    EvaluationContext(
      documents: documents, scratch: Scratch(), run: run, schemas: schemas, identities: identities)
  }
}

extension InputProblem {
  /// Of several texts in one input, of which those before the failure have reports.
  fileprivate init(brokenIn arena: Arena) {
    let failure = arena.failures[0]
    let line = arena.source.place(of: failure.span.start).line
    self.init(path: arena.source.name, message: "has reports, and cannot be read at line \(line): \(failure.message)")
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
