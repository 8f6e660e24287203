import MoatDockerfile
import MoatSecrets
import MoatSource
import MoatValues

/// Reads `moat:ignore RULE, RULE until=2027-03-31 reason="…" owner="…" ticket="…"`.
///
/// What a waiver of a policy has to say, the comment has to say too, but for its owner: those who changed the line stand in
/// the history of the file.
struct MoatComment {
  private var scanner: CommentScanner
  private var found: Suppression
  private var seen: Set<String> = []

  /// Nil if the comment is none of Moat's. One that is and cannot be understood says why.
  static func read(_ comment: CommentScanner, at span: Span) -> (suppression: Suppression, isOfFile: Bool)? {
    var scanner = comment
    let mark = scanner.word { $0 != UInt8(ascii: ":") && !CommentScanner.isBlank($0) }.text
    guard mark.lowercased() == "moat", scanner.take(":") else { return nil }
    let isApart = scanner.blanks()
    let word = scanner.word { !CommentScanner.isBlank($0) }.text
    let isOfFile = word == "ignore-file"
    let isKnown = isOfFile || word == "ignore"
    // `moat:image` names what a Dockerfile builds, and accepts nothing.
    if word == "image" { return nil }
    // `# Moat: a castle's ditch` is prose.
    if isApart, !isKnown { return nil }
    var reader = MoatComment(scanner: scanner, found: Suppression(.moat, at: span))
    if isApart || mark != "moat" {
      reader.found.problem = "it is written `moat:\(word)`"
    } else if !isKnown {
      reader.found.problem =
        "`moat:\(shown(word))` is not known: there are moat:ignore, moat:ignore-file and moat:image"
    } else {
      reader.found.problem = reader.content()
    }
    return (reader.found, isOfFile)
  }

  private static func shown(_ word: String) -> String { SecretMask.excerpt(word.utf8, limit: 40) }

  /// Reads what follows the mark; what is wrong with it, or nil.
  private mutating func content() -> String? {
    if let problem = names() { return problem }
    while scanner.blanks(), !scanner.isAtEnd {
      if let problem = field() { return problem }
    }
    if !scanner.isAtEnd { return "`\(rest)` is no rule and no `name=value`" }
    var missing: [String] = []
    if found.until == nil { missing.append("until") }
    if found.reason.allSatisfy(\.isWhitespace) { missing.append("reason") }
    guard !missing.isEmpty else { return nil }
    return "it does not say its \(missing.joined(separator: " and ")): until=YYYY-MM-DD reason=\"…\""
  }

  private var rest: String { Self.shown(String(decoding: scanner.text, as: UTF8.self)) }

  private mutating func names() -> String? {
    repeat {
      scanner.blanks()
      let start = scanner
      let (text, span) = scanner.word(while: Self.isPartOfName)
      guard !text.isEmpty, scanner.next != UInt8(ascii: "=") else {
        scanner = start
        return found.names.isEmpty ? "it names no rule" : "a rule is missing after the comma"
      }
      guard found.names.count < SuppressionLimits.names else {
        return "it names more than \(SuppressionLimits.names) rules"
      }
      found.names.append(.init(text: text, span: span))
    } while passComma()
    return nil
  }

  /// Passes a comma with the white space before it; without one, nothing.
  private mutating func passComma() -> Bool {
    var ahead = scanner
    ahead.blanks()
    guard ahead.take(",") else { return false }
    scanner = ahead
    return true
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= 0x61 && lower <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }

  private mutating func field() -> String? {
    let start = scanner
    let name = scanner.word(while: Self.isPartOfName).text
    guard !name.isEmpty, scanner.take("=") else {
      scanner = start
      return "`\(rest)` is no `name=value`; rules are separated by commas"
    }
    guard ["until", "reason", "owner", "ticket"].contains(name) else {
      return "`\(Self.shown(name))` is not known: there are until, reason, owner and ticket"
    }
    guard seen.insert(name).inserted else { return "it says its \(name) twice" }
    let value: String
    if scanner.next == UInt8(ascii: "\"") {
      guard let text = scanner.quoted() else { return "the text of its \(name) does not end" }
      value = text
    } else {
      value = scanner.word { !CommentScanner.isBlank($0) }.text
    }
    guard value.utf8.count <= SuppressionLimits.textBytes else {
      return "its \(name) has more than \(SuppressionLimits.textBytes) bytes"
    }
    switch name {
    case "reason": found.reason = value
    case "owner": found.owner = value
    case "ticket": found.ticket = value
    default:
      guard value.utf8.count == 10, let day = CalendarDate.parse(value), let until = Int32(exactly: day) else {
        return "`\(Self.shown(value))` is no day: write until=YYYY-MM-DD"
      }
      found.until = until
    }
    return nil
  }
}
