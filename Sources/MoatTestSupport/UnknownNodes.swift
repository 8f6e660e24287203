package import MoatDocument

/// Documents with nodes that are not known, from texts: a reader makes none of them where a test wants them.
package enum UnknownNodes {
  /// A string that begins so is a node that is not known.
  package static let mark = "?unknown"

  /// A string that begins so is a text of which the parts behind it are known; `*` stands for what is not.
  package static let partlyMark = mark + ":"

  /// The arena with every marked string as a node that is not known. The text of the mark is its reason.
  package static func mark(_ arena: Arena) -> Arena {
    let count = Int(arena.nodeCount)
    let nodes = UnsafeMutablePointer<Node>.allocate(capacity: count)
    unsafe nodes.initialize(from: arena.nodes, count: count)
    let (mark, partlyMark) = (Array(mark.utf8), Array(partlyMark.utf8))
    var texts: [UnsafeMutableBufferPointer<UInt8>] = []
    for index in 0..<count where unsafe nodes[index].kind == .string {
      let text = arena.bytes(UInt32(index))
      guard text.starts(with: mark) else { continue }
      unsafe nodes[index].flags.insert(.unknown)
      guard text.starts(with: partlyMark) else { continue }
      let pieces = text.dropFirst(partlyMark.count).split(
        separator: UInt8(ascii: "*"), omittingEmptySubsequences: false
      ).map { Array($0) }
      let stored = PartlyKnown.stored(reason: mark, pieces: pieces)
      let place = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: stored.count)
      _ = unsafe place.initialize(from: stored)
      unsafe texts.append(place)
      unsafe nodes[index].flags.insert(.partial)
      unsafe nodes[index].bits = UInt64(UInt(bitPattern: place.baseAddress))
      unsafe nodes[index].count = UInt32(mark.count)
    }
    let owned = unsafe texts
    return unsafe Arena(
      source: arena.source, symbols: arena.symbols, nodes: UnsafePointer(nodes), nodeCount: arena.nodeCount,
      spans: arena.spans, keySpans: arena.keySpans, parents: arena.parents, roots: arena.roots,
      failures: arena.failures, duplicateKeys: arena.duplicateKeys,
      release: {
        unsafe nodes.deallocate()
        for text in unsafe owned { unsafe text.deallocate() }
        withExtendedLifetime(arena) {}
      })
  }
}
