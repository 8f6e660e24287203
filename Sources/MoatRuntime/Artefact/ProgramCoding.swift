import MoatValues

/// The fields of a program's records, in one order for writing and for reading.
extension ArtefactWriter {
  mutating func add(_ program: Program) {
    add(program.sources) {
      $0.add(text: $1.name)
      $0.add(bytes: $1.bytes)
    }
    add(program.rules) {
      $0.add(text: $1.id)
      $0.add(count: $1.parameterCount)
      $0.add(count: $1.levelCount)
    }
    add(program.dataSets) { $0.add(text: $1) }
    add(program.keys) { $0.add(text: $1) }
    add(program.pathKeys) { $0.add($1) }
    add(program.enumerations) {
      $0.add(text: $1.name)
      $0.add($1.isOrdered)
      $0.add($1.members) { $0.add(text: $1) }
    }
    add(program.constants) { $0.add($1) }
    add(program.fields) { $0.add($1) }
    add(program.parts) {
      $0.add($1.name)
      $0.add($1.fact)
      $0.add($1.anchor)
      $0.add($1.firstKey)
      $0.add($1.keyCount)
    }
    add(program.collections) { $0.add($1) }
    add(program.relations) { $0.add($1) }
    add(program.indexes) {
      $0.add($1.kind)
      $0.add($1.form.rawValue)
      $0.add($1.paths) {
        $0.add($1.firstField)
        $0.add($1.fieldCount)
      }
    }
    add(program.joins) {
      $0.add($1.kind)
      $0.add($1.probes) {
        $0.add($1.index)
        $0.add($1.isServiceSelector)
      }
      $0.add($1.isOfNamespace)
    }
    add(count: program.frameSize)
    add(count: program.residentConstants)
    add(count: program.loopDepth)
    add(program.blocks) {
      $0.add($1.kind)
      $0.add($1.start)
      $0.add($1.end)
      $0.add($1.rules) { $0.add($1) }
    }
    add(program.code) { $0.add($1) }
    add(program.sourceMap) {
      $0.add($1.rule)
      $0.add($1.expression)
    }
  }

  private mutating func add(_ instruction: Instruction) {
    add(instruction.opcode.rawValue)
    add(instruction.mode)
    add(instruction.a)
    add(instruction.b)
    add(instruction.c)
    add(instruction.d)
    add(instruction.e)
  }

  private mutating func add(_ record: ConstantRecord) {
    switch record {
    case .constant(let constant):
      add(UInt8(0))
      add(constant)
    case .parameter(let rule, let index):
      add(UInt8(1))
      add(count: rule)
      add(count: index)
    case .data(let index):
      add(UInt8(2))
      add(count: index)
    case .today: add(UInt8(3))
    case .kubernetesVersion: add(UInt8(4))
    }
  }

  private mutating func add(_ field: FieldRecord) {
    add(field.name)
    add(field.firstKey)
    add(field.firstInheritedKey)
    add(field.constant)
    add(field.table)
    add(field.keyCount)
    add(field.inheritedKeyCount)
    add(field.fact)
    add(field.anchor)
    add(field.inheritedAnchor)
    add(field.leaf)
    add(field.absence.rawValue)
    add(field.emptyIsAbsence)
  }

  private mutating func add(_ record: CollectionRecord) {
    add(record.leaf.rawValue)
    add(record.table)
    add(record.isMap)
    add(record.isLeafless)
  }

  private mutating func add(_ record: RelationRecord) {
    add(record.relation.rawValue)
    add(record.many.rawValue)
    add(record.isNegated)
    add(record.ignoresCase)
    add(record.comparison.rawValue)
    add(record.members)
    add(record.operands)
    add(record.isServiceSelector)
  }
}

extension ArtefactReader {
  private typealias Reader = ArtefactReader

  mutating func program() throws(ArtefactFailure) -> Program {
    var program = Program()
    try readNames(&program)
    try readTables(&program)
    try readJoins(&program)
    try readCode(&program)
    return program
  }

  private mutating func readNames(_ program: inout Program) throws(ArtefactFailure) {
    program.sources = try list(eachOf: 8) { (reader: inout Reader) throws(ArtefactFailure) in
      PolicySource(name: try reader.text(), bytes: try reader.run())
    }
    program.rules = try list(eachOf: 12) { (reader: inout Reader) throws(ArtefactFailure) in
      RuleRecord(id: try reader.text(), parameterCount: Int(try reader.word()), levelCount: Int(try reader.word()))
    }
    program.dataSets = try list(eachOf: 4) { (reader: inout Reader) throws(ArtefactFailure) in try reader.text() }
    program.keys = try list(eachOf: 4) { (reader: inout Reader) throws(ArtefactFailure) in try reader.text() }
    program.pathKeys = try list(eachOf: 4) { (reader: inout Reader) throws(ArtefactFailure) in try reader.word() }
  }

  private mutating func readTables(_ program: inout Program) throws(ArtefactFailure) {
    program.enumerations = try list(eachOf: 9) { (reader: inout Reader) throws(ArtefactFailure) in
      let name = try reader.text()
      let isOrdered = try reader.flag()
      let members = try reader.list(eachOf: 4) { (reader: inout Reader) throws(ArtefactFailure) in
        try reader.text()
      }
      return Enumeration(name: name, members: members, isOrdered: isOrdered)
    }
    program.constants = try list { (reader: inout Reader) throws(ArtefactFailure) in try reader.constantRecord() }
    program.fields = try list(eachOf: 31) { (reader: inout Reader) throws(ArtefactFailure) in try reader.field() }
    program.parts = try list(eachOf: 13) { (reader: inout Reader) throws(ArtefactFailure) in
      PartRecord(
        name: try reader.word(), fact: try reader.half(), anchor: try reader.byte(), firstKey: try reader.word(),
        keyCount: try reader.half())
    }
    program.collections = try list(eachOf: 7) { (reader: inout Reader) throws(ArtefactFailure) in
      try reader.collection()
    }
    program.relations = try list(eachOf: 20) { (reader: inout Reader) throws(ArtefactFailure) in
      try reader.relation()
    }
  }

  private mutating func readJoins(_ program: inout Program) throws(ArtefactFailure) {
    program.indexes = try list(eachOf: 9) { (reader: inout Reader) throws(ArtefactFailure) in
      let kind = try reader.word()
      let form = try reader.member(IndexRecord.Form.self)
      let paths = try reader.list(eachOf: 6) { (reader: inout Reader) throws(ArtefactFailure) in
        PathRecord(firstField: try reader.word(), fieldCount: try reader.half())
      }
      return IndexRecord(kind: kind, form: form, paths: paths)
    }
    program.joins = try list(eachOf: 9) { (reader: inout Reader) throws(ArtefactFailure) in
      let kind = try reader.word()
      let probes = try reader.list(eachOf: 5) { (reader: inout Reader) throws(ArtefactFailure) in
        ProbeRecord(index: try reader.word(), isServiceSelector: try reader.flag())
      }
      return JoinRecord(kind: kind, probes: probes, isOfNamespace: try reader.flag())
    }
  }

  private mutating func readCode(_ program: inout Program) throws(ArtefactFailure) {
    program.frameSize = Int(try word())
    program.residentConstants = Int(try word())
    program.loopDepth = Int(try word())
    program.blocks = try list(eachOf: 16) { (reader: inout Reader) throws(ArtefactFailure) in
      let kind = try reader.word()
      let start = try reader.word()
      let end = try reader.word()
      let rules = try reader.list(eachOf: 4) { (reader: inout Reader) throws(ArtefactFailure) in try reader.word() }
      return BlockRecord(kind: kind, start: start, end: end, rules: rules)
    }
    program.code = try list(eachOf: 16) { (reader: inout Reader) throws(ArtefactFailure) in
      let opcode = try reader.member(Opcode.self)
      let mode = try reader.byte()
      return Instruction(
        opcode, mode: mode, a: try reader.half(), b: try reader.half(), c: try reader.half(), d: try reader.word(),
        e: try reader.word())
    }
    program.sourceMap = try list(eachOf: 8) { (reader: inout Reader) throws(ArtefactFailure) in
      SourcePoint(rule: try reader.word(), expression: try reader.word())
    }
  }

  private mutating func constantRecord() throws(ArtefactFailure) -> ConstantRecord {
    let place = offset
    switch try byte() {
    case 0: return .constant(try constant())
    case 1: return .parameter(rule: Int(try word()), index: Int(try word()))
    case 2: return .data(Int(try word()))
    case 3: return .today
    case 4: return .kubernetesVersion
    default: throw .malformed(offset: place)
    }
  }

  private mutating func field() throws(ArtefactFailure) -> FieldRecord {
    var field = FieldRecord(name: try word())
    field.firstKey = try word()
    field.firstInheritedKey = try word()
    field.constant = try word()
    field.table = try word()
    field.keyCount = try half()
    field.inheritedKeyCount = try half()
    field.fact = try half()
    field.anchor = try byte()
    field.inheritedAnchor = try byte()
    field.leaf = try byte()
    field.absence = try member(AbsenceMode.self)
    field.emptyIsAbsence = try flag()
    return field
  }

  private mutating func collection() throws(ArtefactFailure) -> CollectionRecord {
    let leaf = try member(Leaf.self)
    return CollectionRecord(leaf: leaf, table: try word(), isMap: try flag(), isLeafless: try flag())
  }

  private mutating func relation() throws(ArtefactFailure) -> RelationRecord {
    let relation = try member(RelationMode.self)
    let many = try member(ManyMode.self)
    let isNegated = try flag()
    let ignoresCase = try flag()
    let comparison = try member(Comparison.self)
    var record = RelationRecord(relation: relation, members: try collection(), operands: try collection())
    record.many = many
    record.isNegated = isNegated
    record.ignoresCase = ignoresCase
    record.comparison = comparison
    record.isServiceSelector = try flag()
    return record
  }
}
