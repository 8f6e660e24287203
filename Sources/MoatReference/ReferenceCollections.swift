import MoatDocument
import MoatKinds
import MoatSemantics
import MoatValues

/// Lists, maps and parts: their elements, and what stands under a key.
extension ReferenceEvaluator {
  /// The instances of a part, and the origin of the list that holds them.
  func parts(_ domain: PartDomain, of whole: Reading) -> (elements: Known<[Reading]>, origin: Place?) {
    if whole.value.tag == .undetermined { return (.unknown(whole.value), whole.origin) }
    let field = Field(
      name: "", type: .list(.object(domain.part)), access: domain.access, reading: .empty)
    let list = read(field, of: whole)
    return (elements(of: list, type: field.type), list.origin)
  }

  static func element(of type: Type) -> Type {
    switch type.unwrapped {
    case .list(let element), .set(let element): element
    case .map(let value): .entry(value)
    default: .any
    }
  }

  /// The elements of a list or the entries of a map.
  func elements(of collection: Reading, type: Type) -> Known<[Reading]> {
    let value = collection.value
    if value.tag == .undetermined { return .unknown(value) }
    if isAbsent(value) { return .known([]) }
    guard let count = Children.count(of: value, in: context.documents) else { return .unknown(wrongType(collection)) }
    if case .map(let content) = type.unwrapped, value.tag != .list || count == 0 {
      return .known(
        (0..<count).map { index in
          Reading(entry(index, of: value, content), place(of: index, in: value) ?? collection.origin)
        })
    }
    guard !Children.isKeyed(value, in: context.documents) else { return .unknown(wrongType(collection)) }
    let element = Self.element(of: type)
    return .known((0..<count).map { self.element($0, of: collection, element) })
  }

  private func element(_ index: Int, of collection: Reading, _ type: Type) -> Reading {
    let found = Children.element(
      index, of: collection.value, as: Leaf(type, isIdentifier: true) ?? .any, table: 0, tables: tables(for: type),
      in: context.documents)
    if let place = place(of: index, in: collection.value) { return Reading(found, place) }
    if found.tag == .node { return Reading(found, Place(unit: found.aux, node: found.nodeIndex)) }
    // A computed list may hold what is not known, which stands where its cause lies.
    return Reading(found, Place(blamedBy: found) ?? collection.origin)
  }

  /// The node of an element; nil for what was computed.
  private func place(of index: Int, in collection: Value) -> Place? {
    guard let parent = Children.node(collection, in: context.documents) else { return nil }
    return Place(unit: collection.aux, node: parent.first + UInt32(index))
  }

  func wrongType(_ reading: Reading) -> Value {
    if reading.value.tag == .node {
      if isUnknown(reading.value) { return notKnown(reading.value).asCause }
      return .undetermined(.wrongType, node: reading.value.nodeIndex, unit: reading.value.aux)
    }
    guard let origin = reading.origin, origin.absent.isEmpty else { return .undetermined(.wrongType) }
    return .undetermined(.wrongType, node: origin.node, unit: origin.unit)
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

  /// The member or element under a key.
  func lookUp(_ key: Reading, in collection: Reading, type: Type) -> Reading {
    if collection.value.tag == .undetermined {
      return Reading(collection.value.asCause, collection.origin ?? key.origin)
    }
    if key.value.tag == .undetermined { return Reading(key.value.asCause, key.origin ?? collection.origin) }
    let name = key.value.tag == .int ? "[\(key.value.intValue)]" : key.value.tag == .string ? key.value.text : ""
    let nowhere = Reading(.missing, collection.origin?.adding([name]) ?? key.origin)
    if isAbsent(collection.value) { return nowhere }
    let isKeyed = Children.isKeyed(collection.value, in: context.documents)
    guard let count = Children.count(of: collection.value, in: context.documents),
      key.value.tag == .string ? isKeyed || isEmptyList(collection.value) : key.value.tag == .int && !isKeyed
    else { return Reading(wrongType(collection), collection.origin ?? key.origin) }
    guard let index = index(of: key.value, in: collection.value, count) else { return nowhere }
    guard isKeyed else {
      let found = element(index, of: collection, Self.element(of: type))
      return Reading(found.value, found.origin ?? key.origin)
    }
    let content: Type = if case .map(let content) = type.unwrapped { content } else { .any }
    let found = member(index, of: collection.value, content)
    return Reading(found, place(of: index, in: collection.value) ?? collection.origin ?? key.origin)
  }

  /// The reading of an absent map.
  private func isEmptyList(_ value: Value) -> Bool { value.tag == .list && value.aux == 0 }

  private func index(of key: Value, in collection: Value, _ count: Int) -> Int? {
    if key.tag == .int { return Int(exactly: key.intValue).flatMap { (0..<count).contains($0) ? $0 : nil } }
    // By whichever of its names has a value.
    var found: Int?
    key.forEachName { name in
      let wanted = Array(name.text.utf8)
      found = (0..<count).first { Children.key($0, of: collection, in: context.documents) == wanted }
      return found == nil
    }
    return found
  }

  /// The node under a key, a null one too; nil for what is no node.
  func lookUpNode(_ key: Reading, in collection: Reading) -> Value? {
    guard key.value.tag == .string || key.value.tag == .int, collection.value.tag == .node,
      let count = Children.count(of: collection.value, in: context.documents),
      (key.value.tag == .string) == Children.isKeyed(collection.value, in: context.documents),
      let index = index(of: key.value, in: collection.value, count),
      let place = place(of: index, in: collection.value)
    else { return nil }
    return .node(place.node, unit: place.unit)
  }
}
