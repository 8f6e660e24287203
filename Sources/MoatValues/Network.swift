/// An IP network in CIDR notation; an address alone is the network that holds only it.
///
/// IPv4 addresses are four decimal numbers without leading zeros (`010` is octal to some and decimal to others, so it
/// is refused); IPv6 addresses are those of RFC 4291, without a zone. Bits beyond the prefix are allowed and do not
/// count. An IPv4 network and an IPv6 one never meet, IPv4-mapped addresses included.
package struct Network: Hashable, Sendable {
  package var isIPv6: Bool
  /// The first address, with the bits beyond the prefix cleared. IPv4 uses the low 32 bits.
  package var address: UInt128
  package var prefix: Int

  private static func width(_ isIPv6: Bool) -> Int { isIPv6 ? 128 : 32 }

  private init(isIPv6: Bool, address: UInt128, prefix: Int) {
    self.isIPv6 = isIPv6
    self.prefix = prefix
    let hostBits = Self.width(isIPv6) - prefix
    self.address = hostBits >= 128 ? 0 : (address >> UInt128(hostBits)) << UInt128(hostBits)
  }

  /// Reads a whole text; nil if it is no network.
  package static func parse(_ text: Bytes) -> Network? {
    let slash = text.index(of: UInt8(ascii: "/"))
    let part = Part(0, slash)
    let colon = text.index(of: UInt8(ascii: ":"))
    let isIPv6 = colon < slash
    guard let address = isIPv6 ? parseIPv6(text, part) : parseIPv4(text, part).map({ UInt128($0) }) else { return nil }
    guard slash < text.count else { return Network(isIPv6: isIPv6, address: address, prefix: width(isIPv6)) }
    let digits = Part(slash + 1, text.count)
    guard digits.count <= 3, digits.count == 1 || digits.count > 1 && text[digits.start] != UInt8(ascii: "0"),
      let prefix = text.number(in: digits, limit: UInt64(width(isIPv6)))
    else { return nil }
    return Network(isIPv6: isIPv6, address: address, prefix: Int(prefix))
  }

  package static func parse(_ text: String) -> Network? {
    parse(Array(text.utf8).span)
  }

  /// True if every address of this network is one of `other`.
  package func isWithin(_ other: Network) -> Bool {
    guard isIPv6 == other.isIPv6, prefix >= other.prefix else { return false }
    return Network(isIPv6: isIPv6, address: address, prefix: other.prefix).address == other.address
  }

  /// The networks that make up a network less others that lie in it, in ascending order.
  package static func parts(of text: String, without others: [Network]) -> [Network] {
    guard let whole = parse(text) else { return [] }
    var parts: [Network] = []
    var rest = [whole]
    while let next = rest.popLast() {
      if others.contains(where: { next.isWithin($0) }) { continue }
      guard others.contains(where: { $0.isWithin(next) }), let halves = next.halves else {
        parts.append(next)
        continue
      }
      rest += [halves.1, halves.0]
    }
    return parts
  }

  /// Nil for a single address.
  private var halves: (Network, Network)? {
    let hostBits = Self.width(isIPv6) - prefix
    guard hostBits > 0 else { return nil }
    let upper = address | (1 << UInt128(hostBits - 1))
    return (
      Network(isIPv6: isIPv6, address: address, prefix: prefix + 1),
      Network(isIPv6: isIPv6, address: upper, prefix: prefix + 1)
    )
  }

  /// Compares two texts; nil if one of them is no network.
  package static func contains(_ inner: Bytes, within outer: Bytes) -> Bool? {
    guard let first = parse(inner), let second = parse(outer) else { return nil }
    return first.isWithin(second)
  }

  package static func equal(_ left: Bytes, _ right: Bytes) -> Bool? {
    guard let first = parse(left), let second = parse(right) else { return nil }
    return first == second
  }

  package static func contains(_ inner: String, within outer: String) -> Bool? {
    contains(Array(inner.utf8).span, within: Array(outer.utf8).span)
  }

  package static func equal(_ left: String, _ right: String) -> Bool? {
    equal(Array(left.utf8).span, Array(right.utf8).span)
  }

  static func parseIPv4(_ text: Bytes, _ part: Part) -> UInt32? {
    var result: UInt32 = 0
    var start = part.start
    for index in 0..<4 {
      let end = min(text.endOfDigits(from: start), part.end)
      guard end > start, end - start == 1 || text[start] != UInt8(ascii: "0"),
        let number = text.number(in: Part(start, end), limit: 255)
      else { return nil }
      result = result << 8 | UInt32(number)
      if index == 3 { return end == part.end ? result : nil }
      guard end < part.end, text[end] == UInt8(ascii: ".") else { return nil }
      start = end + 1
    }
    return nil
  }

  static func parseIPv6(_ text: Bytes, _ part: Part) -> UInt128? {
    var high: UInt128 = 0
    var low: UInt128 = 0
    var groupsBefore = 0
    var groupsAfter = 0
    var isElided = false
    var cursor = part.start
    if part.count >= 2, text[cursor] == UInt8(ascii: ":"), text[cursor + 1] == UInt8(ascii: ":") {
      isElided = true
      cursor += 2
    }
    while cursor < part.end {
      guard let group = readGroup(text, from: &cursor, limit: part.end) else { return nil }
      if isElided {
        low = low << UInt128(group.bits) | group.value
        groupsAfter += group.bits / 16
      } else {
        high = high << UInt128(group.bits) | group.value
        groupsBefore += group.bits / 16
      }
      guard groupsBefore + groupsAfter <= 8 else { return nil }
      if cursor == part.end { break }
      // An IPv4 tail is the last group.
      guard group.bits == 16, text[cursor] == UInt8(ascii: ":") else { return nil }
      cursor += 1
      guard cursor < part.end else { return nil }
      if text[cursor] == UInt8(ascii: ":") {
        guard !isElided else { return nil }
        isElided = true
        cursor += 1
      }
    }
    let groups = groupsBefore + groupsAfter
    guard isElided ? groups <= 7 : groups == 8 else { return nil }
    return groupsBefore == 0 ? low : high << UInt128(16 * (8 - groupsBefore)) | low
  }

  /// One group of four hexadecimal digits at most, or the IPv4 address at the end.
  private static func readGroup(_ text: Bytes, from cursor: inout Int, limit: Int) -> (value: UInt128, bits: Int)? {
    let start = cursor
    var value: UInt128 = 0
    while cursor < limit, cursor - start < 5, ASCII.isHexDigit(text[cursor]) {
      value = value << 4 | UInt128(ASCII.hexValue(text[cursor]))
      cursor += 1
    }
    if cursor < limit, text[cursor] == UInt8(ascii: ".") {
      guard let tail = parseIPv4(text, Part(start, limit)) else { return nil }
      cursor = limit
      return (UInt128(tail), 32)
    }
    guard cursor > start, cursor - start <= 4 else { return nil }
    return (value, 16)
  }
}
