import MoatDocument
import MoatKinds
import MoatValues

/// Arithmetic, functions, and the making of lists and maps.
extension Machine {
  @inline(never)
  func compute(_ instruction: Instruction) -> Value {
    let left = unsafe registers[Int(instruction.b)]
    if instruction.opcode == .negate { return ValueArithmetic.negate(left) }
    let right = unsafe registers[Int(instruction.c)]
    switch instruction.opcode {
    case .add:
      if left.tag == .string, right.tag == .string { return TextFunctions.join(left, right, in: scratch) }
      return ValueArithmetic.add(left, right)
    case .subtract: return ValueArithmetic.subtract(left, right)
    case .multiply: return ValueArithmetic.multiply(left, right)
    default: return ValueArithmetic.divide(left, right)
    }
  }

  /// `+` and `-` of lists and sets.
  @inline(never)
  func combine(_ instruction: Instruction) -> Value {
    let left = unsafe registers[Int(instruction.b)]
    let right = unsafe registers[Int(instruction.c)]
    if left.tag == .undetermined { return left }
    if right.tag == .undetermined { return right }
    let record = unsafe relations[Int(instruction.d)]
    var (first, second): ([Value], [Value]) = ([], [])
    let unknown =
      forEachElement(of: left, record.members) { element in
        first.append(element)
        return true
      }
      ?? forEachElement(of: right, record.operands) { element in
        second.append(element)
        return true
      }
    if let unknown { return unknown }
    return ListArithmetic.combine(
      first, second, ListArithmetic.Operation(rawValue: UInt8(truncatingIfNeeded: instruction.e)) ?? .joinLists,
      in: scratch
    ) { self.equal($0, $1, record.comparison.rawValue, isNegated: 0) }
  }

  @inline(never)
  func makeCollection(_ instruction: Instruction) -> Value {
    let first = Int(instruction.b)
    let values = (first..<first + Int(instruction.c)).map { unsafe registers[$0] }
    let list = scratch.list(values)
    guard instruction.opcode == .map, list.tag == .list else { return list }
    return Value(tag: .map, bits: list.bits, aux: UInt32(values.count / 2))
  }

  @inline(never)
  func call(_ instruction: Instruction) -> Value {
    let first = unsafe registers[Int(instruction.b)]
    let second: Value = instruction.c == Instruction.none ? .missing : unsafe registers[Int(instruction.c)]
    if first.tag == .undetermined { return first }
    if second.tag == .undetermined { return second }
    guard let function = FunctionMode(rawValue: instruction.mode) else { return .undetermined(.noAnswer) }
    switch function {
    case .lower: return TextFunctions.lower(first, in: scratch)
    case .words: return TextFunctions.words(first, in: scratch)
    case .split: return TextFunctions.split(first, by: second, in: scratch)
    case .secrets: return TextFunctions.secrets(first, in: scratch)
    case .namesSecret: return TextFunctions.namesSecret(first)
    case .isSecret: return TextFunctions.isSecret(first, second)
    case .inVersionRange: return TextFunctions.isInVersionRange(first, second)
    case .sameImage: return context.isSameImage(first, second)
    case .wellFormed:
      guard first.tag == .string, second.tag == .string else { return .undetermined(.wrongType) }
      guard let type = LabelType(name: second.text) else { return .undetermined(.unknownMember) }
      return .bool(first.withBytes { type.isWellFormed($0) })
    case .beyond: return .undetermined(.noAnswer)
    case .count, .sum, .min, .max, .first, .last, .duplicates:
      let rules = Comparison(rawValue: UInt8(truncatingIfNeeded: instruction.e)) ?? .plain
      return aggregate(function, first, unsafe collections[Int(instruction.d)], rules)
    }
  }

  /// A function of the elements of a collection: undetermined if one of them is, but for their count.
  private func aggregate(_ function: FunctionMode, _ collection: Value, _ record: CollectionRecord, _ rules: Comparison)
    -> Value
  {
    if function == .count, let count = countOf(collection, record) { return count }
    var elements: [Value] = []
    var unknown: Value?
    if let problem = forEachElement(
      of: collection, record,
      { element in
        if element.tag == .undetermined, function != .count, unknown == nil { unknown = element }
        elements.append(element)
        return unknown == nil
      })
    {
      return problem
    }
    if let unknown { return unknown }
    switch function {
    case .count: return .int(Int64(elements.count))
    case .sum: return ValueArithmetic.sum(elements, of: record.leaf)
    case .first: return elements.first ?? .undetermined(.noAnswer)
    case .last: return elements.last ?? .undetermined(.noAnswer)
    case .duplicates: return duplicates(elements, rules)
    default: return extreme(elements, isLargest: function == .max, rules)
    }
  }

  /// The count without the elements, where these are sure to be there.
  private func countOf(_ collection: Value, _ record: CollectionRecord) -> Value? {
    if PathReader.isAbsent(collection) { return .int(0) }
    if let unknown = Children.firstUnknown(of: collection, in: context.documents) { return unknown }
    guard collection.tag == .node else { return collection.tag == .list ? .int(Int64(collection.aux)) : nil }
    let node = unsafe reader.units[Int(collection.aux)].nodes[Int(collection.nodeIndex)]
    return node.kind == (record.isMap ? .object : .list) ? .int(Int64(node.count)) : nil
  }

  private func extreme(_ elements: [Value], isLargest: Bool, _ rules: Comparison) -> Value {
    guard var best = elements.first else { return .undetermined(.noAnswer) }
    for element in elements.dropFirst() {
      let order = ValueOrder.compare(element, best, by: rules)
      guard order.tag == .int else { return order.tag == .undetermined ? order : .undetermined(.wrongType) }
      if isLargest ? order.intValue > 0 : order.intValue < 0 { best = element }
    }
    return best
  }

  /// The elements that are equal to exactly one before them, so that each that stands more than once is named once.
  /// Elements of one hash are compared, so that a long list costs no square. An element that equals none and may equal one
  /// makes the whole undetermined; kinds that do not compare are never the same.
  private func duplicates(_ elements: [Value], _ rules: Comparison) -> Value {
    var groups: [UInt64: [(value: Value, count: Int)]] = [:]
    var repeated: [Value] = []
    for element in elements.map(\.withoutNames) {
      let hash = rules == .plain && isScalar(element) ? ValueOrder.hash(element) : 0
      var group = groups[hash] ?? []
      var unknown: Value?
      let place = group.firstIndex {
        let answer = equal($0.value, element, rules.rawValue, isNegated: 0)
        if answer.tag == .undetermined, answer.cause != .wrongType { unknown = unknown ?? answer }
        return answer.tag == .bool && answer.bits != 0
      }
      if let place {
        group[place].count += 1
        if group[place].count == 2 { repeated.append(element) }
      } else {
        if let unknown { return unknown }
        group.append((element, 1))
      }
      groups[hash] = group
    }
    return scratch.list(repeated)
  }

  private func isScalar(_ value: Value) -> Bool {
    switch value.tag {
    case .int, .decimal, .string, .bool, .date, .duration: true
    default: false
    }
  }
}
