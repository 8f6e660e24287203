internal import MoatSource

/// Goes through one stage as a build does.
struct StageEvaluator {
  var result: EvaluatedStage
  var expander: Expander
  private let options: BuildOptions
  private let globals: Variables
  private let uncertainGlobals: Set<ByteText>
  private let source: SourceFile
  private var hasCommand = false
  // Of the instruction in hand.
  private var words: [ByteText] = []
  private var unmatched: Set<ByteText> = []
  private var matched: Set<ByteText> = []
  private var changes: [EvaluatedStage.VariableChange] = []

  init(
    _ stage: Stage, _ dockerfile: EvaluatedDockerfile, _ names: [ByteText: Int], _ options: BuildOptions,
    _ expander: Expander
  ) {
    result = EvaluatedStage(stage: stage, base: .scratch)
    self.expander = expander
    self.options = options
    globals = dockerfile.globalVariables
    uncertainGlobals = dockerfile.uncertainGlobals
    source = dockerfile.staged.dockerfile.source
    begin(dockerfile, names)
  }

  // MARK: FROM

  private mutating func begin(_ dockerfile: EvaluatedDockerfile, _ names: [ByteText: Int]) {
    let from = result.stage.from
    do throws(Failure) {
      let base = try expander.expand(from.base.text, globals)
      result.unmatched.formUnion(base.unmatched)
      guard !base.text.isEmpty else {
        throw Failure(.blankBaseName, "the base `\(from.base.text.excerpt)` comes to nothing", at: from.base.span)
      }
      if let index = names[base.text] {
        result.base = .stage(index)
      } else {
        result.base = base.text == "scratch" ? .scratch : .image(base.text)
      }
      if let platform = from.platform {
        let expanded = try expander.expand(platform.text, globals)
        result.unmatched.formUnion(expanded.unmatched)
        guard !expanded.text.isEmpty else {
          throw Failure(.emptyPlatform, "the platform `\(platform.text.excerpt)` comes to nothing", at: platform.span)
        }
        result.platform = expanded.text
      }
    } catch {
      forgetBase()
      return result.problems.append(error.problem(in: result.stage.node))
    }
    do throws(Failure) {
      try inherit(dockerfile)
    } catch {
      forgetBase()
      result.problems.append(error.problem(in: result.stage.node))
    }
  }

  private mutating func inherit(_ dockerfile: EvaluatedDockerfile) throws(Failure) {
    switch result.base {
    case .scratch: result.image = .scratch
    case .image(let name): try inherit(imageNamed: name)
    case .stage(let index):
      try expander.charge(dockerfile.stages[index].image.weight)
      result.image = dockerfile.stages[index].image
      result.known = dockerfile.stages[index].known
      result.baseProblem = dockerfile.stages[index].baseProblem
      result.isBaseTold = dockerfile.stages[index].isBaseTold
      result.unknownVariables = dockerfile.stages[index].unknownVariables
      result.variables = dockerfile.stages[index].variables
      result.declared = dockerfile.stages[index].declared
      result.uncertainVariables = dockerfile.stages[index].uncertainVariables
    }
    result.baseVariables = result.image.environment
    // The image's own variables win over arguments of the base.
    for name in result.image.environment.names {
      result.variables.set(name, result.image.environment.value(of: name) ?? "")
    }
  }

  /// A name that depends on a variable without a value is the name of no image that could be looked for.
  private mutating func inherit(imageNamed name: ByteText) throws(Failure) {
    let base =
      result.unmatched.isEmpty
      ? options.baseImages?.image(named: name, platform: result.platform, target: options.targetPlatform) : nil
    switch base {
    case .known(let image, let fields):
      try expander.charge(image.weight)
      result.image = image
      result.known = fields
      result.isBaseTold = true
      if !fields.contains(.environment) { result.unknownVariables = ["PATH"] }
    case .unknown(let problem):
      result.baseProblem = problem
      forgetBase()
    case nil: forgetBase()
    }
  }

  /// Nobody knows what the image has; its `PATH` is a guess.
  private mutating func forgetBase() {
    result.known = []
    result.unknownVariables = ["PATH"]
  }

  mutating func run() {
    let triggers = result.image.onbuild
    result.image.onbuild = []
    for trigger in triggers { runTrigger(trigger) }
    for instruction in result.stage.instructions { run(instruction, isTrigger: false) }
  }

  private mutating func runTrigger(_ trigger: ByteText) {
    let dockerfile = DockerfileParser.parse(SourceFile(name: source.name, bytes: trigger.bytes))
    guard dockerfile.firstError == nil, dockerfile.instructions.count == 1 else {
      let problem = dockerfile.firstError?.message ?? "it is not one instruction"
      let failure = Failure(.forbiddenTrigger, "the ONBUILD trigger `\(trigger.excerpt)` cannot be read: \(problem)")
      return result.problems.append(failure.problem(in: result.stage.node))
    }
    do throws(Failure) {
      try expander.charge(trigger.count + 1024)
      run(try InstructionReader.read(dockerfile.instructions[0], in: dockerfile.source), isTrigger: true)
    } catch {
      // Its place is FROM, which brings the trigger in.
      let failure = Failure(error.kind, "in the ONBUILD trigger `\(trigger.excerpt)`, \(error.message)")
      result.problems.append(failure.problem(in: result.stage.node))
    }
  }

  private mutating func run(_ instruction: Instruction, isTrigger: Bool) {
    words = []
    unmatched = []
    matched = []
    changes = []
    let shell = result.image.shell
    do throws(Failure) {
      try apply(instruction.content)
    } catch {
      let span = isTrigger ? result.stage.node.keyword.span : error.span
      let failure = Failure(error.kind, error.message, at: span)
      result.problems.append(failure.problem(in: isTrigger ? result.stage.node : instruction.node))
    }
    result.steps.append(
      EvaluatedStage.Step(
        instruction: instruction, isTrigger: isTrigger, words: words,
        unmatched: unmatched.subtracting(result.declared), shell: shell, isKnown: areWordsKnown,
        changes: changes))
  }

  // MARK: Instructions

  private mutating func apply(_ content: Instruction.Content) throws(Failure) {
    switch content {
    case .add(let files), .copy(let files): try applyFiles(files)
    case .arg(let declarations): for declaration in declarations { try declare(declaration) }
    case .cmd(let command):
      result.image.command = result.image.words(of: command)
      result.image.hadCommand = true
      hasCommand = true
      setKnown(.command, if: command.form == .exec || result.known.contains(.shell))
    case .entrypoint(let command): applyEntrypoint(command)
    case .env(let pairs):
      for pair in try expand(pairs) {
        setVariable(pair.name, pair.value, isKnown: pair.isKnown, isCertain: pair.isCertain)
        result.image.environment.set(pair.name, pair.value)
      }
      keepKnown(.environment, if: areWordsKnown)
    case .expose(let ports): try applyPorts(ports)
    case .from: break
    case .healthcheck(let healthcheck):
      result.image.healthcheck = HealthcheckConfiguration(healthcheck)
      setKnown(.healthcheck, if: true)
    case .label(let pairs):
      for pair in try expand(pairs) { result.image.labels.set(pair.name, pair.value) }
      keepKnown(.labels, if: areWordsKnown)
    case .maintainer(let text): result.image.author = text.text
    case .onbuild(let trigger):
      guard result.image.onbuild.count < DockerfileLimits.triggers else {
        throw Failure(.nestedTooDeep, "a stage has more than \(DockerfileLimits.triggers) triggers")
      }
      result.image.onbuild.append(trigger.expression)
    case .run(let step):
      for mount in step.mounts { _ = try readMount(mount) }
    case .shell(let words):
      result.image.shell = words.map(\.text)
      setKnown(.shell, if: true)
    case .stopsignal(let signal):
      result.image.stopSignal = try expand(signal)
      setKnown(.stopSignal, if: areWordsKnown)
    case .user(let user):
      result.image.user = try expand(user)
      setKnown(.user, if: areWordsKnown)
    case .volume(let volumes):
      for volume in volumes {
        let path = try expand(volume)
        guard !path.isEmpty else {
          throw Failure(.emptyVolume, "the volume `\(volume.text.excerpt)` comes to nothing", at: volume.span)
        }
        result.image.volumes.insert(path)
      }
      keepKnown(.volumes, if: areWordsKnown)
    case .workdir(let path):
      let directory = try expand(path)
      let exists = result.image.changeDirectory(to: directory)
      setKnown(
        .workingDirectory,
        if: exists && areWordsKnown && (directory.hasPrefix("/") || result.known.contains(.workingDirectory)))
    }
  }

  /// A name that is not set here may be set by a base that nobody knows.
  private var areWordsKnown: Bool {
    result.known.contains(.environment) || unmatched.isEmpty && matched.isDisjoint(with: result.unknownVariables)
  }

  private mutating func setVariable(_ name: ByteText, _ value: ByteText, isKnown: Bool, isCertain: Bool) {
    result.variables.set(name, value)
    if isKnown { result.unknownVariables.remove(name) } else { result.unknownVariables.insert(name) }
    note(name, isCertain ? value : nil)
  }

  /// What RUN sees from here on.
  private mutating func note(_ name: ByteText, _ value: ByteText?) {
    if value == nil { result.uncertainVariables.insert(name) } else { result.uncertainVariables.remove(name) }
    changes.append(EvaluatedStage.VariableChange(name: name, value: value))
  }

  /// Whether the words are the same for whoever builds.
  private var areWordsCertain: Bool {
    areWordsKnown && matched.union(unmatched).isDisjoint(with: result.uncertainVariables)
  }

  private mutating func note(_ word: ExpandedWord) {
    matched.formUnion(word.matched)
    unmatched.formUnion(word.unmatched)
  }

  private mutating func setKnown(_ field: EvaluatedStage.Fields, if isKnown: Bool) {
    if isKnown { result.known.insert(field) } else { result.known.remove(field) }
  }

  /// A set that grows is known as long as all that is added to it is.
  private mutating func keepKnown(_ field: EvaluatedStage.Fields, if isKnown: Bool) {
    if !isKnown { result.known.remove(field) }
  }

  /// An ENTRYPOINT takes an inherited CMD away.
  private mutating func applyEntrypoint(_ command: CommandLine) {
    let words = result.image.words(of: command)
    result.image.entrypoint = words.isEmpty ? nil : words
    setKnown(.entrypoint, if: command.form == .exec || result.known.contains(.shell))
    guard !hasCommand else { return }
    result.image.command = nil
    setKnown(.command, if: true)
  }

  private mutating func declare(_ declaration: ArgDeclaration) throws(Failure) {
    let name = declaration.name.text
    defer { result.declared.insert(name) }
    var value = options.arguments[name]
    var isCertain = true
    if value == nil {
      if let written = declaration.value {
        value = try expand(written)
        isCertain = areWordsCertain
      } else {
        value = globals.value(of: name)
        isCertain = !uncertainGlobals.contains(name)
      }
    }
    guard !Self.silentArguments.contains(name) else { return }
    guard let value else { return note(name, nil) }
    // Builders do not agree on whether it wins over an ENV before it.
    if let before = result.image.environment.value(of: name), before != value { isCertain = false }
    setVariable(name, value, isKnown: areWordsKnown, isCertain: isCertain)
  }

  /// Arguments that speak to BuildKit only.
  private static let silentArguments: Set<ByteText> = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"]

  private mutating func applyPorts(_ ports: [Token]) throws(Failure) {
    for token in ports.sorted(by: { $0.text < $1.text }) {
      let word = try at(token) { (evaluator) throws(Failure) in
        try evaluator.expander.expand(token.text, evaluator.result.variables, splitsWords: true)
      }
      note(word)
      for part in word.parts {
        words.append(part.text)
        guard let range = PortRange(part.text) else {
          throw Failure(.invalidPort, "`\(part.text.excerpt)` is no port", at: token.span)
        }
        guard result.image.exposedPorts.count + range.ports.count <= DockerfileLimits.exposedPorts else {
          throw Failure(.invalidPort, "the file exposes too many ports", at: token.span)
        }
        for port in range.ports {
          result.image.exposedPorts.insert(ByteText("\(port)/\(range.networkProtocol)"))
        }
      }
    }
    keepKnown(.exposedPorts, if: areWordsKnown)
  }

  private mutating func applyFiles(_ files: FileCopy) throws(Failure) {
    if let from = files.from, try expander.expand(from.text, Variables()).text != from.text {
      let message = "`--from` has no variables; name a stage FROM the variable instead"
      throw Failure(.variableInFrom, message, at: from.span)
    }
    for source in files.sources { _ = try expand(source) }
    _ = try expand(files.destination)
    for flag in [files.chown, files.chmod, files.checksum].compactMap({ $0 }) + files.excludes {
      _ = try expand(flag)
    }
    for heredoc in files.heredocs where heredoc.expands && Int(heredoc.body.end) <= source.bytes.count {
      let body = try expander.expandBody(heredoc.text(in: source), result.variables)
      note(body)
    }
  }

  private mutating func readMount(_ token: Token) throws(Failure) -> Mount {
    try at(token) { (evaluator) throws(Failure) in
      try Mount.read(token) { (value) throws(Failure) in
        let word = try evaluator.expander.expand(value, evaluator.result.variables)
        evaluator.note(word)
        return word.text
      }
    }
  }

  // MARK: Words

  private mutating func expand(_ token: Token) throws(Failure) -> ByteText {
    let word = try at(token) { (evaluator) throws(Failure) in
      try evaluator.expander.expand(token.text, evaluator.result.variables)
    }
    words.append(word.text)
    note(word)
    return word.text
  }

  /// All pairs of one instruction see the variables from before it.
  private mutating func expand(_ pairs: [NamedValue]) throws(Failure) -> [ExpandedPair] {
    let before = (matched, unmatched)
    var all = before
    defer { (matched, unmatched) = all }
    return try pairs.map { pair throws(Failure) in
      (matched, unmatched) = before
      defer {
        all.0.formUnion(matched)
        all.1.formUnion(unmatched)
      }
      let (name, value) = (try expand(pair.name), try expand(pair.value))
      return ExpandedPair(name: name, value: value, isKnown: areWordsKnown, isCertain: areWordsCertain)
    }
  }

  private struct ExpandedPair {
    var name: ByteText
    var value: ByteText
    /// Each pair for itself: another may use what is not known.
    var isKnown: Bool
    var isCertain: Bool
  }

  /// Gives a failure the place of a token unless it has one.
  private mutating func at<Value>(
    _ token: Token, _ work: (inout StageEvaluator) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    do throws(Failure) {
      return try work(&self)
    } catch {
      throw Failure(error.kind, error.message, at: error.span ?? token.span)
    }
  }
}
