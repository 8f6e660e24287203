import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// How values are read from documents: fields with their three readings of absence, indices, tests of presence.
extension Walk {
  func read(_ field: Field, of base: Placed) -> Placed {
    if base.isUndetermined { return base.asCause }
    var found = own(field, of: base)
    if base.value.tag == .missing { return found }
    found = absentIfEmpty(found, field)
    if found.value.tag == .missing, let inheritance = field.inheritance {
      let inherited = absentIfEmpty(follow(inheritance.keys, from: inheritance.anchor, base), field)
      if inherited.value.tag != .missing { found = inherited }
    }
    guard found.value.tag == .missing else {
      return Placed(decoded(found.value, as: field.type, isIdentifier: field.isIdentifier), at: found.place)
    }
    switch field.reading {
    case .required: return Placed(.undetermined(.requiredAbsent), at: found.place)
    case .none: return found
    case .transparent: return Placed(.node(NodeIndex.none, unit: base.value.aux), at: found.place)
    case .empty: return Placed(context.scratch.list([]), at: found.place)
    case .defaults(let constant): return Placed(constants.value(ofDefault: constant), at: found.place)
    }
  }

  /// What stands under the field's own keys, or the derived fact; missing if nothing or null does.
  func own(_ field: Field, of base: Placed) -> Placed {
    if base.isUndetermined { return base }
    switch field.access {
    case .fact(let fact):
      let value = base.isAbsent ? .missing : Facts.evaluate(fact, of: base.value, in: context)
      return Placed(value, at: Witness(value) ?? base.place)
    case .keys(let anchor, let keys):
      if base.value.tag == .missing { return Placed(.missing, at: base.place?.adding(keys)) }
      return follow(keys, from: anchor, base)
    }
  }

  /// A null that stands in the document is absence, and its place is the null.
  func follow(_ keys: [String], from anchor: Anchor, _ base: Placed) -> Placed {
    guard base.value.tag == .node else { return blame(.wrongType, base) }
    let unit = base.value.aux
    var node = anchor == .value ? base.value.nodeIndex : context.documents.anchor(anchor.rawValue, ofUnit: unit)
    guard node != NodeIndex.none else {
      if anchor == .value { return Placed(.missing, at: base.place?.adding(keys)) }
      let document = Witness(.node(context.documents.anchor(Anchor.document.rawValue, ofUnit: unit), unit: unit))
      return anchor == .podSpec
        ? Placed(.undetermined(.requiredAbsent), at: document) : Placed(.missing, at: document?.adding(keys))
    }
    let arena = context.documents.arena(ofUnit: unit)
    for (index, key) in keys.enumerated() {
      let here = Witness(unit: unit, node: node)
      guard arena.node(node).kind == .object else {
        let cause: Cause = arena.node(node).isUnknown ? .notKnown : .wrongType
        return Placed(.undetermined(cause, node: node, unit: unit), at: here)
      }
      let child = arena.child(of: node, named: key)
      guard child != NodeIndex.none else { return Placed(.missing, at: here.adding(keys[index...])) }
      guard arena.node(child).kind != .null else {
        return Placed(.missing, at: Witness(unit: unit, node: child, absent: Array(keys[(index + 1)...])))
      }
      node = child
    }
    let found = Placed(.node(node, unit: unit), at: Witness(unit: unit, node: node))
    if arena.node(node).flags.contains(.partial) {
      return Placed(.partlyKnown(node: node, unit: unit), at: found.place)
    }
    return arena.node(node).isUnknown ? blame(.notKnown, found) : found
  }

  /// Undetermined at the node that the value was read from, if it was read from one.
  func blame(_ cause: Cause, _ found: Placed) -> Placed {
    guard let place = found.place, place.absent.isEmpty else { return Placed(.undetermined(cause), at: found.place) }
    return Placed(.undetermined(cause, node: place.node, unit: place.unit), at: place)
  }

  private func absentIfEmpty(_ found: Placed, _ field: Field) -> Placed {
    guard field.emptyIsAbsence, isEmpty(found.value) == true else { return found }
    // An empty list where a text belongs is of a wrong type, as a full one is.
    if let node = Children.node(found.value, in: context.documents), let kind = Leaf(field.type)?.kindOfEmpty,
      node.kind != kind
    {
      return found
    }
    return Placed(.missing, at: found.place)
  }

  func decoded(_ value: Value, as type: Type, isIdentifier: Bool) -> Value {
    guard let node = Children.node(value, in: context.documents) else { return value }
    if node.flags.contains(.partial) { return .partlyKnown(node: value.nodeIndex, unit: value.aux) }
    if node.isUnknown { return .undetermined(.notKnown, node: value.nodeIndex, unit: value.aux) }
    guard let leaf = Leaf(type, isIdentifier: isIdentifier) else { return value }
    let tables = leaf == .enumeration ? constants.tables(for: type) : EnumerationTables.none
    var result = LeafDecoder.decode(node, index: value.nodeIndex, unit: value.aux, as: leaf, table: 0, in: tables)
    // A node may carry the ordinal of what was found at it.
    if result.tag == .node { result.reserved = value.reserved }
    return result
  }

  /// Nil if it cannot be said.
  func isEmpty(_ value: Value) -> Bool? {
    if Placed(value).isAbsent { return true }
    switch value.tag {
    case .undetermined: return nil
    case .string: return value.aux == 0
    case .node:
      guard let node = Children.node(value, in: context.documents) else { return nil }
      switch node.kind {
      case .null: return true
      case .string, .list, .object: return node.count == 0
      case .bool, .int, .float: return false
      }
    default: return Children.count(of: value, in: context.documents) == 0
    }
  }

  /// `type` is that of the collection.
  func lookUp(_ key: Placed, in collection: Placed, type: Type) -> Placed {
    if collection.isUndetermined { return Placed(collection.value.asCause, at: collection.place ?? key.place) }
    if key.isUndetermined { return Placed(key.value.asCause, at: key.place ?? collection.place) }
    let name = key.value.tag == .int ? "[\(key.value.intValue)]" : key.value.text
    let absent = Placed(.missing, at: collection.place?.adding([name]) ?? key.place)
    if collection.isAbsent { return absent }
    let documents = context.documents
    let isKeyed = Children.isKeyed(collection.value, in: documents)
    // An absent map reads as the empty list.
    let isEmptyList = collection.value.tag == .list && collection.value.aux == 0
    guard let count = Children.count(of: collection.value, in: documents),
      key.value.tag == .int ? !isKeyed : key.value.tag == .string && (isKeyed || isEmptyList)
    else { return Placed(blame(.wrongType, collection).value, at: collection.place ?? key.place) }
    if key.value.tag == .int {
      guard let index = Int(exactly: key.value.intValue), index >= 0, index < count else { return absent }
      // An element has one reading, whether a loop binds it or a place names it.
      let element = Self.elementType(of: type)
      let value = Children.element(
        index, of: collection.value, as: Leaf(element, isIdentifier: true) ?? .any, table: 0,
        tables: constants.tables(for: element), in: documents)
      return Placed(value, at: place(ofChild: index, value, of: collection) ?? key.place)
    }
    if key.value.hasNames {
      var found = absent
      key.value.forEachName { name in
        found = lookUp(Placed(name, at: key.place), in: collection, type: type)
        return found.value.tag == .missing
      }
      return found.value.tag == .missing ? absent : found
    }
    let content: Type = if case .map(let content) = type.unwrapped { content } else { .any }
    let wanted = Array(key.value.text.utf8)
    for index in 0..<count where Children.key(index, of: collection.value, in: documents) == wanted {
      let value = member(index, of: collection.value, content)
      return Placed(value, at: place(ofChild: index, value, of: collection) ?? key.place)
    }
    return absent
  }

  /// The value of an entry, read as its type; missing for null.
  func member(_ index: Int, of map: Value, _ type: Type) -> Value {
    guard let parent = Children.node(map, in: context.documents) else {
      return Children.child(index, of: map, in: context.documents)
    }
    let value = Value.node(parent.first + UInt32(index), unit: map.aux)
    guard let node = Children.node(value, in: context.documents), node.kind != .null else { return .missing }
    return decoded(value, as: type, isIdentifier: false)
  }

  /// Where a part of a collection stands: its node, that of the value itself, or else where the collection stands.
  func place(ofChild index: Int, _ value: Value, of collection: Placed) -> Witness? {
    if let parent = Children.node(collection.value, in: context.documents) {
      return Witness(unit: collection.value.aux, node: parent.first + UInt32(index))
    }
    return Witness(value) ?? Placed(value).blamed ?? collection.place
  }

  // MARK: Tests of presence

  func state(_ test: StateTest, _ operand: CheckedExpression) -> Placed {
    switch test {
    case .exists, .missing, .empty:
      let found = evaluate(operand)
      if let text = PartialText(found.value, in: context.documents), test != .empty || text.isNotEmpty {
        return Placed(.bool(test == .exists), at: found.place)
      }
      if found.isUndetermined { return Placed(found.value, at: found.blamed ?? found.place).asCause }
      guard test == .empty else { return Placed(.bool(found.isAbsent == (test == .missing)), at: found.place) }
      if let hidden = Children.onlyUnknown(of: found.value, in: context.documents) {
        return Placed(hidden, at: Placed(hidden).blamed ?? found.place)
      }
      return Placed(isEmpty(found.value).map { .bool($0) } ?? .undetermined(.noAnswer), at: found.place)
    case .written, .null:
      guard case .field(let base, let field) = operand.form else { return computedState(test, operand) }
      let whole = evaluate(base)
      if test == .null, case .fact(.entryValue) = field.access, let place = whole.place, place.absent.isEmpty {
        // The value of an entry stands at the entry's own node, whatever it is read as.
        let node = context.documents.arena(ofUnit: place.unit).node(place.node)
        return node.isUnknown ? blame(.notKnown, whole) : Placed(.bool(node.kind == .null), at: place)
      }
      let found = own(field, of: whole)
      if found.isUndetermined { return Placed(found.value, at: found.blamed ?? found.place) }
      // Another fact has no node of its own that could be null.
      let isFact = if case .fact = field.access { true } else { false }
      let isNull = !isFact && !whole.isAbsent && isNull(found)
      return Placed(.bool(test == .null ? isNull : !found.isAbsent), at: found.place)
    }
  }

  /// `is written` and `is null` of what is no field: an index, an element.
  private func computedState(_ test: StateTest, _ operand: CheckedExpression) -> Placed {
    if test == .written { return state(.exists, operand) }
    let found = evaluate(operand)
    // Of what is not known, it is not known whether it is null.
    if found.isUndetermined, found.value.cause == .notKnown {
      return Placed(found.value, at: found.blamed ?? found.place)
    }
    // An index into what is not known, or into what has no keys, names no node.
    if case .index(let base, let key) = operand.form {
      let (whole, key) = (evaluate(base), evaluate(key))
      let isOfWhole = found.isUndetermined && found.blamed == whole.place
      if whole.isUndetermined || key.isUndetermined || isOfWhole {
        return Placed(found.value, at: found.blamed ?? found.place)
      }
    }
    let isNull = isNull(found)
    // A text that does not parse stands there, and is not null.
    let stands = found.blamed != nil && found.blamed == found.place
    if found.isUndetermined, !isNull, !stands { return Placed(found.value, at: found.blamed ?? found.place) }
    return Placed(.bool(isNull), at: found.place)
  }

  private func isNull(_ found: Placed) -> Bool {
    guard let place = found.blamed ?? found.place, place.absent.isEmpty else { return false }
    guard found.value.tag == .missing || found.isUndetermined else { return false }
    return context.documents.arena(ofUnit: place.unit).node(place.node).kind == .null
  }
}
