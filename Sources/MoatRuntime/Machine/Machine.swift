import MoatDocument
package import MoatKinds
import MoatSource
import MoatValues

/// Runs a verified program over units of documents: one for each worker, with registers and scratch memory of its own.
///
/// The loop (`execute`) is one function on pointers. It checks no operand: the verifier has done so. What is rare is
/// called out of line.
@safe
package final class Machine {
  /// The elements that one rule may visit for one subject, all quantifiers together. The cost of a rule is bounded before it
  /// runs; this holds even so.
  package static let elementLimit = 100_000_000

  let plan: RunPlan
  private(set) var reader: PathReader
  let context: EvaluationContext
  let scratch: Scratch
  let registers: UnsafeMutablePointer<Value>
  let loops: UnsafeMutablePointer<LoopState>
  /// By rule: not zero if the rule is left out for the unit.
  private let isLeftOut: UnsafeMutablePointer<UInt8>
  let relations: UnsafeMutablePointer<RelationRecord>
  let parts: UnsafeMutablePointer<PartRecord>
  let collections: UnsafeMutablePointer<CollectionRecord>
  let regexScratch = RegexScratch()
  /// The elements of open comprehensions, the innermost last.
  var collected: [Value] = []
  /// How many there are, at an address that the loop may read without asking who else does.
  let collectedCount: UnsafeMutablePointer<Int>
  /// Runs of candidates of a join, and for each loop the memory of a union of runs.
  var runs: [UnitRun] = []
  var unions: [UnitUnion]
  /// Patterns that only a document knows, by their text.
  var patterns: [String: RegularExpression] = [:]
  private var pending: [SubjectRecord] = []
  /// Of the unit at hand, how many subjects of a rule were noted, and how many beyond the limit.
  private var noted: [RunRecords.Counts]
  private var overflow: [UInt32: RunRecords.Counts] = [:]
  private var repeated: [UInt32: RunRecords.Counts] = [:]
  /// The subjects of one rule in one unit that are kept, for each verdict.
  package var subjectLimit = Int.max
  /// `Machine.elementLimit`, but for tests.
  package var elementLimit = Machine.elementLimit
  /// The documents that joins had before them so far: their indexes have ruled out the others.
  package internal(set) var candidateCount = 0
  /// True for a rule whose cost over a unit is above the limit; asked before the unit's subjects.
  package var isOverCost: ((_ rule: Int, _ unit: UInt32) -> Bool)?

  /// - Parameter context: of this worker, over the documents of the plan.
  package init(_ plan: RunPlan, in context: EvaluationContext) {
    self.plan = plan
    self.context = context
    scratch = context.scratch
    let linked = plan.linked
    unsafe reader = PathReader(
      fields: linked.fields, pathSymbols: linked.pathSymbols, constants: linked.constants, units: plan.units,
      cold: ColdReader(context, linked.enumerations))
    unsafe relations = linked.relations
    unsafe parts = linked.parts
    unsafe collections = linked.collections
    let program = linked.program
    unsafe registers = .allocate(capacity: program.frameSize + program.residentConstants + 1)
    unsafe registers.initialize(repeating: .missing, count: program.frameSize)
    for place in 0..<program.residentConstants {
      unsafe (registers + program.frameSize + place).initialize(to: linked.constants[place])
    }
    unsafe loops = .allocate(capacity: program.loopDepth + 1)
    unsafe loops.initialize(repeating: LoopState(), count: program.loopDepth + 1)
    unsafe isLeftOut = .allocate(capacity: program.rules.count + 1)
    unsafe isLeftOut.initialize(repeating: 0, count: program.rules.count + 1)
    unsafe collectedCount = .allocate(capacity: 1)
    unsafe collectedCount.initialize(to: 0)
    noted = Array(repeating: RunRecords.Counts(), count: program.rules.count)
    unions = Array(repeating: UnitUnion([]), count: program.loopDepth + 1)
  }

  deinit {
    unsafe registers.deallocate()
    unsafe loops.deallocate()
    unsafe collectedCount.deallocate()
    unsafe isLeftOut.deallocate()
  }

  /// Goes over to the documents that the plan was filled with since.
  func takePlan() { unsafe reader.units = plan.units }

  /// Runs all rules over the units of a range, each under all the kinds that it belongs to.
  ///
  /// - Parameter recordLimit: the number of records after which the run pauses at the end of a unit.
  /// - Returns: the unit at which to go on; the end of the range if there is none.
  @discardableResult
  package func run(units: Range<UInt32>, into records: inout RunRecords, recordLimit: Int = Int.max) -> UInt32 {
    // What the explainers left there is none of the unit's.
    scratch.reset()
    var next = units.lowerBound
    while next < units.upperBound {
      next = runUntilRecord(units: next..<units.upperBound, into: &records)
      if records.subjects.count >= recordLimit { break }
    }
    return next
  }

  /// Stops behind the first unit that left a record.
  private func runUntilRecord(units: Range<UInt32>, into records: inout RunRecords) -> UInt32 {
    let ruleCount = records.counts.count
    return unsafe records.counts.withUnsafeMutableBufferPointer { counts in
      guard let counts = counts.baseAddress else { return units.upperBound }
      for unit in units {
        for block in plan.blocks(ofUnit: Int(unit)) { unsafe run(Int(block), unit, counts) }
        if scratch.isExhausted { records.exhausted.append(account(ofExhausted: unit, ruleCount)) }
        scratch.reset()
        guard !pending.isEmpty else { continue }
        for record in pending { noted[Int(record.rule)] = RunRecords.Counts() }
        if !overflow.isEmpty {
          for (rule, counts) in overflow.sorted(by: { $0.key < $1.key }) {
            records.unlisted.append(UnlistedSubjects(unit: unit, rule: rule, counts: counts))
          }
          overflow.removeAll()
        }
        for (rule, counts) in repeated.sorted(by: { $0.key < $1.key }) {
          records.unlisted.append(UnlistedSubjects(unit: unit, rule: rule, counts: counts, areRepeated: true))
        }
        repeated.removeAll()
        // The blocks and their loops go by kinds; within a rule, the order is that of the document.
        if pending.count > 1 { sortPending() }
        records.subjects += pending
        pending.removeAll(keepingCapacity: true)
        return unit + 1
      }
      return units.upperBound
    }
  }

  /// What the unit added to the counts: it is run once more, and gives the same.
  private func account(ofExhausted unit: UInt32, _ ruleCount: Int) -> RunRecords.Exhausted {
    scratch.reset()
    let kept = (pending, noted, overflow, repeated)
    defer { (pending, noted, overflow, repeated) = kept }
    let blocks = plan.blocks(ofUnit: Int(unit))
    var counts = Array(repeating: RunRecords.Counts(), count: ruleCount)
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      guard let counts = counts.baseAddress else { return }
      for block in blocks { unsafe run(Int(block), unit, counts) }
    }
    let rules = blocks.flatMap { plan.linked.program.blocks[Int($0)].rules }
    return RunRecords.Exhausted(unit: unit, counts: counts, rules: rules.sorted())
  }

  /// Puts the records of a unit in order; they are few, and most stand in their places.
  private func sortPending() {
    for place in 1..<pending.count where Self.precedes(pending[place], pending[place - 1]) {
      guard pending.count <= Self.insertionLimit else {
        pending = pending.enumerated().sorted { left, right in
          left.element.rule == right.element.rule
            ? left.offset < right.offset : left.element.rule < right.element.rule
        }.map(\.element)
        return
      }
      var target = place
      while target > 0, Self.precedes(pending[target], pending[target - 1]) {
        pending.swapAt(target, target - 1)
        target -= 1
      }
    }
  }

  /// Up to so many records an insertion into place costs less than a sort.
  private static let insertionLimit = 24

  private static func precedes(_ left: SubjectRecord, _ right: SubjectRecord) -> Bool { left.rule < right.rule }

  private func run(_ block: Int, _ unit: UInt32, _ counts: UnsafeMutablePointer<RunRecords.Counts>) {
    unsafe registers[0] = .node(PathReader.anchor(0, plan.units + Int(unit)), unit: unit)
    if let isOverCost {
      for rule in plan.linked.program.blocks[block].rules {
        let isOver = isOverCost(Int(rule), unit)
        unsafe isLeftOut[Int(rule)] = isOver ? 1 : 0
        if isOver { unsafe note(rule, .undetermined, levels: 1, cause: .undetermined(.overCost), counts) }
      }
    }
    unsafe execute(plan.linked.starts[block], counts)
  }

  /// What a rule says of the current subject so far.
  struct RuleState {
    var rule: UInt32 = 0
    var worst = SubjectVerdict.pass
    var elements = 0
    var cause = Value.missing
    /// Where the code goes on if the limit of elements is passed.
    var end = 0
  }

  /// The loop.
  private func execute(_ start: Int, _ counts: UnsafeMutablePointer<RunRecords.Counts>) {
    let code = unsafe plan.linked.code
    let r = unsafe registers
    let loops = unsafe loops
    let reader = reader
    let elementLimit = elementLimit
    var state = RuleState()
    var pc = start
    while true {
      let i = unsafe code[pc]
      pc += 1
      switch i.opcode {
      case .move: unsafe r[Int(i.a)] = r[Int(i.b)]
      case .load: unsafe r[Int(i.a)] = reader.constants[Int(i.d)]
      case .clear: unsafe Self.clear(r + Int(i.a), Int(i.c))
      case .list, .map: unsafe r[Int(i.a)] = makeCollection(i)
      case .read: unsafe r[Int(i.a)] = reader.read(r[Int(i.b)], Int(i.d), Int(i.c))
      case .readOnce:
        if unsafe r[Int(i.a)].reserved == Self.unread {
          unsafe r[Int(i.a)] = reader.read(r[Int(i.b)], Int(i.d), Int(i.c))
        }
      case .written, .null, .nullElement, .nullValue: unsafe r[Int(i.a)] = ask(i)
      case .index, .member: unsafe r[Int(i.a)] = lookUp(i)
      case .not: unsafe r[Int(i.a)] = LoopState.not(r[Int(i.b)])
      case .and: unsafe r[Int(i.a)] = LoopState.and(r[Int(i.b)], r[Int(i.c)])
      case .or: unsafe r[Int(i.a)] = LoopState.or(r[Int(i.b)], r[Int(i.c)])
      case .state: unsafe r[Int(i.a)] = Self.state(i.mode, r[Int(i.b)], reader)
      case .equal: unsafe r[Int(i.a)] = equal(r[Int(i.b)], r[Int(i.c)], i.mode, isNegated: 0)
      case .notEqual: unsafe r[Int(i.a)] = equal(r[Int(i.b)], r[Int(i.c)], i.mode, isNegated: 1)
      case .order: unsafe r[Int(i.a)] = order(r[Int(i.b)], r[Int(i.c)], i.mode, i.e)
      case .relate: unsafe r[Int(i.a)] = relate(r[Int(i.b)], r[Int(i.c)], i.d)
      case .add, .subtract, .multiply, .divide, .negate: unsafe r[Int(i.a)] = compute(i).asCause
      case .combine: unsafe r[Int(i.a)] = combine(i).asCause
      case .call: unsafe r[Int(i.a)] = call(i).asCause
      case .jump: pc = Int(i.d)
      case .jumpIfFalse: if unsafe r[Int(i.a)].tag == .bool && r[Int(i.a)].bits == 0 { pc = Int(i.d) }
      case .jumpIfTrue: if unsafe r[Int(i.a)].tag == .bool && r[Int(i.a)].bits != 0 { pc = Int(i.d) }
      case .jumpIfPresent: if unsafe !PathReader.isAbsent(r[Int(i.a)]) { pc = Int(i.d) }
      case .jumpIfUndetermined: if unsafe r[Int(i.a)].tag == .undetermined { pc = Int(i.d) }
      case .jumpIfSame: if unsafe isSame(r[Int(i.a)], r[Int(i.b)]) { pc = Int(i.d) }
      case .parts: unsafe r[Int(i.a)] = parts(Int(i.d), of: r[Int(i.b)])
      case .open, .openLevel:
        if unsafe !open(&loops[Int(i.c)], r[Int(i.b)], i.e, &r[Int(i.a)]) { pc = Int(i.d) }
      case .openDocuments: if !openDocuments(i) { pc = Int(i.d) }
      case .next:
        state.elements += 1
        if state.elements > elementLimit {
          unsafe abandon(state, counts)
          pc = state.end
        } else if unsafe advance(&loops[Int(i.c)], &r[Int(i.a)]) {
          pc = Int(i.d)
        }
      case .nextSubject: if unsafe advance(&loops[Int(i.c)], &r[Int(i.a)]) { pc = Int(i.d) }
      case .tally: if unsafe tally(i, &loops[Int(i.c)]) { pc = Int(i.d) }
      case .answer: unsafe r[Int(i.a)] = answer(i)
      case .collect: if unsafe collect(i, &loops[Int(i.c)]) { pc = Int(i.d) }
      case .collected: unsafe r[Int(i.a)] = closeCollection(loops[Int(i.c)])
      case .closeLevel: break
      case .rule:
        state = RuleState(rule: i.d, end: Int(i.e))
        if unsafe isLeftOut[Int(i.d)] != 0 { pc = Int(i.e) }
      case .check: check(i, &state)
      case .endRule: unsafe finish(i, state, counts)
      case .unknownLevel: unsafe note(i.d, .undetermined, levels: Int(i.c), cause: r[Int(i.b)], counts, ifCounted: true)
      case .halt: return
      }
    }
  }
}

/// What rules say of their subjects.
extension Machine {
  /// The form and the answer of a check; `b` becomes whether it passed.
  @inline(__always)
  private func check(_ instruction: Instruction, _ state: inout RuleState) {
    let answer = unsafe LoopState.truth(registers[Int(instruction.a)])
    var verdict = SubjectVerdict.pass
    if answer.tag != .bool {
      verdict = .undetermined
      if state.cause.tag == .missing { state.cause = answer }
    } else if (answer.bits != 0) != (instruction.mode == FormMode.require.rawValue) {
      verdict = instruction.mode == FormMode.warn.rawValue ? .warn : .fail
    }
    if state.worst.weight < verdict.weight { state.worst = verdict }
    if instruction.b != Instruction.none { unsafe registers[Int(instruction.b)] = .bool(verdict.weight == 0) }
  }

  /// Counts the verdict of a subject, and notes one that does not pass.
  @inline(__always)
  private func finish(
    _ instruction: Instruction, _ state: RuleState, _ counts: UnsafeMutablePointer<RunRecords.Counts>
  ) {
    WorkMeter.add(state.elements + 1)
    if state.worst.weight == 0 {
      unsafe counts[Int(state.rule)].pass += 1
      return
    }
    unsafe finishWithoutPass(instruction, state, counts)
  }

  @inline(never)
  private func finishWithoutPass(
    _ instruction: Instruction, _ state: RuleState, _ counts: UnsafeMutablePointer<RunRecords.Counts>
  ) {
    var verdict = state.worst
    var cause = verdict == .undetermined ? state.cause : .missing
    if verdict == .fail, instruction.b != Instruction.none {
      let scope = unsafe LoopState.truth(registers[Int(instruction.b)])
      if scope.tag == .undetermined { (verdict, cause) = (.undetermined, scope) }
    }
    let levels = plan.linked.program.rules[Int(state.rule)].levelCount
    unsafe note(state.rule, verdict, levels: levels, cause: cause, counts)
  }

  private func note(
    _ rule: UInt32, _ verdict: SubjectVerdict, levels: Int, cause: Value,
    _ counts: UnsafeMutablePointer<RunRecords.Counts>, ifCounted: Bool = false
  ) {
    if ifCounted, unsafe isLeftOut[Int(rule)] != 0 { return }
    unsafe counts[Int(rule)][verdict] += 1
    noted[Int(rule)][verdict] += 1
    if noted[Int(rule)][verdict] > subjectLimit {
      // What is not known for a reason that the document has once is one finding, and is among those that are kept.
      if verdict == .undetermined, cause.isOfDocument(in: context.documents),
        pending.contains(where: { $0.rule == rule && $0.cause.isOfDocument(in: context.documents) })
      {
        repeated[rule, default: .init()][verdict] += 1
        return
      }
      overflow[rule, default: .init()][verdict] += 1
      return
    }
    let values = (0..<levels).map { unsafe registers[$0] }
    pending.append(SubjectRecord(rule: rule, verdict: verdict, levels: values, cause: cause))
  }

  /// The limit of elements is passed: the subject is undetermined, whatever its checks said.
  private func abandon(_ state: RuleState, _ counts: UnsafeMutablePointer<RunRecords.Counts>) {
    collected.removeAll()
    unsafe collectedCount.pointee = 0
    let levels = plan.linked.program.rules[Int(state.rule)].levelCount
    unsafe note(state.rule, .undetermined, levels: levels, cause: .undetermined(.overCost), counts)
  }
}
