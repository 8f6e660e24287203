internal import CZlib
import MoatDigest

/// Writes tar archives, honest ones and others.
package struct TarBuilder {
  private static let blockBytes = 512

  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// A header with its checksum. `size` is what it says, whatever follows.
  package mutating func header(
    _ path: String, size: [UInt8], type: Character = "0", link: String = "", magic: String = "ustar\u{0}00",
    prefix: String = "", checksum: Bool = true
  ) {
    var block = [UInt8](repeating: 0, count: Self.blockBytes)
    func put(_ text: [UInt8], at index: Int) { block.replaceSubrange(index..<index + text.count, with: text) }
    put(Array(path.utf8.prefix(100)), at: 0)
    put(Array("0000644\u{0}0000000\u{0}0000000\u{0}".utf8), at: 100)
    put(size, at: 124)
    put(Array("00000000000\u{0}        ".utf8), at: 136)
    put(Array(String(type).utf8), at: 156)
    put(Array(link.utf8.prefix(100)), at: 157)
    put(Array(magic.utf8), at: 257)
    put(Array(prefix.utf8), at: 345)
    let sum = block.reduce(0) { $0 + Int($1) } + (checksum ? 0 : 1)
    put(Self.octal(sum, digits: 6) + [0, 0x20], at: 148)
    bytes += block
  }

  package static func octal(_ value: Int, digits: Int = 11) -> [UInt8] {
    let text = String(value, radix: 8)
    return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
  }

  package static func base256(_ value: UInt64, first: UInt8 = 0x80) -> [UInt8] {
    [first] + [0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
  }

  package mutating func content(_ content: [UInt8]) {
    bytes += content
    bytes += [UInt8](
      repeating: 0, count: (Self.blockBytes - content.count % Self.blockBytes) % Self.blockBytes)
  }

  package mutating func file(_ path: String, _ content: [UInt8], type: Character = "0") {
    if path.utf8.count > 100 { pax([("path", path)]) }
    header(path, size: Self.octal(content.count), type: type)
    self.content(content)
  }

  package mutating func file(_ path: String, _ text: String, type: Character = "0") {
    file(path, Array(text.utf8), type: type)
  }

  package mutating func link(_ path: String, to target: String, type: Character = "2") {
    header(path, size: Self.octal(0), type: type, link: target)
  }

  package mutating func pax(_ records: [(String, String)], type: Character = "x") {
    file("PaxHeaders/x", records.map { Self.record($0.0, $0.1) }.joined(), type: type)
  }

  package static func record(_ key: String, _ value: String) -> String {
    let body = " \(key)=\(value)\n"
    var length = body.utf8.count + 1
    while String(length).utf8.count + body.utf8.count != length { length += 1 }
    return "\(length)\(body)"
  }

  package mutating func end() { bytes += [UInt8](repeating: 0, count: 2 * Self.blockBytes) }

  /// An archive with an end.
  package static func archive(_ build: (inout TarBuilder) -> Void) -> [UInt8] {
    var builder = TarBuilder()
    build(&builder)
    builder.end()
    return builder.bytes
  }

  package static func digest(_ bytes: [UInt8]) -> String {
    "sha256:" + String(decoding: Hexadecimal.text(SHA2.digest(bytes, .sha256)), as: UTF8.self)
  }

  package static func digest512(_ bytes: [UInt8]) -> String {
    "sha512:" + String(decoding: Hexadecimal.text(SHA2.digest(bytes, .sha512)), as: UTF8.self)
  }

  package static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = unsafe z_stream()
    unsafe deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    var output = [UInt8](repeating: 0, count: bytes.count + 1_024)
    var input = bytes
    let count = unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        unsafe stream.next_in = source.baseAddress
        unsafe stream.avail_in = UInt32(source.count)
        unsafe stream.next_out = target.baseAddress
        unsafe stream.avail_out = UInt32(target.count)
        unsafe deflate(&stream, Z_FINISH)
        return unsafe target.count - Int(stream.avail_out)
      }
    }
    unsafe deflateEnd(&stream)
    return Array(output[..<count])
  }
}
