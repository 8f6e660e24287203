import MoatSemantics
public import MoatSource

/// Something that is wrong with a policy, or worth knowing of it.
public struct PolicyProblem: Sendable, Hashable {
  /// The file as people know it.
  public var file: String
  /// Nil where the file as a whole is the problem: it cannot be read, or holds no policy.
  public var diagnostic: Diagnostic?
  /// The whole message as a terminal shows it: the place, what is wrong, the line with a caret, the mend.
  public var text: String

  public var isError: Bool { diagnostic.map { $0.level == .error } ?? true }

  init(_ located: LocatedDiagnostic) {
    file = located.source.name
    diagnostic = located.diagnostic
    text = DiagnosticRenderer.render(located.diagnostic, in: located.source)
  }

  init(_ problem: InputProblem) {
    file = problem.path
    diagnostic = nil
    text = "\(CodeFrame.sanitized(problem.path)): error: \(CodeFrame.sanitized(problem.message))\n"
  }
}

/// Policies that cannot be used. Nothing is evaluated by them: a run by some of the rules would look like a run by all.
public struct PolicyError: Error, Sendable {
  /// Errors and warnings, in the order of the files.
  public var problems: [PolicyProblem]
  /// True if the error is Moat's own: a policy that it carries is wrong.
  public var isInternal: Bool
}

/// Options that do not fit the policies or each other: an unknown profile, a param of a wrong type, a version of Kubernetes
/// that nobody knows.
public struct OptionError: Error, Sendable, Hashable {
  /// A sentence without a full stop; for a file with its place.
  public var message: String

  init(_ message: String) { self.message = message }
}
