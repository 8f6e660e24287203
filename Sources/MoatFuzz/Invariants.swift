import MoatDocument
import MoatSource

/// What is true of every arena, whatever its text.
enum Invariants {
  /// Each node has its children inside of the arena, is the parent of each, and lies within the text; a walk from the roots
  /// ends.
  static func check(_ arena: Arena) {
    let bytes = UInt32(arena.source.bytes.count)
    for failure in arena.failures { precondition(failure.span.end <= bytes, "a failure beyond the text") }
    for key in arena.duplicateKeys { precondition(key.span.end <= bytes, "a duplicate key beyond the text") }
    var visited: UInt32 = 0
    var waiting = arena.roots
    while let index = waiting.popLast() {
      visited += 1
      precondition(visited <= arena.nodeCount, "a node is reached twice")
      let node = arena.node(index)
      let span = arena.span(index)
      precondition(span.start <= span.end && span.end <= bytes, "a node beyond the text")
      precondition(arena.keySpan(index).end <= bytes, "a key beyond the text")
      guard node.kind == .object || node.kind == .list else { continue }
      precondition(
        node.first <= arena.nodeCount && node.count <= arena.nodeCount - node.first, "children beyond the arena")
      for child in node.first..<node.first + node.count {
        precondition(arena.parent(child) == index, "a child of another node")
        waiting.append(child)
      }
    }
    for root in arena.roots { _ = ArenaDump.render(arena, root) }
  }
}
