package import MoatDocument

/// How large a document is, in the numbers that bound a rule's work on it.
package struct DocumentSizes: Hashable, Sendable {
  /// The most children that one of its lists or objects has.
  package var largestCollection: UInt64
  /// The bytes of its longest text.
  package var longestText: UInt64
  /// All of its nodes, the root included.
  package var nodes: UInt64

  package init(largestCollection: UInt64 = 0, longestText: UInt64 = 0, nodes: UInt64 = 0) {
    self.largestCollection = largestCollection
    self.longestText = longestText
    self.nodes = nodes
  }

  /// Measures what lies under a node, in one walk without recursion. Nothing lies under `NodeIndex.none`.
  package init(of root: UInt32, in arena: Arena) {
    self.init()
    guard root != NodeIndex.none else { return }
    nodes = 1
    let node = arena.node(root)
    measure(node)
    var open = node.kind == .list || node.kind == .object ? [root] : []
    while let parent = open.popLast() {
      let list = arena.node(parent)
      nodes += UInt64(list.count)
      for child in list.first..<list.first + list.count {
        let node = arena.node(child)
        measure(node)
        if node.kind == .list || node.kind == .object, node.count > 0 { open.append(child) }
      }
    }
  }

  /// The larger of each number: those of several documents together.
  package mutating func formMaximum(_ other: DocumentSizes) {
    largestCollection = max(largestCollection, other.largestCollection)
    longestText = max(longestText, other.longestText)
    nodes = max(nodes, other.nodes)
  }

  private mutating func measure(_ node: Node) {
    switch node.kind {
    case .list, .object: largestCollection = max(largestCollection, UInt64(node.count))
    case .string, .float: longestText = max(longestText, UInt64(node.count))
    case .null, .bool, .int: break
    }
  }
}
