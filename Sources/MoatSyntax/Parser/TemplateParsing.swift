import MoatSource

/// Messages and remedies: strings with holes.
extension RecursiveDescent {
  /// A string whose holes are expressions, with spans that point into the file.
  mutating func template() throws(Abandoned) -> Template {
    guard at(.string) else { throw expected("a string") }
    let token = advance()
    guard !token.isMalformed else { return Template(parts: [], span: token.span) }
    let bytes = source.bytes
    var index = Int(token.span.start) + 1
    let end = Int(token.span.end) - 1
    var parts: [Template.Part] = []
    var text: [UInt8] = []
    while index < end {
      let byte = bytes[index]
      let isDoubled = index + 1 < end && bytes[index + 1] == byte
      switch byte {
      case UInt8(ascii: "\\"): index = TextLiteral.escape(bytes, index, end, into: &text, &diagnostics)
      case UInt8(ascii: "{") where isDoubled, UInt8(ascii: "}") where isDoubled:
        text.append(byte)
        index += 2
      case UInt8(ascii: "}"):
        report(Messages.loneBrace(Span(index..<index + 1)))
        index += 1
      case UInt8(ascii: "{"):
        if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
        text = []
        let (expression, next) = hole(index, end)
        parts.append(.hole(expression))
        index = next
      default:
        text.append(byte)
        index += 1
      }
    }
    if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
    return Template(parts: parts, span: token.span)
  }

  /// The expression of the hole whose brace stands at `start`, and the index behind its `}`. An expression holds no
  /// brace outside of its strings, so the first one ends it.
  private mutating func hole(_ start: Int, _ end: Int) -> (Expression, next: Int) {
    var lexer = Lexer(source.bytes, in: start + 1..<end, readsComments: false)
    var tokens: [Token] = []
    var last = lexer.next()
    while last.kind != .rightBrace, last.kind != .leftBrace, last.kind != .end {
      tokens.append(last)
      last = lexer.next()
    }
    let invalid = Expression(.invalid, Span(start..<Int(last.span.end)))
    guard last.kind == .rightBrace else {
      report(Messages.unclosedHole(Span(start..<start + 1)))
      return (invalid, last.kind == .end ? end : Int(last.span.start))
    }
    for diagnostic in lexer.diagnostics { report(diagnostic) }
    guard !tokens.isEmpty else {
      report(Messages.emptyHole(invalid.span))
      return (invalid, Int(last.span.end))
    }
    let next = Int(last.span.end)
    last.kind = .end
    tokens.append(last)
    var inner = RecursiveDescent(source: source, tokens: tokens, comments: [])
    inner.endDescription = "the end of the hole"
    let expression = inner.wholeExpression() ?? invalid
    for diagnostic in inner.diagnostics { report(diagnostic) }
    return (expression, next)
  }
}
