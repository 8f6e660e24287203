/// What is known of one subject under one rule, or of a rule over a whole run.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
  /// Known to hold.
  case pass
  /// Known not to hold.
  case fail
  /// Known not to hold, by a check that only warns.
  case warn
  /// Not known: a value of a wrong type, a template that was not rendered, an answer outside the documents of the run.
  /// It blocks as the check it stands for would: never a pass.
  case undetermined
  /// Known not to hold, and waived by somebody until a day.
  case waived
  /// The rule's subject matched nothing in the whole run.
  case notApplicable = "not-applicable"
}

/// How bad it is, from the least to the worst.
public enum Severity: Int, Hashable, Sendable, Comparable, CaseIterable {
  case info
  case low
  case medium
  case high
  case critical

  public init?(name: String) {
    guard let found = Severity.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  public var name: String {
    switch self {
    case .info: "info"
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }

  public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}
