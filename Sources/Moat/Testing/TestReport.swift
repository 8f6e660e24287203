public import MoatSource

/// What the tests of policies say, rule by rule in the order of the rules.
public struct TestReport: Sendable {
  /// A finding, or what stands in its place, as a case met it.
  public struct Observed: Hashable, Sendable {
    public var verdict: Verdict
    public var message: String
    public var path: String
    /// Within the given text, from 1.
    public var line: Int
    /// Which `given` of the case holds it, from 1.
    public var given: Int
  }

  /// An expectation that was not met.
  public struct Unmet: Sendable {
    /// The expectation, in the policy.
    public var span: Span
    public var message: String
    /// The finding that comes nearest.
    public var nearest: Observed?
    /// In what the nearest one differs: `verdict`, `path`, `line`, `message`.
    public var differences: [String]
  }

  /// A case that did not come out as expected.
  public struct Failure: Sendable {
    public var title: String
    /// Of the cases of its test, from 1.
    public var number: Int
    public var source: SourceFile
    /// The case, in the policy.
    public var span: Span
    public var unmet: [Unmet]
    /// Findings that no expectation speaks of.
    public var unexpected: [Observed]
    public var came: [Observed]
    public var passes: Int
    /// Inputs that could not be read, and documents that are not what they say: the case proves nothing.
    public var problems: [String]
  }

  /// An atom of a rule with the changes that no test notices.
  public struct Unnoticed: Sendable {
    public var source: SourceFile
    public var span: Span
    /// `predicate`, `quantifier`, `where`, `unless`, `else`.
    public var kind: String
    /// The atom as a policy would write it.
    public var text: String
    /// `true`, `false`, `undetermined`; for an `else` also `left side`, `right side`.
    public var forced: [String]
  }

  /// How many changes of a rule its tests notice.
  public struct Coverage: Sendable {
    public var mutants = 0
    public var noticed = 0
    public var unnoticed: [Unnoticed] = []

    /// In percent, rounded down, so that 100 means all; 100 where there is nothing to notice.
    public var percent: Int { TestReport.percent(noticed, of: mutants) }
  }

  public struct Rule: Sendable {
    public var id: String
    public var tests: Int
    public var cases: Int
    public var failures: [Failure]
    /// Nil if it was not measured.
    public var coverage: Coverage?
  }

  public var rules: [Rule]

  public var cases: Int { rules.reduce(0) { $0 + $1.cases } }
  public var failed: Int { rules.reduce(0) { $0 + $1.failures.count } }
  /// True if the result of a case is not known because one of its inputs could not be read.
  public var hasUnreadInputs: Bool { rules.contains { $0.failures.contains { !$0.problems.isEmpty } } }
  public var mutants: Int { rules.reduce(0) { $0 + ($1.coverage?.mutants ?? 0) } }
  public var noticed: Int { rules.reduce(0) { $0 + ($1.coverage?.noticed ?? 0) } }
  /// Of all rules together; nil if it was not measured.
  public var coverage: Int? {
    rules.contains { $0.coverage != nil } ? TestReport.percent(noticed, of: mutants) : nil
  }

  static func percent(_ part: Int, of whole: Int) -> Int { whole == 0 ? 100 : part * 100 / whole }
}
