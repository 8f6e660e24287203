internal import MoatSource

/// Goes through one stage as a build does.
struct StageEvaluator {
  var result: EvaluatedStage
  var expander: Expander
  let options: BuildOptions
  let globals: Variables
  let uncertainGlobals: Set<ByteText>
  let source: SourceFile
  private var hasCommand = false
  // Of the instruction in hand.
  var words: [ByteText] = []
  private var known: [[ByteText]?] = []
  private var unmatched: Set<ByteText> = []
  private var matched: Set<ByteText> = []
  private var blank: Set<ByteText> = []
  /// What BuildKit would refuse unless the build or the base sets what the file leaves open.
  private var conditional: [Failure] = []
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
    known = []
    unmatched = []
    matched = []
    blank = []
    conditional = []
    changes = []
    let shell = result.image.shell
    do throws(Failure) {
      try apply(instruction.content)
    } catch {
      let span = isTrigger ? result.stage.node.keyword.span : error.span
      let failure = Failure(error.kind, error.message, at: span)
      result.problems.append(failure.problem(in: isTrigger ? result.stage.node : instruction.node))
    }
    let node = isTrigger ? result.stage.node : instruction.node
    for var failure in conditional {
      if isTrigger { failure.span = result.stage.node.keyword.span }
      result.problems.append(Problem(conditional: failure, in: node))
    }
    result.steps.append(
      EvaluatedStage.Step(
        instruction: instruction, isTrigger: isTrigger, words: words,
        unmatched: unmatched.subtracting(result.declared), shell: shell, known: known,
        changes: changes))
  }

  // MARK: Instructions

  private mutating func apply(_ content: Instruction.Content) throws(Failure) {
    switch content {
    case .add(let files): try applyFiles(files, isAdd: true)
    case .copy(let files): try applyFiles(files, isAdd: false)
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
      for token in step.mounts {
        let (mount, isCertain) = try readMount(token)
        let failure = Failure(.invalidMount, "in this mount, the target is the root of the image", at: token.span)
        try refuse(unless: !isOverRoot(mount), isCertain, failure)
      }
    case .shell(let words):
      result.image.shell = words.map(\.text)
      setKnown(.shell, if: true)
    case .stopsignal(let signal):
      let (name, isCertain) = try expandWithCertainty(signal)
      let message = "`\(name.excerpt)` is not a signal"
      try refuse(unless: BuildValues.isSignal(name), isCertain, Failure(.invalidSignal, message, at: signal.span))
      result.image.stopSignal = name
      setKnown(.stopSignal, if: areWordsKnown)
    case .user(let user):
      let name = try expand(user)
      result.image.user = name
      // An ARG without a value leaves the user's part empty, which is root unless the build gives another.
      let isRootByDefault = name.bytes.first == UInt8(ascii: ":")
      setKnown(.user, if: isKnown(matched: matched, unmatched: unmatched, blank: isRootByDefault ? [] : blank))
    case .volume(let volumes):
      for volume in volumes {
        let (path, isCertain) = try expandWithCertainty(volume)
        let message = "the volume `\(volume.text.excerpt)` is empty"
        try refuse(unless: !path.isEmpty, isCertain, Failure(.emptyVolume, message, at: volume.span))
        if !path.isEmpty { result.image.volumes.insert(path) }
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

  /// A name that is not set here may be set by a base that nobody knows, and an ARG without a default by whoever builds.
  private var areWordsKnown: Bool { isKnown(matched: matched, unmatched: unmatched, blank: blank) }

  private func isKnown(_ word: ExpandedWord) -> Bool {
    isKnown(matched: word.matched, unmatched: word.unmatched, blank: word.blank)
  }

  private func isKnown(matched: Set<ByteText>, unmatched: Set<ByteText>, blank: Set<ByteText>) -> Bool {
    blank.isDisjoint(with: result.uncertainVariables)
      && (result.known.contains(.environment) || unmatched.isEmpty && matched.isDisjoint(with: result.unknownVariables))
  }

  /// The known texts of a word between its variables that are not.
  private mutating func pieces(of token: Token) throws(Failure) -> [ByteText] {
    var scope = scope
    scope.uncertain = result.unknownVariables.union(
      result.uncertainVariables.filter { result.variables.value(of: $0) == nil })
    return try expander.expandKnown(token.text, scope)
  }

  var scope: StageScope {
    StageScope(
      variables: result.variables, uncertain: result.uncertainVariables.union(result.unknownVariables),
      isComplete: result.known.contains(.environment))
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

  mutating func note(_ word: ExpandedWord, at token: Token?) {
    matched.formUnion(word.matched)
    unmatched.formUnion(word.unmatched)
    blank.formUnion(word.blank)
    if let demand = word.demand { conditional.append(Failure(.badSubstitution, demand, at: token?.span)) }
  }

  /// Refuses what BuildKit refuses; where the build or the base decides, only on condition.
  mutating func refuse(
    unless isValid: Bool, _ isCertain: Bool, _ failure: Failure
  ) throws(Failure) {
    guard !isValid else { return }
    guard !isCertain else { throw failure }
    conditional.append(failure)
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
      let scope = scope
      let word = try at(token) { (evaluator) throws(Failure) in
        try evaluator.expander.expand(token.text, scope, splitsWords: true)
      }
      note(word, at: token)
      // A token may become several ports; they stay one word of the step.
      known.append(isKnown(word) ? nil : [])
      words.append(ByteText(word.parts.map(\.text.bytes).joined(separator: [UInt8(ascii: " ")])))
      for part in word.parts {
        let range = PortRange(part.text)
        let failure = Failure(.invalidPort, "`\(part.text.excerpt)` is not a port", at: token.span)
        try refuse(unless: range != nil, scope.isCertain(word), failure)
        guard let range else { continue }
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

  /// A mount, and whether the words in it are certain.
  private mutating func readMount(_ token: Token) throws(Failure) -> (Mount, Bool) {
    let scope = scope
    var isCertain = true
    let mount = try at(token) { (evaluator) throws(Failure) in
      try Mount.read(token) { (value) throws(Failure) in
        let word = try evaluator.expander.expand(value, scope)
        evaluator.note(word, at: token)
        isCertain = isCertain && scope.isCertain(word)
        return word.text
      }
    }
    return (mount, isCertain)
  }

  /// BuildKit refuses that of whatever is mounted as files; a target that is relative begins where WORKDIR says, and an absolute
  /// one is taken as it is written (`dispatchRunMounts` in dockerfile2llb/convert_runmount.go).
  private func isOverRoot(_ mount: Mount) -> Bool {
    guard mount.kind != .secret, mount.kind != .ssh else { return false }
    if mount.target.hasPrefix("/") { return mount.target == "/" }
    var image = result.image
    return result.known.contains(.workingDirectory) && image.changeDirectory(to: mount.target)
      && image.workingDirectory == "/"
  }

  // MARK: Words

  mutating func expand(_ token: Token) throws(Failure) -> ByteText {
    try expandWithCertainty(token).text
  }

  mutating func expandWithCertainty(_ token: Token) throws(Failure) -> (text: ByteText, isCertain: Bool) {
    let scope = scope
    let word = try at(token) { (evaluator) throws(Failure) in
      try evaluator.expander.expand(token.text, scope)
    }
    words.append(word.text)
    known.append(isKnown(word) ? nil : try pieces(of: token))
    note(word, at: token)
    return (word.text, scope.isCertain(word))
  }

  /// All pairs of one instruction see the variables from before it.
  private mutating func expand(_ pairs: [NamedValue]) throws(Failure) -> [ExpandedPair] {
    let before = (matched, unmatched, blank)
    var all = before
    defer { (matched, unmatched, blank) = all }
    return try pairs.map { pair throws(Failure) in
      (matched, unmatched, blank) = before
      defer {
        all.0.formUnion(matched)
        all.1.formUnion(unmatched)
        all.2.formUnion(blank)
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
