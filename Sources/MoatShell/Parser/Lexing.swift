/// The bytes that mean something to a shell.
enum Byte {
  static let newline = UInt8(ascii: "\n")
  static let backslash = UInt8(ascii: "\\")
  static let dollar = UInt8(ascii: "$")
  static let backquote = UInt8(ascii: "`")
  static let single = UInt8(ascii: "'")
  static let double = UInt8(ascii: "\"")
  static let open = UInt8(ascii: "(")
  static let close = UInt8(ascii: ")")
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let openBracket = UInt8(ascii: "[")
  static let closeBracket = UInt8(ascii: "]")
  static let less = UInt8(ascii: "<")
  static let greater = UInt8(ascii: ">")
  static let pipe = UInt8(ascii: "|")
  static let ampersand = UInt8(ascii: "&")
  static let semicolon = UInt8(ascii: ";")
  static let hash = UInt8(ascii: "#")
  static let exclamation = UInt8(ascii: "!")
  static let equals = UInt8(ascii: "=")
  static let slash = UInt8(ascii: "/")
  static let colon = UInt8(ascii: ":")
  static let tilde = UInt8(ascii: "~")

  static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
  static func isNameStart(_ byte: UInt8) -> Bool {
    byte == 95 || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)
  }
  static func isName(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }

  /// Ends a word where it stands unquoted.
  static func isMeta(_ byte: UInt8) -> Bool {
    switch byte {
    case 32, 9, newline, pipe, ampersand, semicolon, open, close, less, greater: true
    default: false
    }
  }

  /// The one-character parameters: `$@`, `$?` and so on.
  static func isSpecialParameter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "@"), UInt8(ascii: "*"), hash, UInt8(ascii: "?"), UInt8(ascii: "-"), dollar, exclamation: true
    default: false
    }
  }
}

/// Looking at bytes, and what stands between the words.
extension ShellParser {
  var isAtEnd: Bool { position >= end }

  func peek(_ ahead: Int = 0) -> UInt8? {
    position + ahead < end ? bytes[position + ahead] : nil
  }

  func starts(with text: StaticString) -> Bool {
    guard position + text.utf8CodeUnitCount <= end else { return false }
    var index = position
    for scalar in text.description.utf8 {
      guard bytes[index] == scalar else { return false }
      index += 1
    }
    return true
  }

  mutating func take(_ text: StaticString) -> Bool {
    guard starts(with: text) else { return false }
    position += text.utf8CodeUnitCount
    return true
  }

  /// Blanks, joined lines, and a comment up to its newline.
  mutating func skipBlanks() {
    while position < end {
      let byte = bytes[position]
      if Byte.isBlank(byte) {
        position += 1
      } else if byte == Byte.backslash, peek(1) == Byte.newline {
        position += 2
      } else if byte == Byte.hash {
        let start = position
        while position < end, bytes[position] != Byte.newline { position += 1 }
        comments.append(span(from: start))
      } else {
        return
      }
    }
  }

  /// Blanks, comments and newlines; the lines of here-documents begin at a newline.
  mutating func skipLines() {
    while true {
      skipBlanks()
      guard peek() == Byte.newline else { return }
      takeNewline()
    }
  }

  mutating func takeNewline() {
    position += 1
    if !pending.isEmpty { readPendingDocuments() }
  }

  /// The unquoted word that stands here if it may be a reserved word: letters, or one of `{ } ! [[`.
  func reservedWord() -> String? {
    var stop = position
    while stop < end, !Byte.isMeta(bytes[stop]) {
      if stop - position > Self.longestReservedWord { return nil }
      stop += 1
    }
    guard stop > position else { return nil }
    // A joined line may follow at once: `done\` and a newline.
    if stop + 1 < bytes.count, bytes[stop - 1] == Byte.backslash, stop < end, bytes[stop] == Byte.newline { stop -= 1 }
    let word = text(position..<stop)
    return Self.reservedWords.contains(word) ? word : nil
  }

  mutating func takeReserved(_ word: String) -> Bool {
    guard reservedWord() == word else { return false }
    position += word.utf8.count
    return true
  }

  static let longestReservedWord = 9
  static let reservedWords: Set<String> = [
    "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "in", "select",
    "function", "{", "}", "!", "[[", "time", "coproc",
  ]
  /// Where a command could begin, these end the statements of a construct.
  static let closingWords: Set<String> = ["then", "else", "elif", "fi", "do", "done", "esac", "}"]

  /// The end of the name that begins at an offset; the offset itself if none does.
  func nameEnd(from start: Int) -> Int {
    guard start < end, Byte.isNameStart(bytes[start]) else { return start }
    var stop = start + 1
    while stop < end, Byte.isName(bytes[stop]) { stop += 1 }
    return stop
  }

  /// Whether the parentheses that open here as `((` close as `))`: then they are arithmetic, else one subshell in another.
  /// Returns the offset of the first of the two that close.
  func arithmeticEnd(from start: Int) -> Int? {
    var level = 2
    var index = start
    while index < end {
      switch bytes[index] {
      case Byte.backslash: index += 1
      case Byte.single:
        index += 1
        while index < end, bytes[index] != Byte.single { index += 1 }
      case Byte.double:
        index += 1
        while index < end, bytes[index] != Byte.double { index += bytes[index] == Byte.backslash ? 2 : 1 }
      case Byte.open: level += 1
      case Byte.close:
        level -= 1
        if level == 1 { return index + 1 < end && bytes[index + 1] == Byte.close ? index : nil }
      default: break
      }
      index += 1
    }
    return nil
  }
}
