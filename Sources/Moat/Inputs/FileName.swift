/// File names are bytes, and texts are Unicode: how a name that is not UTF-8 is shown, and how it comes through the arguments
/// of a command, which are texts.
enum FileName {
  /// Whether a name can be shown as it is: UTF-8, and without a backslash that would look like an escape.
  static func isPlain(_ bytes: [UInt8]) -> Bool {
    if !bytes.contains(UInt8(ascii: "\\")), !bytes.contains(where: { $0 >= 0x80 }) { return true }
    return String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(UInt8(ascii: "\\"))
  }

  /// Bytes that are not of UTF-8 as `\xFF`. Backslashes before such a byte, or before what looks like its escape, are doubled:
  /// no two names have one text.
  static func escaped(_ bytes: [UInt8]) -> String {
    let pieces = pieces(of: bytes)
    var text = ""
    var backslashes = 0
    for (index, piece) in pieces.enumerated() {
      if case .character("\\") = piece {
        backslashes += 1
        continue
      }
      let doubles = backslashes > 0 && (piece.isByte || looksLikeEscape(pieces[index...]))
      text += String(repeating: "\\", count: doubles ? 2 * backslashes : backslashes)
      backslashes = 0
      switch piece {
      case .character(let scalar): text.unicodeScalars.append(scalar)
      case .byte(let byte): text += "\\x" + hexadecimal(byte)
      }
    }
    return text + String(repeating: "\\", count: backslashes)
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }

  /// Whether these pieces begin with `x` and two digits, as what follows the backslash of an escape does.
  private static func looksLikeEscape(_ pieces: ArraySlice<Piece>) -> Bool {
    let next = pieces.prefix(3)
    guard next.count == 3, case .character("x") = next[next.startIndex] else { return false }
    return next.dropFirst().allSatisfy { piece in
      if case .character(let scalar) = piece { scalar.properties.isASCIIHexDigit } else { false }
    }
  }

  enum Piece {
    case character(Unicode.Scalar)
    /// One that is part of no character.
    case byte(UInt8)

    var isByte: Bool {
      if case .byte = self { true } else { false }
    }
  }

  static func pieces(of bytes: [UInt8]) -> [Piece] {
    var pieces: [Piece] = []
    var rest = bytes[...]
    while let first = rest.first {
      let count = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      if let text = String(validating: rest.prefix(count), as: UTF8.self), text.unicodeScalars.count == 1,
        let scalar = text.unicodeScalars.first
      {
        pieces.append(.character(scalar))
        rest = rest.dropFirst(count)
      } else {
        pieces.append(.byte(first))
        rest = rest.dropFirst()
      }
    }
    return pieces
  }
}

extension FilePath {
  /// The characters of the last private plane that stand for bytes in an argument: U+10FF00 and the byte.
  private static let byteCharacters: ClosedRange<UInt32> = 0x10FF80...0x10FFFF

  /// The path as an argument of a command: bytes that are not of UTF-8 stand as characters of the last private plane, and so
  /// do the bytes of such characters.
  package var argument: String {
    if !bytes.contains(where: { $0 >= 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
    var text = String.UnicodeScalarView()
    for piece in FileName.pieces(of: bytes) {
      switch piece {
      case .character(let scalar) where Self.byteCharacters.contains(scalar.value):
        for byte in String(scalar).utf8 { text.append(Self.character(for: byte)) }
      case .character(let scalar): text.append(scalar)
      case .byte(let byte): text.append(Self.character(for: byte))
      }
    }
    return String(text)
  }

  private static func character(for byte: UInt8) -> Unicode.Scalar {
    Unicode.Scalar(0x10FF00 + UInt32(byte)) ?? "\u{FFFD}"
  }

  static func bytes(ofArgument text: String) -> [UInt8] {
    guard text.utf8.contains(0xF4) else { return Array(text.utf8) }
    return text.unicodeScalars.flatMap { scalar -> [UInt8] in
      byteCharacters.contains(scalar.value) ? [UInt8(scalar.value & 0xFF)] : Array(String(scalar).utf8)
    }
  }
}
