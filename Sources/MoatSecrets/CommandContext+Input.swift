/// Secrets that a command reads from its standard input: what is piped into it, a here-string, a here-document.
extension CommandContext {
  /// Programs that read passwords from their standard input.
  static let readers: Set = ["chpasswd", "passwd", "smbpasswd", "vncpasswd", "kinit", "cryptsetup"]

  /// Whether an option says that a secret is read from the standard input: `--password-stdin`, `sudo -S`.
  func readsInput(_ text: [UInt8], _ word: Range<Int>) -> Bool {
    guard text[word.lowerBound] == UInt8(ascii: "-") else { return false }
    if word.count == 1 {
      if case .operand = program { return skipped != nil }
      return false
    }
    if word.count == 2, seesSudo, text[word.lowerBound + 1] == UInt8(ascii: "S") { return true }
    guard word.count <= 40 else { return false }
    let name = text.lowered(word)
    if name.hasSuffix("stdin") {
      if case .digest = program { return true }
      return SecretName(text, word.lowerBound..<word.upperBound - 5) != .none
    }
    return name == "--with-token" || name == "--passphrase-fd"
  }

  mutating func readInput(
    _ text: [UInt8], _ word: Range<Int>, hasUser: Bool, _ scan: inout TextScan
  ) {
    input = (word.upperBound, hasUser)
    guard let range = printed else { return }
    printed = nil
    take(printed: range, hasUser: hasUser, text, &scan)
  }

  /// The text of a here-string or a here-document of a command that reads a secret.
  mutating func takeInput(_ text: [UInt8], _ index: Int, _ scan: inout TextScan) {
    guard let (place, hasUser) = input else { return }
    input = nil
    var sign = place
    let end = min(index, place + 256)
    while sign < end, !text.starts("<<", at: sign) { sign += 1 }
    guard sign < end else { return }
    var start = sign + 2
    if text.byte(start) == UInt8(ascii: "<") {
      start += 1
      while text.byte(start).isBlank { start += 1 }
      guard let value = word(text, start) else { return }
      return add(input: value, hasUser: hasUser, text, &scan)
    }
    if text.byte(start) == UInt8(ascii: "-") { start += 1 }
    guard text.byte(index) == UInt8(ascii: "\n"), let name = word(text, start), name.count <= 64 else { return }
    start = index + 1
    for _ in 0..<Self.linesOfInput {
      var last = start
      while last < text.count, !text[last].isLineEnd { last += 1 }
      guard last > start, !text[start..<last].elementsEqual(text[name]) else { return }
      add(input: start..<last, hasUser: hasUser, text, &scan)
      start = last + 1
    }
  }

  /// Lines of a here-document that are looked at.
  private static let linesOfInput = 16

  private mutating func add(
    input value: Range<Int>, hasUser: Bool, _ text: [UInt8], _ scan: inout TextScan
  ) {
    if hasUser {
      takePassword(text, value, &scan)
    } else {
      scan.add(text, value, under: .password, "standard input")
    }
  }

  /// `echo user:password | chpasswd`, `echo password | passwd --stdin`: what was printed.
  private mutating func take(
    printed range: Range<Int>, hasUser: Bool, _ text: [UInt8], _ scan: inout TextScan
  ) {
    var index = range.lowerBound
    var start = index
    while index <= range.upperBound {
      let byte = text.byte(index)
      if index == range.upperBound || byte.isSpace || byte.isQuote || byte == UInt8(ascii: "\\") {
        let word = start..<index
        if hasUser {
          if let colon = word.first(where: { text[$0] == UInt8(ascii: ":") }) {
            scan.addEarlier(text, colon + 1..<index, under: .password, "chpasswd")
          }
        } else if word.count > 1, text[start] != UInt8(ascii: "-"), text[start] != UInt8(ascii: "%") {
          // The letter of an escaped line end stands before the word.
          scan.addEarlier(text, word, under: .password, "standard input")
        }
        start = index + 1
      }
      index += 1
    }
  }
}
