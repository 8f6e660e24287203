import MoatDocument
import MoatValues

/// A node with its unit and arena: what a fact is computed of.
struct FactScope {
  let context: EvaluationContext
  let arena: Arena
  let unit: UInt32
  /// The node of the value.
  let node: UInt32

  /// Nil if the value stands at no node of the set.
  init?(_ value: Value, in context: EvaluationContext) {
    guard value.tag == .node, Int(value.aux) < (unsafe context.documents.units.count) else { return nil }
    let arena = context.documents.arena(ofUnit: value.aux)
    guard value.nodeIndex < arena.nodeCount else { return nil }
    self.context = context
    self.arena = arena
    unit = value.aux
    node = value.nodeIndex
  }

  var document: UInt32 { unsafe context.documents.units[Int(unit)].anchors.0 }
  var podSpec: UInt32 { unsafe context.documents.units[Int(unit)].anchors.1 }

  /// What a member of an object is.
  enum Member {
    case absent
    case present(UInt32)
    /// The object itself, or the member, is of another type than it must be.
    case wrong(Value)
  }

  /// The member of an object, of the kind wanted (any, if nil). Null is absence.
  func member(_ key: String, of index: UInt32, as kind: NodeKind? = nil) -> Member {
    guard arena.node(index).kind == .object else { return .wrong(undetermined(.wrongType, at: index)) }
    let child = arena.child(of: index, named: key)
    guard child != NodeIndex.none else { return .absent }
    let found = arena.node(child).kind
    if found == .null { return .absent }
    if let kind, found != kind {
      let isTemplate = arena.node(child).flags.contains(.template)
      return .wrong(undetermined(isTemplate ? .template : .wrongType, at: child))
    }
    return .present(child)
  }

  /// A name under a key: missing, its text, or undetermined. The empty text is absence.
  func name(_ key: String, of index: UInt32) -> Value {
    switch member(key, of: index, as: .string) {
    case .absent: return .missing
    case .wrong(let cause): return cause
    case .present(let child):
      let node = arena.node(child)
      guard !node.flags.contains(.template) else { return undetermined(.template, at: child) }
      return node.count == 0 ? .missing : Value(tag: .string, bits: node.bits, aux: node.count)
    }
  }

  func undetermined(_ cause: Cause, at node: UInt32) -> Value {
    .undetermined(cause, node: node, unit: unit)
  }

  func value(_ node: UInt32) -> Value { .node(node, unit: unit) }

  /// The key of a node in its object, as a text in scratch memory.
  func key(of node: UInt32) -> Value {
    context.scratch.string(arena.symbols.bytes(of: arena.node(node).key))
  }
}
