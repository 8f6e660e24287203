package import MoatDockerfile
package import MoatSource

/// One Dockerfile as `moat inspect` shows it, and as the tests hold it against BuildKit: its tree, and the image that a
/// build of it would come to.
package struct DockerfileInspection: Sendable {
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
  package func image(_ settings: CheckOptions.Build = CheckOptions.Build()) throws -> DockerfileImage {
    let build = try BuildPlan(settings).options(forDockerfile: dockerfile.source.name)
    if build.target == .all { throw OptionError("one stage is shown, and the target is all of them: name one") }
    let staged = StagedDockerfile(dockerfile)
    try refuse(dockerfile.problems + staged.problems)
    let evaluated = EvaluatedDockerfile(staged, options: build)
    if let problem = evaluated.targetProblem(build) { throw OptionError(problem.message) }
    guard let target = evaluated.target(build) else {
      try refuse([
        Problem(.noStage, "the file has no FROM, so that nothing is built", at: Span(0..<0), line: 1)
      ])
      return DockerfileImage(configuration: ImageConfiguration(), notes: [])
    }
    try refuse(evaluated.problems(ofBuilding: build))
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

  private static func notes(_ target: EvaluatedStage, _ evaluated: EvaluatedDockerfile) -> [String] {
    guard target.known != .all else { return [] }
    var notes: [String] = []
    if case .image(let name) = evaluated.origin(of: target.stage.index) {
      notes.append("of the base image \(name.excerpt) nothing is known: it is taken to have PATH, and nothing else")
    }
    let open = fieldNames.filter { !target.known.contains($0.0) }.map(\.1)
    if !open.isEmpty { notes.append("not settled by this file: \(open.joined(separator: ", "))") }
    if !target.known.isSuperset(of: .sets) {
      notes.append("Env, Labels, ExposedPorts, Volumes and OnBuild may hold more than is shown")
    }
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
      return "\(name):\(place.line):\(place.column): error: \(CodeFrame.sanitized(problem.message))\n"
        + CodeFrame.render(problem.span, in: source)
    }.joined()
  }
}
