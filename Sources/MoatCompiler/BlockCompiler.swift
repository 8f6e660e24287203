import MoatRuntime
import MoatSemantics
import MoatSyntax
import MoatValues

/// Writes the code of a kind: its levels as loops, and in each the rules that end there.
struct BlockCompiler {
  let rules: [CheckedRule]
  var builder = ProgramBuilder()
  var code = CodeBuilder()

  /// What a variable in scope is.
  struct Binding {
    var register: UInt16
    var paths: PathTree
  }

  /// The variables in scope, by the slots of the current rule.
  var bindings: [Int: Binding] = [:]
  var rule = 0

  init(rules: [CheckedRule]) {
    self.rules = rules
  }

  mutating func compile(_ tree: LevelTree) {
    let start = code.count
    code.beginBlock()
    code.point = SourcePoint()
    // The variable of each level has the register of its depth.
    for _ in 0..<tree.depth { _ = code.register() }
    compileLevel(tree, depth: 0, outer: [])
    code.emit(Instruction(.halt))
    code.endBlock(kind: tree.kind.rawValue, start: start, rules: tree.allRules.map { UInt32($0) })
  }

  private mutating func compileLevel(_ level: LevelTree, depth: Int, outer: [Binding]) {
    let mark = code.mark
    let paths = sharedPaths(of: level, depth: depth)
    let shared = assign(paths)
    let scope = outer + [Binding(register: UInt16(depth), paths: paths)]
    for place in level.rules { compileRule(place, scope) }
    for child in level.children { compileChild(child, depth: depth + 1, outer: scope) }
    code.point = SourcePoint()
    code.forget(shared)
    code.release(to: mark)
  }

  /// The paths from a level's variable in all the rules that see it.
  private func sharedPaths(of level: LevelTree, depth: Int) -> PathTree {
    let tree = PathTree()
    for place in level.allRules {
      let slot = rules[place].levels[depth].variable.slot
      let isInner = rules[place].levels.count > depth + 1
      for expression in rules[place].evaluated {
        expression.forEachPath(isRepeated: isInner) { variable, fields, isRepeated in
          if variable.slot == slot { tree.add(fields[...], isRepeated: isRepeated) }
        }
      }
    }
    return tree
  }

  /// Gives registers to shared paths, and begins them unread.
  mutating func assign(_ tree: PathTree) -> [UInt16] {
    let registers = tree.assign { code.register() }
    if let first = registers.first {
      code.emit(Instruction(.clear, a: first, c: UInt16(clamping: registers.count)))
      code.forget(registers)
    }
    return registers
  }

  private mutating func compileChild(_ level: LevelTree, depth: Int, outer: [Binding]) {
    guard let domain = level.domain else { return }
    code.point = SourcePoint()
    let mark = code.mark
    let parts = code.register()
    let unknown = code.label()
    let close = code.label()
    let end = code.label()
    let body = code.label()
    code.emit(Instruction(.parts, a: parts, b: UInt16(depth - 1), d: builder.part(domain)))
    code.emit(Instruction(.jumpIfUndetermined, a: parts), to: unknown)
    let slot = code.enterLoop()
    let collection = builder.partCollection()
    code.emit(Instruction(.openLevel, a: UInt16(depth), b: parts, c: slot, e: collection), to: close)
    code.place(body)
    compileLevel(level, depth: depth, outer: outer)
    code.emit(Instruction(.nextSubject, a: UInt16(depth), c: slot), to: body)
    code.place(close)
    code.emit(Instruction(.closeLevel, c: slot))
    code.leaveLoop()
    code.emit(Instruction(.jump), to: end)
    code.place(unknown)
    for place in level.allRules {
      code.point = SourcePoint(rule: UInt32(place))
      code.emit(Instruction(.unknownLevel, b: parts, c: UInt16(depth), d: UInt32(place)))
    }
    code.place(end)
    code.release(to: mark)
  }

  // MARK: Rules

  private mutating func compileRule(_ place: Int, _ scope: [Binding]) {
    let rule = rules[place]
    self.rule = place
    bindings = [:]
    for (level, binding) in zip(rule.levels, scope) { bindings[level.variable.slot] = binding }
    let mark = code.mark
    let end = code.label()
    code.point = SourcePoint(rule: UInt32(place))
    code.emit(Instruction(.rule, d: UInt32(place)), to: end)
    var filter = Instruction.none
    if let condition = rule.condition {
      filter = code.register()
      emit(condition, into: filter)
      code.emit(Instruction(.jumpIfFalse, a: filter), to: end)
    }
    compileChecks(rule)
    code.point = SourcePoint(rule: UInt32(place))
    code.emit(Instruction(.endRule, b: filter, d: UInt32(place)))
    code.place(end)
    code.release(to: mark)
  }

  private mutating func compileChecks(_ rule: CheckedRule) {
    let needed = Set(rule.checks.flatMap(\.leansOn))
    // Whether a check passed, for those that lean on it; one that is left out or excused counts as passed.
    var passed: [Int: UInt16] = [:]
    for check in needed.sorted() {
      let register = code.register()
      passed[check] = register
      code.emit(Instruction(.move, a: register, b: constant(.bool(true))))
    }
    for (place, check) in rule.checks.enumerated() {
      let mark = code.mark
      let end = code.label()
      for earlier in check.leansOn {
        if let register = passed[earlier] { code.emit(Instruction(.jumpIfFalse, a: register), to: end) }
      }
      if let excuse = check.excuse {
        let register = operand(excuse)
        code.emit(Instruction(.jumpIfTrue, a: register), to: end)
        code.release(to: mark)
      }
      let answer = operand(check.condition)
      point(at: check.condition)
      let mode: FormMode =
        switch check.form {
        case .require: .require
        case .denyWhen: .deny
        case .warnWhen: .warn
        }
      code.emit(
        Instruction(.check, mode: mode.rawValue, a: answer, b: passed[place] ?? Instruction.none))
      code.release(to: mark)
      code.place(end)
    }
  }
}

extension CheckedRule {
  /// The expressions on which its verdict rests.
  var evaluated: [CheckedExpression] {
    [condition].compactMap { $0 } + checks.flatMap { [$0.excuse, $0.condition].compactMap { $0 } }
  }
}
