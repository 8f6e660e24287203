package import MoatDockerfile
import MoatDocument
import MoatImage
import MoatKinds
package import MoatSource

/// One Dockerfile as `moat inspect` shows it, and as the tests hold it against BuildKit: its tree, and the image that a
/// build of it would come to.
package struct DockerfileInspection: Sendable {
  /// What one input is to the inspection.
  package enum Part: Sendable {
    case dockerfile(SourceFile)
    /// What it tells of images, of which one may be the base.
    case images(Images)
    case neither
  }

  /// What metadata tells of images that FROM may name.
  package struct Images: Sendable {
    fileprivate var records: [BaseImageRecord]

    fileprivate init(_ reading: ImageReading) {
      records = reading.images.compactMap { BaseImageRecord($0, isBroken: !reading.problems.isEmpty) }
    }
  }

  private let dockerfile: Dockerfile
  private let records: [BaseImageRecord]

  package init(_ source: SourceFile, beside images: [Images] = []) {
    dockerfile = DockerfileParser.parse(source)
    records = images.flatMap(\.records)
  }

  /// - Throws: what stands against reading the input.
  package static func read(_ input: Input) throws(InputProblem) -> Part {
    if let reading = ImageInput.read(input) { return .images(Images(reading)) }
    let bytes = try InputReader.read(input, limit: CheckOptions.InputLimits().bytes)
    let source = SourceFile(name: input.path.text, bytes: bytes)
    if InputForm.of(path: input.path, bytes: bytes) == .dockerfile { return .dockerfile(source) }
    let arena = DocumentReader.read(source, symbols: SymbolTable(), limits: Limits())
    return ImageReader.images(in: arena).map { .images(Images($0)) } ?? .neither
  }

  /// The files that arguments name, and of a folder those that are called Dockerfiles.
  package static func find(_ paths: [String]) -> FoundInputs {
    InputFinder(suffixes: [], names: DockerfileName.matches).find(paths)
  }

  /// The tree in the notation of BuildKit's tests, a line an instruction. An instruction that is not known is in it, without
  /// its words: that is an error of what the tree means, not of the tree.
  package func tree(masksSecrets: Bool = false) throws(DockerfileErrors) -> String {
    try refuse(dockerfile.problems)
    return SExpression.of(dockerfile, masksSecrets: masksSecrets)
  }

  /// A text of the image without the secrets of the file.
  package func masked(_ text: String) -> String { dockerfile.source.masked(text) }

  /// The image that the target comes to.
  ///
  /// - Parameter mirrors: as in `CheckOptions`.
  /// - Throws: `DockerfileErrors` where BuildKit would not build it; `OptionError` for an option that does not fit.
  package func image(
    _ settings: CheckOptions.Build = CheckOptions.Build(), mirrors: [String: String] = [:]
  ) throws -> DockerfileImage {
    var build = try BuildPlan(settings).options(forDockerfile: dockerfile.source.name)
    build.baseImages = BaseImageIndex(records, mirrors: try CheckPlan.mirrors(mirrors))
    if build.target == .all { throw OptionError("one stage is shown, and the target is all of them: name one") }
    let staged = StagedDockerfile(dockerfile)
    try refuse(dockerfile.problems + staged.problems)
    let evaluated = EvaluatedDockerfile(staged, options: build)
    if let problem = evaluated.targetProblem(build) { throw OptionError(problem.message) }
    guard let target = evaluated.target(build) else {
      try refuse(evaluated.problems)
      return DockerfileImage(configuration: ImageConfiguration(), notes: [])
    }
    try refuse(evaluated.problems(ofBuilding: build) + evaluated.referenceProblems)
    return DockerfileImage(
      configuration: target.image, notes: Self.notes(target, evaluated) + Self.unused(settings, staged))
  }

  private func refuse(_ problems: [Problem]) throws(DockerfileErrors) {
    let errors = problems.filter { !$0.isWarning }
    if !errors.isEmpty { throw DockerfileErrors(source: dockerfile.source, problems: errors) }
  }

  // MARK: What is not known

  private static let fieldNames: [(EvaluatedStage.Fields, String)] = [
    (.user, "User"), (.workingDirectory, "WorkingDir"), (.entrypoint, "Entrypoint"), (.command, "Cmd"),
    (.healthcheck, "Healthcheck"), (.shell, "Shell"), (.stopSignal, "StopSignal"),
  ]

  private static let setNames: [(EvaluatedStage.Fields, String)] = [
    (.environment, "Env"), (.labels, "Labels"), (.exposedPorts, "ExposedPorts"), (.volumes, "Volumes"),
  ]

  private static func notes(_ target: EvaluatedStage, _ evaluated: EvaluatedDockerfile) -> [String] {
    guard target.known != .all else { return [] }
    var notes: [String] = []
    if case .image(let name) = evaluated.origin(of: target.stage.index) {
      let base = "of the base image \(name.excerpt)"
      if let problem = target.baseProblem { notes.append("\(base) nothing is known, because \(problem)") }
      notes.append(
        target.isBaseTold
          ? "not everything is known of \(name.excerpt) or given to the build: what is not is taken to be absent"
          : "\(base) nothing is known: it is taken to have PATH, and nothing else")
    }
    let open = fieldNames.filter { !target.known.contains($0.0) }.map(\.1)
    if !open.isEmpty { notes.append("not settled by this file: \(open.joined(separator: ", "))") }
    let growing = setNames.filter { !target.known.contains($0.0) }.map(\.1)
    if !growing.isEmpty { notes.append("may hold more than is shown: \(growing.joined(separator: ", "))") }
    return notes
  }

  private static func unused(_ build: CheckOptions.Build, _ staged: StagedDockerfile) -> [String] {
    var declared: Set<ByteText> = []
    for instruction in staged.globalArguments + staged.stages.flatMap(\.instructions) {
      guard case .arg(let names) = instruction.content else { continue }
      declared.formUnion(names.map(\.name.text))
    }
    return build.arguments.keys.sorted().filter { !declared.contains(ByteText($0)) }.map {
      "no ARG of this file is called \($0)"
    }
  }
}

/// What a build of a Dockerfile would come to.
package struct DockerfileImage: Sendable {
  package var configuration: ImageConfiguration
  /// What of it is not known, each a clause without a full stop.
  package var notes: [String]
}

/// Why a Dockerfile cannot be shown: what BuildKit would refuse.
package struct DockerfileErrors: Error, Sendable {
  package let source: SourceFile
  package let problems: [Problem]

  /// Each with its place and its line of the file.
  package var text: String {
    problems.map { problem in
      let place = source.place(of: problem.span.start)
      let name = CodeFrame.sanitized(source.name)
      return "\(name):\(place.line):\(place.column): error: \(CodeFrame.sanitized(source.masked(problem.message)))\n"
        + CodeFrame.render(problem.span, in: source)
    }.joined()
  }
}
