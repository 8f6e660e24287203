import MoatKinds
import MoatSemantics
import MoatValues

/// What stays the same for every subject of a rule: the values of its constants, params and data sets, the enums that it
/// reads, its regular expressions.
///
/// Constants have memory of their own. In the scratch memory of a subject, a table that is named inside a quantifier
/// would be made anew for each element, until the memory is full.
final class ConstantStore {
  /// Patterns that are kept compiled. Those of a policy are few; an `any` may bring one from each document.
  private static let maximalPatterns = 256

  private let parameters: [Constant]
  private let data: [Constant?]
  private var memory = Scratch()
  /// Memory that is full; the values in it are still used.
  private var fullMemory: [Scratch] = []
  /// The expression is kept so that its identity is not used again.
  private var ofExpressions: [ObjectIdentifier: (expression: CheckedExpression, value: Value)] = [:]
  private var ofParameters: [Int: Value] = [:]
  private var ofData: [Int: Value] = [:]
  private var defaults: [Constant: Value] = [:]
  private var tables: [Enumeration: EnumerationTables] = [:]
  private var patterns: [String: RegularExpression] = [:]
  let regexScratch = RegexScratch()

  init(parameters: [Constant], data: [Constant?]) {
    self.parameters = parameters
    self.data = data
  }

  func value(of constant: Constant, in expression: CheckedExpression) -> Value {
    let identity = ObjectIdentifier(expression)
    if let known = ofExpressions[identity] { return known.value }
    let value = make(constant)
    ofExpressions[identity] = (expression, value)
    return value
  }

  /// What the platform fills in for an absent field.
  func value(ofDefault constant: Constant) -> Value {
    if let known = defaults[constant] { return known }
    let value = make(constant)
    defaults[constant] = value
    return value
  }

  func parameter(_ index: Int) -> Value {
    if let known = ofParameters[index] { return known }
    let value = parameters.indices.contains(index) ? make(parameters[index]) : .missing
    ofParameters[index] = value
    return value
  }

  func dataSet(_ index: Int) -> Value {
    if let known = ofData[index] { return known }
    let constant = data.indices.contains(index) ? data[index] : nil
    let value = constant.map { make($0) } ?? .undetermined(.dataNotGiven)
    ofData[index] = value
    return value
  }

  func tables(for type: Type) -> EnumerationTables {
    guard case .enumeration(let enumeration) = type.unwrapped else { return EnumerationTables.none }
    if let known = tables[enumeration] { return known }
    let made = EnumerationTables([enumeration])
    tables[enumeration] = made
    return made
  }

  /// A bool, or undetermined: no pattern, or a limit was met.
  func matches(_ text: Value, pattern: Value) -> Value {
    guard text.tag == .string, pattern.tag == .string else { return .undetermined(.wrongType) }
    guard let expression = expression(pattern) else { return .undetermined(.unparsable) }
    switch regexScratch.match(expression, text) {
    case .matched: return .bool(true)
    case .unmatched: return .bool(false)
    case .limit: return .undetermined(.regexLimit)
    }
  }

  /// Nil if the value is no pattern.
  func expression(_ pattern: Value) -> RegularExpression? {
    guard pattern.tag == .string else { return nil }
    let source = pattern.text
    if let known = patterns[source] { return known }
    guard let made = try? RegularExpression(source) else { return nil }
    if patterns.count >= Self.maximalPatterns { patterns = [:] }
    patterns[source] = made
    return made
  }

  /// Recursion over a constant is bounded: it is as deep as the policy or the data set's type.
  private func make(_ constant: Constant) -> Value {
    switch constant {
    case .missing: .missing
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .decimal(let value): .decimal(value)
    case .string(let text), .regex(let text): allocate { $0.string(text.utf8) }
    case .date(let days): .date(Int64(days))
    case .duration(let milliseconds): .duration(milliseconds)
    case .list(let elements): list(elements.map { make($0) })
    case .map(let entries): map(entries)
    }
  }

  private func list(_ elements: [Value]) -> Value { allocate { $0.list(elements) } }

  private func map(_ entries: [Constant.MapEntry]) -> Value {
    var parts: [Value] = []
    for entry in entries {
      parts.append(allocate { $0.string(entry.key.utf8) })
      parts.append(make(entry.value))
    }
    let list = list(parts)
    return list.tag == .list ? Value(tag: .map, bits: list.bits, aux: UInt32(entries.count)) : list
  }

  /// Tries again in fresh memory where this one is full; what is too large for that is undetermined.
  private func allocate(_ body: (Scratch) -> Value) -> Value {
    let value = body(memory)
    guard value.tag == .undetermined else { return value }
    fullMemory.append(memory)
    memory = Scratch()
    return body(memory)
  }
}
