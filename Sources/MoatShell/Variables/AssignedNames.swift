/// The variables that a part of a script may set, in whatever order its commands run and however often: a loop is read with
/// these unknown from its start, and so is the body of a function, which runs at another time.
///
/// What is not seen for certain makes everything one of them. Subshells are looked into as well: to say too much costs an
/// answer, to say too little would give a wrong one.
struct AssignedNames {
  private(set) var names: Set<String> = []
  private(set) var isEverything = false
  /// The functions that are defined there, and what of the names is set in them.
  private(set) var functions: Set<String> = []
  private var namesInFunctions: Set<String> = []
  private var isEverythingInFunctions = false

  var isEmpty: Bool { names.isEmpty && !isEverything }

  init() {}

  init(of name: String) { names = [name] }

  init(in statements: [ShellStatement], documents: [HereDocument] = []) {
    add(statements)
    for document in documents { add(document.body) }
  }

  init(in command: ShellCommand) { add(command) }

  init(inArithmetic parts: [WordPart]) { addLiterals(ofArithmetic: parts) }

  /// `exec {name}>file` sets a variable to a number.
  init(of redirection: ShellRedirection) { add(descriptorOf: redirection) }

  /// What the expansions of a word set in this shell; a default for a variable that has a value sets nothing.
  init(ofExpansionsIn parts: [WordPart], where variables: KnownVariables) { addExpansions(parts, variables) }

  mutating func formUnion(_ other: AssignedNames) {
    names.formUnion(other.names)
    functions.formUnion(other.functions)
    namesInFunctions.formUnion(other.namesInFunctions)
    isEverythingInFunctions = isEverythingInFunctions || other.isEverythingInFunctions
    isEverything = isEverything || other.isEverything
  }

  mutating func addEverything() { isEverything = true }

  /// What the functions set that are defined there.
  var setInFunctions: AssignedNames {
    var result = AssignedNames()
    result.names = namesInFunctions
    result.isEverything = isEverythingInFunctions
    return result
  }

  /// More names than these are not told apart, so that forgetting them many times is no work.
  mutating func limit(to count: Int) {
    if names.count > count { isEverything = true }
    if isEverything { names = [] }
  }

  // MARK: The tree

  mutating func add(_ statements: [ShellStatement]) {
    for statement in statements {
      for pipeline in statement.pipelines { for command in pipeline.commands { add(command) } }
    }
  }

  private mutating func add(_ command: ShellCommand) {
    for redirection in command.redirections { add(redirection) }
    switch command.form {
    case .simple(let simple): add(simple)
    case .group(let body), .subshell(let body): add(body)
    case .if(let branches, let otherwise):
      for branch in branches {
        add(branch.condition)
        add(branch.body)
      }
      add(otherwise ?? [])
    case .loop(_, let condition, let body):
      add(condition)
      add(body)
    case .for(_, let name, let words, let body):
      names.insert(name)
      for word in words ?? [] { add(word) }
      add(body)
    case .arithmeticFor(let parts, let body):
      addLiterals(ofArithmetic: parts)
      addExpansions(parts, nil)
      add(body)
    case .case(let subject, let arms):
      add(subject)
      for arm in arms {
        for pattern in arm.patterns { add(pattern) }
        add(arm.body)
      }
    case .function(let name, let body):
      let inner = AssignedNames(in: body)
      formUnion(inner)
      functions.insert(name)
      namesInFunctions.formUnion(inner.names)
      isEverythingInFunctions = isEverythingInFunctions || inner.isEverything
    case .conditional(let items): for case .word(let word) in items { add(word) }
    case .arithmetic(let parts):
      addLiterals(ofArithmetic: parts)
      addExpansions(parts, nil)
    // Its name, which the tree does not have, is a variable.
    case .coprocess: isEverything = true
    }
  }

  private mutating func add(_ simple: SimpleCommand) {
    for assignment in simple.assignments {
      names.insert(assignment.name)
      for value in assignment.values { add(value) }
    }
    for word in simple.words { add(word) }
    for redirection in simple.redirections { add(redirection) }
    add(commandOf: simple.words)
  }

  private mutating func add(_ redirection: ShellRedirection) {
    add(descriptorOf: redirection)
    add(redirection.target)
  }

  private mutating func add(descriptorOf redirection: ShellRedirection) {
    guard let descriptor = redirection.descriptor, descriptor.hasPrefix("{") else { return }
    names.insert(String(descriptor.dropFirst().dropLast()))
  }

  // MARK: Expansions

  /// What the expansions of a word set: `${name:=…}`, `$((name = …))`; and what runs in a substitution.
  mutating func add(_ word: ShellWord) {
    guard word.staticText == nil else { return }
    addExpansions(word.parts, nil)
  }

  /// With the variables at hand, what runs in a substitution is left out: that is another shell.
  private mutating func addExpansions(_ parts: [WordPart], _ variables: KnownVariables?) {
    for part in parts {
      switch part.form {
      case .doubleQuoted(let inner): addExpansions(inner, variables)
      case .arithmetic(let inner):
        addLiterals(ofArithmetic: inner)
        addExpansions(inner, variables)
      case .parameter(let expansion):
        add(setBy: expansion, variables)
        addExpansions(expansion.argument, variables)
      case .command(let body, _), .process(let body, _): if variables == nil { add(body) }
      case .literal, .singleQuoted, .ansiQuoted, .glob, .tilde: break
      }
    }
  }

  private mutating func add(setBy expansion: ParameterExpansion, _ variables: KnownVariables?) {
    // The number of an array's element, and the place of a substring, are arithmetic.
    if let index = expansion.index { add(arithmeticText: index) }
    if expansion.sign == .substring { addLiterals(ofArithmetic: expansion.argument) }
    guard expansion.sign == .assignDefault || expansion.sign == .assignDefaultIfEmpty else { return }
    if case .text? = variables?.resolve(expansion) { return }
    if expansion.isIndirect { isEverything = true }
    names.insert(expansion.name)
  }

  private mutating func addLiterals(ofArithmetic parts: [WordPart]) {
    var text = ""
    for part in parts {
      if case .literal(let literal) = part.form { text += literal } else { text += "$" }
    }
    add(arithmeticText: text)
  }

  /// An expression that sets anything may set each name in it. A variable that it reads is taken to hold a number.
  mutating func add(arithmeticText text: String) {
    let bytes = Array(text.utf8)
    guard Self.assigns(bytes) else { return }
    if bytes.contains(Byte.dollar) || bytes.contains(Byte.backquote) { isEverything = true }
    var index = 0
    while index < bytes.count {
      let start = index
      while index < bytes.count, Byte.isName(bytes[index]) { index += 1 }
      if index > start, Byte.isNameStart(bytes[start]) {
        names.insert(String(decoding: bytes[start..<index], as: UTF8.self))
      }
      if index == start { index += 1 }
    }
  }

  private static func assigns(_ bytes: [UInt8]) -> Bool {
    func byte(_ index: Int) -> UInt8 { bytes.indices.contains(index) ? bytes[index] : 0 }
    return bytes.indices.contains { index in
      switch bytes[index] {
      case UInt8(ascii: "+"), UInt8(ascii: "-"): return byte(index + 1) == bytes[index]
      case Byte.equals:
        if byte(index + 1) == Byte.equals || byte(index - 1) == Byte.equals || byte(index - 1) == Byte.exclamation {
          return false
        }
        let isComparison = byte(index - 1) == Byte.less || byte(index - 1) == Byte.greater
        return !isComparison || byte(index - 2) == byte(index - 1)
      default: return false
      }
    }
  }

  // MARK: Commands that set variables

  /// Wrappers behind which a command of the shell is still one.
  static let transparentWrappers: Set<String> = ["command", "builtin", "time"]

  private mutating func add(commandOf words: [ShellWord]) {
    guard let first = words.first else { return }
    let effective = EffectiveCommand(words)
    guard effective.wrappers.allSatisfy(Self.transparentWrappers.contains) else { return }
    if let name = effective.name {
      add(command: name, Array(effective.arguments))
    } else if !Self.isPath(first) {
      // `$X a` may be `eval` or `read`.
      isEverything = true
    }
  }

  /// A word that is not known, and yet the path of a program: `"$HOME/bin/x"`.
  static func isPath(_ word: ShellWord) -> Bool {
    guard !word.maySplit else { return false }
    return word.parts.contains { part in
      switch part.form {
      case .literal(let text), .singleQuoted(let text), .ansiQuoted(let text): return text.contains("/")
      case .doubleQuoted(let inner):
        return inner.contains { if case .literal(let text) = $0.form { text.contains("/") } else { false } }
      default: return false
      }
    }
  }

  /// What a command of the shell sets, by the name behind `command` and its like.
  mutating func add(command name: String, _ arguments: [ShellWord]) {
    switch name {
    case "export", "readonly", "declare", "typeset", "local": for word in arguments { add(declared: word) }
    case "read", "getopts", "unset": for word in arguments { add(named: word) }
    case "mapfile", "readarray":
      // `-C` is a script that it runs for each line.
      if arguments.contains(where: { $0.staticPrefix.hasPrefix("-") && $0.staticPrefix.contains("C") }) {
        isEverything = true
      }
      for word in arguments { add(named: word) }
    case "wait":
      // A process is given by its number, `-p` by a name.
      guard arguments.first?.staticPrefix.hasPrefix("-") == true else { return }
      for word in arguments { add(named: word) }
    case "printf": add(printed: arguments)
    case "let":
      for word in arguments {
        if let text = word.writtenText { add(arithmeticText: text) } else { isEverything = true }
      }
    case "set":
      // `-k` takes assignments from among the arguments of any command.
      for word in arguments {
        guard let text = word.staticText else {
          isEverything = isEverything || "-".hasPrefix(word.staticPrefix.prefix(1))
          return
        }
        guard text.hasPrefix("-"), text != "--", text != "-" else { return }
        if text.contains("k") { isEverything = true }
      }
    // Before assignments alone: of bash it is a word, and they are its own.
    case "time": for word in arguments { add(declared: word) }
    case "eval", ".", "source", "alias", "enable", "trap", "integer", "float", "nameref", "vared", "zmodload":
      isEverything = true
    default: break
    }
  }

  private mutating func add(printed arguments: [ShellWord]) {
    // A format alone sets nothing, whatever it is.
    guard let first = arguments.first, arguments.count > 1 || first.maySplit else { return }
    // `-v` has its name attached, or in the word behind.
    let prefix = first.staticPrefix
    if prefix.hasPrefix("-v") || (first.staticText == nil && "-v".hasPrefix(prefix)) {
      for word in arguments { add(named: word) }
    } else if first.staticText.map(Self.counts) ?? true {
      for word in arguments.dropFirst() { add(named: word) }
    }
  }

  /// `%n` sets the variable that its argument names.
  private static func counts(_ format: String) -> Bool {
    var isInField = false
    for byte in format.utf8 {
      if isInField {
        if byte == UInt8(ascii: "n") { return true }
        isInField = Byte.isDigit(byte) || "#+- '*.hlLjzt".utf8.contains(byte)
      } else if byte == UInt8(ascii: "%") {
        isInField = true
      }
    }
    return false
  }

  private mutating func add(declared word: ShellWord) {
    let prefix = word.staticPrefix
    if prefix.hasPrefix("-") || prefix.hasPrefix("+") {
      // `-n` makes one variable stand for another, `-f` gives functions to other shells.
      let isPlain = word.staticText != nil && !prefix.contains("n") && !prefix.contains("f")
      isEverything = isEverything || !isPlain
      return
    }
    let name = prefix.prefix { $0 != "=" && $0 != "+" && $0 != "[" }
    let isWhole = word.staticText != nil || name.utf8.count < prefix.utf8.count
    if isWhole { names.insert(String(name)) } else { isEverything = true }
  }

  /// The word is a name, or a flag to which one may be attached (`-ra list`, `-vname`).
  private mutating func add(named word: ShellWord) {
    guard let text = word.writtenText, text.utf8.count <= 256 else {
      isEverything = true
      return
    }
    names.insert(String(text.prefix { $0 != "[" }))
    guard text.hasPrefix("-") else { return }
    var rest = text.dropFirst()
    while let letter = rest.first, letter.isASCII {
      rest = rest.dropFirst()
      names.insert(String(rest.prefix { $0 != "[" }))
    }
  }
}
