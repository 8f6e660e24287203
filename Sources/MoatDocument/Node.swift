/// What a node of a document is. YAML and JSON both end in these seven.
@frozen
package enum NodeKind: UInt8, Sendable {
  case null
  case bool
  /// An integer that fits 64 bits, signed.
  case int
  /// Any other number; its exact text is kept.
  case float
  case string
  case list
  case object
}

@frozen
package struct NodeFlags: OptionSet, Sendable {
  package var rawValue: UInt8

  @inlinable
  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The text holds `{{`: a template that was not rendered.
  @inlinable package static var template: NodeFlags { NodeFlags(rawValue: 1) }
  /// The scalar stood in quotes (or in a block), so that its type is string whatever it looks like.
  @inlinable package static var quoted: NodeFlags { NodeFlags(rawValue: 2) }
  /// The node is a copy that an alias or a merge key made; its span is that of the original.
  @inlinable package static var copied: NodeFlags { NodeFlags(rawValue: 4) }
}

/// One node of the arena: 24 bytes, trivial, read directly by the machine's loop.
///
/// | kind | first | count | bits |
/// |---|---|---|---|
/// | null | | | |
/// | bool | | | 0 or 1 |
/// | int | | | the value, as the bit pattern of an Int64 |
/// | float | | bytes of its text | address of its text |
/// | string | | bytes of its text | address of its text, valid UTF-8 |
/// | list, object | index of the first child | number of children | |
///
/// The children of a node stand one after the other, in source order.
@frozen
package struct Node: Sendable {
  package var bits: UInt64
  package var first: UInt32
  package var count: UInt32
  /// The symbol of its key in the enclosing object; `Symbol.none` for a root and for an element of a list.
  package var key: UInt32
  package var kind: NodeKind
  package var flags: NodeFlags

  @inlinable
  package init(
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
}

/// Symbols are interned keys: equal bytes have equal symbols within one table and the tables built upon it.
package enum Symbol {
  @inlinable package static var none: UInt32 { UInt32.max }
}

/// An index that stands for no node.
package enum NodeIndex {
  @inlinable package static var none: UInt32 { UInt32.max }
}
