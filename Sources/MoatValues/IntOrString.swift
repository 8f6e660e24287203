/// Kubernetes' IntOrString: a number (`80`), a percentage (`"25%"`) or a name (`"http"`). Its value is an int or a
/// string; the three fields of the type are read here. A string of digits alone is a name, as the API server takes it.
package enum IntOrString {
  /// The number; missing if it is a text.
  package static func number(_ value: Value) -> Value {
    value.tag == .int || value.tag == .undetermined ? value : .missing
  }

  /// The percentage as an int; missing if it is a number or a name; undetermined (overflow) if it does not fit.
  package static func percent(_ value: Value) -> Value {
    guard value.tag == .string else { return value.tag == .undetermined ? value : .missing }
    return value.withBytes { text in
      guard isPercent(text) else { return .missing }
      guard let number = text.number(in: Part(0, text.count - 1), limit: UInt64(Int64.max)) else {
        return .undetermined(.overflow)
      }
      return .int(Int64(number))
    }
  }

  /// The name; missing if it is a number or a percentage.
  package static func name(_ value: Value) -> Value {
    guard value.tag == .string else { return value.tag == .undetermined ? value : .missing }
    return value.withBytes { isPercent($0) } ? .missing : value
  }

  private static func isPercent(_ text: Bytes) -> Bool {
    text.count > 1 && text.endOfDigits(from: 0) == text.count - 1 && text[text.count - 1] == UInt8(ascii: "%")
  }
}
