/// The one table of what credentials look like, each by the prefix that its issuer gives it so that it can be found.
///
/// A value has to have the length and the alphabet of its kind, and enough different characters to be no placeholder. The
/// checksums of GitHub and npm (a CRC-32 in the last six characters) are not asked for: what stands in documentation and
/// tests has none, and somebody may have cut or changed one character of a token that still opens a door elsewhere.
struct CredentialForm: Sendable {
  enum Alphabet {
    case alphanumeric, upperAlphanumeric, hexadecimal
    /// Base64url, with its `-` and `_`.
    case word
    /// With dots too.
    case dotted
  }

  /// As a message says it: "a GitHub token".
  let name: String
  let prefix: String
  let alphabet: Alphabet
  /// Of what follows the prefix.
  let lengths: ClosedRange<Int>

  private init(
    _ name: String, _ prefix: String, _ alphabet: Alphabet, _ lengths: ClosedRange<Int>
  ) {
    self.name = name
    self.prefix = prefix
    self.alphabet = alphabet
    self.lengths = lengths
  }

  /// The longest token that is read.
  private static let longest = 4_096

  /// Sources: the pages of the issuers on the formats of their tokens, and GitHub's list of secret scanning patterns.
  private static let table: [CredentialForm] = [
    .init("an AWS access key", "AKIA", .upperAlphanumeric, 16...16),
    .init("an AWS access key", "ASIA", .upperAlphanumeric, 16...16),
    .init("a GitHub token", "ghp_", .alphanumeric, 36...255),
    .init("a GitHub token", "gho_", .alphanumeric, 36...255),
    .init("a GitHub token", "ghu_", .alphanumeric, 36...255),
    .init("a GitHub token", "ghr_", .alphanumeric, 36...255),
    .init("a GitHub token", "ghs_", .alphanumeric, 36...255),
    .init("a GitHub token", "github_pat_", .word, 22...255),
    .init("a GitLab token", "glpat-", .dotted, 20...320),
    .init("a GitLab token", "gldt-", .dotted, 20...320),
    .init("a GitLab token", "glagent-", .dotted, 20...320),
    .init("a GitLab token", "glcbt-", .dotted, 20...320),
    .init("a GitLab token", "glffct-", .dotted, 20...320),
    .init("a GitLab token", "glft-", .dotted, 20...320),
    .init("a GitLab token", "glimt-", .dotted, 20...320),
    .init("a GitLab token", "gloas-", .dotted, 20...320),
    .init("a GitLab token", "glptt-", .dotted, 20...320),
    .init("a GitLab token", "glrt-", .dotted, 20...320),
    .init("a GitLab token", "glrtr-", .dotted, 20...320),
    .init("a GitLab token", "glsoat-", .dotted, 20...320),
    .init("a GitLab token", "glwt-", .dotted, 20...320),
    .init("a Slack token", "xoxa-", .word, 10...255),
    .init("a Slack token", "xoxb-", .word, 10...255),
    .init("a Slack token", "xoxe-", .word, 10...255),
    .init("a Slack token", "xoxe.", .dotted, 10...255),
    .init("a Slack token", "xoxp-", .word, 10...255),
    .init("a Slack token", "xoxr-", .word, 10...255),
    .init("a Slack token", "xoxs-", .word, 10...255),
    .init("a Slack token", "xapp-", .word, 10...255),
    .init("a Google API key", "AIza", .word, 35...35),
    .init("a Google access token", "ya29.", .word, 20...2_048),
    .init("a Google client secret", "GOCSPX-", .word, 28...28),
    .init("a Stripe key", "sk_live_", .alphanumeric, 20...255),
    .init("a Stripe key", "rk_live_", .alphanumeric, 20...255),
    .init("a Stripe webhook secret", "whsec_", .alphanumeric, 32...255),
    .init("an npm token", "npm_", .alphanumeric, 36...36),
    .init("a PyPI token", "pypi-AgEIcHlwaS5vcmc", .word, 50...1_024),
    .init("a RubyGems key", "rubygems_", .hexadecimal, 48...48),
    .init("a Docker Hub token", "dckr_pat_", .word, 27...64),
    .init("a Docker Hub token", "dckr_oat_", .word, 27...64),
    .init("a DigitalOcean token", "dop_v1_", .hexadecimal, 64...64),
    .init("a DigitalOcean token", "doo_v1_", .hexadecimal, 64...64),
    .init("a Hugging Face token", "hf_", .alphanumeric, 34...64),
    .init("an OpenAI key", "sk-proj-", .word, 40...255),
    .init("an Anthropic key", "sk-ant-", .word, 40...255),
    .init("a SendGrid key", "SG.", .dotted, 60...80),
    .init("a Shopify token", "shpat_", .hexadecimal, 32...32),
    .init("a Shopify token", "shpss_", .hexadecimal, 32...32),
    .init("a Vault token", "hvs.", .word, 24...255),
    .init("a Vault token", "hvb.", .word, 24...255),
    .init("a Terraform Cloud token", "atlasv1.", .word, 60...70),
    .init("an Atlassian token", "ATATT3", .word, 100...400),
    .init("a Databricks token", "dapi", .hexadecimal, 32...32),
    .init("a Postman key", "PMAK-", .word, 59...59),
    .init("a Pulumi token", "pul-", .hexadecimal, 40...40),
    .init("a New Relic key", "NRAK-", .upperAlphanumeric, 27...27),
    .init("a Grafana token", "glsa_", .word, 40...64),
    .init("a Linear key", "lin_api_", .alphanumeric, 40...48),
    .init("a Square token", "sq0atp-", .word, 22...64),
    .init("a Square secret", "sq0csp-", .word, 40...64),
    .init("an age key", "AGE-SECRET-KEY-1", .upperAlphanumeric, 58...58),
    .init("a Doppler token", "dp.st.", .dotted, 40...80),
    .init("an Alibaba access key", "LTAI", .alphanumeric, 16...20),
  ]

  /// By the first byte of the prefix.
  private static let byFirst: [[CredentialForm]] = {
    var lists = [[CredentialForm]](repeating: [], count: 256)
    for form in table { for first in form.prefix.utf8.prefix(1) { lists[Int(first)].append(form) } }
    return lists
  }()

  /// The credential that begins at a place where a word begins.
  ///
  /// - Returns: its name and its end; nil where none is.
  static func find(in text: [UInt8], at start: Int) -> (name: String, end: Int)? {
    let first = text[start]
    if first == UInt8(ascii: "e"), let end = webToken(text, start) { return ("a JSON web token", end) }
    for form in byFirst[Int(first)] where text.starts(form.prefix, at: start) {
      let body = start + form.prefix.utf8.count
      if first == UInt8(ascii: "g"), text.starts("ghs_", at: start), let end = installation(text, body) {
        return (form.name, end)
      }
      var end = body
      while end < text.count, end - body <= form.lengths.upperBound, form.holds(text[end]) { end += 1 }
      // A dot that ends a sentence belongs to none.
      while end > body, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
      guard form.lengths.contains(end - body), !text.byte(end).isAlphanumeric else { continue }
      if isRandom(text, body..<end) { return (form.name, end) }
    }
    return nil
  }

  private func holds(_ byte: UInt8) -> Bool {
    switch alphabet {
    case .alphanumeric: byte.isAlphanumeric
    case .upperAlphanumeric: byte.isUpper || byte.isDigit
    case .hexadecimal: byte.isHexDigit
    case .word: byte.isAlphanumeric || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    case .dotted: byte.isOfName
    }
  }

  /// One character over and over, such as `0000…`, stands for a token.
  private static func isRandom(_ text: [UInt8], _ body: Range<Int>) -> Bool {
    text.variety(body) >= 6 && text.entropy(body) >= 2.3
  }

  /// The token of an installation of a GitHub App: `ghs_`, its number, and a web token.
  private static func installation(_ text: [UInt8], _ body: Int) -> Int? {
    var index = body
    while index < text.count, index - body <= 32, text[index].isAlphanumeric { index += 1 }
    guard index > body, text.byte(index) == UInt8(ascii: "_"), index + 1 < text.count else { return nil }
    return webToken(text, index + 1)
  }

  /// A JSON web token: three parts of base64url, of which the first decodes to an object that names an algorithm.
  private static func webToken(_ text: [UInt8], _ start: Int) -> Int? {
    guard text.starts("eyJ", at: start) else { return nil }
    var ends: [Int] = []
    var index = start
    while index < text.count, index - start < longest {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        if ends.count == 2 { break }
        ends.append(index)
      } else if !byte.isAlphanumeric, byte != UInt8(ascii: "-"), byte != UInt8(ascii: "_") {
        break
      }
      index += 1
    }
    guard ends.count == 2, text.starts("eyJ", at: ends[0] + 1), ends[1] - ends[0] > 10 else { return nil }
    return namesAlgorithm(text, start..<ends[0]) ? index : nil
  }

  private static func namesAlgorithm(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    let header = Base64Text.decoded(text[range])
    return header.indices.contains { header.starts("\"alg\"", at: $0) }
  }
}
