import MoatDocument
import MoatValues

/// A node with its unit and arena: what a fact is computed of.
struct FactScope {
  let documents: DocumentSet
  let scratch: Scratch
  let arena: Arena
  private let symbols: [UInt32]
  let unit: UInt32
  /// The node of the value.
  let node: UInt32
  /// The object that the unit is (part of), and its pod spec or `NodeIndex.none`.
  let document: UInt32
  let podSpec: UInt32

  /// Nil if the value stands at no node of the set.
  init?(_ value: Value, in context: EvaluationContext) {
    guard value.tag == .node, let found = unsafe context.documents.unit(value.aux),
      unsafe value.nodeIndex < found.nodeCount
    else { return nil }
    documents = context.documents
    let arena = documents.arena(ofUnit: value.aux)
    scratch = context.scratch
    self.arena = arena
    symbols = unsafe context.keys.symbols(ofArena: found.arena, arena)
    unit = value.aux
    node = value.nodeIndex
    unsafe document = found.anchors.0
    unsafe podSpec = found.anchors.1
  }

  func symbol(_ key: FactKey) -> UInt32 { symbols[key.rawValue] }

  /// True if a node stands under the key.
  func stands(_ node: Node, under key: FactKey) -> Bool { node.key == symbols[key.rawValue] }

  /// What a member of an object is.
  enum Member {
    case absent
    case present(UInt32)
    /// The object itself, or the member, is of another type than it must be.
    case wrong(Value)
  }

  /// The member of an object, of the kind wanted. Null is absence.
  func member(_ key: FactKey, of index: UInt32, as kind: NodeKind) -> Member {
    guard arena.node(index).kind == .object else { return .wrong(undetermined(.wrongType, at: index)) }
    let child = arena.child(of: index, key: symbols[key.rawValue])
    guard child != NodeIndex.none else { return .absent }
    let found = arena.node(child)
    if found.kind == kind { return .present(child) }
    return found.kind == .null ? .absent : .wrong(mismatch(child))
  }

  /// A name under a key: missing, its text, or undetermined. The empty text is absence.
  func name(_ key: FactKey, of index: UInt32) -> Value {
    switch member(key, of: index, as: .string) {
    case .absent: return .missing
    case .wrong(let cause): return cause
    case .present(let child):
      let node = arena.node(child)
      guard !node.flags.contains(.template) else { return undetermined(.template, at: child) }
      return node.count == 0 ? .missing : Value(tag: .string, bits: node.bits, aux: node.count)
    }
  }

  /// Why a node is not what it must be: a template, or a wrong type.
  func mismatch(_ node: UInt32) -> Value {
    undetermined(arena.node(node).flags.contains(.template) ? .template : .wrongType, at: node)
  }

  /// Why a node can be no element of a list of objects; nil if it can.
  func wrongElement(_ node: UInt32) -> Value? {
    switch arena.node(node).kind {
    case .object: nil
    case .null: undetermined(.nullElement, at: node)
    default: mismatch(node)
    }
  }

  func undetermined(_ cause: Cause, at node: UInt32) -> Value {
    .undetermined(cause, node: node, unit: unit)
  }

  func value(_ node: UInt32) -> Value { .node(node, unit: unit) }

  /// The key of a node in its object, as a text in scratch memory.
  func key(of node: UInt32) -> Value {
    scratch.string(arena.symbols.bytes(of: arena.node(node).key))
  }
}
