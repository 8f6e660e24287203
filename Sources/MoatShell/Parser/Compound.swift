import MoatSource

/// Groups, conditions, loops, functions, and the two kinds of tests of bash.
extension ShellParser {
  enum CompoundResult {
    case read(ShellCommand.Form)
    /// No compound command begins here, but a simple one may.
    case simple
    /// What stands here closes something.
    case none
  }

  mutating func compound() -> CompoundResult {
    let start = position
    if peek() == Byte.open {
      if peek(1) == Byte.open, let close = arithmeticEnd(from: position + 2) {
        position += 2
        let parts = arithmeticParts(to: close)
        if failure == nil { position = close + 2 }
        mark(.arithmeticCommand, from: start)
        return .read(.arithmetic(parts))
      }
      position += 1
      let body = nested(at: start, []) { parser in parser.body(from: start) }
      if !take(")") { fail("a subshell is not closed", at: start) }
      return .read(.subshell(body))
    }
    guard let word = reservedWord() else { return .simple }
    if Self.closingWords.contains(word) { return .none }
    return nested(at: start, .none) { parser in parser.compound(word, from: start) }
  }

  private mutating func compound(_ word: String, from start: Int) -> CompoundResult {
    switch word {
    case "{":
      position += 1
      let body = body(from: start)
      if !takeReserved("}") { fail("a group is not closed by `}`", at: start) }
      return .read(.group(body))
    case "if": return .read(conditionalCommand(from: start))
    case "while", "until":
      position += 5
      let condition = body(from: start)
      return .read(.loop(isUntil: word == "until", condition: condition, body: loopBody(from: start)))
    case "for", "select": return .read(forLoop(isSelect: word == "select", from: start))
    case "case": return .read(caseCommand(from: start))
    case "[[": return .read(testCommand(from: start))
    case "function":
      position += word.utf8.count
      skipBlanks()
      mark(.functionKeyword, from: start)
      let name = self.word()
      skipBlanks()
      if take("(") {
        skipBlanks()
        if !take(")") { fail("`(` cannot stand here", at: start) }
      }
      guard let text = name.staticText, let command = functionBody(named: text, from: start) else { return .none }
      return .read(command.form)
    case "coproc":
      position += word.utf8.count
      mark(.coprocess, from: start)
      skipBlanks()
      skipCoprocessName()
      guard let command = command() else {
        fail("no command follows `coproc`", at: start)
        return .none
      }
      return .read(.coprocess(command))
    default: return .simple
    }
  }

  /// `coproc NAME { …; }`: a name stands only before a compound command.
  private mutating func skipCoprocessName() {
    let stop = nameEnd(from: position)
    guard stop > position, stop < end, Byte.isBlank(bytes[stop]) else { return }
    let start = position
    position = stop
    while let byte = peek(), Byte.isBlank(byte) { position += 1 }
    if peek() == Byte.open { return }
    if let word = reservedWord(), !Self.closingWords.contains(word), word != "in", word != "time", word != "!" {
      return
    }
    position = start
  }

  /// Statements, at least one.
  private mutating func body(from start: Int) -> [ShellStatement] {
    let result = statements()
    if result.isEmpty, failure == nil { fail("a command is missing before \(glimpse)", at: position) }
    return result
  }

  private mutating func conditionalCommand(from start: Int) -> ShellCommand.Form {
    position += 2
    var branches: [ShellCommand.Branch] = []
    var otherwise: [ShellStatement]?
    repeat {
      let condition = body(from: start)
      if !takeReserved("then") { fail("`if` without `then`", at: start) }
      let consequence = failure == nil ? body(from: start) : []
      branches.append(ShellCommand.Branch(condition: condition, body: consequence))
    } while takeReserved("elif")
    if takeReserved("else") { otherwise = body(from: start) }
    if !takeReserved("fi") { fail("`if` is not closed by `fi`", at: start) }
    return .if(branches, otherwise: otherwise)
  }

  private mutating func loopBody(from start: Int) -> [ShellStatement] {
    if !takeReserved("do") {
      fail("a loop without `do`", at: start)
      return []
    }
    let result = body(from: start)
    if !takeReserved("done") { fail("a loop is not closed by `done`", at: start) }
    return result
  }

  private mutating func forLoop(isSelect: Bool, from start: Int) -> ShellCommand.Form {
    position += isSelect ? 6 : 3
    if isSelect { mark(.select, from: start) }
    skipBlanks()
    if !isSelect, starts(with: "(("), let close = arithmeticEnd(from: position + 2) {
      position += 2
      let parts = arithmeticParts(to: close)
      if failure == nil { position = close + 2 }
      mark(.arithmeticFor, from: start)
      return .arithmeticFor(parts, body: forBody(from: start))
    }
    let nameStart = position
    let stop = nameEnd(from: position)
    guard stop > nameStart else {
      fail("a loop without the name of its variable", at: start)
      return .for(isSelect: isSelect, name: "", words: nil, body: [])
    }
    let name = text(nameStart..<stop)
    position = stop
    skipLines()
    var words: [ShellWord]?
    if takeReserved("in") {
      var list: [ShellWord] = []
      skipBlanks()
      while failure == nil, isAtWord {
        list.append(word())
        skipBlanks()
      }
      words = list
    }
    return .for(isSelect: isSelect, name: name, words: words, body: forBody(from: start))
  }

  private mutating func forBody(from start: Int) -> [ShellStatement] {
    skipBlanks()
    if peek() == Byte.semicolon { position += 1 }
    skipLines()
    guard takeReserved("{") else { return loopBody(from: start) }
    mark(.bracedFor, from: start)
    let result = body(from: start)
    if !takeReserved("}") { fail("a loop is not closed by `}`", at: start) }
    return result
  }

  private mutating func caseCommand(from start: Int) -> ShellCommand.Form {
    position += 4
    skipBlanks()
    let subject = word()
    skipLines()
    if !takeReserved("in") { fail("`case` without `in`", at: start) }
    var arms: [ShellCommand.CaseArm] = []
    while failure == nil {
      skipLines()
      if takeReserved("esac") { return .case(subject, arms) }
      if isAtEnd { break }
      if let arm = caseArm(from: start) { arms.append(arm) }
    }
    fail("`case` is not closed by `esac`", at: start)
    return .case(subject, arms)
  }

  private mutating func caseArm(from start: Int) -> ShellCommand.CaseArm? {
    let armStart = position
    if take("(") { skipBlanks() }
    var patterns: [ShellWord] = []
    repeat {
      skipBlanks()
      guard isAtWord else {
        fail("a pattern is missing before \(glimpse)", at: position)
        return nil
      }
      patterns.append(word())
      skipBlanks()
    } while take("|")
    guard take(")") else {
      fail("`)` is missing behind a pattern", at: armStart)
      return nil
    }
    let body = statements()
    let stop = position
    var fallsThrough = false
    if take(";;&") || take(";&") {
      fallsThrough = true
      mark(.caseFallThrough, from: stop)
    } else if !take(";;") {
      skipLines()
      if failure == nil, reservedWord() != "esac" { fail("an arm of `case` is not closed by `;;`", at: armStart) }
    }
    return ShellCommand.CaseArm(patterns: patterns, body: body, fallsThrough: fallsThrough)
  }

  mutating func functionBody(named name: String, from start: Int) -> ShellCommand? {
    skipLines()
    let bodyStart = position
    guard peek() == Byte.open || reservedWord() != nil,
      case .read(let form) = nested(at: start, .none, { parser in parser.compound() })
    else {
      fail("the function `\(name)` has no body", at: start)
      return nil
    }
    let redirections = trailingRedirections()
    let body = ShellCommand(form: form, redirections: redirections, span: span(from: bodyStart))
    return ShellCommand(form: .function(name: name, body: body), redirections: [], span: span(from: start))
  }

  /// `[[ … ]]`: words and signs in order.
  private mutating func testCommand(from start: Int) -> ShellCommand.Form {
    position += 2
    mark(.conditional, from: start)
    var items: [ShellCommand.ConditionalItem] = []
    while failure == nil {
      skipLines()
      if starts(with: "]]"), position + 2 >= end || Byte.isMeta(bytes[position + 2]) {
        position += 2
        return .conditional(items)
      }
      var isExpression = false
      if case .word(let before)? = items.last { isExpression = before.staticText == "=~" && !before.isQuoted }
      if isExpression, isAtWord || peek() == Byte.open {
        items.append(.word(word(.regularExpression)))
      } else if let sign = testSign() {
        items.append(.sign(sign))
      } else if isAtWord {
        items.append(.word(word()))
      } else {
        break
      }
    }
    fail("`[[` is not closed by `]]`", at: start)
    return .conditional(items)
  }

  private mutating func testSign() -> String? {
    if take("&&") { return "&&" }
    if take("||") { return "||" }
    guard let byte = peek(), !isAtProcessSubstitution else { return nil }
    let isSign = byte == Byte.open || byte == Byte.close || byte == Byte.less || byte == Byte.greater
    let isNot = byte == Byte.exclamation && (peek(1).map(Byte.isMeta) ?? false)
    guard isSign || isNot else { return nil }
    position += 1
    return text(position - 1..<position)
  }
}
