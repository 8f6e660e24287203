import MoatKinds
import MoatSemantics
import MoatValues

/// The documents that may meet the equality of a `same … as`, found without a look at all of them: an explanation of a join
/// then costs what its answer does. It belongs to one worker.
///
package final class JoinCandidates {
  private struct Key: Hashable {
    var kind: ObjectTypeID
    var field: String
  }

  /// The places of units among those of their kind.
  private struct Table {
    /// By the field's text, as bytes.
    var byText: [[UInt8]: [Int]] = [:]
    /// Where the field holds no text.
    var others: [Int] = []
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
    let key = Key(kind: kind, field: field.name)
    let table = tables[key] ?? make(field, of: kind, in: context)
    tables[key] = table
    let equal = table.byText[Array(wanted.text.utf8)] ?? []
    guard !table.others.isEmpty else { return Found(places: equal, areExact: true) }
    return Found(places: (equal + table.others).sorted(), areExact: false)
  }

  private func make(_ field: Field, of kind: ObjectTypeID, in context: EvaluationContext) -> Table {
    // Memory of its own: what the table is made of must not count against the subject that is explained.
    let context = EvaluationContext(
      documents: context.documents, scratch: Scratch(), run: context.run, schemas: context.schemas)
    let walk = Walk(
      context, ConstantStore(parameters: [], data: []), self, variableCount: 0, mutation: nil)
    var table = Table()
    for (place, unit) in context.documents.units(of: kind).enumerated() {
      context.scratch.reset()
      let value = walk.read(field, of: walk.document(unit)).value
      if value.tag == .string {
        table.byText[Array(value.text.utf8), default: []].append(place)
      } else {
        table.others.append(place)
      }
    }
    return table
  }
}
