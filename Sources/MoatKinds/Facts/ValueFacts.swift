import MoatDocument
import MoatValues

/// Facts of values that are no objects: numbers or names, entries of maps, elements of lists.
enum ValueFacts {
  /// A decimal needs no enum to be decoded.
  private static let noTables = EnumerationTables([])

  static func intOrString(_ fact: Fact, of value: Value, in context: EvaluationContext) -> Value {
    let plain = scalar(value, in: context)
    guard plain.tag == .int || plain.tag == .string else {
      return plain.tag == .undetermined ? plain : wrongType(value)
    }
    switch fact {
    case .intOrStringNumber: return IntOrString.number(plain)
    case .intOrStringPercent: return IntOrString.percent(plain)
    default: return IntOrString.name(plain)
    }
  }

  /// The key or value of an entry: a pair of values, or a member of an object in a document.
  static func entry(_ fact: Fact, of value: Value, in context: EvaluationContext) -> Value {
    if value.tag == .entry, let pair = unsafe UnsafePointer<Value>(bitPattern: UInt(value.bits)) {
      return unsafe fact == .entryKey ? pair[0] : pair[1]
    }
    guard let scope = FactScope(value, in: context), scope.node(at: scope.node).key != Symbol.none else {
      return .undetermined(.noAnswer)
    }
    return fact == .entryKey ? scope.key(of: scope.node) : scalar(value, in: context)
  }

  /// The place of an element in its list, from 0, or of an entry in its map.
  static func index(of value: Value, in context: EvaluationContext) -> Value {
    if value.tag == .entry { return .int(Int64(value.aux)) }
    guard let scope = FactScope(value, in: context) else { return .undetermined(.noAnswer) }
    // What ONBUILD holds has the place of the ONBUILD.
    let isTrigger = scope.node(at: scope.node).key == scope.symbol(.trigger)
    let node = isTrigger ? scope.arena.parent(scope.node) : scope.node
    guard node != NodeIndex.none else { return scope.undetermined(.noAnswer, at: scope.node) }
    let parent = scope.arena.parent(node)
    guard parent != NodeIndex.none else { return scope.undetermined(.noAnswer, at: scope.node) }
    let first = scope.node(at: parent).first
    guard node >= first else { return scope.undetermined(.noAnswer, at: scope.node) }
    return .int(Int64(node - first))
  }

  /// A node as the scalar that it is; lists and objects stay nodes. Other values are as they are.
  static func scalar(_ value: Value, in context: EvaluationContext) -> Value {
    guard let scope = FactScope(value, in: context) else { return value }
    let node = scope.node(at: scope.node)
    switch node.kind {
    case .string where node.isUnknown: return scope.undetermined(.notKnown, at: scope.node)
    case .null: return .missing
    case .bool: return .bool(node.bits != 0)
    case .int: return .int(Int64(bitPattern: node.bits))
    case .string: return Value(tag: .string, bits: node.bits, aux: node.count)
    case .float: return LeafDecoder.decode(node, index: scope.node, unit: scope.unit, as: .decimal, in: noTables)
    case .list, .object: return value
    }
  }

  static func wrongType(_ value: Value) -> Value {
    value.tag == .node
      ? .undetermined(.wrongType, node: value.nodeIndex, unit: value.aux) : .undetermined(.wrongType)
  }
}
