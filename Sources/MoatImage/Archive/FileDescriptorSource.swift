internal import Glibc

/// The bytes of an open file, from its start.
package final class FileDescriptorSource: RewindableSource {
  private let descriptor: Int32
  private let isOwned: Bool

  /// - Parameter isOwned: whether the descriptor is closed with the source; otherwise it stays the caller's.
  package init(_ descriptor: Int32, isOwned: Bool = false) {
    self.descriptor = descriptor
    self.isOwned = isOwned
  }

  deinit { if isOwned { close(descriptor) } }

  package func read(into buffer: inout [UInt8]) throws(ArchiveFailure) -> Int {
    while true {
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw Self.failure() }
    }
  }

  /// Seeks; past the end there is nothing to read.
  package func skip(_ count: Int64) throws(ArchiveFailure) -> Int64 {
    guard lseek(descriptor, off_t(count), SEEK_CUR) >= 0 else { throw Self.failure() }
    return count
  }

  package func rewind() throws(ArchiveFailure) {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw Self.failure() }
  }

  private static func failure() -> ArchiveFailure {
    ArchiveFailure("the file could not be read: \(unsafe String(cString: strerror(errno)))")
  }
}
