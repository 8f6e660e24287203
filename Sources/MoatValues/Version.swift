/// Versions with the precedence of Semantic Versioning 2.0.0.
///
/// A prefix `v` is allowed, one or two numbers stand for three (`1.25` is 1.25.0), and so does the `+` with which
/// clusters end their minor version (`1.31+`). A suffix such as `-gke.100` is a pre-release by the letter of the
/// standard, and is read so: `v1.31.2-gke.100` is below 1.31.2, and above 1.31.1. Numbers have 64 bits; what is larger
/// does not parse.
package struct Version: Hashable, Sendable {
  package var major: UInt64
  package var minor: UInt64
  package var patch: UInt64
  /// The identifiers after `-`, as a part of the text; empty for a release.
  package var prerelease: Part
  /// How many numbers the text has: 1 to 3.
  package var numbers: Int

  /// Reads a whole text; nil if it is no version.
  package static func parse(_ text: Bytes) -> Version? {
    var cursor = 0
    if text.count > 0, text[0] | 0x20 == UInt8(ascii: "v") { cursor = 1 }
    var numbers: (UInt64, UInt64, UInt64) = (0, 0, 0)
    var count = 0
    while true {
      let end = text.endOfDigits(from: cursor)
      // `01` is no number of a version.
      guard let number = text.number(in: Part(cursor, end)), end - cursor == 1 || text[cursor] != UInt8(ascii: "0")
      else { return nil }
      switch count {
      case 0: numbers.0 = number
      case 1: numbers.1 = number
      default: numbers.2 = number
      }
      count += 1
      cursor = end
      guard count < 3, cursor < text.count, text[cursor] == UInt8(ascii: ".") else { break }
      cursor += 1
    }
    var prerelease = Part(cursor, cursor)
    if cursor < text.count, text[cursor] == UInt8(ascii: "-") {
      let end = text.index(of: UInt8(ascii: "+"), from: cursor)
      prerelease = Part(cursor + 1, end)
      guard areIdentifiers(text, prerelease, allowLeadingZero: false) else { return nil }
      cursor = end
    }
    if cursor < text.count {
      guard text[cursor] == UInt8(ascii: "+") else { return nil }
      let build = Part(cursor + 1, text.count)
      guard build.isEmpty || areIdentifiers(text, build, allowLeadingZero: true) else { return nil }
    }
    return Version(
      major: numbers.0, minor: numbers.1, patch: numbers.2, prerelease: prerelease, numbers: count)
  }

  package static func parse(_ text: String) -> Version? {
    parse(Array(text.utf8).span)
  }

  /// -1, 0 or 1; nil if one of the two is no version. Build metadata does not count.
  package static func compare(_ left: Bytes, _ right: Bytes) -> Int? {
    guard let first = parse(left), let second = parse(right) else { return nil }
    if first.major != second.major { return first.major < second.major ? -1 : 1 }
    if first.minor != second.minor { return first.minor < second.minor ? -1 : 1 }
    if first.patch != second.patch { return first.patch < second.patch ? -1 : 1 }
    return comparePrereleases(left, first.prerelease, right, second.prerelease)
  }

  package static func compare(_ left: String, _ right: String) -> Int? {
    compare(Array(left.utf8).span, Array(right.utf8).span)
  }

  /// True for the letter of the standard: three numbers and no prefix.
  package static func isStrict(_ text: Bytes) -> Bool {
    guard text.count > 0, ASCII.isDigit(text[0]), text[text.count - 1] != UInt8(ascii: "+"), let version = parse(text)
    else { return false }
    return version.numbers == 3
  }

  private static func areIdentifiers(_ text: Bytes, _ part: Part, allowLeadingZero: Bool) -> Bool {
    var start = part.start
    while start <= part.end {
      let end = min(text.index(of: UInt8(ascii: "."), from: start), part.end)
      guard end > start else { return false }
      for index in start..<end where !ASCII.isAlphanumeric(text[index]) && text[index] != UInt8(ascii: "-") {
        return false
      }
      let isNumber = text.endOfDigits(from: start) >= end
      if isNumber, !allowLeadingZero, end - start > 1, text[start] == UInt8(ascii: "0") { return false }
      start = end + 1
    }
    return true
  }

  /// A release is above its pre-releases; identifiers are compared one by one, numbers below words.
  private static func comparePrereleases(_ left: Bytes, _ first: Part, _ right: Bytes, _ second: Part) -> Int {
    if first.isEmpty || second.isEmpty { return first.isEmpty == second.isEmpty ? 0 : (first.isEmpty ? 1 : -1) }
    var leftStart = first.start
    var rightStart = second.start
    while leftStart < first.end, rightStart < second.end {
      let leftEnd = min(left.index(of: UInt8(ascii: "."), from: leftStart), first.end)
      let rightEnd = min(right.index(of: UInt8(ascii: "."), from: rightStart), second.end)
      let order = compareIdentifiers(left, Part(leftStart, leftEnd), right, Part(rightStart, rightEnd))
      if order != 0 { return order }
      leftStart = leftEnd + 1
      rightStart = rightEnd + 1
    }
    let isLeftLonger = leftStart < first.end
    let isRightLonger = rightStart < second.end
    return isLeftLonger == isRightLonger ? 0 : (isLeftLonger ? 1 : -1)
  }

  private static func compareIdentifiers(_ left: Bytes, _ first: Part, _ right: Bytes, _ second: Part) -> Int {
    let isFirstNumber = left.endOfDigits(from: first.start) >= first.end
    let isSecondNumber = right.endOfDigits(from: second.start) >= second.end
    if isFirstNumber != isSecondNumber { return isFirstNumber ? -1 : 1 }
    // Numbers have no leading zeros, so the longer one is the larger one, however long.
    if isFirstNumber, first.count != second.count { return first.count < second.count ? -1 : 1 }
    var offset = 0
    while offset < first.count, offset < second.count {
      let a = left[first.start + offset]
      let b = right[second.start + offset]
      if a != b { return a < b ? -1 : 1 }
      offset += 1
    }
    return first.count == second.count ? 0 : (first.count < second.count ? -1 : 1)
  }
}
