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
  private var documents: [HereDocument] = []

  init(options: ShellOptions) { self.options = options }

  mutating func add(_ script: ShellScript) {
    model.scripts.append(script)
    if model.failure == nil { model.failure = script.failure }
    let outer = documents
    documents = script.hereDocuments
    walk(script.statements)
    documents = outer
  }

  func finished() -> ShellModel {
    var model = model
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
    for (index, part) in statement.pipelines.enumerated() {
      let before = index > 0 && index <= statement.connectors.count ? statement.connectors[index - 1] : nil
      let start = options
      walk(
        part,
        PipelineUse(
          statement: number, before: before,
          after: index < statement.connectors.count ? statement.connectors[index] : nil,
          terminator: statement.terminator, isNegated: part.isNegated, stages: part.commands.count, commands: 0..<0,
          options: options, span: part.span))
      if before == .or { options = options.merged(with: start) }
      if index == 0 { afterFirst = options }
    }
    // What stands behind `&&` may not have run.
    options = options.merged(with: afterFirst)
  }

  private mutating func walk(_ part: ShellPipeline, _ use: PipelineUse) {
    let outer = (pipeline, stage)
    let number = model.pipelines.count
    model.pipelines.append(use)
    let first = model.commands.count
    for (index, command) in part.commands.enumerated() {
      (pipeline, stage) = (number, index)
      let before = options
      walk(command)
      // Each command of a pipeline runs in a shell of its own.
      if part.commands.count > 1 { options = before }
    }
    model.pipelines[number].commands = first..<model.commands.count
    (pipeline, stage) = outer
  }

  // MARK: Commands

  private mutating func walk(_ command: ShellCommand) {
    for redirection in command.redirections { walk(redirection) }
    switch command.form {
    case .simple(let simple): walk(simple, command.span)
    case .group(let body): enclosed(in: .group) { $0.walk(body) }
    case .subshell(let body): isolated(in: .subshell) { $0.walk(body) }
    case .if(let branches, let otherwise):
      for branch in branches {
        enclosed(in: .condition) { $0.walk(branch.condition) }
        optional(in: .branch) { $0.walk(branch.body) }
      }
      if let otherwise { optional(in: .branch) { $0.walk(otherwise) } }
    case .loop(_, let condition, let body):
      enclosed(in: .condition) { $0.walk(condition) }
      optional(in: .loop) { $0.walk(body) }
    case .for(_, _, let words, let body):
      for word in words ?? [] { walk(word) }
      optional(in: .loop) { $0.walk(body) }
    case .arithmeticFor(let parts, let body):
      walk(parts)
      optional(in: .loop) { $0.walk(body) }
    case .case(let subject, let arms):
      walk(subject)
      for arm in arms {
        for pattern in arm.patterns { walk(pattern) }
        optional(in: .branch) { $0.walk(arm.body) }
      }
    case .function(_, let body): optional(in: .function) { $0.walk(body) }
    case .conditional(let items):
      for case .word(let word) in items { walk(word) }
    case .arithmetic(let parts): walk(parts)
    case .coprocess(let body): isolated(in: .background) { $0.walk(body) }
    }
  }

  private mutating func walk(_ redirection: ShellRedirection) {
    walk(redirection.target)
    if let index = redirection.hereDocument, index < documents.count { walk(documents[index].body) }
  }

  private mutating func walk(_ simple: SimpleCommand, _ span: Span) {
    for assignment in simple.assignments { for value in assignment.values { walk(value) } }
    for word in simple.words { walk(word) }
    for redirection in simple.redirections { walk(redirection) }
    let effective = EffectiveCommand(simple.words)
    var use = CommandUse(
      words: simple.words, assignments: simple.assignments + effective.assignments.compactMap(Self.assignment),
      redirections: simple.redirections, rawName: simple.words.first?.staticText, wrappers: effective.wrappers,
      name: effective.name,
      arguments: CommandArguments(
        effective.arguments, of: effective.name, growsAtRunTime: effective.growsAtRunTime),
      placement: Placement(pipeline: pipeline, stage: stage, enclosures: enclosures), options: options, script: .none,
      span: span)
    let nested = NestedText(use, documents)
    use.script = nested.state
    let index = model.commands.count
    model.commands.append(use)
    if let text = nested.text, let knowledge = read(text, nested) { model.commands[index].script = knowledge }
    if use.name == "set" { setOptions(use) }
    if use.name == "find" { walkExecutions(of: use) }
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

  /// Reads a script inside this one; nil if it stands too deep, and then nothing is known of it.
  private mutating func read(_ text: ShellText, _ nested: NestedText) -> NestedScript? {
    guard level < ShellModel.maximumScriptLevels else { return .unknown }
    let before = options
    if let own = nested.options { options = own }
    level += 1
    enclosures.append(nested.enclosure)
    // Deeper scripts may nest less, so that the whole walk stays within bounds.
    add(ShellParser.parse(text, depth: level * ShellParser.maximumDepth / (ShellModel.maximumScriptLevels + 1)))
    enclosures.removeLast()
    level -= 1
    options = nested.options == nil && nested.enclosure == .script ? options : before
    return nil
  }

  /// `find … -exec command {} ;`: the command is one of the model's.
  private mutating func walkExecutions(of use: CommandUse) {
    let words = use.arguments.words
    var index = 0
    while index < words.count {
      let flag = words[index].staticText
      index += 1
      guard ["-exec", "-execdir", "-ok", "-okdir"].contains(flag) else { continue }
      let start = index
      while index < words.count, words[index].staticText != ";", words[index].staticText != "+" { index += 1 }
      guard index > start else { continue }
      let inner = Array(words[start..<index])
      let effective = EffectiveCommand(inner)
      enclosures.append(.carried)
      var carried = use
      carried.words = inner
      carried.assignments = []
      carried.redirections = []
      carried.rawName = inner[0].staticText
      carried.wrappers = ["find"] + effective.wrappers
      carried.name = effective.name
      carried.arguments = CommandArguments(effective.arguments, of: effective.name, growsAtRunTime: false)
      carried.placement.enclosures = enclosures
      carried.span = inner[0].span.joined(with: inner[inner.count - 1].span)
      let nested = NestedText(carried, documents)
      carried.script = nested.state
      let place = model.commands.count
      model.commands.append(carried)
      if let text = nested.text, let knowledge = read(text, nested) { model.commands[place].script = knowledge }
      enclosures.removeLast()
    }
  }

  // MARK: Words

  private mutating func walk(_ word: ShellWord) {
    guard word.staticText == nil else { return }
    walk(word.parts)
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
    let before = options
    enclosed(in: enclosure, body)
    options = before
  }

  /// It may not run, so that what it sets is not known afterwards.
  private mutating func optional(in enclosure: Placement.Enclosure, _ body: (inout Self) -> Void) {
    let before = options
    enclosed(in: enclosure, body)
    options = options.merged(with: before)
  }
}
