import MoatKinds
import MoatSemantics
import MoatValues

/// The closed list of functions.
extension ReferenceEvaluator {
  func call(_ function: Function, _ arguments: [Reading], _ expressions: [CheckedExpression]) -> Value {
    if let unknown = arguments.first(where: { $0.value.tag == .undetermined }) { return unknown.value }
    let values = arguments.map(\.value)
    switch function {
    case .lower: return TextFunctions.lower(values[0], in: context.scratch)
    case .words: return TextFunctions.words(values[0], in: context.scratch)
    case .split: return TextFunctions.split(values[0], by: values[1], in: context.scratch)
    case .secrets: return TextFunctions.secrets(values[0], in: context.scratch)
    case .namesSecret: return TextFunctions.namesSecret(values[0])
    case .isSecret: return TextFunctions.isSecret(values[0], values[1])
    case .inVersionRange: return TextFunctions.isInVersionRange(values[0], values[1])
    case .sameImage: return context.isSameImage(values[0], values[1])
    case .wellFormed:
      guard values[0].tag == .string, values[1].tag == .string else { return .undetermined(.wrongType) }
      guard let type = LabelType(name: values[1].text) else { return .undetermined(.unknownMember) }
      return .bool(values[0].withBytes { type.isWellFormed($0) })
    case .beyond: return .undetermined(.noAnswer)
    case .count, .sum, .min, .max, .first, .last, .duplicates: break
    }
    switch elements(of: arguments[0], type: expressions[0].type) {
    case .unknown(let cause): return cause
    case .known(let elements):
      return call(function, elements.map(\.value), Self.element(of: expressions[0].type))
    }
  }

  private func call(_ function: Function, _ elements: [Value], _ type: Type) -> Value {
    if function == .count {
      let hidden = elements.first { $0.tag == .undetermined && $0.cause == .notKnown }
      return hidden ?? .int(Int64(elements.count))
    }
    if let unknown = elements.first(where: { $0.tag == .undetermined }) { return unknown }
    switch function {
    case .first: return elements.first ?? .undetermined(.noAnswer)
    case .last: return elements.last ?? .undetermined(.noAnswer)
    case .sum:
      let zero: Value =
        switch type.unwrapped {
        case .duration: .duration(0)
        case .decimal, .quantity: .decimal(Decimal(mantissa: 0))
        default: .int(0)
        }
      return elements.reduce(zero) { ValueArithmetic.add($0, $1) }
    case .min, .max: return extreme(elements, MoatValues.Comparison(type), isLargest: function == .max)
    default: return duplicates(elements, MoatValues.Comparison(type))
    }
  }

  /// The elements that stand for the second time. Those of kinds that do not compare are none the same; of one that equals
  /// none before it and could not be compared with one of them it is not known.
  private func duplicates(_ elements: [Value], _ rules: MoatValues.Comparison) -> Value {
    var repeated: [Value] = []
    let elements = elements.map(\.withoutNames)
    for (index, element) in elements.enumerated() {
      let answers = elements[..<index].map { equal($0, element, rules) }
      let copies = answers.count { $0.tag == .bool && $0.boolValue }
      if copies == 1 { repeated.append(element) }
      let unknown = answers.first { $0.tag == .undetermined && $0.cause != .wrongType }
      if let unknown, copies == 0 { return unknown }
    }
    return context.scratch.list(repeated)
  }

  private func extreme(_ elements: [Value], _ rules: MoatValues.Comparison, isLargest: Bool) -> Value {
    guard var best = elements.first else { return .undetermined(.noAnswer) }
    for element in elements.dropFirst() {
      let order = ValueOrder.compare(element, best, by: rules)
      guard order.tag == .int else { return order }
      if isLargest ? order.intValue > 0 : order.intValue < 0 { best = element }
    }
    return best
  }
}
