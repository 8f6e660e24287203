internal import Glibc

/// The bytes of an open file, from where it stands. The descriptor stays the caller's, who closes it.
package final class FileDescriptorSource: ByteSource {
  private let descriptor: Int32

  package init(_ descriptor: Int32) { self.descriptor = descriptor }

  package func read(into buffer: inout [UInt8]) throws(ArchiveFailure) -> Int {
    while true {
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR {
        throw ArchiveFailure("the file could not be read: \(unsafe String(cString: strerror(errno)))")
      }
    }
  }
}
