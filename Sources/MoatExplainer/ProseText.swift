import MoatDocument
import MoatKinds
import MoatSource
import MoatValues

/// Values within a sentence.
enum ProseText {
  /// Characters of one value; messages quote values, they do not carry documents.
  private static let limit = 400

  /// As people write the value: a quantity with its unit, a severity by its name, a text without quotes, a list as its
  /// elements with commas between them. `<missing>` and `<undetermined: …>` for what has no value.
  static func render(_ found: Placed, type: Type, _ context: EvaluationContext) -> String {
    if found.isAbsent { return ValueText.render(.missing) }
    if let prefix = generatedName(found, context.documents) { return cut(prefix) + "…" }
    let text = shown(found, type: type, context.documents)
    let isList =
      found.value.tag == .list || Children.node(found.value, in: context.documents)?.kind == .list
    // An empty list keeps its brackets, so that the sentence has no gap.
    guard isList, text.hasPrefix("["), text.hasSuffix("]"), text.count > 2 else { return cut(text) }
    return cut(String(text.dropFirst().dropLast()))
  }

  /// What is known of a name that the cluster completes; nil for every other value. Rules are told that it is not known.
  private static func generatedName(_ found: Placed, _ documents: DocumentSet) -> String? {
    guard found.isUndetermined, found.value.cause == .requiredAbsent, let place = found.blamed ?? found.place else {
      return nil
    }
    let arena = documents.arena(ofUnit: place.unit)
    guard place.node < arena.nodeCount, arena.node(place.node).kind == .object else { return nil }
    let prefix = arena.child(of: place.node, named: "generateName")
    guard prefix != NodeIndex.none, arena.node(prefix).kind == .string, !arena.node(prefix).isUnknown else {
      return nil
    }
    return arena.source.masked(arena.string(prefix), at: arena.span(prefix))
  }

  /// A text that belongs to no document is masked by what it says itself.
  private static let noSource = SourceFile(name: "", text: "")

  /// The value as text, without the secrets of its document.
  static func shown(_ found: Placed, type: Type, _ documents: DocumentSet) -> String {
    let text = ValueText.render(found.value, type: type, in: documents)
    guard found.value.tag != .undetermined else { return text }
    guard let place = Witness(found.value) ?? found.place else { return noSource.masked(text) }
    let arena = documents.arena(ofUnit: place.unit)
    guard place.absent.isEmpty, place.node < arena.nodeCount else { return arena.source.masked(text) }
    let masked = arena.source.masked(text, at: arena.span(place.node))
    // What is computed of a value has the place of the value, as the key of its entry has, and is not the value itself.
    let isOwn =
      found.value.tag == .node
      || found.value.tag == .string && arena.node(place.node).kind == .string
        && arena.bytes(place.node).elementsEqual(found.value.text.utf8)
    return isOwn || masked != hidden ? masked : arena.source.masked(text)
  }

  /// What stands for a text that is a secret as a whole.
  private static let hidden = "***"

  private static func cut(_ text: String) -> String {
    text.count > limit ? String(text.prefix(limit)) + "…" : text
  }
}
