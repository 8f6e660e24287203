/// The ways in which arguments are written, each instruction by its own.
enum ArgumentForms {
  /// Words between white space, as in FROM and COPY.
  static func list(_ line: LogicalLine, _ range: Range<Int>) -> [Token] {
    guard !range.isEmpty else { return [] }
    var tokens: [Token] = []
    var start = range.lowerBound
    var index = start
    while index < range.upperBound {
      guard InstructionSplitter.isSeparator(line.bytes[index]) else {
        index += 1
        continue
      }
      tokens.append(line.token(start..<index))
      while index < range.upperBound, InstructionSplitter.isSeparator(line.bytes[index]) { index += 1 }
      start = index
    }
    tokens.append(line.token(start..<index))
    return tokens
  }

  /// The whole rest as one text.
  static func single(_ line: LogicalLine, _ range: Range<Int>) -> [Token] {
    range.isEmpty ? [] : [line.token(range)]
  }

  /// Words between white space that is neither quoted nor escaped; quotes and escapes stay until the expansion.
  static func words(_ line: LogicalLine, _ range: Range<Int>, escape: UInt8) -> [Token] {
    let bytes = line.bytes
    let end = range.upperBound
    var tokens: [Token] = []
    var index = range.lowerBound
    while true {
      index = Scalars.leftTrimmed(bytes, index..<end).lowerBound
      guard index < end else { return tokens }
      let start = index
      var word: [UInt8] = []
      var quote: UInt8?
      while index < end {
        let (scalar, width) = Scalars.decode(bytes, index, end)
        if quote == nil, Scalars.isSpace(scalar) { break }
        let byte = bytes[index]
        index += width
        if let open = quote {
          if byte == open { quote = nil }
        } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
          quote = byte
        }
        Scalars.append(scalar, to: &word)
        guard byte == escape, quote != UInt8(ascii: "'") else { continue }
        // An escape keeps itself and the next character together; the last one of all is dropped.
        guard index < end else {
          word.removeLast()
          break
        }
        let (escaped, escapedWidth) = Scalars.decode(bytes, index, end)
        Scalars.append(escaped, to: &word)
        index += escapedWidth
      }
      if !word.isEmpty { tokens.append(Token(ByteText(word), at: line.span(start..<index))) }
    }
  }

  /// Pairs of ENV and LABEL as name, value and `=`; or one pair of the deprecated form `ENV name value`, with an empty
  /// third token.
  static func pairs(
    _ line: LogicalLine, _ range: Range<Int>, escape: UInt8, keyword: String
  ) throws(Failure) -> [Token] {
    let words = words(line, range, escape: escape)
    guard let first = words.first else { return [] }
    guard first.text.contains(UInt8(ascii: "=")) else { return try deprecatedPair(line, range, keyword: keyword) }
    var tokens: [Token] = []
    for word in words {
      guard let (name, value) = word.text.cut(at: UInt8(ascii: "=")) else {
        throw Failure(.missingEquals, "`\(word.text.excerpt)` has no `=`; each pair is name=value", at: word.span)
      }
      tokens += [Token(name, at: word.span), Token(value, at: word.span), Token("=", at: word.span)]
    }
    return tokens
  }

  private static func deprecatedPair(
    _ line: LogicalLine, _ range: Range<Int>, keyword: String
  ) throws(Failure) -> [Token] {
    var end = range.lowerBound
    while end < range.upperBound, !InstructionSplitter.isSeparator(line.bytes[end]) { end += 1 }
    guard end < range.upperBound else {
      throw Failure(.missingValue, "\(keyword) wants a name and a value", at: line.span(range))
    }
    var start = end
    while start < range.upperBound, InstructionSplitter.isSeparator(line.bytes[start]) { start += 1 }
    return [
      line.token(range.lowerBound..<end), line.token(start..<range.upperBound),
      Token("", at: line.span(end..<end)),
    ]
  }

  /// A JSON array of strings, or else nil.
  static func array(_ line: LogicalLine, _ range: Range<Int>) throws(Failure) -> [Token]? {
    let trimmed = Scalars.leftTrimmed(line.bytes, range)
    guard !trimmed.isEmpty, line.bytes[trimmed.lowerBound] == UInt8(ascii: "[") else { return nil }
    var reader = JSONFormReader(line, trimmed)
    return try reader.read()
  }

  /// The first word of HEALTHCHECK, and where its command begins. BuildKit looks at bytes here, not at characters.
  static func healthcheck(_ line: LogicalLine, _ range: Range<Int>) -> (type: Token, command: Range<Int>)? {
    func isSpace(_ index: Int) -> Bool { Scalars.isSpace(Unicode.Scalar(line.bytes[index])) }
    var end = range.lowerBound
    while end < range.upperBound, !isSpace(end) { end += 1 }
    guard end > range.lowerBound else { return nil }
    var start = end
    while start < range.upperBound, isSpace(start) { start += 1 }
    return (line.token(range.lowerBound..<end), start..<range.upperBound)
  }
}
