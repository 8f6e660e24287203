/// Finds the secrets in a text: credentials by their form, values behind the names of secrets (in YAML, JSON, TOML, INI,
/// properties, XML, code, options of commands and variables of shells), passwords in URLs, headers, and the options of
/// well-known commands. It goes through the text once; what it looks ahead or back is bounded.
public struct SecretScanner {
  /// A secret and where it is.
  public struct Match: Sendable, Hashable {
    /// The bytes of the secret alone.
    public var range: Range<Int>
    /// A name as the text writes it (`db.password`, `--token`), or a kind of credential ("a GitHub token").
    public var name: String
  }

  /// In the order in which they stand. With `masking`, in doubt a value is a secret, and its range reaches as far as the
  /// value may.
  public static func matches(in text: [UInt8], masking: Bool = false) -> [Match] {
    var scan = TextScan(setting: masking ? .mask : .text)
    scan.run(text)
    if masking {
      scan.matches += Base64Text.secrets(in: text)
    } else if scan.matches.isEmpty, let inner = Base64Text.whole(text) {
      var inside = TextScan(setting: .text)
      inside.run(inner)
      scan.matches = inside.matches.map { Match(range: text.indices, name: $0.name) }
    }
    return scan.matches.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// The names of what a text holds, each once.
  public static func names(in text: [UInt8]) -> [String] {
    var seen: Set<String> = []
    return matches(in: text).map(\.name).filter { seen.insert($0).inserted }
  }
}

/// The state of one scan.
struct TextScan {
  let setting: SecretValue.Setting
  var matches: [SecretScanner.Match] = []
  /// The command whose options follow, until it ends.
  var command = CommandContext()
  /// The entry of a list of names and values: `name: DB_PASSWORD` before its `value`, or the other way round.
  var entry = NameValuePair()
  /// Nothing is found twice: bytes before this one belong to a secret.
  private var done = 0
  /// The commands around a substitution, each with the byte that leads back to it.
  private var outer: [(command: CommandContext, closing: UInt8)] = []
  /// Values that may be what a user interface shows.
  private var labels = Labels()

  /// Substitutions inside of each other that are told apart.
  private static let substitutions = 8

  init(setting: SecretValue.Setting) { self.setting = setting }

  mutating func run(_ text: [UInt8]) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte.isOfName {
        index = word(text, index)
      } else {
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "&")
          || byte == UInt8(ascii: "|")
        {
          endCommand(text, index)
        } else if byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "`") {
          substitution(text, index)
        }
        index += 1
      }
    }
    end(text, text.count)
    if !labels.areShown { for (range, name) in labels.values { matches.append(.init(range: range, name: name)) } }
  }

  /// `$(…)` and a pair of backquotes hold a command of their own.
  private mutating func substitution(_ text: [UInt8], _ index: Int) {
    if let last = outer.last, last.closing == text[index] {
      end(text, index)
      command = last.command
      outer.removeLast()
    } else if text[index] == UInt8(ascii: "`") || text[index] == UInt8(ascii: "(") && text.byte(index - 1) == 0x24 {
      guard outer.count < Self.substitutions else { return }
      outer.append((command, text[index] == UInt8(ascii: "`") ? text[index] : UInt8(ascii: ")")))
      command = CommandContext(isNested: true)
    }
  }

  private mutating func end(_ text: [UInt8], _ index: Int) {
    var context = command
    context.end(text, index, &self)
    command = context
  }

  /// A line that a backslash continues goes on.
  private mutating func endCommand(_ text: [UInt8], _ index: Int) {
    if text[index] == UInt8(ascii: "\n") {
      let before = text.byte(index - 1) == UInt8(ascii: "\r") ? index - 2 : index - 1
      if text.byte(before) == UInt8(ascii: "\\") { return }
      // A substitution that is still open behind an empty line is none.
      if text.byte(before) == UInt8(ascii: "\n"), let first = outer.first {
        command = first.command
        outer = []
      }
    }
    end(text, index)
  }

  mutating func add(_ range: Range<Int>, _ name: String) {
    guard range.lowerBound >= done, !range.isEmpty else { return }
    matches.append(.init(range: range, name: name))
    done = range.upperBound
  }

  /// Adds what the scan went past already.
  mutating func addEarlier(
    _ text: [UInt8], _ value: Range<Int>, under name: SecretName, _ label: String
  ) {
    guard SecretValue.isSecret(text, value, under: name, setting) else { return }
    if !matches.suffix(16).contains(where: { $0.range.overlaps(value) }) {
      matches.append(.init(range: value, name: label))
    }
  }

  /// Adds a value that stands under a name if it is a secret.
  mutating func add(
    _ text: [UInt8], _ value: Range<Int>, under name: SecretName, _ label: @autoclosure () -> String
  ) {
    guard SecretValue.isSecret(text, value, under: name, setting) else {
      if setting == .text, SecretValue.isPhrase(text, value) { labels.takePhrase() }
      return
    }
    if setting == .text, value.lowerBound >= done, labels.take(text, value, label()) { return }
    add(extended(text, value), label())
  }

  /// A masked value reaches to the next blank or quote, for a password may hold what ends a value.
  private func extended(_ text: [UInt8], _ value: Range<Int>) -> Range<Int> {
    guard setting == .mask, !text.byte(value.upperBound).isQuote else { return value }
    var end = value.upperBound
    while end < text.count, !text[end].isSpace, !text[end].isQuote, text[end] != UInt8(ascii: "\\"),
      text[end] != UInt8(ascii: "<"), !(command.isNested && text[end] == UInt8(ascii: ")"))
    {
      end += 1
    }
    // What ends an element of a list ends no secret.
    while end > value.upperBound, [",", ";", ")", "]", "}"].contains(Character(Unicode.Scalar(text[end - 1]))) {
      end -= 1
    }
    return value.lowerBound..<end
  }

  // MARK: Words

  /// A run of the characters of names, and what follows it; returns where to go on.
  private mutating func word(_ text: [UInt8], _ start: Int) -> Int {
    if let found = CredentialForm.find(in: text, at: start) {
      add(start..<found.end, found.name)
      return found.end
    }
    if text[start] == UInt8(ascii: "-"), let end = PrivateKey.find(in: text, at: start) {
      add(end, "a private key")
      return end.upperBound
    }
    var end = start
    while end < text.count, text[end].isOfName { end += 1 }
    if text.starts("://", at: end) { return address(text, end + 3) }
    var context = command
    let next = context.take(text, start..<end, &self)
    command = context
    if let next { return next }
    named(text, start..<end)
    return end
  }

  /// The user and the password of a URL.
  private mutating func address(_ text: [UInt8], _ start: Int) -> Int {
    var index = start
    var colon: Int?
    while index < text.count, index - start < 512 {
      let byte = text[index]
      if byte == UInt8(ascii: "@") { break }
      if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") || byte.isSpace
        || byte.isQuote
      {
        break
      }
      if byte == UInt8(ascii: ":"), colon == nil { colon = index }
      index += 1
    }
    if text.starts("hooks.slack.com/services/", at: start) {
      var end = start + 25
      while end < text.count, text[end].isOfName || text[end] == UInt8(ascii: "/") { end += 1 }
      if end - start > 55 { add(start + 25..<end, "a Slack webhook") }
      return end
    }
    guard text.byte(index) == UInt8(ascii: "@") else { return start }
    let user = start..<(colon ?? index)
    if let colon {
      let password = colon + 1..<index
      let isFixed = password.isEmpty || text.text(password) == "x-oauth-basic"
      if isFixed || setting == .mask, isToken(text, user) { add(user, SecretKind.passwordInURL) }
      if !isFixed, !SecretValue.isReplaced(text, password) { add(password, SecretKind.passwordInURL) }
      return index
    }
    // A token alone: https://TOKEN@github.com
    if isToken(text, user) { add(user, SecretKind.passwordInURL) }
    return index
  }

  /// Whether the user of an address is a token. Names of users have few digits among their letters.
  private func isToken(_ text: [UInt8], _ user: Range<Int>) -> Bool {
    guard user.count >= (setting == .mask ? 8 : 16), !SecretValue.isReplaced(text, user) else { return false }
    if user.count >= 20, text.entropy(user) >= 3 { return true }
    let digits = user.count { text[$0].isDigit }
    let letters = user.count { text[$0].isLetter }
    return letters > 0 && digits >= (setting == .mask ? 1 : 3) && text.entropy(user) >= 2.5
  }

  /// What stands behind a name.
  private mutating func named(_ text: [UInt8], _ range: Range<Int>) {
    if let value = entry.take(text, range) {
      add(text, value.range, under: value.name, text.text(value.label))
      return
    }
    if isAuthorization(text, range), let value = header(text, range.upperBound) {
      add(text, value, under: .token, "an authorization header")
      return
    }
    // /etc/passwd:ro
    if text.byte(range.lowerBound - 1) == UInt8(ascii: "/") { return }
    let reader = ValueReader(text: text, setting: setting)
    if let value = reader.value(ofDirective: range) {
      add(text, value, under: .password, text.text(range))
      return
    }
    let name = SecretName(text, range)
    guard name != .none, let value = reader.value(behind: range, of: name) else { return }
    add(text, value, under: name, text.text(range))
    if setting == .mask { for line in reader.lines(ofBlock: value) { add(line, text.text(range)) } }
  }

  private func isAuthorization(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.count >= 13, range.count <= 24, text[range.upperBound - 1].lowered == UInt8(ascii: "n") else {
      return false
    }
    return text.lowered(range).hasSuffix("authorization")
  }

  /// The credential of `Authorization: Bearer …`.
  private func header(_ text: [UInt8], _ end: Int) -> Range<Int>? {
    var index = end
    // "Authorization": "Bearer …", and proxy_set_header Authorization "Bearer …".
    if text.byte(index) == UInt8(ascii: "\\") { index += 1 }
    if text.byte(index).isQuote { index += 1 }
    while text.byte(index).isBlank { index += 1 }
    let isDirective = text.byte(end).isBlank && text.byte(index) != UInt8(ascii: ":")
    if !isDirective {
      guard text.byte(index) == UInt8(ascii: ":") || text.byte(index) == UInt8(ascii: "=") else { return nil }
      index += 1
      if text.byte(index) == UInt8(ascii: ">") { index += 1 }
    }
    while text.byte(index).isBlank { index += 1 }
    if text.byte(index) == UInt8(ascii: "\\") { index += 1 }
    while text.byte(index).isBlank || text.byte(index).isQuote { index += 1 }
    var word = index
    while word < text.count, text[word].isOfName { word += 1 }
    let scheme = word - index <= 12 ? text.lowered(index..<word) : ""
    if ["bearer", "basic", "token", "apikey", "negotiate", "digest"].contains(scheme), text.byte(word).isBlank {
      index = word
      while text.byte(index).isBlank { index += 1 }
    } else if isDirective {
      return nil
    }
    var last = index
    while last < text.count, !text[last].isSpace, !text[last].isQuote, text[last] != UInt8(ascii: "\\") { last += 1 }
    return last > index ? index..<last : nil
  }
}

/// Names of what is found otherwise than behind a name.
public enum SecretKind {
  /// A rule of its own tells of these in the commands of Dockerfiles.
  public static let passwordInURL = "a password in a URL"
}

/// Private keys in PEM blocks.
enum PrivateKey {
  /// The body of the block, to its end line or the end of the text. Escaped line ends (`\n` in JSON) do as well.
  static func find(in text: [UInt8], at start: Int) -> Range<Int>? {
    guard text.starts("-----BEGIN ", at: start) else { return nil }
    var index = start + 11
    while index < text.count, index - start < 60, text[index].isUpper || text[index] == UInt8(ascii: " ") { index += 1 }
    guard text.starts("PRIVATE KEY-----", at: index - 11) || text.starts("PRIVATE KEY BLOCK-----", at: index - 17)
    else {
      return nil
    }
    let body = index + 5
    var end = body
    while end < text.count, !text.starts("-----END", at: end) {
      // A block that never ends reaches as far as its alphabet.
      if end - body > 16_384 { break }
      end += 1
    }
    return end > body ? body..<end : start..<body
  }
}
