/// Follows a block once, in the order of its code, for all jumps but those of loops go forward: what is written on every
/// path to an instruction.
struct FlowVerifier {
  let program: Program
  let structure: BlockStructure
  private var current: State?
  private var states: [Int: State] = [:]

  /// Registers as bits.
  private struct State {
    /// Those that hold a value.
    var written: [UInt64]
    /// Those that `readOnce` may fill, or has filled.
    var cleared: [UInt64]

    init(_ size: Int) {
      written = Array(repeating: 0, count: (size + 63) / 64)
      cleared = written
    }

    mutating func write(_ register: Int) { written[register >> 6] |= 1 << UInt64(register & 63) }

    mutating func clear(_ register: Int) {
      written[register >> 6] &= ~(1 << UInt64(register & 63))
      cleared[register >> 6] |= 1 << UInt64(register & 63)
    }

    mutating func forget(_ register: Int) {
      written[register >> 6] &= ~(1 << UInt64(register & 63))
      cleared[register >> 6] &= ~(1 << UInt64(register & 63))
    }

    func isWritten(_ register: Int) -> Bool { written[register >> 6] >> UInt64(register & 63) & 1 != 0 }

    func isCleared(_ register: Int) -> Bool { cleared[register >> 6] >> UInt64(register & 63) & 1 != 0 }

    mutating func meet(_ other: State) {
      for place in written.indices {
        written[place] &= other.written[place]
        cleared[place] &= other.cleared[place]
      }
    }
  }

  init(program: Program, structure: BlockStructure) {
    self.program = program
    self.structure = structure
  }

  mutating func verify() throws(VerificationFailure) {
    var first = State(program.frameSize)
    first.write(0)
    current = first
    for place in structure.start..<structure.end {
      if let arriving = states.removeValue(forKey: place) {
        if current == nil { current = arriving } else { current?.meet(arriving) }
      }
      // Nothing arrives here, so nothing can go wrong.
      guard let state = current else { continue }
      let instruction = program.code[place]
      try verifyReads(instruction, state, at: place)
      follow(instruction, state, at: place)
    }
  }

  private func verifyReads(
    _ instruction: Instruction, _ state: State, at place: Int
  ) throws(VerificationFailure) {
    func read(_ register: Int) throws(VerificationFailure) {
      guard register >= program.frameSize || state.isWritten(register) else {
        throw VerificationFailure(.unwritten, at: place)
      }
    }
    let shape = instruction.opcode.shape
    for (role, operand) in [(shape.a, instruction.a), (shape.b, instruction.b), (shape.c, instruction.c)] {
      switch role {
      case .read: try read(Int(operand))
      case .readOrNone: if operand != Instruction.none { try read(Int(operand)) }
      case .readRun:
        for register in Int(operand)..<Int(operand) + program.runLength(instruction) { try read(register) }
      default: break
      }
    }
    if shape.e == .register, instruction.e != UInt32.max { try read(Int(instruction.e)) }
    if instruction.opcode == .readOnce, !state.isCleared(Int(instruction.a)) {
      throw VerificationFailure(.uncleared, at: place)
    }
  }

  /// What the instruction writes, and where it leads.
  private mutating func follow(_ instruction: Instruction, _ state: State, at place: Int) {
    let shape = instruction.opcode.shape
    if shape.d == .jump { arrive(state, at: Int(instruction.d)) }
    if shape.e == .jump { arrive(state, at: Int(instruction.e)) }
    var next = state
    if instruction.opcode == .clear {
      for register in Int(instruction.a)..<Int(instruction.a) + Int(instruction.c) { next.clear(register) }
    }
    if shape.a == .write { write(Int(instruction.a), instruction, &next) }
    if shape.b == .writeOrNone, instruction.b != Instruction.none { write(Int(instruction.b), instruction, &next) }
    if instruction.opcode.opensLoop, let close = structure.closeOf[place] {
      // What the body clears holds nothing when it comes round again.
      for inner in place..<close where program.code[inner].opcode == .clear {
        let first = Int(program.code[inner].a)
        for register in first..<first + Int(program.code[inner].c) { next.forget(register) }
      }
    }
    current = instruction.opcode.endsFlow ? nil : next
  }

  /// A register that anything but `readOnce` writes is no shared one any more.
  private func write(_ register: Int, _ instruction: Instruction, _ state: inout State) {
    if instruction.opcode != .readOnce { state.forget(register) }
    state.write(register)
  }

  private mutating func arrive(_ state: State, at target: Int) {
    if states[target] == nil { states[target] = state } else { states[target]?.meet(state) }
  }
}
