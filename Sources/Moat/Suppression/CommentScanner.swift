import MoatSource

/// Reads a comment from left to right, word by word.
struct CommentScanner {
  private let bytes: [UInt8]
  private(set) var position: Int
  /// After the last byte that is no white space.
  let end: Int

  /// - Parameter range: after the `#` to the end of the line.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    var (start, end) = (range.lowerBound, range.upperBound)
    while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
    while start < end, Self.isBlank(bytes[start]) { start += 1 }
    position = start
    self.end = end
  }

  /// White space within a line and at its end.
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }

  var isAtEnd: Bool { position >= end }
  var next: UInt8? { isAtEnd ? nil : bytes[position] }
  /// All that is left.
  var text: ArraySlice<UInt8> { bytes[min(position, end)..<end] }

  /// Passes white space; false if there is none.
  @discardableResult
  mutating func blanks() -> Bool {
    let start = position
    while let byte = next, Self.isBlank(byte) { position += 1 }
    return position > start
  }

  /// Passes a text if it stands here.
  mutating func take(_ text: String) -> Bool {
    guard self.text.starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  /// The bytes that follow as long as they satisfy a condition, with their span.
  mutating func word(while isPart: (UInt8) -> Bool) -> (text: String, span: Span) {
    let start = position
    while let byte = next, isPart(byte) { position += 1 }
    return (String(decoding: bytes[start..<position], as: UTF8.self), Span(start..<position))
  }

  /// A text in double quotes, in which a backslash stands before a quote and before itself; nil if it does not end.
  mutating func quoted() -> String? {
    guard take("\"") else { return nil }
    var result: [UInt8] = []
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: result, as: UTF8.self) }
      if byte == UInt8(ascii: "\\"), let escaped = next, escaped == UInt8(ascii: "\"") || escaped == byte {
        position += 1
        result.append(escaped)
      } else {
        result.append(byte)
      }
    }
    return nil
  }
}
