/// What the operands of an instruction are: the verifier, the disassembler and the compiler's last pass go by it.
package struct OperandShape: Hashable, Sendable {
  package enum Register: Hashable, Sendable {
    case unused
    case write
    /// Written, or none.
    case writeOrNone
    case read
    case readOrNone
    /// The first of a run that is read; how long it is says `count`.
    case readRun
    /// The first of a run that becomes unread.
    case clearRun
    /// How many registers a run has, or fields a path.
    case count
    /// A loop.
    case slot
  }

  package enum Word: Hashable, Sendable {
    case unused
    case jump
    case back
    case fields
    case field
    case key
    case constant
    case collection
    case relation
    case part
    case join
    case rule
    case table
    case order
    /// By which rules elements are equal or ordered.
    case rules
    /// How lists are combined.
    case combination
    /// 0 or 1.
    case flag
    /// A register that is read, or `UInt32.max` for none.
    case register
  }

  package enum Mode: Hashable, Sendable {
    case unused
    case comparison
    case state
    case amount
    case form
    case function
    case leaf
  }

  package var mode = Mode.unused
  package var a = Register.unused
  package var b = Register.unused
  package var c = Register.unused
  package var d = Word.unused
  package var e = Word.unused

  init(
    _ mode: Mode = .unused, a: Register = .unused, b: Register = .unused, c: Register = .unused,
    d: Word = .unused, e: Word = .unused
  ) {
    self.mode = mode
    self.a = a
    self.b = b
    self.c = c
    self.d = d
    self.e = e
  }
}

extension Opcode {
  package var shape: OperandShape {
    switch self {
    case .move, .not, .negate: OperandShape(a: .write, b: .read)
    case .nullValue: OperandShape(a: .write, b: .read, d: .flag)
    case .load: OperandShape(a: .write, d: .constant)
    case .clear: OperandShape(a: .clearRun, c: .count)
    case .list, .map: OperandShape(a: .write, b: .readRun, c: .count)
    case .read, .readOnce: OperandShape(a: .write, b: .read, c: .count, d: .fields)
    case .written, .null: OperandShape(a: .write, b: .read, d: .field)
    case .nullElement: OperandShape(a: .write, b: .read, c: .read)
    case .index: OperandShape(.leaf, a: .write, b: .read, c: .read, e: .table)
    case .member: OperandShape(.leaf, a: .write, b: .read, d: .key, e: .table)
    case .and, .or, .add, .subtract, .multiply, .divide: OperandShape(a: .write, b: .read, c: .read)
    case .state: OperandShape(.state, a: .write, b: .read)
    case .equal, .notEqual: OperandShape(.comparison, a: .write, b: .read, c: .read)
    case .order: OperandShape(.comparison, a: .write, b: .read, c: .read, e: .order)
    case .combine: OperandShape(a: .write, b: .read, c: .read, d: .relation, e: .combination)
    case .relate: OperandShape(a: .write, b: .read, c: .read, d: .relation)
    case .call: OperandShape(.function, a: .write, b: .read, c: .readOrNone, d: .collection, e: .rules)
    case .jump: OperandShape(d: .jump)
    case .jumpIfFalse, .jumpIfTrue, .jumpIfPresent, .jumpIfUndetermined: OperandShape(a: .read, d: .jump)
    case .jumpIfSame: OperandShape(a: .read, b: .read, d: .jump)
    default: loopShape
    }
  }

  /// The shapes of loops and rules.
  private var loopShape: OperandShape {
    switch self {
    case .parts: OperandShape(a: .write, b: .read, d: .part)
    case .open, .openLevel: OperandShape(a: .write, b: .read, c: .slot, d: .jump, e: .collection)
    case .openDocuments: OperandShape(a: .write, b: .readRun, c: .slot, d: .jump, e: .join)
    case .next, .nextSubject: OperandShape(a: .write, c: .slot, d: .back)
    case .tally: OperandShape(.amount, a: .read, b: .readOrNone, c: .slot, d: .jump, e: .register)
    case .answer: OperandShape(.amount, a: .write, b: .readOrNone, c: .slot)
    case .collect: OperandShape(a: .read, b: .readOrNone, c: .slot, d: .jump)
    case .collected: OperandShape(a: .write, c: .slot)
    case .closeLevel: OperandShape(c: .slot)
    case .rule: OperandShape(d: .rule, e: .jump)
    case .check: OperandShape(.form, a: .read, b: .writeOrNone)
    case .endRule: OperandShape(b: .readOrNone, d: .rule)
    case .unknownLevel: OperandShape(b: .read, c: .count, d: .rule)
    default: OperandShape()
    }
  }

  /// True for instructions after which the next one is not reached by falling through.
  package var endsFlow: Bool { self == .jump || self == .halt }

  package var opensLoop: Bool { self == .open || self == .openDocuments || self == .openLevel }

  package var closesLoop: Bool { self == .answer || self == .collected || self == .closeLevel }
}
