internal import Glibc

/// What commands ask of the machine that they run on; nothing below them asks.
enum Machine {
  static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  static var secondsSince1970: Int { time(nil) }

  /// True if standard output is a terminal that shows colours, and nobody forbade them (no-color.org).
  static var wantsColour: Bool {
    isatty(StandardStream.output.rawValue) == 1 && !isSet("NO_COLOR") && environment("TERM") != "dumb"
  }

  static func isTerminal(_ stream: StandardStream) -> Bool { isatty(stream.rawValue) == 1 }

  private static func isSet(_ name: String) -> Bool { environment(name).map { !$0.isEmpty } ?? false }

  private static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
