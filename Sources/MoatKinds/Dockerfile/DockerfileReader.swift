package import MoatDockerfile
package import MoatDocument
import MoatShell
package import MoatSource

/// Makes a Dockerfile a document: what `MoatDockerfile` and `MoatShell` understood of it, each value with its place.
///
/// The document is one object of the kind `dockerfile`. Each thing stands in it once; what refers to another (a stage to its
/// instructions, a pipeline to its commands) has its number, and the facts of `DockerfileFacts` follow it. A value that
/// cannot be known is an unknown node, and a list of which a part is hidden ends in one.
package enum DockerfileReader {
  /// - Parameter mirrors: give the image that comes of the file more names.
  package static func read(
    _ source: SourceFile, symbols: SymbolTable, limits: Limits = Limits(), options: BuildOptions = BuildOptions(),
    mirrors: ImageMirrors = ImageMirrors()
  ) -> Arena {
    guard source.bytes.count <= limits.bytes else {
      return ArenaBuilder.failed(
        ReadFailure("is larger than the limit of \(limits.bytes) bytes", at: .zero), source: source, symbols: symbols)
    }
    let evaluated = EvaluatedDockerfile(StagedDockerfile(DockerfileParser.parse(source)), options: options)
    let lowering = DockerfileLowering(evaluated, source: source, options: options, mirrors: mirrors)
    var writer = DocumentWriter(source: source, symbols: symbols, limits: limits)
    lowering.write(to: &writer)
    return writer.finish()
  }
}

/// Writes the document of one Dockerfile: the file and its stages.
struct DockerfileLowering {
  let dockerfile: EvaluatedDockerfile
  let source: SourceFile
  let options: BuildOptions
  private let mirrors: ImageMirrors
  /// The stages that have a name, the last of one name.
  private(set) var stageNames: [ByteText: Int] = [:]
  /// The stages that others are built on.
  private var bases: Set<Int> = []
  /// What the variables of all RUN instructions may still come to.
  let allowance = FillingAllowance()
  let unreadScripts = UnreadScripts()
  /// Lines at which an instruction ends that has an empty line in it.
  private(set) var linesWithGap: Set<Int> = []

  init(
    _ dockerfile: EvaluatedDockerfile, source: SourceFile, options: BuildOptions, mirrors: ImageMirrors = ImageMirrors()
  ) {
    self.dockerfile = dockerfile
    self.source = source
    self.options = options
    self.mirrors = mirrors
    for stage in dockerfile.stages {
      if let name = stage.stage.name { stageNames[name] = stage.stage.index }
      if case .stage(let parent) = stage.base { bases.insert(parent) }
    }
    for problem in dockerfile.staged.dockerfile.problems where problem.kind == .emptyContinuationLine {
      linesWithGap.insert(problem.line)
    }
  }

  private var wholeSpan: Span { Span(0..<source.bytes.count) }

  func write(to writer: inout DocumentWriter) {
    writer.object(at: wholeSpan) { writer in
      writer.key("kind")
      writer.text(DockerfileClassifier.kindName, at: .zero)
      writer.key("path")
      writer.text(source.name, at: .zero)
      writer.key("escape")
      writer.text([dockerfile.staged.dockerfile.escape], at: .zero)
      writeDirectives(&writer)
      writeProblems(&writer)
      writeBuilds(&writer)
      var ranges: [Range<Int>] = []
      writer.key("instructions")
      writer.list(at: wholeSpan) { ranges = writeInstructions(&$0) }
      writeStages(ranges, &writer)
      if let place = unreadScripts.place {
        writer.key("unreadScripts")
        writer.list(at: place) { $0.unknown(unreadScripts.message, at: place, flags: .foreign) }
      }
    }
  }

  /// What a stage is to the image that is built.
  struct TargetPart {
    var isTarget: Bool
    var isNeeded: Bool
    var isKept: Bool
  }

  /// By the number of the stage; nil where the target that is asked for is no stage of this file.
  private func targetParts() -> [TargetPart]? {
    guard options.target != .all else {
      return dockerfile.stages.map { _ in TargetPart(isTarget: true, isNeeded: true, isKept: true) }
    }
    guard let target = dockerfile.target(options)?.stage.index else { return dockerfile.stages.isEmpty ? [] : nil }
    let needed = StageGraph.reachable(from: target, dockerfile.dependencies)
    let kept = lineage(ofTarget: target)
    return dockerfile.stages.indices.map {
      TargetPart(isTarget: $0 == target, isNeeded: needed.contains($0), isKept: kept.contains($0))
    }
  }

  private func writeStages(_ ranges: [Range<Int>], _ writer: inout DocumentWriter) {
    let parts = targetParts()
    writer.key("stages")
    writer.list(at: wholeSpan) { writer in
      for (stage, range) in zip(dockerfile.stages, ranges) {
        StageLowering(stage, self).write(range, parts?[stage.stage.index], &writer)
      }
    }
    if let target = dockerfile.target(options)?.stage {
      writer.key("finalStage")
      writer.int(target.index, at: target.node.span)
    } else if parts == nil {
      writer.key("finalStage")
      writeNoTarget(at: wholeSpan, &writer)
    }
  }

  func writeNoTarget(at span: Span, _ writer: inout DocumentWriter) {
    writer.unknown("which stage is built is not known: the file does not have the one that is asked for", at: span)
  }

  /// The final stage and those that it is built on: their layers are in the image.
  private func lineage(ofTarget target: Int) -> Set<Int> {
    var kept: Set<Int> = []
    var next: Int? = target
    while let index = next, kept.insert(index).inserted {
      if case .stage(let parent) = dockerfile.stages[index].base { next = parent } else { next = nil }
    }
    return kept
  }

  private func writeDirectives(_ writer: inout DocumentWriter) {
    writer.key("directives")
    writer.object(at: wholeSpan) { writer in
      var seen: Set<String> = []
      for directive in dockerfile.staged.dockerfile.directives {
        guard seen.insert(directive.name.rawValue).inserted else { continue }
        writer.key(Array(directive.name.rawValue.utf8), at: directive.value.span)
        writer.text(directive.value.text.bytes, at: directive.value.span)
      }
    }
  }

  /// What BuildKit would refuse: each is a finding of Moat's own.
  private func writeProblems(_ writer: inout DocumentWriter) {
    let staged = dockerfile.staged
    let target = dockerfile.targetProblem(options).map { [$0] } ?? []
    let problems =
      (target + staged.dockerfile.problems + staged.problems + dockerfile.problems(ofBuilding: options)
      + dockerfile.referenceProblems)
      .filter { !$0.isWarning && !$0.isConditional }
    writer.key("problems")
    writer.list(at: wholeSpan) { writer in
      var seen: Set<Problem> = []
      for problem in problems.prefix(DockerfileLimits.problems) where seen.insert(problem).inserted {
        writer.text(problem.message, at: problem.span)
      }
    }
  }

  /// The names of the image that comes of the file. A comment that cannot be followed names one that nobody knows, and is a
  /// finding of Moat's own.
  private func writeBuilds(_ writer: inout DocumentWriter) {
    let comments = ImageComment.read(dockerfile.staged.dockerfile)
    writer.key("builds")
    writer.list(at: wholeSpan) { writer in
      func write(_ name: [UInt8], at span: Span) {
        for name in [name] + mirrors.otherNames(of: name) { writer.text(name, at: span) }
      }
      for name in options.imageNames { write(name.bytes, at: .zero) }
      for comment in comments {
        for name in comment.references { write(name.text.bytes, at: name.span) }
        guard comment.problem != nil else { continue }
        writer.unknown("which image this comment names is not known", at: comment.span)
      }
    }
    writer.key("commentProblems")
    writer.list(at: wholeSpan) { writer in
      for comment in comments {
        if let problem = comment.problem { writer.text("this comment names no image: \(problem)", at: comment.span) }
      }
    }
  }

  /// All instructions in the order of the file; answers which of them belong to each stage, FROM first.
  private func writeInstructions(_ writer: inout DocumentWriter) -> [Range<Int>] {
    for instruction in dockerfile.staged.globalArguments {
      InstructionLowering(instruction, step: nil, stage: nil, self).write(&writer)
    }
    var next = dockerfile.staged.globalArguments.count
    var environments: [Int: RunEnvironment] = [:]
    var filesOfStages: [Int: FetchedFiles] = [:]
    return dockerfile.stages.map { stage in
      var environment = RunEnvironment(of: stage, environments)
      let files = StageFiles(of: stage, filesOfStages)
      let from = Instruction(node: stage.stage.node, content: .from(stage.stage.from))
      InstructionLowering(from, step: nil, stage: stage, self).write(&writer)
      // Triggers of a base that is a stage of this file stand there, as ONBUILD.
      let first = next + 1
      next = first
      for step in stage.steps {
        environment.apply(step.changes)
        guard !step.isTrigger else { continue }
        var lowering = InstructionLowering(step.instruction, step: step, stage: stage, self)
        lowering.environment = environment
        lowering.stageFiles = files
        files.apply(step, self)
        lowering.write(&writer)
        next += 1
      }
      if bases.contains(stage.stage.index) { environments[stage.stage.index] = environment }
      if bases.contains(stage.stage.index) || !files.fetched.isEmpty {
        filesOfStages[stage.stage.index] = files.fetched
      }
      return first - 1..<next
    }
  }

  /// What `--from` names: a stage by its name or number, or an image. A name that only a later stage has is an image's.
  func origin(_ from: Token) -> Origin {
    if let number = Int(from.text.description) {
      return dockerfile.stages.indices.contains(number) ? .stage(number, from.text) : .nothing(from.text)
    }
    if let index = stageNames[from.text.lowercased] { return .stage(index, from.text) }
    return from.text == "scratch" ? .scratch : .image(from.text)
  }

  /// Where files or a base come from: an image, a stage of this file, or nothing.
  func writeOrigin(
    _ target: Origin, written: Token, isKnown: Bool, why: String, pieces: [ByteText] = [],
    _ writer: inout DocumentWriter
  ) {
    let span = written.span
    writer.object(at: span) { writer in
      writer.key("written")
      writer.text(written.text.bytes, at: span)
      writer.key("scratch")
      writer.bool(target == .scratch, at: span)
      guard isKnown else {
        writer.key("text")
        writer.unknown(why, pieces: pieces, at: span)
        writer.key("image")
        writer.unknown(why, pieces: pieces, at: span)
        writeParts(ImageParts(pieces: pieces), why, at: span, &writer)
        return
      }
      writer.key("text")
      switch target {
      case .scratch:
        writer.text("scratch", at: span)
      case .image(let name):
        writer.text(name.bytes, at: span)
        writer.key("image")
        writer.text(name.bytes, at: span)
        writeParts(ImageParts(name), "`\(name.excerpt)` is not a valid image reference", at: span, &writer)
      case .stage(let index, let name):
        writer.text(name.bytes, at: span)
        writer.key("stageNumber")
        writer.int(index, at: span)
      case .nothing(let name):
        writer.text(name.bytes, at: span)
      }
    }
  }

  private func writeParts(_ parts: ImageParts, _ why: String, at span: Span, _ writer: inout DocumentWriter) {
    for (key, part): (StaticString, ImageParts.Part) in [("tag", parts.tag), ("digest", parts.digest)] {
      guard part != .absent else { continue }
      writer.key(key)
      switch part {
      case .known(let text): writer.text(text, at: span)
      case .partial(let pieces): writer.unknown(why, pieces: pieces.map(\.bytes), at: span)
      case .absent, .unknown: writer.unknown(why, at: span)
      }
    }
  }

  /// What an origin is.
  enum Origin: Hashable {
    case scratch
    case image(ByteText)
    case stage(Int, ByteText)
    /// A number that no stage has.
    case nothing(ByteText)
  }
}
