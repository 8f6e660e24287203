public import MoatSource

/// One place where a rule is not known to hold.
public struct Finding: Sendable {
  /// A control of a catalogue or a check of a peer: `pss.baseline "Privileged Containers"`.
  public struct Reference: Hashable, Sendable {
    public var catalogue: String
    public var identifier: String

    public init(catalogue: String, identifier: String) {
      self.catalogue = catalogue
      self.identifier = identifier
    }
  }

  /// What the document says that it is. A field is nil where the document does not say.
  public struct Identity: Hashable, Sendable {
    public var kind: String?
    public var apiVersion: String?
    public var namespace: String?
    public var name: String?
    /// The file of what has no name of its own, such as a Dockerfile: it stands for the name in a fingerprint.
    var file: String?

    public init(kind: String? = nil, apiVersion: String? = nil, namespace: String? = nil, name: String? = nil) {
      self.kind = kind
      self.apiVersion = apiVersion
      self.namespace = namespace
      self.name = name
    }
  }

  /// Who waived it, why, and until when (the last day, `YYYY-MM-DD`). A comment in a Dockerfile need not name its owner, and
  /// one of hadolint's no day either: then these are empty.
  public struct Waiver: Hashable, Sendable {
    public var owner: String
    public var reason: String
    public var until: String
    public var ticket: String?

    public init(owner: String, reason: String, until: String, ticket: String? = nil) {
      self.owner = owner
      self.reason = reason
      self.until = until
      self.ticket = ticket
    }
  }

  /// The rule's full id: `kubernetes.privileged`.
  public var rule: String
  public var title: String
  /// Why the rule exists: its documentation. Empty where it has none.
  public var why: String
  public var severity: Severity
  public var verdict: Verdict
  /// True if the finding counts against the run: a failure, or a result that is not known to be a pass. What a check only
  /// warns of does not, nor does a rule before its `effective` day or under a profile that does not enforce it.
  public var blocks: Bool
  public var message: String
  /// How to mend it; empty where the rule does not say.
  public var remedy: String
  public var controls: [Reference]
  public var sameAs: [Reference]
  public var source: SourceFile
  /// The value that decided, in `source`.
  public var span: Span
  /// `spec.containers[0].securityContext.privileged`.
  public var path: String
  public var document: Identity
  /// Of an undetermined finding, the ids of all rules that could not be decided for this one reason; else empty.
  public var blinded: [String]
  public var waiver: Waiver?
  /// Stable over runs and edits elsewhere: made of the rule, the document's identity and the path by names.
  public var fingerprint: String

  public init(
    rule: String, title: String, why: String = "", severity: Severity, verdict: Verdict, blocks: Bool? = nil,
    message: String, remedy: String = "", controls: [Reference] = [], sameAs: [Reference] = [], source: SourceFile,
    span: Span, path: String, document: Identity, blinded: [String] = [], waiver: Waiver? = nil, fingerprint: String
  ) {
    self.rule = rule
    self.title = title
    self.why = why
    self.severity = severity
    self.verdict = verdict
    self.blocks = blocks ?? (verdict == .fail || verdict == .undetermined)
    self.message = message
    self.remedy = remedy
    self.controls = controls
    self.sameAs = sameAs
    self.source = source
    self.span = span
    self.path = path
    self.document = document
    self.blinded = blinded
    self.waiver = waiver
    self.fingerprint = fingerprint
  }

  /// The order of every report: the name of the file as bytes, the place, the rule, the path, the message. It does not depend on which worker
  /// found what first.
  public static func precedes(_ left: Finding, _ right: Finding) -> Bool {
    if left.source.name != right.source.name {
      return left.source.name.utf8.lexicographicallyPrecedes(right.source.name.utf8)
    }
    if left.span.start != right.span.start { return left.span.start < right.span.start }
    if left.rule != right.rule { return left.rule.utf8.lexicographicallyPrecedes(right.rule.utf8) }
    if left.path != right.path { return left.path.utf8.lexicographicallyPrecedes(right.path.utf8) }
    return left.message.utf8.lexicographicallyPrecedes(right.message.utf8)
  }
}
