import MoatDocument
import MoatSecrets
import MoatSource

/// Reads fields of one document, and keeps what is of the wrong type as problems.
struct DocumentCursor {
  let arena: Arena
  /// The index of the document's source.
  let source: Int
  var problems: [ImageProblem] = []
  /// Where secrets stand that a report quotes.
  var secrets: [ImagePlace] = []

  init(_ arena: Arena, source: Int) {
    self.arena = arena
    self.source = source
  }

  /// Keeps a problem, unless there are many already: they tell enough.
  mutating func report(_ problem: ImageProblem) {
    if problems.count < ImageLimits.documentProblems { problems.append(problem) }
  }

  func place(_ node: UInt32) -> ImagePlace { ImagePlace(source: source, node: node, span: arena.span(node)) }

  /// The place of a member's key.
  func keyPlace(_ node: UInt32) -> ImagePlace {
    ImagePlace(source: source, node: node, span: arena.keySpan(node))
  }

  func kind(_ node: UInt32) -> NodeKind { arena.node(node).kind }

  func isText(_ node: UInt32) -> Bool { kind(node) == .string }

  /// A member of an object; nil if there is none or it is null, as programs in Go write what is empty.
  func member(_ object: UInt32, _ name: String) -> UInt32? {
    let child = arena.child(of: object, named: name)
    return child == NodeIndex.none || kind(child) == .null ? nil : child
  }

  /// A member of a kind; nil if there is none or it is of another.
  func member(_ object: UInt32, _ name: String, _ kind: NodeKind) -> UInt32? {
    member(object, name).flatMap { self.kind($0) == kind ? $0 : nil }
  }

  func children(_ node: UInt32) -> Range<UInt32> {
    let node = arena.node(node)
    guard node.kind == .list || node.kind == .object else { return 0..<0 }
    return node.first..<node.first + node.count
  }

  func located(_ node: UInt32) -> LocatedText { Located(arena.bytes(node), at: place(node)) }

  func key(_ node: UInt32) -> LocatedText {
    Located(arena.symbols.bytes(of: arena.node(node).key), at: keyPlace(node))
  }

  func integerValue(_ node: UInt32) -> Int64? {
    kind(node) == .int ? Int64(bitPattern: arena.node(node).bits) : nil
  }

  mutating func wrongType<Value>(_ node: UInt32, _ expected: String) -> ImageField<Value> {
    // The schema may have said so already.
    if problems.count < ImageLimits.documentProblems, !problems.contains(where: { $0.place?.node == node }) {
      report(ImageProblem("\(name(of: node)) must be \(expected)", at: place(node)))
    }
    return .unknown(.malformed, place(node))
  }

  /// The list under a key that a field is read from; nil if there is none, and then the field says so.
  mutating func list<Value>(_ object: UInt32, _ name: String, of field: inout ImageField<Value>) -> UInt32? {
    guard let list = member(object, name) else {
      field = .absent(place(object))
      return nil
    }
    guard kind(list) == .list else {
      field = wrongType(list, "a list")
      return nil
    }
    return list
  }

  /// What a message calls a node.
  func name(of node: UInt32) -> String {
    if arena.node(node).key != Symbol.none { return "`\(Self.shown(key(node).value))`" }
    return arena.parent(node) == NodeIndex.none ? "the document" : "an element"
  }

  mutating func text(_ object: UInt32, _ name: String) -> ImageField<[UInt8]> {
    guard let node = member(object, name) else { return .absent(place(object)) }
    guard isText(node) else { return wrongType(node, "a string") }
    return .present(located(node))
  }

  mutating func integer(_ object: UInt32, _ name: String) -> ImageField<Int64> {
    guard let node = member(object, name) else { return .absent(place(object)) }
    guard let value = integerValue(node) else { return wrongType(node, "an integer") }
    return .present(value, at: place(node))
  }

  mutating func bool(_ object: UInt32, _ name: String) -> ImageField<Bool> {
    guard let node = member(object, name) else { return .absent(place(object)) }
    guard kind(node) == .bool else { return wrongType(node, "true or false") }
    return .present(arena.node(node).bits != 0, at: place(node))
  }

  /// A list of strings.
  mutating func texts(_ object: UInt32, _ name: String) -> ImageField<[LocatedText]> {
    guard let node = member(object, name) else { return .absent(place(object)) }
    guard kind(node) == .list else { return wrongType(node, "a list of strings") }
    for element in children(node) where !isText(element) { return wrongType(element, "a string") }
    return .present(children(node).map { located($0) }, at: place(node))
  }

  /// The names of an object whose values are empty objects, as Go writes a set.
  mutating func names(_ object: UInt32, _ name: String) -> ImageField<[LocatedText]> {
    guard let node = member(object, name) else { return .absent(place(object)) }
    guard kind(node) == .object else { return wrongType(node, "an object") }
    return .present(children(node).map { key($0) }, at: place(node))
  }

  /// An object of strings.
  mutating func pairs(_ object: UInt32, _ name: String) -> ImageField<[LocatedPair]> {
    guard let node = member(object, name) else { return .absent(place(object)) }
    guard kind(node) == .object else { return wrongType(node, "an object of strings") }
    for child in children(node) where !isText(child) { return wrongType(child, "a string") }
    return .present(children(node).map { LocatedPair(name: key($0), value: located($0)) }, at: place(node))
  }

  /// A date by RFC 3339, of which placeholders are unknown.
  mutating func date(_ object: UInt32, _ name: String) -> ImageField<[UInt8]> {
    let field = text(object, name)
    guard case .present(let text) = field else { return field }
    guard let seconds = Timestamp.seconds(text.value) else {
      report(ImageProblem("`\(Self.shown(text.value))` is no date and time by RFC 3339", at: text.place))
      return .unknown(.malformed, text.place)
    }
    return Timestamp.isPlaceholder(seconds) ? .unknown(.placeholder, text.place) : field
  }

  /// A text in a message: without secrets, and cut at 60 characters, so that an input cannot flood the report.
  static func shown(_ text: [UInt8]) -> String { SecretMask.excerpt(text, limit: 60) }
}
