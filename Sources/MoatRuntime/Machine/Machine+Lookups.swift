import MoatDocument
import MoatKinds
import MoatValues

/// What stands at a key or a place, and what a field's node is.
extension Machine {
  @inline(__always)
  static func state(_ mode: UInt8, _ value: Value, _ reader: PathReader) -> Value {
    if value.isPartlyKnown { return partlyKnown(mode, value, reader) }
    if value.tag == .undetermined { return value }
    switch mode {
    case StateMode.exists.rawValue: return .bool(!PathReader.isAbsent(value))
    case StateMode.missing.rawValue: return .bool(PathReader.isAbsent(value))
    case StateMode.empty.rawValue: return reader.hidden(in: value) ?? .bool(reader.isEmpty(value))
    default: return reader.hidden(in: value) ?? .bool(!reader.isEmpty(value))
    }
  }

  /// A text of which a part is known is there.
  @inline(never)
  private static func partlyKnown(_ mode: UInt8, _ value: Value, _ reader: PathReader) -> Value {
    switch mode {
    case StateMode.exists.rawValue: return .bool(true)
    case StateMode.missing.rawValue: return .bool(false)
    default:
      let isKnown = PartialText(value, in: reader.cold.context.documents)?.isNotEmpty ?? false
      return isKnown ? .bool(mode != StateMode.empty.rawValue) : value.asCause
    }
  }

  /// Whether a node is written, or is null.
  @inline(never)
  func ask(_ instruction: Instruction) -> Value {
    let base = unsafe registers[Int(instruction.b)]
    switch instruction.opcode {
    case .nullValue: return isNull(base, isVariable: instruction.d != 0)
    case .nullElement: return isNull(at: unsafe registers[Int(instruction.c)], in: base)
    default: break
    }
    if base.tag == .undetermined { return base }
    if base.tag == .missing { return .bool(false) }
    let field = unsafe reader.fields[Int(instruction.d)]
    guard instruction.opcode == .null else {
      if PathReader.isAbsent(base) { return .bool(false) }
      let found = reader.raw(field, of: base)
      return found.tag == .undetermined ? found : .bool(found.tag != .missing)
    }
    guard field.fact == FieldRecord.noFact else {
      let found = reader.raw(field, of: base)
      // Another fact has no node that could be null; what its absence is read as does not count.
      return field.fact == Fact.entryValue.rawValue ? isNullMember(found, of: base) : unknownOrFalse(found)
    }
    let found = reader.known(reader.followToNull(field.firstKey, field.keyCount, field.anchor, base))
    guard found.tag == .node else { return unknownOrFalse(found) }
    return unsafe .bool(reader.units[Int(found.aux)].nodes[Int(found.nodeIndex)].kind == .null)
  }

  /// Whether the value of an entry is null, whatever it is read as: a member of a document's map that is missing all the
  /// same is a null one.
  private func isNullMember(_ value: Value, of entry: Value) -> Value {
    if value.tag == .undetermined, value.causeNode != NodeIndex.none { return isNull(value, isVariable: true) }
    return value.tag == .missing ? .bool(entry.tag == .entry) : unknownOrFalse(value)
  }

  private func unknownOrFalse(_ value: Value) -> Value { value.tag == .undetermined ? value : .bool(false) }

  /// A variable that is bound to a null element is undetermined as a value, and null all the same.
  private func isNull(_ value: Value, isVariable: Bool) -> Value {
    guard isVariable, value.tag == .undetermined, value.causeNode != NodeIndex.none else {
      return unknownOrFalse(value)
    }
    return isNull(value.causeNode, unit: value.causeUnit)
  }

  private func isNull(at key: Value, in collection: Value) -> Value {
    if collection.tag == .node, collection.nodeIndex != NodeIndex.none, let child = child(of: collection, at: key) {
      return isNull(child, unit: collection.aux)
    }
    return unknownOrFalse(lookUp(key, in: collection, .any, 0))
  }

  private func isNull(_ node: UInt32, unit: UInt32) -> Value {
    let found = reader.known(.node(node, unit: unit))
    guard found.tag == .node else { return found }
    return unsafe .bool(reader.units[Int(unit)].nodes[Int(node)].kind == .null)
  }

  /// The node of an element or a member; nil if there is none.
  private func child(of collection: Value, at key: Value) -> UInt32? {
    let node = unsafe reader.units[Int(collection.aux)].nodes[Int(collection.nodeIndex)]
    if key.tag == .int {
      guard node.kind == .list, key.intValue >= 0, key.intValue < Int64(node.count) else {
        return nil
      }
      return node.first + UInt32(key.intValue)
    }
    guard node.kind == .object, key.tag == .string,
      let symbol = unsafe context.documents.arena(ofUnit: collection.aux).symbols.lookup(key.buffer)
    else { return nil }
    return member(of: collection, symbol)
  }

  private func member(of collection: Value, _ symbol: UInt32) -> UInt32? {
    let nodes = unsafe reader.units[Int(collection.aux)].nodes
    let node = unsafe nodes[Int(collection.nodeIndex)]
    guard node.kind == .object else { return nil }
    for child in node.first..<node.first + node.count where unsafe nodes[Int(child)].key == symbol { return child }
    return nil
  }

  /// `index` and `member`: a map by a key, or a list by a place.
  @inline(never)
  func lookUp(_ instruction: Instruction) -> Value {
    let collection = unsafe registers[Int(instruction.b)]
    let leaf = Leaf(rawValue: instruction.mode)
    if instruction.opcode == .index {
      return lookUp(unsafe registers[Int(instruction.c)], in: collection, leaf, instruction.e)
    }
    if collection.tag == .undetermined { return collection.asCause }
    if PathReader.isAbsent(collection) { return .missing }
    let key = Int(instruction.d)
    if collection.tag == .node {
      let node = unsafe reader.units[Int(collection.aux)].nodes[Int(collection.nodeIndex)]
      if node.kind == .object {
        guard let child = member(of: collection, plan.linked.program.symbols[key]) else { return .missing }
        return memberValue(child, unit: collection.aux, leaf, instruction.e)
      }
    }
    let text = scratch.string(plan.linked.program.keys[key].utf8)
    return lookUp(text, in: collection, leaf, instruction.e)
  }

  func lookUp(_ key: Value, in collection: Value, _ leaf: Leaf?, _ table: UInt32) -> Value {
    if collection.tag == .undetermined { return collection.asCause }
    if key.tag == .undetermined { return key.asCause }
    if PathReader.isAbsent(collection) { return .missing }
    let documents = context.documents
    guard let count = Children.count(of: collection, in: documents) else { return wrongType(collection) }
    let isKeyed = Children.isKeyed(collection, in: documents)
    if key.tag == .int {
      guard !isKeyed else { return wrongType(collection) }
      guard let place = Int(exactly: key.intValue), place >= 0, place < count else { return .missing }
      return Children.element(
        place, of: collection, as: leaf ?? .any, table: table, tables: plan.linked.enumerations, in: documents)
    }
    guard key.tag == .string, isKeyed else {
      // The reading of an absent map is the empty list.
      return key.tag == .string && collection.tag == .list && count == 0 ? .missing : wrongType(collection)
    }
    if key.hasNames {
      var found = Value.missing
      key.forEachName { name in
        found = lookUp(name, in: collection, leaf, table)
        return found.tag == .missing
      }
      return found
    }
    if collection.tag == .node {
      guard let child = child(of: collection, at: key) else { return .missing }
      return memberValue(child, unit: collection.aux, leaf, table)
    }
    let elements = unsafe collection.elements
    if collection.tag == .map, collection.reserved != 0 {
      let found = plan.linked.tables[Int(collection.reserved) - 1].find(key) { unsafe elements[2 * $0] }
      return found.map { unsafe elements[2 * $0 + 1] } ?? .missing
    }
    for index in 0..<count where Children.key(index, of: collection, in: documents).elementsEqual(bytes(of: key)) {
      return Children.child(index, of: collection, in: documents)
    }
    return .missing
  }

  private func bytes(of key: Value) -> [UInt8] { unsafe Array(key.buffer) }

  /// The value of an object's member; missing for null.
  func memberValue(_ node: UInt32, unit: UInt32, _ leaf: Leaf?, _ table: UInt32) -> Value {
    if unsafe reader.units[Int(unit)].nodes[Int(node)].kind == .null { return .missing }
    let value = Value.node(node, unit: unit)
    return leaf.map { reader.decodeSlowly(value, $0.rawValue, table) } ?? reader.known(value)
  }
}
