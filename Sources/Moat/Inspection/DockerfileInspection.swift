package import MoatDockerfile
package import MoatSource

/// One Dockerfile as `moat inspect` shows it, and as the tests hold it against BuildKit: its tree, and the image that a
/// build of it would come to.
package struct DockerfileInspection: Sendable {
  /// What somebody who builds would say beside the file.
  package struct Options: Sendable {
    /// The name or number of a stage; the last one if nil.
    package var target: String?
    /// Values of `--build-arg` by name.
    package var arguments: [String: String] = [:]
    /// Of the image: `linux/arm64`, `linux/arm/v7`; `linux/amd64` if nil.
    package var platform: String?

    package init() {}
  }

  private let dockerfile: Dockerfile

  package init(_ source: SourceFile) { dockerfile = DockerfileParser.parse(source) }

  /// The files that arguments name, and of a folder those that are called Dockerfiles.
  package static func find(_ paths: [String]) -> FoundInputs {
    InputFinder(suffixes: [], names: DockerfileName.matches).find(paths)
  }

  /// The tree in the notation of BuildKit's tests, a line an instruction. An instruction that is not known is in it, without
  /// its words: that is an error of what the tree means, not of the tree.
  package func tree() throws(DockerfileErrors) -> String {
    try refuse(dockerfile.problems)
    return SExpression.of(dockerfile)
  }

  /// The image that the target comes to.
  ///
  /// - Throws: `DockerfileErrors` where BuildKit would not build it; `OptionError` for an option that does not fit.
  package func image(_ options: Options = Options()) throws -> DockerfileImage {
    let build = try Self.buildOptions(options)
    let staged = StagedDockerfile(dockerfile)
    try refuse(dockerfile.problems + staged.problems)
    let evaluated = EvaluatedDockerfile(staged, options: build)
    guard let target = evaluated.target(build) else {
      if let wanted = options.target { throw OptionError(Self.unknown(wanted, evaluated)) }
      try refuse([
        Problem(.noStage, "the file has no FROM, so that nothing is built", at: Span(0..<0), line: 1)
      ])
      return DockerfileImage(configuration: ImageConfiguration(), notes: [])
    }
    let problems = evaluated.problems
    try refuse(options.target == nil ? problems : Self.problems(problems, ofBuilding: target, evaluated))
    return DockerfileImage(
      configuration: target.image, notes: Self.notes(target, evaluated) + Self.unused(options, staged))
  }

  private func refuse(_ problems: [Problem]) throws(DockerfileErrors) {
    let errors = problems.filter { !$0.isWarning }
    if !errors.isEmpty { throw DockerfileErrors(source: dockerfile.source, problems: errors) }
  }

  // MARK: Options

  private static func buildOptions(_ options: Options) throws(OptionError) -> BuildOptions {
    var build = BuildOptions()
    build.target = options.target.map { ByteText($0) }
    for (name, value) in options.arguments { build.arguments[ByteText(name)] = ByteText(value) }
    if let platform = options.platform {
      let parts = platform.split(separator: "/", omittingEmptySubsequences: false)
      guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
        throw OptionError("'\(platform)' is no platform: write OS/ARCHITECTURE, as linux/arm64, or with a variant")
      }
      build.targetPlatform = ByteText(platform)
    }
    return build
  }

  private static func unknown(_ wanted: String, _ evaluated: EvaluatedDockerfile) -> String {
    let names = evaluated.stages.compactMap { $0.stage.name?.description }
    let near = Suggestion.nearest(to: wanted, among: names).map { "; did you mean \($0)?" }
    let count = evaluated.stages.count
    return "there is no stage '\(wanted)': the file has \(count == 1 ? "one" : "\(count)")\(near ?? "")"
  }

  // MARK: What a target needs

  /// Stages that the target does not need are not built, and what is wrong with their instructions stops nobody. What they
  /// stand on and take files from is looked at all the same, by BuildKit too.
  private static func problems(
    _ problems: [Problem], ofBuilding target: EvaluatedStage, _ evaluated: EvaluatedDockerfile
  ) -> [Problem] {
    let needed = StageGraph.reachable(from: target.stage.index, evaluated.dependencies)
    let ofGraph: Set<Problem.Kind> = [.unknownStageIndex, .laterStage, .circularStages, .tooManyStages]
    return problems.filter { problem in
      let stage = evaluated.stages.last { $0.stage.node.startLine <= problem.line }
      guard let stage, stage.stage.node.startLine < problem.line else { return true }
      return needed.contains(stage.stage.index) || ofGraph.contains(problem.kind)
    }
  }

  // MARK: What is not known

  private static let fieldNames: [(EvaluatedStage.Fields, String)] = [
    (.user, "User"), (.workingDirectory, "WorkingDir"), (.entrypoint, "Entrypoint"), (.command, "Cmd"),
    (.healthcheck, "Healthcheck"), (.shell, "Shell"), (.stopSignal, "StopSignal"),
  ]

  private static func notes(_ target: EvaluatedStage, _ evaluated: EvaluatedDockerfile) -> [String] {
    guard target.known != .all else { return [] }
    var notes: [String] = []
    if case .image(let name) = evaluated.origin(of: target.stage.index) {
      notes.append("of the base image \(name.excerpt) nothing is known: it is taken to have PATH, and nothing else")
    }
    let open = fieldNames.filter { !target.known.contains($0.0) }.map(\.1)
    if !open.isEmpty { notes.append("not settled by this file: \(open.joined(separator: ", "))") }
    if !target.known.contains(.sets) {
      notes.append("Env, Labels, ExposedPorts, Volumes and OnBuild may hold more than is shown")
    }
    return notes
  }

  private static func unused(_ options: Options, _ staged: StagedDockerfile) -> [String] {
    var declared: Set<ByteText> = []
    for instruction in staged.globalArguments + staged.stages.flatMap(\.instructions) {
      guard case .arg(let names) = instruction.content else { continue }
      declared.formUnion(names.map(\.name.text))
    }
    return options.arguments.keys.sorted().filter { !declared.contains(ByteText($0)) }.map {
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
      return "\(name):\(place.line):\(place.column): error: \(CodeFrame.sanitized(problem.message))\n"
        + CodeFrame.render(problem.span, in: source)
    }.joined()
  }
}
