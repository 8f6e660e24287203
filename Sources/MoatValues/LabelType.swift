/// The forms that `well-formed(text, form)` knows, as members of the enum `label-type`.
package enum LabelType: UInt8, CaseIterable, Sendable {
  case text
  case url
  case rfc3339
  case spdx
  case semver
  case gitHash
  case email
  case hash

  /// The name of the member in policies.
  package var name: String {
    switch self {
    case .text: "text"
    case .url: "url"
    case .rfc3339: "rfc3339"
    case .spdx: "spdx"
    case .semver: "semver"
    case .gitHash: "git-hash"
    case .email: "email"
    case .hash: "hash"
    }
  }

  package init?(name: String) {
    guard let found = LabelType.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  package static let enumeration = Enumeration(name: "label-type", members: LabelType.allCases.map(\.name))

  /// True if a whole text has this form. An empty text has none but `text`, and not that either: a label that says
  /// nothing is not well-formed.
  package func isWellFormed(_ text: Bytes) -> Bool {
    guard text.count > 0 else { return false }
    switch self {
    case .text: return Self.hasInk(text)
    case .url: return ResourceLocator.parse(text) != nil
    case .rfc3339: return CalendarDate.isTimestamp(text)
    case .spdx: return LicenseExpression.isValid(text)
    case .semver: return Version.isStrict(text)
    case .gitHash: return (text.count == 40 || text.count == 64) && Self.isHex(text, Part(0, text.count))
    case .email: return Self.isEmail(text)
    case .hash: return Digest.isValid(text, Part(0, text.count))
    }
  }

  package func isWellFormed(_ text: String) -> Bool {
    isWellFormed(Array(text.utf8).span)
  }

  /// True if something else than blanks stands there.
  private static func hasInk(_ text: Bytes) -> Bool {
    for index in 0..<text.count where text[index] > 0x20 && text[index] != 0x7F { return true }
    return false
  }

  private static func isHex(_ text: Bytes, _ part: Part) -> Bool {
    for index in part.start..<part.end where !ASCII.isLowerHexDigit(text[index]) { return false }
    return true
  }

  /// The form that browsers accept (HTML, "valid e-mail address"), with a dot in the domain.
  private static func isEmail(_ text: Bytes) -> Bool {
    let sign = text.index(of: UInt8(ascii: "@"))
    guard sign > 0, sign < text.count, text.count <= 254 else { return false }
    for index in 0..<sign where !isLocal(text[index]) { return false }
    let domain = Part(sign + 1, text.count)
    var start = domain.start
    var labels = 0
    while start <= domain.end {
      let end = min(text.index(of: UInt8(ascii: "."), from: start), domain.end)
      guard end > start, end - start <= 63, text[start] != UInt8(ascii: "-"), text[end - 1] != UInt8(ascii: "-") else {
        return false
      }
      for index in start..<end where !ASCII.isAlphanumeric(text[index]) && text[index] != UInt8(ascii: "-") {
        return false
      }
      labels += 1
      start = end + 1
    }
    return labels > 1
  }

  private static let localPunctuation: StaticString = ".!#$%&'*+/=?^_`{|}~-"

  private static func isLocal(_ byte: UInt8) -> Bool {
    if ASCII.isAlphanumeric(byte) { return true }
    return localPunctuation.withUTF8Buffer { buffer in
      for index in 0..<buffer.count {
        if unsafe buffer[index] == byte { return true }
      }
      return false
    }
  }
}

/// SPDX license expressions: `Apache-2.0`, `MIT OR (GPL-2.0-or-later WITH Classpath-exception-2.0)`.
///
/// The syntax is that of the SPDX specification (annex on license expressions), and identifiers are those of the SPDX
/// license list (`LicenseTable`), in any case, or references of the writer's own (`LicenseRef-acme`). Operators are upper
/// case, or lower case as a whole, as the specification allows since 2.3.
package enum LicenseExpression {
  package static func isValid(_ text: Bytes) -> Bool {
    var cursor = 0
    var depth = 0
    // What may come next: a licence or an opening parenthesis, or else an operator, a closing one, or the end.
    var wantsOperand = true
    var mayTakeException = false
    while let token = nextToken(text, &cursor) {
      if wantsOperand {
        if text[token.start] == UInt8(ascii: "(") {
          depth += 1
          continue
        }
        guard isIdentifier(text, token, allowsPlus: true), isLicense(text, token) else { return false }
        wantsOperand = false
        mayTakeException = true
      } else if text[token.start] == UInt8(ascii: ")") {
        guard depth > 0 else { return false }
        depth -= 1
        mayTakeException = false
      } else if isWord(text, token, "AND", "and") || isWord(text, token, "OR", "or") {
        wantsOperand = true
      } else if mayTakeException, isWord(text, token, "WITH", "with") {
        guard let exception = nextToken(text, &cursor), isIdentifier(text, exception, allowsPlus: false),
          isException(text, exception)
        else { return false }
        mayTakeException = false
      } else {
        return false
      }
    }
    return !wantsOperand && depth == 0
  }

  private static func isLicense(_ text: Bytes, _ part: Part) -> Bool {
    if text.matches("LicenseRef-", at: part.start) || text.matches("DocumentRef-", at: part.start) { return true }
    var end = part.end
    if text[end - 1] == UInt8(ascii: "+") { end -= 1 }
    return LicenseTable.licenses.contains(lowercased(text, Part(part.start, end)))
  }

  private static func isException(_ text: Bytes, _ part: Part) -> Bool {
    text.matches("AdditionRef-", at: part.start) || text.matches("DocumentRef-", at: part.start)
      || LicenseTable.exceptions.contains(lowercased(text, part))
  }

  private static func lowercased(_ text: Bytes, _ part: Part) -> String {
    var bytes: [UInt8] = []
    for index in part.start..<part.end { bytes.append(text[index]) }
    return String(decoding: bytes, as: UTF8.self).lowercased()
  }

  private static func nextToken(_ text: Bytes, _ cursor: inout Int) -> Part? {
    while cursor < text.count, text[cursor] == UInt8(ascii: " ") { cursor += 1 }
    guard cursor < text.count else { return nil }
    let start = cursor
    cursor += 1
    if isParenthesis(text[start]) { return Part(start, cursor) }
    while cursor < text.count, text[cursor] != UInt8(ascii: " "), !isParenthesis(text[cursor]) { cursor += 1 }
    return Part(start, cursor)
  }

  private static func isParenthesis(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") }

  private static func isWord(_ text: Bytes, _ part: Part, _ upper: StaticString, _ lower: StaticString) -> Bool {
    text.equals(upper, at: part) || text.equals(lower, at: part)
  }

  /// Letters, digits, dots and dashes; a reference to a document of its own may have one colon; `+` ends a licence.
  private static func isIdentifier(_ text: Bytes, _ part: Part, allowsPlus: Bool) -> Bool {
    let isOperator = isWord(text, part, "AND", "and") || isWord(text, part, "OR", "or")
    guard !isOperator, !isWord(text, part, "WITH", "with"), ASCII.isAlphanumeric(text[part.start]) else { return false }
    var end = part.end
    if allowsPlus, end - part.start > 1, text[end - 1] == UInt8(ascii: "+") { end -= 1 }
    var colons = 0
    for index in part.start..<end {
      let byte = text[index]
      if byte == UInt8(ascii: ":") {
        colons += 1
      } else if !ASCII.isAlphanumeric(byte), byte != UInt8(ascii: "."), byte != UInt8(ascii: "-") {
        return false
      }
    }
    return colons == 0 || (colons == 1 && text.matches("DocumentRef-", at: part.start))
  }
}
