import MoatSource

/// Gathers the parts of one word, its known text, and the way from that text to the source.
struct WordBuilder {
  var parts: [WordPart] = []
  private(set) var known: [UInt8] = []
  private(set) var isKnown = true
  var isPattern = false
  var isQuoted = false
  private var literal: [UInt8] = []
  private var literalStart = 0
  private var pieces: [OffsetMap.Piece] = []
  private var expected = -1
  /// Where an unquoted `[` or `{` stands open: they mean something only when closed.
  var hasOpenBracket = false
  var braces = BraceState.none

  enum BraceState {
    case none
    case open
    case separated
    case expansion
  }

  /// Adds a byte of the known text without a part of its own.
  mutating func appendKnown(_ byte: UInt8, at offset: Int) {
    if offset != expected { pieces.append(OffsetMap.Piece(text: known.count, source: offset)) }
    expected = offset + 1
    known.append(byte)
  }

  mutating func appendLiteral(_ byte: UInt8, at offset: Int) {
    if literal.isEmpty { literalStart = offset }
    literal.append(byte)
    appendKnown(byte, at: offset)
  }

  mutating func setUnknown() { isKnown = false }

  /// Makes a part of the literal text gathered so far, which ends before `offset`.
  mutating func closeLiteral(before offset: Int, _ map: OffsetMap) {
    guard !literal.isEmpty else { return }
    let text = String(decoding: literal, as: UTF8.self)
    parts.append(WordPart(form: .literal(text), span: map.span(literalStart..<max(literalStart, offset))))
    literal.removeAll(keepingCapacity: true)
  }

  /// The word; a word that may itself be a script keeps the way to its source.
  mutating func word(_ map: OffsetMap, from start: Int, to stop: Int) -> ShellWord {
    closeLiteral(before: stop, map)
    var text = ShellWord.Text.unknown
    var inner: OffsetMap?
    if isKnown {
      let string = String(decoding: known, as: UTF8.self)
      let expands = isPattern || braces == .expansion
      text = expands ? .pattern(string) : .known(string)
      if !expands, isQuoted { inner = map.composed(with: pieces, count: known.count) }
    }
    return ShellWord(parts: parts, text: text, isQuoted: isQuoted, span: map.span(start..<stop), map: inner)
  }
}

/// Words outside and inside of quotes.
extension ShellParser {
  /// What ends a word, beside the usual.
  enum WordContext {
    case command
    /// The right side of `=~`: parentheses and bars are part of it.
    case regularExpression
    /// Of an assignment: a `~` behind `=` or `:` is a home directory.
    case assignment
  }

  /// Whether a word can begin here.
  var isAtWord: Bool {
    guard let byte = peek() else { return false }
    return !Byte.isMeta(byte) || isAtProcessSubstitution
  }

  var isAtProcessSubstitution: Bool {
    (peek() == Byte.less || peek() == Byte.greater) && peek(1) == Byte.open
  }

  mutating func word(_ context: WordContext = .command) -> ShellWord {
    let start = position
    var builder = WordBuilder()
    var parentheses = 0
    if peek() == Byte.tilde { tilde(&builder) }
    while let byte = peek() {
      if Byte.isMeta(byte) {
        if isAtProcessSubstitution, context != .regularExpression {
          processSubstitution(&builder)
          continue
        }
        guard context == .regularExpression, byte != Byte.newline, !Byte.isBlank(byte) || parentheses > 0 else { break }
        if byte == Byte.close, parentheses == 0 { break }
        if byte == Byte.open { parentheses += 1 }
        if byte == Byte.close { parentheses -= 1 }
        builder.appendLiteral(byte, at: position)
        position += 1
        continue
      }
      wordPart(byte, &builder, context)
    }
    // A word that could not be read to its end is not known.
    if failure != nil { builder.setUnknown() }
    return builder.word(map, from: start, to: position)
  }

  /// One step of a word outside of quotes.
  private mutating func wordPart(_ byte: UInt8, _ builder: inout WordBuilder, _ context: WordContext) {
    switch byte {
    case Byte.backslash:
      if peek(1) == Byte.newline {
        position += 2
        return
      }
      builder.isQuoted = true
      if let next = peek(1) {
        builder.appendLiteral(next, at: position + 1)
        position += 2
      } else {
        builder.appendLiteral(byte, at: position)
        position += 1
      }
    case Byte.single: singleQuoted(&builder)
    case Byte.double: doubleQuoted(&builder)
    case Byte.dollar: dollar(&builder, inQuotes: false)
    case Byte.backquote: backquoted(&builder, inQuotes: false)
    default:
      if peek(1) == Byte.open, Self.isExtendedGlob(byte), context == .command {
        extendedGlob(&builder)
      } else {
        plain(byte, &builder, context)
      }
    }
  }

  private static func isExtendedGlob(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "@"), Byte.exclamation: true
    default: false
    }
  }

  private mutating func plain(_ byte: UInt8, _ builder: inout WordBuilder, _ context: WordContext) {
    let start = position
    position += 1
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "?"):
      builder.closeLiteral(before: start, map)
      builder.parts.append(WordPart(form: .glob(text(start..<position)), span: span(from: start)))
      builder.appendKnown(byte, at: start)
      builder.isPattern = true
      return
    case Byte.openBracket: builder.hasOpenBracket = true
    case Byte.closeBracket: if builder.hasOpenBracket { builder.isPattern = true }
    case Byte.openBrace: if builder.braces == .none { builder.braces = .open }
    case UInt8(ascii: ","): if builder.braces == .open { builder.braces = .separated }
    case UInt8(ascii: "."): if builder.braces == .open, peek() == byte { builder.braces = .separated }
    case Byte.closeBrace:
      if builder.braces == .separated {
        builder.braces = .expansion
        mark(.braceExpansion, from: start)
      } else if builder.braces == .open {
        builder.braces = .none
      }
    default: break
    }
    builder.appendLiteral(byte, at: start)
    let opensPath = byte == Byte.equals || byte == Byte.colon
    if context == .assignment, opensPath, peek() == Byte.tilde { tilde(&builder) }
  }

  private mutating func tilde(_ builder: inout WordBuilder) {
    let start = position
    builder.closeLiteral(before: start, map)
    builder.appendKnown(bytes[position], at: position)
    position += 1
    while let byte = peek(), Byte.isName(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
      builder.appendKnown(byte, at: position)
      position += 1
    }
    builder.parts.append(WordPart(form: .tilde(text(start..<position)), span: span(from: start)))
    builder.isPattern = true
  }

  /// `@(a|b)` and its like: one part, as it is written.
  private mutating func extendedGlob(_ builder: inout WordBuilder) {
    let start = position
    builder.closeLiteral(before: start, map)
    var level = 0
    repeat {
      if peek() == Byte.backslash { position += 1 }
      if peek() == Byte.open { level += 1 }
      if peek() == Byte.close { level -= 1 }
      position += 1
    } while position < end && (level > 0 || position == start + 1)
    if level > 0 || position > end { return fail("an extended pattern is not closed", at: start) }
    builder.parts.append(WordPart(form: .glob(text(start..<position)), span: span(from: start)))
    for offset in start..<position { builder.appendKnown(bytes[offset], at: offset) }
    builder.isPattern = true
    mark(.extendedGlob, from: start)
  }

  mutating func singleQuoted(_ builder: inout WordBuilder) {
    let start = position
    builder.closeLiteral(before: start, map)
    builder.isQuoted = true
    position += 1
    while position < end, bytes[position] != Byte.single { position += 1 }
    guard position < end else { return fail("a single quote is not closed", at: start) }
    for offset in start + 1..<position { builder.appendKnown(bytes[offset], at: offset) }
    let content = text(start + 1..<position)
    position += 1
    builder.parts.append(WordPart(form: .singleQuoted(content), span: span(from: start)))
  }

  mutating func doubleQuoted(_ builder: inout WordBuilder) {
    let start = position
    builder.closeLiteral(before: start, map)
    builder.isQuoted = true
    position += 1
    var inner = WordBuilder()
    nested(at: start, ()) { parser in parser.quotedContent(&inner, until: Byte.double, known: &builder) }
    guard failure == nil else {
      builder.parts += inner.parts
      return
    }
    guard position < end else { return fail("a double quote is not closed", at: start) }
    position += 1
    builder.parts.append(WordPart(form: .doubleQuoted(inner.parts), span: span(from: start)))
  }

  /// The text inside double quotes, of a here-document or of an arithmetic expression: up to `terminator`, or to the end.
  /// What is known goes to `known`, which is the word around it.
  mutating func quotedContent(_ inner: inout WordBuilder, until terminator: UInt8?, known: inout WordBuilder) {
    while let byte = peek(), byte != terminator {
      if byte == Byte.backslash {
        if peek(1) == Byte.newline {
          position += 2
          continue
        }
        if let next = peek(1), next == Byte.dollar || next == Byte.backquote || next == byte || next == terminator {
          position += 1
        }
        inner.appendLiteral(bytes[position], at: position)
        known.appendKnown(bytes[position], at: position)
        position += 1
      } else if byte == Byte.dollar || byte == Byte.backquote {
        let written = inner.known.count
        if byte == Byte.dollar { dollar(&inner, inQuotes: true) } else { backquoted(&inner, inQuotes: true) }
        if !inner.isKnown {
          known.setUnknown()
        } else if inner.known.count > written {
          known.appendKnown(byte, at: position - 1)
        }
      } else {
        inner.appendLiteral(byte, at: position)
        known.appendKnown(byte, at: position)
        position += 1
      }
    }
    inner.closeLiteral(before: position, map)
  }
}
