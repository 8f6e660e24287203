import MoatDocument
import MoatSource
import MoatValues

/// What an object says, in a form that is the same for all ways to write it.
///
/// Of a built-in kind the API server tells less apart than a document does: a null field is an absent one, and so are an empty
/// text, list or map where Go's `omitempty` drops it; a null value of a map to texts is the empty text. `30` and `30.0` are one
/// number everywhere. The order of keys means nothing. What the object is called (`apiVersion`, `kind`, its namespace) is for
/// the caller to compare: it may stand in the list around the object, or be the run's default.
struct ObjectContent {
  /// What is still to be written, the next at the end.
  private enum Step {
    case node(UInt32, Type)
    case bytes([UInt8])
  }

  /// Of a field as its schema has it; of a field that no schema has, and of every field of a custom resource, `any`.
  private struct Shape {
    var type = Type.any
    var emptyIsAbsence = false
    var nullIsAbsence = false
  }

  private struct Key: Hashable {
    var definition: ObjectTypeID
    var symbol: UInt32
  }

  private let arena: Arena
  private var shapes: [Key: Shape] = [:]
  private var text: [UInt8] = []

  private init(_ arena: Arena) {
    self.arena = arena
  }

  /// Nil for an object of which a part is not known: it is the same as none.
  ///
  /// - Parameters:
  ///   - definition: the schema of its kind; nil where none is known.
  ///   - isNamespaced: the namespace that its metadata write is left out.
  static func canonical(_ root: UInt32, in arena: Arena, definition: ObjectTypeID?, isNamespaced: Bool) -> [UInt8]? {
    var content = ObjectContent(arena)
    return content.write(root, definition, isNamespaced: isNamespaced) ? content.text : nil
  }

  private mutating func write(_ root: UInt32, _ definition: ObjectTypeID?, isNamespaced: Bool) -> Bool {
    let metadata = arena.child(of: root, named: "metadata")
    var steps: [Step] = [.node(root, definition.map { .object($0) } ?? .any)]
    while let step = steps.popLast() {
      guard case .node(let index, let type) = step else {
        if case .bytes(let bytes) = step { text += bytes }
        continue
      }
      WorkMeter.add(1)
      let node = arena.node(index)
      if node.isUnknown { return false }
      switch node.kind {
      case .null: text += Array("null".utf8)
      case .bool: text += Array(node.bits == 0 ? "false".utf8 : "true".utf8)
      case .int: write(number: String(Int64(bitPattern: node.bits)))
      case .float: write(number: arena.string(index))
      case .string:
        guard arena.pieces(index) == nil else { return false }
        text += Self.encoded(arena.bytes(index))
      case .list:
        text.append(UInt8(ascii: "["))
        steps.append(.bytes([UInt8(ascii: "]")]))
        let element = Self.element(of: type)
        for offset in (0..<node.count).reversed() { steps.append(.node(node.first + offset, element)) }
      case .object:
        var left: Set<String> = []
        if index == root { left = ["apiVersion", "kind"] }
        if index == metadata, isNamespaced { left = ["namespace"] }
        text.append(UInt8(ascii: "{"))
        steps.append(.bytes([UInt8(ascii: "}")]))
        steps += members(of: node, type, without: left)
      }
    }
    return true
  }

  /// The members of an object by their keys, the first at the end.
  private mutating func members(of node: Node, _ type: Type, without left: Set<String>) -> [Step] {
    var kept: [(key: [UInt8], node: UInt32, shape: Shape, isText: Bool)] = []
    for child in node.first..<node.first + node.count {
      let member = arena.node(child)
      let key = Array(arena.symbols.bytes(of: member.key))
      if !left.isEmpty, left.contains(String(decoding: key, as: UTF8.self)) { continue }
      let shape = shape(of: member.key, named: key, in: type)
      if member.kind == .null, shape.nullIsAbsence { continue }
      if shape.emptyIsAbsence, member.count == 0, [.string, .list, .object].contains(member.kind) { continue }
      kept.append((key, child, shape, isText: member.kind == .null && Self.isMapToTexts(type)))
    }
    kept.sort { $1.key.lexicographicallyPrecedes($0.key) }
    var steps: [Step] = []
    for member in kept {
      steps.append(member.isText ? .bytes(Self.encoded([])) : .node(member.node, member.shape.type))
      steps.append(.bytes(Self.encoded(member.key)))
    }
    return steps
  }

  private mutating func shape(of symbol: UInt32, named key: [UInt8], in type: Type) -> Shape {
    switch type {
    case .map(let value): return Shape(type: value)
    case .labelSelector:
      let isLabels = key == Array("matchLabels".utf8)
      return Shape(
        type: isLabels ? .map(.string) : .list(.any), emptyIsAbsence: true, nullIsAbsence: true)
    case .object(let definition):
      let place = Key(definition: definition, symbol: symbol)
      if let known = shapes[place] { return known }
      var shape = Shape()
      let name = String(decoding: key, as: UTF8.self)
      if let field = SchemaFields.field(named: name, of: definition) {
        shape = Shape(type: field.type, emptyIsAbsence: field.emptyIsAbsence, nullIsAbsence: field.type != .any)
      }
      shapes[place] = shape
      return shape
    default: return Shape()
    }
  }

  private static func element(of type: Type) -> Type {
    switch type {
    case .list(let element), .set(let element): element
    default: .any
    }
  }

  private static func isMapToTexts(_ type: Type) -> Bool { type == .map(.string) }

  /// A text with its length before it, so that none can look like the end of another.
  private static func encoded(_ text: [UInt8]) -> [UInt8] { Array("s\(text.count):".utf8) + text }

  private mutating func write(number: String) {
    text.append(UInt8(ascii: "n"))
    if case .value(let value) = Decimal.parse(number) {
      let normal = value.normalized
      text += Array("\(normal.mantissa)e\(normal.exponent)".utf8)
    } else {
      text += Array(number.utf8)
    }
    text.append(UInt8(ascii: ";"))
  }
}
