import MoatDocument
import MoatSource

/// Short ways to read a text and to compare what came of it.
enum Reading {
  static func json(_ text: String, limits: Limits = Limits()) -> Arena {
    JSONReader.read(SourceFile(name: "test", text: text), symbols: SymbolTable(), limits: limits)
  }

  static func json(_ bytes: [UInt8], limits: Limits = Limits()) -> Arena {
    JSONReader.read(SourceFile(name: "test", bytes: bytes), symbols: SymbolTable(), limits: limits)
  }

  static func yaml(_ text: String, limits: Limits = Limits()) -> Arena {
    YAMLReader.read(SourceFile(name: "test", text: text), symbols: SymbolTable(), limits: limits)
  }

  static func yaml(_ bytes: [UInt8], limits: Limits = Limits()) -> Arena {
    YAMLReader.read(SourceFile(name: "test", bytes: bytes), symbols: SymbolTable(), limits: limits)
  }

  /// All documents in one line, each failure as `FAIL line:column message`.
  static func shown(_ arena: Arena) -> String {
    let documents = arena.roots.map { ArenaDump.render(arena, $0) }
    let failures = arena.failures.map { failure in
      let place = arena.source.place(of: failure.span.start)
      return "FAIL \(place.line):\(place.column) \(failure.message)"
    }
    return (documents + failures).joined(separator: " | ")
  }

  /// What holds of every arena, whatever the input was; empty if all is well.
  static func defects(_ arena: Arena) -> [String] {
    var defects: [String] = []
    let size = UInt32(clamping: arena.source.bytes.count)
    var work = arena.roots.map { (index: $0, parent: NodeIndex.none) }
    while let (index, parent) = work.popLast() {
      let node = arena.node(index)
      let span = arena.span(index)
      if span.start > span.end || span.end > size { defects.append("span of node \(index) leaves the source") }
      if arena.parent(index) != parent { defects.append("node \(index) has a wrong parent") }
      if parent != NodeIndex.none, (arena.node(parent).kind == .object) != (node.key != Symbol.none) {
        defects.append("node \(index) has a key where none belongs, or none where one does")
      }
      if node.kind == .string, String(validating: arena.bytes(index), as: UTF8.self) == nil {
        defects.append("node \(index) is no UTF-8")
      }
      guard node.kind == .list || node.kind == .object else { continue }
      for child in node.first..<node.first + node.count { work.append((child, index)) }
    }
    return defects
  }
}
