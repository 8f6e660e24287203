/// Versions of Debian and Ubuntu, as dpkg orders them: `[epoch:]upstream[-revision]`.
enum DebianVersion {
  static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int? {
    guard let left = parts(left), let right = parts(right) else { return nil }
    let epoch = VersionDigits.compare(left.epoch, right.epoch)
    if epoch != 0 { return epoch }
    let upstream = compareText(left.upstream, right.upstream)
    return upstream != 0 ? upstream : compareText(left.revision, right.revision)
  }

  private static func parts(_ text: ArraySlice<UInt8>) -> (
    epoch: ArraySlice<UInt8>, upstream: ArraySlice<UInt8>, revision: ArraySlice<UInt8>
  )? {
    guard let (epoch, rest) = VersionDigits.splitEpoch(text) else { return nil }
    var upstream = rest
    var revision: ArraySlice<UInt8> = []
    if let hyphen = upstream.lastIndex(of: UInt8(ascii: "-")) {
      revision = upstream[(hyphen + 1)...]
      upstream = upstream[..<hyphen]
      guard !revision.isEmpty else { return nil }
    }
    func isPart(_ byte: UInt8) -> Bool {
      ASCII.isAlphanumeric(byte) || ".+~".utf8.contains(byte)
    }
    guard let first = upstream.first, ASCII.isDigit(first),
      upstream.allSatisfy({ isPart($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }),
      revision.allSatisfy(isPart)
    else { return nil }
    return (epoch, upstream, revision)
  }

  /// `verrevcmp` of dpkg: stretches without digits, in which `~` is below the end and letters below all else, and numbers.
  private static func compareText(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    func weight(_ byte: UInt8?) -> Int {
      guard let byte, !ASCII.isDigit(byte) else { return 0 }
      if byte == UInt8(ascii: "~") { return -1 }
      return ASCII.isLower(byte) || ASCII.isUpper(byte) ? Int(byte) : Int(byte) + 256
    }
    var left = left
    var right = right
    while !left.isEmpty || !right.isEmpty {
      while left.first.map({ !ASCII.isDigit($0) }) == true || right.first.map({ !ASCII.isDigit($0) }) == true {
        let order = weight(left.first) - weight(right.first)
        if order != 0 { return order }
        left = left.dropFirst()
        right = right.dropFirst()
      }
      let numbers = (left.prefix { ASCII.isDigit($0) }, right.prefix { ASCII.isDigit($0) })
      let order = VersionDigits.compare(numbers.0, numbers.1)
      if order != 0 { return order }
      left = left[numbers.0.endIndex...]
      right = right[numbers.1.endIndex...]
    }
    return 0
  }
}

/// Versions of Red Hat, Fedora and SUSE, as rpm orders them: `[epoch:]version[-release]`. A constraint without a release is about
/// every release, as in the dependencies of rpm.
enum RPMVersion {
  static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int? {
    guard let left = parts(left), let right = parts(right) else { return nil }
    let epoch = VersionDigits.compare(left.epoch, right.epoch)
    if epoch != 0 { return epoch }
    let version = compareText(left.version, right.version)
    if version != 0 { return version }
    guard let release = right.release, let own = left.release else { return 0 }
    return compareText(own, release)
  }

  private static func parts(_ text: ArraySlice<UInt8>) -> (
    epoch: ArraySlice<UInt8>, version: ArraySlice<UInt8>, release: ArraySlice<UInt8>?
  )? {
    guard let (epoch, rest) = VersionDigits.splitEpoch(text) else { return nil }
    var version = rest
    var release: ArraySlice<UInt8>?
    if let hyphen = version.lastIndex(of: UInt8(ascii: "-")) {
      release = version[(hyphen + 1)...]
      version = version[..<hyphen]
    }
    func isPart(_ byte: UInt8) -> Bool { ASCII.isAlphanumeric(byte) || "._+%{}~^".utf8.contains(byte) }
    guard !version.isEmpty, version.allSatisfy(isPart), release.map({ !$0.isEmpty && $0.allSatisfy(isPart) }) ?? true
    else { return nil }
    return (epoch, version, release)
  }

  /// `rpmvercmp`.
  private static func compareText(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    func isSegment(_ byte: UInt8) -> Bool {
      ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "~") || byte == UInt8(ascii: "^")
    }
    var left = left
    var right = right
    while !left.isEmpty || !right.isEmpty {
      left = left.drop { !isSegment($0) }
      right = right.drop { !isSegment($0) }
      let tildes = (left.first == UInt8(ascii: "~"), right.first == UInt8(ascii: "~"))
      if tildes.0 || tildes.1 {
        if tildes.0 != tildes.1 { return tildes.0 ? -1 : 1 }
        left = left.dropFirst()
        right = right.dropFirst()
        continue
      }
      // `^` is above the end, and below anything else that goes on.
      let carets = (left.first == UInt8(ascii: "^"), right.first == UInt8(ascii: "^"))
      if carets.0 || carets.1 {
        if left.isEmpty { return -1 }
        if right.isEmpty { return 1 }
        if carets.0 != carets.1 { return carets.0 ? -1 : 1 }
        left = left.dropFirst()
        right = right.dropFirst()
        continue
      }
      guard let first = left.first, !right.isEmpty else { break }
      let isNumber = ASCII.isDigit(first)
      func segment(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.prefix { ASCII.isAlphanumeric($0) && ASCII.isDigit($0) == isNumber }
      }
      let segments = (segment(left), segment(right))
      if segments.1.isEmpty { return isNumber ? 1 : -1 }
      let order =
        isNumber
        ? VersionDigits.compare(segments.0, segments.1) : VersionDigits.bytes(segments.0, segments.1)
      if order != 0 { return order }
      left = left[segments.0.endIndex...]
      right = right[segments.1.endIndex...]
    }
    return left.isEmpty ? (right.isEmpty ? 0 : -1) : 1
  }
}

/// Versions of Alpine and Wolfi, as apk-tools 3 orders them: `1.2.3a_rc1_p2~0af3-r4`.
enum APKVersion {
  /// In the order in which a version that goes on with one of them is above one that goes on with a later one.
  private enum Kind: Int { case initial, number, letter, suffix, suffixNumber, hash, revision, end }

  private struct Part {
    var kind: Kind
    var text: ArraySlice<UInt8>
    /// The place among the suffixes; those below `noSuffix` come before a release.
    var rank = 0
  }

  private static let suffixes = ["alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"].map {
    Array($0.utf8)
  }
  private static let noSuffix = 4

  static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int? {
    guard let left = parts(left), let right = parts(right) else { return nil }
    for (first, second) in zip(left, right) {
      guard first.kind == second.kind else {
        // What goes on is above what does not, but for a suffix that comes before the release.
        if first.kind == .suffix, first.rank < noSuffix { return -1 }
        if second.kind == .suffix, second.rank < noSuffix { return 1 }
        return first.kind.rawValue > second.kind.rawValue ? -1 : 1
      }
      let order = compare(first, second)
      if order != 0 { return order }
    }
    return 0
  }

  private static func compare(_ left: Part, _ right: Part) -> Int {
    switch left.kind {
    case .suffix: return left.rank - right.rank
    case .number where left.text.first == UInt8(ascii: "0") || right.text.first == UInt8(ascii: "0"):
      // A component with a leading zero is a decimal fraction.
      return VersionDigits.bytes(left.text, right.text)
    case .initial, .number, .suffixNumber, .revision: return VersionDigits.compare(left.text, right.text)
    case .letter, .hash: return VersionDigits.bytes(left.text, right.text)
    case .end: return 0
    }
  }

  /// The parts with an end behind them; nil if the text is not a version of apk.
  private static func parts(_ text: ArraySlice<UInt8>) -> [Part]? {
    var rest = text
    func takeDigits() -> ArraySlice<UInt8>? {
      let digits = rest.prefix { ASCII.isDigit($0) }
      rest = rest[digits.endIndex...]
      return digits.isEmpty ? nil : digits
    }
    guard let initial = takeDigits() else { return nil }
    var parts = [Part(kind: .initial, text: initial)]
    while let byte = rest.first {
      let last = parts[parts.count - 1].kind
      switch byte {
      case UInt8(ascii: ".") where last.rawValue <= Kind.number.rawValue:
        rest = rest.dropFirst()
        guard let digits = takeDigits() else { return nil }
        parts.append(Part(kind: .number, text: digits))
      case UInt8(ascii: "a")...UInt8(ascii: "z") where last.rawValue <= Kind.number.rawValue:
        parts.append(Part(kind: .letter, text: rest.prefix(1)))
        rest = rest.dropFirst()
      case UInt8(ascii: "_") where last.rawValue <= Kind.suffixNumber.rawValue:
        rest = rest.dropFirst()
        let name = rest.prefix { ASCII.isLower($0) }
        guard !name.isEmpty, let rank = suffixes.firstIndex(of: Array(name)) else { return nil }
        rest = rest[name.endIndex...]
        parts.append(Part(kind: .suffix, text: name, rank: rank))
        if let digits = takeDigits() { parts.append(Part(kind: .suffixNumber, text: digits)) }
      case UInt8(ascii: "~") where last.rawValue <= Kind.suffixNumber.rawValue:
        rest = rest.dropFirst()
        let hash = rest.prefix { ASCII.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
        guard !hash.isEmpty else { return nil }
        rest = rest[hash.endIndex...]
        parts.append(Part(kind: .hash, text: hash))
      case UInt8(ascii: "-") where last != .revision:
        rest = rest.dropFirst()
        guard rest.first == UInt8(ascii: "r") else { return nil }
        rest = rest.dropFirst()
        guard let digits = takeDigits() else { return nil }
        parts.append(Part(kind: .revision, text: digits))
      default: return nil
      }
    }
    return parts + [Part(kind: .end, text: [])]
  }
}
