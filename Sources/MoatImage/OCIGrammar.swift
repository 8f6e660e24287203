/// The grammars of OCI's documents: media types, digests, and what their schemas name by a format.
enum OCIGrammar {
  private static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  private static let nameMarks = Set("!#$&^_.+-".utf8)

  /// `type/subtype` with names as RFC 6838 restricts them.
  static func isMediaType(_ text: [UInt8]) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { part in
        guard let first = part.first, isAlphanumeric(first), part.count <= 127 else { return false }
        return part.allSatisfy { isAlphanumeric($0) || nameMarks.contains($0) }
      }
  }

  /// The algorithm and the encoded part of a digest; nil if it is none. SHA-256 and SHA-512 are hexadecimal of their
  /// own length.
  static func digest(_ text: [UInt8]) -> (algorithm: [UInt8], encoded: [UInt8])? {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let algorithm = Array(text[..<colon])
    let encoded = Array(text[(colon + 1)...])
    let separators = Set("+._-".utf8)
    var mayEnd = false
    for byte in algorithm {
      if isDigit(byte) || (isLetter(byte) && byte & 0x20 != 0) {
        mayEnd = true
      } else if separators.contains(byte), mayEnd {
        mayEnd = false
      } else {
        return nil
      }
    }
    let marks = Set("=_-".utf8)
    guard mayEnd, !encoded.isEmpty, encoded.allSatisfy({ isAlphanumeric($0) || marks.contains($0) }) else { return nil }
    let lengths: [[UInt8]: Int] = [Array("sha256".utf8): 64, Array("sha512".utf8): 128]
    if let length = lengths[algorithm] {
      guard encoded.count == length, encoded.allSatisfy(isLowerHexadecimal) else { return nil }
    }
    return (algorithm, encoded)
  }

  static func isLowerHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"))
  }

  /// An absolute URI (RFC 3986): a scheme, and characters that may stand in one.
  static func isURI(_ text: [UInt8]) -> Bool {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), let first = text.first, isLetter(first),
      colon + 1 < text.count
    else { return false }
    let schemeMarks = Set("+-.".utf8)
    let otherMarks = Set("-._~:/?#[]@!$&'()*+,;=%".utf8)
    return text[..<colon].allSatisfy { isAlphanumeric($0) || schemeMarks.contains($0) }
      && text[(colon + 1)...].allSatisfy { isAlphanumeric($0) || otherMarks.contains($0) }
  }

  /// The bytes of a text in base64 (RFC 4648, section 4, with its padding); nil if it is none.
  static func base64(_ text: [UInt8]) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard padding <= 2 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    for byte in text.dropLast(padding) {
      guard let value = sextet(byte) else { return nil }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  private static func sextet(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  /// Whether a text is a package URL: `pkg:type/namespace/name@version?qualifiers#subpath`.
  static func isPackageURL(_ text: [UInt8]) -> Bool {
    let scheme = Array("pkg:".utf8)
    guard text.count > scheme.count, String(decoding: text[..<4], as: UTF8.self).lowercased() == "pkg:" else {
      return false
    }
    let path = text[4...].drop { $0 == UInt8(ascii: "/") }.prefix {
      $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
    }
    guard let slash = path.firstIndex(of: UInt8(ascii: "/")), let first = path.first, isLetter(first) else {
      return false
    }
    let marks = Set(".+-".utf8)
    let name = path[(slash + 1)...].drop { $0 == UInt8(ascii: "/") }
    return path[..<slash].allSatisfy { isAlphanumeric($0) || marks.contains($0) }
      && name.first.map { $0 != UInt8(ascii: "@") || name.count > 1 } ?? false
  }

  /// The type of a package URL: `npm` of `pkg:npm/left-pad@1.3.0`.
  static func packageURLType(_ text: [UInt8]) -> [UInt8] {
    Array(text.dropFirst(4).drop { $0 == UInt8(ascii: "/") }.prefix { $0 != UInt8(ascii: "/") })
  }
}
