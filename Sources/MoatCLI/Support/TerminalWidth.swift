internal import Glibc

extension Machine {
  /// The columns of the terminal that standard output is; nil where it is none.
  static var columns: Int? {
    guard isTerminal(.output) else { return nil }
    var size = winsize()
    guard unsafe ioctl(StandardStream.output.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return max(40, Int(size.ws_col))
  }
}
