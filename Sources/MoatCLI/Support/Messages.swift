import Moat
import MoatSource

/// The lines that several commands write on standard error.
enum Messages {
  /// Tells of an input that could not be read or written; returns the status that this means.
  static func notRead(_ problem: InputProblem) -> ExitStatus {
    StandardStream.error.write("\(shown(problem.path)): error: \(shown(problem.message))\n")
    return .notEvaluated
  }

  /// A path may hold any byte; control characters must not reach a terminal.
  static func shown(_ text: String) -> String { CodeFrame.sanitized(text) }
}
