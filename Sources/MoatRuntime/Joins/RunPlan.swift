import MoatDocument
package import MoatKinds
import MoatValues

/// A linked program over one set of documents: which blocks serve which unit, and the indexes of the program's joins.
/// Built once a run, immutable and shared by all workers; only the plan of a `DocumentWorker` is its own and is made anew for
/// each of its documents.
@safe
package final class RunPlan: @unchecked Sendable {
  package let linked: LinkedProgram
  private(set) var units: UnsafeMutablePointer<Unit>
  private var unitCapacity = 0
  package private(set) var unitCount = 0
  private(set) var isWhole = true
  private(set) var hasCopies = false
  /// For each unit, where its blocks begin in `blocks`; one more for the end.
  private var blockStarts: [UInt32] = []
  private var blocks: [UInt32] = []
  /// The units of the kinds that joins visit, by the place of the join.
  private(set) var joined: [UnitRun] = []
  private(set) var indexes: [JoinIndex] = []
  /// Of the program's keys, the one that was interned last.
  private let lastKey: (bytes: [UInt8], symbol: UInt32)?

  /// - Parameter context: serves to build the indexes; each worker has its own afterwards, over the same documents.
  package init(_ linked: LinkedProgram, in context: EvaluationContext) {
    self.linked = linked
    let program = linked.program
    lastKey = program.symbols.indices.max(by: { program.symbols[$0] < program.symbols[$1] }).map {
      (Array(program.keys[$0].utf8), program.symbols[$0])
    }
    unsafe units = .allocate(capacity: 1)
    fill(in: context)
  }

  deinit {
    for run in joined { unsafe run.base.deallocate() }
    unsafe units.deallocate()
  }

  /// Takes the documents of the context in place of those before.
  func fill(in context: EvaluationContext) {
    let documents = context.documents
    let program = linked.program
    // An input whose table does not stand on the program's would be read as if it had none of the policy's fields, and pass.
    if let lastKey {
      for arena in documents.arenas {
        precondition(
          arena.symbols.lookup(lastKey.bytes) == lastKey.symbol,
          "an input was read with a table of symbols that does not stand on the program's")
      }
    }
    unitCount = unsafe documents.units.count
    if unitCount > unitCapacity {
      unitCapacity = unitCount
      unsafe units.deallocate()
      unsafe units = .allocate(capacity: unitCapacity)
    }
    for unit in 0..<unitCount { unsafe (units + unit).initialize(to: documents.units[unit]) }
    isWhole = documents.isWhole
    hasCopies = documents.hasCopies
    dispatch(documents)
    for run in joined { unsafe run.base.deallocate() }
    joined = program.joins.map { Self.run(documents.units(of: ObjectTypeID(rawValue: $0.kind))) }
    guard !program.indexes.isEmpty else { return }
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

  /// The blocks of a unit's kinds.
  func blocks(ofUnit unit: Int) -> ArraySlice<UInt32> {
    blocks[Int(blockStarts[unit])..<Int(blockStarts[unit + 1])]
  }

  private func dispatch(_ documents: DocumentSet) {
    let records = linked.program.blocks
    blockStarts.removeAll(keepingCapacity: true)
    blockStarts.append(contentsOf: repeatElement(0, count: unitCount + 1))
    for record in records {
      for unit in documents.units(of: ObjectTypeID(rawValue: record.kind)) { blockStarts[Int(unit) + 1] += 1 }
    }
    for unit in 0..<unitCount { blockStarts[unit + 1] += blockStarts[unit] }
    blocks.removeAll(keepingCapacity: true)
    blocks.append(contentsOf: repeatElement(0, count: Int(blockStarts[unitCount])))
    // Each start serves as the next free place of its unit, until it is the start of the unit after it.
    for (block, record) in records.enumerated() {
      for unit in documents.units(of: ObjectTypeID(rawValue: record.kind)) {
        blocks[Int(blockStarts[Int(unit)])] = UInt32(block)
        blockStarts[Int(unit)] += 1
      }
    }
    for unit in stride(from: unitCount, to: 0, by: -1) { blockStarts[unit] = blockStarts[unit - 1] }
    blockStarts[0] = 0
  }

  private static func run(_ units: ContiguousArray<UInt32>) -> UnitRun {
    let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, units.count))
    for (place, unit) in units.enumerated() { unsafe memory[place] = unit }
    return unsafe UnitRun(base: memory, count: units.count)
  }
}
