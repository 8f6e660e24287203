import MoatKinds
import MoatValues

/// The tables of a program: each names only what is there.
struct TableVerifier {
  let program: Program

  func verify() throws(VerificationFailure) {
    let registers = program.frameSize + program.residentConstants
    try require(
      .sizes,
      program.sourceMap.count == program.code.count && program.symbols.count == program.keys.count
        && program.frameSize >= 0 && program.residentConstants >= 0 && program.loopDepth >= 0
        && registers < Int(Instruction.none) && program.loopDepth < Int(UInt16.max)
        && program.residentConstants <= program.constants.count
        && program.pathKeys.allSatisfy { $0 < UInt32(clamping: program.keys.count) }
        && program.rules.allSatisfy {
          $0.levelCount >= 1 && $0.levelCount <= max(1, program.frameSize) && $0.parameterCount >= 0
        })
    for field in program.fields { try require(.field, isSound(field)) }
    for part in program.parts { try require(.part, isSound(part)) }
    try require(.collection, program.collections.allSatisfy { isSound($0) })
    try require(.collection, program.relations.allSatisfy { isSound($0.members) && isSound($0.operands) })
    for index in program.indexes { try require(.index, isSound(index)) }
    for join in program.joins {
      let isSound = join.probes.allSatisfy { probe in
        probe.index < UInt32(clamping: program.indexes.count)
          && program.indexes[Int(probe.index)].kind == join.kind
      }
      let asksFirst =
        join.probes.first.map {
          $0.index < UInt32(clamping: program.indexes.count)
            && !program.indexes[Int($0.index)].paths.isEmpty
        } ?? false
      try require(.join, isSound && (asksFirst || !join.isOfNamespace))
    }
    for constant in program.constants { try require(.constant, isSound(constant)) }
    try verifyBlocks()
  }

  private func require(_ reason: VerificationFailure.Reason, _ condition: Bool) throws(VerificationFailure) {
    guard condition else { throw VerificationFailure(reason) }
  }

  private func isRun(_ first: UInt32, _ count: UInt16, of size: Int) -> Bool {
    Int(first) + Int(count) <= size
  }

  private func isAnchor(_ anchor: UInt8) -> Bool { anchor < 4 || anchor == FieldRecord.valueAnchor }

  private func isFact(_ number: UInt16) -> Bool { number == FieldRecord.noFact || Fact(rawValue: number) != nil }

  private func isSound(_ field: FieldRecord) -> Bool {
    let isLeaf = field.leaf == FieldRecord.noLeaf || Leaf(rawValue: field.leaf) != nil
    let hasTable =
      field.leaf != Leaf.enumeration.rawValue || field.table < UInt32(clamping: program.enumerations.count)
    let hasDefault = field.absence != .defaults || field.constant < UInt32(clamping: program.constants.count)
    return isLeaf && hasTable && hasDefault && field.name < UInt32(clamping: program.keys.count)
      && isRun(field.firstKey, field.keyCount, of: program.pathKeys.count)
      && isRun(field.firstInheritedKey, field.inheritedKeyCount, of: program.pathKeys.count)
      && isFact(field.fact) && isAnchor(field.anchor)
      && (field.inheritedAnchor == FieldRecord.noAnchor || isAnchor(field.inheritedAnchor))
  }

  private func isSound(_ part: PartRecord) -> Bool {
    isFact(part.fact) && isAnchor(part.anchor) && part.name < UInt32(clamping: program.keys.count)
      && isRun(part.firstKey, part.keyCount, of: program.pathKeys.count)
  }

  private func isSound(_ collection: CollectionRecord) -> Bool {
    collection.leaf != .enumeration || collection.table < UInt32(clamping: program.enumerations.count)
  }

  private func isSound(_ index: IndexRecord) -> Bool {
    let count = index.paths.count
    let isCounted =
      switch index.form {
      case .texts: count >= 1
      case .images: count == 0
      case .imageReferences: count == 2
      case .elements: count >= 2
      case .labels, .selectors, .serviceSelectors: count == 1
      }
    guard isCounted else { return false }
    return index.paths.allSatisfy { isRun($0.firstField, $0.fieldCount, of: program.fields.count) }
  }

  private func isSound(_ constant: ConstantRecord) -> Bool {
    switch constant {
    case .parameter(let rule, let index):
      program.rules.indices.contains(rule) && index >= 0 && index < program.rules[rule].parameterCount
    case .data(let index): program.dataSets.indices.contains(index)
    case .constant, .today, .kubernetesVersion: true
    }
  }

  private func verifyBlocks() throws(VerificationFailure) {
    var start = 0
    for block in program.blocks {
      try require(
        .block,
        Int(block.start) == start && block.end > block.start && Int(block.end) <= program.code.count
          && program.frameSize > 0
          && block.rules.allSatisfy { $0 < UInt32(clamping: program.rules.count) })
      let code = program.code[Int(block.start)..<Int(block.end)]
      try require(.block, code.last?.opcode == .halt && code.dropLast().allSatisfy { $0.opcode != .halt })
      start = Int(block.end)
    }
    try require(.block, start == program.code.count)
  }
}
