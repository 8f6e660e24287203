import MoatSource

/// Walks a script and lists its commands; the depth of the walk is bounded by the parser's limits.
struct Flattener {
  var model = ShellModel()
  var options: ShellOptions
  var enclosures: [Placement.Enclosure] = []
  /// How many scripts stand around this one, and its place among the model's.
  var level = 0
  var script = 0
  private var statements = 0
  private var pipeline = 0
  private var stage = 0
  /// Here-documents are part of the command that reads them.
  var documents: [HereDocument] = []
  var variables: KnownVariables
  var functions = FunctionNames()
  /// Files that were fetched and that nothing has verified since.
  var files = FetchedFiles()
  /// How many commands so far have written what they fetched to their standard output, and how many have printed digests.
  var outputs = 0
  var digests = 0
  var digested: Set<String> = []
  /// The standard input is what a command before in the pipeline fetched.
  var isInputFetched = false
  /// What follows the pipeline is not reached if it fails.
  var stopsOnFailure = true

  init(options: ShellOptions, variables: KnownVariables) {
    self.options = options
    self.variables = variables
  }

  /// A script that stands alone, or one inside another; of `eval`, whose functions and variables are those around it.
  mutating func add(_ script: ShellScript, isEvaluated: Bool = false) {
    model.scripts.append(script)
    if model.failure == nil { model.failure = script.failure }
    let outer = (documents, functions.script)
    documents = script.hereDocuments
    functions.script = FunctionNames.Script(script, isWhole: !isEvaluated)
    walk(script.statements)
    (documents, functions.script) = outer
    // What stands behind the place where the reading ended may set anything.
    if script.failure != nil { variables.lose() }
  }

  func finished() -> ShellModel {
    var model = model
    model.filledBytes = variables.spent
    model.files = files
    for index in model.commands.indices {
      if let operation = PackageOperation(model.commands[index], at: index) {
        model.packageOperations.append(operation)
      }
      model.cacheRemovals += CacheRemoval.removals(by: model.commands[index], at: index)
    }
    return model
  }

  // MARK: Lists and pipelines

  mutating func walk(_ list: [ShellStatement]) {
    for statement in list { walk(statement) }
  }

  private mutating func walk(_ statement: ShellStatement) {
    let number = statements
    statements += 1
    if statement.terminator == .background {
      isolated(in: .background) { $0.walkPipelines(statement, number) }
    } else {
      walkPipelines(statement, number)
    }
  }

  private mutating func walkPipelines(_ statement: ShellStatement, _ number: Int) {
    var afterFirst = options
    var mark = variables.mark
    for (index, part) in statement.pipelines.enumerated() {
      let before = index > 0 && index <= statement.connectors.count ? statement.connectors[index - 1] : nil
      let start = options
      stopsOnFailure = stops(at: index, of: statement)
      walk(
        part,
        PipelineUse(
          statement: number, before: before,
          after: index < statement.connectors.count ? statement.connectors[index] : nil,
          terminator: statement.terminator, isNegated: part.isNegated, stages: part.commands.count, commands: 0..<0,
          options: options, span: part.span))
      if before == .or { options = options.merged(with: start) }
      if index == 0 {
        afterFirst = options
        mark = variables.mark
      } else if before == .or || statement.connectors.dropFirst(index).first == .or {
        variables.settle(since: mark)
      }
    }
    // What stands behind `&&` may not have run.
    options = options.merged(with: afterFirst)
    if statement.pipelines.count > 1 { variables.settle(since: mark) }
  }

  private mutating func walk(_ part: ShellPipeline, _ use: PipelineUse) {
    let outer = (pipeline, stage)
    let number = model.pipelines.count
    model.pipelines.append(use)
    let first = model.commands.count
    model.pipelines[number].commands = first..<first
    let outerInput = isInputFetched
    var outputsBefore = outputs
    defer { isInputFetched = outerInput }
    for (index, command) in part.commands.enumerated() {
      (pipeline, stage) = (number, index)
      if index > 0 { isInputFetched = outputs > outputsBefore }
      outputsBefore = outputs
      let before = options
      let mark = variables.mark
      walk(command)
      guard part.commands.count > 1 else { continue }
      // Each command of a pipeline runs in a shell of its own, but for the last in some shells.
      options = before
      if index == part.commands.count - 1 { variables.settle(since: mark) } else { variables.rollBack(to: mark) }
    }
    model.pipelines[number].commands = first..<model.commands.count
    (pipeline, stage) = outer
  }

  // MARK: Commands

  private mutating func walk(_ command: ShellCommand) {
    let outerInput = isInputFetched
    defer { isInputFetched = outerInput }
    for redirection in command.redirections {
      if walk(redirection), redirection.descriptor == nil || redirection.descriptor == "0" { isInputFetched = true }
    }
    switch command.form {
    case .simple(let simple): walk(simple, command.span)
    case .group(let body): enclosed(in: .group) { $0.walk(body) }
    case .subshell(let body): isolated(in: .subshell) { $0.walk(body) }
    case .if(let branches, let otherwise): walk(branches, otherwise)
    case .loop(_, let condition, let body):
      repeated(AssignedNames(in: condition), body)
      enclosed(in: .condition) { $0.walk(condition) }
      optional(in: .loop) { $0.walk(body) }
    case .for(_, let name, let words, let body):
      for word in words ?? [] { walk(word) }
      repeated(AssignedNames(of: name), body)
      optional(in: .loop) { $0.walk(body) }
    case .arithmeticFor(let parts, let body):
      walk(parts)
      repeated(AssignedNames(inArithmetic: parts), body)
      optional(in: .loop) { $0.walk(body) }
    case .case(let subject, let arms): walk(subject, arms)
    case .function(let name, let body):
      functions.define(name, body)
      let mark = variables.mark
      // It runs at another time.
      variables.forget(functions.setAnywhere())
      optional(in: .function) { $0.walk(body) }
      variables.rollBack(to: mark)
    case .conditional(let items):
      let before = digests
      var words: [ShellWord] = []
      for case .word(let word) in items {
        walk(word)
        words.append(word)
      }
      settleComparison(since: before, words)
    case .arithmetic(let parts):
      variables.forget(AssignedNames(inArithmetic: parts))
      walk(parts)
    case .coprocess(let body):
      isolated(in: .background) { $0.walk(body) }
      // Its name, which the tree does not have, is a variable.
      variables.lose()
    }
  }

  /// A loop begins: what it sets anywhere is not known from its start.
  private mutating func repeated(_ names: AssignedNames, _ body: [ShellStatement]) {
    var names = names
    names.add(body)
    functions.announce(names)
    if !functions.isEmpty { names.formUnion(functions.setByAny) }
    variables.forget(names)
  }

  private mutating func walk(_ branches: [ShellCommand.Branch], _ otherwise: [ShellStatement]?) {
    // What a later condition sets is known neither before nor behind it: a branch may end the whole before.
    var later = AssignedNames()
    for branch in branches.dropFirst() { later.add(branch.condition) }
    variables.forget(later)
    var ways = KnownVariables.Ways()
    for branch in branches {
      enclosed(in: .condition) { $0.walk(branch.condition) }
      optional(in: .branch, branch.body, ending: &ways)
    }
    if let otherwise { optional(in: .branch, otherwise, ending: &ways) }
    variables.join(ways, orNone: otherwise == nil)
    variables.forget(later)
  }

  private mutating func walk(_ subject: ShellWord, _ arms: [ShellCommand.CaseArm]) {
    walk(subject)
    var inner = AssignedNames()
    for arm in arms {
      for pattern in arm.patterns { inner.add(pattern) }
      // The arm goes on in the next.
      if arm.fallsThrough { inner.add(arm.body) }
    }
    variables.forget(inner)
    var ways = KnownVariables.Ways()
    for arm in arms {
      for pattern in arm.patterns { walk(pattern) }
      optional(in: .branch, arm.body, ending: &ways)
    }
    let isExhaustive = arms.contains { arm in
      arm.patterns.contains { $0.parts.count == 1 && !$0.isQuoted && $0.text == .pattern("*") }
    }
    variables.join(ways, orNone: !isExhaustive)
    variables.forget(inner)
  }

  /// Answers whether what is read by it is fetched, as `walk` of a word does.
  @discardableResult
  private mutating func walk(_ redirection: ShellRedirection) -> Bool {
    var isFetched = walk(redirection.target)
    if let index = redirection.hereDocument, index < documents.count, walk(documents[index].body) { isFetched = true }
    variables.forget(AssignedNames(of: redirection))
    return isFetched
  }

  private mutating func walk(_ simple: SimpleCommand, _ span: Span) {
    let digestsBefore = digests
    var simple = simple
    walkAssignments(of: &simple)
    for index in simple.words.indices { simple.words[index].isFetched = walk(simple.words[index]) }
    for index in simple.redirections.indices {
      simple.redirections[index].target.isFetched = walk(simple.redirections[index])
    }
    var command = filled(simple)
    for index in simple.redirections.indices {
      command.redirections[index].target.isFetched = simple.redirections[index].target.isFetched
    }
    for (index, assignment) in simple.assignments.enumerated() {
      for place in assignment.values.indices where assignment.values[place].isFetched {
        command.assignments[index].values[place].isFetched = true
      }
    }
    let effective = EffectiveCommand(command.words)
    var use = CommandUse(
      words: command.words,
      assignments: command.assignments + effective.assignments.compactMap(Self.assignment),
      redirections: command.redirections, rawName: command.words.first?.staticText, wrappers: effective.wrappers,
      name: effective.name,
      arguments: CommandArguments(
        effective.arguments, of: effective.name, growsAtRunTime: effective.growsAtRunTime),
      placement: Placement(pipeline: pipeline, stage: stage, enclosures: enclosures), options: options, script: .none,
      span: span)
    let reads = effective.name.map(NestedText.shells.contains) ?? false
    let nested = NestedText(use, reads ? input(of: command) : nil)
    use.script = nested.state
    use.fetched = fetchedProgram(of: use)
    let index = model.commands.count
    model.commands.append(use)
    if let text = nested.text, let knowledge = read(text, nested, use) { model.commands[index].script = knowledge }
    use.script = model.commands[index].script
    if use.name == "set" { setOptions(use) }
    if use.name == "find" { walkExecutions(of: use) }
    apply(use, isCommand: !simple.words.isEmpty)
    follow(use)
    if use.name == "[" || use.name == "test" { settleComparison(since: digestsBefore, simple.words) }
  }

  private mutating func walkAssignments(of simple: inout SimpleCommand) {
    for index in simple.assignments.indices {
      let before = digests
      for place in simple.assignments[index].values.indices {
        simple.assignments[index].values[place].isFetched = walk(simple.assignments[index].values[place])
      }
      if digests > before { files.digestNames.insert(simple.assignments[index].name) }
    }
  }

  /// `env NAME=value`: an assignment that stands among the words.
  private static func assignment(_ word: ShellWord) -> ShellAssignment? {
    let prefix = word.staticPrefix
    guard let equals = prefix.firstIndex(of: "=") else { return nil }
    let text = word.staticText.map { String($0[$0.index(after: equals)...]) }
    let value = ShellWord(parts: word.parts, text: text.map { .known($0) } ?? .unknown, isQuoted: true, span: word.span)
    return ShellAssignment(
      name: String(prefix[..<equals]), index: nil, appends: false, values: [value], isArray: false, span: word.span)
  }

  private mutating func setOptions(_ use: CommandUse) {
    let known = options
    _ = options.apply(use.arguments.words.map(\.staticText))
    // Behind a wrapper it is no longer the shell's own.
    if !use.wrappers.isEmpty { options = known }
  }

  // MARK: Words

  /// Answers whether the word holds what a command inside it fetches, or is a variable that holds such.
  @discardableResult
  private mutating func walk(_ word: ShellWord) -> Bool {
    guard word.staticText == nil else { return false }
    let before = outputs
    walk(word.parts)
    // What they set is known neither in the words before nor in those behind.
    variables.forget(AssignedNames(ofExpansionsIn: word.parts, where: variables))
    return outputs > before || (!files.names.isEmpty && Self.variable(of: word).map(files.names.contains) ?? false)
  }

  private mutating func walk(_ parts: [WordPart]) {
    for part in parts {
      switch part.form {
      case .doubleQuoted(let inner), .arithmetic(let inner): walk(inner)
      case .parameter(let expansion): walk(expansion.argument)
      case .command(let body, _), .process(let body, _):
        isolated(in: .substitution) { $0.walk(body) }
      case .literal, .singleQuoted, .ansiQuoted, .glob, .tilde: break
      }
    }
  }

  // MARK: Surroundings

  private mutating func enclosed(in enclosure: Placement.Enclosure, _ body: (inout Self) -> Void) {
    enclosures.append(enclosure)
    body(&self)
    enclosures.removeLast()
  }

  /// In a shell of its own: what it sets ends with it.
  private mutating func isolated(in enclosure: Placement.Enclosure, _ body: (inout Self) -> Void) {
    let outer = (files.directory, stopsOnFailure)
    defer { (files.directory, stopsOnFailure) = outer }
    let before = options
    let mark = variables.mark
    enclosed(in: enclosure, body)
    options = before
    variables.rollBack(to: mark)
  }

  /// It may not run, so that what it sets is not known afterwards.
  private mutating func optional(in enclosure: Placement.Enclosure, _ body: (inout Self) -> Void) {
    let before = options
    let mark = variables.mark
    enclosed(in: enclosure, body)
    options = options.merged(with: before)
    variables.settle(since: mark)
  }

  /// One of several ways of which one is gone.
  private mutating func optional(
    in enclosure: Placement.Enclosure, _ body: [ShellStatement], ending ways: inout KnownVariables.Ways
  ) {
    let before = options
    let mark = variables.mark
    enclosed(in: enclosure) { $0.walk(body) }
    options = options.merged(with: before)
    if endsShell(body) { variables.abandon(since: mark) } else { variables.end(&ways, since: mark) }
  }

  /// Whether the last of the statements is `exit`: behind them nothing runs.
  private func endsShell(_ body: [ShellStatement]) -> Bool {
    guard let last = body.last, last.terminator != .background, last.pipelines.count == 1,
      last.pipelines[0].commands.count == 1, case .simple(let command) = last.pipelines[0].commands[0].form
    else { return false }
    guard command.words.first?.staticText == "exit", !functions.names.contains("exit") else { return false }
    // With more than one argument bash goes on.
    return command.words.dropFirst().allSatisfy { $0.staticText.map { Int($0) != nil } ?? false }
      && command.words.count <= 2
  }
}
