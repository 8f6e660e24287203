import MoatKinds
import MoatSemantics
import MoatValues

/// The documents that may meet the equality of a `same … as`, found without a look at all of them: an explanation of a join
/// then costs what its answer does. It belongs to one worker.
///
/// It only leaves out what cannot meet the equality; the walk asks each candidate again.
package final class JoinCandidates {
  private struct Key: Hashable {
    var kind: ObjectTypeID
    var field: String
  }

  /// The places of units among those of their kind.
  private struct Table {
    /// By the hash of the field's text.
    var byText: [UInt64: [Int]] = [:]
    /// Where the field holds no text.
    var others: [Int] = []
  }

  private var tables: [Key: Table] = [:]

  package init() {}

  /// In the order of the units; nil if each unit has to be looked at.
  func find(_ wanted: Value, _ field: Field, of kind: ObjectTypeID, in context: EvaluationContext) -> [Int]? {
    // Texts that differ may be equal by the rules of their type, but not by their bytes.
    guard wanted.tag == .string, Comparison(field.type) == .plain else { return nil }
    let key = Key(kind: kind, field: field.name)
    let table = tables[key] ?? make(field, of: kind, in: context)
    tables[key] = table
    let equal = table.byText[ValueOrder.hash(wanted)] ?? []
    return table.others.isEmpty ? equal : (equal + table.others).sorted()
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
        table.byText[ValueOrder.hash(value), default: []].append(place)
      } else {
        table.others.append(place)
      }
    }
    return table
  }
}
