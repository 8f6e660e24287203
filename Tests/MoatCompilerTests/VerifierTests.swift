import MoatRuntime
import MoatValues
import Testing

/// The verifier refuses what was broken by hand, each thing for its reason.
@Suite struct VerifierTests {
  typealias Reason = VerificationFailure.Reason

  static let text = """
    policy t version "1"
    rule a {
      severity low
      param most: int = 3
      for container c in workload w where not w.hostNetwork
      deny when c.securityContext.privileged or c.securityContext.runAsNonRoot
      require at most most p in c.ports where p.hostPort != 0 satisfies p.containerPort < 1024
      require some service s in same namespace as w where s.name == c.name satisfies s.selector selects w.labels
      deny when duplicates([e.name for e in c.env]) is not empty
      require c.image is under any of ["docker.io/"]
      require count(c.args) == 0 and kubernetes.version >= "1.20" and (w.labels["a"] else "") != "x"
    }
    """

  static func program() throws -> Program { try MachineRun(text).program }

  /// What the verifier says of a program after a change.
  static func reason(_ program: Program, _ change: (inout Program) -> Void) -> Reason? {
    var broken = program
    change(&broken)
    do {
      try Verifier.verify(broken)
      return nil
    } catch {
      return error.reason
    }
  }

  static func place(_ opcode: Opcode, _ program: Program) throws -> Int {
    try #require(program.code.firstIndex { $0.opcode == opcode }, "\(opcode)")
  }

  @Test func tables() throws {
    let program = try Self.program()
    let cases: [(Reason, String, (inout Program) -> Void)] = [
      (.sizes, "a source map too short", { $0.sourceMap.removeLast() }),
      (.sizes, "symbols too few", { $0.symbols.removeLast() }),
      (.sizes, "a path's key", { $0.pathKeys[0] = 60_000 }),
      (.sizes, "more resident constants than constants", { $0.residentConstants += 1 }),
      (.sizes, "registers beyond an operand", { $0.frameSize = 65_535 }),
      (.sizes, "a rule without a level", { $0.rules[0].levelCount = 0 }),
      (.field, "keys", { $0.fields[0].firstKey = 60_000 }),
      (.field, "inherited keys", { $0.fields[0].inheritedKeyCount = 60_000 }),
      (.field, "a fact", { $0.fields[0].fact = 9_999 }),
      (.field, "an anchor", { $0.fields[0].anchor = 7 }),
      (.field, "a leaf", { $0.fields[0].leaf = 200 }),
      (.field, "an enum", { ($0.fields[0].leaf, $0.fields[0].table) = (Leaf.enumeration.rawValue, 9_999) }),
      (.field, "a default", { ($0.fields[0].absence, $0.fields[0].constant) = (.defaults, 9_999) }),
      (.part, "keys", { $0.parts[0].keyCount = 60_000 }),
      (.collection, "an enum", { ($0.collections[0].leaf, $0.collections[0].table) = (.enumeration, 9_999) }),
      (.index, "fields", { $0.indexes[0].paths[0].firstField = 9_999 }),
      (.index, "no path", { $0.indexes[0].paths = [] }),
      (.join, "an index", { $0.joins[0].probes[0].index = 99 }),
      (.join, "another kind", { $0.joins[0].kind += 1 }),
      (.constant, "a param", { $0.constants.append(.parameter(rule: 0, index: 1)) }),
      (.constant, "a data set", { $0.constants.append(.data(0)) }),
      (.block, "a gap", { $0.blocks[0].start = 1 }),
      (.block, "beyond the code", { $0.blocks[0].end += 1 }),
      (.block, "a rule", { $0.blocks[0].rules = [9] }),
      (.block, "no halt", { $0.code[$0.code.count - 1] = Instruction(.jump) }),
      (.block, "a halt within", { $0.code[1] = Instruction(.halt) }),
      (.block, "code without a block", { $0.blocks = [] }),
    ]
    for (reason, name, change) in cases { #expect(Self.reason(program, change) == reason, "\(name)") }
    #expect(Self.reason(program) { _ in } == nil)
  }

  @Test func operands() throws {
    let program = try Self.program()
    let read = try Self.place(.read, program)
    let equal = try Self.place(.notEqual, program)
    let order = try Self.place(.order, program)
    let check = try Self.place(.check, program)
    let relate = try Self.place(.relate, program)
    let open = try Self.place(.open, program)
    let constant = UInt16(program.frameSize)
    let cases: [(Reason, String, (inout Program) -> Void)] = [
      (.register, "a read register", { $0.code[read].b = 60_000 }),
      (.register, "a written register", { $0.code[read].a = 60_000 }),
      (.constantWritten, "a constant", { $0.code[read].a = constant }),
      (.operand, "a field", { $0.code[read].d = 9_999 }),
      (.operand, "too long a path", { $0.code[read].c = 9_999 }),
      (.operand, "a relation", { $0.code[relate].d = 9_999 }),
      (.operand, "a collection", { $0.code[open].e = 9_999 }),
      (.operand, "an order", { $0.code[order].e = 4 }),
      (.mode, "a comparison", { $0.code[equal].mode = 99 }),
      (.mode, "a form", { $0.code[check].mode = 3 }),
      (.unused, "an operand", { $0.code[equal].d = 1 }),
      (.unused, "a mode", { $0.code[read].mode = 1 }),
    ]
    for (reason, name, change) in cases { #expect(Self.reason(program, change) == reason, "\(name)") }
  }

  @Test func structure() throws {
    let program = try Self.program()
    let jump = try Self.place(.jumpIfFalse, program)
    let orJump = try Self.place(.jumpIfTrue, program)
    let open = try Self.place(.open, program)
    let next = try Self.place(.next, program)
    let answer = try Self.place(.answer, program)
    let tally = try Self.place(.tally, program)
    let rule = try Self.place(.rule, program)
    let endRule = try Self.place(.endRule, program)
    let openLevel = try Self.place(.openLevel, program)
    let unknown = try Self.place(.unknownLevel, program)
    let check = try Self.place(.check, program)
    let cases: [(Reason, String, (inout Program) -> Void)] = [
      (.jump, "back", { $0.code[orJump].d = 0 }),
      (.jump, "to itself", { $0.code[orJump].d = UInt32(orJump) }),
      (.jump, "out of the block", { $0.code[orJump].d = UInt32($0.code.count) }),
      (.jump, "into a loop", { $0.code[orJump].d = UInt32(open + 1) }),
      (.jump, "out of the loop of the subjects", { $0.code[jump].d = UInt32($0.code.count - 1) }),
      (.jump, "out of a rule", { $0.code[orJump].d = UInt32(endRule + 2) }),
      (.loop, "another slot", { $0.code[open].c += 1 }),
      (.loop, "a loop beyond the depth", { $0.loopDepth = 1 }),
      (.loop, "another end", { $0.code[open].d += 1 }),
      (.loop, "a next of another variable", { $0.code[next].a += 1 }),
      (.loop, "a next of the wrong kind", { $0.code[next].opcode = .nextSubject }),
      (.loop, "a next to elsewhere", { $0.code[next].d += 1 }),
      (.loop, "no next", { $0.code[next] = Instruction(.jump, d: UInt32(next + 1)) }),
      (.loop, "a tally for another answer", { $0.code[tally].mode = AmountMode.every.rawValue }),
      (.loop, "an answer that is none", { $0.code[answer].opcode = .collected }),
      (.rule, "a rule in a rule", { $0.code[rule + 1] = $0.code[rule] }),
      (.rule, "no rule", { $0.code[rule] = Instruction(.jump, d: UInt32(rule + 1)) }),
      (.rule, "no end", { $0.code[endRule] = Instruction(.jump, d: UInt32(endRule + 1)) }),
      (.rule, "another end", { $0.code[rule].e += 1 }),
      (.rule, "a check in a quantifier", { $0.code[tally] = $0.code[check] }),
      (.level, "fewer levels", { $0.rules[0].levelCount = 1 }),
      (.level, "a level's register", { $0.code[openLevel].a = 2 }),
      (.level, "a subject that is not there", { $0.code[unknown].c = 2 }),
    ]
    for (reason, name, change) in cases { #expect(Self.reason(program, change) == reason, "\(name)") }
  }

  @Test func flow() throws {
    let program = try Self.program()
    let last = UInt16(program.frameSize - 1)
    let clear = try Self.place(.clear, program)
    let readOnce = try Self.place(.readOnce, program)
    let firstRead = try #require(program.code.firstIndex { $0.opcode == .readOnce || $0.opcode == .read })
    let cases: [(Reason, String, (inout Program) -> Void)] = [
      (.unwritten, "a register before it is written", { $0.code[firstRead].b = last }),
      (.uncleared, "a shared register that was not cleared", { $0.code[clear] = Instruction(.load, a: last) }),
      (
        .unwritten, "a shared register that is not read",
        {
          let a = $0.code[readOnce].a
          $0.code[readOnce] = Instruction(.state, a: last, b: a)
        }
      ),
      (.level, "the register of a level", { $0.code[readOnce].a = 0 }),
      (.level, "a clear of a level", { $0.code[clear].a = 0 }),
    ]
    for (reason, name, change) in cases { #expect(Self.reason(program, change) == reason, "\(name)") }
  }

  /// Whatever a program becomes by a change of one byte of its code: it is refused, or it runs and ends.
  @Test func everyChangeOfAByteIsRefusedOrRuns() throws {
    let program = try Self.program()
    var refused = 0
    var ran = 0
    for place in program.code.indices {
      for part in 0..<7 {
        for value in [1, 3, 64, 255] as [UInt16] {
          var broken = program
          switch part {
          case 0: broken.code[place].mode ^= UInt8(value)
          case 1: broken.code[place].a ^= value
          case 2: broken.code[place].b ^= value
          case 3: broken.code[place].c ^= value
          case 4: broken.code[place].d ^= UInt32(value)
          case 5: broken.code[place].e ^= UInt32(value)
          default:
            guard let other = Opcode(rawValue: broken.code[place].opcode.rawValue ^ UInt8(value)) else { continue }
            broken.code[place].opcode = other
          }
          do {
            try Verifier.verify(broken)
          } catch {
            refused += 1
            continue
          }
          ran += 1
          MachineRun.run(broken)
        }
      }
    }
    print("changed programs: \(refused) refused, \(ran) ran")
    #expect(refused > ran && ran > 0)
  }
}
