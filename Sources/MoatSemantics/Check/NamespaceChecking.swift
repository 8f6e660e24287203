import MoatKinds
import MoatSource
import MoatValues

/// One side of a comparison of namespaces: the value whose `namespace` is compared.
struct NamespaceSide {
  /// As the policy writes the value.
  var text: String
  var type: Type
  /// The field that is compared.
  var field: Field
}

/// Comparisons of namespaces, one of which does not exist: the effective namespace of a cluster-scoped object is empty, and that
/// of every other object is not.
extension ExpressionChecker {
  /// `same namespace as`, or `==` and `!=` between two namespaces.
  ///
  /// - Parameter prefix: what stands before the comparison to write.
  func reportScopes(
    _ left: NamespaceSide, _ right: NamespaceSide, prefix: String = "", at span: MoatSource.Span
  ) {
    guard left.field.access == .fact(.unitNamespace), right.field.access == .fact(.unitNamespace),
      case .object(let first) = left.type.unwrapped, case .object(let second) = right.type.unwrapped
    else { return }
    let isFirstClusterWide = catalogue.scope(of: first) == .cluster
    guard isFirstClusterWide != (catalogue.scope(of: second) == .cluster) else { return }
    let (cluster, kind, other) = isFirstClusterWide ? (left, first, right) : (right, second, left)
    let name = catalogue.objectType(kind)?.name ?? ""
    var comparison: String?
    if catalogue.isNamespace(kind) {
      let (name, namespace) = ("\(cluster.text).name", "\(other.text).namespace")
      comparison = prefix + (isFirstClusterWide ? "\(name) == \(namespace)" : "\(namespace) == \(name)")
    }
    report(SemanticMessages.withoutNamespace(cluster.text, kind: name, comparison: comparison, at: span))
  }

  /// The side of a comparison that reads the namespace of a value; nil for every other expression.
  func namespaceSide(_ expression: CheckedExpression) -> NamespaceSide? {
    guard case .field(let whole, let field) = expression.form else { return nil }
    return NamespaceSide(text: text(whole.span), type: whole.type, field: field)
  }
}
