/// A set of bytes: what `[…]` stands for in a pattern.
struct ByteSet: Sendable, Hashable {
  private var low: UInt128 = 0
  private var high: UInt128 = 0

  static let all: ByteSet = {
    var set = ByteSet()
    (set.low, set.high) = (.max, .max)
    return set
  }()

  func contains(_ byte: UInt8) -> Bool {
    (byte < 128 ? low : high) >> UInt128(byte & 127) & 1 == 1
  }

  mutating func insert(_ byte: UInt8) {
    if byte < 128 { low |= 1 << UInt128(byte) } else { high |= 1 << UInt128(byte & 127) }
  }

  mutating func insert(_ bytes: some Sequence<UInt8>) { for byte in bytes { insert(byte) } }

  var inverted: ByteSet {
    var set = self
    (set.low, set.high) = (~low, ~high)
    return set
  }
}

/// Reads `[…]` of a pattern exactly as git's `wildmatch` does, with its rules for a `]` that stands first, a `-` at an
/// end, and a class name that is none.
struct ByteSetReader {
  let pattern: [UInt8]
  /// At `[` before the reading, after `]` once it succeeded.
  var position: Int

  private func byte(_ index: Int) -> UInt8 { index < pattern.count ? pattern[index] : 0 }

  /// Nil where the set does not end, or names a class that does not exist: such a pattern matches nothing.
  mutating func read() -> ByteSet? {
    var set = ByteSet()
    position += 1
    let isNegated = byte(position) == UInt8(ascii: "!") || byte(position) == UInt8(ascii: "^")
    if isNegated { position += 1 }
    // The byte that a range may start from; 0 after a range and a class, which start none.
    var previous: UInt8 = 0
    repeat {
      guard let last = member(after: previous, &set) else { return nil }
      previous = last
      position += 1
    } while byte(position) != UInt8(ascii: "]")
    position += 1
    return isNegated ? set.inverted : set
  }

  /// Reads one member and stays on its last byte; returns the byte that a range may start from.
  private mutating func member(after previous: UInt8, _ set: inout ByteSet) -> UInt8? {
    var current = byte(position)
    let next = byte(position + 1)
    switch current {
    case 0: return nil
    case UInt8(ascii: "\\"):
      position += 1
      current = next
      if current == 0 { return nil }
      set.insert(current)
      return current
    case UInt8(ascii: "-") where previous != 0 && next != 0 && next != UInt8(ascii: "]"):
      position += 1
      current = next
      if current == UInt8(ascii: "\\") {
        position += 1
        current = byte(position)
        if current == 0 { return nil }
      }
      if previous <= current { set.insert(previous...current) }
      return 0
    case UInt8(ascii: "[") where next == UInt8(ascii: ":"):
      return namedClass(&set)
    default:
      set.insert(current)
      return current
    }
  }

  /// `[:name:]`, from its first bracket.
  private mutating func namedClass(_ set: inout ByteSet) -> UInt8? {
    let start = position + 2
    guard let end = pattern[min(start, pattern.count)...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
    guard end > start, pattern[end - 1] == UInt8(ascii: ":") else {
      // No class after all: the bracket stands for itself.
      set.insert(UInt8(ascii: "["))
      return UInt8(ascii: "[")
    }
    guard let members = Self.members(ofClass: String(decoding: pattern[start..<(end - 1)], as: UTF8.self)) else {
      return nil
    }
    set.insert(members)
    position = end
    return 0
  }

  /// The POSIX classes in ASCII; white space as git counts it.
  private static func members(ofClass name: String) -> [UInt8]? {
    let digits = Array(UInt8(ascii: "0")...UInt8(ascii: "9"))
    let upper = Array(UInt8(ascii: "A")...UInt8(ascii: "Z"))
    let lower = Array(UInt8(ascii: "a")...UInt8(ascii: "z"))
    let graph: [UInt8] = Array(0x21...0x7E)
    let alphanumeric = digits + upper + lower
    switch name {
    case "alnum": return alphanumeric
    case "alpha": return upper + lower
    case "blank": return [0x20, 0x09]
    case "cntrl": return Array(0x00...0x1F) + [0x7F]
    case "digit": return digits
    case "graph": return graph
    case "lower": return lower
    case "print": return [0x20] + graph
    case "punct": return graph.filter { !alphanumeric.contains($0) }
    case "space": return [0x20, 0x09, 0x0A, 0x0D]
    case "upper": return upper
    case "xdigit": return digits + Array("abcdefABCDEF".utf8)
    default: return nil
    }
  }
}
