import MoatDocument

/// The documents that an object lists.
///
/// `kubectl` makes a list of every object with `items`, whatever its kind is, and so do Flux and Argo CD; what an API server would
/// make of it alone is another thing, so that an object whose kind is no list counts beside its elements.
///
/// Source: k8s.io/apimachinery pkg/apis/meta/v1/unstructured, `unstructuredJSONScheme.decode` and `decodeToList`.
struct ObjectList {
  /// The node of the elements; nil for a `List` without any.
  var elements: UInt32?
  /// The key of it.
  var key: String
  /// True if the object is nothing but its elements.
  var isAll: Bool
  /// What the elements are that do not say it: `PodList` holds Pods.
  var inherited: GroupVersionKind?

  /// Nil if the object lists no documents.
  init?(of node: UInt32, _ identity: GroupVersionKind, _ finder: PodTemplateFinder) {
    let arena = finder.arena
    if Self.isTemplate(identity), let objects = finder.member(.objects, of: node) {
      self.init(elements: objects, key: "objects", isAll: false)
      return
    }
    let isNamedList = identity.kind.hasSuffix("List")
    let isCoreList = identity.group.isEmpty && identity.kind == "List"
    guard let items = finder.member(.items, of: node) else {
      guard isCoreList else { return nil }
      self.init(elements: nil, key: "items", isAll: true)
      return
    }
    let list = arena.node(items)
    let isBuiltInList = isNamedList && KubernetesSchema.isBuiltInGroup(identity.group)
    guard isBuiltInList || list.kind == .list || list.isUnknown else { return nil }
    let looksLikeObjects = list.kind != .list || list.count == 0 || arena.node(list.first).kind == .object
    self.init(elements: items, key: "items", isAll: isBuiltInList || isNamedList && looksLikeObjects)
    inherited = identity.element
  }

  private init(elements: UInt32?, key: String, isAll: Bool) {
    self.elements = elements
    self.key = key
    self.isAll = isAll
  }

  /// A template of OpenShift, which makes its objects when it is processed. The core group had it before it had a group.
  private static func isTemplate(_ identity: GroupVersionKind) -> Bool {
    identity.kind == "Template" && (identity.group == "template.openshift.io" || identity.group.isEmpty)
  }
}
