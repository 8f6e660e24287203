import MoatSource

/// What begins with `$`, a backquote, or `<(`.
extension ShellParser {
  mutating func dollar(_ builder: inout WordBuilder, inQuotes: Bool) {
    let start = position
    guard let next = peek(1) else { return literalDollar(&builder) }
    switch next {
    case Byte.open:
      if peek(2) == Byte.open, let close = arithmeticEnd(from: position + 3) {
        arithmetic(&builder, from: start, contentFrom: position + 3, to: close, closing: 2)
      } else {
        position += 2
        commandSubstitution(&builder, from: start)
      }
    case Byte.openBrace: bracedParameter(&builder, inQuotes: inQuotes)
    case Byte.openBracket:
      guard let close = bracketEnd(from: position + 2) else { return literalDollar(&builder) }
      mark(.bracketArithmetic, from: start)
      arithmetic(&builder, from: start, contentFrom: position + 2, to: close, closing: 1)
    case Byte.single where !inQuotes: ansiQuoted(&builder)
    case Byte.double where !inQuotes:
      mark(.localizedQuote, from: start)
      builder.closeLiteral(before: start, map)
      position += 1
      doubleQuoted(&builder)
    default:
      let stop = Byte.isNameStart(next) ? nameEnd(from: position + 1) : position + 2
      guard Byte.isNameStart(next) || Byte.isDigit(next) || Byte.isSpecialParameter(next) else {
        return literalDollar(&builder)
      }
      let name = text(position + 1..<stop)
      position = stop
      let expansion = ParameterExpansion(name: name, isIndirect: false, argument: [])
      append(.parameter(expansion), from: start, to: &builder)
      markVariable(name, from: start)
    }
  }

  private mutating func literalDollar(_ builder: inout WordBuilder) {
    builder.appendLiteral(Byte.dollar, at: position)
    position += 1
  }

  private mutating func append(_ form: WordPart.Form, from start: Int, to builder: inout WordBuilder) {
    builder.closeLiteral(before: start, map)
    builder.parts.append(WordPart(form: form, span: span(from: start)))
    builder.setUnknown()
  }

  private static let bashVariables: Set<String> = [
    "BASH", "BASH_SOURCE", "BASH_VERSION", "BASHPID", "EUID", "FUNCNAME", "HOSTTYPE", "MACHTYPE", "OSTYPE",
    "PIPESTATUS", "RANDOM", "SECONDS",
  ]

  private mutating func markVariable(_ name: String, from start: Int) {
    if Self.bashVariables.contains(name) { mark(.bashVariable, from: start) }
  }

  /// The parser stands behind `$(`.
  private mutating func commandSubstitution(_ builder: inout WordBuilder, from start: Int) {
    let inner = nested(at: start, []) { parser in parser.statements() }
    if failure == nil, peek() == Byte.close {
      position += 1
    } else {
      fail("a command substitution is not closed", at: start)
    }
    append(.command(inner, isBackquoted: false), from: start, to: &builder)
  }

  /// Backquotes: their text, without its backslashes, is a script of its own.
  mutating func backquoted(_ builder: inout WordBuilder, inQuotes: Bool) {
    let start = position
    var content: [UInt8] = []
    var pieces: [OffsetMap.Piece] = []
    var expected = -1
    position += 1
    while let byte = peek(), byte != Byte.backquote {
      if byte == Byte.backslash, let next = peek(1),
        next == Byte.backslash || next == Byte.backquote || next == Byte.dollar || (inQuotes && next == Byte.double)
      {
        position += 1
      }
      if position != expected { pieces.append(OffsetMap.Piece(text: content.count, source: position)) }
      expected = position + 1
      content.append(bytes[position])
      position += 1
    }
    guard position < end else { return fail("a backquote is not closed", at: start) }
    position += 1
    let inner = script(ShellText(bytes: content, map: map.composed(with: pieces, count: content.count)), at: start)
    append(.command(inner, isBackquoted: true), from: start, to: &builder)
  }

  /// Reads a text taken from this one, with the same limits and into the same lists.
  private mutating func script(_ text: ShellText, at start: Int) -> [ShellStatement] {
    nested(at: start, []) { parser in
      let outer = (parser.bytes, parser.end, parser.position, parser.map, parser.pending)
      (parser.bytes, parser.end, parser.position, parser.map, parser.pending) = (
        text.bytes, text.bytes.count, 0, text.map, []
      )
      let result = parser.statements()
      if parser.failure == nil, parser.position < parser.end {
        parser.fail("\(parser.glimpse) closes nothing", at: parser.position)
      }
      parser.readPendingDocuments()
      (parser.bytes, parser.end, parser.position, parser.map, parser.pending) = outer
      if parser.failure != nil { parser.position = parser.end }
      return result
    }
  }

  mutating func processSubstitution(_ builder: inout WordBuilder) {
    let start = position
    let isInput = peek() == Byte.less
    position += 2
    let inner = nested(at: start, []) { parser in parser.statements() }
    if failure == nil, peek() == Byte.close {
      position += 1
      mark(.processSubstitution, from: start)
    } else {
      fail("a process substitution is not closed", at: start)
    }
    append(.process(inner, isInput: isInput), from: start, to: &builder)
  }

  private mutating func arithmetic(
    _ builder: inout WordBuilder, from start: Int, contentFrom: Int, to close: Int, closing: Int
  ) {
    position = contentFrom
    let parts = arithmeticParts(to: close)
    if failure == nil { position = close + closing }
    append(.arithmetic(parts), from: start, to: &builder)
  }

  mutating func arithmeticParts(to close: Int) -> [WordPart] {
    nested(at: position, []) { parser in
      parser.bounded(to: close) { parser in
        var inner = WordBuilder()
        var around = WordBuilder()
        parser.quotedContent(&inner, until: nil, known: &around)
        return inner.parts
      }
    }
  }

  /// The `]` that closes `$[`, on the same line.
  private func bracketEnd(from start: Int) -> Int? {
    var level = 1
    var index = start
    while index < end, bytes[index] != Byte.newline {
      if bytes[index] == Byte.openBracket { level += 1 }
      if bytes[index] == Byte.closeBracket { level -= 1 }
      if level == 0 { return index }
      // Quotes and blanks do not stand in the old form that anyone still writes.
      if bytes[index] == Byte.single || bytes[index] == Byte.double || index - start > 80 { return nil }
      index += 1
    }
    return nil
  }

  /// `$'…'` with the escapes of bash.
  private mutating func ansiQuoted(_ builder: inout WordBuilder) {
    let start = position
    builder.closeLiteral(before: start, map)
    builder.isQuoted = true
    position += 2
    var content: [UInt8] = []
    while let byte = peek(), byte != Byte.single {
      let place = position
      let resolved = byte == Byte.backslash ? ansiEscape() : [byte]
      if byte != Byte.backslash { position += 1 }
      content += resolved
      for byte in resolved { builder.appendKnown(byte, at: place) }
    }
    guard position < end else { return fail("a quote `$'` is not closed", at: start) }
    position += 1
    let text = String(decoding: content, as: UTF8.self)
    builder.parts.append(WordPart(form: .ansiQuoted(text), span: span(from: start)))
    mark(.ansiQuote, from: start)
  }

  /// The parser stands at the backslash, and behind the escape afterwards.
  private mutating func ansiEscape() -> [UInt8] {
    guard let letter = peek(1) else {
      position += 1
      return [Byte.backslash]
    }
    position += 2
    switch letter {
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "a"): return [7]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "e"), UInt8(ascii: "E"): return [27]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "v"): return [11]
    case Byte.backslash, Byte.single, Byte.double, UInt8(ascii: "?"): return [letter]
    case UInt8(ascii: "x"): return [UInt8(truncatingIfNeeded: number(radix: 16, atMost: 2, from: position))]
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let value = number(radix: 16, atMost: letter == UInt8(ascii: "u") ? 4 : 8, from: position)
      return Unicode.Scalar(value).map { Array(String(Character($0)).utf8) } ?? []
    case 48...55:
      return [UInt8(truncatingIfNeeded: number(radix: 8, atMost: 3, from: position - 1))]
    default: return [Byte.backslash, letter]
    }
  }

  private mutating func number(radix: UInt32, atMost digits: Int, from start: Int) -> UInt32 {
    var value: UInt32 = 0
    position = start
    while position < min(end, start + digits), let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue,
      digit < Int(radix)
    {
      value = value &* radix &+ UInt32(digit)
      position += 1
    }
    return value
  }
}
