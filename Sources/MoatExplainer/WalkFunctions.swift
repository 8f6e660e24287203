import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// Arithmetic, functions, lists, maps and comprehensions: values that are computed. The place is that of the first
/// operand that has one, or of the operand that is undetermined.
extension Walk {
  private static func place(_ value: Value, _ operands: [Placed]) -> Witness? {
    if let own = Witness(value) { return own }
    if value.tag == .undetermined, let open = operands.first(where: { $0.isUndetermined }) { return open.place }
    return operands.lazy.compactMap(\.place).first
  }

  func negate(_ operand: CheckedExpression) -> Placed {
    let found = evaluate(operand)
    return Placed(ValueArithmetic.negate(found.value), at: found.place)
  }

  func compute(_ sign: ArithmeticOperator, _ left: CheckedExpression, _ right: CheckedExpression) -> Placed {
    let (first, second) = (evaluate(left), evaluate(right))
    if let unknown = [first, second].first(where: \.isUndetermined) {
      return Placed(unknown.value, at: Self.place(unknown.value, [first, second]))
    }
    let value: Value =
      switch (sign, left.type.unwrapped) {
      case (.add, .list), (.add, .set), (.subtract, .list), (.subtract, .set):
        combine(sign, first, left.type, second, right.type)
      case (.add, _) where first.value.tag == .string && second.value.tag == .string:
        TextFunctions.join(first.value, second.value, in: context.scratch)
      case (.add, _): ValueArithmetic.add(first.value, second.value)
      case (.subtract, _): ValueArithmetic.subtract(first.value, second.value)
      case (.multiply, _): ValueArithmetic.multiply(first.value, second.value)
      case (.divide, _): ValueArithmetic.divide(first.value, second.value)
      }
    return Placed(value, at: Self.place(value, [first, second]))
  }

  /// Undetermined elements stay what they are within a list.
  func list(_ elements: [CheckedExpression]) -> Placed {
    let found = elements.map { evaluate($0) }
    return Placed(context.scratch.list(found.map(\.value)), at: found.lazy.compactMap(\.place).first)
  }

  func map(_ pairs: [(key: CheckedExpression, value: CheckedExpression)]) -> Placed {
    let found = pairs.flatMap { [evaluate($0.key), evaluate($0.value)] }
    let list = context.scratch.list(found.map(\.value))
    let map = list.tag == .list ? Value(tag: .map, bits: list.bits, aux: UInt32(pairs.count)) : list
    return Placed(map, at: found.lazy.compactMap(\.place).first)
  }

  func collect(
    _ element: CheckedExpression, _ variable: Variable, _ domain: CheckedDomain, _ filter: CheckedExpression?
  ) -> Placed {
    let elements: Elements
    switch self.elements(of: domain) {
    case .known(let found): elements = narrowed(found, of: domain, variable, [filter])
    case .unknown(let cause): return cause
    }
    var values: [Value] = []
    for place in 0..<elements.countOfCandidates {
      let member = self.element(elements.candidate(place), of: elements)
      bind(variable, member)
      var isIn = belongs(member, to: elements)
      if isIn.truth != false, let filter {
        let passes = condition(filter)
        if passes.truth == false || isIn.truth == true { isIn = passes }
      }
      if isIn.truth == false { continue }
      if isIn.isUndetermined { return Placed(isIn.value, at: isIn.place ?? elements.collection.place) }
      let value = evaluate(element)
      if value.isUndetermined { return Placed(value.value, at: value.place ?? elements.collection.place) }
      values.append(value.value)
    }
    // Where documents may be missing there may be more to collect.
    let gap = gap(in: elements, of: domain)
    let value: Value = gap.map { .undetermined(partOfSet: $0) } ?? context.scratch.list(values)
    return Placed(value, at: elements.collection.place)
  }

  // MARK: Functions

  func call(_ function: Function, _ expressions: [CheckedExpression]) -> Placed {
    let arguments = expressions.map { evaluate($0) }
    if let unknown = arguments.first(where: { $0.isUndetermined }) { return unknown }
    guard let first = arguments.first else { return Placed(.undetermined(.noAnswer)) }
    let second = arguments.dropFirst().first?.value ?? .missing
    let value: Value
    switch function {
    case .lower: value = TextFunctions.lower(first.value, in: context.scratch)
    case .words: value = TextFunctions.words(first.value, in: context.scratch)
    case .split: value = TextFunctions.split(first.value, by: second, in: context.scratch)
    case .secrets: value = TextFunctions.secrets(first.value, in: context.scratch)
    case .namesSecret: value = TextFunctions.namesSecret(first.value)
    case .isSecret: value = TextFunctions.isSecret(first.value, second)
    case .inVersionRange: value = TextFunctions.isInVersionRange(first.value, second)
    case .sameImage: value = context.isSameImage(first.value, second)
    case .wellFormed: value = Self.wellFormed(first.value, second)
    case .beyond: value = .undetermined(.noAnswer)
    case .count, .sum, .min, .max, .first, .last, .duplicates:
      return aggregate(function, first, type: expressions[0].type)
    }
    return Placed(value, at: Self.place(value, arguments))
  }

  private static func wellFormed(_ text: Value, _ form: Value) -> Value {
    guard text.tag == .string, form.tag == .string else { return .undetermined(.wrongType) }
    guard let type = LabelType(name: form.text) else { return .undetermined(.unknownMember) }
    return .bool(text.withBytes { type.isWellFormed($0) })
  }

  /// The functions over a collection.
  private func aggregate(_ function: Function, _ collection: Placed, type: Type) -> Placed {
    let elements: Elements
    switch self.elements(of: collection, type: type) {
    case .known(let found): elements = found
    case .unknown(let cause): return cause
    }
    if function == .count {
      if let hidden = Children.firstUnknown(of: collection.value, in: context.documents) {
        return Placed(hidden, at: Placed(hidden).blamed ?? collection.place)
      }
      return Placed(.int(Int64(elements.count)), at: collection.place)
    }
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for index in 0..<elements.count {
      let element = element(index, of: elements)
      if element.isUndetermined { return element }
      values.append(element.value)
    }
    let value: Value =
      switch function {
      case .first: values.first ?? .undetermined(.noAnswer)
      case .last: values.last ?? .undetermined(.noAnswer)
      case .sum: ValueArithmetic.sum(values, of: Leaf(Self.elementType(of: type)))
      case .duplicates: duplicates(values, by: MoatValues.Comparison(Self.elementType(of: type)))
      default:
        Self.extreme(
          values, by: MoatValues.Comparison(Self.elementType(of: type)), isLargest: function == .max)
      }
    return Placed(value, at: Witness(value) ?? collection.place)
  }

  private static func extreme(_ values: [Value], by rules: MoatValues.Comparison, isLargest: Bool) -> Value {
    guard var best = values.first else { return .undetermined(.noAnswer) }
    for value in values.dropFirst() {
      let order = ValueOrder.compare(value, best, by: rules)
      guard order.tag == .int else { return order }
      if isLargest ? order.intValue > 0 : order.intValue < 0 { best = value }
    }
    return best
  }

  /// Each value that stands more than once, once, where it stands for the second time. Values of one hash are compared;
  /// types with an equality of their own have no hash that goes with it. A value that equals none and may equal one makes
  /// the whole undetermined; kinds that do not compare are never the same.
  private func duplicates(_ values: [Value], by rules: MoatValues.Comparison) -> Value {
    var seen: [UInt64: [(value: Value, isListed: Bool)]] = [:]
    var result: [Value] = []
    for value in values.map(\.withoutNames) {
      let hash = rules == .plain ? ValueOrder.hash(value) : 0
      var bucket = seen[hash, default: []]
      var unknown: Value?
      let place = bucket.firstIndex {
        let answer = equal($0.value, value, by: rules)
        if answer.tag == .undetermined, answer.cause != .wrongType { unknown = unknown ?? answer }
        return answer.boolAnswer == true
      }
      if let known = place {
        if !bucket[known].isListed { result.append(value) }
        bucket[known].isListed = true
      } else {
        if let unknown { return unknown }
        bucket.append((value, false))
      }
      seen[hash] = bucket
    }
    return context.scratch.list(result)
  }

  /// `+` and `-` of lists and sets.
  private func combine(
    _ sign: ArithmeticOperator, _ left: Placed, _ leftType: Type, _ right: Placed, _ rightType: Type
  ) -> Value {
    var values: [[Value]] = []
    for (operand, type) in [(left, leftType), (right, rightType)] {
      switch elements(of: operand, type: type) {
      case .known(let found): values.append((0..<found.count).map { element($0, of: found).value })
      case .unknown(let cause): return cause.value
      }
    }
    let isSet = if case .set = leftType.unwrapped { true } else { false }
    let rules = Self.rules(Self.elementType(of: leftType), Self.elementType(of: rightType), false)
    return ListArithmetic.combine(
      values[0], values[1], sign == .subtract ? .subtract : isSet ? .joinSets : .joinLists, in: context.scratch
    ) { equal($0, $1, by: rules) }
  }
}

extension Value {
  /// Nil for what is no bool.
  var boolAnswer: Bool? { tag == .bool ? boolValue : nil }
}
