package import MoatDocument
import MoatValues

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

  /// What the document of a unit is: what it says, or else what the list says that it stands in.
  init?(ofUnit unit: UInt32, in documents: DocumentSet) {
    let (arena, node) = (documents.arena(ofUnit: unit), documents.anchor(0, ofUnit: unit))
    if let own = GroupVersionKind(of: node, in: arena) {
      self = own
      return
    }
    let isSilent = ["apiVersion", "kind"].allSatisfy { arena.child(of: node, named: $0) == NodeIndex.none }
    let items = arena.parent(node)
    guard isSilent, items != NodeIndex.none, arena.parent(items) != NodeIndex.none,
      let list = GroupVersionKind(of: arena.parent(items), in: arena), let element = list.element
    else { return nil }
    self = element
  }

  /// What the elements of a list are that do not say it: `PodList` holds Pods. `kubectl` makes a list of every object with
  /// `items`, and takes their kind from its own.
  var element: GroupVersionKind? {
    let element = kind.hasSuffix("List") ? String(kind.dropLast("List".count)) : kind
    return element.isEmpty ? nil : GroupVersionKind(group: group, version: version, kind: element)
  }

  /// The group under which the API server keeps the object. Kinds have moved between groups, and what was created under one of
  /// them is read under the other.
  ///
  /// Source: kubernetes/kubernetes pkg/controlplane/apiserver, `SpecialDefaultResourcePrefixes` and the storage of `extensions`
  /// and of events; kubernetes.io/docs/reference/using-api/deprecation-guide.
  var storedGroup: String {
    switch (group, kind) {
    case ("extensions", _):
      let replacement = RemovedAPI.find(group: group, version: version, kind: kind)?.replacement
      return replacement.flatMap { GroupVersionKind(apiVersion: $0, kind: kind)?.group } ?? group
    case ("", "Event"): return "events.k8s.io"
    default: return group
    }
  }

  package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}
