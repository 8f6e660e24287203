/// Lists and structs as Go's `fmt` prints them into a history.
enum GoText {
  /// `["a" "b"]`, the form `%q` of a list of strings, as a list of JSON; commas may stand between the strings, so that a list of
  /// JSON is one too. nil if the text is not such a list.
  static func jsonList(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var reader = GoReader(text)
    guard let words = reader.list(), reader.isAtEnd else { return nil }
    return json(words)
  }

  /// `[/bin/bash -o pipefail -c]`, the form `%v` of SHELL, which has no quotes: where each word is a program or an option, the blanks
  /// are those between words. nil where one of them may be within a word.
  static func unquotedShell(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]"), text.count > 2 else { return Array(text) }
    let words = text.dropFirst().dropLast().split(separator: UInt8(ascii: " ")).map { Array($0) }
    let isPlain = words.dropFirst().allSatisfy { word in
      word.first == UInt8(ascii: "-") || word.first == UInt8(ascii: "/") || word == Array("pipefail".utf8)
    }
    return isPlain && !words.isEmpty ? json(words) : nil
  }

  /// `&{["CMD-SHELL" "curl -f localhost"] "30s" "3s" "0s" "0s" '\x03'}`, the form `%q` of a pointer to a health check: the test, the
  /// interval, the timeout, the start period, in newer versions the start interval, and the retries as a character. As a
  /// Dockerfile has it after `HEALTHCHECK`; nil if the text is cut off or is not of that form.
  static func healthcheck(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var reader = GoReader(text)
    guard reader.take("&{"), let test = reader.list(), let kind = test.first else { return nil }
    var durations: [[UInt8]] = []
    while let duration = reader.string() { durations.append(duration) }
    guard let retries = reader.character(), reader.take("}"), reader.isAtEnd, (2...4).contains(durations.count) else {
      return nil
    }
    let words = Array(test.dropFirst())
    let command: [UInt8]
    switch String(decoding: kind, as: UTF8.self) {
    case "NONE": return kind
    case "CMD": command = json(words)
    case "CMD-SHELL": command = Array(words.joined(separator: [UInt8(ascii: " ")]))
    default: return nil
    }
    guard !words.isEmpty else { return nil }
    var result: [UInt8] = []
    let names = ["interval", "timeout", "start-period", "start-interval"]
    for (name, duration) in zip(names, durations) where duration != Array("0s".utf8) {
      result += Array("--\(name)=".utf8) + duration + [UInt8(ascii: " ")]
    }
    if retries > 0 { result += Array("--retries=\(retries) ".utf8) }
    return result + Array("CMD ".utf8) + command
  }

  /// A list of strings in JSON.
  static func json(_ words: [[UInt8]]) -> [UInt8] {
    let quoted = words.map { word -> [UInt8] in
      var text = [UInt8(ascii: "\"")]
      for byte in word {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
        case 0..<0x20:
          let digits = Array("0123456789abcdef".utf8)
          text += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: text.append(byte)
        }
      }
      return text + [UInt8(ascii: "\"")]
    }
    return [UInt8(ascii: "[")] + Array(quoted.joined(separator: Array(", ".utf8))) + [UInt8(ascii: "]")]
  }
}

/// Reads what `%q` writes, from the front.
private struct GoReader {
  private var text: ArraySlice<UInt8>

  init(_ text: ArraySlice<UInt8>) { self.text = text }

  var isAtEnd: Bool { text.isEmpty }

  mutating func take(_ prefix: String) -> Bool {
    guard text.starts(with: prefix.utf8) else { return false }
    text = text.dropFirst(prefix.utf8.count)
    return true
  }

  private mutating func skipBlanks() { text = text.drop { $0 == UInt8(ascii: " ") } }

  /// A list of quoted strings.
  mutating func list() -> [[UInt8]]? {
    guard take("[") else { return nil }
    var words: [[UInt8]] = []
    while true {
      skipBlanks()
      if take("]") { return words }
      if !words.isEmpty, take(",") { skipBlanks() }
      guard let word = string() else { return nil }
      words.append(word)
    }
  }

  /// A string in double quotes, after blanks.
  mutating func string() -> [UInt8]? {
    let start = text
    skipBlanks()
    guard take("\"") else {
      text = start
      return nil
    }
    var result: [UInt8] = []
    while let byte = text.popFirst() {
      if byte == UInt8(ascii: "\"") { return result }
      if byte != UInt8(ascii: "\\") {
        result.append(byte)
      } else if let escaped = escape() {
        result += escaped
      } else {
        return nil
      }
    }
    return nil
  }

  /// A character in single quotes, as its number.
  mutating func character() -> UInt32? {
    skipBlanks()
    guard take("'") else { return nil }
    var bytes: [UInt8] = []
    var isEscaped = false
    while let byte = text.popFirst() {
      if byte == UInt8(ascii: "'"), !bytes.isEmpty { break }
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      guard let escaped = escape() else { return nil }
      isEscaped = true
      bytes += escaped
    }
    // `\xff` in a character is the number 255, and not a part of UTF-8.
    if isEscaped, bytes.count == 1 { return UInt32(bytes[0]) }
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    return scalars.count == 1 ? scalars[0].value : nil
  }

  /// What follows a backslash.
  private mutating func escape() -> [UInt8]? {
    guard let byte = text.popFirst() else { return nil }
    switch byte {
    case UInt8(ascii: "a"): return [0x07]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "v"): return [0x0B]
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "x"): return number(2).map { [UInt8($0)] }
    case UInt8(ascii: "u"): return number(4).flatMap(scalar)
    case UInt8(ascii: "U"): return number(8).flatMap(scalar)
    default: return nil
    }
  }

  private func scalar(_ value: UInt32) -> [UInt8]? { Unicode.Scalar(value).map { Array(String($0).utf8) } }

  private mutating func number(_ count: Int) -> UInt32? {
    let digits = text.prefix(count)
    guard digits.count == count else { return nil }
    text = text.dropFirst(count)
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
