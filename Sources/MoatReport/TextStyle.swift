import Moat
import MoatSource

/// How text is written for people: with or without colour, and how wide.
public struct TextStyle: Sendable {
  /// Escape sequences for colour; only where the reader is a terminal and did not set NO_COLOR.
  public var colour: Bool
  /// Columns; long lines are wrapped or cut where that helps. Nil: no limit.
  public var width: Int?

  public init(colour: Bool, width: Int? = nil) {
    self.colour = colour
    self.width = width
  }

  enum Paint: String {
    case bold = "1"
    case faint = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
  }

  func paint(_ text: String, _ paint: Paint) -> String {
    colour && !text.isEmpty ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// Texts in columns.
enum TextLayout {
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// Until when, by whom and why; a comment in an input need not say the first two.
  static func shown(_ waiver: Finding.Waiver) -> String {
    let until = waiver.until.isEmpty ? nil : "until \(waiver.until)"
    let owner = waiver.owner.isEmpty ? nil : "by \(waiver.owner)"
    let head = [until, owner].compactMap(\.self).joined(separator: " ")
    return head.isEmpty ? waiver.reason : "\(head): \(waiver.reason)"
  }

  /// Cut at the end where it is longer than the width.
  static func cut(_ text: String, to width: Int?) -> String {
    guard let width, text.count > width else { return text }
    return text.prefix(max(0, width - 1)) + "…"
  }

  /// The words of a text in lines, each behind the indentation.
  static func wrapped(_ text: String, indentation: Int, width: Int?) -> String {
    let words = CodeFrame.sanitized(text).split(whereSeparator: \.isWhitespace).map(String.init)
    return wrapped(words, indentation: indentation, width: width)
  }

  /// Parts that stay whole, with spaces between them.
  static func wrapped(_ parts: [String], indentation: Int, width: Int?) -> String {
    let space = String(repeating: " ", count: indentation)
    let limit = max(20, (width ?? 100) - indentation)
    var lines: [String] = []
    var line = ""
    for word in parts {
      if !line.isEmpty, line.count + 1 + word.count > limit {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { space + $0 + "\n" }.joined()
  }
}
