package import MoatDocument

/// Equality and order of values by their representation: numbers exactly (an int against a decimal too), strings byte
/// by byte, lists in order, maps and objects without regard to order.
///
/// An operand that is undetermined makes the result undetermined with its cause. Two operands of kinds that do not
/// compare are undetermined (wrong type): only `any` brings them together. Inside lists and objects a difference in
/// kind is a difference: what is nested is compared as data. A template in there that is not the same text on both
/// sides is undetermined, unless something else differs; and so is what is not known, whatever stands on the other side.
package enum ValueOrder {
  /// A bool or undetermined. `documents` is needed where a node meets a node, a list or a map; without it those are
  /// undetermined.
  package static func equal(_ left: Value, _ right: Value, in documents: DocumentSet? = nil) -> Value {
    if left.tag == .undetermined { return left }
    if right.tag == .undetermined { return right }
    if left.tag == .string, right.tag == .string { return .bool(sameBytes(left, right)) }
    if isContainer(left) && isContainer(right) {
      guard let documents else { return .undetermined(.wrongType) }
      var comparison = DeepComparison(documents: documents)
      return comparison.equal(left, right)
    }
    if left.tag == .missing, right.tag == .missing { return .bool(true) }
    guard let order = compare(left, right) else { return .undetermined(.wrongType) }
    return .bool(order == 0)
  }

  /// -1, 0 or 1; nil if the two are not of kinds that have an order in common.
  @inlinable
  package static func compare(_ left: Value, _ right: Value) -> Int? {
    if left.tag == right.tag {
      switch left.tag {
      case .int, .date, .duration: return order(left.intValue, right.intValue)
      case .bool: return order(Int64(left.bits & 1), Int64(right.bits & 1))
      default: break
      }
    }
    return compareOther(left, right)
  }

  package static func compareOther(_ left: Value, _ right: Value) -> Int? {
    if left.tag == .string, right.tag == .string { return compareBytes(left, right) }
    guard let first = number(left), let second = number(right) else { return nil }
    return Decimal.compare(first, second)
  }

  /// Whether a list holds an element, by Kleene's logic: true if one is equal; else undetermined if one could not be
  /// compared (the first such); else false. The elements of a node are read as `leaf`, so that a template among names
  /// is unknown and not different; a null among them is undetermined too.
  package static func contains(
    _ list: Value, _ element: Value, elements leaf: Leaf = .any, table: UInt32 = 0, tables: EnumerationTables? = nil,
    by comparison: Comparison = .plain, in documents: DocumentSet? = nil
  ) -> Value {
    if list.tag == .undetermined { return list }
    if element.tag == .undetermined { return element }
    var unknown: Value?
    guard let count = Children.count(of: list, in: documents) else { return .undetermined(.wrongType) }
    for index in 0..<count {
      let child = Children.element(index, of: list, as: leaf, table: table, tables: tables, in: documents)
      let answer = equal(child, element, by: comparison, in: documents)
      if answer.tag == .bool {
        if answer.boolValue { return answer }
      } else if unknown == nil {
        unknown = answer
      }
    }
    return unknown ?? .bool(false)
  }

  /// A hash by which equal scalars are equal: numbers by their value, strings by their bytes (FNV-1a, not keyed: for
  /// constant tables only). Containers hash to their tag.
  package static func hash(_ value: Value) -> UInt64 {
    switch value.tag {
    case .int, .decimal: return (number(value) ?? Decimal(mantissa: 0)).numericHash
    case .string:
      return value.withBytes { text in
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<text.count { hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01B3 }
        return hash
      }
    case .bool, .date, .duration: return value.bits &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(value.tag.rawValue)
    default: return UInt64(value.tag.rawValue)
    }
  }

  /// The number of an int or a decimal.
  package static func number(_ value: Value) -> Decimal? {
    switch value.tag {
    case .int: Decimal(mantissa: value.intValue)
    case .decimal: value.decimalValue
    default: nil
    }
  }

  @inlinable
  package static func order(_ left: Int64, _ right: Int64) -> Int {
    left < right ? -1 : (left == right ? 0 : 1)
  }

  package static func sameBytes(_ left: Value, _ right: Value) -> Bool {
    if left.detail | right.detail != 0 { return Value.any(left, right) { .bool(sameBytes($0, $1)) }.boolValue }
    guard left.aux == right.aux else { return false }
    if left.bits == right.bits { return true }
    return left.withBytes { first in right.withBytes { TextSearch.equals(first, $0) } }
  }

  private static func compareBytes(_ left: Value, _ right: Value) -> Int {
    left.withBytes { first in
      right.withBytes { second in
        let shared = min(first.count, second.count)
        for index in 0..<shared where first[index] != second[index] { return first[index] < second[index] ? -1 : 1 }
        return order(Int64(first.count), Int64(second.count))
      }
    }
  }

  static func isContainer(_ value: Value) -> Bool {
    switch value.tag {
    case .node, .list, .map, .entry: true
    default: false
    }
  }
}

/// The parts of a list, a map or a node, as values.
package enum Children {
  /// How many elements, entries or members there are; nil for what has none.
  package static func count(of value: Value, in documents: DocumentSet?) -> Int? {
    switch value.tag {
    case .list, .map: Int(value.aux)
    case .entry: 1
    case .node:
      if let node = node(value, in: documents), node.kind == .list || node.kind == .object {
        Int(node.count)
      } else {
        nil
      }
    default: nil
    }
  }

  /// The first element of a list that is not known, undetermined at its place: how many stand there is then not known either,
  /// since a word that is a variable may be none or several, and a list of which a part is hidden ends in such an element.
  package static func firstUnknown(of value: Value, in documents: DocumentSet?) -> Value? {
    guard let count = count(of: value, in: documents) else { return nil }
    return (0..<count).lazy.compactMap { unknown($0, of: value, in: documents) }.first
  }

  /// The same, if nothing else stands in the list: then it may as well be empty.
  package static func onlyUnknown(of value: Value, in documents: DocumentSet?) -> Value? {
    guard let count = count(of: value, in: documents), count > 0,
      let first = unknown(0, of: value, in: documents),
      (1..<max(1, count)).allSatisfy({ unknown($0, of: value, in: documents) != nil })
    else { return nil }
    return first
  }

  private static func unknown(_ index: Int, of value: Value, in documents: DocumentSet?) -> Value? {
    switch value.tag {
    case .list:
      let element = unsafe value.elements[index]
      return element.tag == .undetermined && element.cause == .notKnown ? element : nil
    case .node:
      guard let node = node(value, in: documents), node.kind == .list, let documents else { return nil }
      let place = node.first + UInt32(index)
      guard documents.arena(ofUnit: value.aux).node(place).isUnknown else { return nil }
      return .undetermined(.notKnown, node: place, unit: value.aux)
    default: return nil
    }
  }

  /// True for maps and objects, whose parts have keys.
  package static func isKeyed(_ value: Value, in documents: DocumentSet?) -> Bool {
    switch value.tag {
    case .map, .entry: true
    case .node: node(value, in: documents)?.kind == .object
    default: false
    }
  }

  /// The element, or the value of the entry or member, at a position; missing beyond the end and for null.
  package static func child(_ index: Int, of value: Value, in documents: DocumentSet?) -> Value {
    switch value.tag {
    case .list:
      let elements = unsafe value.elements
      return index >= 0 && index < elements.count ? unsafe elements[index] : .missing
    case .map:
      let elements = unsafe value.elements
      return index >= 0 && 2 * index + 1 < elements.count ? unsafe elements[2 * index + 1] : .missing
    case .entry:
      guard index == 0, let pair = unsafe UnsafePointer<Value>(bitPattern: UInt(value.bits)) else { return .missing }
      return unsafe pair[1]
    case .node:
      guard let parent = node(value, in: documents), index >= 0, index < Int(parent.count), let documents else {
        return .missing
      }
      let place = parent.first + UInt32(index)
      guard let child = node(.node(place, unit: value.aux), in: documents), child.kind != .null else { return .missing }
      return LeafDecoder.decodeAny(child, index: place, unit: value.aux)
    default: return .missing
    }
  }

  /// An element of a list, read as a leaf where the list is a node: undetermined for a null.
  package static func element(
    _ index: Int, of value: Value, as leaf: Leaf, table: UInt32, tables: EnumerationTables?, in documents: DocumentSet?
  ) -> Value {
    guard value.tag == .node, let parent = node(value, in: documents), index >= 0, index < Int(parent.count) else {
      return child(index, of: value, in: documents)
    }
    let place = parent.first + UInt32(index)
    guard let child = node(.node(place, unit: value.aux), in: documents) else { return .missing }
    if child.kind == .null { return .undetermined(.nullElement, node: place, unit: value.aux) }
    return LeafDecoder.decode(
      child, index: place, unit: value.aux, as: leaf, table: table, in: tables ?? EnumerationTables.none)
  }

  /// Undetermined at a child that is a template or not known; nil for every other child.
  static func open(_ index: Int, of value: Value, in documents: DocumentSet?) -> Value? {
    guard let parent = node(value, in: documents), index < Int(parent.count) else { return nil }
    let place = parent.first + UInt32(index)
    guard let child = node(.node(place, unit: value.aux), in: documents) else { return nil }
    guard child.kind == .string, !child.isPlainText else { return nil }
    return LeafDecoder.mismatch(child, index: place, unit: value.aux)
  }

  /// The key of an entry or a member, as bytes.
  package static func key(_ index: Int, of value: Value, in documents: DocumentSet?) -> [UInt8] {
    switch value.tag {
    case .map:
      let elements = unsafe value.elements
      guard index >= 0, 2 * index < elements.count else { return [] }
      return unsafe Array(elements[2 * index].buffer)
    case .entry:
      guard let pair = unsafe UnsafePointer<Value>(bitPattern: UInt(value.bits)) else { return [] }
      return unsafe Array(pair[0].buffer)
    case .node:
      guard let documents, let parent = node(value, in: documents), index >= 0, index < Int(parent.count),
        let child = node(.node(parent.first + UInt32(index), unit: value.aux), in: documents)
      else { return [] }
      return documents.arena(ofUnit: value.aux).symbols.bytes(of: child.key)
    default: return []
    }
  }

  /// The node that a value names; nil if it names none of these documents.
  package static func node(_ value: Value, in documents: DocumentSet?) -> Node? {
    guard value.tag == .node, let documents else { return nil }
    return documents.node(value.nodeIndex, ofUnit: value.aux)
  }
}

/// Compares containers as data, with a stack of its own: documents may be as deep as the reader allows.
private struct DeepComparison {
  let documents: DocumentSet
  private var pending: [Pair] = []
  /// The first two values that differ and of which one is open: equality is unknown if nothing else differs.
  private var unknown: Value?

  private struct Pair {
    var left: Value
    var right: Value
    /// Undetermined at the one that is a template or not known, if one of the two is.
    var open: Value?
  }

  init(documents: DocumentSet) {
    self.documents = documents
  }

  mutating func equal(_ left: Value, _ right: Value) -> Value {
    pending = [Pair(left: left, right: right)]
    while let pair = pending.popLast() {
      if isSame(pair) { continue }
      guard let open = pair.open else { return .bool(false) }
      unknown = unknown ?? open
    }
    return unknown ?? .bool(true)
  }

  /// False if two values differ; the parts of containers are put on the stack.
  private mutating func isSame(_ pair: Pair) -> Bool {
    let (left, right) = (pair.left, pair.right)
    if ValueOrder.isContainer(left), ValueOrder.isContainer(right) { return enter(left, right) }
    if left.tag == .missing || right.tag == .missing { return left.tag == right.tag }
    if left.tag == .undetermined || right.tag == .undetermined {
      // What could not be read (a number too large) is neither equal nor different.
      unknown = unknown ?? (left.tag == .undetermined ? left : right)
      return true
    }
    return ValueOrder.compare(left, right) == 0
  }

  /// Puts the parts of two containers on the stack; false if their shapes differ.
  private mutating func enter(_ left: Value, _ right: Value) -> Bool {
    if left.tag == .node, right.tag == .node, left.bits == right.bits, left.aux == right.aux { return true }
    guard let count = Children.count(of: left, in: documents), Children.count(of: right, in: documents) == count else {
      return false
    }
    let isKeyed = Children.isKeyed(left, in: documents)
    guard isKeyed == Children.isKeyed(right, in: documents) else { return false }
    var places: [[UInt8]: Int] = [:]
    if isKeyed {
      for index in 0..<count { places[Children.key(index, of: right, in: documents)] = index }
    }
    // The last part goes first, so that the first one is met first.
    for index in (0..<count).reversed() {
      var other = index
      if isKeyed {
        guard let place = places[Children.key(index, of: left, in: documents)] else { return false }
        other = place
      }
      push(left, index, right, other)
    }
    return true
  }

  private mutating func push(_ left: Value, _ index: Int, _ right: Value, _ other: Int) {
    var pair = Pair(
      left: Children.child(index, of: left, in: documents), right: Children.child(other, of: right, in: documents))
    pair.open = Children.open(index, of: left, in: documents) ?? Children.open(other, of: right, in: documents)
    pending.append(pair)
  }
}
