import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// Comparisons, relations, quantifiers and functions.
extension ReferenceEvaluator {
  func compare(
    _ comparison: MoatSyntax.Comparison, _ left: CheckedExpression, _ right: CheckedExpression, _ ignoringCase: Bool,
    _ scope: Scope
  ) -> Value {
    let (first, second) = (evaluate(left, scope), evaluate(right, scope))
    let rules = Self.rules(left.type, right.type, ignoringCase)
    if comparison == .equal || comparison == .notEqual {
      return Self.value(equal(first, second, rules).map { $0 == (comparison == .equal) })
    }
    let order = ValueOrder.compare(first, second, by: rules)
    guard order.tag == .int else { return .undetermined(.wrongType) }
    switch comparison {
    case .less: return .bool(order.intValue < 0)
    case .lessOrEqual: return .bool(order.intValue <= 0)
    case .greater: return .bool(order.intValue > 0)
    default: return .bool(order.intValue >= 0)
    }
  }

  private static func rules(_ left: Type, _ right: Type, _ ignoringCase: Bool) -> MoatValues.Comparison {
    if ignoringCase { return .ignoringCase }
    let first = MoatValues.Comparison(left)
    return first == .plain ? MoatValues.Comparison(right) : first
  }

  private func equal(_ left: Value, _ right: Value, _ rules: MoatValues.Comparison) -> Bool? {
    if left.tag == .undetermined || right.tag == .undetermined { return nil }
    if isAbsent(left) || isAbsent(right) { return isAbsent(left) && isAbsent(right) }
    let answer = ValueOrder.equal(left, right, by: rules, in: context.documents)
    return answer.tag == .bool ? answer.boolValue : nil
  }

  func holds(
    _ relation: Relation, _ many: Many?, _ left: CheckedExpression, _ right: CheckedExpression, _ ignoringCase: Bool,
    _ scope: Scope
  ) -> Bool? {
    let (first, second) = (evaluate(left, scope), evaluate(right, scope))
    guard let many else { return holds(relation, first, left.type, second, right.type, ignoringCase) }
    guard let elements = elements(of: second, type: right.type) else { return nil }
    let type: Type =
      if case .set(let element) = right.type { element } else if case .list(let element) = right.type { element } else {
        .any
      }
    return elements.reduce(many == .all) { answer, element in
      let next = holds(relation, first, left.type, element, type, ignoringCase)
      return many == .all ? Self.and(answer, next) : Self.or(answer, next)
    }
  }

  private func holds(
    _ relation: Relation, _ left: Value, _ leftType: Type, _ right: Value, _ rightType: Type, _ ignoringCase: Bool
  ) -> Bool? {
    switch relation {
    case .in: return isMember(left, leftType, of: right, rightType, ignoringCase)
    case .includes: return isMember(right, rightType, of: left, leftType, ignoringCase)
    case .selects: return selects(left, leftType, right)
    case .matches:
      guard right.tag == .string, left.tag == .string, let pattern = try? RegularExpression(right.text) else {
        return nil
      }
      switch RegexScratch().match(pattern, left) {
      case .matched: return true
      case .unmatched: return false
      case .limit: return nil
      }
    case .contains, .startsWith, .endsWith, .isUnder, .isWithin, .covers, .overlaps:
      let answer = Self.textRelation(relation, rightType).holds(left, right, ignoringCase: ignoringCase)
      return answer.tag == .bool ? answer.boolValue : nil
    }
  }

  private static func textRelation(_ relation: Relation, _ right: Type) -> TextRelation {
    switch relation {
    case .startsWith: .startsWith
    case .endsWith: .endsWith
    case .isUnder: right == .imagePrefix ? .isUnderPrefix : .isUnderPath
    case .isWithin: .isWithin
    case .covers: .covers
    case .overlaps: .overlaps
    default: .contains
    }
  }

  private func isMember(
    _ value: Value, _ type: Type, of collection: Value, _ collectionType: Type, _ ignoringCase: Bool
  ) -> Bool? {
    if value.tag == .undetermined || collection.tag == .undetermined { return nil }
    if case .map(_) = collectionType.unwrapped {
      let found = lookUp(value, in: collection, type: .any)
      return found.tag == .undetermined ? true : found.tag != .missing
    }
    guard let elements = elements(of: collection, type: collectionType) else { return nil }
    let rules = Self.rules(type, type, ignoringCase)
    return elements.reduce(false) { Self.or($0, equal(value, $1, rules)) }
  }

  private func selects(_ selector: Value, _ type: Type, _ labels: Value) -> Bool? {
    if selector.tag == .undetermined || labels.tag == .undetermined { return nil }
    let documents = context.documents
    guard selector.tag == .node, !isAbsent(selector) else { return type == .serviceSelector ? false : nil }
    let arena = documents.arena(ofUnit: selector.aux)
    let place = LabelSelectorMatch.Place(arena: arena, node: selector.nodeIndex, unit: selector.aux)
    let other =
      labels.tag == .node
      ? LabelSelectorMatch.Place(
        arena: documents.arena(ofUnit: labels.aux), node: labels.nodeIndex, unit: labels.aux)
      : LabelSelectorMatch.Place(arena: arena, node: NodeIndex.none, unit: selector.aux)
    let answer =
      type == .serviceSelector
      ? LabelSelectorMatch.matches(serviceSelector: place, labels: other)
      : LabelSelectorMatch.matches(selector: place, labels: other)
    return answer.tag == .bool ? answer.boolValue : nil
  }

  /// Each element with whether it belongs to the domain; nil if the domain is not known.
  private func members(_ domain: CheckedDomain, _ scope: Scope) -> [(value: Value, belongs: Bool?)]? {
    switch domain {
    case .elements(let collection):
      return elements(of: evaluate(collection, scope), type: collection.type)?.map { ($0, true) }
    case .parts(let domain, let whole): return parts(domain, of: evaluate(whole, scope))?.map { ($0, true) }
    case .documents(let kind, let sameField, let expression):
      let wanted = expression.map { evaluate($0, scope) }
      return context.documents.units(of: kind).map { unit in
        let value = Value.node(context.documents.anchor(0, ofUnit: unit), unit: unit)
        guard let sameField, let wanted else { return (value, true) }
        return (value, equal(read(sameField, of: value), wanted, MoatValues.Comparison(sameField.type)))
      }
    }
  }

  func decide(_ quantified: CheckedQuantified, _ scope: Scope) -> Bool? {
    guard let members = members(quantified.domain, scope) else { return nil }
    let others = quantified.others.compactMap { scope[$0.slot] }
    var certain: Int64 = 0
    var possible: Int64 = 0
    var every: Bool? = true
    for (value, belongs) in members {
      if value.tag == .node, others.contains(where: { $0.tag == .node && $0.bits == value.bits && $0.aux == value.aux })
      {
        continue
      }
      let inner = scope.merging([quantified.variable.slot: value]) { $1 }
      let filter = Self.and(belongs, quantified.condition.map { truth($0, inner) } ?? true)
      let body = filter == false ? false : truth(quantified.body, inner)
      let both = Self.and(filter, body)
      if both == true { certain += 1 }
      if both != false { possible += 1 }
      every = Self.and(every, Self.or(filter.map { !$0 }, body))
    }
    if case .documents = quantified.domain, !context.documents.isWhole {
      possible = Int64.max
      every = Self.and(every, nil)
    }
    switch quantified.amount {
    case .some: return certain > 0 ? true : possible > 0 ? nil : false
    case .no: return certain > 0 ? false : possible > 0 ? nil : true
    case .every: return every
    case .exactly(let count):
      guard let count = number(count, scope) else { return nil }
      return count < certain || count > possible ? false : certain == possible ? true : nil
    case .atLeast(let count):
      guard let count = number(count, scope) else { return nil }
      return certain >= count ? true : possible < count ? false : nil
    case .atMost(let count):
      guard let count = number(count, scope) else { return nil }
      return possible <= count ? true : certain > count ? false : nil
    }
  }

  private func number(_ expression: CheckedExpression, _ scope: Scope) -> Int64? {
    let value = evaluate(expression, scope)
    return value.tag == .int ? value.intValue : nil
  }

  func collect(
    _ element: CheckedExpression, _ variable: Variable, _ domain: CheckedDomain, _ condition: CheckedExpression?,
    _ scope: Scope
  ) -> Value {
    guard let members = members(domain, scope) else { return .undetermined(.noAnswer) }
    var values: [Value] = []
    for (value, belongs) in members {
      let inner = scope.merging([variable.slot: value]) { $1 }
      switch Self.and(belongs, condition.map { truth($0, inner) } ?? true) {
      case true: values.append(evaluate(element, inner))
      case false: continue
      case nil: return .undetermined(.noAnswer)
      }
    }
    return values.first { $0.tag == .undetermined } ?? context.scratch.list(values)
  }

  func call(_ function: Function, _ arguments: [Value], _ expressions: [CheckedExpression]) -> Value {
    if let unknown = arguments.first(where: { $0.tag == .undetermined }) { return unknown }
    switch function {
    case .lower: return TextFunctions.lower(arguments[0], in: context.scratch)
    case .words: return TextFunctions.words(arguments[0], in: context.scratch)
    case .split: return TextFunctions.split(arguments[0], by: arguments[1], in: context.scratch)
    case .wellFormed:
      guard let type = LabelType(name: arguments[1].text) else { return .undetermined(.unknownMember) }
      return .bool(arguments[0].withBytes { type.isWellFormed($0) })
    case .beyond: return .undetermined(.noAnswer)
    case .count, .sum, .min, .max, .first, .last, .duplicates: break
    }
    guard let elements = elements(of: arguments[0], type: expressions[0].type) else { return .undetermined(.noAnswer) }
    if function != .count, let unknown = elements.first(where: { $0.tag == .undetermined }) { return unknown }
    switch function {
    case .count: return .int(Int64(elements.count))
    case .sum: return elements.dropFirst().reduce(elements.first ?? .int(0)) { ValueArithmetic.add($0, $1) }
    case .first: return elements.first ?? .undetermined(.noAnswer)
    case .last: return elements.last ?? .undetermined(.noAnswer)
    case .duplicates:
      let repeated = elements.indices.filter { index in
        let isRepeat = { (other: Int) in equal(elements[other], elements[index], .plain) == true }
        return elements.indices[..<index].contains(where: isRepeat)
          && elements.indices[..<index].count(where: isRepeat) == 1
      }
      return context.scratch.list(repeated.map { elements[$0] })
    default: return extreme(elements, isLargest: function == .max)
    }
  }

  private func extreme(_ elements: [Value], isLargest: Bool) -> Value {
    guard var best = elements.first else { return .undetermined(.noAnswer) }
    for element in elements.dropFirst() {
      guard let order = ValueOrder.compare(element, best) else { return .undetermined(.wrongType) }
      if isLargest ? order > 0 : order < 0 { best = element }
    }
    return best
  }
}
