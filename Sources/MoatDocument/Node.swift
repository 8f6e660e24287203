/// What a node of a document is. YAML and JSON both end in these seven.
@frozen
public enum NodeKind: UInt8, Sendable {
  case null
  case bool
  /// An integer that fits 64 bits, signed.
  case int
  /// Any other number; its exact text is kept.
  case float
  case string
  case list
  case object

  /// As derived, but that the compiler inlines it in other modules.
  @inlinable @inline(__always)
  public static func == (left: NodeKind, right: NodeKind) -> Bool {
    unsafe unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
  }
}

@frozen
public struct NodeFlags: OptionSet, Sendable {
  public var rawValue: UInt8

  @inlinable @inline(__always)
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// As that of every option set, but that the compiler inlines it in other modules.
  @inlinable @inline(__always)
  public func contains(_ other: NodeFlags) -> Bool { rawValue & other.rawValue == other.rawValue }

  /// The text holds `{{`: a template that was not rendered.
  @inlinable @inline(__always) public static var template: NodeFlags { NodeFlags(rawValue: 1) }
  /// The scalar stood in quotes (or in a block), so that its type is string whatever it looks like.
  @inlinable @inline(__always) public static var quoted: NodeFlags { NodeFlags(rawValue: 2) }
  /// The node is a copy that an alias or a merge key made; its span is that of the original.
  @inlinable @inline(__always) public static var copied: NodeFlags { NodeFlags(rawValue: 4) }
  /// What stands here is not known. The kind is string, and the text says why; no rule reads it as a value.
  @inlinable @inline(__always) public static var unknown: NodeFlags { NodeFlags(rawValue: 8) }
  /// Of what is not known: it stands for a text in a language that no rule reads, such as a script of PowerShell.
  @inlinable @inline(__always) public static var foreign: NodeFlags { NodeFlags(rawValue: 16) }
  /// Of what is not known: some texts of it are. They stand behind the reason (`Arena.pieces`).
  @inlinable @inline(__always) public static var partial: NodeFlags { NodeFlags(rawValue: 32) }
  /// Of a text: it has other names, which stand behind it (`DocumentWriter.names`).
  @inlinable @inline(__always) public static var named: NodeFlags { NodeFlags(rawValue: 64) }
  /// Of what is not known: so it is wherever the same stands in the document, for one reason.
  @inlinable @inline(__always) public static var ofDocument: NodeFlags { NodeFlags(rawValue: 128) }
  /// Of a string: that its value is not what it says.
  @inlinable @inline(__always) public static var notPlain: NodeFlags { NodeFlags(rawValue: 9) }
}

/// One node of the arena: 24 bytes, trivial, read directly by the machine's loop.
///
/// | kind | first | count | bits |
/// |---|---|---|---|
/// | null | | | |
/// | bool | | | 0 or 1 |
/// | int | | | the value, as the bit pattern of an Int64 |
/// | float | | bytes of its text | address of its text |
/// | string | | bytes of its text | address of its text, valid UTF-8; of an unknown node, why it is unknown |
/// | list, object | index of the first child | number of children | |
///
/// The children of a node stand one after the other, in source order.
@frozen
public struct Node: Sendable {
  public var bits: UInt64
  public var first: UInt32
  public var count: UInt32
  /// The symbol of its key in the enclosing object; `Symbol.none` for a root and for an element of a list.
  public var key: UInt32
  public var kind: NodeKind
  public var flags: NodeFlags

  @inlinable @inline(__always)
  public init(
    kind: NodeKind, flags: NodeFlags = [], key: UInt32 = Symbol.none, first: UInt32 = 0, count: UInt32 = 0,
    bits: UInt64 = 0
  ) {
    self.kind = kind
    self.flags = flags
    self.key = key
    self.first = first
    self.count = count
    self.bits = bits
  }

  /// What stands here is not known, whatever was to be read.
  @inlinable @inline(__always) public var isUnknown: Bool { flags.contains(.unknown) }

  /// A string that is what it says: no template, and nothing unknown.
  @inlinable @inline(__always) public var isPlainText: Bool {
    kind == .string && flags.rawValue & NodeFlags.notPlain.rawValue == 0
  }
}

/// Symbols are interned keys: equal bytes have equal symbols within one table and the tables built upon it.
public enum Symbol {
  @inlinable @inline(__always) public static var none: UInt32 { UInt32.max }
}

/// An index that stands for no node.
public enum NodeIndex {
  @inlinable @inline(__always) public static var none: UInt32 { UInt32.max }
}
