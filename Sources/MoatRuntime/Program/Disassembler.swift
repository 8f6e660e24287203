import MoatKinds
import MoatValues

/// A program as text, one line an instruction, with its paths and constants spelt out.
package enum Disassembler {
  /// The blocks in order. `rule` leaves only the instructions that were made from it, and those that serve several.
  package static func disassemble(_ program: Program, rule: Int? = nil) -> String {
    var lines: [String] = []
    for block in program.blocks where rule.map({ block.rules.contains(UInt32($0)) }) ?? true {
      lines.append("block \(kindName(block.kind))")
      for place in Int(block.start)..<Int(block.end) {
        let made = program.sourceMap[place].rule
        if let rule, made != SourcePoint.none, made != UInt32(rule) { continue }
        lines.append(line(program, place))
      }
    }
    return lines.joined(separator: "\n") + (lines.isEmpty ? "" : "\n")
  }

  /// One instruction with its number.
  package static func line(_ program: Program, _ place: Int) -> String {
    let instruction = program.code[place]
    let shape = instruction.opcode.shape
    var operands: [String] = []
    for (role, operand) in [(shape.a, instruction.a), (shape.b, instruction.b), (shape.c, instruction.c)] {
      if let text = text(role, operand, instruction, program) { operands.append(text) }
    }
    if let mode = mode(instruction.mode, shape.mode) { operands.append(mode) }
    if let text = word(shape.d, instruction.d, instruction, program) { operands.append(text) }
    if let text = word(shape.e, instruction.e, instruction, program) { operands.append(text) }
    let number = padded(String(place), 5, isNumber: true)
    let name = "\(instruction.opcode)"
    if operands.isEmpty { return "\(number)  \(name)" }
    return "\(number)  \(padded(name, 19, isNumber: false))\(operands.joined(separator: ", "))"
  }

  private static func padded(_ text: String, _ width: Int, isNumber: Bool) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return isNumber ? space + text : text + space
  }

  private static func kindName(_ kind: UInt32) -> String {
    Catalogue().objectType(ObjectTypeID(rawValue: kind))?.name ?? "kind \(kind)"
  }

  private static func text(
    _ role: OperandShape.Register, _ operand: UInt16, _ instruction: Instruction, _ program: Program
  ) -> String? {
    switch role {
    case .unused, .count: nil
    case .slot: "loop \(operand)"
    case .readRun:
      program.runLength(instruction) == 0
        ? nil : (0..<program.runLength(instruction)).map { "r\(Int(operand) + $0)" }.joined(separator: " ")
    case .clearRun: (0..<Int(instruction.c)).map { "r\(Int(operand) + $0)" }.joined(separator: " ")
    case .write, .read: register(Int(operand), program)
    case .readOrNone, .writeOrNone: operand == Instruction.none ? nil : register(Int(operand), program)
    }
  }

  private static func register(_ register: Int, _ program: Program) -> String {
    register < program.frameSize ? "r\(register)" : constant(register - program.frameSize, program)
  }

  private static func constant(_ place: Int, _ program: Program) -> String {
    guard program.constants.indices.contains(place) else { return "constant \(place)" }
    switch program.constants[place] {
    case .constant(let constant): return text(of: constant)
    case .parameter(let rule, let index): return "param \(index) of \(program.rules[rule].id)"
    case .data(let index): return "data \(program.dataSets[index])"
    case .today: return "today"
    case .kubernetesVersion: return "kubernetes.version"
    }
  }

  /// The most elements of a constant that are shown.
  private static let shownElements = 8

  private static func text(of constant: Constant) -> String {
    switch constant {
    case .missing: return "missing"
    case .bool(let value): return String(value)
    case .int(let value): return String(value)
    case .decimal(let value): return "\(value.mantissa)e\(value.exponent)"
    case .string(let text): return quoted(text)
    case .regex(let text): return "r" + quoted(text)
    case .date(let days): return "day \(days)"
    case .duration(let milliseconds): return "\(milliseconds)ms"
    case .list(let elements):
      let shown = elements.prefix(shownElements).map { text(of: $0) }
      return "[" + (shown + (elements.count > shownElements ? ["…"] : [])).joined(separator: " ") + "]"
    case .map(let entries):
      let shown = entries.prefix(shownElements).map { quoted($0.key) + ": " + text(of: $0.value) }
      return "[" + (shown + (entries.count > shownElements ? ["…"] : [])).joined(separator: " ") + "]"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func mode(_ mode: UInt8, _ role: OperandShape.Mode) -> String? {
    switch role {
    case .unused: nil
    case .comparison: mode == Comparison.plain.rawValue ? nil : "by \(Comparison(rawValue: mode) ?? .plain)"
    case .state: StateMode(rawValue: mode).map { "\($0)" }
    case .amount: AmountMode(rawValue: mode).map { "\($0)" }
    case .form: FormMode(rawValue: mode).map { "\($0)" }
    case .function: FunctionMode(rawValue: mode).map { "\($0)" }
    case .leaf: Leaf(rawValue: mode).map { "as \($0)" }
    }
  }

  private static func word(
    _ role: OperandShape.Word, _ operand: UInt32, _ instruction: Instruction, _ program: Program
  ) -> String? {
    let place = Int(operand)
    switch role {
    case .unused, .table: return nil
    case .jump, .back: return "-> \(operand)"
    case .fields: return path(place, Int(instruction.c), program)
    case .field: return path(place, 1, program)
    case .key: return quoted(program.keys[place])
    case .constant: return constant(place, program)
    case .collection: return instruction.opcode == .call ? nil : collection(program.collections[place])
    case .relation: return instruction.opcode == .combine ? nil : relation(program.relations[place])
    case .part: return program.keys[Int(program.parts[place].name)]
    case .join: return join(program.joins[place], program)
    case .rule: return program.rules[place].id
    case .combination:
      return ListArithmetic.Operation(rawValue: UInt8(truncatingIfNeeded: operand)).map { "\($0)" }
    case .order: return OrderMode(rawValue: UInt8(truncatingIfNeeded: operand)).map { "\($0)" }
    case .rules:
      let rules = Comparison(rawValue: UInt8(truncatingIfNeeded: operand)) ?? .plain
      return rules == .plain ? nil : "by \(rules)"
    case .flag: return operand == 0 ? nil : "variable"
    case .register: return operand == UInt32.max ? nil : register(place, program)
    }
  }

  private static func path(_ first: Int, _ count: Int, _ program: Program) -> String {
    program.fields[first..<first + count].map { "." + program.keys[Int($0.name)] }.joined()
  }

  private static func collection(_ record: CollectionRecord) -> String {
    record.isMap ? "entries" : "elements as \(record.leaf)"
  }

  private static func relation(_ record: RelationRecord) -> String {
    var words = record.isNegated ? ["not"] : []
    words.append("\(record.relation)")
    if record.many != .one { words.append("\(record.many)") }
    if record.ignoresCase { words.append("ignoringCase") }
    return words.joined(separator: " ")
  }

  private static func join(_ record: JoinRecord, _ program: Program) -> String {
    let probes = record.probes.map { probe in
      let index = program.indexes[Int(probe.index)]
      let paths = index.paths.map { path(Int($0.firstField), Int($0.fieldCount), program) }
      return "\(index.form) \(paths.joined(separator: " "))"
    }
    let kind = kindName(record.kind) + (record.isOfNamespace ? " of a namespace" : "")
    return kind + (probes.isEmpty ? "" : " by " + probes.joined(separator: " or "))
  }
}
