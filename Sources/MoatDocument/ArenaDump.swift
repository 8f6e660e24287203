internal import MoatSource

/// Writes an arena as text, for tests and for `moat inspect`: `(object key: (int 1))`, with spans if asked.
package enum ArenaDump {
  /// One line a document, then one line a failure.
  package static func render(_ arena: Arena, spans: Bool = false, masksSecrets: Bool = false) -> String {
    var text = ""
    for root in arena.roots { text += render(arena, root, spans: spans, masksSecrets: masksSecrets) + "\n" }
    for failure in arena.failures {
      let message = CodeFrame.sanitized(masksSecrets ? arena.source.masked(failure.message) : failure.message)
      text += "failure \(failure.span.start)..\(failure.span.end): \(message)\n"
    }
    return text
  }

  /// One node and all under it.
  package static func render(
    _ arena: Arena, _ root: UInt32, spans: Bool = false, masksSecrets: Bool = false
  ) -> String {
    func shown(_ index: UInt32) -> [UInt8] {
      guard masksSecrets else { return arena.bytes(index) }
      return Array(arena.source.masked(arena.string(index), at: arena.span(index)).utf8)
    }
    var text = ""
    // What is still to be written, the next at the end: a node, or nothing for a closing bracket.
    var rest: [UInt32?] = [root]
    while let step = rest.popLast() {
      guard let index = step else {
        text += ")"
        continue
      }
      let node = arena.node(index)
      if index != root { text += " " }
      if node.key != Symbol.none, index != root {
        text += quoted(arena.symbols.bytes(of: node.key))
        if spans { text += place(arena.keySpan(index)) }
        text += ":"
      }
      if node.flags.contains(.copied) { text += "*" }
      switch node.kind {
      case .null: text += "null"
      case .bool: text += node.bits == 0 ? "false" : "true"
      case .int: text += String(Int64(bitPattern: node.bits))
      case .float: text += "float " + String(decoding: shown(index), as: UTF8.self)
      case .string where node.isUnknown: text += "(unknown \(quoted(shown(index))))"
      case .string: text += quoted(shown(index))
      case .list, .object:
        text += node.kind == .list ? "(list" : "(object"
        rest.append(nil)
        for child in stride(from: Int(node.first) + Int(node.count) - 1, through: Int(node.first), by: -1) {
          rest.append(UInt32(child))
        }
      }
      if spans { text += place(arena.span(index)) }
    }
    return text
  }

  private static func place(_ span: Span) -> String { "@\(span.start)..\(span.end)" }

  /// The text in double quotes with JSON's escapes; control characters never reach a terminal.
  static func quoted(_ bytes: [UInt8]) -> String {
    var result = "\""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if CodeFrame.isUnsafe(scalar) {
          result += CodeFrame.escaped(scalar)
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
