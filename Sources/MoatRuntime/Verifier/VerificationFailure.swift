/// Why a program may not run.
package struct VerificationFailure: Error, Hashable, Sendable {
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    // Tables.
    case sizes = "the tables of the program do not fit together"
    case field = "a field names a key, a fact, an anchor, an enum or a constant that is not there"
    case part = "a part names a key, a fact or an anchor that is not there"
    case collection = "a collection names an enum that is not there"
    case index = "an index names fields that are not there, or has not the paths of its form"
    case join = "a join names an index that is not there, or of another kind"
    case constant = "a constant names a param or a data set that is not there"
    case block = "a block does not follow the one before, does not end in halt, or names a rule that is not there"
    // Operands.
    case register = "a register is out of range"
    case constantWritten = "a constant is written"
    case operand = "an operand names something that is not there"
    case mode = "the mode is none of the instruction's"
    case unused = "an operand that the instruction does not use is not zero"
    // Structure.
    case jump = "a jump goes back, out of its block, or into or out of a loop or a rule"
    case loop = "a loop does not nest, or its instructions do not match"
    case rule = "a rule does not begin and end as it must, or an instruction stands outside of one"
    case level = "the levels of a rule are not those around it, or a level's register is written"
    // Flow.
    case unwritten = "a register is read that is not written on every path"
    case uncleared = "a shared register is not cleared on every path"
  }

  package var reason: Reason
  /// The instruction; nil if a table is wrong.
  package var instruction: Int?

  package init(_ reason: Reason, at instruction: Int? = nil) {
    self.reason = reason
    self.instruction = instruction
  }
}

extension VerificationFailure: CustomStringConvertible {
  package var description: String {
    instruction.map { "instruction \($0): \(reason.rawValue)" } ?? reason.rawValue
  }
}
