import MoatSource

/// A comment in a Dockerfile that accepts findings of some rules at one place, as it is written.
package struct Suppression: Sendable {
  /// Whose comment it is.
  enum Tool: Hashable, Sendable {
    /// `# moat:ignore`, which has to say why and until when.
    case moat
    /// `# hadolint ignore=`, which says neither and is honoured for those who come from there.
    case hadolint
  }

  /// A rule by the full or short name that Moat gives it, or by hadolint's id.
  struct Name: Hashable, Sendable {
    var text: String
    var span: Span
  }

  var tool: Tool
  var names: [Name] = []
  /// The bytes at which findings that begin there are accepted: those of an instruction, of a stage, or all.
  var range = Span.zero
  /// The last day, UTC, in days since 1970-01-01. Nil if the comment does not say one, which only hadolint's may.
  var until: Int32?
  /// Empty if the comment does not say one.
  var owner = ""
  var reason = ""
  var ticket: String?
  /// The comment, from its `#` to its last byte.
  var span: Span
  /// Why the comment cannot be followed, as a clause without a full stop; such a one accepts nothing. Nil for a good one.
  var problem: String?

  init(_ tool: Tool, at span: Span) {
    self.tool = tool
    self.span = span
  }

  static let wholeFile = Span(start: 0, end: .max)
}

/// Bounds against files that are made to exhaust a machine.
enum SuppressionLimits {
  /// Comments of one file that are followed.
  static let comments = 1000
  /// Rules that one comment names.
  static let names = 64
  /// Bytes of a reason, an owner or a ticket: they stand beside each finding that they accept.
  static let textBytes = 1024
}
