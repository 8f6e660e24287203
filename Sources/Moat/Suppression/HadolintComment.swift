import MoatDockerfile
import MoatSource

/// Reads `hadolint ignore=DL3008,DL3009`, `hadolint stage ignore=…` and `hadolint global ignore=…` as hadolint 2.15 does:
/// a comment that it would not follow is none.
enum HadolintComment {
  enum Reach: Hashable, Sendable {
    case instruction
    case stage
    case file
  }

  static func read(_ comment: CommentScanner, at span: Span) -> (suppression: Suppression, reach: Reach)? {
    var scanner = comment
    guard scanner.take("hadolint"), scanner.blanks() else { return nil }
    var reach = Reach.instruction
    if scanner.take("global") {
      guard scanner.blanks() else { return nil }
      reach = .file
    } else if scanner.take("stage") {
      guard scanner.blanks() else { return nil }
      reach = .stage
    }
    guard scanner.take("ignore") else { return nil }
    scanner.blanks()
    guard scanner.take("=") else { return nil }
    var found = Suppression(.hadolint, at: span)
    repeat {
      scanner.blanks()
      let (text, place) = scanner.word(while: isPartOfCode)
      guard !text.isEmpty else { return nil }
      if found.names.count < SuppressionLimits.names { found.names.append(.init(text: text, span: place)) }
      scanner.blanks()
    } while scanner.take(",")
    if scanner.take("#") {
      scanner.blanks()
      found.reason = String(decoding: scanner.text.prefix(SuppressionLimits.textBytes), as: UTF8.self)
    } else if !scanner.isAtEnd {
      return nil
    }
    return (found, reach)
  }

  /// `DL3008`, `SC2046`.
  private static func isPartOfCode(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "D"), UInt8(ascii: "L"), UInt8(ascii: "S"), UInt8(ascii: "C"): true
    default: byte >= 0x30 && byte <= 0x39
    }
  }
}
