internal import Glibc

/// What a command says by its exit code. Of several, the worst in the order of `rank` counts.
enum ExitStatus: Int32, Error {
  case clean = 0
  /// Something was found; with `fmt --check`, a file that would change.
  case findings = 1
  /// The command line or a policy is wrong.
  case usage = 2
  /// An input could not be read or evaluated.
  case notEvaluated = 3
  case internalError = 4

  /// A wrong policy weighs more than an unread input, since no result of it can be trusted.
  private var rank: Int {
    switch self {
    case .clean: 0
    case .findings: 1
    case .notEvaluated: 2
    case .usage: 3
    case .internalError: 4
    }
  }

  mutating func raise(to other: ExitStatus) {
    if other.rank > rank { self = other }
  }

  func leave() -> Never { exit(rawValue) }
}
