/// Which member names the elements of a list, so that a path can say `containers[name=app]` instead of `containers[0]`.
///
/// The caller passes the table: the names of fields are the words of the kinds, not of documents.
package struct ListKeys: Sendable {
  /// For the name of a list, the members that together tell its elements apart.
  package var byList: [String: [String]]

  package init(_ byList: [String: [String]] = [:]) {
    self.byList = byList
  }
}

/// Paths of nodes as people write them: `spec.containers[0].securityContext["a.b/c"]`.
package enum DocumentPath {
  /// The path of a node from its root; empty for a root.
  package static func render(_ arena: Arena, _ node: UInt32) -> String {
    render(arena, node) { index, position in "[\(position)]" }
  }

  /// The path with elements named by their keys where they have them, as a fingerprint needs it: it does not change
  /// when an element moves. Elements without a scalar under every key keep their index.
  package static func renderNamed(_ arena: Arena, _ node: UInt32, keys: ListKeys) -> String {
    render(arena, node) { index, position in
      let list = arena.node(arena.parent(index))
      guard list.key != Symbol.none, let members = keys.byList[arena.symbols.name(of: list.key)] else {
        return "[\(position)]"
      }
      var parts: [String] = []
      for member in members {
        let child = arena.child(of: index, named: member)
        guard child != NodeIndex.none, let text = scalar(arena, child) else { continue }
        parts.append("\(member)=\(text)")
      }
      return parts.isEmpty ? "[\(position)]" : "[" + parts.joined(separator: ",") + "]"
    }
  }

  /// The node at a path that `render` could have written, or nil.
  package static func resolve(_ arena: Arena, from root: UInt32, _ path: String) -> UInt32? {
    let bytes = Array(path.utf8)
    var current = root
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "[") {
        index += 1
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
          guard let key = quotedKey(bytes, &index) else { return nil }
          guard let next = member(arena, current, key) else { return nil }
          current = next
        } else {
          var position = 0
          let start = index
          while index < bytes.count, let digit = decimal(bytes[index]), position < 1_000_000_000 {
            position = position * 10 + digit
            index += 1
          }
          let node = arena.node(current)
          guard index > start, node.kind == .list, position < Int(node.count) else { return nil }
          current = node.first + UInt32(position)
        }
        guard index < bytes.count, bytes[index] == UInt8(ascii: "]") else { return nil }
        index += 1
      } else {
        if bytes[index] == UInt8(ascii: ".") { index += 1 }
        let key = bytes[index...].prefix(while: isPlain)
        guard !key.isEmpty, let next = member(arena, current, Array(key)) else { return nil }
        index += key.count
        current = next
      }
    }
    return current
  }

  private static func render(
    _ arena: Arena, _ node: UInt32, element: (UInt32, UInt32) -> String
  ) -> String {
    var chain: [UInt32] = []
    var index = node
    while arena.parent(index) != NodeIndex.none {
      chain.append(index)
      index = arena.parent(index)
    }
    var path: [UInt8] = []
    path.reserveCapacity(24 * chain.count)
    for index in chain.reversed() {
      let key = arena.node(index).key
      if key == Symbol.none {
        path.append(contentsOf: element(index, index - arena.node(arena.parent(index)).first).utf8)
      } else {
        append(arena.symbols.bytes(of: key), isFirst: index == chain.last, to: &path)
      }
    }
    return String(decoding: path, as: UTF8.self)
  }

  /// One key as a path goes on by it: `.spec`, `["a.b/c"]`; the first of a path has no dot.
  package static func step(_ key: [UInt8], isFirst: Bool) -> String {
    var step: [UInt8] = []
    append(key, isFirst: isFirst, to: &step)
    return String(decoding: step, as: UTF8.self)
  }

  private static func append(_ key: [UInt8], isFirst: Bool, to path: inout [UInt8]) {
    guard !key.isEmpty, key.allSatisfy(isPlain) else {
      path += Array(("[" + ArenaDump.quoted(key) + "]").utf8)
      return
    }
    if !isFirst { path.append(UInt8(ascii: ".")) }
    path += key
  }

  /// The text of a scalar in a path: cut at 256 bytes, in quotes unless it is a plain word.
  private static func scalar(_ arena: Arena, _ index: UInt32) -> String? {
    let node = arena.node(index)
    switch node.kind {
    case .string where node.isUnknown: return nil
    case .string:
      let bytes = Array(arena.bytes(index).prefix(256))
      let isWord =
        !bytes.isEmpty && bytes.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }
      return isWord ? String(decoding: bytes, as: UTF8.self) : ArenaDump.quoted(bytes)
    case .int: return String(Int64(bitPattern: node.bits))
    case .bool: return node.bits == 0 ? "false" : "true"
    case .float: return String(decoding: arena.bytes(index).prefix(256), as: UTF8.self)
    case .null, .list, .object: return nil
    }
  }

  private static func member(_ arena: Arena, _ index: UInt32, _ key: [UInt8]) -> UInt32? {
    guard let symbol = arena.symbols.lookup(key) else { return nil }
    let child = arena.child(of: index, key: symbol)
    return child == NodeIndex.none ? nil : child
  }

  /// Letters, digits, `_` and `-` need no quotes in a path.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "-"):
      true
    default: decimal(byte) != nil
    }
  }

  private static func decimal(_ byte: UInt8) -> Int? {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte) - 48 : nil
  }

  /// Reads a key in double quotes with the escapes that `render` writes, and stops behind its closing quote.
  private static func quotedKey(_ bytes: [UInt8], _ index: inout Int) -> [UInt8]? {
    var key: [UInt8] = []
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") { return key }
      guard byte == UInt8(ascii: "\\") else {
        key.append(byte)
        continue
      }
      guard index < bytes.count else { return nil }
      let letter = bytes[index]
      index += 1
      switch letter {
      case UInt8(ascii: "n"): key.append(0x0A)
      case UInt8(ascii: "t"): key.append(0x09)
      case UInt8(ascii: "r"): key.append(0x0D)
      case UInt8(ascii: "u"):
        let digits = String(decoding: bytes[index..<min(index + 4, bytes.count)], as: UTF8.self)
        guard let value = UInt8(digits, radix: 16) else { return nil }
        key.append(value)
        index += 4
      default: key.append(letter)
      }
    }
    return nil
  }
}
