/// Splits the text of an instruction into its keyword, its flags and the rest.
struct InstructionSplitter {
  var keyword: Range<Int>
  var flags: [Token] = []
  /// The arguments, trimmed.
  var rest: Range<Int>

  init(_ line: LogicalLine, _ range: Range<Int>, escape: UInt8) {
    let bytes = line.bytes
    let trimmed = Scalars.trimmed(bytes, range)
    var index = trimmed.lowerBound
    while index < trimmed.upperBound, !Self.isSeparator(bytes[index]) { index += 1 }
    keyword = trimmed.lowerBound..<index
    while index < trimmed.upperBound, Self.isSeparator(bytes[index]) { index += 1 }
    rest = index..<trimmed.upperBound
    let start = readFlags(line, index..<trimmed.upperBound, escape: escape)
    rest = Scalars.trimmed(bytes, start..<trimmed.upperBound)
  }

  /// What stands between a keyword and its arguments, and between words of a list.
  static func isSeparator(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0B || byte == 0x0C || byte == 0x0D
  }

  /// White space between flags. BuildKit looks at bytes here, not at characters, so two bytes beyond ASCII count too.
  private static func isSpace(_ byte: UInt8) -> Bool { Scalars.isSpace(Unicode.Scalar(byte)) }

  /// Collects the leading words that begin with `--`, without quotes and escapes; a bare `--` ends them.
  /// - Returns: where the arguments begin.
  private mutating func readFlags(_ line: LogicalLine, _ range: Range<Int>, escape: UInt8) -> Int {
    let bytes = line.bytes
    let end = range.upperBound
    var index = range.lowerBound
    while true {
      while index < end, Self.isSpace(bytes[index]) { index += 1 }
      guard index + 1 < end, bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "-") else {
        return index
      }
      let start = index
      var word: [UInt8] = []
      var quote: UInt8?
      while index < end {
        var byte = bytes[index]
        if quote == nil, Self.isSpace(byte) { break }
        index += 1
        if byte == quote {
          quote = nil
          continue
        }
        if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
          quote = byte
          continue
        }
        if byte == escape {
          guard index < end else { break }
          byte = bytes[index]
          index += 1
        }
        // Bytes are taken for characters here too.
        Scalars.append(Unicode.Scalar(byte), to: &word)
      }
      if word == Array("--".utf8) { return index }
      flags.append(Token(ByteText(word), at: line.span(start..<index)))
    }
  }
}
