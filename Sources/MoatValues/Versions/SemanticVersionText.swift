/// Versions by Semantic Versioning 2.0.0, with numbers of any length. A `v` may stand before them, as Go and npm write it.
enum SemanticVersionText {
  static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int? {
    guard let left = parts(left), let right = parts(right) else { return nil }
    for (first, second) in zip(left.numbers, right.numbers) {
      let order = VersionDigits.compare(first, second)
      if order != 0 { return order }
    }
    return comparePrereleases(left.prerelease, right.prerelease)
  }

  /// A release is above its pre-releases; of two pre-releases the one with more identifiers, if the others are equal.
  private static func comparePrereleases(_ left: [ArraySlice<UInt8>], _ right: [ArraySlice<UInt8>]) -> Int {
    if left.isEmpty || right.isEmpty { return left.isEmpty == right.isEmpty ? 0 : left.isEmpty ? 1 : -1 }
    for (first, second) in zip(left, right) {
      let order: Int
      switch (VersionDigits.isNumber(first), VersionDigits.isNumber(second)) {
      case (true, true): order = VersionDigits.compare(first, second)
      case (false, false): order = VersionDigits.bytes(first, second)
      case (true, false): return -1
      case (false, true): return 1
      }
      if order != 0 { return order }
    }
    return left.count - right.count
  }

  private static func parts(_ text: ArraySlice<UInt8>) -> (
    numbers: [ArraySlice<UInt8>], prerelease: [ArraySlice<UInt8>]
  )? {
    var core = text.first == UInt8(ascii: "v") ? text.dropFirst() : text
    if let plus = core.firstIndex(of: UInt8(ascii: "+")) {
      guard identifiers(core[(plus + 1)...]) != nil else { return nil }
      core = core[..<plus]
    }
    var prerelease: [ArraySlice<UInt8>] = []
    if let hyphen = core.firstIndex(of: UInt8(ascii: "-")) {
      guard let read = identifiers(core[(hyphen + 1)...]), read.allSatisfy({ !$0.hasLeadingZero }) else { return nil }
      prerelease = read
      core = core[..<hyphen]
    }
    let numbers = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard numbers.count == 3, numbers.allSatisfy({ VersionDigits.isNumber($0) && !$0.hasLeadingZero }) else {
      return nil
    }
    return (numbers, prerelease)
  }

  private static func identifiers(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let areWords = parts.allSatisfy { part in
      !part.isEmpty
        && part.allSatisfy { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
    return areWords ? parts : nil
  }
}

extension ArraySlice<UInt8> {
  /// `01`, which is not a number of Semantic Versioning.
  fileprivate var hasLeadingZero: Bool { count > 1 && first == UInt8(ascii: "0") && VersionDigits.isNumber(self) }
}
