/// The options by which well-known commands take secrets and that do not say so by their names: `curl -u`, `mysql -p`,
/// `docker login -p`, and what is piped into `chpasswd`.
struct CommandContext {
  private enum Program {
    case none
    /// `-u user:password`.
    case curl
    /// `-p password`, where one of these words came before.
    case login
    /// `-p` with the password attached.
    case mysql
    /// An option of one letter, in `letter`.
    case letter(UInt8)
    /// `name value` pairs without a sign between them: `aws configure set`, `npm config set`, `ENV` of Dockerfiles.
    case pairs
    /// `-b … user password`: the last word.
    case htpasswd
    /// What it prints may go into `chpasswd` or `passwd --stdin`.
    case printing(start: Int)
  }

  private var program = Program.none
  private var seesLogin = false
  private var isBatch = false
  private var lastWord = 0..<0
  /// What a pipe reads of the command before.
  private var printed: Range<Int>?

  private static let programs: [String: Program] = [
    "curl": .curl, "docker": .login, "podman": .login, "nerdctl": .login, "buildah": .login, "skopeo": .login,
    "helm": .login, "oras": .login, "crane": .login, "az": .login, "twine": .login, "oc": .login, "cf": .login,
    "argocd": .login, "mysql": .mysql, "mysqldump": .mysql, "mysqladmin": .mysql, "mariadb": .mysql,
    "mariadb-dump": .mysql, "mariadb-admin": .mysql, "redis-cli": .letter(UInt8(ascii: "a")),
    "mongo": .letter(UInt8(ascii: "p")), "mongosh": .letter(UInt8(ascii: "p")),
    "mongodump": .letter(UInt8(ascii: "p")), "mongorestore": .letter(UInt8(ascii: "p")),
    "sshpass": .letter(UInt8(ascii: "p")), "ldapsearch": .letter(UInt8(ascii: "w")),
    "ldapadd": .letter(UInt8(ascii: "w")), "ldapmodify": .letter(UInt8(ascii: "w")),
    "doctl": .letter(UInt8(ascii: "t")), "sqlcmd": .letter(UInt8(ascii: "P")), "useradd": .letter(UInt8(ascii: "p")),
    "usermod": .letter(UInt8(ascii: "p")), "groupadd": .letter(UInt8(ascii: "p")), "aws": .pairs, "npm": .pairs,
    "yarn": .pairs, "pnpm": .pairs, "git": .pairs, "pip": .pairs, "poetry": .pairs, "composer": .pairs,
    "bundle": .pairs, "ENV": .pairs, "LABEL": .pairs, "htpasswd": .htpasswd, "echo": .printing(start: 0),
    "printf": .printing(start: 0),
  ]

  private static let longestProgram = 12

  /// Looks at one word; returns where to go on if the word and what follows it are dealt with.
  mutating func take(_ text: [UInt8], _ word: Range<Int>, _ scan: inout TextScan) -> Int? {
    let first = text[word.lowerBound]
    lastWord = word
    if first != UInt8(ascii: "-"), word.count <= Self.longestProgram, isWordStart(text, word) {
      let name = text.text(word)
      if name == "chpasswd" || name == "passwd" {
        take(printedInto: name, text, &scan)
      } else if name == "login" || name == "upload" {
        seesLogin = true
      } else if case .none = program, let found = Self.programs[name] {
        program = found
        if case .printing = found { program = .printing(start: word.upperBound) }
        return word.upperBound
      }
    }
    switch program {
    case .none, .printing: return nil
    case .curl:
      if let value = value(text, word, "u", "user") ?? value(text, word, "U", "proxy-user") {
        takePassword(text, value, &scan)
        return value.upperBound
      }
    case .login:
      if let value = value(text, word, "creds", "creds") ?? value(text, word, "src-creds", "dest-creds") {
        takePassword(text, value, &scan)
        return value.upperBound
      }
      if seesLogin, let value = value(text, word, "p", "password") {
        scan.add(text, value, under: .password, text.text(word))
        return value.upperBound
      }
    case .mysql:
      if first == UInt8(ascii: "-"), word.count > 2, text[word.lowerBound + 1] == UInt8(ascii: "p") {
        return takeAttached(text, word, &scan)
      }
    case .letter(let letter):
      guard first == UInt8(ascii: "-"), word.count >= 2, text[word.lowerBound + 1] == letter else { return nil }
      if word.count > 2 { return takeAttached(text, word, &scan) }
      if let value = next(text, word.upperBound) {
        scan.add(text, value, under: .password, text.text(word))
        return value.upperBound
      }
    case .pairs:
      let name = SecretName(text, word)
      // `git commit -m "token …"` is none.
      let isKey = word.contains { text[$0] == UInt8(ascii: "_") || text[$0] == UInt8(ascii: ".") }
      if name != .none, isKey || word.allSatisfy({ text[$0].isUpper }), text.byte(word.upperBound).isBlank,
        let value = next(text, word.upperBound), text[value.lowerBound] != UInt8(ascii: "=")
      {
        scan.add(text, value, under: name, text.text(word))
        return value.upperBound
      }
    case .htpasswd:
      if first == UInt8(ascii: "-"), word.contains(where: { text[$0] == UInt8(ascii: "b") }) { isBatch = true }
    }
    return nil
  }

  /// The command ends here.
  mutating func end(_ text: [UInt8], _ index: Int, _ scan: inout TextScan) {
    printed = nil
    if case .printing(let start) = program, text.byte(index) == UInt8(ascii: "|") { printed = start..<index }
    if case .htpasswd = program, isBatch { scan.add(text, wordBefore(text, index), under: .password, "htpasswd -b") }
    program = .none
    seesLogin = false
    isBatch = false
  }

  // MARK: Values

  private func isWordStart(_ text: [UInt8], _ word: Range<Int>) -> Bool {
    let before = text.byte(word.lowerBound - 1)
    let after = text.byte(word.upperBound)
    let begins =
      word.lowerBound == 0 || before.isSpace || before == UInt8(ascii: "/") || before.isQuote
      || before == UInt8(ascii: "(") || before == UInt8(ascii: ";") || before == UInt8(ascii: "|")
      || before == UInt8(ascii: "&")
    return begins && (word.upperBound == text.count || after.isSpace || after.isQuote || after == UInt8(ascii: ";"))
  }

  /// The value of an option by its short or its long name, in the next word, behind `=`, or attached to the short one.
  private func value(
    _ text: [UInt8], _ word: Range<Int>, _ short: String, _ long: String
  ) -> Range<Int>? {
    guard text[word.lowerBound] == UInt8(ascii: "-") else { return nil }
    for (dashes, name) in [("-", short), ("--", short), ("--", long)] as [(String, String)] {
      let start = word.lowerBound + dashes.utf8.count
      guard dashes == "-" || text.byte(word.lowerBound + 1) == UInt8(ascii: "-"), text.starts(name, at: start) else {
        continue
      }
      let end = start + name.utf8.count
      if end == word.upperBound {
        return text.byte(end) == UInt8(ascii: "=") ? self.word(text, end + 1) : next(text, end)
      }
      // -ubot:hunter2
      if dashes == "-", name.utf8.count == 1 { return self.word(text, end) }
    }
    return nil
  }

  /// The next word, in quotes or not, also as the next element of a list.
  private func next(_ text: [UInt8], _ end: Int) -> Range<Int>? {
    var index = end
    if text.byte(index).isQuote { index += 1 }
    while index < text.count, index - end < 32,
      text[index].isSpace || text[index] == UInt8(ascii: ",") || text[index] == UInt8(ascii: "\\")
    {
      index += 1
    }
    guard index > end, index < text.count, text[index] != UInt8(ascii: "-") else { return nil }
    return word(text, index)
  }

  private func word(_ text: [UInt8], _ start: Int) -> Range<Int>? {
    var index = start
    let quote: UInt8? = text.byte(index).isQuote ? text[index] : nil
    if quote != nil { index += 1 }
    let first = index
    while index < text.count, !text[index].isLineEnd {
      if let quote {
        if text[index] == quote { break }
      } else if text[index].isSpace || text[index].isQuote || text[index] == UInt8(ascii: ";") {
        break
      }
      index += 1
    }
    return index > first ? first..<index : nil
  }

  private func wordBefore(_ text: [UInt8], _ end: Int) -> Range<Int> {
    var last = end
    while last > 0, text[last - 1].isSpace || text[last - 1].isQuote { last -= 1 }
    var first = last
    while first > lastWord.lowerBound, first > 0, !text[first - 1].isSpace, !text[first - 1].isQuote { first -= 1 }
    return first..<last
  }

  /// The part of `user:password` behind the colon.
  private mutating func takePassword(_ text: [UInt8], _ value: Range<Int>, _ scan: inout TextScan) {
    guard let colon = value.first(where: { text[$0] == UInt8(ascii: ":") }) else { return }
    scan.add(text, colon + 1..<value.upperBound, under: .password, "a user and a password")
  }

  private func takeAttached(_ text: [UInt8], _ word: Range<Int>, _ scan: inout TextScan) -> Int {
    let value = self.word(text, word.lowerBound + 2) ?? word
    scan.add(text, value, under: .password, text.text(word.lowerBound..<word.lowerBound + 2))
    return max(value.upperBound, word.upperBound)
  }

  /// `echo user:password | chpasswd`, `echo password | passwd --stdin`: what was printed.
  private mutating func take(printedInto name: String, _ text: [UInt8], _ scan: inout TextScan) {
    guard let range = printed else { return }
    printed = nil
    var index = range.lowerBound
    var start = index
    while index <= range.upperBound {
      let byte = text.byte(index)
      if index == range.upperBound || byte.isSpace || byte.isQuote || byte == UInt8(ascii: "\\") {
        let word = start..<index
        if name == "chpasswd" {
          if let colon = word.first(where: { text[$0] == UInt8(ascii: ":") }) {
            scan.addEarlier(text, colon + 1..<index, under: .password, "chpasswd")
          }
        } else if !word.isEmpty, text[start] != UInt8(ascii: "-") {
          scan.addEarlier(text, word, under: .password, "passwd")
        }
        start = index + 1
      }
      index += 1
    }
  }
}
