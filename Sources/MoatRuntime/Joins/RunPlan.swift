import MoatDocument
package import MoatKinds
import MoatValues

/// A linked program over one set of documents: which blocks serve which unit, and the indexes of the program's joins.
/// Built once a run, immutable, shared by all workers.
@safe
package final class RunPlan: @unchecked Sendable {
  package let linked: LinkedProgram
  let units: UnsafeMutablePointer<Unit>
  package let unitCount: Int
  let isWhole: Bool
  /// For each unit, where its blocks begin in `blocks`; one more for the end.
  private let blockStarts: [UInt32]
  private let blocks: [UInt32]
  /// The units of the kinds that joins visit, by the place of the join.
  let joined: [UnitRun]
  let indexes: [JoinIndex]

  /// - Parameter context: serves to build the indexes; each worker has its own afterwards, over the same documents.
  package init(_ linked: LinkedProgram, in context: EvaluationContext) {
    self.linked = linked
    let documents = context.documents
    let program = linked.program
    // Of the keys, the one that was interned last: an input whose table does not stand on the program's would be read as if
    // it had none of the policy's fields, and pass.
    if let key = program.symbols.indices.max(by: { program.symbols[$0] < program.symbols[$1] }) {
      let bytes = Array(program.keys[key].utf8)
      for arena in documents.arenas {
        precondition(
          arena.symbols.lookup(bytes) == program.symbols[key],
          "an input was read with a table of symbols that does not stand on the program's")
      }
    }
    unitCount = unsafe documents.units.count
    unsafe units = .allocate(capacity: max(1, unitCount))
    for unit in 0..<unitCount { unsafe (units + unit).initialize(to: documents.units[unit]) }
    isWhole = documents.isWhole
    (blockStarts, blocks) = Self.dispatch(program, documents, unitCount)
    joined = program.joins.map { Self.run(documents.units(of: ObjectTypeID(rawValue: $0.kind))) }
    let reader = unsafe PathReader(
      fields: linked.fields, pathSymbols: linked.pathSymbols, constants: linked.constants, units: units,
      cold: ColdReader(context, linked.enumerations))
    indexes = program.indexes.map { record in
      let units = Self.run(documents.units(of: ObjectTypeID(rawValue: record.kind)))
      defer { unsafe units.base.deallocate() }
      return JoinIndex(record, over: units, reader: reader)
    }
    context.scratch.reset()
  }

  deinit {
    for run in joined { unsafe run.base.deallocate() }
    unsafe units.deallocate()
  }

  /// The blocks of a unit's kinds.
  func blocks(ofUnit unit: Int) -> ArraySlice<UInt32> {
    blocks[Int(blockStarts[unit])..<Int(blockStarts[unit + 1])]
  }

  private static func dispatch(
    _ program: Program, _ documents: DocumentSet, _ unitCount: Int
  ) -> (starts: [UInt32], blocks: [UInt32]) {
    var starts = [UInt32](repeating: 0, count: unitCount + 1)
    let unitsOfBlock = program.blocks.map { documents.units(of: ObjectTypeID(rawValue: $0.kind)) }
    for units in unitsOfBlock {
      for unit in units { starts[Int(unit) + 1] += 1 }
    }
    for unit in 0..<unitCount { starts[unit + 1] += starts[unit] }
    var places = starts
    var blocks = [UInt32](repeating: 0, count: Int(starts[unitCount]))
    for (block, units) in unitsOfBlock.enumerated() {
      for unit in units {
        blocks[Int(places[Int(unit)])] = UInt32(block)
        places[Int(unit)] += 1
      }
    }
    return (starts, blocks)
  }

  private static func run(_ units: ContiguousArray<UInt32>) -> UnitRun {
    let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, units.count))
    for (place, unit) in units.enumerated() { unsafe memory[place] = unit }
    return unsafe UnitRun(base: memory, count: units.count)
  }
}
