internal import Glibc
import Moat

/// Standard output and standard error, byte for byte and without a buffer of their own.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes all bytes. If the disk is full, a result on standard output is lost: then the process ends with the code of
  /// an internal error rather than look clean. Where nobody reads any more, the system ends it by SIGPIPE.
  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(rawValue, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var request = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&request, 1, -1)
      } else if errno != EINTR {
        if self == .output {
          Self.error.write("error: standard output cannot be written: \(FileReplacement.reason(errno))\n")
          ExitStatus.internalError.leave()
        }
        return
      }
    }
  }
}
