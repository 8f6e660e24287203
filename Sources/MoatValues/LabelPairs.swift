import MoatDocument

/// The pairs of labels, and what label selectors require of them, as bytes: their documents need not share a table of symbols.
/// Indexes of joins are made of these.
package struct LabelPairs {
  private let documents: DocumentSet

  package init(_ documents: DocumentSet) {
    self.documents = documents
  }

  /// What every set of labels has that a selector selects: a label of a key.
  package struct Requirement {
    package var key: [UInt8]
    /// The values of which the label has one, as labels are filed (`ControllerLabels.filed`); nil if any will do.
    package var values: [Value]?
  }

  /// Absent labels, or the empty list that a field reads where they are.
  package static func areNone(_ labels: Value) -> Bool {
    labels.tag == .missing || labels.tag == .node && labels.nodeIndex == NodeIndex.none
      || labels.tag == .list && labels.aux == 0
  }

  /// Absent, or an object without members.
  package func areNoneWritten(in map: Value) -> Bool {
    if Self.areNone(map) { return true }
    guard map.tag == .node else { return false }
    let node = documents.arena(ofUnit: map.aux).node(map.nodeIndex)
    return node.kind == .object && node.count == 0 && !node.isUnknown
  }

  /// Each label with the value that it is filed under, those of controllers included; nil for a value that no text can be
  /// compared with. A null is not a label.
  package func forEach(of labels: Value, _ body: ([UInt8], Value?) -> Void) {
    forEachWritten(in: labels, body)
    guard labels.tag == .node, labels.nodeIndex != NodeIndex.none else { return }
    for label in ControllerLabels.of(labels, in: documents) {
      body(Array(label.key.description.utf8), ControllerLabels.filed(label))
    }
  }

  private func forEachWritten(in map: Value, _ body: ([UInt8], Value?) -> Void) {
    guard map.tag == .node, map.nodeIndex != NodeIndex.none else { return }
    let arena = documents.arena(ofUnit: map.aux)
    let object = arena.node(map.nodeIndex)
    guard object.kind == .object else { return }
    for child in object.first..<object.first + object.count where arena.node(child).kind != .null {
      let key = arena.symbols.bytes(of: arena.node(child).key)
      body(key, text(child, arena).map { ControllerLabels.filed($0, under: key) })
    }
  }

  private func text(_ node: UInt32, _ arena: Arena) -> Value? {
    let found = arena.node(node)
    return found.isPlainText ? Value(tag: .string, bits: found.bits, aux: found.count) : nil
  }

  /// What a selector is known to require, of which each is enough to rule labels out.
  ///
  /// - Parameter isService: true for the plain map of a Service.
  package func requirements(of selector: Value, isService: Bool) -> [Requirement] {
    guard selector.tag == .node, selector.nodeIndex != NodeIndex.none else { return [] }
    let arena = documents.arena(ofUnit: selector.aux)
    var requirements: [Requirement] = []
    func add(_ map: UInt32) {
      forEachWritten(in: .node(map, unit: selector.aux)) { key, value in
        if let value { requirements.append(Requirement(key: key, values: [value])) }
      }
    }
    if isService {
      add(selector.nodeIndex)
      return requirements
    }
    guard arena.node(selector.nodeIndex).kind == .object else { return [] }
    let map = arena.child(of: selector.nodeIndex, named: "matchLabels")
    if map != NodeIndex.none { add(map) }
    let list = arena.child(of: selector.nodeIndex, named: "matchExpressions")
    guard list != NodeIndex.none, arena.node(list).kind == .list else { return requirements }
    let expressions = arena.node(list)
    for child in expressions.first..<expressions.first + expressions.count {
      if let requirement = requirement(child, arena) { requirements.append(requirement) }
    }
    return requirements
  }

  /// That under which indexes file a selector: a value before mere presence. Nil if it is not known to require anything.
  package func filing(of selector: Value, isService: Bool) -> Requirement? {
    let requirements = requirements(of: selector, isService: isService)
    return requirements.first { $0.values != nil } ?? requirements.first
  }

  /// That of `In` and `Exists`; the other operators hold for labels that are absent.
  private func requirement(_ expression: UInt32, _ arena: Arena) -> Requirement? {
    guard arena.node(expression).kind == .object else { return nil }
    func member(_ name: String) -> UInt32? {
      let child = arena.child(of: expression, named: name)
      return child == NodeIndex.none || arena.node(child).kind == .null ? nil : child
    }
    guard let keyNode = member("key"), text(keyNode, arena) != nil, let operatorNode = member("operator"),
      text(operatorNode, arena) != nil
    else { return nil }
    let key = arena.bytes(keyNode)
    let values = member("values").map { arena.node($0) }
    switch arena.string(operatorNode) {
    case "Exists":
      return values.map { $0.kind == .list && $0.count == 0 } ?? true ? Requirement(key: key, values: nil) : nil
    case "In":
      guard let values, values.kind == .list, values.count > 0 else { return nil }
      let texts = (values.first..<values.first + values.count).map { text($0, arena) }
      // One that is not known may be any.
      guard texts.allSatisfy({ $0 != nil }) else { return nil }
      return Requirement(key: key, values: texts.compactMap { $0.map { ControllerLabels.filed($0, under: key) } })
    default: return nil
    }
  }
}
