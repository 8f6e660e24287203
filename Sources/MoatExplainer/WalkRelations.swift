import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// Comparisons and relations. The place of the answer is the left operand's, or else the right one's; of an undetermined
/// answer that of the operand that leaves it open.
extension Walk {
  func compare(
    _ comparison: MoatSyntax.Comparison, _ left: CheckedExpression, _ right: CheckedExpression, _ ignoringCase: Bool
  ) -> Placed {
    let (first, second) = (evaluate(left), evaluate(right))
    let rules = Self.rules(left.type, right.type, ignoringCase)
    let answer: Value
    switch comparison {
    case .equal: answer = equal(first.value, second.value, by: rules)
    case .notEqual:
      let same = equal(first.value, second.value, by: rules)
      answer = same.tag == .bool ? .bool(!same.boolValue) : same
    case .less: answer = Self.ordered(first, second, rules) { $0 < 0 }
    case .lessOrEqual: answer = Self.ordered(first, second, rules) { $0 <= 0 }
    case .greater: answer = Self.ordered(first, second, rules) { $0 > 0 }
    case .greaterOrEqual: answer = Self.ordered(first, second, rules) { $0 >= 0 }
    }
    return Self.placed(answer, first, second)
  }

  private static func placed(_ answer: Value, _ left: Placed, _ right: Placed) -> Placed {
    var place = left.place ?? right.place
    if answer.tag == .undetermined {
      let unknown = [left, right].filter(\.isUndetermined)
      if !unknown.isEmpty { place = unknown.lazy.compactMap(\.place).first }
    }
    let placed = Placed(answer, at: place)
    return Placed(answer, at: placed.blamed ?? place)
  }

  static func rules(_ left: Type, _ right: Type, _ ignoringCase: Bool) -> MoatValues.Comparison {
    if ignoringCase { return .ignoringCase }
    let own = MoatValues.Comparison(left)
    return own == .plain ? MoatValues.Comparison(right) : own
  }

  private static func ordered(
    _ left: Placed, _ right: Placed, _ rules: MoatValues.Comparison, _ holds: (Int64) -> Bool
  ) -> Value {
    let order = ValueOrder.compare(left.value, right.value, by: rules)
    return order.tag == .int ? .bool(holds(order.intValue)) : order
  }

  /// A bool or undetermined. What is missing equals only what is missing.
  func equal(_ left: Value, _ right: Value, by rules: MoatValues.Comparison) -> Value {
    if let answer = PartialText.equal(left, right, by: rules, in: context.documents) { return answer }
    if left.tag == .undetermined { return left.asCause }
    if right.tag == .undetermined { return right.asCause }
    let (first, second) = (Placed(left).isAbsent, Placed(right).isAbsent)
    if first || second { return .bool(first && second) }
    return ValueOrder.equal(left, right, by: rules, in: context.documents)
  }

  func holds(
    _ relation: Relation, _ many: Many?, _ left: CheckedExpression, _ right: CheckedExpression, _ ignoringCase: Bool
  ) -> Placed {
    let (first, second) = (evaluate(left), evaluate(right))
    if relation == .includes, !second.isUndetermined, let unknown = unknownMembers(of: first, left.type) {
      return unknown
    }
    guard let many else {
      if relation == .in, !first.isUndetermined, let unknown = unknownMembers(of: second, right.type) { return unknown }
      let answer = holds(relation, first.value, left.type, second.value, right.type, ignoringCase)
      return Self.placed(answer, first, second)
    }
    let elements: Elements
    switch self.elements(of: second, type: right.type) {
    case .known(let found): elements = found
    case .unknown(let cause):
      return Self.placed(first.isUndetermined ? first.value : cause.value, first, cause)
    }
    let absorbing = many == .any
    var answer = Value.bool(!absorbing)
    let type = Self.elementType(of: right.type)
    for index in 0..<elements.count {
      let element = element(index, of: elements).value
      let next = holds(relation, first.value, left.type, element, type, ignoringCase)
      if next.tag == .bool, next.boolValue == absorbing {
        answer = next
        break
      }
      if next.tag == .undetermined, answer.tag == .bool { answer = next }
    }
    return Self.placed(answer, first, second)
  }

  /// Why a collection has no members that could be asked for: what is none is to blame at its place.
  private func unknownMembers(of collection: Placed, _ type: Type) -> Placed? {
    if case .map = type.unwrapped { return nil }
    guard !collection.isUndetermined, case .unknown(let cause) = elements(of: collection, type: type) else {
      return nil
    }
    return Placed(cause.value, at: cause.blamed ?? cause.place)
  }

  private func holds(
    _ relation: Relation, _ left: Value, _ leftType: Type, _ right: Value, _ rightType: Type, _ ignoringCase: Bool
  ) -> Value {
    if left.isPartlyKnown || right.isPartlyKnown,
      let answer = partlyKnown(relation, left, leftType, right, rightType, ignoringCase), answer.tag == .bool
    {
      return answer
    }
    if left.tag == .undetermined { return left.asCause }
    if right.tag == .undetermined { return right.asCause }
    switch relation {
    case .in: return isMember(left, leftType, of: right, rightType, ignoringCase)
    case .includes: return isMember(right, rightType, of: left, leftType, ignoringCase)
    case .selects:
      return LabelSelectorMatch.holds(
        left, right, isServiceSelector: leftType.unwrapped == .serviceSelector, in: context.documents)
    case .matches:
      return rightType.unwrapped == .glob
        ? TextRelation.matchesGlob.holds(left, right, ignoringCase: ignoringCase)
        : constants.matches(left, pattern: right)
    case .contains: return TextRelation.contains.holds(left, right, ignoringCase: ignoringCase)
    case .startsWith: return TextRelation.startsWith.holds(left, right, ignoringCase: ignoringCase)
    case .endsWith: return TextRelation.endsWith.holds(left, right, ignoringCase: ignoringCase)
    case .covers: return TextRelation.covers.holds(left, right, ignoringCase: ignoringCase)
    case .overlaps: return TextRelation.overlaps.holds(left, right, ignoringCase: ignoringCase)
    case .isWithin: return TextRelation.isWithin.holds(left, right, ignoringCase: ignoringCase)
    case .isUnder:
      let under = rightType.unwrapped == .imagePrefix ? TextRelation.isUnderPrefix : .isUnderPath
      return under.holds(left, right, ignoringCase: ignoringCase)
    }
  }

  /// What a relation says of a text that is known but for some of its parts; nil if that is open.
  private func partlyKnown(
    _ relation: Relation, _ left: Value, _ leftType: Type, _ right: Value, _ rightType: Type, _ ignoringCase: Bool
  ) -> Value? {
    func text(_ relation: TextRelation) -> Value? {
      PartialText.holds(relation, left, right, ignoringCase: ignoringCase, in: context.documents)
    }
    func isMap(_ type: Type) -> Bool { if case .map = type.unwrapped { true } else { false } }
    switch relation {
    case .in:
      guard left.isPartlyKnown, right.tag != .undetermined, !isMap(rightType) else { return nil }
      return isMember(left, leftType, of: right, rightType, ignoringCase)
    case .includes:
      guard right.isPartlyKnown, left.tag != .undetermined, !isMap(leftType) else { return nil }
      return isMember(right, rightType, of: left, leftType, ignoringCase)
    case .matches:
      guard rightType.unwrapped != .glob, let expression = constants.expression(right) else { return nil }
      return PartialText.matches(left, expression, constants.regexScratch, in: context.documents)
    case .contains: return text(.contains)
    case .startsWith: return text(.startsWith)
    case .endsWith: return text(.endsWith)
    case .isUnder: return rightType.unwrapped == .imagePrefix ? text(.isUnderPrefix) : nil
    case .selects, .covers, .overlaps, .isWithin: return nil
    }
  }

  private func isMember(
    _ value: Value, _ type: Type, of collection: Value, _ collectionType: Type, _ ignoringCase: Bool
  ) -> Value {
    if case .map = collectionType.unwrapped {
      // A value that does not parse still has its key; one that is not known may be null, which is no entry.
      let found = lookUp(Placed(value), in: Placed(collection), type: collectionType).value
      if found.tag == .undetermined, found.cause == .notKnown || !Children.isKeyed(collection, in: context.documents) {
        return found
      }
      return .bool(found.tag != .missing)
    }
    let elements: Elements
    switch self.elements(of: Placed(collection, at: Witness(collection)), type: collectionType) {
    case .known(let found): elements = found
    case .unknown(let cause): return cause.value
    }
    let rules = Self.rules(type, Self.elementType(of: collectionType), ignoringCase)
    var unknown: Value?
    for index in 0..<elements.count {
      let answer = equal(element(index, of: elements).value, value, by: rules)
      if answer.tag == .bool {
        if answer.boolValue { return answer }
      } else if unknown == nil {
        unknown = answer
      }
    }
    return unknown ?? .bool(false)
  }
}
