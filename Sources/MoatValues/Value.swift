/// A value at run time: sixteen trivial bytes. The type is known from the checked tree; the tag tells the representation
/// and whether there is a value at all.
///
/// | tag | bits | aux | detail |
/// |---|---|---|---|
/// | missing | 0 | | |
/// | undetermined | node in the low half, unit in the high half (`none` if there is no place) | 1 if the value is the partly known text at that node | cause |
/// | bool | 0 or 1 | | |
/// | int | the bit pattern of an Int64 | | |
/// | decimal | mantissa, the bit pattern of an Int64 | | exponent, the bit pattern of an Int8 |
/// | string | address of UTF-8 bytes | count of bytes | |
/// | date | days since 1970, Int64 | | |
/// | duration | milliseconds, Int64 | | |
/// | regex | index into the program's patterns | | |
/// | node | node | unit | |
/// | list | address of Values | count | |
/// | map | address of Values: key, value, key, value … | count of entries | |
/// | entry | address of two Values: key, value | index of the entry | |
///
/// Severity is an int (0 info … 4 critical); members of other enums are strings. Strings point into an arena, into the
/// program's constants or into the scratch memory of one worker, which is reset a subject.
@frozen
public struct Value: Sendable {
  @frozen
  public enum Tag: UInt8, Sendable {
    case missing
    case undetermined
    case bool
    case int
    case decimal
    case string
    case date
    case duration
    case regex
    case node
    case list
    case map
    case entry

    /// As derived, but that the compiler inlines it in other modules.
    @inlinable @inline(__always)
    public static func == (left: Tag, right: Tag) -> Bool {
      unsafe unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
    }
  }

  public var bits: UInt64
  public var aux: UInt32
  public var tag: Tag
  public var detail: UInt8
  public var reserved: UInt16

  // Default arguments are functions of their own, which a large caller calls where it would not inline them.

  @inlinable @inline(__always)
  public init(tag: Tag, bits: UInt64, aux: UInt32, detail: UInt8) {
    self.bits = bits
    self.aux = aux
    self.tag = tag
    self.detail = detail
    reserved = 0
  }

  @inlinable @inline(__always)
  public init(tag: Tag) { self.init(tag: tag, bits: 0, aux: 0, detail: 0) }

  @inlinable @inline(__always)
  public init(tag: Tag, bits: UInt64) { self.init(tag: tag, bits: bits, aux: 0, detail: 0) }

  @inlinable @inline(__always)
  public init(tag: Tag, bits: UInt64, aux: UInt32) { self.init(tag: tag, bits: bits, aux: aux, detail: 0) }

  @inlinable @inline(__always) public static var missing: Value { Value(tag: .missing) }
  @inlinable @inline(__always) public static func bool(_ value: Bool) -> Value {
    Value(tag: .bool, bits: value ? 1 : 0)
  }
  @inlinable @inline(__always) public static func int(_ value: Int64) -> Value {
    Value(tag: .int, bits: UInt64(bitPattern: value))
  }
  @inlinable @inline(__always) public static func decimal(_ value: Decimal) -> Value {
    Value(tag: .decimal, bits: UInt64(bitPattern: value.mantissa), aux: 0, detail: UInt8(bitPattern: value.exponent))
  }
  @inlinable @inline(__always) public static func date(_ days: Int64) -> Value {
    Value(tag: .date, bits: UInt64(bitPattern: days))
  }
  @inlinable @inline(__always) public static func duration(_ milliseconds: Int64) -> Value {
    Value(tag: .duration, bits: UInt64(bitPattern: milliseconds))
  }
  @inlinable @inline(__always) public static func node(_ node: UInt32, unit: UInt32) -> Value {
    Value(tag: .node, bits: UInt64(node), aux: unit)
  }
  @inlinable @inline(__always) public static func undetermined(_ cause: Cause) -> Value {
    undetermined(cause, node: UInt32.max, unit: UInt32.max)
  }
  @inlinable @inline(__always) public static func undetermined(_ cause: Cause, node: UInt32, unit: UInt32) -> Value {
    Value(tag: .undetermined, bits: UInt64(node) | UInt64(unit) << 32, aux: 0, detail: cause.rawByte)
  }

  /// Of a text that is known but for some of its parts: undetermined, but not to `PartialText`.
  @inlinable @inline(__always) public static func partlyKnown(node: UInt32, unit: UInt32) -> Value {
    Value(tag: .undetermined, bits: UInt64(node) | UInt64(unit) << 32, aux: 1, detail: Cause.notKnown.rawByte)
  }

  /// Whether the value is itself the text at the node to blame, and not something made of it.
  @inlinable @inline(__always) public var isPartlyKnown: Bool { tag == .undetermined && aux == 1 }

  /// The same cause of something else that is made of this value.
  @inlinable @inline(__always) public var asCause: Value {
    tag == .undetermined ? Value(tag: .undetermined, bits: bits, aux: 0, detail: detail) : self
  }

  @inlinable @inline(__always) public var intValue: Int64 { Int64(bitPattern: bits) }
  @inlinable @inline(__always) public var boolValue: Bool { bits != 0 }
  @inlinable @inline(__always) public var decimalValue: Decimal {
    Decimal(mantissa: Int64(bitPattern: bits), exponent: Int8(bitPattern: detail))
  }
  @inlinable @inline(__always) public var nodeIndex: UInt32 { UInt32(truncatingIfNeeded: bits) }
  @inlinable @inline(__always) public var cause: Cause { Cause(rawValue: detail) ?? .wrongType }
  @inlinable @inline(__always) public var causeNode: UInt32 { UInt32(truncatingIfNeeded: bits) }
  @inlinable @inline(__always) public var causeUnit: UInt32 { UInt32(truncatingIfNeeded: bits >> 32) }
}

/// Why a value is undetermined. `docs/language.md` describes each.
@frozen
public enum Cause: UInt8, Sendable, CaseIterable {
  /// The node is of another type than the schema says (a string where a list belongs).
  case wrongType
  /// The text does not parse as its type (quantity, image, date, version, …).
  case unparsable
  /// A field that the schema requires is absent.
  case requiredAbsent
  /// The text is no member of a closed enum.
  case unknownMember
  /// A template that was not rendered.
  case template
  /// The rule's cost over these documents is above the limit.
  case overCost
  /// A data set that the policy declares was not given.
  case dataNotGiven
  /// The documents are part of a set, and the answer may lie outside.
  case partOfSet
  /// The result does not fit 64 bits (or the scratch memory).
  case overflow
  case divisionByZero
  /// A regular expression met its match, depth or heap limit.
  case regexLimit
  /// A function has no answer for this argument (the first of an empty list).
  case noAnswer
  /// A null in a list, which no schema allows.
  case nullElement
  /// The document does not tell what stands here; the node's text says why.
  case notKnown

  /// The raw value, without the call that reads it from another module.
  @inlinable @inline(__always)
  public var rawByte: UInt8 { unsafe unsafeBitCast(self, to: UInt8.self) }
}
