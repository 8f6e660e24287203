/// Reads the value behind a name, in whichever of the forms a text has.
struct ValueReader {
  let text: [UInt8]
  let setting: SecretValue.Setting

  /// Blanks and line ends that are skipped between an option and its value.
  private static let gap = 64

  func value(behind name: Range<Int>, of kind: SecretName) -> Range<Int>? {
    let isOption = text[name.lowerBound] == UInt8(ascii: "-")
    // <password>x</password>
    if text.byte(name.lowerBound - 1) == UInt8(ascii: "<"), text.byte(name.upperBound) == UInt8(ascii: ">") {
      return until(name.upperBound + 1) { $0 == UInt8(ascii: "<") || $0.isLineEnd }
    }
    var index = name.upperBound
    let isQuoted = closing(&index)
    let afterName = index
    while text.byte(index).isBlank { index += 1 }
    if let after = separator(index) { return value(at: after, isColon: text[index] == UInt8(ascii: ":")) }
    if isOption { return value(ofOption: name.upperBound) }
    guard index > afterName, !isQuoted else { return nil }
    // proxy_set_header X-Api-Key "…";
    if text.starts("header ", at: name.lowerBound - 7) { return quoted(index) ?? plain(index, isColon: false) }
    guard kind == .password else { return nil }
    // SQL: PASSWORD 'x', IDENTIFIED BY is found by its words; netrc: login x password y.
    if text.byte(index) == UInt8(ascii: "'") { return quoted(index) }
    return isNetrc(name) ? until(index) { $0.isSpace || $0.isQuote || $0 == UInt8(ascii: "\\") } : nil
  }

  /// Skips what ends a name that is written with quotes: `"password":`, `env['TOKEN'] =`, `\"token\":`.
  private func closing(_ index: inout Int) -> Bool {
    let start = index
    if text.byte(index) == UInt8(ascii: "\\") { index += 1 }
    if text.byte(index).isQuote { index += 1 } else { index = start }
    if text.byte(index) == UInt8(ascii: "]") { index += 1 }
    return index > start
  }

  /// The index after `=`, `:`, `:=` or `=>`, if one stands here and no comparison.
  private func separator(_ index: Int) -> Int? {
    let (byte, next) = (text.byte(index), text.byte(index + 1))
    if byte == UInt8(ascii: "=") {
      if next == UInt8(ascii: "=") || next == UInt8(ascii: "~") { return nil }
      return next == UInt8(ascii: ">") ? index + 2 : index + 1
    }
    guard byte == UInt8(ascii: ":") else { return nil }
    if next == UInt8(ascii: "=") { return index + 2 }
    return next == UInt8(ascii: ":") || next == UInt8(ascii: "/") && text.byte(index + 2) == UInt8(ascii: "/")
      ? nil : index + 1
  }

  private func value(at start: Int, isColon: Bool) -> Range<Int>? {
    var index = start
    while text.byte(index).isBlank { index += 1 }
    // The anchor or the tag of a YAML value.
    while isColon, text.byte(index) == UInt8(ascii: "&") || text.byte(index) == UInt8(ascii: "!"),
      text.byte(index + 1).isOfName || text.byte(index + 1) == UInt8(ascii: "!")
    {
      while index < text.count, !text[index].isSpace { index += 1 }
      while text.byte(index).isBlank { index += 1 }
    }
    if isColon, let block = block(index) { return block }
    if let found = quoted(index) { return found }
    if setting == .text, isColon ? isProse(index) : isSentence(start, index) { return nil }
    return plain(index, isColon: isColon, isApart: index > start)
  }

  /// The value of a directive whose name and value have nothing but blanks between them, alone in its line.
  func value(ofDirective name: Range<Int>) -> Range<Int>? {
    guard (6...20).contains(name.count), text.byte(name.upperBound).isBlank,
      Self.directives.contains(text.lowered(name)), isLineStart(name.lowerBound)
    else { return nil }
    var index = name.upperBound
    while text.byte(index).isBlank { index += 1 }
    if let found = quoted(index) { return found }
    guard let found = until(index, { $0.isSpace || $0.isQuote || $0 == UInt8(ascii: "\\") }) else { return nil }
    index = found.upperBound
    while text.byte(index).isBlank { index += 1 }
    return index < text.count && text[index].isOfName ? nil : found
  }

  /// Of Redis, the LDAP clients and server, Keepalived and HAProxy.
  private static let directives: Set = [
    "requirepass", "masterauth", "bindpw", "rootbindpw", "rootpw", "auth_pass", "insecure-password", "sentinel_pass",
  ]

  /// Whether a line begins here, in a text in quotes too.
  private func isLineStart(_ start: Int) -> Bool {
    var index = start - 1
    while index >= 0, start - index < Self.gap, text[index].isBlank { index -= 1 }
    guard index >= 0 else { return true }
    if text[index] == UInt8(ascii: "n"), index > 0 { return text[index - 1] == UInt8(ascii: "\\") }
    return text[index].isLineEnd || text[index].isQuote || text[index] == UInt8(ascii: ";")
  }

  /// A value without quotes. In YAML it may hold blanks, where one stands before it too.
  private func plain(_ start: Int, isColon: Bool, isApart: Bool = false) -> Range<Int>? {
    let found = until(start) { byte in
      byte.isSpace || byte.isQuote || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "&")
        || byte == UInt8(ascii: "|")
        || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ")") && !isReference(start) || byte == UInt8(ascii: "\\")
        || byte == UInt8(ascii: "<") && start < text.count && text[start] != UInt8(ascii: "<")
    }
    guard isColon, isApart, setting == .mask, let found, text.byte(found.upperBound).isBlank else { return found }
    // The rest of the line, without a comment.
    var end = found.upperBound
    while end < text.count, !text[end].isLineEnd, !text[end].isQuote {
      if text[end] == UInt8(ascii: "#"), text[end - 1].isBlank { break }
      end += 1
    }
    while end > found.upperBound, text[end - 1].isBlank { end -= 1 }
    return found.lowerBound..<end
  }

  private func isReference(_ start: Int) -> Bool { text.byte(start) == UInt8(ascii: "$") }

  /// Whether the rest of the line is words: `Set password = your choice`, `login.password=Mot de passe`. In a shell a
  /// command stands behind a value, so that a name of variables with no blank behind it is none.
  private func isSentence(_ end: Int, _ start: Int) -> Bool {
    guard isProse(start) else { return false }
    if start == end {
      guard text.byte(start).isUpper || text.byte(start) >= 0x80, isKey(before: end - 1) else { return false }
    }
    var index = start
    while index < text.count, index - start < 256, !text[index].isLineEnd, text[index] != UInt8(ascii: "\\") {
      let byte = text[index]
      guard byte.isLetter || byte >= 0x80 || byte.isBlank || ",.?!'".utf8.contains(byte) else { return false }
      index += 1
    }
    return true
  }

  /// Whether the name that ends here is one of parts, as in files of properties.
  private func isKey(before end: Int) -> Bool {
    var index = end - 1
    while index >= 0, end - index < Self.gap, text[index].isOfName {
      if text[index] == UInt8(ascii: ".") { return true }
      index -= 1
    }
    return false
  }

  /// Whether several words without quotes follow: `password: at least eight characters`.
  private func isProse(_ start: Int) -> Bool {
    guard let first = until(start, { $0.isSpace }), text.byte(first.upperBound).isBlank else { return false }
    var index = first.upperBound
    while text.byte(index).isBlank { index += 1 }
    guard text.byte(index).isLetter else { return false }
    return !first.contains { text[$0].isDigit }
  }

  /// The text in quotes that begins here; quotes may be escaped themselves.
  private func quoted(_ start: Int) -> Range<Int>? {
    var index = start
    // r"…", b'…', and \" in a text in quotes.
    let isEscaped = text.byte(index) == UInt8(ascii: "\\") && text.byte(index + 1).isQuote
    if isEscaped { index += 1 }
    guard text.byte(index).isQuote else { return nil }
    let quote = text[index]
    let first = index + 1
    index = first
    while index < text.count, !text[index].isLineEnd {
      if text[index] == UInt8(ascii: "\\"), !isEscaped, quote != UInt8(ascii: "'") {
        index += 2
        continue
      }
      if isEscaped, text[index] == UInt8(ascii: "\\"), text.byte(index + 1) == quote { break }
      if text[index] == quote { break }
      index += 1
    }
    let end = min(index, text.count)
    return end > first ? first..<end : nil
  }

  /// `|` or `>` and an indented block: its first line that holds something.
  private func block(_ start: Int) -> Range<Int>? {
    guard text.byte(start) == UInt8(ascii: "|") || text.byte(start) == UInt8(ascii: ">") else { return nil }
    var index = start + 1
    while index < text.count, !text[index].isLineEnd {
      if escapedLineEnd(index) != nil { break }
      guard
        text[index].isBlank || text[index].isDigit || text[index] == UInt8(ascii: "-")
          || text[index] == UInt8(ascii: "+")
      else { return nil }
      index += 1
    }
    while index < text.count {
      if let end = escapedLineEnd(index) { index = end } else if text[index].isSpace { index += 1 } else { break }
    }
    return line(index)
  }

  /// The place behind `\n` in a text in quotes, where the text of a line ends too.
  private func escapedLineEnd(_ index: Int) -> Int? {
    var end = index
    while text.byte(end) == UInt8(ascii: "\\") { end += 1 }
    guard end > index, end - index <= 4 else { return nil }
    return text.byte(end) == UInt8(ascii: "n") || text.byte(end) == UInt8(ascii: "r") ? end + 1 : nil
  }

  /// The rest of a line, to its end or an escaped one.
  private func line(_ start: Int) -> Range<Int>? {
    var end = start
    while end < text.count, !text[end].isLineEnd, escapedLineEnd(end) == nil { end += 1 }
    // The quote that ends the text around it.
    if end > start, text[end - 1].isQuote, !text.byte(end).isOfName { end -= 1 }
    return end > start ? start..<end : nil
  }

  /// The lines of a block behind its first, as far as they are indented like it.
  func lines(ofBlock first: Range<Int>) -> [Range<Int>] {
    var start = first.lowerBound
    while start > 0, text[start - 1].isBlank { start -= 1 }
    let indentation = first.lowerBound - start
    guard indentation > 0 else { return [] }
    var before = start - 1
    while before >= 0, text[before].isLineEnd { before -= 1 }
    while before >= 0, text[before].isBlank || text[before].isDigit || "+-".utf8.contains(text[before]) { before -= 1 }
    guard start > 0, text[start - 1].isLineEnd, text.byte(before) == UInt8(ascii: "|") || text.byte(before) == 0x3E
    else { return [] }
    var found: [Range<Int>] = []
    var index = first.upperBound
    while found.count < Self.linesOfBlock {
      while index < text.count, text[index].isLineEnd { index += 1 }
      let begin = index
      while text.byte(index).isBlank, index - begin < indentation { index += 1 }
      guard index - begin == indentation, let line = line(index) else { break }
      found.append(line)
      index = line.upperBound
    }
    return found
  }

  /// Lines of a block that are masked.
  private static let linesOfBlock = 64

  /// The value of `--password x`, `"--password", "x"`, or the next element of a list in YAML.
  private func value(ofOption end: Int) -> Range<Int>? {
    var index = end
    var dashes = 0
    while index < text.count, index - end < Self.gap {
      let byte = text[index]
      if byte == UInt8(ascii: "-"), text.byte(index + 1).isBlank, dashes == 0, index > end {
        dashes += 1
      } else if !byte.isSpace, byte != UInt8(ascii: ","), !byte.isQuote, byte != UInt8(ascii: "\\") {
        break
      }
      index += 1
    }
    guard index > end, index < text.count, text[index] != UInt8(ascii: "-") else { return nil }
    let start = text[index - 1].isQuote ? index - 1 : index
    if text[start].isQuote { return quoted(start) }
    return until(index) { byte in
      byte.isSpace || byte.isQuote || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")
        || byte == UInt8(ascii: ";")
        || byte == UInt8(ascii: "\\")
    }
  }

  /// Whether `login` or `machine` stands before the name in its line.
  private func isNetrc(_ name: Range<Int>) -> Bool {
    guard name.count == 8 else { return false }
    var index = name.lowerBound - 1
    while index >= 0, name.lowerBound - index < 128, !text[index].isLineEnd {
      if text.starts("login ", at: index) { return true }
      index -= 1
    }
    return false
  }

  private func until(_ start: Int, _ ends: (UInt8) -> Bool) -> Range<Int>? {
    var end = start
    while end < text.count, !ends(text[end]) { end += 1 }
    return end > start ? start..<end : nil
  }
}

/// A name and a value that stand in an object of their own, as the variables of a container: `name: A`, `value: b`.
struct NameValuePair {
  private var name = SecretName.none
  private var label = 0..<0
  /// The value that stands before its name.
  private var value: Range<Int>?

  /// Bytes between the two.
  private static let distance = 512

  /// Looks at a key; returns the value that belongs to a name of a secret, once both are there.
  mutating func take(
    _ text: [UInt8], _ key: Range<Int>
  ) -> (range: Range<Int>, name: SecretName, label: Range<Int>)? {
    let isName = key.count == 4 && (text.starts("name", at: key.lowerBound) || text.starts("Name", at: key.lowerBound))
    let isValue =
      key.count == 5 && (text.starts("value", at: key.lowerBound) || text.starts("Value", at: key.lowerBound))
    guard isName || isValue else { return nil }
    let reader = ValueReader(text: text, setting: .mask)
    guard let found = reader.value(behind: key, of: .token) else { return nil }
    if isName {
      label = found
      name = SecretName(text, found)
      guard let before = value else { return nil }
      value = nil
      guard name != .none, isOneObject(text, before.upperBound, key.lowerBound) else { return nil }
      defer { name = .none }
      return (before, name, label)
    }
    if name != .none, key.lowerBound - label.upperBound < Self.distance, key.lowerBound > label.upperBound {
      defer { name = .none }
      return (found, name, label)
    }
    value = found
    return nil
  }

  /// No new element begins between the two.
  private func isOneObject(_ text: [UInt8], _ start: Int, _ end: Int) -> Bool {
    guard start < end, end - start < Self.distance else { return false }
    for index in start..<end {
      if text[index] == UInt8(ascii: "}") || text[index] == UInt8(ascii: "{") { return false }
      if text[index] == UInt8(ascii: "-"), text.byte(index + 1).isBlank { return false }
    }
    return true
  }
}
