package import MoatDocument
internal import MoatSource
package import MoatValues

/// Holds documents of one arena against their schemas, at one minor version. One pass over the nodes, without recursion;
/// keys are looked up by symbol, and each distinct key of the arena is searched for once.
package struct SchemaValidator {
  /// A value that waits for its check.
  private struct Pending {
    var node: UInt32
    var type: UInt32
    /// The name of the field that holds it, as an index; `unknownName` at the root.
    var field: UInt32
    var isElement: Bool
    /// True for a member that its object may lack: "" is then its absence, as Go's `omitempty` drops it.
    var isOptional = false
  }

  /// Stands in `nameOfSymbol` for a key that was not looked for yet, and for one that no schema has.
  private static let unseen = UInt32.max
  private static let unknownName = UInt32.max - 1
  /// Required lists that the API writes as `null` where they are empty, as Go encodes a nil slice.
  private static let mayBeNull: Set<String> = ["items", "rules", "endpoints"]

  let arena: Arena
  let source: SchemaSource
  let minor: Int
  /// The version's bit in the masks.
  private let version: UInt32
  /// For each symbol of the arena the index of its name in the schemas.
  private var nameOfSymbol: [UInt32]
  private var pending: [Pending] = []
  private var problems: [SchemaProblem] = []
  private var limit = 0

  /// A minor version that the table does not have counts as the nearest that it has.
  package init(arena: Arena, minor: Int, source: SchemaSource = .builtIn) {
    self.arena = arena
    self.source = source
    self.minor = minor
    version = KubernetesSchema.bit(ofMinor: minor)
    nameOfSymbol = Array(repeating: Self.unseen, count: Int(arena.symbols.count))
  }

  /// The problems of one document, in the order of its nodes, `limit` of them at most.
  package static func problems(
    _ arena: Arena, root: UInt32, definition: ObjectTypeID, minor: Int, limit: Int = 64,
    source: SchemaSource = .builtIn
  ) -> [SchemaProblem] {
    var validator = SchemaValidator(arena: arena, minor: minor, source: source)
    return validator.problems(root: root, definition: definition, limit: limit)
  }

  package mutating func problems(root: UInt32, definition: ObjectTypeID, limit: Int = 64) -> [SchemaProblem] {
    problems = []
    pending = []
    self.limit = limit
    guard let shape = source.definition(definition.rawValue) else { return [] }
    if arena.node(root).kind == .object {
      checkObject(root, shape)
    } else {
      report(.wrongType, root, field: Self.unknownName, expected: source.name(shape.shortName))
    }
    while problems.count < limit, let next = pending.popLast() {
      check(next)
    }
    return problems
  }

  // MARK: Values

  private mutating func check(_ value: Pending) {
    let type = source.type(value.type)
    let node = arena.node(value.node)
    // What is not known breaks no schema; rules that need it say that they do not know.
    if node.isUnknown { return }
    if node.kind == .null {
      // A null member is an absent one; a null element is neither absent nor of the element's type.
      if value.isElement, type.code != .any, !type.isNullable {
        report(.nullElement, value.node, field: value.field, expected: expectation(of: type))
      }
      return
    }
    switch type.code {
    case .any:
      break
    case .list:
      guard node.kind == .list else { return reportMismatch(value, type, node) }
      push(node, type: type.argument, field: value.field, areElements: true)
    case .map:
      guard node.kind == .object else { return reportMismatch(value, type, node) }
      push(node, type: type.argument, field: value.field, areElements: false)
    case .object, .labelSelector:
      guard node.kind == .object, let shape = source.definition(type.argument) else {
        return reportMismatch(value, type, node)
      }
      checkObject(value.node, shape)
    default:
      checkScalar(value, type, node)
    }
  }

  /// Pushes children so that the first comes off the stack first.
  private mutating func push(_ node: Node, type: UInt32, field: UInt32, areElements: Bool) {
    guard source.type(type).code != .any else { return }
    var child = node.first + node.count
    while child > node.first {
      child -= 1
      pending.append(Pending(node: child, type: type, field: field, isElement: areElements))
    }
  }

  private mutating func checkScalar(_ value: Pending, _ type: TypeRecord, _ node: Node) {
    guard SchemaScalars.accepts(node.kind, as: type.code) else { return reportMismatch(value, type, node) }
    guard node.kind == .string else {
      if type.code == .int32, Int32(exactly: Int64(bitPattern: node.bits)) == nil {
        report(.outOfRange, value.node, field: value.field, expected: expectation(of: type))
      }
      return
    }
    switch type.code {
    case .bytes, .date, .quantity, .intOrString, .enumeration:
      if node.flags.contains(.template) {
        return report(.notRendered, value.node, field: value.field, expected: expectation(of: type))
      }
    default:
      return
    }
    let text = arena.bytes(value.node)
    if !SchemaScalars.isWellFormed(text, as: type.code) {
      report(.malformed, value.node, field: value.field, expected: expectation(of: type))
    } else if type.code == .enumeration, !text.isEmpty || !value.isOptional {
      let members = source.list(type.argument)
      guard !members.contains(where: { source.nameEquals($0, text) }) else { return }
      let names = members.map(source.name)
      report(
        .notAMember, value.node, field: value.field, expected: expectation(of: type),
        suggestion: SchemaScalars.nearest(to: String(decoding: text, as: UTF8.self), among: names))
    }
  }

  // MARK: Objects

  private mutating func checkObject(_ object: UInt32, _ shape: DefinitionRecord) {
    let node = arena.node(object)
    let firstPending = pending.count
    // A definition that this version does not have at all was reached through a field whose type another version
    // changed: its own fields' versions then say nothing.
    let judgesVersions = shape.minors & version != 0
    var child = node.first
    while child < node.first + node.count, problems.count < limit {
      defer { child += 1 }
      let member = arena.node(child)
      let name = name(ofSymbol: member.key)
      guard let field = source.field(named: name, of: shape) else {
        reportUnknown(child, member, shape)
        continue
      }
      if judgesVersions, field.minors & version == 0 {
        add(
          SchemaProblem(
            node: child, isKey: true, kind: .notInVersion, field: source.name(name),
            expected: KubernetesSchema.describe(minors: field.minors), found: source.name(shape.shortName)))
        continue
      }
      let isOptional = field.required & version == 0
      pending.append(
        Pending(node: child, type: field.type, field: name, isElement: false, isOptional: isOptional))
    }
    pending[firstPending...].reverse()
    checkRequired(object, node, shape, judgesVersions)
    refuse(object, shape)
  }

  private mutating func checkRequired(
    _ object: UInt32, _ node: Node, _ shape: DefinitionRecord, _ judgesVersions: Bool
  ) {
    for place in shape.firstField..<shape.firstField + shape.fieldCount {
      let field = source.field(place)
      guard field.required != 0, problems.count < limit else { continue }
      let newest: UInt32 = 1 << UInt32(31 - field.minors.leadingZeroBitCount)
      guard field.required & (judgesVersions ? version : newest) != 0 else { continue }
      let type = source.type(field.type)
      let isPresent = (node.first..<node.first + node.count).contains {
        let member = arena.node($0)
        let isWritten = member.kind != .null || type.isNullable || Self.mayBeNull.contains(source.name(field.name))
        return isWritten && knownName(ofSymbol: member.key) == field.name
      }
      guard !isPresent else { continue }
      add(
        SchemaProblem(
          node: object, isKey: false, kind: .missingField, field: source.name(field.name),
          expected: expectation(of: type), found: source.name(shape.shortName)))
    }
  }

  /// The index of a key's name in the schemas; `unknownName` if none has it.
  mutating func name(ofSymbol symbol: UInt32) -> UInt32 {
    let known = knownName(ofSymbol: symbol)
    if known != Self.unseen { return known }
    let bytes = arena.symbols.bytes(of: symbol)
    // Where the arena's symbols stand upon those of the schemas, the symbol is the index.
    let isIndex = symbol < source.table.fieldNameCount && source.table.nameEquals(symbol, bytes)
    let name = isIndex ? symbol : source.fieldName(bytes) ?? Self.unknownName
    nameOfSymbol[Int(symbol)] = name
    return name
  }

  /// As `name(ofSymbol:)`, for symbols that were looked for before.
  private func knownName(ofSymbol symbol: UInt32) -> UInt32 {
    symbol < nameOfSymbol.count ? nameOfSymbol[Int(symbol)] : Self.unknownName
  }

  // MARK: Reports

  private mutating func reportUnknown(_ child: UInt32, _ member: Node, _ shape: DefinitionRecord) {
    guard !shape.isOpen else { return }
    let key = arena.symbols.name(of: member.key)
    let isTemplate = key.utf8.contains(UInt8(ascii: "{")) && SchemaScalars.holdsTemplate(Array(key.utf8))
    let fields = (shape.firstField..<shape.firstField + shape.fieldCount).map(source.field)
    let names = fields.filter { shape.minors & version == 0 || $0.minors & version != 0 }.map { source.name($0.name) }
    add(
      SchemaProblem(
        node: child, isKey: true, kind: isTemplate ? .notRendered : .unknownField, field: SchemaScalars.bounded(key),
        expected: "a field of \(source.name(shape.shortName))", found: source.name(shape.shortName),
        suggestion: isTemplate ? nil : SchemaScalars.nearest(to: key, among: names)))
  }

  private mutating func reportMismatch(_ value: Pending, _ type: TypeRecord, _ node: Node) {
    let expected = expectation(of: type)
    if node.kind == .string, node.flags.contains(.template) {
      return report(.notRendered, value.node, field: value.field, expected: expected)
    }
    let text = node.kind == .list || node.kind == .object ? "" : arena.source.text(arena.span(value.node))
    let plain = node.kind == .string ? arena.string(value.node) : text
    let suggestion = SchemaScalars.rewritten(plain, of: node.kind, as: type.code)
    report(.wrongType, value.node, field: value.field, expected: expected, suggestion: suggestion)
  }

  private mutating func report(
    _ kind: SchemaProblem.Kind, _ node: UInt32, field: UInt32, expected: String, suggestion: String? = nil
  ) {
    add(
      SchemaProblem(
        node: node, isKey: false, kind: kind, field: field == Self.unknownName ? "" : source.name(field),
        expected: expected, found: SchemaScalars.describe(node, in: arena), suggestion: suggestion))
  }

  mutating func add(_ problem: SchemaProblem) {
    if problems.count < limit { problems.append(problem) }
  }

  /// Long sets (the signals of a process) are named by their beginning.
  private func oneOf(_ names: [String]) -> String {
    let shown = names.prefix(12).joined(separator: ", ")
    return "one of " + (names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown)
  }

  private func expectation(of type: TypeRecord) -> String {
    switch type.code {
    case .any: "anything"
    case .bool: "boolean"
    case .int32, .int64: "integer"
    case .decimal: "number"
    case .string: "string"
    case .bytes: "string in base64"
    case .date: "date and time"
    case .quantity: "quantity"
    case .intOrString: "integer or string"
    case .list: "list"
    case .map: "map"
    case .object, .labelSelector: source.definition(type.argument).map { source.name($0.shortName) } ?? "object"
    case .enumeration: oneOf(source.list(type.argument).map(source.name))
    }
  }
}
