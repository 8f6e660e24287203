import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatSyntax
import MoatValues

/// Expressions without a loop of their own.
extension BlockCompiler {
  mutating func point(at expression: CheckedExpression) {
    code.point = SourcePoint(rule: UInt32(rule), expression: UInt32(expression.id))
  }

  /// The operand of a constant: its register, or one into which it is loaded.
  mutating func constant(_ record: ConstantRecord) -> UInt16 {
    let place = builder.constant(record)
    if place < ProgramBuilder.residentLimit { return ProgramBuilder.firstConstant + UInt16(place) }
    let register = code.register()
    code.emit(Instruction(.load, a: register, d: UInt32(place)))
    return register
  }

  mutating func constant(_ value: Constant) -> UInt16 { constant(.constant(value)) }

  /// The constant that an expression is, in all runs or in each.
  private func constantRecord(of expression: CheckedExpression) -> ConstantRecord? {
    switch expression.form {
    case .constant(let value): return .constant(value)
    case .runFact(.today): return .today
    case .runFact(.kubernetesVersion): return .kubernetesVersion
    case .parameter(let index): return .parameter(rule: rule, index: index)
    case .data(let index): return .data(index)
    case .list(let elements):
      var values: [Constant] = []
      for element in elements {
        guard case .constant(let value)? = constantRecord(of: element) else { return nil }
        values.append(value)
      }
      return .constant(.list(values))
    default: return nil
    }
  }

  /// The register that holds the value of an expression from here on, a new one if need be.
  mutating func operand(_ expression: CheckedExpression) -> UInt16 {
    if let record = constantRecord(of: expression) { return constant(record) }
    if let path = expression.path, let binding = bindings[path.variable.slot] {
      point(at: expression)
      return read(path.fields, from: binding, into: nil)
    }
    let register = code.register()
    emit(expression, into: register)
    return register
  }

  /// Reads a path: what others share with it once, the rest of it now.
  private mutating func read(_ fields: [Field], from binding: Binding, into target: UInt16?) -> UInt16 {
    var base = binding.register
    var tree: PathTree? = binding.paths
    var pending: [Field] = []
    for field in fields {
      pending.append(field)
      tree = tree?.children[field.name]
      guard let shared = tree?.register else { continue }
      if code.filled?.contains(shared) != true {
        code.emit(
          Instruction(.readOnce, a: shared, b: base, c: UInt16(pending.count), d: builder.path(pending)))
        code.fill(shared)
      }
      base = shared
      pending = []
    }
    if pending.isEmpty {
      guard let target else { return base }
      code.emit(Instruction(.move, a: target, b: base))
      return target
    }
    let register = target ?? code.register()
    code.emit(Instruction(.read, a: register, b: base, c: UInt16(pending.count), d: builder.path(pending)))
    return register
  }

  /// Reads one field of a bound variable: that of `same field as`.
  mutating func read(_ field: Field, of binding: Binding) -> UInt16 { read([field], from: binding, into: nil) }

  /// Evaluates an expression into a register that nothing else uses meanwhile.
  mutating func emit(_ expression: CheckedExpression, into target: UInt16) {
    if let record = constantRecord(of: expression) {
      let source = constant(record)
      code.emit(Instruction(.move, a: target, b: source))
      return
    }
    if let path = expression.path, let binding = bindings[path.variable.slot] {
      point(at: expression)
      _ = read(path.fields, from: binding, into: target)
      return
    }
    let mark = code.mark
    switch expression.form {
    case .constant, .variable, .runFact, .parameter, .data: break
    case .field(let base, let field):
      let source = operand(base)
      point(at: expression)
      code.emit(Instruction(.read, a: target, b: source, c: 1, d: builder.path([field])))
    case .index(let base, let key): emitIndex(expression, base, key, into: target)
    case .not(let inner): emitUnary(.not, inner, of: expression, into: target)
    case .negate(let inner): emitUnary(.negate, inner, of: expression, into: target)
    case .and(let left, let right): emitJunction(.and, left, right, of: expression, into: target)
    case .or(let left, let right): emitJunction(.or, left, right, of: expression, into: target)
    case .otherwise(let left, let right):
      emit(left, into: target)
      let end = code.label()
      code.emit(Instruction(.jumpIfPresent, a: target), to: end)
      emit(right, into: target)
      code.place(end)
    case .arithmetic(let sign, let left, let right) where Self.isCollection(left.type):
      var record = RelationRecord(
        relation: .isIn, members: builder.elements(of: left.type), operands: builder.elements(of: right.type))
      record.comparison = Self.rules(Self.element(of: left.type), Self.element(of: right.type), false)
      let operation: ListArithmetic.Operation =
        sign == .subtract ? .subtract : Self.isSet(left.type) ? .joinSets : .joinLists
      let combine = Instruction(
        .combine, a: target, d: builder.relation(record), e: UInt32(operation.rawValue))
      emitBinary(combine, left, right, of: expression)
    case .arithmetic(let sign, let left, let right):
      let opcode: Opcode =
        switch sign {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        }
      emitBinary(Instruction(opcode, a: target), left, right, of: expression)
    case .comparison(let comparison, let left, let right, let ignoringCase):
      emitComparison(comparison, left, right, ignoringCase, of: expression, into: target)
    case .relation(let relation, let isNegated, let many, let left, let right, let ignoringCase):
      let record = relationRecord(relation, isNegated, many, left.type, right.type, ignoringCase)
      emitBinary(Instruction(.relate, a: target, d: builder.relation(record)), left, right, of: expression)
    case .test(let test, let isNegated, let inner): emitTest(test, isNegated, inner, of: expression, into: target)
    case .call(let function, let arguments): emitCall(function, arguments, of: expression, into: target)
    case .list(let elements): emitRun(.list, elements, of: expression, into: target)
    case .map(let pairs):
      emitRun(.map, pairs.flatMap { [$0.key, $0.value] }, of: expression, into: target)
    case .quantified(let quantified): emitQuantified(quantified, of: expression, into: target)
    case .comprehension(let element, let variable, let domain, let condition):
      emitComprehension(element, variable, domain, condition, of: expression, into: target)
    }
    code.release(to: mark)
  }

  private mutating func emitUnary(
    _ opcode: Opcode, _ inner: CheckedExpression, of expression: CheckedExpression, into target: UInt16
  ) {
    let source = operand(inner)
    point(at: expression)
    code.emit(Instruction(opcode, a: target, b: source))
  }

  private mutating func emitBinary(
    _ instruction: Instruction, _ left: CheckedExpression, _ right: CheckedExpression, of expression: CheckedExpression
  ) {
    var finished = instruction
    finished.b = operand(left)
    finished.c = operand(right)
    point(at: expression)
    code.emit(finished)
  }

  /// The right operand is evaluated unless the left one decides, and then the two are joined.
  private mutating func emitJunction(
    _ opcode: Opcode, _ left: CheckedExpression, _ right: CheckedExpression, of expression: CheckedExpression,
    into target: UInt16
  ) {
    emit(left, into: target)
    let end = code.label()
    point(at: expression)
    code.emit(Instruction(opcode == .and ? .jumpIfFalse : .jumpIfTrue, a: target), to: end)
    let second = operand(right)
    point(at: expression)
    code.emit(Instruction(opcode, a: target, b: target, c: second))
    code.place(end)
  }

  private mutating func emitIndex(
    _ expression: CheckedExpression, _ base: CheckedExpression, _ key: CheckedExpression, into target: UInt16
  ) {
    let elements = builder.elements(of: base.type)
    let mode = elements.isLeafless ? FieldRecord.noLeaf : elements.leaf.rawValue
    let table = elements.table
    if case .constant(.string(let text)) = key.form {
      let source = operand(base)
      point(at: expression)
      code.emit(Instruction(.member, mode: mode, a: target, b: source, d: builder.key(text), e: table))
      return
    }
    emitBinary(Instruction(.index, mode: mode, a: target, e: table), base, key, of: expression)
  }

  private mutating func emitComparison(
    _ comparison: MoatSyntax.Comparison, _ left: CheckedExpression, _ right: CheckedExpression, _ ignoringCase: Bool,
    of expression: CheckedExpression, into target: UInt16
  ) {
    let rules = Self.rules(left.type, right.type, ignoringCase).rawValue
    var instruction = Instruction(.order, mode: rules, a: target)
    switch comparison {
    case .equal: instruction.opcode = .equal
    case .notEqual: instruction.opcode = .notEqual
    case .less: instruction.e = UInt32(OrderMode.less.rawValue)
    case .lessOrEqual: instruction.e = UInt32(OrderMode.lessOrEqual.rawValue)
    case .greater: instruction.e = UInt32(OrderMode.greater.rawValue)
    case .greaterOrEqual: instruction.e = UInt32(OrderMode.greaterOrEqual.rawValue)
    }
    emitBinary(instruction, left, right, of: expression)
  }

  /// By which rules values of two types are compared.
  static func rules(_ left: Type, _ right: Type, _ ignoringCase: Bool) -> MoatValues.Comparison {
    if ignoringCase { return .ignoringCase }
    let first = MoatValues.Comparison(left)
    return first == .plain ? MoatValues.Comparison(right) : first
  }

  private static func isCollection(_ type: Type) -> Bool {
    switch type.unwrapped {
    case .list, .set: true
    default: false
    }
  }

  private static func isSet(_ type: Type) -> Bool {
    if case .set = type.unwrapped { return true }
    return false
  }

  private static func element(of type: Type) -> Type {
    switch type.unwrapped {
    case .list(let element), .set(let element): element
    default: .any
    }
  }

  private mutating func emitTest(
    _ test: StateTest, _ isNegated: Bool, _ inner: CheckedExpression, of expression: CheckedExpression,
    into target: UInt16
  ) {
    var instruction = Instruction(.state, a: target)
    switch (test, inner.form) {
    case (.written, .field(let base, let field)), (.null, .field(let base, let field)):
      instruction.opcode = test == .null ? .null : .written
      instruction.b = operand(base)
      instruction.d = builder.path([field])
    case (.null, .index(let base, let key)):
      instruction.opcode = .nullElement
      instruction.b = operand(base)
      instruction.c = operand(key)
    case (.null, _):
      instruction.opcode = .nullValue
      if case .variable = inner.form { instruction.d = 1 }
      instruction.b = operand(inner)
    default:
      let mode: StateMode =
        switch test {
        case .empty: isNegated ? .notEmpty : .empty
        case .missing: isNegated ? .exists : .missing
        default: isNegated ? .missing : .exists
        }
      instruction.mode = mode.rawValue
      instruction.b = operand(inner)
    }
    point(at: expression)
    code.emit(instruction)
    if isNegated, instruction.opcode != .state { code.emit(Instruction(.not, a: target, b: target)) }
  }

  private mutating func emitCall(
    _ function: Function, _ arguments: [CheckedExpression], of expression: CheckedExpression, into target: UInt16
  ) {
    let mode: FunctionMode =
      switch function {
      case .count: .count
      case .sum: .sum
      case .min: .min
      case .max: .max
      case .words: .words
      case .lower: .lower
      case .split: .split
      case .first: .first
      case .last: .last
      case .duplicates: .duplicates
      case .wellFormed: .wellFormed
      case .beyond: .beyond
      case .secrets: .secrets
      case .namesSecret: .namesSecret
      case .isSecret: .isSecret
      case .inVersionRange: .inVersionRange
      case .sameImage: .sameImage
      }
    var instruction = Instruction(.call, mode: mode.rawValue, a: target, c: Instruction.none)
    instruction.b = arguments.first.map { operand($0) } ?? constant(.missing)
    if arguments.count > 1 { instruction.c = operand(arguments[1]) }
    instruction.d = builder.collection(arguments.first?.type ?? .any)
    let element = Self.element(of: arguments.first?.type ?? .any)
    instruction.e = UInt32(MoatValues.Comparison(element).rawValue)
    point(at: expression)
    code.emit(instruction)
  }

  /// A list or a map of values in registers that stand one after the other.
  private mutating func emitRun(
    _ opcode: Opcode, _ elements: [CheckedExpression], of expression: CheckedExpression, into target: UInt16
  ) {
    let first = code.mark
    let registers = elements.map { _ in code.register() }
    for (register, element) in zip(registers, elements) { emit(element, into: register) }
    point(at: expression)
    code.emit(Instruction(opcode, a: target, b: UInt16(clamping: first), c: UInt16(clamping: elements.count)))
  }

  private mutating func relationRecord(
    _ relation: Relation, _ isNegated: Bool, _ many: Many?, _ left: Type, _ right: Type, _ ignoringCase: Bool
  ) -> RelationRecord {
    let operands = builder.elements(of: right)
    var element = right
    if many != nil {
      switch right {
      case .set(let type), .list(let type): element = type
      default: element = .any
      }
    }
    let mode: RelationMode =
      switch relation {
      case .in: .isIn
      case .includes: .includes
      case .matches: element.unwrapped == .glob ? .matchesGlob : .matchesRegex
      case .selects: .selects
      case .contains: .contains
      case .startsWith: .startsWith
      case .endsWith: .endsWith
      case .isUnder: element == .imagePrefix ? .isUnderPrefix : .isUnderPath
      case .isWithin: .isWithin
      case .covers: .covers
      case .overlaps: .overlaps
      }
    let collection = relation == .includes ? left : element
    let member = relation == .includes ? element : left
    var record = RelationRecord(
      relation: mode, members: builder.elements(of: collection), operands: operands)
    record.many = many == nil ? .one : many == .all ? .all : .any
    record.isNegated = isNegated
    record.ignoresCase = ignoringCase
    record.comparison = Self.rules(member, Self.element(of: collection), ignoringCase)
    record.isServiceSelector = left.unwrapped == .serviceSelector
    return record
  }
}
