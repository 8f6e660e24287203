/// Where the bytes of an archive come from, piece by piece.
package protocol ByteSource: AnyObject {
  /// Fills the buffer from its start, as far as bytes are at hand; 0 at the end.
  func read(into buffer: inout [UInt8]) throws(ArchiveFailure) -> Int
  /// Passes over bytes without reading them, if the source can; returns how many. There may be fewer left.
  func skip(_ count: Int64) throws(ArchiveFailure) -> Int64
}

extension ByteSource {
  package func skip(_ count: Int64) throws(ArchiveFailure) -> Int64 { 0 }
}

/// A source that can be read more than once.
package protocol RewindableSource: ByteSource {
  /// Goes back to where the source began.
  func rewind() throws(ArchiveFailure)
}

/// Why an archive cannot be read, or not further.
package struct ArchiveFailure: Error, Hashable, Sendable {
  package var message: String
  /// Whether the archive goes beyond a limit; then it is refused whatever the part that does.
  package var isLimit: Bool

  package init(_ message: String, isLimit: Bool = false) {
    self.message = message
    self.isLimit = isLimit
  }
}

/// Bytes that are in memory already.
package final class BufferSource: RewindableSource {
  private let bytes: [UInt8]
  private var index = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package func read(into buffer: inout [UInt8]) -> Int {
    let count = min(buffer.count, bytes.count - index)
    buffer.replaceSubrange(0..<count, with: bytes[index..<index + count])
    index += count
    return count
  }

  package func rewind() { index = 0 }
}

/// The unpacked bytes of a gzip stream.
final class GzipSource: ByteSource {
  /// So small that what it may unpack to, a thousand times as much, is small too.
  private static let inputBytes = 4 << 10

  private let source: any ByteSource
  private var decoder: GzipDecoder
  private var input = [UInt8](repeating: 0, count: inputBytes)
  private var pending: [UInt8] = []
  private var index = 0
  private var isAtEnd = false

  init(_ source: any ByteSource, limits: ImageLimits) throws(ArchiveFailure) {
    self.source = source
    decoder = try GzipDecoder(limits: limits)
  }

  func read(into buffer: inout [UInt8]) throws(ArchiveFailure) -> Int {
    while index == pending.count, !isAtEnd {
      pending.removeAll(keepingCapacity: true)
      index = 0
      let count = try source.read(into: &input)
      if count == 0 {
        isAtEnd = true
        try decoder.finish()
      } else {
        try decoder.decode(input, 0..<count) { bytes, range throws(ArchiveFailure) in pending += bytes[range] }
      }
    }
    let count = min(buffer.count, pending.count - index)
    buffer.replaceSubrange(0..<count, with: pending[index..<index + count])
    index += count
    return count
  }
}

/// A source whose first bytes were looked at, and are given again.
final class PeekedSource: ByteSource {
  private let source: any ByteSource
  private(set) var head: [UInt8] = []
  private var index = 0

  /// Looks at up to so many bytes.
  init(_ source: any ByteSource, bytes: Int) throws(ArchiveFailure) {
    self.source = source
    while head.count < bytes {
      var buffer = [UInt8](repeating: 0, count: bytes - head.count)
      let count = try source.read(into: &buffer)
      if count == 0 { break }
      head += buffer[..<count]
    }
  }

  func skip(_ count: Int64) throws(ArchiveFailure) -> Int64 { index < head.count ? 0 : try source.skip(count) }

  func read(into buffer: inout [UInt8]) throws(ArchiveFailure) -> Int {
    guard index < head.count else { return try source.read(into: &buffer) }
    let count = min(buffer.count, head.count - index)
    buffer.replaceSubrange(0..<count, with: head[index..<index + count])
    index += count
    return count
  }
}
