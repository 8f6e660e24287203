internal import MoatSource

/// The text of a JSON string at an address that stays as long as the arena: in the source, or kept if it had escapes.
@unsafe
struct JSONText {
  var bytes: UnsafeBufferPointer<UInt8>
  var isTemplate: Bool

  var address: UInt64 { unsafe UInt64(UInt(bitPattern: bytes.baseAddress)) }
}

extension JSONParser {
  /// Reads a string from its opening quote to behind its closing one (RFC 8259, section 7).
  mutating func string() throws(ReadFailure) -> JSONText {
    let opening = index
    index += 1
    let start = index
    var isTemplate = false
    while index < end {
      // Eight bytes at a time, as long as none of them ends the text or needs a second look.
      if index + 8 <= end {
        let stops = unsafe Self.stops(
          UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian)
        if stops == 0 {
          index += 8
          continue
        }
        index += stops.trailingZeroBitCount >> 3
      }
      let byte = unsafe bytes[index]
      if byte == UInt8(ascii: "\"") {
        let text = unsafe UnsafeBufferPointer(start: bytes + start, count: index - start)
        index += 1
        return unsafe JSONText(bytes: text, isTemplate: isTemplate)
      }
      if byte == UInt8(ascii: "\\") { return unsafe try escapedString(opening: opening) }
      if byte < 0x20 { throw controlFailure(byte) }
      // A string ends before the end of the source, behind which stands a NUL: the byte after this one can be read.
      if byte == UInt8(ascii: "{"), unsafe bytes[index + 1] == byte { isTemplate = true }
      index += 1
    }
    throw ReadFailure("a string is not closed", at: Span(opening..<opening + 1))
  }

  /// The highest bit of each of eight bytes that is a quote, a backslash, a brace or a control character. Bits above the
  /// first such byte may be set for others too.
  @inline(__always)
  private static func stops(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high = ones &* 0x80
    let (quote, backslash, brace) = (word ^ (ones &* 0x22), word ^ (ones &* 0x5C), word ^ (ones &* 0x7B))
    let found =
      (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (brace &- ones) & ~brace
      | (word &- (ones &* 0x20)) & ~word
    return found & high
  }

  /// The rest of a string from its first escape on; what came before is copied.
  private mutating func escapedString(opening: Int) throws(ReadFailure) -> JSONText {
    scratch.removeAll(keepingCapacity: true)
    unsafe scratch.append(contentsOf: UnsafeBufferPointer(start: bytes + opening + 1, count: index - opening - 1))
    while index < end {
      let byte = unsafe bytes[index]
      if byte == UInt8(ascii: "\"") {
        index += 1
        let storage = builder.storage
        let count = scratch.count
        let kept = unsafe scratch.withUnsafeBufferPointer { unsafe storage.keep($0) }
        let text = unsafe UnsafeBufferPointer(start: kept, count: count)
        return unsafe JSONText(bytes: text, isTemplate: Bytes.holdTemplate(text))
      }
      if byte < 0x20 { throw controlFailure(byte) }
      if byte == UInt8(ascii: "\\") {
        try escape()
      } else {
        scratch.append(byte)
        index += 1
      }
    }
    throw ReadFailure("a string is not closed", at: Span(opening..<opening + 1))
  }

  private mutating func escape() throws(ReadFailure) {
    let start = index
    index += 1
    guard let letter = peek() else { throw failure("the text ends inside an escape") }
    index += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(letter)
    case UInt8(ascii: "b"): scratch.append(0x08)
    case UInt8(ascii: "f"): scratch.append(0x0C)
    case UInt8(ascii: "n"): scratch.append(0x0A)
    case UInt8(ascii: "r"): scratch.append(0x0D)
    case UInt8(ascii: "t"): scratch.append(0x09)
    case UInt8(ascii: "u"):
      var value = try fourDigits(start)
      if value >= 0xD800, value < 0xDC00, peek() == UInt8(ascii: "\\"), index + 1 < end,
        unsafe bytes[index + 1] == UInt8(ascii: "u")
      {
        index += 2
        let low = try fourDigits(start)
        guard low >= 0xDC00, low < 0xE000 else { throw surrogateFailure(start) }
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(value) else { throw surrogateFailure(start) }
      scratch.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default:
      throw ReadFailure("`\\` must be followed by one of `\"\\/bfnrtu`", at: Span(start..<index))
    }
  }

  private mutating func fourDigits(_ start: Int) throws(ReadFailure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek(), let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw ReadFailure("`\\u` must be followed by four hexadecimal digits", at: Span(start..<min(end, index + 1)))
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  private func surrogateFailure(_ start: Int) -> ReadFailure {
    ReadFailure("this escape is half of a surrogate pair, which is no character", at: Span(start..<index))
  }

  private func controlFailure(_ byte: UInt8) -> ReadFailure {
    failure("a control character (\(Bytes.hexadecimal(byte))) must be escaped inside a string")
  }
}
