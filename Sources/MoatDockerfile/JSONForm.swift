/// Reads the JSON form of an instruction, `["a", "b"]`. What is not JSON is no error: then the text is shell form.
struct JSONFormReader {
  private let line: LogicalLine
  private let bytes: [UInt8]
  private let end: Int
  private var index: Int
  private var hasOtherElements = false

  init(_ line: LogicalLine, _ range: Range<Int>) {
    self.line = line
    bytes = line.bytes
    index = range.lowerBound
    end = range.upperBound
  }

  /// The strings of the array; nil if the text is not one JSON array; an error if it is, with something else in it.
  mutating func read() throws(Failure) -> [Token]? {
    let start = index
    index += 1
    var tokens: [Token] = []
    skipBlanks()
    if !take("]") {
      repeat {
        skipBlanks()
        let first = index
        if index < end, bytes[index] == UInt8(ascii: "\"") {
          guard let text = readString() else { return nil }
          tokens.append(Token(text, at: line.span(first..<index)))
        } else {
          guard skipValue() else { return nil }
          hasOtherElements = true
        }
        skipBlanks()
      } while take(",")
      guard take("]") else { return nil }
    }
    skipBlanks()
    guard index == end else { return nil }
    guard !hasOtherElements else {
      throw Failure(.mixedArray, "the JSON form holds strings only", at: line.span(start..<end))
    }
    return tokens
  }

  private mutating func skipBlanks() {
    while index < end, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < end, UInt32(bytes[index]) == character.value else { return false }
    index += 1
    return true
  }

  /// A string without its quotes and escapes; nil if it is malformed.
  private mutating func readString() -> ByteText? {
    index += 1
    var text: [UInt8] = []
    while index < end {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return ByteText(text)
      case UInt8(ascii: "\\"):
        index += 1
        guard readEscape(&text) else { return nil }
      case 0..<0x20: return nil
      default:
        let (scalar, width) = Scalars.decode(bytes, index, end)
        Scalars.append(scalar, to: &text)
        index += width
      }
    }
    return nil
  }

  private mutating func readEscape(_ text: inout [UInt8]) -> Bool {
    guard index < end else { return false }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      guard let unit = readUnit(index) else { return false }
      index += 4
      Scalars.append(scalar(of: unit), to: &text)
    default: return false
    }
    return true
  }

  /// The scalar of a UTF-16 unit and, if it is half of a pair, of the escape after it; U+FFFD for a lone half.
  private mutating func scalar(of unit: UInt32) -> Unicode.Scalar {
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, index + 1 < end, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u"),
      let low = readUnit(index + 2), low >= 0xDC00, low <= 0xDFFF
    else { return Scalars.replacement }
    index += 6
    return Unicode.Scalar(0x1_0000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? Scalars.replacement
  }

  private func readUnit(_ start: Int) -> UInt32? {
    guard start + 4 <= end else { return nil }
    var value: UInt32 = 0
    for byte in bytes[start..<start + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// Skips a value that is no string, with all that is in it; false if it is malformed.
  private mutating func skipValue() -> Bool {
    // Which brackets are open; the call stack stays flat whatever the depth.
    var open: [UInt8] = []
    repeat {
      skipBlanks()
      guard index < end else { return false }
      let byte = bytes[index]
      if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
        guard open.count < DockerfileLimits.jsonDepth - 1 else { return false }
        index += 1
        skipBlanks()
        if !take(byte == UInt8(ascii: "[") ? "]" : "}") {
          open.append(byte)
          if byte == UInt8(ascii: "{"), !skipKey() { return false }
          continue
        }
      } else if !skipScalar() {
        return false
      }
      guard closeOrContinue(&open) else { return false }
    } while !open.isEmpty
    return true
  }

  /// After a value: closes what ends here, or goes on to the next element.
  private mutating func closeOrContinue(_ open: inout [UInt8]) -> Bool {
    while let last = open.last {
      skipBlanks()
      if take(",") { return last == UInt8(ascii: "[") || skipKey() }
      guard take(last == UInt8(ascii: "[") ? "]" : "}") else { return false }
      open.removeLast()
    }
    return true
  }

  private mutating func skipKey() -> Bool {
    skipBlanks()
    guard index < end, bytes[index] == UInt8(ascii: "\""), readString() != nil else { return false }
    skipBlanks()
    return take(":")
  }

  private mutating func skipScalar() -> Bool {
    if bytes[index] == UInt8(ascii: "\"") { return readString() != nil }
    for word in ["true", "false", "null"] where bytes[index..<end].starts(with: word.utf8) {
      index += word.utf8.count
      return true
    }
    return skipNumber()
  }

  private mutating func skipNumber() -> Bool {
    let start = index
    _ = take("-")
    if !take("0"), skipDigits() == 0 { return false }
    if take("."), skipDigits() == 0 { return false }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      if skipDigits() == 0 { return false }
    }
    // A number that no double holds is malformed to BuildKit.
    return Double(String(decoding: bytes[start..<index], as: UTF8.self))?.isFinite == true
  }

  private mutating func skipDigits() -> Int {
    let start = index
    while index < end, bytes[index] >= 0x30, bytes[index] <= 0x39 { index += 1 }
    return index - start
  }
}
