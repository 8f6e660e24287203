/// A word of EXPOSE: `[[ip:]host:]port[-port][/protocol]`.
package struct PortRange: Hashable, Sendable {
  package var ports: ClosedRange<Int>
  /// In lower case; `tcp` if none is written.
  package var networkProtocol: ByteText

  /// Nil if the word is no port.
  package init?(_ word: ByteText) {
    var parts = word.split(at: UInt8(ascii: ":"))
    guard let last = parts.popLast() else { return nil }
    let pair = last.cut(at: UInt8(ascii: "/"))
    let name = pair?.after.lowercased ?? ""
    networkProtocol = name.isEmpty ? "tcp" : name
    guard ["tcp", "udp", "sctp"].contains(networkProtocol), let ports = Self.range(pair?.before ?? last) else {
      return nil
    }
    self.ports = ports
    guard let host = parts.popLast() else { return }
    if !host.isEmpty {
      guard let hosts = Self.range(host), hosts.count == ports.count || ports.count == 1 else { return nil }
    }
    let address = ByteText(parts.map(\.bytes).joined(separator: [UInt8(ascii: ":")]))
    guard address.isEmpty || Self.isAddress(address) else { return nil }
  }

  package init(_ ports: ClosedRange<Int>, _ networkProtocol: ByteText) {
    self.ports = ports
    self.networkProtocol = networkProtocol
  }

  /// As EXPOSE has it: `80/tcp`, `80-90/udp`.
  package var text: ByteText {
    let last = ports.count == 1 ? "" : "-\(ports.upperBound)"
    return ByteText("\(ports.lowerBound)\(last)/\(networkProtocol)")
  }

  /// `80` or `80-90`, each from 0 to 65535.
  private static func range(_ text: ByteText) -> ClosedRange<Int>? {
    let bounds = text.split(at: UInt8(ascii: "-")).map(number)
    guard bounds.count <= 2, let first = bounds[0], let last = bounds.last ?? nil, first <= last else { return nil }
    return first...last
  }

  private static func number(_ text: ByteText) -> Int? {
    guard !text.isEmpty, text.bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let value = Int(text.description) else {
      return nil
    }
    return value <= 65_535 ? value : nil
  }

  /// An IPv4 address, or what looks like an IPv6 address, in brackets or not.
  private static func isAddress(_ text: ByteText) -> Bool {
    let parts = text.split(at: UInt8(ascii: "."))
    if parts.count == 4, parts.allSatisfy({ number($0).map { $0 <= 255 } ?? false }) { return true }
    var bytes = text.bytes[...]
    if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") { bytes = bytes.dropFirst().dropLast() }
    return bytes.contains(UInt8(ascii: ":"))
      && bytes.allSatisfy { $0 == UInt8(ascii: ":") || Character(Unicode.Scalar($0)).isHexDigit || $0 == 0x2E }
  }
}
