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
    let value: Value =
      switch sign {
      case .add where first.value.tag == .string && second.value.tag == .string:
        TextFunctions.join(first.value, second.value, in: context.scratch)
      case .add: ValueArithmetic.add(first.value, second.value)
      case .subtract: ValueArithmetic.subtract(first.value, second.value)
      case .multiply: ValueArithmetic.multiply(first.value, second.value)
      case .divide: ValueArithmetic.divide(first.value, second.value)
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
    case .known(let found): elements = found
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
      if isIn.isUndetermined { return isIn }
      let value = evaluate(element)
      if value.isUndetermined { return value }
      values.append(value.value)
    }
    return Placed(context.scratch.list(values), at: elements.collection.place)
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
    case .wellFormed: value = Self.wellFormed(first.value, second)
    case .beyond: value = .undetermined(.noAnswer)
    case .count, .sum, .min, .max, .first, .last, .duplicates:
      return aggregate(function, first, type: expressions[0].type)
    }
    return Placed(value, at: Self.place(value, arguments))
  }

  private static func wellFormed(_ text: Value, _ form: Value) -> Value {
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
    if function == .count { return Placed(.int(Int64(elements.count)), at: collection.place) }
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
      case .sum: Self.sum(values, type: Self.elementType(of: type))
      case .duplicates: duplicates(values)
      default: Self.extreme(values, isLargest: function == .max)
      }
    return Placed(value, at: Witness(value) ?? collection.place)
  }

  private static func sum(_ values: [Value], type: Type) -> Value {
    guard let first = values.first else { return type.unwrapped == .duration ? .duration(0) : .int(0) }
    return values.dropFirst().reduce(first) { ValueArithmetic.add($0, $1) }
  }

  private static func extreme(_ values: [Value], isLargest: Bool) -> Value {
    guard var best = values.first else { return .undetermined(.noAnswer) }
    for value in values.dropFirst() {
      guard let order = ValueOrder.compare(value, best) else { return .undetermined(.wrongType) }
      if isLargest ? order > 0 : order < 0 { best = value }
    }
    return best
  }

  /// Each value that stands more than once, once, where it stands for the second time.
  private func duplicates(_ values: [Value]) -> Value {
    var seen: [UInt64: [(value: Value, isListed: Bool)]] = [:]
    var result: [Value] = []
    for value in values {
      let hash = ValueOrder.hash(value)
      var bucket = seen[hash, default: []]
      if let known = bucket.firstIndex(where: { equal($0.value, value, by: .plain).boolAnswer == true }) {
        if !bucket[known].isListed { result.append(value) }
        bucket[known].isListed = true
      } else {
        bucket.append((value, false))
      }
      seen[hash] = bucket
    }
    return context.scratch.list(result)
  }
}

extension Value {
  /// Nil for what is no bool.
  var boolAnswer: Bool? { tag == .bool ? boolValue : nil }
}
