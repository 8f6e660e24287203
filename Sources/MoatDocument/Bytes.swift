internal import Glibc

/// Small helpers over raw bytes that the readers, equality and symbols share.
enum Bytes {
  /// Whether two buffers hold the same bytes.
  static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    guard left.count > 0, let first = left.baseAddress, let second = right.baseAddress else { return true }
    return unsafe memcmp(first, second, left.count) == 0
  }

  /// Whether the text holds `{{`, with which Helm, Jinja and their kin begin an expression.
  static func holdTemplate(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = bytes.baseAddress else { return false }
    let brace = UInt8(ascii: "{")
    var index = 0
    while index + 1 < bytes.count {
      // The C library looks for one byte many times faster than a loop does.
      guard let found = unsafe memchr(start + index, Int32(brace), bytes.count - index - 1) else { return false }
      index = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(start)
      if unsafe start[index + 1] == brace { return true }
      index += 1
    }
    return false
  }

  /// The offset of the first byte that is no part of well-formed UTF-8 (Unicode 16, table 3-7), or nil.
  ///
  /// Overlong forms, surrogates and values above U+10FFFF are malformed.
  static func firstMalformed(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var index = 0
    let count = bytes.count
    let raw = UnsafeRawBufferPointer(bytes)
    while index < count {
      // Eight bytes of ASCII at a time: manifests have little else.
      while index + 8 <= count,
        unsafe raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index += 8
      }
      guard index < count else { return nil }
      let lead = unsafe bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      let length: Int
      var low: UInt8 = 0x80
      var high: UInt8 = 0xBF
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0...0xEF:
        length = 3
        if lead == 0xE0 { low = 0xA0 }
        if lead == 0xED { high = 0x9F }
      case 0xF0...0xF4:
        length = 4
        if lead == 0xF0 { low = 0x90 }
        if lead == 0xF4 { high = 0x8F }
      default: return index
      }
      guard index + length <= count else { return index }
      for offset in 1..<length {
        let byte = unsafe bytes[index + offset]
        if byte < low || byte > high { return index }
        low = 0x80
        high = 0xBF
      }
      index += length
    }
    return nil
  }

  /// A byte as people write it: `0xC3`.
  static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "0x" + (digits.utf8.count == 1 ? "0" : "") + digits
  }

  /// How a message shows a byte: printable ASCII in quotes, everything else in hexadecimal.
  static func shown(_ byte: UInt8) -> String {
    byte > 0x20 && byte < 0x7F ? "`" + String(UnicodeScalar(byte)) + "`" : "byte " + hexadecimal(byte)
  }

  /// A key in a message: cut at 60 bytes, so that an input cannot flood the report.
  static func shownKey(_ bytes: some Collection<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(60), as: UTF8.self)
    return "`" + text + (bytes.count > 60 ? "…" : "") + "`"
  }
}
