import MoatSource

/// Thrown after an error was recorded, to leave the production in which it stands.
struct Abandoned: Error {}

/// The state of the parser: a place in the tokens. Its productions stand in extensions, each with its grammar as in
/// `grammar/moat.ebnf`; a test holds the two against each other.
struct RecursiveDescent {
  let source: SourceFile
  var tokens: [Token]
  let comments: [Comment]
  var index = 0
  /// How many nested expressions and types are being read.
  var nesting = 0
  var diagnostics: [Diagnostic] = []
  /// Words that begin a clause of the block being read: recovery stops at them.
  var clauseWords: [Keyword] = []
  /// What the last token is, in messages.
  var endDescription = Token.Kind.end.description

  init(source: SourceFile, tokens: [Token], comments: [Comment]) {
    self.source = source
    self.tokens = tokens
    self.comments = comments
  }

  var token: Token { tokens[index] }

  func peek(_ distance: Int = 1) -> Token { tokens[min(index + distance, tokens.count - 1)] }

  /// The end of what was read last.
  var previousEnd: UInt32 { index > 0 ? tokens[index - 1].span.end : 0 }

  func span(from start: Token) -> Span { Span(start: start.span.start, end: max(start.span.end, previousEnd)) }

  func span(from start: Span) -> Span { Span(start: start.start, end: max(start.end, previousEnd)) }

  @discardableResult
  mutating func advance() -> Token {
    let current = tokens[index]
    if index + 1 < tokens.count { index += 1 }
    return current
  }

  func at(_ kind: Token.Kind) -> Bool { token.kind == kind }

  func at(_ keyword: Keyword) -> Bool { token.keyword == keyword }

  mutating func take(_ kind: Token.Kind) -> Bool {
    guard at(kind) else { return false }
    advance()
    return true
  }

  mutating func take(_ keyword: Keyword) -> Bool {
    guard at(keyword) else { return false }
    advance()
    return true
  }

  // MARK: Errors

  mutating func report(_ diagnostic: Diagnostic) {
    // The list is sorted and cut at the end; this bound only keeps memory in check.
    if diagnostics.count <= Parser.maximumDiagnostics { diagnostics.append(diagnostic) }
  }

  /// What stands at the place, as messages say it.
  func found(_ token: Token) -> String {
    switch token.kind {
    case .word: "`\(source.text(token.span))`"
    case .end: endDescription
    default: token.kind.description
    }
  }

  /// Reports what should stand here. An unreadable character was reported by the lexer.
  mutating func expected(_ what: String, help: String? = nil) -> Abandoned {
    if token.kind != .unknown { report(Messages.expected(what, found: found(token), token.span, help: help)) }
    return Abandoned()
  }

  @discardableResult
  mutating func expect(_ kind: Token.Kind) throws(Abandoned) -> Token {
    guard at(kind) else { throw expected(kind.description) }
    return advance()
  }

  @discardableResult
  mutating func expect(_ keyword: Keyword) throws(Abandoned) -> Token {
    guard at(keyword) else { throw expected("`\(keyword.rawValue)`") }
    return advance()
  }

  /// The keyword that the word at this place was probably meant to be.
  func suggestion(among words: [Keyword]) -> String? {
    guard token.kind == .word else { return nil }
    return Suggestion.nearest(to: source.text(token.span), among: words.map(\.rawValue))
  }

  // MARK: Recovery

  /// A declaration word first on its line; `let`, which stands in rules too, only in column 1.
  var isAtDeclaration: Bool {
    guard token.isFirstOnLine, let keyword = token.keyword, keyword.beginsDeclaration else { return false }
    return keyword != .let || token.isInFirstColumn
  }

  /// Skips to the next declaration, past a `}` in column 1.
  mutating func skipToDeclaration() {
    while !at(.end), !isAtDeclaration {
      let skipped = advance()
      if skipped.kind == .rightBrace, skipped.isInFirstColumn { return }
    }
  }

  /// Skips to the next clause of the block being read, or to its end.
  mutating func skipToClause() {
    while !at(.end), !at(.rightBrace), !isAtDeclaration {
      if token.isFirstOnLine, let keyword = token.keyword, clauseWords.contains(keyword) { return }
      advance()
    }
  }

  /// True where a value is missing and the next clause or declaration begins: its words could be names, but not before
  /// what follows them.
  var isAtClauseInsteadOfValue: Bool {
    guard token.isFirstOnLine, let keyword = token.keyword else { return false }
    if clauseWords.contains(keyword) {
      switch keyword {
      case .message, .remedy, .title, .since, .owner, .reason, .ticket: return peek().kind == .string
      case .deny, .warn: return peek().keyword == .when
      case .fix: return [.set, .remove, .add].contains(peek().keyword)
      case .let: return peek().kind == .word && (peek(2).kind == .assign || peek(2).kind == .colon)
      default: return false
      }
    }
    guard token.isInFirstColumn, peek().kind == .word || keyword == .test else { return false }
    switch keyword {
    case .rule: return peek(2).kind == .leftBrace
    case .profile: return peek(2).kind == .leftBrace || peek(2).keyword == .extends
    case .let, .data: return peek(2).kind == .assign || peek(2).kind == .colon
    case .define: return peek(2).kind == .leftParenthesis
    case .test: return peek().kind == .string
    default: return false
    }
  }

  /// True at the end of a block: its `}`, or a place where it was forgotten.
  var isAtBlockEnd: Bool {
    if at(.rightBrace) || at(.end) { return true }
    if let keyword = token.keyword, clauseWords.contains(keyword) { return false }
    return isAtDeclaration
  }

  /// Reads the clauses between braces; an error in one of them loses only that clause.
  mutating func block(_ words: [Keyword], _ clause: (inout RecursiveDescent) throws(Abandoned) -> Void)
    throws(Abandoned)
  {
    try expect(.leftBrace)
    let outer = clauseWords
    clauseWords = words
    defer { clauseWords = outer }
    while !isAtBlockEnd {
      let start = index
      do throws(Abandoned) {
        try clause(&self)
      } catch {
        // A word that was not read must be passed, or recovery would stop at it again.
        if index == start { advance() }
        skipToClause()
      }
    }
    // What stands in the block is whole: a forgotten brace is an error, and no reason to drop the declaration.
    if !take(.rightBrace) { _ = expected("`}`") }
  }

  /// Reports a word that begins no clause of the block.
  mutating func unknownClause(of what: String) -> Abandoned {
    if token.kind != .unknown {
      report(
        Messages.unknownClause(
          found(token), of: what, clauseWords.map(\.rawValue), suggestion: suggestion(among: clauseWords), token.span))
    }
    return Abandoned()
  }

  // MARK: Names

  /// A word that is not reserved, at a place where a policy binds it. A reserved one is reported and taken.
  mutating func boundName(_ what: String) throws(Abandoned) -> Name {
    guard at(.word) else { throw expected("a name for \(what)") }
    if let keyword = token.keyword, keyword.isReserved {
      report(Messages.reservedName(keyword.rawValue, what: what, token.span))
    }
    return name(of: advance())
  }

  /// A word that is not reserved, and stands for something.
  mutating func name(_ what: String) throws(Abandoned) -> Name {
    guard at(.word), token.keyword?.isReserved != true else { throw expected(what) }
    return name(of: advance())
  }

  func name(of token: Token) -> Name { Name(source.text(token.span), token.span) }

  /// After a dot every word is a field.
  mutating func field() throws(Abandoned) -> Name {
    guard at(.word) else { throw expected("the name of a field") }
    return name(of: advance())
  }

  // grammar: qname = NAME { "." FIELD } ;
  mutating func qualifiedName(_ what: String) throws(Abandoned) -> Name {
    var name = try name(what)
    while at(.dot), peek().kind != .star {
      advance()
      let part = try field()
      name.text += "." + part.text
      name.span = name.span.joined(with: part.span)
    }
    return name
  }

  /// A string on one line.
  mutating func string(_ what: String) throws(Abandoned) -> StringLiteral {
    guard at(.string) else { throw expected(what) }
    return StringLiteral(decoded(token), advance().span)
  }

  /// The meaning of a string token.
  mutating func decoded(_ token: Token) -> String {
    guard !token.isMalformed else { return "" }
    var text: [UInt8] = []
    TextLiteral.decode(source.bytes, Int(token.span.start) + 1..<Int(token.span.end) - 1, into: &text, &diagnostics)
    return String(decoding: text, as: UTF8.self)
  }

  /// A small number that the tree keeps as one.
  mutating func smallNumber() throws(Abandoned) -> (Int, Span) {
    guard at(.int) else { throw expected("a whole number") }
    let span = advance().span
    guard let value = Int(source.text(span)), value <= Self.largestSmallNumber else {
      if !tokens[index - 1].isMalformed { report(Messages.numberTooLarge(Self.largestSmallNumber, span)) }
      return (0, span)
    }
    return (value, span)
  }

  /// Lines and counts of findings stay below this.
  static let largestSmallNumber = 1_000_000_000
}
