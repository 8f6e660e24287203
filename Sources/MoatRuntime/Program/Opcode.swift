/// What an instruction does. `docs/bytecode.md` is the table of them, with their operands; a test holds the two equal.
///
/// The raw values are the artefact's: a change of their meaning is a new format version.
@frozen
package enum Opcode: UInt8, Hashable, Sendable, CaseIterable {
  // Values.
  case move
  case load
  case clear
  case list
  case map

  // Reading documents.
  case read
  case readOnce
  case written
  case null
  case nullElement
  case nullValue
  case index
  case member

  // Truth.
  case not
  case and
  case or
  case state
  case equal
  case notEqual
  case order
  case relate

  // Computing.
  case add
  case subtract
  case multiply
  case divide
  case negate
  case combine
  case call

  // Jumps, forward only.
  case jump
  case jumpIfFalse
  case jumpIfTrue
  case jumpIfPresent
  case jumpIfUndetermined
  case jumpIfSame

  // Loops.
  case parts
  case open
  case openDocuments
  case next
  case tally
  case answer
  case collect
  case collected
  case openLevel
  case nextSubject
  case closeLevel

  // Rules.
  case rule
  case check
  case endRule
  case unknownLevel
  case halt
}

/// One instruction: sixteen trivial bytes. What each operand means is its opcode's business (`OperandShape`).
@frozen
package struct Instruction: Hashable, Sendable {
  /// A register operand that stands for none.
  @inlinable package static var none: UInt16 { UInt16.max }

  package var opcode: Opcode
  package var mode: UInt8
  package var a: UInt16
  package var b: UInt16
  package var c: UInt16
  package var d: UInt32
  package var e: UInt32

  package init(
    _ opcode: Opcode, mode: UInt8 = 0, a: UInt16 = 0, b: UInt16 = 0, c: UInt16 = 0, d: UInt32 = 0, e: UInt32 = 0
  ) {
    self.opcode = opcode
    self.mode = mode
    self.a = a
    self.b = b
    self.c = c
    self.d = d
    self.e = e
  }
}
