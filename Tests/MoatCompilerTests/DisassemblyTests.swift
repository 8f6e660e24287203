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
        0  parts              r2, r0, workloadContainers
        1  jumpIfUndetermined r2, -> 43
        2  openLevel          r1, r2, loop 0, -> 41, elements as object
        3  clear              r3
        4  rule               t.a, -> 40
        5  read               r5, r0, .hostNetwork
        6  not                r4, r5
        7  jumpIfFalse        r4, -> 40
        8  readOnce           r3, r1, .securityContext
        9  read               r5, r3, .privileged
       10  jumpIfTrue         r5, -> 13
       11  read               r6, r3, .runAsNonRoot
       12  or                 r5, r5, r6
       13  check              r5, deny
       14  read               r6, r1, .ports
       15  open               r7, r6, loop 1, -> 23, elements as object
       16  read               r9, r7, .hostPort
       17  notEqual           r8, r9, 0
       18  jumpIfFalse        r8, -> 22
       19  read               r10, r7, .containerPort
       20  order              r9, r10, 1024, less
       21  tally              r9, r8, loop 1, atMost, -> 23, param 0 of t.a
       22  next               r7, loop 1, -> 16
       23  answer             r5, param 0 of t.a, loop 1, atMost
       24  check              r5, require
       25  read               r6, r0, .namespace
       26  read               r7, r0, .labels
       27  read               r8, r0, .namespace
       28  openDocuments      r9, r6 r7, loop 1, -> 37, service by texts .namespace or serviceSelectors .selector
       29  read               r11, r9, .namespace
       30  equal              r10, r11, r8
       31  jumpIfFalse        r10, -> 36
       32  read               r12, r9, .selector
       33  read               r13, r0, .labels
       34  relate             r11, r12, r13, selects
       35  tally              r11, r10, loop 1, some, -> 37
       36  next               r9, loop 1, -> 29
       37  answer             r5, loop 1, some, of the set
       38  check              r5, require
       39  endRule            r4, t.a
       40  nextSubject        r1, loop 0, -> 3
       41  closeLevel         loop 0
       42  jump               -> 44
       43  unknownLevel       r2, t.a
       44  halt
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
