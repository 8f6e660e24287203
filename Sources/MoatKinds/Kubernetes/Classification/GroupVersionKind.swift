package import MoatDocument

/// What a document says it is.
package struct GroupVersionKind: Hashable, Sendable {
  /// Empty for the core group.
  package var group: String
  package var version: String
  package var kind: String

  package init(group: String, version: String, kind: String) {
    self.group = group
    self.version = version
    self.kind = kind
  }

  /// `apps/v1` or `v1`; nil if there is nothing before or after the slash, or more than one slash.
  package init?(apiVersion: String, kind: String) {
    let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch parts.count {
    case 1 where !parts[0].isEmpty: self.init(group: "", version: parts[0], kind: kind)
    case 2 where !parts[0].isEmpty && !parts[1].isEmpty: self.init(group: parts[0], version: parts[1], kind: kind)
    default: return nil
    }
  }

  /// What the object at a node says; nil if `apiVersion` or `kind` is absent, not known, no string or does not parse.
  package init?(of node: UInt32, in arena: Arena) {
    let version = arena.child(of: node, named: "apiVersion")
    let kind = arena.child(of: node, named: "kind")
    guard version != NodeIndex.none, kind != NodeIndex.none, arena.node(version).kind == .string,
      arena.node(kind).kind == .string, arena.node(kind).count > 0, !arena.node(version).isUnknown,
      !arena.node(kind).isUnknown
    else { return nil }
    self.init(apiVersion: arena.string(version), kind: arena.string(kind))
  }

  package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}
