import MoatDocument
import MoatExplainer
import MoatSource

/// Where a node was written: the same for an anchored value and for every copy that an alias or a merge key makes of it.
struct NodeOrigin: Hashable, Sendable {
  var span: Span
  var kind: NodeKind
  /// No part of what makes two origins one.
  var isCopy: Bool

  init(_ node: UInt32, in arena: Arena) {
    span = arena.span(node)
    kind = arena.node(node).kind
    isCopy = arena.node(node).flags.contains(.copied)
  }

  static func == (left: NodeOrigin, right: NodeOrigin) -> Bool { left.span == right.span && left.kind == right.kind }

  func hash(into hasher: inout Hasher) {
    hasher.combine(span)
    hasher.combine(kind)
  }
}

/// What makes the results of a rule at the copies of one value one finding, in an input with aliases.
struct AliasKey: Hashable, Sendable {
  /// The place of the check in its rule; nil for what no check says.
  var check: Int?
  /// Of what no check says.
  var message: String?
  var place: NodeOrigin
  /// The keys that are absent there.
  var absent: [String]
  var element: NodeOrigin?
  /// The rule's subject.
  var subject: NodeOrigin?
}

extension AliasKey {
  /// Of what no check says; nil in an input without aliases.
  init?(of place: FindingPlace, message: String) {
    guard let origin = place.key.origin else { return nil }
    self.init(check: nil, message: message, place: origin, absent: place.key.absent, element: nil, subject: nil)
  }
}
