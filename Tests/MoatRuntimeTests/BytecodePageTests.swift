import MoatRuntime
import MoatTestSupport
import MoatValues
import Testing

/// `docs/bytecode.md` says what the instructions are.
@Suite struct BytecodePageTests {
  /// The rows of the table of instructions: their name and operands.
  static let rows: [(name: String, operands: Set<String>, text: String)] = {
    let text = Files.text(Files.packageRoot() + "/docs/bytecode.md") ?? ""
    guard let table = text.split(separator: "| instruction | operands | behaviour |").last else { return [] }
    return table.split(separator: "\n").dropFirst().prefix { $0.hasPrefix("| `") }.map { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map(String.init)
      let ticked = cells[1].split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      let name = cells[0].filter { $0 != "`" && $0 != " " }
      return (name, Set(ticked), cells[2])
    }
  }()

  static func operands(of shape: OperandShape) -> Set<String> {
    var used: Set<String> = []
    if shape.mode != .unused { used.insert("mode") }
    for (name, role) in [("a", shape.a), ("b", shape.b), ("c", shape.c)] where role != .unused { used.insert(name) }
    for (name, role) in [("d", shape.d), ("e", shape.e)] where role != .unused { used.insert(name) }
    return used
  }

  @Test func theTableHasEachInstructionWithItsOperands() {
    #expect(Self.rows.map(\.name) == Opcode.allCases.map { "\($0)" })
    for (row, opcode) in zip(Self.rows, Opcode.allCases) {
      #expect(row.operands == Self.operands(of: opcode.shape), "\(opcode)")
      #expect(row.text.count > 5, "\(opcode)")
    }
  }

  @Test func instructionsAndValuesAreSixteenTrivialBytes() {
    #expect(MemoryLayout<Instruction>.size == 16 && MemoryLayout<Instruction>.stride == 16)
    #expect(MemoryLayout<Value>.size == 16 && MemoryLayout<Value>.stride == 16)
    #expect(_isPOD(Instruction.self) && _isPOD(Value.self) && _isPOD(FieldRecord.self))
    #expect(MemoryLayout<FieldRecord>.stride <= 32)
  }

  /// The raw values are the artefact's: what has one keeps it within a version of the format.
  @Test func opcodesAreNumberedInTheirOrder() {
    #expect(Opcode.allCases.enumerated().allSatisfy { $0.offset == Int($0.element.rawValue) })
  }
}
