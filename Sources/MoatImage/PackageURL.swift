/// A package URL in its parts, percent-decoded (purl specification 1.0): `pkg:type/namespace/name@version?qualifiers`.
package struct PackageURL: Hashable, Sendable {
  /// In lower case.
  package var type: [UInt8]
  /// Empty where there is none.
  package var namespace: [UInt8]
  package var name: [UInt8]
  package var version: [UInt8]?
  package var qualifiers: [[UInt8]: [UInt8]] = [:]

  /// Nil for a text that is none.
  package init?(_ text: [UInt8]) {
    guard OCIGrammar.isPackageURL(text) else { return nil }
    var rest = text[4...].drop { $0 == UInt8(ascii: "/") }
    if let hash = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<hash] }
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      for pair in rest[(mark + 1)...].split(separator: UInt8(ascii: "&")) {
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
        qualifiers[Self.lowered(pair[..<equals])] = Self.decoded(pair[(equals + 1)...])
      }
      rest = rest[..<mark]
    }
    // An `@` in front of a namespace, as npm's scopes are often written, begins no version.
    let lastSlash = rest.lastIndex(of: UInt8(ascii: "/")) ?? rest.startIndex
    if let at = rest.lastIndex(of: UInt8(ascii: "@")), at > lastSlash {
      version = Self.decoded(rest[(at + 1)...])
      rest = rest[..<at]
    }
    let parts = rest.split(separator: UInt8(ascii: "/")).map { Self.decoded($0) }
    guard parts.count >= 2, let last = parts.last else { return nil }
    type = Self.lowered(parts[0][...])
    name = last
    namespace = Array(parts[1..<(parts.count - 1)].joined(separator: [UInt8(ascii: "/")]))
  }

  /// Whether a package is one that this URL means: a URL without a version means each version, and a qualifier that it does not
  /// have may be any.
  package func means(_ package: PackageURL) -> Bool {
    type == package.type && namespace == package.namespace && name == package.name
      && (version == nil || version == package.version)
      && qualifiers.allSatisfy { package.qualifiers[$0.key] == $0.value }
  }

  private static func lowered(_ text: ArraySlice<UInt8>) -> [UInt8] {
    text.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
  }

  private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(UInt8(ascii: "%")) else { return Array(text) }
    var bytes: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex, let high = digit(text[index + 1]),
        let low = digit(text[index + 2])
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
