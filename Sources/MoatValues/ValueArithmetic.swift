/// Arithmetic on values: ints, decimals and quantities, dates and durations. What the checker lets through is met here
/// by tag. An undetermined operand is the result; what does not fit is undetermined (overflow).
package enum ValueArithmetic {
  /// Number + number, duration + duration, date + duration. A date moves by whole days: a part of a day is dropped.
  package static func add(_ left: Value, _ right: Value) -> Value {
    if let unknown = unknown(left, right) { return unknown }
    switch (left.tag, right.tag) {
    case (.int, .int): return int(left.intValue.addingReportingOverflow(right.intValue))
    case (.duration, .duration):
      return fitted(left.intValue.addingReportingOverflow(right.intValue)) { .duration($0) }
    case (.date, .duration):
      return fitted(left.intValue.addingReportingOverflow(days(right.intValue))) { .date($0) }
    case (.duration, .date): return add(right, left)
    default: return decimals(left, right) { Decimal.add($0, $1) }
    }
  }

  /// Number − number, duration − duration, date − duration, date − date (a duration).
  package static func subtract(_ left: Value, _ right: Value) -> Value {
    if let unknown = unknown(left, right) { return unknown }
    switch (left.tag, right.tag) {
    case (.int, .int): return int(left.intValue.subtractingReportingOverflow(right.intValue))
    case (.duration, .duration):
      return fitted(left.intValue.subtractingReportingOverflow(right.intValue)) { .duration($0) }
    case (.date, .duration):
      return fitted(left.intValue.subtractingReportingOverflow(days(right.intValue))) { .date($0) }
    case (.date, .date):
      let (distance, overflow) = left.intValue.subtractingReportingOverflow(right.intValue)
      if overflow { return .undetermined(.overflow) }
      return fitted(distance.multipliedReportingOverflow(by: millisecondsPerDay)) { .duration($0) }
    default: return decimals(left, right) { Decimal.subtract($0, $1) }
    }
  }

  /// Number × number, duration × int.
  package static func multiply(_ left: Value, _ right: Value) -> Value {
    if let unknown = unknown(left, right) { return unknown }
    switch (left.tag, right.tag) {
    case (.int, .int): return int(left.intValue.multipliedReportingOverflow(by: right.intValue))
    case (.duration, .int), (.int, .duration):
      return fitted(left.intValue.multipliedReportingOverflow(by: right.intValue)) { .duration($0) }
    default: return decimals(left, right) { Decimal.multiply($0, $1) }
    }
  }

  /// Number / number, as a decimal: two ints too (7 / 2 is 3.5), so that no remainder is lost in silence. See
  /// `Decimal.divide` for what is rounded. Duration / duration is a decimal.
  package static func divide(_ left: Value, _ right: Value) -> Value {
    if let unknown = unknown(left, right) { return unknown }
    let isDurations = left.tag == .duration && right.tag == .duration
    let first = isDurations ? Value.int(left.intValue) : left
    let second = isDurations ? Value.int(right.intValue) : right
    if ValueOrder.number(second)?.isZero == true { return .undetermined(.divisionByZero) }
    return decimals(first, second) { Decimal.divide($0, by: $1) }
  }

  package static func negate(_ value: Value) -> Value {
    switch value.tag {
    case .undetermined: value
    case .int: int((0 as Int64).subtractingReportingOverflow(value.intValue))
    case .duration: fitted((0 as Int64).subtractingReportingOverflow(value.intValue)) { .duration($0) }
    case .decimal: Decimal.negate(value.decimalValue).map { .decimal($0) } ?? .undetermined(.overflow)
    default: .undetermined(.wrongType)
    }
  }

  /// The sum of values that are read as a leaf, from the zero of its type.
  package static func sum(_ values: [Value], of leaf: Leaf?) -> Value {
    let zero: Value =
      switch leaf {
      case .duration: .duration(0)
      case .decimal, .quantity: .decimal(Decimal(mantissa: 0))
      default: .int(0)
      }
    return values.reduce(zero, add)
  }

  private static let millisecondsPerDay: Int64 = 86_400_000

  private static func days(_ milliseconds: Int64) -> Int64 { milliseconds / millisecondsPerDay }

  private static func unknown(_ left: Value, _ right: Value) -> Value? {
    if left.tag == .undetermined { return left }
    return right.tag == .undetermined ? right : nil
  }

  private static func int(_ result: (partialValue: Int64, overflow: Bool)) -> Value {
    fitted(result) { .int($0) }
  }

  private static func fitted(_ result: (partialValue: Int64, overflow: Bool), _ make: (Int64) -> Value) -> Value {
    result.overflow ? .undetermined(.overflow) : make(result.partialValue)
  }

  private static func decimals(_ left: Value, _ right: Value, _ operation: (Decimal, Decimal) -> Decimal?) -> Value {
    guard let first = ValueOrder.number(left), let second = ValueOrder.number(right) else {
      return .undetermined(.wrongType)
    }
    return operation(first, second).map { .decimal($0) } ?? .undetermined(.overflow)
  }
}
