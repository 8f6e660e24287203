/// One block of 512 bytes that describes an entry of a tar archive, as POSIX (ustar), GNU and Unix V7 write it.
struct TarHeader {
  static let blockBytes = 512

  var path: [UInt8]
  var link: [UInt8]
  var size: Int64
  var type: UInt8

  /// Reads a block that is not all zeros.
  init(_ block: ArraySlice<UInt8>) throws(ArchiveFailure) {
    let block = Array(block)
    guard Self.hasItsChecksum(block) else { throw ArchiveFailure("this is no tar archive, or it is damaged") }
    var path = Self.text(block, 0..<100)
    // GNU's own format has other fields where POSIX has the first part of a long path.
    if block[257..<263].elementsEqual("ustar\0".utf8) {
      let prefix = Self.text(block, 345..<500)
      if !prefix.isEmpty { path = prefix + [UInt8(ascii: "/")] + path }
    }
    self.path = path
    link = Self.text(block, 157..<257)
    size = try Self.number(block, 124..<136)
    type = block[156]
  }

  private static func text(_ block: [UInt8], _ range: Range<Int>) -> [UInt8] {
    Array(block[range].prefix { $0 != 0 })
  }

  /// A number in octal digits, or in base 256 with the highest bit set.
  static func number(_ block: [UInt8], _ range: Range<Int>) throws(ArchiveFailure) -> Int64 {
    let field = block[range]
    guard let first = field.first else { return 0 }
    if first & 0x80 != 0 {
      guard first & 0x40 == 0 else { throw ArchiveFailure("an entry of the archive has a negative size") }
      var value = Int64(first & 0x3F)
      for byte in field.dropFirst() {
        guard value <= Int64.max >> 8 else { throw ArchiveFailure("an entry of the archive has an impossible size") }
        value = value << 8 | Int64(byte)
      }
      return value
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    guard field[digits.endIndex...].allSatisfy({ $0 == 0x20 || $0 == 0 }) else {
      throw ArchiveFailure("an entry of the archive has a malformed size")
    }
    var value: Int64 = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "7") else {
        throw ArchiveFailure("an entry of the archive has a malformed size")
      }
      value = value << 3 | Int64(digit - UInt8(ascii: "0"))
    }
    return value
  }

  /// The sum of all bytes, with blanks in place of the sum itself. Old programs added signed bytes.
  private static func hasItsChecksum(_ block: [UInt8]) -> Bool {
    guard let expected = try? number(block, 148..<156) else { return false }
    var unsigned: Int64 = 0
    var signed: Int64 = 0
    for (index, byte) in block.enumerated() {
      let byte = (148..<156).contains(index) ? 0x20 : byte
      unsigned += Int64(byte)
      signed += Int64(Int8(bitPattern: byte))
    }
    return expected == unsigned || expected == signed
  }
}

/// The records of a pax header (POSIX.1-2017), as far as they say what an entry is.
struct PaxRecords {
  var path: [UInt8]?
  var link: [UInt8]?
  var size: Int64?

  var isEmpty: Bool { path == nil && link == nil && size == nil }

  /// Each record is `length key=value` and a line feed, where the length counts all of it.
  init(_ bytes: [UInt8]) throws(ArchiveFailure) {
    let failure = ArchiveFailure("a pax header of the archive is malformed")
    var index = 0
    while index < bytes.count {
      let digits = bytes[index...].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      guard !digits.isEmpty, digits.count <= 9, let length = Int(String(decoding: digits, as: UTF8.self)),
        digits.endIndex < bytes.count, bytes[digits.endIndex] == 0x20, length <= bytes.count - index
      else { throw failure }
      let end = index + length - 1
      let start = digits.endIndex + 1
      guard end >= start, bytes[end] == 0x0A,
        let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "="))
      else { throw failure }
      try take(String(decoding: bytes[start..<equals], as: UTF8.self), Array(bytes[(equals + 1)..<end]))
      index = end + 1
    }
  }

  private mutating func take(_ key: String, _ value: [UInt8]) throws(ArchiveFailure) {
    if key.hasPrefix("GNU.sparse") { throw ArchiveFailure("the archive has sparse files, which are not read") }
    switch key {
    case "path": path = value.isEmpty ? nil : value
    case "linkpath": link = value.isEmpty ? nil : value
    case "size":
      guard !value.isEmpty, value.count <= 18, let number = Int64(String(decoding: value, as: UTF8.self)), number >= 0
      else { throw ArchiveFailure("a pax header of the archive has a malformed size") }
      size = number
    default: break
    }
  }
}
