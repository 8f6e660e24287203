/// Where a string value's address becomes bytes that parsers may read, and back.
extension Value {
  /// A string over bytes that outlive the value: an arena's, the program's, or a scratch memory's.
  @inlinable @inline(__always)
  @unsafe
  public static func string(_ buffer: UnsafeBufferPointer<UInt8>) -> Value {
    Value(
      tag: .string, bits: UInt64(UInt(bitPattern: buffer.baseAddress)), aux: UInt32(truncatingIfNeeded: buffer.count))
  }

  /// A string over a literal of this program's text, which lives as long as the process.
  package static func string(_ literal: StaticString) -> Value {
    let count = literal.utf8CodeUnitCount
    guard literal.hasPointerRepresentation else { return Value(tag: .string) }
    return unsafe Value(tag: .string, bits: UInt64(UInt(bitPattern: literal.utf8Start)), aux: UInt32(count))
  }

  /// The bytes of a string value; empty for every other tag.
  @inlinable @inline(__always)
  @unsafe
  public var buffer: UnsafeBufferPointer<UInt8> {
    guard tag == .string, let start = unsafe UnsafePointer<UInt8>(bitPattern: UInt(bits)) else {
      return unsafe UnsafeBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeBufferPointer(start: start, count: Int(aux))
  }

  /// Calls `body` with the bytes of a string value; with none for every other tag.
  @inlinable @inline(__always)
  public func withBytes<Result>(_ body: (Bytes) -> Result) -> Result {
    let bytes = unsafe Bytes(_unsafeElements: buffer)
    return body(bytes)
  }

  /// A part of this string as a string value over the same bytes; cut to what lies within.
  package func slice(_ part: Part) -> Value {
    let start = min(max(part.start, 0), Int(aux))
    let end = min(max(part.end, start), Int(aux))
    guard tag == .string, bits != 0 else { return Value(tag: .string) }
    return Value(tag: .string, bits: bits + UInt64(start), aux: UInt32(end - start))
  }

  /// The text of a string value, for messages; empty for every other tag.
  package var text: String {
    unsafe String(decoding: buffer, as: UTF8.self)
  }

  /// The elements of a list, or the keys and values of a map in turn; empty for every other tag.
  @inlinable @inline(__always)
  @unsafe
  public var elements: UnsafeBufferPointer<Value> {
    let factor = tag == .map ? 2 : 1
    guard tag == .list || tag == .map, let start = unsafe UnsafePointer<Value>(bitPattern: UInt(bits)) else {
      return unsafe UnsafeBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeBufferPointer(start: start, count: Int(aux) * factor)
  }
}
