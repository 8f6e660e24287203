import MoatDocument
import MoatValues

/// An open loop: what it ranges over, where it stands, and what its elements said so far. Trivial; each nesting depth of a
/// program has one.
@safe
struct LoopState {
  /// How the elements are found.
  enum Source: UInt8 {
    /// Values one after the other.
    case values
    /// The children of a node, read as a leaf.
    case nodes
    /// Numbers of units.
    case units
    /// The entries of a map, made one by one.
    case entries
  }

  var source = Source.values
  var leaf = Leaf.any
  /// True if an element decided `every`.
  var isViolated = false
  /// True if no element can decide a quantifier, so that the first one which leaves it open ends the loop.
  var isCertainOfNone = false
  var index: UInt32 = 0
  var count: UInt32 = 0
  /// The first child and the unit of `nodes`.
  var first: UInt32 = 0
  var unit: UInt32 = 0
  var collection: UInt32 = 0
  /// The address of the values or of the units.
  var base: UInt = 0
  var certain: Int64 = 0
  var possible: Int64 = 0
  /// The place of a comprehension's first element among those collected.
  var collectedFrom = 0
  /// Why the first element that leaves the answer open does so; missing if none does.
  var cause = Value.missing
  /// Why the loop has no answer; missing if it has one.
  var unknown = Value.missing
  /// Documents that may be missing among those that are visited, by the place of the gap; -1 for none.
  var gap = -1
  /// The map whose entries are visited.
  var map = Value.missing

  /// A condition's value: a bool or undetermined.
  @inline(__always)
  static func truth(_ value: Value) -> Value {
    value.tag == .bool || value.tag == .undetermined ? value : .undetermined(.wrongType)
  }

  @inline(__always)
  static func not(_ value: Value) -> Value {
    value.tag == .bool ? .bool(value.bits == 0) : truth(value)
  }

  /// Kleene's, with the cause of the leftmost undetermined operand.
  @inline(__always)
  static func and(_ left: Value, _ right: Value) -> Value {
    let (first, second) = (truth(left), truth(right))
    if first.tag == .bool { return first.bits == 0 ? first : second }
    return second.tag == .bool && second.bits == 0 ? second : first
  }

  @inline(__always)
  static func or(_ left: Value, _ right: Value) -> Value {
    let (first, second) = (truth(left), truth(right))
    if first.tag == .bool { return first.bits != 0 ? first : second }
    return second.tag == .bool && second.bits != 0 ? second : first
  }

  /// Counts an element whose filter did not fail; true if it decides the quantifier.
  @inline(__always)
  mutating func tally(_ mode: UInt8, filter: Value, body: Value, limit: Value) -> Bool {
    if mode == AmountMode.every.rawValue {
      if body.tag == .bool, body.bits != 0 { return false }
      if body.tag == .bool, filter.tag == .bool {
        isViolated = filter.bits != 0
        return isViolated
      }
      if filter.tag == .bool, filter.bits == 0 { return false }
      if cause.tag == .missing { cause = Self.truth(filter.tag == .bool ? body : filter) }
      return false
    }
    let both = Self.and(filter, body)
    if both.tag != .bool {
      possible += 1
      if cause.tag == .missing { cause = both }
      return false
    }
    if both.bits == 0 { return false }
    certain += 1
    possible += 1
    switch mode {
    case AmountMode.some.rawValue, AmountMode.no.rawValue: return true
    case AmountMode.atLeast.rawValue: return limit.tag == .int && certain >= limit.intValue
    default: return limit.tag == .int && certain > limit.intValue
    }
  }

  /// The quantifier's answer. Where documents may be missing, elements may lie outside.
  func answer(_ mode: UInt8, limit: Value) -> Value { answer(mode, limit: limit, isPart: gap >= 0) }

  private func answer(_ mode: UInt8, limit: Value, isPart: Bool) -> Value {
    if unknown.tag != .missing { return unknown }
    if isPart {
      // What is open without the rest of the set is open for its own cause; else the part alone leaves it open.
      let alone = answer(mode, limit: limit, isPart: false)
      if alone.tag != .bool { return alone }
    }
    let open = cause.tag == .missing || isPart ? Value.undetermined(partOfSet: max(gap, 0)) : cause
    let possible = isPart ? Int64.max : possible
    let amount = AmountMode(rawValue: mode) ?? .exactly
    switch amount {
    case .some: return certain > 0 ? .bool(true) : possible > 0 ? open : .bool(false)
    case .no: return certain > 0 ? .bool(false) : possible > 0 ? open : .bool(true)
    case .every: return isViolated ? .bool(false) : cause.tag != .missing || isPart ? open : .bool(true)
    case .exactly, .atLeast, .atMost: break
    }
    guard limit.tag == .int else { return Self.truth(limit.tag == .undetermined ? limit : .missing) }
    let limit = limit.intValue
    switch amount {
    case .atLeast: return certain >= limit ? .bool(true) : possible < limit ? .bool(false) : open
    case .atMost: return possible <= limit ? .bool(true) : certain > limit ? .bool(false) : open
    default:
      if limit < certain || limit > possible { return .bool(false) }
      return certain == possible ? .bool(true) : open
    }
  }
}
