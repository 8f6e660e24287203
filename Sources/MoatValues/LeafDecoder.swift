public import MoatDocument

/// Turns a node of a document into a value, or says why it cannot be one. Strings stay where they are.
///
/// Absence is the caller's: a null node is missing or undetermined by the rules of its domain, and is a wrong type
/// here. Each undetermined value names the node that is to blame.
public enum LeafDecoder {
  /// `index` and `unit` are the node's place; `table` is the enum of an `.enumeration`.
  @inlinable
  public static func decode(
    _ node: Node, index: UInt32, unit: UInt32, as leaf: Leaf, table: UInt32 = 0, in tables: EnumerationTables
  ) -> Value {
    switch leaf {
    case .bool:
      if node.kind == .bool { return .bool(node.bits != 0) }
    case .int:
      if node.kind == .int { return .int(Int64(bitPattern: node.bits)) }
    case .text:
      if node.kind == .string, !node.isUnknown { return Value(tag: .string, bits: node.bits, aux: node.count) }
    case .name:
      if node.isPlainText {
        return Value(tag: .string, bits: node.bits, aux: node.count)
      }
    case .list:
      if node.kind == .list { return .node(index, unit: unit) }
    case .object:
      if node.kind == .object { return .node(index, unit: unit) }
    default:
      return decodeParsed(node, index: index, unit: unit, as: leaf, table: table, in: tables)
    }
    return mismatch(node, index: index, unit: unit)
  }

  /// Why a node of another kind has no value: it is not known, a template where there may be none, or of a wrong type.
  public static func mismatch(_ node: Node, index: UInt32, unit: UInt32) -> Value {
    if node.isUnknown { return notKnown(node, index: index, unit: unit) }
    let isTemplate = node.kind == .string && node.flags.contains(.template)
    return .undetermined(isTemplate ? .template : .wrongType, node: index, unit: unit)
  }

  /// What is not known, but perhaps in part.
  private static func notKnown(_ node: Node, index: UInt32, unit: UInt32) -> Value {
    node.flags.contains(.partial)
      ? .partlyKnown(node: index, unit: unit) : .undetermined(.notKnown, node: index, unit: unit)
  }

  /// Why a node without the keys or elements that are looked for in it has none: it is not known, or of a wrong type. A
  /// template in the place of an object is a text.
  package static func wrongKind(_ node: Node, index: UInt32, unit: UInt32) -> Value {
    .undetermined(node.isUnknown ? .notKnown : .wrongType, node: index, unit: unit)
  }

  /// The leaves that are parsed, from strings and in part from numbers.
  public static func decodeParsed(
    _ node: Node, index: UInt32, unit: UInt32, as leaf: Leaf, table: UInt32, in tables: EnumerationTables
  ) -> Value {
    if leaf == .any {
      // What no schema describes may well be a name or a mode: a template there is not known to be another.
      if node.kind == .string, !node.isPlainText { return mismatch(node, index: index, unit: unit) }
      return decodeAny(node, index: index, unit: unit)
    }
    switch (node.kind, leaf) {
    case (.int, .decimal), (.int, .quantity):
      return .decimal(Decimal(mantissa: Int64(bitPattern: node.bits)))
    case (.int, .intOrString):
      return .int(Int64(bitPattern: node.bits))
    case (.float, .decimal):
      return number(text(of: node).withBytes { Decimal.parse($0) }, index: index, unit: unit)
    case (.float, .quantity):
      return number(text(of: node).withBytes { Quantity.parse($0) }, index: index, unit: unit)
    case (.string, .vulnerabilityID) where node.isPlainText && node.flags.contains(.named):
      return Value(named: node)
    case (.string, _) where node.isPlainText:
      return decodeText(text(of: node), index: index, unit: unit, as: leaf, table: table, in: tables)
    default:
      return mismatch(node, index: index, unit: unit)
    }
  }

  /// A node that no schema describes: scalars by their own kind, lists and objects as nodes.
  package static func decodeAny(_ node: Node, index: UInt32, unit: UInt32) -> Value {
    switch node.kind {
    case .null: .undetermined(.wrongType, node: index, unit: unit)
    case .bool: .bool(node.bits != 0)
    case .int: .int(Int64(bitPattern: node.bits))
    case .float: number(text(of: node).withBytes { Decimal.parse($0) }, index: index, unit: unit)
    case .string: node.isUnknown ? notKnown(node, index: index, unit: unit) : text(of: node)
    case .list, .object: .node(index, unit: unit)
    }
  }

  private static func decodeText(
    _ text: Value, index: UInt32, unit: UInt32, as leaf: Leaf, table: UInt32, in tables: EnumerationTables
  ) -> Value {
    switch leaf {
    case .quantity: return number(text.withBytes { Quantity.parse($0) }, index: index, unit: unit)
    case .duration:
      switch text.withBytes({ Duration.parseGo($0) }) {
      case .value(let milliseconds): return .duration(milliseconds)
      case .unparsable: return .undetermined(.unparsable, node: index, unit: unit)
      case .overflow: return .undetermined(.overflow, node: index, unit: unit)
      }
    case .date:
      guard let days = text.withBytes({ CalendarDate.parse($0) }) else {
        return .undetermined(.unparsable, node: index, unit: unit)
      }
      return .date(days)
    case .enumeration:
      let isMember = text.withBytes { tables.index(of: $0, in: table) } != nil
      return isMember ? text : .undetermined(.unknownMember, node: index, unit: unit)
    case .severity:
      guard let severity = text.withBytes({ SeverityName.parse($0) }) else {
        return .undetermined(.unknownMember, node: index, unit: unit)
      }
      return .int(severity)
    default:
      guard let isValid = text.withBytes({ isWellFormed($0, as: leaf) }) else {
        return .undetermined(.wrongType, node: index, unit: unit)
      }
      return isValid ? text : .undetermined(.unparsable, node: index, unit: unit)
    }
  }

  /// True if a text is one of the leaf's domain; nil if the leaf is none that stays text.
  package static func isWellFormed(_ text: Bytes, as leaf: Leaf) -> Bool? {
    switch leaf {
    case .text, .name, .intOrString: true
    case .semver: Version.parse(text) != nil
    case .cidr: Network.parse(text) != nil
    case .path: Path.isValid(text)
    case .url: ResourceLocator.parse(text) != nil
    case .imageReference: ImageReference.parse(text) != nil
    case .imagePrefix: ImagePrefix.problem(text) == nil
    case .glob: Glob.isValid(text)
    case .arn: ResourceName.parse(text) != nil || (text.count == 1 && text[0] == Wildcard.star)
    case .actionPattern, .vulnerabilityID: text.count > 0
    case .bool, .int, .decimal, .quantity, .duration, .date, .enumeration, .severity, .list, .object, .any: nil
    }
  }

  private static func number(_ parsed: Parsed<Decimal>, index: UInt32, unit: UInt32) -> Value {
    switch parsed {
    case .value(let decimal): .decimal(decimal)
    case .unparsable: .undetermined(.unparsable, node: index, unit: unit)
    case .overflow: .undetermined(.overflow, node: index, unit: unit)
    }
  }

  /// The text of a string, or the written text of a float.
  private static func text(of node: Node) -> Value {
    Value(tag: .string, bits: node.bits, aux: node.count)
  }
}

/// The five severities by their names; their values are 0 (info) to 4 (critical).
package enum SeverityName {
  package static let names: [StaticString] = ["info", "low", "medium", "high", "critical"]

  /// The severity that a text names, in any case (scanners write `HIGH`); nil if it names none.
  package static func parse(_ text: Bytes) -> Int64? {
    for (value, name) in names.enumerated() where ASCIIFold.equals(text, Part(0, text.count), name) {
      return Int64(value)
    }
    return nil
  }

  package static func render(_ value: Int64) -> String {
    value >= 0 && value < Int64(names.count) ? "\(names[Int(value)])" : String(value)
  }
}
