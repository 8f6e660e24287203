/// A container image's reference, parsed and normalised as github.com/distribution/reference does
/// (`ParseNormalizedNamed`): `nginx` is `docker.io/library/nginx`, `index.docker.io` is `docker.io`, an upper-case
/// repository is an error, and so are 64 hexadecimal digits alone, which would be an id.
package struct ImageReference: Hashable, Sendable {
  /// The host and port as written, without the port of HTTPS; empty if implied (`docker.io`).
  package var registry: Part
  /// The repository as written, without the implied `library/`.
  package var repository: Part
  /// Empty if there is none.
  package var tag: Part
  /// With its algorithm: `sha256:…`. Empty if there is none.
  package var digest: Part
  /// True if the registry is Docker Hub, written or implied.
  package var isDockerHub: Bool
  /// True if the repository is one of Docker Hub's official ones, so that `library/` is implied.
  package var impliesLibrary: Bool

  /// What stands for no reference where one is kept.
  static let none = ImageReference(
    registry: Part(0, 0), repository: Part(0, 0), tag: Part(0, 0), digest: Part(0, 0), isDockerHub: false,
    impliesLibrary: false)

  /// The longest repository that registries accept, without the host.
  private static let maximalRepository = 255
  private static let maximalTag = 128

  /// Reads a whole text; nil if it is no reference.
  package static func parse(_ text: Bytes) -> ImageReference? {
    let digestSign = text.index(of: UInt8(ascii: "@"))
    var digest = Part(text.count, text.count)
    if digestSign < text.count {
      digest = Part(digestSign + 1, text.count)
      guard Digest.isValid(text, digest) else { return nil }
    }
    let firstSlash = text.index(of: UInt8(ascii: "/"))
    let hasRegistry = firstSlash < digestSign && isRegistry(text, Part(0, firstSlash))
    let registry = hasRegistry ? Part(0, firstSlash) : Part(0, 0)
    let start = hasRegistry ? firstSlash + 1 : 0
    // After the host only a tag has a colon.
    let colon = text.index(of: UInt8(ascii: ":"), from: start)
    let hasTag = colon < digestSign
    let repository = Part(start, hasTag ? colon : digestSign)
    let tag = hasTag ? Part(colon + 1, digestSign) : Part(digestSign, digestSign)
    guard isRepository(text, repository), !hasTag || isTag(text, tag) else { return nil }
    if hasRegistry, !ImageHost.isValid(text, registry) { return nil }
    if digestSign == text.count, !hasTag, !hasRegistry, isIdentifier(text) { return nil }
    let isImplied =
      !hasRegistry || text.equals("docker.io", at: registry) || text.equals("index.docker.io", at: registry)
    let host = ImageHost.withoutDefaultPort(text, registry)
    let hasSlash = text.index(of: UInt8(ascii: "/"), from: start) < repository.end
    // Container tools add `library/` to the names of Docker Hub only, and not to those of its hosts.
    return ImageReference(
      registry: host, repository: repository, tag: tag, digest: digest,
      isDockerHub: isImplied || ImageHost.isHub(text, host), impliesLibrary: isImplied && !hasSlash)
  }

  package static func parse(_ text: String) -> ImageReference? {
    parse(Array(text.utf8).span)
  }

  /// True if a reference's first component is a host and not a part of the repository: it has a dot, a colon or an
  /// upper-case letter, or is `localhost`.
  static func isRegistry(_ text: Bytes, _ part: Part) -> Bool {
    if text.equals("localhost", at: part) { return true }
    for index in part.start..<part.end {
      let byte = text[index]
      if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || ASCII.isUpper(byte) { return true }
    }
    return false
  }

  /// Lower-case components with single separators: `.`, `_`, `__` or dashes.
  static func isRepository(_ text: Bytes, _ part: Part) -> Bool {
    guard part.count > 0, part.count <= maximalRepository else { return false }
    var index = part.start
    while true {
      guard let end = endOfComponent(text, from: index, limit: part.end) else { return false }
      if end == part.end { return true }
      guard text[end] == UInt8(ascii: "/") else { return false }
      index = end + 1
    }
  }

  private static func endOfComponent(_ text: Bytes, from start: Int, limit: Int) -> Int? {
    var index = start
    while true {
      let run = index
      while index < limit, ASCII.isDigit(text[index]) || ASCII.isLower(text[index]) { index += 1 }
      guard index > run else { return nil }
      guard index < limit else { return index }
      switch text[index] {
      case UInt8(ascii: "."): index += 1
      case UInt8(ascii: "_"):
        index += 1
        if index < limit, text[index] == UInt8(ascii: "_") { index += 1 }
      case UInt8(ascii: "-"):
        while index < limit, text[index] == UInt8(ascii: "-") { index += 1 }
      default: return index
      }
    }
  }

  private static func isTag(_ text: Bytes, _ part: Part) -> Bool {
    guard part.count > 0, part.count <= maximalTag else { return false }
    for index in part.start..<part.end {
      let byte = text[index]
      let isWord = ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_")
      let isInner = index > part.start && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-"))
      guard isWord || isInner else { return false }
    }
    return true
  }

  private static func isIdentifier(_ text: Bytes) -> Bool {
    guard text.count == 64 else { return false }
    for index in 0..<64 where !ASCII.isLowerHexDigit(text[index]) { return false }
    return true
  }
}

/// Content digests: an algorithm of the OCI registry and as many lower-case hexadecimal digits as it has.
package enum Digest {
  package static func isValid(_ text: Bytes, _ part: Part) -> Bool {
    let colon = text.index(of: UInt8(ascii: ":"), from: part.start)
    guard colon < part.end else { return false }
    let algorithm = Part(part.start, colon)
    let digits = part.end - colon - 1
    let isKnown =
      text.equals("sha256", at: algorithm) && digits == 64 || text.equals("sha384", at: algorithm) && digits == 96
      || text.equals("sha512", at: algorithm) && digits == 128
    guard isKnown else { return false }
    for index in (colon + 1)..<part.end where !ASCII.isLowerHexDigit(text[index]) { return false }
    return true
  }
}

/// The hosts of registries: a name, an IPv4 address or an IPv6 address in brackets, and a port.
enum ImageHost {
  /// A host without `:443`, the port of each registry that says no other.
  static func withoutDefaultPort(_ text: Bytes, _ part: Part) -> Part {
    let port: StaticString = ":443"
    let start = part.end - port.utf8CodeUnitCount
    return start > part.start && text.equals(port, at: Part(start, part.end)) ? Part(part.start, start) : part
  }

  /// Whether a host without its port is one of Docker Hub's: `registry-1` is what serves the others' names.
  static func isHub(_ text: Bytes, _ host: Part) -> Bool {
    switch host.count {
    case 9: ASCIIFold.equals(text, host, "docker.io")
    case 15: ASCIIFold.equals(text, host, "index.docker.io")
    case 20: ASCIIFold.equals(text, host, "registry-1.docker.io")
    default: false
    }
  }

  static func isValid(_ text: Bytes, _ part: Part) -> Bool {
    guard part.count > 0 else { return false }
    var end = part.end
    let colon = text.lastIndex(of: UInt8(ascii: ":"), before: part.end)
    let bracket = text.lastIndex(of: UInt8(ascii: "]"), before: part.end)
    if colon >= part.start, colon > bracket {
      guard colon + 1 < part.end, text.endOfDigits(from: colon + 1) >= part.end else { return false }
      end = colon
    }
    if end > part.start, text[part.start] == UInt8(ascii: "[") { return isBracketed(text, Part(part.start, end)) }
    return isName(text, Part(part.start, end))
  }

  private static func isBracketed(_ text: Bytes, _ part: Part) -> Bool {
    guard part.count > 2, text[part.end - 1] == UInt8(ascii: "]") else { return false }
    for index in (part.start + 1)..<(part.end - 1)
    where !ASCII.isHexDigit(text[index]) && text[index] != UInt8(ascii: ":") {
      return false
    }
    return true
  }

  /// Labels of letters, digits and inner dashes, with dots between.
  private static func isName(_ text: Bytes, _ part: Part) -> Bool {
    var start = part.start
    while start <= part.end {
      let end = min(text.index(of: UInt8(ascii: "."), from: start), part.end)
      guard end > start, text[start] != UInt8(ascii: "-"), text[end - 1] != UInt8(ascii: "-") else { return false }
      for index in start..<end where !ASCII.isAlphanumeric(text[index]) && text[index] != UInt8(ascii: "-") {
        return false
      }
      start = end + 1
    }
    return true
  }
}
