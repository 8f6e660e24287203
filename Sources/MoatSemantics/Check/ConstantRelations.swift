import MoatKinds
import MoatSyntax
import MoatValues

/// Comparisons, relations, quantifiers and functions of what is known before a document is read.
extension ConstantEvaluator {
  func compare(
    _ comparison: MoatSyntax.Comparison, _ left: CheckedExpression, _ right: CheckedExpression, _ ignoringCase: Bool
  ) -> Value? {
    guard let first = evaluate(left), let second = evaluate(right) else { return nil }
    let rules = Self.rules(left.type, right.type, ignoringCase)
    if comparison == .equal || comparison == .notEqual {
      let answer = equal(first, second, rules)
      return answer.tag == .bool ? .bool(answer.boolValue == (comparison == .equal)) : answer
    }
    let order = ValueOrder.compare(first, second, by: rules)
    guard order.tag == .int else { return order }
    switch comparison {
    case .less: return .bool(order.intValue < 0)
    case .lessOrEqual: return .bool(order.intValue <= 0)
    case .greater: return .bool(order.intValue > 0)
    default: return .bool(order.intValue >= 0)
    }
  }

  static func rules(_ left: Type, _ right: Type, _ ignoringCase: Bool) -> MoatValues.Comparison {
    if ignoringCase { return .ignoringCase }
    let first = MoatValues.Comparison(left)
    return first == .plain ? MoatValues.Comparison(right) : first
  }

  func equal(_ left: Value, _ right: Value, _ rules: MoatValues.Comparison) -> Value {
    for side in [left, right] where side.tag == .undetermined { return side }
    if left.tag == .missing || right.tag == .missing { return .bool(left.tag == right.tag) }
    return ValueOrder.equal(left, right, by: rules, in: context.documents)
  }

  func holds(
    _ relation: Relation, _ many: Many?, _ left: CheckedExpression, _ right: CheckedExpression, _ ignoringCase: Bool
  ) -> Value? {
    guard let first = evaluate(left), let second = evaluate(right) else { return nil }
    for side in [first, second] where side.tag == .undetermined { return side }
    guard let many else { return holds(relation, first, left.type, second, right.type, ignoringCase) }
    let element = TypeRules.element(of: right.type) ?? .any
    var answer: Value? = .bool(many == .all)
    for value in children(second) {
      let next = holds(relation, first, left.type, value, element, ignoringCase)
      answer = join(answer, next, absorbing: many == .any)
    }
    return answer
  }

  private func holds(
    _ relation: Relation, _ left: Value, _ leftType: Type, _ right: Value, _ rightType: Type, _ ignoringCase: Bool
  ) -> Value? {
    switch relation {
    case .in:
      return isMember(left, of: right, Self.rules(leftType, TypeRules.element(of: rightType) ?? .any, ignoringCase))
    case .includes:
      return isMember(right, of: left, Self.rules(rightType, TypeRules.element(of: leftType) ?? .any, ignoringCase))
    case .selects: return nil
    case .matches where rightType.unwrapped == .glob: return TextRelation.matchesGlob.holds(left, right)
    case .matches:
      guard left.tag == .string, let pattern = try? RegularExpression(right.text) else { return nil }
      switch RegexScratch().match(pattern, left) {
      case .matched: return .bool(true)
      case .unmatched: return .bool(false)
      case .limit: return .undetermined(.regexLimit)
      }
    case .contains: return TextRelation.contains.holds(left, right, ignoringCase: ignoringCase)
    case .startsWith: return TextRelation.startsWith.holds(left, right, ignoringCase: ignoringCase)
    case .endsWith: return TextRelation.endsWith.holds(left, right, ignoringCase: ignoringCase)
    case .isUnder:
      let relation: TextRelation = rightType == .imagePrefix ? .isUnderPrefix : .isUnderPath
      return relation.holds(left, right)
    case .isWithin: return TextRelation.isWithin.holds(left, right)
    case .covers: return TextRelation.covers.holds(left, right, ignoringCase: ignoringCase)
    case .overlaps: return TextRelation.overlaps.holds(left, right, ignoringCase: ignoringCase)
    }
  }

  private func isMember(_ value: Value, of collection: Value, _ rules: MoatValues.Comparison) -> Value? {
    if collection.tag == .map { return .bool(lookUp(value, in: collection).tag != .missing) }
    var answer: Value? = .bool(false)
    for element in children(collection) {
      answer = join(answer, equal(value, element, rules), absorbing: true)
    }
    return answer
  }

  // MARK: Elements

  /// The elements of a constant collection; nil if they are not known, or if the domain is undetermined.
  private func elements(_ domain: CheckedDomain) -> [Value]? {
    guard case .elements(let collection) = domain, let value = evaluate(collection), value.tag != .undetermined else {
      return nil
    }
    guard value.tag == .map else { return value.tag == .list ? children(value) : value.tag == .missing ? [] : nil }
    return children(value).enumerated().map { index, child in
      let pair = context.scratch.list([context.scratch.string(Children.key(index, of: value, in: nil)), child])
      return pair.tag == .list ? Value(tag: .entry, bits: pair.bits, aux: UInt32(index)) : pair
    }
  }

  func decide(_ quantified: CheckedQuantified) -> Value? {
    guard quantified.others.isEmpty, let elements = elements(quantified.domain) else { return nil }
    var some: Value? = .bool(false)
    var every: Value? = .bool(true)
    var certain: Int64 = 0
    var isCounted = true
    for element in elements {
      let (filter, body) = binding(quantified.variable, element) {
        (quantified.condition.map(truth) ?? .bool(true), truth(quantified.body))
      }
      let both = join(filter, body, absorbing: false)
      some = join(some, both, absorbing: true)
      every = join(every, join(filter.map(Self.opposite), body, absorbing: true), absorbing: false)
      isCounted = isCounted && both?.tag == .bool
      if both?.tag == .bool, both?.boolValue == true { certain += 1 }
    }
    switch quantified.amount {
    case .some: return some
    case .no: return some.map(Self.opposite)
    case .every: return every
    case .exactly(let count): return isCounted ? number(count).map { .bool(certain == $0) } : nil
    case .atLeast(let count): return isCounted ? number(count).map { .bool(certain >= $0) } : nil
    case .atMost(let count): return isCounted ? number(count).map { .bool(certain <= $0) } : nil
    }
  }

  private static func opposite(_ value: Value) -> Value { value.tag == .bool ? .bool(!value.boolValue) : value }

  private func number(_ expression: CheckedExpression) -> Int64? {
    guard let value = evaluate(expression), value.tag == .int else { return nil }
    return value.intValue
  }

  func collect(
    _ element: CheckedExpression, _ variable: Variable, _ domain: CheckedDomain, _ condition: CheckedExpression?
  ) -> Value? {
    guard let elements = elements(domain) else { return nil }
    var values: [Value] = []
    for value in elements {
      let (filter, content) = binding(variable, value) { (condition.map(truth) ?? .bool(true), evaluate(element)) }
      guard let filter, filter.tag == .bool else { return filter }
      guard filter.boolValue else { continue }
      guard let content, content.tag != .undetermined else { return content }
      values.append(content)
    }
    return context.scratch.list(values)
  }

  func call(_ function: Function, _ arguments: [CheckedExpression]) -> Value? {
    var values: [Value] = []
    for argument in arguments {
      guard let value = evaluate(argument) else { return nil }
      if value.tag == .undetermined { return value }
      values.append(value)
    }
    let elements = values.first.map(children) ?? []
    let type = arguments.first.flatMap { TypeRules.element(of: $0.type) } ?? .any
    let rules = MoatValues.Comparison(type)
    if function != .count, let unknown = elements.first(where: { $0.tag == .undetermined }) { return unknown }
    switch function {
    case .lower: return TextFunctions.lower(values[0], in: context.scratch)
    case .words: return TextFunctions.words(values[0], in: context.scratch)
    case .split: return TextFunctions.split(values[0], by: values[1], in: context.scratch)
    case .secrets: return TextFunctions.secrets(values[0], in: context.scratch)
    case .namesSecret: return TextFunctions.namesSecret(values[0])
    case .isSecret: return TextFunctions.isSecret(values[0], values[1])
    case .inVersionRange: return TextFunctions.isInVersionRange(values[0], values[1])
    case .count: return .int(Int64(elements.count))
    case .first: return elements.first ?? .undetermined(.noAnswer)
    case .last: return elements.last ?? .undetermined(.noAnswer)
    case .min, .max:
      guard var best = elements.first else { return .undetermined(.noAnswer) }
      for element in elements.dropFirst() {
        let order = ValueOrder.compare(element, best, by: rules)
        guard order.tag == .int else { return order }
        if function == .max ? order.intValue > 0 : order.intValue < 0 { best = element }
      }
      return best
    case .sum: return ValueArithmetic.sum(elements, of: Leaf(type))
    case .wellFormed:
      guard let type = LabelType(name: values[1].text) else { return .undetermined(.unknownMember) }
      return .bool(values[0].withBytes { type.isWellFormed($0) })
    case .duplicates: return duplicates(elements, rules)
    case .beyond, .sameImage: return nil
    }
  }

  /// Each element that stands twice or more, once, where it stands the second time.
  private func duplicates(_ elements: [Value], _ rules: MoatValues.Comparison) -> Value? {
    var found: [Value] = []
    for (index, element) in elements.enumerated() {
      guard spend(index) else { return nil }
      let before = elements[..<index].count {
        let answer = equal($0, element, rules)
        return answer.tag == .bool && answer.boolValue
      }
      if before == 1 { found.append(element) }
    }
    return context.scratch.list(found)
  }
}
