import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatValues

/// Fills the tables of a program; equal entries are made once.
struct ProgramBuilder {
  /// Operands from here on name constants until the frame's size is known.
  static let firstConstant: UInt16 = 0x8000
  /// Constants beyond these have no register and are loaded.
  static let residentLimit = 0x7000

  private(set) var program = Program()
  private var keys: [String: UInt32] = [:]
  private var keyRuns: [[String]: UInt32] = [:]
  private var paths: [[FieldRecord]: UInt32] = [:]
  private var constants: [ConstantRecord: Int] = [:]
  private var collections: [CollectionRecord: UInt32] = [:]
  private var relations: [RelationRecord: UInt32] = [:]
  private var parts: [PartRecord: UInt32] = [:]
  private var enumerations: [Enumeration: UInt32] = [:]
  private var indexes: [IndexRecord: UInt32] = [:]
  private var joins: [JoinRecord: UInt32] = [:]

  init() {}

  /// The finished program, but for its symbols.
  mutating func finish(_ code: FinishedCode, rules: [RuleRecord], dataSets: [String], sources: [PolicySource])
    -> Program
  {
    program.code = code.instructions
    program.sourceMap = code.sourceMap
    program.blocks = code.blocks
    program.frameSize = code.frameSize
    program.loopDepth = code.loopDepth
    program.residentConstants = min(program.constants.count, Self.residentLimit)
    program.rules = rules
    program.dataSets = dataSets
    program.sources = sources
    return program
  }

  mutating func key(_ text: String) -> UInt32 {
    Self.place(text, &keys, &program.keys)
  }

  private static func place<Entry: Hashable>(
    _ entry: Entry, _ known: inout [Entry: UInt32], _ table: inout [Entry]
  ) -> UInt32 {
    if let place = known[entry] { return place }
    let place = UInt32(table.count)
    table.append(entry)
    known[entry] = place
    return place
  }

  private mutating func run(of keys: [String]) -> UInt32 {
    if let known = keyRuns[keys] { return known }
    let first = UInt32(program.pathKeys.count)
    for name in keys {
      let key = key(name)
      program.pathKeys.append(key)
    }
    keyRuns[keys] = first
    return first
  }

  mutating func constant(_ record: ConstantRecord) -> Int {
    if let known = constants[record] { return known }
    let place = program.constants.count
    program.constants.append(record)
    constants[record] = place
    return place
  }

  mutating func table(of type: Type) -> UInt32 {
    guard case .enumeration(let enumeration) = type.unwrapped else { return 0 }
    return Self.place(enumeration, &enumerations, &program.enumerations)
  }

  /// The first of the records of a path's fields, which stand one after the other.
  mutating func path(_ fields: [Field]) -> UInt32 {
    let records = fields.map { record(of: $0) }
    if let known = paths[records] { return known }
    let first = UInt32(program.fields.count)
    program.fields += records
    paths[records] = first
    return first
  }

  private mutating func record(of field: Field) -> FieldRecord {
    var record = FieldRecord(name: key(field.name))
    switch field.access {
    case .fact(let fact): record.fact = fact.rawValue
    case .keys(let anchor, let keys):
      record.anchor = anchor.rawValue
      record.firstKey = run(of: keys)
      record.keyCount = UInt16(keys.count)
    }
    if let inheritance = field.inheritance {
      record.inheritedAnchor = inheritance.anchor.rawValue
      record.firstInheritedKey = run(of: inheritance.keys)
      record.inheritedKeyCount = UInt16(inheritance.keys.count)
    }
    record.leaf = Leaf(field.type, isIdentifier: field.isIdentifier)?.rawValue ?? FieldRecord.noLeaf
    record.table = table(of: field.type)
    record.emptyIsAbsence = field.emptyIsAbsence
    switch field.reading {
    case .required: record.absence = .required
    case .none: record.absence = .none
    case .transparent: record.absence = .transparent
    case .empty: record.absence = .empty
    case .defaults(let value):
      record.absence = .defaults
      record.constant = UInt32(constant(.constant(value)))
    }
    return record
  }

  mutating func part(_ domain: PartDomain) -> UInt32 {
    let record: PartRecord
    switch domain.access {
    case .fact(let fact):
      record = PartRecord(
        name: key("\(fact)"), fact: fact.rawValue, anchor: FieldRecord.valueAnchor, firstKey: 0, keyCount: 0)
    case .keys(let anchor, let keys):
      record = PartRecord(
        name: key(keys.joined(separator: ".")), fact: FieldRecord.noFact, anchor: anchor.rawValue,
        firstKey: run(of: keys), keyCount: UInt16(keys.count))
    }
    return Self.place(record, &parts, &program.parts)
  }

  /// How the elements of a value of a type are read.
  mutating func elements(of type: Type) -> CollectionRecord {
    switch type.unwrapped {
    case .map(let element):
      let leaf = Leaf(element)
      return CollectionRecord(leaf: leaf ?? .any, table: table(of: element), isMap: true, isLeafless: leaf == nil)
    case .list(let element), .set(let element):
      return CollectionRecord(
        leaf: Leaf(element, isIdentifier: true) ?? .any, table: table(of: element), isMap: false)
    default: return CollectionRecord(leaf: .any, table: 0, isMap: false)
    }
  }

  mutating func collection(_ type: Type) -> UInt32 {
    let record = elements(of: type)
    return Self.place(record, &collections, &program.collections)
  }

  /// Of a level: objects.
  mutating func partCollection() -> UInt32 {
    Self.place(CollectionRecord(leaf: .object, table: 0, isMap: false), &collections, &program.collections)
  }

  mutating func relation(_ record: RelationRecord) -> UInt32 {
    Self.place(record, &relations, &program.relations)
  }

  mutating func index(_ record: IndexRecord) -> UInt32 {
    Self.place(record, &indexes, &program.indexes)
  }

  mutating func join(_ record: JoinRecord) -> UInt32 {
    Self.place(record, &joins, &program.joins)
  }
}
