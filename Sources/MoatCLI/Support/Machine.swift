internal import Glibc
import Moat

/// What commands ask of the machine that they run on; nothing below them asks.
enum Machine {
  static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  static var secondsSince1970: Int { time(nil) }

  /// True if standard output is a terminal that shows colours, and nobody forbade them (no-color.org).
  static var wantsColour: Bool {
    isatty(StandardStream.output.rawValue) == 1 && !isSet("NO_COLOR") && environment("TERM") != "dumb"
  }

  /// The arguments after the program's name. Those that are not UTF-8 are written so that `FilePath` finds their bytes again.
  static var arguments: [String] {
    let count = Int(CommandLine.argc)
    return (1..<max(1, count)).compactMap { index in
      guard let argument = unsafe CommandLine.unsafeArgv[index] else { return nil }
      let length = unsafe strlen(argument)
      return FilePath(unsafe Array(UnsafeRawBufferPointer(start: argument, count: length))).argument
    }
  }

  /// Open files beside those that are open at the start: the runtime needs some for its threads, and ends the process by a
  /// signal where it gets none.
  private static let neededFiles = 8

  /// Prepares the process before the first thread begins: a full disk or a limit on the size of files is an error of the
  /// write, and too few open files are told in words.
  static func prepare() {
    signal(SIGXFSZ, SIG_IGN)
    guard !canOpen(neededFiles) else { return }
    var limit = rlimit()
    if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      limit.rlim_cur = limit.rlim_max
      if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, canOpen(neededFiles) { return }
    }
    StandardStream.error.write(
      "error: too few files can be opened; raise the limit (ulimit -n) by \(neededFiles) or more\n")
    ExitStatus.internalError.leave()
  }

  private static func canOpen(_ count: Int) -> Bool {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    while opened.count < count {
      // Of any descriptor: it is closed again at once.
      let descriptor = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return false }
      opened.append(descriptor)
    }
    return true
  }

  static func isTerminal(_ stream: StandardStream) -> Bool { isatty(stream.rawValue) == 1 }

  private static func isSet(_ name: String) -> Bool { environment(name).map { !$0.isEmpty } ?? false }

  private static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
