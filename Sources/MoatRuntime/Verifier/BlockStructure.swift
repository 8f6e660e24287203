/// The loops and rules of a block: where each instruction stands.
struct BlockStructure {
  let start: Int
  let end: Int
  /// By instruction, from `start`: the instruction that opens the innermost loop around it, which its closing
  /// instruction belongs to; -1 outside of loops.
  private(set) var loopOf: [Int]
  /// The `rule` that it belongs to, up to its `endRule`; -1 outside of rules.
  private(set) var ruleOf: [Int]
  /// The level of the subjects there: 0 for the units.
  private(set) var levelOf: [Int]
  /// The closing instruction of each loop, and the `endRule` of each rule, by their first instruction.
  private(set) var closeOf: [Int: Int] = [:]
  private(set) var endOf: [Int: Int] = [:]
  /// How many registers belong to levels.
  private(set) var levelCount = 1

  private var loops: [Int] = []
  private var rule = -1
  private var level = 0

  init(_ program: Program, _ block: BlockRecord) throws(VerificationFailure) {
    start = Int(block.start)
    end = Int(block.end)
    loopOf = Array(repeating: -1, count: end - start)
    ruleOf = loopOf
    levelOf = Array(repeating: 0, count: end - start)
    for place in start..<end { try visit(program, place) }
    guard loops.isEmpty, rule < 0 else { throw VerificationFailure(loops.isEmpty ? .rule : .loop, at: end - 1) }
  }

  func loop(at place: Int) -> Int { loopOf[place - start] }
  func rule(at place: Int) -> Int { ruleOf[place - start] }
  func level(at place: Int) -> Int { levelOf[place - start] }

  private mutating func visit(_ program: Program, _ place: Int) throws(VerificationFailure) {
    let instruction = program.code[place]
    loopOf[place - start] = loops.last ?? -1
    ruleOf[place - start] = rule
    levelOf[place - start] = level
    switch instruction.opcode {
    case .open, .openDocuments, .openLevel: try open(program, place, instruction)
    case .next, .nextSubject: try next(program, place, instruction)
    case .answer, .collected, .closeLevel: try close(program, place, instruction)
    case .tally, .collect: try hold(program, place, instruction)
    case .rule:
      guard rule < 0 else { throw VerificationFailure(.rule, at: place) }
      rule = place
    case .endRule:
      guard rule >= 0, loops.last.map({ $0 < rule }) ?? true, program.code[rule].d == instruction.d,
        Int(program.code[rule].e) == place + 1, place + 1 < end
      else { throw VerificationFailure(.rule, at: place) }
      endOf[rule] = place
      rule = -1
    case .check:
      guard rule >= 0, loops.last.map({ $0 < rule }) ?? true else { throw VerificationFailure(.rule, at: place) }
    case .unknownLevel:
      guard rule < 0 else { throw VerificationFailure(.rule, at: place) }
    default: break
    }
  }

  private mutating func open(
    _ program: Program, _ place: Int, _ instruction: Instruction
  ) throws(VerificationFailure) {
    let isLevel = instruction.opcode == .openLevel
    guard (rule < 0) == isLevel else { throw VerificationFailure(.rule, at: place) }
    guard Int(instruction.c) == loops.count, loops.count < program.loopDepth else {
      throw VerificationFailure(.loop, at: place)
    }
    loops.append(place)
    if isLevel {
      level += 1
      levelCount = max(levelCount, level + 1)
      guard Int(instruction.a) == level else { throw VerificationFailure(.level, at: place) }
    }
  }

  private func next(_ program: Program, _ place: Int, _ instruction: Instruction) throws(VerificationFailure) {
    guard let open = loops.last else { throw VerificationFailure(.loop, at: place) }
    let opening = program.code[open]
    let isLevel = instruction.opcode == .nextSubject
    guard Int(instruction.d) == open + 1, instruction.c == opening.c, instruction.a == opening.a,
      (opening.opcode == .openLevel) == isLevel, place + 1 < end, program.code[place + 1].opcode.closesLoop
    else { throw VerificationFailure(.loop, at: place) }
  }

  private mutating func close(
    _ program: Program, _ place: Int, _ instruction: Instruction
  ) throws(VerificationFailure) {
    guard let open = loops.popLast() else { throw VerificationFailure(.loop, at: place) }
    let opening = program.code[open]
    let before = program.code[place - 1].opcode
    guard instruction.c == opening.c, Int(opening.d) == place, before == .next || before == .nextSubject,
      loop(at: place - 1) == open, (opening.opcode == .openLevel) == (instruction.opcode == .closeLevel)
    else { throw VerificationFailure(.loop, at: place) }
    closeOf[open] = place
    if instruction.opcode == .closeLevel { level -= 1 }
  }

  /// An element is counted or collected in the loop whose end asks for it.
  private func hold(_ program: Program, _ place: Int, _ instruction: Instruction) throws(VerificationFailure) {
    guard let open = loops.last, instruction.c == program.code[open].c, instruction.d == program.code[open].d,
      Int(instruction.d) > place, Int(instruction.d) < end
    else { throw VerificationFailure(.loop, at: place) }
    let closing = program.code[Int(instruction.d)]
    let isMatched =
      instruction.opcode == .tally
      ? closing.opcode == .answer && closing.mode == instruction.mode : closing.opcode == .collected
    guard isMatched else { throw VerificationFailure(.loop, at: place) }
  }
}
