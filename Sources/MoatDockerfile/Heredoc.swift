package import MoatSource

/// An inline document of RUN, COPY or ADD: `<<EOF` and the lines after the instruction until `EOF`.
package struct Heredoc: Hashable, Sendable {
  /// The word `<<EOF` itself, as it is written.
  package var word: Token
  /// The terminator, without quotes.
  package var name: ByteText
  /// The digits before `<<`, in RUN a number of a file descriptor; 0 if there are none.
  package var fileDescriptor: Int
  /// Whether variables are filled in; not if a part of the word is quoted.
  package var expands: Bool
  /// Whether it is `<<-`: leading tabs of the body and of the terminator do not count.
  package var chomps: Bool
  /// The lines of the body, each with its end.
  package var body: Span = .zero
  /// The line of the terminator.
  package var terminator: Span = .zero

  /// The body as it stands in the source.
  package func content(in source: SourceFile) -> ByteText {
    ByteText(source.bytes[Int(body.start)..<Int(body.end)])
  }

  /// The body as the build sees it: with `<<-`, without the tabs at the start of each line.
  package func text(in source: SourceFile) -> ByteText {
    guard chomps else { return content(in: source) }
    var result: [UInt8] = []
    var isLineStart = true
    for byte in source.bytes[Int(body.start)..<Int(body.end)] {
      if isLineStart, byte == UInt8(ascii: "\t") { continue }
      isLineStart = byte == UInt8(ascii: "\n")
      result.append(byte)
    }
    return ByteText(result)
  }
}

/// Finds the heredocs of an instruction.
enum HeredocReader {
  /// The heredocs that the words of a line open, in order. A line that cannot be split into words opens none.
  static func find(in line: LogicalLine) throws(Failure) -> [Heredoc] {
    var expansion = WordExpansion(escape: UInt8(ascii: "\\"))
    expansion.keepsQuotes = true
    expansion.keepsEscapes = true
    expansion.keepsUnset = true
    let parts: [ExpandedWord.Part]
    do throws(Failure) {
      parts = try expansion.process(line.text(line.range), in: NoVariables()).parts
    } catch  where error.kind == .badSubstitution {
      return []
    }
    var heredocs: [Heredoc] = []
    for part in parts where part.text.contains(pair: UInt8(ascii: "<"), UInt8(ascii: "<")) {
      if let heredoc = try parse(Token(part.text, at: line.span(part.range))) { heredocs.append(heredoc) }
    }
    return heredocs
  }

  /// The heredoc that a word opens; nil if it opens none, as `a<<b` and `<<<`.
  static func parse(_ word: Token) throws(Failure) -> Heredoc? {
    let bytes = word.text.bytes
    var index = 0
    while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 { index += 1 }
    guard index + 2 <= bytes.count, bytes[index] == UInt8(ascii: "<"), bytes[index + 1] == UInt8(ascii: "<") else {
      return nil
    }
    let digits = bytes[..<index]
    index += 2
    let chomps = index < bytes.count && bytes[index] == UInt8(ascii: "-")
    if chomps { index += 1 }
    while index < bytes.count, [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains(bytes[index]) { index += 1 }
    let rest = ByteText(bytes[index...])
    guard !rest.isEmpty, !rest.contains(UInt8(ascii: "<")) else { return nil }
    guard let (name, isQuoted) = try terminator(rest) else { return nil }
    return Heredoc(
      word: word, name: name, fileDescriptor: Int(String(decoding: digits, as: UTF8.self)) ?? 0, expands: !isQuoted,
      chomps: chomps)
  }

  /// The terminator without its quotes, and whether it had any; nil if it is not one word.
  private static func terminator(_ word: ByteText) throws(Failure) -> (name: ByteText, isQuoted: Bool)? {
    var expansion = WordExpansion(escape: UInt8(ascii: "\\"))
    expansion.keepsUnset = true
    let plain = try expansion.process(word, in: NoVariables()).parts
    guard plain.count == 1 else { return nil }
    expansion.keepsQuotes = true
    let quoted = try expansion.process(word, in: NoVariables()).parts
    guard quoted.count == 1 else {
      throw Failure(.invalidHeredoc, "the word after `<<` is not one word: `\(word.excerpt)`")
    }
    return (plain[0].text, quotes(plain[0].text) != quotes(quoted[0].text))
  }

  private static func quotes(_ text: ByteText) -> Int {
    text.bytes.count { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
  }
}
