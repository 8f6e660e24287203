import MoatValues

/// A place in a document: a node that is there, and the keys that would lead on from it to what is not.
package struct Place: Hashable, Sendable {
  package var unit: UInt32
  package var node: UInt32
  package var absent: [String]

  package init(unit: UInt32, node: UInt32, absent: [String] = []) {
    self.unit = unit
    self.node = node
    self.absent = absent
  }

  func adding(_ keys: [String]) -> Place { Place(unit: unit, node: node, absent: absent + keys) }

  /// The node to blame for an undetermined value; nil if it names none.
  init?(blamedBy value: Value) {
    guard value.tag == .undetermined, value.causeNode != UInt32.max else { return nil }
    self.init(unit: value.causeUnit, node: value.causeNode)
  }
}

/// A value and where it comes from.
struct Reading {
  var value: Value
  var origin: Place?

  init(_ value: Value, _ origin: Place? = nil) {
    self.value = value
    self.origin = origin
  }
}

/// An answer, or why there is none.
enum Known<Answer> {
  case known(Answer)
  case unknown(Value)
}

/// What a condition gives.
struct Judgement {
  /// One element that decided a quantifier. An element of the policy's own has no place.
  struct Decider {
    var element: Place?
    var witness: Place?
  }

  /// Nil if it is undetermined.
  var truth: Bool?
  /// Undetermined, with the cause, if `truth` is nil.
  var cause: Value
  var witness: Place?
  /// The deciding elements of the leftmost deciding quantifier; nil if no quantifier decides.
  var deciders: [Decider]?

  /// The judgement of a value that stands as a condition.
  init(_ value: Value, witness: Place?) {
    switch value.tag {
    case .bool: (truth, cause) = (value.boolValue, value)
    case .undetermined: (truth, cause) = (nil, value)
    default: (truth, cause) = (nil, .undetermined(.wrongType))
    }
    self.witness = Place(blamedBy: cause) ?? witness
  }

  init(_ truth: Bool, witness: Place?) { self.init(.bool(truth), witness: witness) }

  var negated: Judgement {
    var result = self
    result.truth = truth.map { !$0 }
    return result
  }

  func negated(if isNegated: Bool) -> Judgement { isNegated ? negated : self }

  static func and(_ left: Judgement, _ right: Judgement) -> Judgement { join(left, right, absorbing: false) }

  static func or(_ left: Judgement, _ right: Judgement) -> Judgement { join(left, right, absorbing: true) }

  /// Kleene's connectives: the absorbing answer of one operand is the answer; else an unknown operand leaves it open; else
  /// both agree. The operands that decide are those that have the answer.
  private static func join(_ left: Judgement, _ right: Judgement, absorbing: Bool) -> Judgement {
    let operands = [left, right]
    let answer: Bool? =
      operands.contains { $0.truth == absorbing }
      ? absorbing : operands.contains { $0.truth == nil } ? nil : !absorbing
    let deciding = operands.filter { $0.truth == answer }
    var result = deciding[0]
    result.witness = deciding.lazy.compactMap(\.witness).first
    result.deciders = nil
    var further: Place?
    for operand in deciding {
      if let deciders = operand.deciders {
        result.deciders = deciders.map { Decider(element: $0.element, witness: further ?? $0.witness) }
        break
      }
      further = further ?? operand.witness
    }
    return result
  }
}
