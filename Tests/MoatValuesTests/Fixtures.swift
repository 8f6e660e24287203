import MoatDocument
import MoatSource

@testable import MoatValues

/// A seeded generator (SplitMix64), so that a failure can be repeated.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  /// A text of 0 to `length` characters of an alphabet.
  mutating func text(_ alphabet: [Character], length: Int) -> String {
    String((0..<below(length + 1)).map { _ in alphabet[below(alphabet.count)] })
  }
}

/// A document written as a tree, for arenas made without a reader.
indirect enum Tree {
  case null
  case bool(Bool)
  case int(Int64)
  case float(String)
  case string(String)
  case template(String)
  case list([Tree])
  case object([(String, Tree)])

  static func strings(_ entries: [(String, String)]) -> Tree { .object(entries.map { ($0.0, .string($0.1)) }) }
}

/// An arena over a tree: the root is node 1.
func arena(_ tree: Tree, symbols: SymbolTable = SymbolTable()) -> Arena {
  var nodes = [Node(kind: .null)]
  var parents = [NodeIndex.none]
  var texts: [UnsafeMutableBufferPointer<UInt8>] = unsafe []
  var pending: [(tree: Tree, index: Int)] = [(tree, 1)]
  nodes.append(Node(kind: .null))
  parents.append(NodeIndex.none)
  func store(_ text: String) -> (UInt64, UInt32) {
    let bytes = Array(text.utf8)
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
    _ = unsafe buffer.initialize(from: bytes)
    unsafe texts.append(buffer)
    return (UInt64(UInt(bitPattern: buffer.baseAddress)), UInt32(bytes.count))
  }
  while !pending.isEmpty {
    let (tree, index) = pending.removeFirst()
    var node = Node(kind: .null, key: nodes[index].key)
    var children: [(String?, Tree)] = []
    switch tree {
    case .null: break
    case .bool(let value): (node.kind, node.bits) = (.bool, value ? 1 : 0)
    case .int(let value): (node.kind, node.bits) = (.int, UInt64(bitPattern: value))
    case .float(let text):
      node.kind = .float
      (node.bits, node.count) = store(text)
    case .string(let text), .template(let text):
      node.kind = .string
      if case .template = tree { node.flags = .template }
      (node.bits, node.count) = store(text)
    case .list(let elements):
      node.kind = .list
      children = elements.map { (nil, $0) }
    case .object(let members):
      node.kind = .object
      children = members.map { ($0.0, $0.1) }
    }
    if node.kind == .list || node.kind == .object {
      node.first = UInt32(nodes.count)
      node.count = UInt32(children.count)
      for (key, child) in children {
        pending.append((child, nodes.count))
        nodes.append(Node(kind: .null, key: key.map { symbols.intern($0) } ?? Symbol.none))
        parents.append(UInt32(index))
      }
    }
    nodes[index] = node
  }
  let count = nodes.count
  let nodeMemory = UnsafeMutablePointer<Node>.allocate(capacity: count)
  unsafe nodeMemory.initialize(from: nodes, count: count)
  let spans = UnsafeMutablePointer<Span>.allocate(capacity: count)
  unsafe spans.initialize(repeating: Span(start: 0, end: 0), count: count)
  let parentMemory = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
  unsafe parentMemory.initialize(from: parents, count: count)
  // Tests are short: their arenas live as long as the process.
  return unsafe Arena(
    source: SourceFile(name: "test", bytes: []), symbols: symbols, nodes: nodeMemory, nodeCount: UInt32(count),
    spans: spans, keySpans: spans, parents: parentMemory, roots: [1], failures: [], release: {})
}

/// A set of one unit a tree.
func documents(_ trees: [Tree]) -> DocumentSet {
  let set = DocumentSet()
  for tree in trees {
    let arena = arena(tree)
    let index = set.append(arena)
    _ = unsafe set.append(Unit(nodes: arena.nodes, anchors: (1, 1, 1, 1), arena: index))
  }
  return set
}

extension Scratch {
  func text(_ string: String) -> Value { self.string(Array(string.utf8)) }
}

/// The texts of a list of strings.
func texts(_ list: Value) -> [String] {
  unsafe list.elements.map { $0.text }
}

/// How a value looks in an expectation: its tag and content, or the cause.
func brief(_ value: Value) -> String {
  value.tag == .undetermined ? "?\(value.cause)" : "\(value.tag) \(ValueText.render(value))"
}

/// Calls a function of two texts as bytes (a span cannot stand in an expectation).
func both<Result>(_ left: String, _ right: String, _ body: (MoatValues.Bytes, MoatValues.Bytes) -> Result) -> Result {
  body(Array(left.utf8).span, Array(right.utf8).span)
}

/// A part of a text.
func slice(_ text: String, _ part: Part) -> String {
  Array(text.utf8).span.text(of: part)
}
