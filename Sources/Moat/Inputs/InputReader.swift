internal import Glibc

/// Reads an input whole, once, into memory.
package enum InputReader {
  /// The bytes of an input. A pipe, a device or a socket is refused before it can hold the run; standard input may be
  /// anything and is read to its end. More than `limit` bytes are a problem, found without reading further.
  package static func read(_ input: Input, limit: Int) throws(InputProblem) -> [UInt8] {
    do throws(ReadFailure) {
      // One byte past the limit is asked for below, and must be a number.
      let limit = min(max(limit, 0), Int.max - 1)
      return input.isStandardInput
        ? try contents(of: STDIN_FILENO, expecting: 0, limit: limit) : try readFile(input.path, limit: limit)
    } catch {
      throw InputProblem(path: input.path.text, message: error.message)
    }
  }

  enum ReadFailure: Error {
    case system(FileSystem.Failure)
    case notAFile(FileSystem.Kind)
    case tooLarge(limit: Int)

    var message: String {
      switch self {
      case .system(let failure): failure.message
      case .notAFile(let kind): Self.refusal(of: kind)
      case .tooLarge(let limit): "is larger than the limit of \(limit) bytes"
      }
    }

    static func refusal(of kind: FileSystem.Kind) -> String {
      switch kind {
      case .pipe: "is a pipe, which is not opened: give it on standard input, as `-`"
      case .device: "is a device, which is not opened"
      case .socket: "is a socket, which is not opened"
      case .folder: "is a folder"
      case .link, .file: "is no plain file"
      }
    }
  }

  /// Looks before it opens (to open a device may have effects), and again at what it opened.
  static func readFile(_ path: FilePath, limit: Int, following: Bool = true) throws(ReadFailure) -> [UInt8] {
    guard !path.bytes.contains(0) else { throw .system(.init(number: ENOENT)) }
    let kind: FileSystem.Kind
    do {
      kind = try FileSystem.kind(of: path, following: following)
    } catch {
      throw .system(error)
    }
    guard kind == .file else { throw .notAFile(kind) }
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (following ? 0 : O_NOFOLLOW)
    let descriptor = unsafe open(path.cString, flags)
    guard descriptor >= 0 else { throw .system(.init(number: errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .system(.init(number: errno)) }
    let opened = FileSystem.kind(ofMode: status.st_mode)
    guard opened == .file else { throw .notAFile(opened) }
    return try contents(of: descriptor, expecting: Int(status.st_size), limit: limit)
  }

  /// Reads to the end. The size is a hint: a file may grow, and those of `/proc` claim none.
  private static func contents(
    of descriptor: Int32, expecting size: Int, limit: Int
  ) throws(ReadFailure) -> [UInt8] {
    if size > limit { throw .tooLarge(limit: limit) }
    var bytes: [UInt8] = []
    var wanted = size > 0 ? size : 1 << 16
    while true {
      // One more than may stand there tells a full file from one that is too large.
      let capacity = min(wanted, limit - bytes.count) + 1
      var failure: Int32 = 0
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        let result = unsafe readOnce(descriptor, buffer.baseAddress, capacity)
        count = max(result, 0)
        failure = result < 0 ? errno : 0
      }
      if failure != 0 { throw .system(.init(number: failure)) }
      if piece.isEmpty { return bytes }
      // The usual file comes in one piece, which is then not copied.
      if bytes.isEmpty { bytes = piece } else { bytes.append(contentsOf: piece) }
      if bytes.count > limit { throw .tooLarge(limit: limit) }
      // The end of a file that is as large as it claimed is seen by asking for one byte more.
      wanted = bytes.count == size ? 0 : max(1 << 16, bytes.count / 2)
    }
  }

  /// One read that took place: interrupted ones are made again, and a standard input that does not block is waited for.
  private static func readOnce(_ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
    while true {
      let result = unsafe Glibc.read(descriptor, buffer, count)
      if result >= 0 { return result }
      if errno == EAGAIN {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&request, 1, -1)
      } else if errno != EINTR {
        return result
      }
    }
  }
}
