import MoatSource

/// What must hold of the bytes of a policy before they mean anything.
enum SourceCheck {
  /// Reports invalid UTF-8, control characters and the controls that reorder text (a policy must read as it acts:
  /// CVE-2021-42574), each run once.
  static func check(_ bytes: [UInt8], _ diagnostics: inout [Diagnostic]) {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        if isControl(byte) {
          let start = index
          while index < bytes.count, isControl(bytes[index]) { index += 1 }
          diagnostics.append(Messages.controlCharacter(Span(start..<index)))
        } else {
          index += 1
        }
      } else if let (scalar, length) = scalar(bytes, index) {
        if isReordering(scalar) { diagnostics.append(Messages.reordering(scalar, Span(index..<index + length))) }
        index += length
      } else {
        let start = index
        repeat { index += 1 } while index < bytes.count && bytes[index] >= 0x80 && scalar(bytes, index) == nil
        diagnostics.append(Messages.invalidUTF8(Span(start..<index)))
      }
      if diagnostics.count > Parser.maximumDiagnostics { return }
    }
  }

  private static func isControl(_ byte: UInt8) -> Bool {
    byte == 0x7F || byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D
  }

  private static func isReordering(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The scalar that begins at a lead byte, by table 3-7 of the Unicode Standard; nil where the bytes are no UTF-8.
  private static func scalar(_ bytes: [UInt8], _ index: Int) -> (UInt32, Int)? {
    let lead = bytes[index]
    let length: Int
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return nil
    }
    guard index + length <= bytes.count else { return nil }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for following in bytes[index + 1..<index + length] {
      guard following & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(following & 0x3F)
    }
    // Overlong forms, surrogates and values beyond U+10FFFF are refused.
    let smallest: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    guard value >= smallest, Unicode.Scalar(value) != nil else { return nil }
    return (value, length)
  }
}
