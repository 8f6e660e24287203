/// What a value that stands under the name of a secret is: a secret, or plainly something else.
public enum SecretValue {
  /// How freely a value is taken for a secret.
  public enum Setting: Sendable {
    /// A name and a value of their own: a variable, a key of a ConfigMap.
    case pair
    /// Somewhere in a text, where a name may stand in prose or code.
    case text
    /// For what must not be shown: in doubt it is a secret.
    case mask
  }

  /// Whether a value that stands under a name is a secret. What has the form of a known credential is
  /// `SecretScanner`'s to say.
  public static func isSecret(_ value: [UInt8], under name: SecretName) -> Bool {
    isSecret(value, 0..<value.count, under: name, .pair)
  }

  static func isSecret(
    _ text: [UInt8], _ range: Range<Int>, under name: SecretName, _ setting: Setting
  ) -> Bool {
    guard name != .none else { return false }
    let value = trimmed(text, range)
    guard !value.isEmpty, value.count <= longest else { return false }
    if let inner = fallback(text, value) { return isSecret(text, inner, under: name, setting) }
    let traits = Traits(text, value)
    if isReference(text, value) || traits.hasLineEnd { return false }
    if isPlaceholder(text, value, traits) || isLocation(text, value, traits) { return false }
    if isNumber(text, value) { return name == .password && traits.digits == value.count && value.count >= 4 }
    if value.count <= 16 {
      let word = text.lowered(value)
      if absences.contains(word) { return false }
      if name != .password || setting == .text, setting != .mask, kinds.contains(word) { return false }
    }
    if setting == .text, traits.isProgramText { return false }
    switch name {
    case .none: return false
    case .password: return setting != .text || !traits.hasBlank || isPassphrase(text, value)
    case .token:
      if traits.hasBlank || value.count < 3 { return false }
      if traits.digits > 0 || traits.uppers > 0 && traits.lowers > 0 || traits.others > traits.slashes { return true }
      // `my-secret` and `default/my-secret` are names of objects more often than secrets.
      return setting == .mask
        ? value.count >= 6 : setting == .pair && traits.marks + traits.slashes == 0 && value.count >= 6
    case .key:
      return !traits.hasBlank && traits.dots == 0 && value.count >= 16 && traits.digits > 0
        && traits.lowers + traits.uppers > 0
        && text.entropy(value) >= 3.3
    }
  }

  /// Whether a value in quotes that holds blanks is no text for people: a word of few has letters with digits or signs
  /// among them, as in `p@ss w0rd`.
  private static func isPassphrase(_ text: [UInt8], _ value: Range<Int>) -> Bool {
    let words = text[value].split(whereSeparator: \.isBlank)
    guard words.count <= 4 else { return false }
    return words.contains { word in
      let hasLower = word.contains(where: \.isLower)
      let hasDigit = word.contains(where: \.isDigit)
      let sign = word.contains { "@#$%^&*+=~|".utf8.contains($0) }
      let isAddress = word.contains(UInt8(ascii: "@")) && word.contains(UInt8(ascii: "."))
      if isAddress || kinds.contains(text.lowered(word.startIndex..<word.endIndex)) { return false }
      return hasLower && (hasDigit || sign)
    }
  }

  /// Whether a value is several words of letters: a text for people.
  static func isPhrase(_ text: [UInt8], _ value: Range<Int>) -> Bool {
    guard let first = value.first, text[first].isUpper || text[first] >= 0x80 else { return false }
    guard value.contains(where: { text[$0].isBlank }) else { return false }
    return value.allSatisfy {
      text[$0].isLetter || text[$0] >= 0x80 || text[$0].isBlank || ",.?!'".utf8.contains(text[$0])
    }
  }

  /// Whether something else stands for a value: a reference, a placeholder, or nothing.
  static func isReplaced(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    let value = trimmed(text, range)
    return value.isEmpty || isReference(text, value) || isPlaceholder(text, value, Traits(text, value))
  }

  /// Longer values are files, and judged by what is in them.
  private static let longest = 4_096

  /// Without blanks and one pair of quotes around it.
  private static func trimmed(_ text: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, text[start].isSpace { start += 1 }
    while end > start, text[end - 1].isSpace { end -= 1 }
    if end - start >= 2, text[start].isQuote, text[end - 1] == text[start] { return start + 1..<end - 1 }
    return start..<end
  }

  /// What a value is made of.
  private struct Traits {
    var digits = 0
    var lowers = 0
    var uppers = 0
    /// `-`, `_` and `.`, which join the words of a name.
    var marks = 0
    var dots = 0
    var slashes = 0
    var others = 0
    var hasBlank = false
    var hasLineEnd = false
    var hasCall = false

    init(_ text: [UInt8], _ range: Range<Int>) {
      for index in range {
        let byte = text[index]
        if byte.isDigit {
          digits += 1
        } else if byte.isLower {
          lowers += 1
        } else if byte.isUpper {
          uppers += 1
        } else if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") {
          marks += 1
          if byte == UInt8(ascii: ".") { dots += 1 }
        } else if byte.isBlank {
          hasBlank = true
        } else if byte.isLineEnd {
          hasLineEnd = true
        } else {
          others += 1
          if byte == UInt8(ascii: "/") { slashes += 1 }
          if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { hasCall = true }
        }
      }
    }

    /// `args.password`, `getpass()`, `config["password"]`.
    var isProgramText: Bool { hasCall || dots > 0 && digits == 0 && others == 0 && !hasBlank }
  }

  /// Of `${NAME:-value}` the value, which counts where nobody sets the variable.
  private static func fallback(_ text: [UInt8], _ value: Range<Int>) -> Range<Int>? {
    guard text.starts("${", at: value.lowerBound), text[value.upperBound - 1] == UInt8(ascii: "}") else { return nil }
    var index = value.lowerBound + 2
    while index < value.upperBound, text[index].isOfName, text[index] != UInt8(ascii: "-") { index += 1 }
    if text.byte(index) == UInt8(ascii: ":") { index += 1 }
    guard text.byte(index) == UInt8(ascii: "-") || text.byte(index) == UInt8(ascii: "="), index + 1 < value.upperBound
    else { return nil }
    return index + 1..<value.upperBound - 1
  }

  /// Something else fills it in: a variable, a template, a command, a vault.
  private static func isReference(_ text: [UInt8], _ value: Range<Int>) -> Bool {
    let start = value.lowerBound
    for index in value where text[index] == UInt8(ascii: "$") {
      let next = index + 1 < value.upperBound ? text[index + 1] : 0
      if next == UInt8(ascii: "{") || next == UInt8(ascii: "(") { return true }
      guard index == start else { continue }
      // `$6$salt$…` is a hash and no variable.
      var end = index + 1
      while end < value.upperBound, text[end].isAlphanumeric || text[end] == UInt8(ascii: "_") { end += 1 }
      // $PASSWORD$
      if next.isLetter, end + 1 == value.upperBound, text[end] == UInt8(ascii: "$") { return true }
      if next.isLetter || next == UInt8(ascii: "_") { return end == value.upperBound || text[end] != UInt8(ascii: "$") }
      if end == value.upperBound || next == UInt8(ascii: "@") { return true }
    }
    for index in value {
      if text.starts("{{", at: index) || text.starts("<%", at: index) || text.starts("%{", at: index)
        || text.starts("#{", at: index) || text.starts("%(", at: index)
      {
        return true
      }
    }
    if text[start] == UInt8(ascii: "`") { return true }
    if text[start] == UInt8(ascii: "%"), text[value.upperBound - 1] == UInt8(ascii: "%") { return true }
    if text[start] == UInt8(ascii: "{") || text[start] == UInt8(ascii: "[") || text[start] == UInt8(ascii: "*") {
      return true
    }
    return [
      "@Microsoft.KeyVault(", "vault:", "arn:", "op://", "ssm:", "ENC[", "enc:", "{cipher}", "env:", "file:", "!Ref",
      "secretref:", "awssm:", "sops:", "process.env", "os.environ", "System.getenv",
    ].contains { text.starts($0, at: start) }
  }

  /// A word that stands where somebody is to write the secret. A default such as `changeme` is none: who leaves it has a
  /// password that everybody knows.
  private static func isPlaceholder(_ text: [UInt8], _ value: Range<Int>, _ traits: Traits) -> Bool {
    let (first, last) = (text[value.lowerBound], text[value.upperBound - 1])
    if first == UInt8(ascii: "<") || first == UInt8(ascii: "[") && last == UInt8(ascii: "]") { return true }
    if first == UInt8(ascii: "_"), text.starts("__", at: value.lowerBound), text.starts("__", at: value.upperBound - 2)
    {
      return true
    }
    if isEnclosed(text, value) { return true }
    // %s
    if value.count == 2, first == UInt8(ascii: "%"), last.isLower { return true }
    // xxx, ****, ...: one character.
    let variety = text.variety(value)
    if variety == 1, !first.isDigit, first.lowered == UInt8(ascii: "x") || !first.isAlphanumeric { return true }
    if variety <= 2, first.lowered == UInt8(ascii: "x"), last.lowered == UInt8(ascii: "x") { return true }
    // A locked account, or no password at all.
    if traits.others == value.count { return variety == 1 }
    guard value.count <= 64 else { return false }
    let word = text.lowered(value)
    if placeholders.contains(word) { return true }
    return placeholderStarts.contains { word.hasPrefix($0) } || placeholderParts.contains { word.contains($0) }
  }

  /// A name between signs that a tool replaces: `@@PASSWORD@@`, `@db.password@`, `##PASSWORD##`.
  private static func isEnclosed(_ text: [UInt8], _ value: Range<Int>) -> Bool {
    let sign = text[value.lowerBound]
    guard "@#~|^!".utf8.contains(sign), text[value.upperBound - 1] == sign else { return false }
    var (start, end) = (value.lowerBound, value.upperBound)
    while start < end, text[start] == sign { start += 1 }
    while end > start, text[end - 1] == sign { end -= 1 }
    guard start < end, start - value.lowerBound == value.upperBound - end, text[start].isLetter else { return false }
    return (start..<end).allSatisfy { index in
      sign == UInt8(ascii: "@")
        ? text[index].isOfName : text[index].isUpper || text[index].isDigit || text[index] == UInt8(ascii: "_")
    }
  }

  private static let placeholders: Set = [
    "placeholder", "redacted", "todo", "tbd", "fixme", "dummy", "unset", "replaceme", "snip", "omitted", "masked",
    "hidden", "\u{2026}", "n/a",
  ]
  private static let placeholderStarts = [
    "your-", "your_", "your ", "yourpass", "yourtoken", "yoursecret", "yourapi", "insert-", "insert_", "insert ",
    "replace-", "replace_", "replace ", "put-your", "enter-", "enter_", "enter ", "placeholder", "todo", "fake-",
    "fake_",
    "dummy-", "dummy_",
  ]
  private static let placeholderParts = ["placeholder", "your-", "your_", "redacted"]

  /// A path, a URL, the name of a file: where the secret is.
  private static func isLocation(_ text: [UInt8], _ value: Range<Int>, _ traits: Traits) -> Bool {
    let start = value.lowerBound
    if text.starts("./", at: start) || text.starts("../", at: start) || text.starts("~/", at: start) { return true }
    if text[start] == UInt8(ascii: "/") {
      // A secret key of AWS may begin with a slash.
      return !(value.count == 40 && traits.dots == 0 && traits.digits > 0 && traits.uppers > 0 && traits.lowers > 0)
    }
    var end = start
    while end < value.upperBound,
      text[end].isAlphanumeric || text[end] == UInt8(ascii: "+") || text[end] == UInt8(ascii: "-")
    {
      end += 1
    }
    if end > start, text.starts("://", at: end) { return true }
    // C:\secrets
    if value.count > 2, text[start].isLetter, text[start + 1] == UInt8(ascii: ":"),
      text[start + 2] == UInt8(ascii: "\\")
    {
      return true
    }
    // secrets/db.txt
    guard traits.slashes > 0, traits.others == traits.slashes, traits.dots == 1 else { return false }
    var dot = value.upperBound - 1
    while text[dot] != UInt8(ascii: ".") { dot -= 1 }
    let ending = dot + 1..<value.upperBound
    return (1...5).contains(ending.count) && ending.allSatisfy { text[$0].isLower }
  }

  /// A number, with a unit perhaps: 3600, 1.5, 15m, 10Mi, 80%.
  private static func isNumber(_ text: [UInt8], _ value: Range<Int>) -> Bool {
    var index = value.lowerBound
    if text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") { index += 1 }
    let digits = index
    while index < value.upperBound,
      text[index].isDigit || text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: "_")
    {
      index += 1
    }
    guard index > digits else { return false }
    return index == value.upperBound || units.contains(text.lowered(index..<value.upperBound))
  }

  private static let units: Set = [
    "ms", "s", "m", "h", "d", "w", "y", "k", "b", "kb", "mb", "gb", "ki", "mi", "gi", "%", "sec", "min", "hours",
    "days",
  ]

  /// A switch, or the absence of a value.
  private static let absences: Set = [
    "true", "false", "yes", "no", "on", "off", "none", "null", "nil", "undefined", "na", "auto", "enabled", "disabled",
    "required", "optional", "never", "always",
  ]

  /// What a value is or comes from.
  private static let kinds: Set = [
    "string", "str", "int", "integer", "bool", "boolean", "object", "number", "any", "bytes", "varchar", "file", "env",
    "basic", "bearer", "header", "cookie", "oauth", "oauth2", "oidc", "ldap", "sha256", "sha512", "sha1", "md5",
    "bcrypt",
    "rs256", "hs256", "es256", "github", "gitlab", "vault", "unix", "system", "strict", "self", "this", "empty",
    "base64",
    "default", "kubernetes",
  ]
}
