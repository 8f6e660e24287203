import MoatKinds
import MoatSemantics
import MoatValues

/// The documents that may meet the equality of a `same … as`, or be of one image with what is looked for, found without a look
/// at all of them: an explanation of a join then costs what its answer does. It belongs to one worker.
package final class JoinCandidates {
  private struct Key: Hashable {
    enum Form: Hashable {
      case text(String)
      case images
      case references(list: [String], reference: [String])
    }

    var kind: ObjectTypeID
    var form: Form
  }

  /// The places of units among those of their kind.
  private struct Table {
    /// By the field's text, as bytes, or by the keys of images.
    var byText: [[UInt8]: [Int]] = [:]
    /// Where the field has no text, or the keys are not known.
    var others: [Int] = []

    mutating func add(_ place: Int, under keys: ImageKeys) {
      for key in keys.certain ?? [] { byText[key, default: []].append(place) }
      if keys.possible == nil { others.append(place) }
    }
  }

  /// What can be of one image with what is looked for.
  struct FoundImages {
    /// Nil if each document has to be looked at.
    var candidates: Found?
    /// True if none is known to be, so that the first that leaves it open is enough.
    var isCertainOfNone: Bool
  }

  struct Found {
    /// The places of units among those of their kind, in order.
    var places: [Int]
    /// True if all of them are known to meet the equality; else the walk asks each again.
    var areExact: Bool
  }

  private var tables: [Key: Table] = [:]

  package init() {}

  /// Nil if each unit has to be looked at.
  func find(_ wanted: Value, _ field: Field, of kind: ObjectTypeID, in context: EvaluationContext) -> Found? {
    // Texts that differ may be equal by the rules of their type, but not by their bytes.
    guard wanted.tag == .string, Comparison(field.type) == .plain else { return nil }
    let table = table(Key(kind: kind, form: .text(field.name)), in: context) { table, walk, place, unit in
      let value = walk.read(field, of: walk.document(unit)).value
      if value.tag == .string {
        table.byText[Array(value.text.utf8), default: []].append(place)
      } else {
        table.others.append(place)
      }
    }
    let equal = table.byText[Array(wanted.text.utf8)] ?? []
    guard !table.others.isEmpty else { return Found(places: equal, areExact: true) }
    return Found(places: (equal + table.others).sorted(), areExact: false)
  }

  /// The documents of images that may be of a reference.
  func images(ofReference reference: Value, of kind: ObjectTypeID, in context: EvaluationContext) -> FoundImages {
    let keys = context.imageKeys(ofDocumentsFor: reference)
    return find(keys, Key(kind: kind, form: .images), in: context) { table, _, place, unit in
      table.add(place, under: context.imageKeys(ofUnit: unit))
    }
  }

  /// The documents of which a reference in a list may name an image.
  func references(
    to image: Value, _ list: [Field], _ reference: [Field], of kind: ObjectTypeID, in context: EvaluationContext
  ) -> FoundImages {
    let key = Key(kind: kind, form: .references(list: list.map(\.name), reference: reference.map(\.name)))
    return find(context.imageKeys(ofReferencesTo: image), key, in: context) { table, walk, place, unit in
      table.add(place, under: Self.keys(ofReferences: list, reference, unit, walk))
    }
  }

  private static func keys(
    ofReferences list: [Field], _ reference: [Field], _ unit: UInt32, _ walk: Walk
  ) -> ImageKeys {
    let found = list.reduce(walk.document(unit)) { walk.read($1, of: $0) }
    guard let type = list.last?.type, case .known(let elements) = walk.elements(of: found, type: type) else {
      return .unknown
    }
    var keys = ImageKeys(possible: [], certain: [])
    for index in 0..<elements.count {
      let value = reference.reduce(walk.element(index, of: elements)) { walk.read($1, of: $0) }.value
      keys.formUnion(walk.context.imageKeys(of: value))
    }
    return keys
  }

  private func find(
    _ keys: ImageKeys, _ key: Key, in context: EvaluationContext,
    _ add: (inout Table, Walk, _ place: Int, _ unit: UInt32) -> Void
  ) -> FoundImages {
    let table = table(key, in: context, add)
    let candidates = keys.possible.map { keys in
      let places = keys.reduce(into: Set(table.others)) { $0.formUnion(table.byText[$1] ?? []) }
      return Found(places: places.sorted(), areExact: false)
    }
    let isCertainOfNone = keys.certain?.allSatisfy { table.byText[$0] == nil } ?? false
    return FoundImages(candidates: candidates, isCertainOfNone: isCertainOfNone)
  }

  private func table(
    _ key: Key, in context: EvaluationContext, _ add: (inout Table, Walk, _ place: Int, _ unit: UInt32) -> Void
  ) -> Table {
    if let known = tables[key] { return known }
    // Memory of its own: what the table is made of must not count against the subject that is explained.
    let context = context.withOwnMemory()
    let walk = Walk(
      context, ConstantStore(parameters: [], data: []), self, variableCount: 0, mutation: nil)
    var table = Table()
    for (place, unit) in context.documents.units(of: key.kind).enumerated() {
      context.scratch.reset()
      add(&table, walk, place, unit)
    }
    tables[key] = table
    return table
  }
}
