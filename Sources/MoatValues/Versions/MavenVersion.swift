/// Versions of Maven, by the Version Order Specification of its POM reference.
enum MavenVersion {
  private struct Token {
    /// Whether a dot stands before it, and not a hyphen or a change between digits and letters.
    var isDotted: Bool
    var text: [UInt8]
    var isNumber: Bool

    /// What is cut off at the end of a version, and of each part before a hyphen.
    var isNull: Bool { isNumber ? text.allSatisfy { $0 == UInt8(ascii: "0") } : rank == MavenVersion.release }

    /// The place of a word: those before a release, the release, `sp`, and all others in the order of their letters.
    var rank: Int { MavenVersion.ranks[String(decoding: text, as: UTF8.self)] ?? MavenVersion.release + 2 }
  }

  private static let release = 5
  private static let ranks = [
    "alpha": 0, "beta": 1, "milestone": 2, "rc": 3, "cr": 3, "snapshot": 4, "": release, "final": release,
    "ga": release,
    "release": release, "sp": release + 1,
  ]

  static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int? {
    guard let left = tokens(left), let right = tokens(right) else { return nil }
    for index in 0..<max(left.count, right.count) {
      let first = index < left.count ? left[index] : padding(for: right[index])
      let second = index < right.count ? right[index] : padding(for: left[index])
      let order = compare(first, second)
      if order != 0 { return order }
    }
    return 0
  }

  /// The null value that is in the place of a missing token.
  private static func padding(for other: Token) -> Token {
    other.isNumber && other.isDotted
      ? Token(isDotted: true, text: [UInt8(ascii: "0")], isNumber: true)
      : Token(isDotted: false, text: [], isNumber: false)
  }

  /// Words are below numbers behind a hyphen, and these below numbers behind a dot.
  private static func compare(_ left: Token, _ right: Token) -> Int {
    func level(_ token: Token) -> Int { token.isNumber ? (token.isDotted ? 2 : 1) : 0 }
    if level(left) != level(right) { return level(left) - level(right) }
    if left.isNumber { return VersionDigits.compare(left.text[...], right.text[...]) }
    return left.rank == right.rank && left.rank > release + 1
      ? VersionDigits.bytes(left.text[...], right.text[...]) : left.rank - right.rank
  }

  /// The tokens without what is null; nil if the text does not begin with a number.
  private static func tokens(_ text: ArraySlice<UInt8>) -> [Token]? {
    guard let first = text.first, ASCII.isDigit(first), !text.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
      return nil
    }
    var tokens: [Token] = []
    var current = Token(isDotted: true, text: [], isNumber: true)
    func add(_ token: Token, isBeforeNumber: Bool = false) {
      var token = token
      if token.text.isEmpty {
        token.text = [UInt8(ascii: "0")]
        token.isNumber = true
      }
      let short: [[UInt8]: String] = [[0x61]: "alpha", [0x62]: "beta", [0x6D]: "milestone"]
      if isBeforeNumber, let long = short[token.text] { token.text = Array(long.utf8) }
      // A word behind a dot is as one behind a hyphen.
      if !token.isNumber { token.isDotted = false }
      tokens.append(token)
    }
    for byte in text {
      if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") {
        add(current)
        current = Token(isDotted: byte == UInt8(ascii: "."), text: [], isNumber: false)
        continue
      }
      let isDigit = ASCII.isDigit(byte)
      if !current.text.isEmpty, current.isNumber != isDigit {
        add(current, isBeforeNumber: isDigit)
        current = Token(isDotted: false, text: [], isNumber: isDigit)
      }
      current.isNumber = isDigit
      current.text.append(ASCII.lower(byte))
    }
    add(current)
    return trimmed(tokens)
  }

  /// Without null values at the end, and before each hyphen.
  private static func trimmed(_ tokens: [Token]) -> [Token] {
    var kept: [Token] = []
    for (index, token) in tokens.enumerated() {
      kept.append(token)
      let isLast = index + 1 == tokens.count || !tokens[index + 1].isDotted
      while isLast, kept.count > 1, kept[kept.count - 1].isNull { kept.removeLast() }
    }
    return kept
  }
}
