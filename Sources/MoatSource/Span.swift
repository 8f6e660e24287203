/// A half-open range of bytes in one source: `start` is its first byte, `end` the byte after its last.
@frozen
public struct Span: Hashable, Sendable {
  public var start: UInt32
  public var end: UInt32

  @inlinable
  public init(start: UInt32, end: UInt32) {
    self.start = start
    self.end = end
  }

  @inlinable
  public init(_ range: Range<Int>) {
    self.init(start: UInt32(clamping: range.lowerBound), end: UInt32(clamping: range.upperBound))
  }

  /// The smallest span that holds both.
  @inlinable
  public func joined(with other: Span) -> Span {
    Span(start: min(start, other.start), end: max(end, other.end))
  }

  @inlinable public var count: Int { Int(end) - Int(start) }

  public static let zero = Span(start: 0, end: 0)
}

/// A place as people count it: line and column begin at 1, and a column is one character (a Unicode scalar), not a byte.
public struct LineColumn: Hashable, Sendable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
