internal import MoatSource

/// A node that is complete but whose place is not known yet, because the list or object that holds it is still open.
struct PendingNode: BitwiseCopyable {
  var node: Node
  var span: Span
  var keySpan: Span
  /// How many levels of lists and objects the node has: 0 for a scalar.
  var height: UInt32
}

/// Owns the memory of an arena: the node arrays, a copy of the source's bytes, and the texts that had to be decoded.
///
/// The node arrays move while they grow; texts never move, because nodes hold their addresses.
@safe
final class ArenaStorage {
  private(set) var nodes: UnsafeMutablePointer<Node>
  private(set) var spans: UnsafeMutablePointer<Span>
  private(set) var keySpans: UnsafeMutablePointer<Span>
  private(set) var parents: UnsafeMutablePointer<UInt32>
  private(set) var count = 0
  private var capacity: Int

  /// The source, followed by one NUL that belongs to nobody.
  let source: UnsafePointer<UInt8>
  let sourceCount: Int
  private let ownedSource: UnsafeMutablePointer<UInt8>

  private var chunks: [UnsafeMutablePointer<UInt8>] = unsafe []
  private var chunkUsed = 0
  private var chunkCapacity = 0
  private static let chunkSize = 1 << 16

  init(source bytes: [UInt8]) {
    sourceCount = bytes.count
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 1)
    unsafe bytes.withUnsafeBufferPointer {
      if let start = $0.baseAddress { unsafe copy.initialize(from: start, count: bytes.count) }
    }
    unsafe (copy + bytes.count).initialize(to: 0)
    unsafe ownedSource = copy
    unsafe source = UnsafePointer(copy)
    // Manifests have about one node in twenty bytes; the arrays double when that was too few.
    capacity = 64 + bytes.count / 24
    unsafe nodes = .allocate(capacity: capacity)
    unsafe spans = .allocate(capacity: capacity)
    unsafe keySpans = .allocate(capacity: capacity)
    unsafe parents = .allocate(capacity: capacity)
    append(Node(kind: .null), span: .zero, keySpan: .zero, parent: NodeIndex.none)
  }

  deinit {
    unsafe nodes.deallocate()
    unsafe spans.deallocate()
    unsafe keySpans.deallocate()
    unsafe parents.deallocate()
    unsafe ownedSource.deallocate()
    while let chunk = unsafe chunks.popLast() { unsafe chunk.deallocate() }
  }

  /// Forgets the nodes from `count` on: those of a document that failed.
  func truncate(to count: Int) { self.count = min(self.count, count) }

  /// Gives a place to the children of one node (or to a root): one after the other, in order.
  func flush(_ pending: UnsafeMutablePointer<PendingNode>, count more: Int) -> UInt32 {
    reserve(more)
    let first = count
    let (nodes, spans, keySpans, parents) = unsafe (self.nodes, self.spans, self.keySpans, self.parents)
    for offset in 0..<more {
      let entry = unsafe pending + offset
      let index = first + offset
      unsafe (nodes + index).initialize(to: entry.pointee.node)
      unsafe (spans + index).initialize(to: entry.pointee.span)
      unsafe (keySpans + index).initialize(to: entry.pointee.keySpan)
      unsafe (parents + index).initialize(to: NodeIndex.none)
      guard unsafe entry.pointee.node.kind.holdsChildren else { continue }
      let children = unsafe parents + Int(entry.pointee.node.first)
      let parent = UInt32(truncatingIfNeeded: index)
      for child in unsafe 0..<Int(entry.pointee.node.count) { unsafe children[child] = parent }
    }
    count = first + more
    return UInt32(truncatingIfNeeded: first)
  }

  /// Copies all that is under `top`, level by level, so that depth needs no stack.
  ///
  /// - Returns: `top` with its children at the copies, or nil when more than `budget` nodes would be needed.
  func copyDescendants(of top: Node, budget: inout Int) -> Node? {
    var top = top
    top.flags.insert(.copied)
    guard top.kind.holdsChildren, top.count > 0 else { return top }
    var cursor = count
    guard let first = appendCopies(of: top, parent: NodeIndex.none, budget: &budget) else { return nil }
    top.first = first
    while cursor < count {
      let node = unsafe nodes[cursor]
      if node.kind.holdsChildren, node.count > 0 {
        guard let first = appendCopies(of: node, parent: UInt32(truncatingIfNeeded: cursor), budget: &budget) else {
          return nil
        }
        unsafe nodes[cursor].first = first
      }
      cursor += 1
    }
    return top
  }

  private func appendCopies(of holder: Node, parent: UInt32, budget: inout Int) -> UInt32? {
    budget -= Int(holder.count)
    guard budget >= 0 else { return nil }
    reserve(Int(holder.count))
    let first = UInt32(truncatingIfNeeded: count)
    for child in Int(holder.first)..<Int(holder.first) + Int(holder.count) {
      var node = unsafe nodes[child]
      node.flags.insert(.copied)
      unsafe append(node, span: spans[child], keySpan: keySpans[child], parent: parent)
    }
    return first
  }

  /// Keeps a decoded text and gives its address, which stays as long as the storage does.
  func keep(_ text: UnsafeBufferPointer<UInt8>) -> UnsafePointer<UInt8> {
    if unsafe chunks.isEmpty || chunkUsed + text.count > chunkCapacity {
      chunkCapacity = max(Self.chunkSize, text.count)
      unsafe chunks.append(.allocate(capacity: chunkCapacity))
      chunkUsed = 0
    }
    let place = unsafe chunks[chunks.count - 1] + chunkUsed
    if let start = text.baseAddress { unsafe place.initialize(from: start, count: text.count) }
    chunkUsed += text.count
    return unsafe UnsafePointer(place)
  }

  private func append(_ node: Node, span: Span, keySpan: Span, parent: UInt32) {
    unsafe (nodes + count).initialize(to: node)
    unsafe (spans + count).initialize(to: span)
    unsafe (keySpans + count).initialize(to: keySpan)
    unsafe (parents + count).initialize(to: parent)
    count += 1
  }

  private func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    let larger = max(capacity * 2, count + more)
    unsafe nodes = Self.moved(nodes, count: count, capacity: larger)
    unsafe spans = Self.moved(spans, count: count, capacity: larger)
    unsafe keySpans = Self.moved(keySpans, count: count, capacity: larger)
    unsafe parents = Self.moved(parents, count: count, capacity: larger)
    capacity = larger
  }

  private static func moved<Element: BitwiseCopyable>(
    _ old: UnsafeMutablePointer<Element>, count: Int, capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    unsafe larger.initialize(from: old, count: count)
    unsafe old.deallocate()
    return unsafe larger
  }
}
