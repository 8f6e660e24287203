import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// How values are read from documents: anchors, keys, inheritance and the readings of absence.
extension ReferenceEvaluator {
  /// An object that its document leaves out and whose fields are still asked for: no node, but a unit.
  private func absentObject(_ unit: UInt32) -> Value { .node(NodeIndex.none, unit: unit) }

  func isAbsent(_ value: Value) -> Bool {
    value.tag == .missing || value.tag == .node && value.nodeIndex == NodeIndex.none
  }

  func read(_ field: Field, of base: Value) -> Value {
    if base.tag == .missing || base.tag == .undetermined { return base }
    var found = raw(field, of: base)
    if field.emptyIsAbsence, isEmpty(found) == true { found = .missing }
    if found.tag == .missing, let inheritance = field.inheritance {
      found = follow(inheritance.keys, from: inheritance.anchor, base)
      if field.emptyIsAbsence, isEmpty(found) == true { found = .missing }
    }
    guard found.tag == .missing else { return decoded(found, as: field.type, isIdentifier: field.isIdentifier) }
    switch field.reading {
    case .required: return .undetermined(.requiredAbsent)
    case .none: return .missing
    case .transparent: return absentObject(base.aux)
    case .empty: return context.scratch.list([])
    case .defaults(let constant): return value(of: constant)
    }
  }

  /// The node that the field's own keys lead to, or the fact; missing for null.
  func raw(_ field: Field, of base: Value) -> Value {
    switch field.access {
    case .fact(let fact): return isAbsent(base) ? .missing : Facts.evaluate(fact, of: base, in: context)
    case .keys(let anchor, let keys): return follow(keys, from: anchor, base)
    }
  }

  private func follow(_ keys: [String], from anchor: Anchor, _ base: Value) -> Value {
    guard base.tag == .node else { return .undetermined(.wrongType) }
    let unit = base.aux
    var node = anchor == .value ? base.nodeIndex : context.documents.anchor(anchor.rawValue, ofUnit: unit)
    guard node != NodeIndex.none else { return anchor == .podSpec ? .undetermined(.requiredAbsent) : .missing }
    let arena = context.documents.arena(ofUnit: unit)
    for key in keys {
      guard arena.node(node).kind == .object else { return .undetermined(.wrongType, node: node, unit: unit) }
      node = arena.child(of: node, named: key)
      guard node != NodeIndex.none, arena.node(node).kind != .null else { return .missing }
    }
    return .node(node, unit: unit)
  }

  func decoded(_ value: Value, as type: Type, isIdentifier: Bool) -> Value {
    guard value.tag == .node, let node = Children.node(value, in: context.documents),
      let leaf = Leaf(type, isIdentifier: isIdentifier)
    else { return value }
    var result = LeafDecoder.decode(
      node, index: value.nodeIndex, unit: value.aux, as: leaf, table: 0, in: tables(for: type))
    result.reserved = result.tag == .node ? value.reserved : 0
    return result
  }

  private func tables(for type: Type) -> EnumerationTables {
    if case .enumeration(let enumeration) = type.unwrapped { return EnumerationTables([enumeration]) }
    return EnumerationTables.none
  }

  func isEmpty(_ value: Value) -> Bool? {
    if isAbsent(value) { return true }
    switch value.tag {
    case .undetermined: return nil
    case .string: return value.aux == 0
    case .node:
      guard let node = Children.node(value, in: context.documents) else { return nil }
      switch node.kind {
      case .string, .list, .object: return node.count == 0
      case .null: return true
      case .bool, .int, .float: return false
      }
    default: return Children.count(of: value, in: context.documents).map { $0 == 0 } ?? false
    }
  }

  /// The instances of a part, or nil if they are not known.
  func parts(_ domain: PartDomain, of whole: Value) -> [Value]? {
    let list: Value =
      switch domain.access {
      case .fact(let fact): Facts.evaluate(fact, of: whole, in: context)
      case .keys(let anchor, let keys): follow(keys, from: anchor, whole)
      }
    if list.tag == .missing { return [] }
    return elements(of: list, type: .list(.object(domain.part)))
  }

  /// The elements of a list or the entries of a map; nil if one is not known.
  func elements(of collection: Value, type: Type) -> [Value]? {
    if isAbsent(collection) { return [] }
    guard collection.tag != .undetermined, let count = Children.count(of: collection, in: context.documents) else {
      return nil
    }
    if case .map(let element) = type.unwrapped, collection.tag != .list || count == 0 {
      return (0..<count).map { entry($0, of: collection, element) }
    }
    guard collection.tag != .node || !Children.isKeyed(collection, in: context.documents) else { return nil }
    let element: Type =
      switch type.unwrapped {
      case .list(let element), .set(let element): element
      default: .any
      }
    let leaf = Leaf(element, isIdentifier: true) ?? .any
    return (0..<count).map {
      Children.element($0, of: collection, as: leaf, table: 0, tables: tables(for: element), in: context.documents)
    }
  }

  private func entry(_ index: Int, of map: Value, _ type: Type) -> Value {
    let key = context.scratch.string(Children.key(index, of: map, in: context.documents))
    let pair = context.scratch.list([key, member(index, of: map, type)])
    return pair.tag == .list ? Value(tag: .entry, bits: pair.bits, aux: UInt32(index)) : pair
  }

  private func member(_ index: Int, of map: Value, _ type: Type) -> Value {
    guard let parent = Children.node(map, in: context.documents) else {
      return Children.child(index, of: map, in: context.documents)
    }
    let node = Value.node(parent.first + UInt32(index), unit: map.aux)
    return Children.node(node, in: context.documents)?.kind == .null
      ? .missing : decoded(node, as: type, isIdentifier: false)
  }

  func lookUp(_ key: Value, in collection: Value, type: Type) -> Value {
    if collection.tag == .undetermined || key.tag == .undetermined {
      return collection.tag == .undetermined ? collection : key
    }
    if isAbsent(collection) { return .missing }
    let count = Children.count(of: collection, in: context.documents) ?? 0
    if key.tag == .int {
      guard let place = Int(exactly: key.intValue), place >= 0, place < count else { return .missing }
      return Children.child(place, of: collection, in: context.documents)
    }
    guard Children.isKeyed(collection, in: context.documents) else {
      return count == 0 ? .missing : .undetermined(.wrongType)
    }
    let wanted = Array(key.text.utf8)
    for index in 0..<count where Children.key(index, of: collection, in: context.documents) == wanted {
      return member(index, of: collection, type)
    }
    return .missing
  }

  func value(of constant: Constant) -> Value {
    switch constant {
    case .missing: .missing
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .decimal(let value): .decimal(value)
    case .string(let text), .regex(let text): context.scratch.string(text.utf8)
    case .date(let days): .date(Int64(days))
    case .duration(let milliseconds): .duration(milliseconds)
    case .list(let elements): context.scratch.list(elements.map { value(of: $0) })
    case .map(let entries): map(entries.map { (context.scratch.string($0.key.utf8), value(of: $0.value)) })
    }
  }

  func map(_ pairs: [(Value, Value)]) -> Value {
    let list = context.scratch.list(pairs.flatMap { [$0.0, $0.1] })
    return list.tag == .list ? Value(tag: .map, bits: list.bits, aux: UInt32(pairs.count)) : list
  }

  func state(_ test: StateTest, _ operand: CheckedExpression, _ scope: Scope) -> Bool? {
    switch test {
    case .written:
      guard case .field(let base, let field) = operand.form else { return state(.exists, operand, scope) }
      let found = evaluate(base, scope)
      if isAbsent(found) { return false }
      return found.tag == .undetermined ? nil : raw(field, of: found).tag != .missing
    case .null: return nil
    case .exists, .missing, .empty:
      let found = evaluate(operand, scope)
      if found.tag == .undetermined { return nil }
      if test == .empty { return isEmpty(found) }
      return isAbsent(found) == (test == .missing)
    }
  }
}
