import MoatValues

/// The operands of each instruction: in range, and jumps to where they may go.
struct OperandVerifier {
  let program: Program
  let structure: BlockStructure

  func verify() throws(VerificationFailure) {
    for place in structure.start..<structure.end {
      let instruction = program.code[place]
      let shape = instruction.opcode.shape
      guard isMode(instruction.mode, shape.mode) else {
        throw VerificationFailure(shape.mode == .unused ? .unused : .mode, at: place)
      }
      try verify(shape.a, instruction.a, instruction, at: place)
      try verify(shape.b, instruction.b, instruction, at: place)
      try verify(shape.c, instruction.c, instruction, at: place)
      try verify(shape.d, instruction.d, instruction, at: place)
      try verify(shape.e, instruction.e, instruction, at: place)
      try verifyLevels(instruction, at: place)
    }
  }

  private func isMode(_ mode: UInt8, _ role: OperandShape.Mode) -> Bool {
    switch role {
    case .unused: mode == 0
    case .comparison: Comparison(rawValue: mode) != nil
    case .state: StateMode(rawValue: mode) != nil
    case .amount: AmountMode(rawValue: mode) != nil
    case .form: FormMode(rawValue: mode) != nil
    case .function: FunctionMode(rawValue: mode) != nil
    case .leaf: Leaf(rawValue: mode) != nil || mode == FieldRecord.noLeaf
    }
  }

  private func verify(
    _ role: OperandShape.Register, _ operand: UInt16, _ instruction: Instruction, at place: Int
  ) throws(VerificationFailure) {
    let registers = program.frameSize + program.residentConstants
    switch role {
    case .unused:
      guard operand == 0 else { throw VerificationFailure(.unused, at: place) }
    case .write: try verifyWrite(Int(operand), instruction, at: place)
    case .writeOrNone:
      if operand != Instruction.none { try verifyWrite(Int(operand), instruction, at: place) }
    case .read:
      guard Int(operand) < registers else { throw VerificationFailure(.register, at: place) }
    case .readOrNone:
      guard operand == Instruction.none || Int(operand) < registers else {
        throw VerificationFailure(.register, at: place)
      }
    case .readRun:
      guard Int(operand) + program.runLength(instruction) <= program.frameSize else {
        throw VerificationFailure(.register, at: place)
      }
    case .clearRun:
      guard Int(operand) + Int(instruction.c) <= program.frameSize else {
        throw VerificationFailure(.register, at: place)
      }
      guard Int(operand) >= structure.levelCount else { throw VerificationFailure(.level, at: place) }
    case .count, .slot: break
    }
  }

  private func verifyWrite(
    _ register: Int, _ instruction: Instruction, at place: Int
  ) throws(VerificationFailure) {
    guard register < program.frameSize else {
      let isConstant = register < program.frameSize + program.residentConstants
      throw VerificationFailure(isConstant ? .constantWritten : .register, at: place)
    }
    let isLevel = instruction.opcode == .openLevel || instruction.opcode == .nextSubject
    guard isLevel || register >= structure.levelCount else { throw VerificationFailure(.level, at: place) }
  }

  private func verify(
    _ role: OperandShape.Word, _ operand: UInt32, _ instruction: Instruction, at place: Int
  ) throws(VerificationFailure) {
    let isThere: Bool
    switch role {
    case .unused:
      guard operand == 0 else { throw VerificationFailure(.unused, at: place) }
      return
    case .jump:
      try verifyJump(Int(operand), instruction, at: place)
      return
    case .back: return
    case .fields: isThere = Int(operand) + Int(instruction.c) <= program.fields.count
    case .field: isThere = operand < UInt32(clamping: program.fields.count)
    case .key: isThere = operand < UInt32(clamping: program.keys.count)
    case .constant: isThere = operand < UInt32(clamping: program.constants.count)
    case .collection: isThere = operand < UInt32(clamping: program.collections.count)
    case .relation: isThere = operand < UInt32(clamping: program.relations.count)
    case .part: isThere = operand < UInt32(clamping: program.parts.count)
    case .join: isThere = operand < UInt32(clamping: program.joins.count)
    case .rule: isThere = operand < UInt32(clamping: program.rules.count)
    case .table:
      let isEnumeration = instruction.mode == Leaf.enumeration.rawValue
      isThere = !isEnumeration || operand < UInt32(clamping: program.enumerations.count)
    case .order: isThere = operand < UInt32(OrderMode.allCases.count)
    case .rules: isThere = operand < UInt32(Comparison.allCases.count)
    case .flag: isThere = operand < 2
    case .combination: isThere = operand < UInt32(ListArithmetic.Operation.allCases.count)
    case .register:
      guard operand == UInt32.max || Int(operand) < program.frameSize + program.residentConstants else {
        throw VerificationFailure(.register, at: place)
      }
      return
    }
    guard isThere else { throw VerificationFailure(.operand, at: place) }
  }

  private func verifyJump(
    _ target: Int, _ instruction: Instruction, at place: Int
  ) throws(VerificationFailure) {
    guard target > place, target < structure.end else { throw VerificationFailure(.jump, at: place) }
    // Those of loops and rules were held to their ends when the structure was read.
    if instruction.opcode.opensLoop || instruction.opcode == .rule { return }
    let rule = structure.rule(at: place)
    if rule >= 0, let end = structure.endOf[rule], target == end + 1 {
      guard structure.loop(at: place) == structure.loop(at: rule) else { throw VerificationFailure(.jump, at: place) }
      return
    }
    guard structure.loop(at: place) == structure.loop(at: target), rule == structure.rule(at: target) else {
      throw VerificationFailure(.jump, at: place)
    }
  }

  /// The levels that a rule's subjects have are those of the loops around it.
  private func verifyLevels(_ instruction: Instruction, at place: Int) throws(VerificationFailure) {
    let level = structure.level(at: place)
    switch instruction.opcode {
    case .rule:
      guard program.rules[Int(instruction.d)].levelCount == level + 1 else {
        throw VerificationFailure(.level, at: place)
      }
    case .unknownLevel:
      guard Int(instruction.c) == level + 1 else { throw VerificationFailure(.level, at: place) }
    default: break
    }
  }
}

extension Program {
  /// How many registers a run has.
  func runLength(_ instruction: Instruction) -> Int {
    guard instruction.opcode == .openDocuments else { return Int(instruction.c) }
    guard Int(instruction.e) < joins.count else { return 0 }
    return joins[Int(instruction.e)].probes.reduce(0) { $0 + indexes[Int($1.index)].wantedCount }
  }
}
