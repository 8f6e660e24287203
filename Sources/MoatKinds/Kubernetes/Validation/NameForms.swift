/// The forms of names that the API server asks for, over bytes.
///
/// Source: k8s.io/apimachinery/pkg/util/validation/validation.go and pkg/api/validation/path/name.go.
enum NameForm: Sendable {
  /// DNS-1123 label: 63 bytes of lowercase letters, digits and `-`.
  case label
  /// DNS-1123 subdomain: 253 bytes, labels joined by dots.
  case subdomain
  /// IANA service name: 15 bytes of lowercase letters, digits and single `-`, with at least one letter.
  case portName
  /// A segment of a URL's path: neither `.` nor `..`, without `/` and `%`.
  case pathSegment
  /// The key of a label: a name of 63 bytes, behind a subdomain and `/` where there is one.
  case qualifiedName
  /// The key of an annotation: as that of a label, but that its prefix may have capitals.
  case annotationKey
  /// The value of a label: empty, or 63 bytes of letters, digits, `-`, `_` and `.`.
  case labelValue
  /// A key of a ConfigMap or Secret.
  case dataKey
  /// The name of an environment variable, as the newest versions take it: printable ASCII without `=`.
  case variable

  func matches(_ text: [UInt8]) -> Bool {
    switch self {
    case .label: Self.isLabel(text[...], limit: 63)
    case .subdomain: Self.isSubdomain(text[...])
    case .portName: Self.isPortName(text)
    case .pathSegment:
      !text.isEmpty && text != [0x2E] && text != [0x2E, 0x2E] && !text.contains(0x2F) && !text.contains(0x25)
    case .qualifiedName: Self.isQualifiedName(text)
    case .annotationKey: Self.isQualifiedName(text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
    case .labelValue: text.isEmpty || Self.isName(text[...])
    case .dataKey:
      !text.isEmpty && text.count <= 253 && text != [0x2E] && !text.starts(with: [0x2E, 0x2E])
        && text.allSatisfy { Self.isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
    case .variable: !text.isEmpty && text.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x3D }
    }
  }

  /// What the form is, for messages.
  var description: String {
    switch self {
    case .label: "a DNS-1123 label (at most 63 lowercase letters, digits and -)"
    case .subdomain: "a DNS-1123 subdomain (lowercase letters, digits, - and .)"
    case .portName: "a port name (at most 15 lowercase letters, digits and -, with at least one letter)"
    case .pathSegment: "a path segment (not . or .., without / and %)"
    case .qualifiedName, .annotationKey:
      "a qualified name (at most 63 letters, digits, -, _ and ., with an optional DNS prefix and /)"
    case .labelValue: "a label value (at most 63 letters, digits, -, _ and .)"
    case .variable: "a variable name (printable ASCII without =)"
    case .dataKey: "a data key (letters, digits, -, _ and .)"
    }
  }

  private static func isLabel(_ text: ArraySlice<UInt8>, limit: Int) -> Bool {
    guard let first = text.first, let last = text.last, text.count <= limit else { return false }
    return isLowercaseOrDigit(first) && isLowercaseOrDigit(last)
      && text.allSatisfy { isLowercaseOrDigit($0) || $0 == 0x2D }
  }

  private static func isSubdomain(_ text: ArraySlice<UInt8>) -> Bool {
    text.count <= 253
      && text.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { isLabel($0, limit: 253) }
  }

  private static func isPortName(_ text: [UInt8]) -> Bool {
    isLabel(text[...], limit: 15) && text.contains { (0x61...0x7A).contains($0) }
      && !zip(text, text.dropFirst()).contains { $0 == 0x2D && $1 == 0x2D }
  }

  private static func isQualifiedName(_ text: [UInt8]) -> Bool {
    let parts = text.split(separator: 0x2F, omittingEmptySubsequences: false)
    guard let name = parts.last, parts.count <= 2 else { return false }
    return isName(name) && (parts.count == 1 || isSubdomain(parts[0]))
  }

  private static func isName(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, let last = text.last, text.count <= 63 else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && text.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
  }

  private static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLowercaseOrDigit(byte) || (0x41...0x5A).contains(byte)
  }
}
