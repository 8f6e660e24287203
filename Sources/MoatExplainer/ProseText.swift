import MoatDocument
import MoatKinds
import MoatValues

/// Values within a sentence.
enum ProseText {
  /// Characters of one value; messages quote values, they do not carry documents.
  private static let limit = 400

  /// As people write the value: a quantity with its unit, a severity by its name, a text without quotes, a list as its
  /// elements with commas between them. `<missing>` and `<undetermined: …>` for what has no value.
  static func render(_ found: Placed, type: Type, _ context: EvaluationContext) -> String {
    if found.isAbsent { return ValueText.render(.missing) }
    let text = ValueText.render(found.value, type: type, in: context.documents)
    let isList =
      found.value.tag == .list || Children.node(found.value, in: context.documents)?.kind == .list
    // An empty list keeps its brackets, so that the sentence has no gap.
    guard isList, text.hasPrefix("["), text.hasSuffix("]"), text.count > 2 else { return cut(text) }
    return cut(String(text.dropFirst().dropLast()))
  }

  private static func cut(_ text: String) -> String {
    text.count > limit ? String(text.prefix(limit)) + "…" : text
  }
}
