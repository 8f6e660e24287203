import MoatRuntime
import MoatTestSupport
import Testing

/// Programs as text.
@Suite struct DisassemblyTests {
  static let text = """
    policy t version "1"
    rule a {
      severity low
      param most: int = 3
      for container c in workload w where not w.hostNetwork
      deny when c.securityContext.privileged or c.securityContext.runAsNonRoot
      require at most most p in c.ports where p.hostPort != 0 satisfies p.containerPort < 1024
      require some service s in same namespace as w satisfies s.selector selects w.labels
    }
    """

  static let listing = """
    block workload
        0  clear              r2 r3 r4
        1  parts              r5, r0, workloadContainers
        2  jumpIfUndetermined r5, -> 44
        3  openLevel          r1, r5, loop 0, -> 42, elements as object
        4  clear              r6
        5  rule               t.a, -> 41
        6  readOnce           r2, r0, .hostNetwork
        7  not                r7, r2
        8  jumpIfFalse        r7, -> 41
        9  readOnce           r6, r1, .securityContext
       10  read               r8, r6, .privileged
       11  jumpIfTrue         r8, -> 14
       12  read               r9, r6, .runAsNonRoot
       13  or                 r8, r8, r9
       14  check              r8, deny
       15  read               r9, r1, .ports
       16  open               r10, r9, loop 1, -> 24, elements as object
       17  read               r12, r10, .hostPort
       18  notEqual           r11, r12, 0
       19  jumpIfFalse        r11, -> 23
       20  read               r13, r10, .containerPort
       21  order              r12, r13, 1024, less
       22  tally              r12, r11, loop 1, atMost, -> 24, param 0 of t.a
       23  next               r10, loop 1, -> 17
       24  answer             r8, param 0 of t.a, loop 1, atMost
       25  check              r8, require
       26  readOnce           r3, r0, .namespace
       27  move               r9, r3
       28  readOnce           r4, r0, .labels
       29  move               r10, r4
       30  openDocuments      r11, r9 r10, loop 1, -> 38, service of a namespace by texts .namespace or serviceSelectors .selector
       31  read               r13, r11, .namespace
       32  equal              r12, r13, r3
       33  jumpIfFalse        r12, -> 37
       34  read               r14, r11, .selector
       35  relate             r13, r14, r4, selects
       36  tally              r13, r12, loop 1, some, -> 38
       37  next               r11, loop 1, -> 31
       38  answer             r8, loop 1, some
       39  check              r8, require
       40  endRule            r7, t.a
       41  nextSubject        r1, loop 0, -> 4
       42  closeLevel         loop 0
       43  jump               -> 45
       44  unknownLevel       r5, t.a
       45  halt
    """

  @Test func oneLineAnInstruction() throws {
    let listing = Disassembler.disassemble(try MachineRun(Self.text).program)
    if let difference = Golden.firstDifference(listing, Self.listing + "\n") { Issue.record("\(difference)") }
  }

  @Test func theInstructionsOfOneRule() throws {
    let program = try MachineRun(RuleTests.many).program
    let listing = Disassembler.disassemble(program, rule: 1)
    #expect(listing.contains("t.b") && !listing.contains("t.a") && !listing.contains("t.e"))
    #expect(listing.contains(".hostNetwork"))
    #expect(Disassembler.disassemble(program).split(separator: "\n").count == program.code.count + program.blocks.count)
  }
}
