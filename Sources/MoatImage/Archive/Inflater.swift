internal import CZlib

/// One gzip member after the other, unpacked by zlib.
@safe
final class Inflater {
  private let stream: UnsafeMutablePointer<z_stream>

  init() throws(ArchiveFailure) {
    unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 bits of window, and 16 more for the header and the checksum of gzip.
    let result = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { throw ArchiveFailure("zlib could not be started") }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Unpacks from a part of the input into the buffer. Returns how much of both was used, and whether the member ends.
  func step(
    _ input: [UInt8], _ range: Range<Int>, into output: inout [UInt8]
  ) throws(ArchiveFailure) -> (consumed: Int, produced: Int, isEnd: Bool) {
    precondition(range.lowerBound >= 0 && range.upperBound <= input.count, "the range leaves the bytes")
    let capacity = output.count
    let result = unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return Z_BUF_ERROR }
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: from + range.lowerBound)
        unsafe stream.pointee.avail_in = UInt32(range.count)
        unsafe stream.pointee.next_out = to
        unsafe stream.pointee.avail_out = UInt32(capacity)
        return unsafe inflate(stream, Z_NO_FLUSH)
      }
    }
    let consumed = unsafe range.count - Int(stream.pointee.avail_in)
    let produced = unsafe capacity - Int(stream.pointee.avail_out)
    switch result {
    case Z_OK, Z_BUF_ERROR: return (consumed, produced, false)
    case Z_STREAM_END: return (consumed, produced, true)
    default: throw ArchiveFailure("the gzip stream is damaged")
    }
  }

  /// Begins the next member.
  func reset() throws(ArchiveFailure) {
    guard unsafe inflateReset(stream) == Z_OK else { throw ArchiveFailure("zlib could not be started again") }
  }
}
