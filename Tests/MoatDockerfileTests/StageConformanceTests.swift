import MoatSource
import MoatTestSupport
import Testing

@testable import MoatDockerfile

/// Instructions, stages and image configurations agree with BuildKit's, file by file.
@Suite struct StageConformanceTests {
  /// A part of BuildKit's message, and what it is here.
  private static let meanings: [(String, Problem.Kind)] = [
    ("requires at least two arguments", .missingDestination), ("unknown instruction", .unknownInstruction),
    ("no build stage in current context", .noStage), ("unknown flag", .unknownFlag),
    ("doesn't support variable expansion", .variableInFrom), ("FROM requires either one or three", .fromArguments),
    ("requires at least one argument", .missingArgument), ("requires exactly one argument", .notOneArgument),
    ("isn't allowed as an ONBUILD trigger", .forbiddenTrigger), ("Chaining ONBUILD", .chainedOnbuild),
    ("cannot accept a heredoc", .heredocDestination),
  ]

  @Test func instructionErrorsAgreeOverAllCorpora() throws {
    guard Corpus.folder != nil else { return print("skipped: no corpora") }
    var counts: [[Int]] = []
    for file in Corpus.files {
      var errors = Agreement()
      var clean = Agreement()
      for item in Corpus.cases(file) where item.verdict.string("sexp") != nil {
        let staged = StagedDockerfile(DockerfileParser.parse(item.source))
        let ours = staged.problems.first.map { "\($0.kind) \($0.line)" } ?? "none"
        if let message = item.verdict.string("instr_err") {
          let kind = Self.meanings.first { message.contains($0.0) }.map { "\($0.1)" } ?? message
          errors.check(item.name, ours, "\(kind) \(item.verdict.integer("err_line") ?? 0)")
        } else {
          clean.check(item.name, ours, "none")
        }
      }
      errors.show("\(file), instruction errors")
      clean.show("\(file), instructions without error")
      counts.append([errors.agreed, clean.agreed])
      #expect(errors.differences.isEmpty && clean.differences.isEmpty, "\(file)")
    }
    #expect(counts == [[68, 682], [0, 469]])
  }

  @Test func stagesAgreeOverAllCorpora() throws {
    guard Corpus.folder != nil else { return print("skipped: no corpora") }
    var counts: [[Int]] = []
    for file in Corpus.files {
      var stages = Agreement()
      var arguments = Agreement()
      for item in Corpus.cases(file) {
        let staged = StagedDockerfile(DockerfileParser.parse(item.source))
        if let expected = item.verdict.node("stages") {
          stages.check(item.name, describe(staged), describe(item.verdict, expected))
        }
        // The table shows a name without a default as `name=`.
        let declared = staged.globalArguments.flatMap { $0.node.arguments.map(\.text.description) }
          .map { $0.contains("=") ? $0 : $0 + "=" }
        if let expected = item.verdict.node("meta_args") {
          arguments.check(item.name, declared, "\(item.verdict.strings(expected))")
        }
      }
      stages.show("\(file), stages")
      arguments.show("\(file), arguments before FROM")
      counts.append([stages.agreed, arguments.agreed])
      #expect(stages.differences.isEmpty && arguments.differences.isEmpty, "\(file)")
    }
    #expect(counts == [[681, 37], [469, 30]])
  }

  private func describe(_ staged: StagedDockerfile) -> String {
    staged.stages.map { stage in
      let names = stage.instructions.map { $0.node.keyword.text.description }
      let platform = stage.from.platform?.text.description ?? ""
      return "\(stage.name?.description ?? "") \(stage.from.base.text) \(platform) \(names)"
    }.joined(separator: "\n")
  }

  private func describe(_ verdict: Corpus.Verdict, _ list: UInt32) -> String {
    verdict.elements(list).map { stage in
      func text(_ key: String) -> String { verdict.child(stage, key).map { verdict.text($0) } ?? "" }
      let names = verdict.strings(verdict.child(stage, "Cmds"))
      return "\(text("Name")) \(text("Base")) \(text("Platform")) \(names)"
    }.joined(separator: "\n")
  }

  @Test func imageConfigurationsAgreeOverAllCorpora() throws {
    guard Corpus.folder != nil else { return print("skipped: no corpora") }
    var counts: [[Int]] = []
    for file in Corpus.files {
      var images = Agreement()
      var clean = Agreement()
      for item in Corpus.cases(file) {
        guard let expected = item.verdict.node("config"), item.verdict.string("build_err") == nil else { continue }
        let evaluated = EvaluatedDockerfile(StagedDockerfile(DockerfileParser.parse(item.source)))
        let image = try #require(evaluated.target()?.image, "\(item.name)")
        images.check(item.name, describe(image), describeConfiguration(item.verdict, expected))
        clean.check(item.name, evaluated.problems.first.map { "\($0)" } ?? "none", "none")
      }
      images.show("\(file), image configurations")
      clean.show("\(file), images without error")
      counts.append([images.agreed, clean.agreed])
      #expect(images.differences.isEmpty && clean.differences.isEmpty, "\(file)")
    }
    #expect(counts == [[628, 628], [469, 469]])
  }

  /// BuildKit's build errors that this floor does not find, by a part of their messages: they concern image references,
  /// files, the frontend, or BuildKit's own linter.
  private static let foreign = [
    "SOURCE_DATE_EPOCH", "lint violation",
    "failed to parse stage name", "device feature",
  ]

  @Test func buildErrorsAgreeOverAllCorpora() throws {
    guard Corpus.folder != nil else { return print("skipped: no corpora") }
    var errors = Agreement()
    var foreign = 0
    for item in Corpus.files.flatMap(Corpus.cases) {
      guard let message = item.verdict.string("build_err") else { continue }
      if Self.foreign.contains(where: { message.contains($0) }) {
        foreign += 1
        continue
      }
      let evaluated = EvaluatedDockerfile(StagedDockerfile(DockerfileParser.parse(item.source)))
      // Errors without a line are BuildKit's too: it forgets the place.
      let line = item.verdict.integer("err_line").map { "\($0)" }
      let ours = evaluated.problems.first.map { line == nil ? "a line" : "\($0.line)" } ?? "none"
      errors.check("\(item.name): \(message)", ours, line ?? "a line")
    }
    errors.show("build errors (\(foreign) beside them concern other things)")
    #expect(errors.differences.isEmpty)
    #expect([errors.agreed, foreign] == [34, 20])
  }

  /// Names that are used and not set, and empty continuation lines, as BuildKit's linter has them.
  @Test func warningsAgreeOverAllCorpora() throws {
    guard Corpus.folder != nil else { return print("skipped: no corpora") }
    var lines = Agreement()
    var names = Agreement()
    for item in Corpus.files.flatMap(Corpus.cases) {
      guard item.verdict.node("config") != nil, item.verdict.string("build_err") == nil else { continue }
      let dockerfile = DockerfileParser.parse(item.source)
      // A comment may silence the linter for the whole file or for one instruction.
      if item.source.text(Span(0..<item.source.bytes.count)).contains("check=") { continue }
      func theirs(_ rule: String) -> [Int] {
        let list = item.verdict.node("lint").map { item.verdict.elements($0) } ?? []
        return list.filter { item.verdict.child($0, "rule").map { item.verdict.text($0) } == rule }
          .map { item.verdict.integer("line", in: $0) ?? 0 }.sorted()
      }
      let empty = dockerfile.problems.filter { $0.kind == .emptyContinuationLine }.map(\.line)
      lines.check(item.name, empty, "\(theirs("NoEmptyContinuation"))")
      let evaluated = EvaluatedDockerfile(StagedDockerfile(dockerfile))
      let unmatched = evaluated.stages.flatMap { stage in
        stage.steps.flatMap { step in step.unmatched.map { _ in step.instruction.node.startLine } }
      }
      names.check(item.name, unmatched.sorted(), "\(theirs("UndefinedVar"))")
    }
    lines.show("empty continuation lines")
    names.show("undefined variables")
    #expect(lines.differences.isEmpty && names.differences.isEmpty)
    #expect([lines.agreed, names.agreed] == [1067, 1067])
  }

  private func describe(_ image: ImageConfiguration) -> String {
    var parts: [String] = []
    func add(_ name: String, _ values: [ByteText]) {
      if !values.isEmpty { parts.append("\(name) \(values.map(\.description))") }
    }
    add("Env", image.environment.pairs)
    add("User", image.user.isEmpty ? [] : [image.user])
    add("WorkingDir", image.workingDirectory.isEmpty ? [] : [image.workingDirectory])
    add("Entrypoint", image.entrypoint ?? [])
    add("Cmd", image.command ?? [])
    add("ArgsEscaped", image.hadCommand ? ["true"] : [])
    add("Labels", image.labels.pairs.sorted())
    add("ExposedPorts", image.exposedPorts.sorted())
    add("Volumes", image.volumes.sorted())
    if let health = image.healthcheck {
      let numbers = [health.interval, health.timeout, health.startPeriod, health.startInterval, Int64(health.retries)]
      parts.append("Healthcheck \(health.test.map(\.description)) \(numbers)")
    }
    add("Shell", image.shell ?? [])
    add("StopSignal", image.stopSignal.isEmpty ? [] : [image.stopSignal])
    add("OnBuild", image.onbuild)
    return parts.joined(separator: "\n")
  }

  private func describeConfiguration(_ verdict: Corpus.Verdict, _ config: UInt32) -> String {
    var parts: [String] = []
    for key in ["Env", "User", "WorkingDir", "Entrypoint", "Cmd", "ArgsEscaped", "Labels", "ExposedPorts", "Volumes"] {
      add(key)
    }
    func add(_ key: String) {
      guard let node = verdict.child(config, key) else { return }
      var values: [String]
      switch key {
      case "User", "WorkingDir", "StopSignal": values = [verdict.text(node)]
      case "ArgsEscaped": values = ["true"]
      case "Labels": values = verdict.elements(node).map { "\(verdict.key(of: $0))=\(verdict.text($0))" }
      case "ExposedPorts", "Volumes": values = verdict.elements(node).map { verdict.key(of: $0) }
      default: values = verdict.strings(node)
      }
      if ["Labels", "ExposedPorts", "Volumes"].contains(key) {
        values = values.map { ByteText($0) }.sorted().map(\.description)
      }
      if !values.isEmpty { parts.append("\(key) \(values)") }
    }
    if let health = verdict.child(config, "Healthcheck") {
      let numbers = ["Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"].map {
        Int64(verdict.integer($0, in: health) ?? 0)
      }
      parts.append("Healthcheck \(verdict.strings(verdict.child(health, "Test"))) \(numbers)")
    }
    for key in ["Shell", "StopSignal", "OnBuild"] { add(key) }
    return parts.joined(separator: "\n")
  }
}
