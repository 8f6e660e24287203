import MoatSource

/// Cuts a policy, or the hole of a message, into tokens.
///
/// It never fails: what it cannot read becomes an unknown token and a diagnostic. Each byte is looked at a bounded
/// number of times, so that the time is linear in the text, and every subscript is held against the end of the range.
struct Lexer {
  let bytes: [UInt8]
  private let begin: Int
  /// The byte after the last one to read.
  let end: Int
  /// Comments are kept in a file; in the hole of a message a `#` is no comment.
  let readsComments: Bool
  var position: Int
  var diagnostics: [Diagnostic] = []
  var comments: [Comment] = []
  private var isFirstOnLine = true

  init(_ bytes: [UInt8], in range: Range<Int>, readsComments: Bool) {
    self.bytes = bytes
    self.readsComments = readsComments
    begin = range.lowerBound
    end = range.upperBound
    position = range.lowerBound
  }

  /// The byte at a distance from the position; 0, which begins no token, beyond the end.
  func peek(_ distance: Int = 0) -> UInt8 {
    let index = position + distance
    return index < end ? bytes[index] : 0
  }

  /// The next token; at the end of the range, and from then on, the end.
  mutating func next() -> Token {
    skipSpaceAndComments()
    let start = position
    var token = Token(
      kind: .end, keyword: nil, span: Span(start..<start), isFirstOnLine: isFirstOnLine,
      isInFirstColumn: start == begin || Self.isLineEnd(bytes[start - 1]))
    isFirstOnLine = false
    guard position < end else { return token }
    let byte = bytes[position]
    if byte == UInt8(ascii: "r"), peek(1) == UInt8(ascii: "\"") {
      token.kind = regex(&token)
    } else if Self.isWordStart(byte) {
      token.kind = .word
      skipWord()
      token.keyword = Keyword.find(bytes[start..<position])
    } else if Self.isDigit(byte) {
      token.kind = number()
    } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      token.kind = string(byte, &token)
    } else {
      token.kind = sign(byte)
    }
    token.span = Span(start..<position)
    return token
  }

  private mutating func skipSpaceAndComments() {
    while position < end {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): position += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        position += 1
        isFirstOnLine = true
      case UInt8(ascii: "#") where readsComments: comment()
      default: return
      }
    }
  }

  /// `# …` to the end of the line; `## …` is documentation, and `###` a line of ornament is not.
  private mutating func comment() {
    let start = position
    while position < end, !Self.isLineEnd(bytes[position]) { position += 1 }
    let isDocumentation =
      start + 1 < position && bytes[start + 1] == UInt8(ascii: "#")
      && !(start + 2 < position && bytes[start + 2] == UInt8(ascii: "#"))
    var last = position
    while last > start + 1, bytes[last - 1] == UInt8(ascii: " ") || bytes[last - 1] == UInt8(ascii: "\t") { last -= 1 }
    let from = min(last, start + (isDocumentation ? 2 : 1))
    comments.append(
      Comment(
        text: String(decoding: bytes[from..<last], as: UTF8.self), isDocumentation: isDocumentation,
        span: Span(start..<last), isTrailing: !isFirstOnLine))
  }

  /// `[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*`: a dash belongs to the word if a letter or digit follows it at once.
  private mutating func skipWord() {
    while Self.isWordByte(peek()) || (peek() == UInt8(ascii: "-") && Self.isWordByte(peek(1))) { position += 1 }
  }

  /// One or two characters of punctuation. An operator of another language is reported with the word that replaces it.
  private mutating func sign(_ byte: UInt8) -> Token.Kind {
    let isTwice = peek(1) == byte
    let isAssigned = peek(1) == UInt8(ascii: "=")
    if let single = Self.single(byte) {
      if byte == UInt8(ascii: "/"), isTwice { return foreignComment() }
      position += 1
      return single
    }
    switch byte {
    case UInt8(ascii: "="): return pair(.equal, isAssigned, .assign)
    case UInt8(ascii: "<"): return pair(.lessOrEqual, isAssigned, .less)
    case UInt8(ascii: ">"): return pair(.greaterOrEqual, isAssigned, .greater)
    case UInt8(ascii: "!") where isAssigned: return pair(.notEqual, true, .unknown)
    case UInt8(ascii: "&") where isTwice: return foreignOperator(2, "and")
    case UInt8(ascii: "|") where isTwice: return foreignOperator(2, "or")
    case UInt8(ascii: "!"): return foreignOperator(1, "not")
    default: return unknown()
    }
  }

  private static func single(_ byte: UInt8) -> Token.Kind? {
    switch byte {
    case UInt8(ascii: "{"): .leftBrace
    case UInt8(ascii: "}"): .rightBrace
    case UInt8(ascii: "["): .leftBracket
    case UInt8(ascii: "]"): .rightBracket
    case UInt8(ascii: "("): .leftParenthesis
    case UInt8(ascii: ")"): .rightParenthesis
    case UInt8(ascii: ","): .comma
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: "."): .dot
    case UInt8(ascii: "?"): .question
    case UInt8(ascii: "+"): .plus
    case UInt8(ascii: "-"): .minus
    case UInt8(ascii: "*"): .star
    case UInt8(ascii: "/"): .slash
    default: nil
    }
  }

  private mutating func pair(_ double: Token.Kind, _ isDouble: Bool, _ single: Token.Kind) -> Token.Kind {
    position += isDouble ? 2 : 1
    return isDouble ? double : single
  }

  private mutating func foreignOperator(_ count: Int, _ word: String) -> Token.Kind {
    let text = String(decoding: bytes[position..<position + count], as: UTF8.self)
    diagnostics.append(Messages.foreignOperator(text, word: word, Span(position..<position + count)))
    position += count
    return .unknown
  }

  private mutating func foreignComment() -> Token.Kind {
    diagnostics.append(Messages.foreignComment(Span(position..<position + 2)))
    while position < end, !Self.isLineEnd(bytes[position]) { position += 1 }
    return .unknown
  }

  /// A run of characters that begin no token is reported once, so that a binary file does not flood its reader.
  private mutating func unknown() -> Token.Kind {
    let start = position
    repeat { position += 1 } while position < end && !Self.canFollowUnknown(bytes[position])
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    diagnostics.append(Messages.unexpectedCharacter(text, Span(start..<position)))
    return .unknown
  }

  /// Bytes at which a run of unreadable characters ends, because a token, a string or a comment may begin there.
  private static func canFollowUnknown(_ byte: UInt8) -> Bool {
    isWordByte(byte) || single(byte) != nil || isLineEnd(byte)
      || [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "#")]
        .contains(byte)
  }

  static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  static func isWordStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
  }

  static func isWordByte(_ byte: UInt8) -> Bool { isWordStart(byte) || isDigit(byte) }
}
