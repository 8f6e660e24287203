import MoatDocument
import MoatValues

/// A node with its unit and arena: what a fact is computed of. It holds no reference of its own, since one is made for each
/// fact that is read: it lives no longer than the context that it was made in.
@safe
struct FactScope {
  private unowned(unsafe) let heldDocuments: DocumentSet
  private unowned(unsafe) let heldScratch: Scratch
  private unowned(unsafe) let heldArena: Arena
  private unowned(unsafe) let symbols: KnownSymbols
  private let nodes: UnsafePointer<Node>
  private let nodeCount: UInt32
  let unit: UInt32
  /// The node of the value.
  let node: UInt32
  /// The object that the unit is (part of), and its pod spec or `NodeIndex.none`.
  let document: UInt32
  let podSpec: UInt32
  /// `UnitFlag`.
  let flags: UInt32

  /// Nil if the value stands at no node of the set.
  init?(_ value: Value, in context: borrowing EvaluationContext) {
    let documents = context.documents
    guard value.tag == .node, let found = unsafe documents.unit(value.aux), unsafe value.nodeIndex < found.nodeCount
    else { return nil }
    let arena = documents.arena(ofUnit: value.aux)
    unsafe heldDocuments = documents
    unsafe heldScratch = context.scratch
    unsafe heldArena = arena
    unsafe symbols = context.keys.symbols(arena)
    unsafe nodes = found.nodes
    unsafe nodeCount = found.nodeCount
    unit = value.aux
    node = value.nodeIndex
    unsafe document = found.anchors.0
    unsafe podSpec = found.anchors.1
    unsafe flags = found.flags
  }

  var documents: DocumentSet { unsafe heldDocuments }
  var scratch: Scratch { unsafe heldScratch }
  var arena: Arena { unsafe heldArena }

  /// A node of the arena.
  @inline(__always)
  func node(at index: UInt32) -> Node {
    precondition(index < nodeCount, "node index out of range")
    return unsafe nodes[Int(index)]
  }

  func symbol(_ key: KnownKey) -> UInt32 { unsafe symbols[key] }

  /// True if a node stands under the key.
  func stands(_ node: Node, under key: KnownKey) -> Bool { unsafe node.key == symbols[key] }

  /// What a member of an object is.
  enum Member {
    case absent
    case present(UInt32)
    /// The object itself, or the member, is of another type than it must be.
    case wrong(Value)
  }

  /// The member of an object, of the kind wanted. Null is absence.
  func member(_ key: KnownKey, of index: UInt32, as kind: NodeKind) -> Member {
    let object = node(at: index)
    guard object.kind == .object else { return .wrong(LeafDecoder.wrongKind(object, index: index, unit: unit)) }
    let child = arena.child(of: index, key: symbol(key))
    guard child != NodeIndex.none else { return .absent }
    let found = self.node(at: child)
    if found.kind == kind, !found.isUnknown { return .present(child) }
    return found.kind == .null ? .absent : .wrong(mismatch(child))
  }

  /// A name under a key: missing, its text, or undetermined. The empty text is absence.
  func name(_ key: KnownKey, of index: UInt32) -> Value {
    switch member(key, of: index, as: .string) {
    case .absent: return .missing
    case .wrong(let cause): return cause
    case .present(let child):
      let node = self.node(at: child)
      guard !node.flags.contains(.template) else { return undetermined(.template, at: child) }
      return node.count == 0 ? .missing : Value(tag: .string, bits: node.bits, aux: node.count)
    }
  }

  /// Why a node is not what it must be: it is not known, a template, or of a wrong type.
  func mismatch(_ node: UInt32) -> Value { LeafDecoder.mismatch(self.node(at: node), index: node, unit: unit) }

  /// Why a node can be no element of a list of objects; nil if it can.
  func wrongElement(_ node: UInt32) -> Value? {
    switch self.node(at: node).kind {
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
    scratch.string(arena.symbols.bytes(of: self.node(at: node).key))
  }
}
