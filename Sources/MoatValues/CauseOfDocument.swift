import MoatDocument

extension Value {
  /// Whether a cause is one that the document has once, wherever it shows: what a report never tells.
  package func isOfDocument(in documents: DocumentSet) -> Bool {
    guard tag == .undetermined, cause == .notKnown, causeNode != NodeIndex.none else { return false }
    return Children.node(.node(causeNode, unit: causeUnit), in: documents)?.flags.contains(.ofDocument) == true
  }
}
