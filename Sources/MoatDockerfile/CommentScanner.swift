package import MoatSource

/// Reads a comment from left to right, word by word.
package struct CommentScanner: Sendable {
  private let bytes: [UInt8]
  package private(set) var position: Int
  /// After the last byte that is no white space.
  package let end: Int

  /// - Parameter range: after the `#` to the end of the line.
  package init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    var (start, end) = (range.lowerBound, range.upperBound)
    while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
    while start < end, Self.isBlank(bytes[start]) { start += 1 }
    position = start
    self.end = end
  }

  /// White space within a line and at its end.
  package static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }

  package var isAtEnd: Bool { position >= end }
  package var next: UInt8? { isAtEnd ? nil : bytes[position] }
  /// All that is left.
  package var text: ArraySlice<UInt8> { bytes[min(position, end)..<end] }

  /// Passes white space; false if there is none.
  @discardableResult
  package mutating func blanks() -> Bool {
    let start = position
    while let byte = next, Self.isBlank(byte) { position += 1 }
    return position > start
  }

  /// Passes a text if it stands here.
  package mutating func take(_ text: String) -> Bool {
    guard self.text.starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  /// The bytes that follow as long as they satisfy a condition, with their span.
  package mutating func word(while isPart: (UInt8) -> Bool) -> (text: String, span: Span) {
    let start = position
    while let byte = next, isPart(byte) { position += 1 }
    return (String(decoding: bytes[start..<position], as: UTF8.self), Span(start..<position))
  }

  /// A text in double quotes, in which a backslash stands before a quote and before itself; nil if it does not end.
  package mutating func quoted() -> String? {
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
