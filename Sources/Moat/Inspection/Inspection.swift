/// What Moat understood of some inputs.
public struct Inspection: Sendable {
  /// Documents that are shown; the others are counted.
  public static let documentLimit = 500
  /// Parts of one kind in one whole that are shown.
  public static let partLimit = 64

  /// Where the value of a field comes from.
  public enum Origin: String, Hashable, Sendable {
    case written
    /// From the object around it, or from a field that stands for it.
    case inherited
    /// What the platform fills in.
    case byDefault = "default"
    /// Computed of other fields.
    case derived
    /// Not known; the value says why.
    case unknown
  }

  public struct Place: Hashable, Sendable {
    public var file: String
    /// From 1.
    public var line: Int
    public var column: Int
    public var path: String
  }

  /// A field as rules read it.
  public struct Fact: Hashable, Sendable {
    /// As a policy writes it behind the name of the subject: `securityContext.privileged`.
    public var name: String
    /// As people write it; why it is not known, where it is not.
    public var value: String
    public var origin: Origin
    /// Where it stands; nil for what stands nowhere.
    public var place: Place?
  }

  /// A part of a document that rules may be about: a container, a port.
  public struct Part: Sendable {
    public var kind: String
    public var place: Place
    public var facts: [Fact]
    public var parts: [Part]
  }

  /// Something that is wrong with a document or an input.
  public struct Problem: Hashable, Sendable {
    public var place: Place
    public var message: String
  }

  public struct Document: Sendable {
    /// What reports point at: its name, or its first line.
    public var place: Place
    public var identity: Finding.Identity
    /// The kinds by which rules speak of it.
    public var kinds: [String]
    /// False if no schema and no shape covers it.
    public var isRecognised: Bool
    /// One for each kind that gives it fields.
    public var views: [Part]
    /// What its schema has against it.
    public var problems: [Problem]
  }

  public var documents: [Document]
  /// Documents beyond the limit.
  public var moreDocuments: Int
  /// Documents that claim to be something that they are not.
  public var problems: [Problem]
  /// What no rule can speak of, since it says no kind.
  public var unrecognised: [Problem]
  public var notEvaluated: [CheckReport.NotEvaluated]
}
