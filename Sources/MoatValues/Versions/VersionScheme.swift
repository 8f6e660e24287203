/// How the versions of one ecosystem are ordered. The names are those of versioning schemes and of package URL types.
package enum VersionScheme: Sendable, CaseIterable {
  /// dpkg: deb-version(7).
  case deb
  /// rpm: `rpmvercmp`, with epoch, `~` and `^`.
  case rpm
  /// apk-tools 3.
  case apk
  /// Semantic Versioning 2.0.0.
  case semver
  /// PEP 440.
  case pypi
  /// Maven's Version Order Specification.
  case maven

  /// nil for an ecosystem whose order is not known here, such as RubyGems, NuGet and Composer.
  package init?(_ name: ArraySlice<UInt8>) {
    switch String(decoding: name, as: UTF8.self) {
    case "deb": self = .deb
    case "rpm": self = .rpm
    case "apk", "alpine": self = .apk
    case "semver", "npm", "cargo", "golang", "hex", "pub", "swift": self = .semver
    case "pypi": self = .pypi
    case "maven": self = .maven
    default: return nil
    }
  }

  /// Versions are short; what is longer is not one.
  static let maximumLength = 512

  /// The order of two versions: below 0, 0, above 0. nil if one of them is not a version of the scheme.
  ///
  /// `right` is the version of a constraint: what it leaves out where the scheme says that this matches anything is not
  /// compared, such as the release of rpm and the local label of PEP 440.
  package func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int? {
    guard left.count <= Self.maximumLength, right.count <= Self.maximumLength else { return nil }
    return switch self {
    case .deb: DebianVersion.compare(left, right)
    case .rpm: RPMVersion.compare(left, right)
    case .apk: APKVersion.compare(left, right)
    case .semver: SemanticVersionText.compare(left, right)
    case .pypi: PythonVersion.compare(left, right)
    case .maven: MavenVersion.compare(left, right)
    }
  }
}

/// What the schemes share: numbers of any length.
enum VersionDigits {
  /// The order of two numbers in decimal digits; none at all is zero.
  static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    let left = left.drop { $0 == UInt8(ascii: "0") }
    let right = right.drop { $0 == UInt8(ascii: "0") }
    return left.count == right.count ? bytes(left, right) : left.count < right.count ? -1 : 1
  }

  /// The order of two texts byte by byte; a text is below what it begins.
  static func bytes(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    for (first, second) in zip(left, right) where first != second { return first < second ? -1 : 1 }
    return left.count == right.count ? 0 : left.count < right.count ? -1 : 1
  }

  /// The number before the first colon, and what is behind it; without a colon the epoch is empty, which is zero. nil if what is
  /// before the colon is not a number.
  static func splitEpoch(_ text: ArraySlice<UInt8>) -> (epoch: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return ([], text) }
    let epoch = text[..<colon]
    return isNumber(epoch) ? (epoch, text[(colon + 1)...]) : nil
  }

  static func isNumber(_ text: ArraySlice<UInt8>) -> Bool { !text.isEmpty && text.allSatisfy { ASCII.isDigit($0) } }
}
