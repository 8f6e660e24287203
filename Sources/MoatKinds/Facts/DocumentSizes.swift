package import MoatDocument

/// How large a document is, in the numbers that bound a rule's work on it.
package struct DocumentSizes: Hashable, Sendable {
  /// The most children that one of its lists or objects has.
  package var largestCollection: UInt64
  /// The bytes of its longest text.
  package var longestText: UInt64
  /// The bytes of all of its texts.
  package var textBytes: UInt64
  /// The elements of all of its lists.
  package var listElements: UInt64
  /// All of its nodes, the root included.
  package var nodes: UInt64

  package init(
    largestCollection: UInt64 = 0, longestText: UInt64 = 0, textBytes: UInt64 = 0, listElements: UInt64 = 0,
    nodes: UInt64 = 0
  ) {
    self.largestCollection = largestCollection
    self.listElements = listElements
    self.longestText = longestText
    self.textBytes = textBytes
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

  /// The larger of each size: what bounds both documents.
  package mutating func formMaximum(_ other: DocumentSizes) {
    largestCollection = max(largestCollection, other.largestCollection)
    longestText = max(longestText, other.longestText)
    textBytes = max(textBytes, other.textBytes)
    listElements = max(listElements, other.listElements)
    nodes = max(nodes, other.nodes)
  }

  private mutating func measure(_ node: Node) {
    switch node.kind {
    case .list, .object:
      largestCollection = max(largestCollection, UInt64(node.count))
      if node.kind == .list { listElements += UInt64(node.count) }
    case .string, .float:
      longestText = max(longestText, UInt64(node.count))
      textBytes += UInt64(node.count)
    case .null, .bool, .int: break
    }
  }
}

/// How large the documents of a kind are together.
package struct KindSizes: Hashable, Sendable {
  package private(set) var documents: UInt64 = 0
  /// Of any of them.
  package private(set) var largestCollection: UInt64 = 0
  package private(set) var longestText: UInt64 = 0
  /// Of all of them.
  package private(set) var textBytes: UInt64 = 0
  package private(set) var listElements: UInt64 = 0
  package private(set) var nodes: UInt64 = 0

  package init() {}

  package mutating func add(_ document: DocumentSizes) {
    documents += 1
    largestCollection = max(largestCollection, document.largestCollection)
    longestText = max(longestText, document.longestText)
    textBytes += document.textBytes
    listElements += document.listElements
    nodes += document.nodes
  }
}
