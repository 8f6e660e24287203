public import MoatSource

/// All documents of one input, made once and read by all rules. Nodes never move after reading, so that pointers into
/// the arena (strings, node bases) hold as long as the arena lives.
///
/// Made by a reader through `ArenaBuilder`; immutable afterwards, hence Sendable.
@safe
public final class Arena: @unchecked Sendable {
  package let source: SourceFile
  package let symbols: SymbolTable
  /// All nodes; index 0 is a null node that belongs to no document.
  public let nodes: UnsafePointer<Node>
  public let nodeCount: UInt32
  /// The span of each node's value in the source.
  public let spans: UnsafePointer<Span>
  /// The span of each node's key; zero for roots and elements.
  public let keySpans: UnsafePointer<Span>
  /// The node that holds each node; `NodeIndex.none` for a root.
  public let parents: UnsafePointer<UInt32>
  /// The roots of the documents that could be read, in source order.
  package let roots: [UInt32]
  /// What could not be read: each names its place, and the documents beside it are still in `roots`.
  package let failures: [ReadFailure]
  /// The keys that stand once more in their object, by the order of their objects' ends.
  package let duplicateKeys: [DuplicateKey]
  /// Whether aliases or merge keys copied values.
  package let hasCopies: Bool
  /// Frees the buffers that nodes and strings point into.
  private let release: () -> Void

  package init(
    source: SourceFile, symbols: SymbolTable, nodes: UnsafePointer<Node>, nodeCount: UInt32,
    spans: UnsafePointer<Span>, keySpans: UnsafePointer<Span>, parents: UnsafePointer<UInt32>, roots: [UInt32],
    failures: [ReadFailure], duplicateKeys: [DuplicateKey] = [], hasCopies: Bool = false,
    release: @escaping () -> Void
  ) {
    self.source = source
    self.symbols = symbols
    unsafe self.nodes = nodes
    self.nodeCount = nodeCount
    unsafe self.spans = spans
    unsafe self.keySpans = keySpans
    unsafe self.parents = parents
    self.roots = roots
    self.failures = failures
    self.duplicateKeys = duplicateKeys
    self.hasCopies = hasCopies
    self.release = release
  }

  deinit { release() }

  @inlinable @inline(__always)
  public func node(_ index: UInt32) -> Node {
    precondition(index < nodeCount, "node index out of range")
    return unsafe nodes[Int(index)]
  }

  @inlinable @inline(__always)
  public func span(_ index: UInt32) -> Span {
    precondition(index < nodeCount, "node index out of range")
    return unsafe spans[Int(index)]
  }

  @inlinable @inline(__always)
  public func keySpan(_ index: UInt32) -> Span {
    precondition(index < nodeCount, "node index out of range")
    return unsafe keySpans[Int(index)]
  }

  @inlinable @inline(__always)
  public func parent(_ index: UInt32) -> UInt32 {
    precondition(index < nodeCount, "node index out of range")
    return unsafe parents[Int(index)]
  }

  /// The member of an object by symbol, or `NodeIndex.none`. Objects have 2 to 12 keys: a scan of contiguous ids wins.
  @inlinable
  public func child(of index: UInt32, key: UInt32) -> UInt32 {
    let node = node(index)
    guard node.kind == .object else { return NodeIndex.none }
    var child = node.first
    let end = node.first + node.count
    while child < end {
      if unsafe nodes[Int(child)].key == key { return child }
      child &+= 1
    }
    return NodeIndex.none
  }

  /// The member of an object by name, or `NodeIndex.none`.
  package func child(of index: UInt32, named name: String) -> UInt32 {
    guard let symbol = symbols.lookup(name) else { return NodeIndex.none }
    return child(of: index, key: symbol)
  }

  /// The text of a string (or the written text of a float); empty for other kinds.
  package func bytes(_ index: UInt32) -> [UInt8] {
    let node = node(index)
    guard node.kind == .string || node.kind == .float, node.count > 0,
      let base = unsafe UnsafePointer<UInt8>(bitPattern: UInt(node.bits))
    else { return [] }
    return unsafe Array(UnsafeBufferPointer(start: base, count: Int(node.count)))
  }

  /// The known texts of one that is not known as a whole; nil if nothing of it is. They stand behind its reason
  /// (`PartlyKnown`).
  package func pieces(_ index: UInt32) -> [[UInt8]]? {
    guard index < nodeCount else { return nil }
    let node = node(index)
    guard node.kind == .string, node.flags.contains(.partial),
      let base = unsafe UnsafeRawPointer(bitPattern: UInt(node.bits))
    else { return nil }
    var offset = Int(node.count)
    func number() -> Int {
      defer { offset += 4 }
      return unsafe Int(UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }
    return (0..<number()).map { _ in
      let count = number()
      defer { offset += count }
      return unsafe Array(UnsafeRawBufferPointer(start: base + offset, count: count))
    }
  }

  package func string(_ index: UInt32) -> String {
    String(decoding: bytes(index), as: UTF8.self)
  }
}

/// Why a document, or the rest of an input, could not be read.
package struct ReadFailure: Sendable, Hashable {
  package var message: String
  package var span: Span

  package init(_ message: String, at span: Span) {
    self.message = message
    self.span = span
  }
}
