import MoatDocument

/// The parts of an image's document that tell what it is known by.
struct ImageDocumentReading {
  let arena: Arena
  let root: UInt32
  private let identity: UInt32

  init(_ arena: Arena, root: UInt32) {
    self.arena = arena
    self.root = root
    identity = arena.child(of: root, named: "identity")
  }

  func node(_ key: String) -> UInt32 {
    identity == NodeIndex.none ? NodeIndex.none : arena.child(of: identity, named: key)
  }

  private func texts(_ list: UInt32) -> [[UInt8]] {
    guard list != NodeIndex.none else { return [] }
    let node = arena.node(list)
    guard node.kind == .list else { return [] }
    return (node.first..<node.first + node.count).compactMap {
      arena.node($0).isPlainText ? arena.bytes($0) : nil
    }
  }

  var references: [[UInt8]] { texts(arena.child(of: root, named: "references")) }

  func digests(_ key: String) -> [[UInt8]] { texts(node(key)) }

  /// The digest of a manifest that a scanner tells.
  var manifest: [UInt8]? { digests("told").first }

  private var form: [UInt8] {
    let node = arena.child(of: root, named: "form")
    return node == NodeIndex.none ? [] : arena.bytes(node)
  }

  /// Whether the document is of somebody who looked at the image, and not of who stores it.
  var isSecondHand: Bool { form == Array("report".utf8) || form == Array("sbom".utf8) }

  var isConfiguration: Bool { digests("stored").isEmpty && form == Array("configuration".utf8) }

  var isIndex: Bool { node("isIndex") != NodeIndex.none }

  var indexes: [(digests: [[UInt8]], members: [[UInt8]], nested: [[UInt8]])] {
    let list = node("indexes")
    guard list != NodeIndex.none else { return [] }
    let children = arena.node(list)
    return (children.first..<children.first + children.count).map { index in
      func part(_ key: String) -> [[UInt8]] { texts(arena.child(of: index, named: key)) }
      return (part("digests"), part("members"), part("nested"))
    }
  }
}
