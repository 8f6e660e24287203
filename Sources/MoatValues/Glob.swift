/// Glob patterns over paths and names.
///
/// | pattern | matches |
/// |---|---|
/// | `*` | any run of characters without `/` |
/// | `?` | one character that is not `/` |
/// | `[a-z_]`, `[!a-z]`, `[^a-z]` | one character of the set, or none of it; never `/` |
/// | `**/` where a component begins | any number of whole components, none included |
/// | `**` elsewhere | any run of characters, `/` included |
/// | `\x` | `x` itself |
///
/// The whole text must match, byte by byte, case included. The time is at most proportional to the length of the text
/// times the square of the pattern's, whatever both are: at a mismatch only the last `*` is tried again, and after a
/// `*` has met the end of its component only the last `**`, from the next component on (slashes match nothing but
/// slashes, so that everything nearer would meet the same end).
package enum Glob {
  /// True if the pattern is not empty, and each `[` and `\` is complete.
  package static func isValid(_ pattern: Bytes) -> Bool {
    var index = 0
    while index < pattern.count {
      switch pattern[index] {
      case UInt8(ascii: "\\"):
        guard index + 1 < pattern.count else { return false }
        index += 2
      case UInt8(ascii: "["):
        guard let set = CharacterSet(pattern, index) else { return false }
        index = set.end
      default: index += 1
      }
    }
    return pattern.count > 0
  }

  package static func isValid(_ pattern: String) -> Bool {
    isValid(Array(pattern.utf8).span)
  }

  /// False for a pattern that is not valid.
  package static func matches(_ pattern: Bytes, _ text: Bytes) -> Bool {
    var matcher = Matcher()
    return matcher.run(pattern, text)
  }

  package static func matches(_ pattern: String, _ text: String) -> Bool {
    matches(Array(pattern.utf8).span, Array(text.utf8).span)
  }

  private static let slash = UInt8(ascii: "/")
  private static let star = UInt8(ascii: "*")

  /// The state of one match: where it stands, and where it may begin again.
  private struct Matcher {
    var patternIndex = 0
    var textIndex = 0
    /// After the last `*`: the pattern's rest, and what the star has taken; -1 if there is none.
    var starPattern = -1
    var starText = 0
    /// After the last `**`.
    var deepPattern = -1
    var deepText = 0
    /// The last `**` stands for whole components.
    var deepIsWhole = false

    mutating func run(_ pattern: Bytes, _ text: Bytes) -> Bool {
      while true {
        if patternIndex == pattern.count, textIndex == text.count { return true }
        if patternIndex < pattern.count, pattern[patternIndex] == star {
          enterStar(pattern)
        } else if !step(pattern, text), !retry(text) {
          return false
        }
      }
    }

    private mutating func enterStar(_ pattern: Bytes) {
      var end = patternIndex
      while end < pattern.count, pattern[end] == star { end += 1 }
      if end - patternIndex == 1 {
        starPattern = end
        starText = textIndex
      } else {
        let beginsComponent = patternIndex == 0 || pattern[patternIndex - 1] == slash
        deepIsWhole = beginsComponent && end < pattern.count && pattern[end] == slash
        if deepIsWhole { end += 1 }
        deepPattern = end
        deepText = textIndex
        starPattern = -1
      }
      patternIndex = end
    }

    /// Matches one character; false if it does not match.
    private mutating func step(_ pattern: Bytes, _ text: Bytes) -> Bool {
      guard patternIndex < pattern.count, textIndex < text.count else { return false }
      switch pattern[patternIndex] {
      case UInt8(ascii: "?"):
        guard text[textIndex] != slash else { return false }
        patternIndex += 1
        textIndex = Wildcard.next(text, textIndex, text.count)
        return true
      case UInt8(ascii: "["):
        guard text[textIndex] != slash, let set = CharacterSet(pattern, patternIndex),
          set.contains(pattern, text, textIndex)
        else { return false }
        patternIndex = set.end
        textIndex = Wildcard.next(text, textIndex, text.count)
        return true
      case UInt8(ascii: "\\"):
        guard patternIndex + 1 < pattern.count, pattern[patternIndex + 1] == text[textIndex] else { return false }
        patternIndex += 2
      default:
        guard pattern[patternIndex] == text[textIndex] else { return false }
        patternIndex += 1
      }
      textIndex += 1
      return true
    }

    /// Goes back to the last star and lets it take more; false if none can.
    private mutating func retry(_ text: Bytes) -> Bool {
      if starPattern >= 0 {
        guard starText < text.count else { return false }
        if text[starText] != slash {
          starText = Wildcard.next(text, starText, text.count)
          patternIndex = starPattern
          textIndex = starText
          return true
        }
        // No later beginning within this component can help.
        return deepPattern >= 0 && resumeDeep(text, at: text.index(of: slash, from: deepText) + 1)
      }
      guard deepPattern >= 0 else { return false }
      if deepIsWhole { return resumeDeep(text, at: text.index(of: slash, from: deepText) + 1) }
      return resumeDeep(text, at: deepText + 1)
    }

    private mutating func resumeDeep(_ text: Bytes, at index: Int) -> Bool {
      guard index <= text.count else { return false }
      var index = index
      while index < text.count, ASCII.isContinuation(text[index]) { index += 1 }
      deepText = index
      patternIndex = deepPattern
      textIndex = index
      starPattern = -1
      return true
    }
  }

  /// A set in brackets. A `]` right after the opening (or after `!`) is a member.
  private struct CharacterSet {
    /// The index after the closing bracket.
    var end: Int
    private var first: Int
    private var isNegated = false

    init?(_ pattern: Bytes, _ start: Int) {
      first = start + 1
      if first < pattern.count, pattern[first] == UInt8(ascii: "!") || pattern[first] == UInt8(ascii: "^") {
        isNegated = true
        first += 1
      }
      end = first
      while end < pattern.count, pattern[end] != UInt8(ascii: "]") || end == first {
        end += pattern[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      guard end < pattern.count else { return nil }
      end += 1
    }

    func contains(_ pattern: Bytes, _ text: Bytes, _ index: Int) -> Bool {
      var textIndex = index
      let wanted = scalar(text, &textIndex)
      var cursor = first
      var isMember = false
      while cursor < end - 1 {
        let low = member(pattern, &cursor)
        var high = low
        if cursor + 1 < end - 1, pattern[cursor] == UInt8(ascii: "-") {
          cursor += 1
          high = member(pattern, &cursor)
        }
        if low <= wanted, wanted <= high { isMember = true }
      }
      return isMember != isNegated
    }

    private func member(_ pattern: Bytes, _ cursor: inout Int) -> UInt32 {
      if pattern[cursor] == UInt8(ascii: "\\"), cursor + 1 < end - 1 { cursor += 1 }
      return scalar(pattern, &cursor)
    }

    /// The code point at an index of valid UTF-8, which moves behind it.
    private func scalar(_ text: Bytes, _ index: inout Int) -> UInt32 {
      let lead = text[index]
      var value = UInt32(lead)
      if lead >= 0xF0 {
        value = UInt32(lead & 0x07)
      } else if lead >= 0xE0 {
        value = UInt32(lead & 0x0F)
      } else if lead
        >= 0xC0
      {
        value = UInt32(lead & 0x1F)
      }
      index += 1
      while index < text.count, ASCII.isContinuation(text[index]), lead >= 0xC0 {
        value = value << 6 | UInt32(text[index] & 0x3F)
        index += 1
      }
      return value
    }
  }
}
