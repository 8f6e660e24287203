import MoatDocument
import MoatValues

/// The parts of an image reference, from its text or from the node that holds it.
enum ImageFacts {
  static func evaluate(_ fact: Fact, of value: Value, in context: EvaluationContext) -> Value {
    // A text was decoded already, and stands at no node.
    var text = value
    if value.tag != .string {
      if let scope = FactScope(value, in: context) {
        let node = scope.node(at: scope.node)
        if node.kind == .string, !node.isPlainText { return scope.mismatch(scope.node) }
      }
      text = ValueFacts.scalar(value, in: context)
    }
    guard text.tag == .string else { return text.tag == .undetermined ? text : ValueFacts.wrongType(value) }
    let part =
      switch fact {
      case .imageRegistry: ImageFields.registry(text, in: context.scratch)
      case .imageRepository: ImageFields.repository(text, in: context.scratch)
      case .imageTag: ImageFields.tag(text, in: context.scratch)
      default: ImageFields.digest(text, in: context.scratch)
      }
    // The fields know no place; the node is the one to blame.
    guard part.tag == .undetermined, value.tag == .node else { return part }
    return .undetermined(part.cause, node: value.nodeIndex, unit: value.aux)
  }
}
