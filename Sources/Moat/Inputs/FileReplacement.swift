internal import Glibc

/// Replaces the contents of a file at once: a reader sees the old text or the new one, and a crash leaves no half.
package enum FileReplacement {
  /// Writes a temporary file beside the old one and renames it over that. The mode is kept, a link stays a link (its
  /// target is replaced), and a file that may not be written is left alone.
  package static func replace(_ path: FilePath, with bytes: [UInt8]) throws(InputProblem) {
    do throws(FileSystem.Failure) {
      try replaceFile(try FileSystem.realPath(path), with: bytes)
    } catch {
      throw InputProblem(path: path.text, message: "cannot be written: \(error.message)")
    }
  }

  /// Writes a file that does not have to exist: beside its place first, so that a full disk leaves no part of it. A pipe or
  /// a device is written to as it is.
  package static func write(_ path: FilePath, _ bytes: [UInt8]) throws(InputProblem) {
    guard !path.bytes.isEmpty, !path.bytes.contains(0) else {
      throw InputProblem(path: path.text, message: "is not a path")
    }
    let kind = try? FileSystem.kind(of: path, following: true)
    if kind == .file { return try replace(path, with: bytes) }
    do throws(FileSystem.Failure) {
      if kind == nil { try create(path, with: bytes) } else { try pour(bytes, intoExisting: path) }
    } catch {
      throw InputProblem(path: path.text, message: "cannot be written: \(error.message)")
    }
  }

  /// Why a system call failed, by its error number.
  package static func reason(_ number: Int32) -> String { FileSystem.Failure(number: number).message }

  private static func create(_ path: FilePath, with bytes: [UInt8]) throws(FileSystem.Failure) {
    // A link to nothing is not written through: another user may have made it.
    if (try? FileSystem.kind(of: path)) != nil { throw .init(number: EEXIST) }
    let name = ".moat-" + String(UInt64.random(in: .min ... .max), radix: 36)
    let temporary = (path.directory ?? FilePath(".")).appending(name.utf8)
    let descriptor = unsafe open(temporary.cString, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .init(number: errno) }
    var failure = pour(bytes, into: descriptor)
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, unsafe rename(temporary.cString, path.cString) == 0 { return }
    let number = failure != 0 ? failure : errno
    _ = unsafe unlink(temporary.cString)
    throw .init(number: number)
  }

  private static func pour(_ bytes: [UInt8], intoExisting path: FilePath) throws(FileSystem.Failure) {
    let descriptor = unsafe open(path.cString, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw .init(number: errno) }
    var failure = pour(bytes, into: descriptor)
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure != 0 { throw .init(number: failure) }
  }

  private static func replaceFile(_ path: FilePath, with bytes: [UInt8]) throws(FileSystem.Failure) {
    var status = stat()
    guard unsafe stat(path.cString, &status) == 0, unsafe access(path.cString, W_OK) == 0 else {
      throw .init(number: errno)
    }
    let folder = path.parent ?? FilePath("/")
    // mkstemp(3) replaces the six letters.
    let name = Array(".moat-".utf8) + [UInt8](repeating: UInt8(ascii: "X"), count: 6)
    var template = folder.appending(name).cString
    let descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { throw .init(number: errno) }
    let failure = fill(descriptor, with: bytes, like: status)
    let closed = close(descriptor)
    if failure == 0, closed == 0, unsafe rename(template, path.cString) == 0 { return }
    let number = failure != 0 ? failure : errno
    _ = unsafe unlink(template)
    throw .init(number: number)
  }

  /// Writes all bytes; 0, or the error's number.
  private static func pour(_ bytes: [UInt8], into descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return errno }
    }
    return 0
  }

  /// Writes all bytes to the disk; 0, or the error's number.
  private static func fill(_ descriptor: Int32, with bytes: [UInt8], like status: stat) -> Int32 {
    let failure = pour(bytes, into: descriptor)
    if failure != 0 { return failure }
    // Only root may give a file away; anybody else owns what they write, and then the mode is set all the same.
    _ = fchown(descriptor, status.st_uid, status.st_gid)
    guard fchmod(descriptor, status.st_mode & 0o7777) == 0, fsync(descriptor) == 0 else { return errno }
    return 0
  }
}
