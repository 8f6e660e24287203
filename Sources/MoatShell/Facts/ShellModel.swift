package import MoatSource

/// What one RUN does, as far as its text says: its commands, wherever they stand, in the order in which they would run.
package struct ShellModel: Sendable {
  /// The text itself first, then each script inside it.
  package var scripts: [ShellScript] = []
  package var commands: [CommandUse] = []
  package var pipelines: [PipelineUse] = []
  package var packageOperations: [PackageOperation] = []
  package var cacheRemovals: [CacheRemoval] = []
  /// Why the model is only a part: the text, or a script inside it, cannot be parsed, or its shell is not one of ours.
  /// Then nothing may be concluded from what is absent.
  package var failure: ShellFailure?
  /// Files that were fetched, by this text or before it, and that nothing has verified since.
  package var files = FetchedFiles()
  /// The program that reads the text, if it is none of ours: the whole text is the failure.
  package var foreignShell: String?
  /// How much text came of variables, as `ShellEnvironment.allowance` counts it.
  package var filledBytes = 0

  /// How many scripts may stand inside each other, by `sh -c` and `eval`.
  package static let maximumScriptLevels = 4

  /// The shell form: a text, read by the shell that SHELL names.
  package static func read(
    _ text: ShellText, shell: ShellInvocation = .standard, variables: ShellEnvironment = ShellEnvironment(),
    files: consuming FetchedFiles = FetchedFiles()
  ) -> ShellModel {
    guard shell.dialect != .other else {
      var model = ShellModel()
      model.files = files
      let name = shell.program ?? "an unknown shell"
      model.foreignShell = name
      model.failure = ShellFailure(
        message: "the text is read by `\(name)`, which is not a POSIX shell", span: text.map.span(0..<text.bytes.count))
      return model
    }
    let script = ShellParser.parse(text)
    let isBash = shell.program == "bash"
    // Others than these split words in their own ways, and files of a user may set anything.
    let isFollowed = (isBash || shell.dialect == .posix) && !shell.readsFiles
    let known = KnownVariables(
      variables, isBash: isBash, isLost: !isFollowed || (isBash && variables.maySet("BASH_ENV")))
    var flattener = Flattener(options: shell.options, variables: known)
    flattener.files = files
    flattener.files.beginScript()
    flattener.add(script)
    return flattener.finished()
  }

  /// The exec form: a program and its arguments, with the place of each. No shell expands anything.
  package static func read(
    arguments: [(text: String, span: Span)], variables: ShellEnvironment = ShellEnvironment(),
    files: consuming FetchedFiles = FetchedFiles()
  ) -> ShellModel {
    let words = arguments.map { ShellWord(known: $0.text, span: $0.span, map: OffsetMap(whole: $0.span)) }
    let known = KnownVariables(variables, isBash: false, isLost: false)
    var flattener = Flattener(options: ShellOptions(), variables: known)
    flattener.files = files
    flattener.files.beginScript()
    guard let first = words.first, let last = words.last else { return flattener.finished() }
    let span = first.span.joined(with: last.span)
    let command = ShellCommand(form: .simple(SimpleCommand(words: words)), redirections: [], span: span)
    let pipeline = ShellPipeline(
      isNegated: false, isTimed: false, commands: [command], pipesErrors: [], span: span)
    flattener.add(
      ShellScript(statements: [
        ShellStatement(pipelines: [pipeline], connectors: [], terminator: .end, span: span)
      ]))
    return flattener.finished()
  }

  /// Nothing is hidden: all was parsed, and no command runs a script that is not known.
  package var isComplete: Bool {
    failure == nil && !commands.contains { $0.script == .unknown || ($0.name == nil && !$0.words.isEmpty) }
  }

  /// `cmd || true`: a failure of this pipeline is thrown away.
  package func ignoresFailure(ofPipeline index: Int) -> Bool {
    guard pipelines[index].after == .or else { return false }
    // The pipelines of the same statement stand behind it, with what is inside of them in between.
    guard let next = pipelines[(index + 1)...].first(where: { $0.statement == pipelines[index].statement }),
      next.commands.count == 1, let name = commands[next.commands.lowerBound].name
    else { return false }
    return name == "true" || name == ":"
  }

  /// The indices of the commands with one of these names, wrappers looked through.
  package func commands(named names: String...) -> [Int] {
    commands.indices.filter { index in commands[index].name.map(names.contains) ?? false }
  }
}
