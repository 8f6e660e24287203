/// Programs whose secrets are operands, or options in forms of their own.
extension CommandContext {
  /// Programs of which a word is neither an option with a value behind it nor a pair.
  mutating func takeMore(_ text: [UInt8], _ word: Range<Int>, _ scan: inout TextScan) -> Int? {
    let isOption = text[word.lowerBound] == UInt8(ascii: "-")
    var found: Range<Int>?
    var kind = SecretName.password
    var label: String { text.text(word) }
    switch program {
    case .cluster(let letter):
      guard isOption, word.count > 1, text[word.lowerBound + 1] != UInt8(ascii: "-"),
        let place = word.first(where: { text[$0] == letter })
      else { return nil }
      found = place + 1 == word.upperBound ? next(text, word.upperBound) : self.word(text, place + 1)
    case .archive:
      for prefix in ["-p", "-hp"] where text.starts(prefix, at: word.lowerBound) {
        found = self.word(text, word.lowerBound + prefix.utf8.count)
      }
      if let value = found { scan.add(text, value, under: .password, "-p") }
      return found?.upperBound
    case .openssl:
      if word.count == 6, text.starts("passwd", at: word.lowerBound) { program = .digest(.password) }
      if word.count == 2, isOption, text[word.lowerBound + 1].lowered == UInt8(ascii: "k") {
        found = next(text, word.upperBound)
      }
    case .digest(let name):
      kind = name
      if isOption {
        guard Self.optionsOfDigests.contains(text.text(word)) else { return nil }
        return next(text, word.upperBound)?.upperBound
      }
      program = .none
      found = operand(text, word)
      if let value = found { scan.add(text, value, under: kind, "passwd") }
      return found?.upperBound
    case .operand(let subcommand, let skipping, let name):
      guard let count = skipped else {
        if text.text(word) == subcommand { skipped = skipping }
        return nil
      }
      guard !isOption, let value = operand(text, word), !value.contains(where: { text[$0] == UInt8(ascii: "=") }) else {
        return nil
      }
      skipped = max(0, count - 1)
      if count == 0 { scan.add(text, value, under: name, subcommand) }
      return value.upperBound
    case .composer:
      let name = text.text(word.lowerBound..<min(word.upperBound, word.lowerBound + 20))
      guard let form = Self.composerSettings.first(where: { name.hasPrefix($0.prefix) }) else { return nil }
      found = next(text, word.upperBound)
      if form.hasUser, let user = found { found = next(text, closed(text, user.upperBound)) }
      kind = .token
      if form.hasUser { kind = .password }
    case .gem:
      kind = .token
      found = value(text, word, "k", "key")
    default: return nil
    }
    guard let value = found else { return nil }
    scan.add(text, value, under: kind, label)
    return value.upperBound
  }

  /// Options of `openssl passwd` and `mkpasswd` whose value is the next word.
  private static let optionsOfDigests: Set = [
    "-salt", "-in", "-rand", "-m", "--method", "-S", "--salt", "-R", "--rounds", "-P", "--password-fd",
  ]

  /// From Composer's manual, "Authentication for privately hosted packages and repositories".
  private static let composerSettings: [(prefix: String, hasUser: Bool)] = [
    ("http-basic.", true), ("bitbucket-oauth.", true), ("github-oauth.", false), ("gitlab-oauth.", false),
    ("gitlab-token.", false), ("bearer.", false), ("forgejo-token.", true),
  ]
}
