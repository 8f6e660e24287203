internal import Glibc

/// The few questions that the finder asks of the file system. Nothing here opens a file, so that no pipe or device can
/// hold a run.
enum FileSystem {
  enum Kind: Sendable, Hashable {
    case file
    case folder
    case link
    case pipe
    case socket
    case device
  }

  /// A failed system call, by its error number.
  struct Failure: Error, Hashable {
    var number: Int32

    var isMissing: Bool { number == ENOENT || number == ENOTDIR }
    var isCircle: Bool { number == ELOOP }

    /// In the words of a person who must mend it.
    var message: String {
      switch number {
      case ENOENT: "no such file or folder"
      case ENOTDIR: "a part of the path is not a folder"
      case EACCES, EPERM: "permission denied"
      case ELOOP: "the symbolic link goes in a circle"
      case ENAMETOOLONG: "the path is too long"
      case EIO: "the device reports a read error"
      case EMFILE, ENFILE: "too many open files"
      case EISDIR: "is a folder"
      case EROFS: "the file system is read-only"
      case ENOSPC, EDQUOT: "no space is left"
      case EFBIG: "the file would be larger than allowed"
      case EEXIST: "a link without a target has this name"
      default: "system error \(number)"
      }
    }
  }

  struct Entry {
    var name: [UInt8]
    /// Nil where the file system does not tell; then `kind(of:)` does.
    var kind: Kind?
  }

  /// What stands at a path; a link counts as itself unless it is followed.
  static func kind(of path: FilePath, following: Bool = false) throws(Failure) -> Kind {
    var status = stat()
    let result =
      following ? unsafe stat(path.cString, &status) : unsafe lstat(path.cString, &status)
    guard result == 0 else { throw Failure(number: errno) }
    return kind(ofMode: status.st_mode)
  }

  static func kind(ofMode mode: mode_t) -> Kind {
    switch mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    case S_IFIFO: .pipe
    case S_IFSOCK: .socket
    default: .device
    }
  }

  /// The absolute path without links, `.` and `..`.
  static func realPath(_ path: FilePath) throws(Failure) -> FilePath {
    guard let resolved = unsafe realpath(path.cString, nil) else { throw Failure(number: errno) }
    defer { unsafe free(resolved) }
    let count = unsafe strlen(resolved)
    let bytes = unsafe UnsafeRawBufferPointer(start: resolved, count: count)
    return FilePath(unsafe Array(bytes))
  }

  /// The entries of a folder without `.` and `..`, in the order of the file system. The last component must not be a
  /// link: one put there since the folder was looked at is refused.
  static func entries(of folder: FilePath) throws(Failure) -> [Entry] {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let descriptor = unsafe open(folder.cString, flags)
    guard descriptor >= 0 else { throw Failure(number: errno) }
    guard let directory = unsafe fdopendir(descriptor) else {
      let failure = Failure(number: errno)
      close(descriptor)
      throw failure
    }
    defer { unsafe closedir(directory) }
    var entries: [Entry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(directory) else {
        if errno != 0 { throw Failure(number: errno) }
        return entries
      }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
      if name == Array(".".utf8) || name == Array("..".utf8) { continue }
      entries.append(Entry(name: name, kind: kind(ofType: Int(unsafe entry.pointee.d_type))))
    }
  }

  private static func kind(ofType type: Int) -> Kind? {
    switch type {
    case Int(DT_REG): .file
    case Int(DT_DIR): .folder
    case Int(DT_LNK): .link
    case Int(DT_FIFO): .pipe
    case Int(DT_SOCK): .socket
    case Int(DT_CHR), Int(DT_BLK): .device
    default: nil
    }
  }
}
