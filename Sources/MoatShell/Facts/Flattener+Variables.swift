import MoatSource

/// What the commands of a script do to its variables, and the words of a command with those filled in.
extension Flattener {
  /// A command with its variables filled in where they are known. Assignments that stand alone are carried out.
  mutating func filled(_ simple: SimpleCommand) -> SimpleCommand {
    var result = simple
    for index in result.redirections.indices where result.redirections[index].target.writtenText == nil {
      result.redirections[index].target = variables.expandWhole(result.redirections[index].target)
    }
    let isDeclaration = simple.words.first?.staticText.map(Self.declarations.contains) ?? false
    if simple.words.contains(where: { $0.writtenText == nil }) {
      result.words = simple.words.flatMap { word in
        var words = variables.expand(word)
        if word.isFetched { for index in words.indices { words[index].isFetched = true } }
        // The value of a declaration is one word in most shells, and several in others.
        return isDeclaration && words.count != 1 ? [word] : words
      }
    }
    // Before a command they are not the shell's own: what a later one sees of an earlier one is not agreed on.
    let mark = variables.mark
    for index in result.assignments.indices {
      let assignment = result.assignments[index]
      if !assignment.isArray, assignment.values.count == 1 {
        result.assignments[index].values = [variables.expandWhole(assignment.values[0])]
      }
      // A file that cannot be opened may keep them from being carried out.
      let isCarriedOut = simple.words.isEmpty && simple.redirections.isEmpty
      if isCarriedOut { carryOut(result.assignments[index]) } else { variables.forget(assignment.name) }
    }
    if !simple.words.isEmpty { variables.rollBack(to: mark) }
    return result
  }

  /// What a command reads from a here-document, for a script.
  mutating func input(of command: SimpleCommand) -> ShellWord? {
    let document = command.redirections.last { redirection in
      redirection.hereDocument != nil && (redirection.descriptor == nil || redirection.descriptor == "0")
    }
    guard let document, let index = document.hereDocument, index < documents.count else { return nil }
    let body = documents[index].body
    // Of lines with tabs before them only those that hold no variable are known.
    return document.sign == .hereDocument ? variables.expandDocument(body) : body
  }

  private mutating func carryOut(_ assignment: ShellAssignment) {
    let isPlain = !assignment.isArray && assignment.index == nil && assignment.values.count == 1
    guard isPlain, variables.isBash || !Self.hasQuotesOfBash(assignment.values[0].parts) else {
      return variables.forget(assignment.name)
    }
    guard let text = assignment.values[0].staticText else {
      let beginning = assignment.appends ? "" : assignment.values[0].quotedPrefix
      return variables.set(assignment.name, .beginning(with: beginning.utf8))
    }
    guard assignment.appends else { return variables.set(assignment.name, .text(text)) }
    // Where `+=` is no operator this is the name of a command.
    guard variables.isBash else { return variables.forget(assignment.name) }
    switch variables.value(of: assignment.name) {
    case .text(let before)
    where before.utf8.count <= KnownVariables.maximumValueBytes && variables.spend(text.utf8.count):
      variables.set(assignment.name, .text(before + text))
    case .unset: variables.set(assignment.name, .text(text))
    case .beginning: break
    default: variables.forget(assignment.name)
    }
  }

  /// `$'…'` is a dollar sign and a text where it is no quote.
  private static func hasQuotesOfBash(_ parts: [WordPart]) -> Bool {
    parts.contains { if case .ansiQuoted = $0.form { true } else { false } }
  }

  static let declarations: Set<String> = ["export", "readonly", "declare", "typeset", "local"]

  /// In these, the assignments before them stay in some shells.
  private static let specialCommands: Set<String> = [
    ":", ".", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift", "times",
    "trap", "unset",
  ]

  /// `name=value set -x`: POSIX says that the assignment stays, and bash under its own name says otherwise.
  private mutating func settleAssignments(before name: String, _ use: CommandUse) {
    let isSpecial = Self.specialCommands.contains(name)
    guard isSpecial || Self.declarations.contains(name) || name == "source" else { return }
    for assignment in use.assignments {
      let isCertain = isSpecial && name != "eval" && !variables.isBash && use.wrappers.isEmpty
      if isCertain { carryOut(assignment) } else { variables.forget(assignment.name) }
    }
  }

  /// What a command does to the variables of this shell.
  mutating func apply(_ use: CommandUse, isCommand: Bool) {
    guard isCommand else { return }
    let isFunction = use.rawName.map(functions.names.contains) ?? false
    if isFunction { forget(functions.setByAny, use) }
    guard use.wrappers.allSatisfy(AssignedNames.transparentWrappers.contains) else { return }
    // A program in a folder that is not known is none of the shell's own commands, whatever it is called.
    let isWritten = use.words.contains { $0.staticText.map(CommandName.withoutPath) == use.name }
    guard let name = use.name, isWritten else {
      // All of its words came to nothing, or nobody knows what it is.
      forget(AssignedNames(), use)
      if let first = use.words.first, !AssignedNames.isPath(first) { variables.lose() }
      return
    }
    if isFunction || functions.names.contains(name) || mayRunElsewhere(use, name) {
      var names = functions.setByAny
      names.add(command: name, use.arguments.words)
      return forget(names, use)
    }
    settleAssignments(before: name, use)
    switch name {
    case "export", "readonly": declare(use, exports: name == "export", isSpecial: name == "readonly")
    case "declare", "typeset", "local": declare(use, exports: false, isSpecial: false)
    case "unset": unset(use)
    // A script that was read has had its effects.
    case "eval", "trap": if use.script == .unknown { variables.lose() }
    default:
      var names = AssignedNames()
      names.add(command: name, use.arguments.words)
      variables.forget(names)
    }
  }

  /// Forgets what a command may set, and the variables before it.
  private mutating func forget(_ names: AssignedNames, _ use: CommandUse) {
    variables.forget(names)
    for assignment in use.assignments { variables.forget(assignment.name) }
  }

  /// A command that not every shell of this name has, or has here; `&>` runs it in the background where it is no operator.
  private func mayRunElsewhere(_ use: CommandUse, _ name: String) -> Bool {
    if !variables.isBash, use.redirections.contains(where: { $0.sign == .outputBoth || $0.sign == .appendBoth }) {
      return true
    }
    switch name {
    case "declare", "typeset": return !variables.isBash
    case "local":
      let inner = enclosures.reversed().prefix { $0 != .script && $0 != .carried }
      return !inner.contains(.function)
    default: return false
    }
  }

  private mutating func declare(_ use: CommandUse, exports: Bool, isSpecial: Bool) {
    var exports = exports
    var isSpecial = isSpecial
    for word in use.arguments.words {
      var names = AssignedNames()
      names.add(command: "declare", [word])
      if names.isEverything { return variables.lose() }
      let prefix = word.staticPrefix
      guard !prefix.hasPrefix("-"), !prefix.hasPrefix("+") else {
        if prefix.contains("x") { exports = prefix.hasPrefix("-") }
        // Any other attribute changes what is assigned: to a number, to capitals, to an array.
        if prefix.contains(where: { !"-+xgp".contains($0) }) { isSpecial = true }
        continue
      }
      for name in names.names { declare(name, word, exports: exports, isSpecial: isSpecial, use.name) }
    }
  }

  private mutating func declare(
    _ name: String, _ word: ShellWord, exports: Bool, isSpecial: Bool, _ command: String?
  ) {
    guard let text = word.staticText else {
      let value = word.quotedPrefix.dropFirst(name.utf8.count)
      let isPlain = value.hasPrefix("=") && !value.contains("~") && !isSpecial
      return variables.set(
        name, isPlain ? .beginning(with: value.dropFirst().utf8) : .unknown, exports: exports, isSpecial: isSpecial)
    }
    guard let equals = text.firstIndex(of: "=") else {
      // What `local x` leaves in it is not agreed on.
      let isKept = command == "export" || command == "readonly"
      return variables.set(
        name, isKept ? variables.value(of: name) : .unknown, exports: exports, isSpecial: isSpecial)
    }
    let value = text[text.index(after: equals)...]
    // A home directory, or what is no plain assignment.
    let isPlain = !value.contains("~") && text[..<equals].utf8.count == name.utf8.count
    // An attribute goes before the value but for `readonly`, which takes this one.
    let isTaken = isPlain && (!isSpecial || command == "readonly")
    variables.set(name, isTaken ? .text(String(value)) : .unknown, exports: exports, isSpecial: isSpecial)
  }

  private mutating func unset(_ use: CommandUse) {
    for word in use.arguments.words {
      guard let text = word.staticText else { return variables.lose() }
      if text == "-f" { return }
      if text == "-v" || text == "--" { continue }
      if text.hasPrefix("-") { return variables.lose() }
      if text.contains("[") { variables.forget(AssignedNames(of: String(text.prefix { $0 != "[" }))) }
      variables.set(text, .unset)
    }
  }
}

/// The functions that a script defines, wherever it does.
struct FunctionNames {
  /// The script that is read, of which the body of a function may see any assignment.
  struct Script {
    private let script: ShellScript
    /// Of `eval`, what stands around it sets variables too.
    private let isWhole: Bool
    private(set) var names: AssignedNames?

    init(_ script: ShellScript, isWhole: Bool) {
      self.script = script
      self.isWhole = isWhole
    }

    mutating func survey() -> AssignedNames {
      var found = AssignedNames(in: script.statements, documents: script.hereDocuments)
      if !isWhole { found.addEverything() }
      found.limit(to: FunctionNames.maximumNames)
      names = found
      return found
    }
  }

  /// More names than these in functions are taken for all.
  static let maximumNames = 256

  var script: Script?
  private(set) var names: Set<String> = []
  /// What any of them may set.
  private(set) var setByAny = AssignedNames()

  var isEmpty: Bool { names.isEmpty }

  mutating func define(_ name: String, _ body: ShellCommand) {
    names.insert(name)
    guard !setByAny.isEverything else { return }
    setByAny.formUnion(AssignedNames(in: body))
    setByAny.limit(to: Self.maximumNames)
  }

  /// A loop or a function may call what is defined in it, or behind it, before the definition is met here.
  mutating func announce(_ part: AssignedNames) {
    guard !part.functions.isEmpty else { return }
    names.formUnion(part.functions)
    guard !setByAny.isEverything else { return }
    setByAny.formUnion(part.setInFunctions)
    setByAny.limit(to: Self.maximumNames)
  }

  /// What the script sets anywhere, for a part of it that runs at another time.
  mutating func setAnywhere() -> AssignedNames {
    if let known = script?.names { return known }
    let found = script?.survey() ?? AssignedNames()
    announce(found)
    return found
  }
}
