package import MoatDocument

/// How a node of a document becomes a value: one byte of an instruction. Types that differ only for the checker share
/// one.
@frozen
public enum Leaf: UInt8, Sendable, CaseIterable {
  case bool
  case int
  case decimal
  /// Free text: a template in it is text.
  case text
  /// A name or another identifier: a template in it is undetermined.
  case name
  case quantity
  /// Go's form, in milliseconds.
  case duration
  /// A date or a timestamp.
  case date
  case semver
  case cidr
  case path
  case url
  case imageReference
  case imagePrefix
  case glob
  case arn
  case actionPattern
  case vulnerabilityID
  /// A member of a closed enum; the table says which.
  case enumeration
  /// info to critical, as an int from 0 to 4.
  case severity
  case intOrString
  /// A list, read by loops.
  case list
  /// An object or a map, read by its fields.
  case object
  /// What no schema describes: the node's own kind decides.
  case any

  /// The raw value, without the call that reads it from another module.
  @inlinable @inline(__always)
  public var rawByte: UInt8 { unsafe unsafeBitCast(self, to: UInt8.self) }

  @inlinable @inline(__always)
  public static func == (left: Leaf, right: Leaf) -> Bool { left.rawByte == right.rawByte }

  /// The leaf of a type, without `?`. `isIdentifier` tells names from free text. nil for types that no node has: a
  /// regex, an entry, the invalid type.
  package init?(_ type: Type, isIdentifier: Bool = false) {
    switch type.unwrapped {
    case .bool: self = .bool
    case .int: self = .int
    case .decimal: self = .decimal
    case .string: self = isIdentifier ? .name : .text
    case .quantity: self = .quantity
    case .duration: self = .duration
    case .date: self = .date
    case .semver: self = .semver
    case .cidr: self = .cidr
    case .path: self = .path
    case .url: self = .url
    case .imageReference: self = .imageReference
    case .imagePrefix: self = .imagePrefix
    case .glob: self = .glob
    case .arn: self = .arn
    case .actionPattern: self = .actionPattern
    case .vulnerabilityID: self = .vulnerabilityID
    case .severity: self = .severity
    case .intOrString: self = .intOrString
    case .enumeration: self = .enumeration
    case .list, .set: self = .list
    case .labelSelector, .serviceSelector, .map, .object: self = .object
    case .any: self = .any
    case .regex, .entry, .optional, .invalid: return nil
    }
  }

  /// The kind of node that counts as absent when it is empty, where empty means absent; nil if any kind does. An empty
  /// node of another kind is a wrong type, as a full one is.
  package var kindOfEmpty: NodeKind? {
    switch self {
    case .list: .list
    case .object: .object
    case .any: nil
    default: .string
    }
  }
}
