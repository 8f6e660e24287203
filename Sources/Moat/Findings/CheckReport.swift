import MoatSecrets

/// Everything that a run has to say, in the order in which reports print it.
public struct CheckReport: Sendable {
  /// An input, or a document of one, that no rule could be held against.
  public struct NotEvaluated: Hashable, Sendable {
    public var file: String
    /// From 1; nil if the file could not be read at all.
    public var line: Int?
    public var message: String

    public init(file: String, line: Int? = nil, message: String) {
      self.file = file
      self.line = line
      // It may quote what could not be read.
      self.message = SecretMask.masked(message)
    }
  }

  /// A comment that would accept findings, and has no effect in this run.
  public struct RefusedIgnore: Hashable, Sendable {
    public var file: String
    /// From 1.
    public var line: Int
  }

  /// How often each verdict was reached, one count a subject and rule (not-applicable: one a rule).
  public struct Summary: Hashable, Sendable {
    public var documents = 0
    /// Documents that neither a schema nor a shape covers.
    public var unrecognised = 0
    /// Archives of images that stood in folders.
    public var archives = 0
    /// Archives of folders that hold no image, and were passed over.
    public var otherArchives = 0
    /// Files that a `.gitignore` left out and that would be inputs otherwise.
    public var ignoredFiles = 0
    /// Folders that a `.gitignore` left out: they are not looked into.
    public var ignoredFolders = 0
    /// Results that the limits of findings left out: findings, and subjects of a rule that were not explained.
    public var notListed = 0
    /// Reports of earlier runs of Moat that were passed over.
    public var earlierReports = 0
    public var rules = 0
    /// The ids of the built-in rules that run and that a policy replaced by its own of the same name.
    public var replacedRules: [String] = []
    public var counts: [Verdict: Int] = [:]

    public init() {}

    public subscript(verdict: Verdict) -> Int { counts[verdict] ?? 0 }
  }

  public private(set) var findings: [Finding]
  public private(set) var notEvaluated: [NotEvaluated]
  public var summary: Summary
  /// In the order of the inputs.
  public internal(set) var refusedIgnores: [RefusedIgnore] = []
  /// What `.gitignore` files left out, in the order of the paths.
  public internal(set) var ignored: [IgnoredPath] = []
  /// Findings that `showing(atOrAbove:)` left out.
  public private(set) var hidden = 0

  public init(findings: [Finding], notEvaluated: [NotEvaluated], summary: Summary) {
    self.init(ordered: findings.sorted(by: Finding.precedes), notEvaluated: notEvaluated, summary: summary)
  }

  /// - Parameter findings: in the order of the report.
  init(ordered findings: [Finding], notEvaluated: [NotEvaluated], summary: Summary) {
    self.findings = findings
    self.notEvaluated = notEvaluated.sorted { left, right in
      if left.file != right.file { return left.file.utf8.lexicographicallyPrecedes(right.file.utf8) }
      return (left.line ?? 0, left.message) < (right.line ?? 0, right.message)
    }
    self.summary = summary
  }

  /// True if a finding blocks at this severity or above: it failed, or it is not known to pass.
  public func blocks(at severity: Severity) -> Bool {
    findings.contains { $0.severity >= severity && $0.blocks }
  }

  /// True if Moat contradicted itself in this run: an error of its own, whatever else was found.
  public var hasInternalError: Bool { findings.contains { $0.rule == OwnRule.disagreement.rawValue } }

  /// The same report with the findings at this severity or above. The summary still counts everything.
  public func showing(atOrAbove severity: Severity) -> CheckReport {
    guard findings.contains(where: { $0.severity < severity }) else { return self }
    var report = self
    report.findings.removeAll { $0.severity < severity }
    report.hidden += findings.count - report.findings.count
    return report
  }
}
