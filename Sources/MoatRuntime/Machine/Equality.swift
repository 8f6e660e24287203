import MoatDocument
import MoatValues

/// Equality of the tags that the loop asks for. The one that the compiler derives for an enum of another module is
/// called through its conformance, which costs more than all that an instruction does besides.
@inline(__always)
func == (left: Value.Tag, right: Value.Tag) -> Bool {
  unsafe unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
}

@inline(__always)
func != (left: Value.Tag, right: Value.Tag) -> Bool {
  unsafe unsafeBitCast(left, to: UInt8.self) != unsafeBitCast(right, to: UInt8.self)
}

@inline(__always)
func == (left: NodeKind, right: NodeKind) -> Bool {
  unsafe unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
}

extension SubjectVerdict {
  /// Its raw value, without the call that reads it in another module.
  @inline(__always)
  var weight: UInt8 { unsafe unsafeBitCast(self, to: UInt8.self) }
}

@inline(__always)
func == (left: Leaf, right: Leaf) -> Bool {
  unsafe unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
}
