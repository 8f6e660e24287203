/// Something that a person must know about a text: an error or a warning, at its place, with the mend where one is known.
public struct Diagnostic: Sendable, Hashable {
  public enum Level: String, Sendable, Hashable {
    case error
    case warning
  }

  /// A second place that explains the first ("`w` was bound here").
  public struct Note: Sendable, Hashable {
    public var message: String
    public var span: Span?

    public init(_ message: String, at span: Span? = nil) {
      self.message = message
      self.span = span
    }
  }

  /// A stable code such as `M0123`; `docs/diagnostics.md` lists them.
  public var code: String
  public var level: Level
  public var message: String
  public var span: Span
  public var notes: [Note]
  /// The next step, in the imperative: "did you mean `privileged`?".
  public var help: String?

  public init(
    code: String, level: Level = .error, message: String, span: Span, notes: [Note] = [], help: String? = nil
  ) {
    self.code = code
    self.level = level
    self.message = message
    self.span = span
    self.notes = notes
    self.help = help
  }
}
