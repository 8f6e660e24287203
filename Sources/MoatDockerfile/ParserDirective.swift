internal import MoatSource

/// A comment at the very top of the file that speaks to the parser: `# syntax=…`, `# escape=…`, `# check=…`.
package struct ParserDirective: Hashable, Sendable {
  package enum Name: String, Hashable, Sendable {
    case syntax
    case escape
    case check
  }

  package var name: Name
  package var value: Token
  package var line: Int
}

/// What `# check=…` asks of BuildKit's own linter.
package struct CheckDirective: Hashable, Sendable {
  package enum Selection: Hashable, Sendable {
    case none
    case all
    case rules([ByteText])
  }

  package var skip = Selection.none
  package var experimental = Selection.none
  /// Whether a warning ends the build.
  package var failsOnWarning = false

  /// Reads options such as `skip=A,B;error=true`; what follows a space is ignored. Nil if an option is unknown.
  package init?(_ value: ByteText) {
    let options = value.cut(at: UInt8(ascii: " "))?.before ?? value
    for option in options.split(at: UInt8(ascii: ";")) {
      guard let (key, text) = option.cut(at: UInt8(ascii: "=")) else { return nil }
      switch key.trimmed {
      case "skip": skip = Self.selection(text.trimmed)
      case "experimental": experimental = Self.selection(text.trimmed)
      case "error":
        switch text.trimmed {
        case "true", "1", "t", "T", "TRUE", "True": failsOnWarning = true
        case "false", "0", "f", "F", "FALSE", "False": failsOnWarning = false
        default: return nil
        }
      default: return nil
      }
    }
  }

  private static func selection(_ text: ByteText) -> Selection {
    text == "all" ? .all : .rules(text.split(at: UInt8(ascii: ",")).map(\.trimmed))
  }
}

/// Reads directives from the top of the file until a line is none.
struct DirectiveReader {
  private var isDone = false
  private var seen: Set<ParserDirective.Name> = []

  /// The directive on a line, which begins after its left white space. The first line that is none ends them for good.
  mutating func read(_ bytes: [UInt8], _ range: Range<Int>, line: Int) throws(Failure) -> ParserDirective? {
    guard !isDone else { return nil }
    guard let (key, value) = Self.match(bytes, range), let name = ParserDirective.Name(rawValue: key) else {
      isDone = true
      return nil
    }
    let span = Span(value)
    guard seen.insert(name).inserted else {
      throw Failure(.duplicateDirective, "the parser directive `\(key)` stands here a second time", at: span)
    }
    return ParserDirective(name: name, value: Token(ByteText(bytes[value]), at: span), line: line)
  }

  /// The key in lower case, and the range of the value, of `# key = value`.
  private static func match(_ bytes: [UInt8], _ range: Range<Int>) -> (key: String, value: Range<Int>)? {
    guard !range.isEmpty, bytes[range.lowerBound] == UInt8(ascii: "#") else { return nil }
    let rest = Scalars.leftTrimmed(bytes, range.lowerBound + 1..<range.upperBound)
    var index = rest.lowerBound
    while index < rest.upperBound, isAlphanumeric(bytes[index], first: index == rest.lowerBound) { index += 1 }
    guard index > rest.lowerBound else { return nil }
    let key = ByteText(bytes[rest.lowerBound..<index]).lowercased.description
    while index < rest.upperBound, isBlank(bytes[index]) { index += 1 }
    guard index < rest.upperBound, bytes[index] == UInt8(ascii: "=") else { return nil }
    index += 1
    guard index < rest.upperBound else { return nil }
    var end = rest.upperBound
    while end > index, isBlank(bytes[end - 1]) { end -= 1 }
    // A value of blanks only is its last blank.
    guard end > index else { return (key, rest.upperBound - 1..<rest.upperBound) }
    while index < end, isBlank(bytes[index]) { index += 1 }
    return (key, index..<end)
  }

  private static func isAlphanumeric(_ byte: UInt8, first: Bool) -> Bool {
    let lower = byte | 0x20
    return lower >= 0x61 && lower <= 0x7A || !first && byte >= 0x30 && byte <= 0x39
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
  }
}
