import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatValues

/// Quantifiers and comprehensions: each a loop.
extension BlockCompiler {
  /// A loop that is being written.
  private struct Loop {
    var slot: UInt16
    var variable: UInt16
    var body: Label
    var next: Label
    var close: Label
    var shared: [UInt16]
    /// Whether an element belongs and passes the filter; none if all do.
    var filter: UInt16
  }

  mutating func emitQuantified(
    _ quantified: CheckedQuantified, of expression: CheckedExpression, into target: UInt16
  ) {
    let (mode, count) = amount(quantified.amount)
    let limit = count.map { operand($0) }
    let paths = PathTree()
    for part in [quantified.condition, quantified.body].compactMap({ $0 }) {
      add(part, of: quantified.variable, to: paths)
    }
    let isEvery = mode == .every
    let plan = JoinPlanner(variable: quantified.variable, domain: quantified.domain)
      .plan([quantified.condition, isEvery ? nil : quantified.body])
    let loop = open(
      quantified.domain, quantified.variable, paths, plan, others: quantified.others, quantified.condition,
      of: expression)
    let mark = code.mark
    let body = operand(quantified.body)
    point(at: expression)
    code.emit(
      Instruction(
        .tally, mode: mode.rawValue, a: body, b: loop.filter, c: loop.slot,
        e: limit.map { UInt32($0) } ?? UInt32.max),
      to: loop.close)
    code.release(to: mark)
    close(loop, variable: quantified.variable)
    code.emit(
      Instruction(
        .answer, mode: mode.rawValue, a: target, b: limit ?? Instruction.none, c: loop.slot))
  }

  private func amount(_ amount: CheckedQuantified.Amount) -> (AmountMode, CheckedExpression?) {
    switch amount {
    case .some: (.some, nil)
    case .every: (.every, nil)
    case .no: (.no, nil)
    case .exactly(let count): (.exactly, count)
    case .atLeast(let count): (.atLeast, count)
    case .atMost(let count): (.atMost, count)
    }
  }

  mutating func emitComprehension(
    _ element: CheckedExpression, _ variable: Variable, _ domain: CheckedDomain, _ condition: CheckedExpression?,
    of expression: CheckedExpression, into target: UInt16
  ) {
    let paths = PathTree()
    for part in [condition, element].compactMap({ $0 }) { add(part, of: variable, to: paths) }
    let plan = JoinPlanner(variable: variable, domain: domain).plan([condition])
    let loop = open(domain, variable, paths, plan, others: [], condition, of: expression)
    let mark = code.mark
    let value = operand(element)
    point(at: expression)
    code.emit(Instruction(.collect, a: value, b: loop.filter, c: loop.slot), to: loop.close)
    code.release(to: mark)
    close(loop, variable: variable)
    code.emit(Instruction(.collected, a: target, c: loop.slot))
  }

  private func add(_ expression: CheckedExpression, of variable: Variable, to tree: PathTree) {
    expression.forEachPath { other, fields, isRepeated in
      if other.slot == variable.slot { tree.add(fields[...], isRepeated: isRepeated) }
    }
  }

  /// Evaluates the domain, opens the loop and writes what leaves elements out, up to the body.
  private mutating func open(
    _ domain: CheckedDomain, _ variable: Variable, _ paths: PathTree, _ plan: JoinPlan?, others: [Variable],
    _ condition: CheckedExpression?, of expression: CheckedExpression
  ) -> Loop {
    var instruction = Instruction(.open)
    var wanted: UInt16?
    var sameField: Field?
    switch domain {
    case .elements(let collection):
      instruction.b = operand(collection)
      instruction.e = builder.collection(collection.type)
    case .parts(let part, let whole):
      let source = operand(whole)
      instruction.b = code.register()
      point(at: expression)
      code.emit(Instruction(.parts, a: instruction.b, b: source, d: builder.part(part)))
      instruction.e = builder.partCollection()
    case .documents(let kind, let field, let value):
      instruction.opcode = .openDocuments
      sameField = value == nil ? nil : field
      let keys = emitKeys(plan)
      if let value { wanted = operand(value) }
      instruction.b = keys
      instruction.e = builder.join(join(kind, plan, isOfNamespace: value != nil && field?.isEffectiveNamespace == true))
    }
    instruction.a = code.register()
    instruction.c = code.enterLoop()
    var loop = Loop(
      slot: instruction.c, variable: instruction.a, body: code.label(), next: code.label(), close: code.label(),
      shared: [], filter: Instruction.none)
    if let sameField { paths.add([sameField], isRepeated: false) }
    point(at: expression)
    code.emit(instruction, to: loop.close)
    code.place(loop.body)
    loop.shared = assign(paths)
    for other in others {
      guard let binding = bindings[other.slot] else { continue }
      code.emit(Instruction(.jumpIfSame, a: loop.variable, b: binding.register), to: loop.next)
    }
    bindings[variable.slot] = Binding(register: loop.variable, paths: paths)
    emitFilter(&loop, variable, sameField, wanted, condition)
    return loop
  }

  /// *Belongs* and *filter*, in this order; an element of which one is false is passed over.
  private mutating func emitFilter(
    _ loop: inout Loop, _ variable: Variable, _ sameField: Field?, _ wanted: UInt16?, _ condition: CheckedExpression?
  ) {
    if let sameField, let wanted, let binding = bindings[variable.slot] {
      loop.filter = code.register()
      let mark = code.mark
      let own = read(sameField, of: binding)
      let rules = MoatValues.Comparison(sameField.type)
      code.emit(Instruction(.equal, mode: rules.rawValue, a: loop.filter, b: own, c: wanted))
      code.release(to: mark)
      code.emit(Instruction(.jumpIfFalse, a: loop.filter), to: loop.next)
    }
    guard let condition else { return }
    if loop.filter == Instruction.none {
      loop.filter = code.register()
      emit(condition, into: loop.filter)
    } else {
      let mark = code.mark
      let second = operand(condition)
      code.emit(Instruction(.and, a: loop.filter, b: loop.filter, c: second))
      code.release(to: mark)
    }
    code.emit(Instruction(.jumpIfFalse, a: loop.filter), to: loop.next)
  }

  private mutating func close(_ loop: Loop, variable: Variable) {
    code.place(loop.next)
    code.emit(Instruction(.next, a: loop.variable, c: loop.slot), to: loop.body)
    code.place(loop.close)
    code.forget(loop.shared)
    code.leaveLoop()
    bindings[variable.slot] = nil
  }

  // MARK: Joins

  /// - Parameter isOfNamespace: true if the first value that the plan asks for is the namespace of `same namespace as`.
  private mutating func join(_ kind: ObjectTypeID, _ plan: JoinPlan?, isOfNamespace: Bool) -> JoinRecord {
    var probes: [ProbeRecord] = []
    for probe in plan?.probes ?? [] {
      let paths = probe.paths.map { PathRecord(firstField: builder.path($0), fieldCount: UInt16($0.count)) }
      let index = builder.index(IndexRecord(kind: kind.rawValue, form: probe.form, paths: paths))
      probes.append(ProbeRecord(index: index, isServiceSelector: probe.isServiceSelector))
    }
    return JoinRecord(kind: kind.rawValue, probes: probes, isOfNamespace: isOfNamespace && !probes.isEmpty)
  }

  /// The wanted values of all probes, in registers one after the other; the first of them.
  private mutating func emitKeys(_ plan: JoinPlan?) -> UInt16 {
    let wanted = plan?.probes.flatMap(\.wanted) ?? []
    let first = UInt16(clamping: code.mark)
    let registers = wanted.map { _ in code.register() }
    for (register, value) in zip(registers, wanted) { emit(value, into: register) }
    return wanted.isEmpty ? 0 : first
  }
}
