/// The bytes of a text, for the parsers of this module. All of them take a `Span`, allocate nothing and never trap: the
/// text of a document is hostile, and the places where a pointer becomes a span are few (`Value.withBytes`).
public typealias Bytes = Swift.Span<UInt8>

/// Tests on single bytes. Only ASCII has classes here: a byte of a longer UTF-8 sequence is in none of them.
public enum ASCII {
  @inlinable
  public static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inlinable
  public static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

  @inlinable
  public static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

  @inlinable
  public static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  @inlinable
  public static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

  @inlinable
  public static func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

  /// The hexadecimal digits that a digest is written in.
  @inlinable
  public static func isLowerHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || byte &- 0x61 < 6 }

  /// `A` to `Z` become `a` to `z`; every other byte stays.
  @inlinable
  public static func lower(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }

  /// True for the bytes of a UTF-8 sequence after its first.
  @inlinable
  public static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// The value of a hexadecimal digit; 0 for other bytes, which callers rule out.
  @inlinable
  public static func hexValue(_ byte: UInt8) -> UInt8 {
    if isDigit(byte) { return byte &- 0x30 }
    return isHexDigit(byte) ? (byte | 0x20) &- 0x61 &+ 10 : 0
  }
}

/// What a parser of numbers says: a value, no such text, or a value that does not fit.
package enum Parsed<Result> {
  case value(Result)
  case unparsable
  case overflow

  /// The value, or nil.
  package var value: Result? {
    if case .value(let value) = self { return value }
    return nil
  }
}

extension Parsed: Equatable where Result: Equatable {}
extension Parsed: Sendable where Result: Sendable {}

/// A part of a text, as offsets in bytes. Parsers hand out parts, so that their results own nothing.
@frozen
public struct Part: Hashable, Sendable {
  public var start: Int
  public var end: Int

  @inlinable
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  @inlinable public var count: Int { end - start }
  @inlinable public var isEmpty: Bool { start >= end }
}

extension Swift.Span<UInt8> {
  /// The bytes of a part; the part lies in the text, or the result is cut to what does.
  package func bytes(of part: Part) -> [UInt8] {
    let start = Swift.min(Swift.max(part.start, 0), count)
    let end = Swift.min(Swift.max(part.end, start), count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(end - start)
    for index in start..<end { bytes.append(self[index]) }
    return bytes
  }

  /// The text of a part as a String, for messages and tests.
  package func text(of part: Part) -> String {
    String(decoding: bytes(of: part), as: UTF8.self)
  }

  /// The first index of a byte at or after `start`; `count` if there is none.
  @inlinable
  public func index(of byte: UInt8, from start: Int = 0) -> Int {
    var index = start
    while index < count, self[index] != byte { index += 1 }
    return index
  }

  /// The last index of a byte before `end`, or -1.
  @inlinable
  public func lastIndex(of byte: UInt8, before end: Int) -> Int {
    var index = end - 1
    while index >= 0, self[index] != byte { index -= 1 }
    return index
  }

  /// Compares a part with the text of a literal.
  package func equals(_ literal: StaticString, at part: Part) -> Bool {
    matches(literal, at: part.start) && part.count == literal.utf8CodeUnitCount
  }

  /// True if the literal stands at an offset.
  package func matches(_ literal: StaticString, at start: Int) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard start >= 0, start <= count - length else { return false }
    return literal.withUTF8Buffer { buffer in
      var index = 0
      while index < length {
        if unsafe buffer[index] != self[start + index] { return false }
        index += 1
      }
      return true
    }
  }

  /// The index after the digits that begin at `start`.
  package func endOfDigits(from start: Int) -> Int {
    var index = start
    while index < count, ASCII.isDigit(self[index]) { index += 1 }
    return index
  }

  /// The number that a part's digits write; nil if it is empty, holds another byte or exceeds `limit`.
  package func number(in part: Part, limit: UInt64 = .max) -> UInt64? {
    guard !part.isEmpty else { return nil }
    var value: UInt64 = 0
    for index in part.start..<part.end {
      guard ASCII.isDigit(self[index]) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(self[index] &- 0x30))
      guard !overflow, !carry, sum <= limit else { return nil }
      value = sum
    }
    return value
  }
}
