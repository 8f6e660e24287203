import MoatSource

/// Lists, pipelines and simple commands.
extension ShellParser {
  /// Statements up to the end, to `)`, to the end of a case arm, or to a word that closes a construct.
  mutating func statements() -> [ShellStatement] {
    var result: [ShellStatement] = []
    while true {
      skipLines()
      guard !isAtEnd, !isAtClosing else { return result }
      let start = position
      guard let statement = statement() else {
        if failure == nil { fail("\(glimpse) cannot stand here", at: start) }
        return result
      }
      result.append(statement)
      if statement.terminator == .end { return result }
    }
  }

  /// Where a command could stand, something closes what is around it.
  private var isAtClosing: Bool {
    if peek() == Byte.close { return true }
    if peek() == Byte.semicolon, let next = peek(1), next == Byte.semicolon || next == Byte.ampersand { return true }
    guard let word = reservedWord() else { return false }
    return Self.closingWords.contains(word)
  }

  private mutating func statement() -> ShellStatement? {
    let start = position
    guard let first = pipeline() else { return nil }
    var statement = ShellStatement(pipelines: [first], connectors: [], terminator: .end, span: span(from: start))
    while true {
      skipBlanks()
      let operatorStart = position
      let connector: ShellStatement.Connector
      if take("&&") {
        connector = .and
      } else if take("||") {
        connector = .or
      } else {
        break
      }
      statement.connectors.append(connector)
      skipLines()
      guard let next = pipeline() else {
        fail("no command follows `\(connector.rawValue)`", at: operatorStart)
        break
      }
      statement.pipelines.append(next)
      statement.span = span(from: start)
    }
    statement.terminator = terminator()
    return statement
  }

  private mutating func terminator() -> ShellStatement.Terminator {
    guard let byte = peek() else { return .end }
    if byte == Byte.newline {
      takeNewline()
      return .newline
    }
    if byte == Byte.ampersand {
      position += 1
      return .background
    }
    guard byte == Byte.semicolon else { return .end }
    if let next = peek(1), next == Byte.semicolon || next == Byte.ampersand { return .end }
    position += 1
    return .semicolon
  }

  private mutating func pipeline() -> ShellPipeline? {
    let start = position
    var isNegated = false
    var isTimed = false
    while true {
      if takeReserved("!") {
        isNegated.toggle()
      } else if peek() == Byte.exclamation, peek(1) == Byte.open {
        position += 1
        isNegated.toggle()
      } else if isAtTimedCompound {
        position += 4
        skipBlanks()
        if take("-p") { skipBlanks() }
        isTimed = true
        mark(.timedCompound, from: start)
      } else {
        break
      }
      skipBlanks()
    }
    guard let first = command() else {
      if isNegated || isTimed { fail("no command follows `\(isTimed ? "time" : "!")`", at: start) }
      return nil
    }
    var pipeline = ShellPipeline(
      isNegated: isNegated, isTimed: isTimed, commands: [first], pipesErrors: [], span: span(from: start))
    while true {
      skipBlanks()
      let operatorStart = position
      guard peek() == Byte.pipe, peek(1) != Byte.pipe else { break }
      position += 1
      let isBoth = peek() == Byte.ampersand
      if isBoth {
        position += 1
        mark(.pipeBoth, from: operatorStart)
      }
      pipeline.pipesErrors.append(isBoth)
      skipLines()
      guard let next = command() else {
        fail("no command follows `|`", at: operatorStart)
        break
      }
      pipeline.commands.append(next)
      pipeline.span = span(from: start)
    }
    return pipeline
  }

  /// `time` before a compound command is a word of bash; before a simple command it is read as a command.
  private var isAtTimedCompound: Bool {
    guard reservedWord() == "time" else { return false }
    var ahead = self
    ahead.position += 4
    ahead.comments = []
    ahead.skipBlanks()
    if ahead.take("-p") { ahead.skipBlanks() }
    if ahead.peek() == Byte.open { return true }
    guard let word = ahead.reservedWord() else { return false }
    return !Self.closingWords.contains(word) && word != "in" && word != "time"
  }

  mutating func command() -> ShellCommand? {
    let start = position
    guard let byte = peek() else { return nil }
    if byte == Byte.open || reservedWord() != nil {
      switch compound() {
      case .read(let form):
        let redirections = trailingRedirections()
        return ShellCommand(form: form, redirections: redirections, span: span(from: start))
      case .none: return nil
      case .simple: break
      }
    }
    return simpleCommand()
  }

  /// Redirections behind a compound command.
  mutating func trailingRedirections() -> [ShellRedirection] {
    var result: [ShellRedirection] = []
    while true {
      let before = position
      while let byte = peek(), Byte.isBlank(byte) { position += 1 }
      guard let redirection = redirection() else {
        position = failure == nil ? before : end
        return result
      }
      result.append(redirection)
    }
  }

  private mutating func simpleCommand() -> ShellCommand? {
    let start = position
    var command = SimpleCommand()
    var stop = start
    while failure == nil {
      skipBlanks()
      if let redirection = redirection() {
        command.redirections.append(redirection)
      } else if isAtWord, command.words.isEmpty, let assignment = assignment() {
        command.assignments.append(assignment)
      } else if isAtWord, isDeclaration(command), let assignment = assignment(arraysOnly: true) {
        command.assignments.append(assignment)
      } else if isAtWord {
        command.words.append(word())
      } else if peek() == Byte.open {
        guard command.words.count == 1, command.assignments.isEmpty, command.redirections.isEmpty else {
          fail("`(` cannot stand here", at: position)
          break
        }
        return functionDefinition(named: command.words[0], from: start)
      } else {
        break
      }
      if failure == nil { stop = position }
    }
    if command.words.isEmpty, command.assignments.isEmpty, command.redirections.isEmpty { return nil }
    return ShellCommand(form: .simple(command), redirections: [], span: map.span(start..<max(start, stop)))
  }

  private static let declarations: Set<String> = ["declare", "typeset", "local", "export", "readonly"]

  /// `declare -a list=(a b)`: an array may stand among the arguments.
  private func isDeclaration(_ command: SimpleCommand) -> Bool {
    guard let name = command.words.first?.staticText else { return false }
    return Self.declarations.contains(name)
  }

  /// `NAME=`, `NAME+=` or `NAME[…]=` with its value, if one begins here.
  private mutating func assignment(arraysOnly: Bool = false) -> ShellAssignment? {
    let start = position
    let nameStop = nameEnd(from: start)
    guard nameStop > start else { return nil }
    var stop = nameStop
    var subscripted: String?
    if stop < end, bytes[stop] == Byte.openBracket {
      while stop < end, bytes[stop] != Byte.closeBracket, !Byte.isMeta(bytes[stop]) { stop += 1 }
      guard stop < end, bytes[stop] == Byte.closeBracket else { return nil }
      subscripted = text(nameStop + 1..<stop)
      stop += 1
    }
    let appends = stop < end && bytes[stop] == UInt8(ascii: "+")
    if appends { stop += 1 }
    guard stop < end, bytes[stop] == Byte.equals else { return nil }
    let isArray = stop + 1 < end && bytes[stop + 1] == Byte.open
    if arraysOnly, !isArray { return nil }
    position = stop + 1
    let values = isArray ? arrayElements() : [word(.assignment)]
    if appends { mark(.appendingAssignment, from: start) }
    if isArray || subscripted != nil { mark(.array, from: start) }
    return ShellAssignment(
      name: text(start..<nameStop), index: subscripted, appends: appends, values: values, isArray: isArray,
      span: span(from: start))
  }

  /// The parser stands at the parenthesis of `NAME=(…)`.
  private mutating func arrayElements() -> [ShellWord] {
    let start = position
    var elements: [ShellWord] = []
    position += 1
    while failure == nil {
      skipLines()
      if take(")") { return elements }
      guard isAtWord else {
        fail("an array is not closed", at: start)
        break
      }
      elements.append(word())
    }
    return elements
  }

  /// The parser stands at the parenthesis of `name()`.
  private mutating func functionDefinition(named name: ShellWord, from start: Int) -> ShellCommand? {
    let parenthesis = position
    position += 1
    skipBlanks()
    guard take(")"), let text = name.staticText, !name.isQuoted else {
      fail("`(` cannot stand here", at: parenthesis)
      return nil
    }
    return functionBody(named: text, from: start)
  }
}
