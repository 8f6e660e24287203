package import MoatKinds
package import MoatValues

/// A program with the values of its constants: params, data sets and the facts of a run given. Immutable and shared by all
/// workers of the run.
@safe
package final class LinkedProgram: @unchecked Sendable {
  package let program: Program
  /// The values of the program's constants; a data set that is not given is undetermined.
  let constants: UnsafeMutablePointer<Value>
  /// `Value.reserved` of a constant text that is an image prefix; a text that a document holds has 0.
  static var prefixMark: UInt16 { 1 }
  let code: UnsafeMutablePointer<Instruction>
  let fields: UnsafeMutablePointer<FieldRecord>
  /// The symbols of `Program.pathKeys`.
  let pathSymbols: UnsafeMutablePointer<UInt32>
  let relations: UnsafeMutablePointer<RelationRecord>
  let parts: UnsafeMutablePointer<PartRecord>
  let collections: UnsafeMutablePointer<CollectionRecord>
  /// Where each block begins.
  let starts: [Int]
  let patterns: [RegularExpression]
  let tables: [TextTable]
  let enumerations: EnumerationTables
  private let storage: ValueStorage

  /// - Parameters:
  ///   - parameters: by rule and the place of the param; a missing value is `Constant.missing`.
  ///   - data: by the place of the data set; nil where it was not given.
  package init(_ program: Program, run: RunFacts, parameters: [[Constant]], data: [Constant?]) {
    self.program = program
    var maker = ConstantMaker()
    let values = program.constants.map { record -> Value in
      switch record {
      case .constant(let constant): return maker.value(of: constant)
      case .parameter(let rule, let index):
        guard rule < parameters.count, index < parameters[rule].count else { return .missing }
        return maker.value(of: parameters[rule][index])
      case .data(let index):
        guard index < data.count, let constant = data[index] else { return .undetermined(.dataNotGiven) }
        return maker.value(of: constant)
      case .today: return .date(Int64(run.today))
      case .kubernetesVersion: return maker.storage.string(run.kubernetesVersion)
      }
    }
    storage = maker.storage
    patterns = maker.patterns
    tables = maker.tables
    enumerations = EnumerationTables(program.enumerations)
    unsafe constants = Self.copy(values)
    unsafe code = Self.copy(program.code)
    unsafe fields = Self.copy(program.fields)
    starts = program.blocks.map { Int($0.start) }
    unsafe relations = Self.copy(program.relations)
    unsafe parts = Self.copy(program.parts)
    unsafe collections = Self.copy(program.collections)
    unsafe pathSymbols = Self.copy(program.pathKeys.map { program.symbols[Int($0)] })
  }

  deinit {
    unsafe constants.deallocate()
    unsafe code.deallocate()
    unsafe fields.deallocate()
    unsafe pathSymbols.deallocate()
    unsafe relations.deallocate()
    unsafe parts.deallocate()
    unsafe collections.deallocate()
  }

  /// A copy of trivial elements at an address that does not move.
  static func copy<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
    for (index, element) in elements.enumerated() { unsafe (memory + index).initialize(to: element) }
    return unsafe memory
  }
}

/// Makes values of constants.
private struct ConstantMaker {
  let storage = ValueStorage()
  var patterns: [RegularExpression] = []
  var tables: [TextTable] = []
  private var placeOfPattern: [String: Int] = [:]

  mutating func value(of constant: Constant) -> Value {
    switch constant {
    case .missing: return .missing
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .decimal(let value): return .decimal(value)
    case .string(let text): return string(text)
    case .date(let days): return .date(Int64(days))
    case .duration(let milliseconds): return .duration(milliseconds)
    case .regex(let text): return pattern(text)
    case .list(let elements):
      let values = elements.map { value(of: $0) }
      return numbered(storage.values(values, tag: .list, count: values.count), texts: values)
    case .map(let entries):
      let keys = entries.map { storage.string($0.key) }
      var values: [Value] = []
      for (place, entry) in entries.enumerated() { values += [keys[place], value(of: entry.value)] }
      return numbered(storage.values(values, tag: .map, count: keys.count), texts: keys)
    }
  }

  /// The text with a mark if it is an image prefix, so that no loop has to look again.
  private func string(_ text: String) -> Value {
    var value = storage.string(text)
    if value.withBytes({ ImagePrefix.problem($0) }) == nil { value.reserved = LinkedProgram.prefixMark }
    return value
  }

  /// The value with the number of its table, if one is worth it.
  private mutating func numbered(_ value: Value, texts: [Value]) -> Value {
    guard texts.count >= TextTable.smallestCount, tables.count < Int(UInt16.max) - 1,
      texts.allSatisfy({ $0.tag == .string })
    else { return value }
    tables.append(TextTable(texts))
    var numbered = value
    numbered.reserved = UInt16(tables.count)
    return numbered
  }

  private mutating func pattern(_ text: String) -> Value {
    if let known = placeOfPattern[text] { return Value(tag: .regex, bits: UInt64(known)) }
    // The checker compiled it; one that does not compile here decides nothing.
    guard let expression = try? RegularExpression(text) else { return .undetermined(.unparsable) }
    patterns.append(expression)
    placeOfPattern[text] = patterns.count - 1
    return Value(tag: .regex, bits: UInt64(patterns.count - 1))
  }
}
