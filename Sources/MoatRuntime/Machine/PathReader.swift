import MoatDocument
import MoatKinds
import MoatValues

/// Reads fields of documents: the one implementation for the machine's loop and for the indexes. All of it is on
/// pointers that outlive it; what a verified program hands in is in range.
@safe
struct PathReader {
  let fields: UnsafeMutablePointer<FieldRecord>
  let pathSymbols: UnsafeMutablePointer<UInt32>
  let constants: UnsafeMutablePointer<Value>
  var units: UnsafeMutablePointer<Unit>
  let cold: ColdReader
  /// `Anchor.podSpec`, without the call that reads its raw value.
  private static var podSpecAnchor: UInt8 { 1 }

  /// An object that its document leaves out and whose fields are still asked for: no node, but a unit.
  @inline(__always)
  static func isAbsent(_ value: Value) -> Bool {
    value.tag == .missing || value.tag == .node && value.nodeIndex == NodeIndex.none
  }

  /// The value at a path: field after field, until one is missing or undetermined.
  @inline(__always)
  func read(_ base: Value, _ first: Int, _ count: Int) -> Value {
    var value = base
    var field = first
    let end = first + count
    while field < end, value.tag != .missing, value.tag != .undetermined {
      value = readField(field, of: value)
      field += 1
    }
    // A part of a text that is partly known is not that text.
    return value.isPartlyKnown && field < end ? value.asCause : value
  }

  @inline(__always)
  private func readField(_ index: Int, of base: Value) -> Value {
    let record = unsafe fields + index
    // The common case: keys of a node, without anything that needs a second look.
    if unsafe record.pointee.fact == FieldRecord.noFact && !record.pointee.emptyIsAbsence, base.tag == .node {
      let found = unsafe follow(record.pointee.firstKey, record.pointee.keyCount, record.pointee.anchor, base)
      if found.tag == .node { return unsafe decode(found, record.pointee) }
      if found.tag == .undetermined { return found }
      return unsafe absence(record.pointee, base)
    }
    return unsafe readSlowly(record.pointee, of: base)
  }

  @inline(never)
  private func readSlowly(_ record: FieldRecord, of base: Value) -> Value {
    var found = raw(record, of: base)
    if record.emptyIsAbsence, isEmptyOfItsKind(found, record.leaf) { found = .missing }
    if found.tag == .missing { return absence(record, base) }
    return decode(found, record)
  }

  /// The node under the field's own keys, or the fact; missing for null.
  func raw(_ record: FieldRecord, of base: Value) -> Value {
    if record.fact != FieldRecord.noFact {
      return Self.isAbsent(base) ? .missing : cold.fact(record.fact, of: base)
    }
    return known(follow(record.firstKey, record.keyCount, record.anchor, base))
  }

  /// Undetermined for a node that is not known; every other value as it is. The reads of the loop leave that to `decode`.
  func known(_ value: Value) -> Value {
    guard value.tag == .node, value.nodeIndex != NodeIndex.none,
      unsafe units[Int(value.aux)].nodes[Int(value.nodeIndex)].isUnknown
    else { return value }
    let isPartial = unsafe units[Int(value.aux)].nodes[Int(value.nodeIndex)].flags.contains(.partial)
    return isPartial
      ? .partlyKnown(node: value.nodeIndex, unit: value.aux)
      : .undetermined(.notKnown, node: value.nodeIndex, unit: value.aux)
  }

  /// What an absent field gives: what it inherits, or what its absence means.
  @inline(never)
  private func absence(_ record: FieldRecord, _ base: Value) -> Value {
    if record.inheritedAnchor != FieldRecord.noAnchor {
      var found = follow(record.firstInheritedKey, record.inheritedKeyCount, record.inheritedAnchor, base)
      if record.emptyIsAbsence, isEmptyOfItsKind(found, record.leaf) { found = .missing }
      if found.tag != .missing { return decode(found, record) }
    }
    switch record.absence {
    case .required: return .undetermined(.requiredAbsent)
    case .none: return .missing
    case .transparent: return .node(NodeIndex.none, unit: base.aux)
    case .empty: return Value(tag: .list)
    case .defaults: return unsafe constants[Int(record.constant)]
    }
  }

  /// The node that keys lead to; missing if there is none, or null.
  @inline(__always)
  func follow(_ first: UInt32, _ count: UInt16, _ anchor: UInt8, _ base: Value) -> Value {
    let found = followToNull(first, count, anchor, base)
    guard found.tag == .node, unsafe units[Int(found.aux)].nodes[Int(found.nodeIndex)].kind == .null else {
      return found
    }
    // No keys at all are the node itself, whatever it is.
    return count == 0 ? found : .missing
  }

  /// As `follow`, but a null at the end is a node.
  @inline(__always)
  func followToNull(_ first: UInt32, _ count: UInt16, _ anchor: UInt8, _ base: Value) -> Value {
    guard base.tag == .node else { return .undetermined(.wrongType) }
    let unit = unsafe units + Int(base.aux)
    let nodes = unsafe unit.pointee.nodes
    var node = anchor == FieldRecord.valueAnchor ? base.nodeIndex : unsafe Self.anchor(anchor, unit)
    guard node != NodeIndex.none else {
      return anchor == Self.podSpecAnchor ? .undetermined(.requiredAbsent) : .missing
    }
    var key = unsafe pathSymbols + Int(first)
    let end = unsafe key + Int(count)
    while unsafe key < end {
      let object = unsafe nodes + Int(node)
      guard unsafe object.pointee.kind == .object else {
        return unsafe LeafDecoder.wrongKind(object.pointee, index: node, unit: base.aux)
      }
      let symbol = unsafe key.pointee
      var child = unsafe nodes + Int(object.pointee.first)
      let last = unsafe child + Int(object.pointee.count)
      while unsafe child < last, unsafe child.pointee.key != symbol { unsafe child += 1 }
      unsafe key += 1
      guard unsafe child < last else { return .missing }
      if unsafe child.pointee.kind == .null && key < end { return .missing }
      node = unsafe UInt32(truncatingIfNeeded: child - nodes)
    }
    return .node(node, unit: base.aux)
  }

  @inline(__always)
  static func anchor(_ anchor: UInt8, _ unit: UnsafeMutablePointer<Unit>) -> UInt32 {
    switch anchor {
    case 0: unsafe unit.pointee.anchors.0
    case 1: unsafe unit.pointee.anchors.1
    case 2: unsafe unit.pointee.anchors.2
    default: unsafe unit.pointee.anchors.3
    }
  }

  /// A node as its leaf; every other value as it is.
  @inline(__always)
  private func decode(_ value: Value, _ record: FieldRecord) -> Value {
    guard value.tag == .node else { return value }
    switch record.leaf {
    case Leaf.bool.rawByte:
      let node = unsafe units[Int(value.aux)].nodes + Int(value.nodeIndex)
      if unsafe node.pointee.kind == .bool { return unsafe .bool(node.pointee.bits != 0) }
    case Leaf.text.rawByte:
      let node = unsafe units[Int(value.aux)].nodes + Int(value.nodeIndex)
      if unsafe node.pointee.kind == .string && !node.pointee.isUnknown {
        return unsafe Value(tag: .string, bits: node.pointee.bits, aux: node.pointee.count)
      }
    case Leaf.object.rawByte:
      if unsafe units[Int(value.aux)].nodes[Int(value.nodeIndex)].kind == .object { return value }
    case Leaf.list.rawByte:
      if unsafe units[Int(value.aux)].nodes[Int(value.nodeIndex)].kind == .list { return value }
    case FieldRecord.noLeaf: return known(value)
    default: break
    }
    return decodeSlowly(value, record.leaf, record.table)
  }

  @inline(never)
  func decodeSlowly(_ value: Value, _ leaf: UInt8, _ table: UInt32) -> Value {
    guard value.tag == .node, value.nodeIndex != NodeIndex.none, let leaf = Leaf(rawValue: leaf) else { return value }
    let node = unsafe units[Int(value.aux)].nodes[Int(value.nodeIndex)]
    if leaf == .imageReference, node.isPlainText {
      // Parsed here once, for its fields and relations too.
      let text = Value(tag: .string, bits: node.bits, aux: node.count)
      guard cold.scratch.imageReference(text) != nil else {
        return .undetermined(.unparsable, node: value.nodeIndex, unit: value.aux)
      }
      return text
    }
    var result = LeafDecoder.decode(
      node, index: value.nodeIndex, unit: value.aux, as: leaf, table: table, in: cold.enumerations)
    result.reserved = result.tag == .node ? value.reserved : 0
    return result
  }

  /// True for an empty value of the leaf's own kind: an empty list where a text belongs is no absence.
  private func isEmptyOfItsKind(_ value: Value, _ leaf: UInt8) -> Bool {
    guard isEmpty(value) else { return false }
    guard value.tag == .node, value.nodeIndex != NodeIndex.none, let kind = Leaf(rawValue: leaf)?.kindOfEmpty else {
      return true
    }
    return unsafe units[Int(value.aux)].nodes[Int(value.nodeIndex)].kind == kind
  }

  /// Why it is not known whether a list is empty: nothing stands in it but what is not known. Nil for all else.
  @inline(never)
  func hidden(in value: Value) -> Value? {
    switch value.tag {
    case .node:
      let nodes = unsafe units[Int(value.aux)].nodes
      let list = unsafe nodes[Int(value.nodeIndex)]
      guard list.kind == .list, list.count > 0 else { return nil }
      for place in list.first..<list.first + list.count where unsafe !nodes[Int(place)].isUnknown { return nil }
      return .undetermined(.notKnown, node: list.first, unit: value.aux)
    case .list: return Children.onlyUnknown(of: value, in: nil)
    default: return nil
    }
  }

  /// True for what is known to be empty.
  func isEmpty(_ value: Value) -> Bool {
    if Self.isAbsent(value) { return true }
    switch value.tag {
    case .string, .list, .map: return value.aux == 0
    case .node:
      let node = unsafe units[Int(value.aux)].nodes[Int(value.nodeIndex)]
      switch node.kind {
      case .string, .list, .object: return node.count == 0
      case .null: return true
      case .bool, .int, .float: return false
      }
    default: return false
    }
  }
}

/// What reads that leave the pointers need: derived facts and closed enums.
@safe
final class ColdReader {
  let enumerations: EnumerationTables
  /// At an address of its own: it is lent to the facts, and not copied for each of them.
  private let place: UnsafeMutablePointer<EvaluationContext>

  var context: EvaluationContext { unsafe place.pointee }
  let scratch: Scratch

  init(_ context: EvaluationContext, _ enumerations: EnumerationTables) {
    unsafe place = .allocate(capacity: 1)
    unsafe place.initialize(to: context)
    self.enumerations = enumerations
    scratch = context.scratch
  }

  deinit {
    unsafe place.deinitialize(count: 1)
    unsafe place.deallocate()
  }

  @inline(never)
  func fact(_ number: UInt16, of value: Value) -> Value {
    guard let fact = Fact(rawValue: number) else { return .undetermined(.noAnswer) }
    return unsafe Facts.evaluate(fact, of: value, in: place.pointee)
  }
}
