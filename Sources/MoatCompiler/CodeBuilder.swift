import MoatRuntime

/// A place in the code that jumps name before it is known.
struct Label: Hashable {
  fileprivate let number: Int
}

/// The instructions of all blocks.
struct FinishedCode {
  var instructions: [Instruction]
  var sourceMap: [SourcePoint]
  var blocks: [BlockRecord]
  var frameSize: Int
  var loopDepth: Int
}

/// Writes instructions, gives out registers in the manner of a stack, and knows which registers have been filled on every
/// path to the current instruction.
struct CodeBuilder {
  private var instructions: [Instruction] = []
  private var sourceMap: [SourcePoint] = []
  private var blocks: [BlockRecord] = []
  private var placeOfLabel: [Int] = []
  private var nextRegister = 0
  private var frameSize = 0
  private var depth = 0
  private var loopDepth = 0
  /// What instructions are made from at the moment.
  var point = SourcePoint()

  /// The registers of shared paths that are certainly read here; nil after a jump, where nothing arrives.
  private(set) var filled: Set<UInt16>? = []
  /// What is filled at each jump to a label.
  private var filledAtLabel: [Int: Set<UInt16>] = [:]

  init() {}

  // MARK: Registers and loops

  /// Where the stack of registers stands.
  var mark: Int { nextRegister }

  mutating func register() -> UInt16 {
    defer { nextRegister += 1 }
    frameSize = max(frameSize, nextRegister + 1)
    return UInt16(clamping: nextRegister)
  }

  mutating func release(to mark: Int) {
    nextRegister = mark
  }

  mutating func enterLoop() -> UInt16 {
    defer { depth += 1 }
    loopDepth = max(loopDepth, depth + 1)
    return UInt16(clamping: depth)
  }

  mutating func leaveLoop() {
    depth -= 1
  }

  // MARK: Code

  var count: Int { instructions.count }

  mutating func label() -> Label {
    placeOfLabel.append(-1)
    return Label(number: placeOfLabel.count - 1)
  }

  mutating func emit(_ instruction: Instruction) {
    instructions.append(instruction)
    sourceMap.append(point)
    if instruction.opcode.endsFlow { filled = nil }
  }

  /// Emits an instruction whose jump goes to the label.
  mutating func emit(_ instruction: Instruction, to label: Label) {
    var jump = instruction
    if instruction.opcode == .rule { jump.e = UInt32(label.number) } else { jump.d = UInt32(label.number) }
    let here = filled ?? []
    filledAtLabel[label.number] = filledAtLabel[label.number].map { $0.intersection(here) } ?? here
    emit(jump)
  }

  /// A label stands here; jumps to it are forward, except those of `next`.
  mutating func place(_ label: Label) {
    placeOfLabel[label.number] = instructions.count
    if let jumped = filledAtLabel[label.number] { filled = filled.map { $0.intersection(jumped) } ?? jumped }
  }

  /// Says that a shared register holds its value from here on.
  mutating func fill(_ register: UInt16) { filled?.insert(register) }

  mutating func forget(_ registers: some Sequence<UInt16>) {
    for register in registers { filled?.remove(register) }
  }

  mutating func beginBlock() {
    filled = []
    nextRegister = 0
  }

  mutating func endBlock(kind: UInt32, start: Int, rules: [UInt32]) {
    blocks.append(BlockRecord(kind: kind, start: UInt32(start), end: UInt32(instructions.count), rules: rules))
  }

  // MARK: The end

  /// Resolves labels, and the operands that name constants. Nil if the frame leaves no room for them.
  func finish() -> FinishedCode? {
    guard frameSize < Int(ProgramBuilder.firstConstant) else { return nil }
    let finished = instructions.map { instruction -> Instruction in
      var result = instruction
      let shape = instruction.opcode.shape
      if isRegister(shape.a) { result.a = resolved(instruction.a) }
      if isRegister(shape.b) { result.b = resolved(instruction.b) }
      if isRegister(shape.c) { result.c = resolved(instruction.c) }
      if shape.d == .jump || shape.d == .back { result.d = UInt32(placeOfLabel[Int(instruction.d)]) }
      if shape.e == .jump { result.e = UInt32(placeOfLabel[Int(instruction.e)]) }
      if shape.e == .register, instruction.e != UInt32.max {
        result.e = UInt32(resolved(UInt16(truncatingIfNeeded: instruction.e)))
      }
      return result
    }
    return FinishedCode(
      instructions: finished, sourceMap: sourceMap, blocks: blocks, frameSize: frameSize, loopDepth: loopDepth)
  }

  private func isRegister(_ role: OperandShape.Register) -> Bool {
    switch role {
    case .unused, .count, .slot: false
    default: true
    }
  }

  private func resolved(_ operand: UInt16) -> UInt16 {
    guard operand >= ProgramBuilder.firstConstant, operand != Instruction.none else { return operand }
    return operand - ProgramBuilder.firstConstant + UInt16(frameSize)
  }
}
