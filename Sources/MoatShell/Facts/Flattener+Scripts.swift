import MoatSource

/// Commands and scripts inside of commands: `sh -c`, `eval`, `trap`, `find -exec`.
extension Flattener {
  /// Reads a script inside this one; an answer if it stands too deep, and then nothing is known of it.
  /// `outer` is the command around one that `find` runs.
  mutating func read(
    _ text: ShellText, _ nested: NestedText, _ use: CommandUse, within outer: CommandUse? = nil
  ) -> NestedScript? {
    guard level < ShellModel.maximumScriptLevels else { return .unknown }
    let before = options
    let directory = files.directory
    let stops = stopsOnFailure
    let mark = variables.mark
    let isEvaluated = nested.options == nil && nested.enclosure == .script
    if let own = nested.options {
      options = own
      enterShell(nested, use, outer ?? use)
    } else if isEvaluated {
      // Some shells keep them afterwards, others do not.
      for assignment in use.assignments { variables.forget(assignment.name) }
    } else {
      variables.forget(functions.setAnywhere())
    }
    level += 1
    enclosures.append(nested.enclosure)
    // Deeper scripts may nest less, so that the whole walk stays within bounds.
    let script = ShellParser.parse(text, depth: level * ShellParser.maximumDepth / (ShellModel.maximumScriptLevels + 1))
    add(script, isEvaluated: nested.options == nil)
    enclosures.removeLast()
    level -= 1
    stopsOnFailure = stops
    guard !isEvaluated else { return nil }
    files.directory = directory
    options = before
    variables.rollBack(to: mark)
    // What a trap sets is set at any time, and so is what a function sets that it may call.
    if nested.enclosure == .carried {
      let setsNothing = AssignedNames(in: script.statements, documents: script.hereDocuments).isEmpty
      _ = functions.setAnywhere()
      if !setsNothing || !functions.isEmpty { variables.lose() }
    }
    return nil
  }

  /// The variables of a shell that a command begins: what is exported, and what stands before the command.
  private mutating func enterShell(_ nested: NestedText, _ use: CommandUse, _ outer: CommandUse) {
    let isHidden = Self.hidesEnvironment(use) || Self.hidesEnvironment(outer)
    variables.enterShell(isBash: use.name == "bash", hidesEnvironment: isHidden)
    for assignment in outer.assignments {
      let isPlain = !assignment.isArray && !assignment.appends && assignment.values.count == 1
      let value = isPlain ? assignment.values[0].staticText : nil
      variables.set(assignment.name, value.map { .text($0) } ?? .unknown, exports: true)
    }
    // Others than these split words in their own ways; `su` may be a login.
    let isRead = ["sh", "dash", "ash", "bash"].contains(use.name)
    if !isRead || nested.readsFiles || (use.name == "bash" && variables.maySet("BASH_ENV")) { variables.lose() }
  }

  /// Wrappers that give their command the environment that they have.
  private static let wrappersThatKeepTheEnvironment: Set<String> = [
    "exec", "command", "builtin", "time", "nice", "ionice", "nohup", "setsid", "eatmydata", "timeout", "stdbuf", "find",
    "xargs", "busybox", "linux32", "linux64",
  ]

  private static func hidesEnvironment(_ use: CommandUse) -> Bool {
    let isKept = use.wrappers.allSatisfy { wrapper in
      // `env -i` and `env -u` take variables away.
      wrapper == "env" || wrappersThatKeepTheEnvironment.contains(wrapper)
    }
    guard isKept, use.wrappers.contains("env") else { return !isKept }
    return use.words.dropLast(use.arguments.words.count).contains { $0.staticText.map { $0.hasPrefix("-") } ?? true }
  }

  /// `find … -exec command {} ;`: the command is one of the model's.
  mutating func walkExecutions(of use: CommandUse) {
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
      let nested = NestedText(carried, nil)
      carried.script = nested.state
      let place = model.commands.count
      model.commands.append(carried)
      if let text = nested.text, let knowledge = read(text, nested, carried, within: use) {
        model.commands[place].script = knowledge
      }
      enclosures.removeLast()
    }
  }
}
