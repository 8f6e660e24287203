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

  func read(_ field: Field, of base: Reading) -> Reading {
    if base.value.tag == .undetermined { return Reading(base.value.asCause, base.origin) }
    if base.value.tag == .missing { return Reading(.missing, base.origin?.adding(keys(of: field))) }
    let own = raw(field, of: base)
    // What stands there and counts as absent keeps its place.
    var found = isEmptyAsAbsence(own.value, field) ? Reading(.missing, own.origin) : own
    if found.value.tag == .missing, let inheritance = field.inheritance {
      let inherited = follow(inheritance.keys, from: inheritance.anchor, base)
      if inherited.value.tag != .missing, !isEmptyAsAbsence(inherited.value, field) { found = inherited }
    }
    guard found.value.tag == .missing else {
      return Reading(decoded(found.value, as: field.type, isIdentifier: field.isIdentifier), found.origin)
    }
    switch field.reading {
    case .required: return Reading(.undetermined(.requiredAbsent), found.origin)
    case .none: return found
    case .transparent: return Reading(absentObject(base.value.aux), found.origin)
    case .empty: return Reading(context.scratch.list([]), found.origin)
    case .defaults(let constant): return Reading(value(of: constant), found.origin)
    }
  }

  /// The empty text of a text, the empty list of a list, the empty object of a map: an empty node of another kind is of a
  /// wrong type.
  private func isEmptyAsAbsence(_ value: Value, _ field: Field) -> Bool {
    guard field.emptyIsAbsence, isEmpty(value) == true else { return false }
    guard let kind = kind(of: value) else { return true }
    switch field.type.unwrapped {
    case .list, .set: return kind == .list
    case .map, .object, .labelSelector, .serviceSelector: return kind == .object
    case .any: return true
    default: return kind == .string
    }
  }

  private func keys(of field: Field) -> [String] {
    if case .keys(_, let keys) = field.access { return keys }
    return []
  }

  /// The node that the field's own keys lead to, or the fact; missing for null.
  func raw(_ field: Field, of base: Reading) -> Reading {
    switch field.access {
    case .keys(let anchor, let keys): return follow(keys, from: anchor, base)
    case .fact(let fact):
      if isAbsent(base.value) { return Reading(.missing, base.origin) }
      let found = Facts.evaluate(fact, of: base.value, in: context)
      let isNode = found.tag == .node && found.nodeIndex != NodeIndex.none
      return Reading(found, isNode ? Place(unit: found.aux, node: found.nodeIndex) : base.origin)
    }
  }

  private func follow(_ keys: [String], from anchor: Anchor, _ base: Reading, nullIsAbsence: Bool = true) -> Reading {
    guard base.value.tag == .node else {
      // A scalar of an untyped field has no keys; the node to blame is the one that it stands at.
      let place = base.origin.flatMap { $0.absent.isEmpty ? $0 : nil }
      return Reading(
        .undetermined(.wrongType, node: place?.node ?? UInt32.max, unit: place?.unit ?? UInt32.max), base.origin)
    }
    let unit = base.value.aux
    var node = anchor == .value ? base.value.nodeIndex : context.documents.anchor(anchor.rawValue, ofUnit: unit)
    guard node != NodeIndex.none else {
      if anchor == .value { return Reading(.missing, base.origin?.adding(keys)) }
      let document = Place(unit: unit, node: context.documents.anchor(0, ofUnit: unit))
      return anchor == .podSpec
        ? Reading(.undetermined(.requiredAbsent), document) : Reading(.missing, document.adding(keys))
    }
    let arena = context.documents.arena(ofUnit: unit)
    for (index, key) in keys.enumerated() {
      let here = Place(unit: unit, node: node)
      guard arena.node(node).kind == .object else { return Reading(wrongType(Reading(.node(node, unit: unit))), here) }
      let child = arena.child(of: node, named: key)
      guard child != NodeIndex.none else { return Reading(.missing, here.adding(Array(keys[index...]))) }
      let isLast = index == keys.count - 1
      if arena.node(child).kind == .null, !isLast || nullIsAbsence {
        // A null stands in the document: what is absent lies beyond it.
        return Reading(.missing, Place(unit: unit, node: child).adding(Array(keys[(index + 1)...])))
      }
      node = child
    }
    let found = Value.node(node, unit: unit)
    return Reading(isUnknown(found) ? notKnown(found) : found, Place(unit: unit, node: node))
  }

  /// True for a node of which the document does not tell what it is.
  func isUnknown(_ value: Value) -> Bool { Children.node(value, in: context.documents)?.isUnknown == true }

  func notKnown(_ value: Value) -> Value {
    let isPartial = Children.node(value, in: context.documents)?.flags.contains(.partial) == true
    return isPartial
      ? .partlyKnown(node: value.nodeIndex, unit: value.aux)
      : .undetermined(.notKnown, node: value.nodeIndex, unit: value.aux)
  }

  func decoded(_ value: Value, as type: Type, isIdentifier: Bool) -> Value {
    if isUnknown(value) { return notKnown(value) }
    guard value.tag == .node, let node = Children.node(value, in: context.documents),
      let leaf = Leaf(type, isIdentifier: isIdentifier)
    else { return value }
    var result = LeafDecoder.decode(
      node, index: value.nodeIndex, unit: value.aux, as: leaf, table: 0, in: tables(for: type))
    result.reserved = result.tag == .node ? value.reserved : 0
    return result
  }

  func tables(for type: Type) -> EnumerationTables {
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

  func state(_ test: StateTest, _ operand: CheckedExpression, _ scope: Scope) -> Judgement {
    let found = evaluate(operand, scope)
    switch test {
    case .written: return isWritten(operand, found, scope)
    case .null: return isNull(operand, found, scope)
    case .exists, .missing, .empty:
      if let text = PartialText(found.value, in: context.documents), test != .empty || text.isNotEmpty {
        return Judgement(test == .exists, witness: found.origin)
      }
      if found.value.tag == .undetermined { return Judgement(found.value, witness: found.origin) }
      if test == .empty, let hidden = hidden(in: found) { return Judgement(hidden, witness: Place(blamedBy: hidden)) }
      let answer = test == .empty ? isEmpty(found.value) : isAbsent(found.value) == (test == .missing)
      return Judgement(answer.map { .bool($0) } ?? .undetermined(.wrongType), witness: found.origin)
    }
  }

  /// Why it is not known whether a list is empty: all of its elements are not known.
  private func hidden(in collection: Reading) -> Value? {
    guard let count = Children.count(of: collection.value, in: context.documents), count > 0,
      !Children.isKeyed(collection.value, in: context.documents)
    else { return nil }
    let elements = (0..<count).map {
      Children.element($0, of: collection.value, as: .any, table: 0, tables: tables(for: .any), in: context.documents)
    }
    return elements.allSatisfy { $0.tag == .undetermined && $0.cause == .notKnown } ? elements[0] : nil
  }

  private func isWritten(_ operand: CheckedExpression, _ found: Reading, _ scope: Scope) -> Judgement {
    guard case .field(let base, let field) = operand.form else {
      if found.value.isPartlyKnown { return Judgement(true, witness: found.origin) }
      if found.value.tag == .undetermined { return Judgement(found.value, witness: found.origin) }
      return Judgement(!isAbsent(found.value), witness: found.origin)
    }
    let whole = evaluate(base, scope)
    if whole.value.tag == .undetermined { return Judgement(whole.value, witness: whole.origin) }
    if whole.value.tag == .missing { return Judgement(false, witness: found.origin) }
    let own = raw(field, of: whole)
    return Judgement(
      own.value.tag == .undetermined ? own.value : .bool(own.value.tag != .missing), witness: own.origin)
  }

  /// Whether the operand's node is there and null. What is read from it does not count: a null field is missing, and a
  /// null element of a list is bound as undetermined.
  private func isNull(_ operand: CheckedExpression, _ found: Reading, _ scope: Scope) -> Judgement {
    /// The node that the operand names, a null one too; nil for what is no node or not there.
    var node: Value?
    var unknown = found.value
    var witness = found.origin
    switch operand.form {
    case .field(let base, let field):
      let whole = evaluate(base, scope)
      if whole.value.tag == .undetermined { return Judgement(whole.value, witness: whole.origin) }
      if whole.value.tag != .missing, case .keys(let anchor, let keys) = field.access {
        let own = follow(keys, from: anchor, whole, nullIsAbsence: false)
        (unknown, node, witness) = (own.value, own.value, own.origin)
      } else if case .fact(.entryValue) = field.access, let place = whole.origin, place.absent.isEmpty {
        // The value of an entry stands at the entry's own node.
        (node, witness) = (.node(place.node, unit: place.unit), place)
      } else if whole.value.tag != .missing {
        // Another fact has no node that could be null; what its absence is read as does not count.
        (unknown, witness) = (raw(field, of: whole).value, raw(field, of: whole).origin)
      }
    case .index(let base, let key): node = lookUpNode(evaluate(key, scope), in: evaluate(base, scope))
    case .variable where unknown.tag == .undetermined && unknown.causeNode != NodeIndex.none:
      node = .node(unknown.causeNode, unit: unknown.causeUnit)
    default: break
    }
    if let node, isUnknown(node) { return Judgement(notKnown(node), witness: witness) }
    if let node, node.tag == .node { return Judgement(kind(of: node) == .null, witness: witness) }
    return Judgement(unknown.tag == .undetermined ? unknown : .bool(false), witness: witness)
  }
}
