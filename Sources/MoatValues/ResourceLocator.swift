/// A URL as RFC 3986 writes it, in its parts: a scheme, an authority and a path. A relative reference is none.
package struct ResourceLocator: Hashable, Sendable {
  package var scheme: Part
  /// `user:password`, empty if there is none.
  package var userInformation: Part
  /// A name, an IPv4 address, or an IPv6 address without its brackets; empty as in `file:///etc/passwd`.
  package var host: Part
  /// The digits of the port; empty if there is none.
  package var port: Part
  /// Begins with `/` or is empty.
  package var path: Part
  /// Without `?`; empty if there is none.
  package var query: Part
  /// Without `#`; empty if there is none.
  package var fragment: Part

  /// Reads a whole text; nil if it is no URL with an authority (`mailto:a@b` is none here).
  package static func parse(_ text: Bytes) -> ResourceLocator? {
    let colon = text.index(of: UInt8(ascii: ":"))
    guard isScheme(text, Part(0, colon)), text.matches("://", at: colon), areAllowed(text) else { return nil }
    let start = colon + 3
    let fragmentSign = text.index(of: UInt8(ascii: "#"), from: start)
    let querySign = min(text.index(of: UInt8(ascii: "?"), from: start), fragmentSign)
    let pathStart = min(text.index(of: UInt8(ascii: "/"), from: start), querySign)
    var result = ResourceLocator(
      scheme: Part(0, colon), userInformation: Part(start, start), host: Part(start, pathStart),
      port: Part(pathStart, pathStart), path: Part(pathStart, querySign),
      query: Part(min(querySign + 1, fragmentSign), fragmentSign),
      fragment: Part(min(fragmentSign + 1, text.count), text.count))
    let sign = text.lastIndex(of: UInt8(ascii: "@"), before: pathStart)
    if sign >= start {
      result.userInformation = Part(start, sign)
      result.host.start = sign + 1
    }
    guard result.splitPort(text), result.isHostValid(text) else { return nil }
    return result
  }

  package static func parse(_ text: String) -> ResourceLocator? {
    parse(Array(text.utf8).span)
  }

  /// Takes brackets and port off the host; false if they are malformed.
  private mutating func splitPort(_ text: Bytes) -> Bool {
    let end = host.end
    var hostEnd = end
    if host.start < end, text[host.start] == UInt8(ascii: "[") {
      let bracket = text.index(of: UInt8(ascii: "]"), from: host.start)
      guard bracket < end else { return false }
      hostEnd = bracket + 1
      guard Network.parseIPv6(text, Part(host.start + 1, bracket)) != nil else { return false }
      host = Part(host.start + 1, bracket)
    } else {
      hostEnd = min(text.index(of: UInt8(ascii: ":"), from: host.start), end)
      host.end = hostEnd
    }
    guard hostEnd < end else { return true }
    guard text[hostEnd] == UInt8(ascii: ":") else { return false }
    port = Part(hostEnd + 1, end)
    return port.isEmpty || text.number(in: port, limit: 65_535) != nil
  }

  /// A host may be empty for files only; in it stand letters, digits, and what names and escapes need.
  private func isHostValid(_ text: Bytes) -> Bool {
    if host.isEmpty { return text.equals("file", at: scheme) }
    for index in host.start..<host.end {
      let byte = text[index]
      let isAllowed =
        ASCII.isAlphanumeric(byte) || byte >= 0x80 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: ":")
      guard isAllowed else { return false }
    }
    return true
  }

  private static func isScheme(_ text: Bytes, _ part: Part) -> Bool {
    guard part.count > 0, part.end < text.count, ASCII.isLetter(text[part.start]) else { return false }
    for index in part.start..<part.end {
      let byte = text[index]
      guard
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: ".")
      else { return false }
    }
    return true
  }

  /// No blanks, control characters, quotes, angle brackets or backslashes; a percent sign begins an escape.
  private static func areAllowed(_ text: Bytes) -> Bool {
    for index in 0..<text.count {
      switch text[index] {
      case 0...0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"): return false
      case UInt8(ascii: "%"):
        guard index + 2 < text.count, ASCII.isHexDigit(text[index + 1]), ASCII.isHexDigit(text[index + 2]) else {
          return false
        }
      default: break
      }
    }
    return true
  }
}
