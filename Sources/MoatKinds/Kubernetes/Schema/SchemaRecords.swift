/// The codes of types in schema records; `make_kubernetes_table.py` has the same numbers.
enum TypeCode: UInt8, Sendable {
  /// What no schema describes: RawExtension, JSON, preserved unknown fields.
  case any = 0
  case bool
  case int32
  case int64
  case decimal
  case string
  /// A string in base64.
  case bytes
  /// A string with a date and time, RFC 3339.
  case date
  case quantity
  case intOrString
  /// A LabelSelector; its argument is the definition that has its fields.
  case labelSelector
  /// Its argument is the type of the elements.
  case list
  /// Its argument is the type of the values.
  case map
  /// Its argument is a definition.
  case object
  /// Its argument is a list of names.
  case enumeration
}

/// A type: what it is, and the type, definition or list that it speaks of.
struct TypeRecord: Hashable, Sendable {
  var code: TypeCode
  var argument: UInt32
  /// True where a written `null` is a value of its own: only custom resources have that (`nullable: true`).
  var isNullable = false
}

/// An object with fields. Its fields stand one after the other, in the order of their name indices.
struct DefinitionRecord: Sendable {
  var name: UInt32
  var shortName: UInt32
  var firstField: UInt32
  var fieldCount: UInt32
  /// True if fields that it does not declare are kept as they are.
  var isOpen: Bool
  /// The minor versions that have it: bit n is 1.(oldest + n).
  var minors: UInt32
}

struct FieldRecord: Sendable {
  var name: UInt32
  /// The minor versions that have it.
  var minors: UInt32
  /// The minor versions in which it is required.
  var required: UInt32
  var type: UInt32
  /// The list of the names that are the key of this list's elements; 0 is the empty list.
  var listKeys: UInt32
  var isDeprecated: Bool
}

/// A kind that manifests name by `apiVersion` and `kind`.
struct KindRecord: Sendable {
  var group: UInt32
  var version: UInt32
  var kind: UInt32
  var definition: UInt32
  /// The minor versions that serve it.
  var minors: UInt32
}

/// Names, types, lists and definitions of custom resources are numbered from here, those of the table below: an index
/// alone says which of the two it belongs to.
let firstCustomIndex: UInt32 = 0x10_0000
