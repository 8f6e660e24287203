import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// Comparisons and relations.
extension ReferenceEvaluator {
  func compare(
    _ comparison: MoatSyntax.Comparison, _ left: CheckedExpression, _ right: CheckedExpression, _ ignoringCase: Bool,
    _ scope: Scope
  ) -> Judgement {
    let (first, second) = (evaluate(left, scope), evaluate(right, scope))
    let rules = Self.rules(left.type, right.type, ignoringCase)
    if comparison == .equal || comparison == .notEqual,
      let differs = PartialText.equal(first.value, second.value, by: rules, in: context.documents)
    {
      return Judgement(.bool(differs.boolValue == (comparison == .equal)), witness: first.origin ?? second.origin)
    }
    if let unknown = Self.unknown(first, second) { return unknown }
    let answer: Value
    if comparison == .equal || comparison == .notEqual {
      let isEqual = equal(first.value, second.value, rules)
      answer = isEqual.tag == .bool ? .bool(isEqual.boolValue == (comparison == .equal)) : isEqual
    } else {
      answer = ordered(comparison, ValueOrder.compare(first.value, second.value, by: rules))
    }
    return Judgement(answer, witness: first.origin ?? second.origin)
  }

  private func ordered(_ comparison: MoatSyntax.Comparison, _ order: Value) -> Value {
    guard order.tag == .int else { return order }
    switch comparison {
    case .less: return .bool(order.intValue < 0)
    case .lessOrEqual: return .bool(order.intValue <= 0)
    case .greater: return .bool(order.intValue > 0)
    default: return .bool(order.intValue >= 0)
    }
  }

  /// The judgement where an operand is undetermined: its cause, and its origin unless it blames a node.
  static func unknown(_ left: Reading, _ right: Reading) -> Judgement? {
    let unknown = [left, right].filter { $0.value.tag == .undetermined }
    guard let first = unknown.first else { return nil }
    return Judgement(first.value, witness: Self.first(unknown))
  }

  static func rules(_ left: Type, _ right: Type, _ ignoringCase: Bool) -> MoatValues.Comparison {
    if ignoringCase { return .ignoringCase }
    let first = MoatValues.Comparison(left)
    return first == .plain ? MoatValues.Comparison(right) : first
  }

  /// A bool or undetermined. What is missing equals only what is missing.
  func equal(_ left: Value, _ right: Value, _ rules: MoatValues.Comparison) -> Value {
    if let answer = PartialText.equal(left, right, by: rules, in: context.documents) { return answer }
    if left.tag == .undetermined { return left.asCause }
    if right.tag == .undetermined { return right.asCause }
    if isAbsent(left) || isAbsent(right) { return .bool(isAbsent(left) && isAbsent(right)) }
    return ValueOrder.equal(left, right, by: rules, in: context.documents)
  }

  func relate(
    _ relation: Relation, _ many: Many?, _ left: CheckedExpression, _ right: CheckedExpression, _ ignoringCase: Bool,
    _ scope: Scope
  ) -> Judgement {
    let (first, second) = (evaluate(left, scope), evaluate(right, scope))
    let unknown = Self.unknown(first, second)
    let witness = first.origin ?? second.origin
    guard let many else {
      let answer = holds(relation, first, left.type, second, right.type, ignoringCase)
      return answer.tag == .bool ? Judgement(answer, witness: witness) : unknown ?? Judgement(answer, witness: witness)
    }
    if second.value.tag == .undetermined, let unknown { return unknown }
    switch elements(of: second, type: right.type) {
    case .unknown(let cause): return unknown ?? Judgement(cause, witness: witness)
    case .known(let elements):
      // Of no elements at all, nothing is asked of the left.
      let type = Self.element(of: right.type)
      var answer = Judgement(many == .all, witness: witness)
      for element in elements {
        let next = Judgement(
          holds(relation, first, left.type, element, type, ignoringCase), witness: unknown?.witness ?? witness)
        answer = many == .all ? .and(answer, next) : .or(answer, next)
      }
      return answer
    }
  }

  private func holds(
    _ relation: Relation, _ left: Reading, _ leftType: Type, _ right: Reading, _ rightType: Type, _ ignoringCase: Bool
  ) -> Value {
    if let answer = ofPartialText(relation, left, leftType, right, rightType, ignoringCase) { return answer }
    if left.value.tag == .undetermined { return left.value.asCause }
    if right.value.tag == .undetermined { return right.value.asCause }
    switch relation {
    case .in: return isMember(left.value, leftType, of: right, rightType, ignoringCase)
    case .includes: return isMember(right.value, rightType, of: left, leftType, ignoringCase)
    case .selects: return selects(left.value, leftType, right.value)
    case .matches where rightType.unwrapped == .glob: return TextRelation.matchesGlob.holds(left.value, right.value)
    case .matches:
      guard left.value.tag == .string, right.value.tag == .string else { return .undetermined(.wrongType) }
      guard let pattern = try? RegularExpression(right.value.text) else { return .undetermined(.unparsable) }
      switch RegexScratch().match(pattern, left.value) {
      case .matched: return .bool(true)
      case .unmatched: return .bool(false)
      case .limit: return .undetermined(.regexLimit)
      }
    case .contains, .startsWith, .endsWith, .isUnder, .isWithin, .covers, .overlaps:
      let textRelation = Self.textRelation(relation, leftType, rightType)
      return textRelation.holds(left.value, right.value, ignoringCase: ignoringCase)
    }
  }

  /// An answer that holds whatever stands in the place of what is not known; nil if there is none.
  private func ofPartialText(
    _ relation: Relation, _ left: Reading, _ leftType: Type, _ right: Reading, _ rightType: Type, _ ignoringCase: Bool
  ) -> Value? {
    let documents = context.documents
    switch relation {
    case .in, .includes:
      let (value, type) = relation == .in ? (left, leftType) : (right, rightType)
      let (collection, collectionType) = relation == .in ? (right, rightType) : (left, leftType)
      if case .map = collectionType.unwrapped { return nil }
      guard value.value.isPartlyKnown, collection.value.tag != .undetermined else { return nil }
      let answer = isMember(value.value, type, of: collection, collectionType, ignoringCase)
      return answer.tag == .bool ? answer : nil
    case .matches:
      guard rightType.unwrapped != .glob, right.value.tag == .string,
        let pattern = try? RegularExpression(right.value.text)
      else { return nil }
      return PartialText.matches(left.value, pattern, RegexScratch(), in: documents)
    case .contains, .startsWith, .endsWith, .isUnder:
      let relation = Self.textRelation(relation, leftType, rightType)
      return PartialText.holds(relation, left.value, right.value, ignoringCase: ignoringCase, in: documents)
    case .selects, .isWithin, .covers, .overlaps: return nil
    }
  }

  private static func textRelation(_ relation: Relation, _ left: Type, _ right: Type) -> TextRelation {
    switch relation {
    case .startsWith: .startsWith
    case .endsWith: .endsWith
    case .isUnder: right.unwrapped == .imagePrefix ? .isUnderPrefix : .isUnderPath
    case .isWithin: .isWithin
    case .covers: .covers
    case .overlaps: .overlaps
    default: .contains
    }
  }

  private func isMember(
    _ value: Value, _ type: Type, of collection: Reading, _ collectionType: Type, _ ignoringCase: Bool
  ) -> Value {
    if case .map = collectionType.unwrapped {
      let found = lookUp(Reading(value), in: collection, type: collectionType)
      // An entry whose value cannot be read is an entry all the same, but for one that may be null.
      if found.value.tag == .undetermined {
        let member = lookUpNode(Reading(value), in: collection)
        if member.map(isUnknown) ?? true { return found.value }
      }
      return .bool(found.value.tag != .missing)
    }
    switch elements(of: collection, type: collectionType) {
    case .unknown(let cause): return cause
    case .known(let elements):
      return isAmong(value, elements, Self.rules(type, Self.element(of: collectionType), ignoringCase))
    }
  }

  /// True if one is equal, else undetermined if one could not be compared (the first), else false.
  func isAmong(_ value: Value, _ elements: [Reading], _ rules: MoatValues.Comparison) -> Value {
    let answers = elements.map { equal($0.value, value, rules) }
    if answers.contains(where: { $0.tag == .bool && $0.boolValue }) { return .bool(true) }
    return answers.first { $0.tag == .undetermined } ?? .bool(false)
  }
}
