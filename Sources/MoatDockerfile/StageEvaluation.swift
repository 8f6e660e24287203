internal import MoatSource

/// A stage with its variables filled in, and the image that it makes.
package struct EvaluatedStage: Sendable {
  package enum Base: Hashable, Sendable {
    case scratch
    case stage(Int)
    /// An image by its name, with its variables filled in.
    case image(ByteText)
  }

  /// What of the image is known: what the base's metadata tells, and each field that an instruction has set since, with
  /// words that are known too.
  package struct Fields: OptionSet, Hashable, Sendable {
    package var rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let user = Fields(rawValue: 1)
    package static let workingDirectory = Fields(rawValue: 2)
    package static let entrypoint = Fields(rawValue: 4)
    package static let command = Fields(rawValue: 8)
    package static let healthcheck = Fields(rawValue: 16)
    package static let shell = Fields(rawValue: 32)
    package static let stopSignal = Fields(rawValue: 64)
    // The sets that grow. Known only if they are of the base.
    package static let environment = Fields(rawValue: 128)
    package static let labels = Fields(rawValue: 256)
    package static let exposedPorts = Fields(rawValue: 512)
    package static let volumes = Fields(rawValue: 1024)
    package static let sets: Fields = [.environment, .labels, .exposedPorts, .volumes]

    package static let all: Fields = [
      .user, .workingDirectory, .entrypoint, .command, .healthcheck, .shell, .stopSignal, .sets,
    ]
  }

  /// What an instruction came to.
  package struct Step: Sendable {
    package var instruction: Instruction
    /// Whether it is a trigger of the base's ONBUILD.
    package var isTrigger: Bool
    /// The words that have variables, filled in, in the order in which they are written; for ENV, LABEL and ARG names
    /// and values by turns.
    package var words: [ByteText]
    /// The names that are used and neither set nor declared by an ARG.
    package var unmatched: Set<ByteText>
    /// The shell in force.
    package var shell: [ByteText]?
    /// For each of the words what is known of it, where that is not all: the texts between what is not, in their order.
    package var known: [[ByteText]?]
    /// What it makes of the variables that RUN has: ENV and ARG.
    package var changes: [VariableChange]

    /// Whether each of its words is known in full.
    package var isKnown: Bool { known.allSatisfy { $0 == nil } }
  }

  /// One variable of RUN.
  package struct VariableChange: Sendable {
    package var name: ByteText
    /// Nil if a base that nobody knows, or whoever builds, decides. The default of an ARG is taken for its value, but not
    /// the platform that is built for.
    package var value: ByteText?
  }

  package var stage: Stage
  package var base: Base
  package var platform: ByteText?
  /// Names used in FROM that are not set.
  package var unmatched: Set<ByteText> = []
  /// Those of them in whose place nothing stands in the name of the base: not those with a default.
  package var blankInBase: Set<ByteText> = []
  /// The texts of the name of the base between what is not known of it; empty if all of it is.
  package var basePieces: [ByteText] = []
  /// Whether FROM names the same base whoever builds, as far as its variables decide.
  package var isBaseCertain = true
  package var steps: [Step] = []
  package var image = ImageConfiguration()
  package var known: Fields = .all
  /// Why what the base decides is not known, where its metadata is at hand all the same: a clause without a full stop.
  package var baseProblem: String?
  /// Whether the metadata of the image that it stands on in the end tells something.
  package var isBaseTold = false
  /// ENV and ARG as they are at the end.
  package var variables = Variables()
  /// The variables whose values depend on a base that nobody knows.
  package var unknownVariables: Set<ByteText> = []
  /// The variables with which the stage begins, of a base that is an image.
  package var baseVariables = Variables()
  /// The variables of which RUN may see other values than these: of an ARG without one, of the platform, and what is made
  /// of them.
  package var uncertainVariables: Set<ByteText> = []
  /// The names that ARG declares, here or in the stages below.
  package var declared: Set<ByteText> = []
  package var problems: [Problem] = []
}

/// What a Dockerfile comes to.
package struct EvaluatedDockerfile: Sendable {
  package let staged: StagedDockerfile
  package private(set) var stages: [EvaluatedStage] = []
  /// What each stage takes from elsewhere.
  package private(set) var dependencies: [[StageGraph.Dependency]] = []
  /// ARG before FROM, with what the build has by itself.
  package private(set) var globalVariables: Variables
  /// Those of them that depend on the build: on its platform, or on an ARG without a value.
  private(set) var uncertainGlobals: Set<ByteText>
  /// Problems of all stages, in their order.
  package private(set) var problems: [Problem] = []

  /// Evaluates all stages, needed or not.
  package init(_ staged: StagedDockerfile, options: BuildOptions = BuildOptions()) {
    self.staged = staged
    globalVariables = Variables.predefined(options)
    uncertainGlobals = Set(globalVariables.names)
    var expander = Expander(escape: staged.dockerfile.escape)
    for instruction in staged.globalArguments {
      guard case .arg(let declarations) = instruction.content else { continue }
      do throws(Failure) {
        for declaration in declarations { try declare(declaration, of: instruction, &expander, options) }
      } catch {
        problems.append(error.problem(in: instruction.node))
      }
    }
    var names: [ByteText: Int] = [:]
    for stage in staged.stages.prefix(DockerfileLimits.stages) {
      var evaluator = StageEvaluator(stage, self, names, options, expander)
      evaluator.run()
      expander = evaluator.expander
      stages.append(evaluator.result)
      problems += evaluator.result.problems
      if let name = stage.name { names[name] = stage.index }
    }
    if let first = staged.stages.dropFirst(DockerfileLimits.stages).first {
      let message = "the file has \(staged.stages.count) stages; the limit is \(DockerfileLimits.stages)"
      problems.append(Failure(.tooManyStages, message).problem(in: first.node))
    }
    // What else is wrong may be the reason.
    let isClean = problems.isEmpty && staged.problems.isEmpty && staged.dockerfile.firstError == nil
    if staged.stages.isEmpty, isClean, let last = staged.globalArguments.last?.node {
      let message = "the file has no FROM, so that nothing is built"
      problems.append(Problem(.noStage, message, at: last.span, line: last.startLine))
    }
    dependencies = StageGraph.dependencies(of: self)
    problems += StageGraph.problems(of: self)
    problems = Array(problems.prefix(DockerfileLimits.problems))
  }

  /// What a stage stands on in the end, through the stages between.
  package func origin(of stage: Int) -> EvaluatedStage.Base {
    // A stage builds on an earlier one only, so that this ends.
    var base = stages[stage].base
    while case .stage(let index) = base { base = stages[index].base }
    return base
  }

  /// The stage that is built: the last one, or the one that is asked for by name or number. Where all are, it is the last.
  package func target(_ options: BuildOptions = BuildOptions()) -> EvaluatedStage? {
    guard case .stage(let wanted) = options.target else { return stages.last }
    if let stage = stages.last(where: { $0.stage.name == wanted.lowercased }) { return stage }
    return Int(wanted.description).flatMap { stages.indices.contains($0) ? stages[$0] : nil }
  }

  /// What is wrong with the target that is asked for: no stage is called so, and none has that number.
  package func targetProblem(_ options: BuildOptions) -> Problem? {
    guard case .stage(let wanted) = options.target, target(options) == nil, !stages.isEmpty else { return nil }
    let names = stages.compactMap { $0.stage.name?.description }
    let near = Suggestion.nearest(to: wanted.description, among: names).map { "; did you mean \($0)?" }
    let count = stages.count == 1 ? "one" : "\(stages.count)"
    let message = "there is no stage '\(wanted.excerpt)': the file has \(count)\(near ?? "")"
    return Problem(.unknownTarget, message, at: Span(0..<0), line: 1)
  }

  /// What stops a build of the target. Stages that a named one does not need are not built, and what is wrong with their
  /// instructions stops nobody; what they stand on and take files from is looked at all the same, by BuildKit too.
  package func problems(ofBuilding options: BuildOptions) -> [Problem] {
    guard case .stage = options.target, let target = target(options) else { return problems }
    let needed = StageGraph.reachable(from: target.stage.index, dependencies)
    let ofGraph: Set<Problem.Kind> = [.unknownStageIndex, .laterStage, .circularStages, .tooManyStages]
    return problems.filter { problem in
      let stage = stages.last { $0.stage.node.startLine <= problem.line }
      guard let stage, stage.stage.node.startLine < problem.line else { return true }
      return needed.contains(stage.stage.index) || ofGraph.contains(problem.kind)
    }
  }

  private mutating func declare(
    _ declaration: ArgDeclaration, of instruction: Instruction, _ expander: inout Expander, _ options: BuildOptions
  ) throws(Failure) {
    let name = declaration.name.text
    var isCertain = true
    if let given = options.arguments[name] {
      globalVariables.set(name, given)
    } else if let value = declaration.value {
      let scope = StageScope(variables: globalVariables, uncertain: uncertainGlobals, isComplete: true)
      let word = try expander.expand(value.text, scope)
      if let demand = word.demand {
        problems.append(
          Problem(conditional: Failure(.badSubstitution, demand, at: value.span), in: instruction.node))
      }
      globalVariables.set(name, word.text)
      isCertain = scope.isCertain(word)
    } else {
      isCertain = false
    }
    if isCertain { uncertainGlobals.remove(name) } else { uncertainGlobals.insert(name) }
  }
}

/// The variables of a stage, with what is known of them.
struct StageScope: VariableScope {
  var variables: Variables
  /// Their values, or that they have none, may be another in another build.
  var uncertain: Set<ByteText>
  /// What is not set in the file may be set by a base of which nothing is known.
  var isComplete: Bool

  func value(of name: ByteText) -> ByteText? { variables.value(of: name) }

  func isCertain(_ name: ByteText) -> Bool {
    !uncertain.contains(name) && (isComplete || variables.value(of: name) != nil)
  }

  /// Whether a word is the same for whoever builds.
  func isCertain(_ word: ExpandedWord) -> Bool {
    word.matched.allSatisfy(isCertain) && word.unmatched.allSatisfy(isCertain)
  }
}

/// Fills variables, and keeps account of how much text came of it.
struct Expander {
  private var expansion: WordExpansion
  private var work = ExpansionWork()
  private var total = 0

  init(escape: UInt8) { expansion = WordExpansion(escape: escape) }

  mutating func expand(
    _ word: ByteText, _ scope: some VariableScope, splitsWords: Bool = false
  ) throws(Failure) -> ExpandedWord {
    expansion.splitsWords = splitsWords
    try charge(0)
    return try account(try expansion.process(word, in: scope, work: &work))
  }

  /// The known texts of a word: what stands before, between and behind the substitutions that are not known.
  mutating func expandKnown(_ word: ByteText, _ scope: some VariableScope) throws(Failure) -> [ByteText] {
    expansion.splitsWords = false
    expansion.marksUncertain = true
    defer { expansion.marksUncertain = false }
    try charge(0)
    let text = try account(try expansion.process(word, in: scope, work: &work)).text
    return text.split(at: WordExpansion.unknownMark)
  }

  /// The body of a heredoc, where quotes mean nothing and a backslash is the escape whatever the directive says.
  mutating func expandBody(_ body: ByteText, _ scope: some VariableScope) throws(Failure) -> ExpandedWord {
    var raw = WordExpansion(escape: UInt8(ascii: "\\"))
    raw.ignoresQuotes = true
    raw.splitsWords = false
    try charge(0)
    return try account(try raw.process(body, in: scope, work: &work))
  }

  private mutating func account(_ word: ExpandedWord) throws(Failure) -> ExpandedWord {
    try charge(word.text.count)
    return word
  }

  /// Counts bytes that a file makes out of itself.
  mutating func charge(_ bytes: Int) throws(Failure) {
    total += bytes
    guard total <= DockerfileLimits.totalExpandedBytes else {
      throw Failure(
        .expansionTooLong,
        "the words of the file come to more than \(DockerfileLimits.totalExpandedBytes) bytes when their variables are filled"
      )
    }
  }
}
