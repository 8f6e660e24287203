/// Deep equality of nodes, of one arena or of two.
///
/// Objects are equal whatever the order of their keys; strings and keys are compared as bytes. Numbers are equal when
/// they are written alike; whether `1` and `1.0` are the same number is for the values to say: the caller passes that.
/// Nodes that are not known are equal to none: this says that two documents are the same, and never that they differ.
package enum NodeEquality {
  /// - Parameter numbers: decides two numbers of which at least one is no 64-bit integer; by default their texts must
  ///   be the same bytes.
  package static func equal(
    _ left: UInt32, in first: Arena, _ right: UInt32, in second: Arena,
    numbers: ((UInt32, UInt32) -> Bool)? = nil
  ) -> Bool {
    let sharesSymbols = first.symbols === second.symbols
    var work = [(left, right)]
    while let (left, right) = work.popLast() {
      let a = first.node(left)
      let b = second.node(right)
      if a.isUnknown || b.isUnknown { return false }
      if a.kind != b.kind {
        guard let numbers, isNumber(a.kind), isNumber(b.kind), numbers(left, right) else { return false }
        continue
      }
      switch a.kind {
      case .null: break
      case .bool, .int: if a.bits != b.bits { return false }
      case .float:
        if let numbers {
          if !numbers(left, right) { return false }
        } else if !sameText(a, b) {
          return false
        }
      case .string: if !sameText(a, b) { return false }
      case .list:
        guard a.count == b.count else { return false }
        for offset in 0..<a.count { work.append((a.first + offset, b.first + offset)) }
      case .object:
        guard a.count == b.count else { return false }
        var places: [UInt32: UInt32] = [:]
        // A scan wins for the usual few keys; many keys get an index, so that time stays linear.
        if b.count > 16 { for child in b.first..<b.first + b.count { places[second.node(child).key] = child } }
        for child in a.first..<a.first + a.count {
          guard let key = sharesSymbols ? first.node(child).key : translated(first.node(child).key, first, second)
          else {
            return false
          }
          let other = b.count > 16 ? places[key] ?? NodeIndex.none : second.child(of: right, key: key)
          guard other != NodeIndex.none else { return false }
          work.append((child, other))
        }
      }
    }
    return true
  }

  private static func isNumber(_ kind: NodeKind) -> Bool { kind == .int || kind == .float }

  private static func translated(_ key: UInt32, _ first: Arena, _ second: Arena) -> UInt32? {
    second.symbols.lookup(first.symbols.bytes(of: key))
  }

  private static func sameText(_ a: Node, _ b: Node) -> Bool {
    guard a.count == b.count else { return false }
    let left = unsafe UnsafeBufferPointer(start: UnsafePointer<UInt8>(bitPattern: UInt(a.bits)), count: Int(a.count))
    let right = unsafe UnsafeBufferPointer(start: UnsafePointer<UInt8>(bitPattern: UInt(b.bits)), count: Int(b.count))
    return unsafe Bytes.equal(left, right)
  }
}

/// A node as one short line for messages: compact, like JSON, cut at a length.
package enum NodeText {
  /// - Parameter limit: at most so many bytes, but for the `…` that shows a cut.
  package static func render(_ arena: Arena, _ root: UInt32, limit: Int = 80) -> String {
    /// What is still to be written, the next at the end.
    enum Step {
      case node(UInt32, isFirst: Bool)
      case text(String)
    }
    var result = ""
    var rest: [Step] = [.node(root, isFirst: true)]
    while let step = rest.popLast() {
      if result.utf8.count > limit { break }
      guard case .node(let index, let isFirst) = step else {
        if case .text(let text) = step { result += text }
        continue
      }
      let node = arena.node(index)
      if !isFirst { result += ", " }
      if node.key != Symbol.none, index != root {
        result += ArenaDump.quoted(Array(arena.symbols.bytes(of: node.key).prefix(limit + 1))) + ": "
      }
      switch node.kind {
      case .null: result += "null"
      case .bool: result += node.bits == 0 ? "false" : "true"
      case .int: result += String(Int64(bitPattern: node.bits))
      case .float: result += String(decoding: prefix(node, limit + 1), as: UTF8.self)
      case .string where node.isUnknown: result += "<unknown>"
      case .string: result += ArenaDump.quoted(prefix(node, limit + 1))
      case .list, .object:
        result += node.kind == .list ? "[" : "{"
        rest.append(.text(node.kind == .list ? "]" : "}"))
        // Children beyond the limit would be cut anyway: each takes a byte at least.
        let shown = min(Int(node.count), max(0, limit) + 1)
        for offset in stride(from: shown - 1, through: 0, by: -1) {
          rest.append(.node(node.first + UInt32(offset), isFirst: offset == 0))
        }
      }
    }
    guard result.utf8.count > limit || !rest.isEmpty else { return result }
    var cut = String.UnicodeScalarView()
    var length = 0
    for scalar in result.unicodeScalars {
      length += UTF8.width(scalar)
      if length > limit { break }
      cut.append(scalar)
    }
    return String(cut) + "…"
  }

  private static func prefix(_ node: Node, _ limit: Int) -> [UInt8] {
    let count = min(Int(node.count), max(0, limit))
    return unsafe Array(
      UnsafeBufferPointer(start: UnsafePointer<UInt8>(bitPattern: UInt(node.bits)), count: count))
  }
}
