import MoatDocument
import MoatSource

/// A document as a Swift literal, and the arena of it: these tests are of schemas, and need no reader.
indirect enum Tree: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  case null
  case bool(Bool)
  case int(Int64)
  case float(Double)
  case string(String)
  case list([Tree])
  case object([(String, Tree)])

  init(dictionaryLiteral elements: (String, Tree)...) { self = .object(elements) }
  init(arrayLiteral elements: Tree...) { self = .list(elements) }
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int64) { self = .int(value) }
  init(floatLiteral value: Double) { self = .float(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(nilLiteral: ()) { self = .null }

  /// The arena of one document, whose root is its first root. The source is the document as JSON.
  func arena(base: SymbolTable? = nil) -> Arena {
    var maker = ArenaMaker(symbols: SymbolTable(base: base))
    let root = maker.reserve(1)
    maker.fill(root, with: self, key: Symbol.none, parent: NodeIndex.none)
    return maker.finish(root: root)
  }
}

/// Lays the nodes of a tree out as the readers do: children contiguous, in source order.
@safe
private struct ArenaMaker {
  var symbols: SymbolTable
  var nodes = [Node(kind: .null)]
  var spans = [Span(start: 0, end: 0)]
  var keySpans = [Span(start: 0, end: 0)]
  var parents = [NodeIndex.none]
  var source: [UInt8] = []
  var texts: [UnsafeMutableBufferPointer<UInt8>] = unsafe []

  init(symbols: SymbolTable) { self.symbols = symbols }

  mutating func reserve(_ count: Int) -> UInt32 {
    let first = UInt32(nodes.count)
    for _ in 0..<count {
      nodes.append(Node(kind: .null))
      spans.append(Span(start: 0, end: 0))
      keySpans.append(Span(start: 0, end: 0))
      parents.append(NodeIndex.none)
    }
    return first
  }

  mutating func write(_ text: String) { source += Array(text.utf8) }

  mutating func keep(_ text: String) -> UInt64 {
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.utf8.count))
    _ = unsafe buffer.initialize(fromContentsOf: Array(text.utf8))
    unsafe texts.append(buffer)
    return UInt64(UInt(bitPattern: buffer.baseAddress))
  }

  mutating func fill(_ index: UInt32, with tree: Tree, key: UInt32, parent: UInt32) {
    let place = Int(index)
    parents[place] = parent
    let start = UInt32(source.count)
    var node = Node(kind: .null, key: key)
    switch tree {
    case .null: write("null")
    case .bool(let value):
      write("\(value)")
      node.kind = .bool
      node.bits = value ? 1 : 0
    case .int(let value):
      write("\(value)")
      node.kind = .int
      node.bits = UInt64(bitPattern: value)
    case .float(let value):
      write("\(value)")
      node.kind = .float
      node.bits = keep("\(value)")
      node.count = UInt32("\(value)".utf8.count)
    case .string(let text):
      write("\"\(text)\"")
      node.kind = .string
      node.bits = keep(text)
      node.count = UInt32(text.utf8.count)
      if SchemaTestText.holdsTemplate(text) { node.flags.insert(.template) }
    case .list(let elements):
      node.kind = .list
      node.first = reserve(elements.count)
      node.count = UInt32(elements.count)
      write("[")
      for (offset, element) in elements.enumerated() {
        if offset > 0 { write(", ") }
        fill(node.first + UInt32(offset), with: element, key: Symbol.none, parent: index)
      }
      write("]")
    case .object(let members):
      node.kind = .object
      node.first = reserve(members.count)
      node.count = UInt32(members.count)
      write("{")
      for (offset, member) in members.enumerated() {
        if offset > 0 { write(", ") }
        let keyStart = UInt32(source.count)
        write("\"\(member.0)\"")
        keySpans[Int(node.first) + offset] = Span(start: keyStart, end: UInt32(source.count))
        write(": ")
        let symbol = symbols.intern(member.0)
        fill(node.first + UInt32(offset), with: member.1, key: symbol, parent: index)
      }
      write("}")
    }
    nodes[place] = node
    spans[place] = Span(start: start, end: UInt32(source.count))
  }

  func finish(root: UInt32) -> Arena {
    let count = nodes.count
    let nodeBuffer = UnsafeMutableBufferPointer<Node>.allocate(capacity: count)
    let spanBuffer = UnsafeMutableBufferPointer<Span>.allocate(capacity: count)
    let keySpanBuffer = UnsafeMutableBufferPointer<Span>.allocate(capacity: count)
    let parentBuffer = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: count)
    _ = unsafe nodeBuffer.initialize(fromContentsOf: nodes)
    _ = unsafe spanBuffer.initialize(fromContentsOf: spans)
    _ = unsafe keySpanBuffer.initialize(fromContentsOf: keySpans)
    _ = unsafe parentBuffer.initialize(fromContentsOf: parents)
    let texts = unsafe texts
    return unsafe Arena(
      source: SourceFile(name: "tree.json", bytes: source), symbols: symbols, nodes: nodeBuffer.baseAddress!,
      nodeCount: UInt32(count), spans: spanBuffer.baseAddress!, keySpans: keySpanBuffer.baseAddress!,
      parents: parentBuffer.baseAddress!, roots: [root], failures: [],
      release: {
        unsafe nodeBuffer.deallocate()
        unsafe spanBuffer.deallocate()
        unsafe keySpanBuffer.deallocate()
        unsafe parentBuffer.deallocate()
        for index in unsafe texts.indices { unsafe texts[index].deallocate() }
      })
  }
}

private enum SchemaTestText {
  static func holdsTemplate(_ text: String) -> Bool {
    zip(text.utf8, text.utf8.dropFirst()).contains { $0 == UInt8(ascii: "{") && $1 == UInt8(ascii: "{") }
  }
}
