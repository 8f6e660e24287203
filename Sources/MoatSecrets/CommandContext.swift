/// The options by which well-known commands take secrets and that do not say so by their names: `curl -u`, `mysql -p`,
/// `docker login -p`, what is piped into `chpasswd`, and operands such as that of `vault login`.
struct CommandContext {
  enum Program {
    case none
    /// `-u user:password`.
    case curl
    /// `-p password`, where one of these words came before.
    case login
    /// `-p` with the password attached.
    case mysql
    /// An option of one letter, with its value in the next word or attached.
    case letter(UInt8)
    /// The same, as the last letter of a cluster too: `zip -rP`.
    case cluster(UInt8)
    /// `-p` or `-hp` with the password attached.
    case archive
    /// `-pass pass:…`, `-k`, and the subcommand `passwd`.
    case openssl
    /// Its operand is hashed: `openssl passwd`, `mkpasswd`.
    case digest(SecretName)
    /// The operand of a subcommand, behind as many others as are skipped.
    case operand(of: String, skipping: Int, SecretName)
    /// `config http-basic.HOST user password`, `config github-oauth.HOST token`.
    case composer
    /// `-k key`.
    case gem
    /// `name value` pairs without a sign between them: `aws configure set`, `npm config set`, `ENV` of Dockerfiles.
    case pairs
    /// `-b … user password`: the last word.
    case htpasswd
    /// What it prints may go into `chpasswd` or `passwd --stdin`.
    case printing(start: Int)
  }

  /// It stands in `$( )`, so that a parenthesis ends its last word.
  let isNested: Bool
  var program = Program.none
  private var seesLogin = false
  var seesSudo = false
  private var isBatch = false
  private var lastWord = 0..<0
  /// Operands of the subcommand that are still to be skipped; nil before it.
  var skipped: Int?
  /// What a pipe reads of the command before.
  var printed: Range<Int>?
  /// The command reads a secret from its standard input, said at this place; for `chpasswd` with the user in front of it.
  var input: (place: Int, hasUser: Bool)?

  init(isNested: Bool = false) { self.isNested = isNested }

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
    "yarn": .pairs, "pnpm": .pairs, "git": .pairs, "pip": .pairs, "poetry": .pairs, "composer": .composer,
    "zip": .cluster(UInt8(ascii: "P")), "unzip": .cluster(UInt8(ascii: "P")), "7z": .archive, "7za": .archive,
    "7zr": .archive, "7zz": .archive, "rar": .archive, "unrar": .archive, "openssl": .openssl,
    "mkpasswd": .digest(.token), "gem": .gem, "vault": .operand(of: "login", skipping: 0, .token),
    "bao": .operand(of: "login", skipping: 0, .token), "cargo": .operand(of: "login", skipping: 0, .token),
    "wandb": .operand(of: "login", skipping: 0, .token), "snyk": .operand(of: "auth", skipping: 0, .token),
    "ngrok": .operand(of: "authtoken", skipping: 0, .token), "rclone": .operand(of: "obscure", skipping: 0, .token),
    "rabbitmqctl": .operand(of: "add_user", skipping: 1, .password),
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
      if Self.readers.contains(name) { readInput(text, word, hasUser: name == "chpasswd", &scan) }
      if name == "sudo" { seesSudo = true }
      if name == "login" || name == "upload" { seesLogin = true }
      if case .none = program, let found = Self.programs[name] {
        program = found
        if case .printing = found { program = .printing(start: word.upperBound) }
        return word.upperBound
      }
    }
    if readsInput(text, word) { readInput(text, word, hasUser: false, &scan) }
    switch program {
    case .none, .printing: return nil
    case .cluster, .archive, .openssl, .digest, .operand, .composer, .gem: return takeMore(text, word, &scan)
    case .curl:
      let user = value(text, word, "u", "user") ?? value(text, word, "U", "proxy-user")
      if let value = user ?? value(text, word, "E", "cert") {
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
    takeInput(text, index, &scan)
    let (byte, next) = (text.byte(index), text.byte(index + 1))
    if byte == UInt8(ascii: "|"), next != UInt8(ascii: "|"), text.byte(index - 1) != UInt8(ascii: "|") {
      // What filters it passes it on.
      if case .printing(let start) = program { printed = start..<index }
    } else if byte != UInt8(ascii: "&") || text.byte(index - 1) != UInt8(ascii: "|") {
      printed = nil
    }
    if case .htpasswd = program, isBatch { scan.add(text, wordBefore(text, index), under: .password, "htpasswd -b") }
    program = .none
    seesLogin = false
    seesSudo = false
    isBatch = false
    skipped = nil
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
  func value(
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
  func next(_ text: [UInt8], _ end: Int) -> Range<Int>? {
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

  func word(_ text: [UInt8], _ start: Int) -> Range<Int>? {
    var index = start
    // A command that is run has secrets of its own.
    if text.byte(index) == UInt8(ascii: "`") { return nil }
    let quote: UInt8? = text.byte(index).isQuote ? text[index] : nil
    if quote != nil { index += 1 }
    let first = index
    while index < text.count, !text[index].isLineEnd {
      if let quote {
        if text[index] == quote { break }
      } else if text[index].isSpace || text[index].isQuote || text[index] == UInt8(ascii: ";") {
        break
      } else if isNested, text[index] == UInt8(ascii: ")") {
        break
      }
      index += 1
    }
    return index > first && !text.starts("$(", at: first) ? first..<index : nil
  }

  /// The place behind a value and its quote.
  func closed(_ text: [UInt8], _ end: Int) -> Int { text.byte(end).isQuote ? end + 1 : end }

  /// A whole operand, of which a word is a part that holds no sign.
  func operand(_ text: [UInt8], _ word: Range<Int>) -> Range<Int>? {
    var start = word.lowerBound
    while start > 0, word.lowerBound - start < 64, !text[start - 1].isSpace, !text[start - 1].isQuote { start -= 1 }
    if start > 0, text[start - 1].isQuote { start -= 1 }
    return self.word(text, start)
  }

  private func wordBefore(_ text: [UInt8], _ end: Int) -> Range<Int> {
    var last = end
    while last > 0, text[last - 1].isSpace || text[last - 1].isQuote { last -= 1 }
    var first = last
    while first > lastWord.lowerBound, first > 0, !text[first - 1].isSpace, !text[first - 1].isQuote { first -= 1 }
    return first..<last
  }

  /// The part of `user:password` behind the colon.
  mutating func takePassword(_ text: [UInt8], _ value: Range<Int>, _ scan: inout TextScan) {
    guard let colon = value.first(where: { text[$0] == UInt8(ascii: ":") }) else { return }
    scan.add(text, colon + 1..<value.upperBound, under: .password, "a user and a password")
  }

  private func takeAttached(_ text: [UInt8], _ word: Range<Int>, _ scan: inout TextScan) -> Int {
    guard let value = self.word(text, word.lowerBound + 2) else { return word.upperBound }
    scan.add(text, value, under: .password, text.text(word.lowerBound..<word.lowerBound + 2))
    return max(value.upperBound, word.upperBound)
  }
}
