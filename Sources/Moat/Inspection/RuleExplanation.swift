public import MoatSource

/// What a rule says of each of its subjects in some inputs, and why.
public struct RuleExplanation: Sendable {
  /// The most subjects that are explained; the counts cover the others.
  public static let subjectLimit = 200

  /// An expression with what it gave.
  public struct Node: Sendable {
    public enum Answer: Hashable, Sendable {
      case yes
      case no
      /// With the reason, as a phrase.
      case unknown(String)
      /// A value, which is neither.
      case value
    }

    /// As the policy has it, on one line.
    public var text: String
    /// As people write it, or `<missing>`; cut where it is long.
    public var value: String
    public var answer: Answer
    /// Where the value stands or would stand; nil for what stands nowhere.
    public var place: Place?
    /// True on the way from the check to what decided it.
    public var decides: Bool
    public var children: [Node]
    public var elements: [Element]
    /// Elements that are not listed.
    public var moreElements: Int
  }

  /// An element of a quantifier or a comprehension.
  public struct Element: Sendable {
    /// From 0.
    public var index: Int
    public var value: String
    public var place: Place?
    /// It decides, or leaves open, what the quantifier answers.
    public var decides: Bool
    public var children: [Node]
  }

  public struct Place: Hashable, Sendable {
    /// From 1.
    public var line: Int
    public var path: String
    /// True if nothing stands there: the line is that of what would hold it.
    public var isAbsent: Bool
  }

  public struct Check: Sendable {
    /// Its place in the rule, from 0.
    public var index: Int
    /// Nil if it was not asked, because one that it leans on did not pass.
    public var verdict: Verdict?
    /// One a decider.
    public var messages: [String]
    public var condition: Node?
    public var excuse: Node?
  }

  public struct Subject: Sendable {
    /// Nil if it is out of the rule's scope.
    public var verdict: Verdict?
    public var source: SourceFile
    public var span: Span
    public var path: String
    public var document: Finding.Identity
    /// Why the parts that the rule is about, or its scope, are not known; empty where they are.
    public var reasons: [String]
    /// The condition of the rule's subject.
    public var scope: Node?
    public var checks: [Check]
    public var waiver: Finding.Waiver?
  }

  public var rule: RuleDescription
  /// Those that do not pass, in the order of the inputs; then the others, if they were asked for.
  public var subjects: [Subject]
  /// Subjects that would be listed but for the limit.
  public var moreSubjects: Int
  public var counts: [Verdict: Int]
  public var outOfScope: Int
  public var documents: Int
  public var notEvaluated: [CheckReport.NotEvaluated]
}
