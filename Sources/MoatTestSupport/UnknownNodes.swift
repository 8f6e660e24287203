package import MoatDocument

/// Documents with nodes that are not known, from texts: a reader makes none of them where a test wants them.
package enum UnknownNodes {
  /// A string that begins so is a node that is not known.
  package static let mark = "?unknown"

  /// The arena with every marked string as a node that is not known. The text of the mark is its reason.
  package static func mark(_ arena: Arena) -> Arena {
    let count = Int(arena.nodeCount)
    let nodes = UnsafeMutablePointer<Node>.allocate(capacity: count)
    unsafe nodes.initialize(from: arena.nodes, count: count)
    let mark = Array(mark.utf8)
    for index in 0..<count where unsafe nodes[index].kind == .string {
      if arena.bytes(UInt32(index)).starts(with: mark) { unsafe nodes[index].flags.insert(.unknown) }
    }
    return unsafe Arena(
      source: arena.source, symbols: arena.symbols, nodes: UnsafePointer(nodes), nodeCount: arena.nodeCount,
      spans: arena.spans, keySpans: arena.keySpans, parents: arena.parents, roots: arena.roots,
      failures: arena.failures, duplicateKeys: arena.duplicateKeys,
      release: {
        unsafe nodes.deallocate()
        withExtendedLifetime(arena) {}
      })
  }
}
