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
    // What is known of the texts that are known in part, one behind the other.
    var known: [UInt8] = []
    var starts: [(node: Int, start: Int)] = []
    for index in 0..<count where unsafe nodes[index].kind == .string {
      let text = arena.bytes(UInt32(index))
      guard text.starts(with: mark) else { continue }
      unsafe nodes[index].flags.insert(.unknown)
      guard text.starts(with: partlyMark) else { continue }
      let pieces = text.dropFirst(partlyMark.count)
        .split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map { Array($0) }
      starts.append((index, known.count))
      known += PartlyKnown.stored(reason: mark, pieces: pieces)
    }
    let texts = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, known.count))
    for (offset, byte) in known.enumerated() { unsafe (texts + offset).initialize(to: byte) }
    for (index, start) in starts {
      unsafe nodes[index].flags.insert(.partial)
      unsafe nodes[index].bits = UInt64(UInt(bitPattern: texts + start))
      unsafe nodes[index].count = UInt32(mark.count)
    }
    return unsafe Arena(
      source: arena.source, symbols: arena.symbols, nodes: UnsafePointer(nodes), nodeCount: arena.nodeCount,
      spans: arena.spans, keySpans: arena.keySpans, parents: arena.parents, roots: arena.roots,
      failures: arena.failures, duplicateKeys: arena.duplicateKeys,
      release: {
        unsafe nodes.deallocate()
        unsafe texts.deallocate()
        withExtendedLifetime(arena) {}
      })
  }
}
