package import MoatDocument

/// Whether a selector selects a set of labels. The two may stand in different documents, so that keys are compared as
/// bytes.
///
/// Source: k8s.io/apimachinery, `metav1.LabelSelectorAsSelector`: all requirements hold together; `NotIn` and
/// `DoesNotExist` hold for a label that is absent; `In` and `NotIn` have values, the other two have none.
package enum LabelSelectorMatch {
  /// One object of an arena; the labels may be absent (`NodeIndex.none`), which is none at all.
  package struct Place {
    package var arena: Arena
    package var node: UInt32
    /// For undetermined values.
    package var unit: UInt32
    /// Labels that the policy writes; the node is none then.
    package var table = Value.missing
    /// Labels that a controller adds to these.
    package var added: [ControllerLabels.Label] = []

    package init(arena: Arena, node: UInt32, unit: UInt32) {
      self.arena = arena
      self.node = node
      self.unit = unit
    }
  }

  /// Whether a selector selects labels, as values: a bool or undetermined. An absent or empty label selector selects
  /// everything, that of a Service nothing. What is neither absent nor an object is of a wrong type, on both sides: an
  /// empty list too; a text has no answer. Labels may be a map of the policy; the empty list is the reading of an absent map.
  package static func holds(
    _ selector: Value, _ labels: Value, isServiceSelector: Bool, in documents: DocumentSet
  ) -> Value {
    if selector.tag == .undetermined { return selector }
    if labels.tag == .undetermined { return labels }
    var place: Place?
    if !LabelPairs.areNone(selector) {
      // A text is a selector in a language of its own, as Calico has one: it is not known what it selects.
      guard selector.tag != .string else { return .undetermined(.noAnswer) }
      guard selector.tag == .node else { return .undetermined(.wrongType) }
      let found = Place(
        arena: documents.arena(ofUnit: selector.aux), node: selector.nodeIndex, unit: selector.aux)
      let kind = found.arena.node(found.node).kind
      guard kind == .object else { return blame(found, found.node, kind == .string ? .noAnswer : .wrongType) }
      place = found
    }
    guard isLabels(labels) else { return .undetermined(.wrongType) }
    var labelled: Place?
    if labels.tag == .node, labels.nodeIndex != NodeIndex.none {
      let found = Place(arena: documents.arena(ofUnit: labels.aux), node: labels.nodeIndex, unit: labels.aux)
      if let problem = problem(ofLabels: found) { return problem }
      labelled = found
      // The selector of the object itself is held against what its template says: the API server does so.
      if selector.tag != .node || selector.aux != labels.aux {
        labelled?.added = ControllerLabels.of(labels, in: documents)
      }
    }
    guard let place else { return .bool(!isServiceSelector) }
    var other = labelled ?? Place(arena: place.arena, node: NodeIndex.none, unit: place.unit)
    if labels.tag == .map { other.table = labels }
    return isServiceSelector ? matches(serviceSelector: place, labels: other) : matches(selector: place, labels: other)
  }

  /// Whether a selector is certain of no labels at all, because something that it requires is not known: of each set of labels
  /// it is undetermined or false.
  package static func isCertainOfNone(_ selector: Value, isServiceSelector: Bool, in documents: DocumentSet) -> Bool {
    if selector.tag == .undetermined { return true }
    guard selector.tag == .node, selector.nodeIndex != NodeIndex.none else { return false }
    let arena = documents.arena(ofUnit: selector.aux)
    var map = selector.nodeIndex
    if !isServiceSelector {
      guard arena.node(map).kind == .object else { return false }
      map = arena.child(of: map, named: "matchLabels")
      if map == NodeIndex.none { return false }
    }
    let node = arena.node(map)
    return node.kind == .object && children(node).contains { !arena.node($0).isPlainText }
  }

  private static func isLabels(_ value: Value) -> Bool {
    LabelPairs.areNone(value) || value.tag == .node || value.tag == .map
  }

  /// A bool or undetermined: an operator that is none is an unknown member; values of the wrong shape, a selector or
  /// labels that are no objects, and fields that a selector does not have, are wrong types. An empty selector selects
  /// everything; what an absent one selects is the caller's to know. False wins over undetermined, wherever each
  /// stands.
  package static func matches(selector: Place, labels: Place) -> Value {
    let node = selector.arena.node(selector.node)
    guard node.kind == .object else { return blame(selector, selector.node, .wrongType) }
    if let problem = problem(ofLabels: labels) { return problem }
    var unknown: Value?
    for child in children(node) {
      let key = selector.arena.symbols.bytes(of: selector.arena.node(child).key)
      let answer: Value
      if key == Array("matchLabels".utf8) {
        answer = matchesMap(selector, child, labels)
      } else if key == Array("matchExpressions".utf8) {
        answer = matchesExpressions(selector, child, labels)
      } else {
        answer = blame(selector, child, .wrongType)
      }
      if answer.tag == .undetermined { unknown = unknown ?? answer } else if !answer.boolValue { return answer }
    }
    return unknown ?? .bool(true)
  }

  /// The selector of a Service: a plain map of labels, which selects nothing if it is empty.
  package static func matches(serviceSelector selector: Place, labels: Place) -> Value {
    let node = selector.arena.node(selector.node)
    guard node.kind == .object else { return blame(selector, selector.node, .wrongType) }
    if let problem = problem(ofLabels: labels) { return problem }
    return node.count == 0 ? .bool(false) : matchesMap(selector, selector.node, labels)
  }

  private static func problem(ofLabels labels: Place) -> Value? {
    guard labels.node != NodeIndex.none else { return nil }
    let kind = labels.arena.node(labels.node).kind
    return kind == .object || kind == .null ? nil : blame(labels, labels.node, .wrongType)
  }

  /// Every entry of a map is among the labels.
  private static func matchesMap(_ selector: Place, _ map: UInt32, _ labels: Place) -> Value {
    let node = selector.arena.node(map)
    if node.kind == .null { return .bool(true) }
    guard node.kind == .object else { return blame(selector, map, .wrongType) }
    var unknown: Value?
    for child in children(node) {
      let key = selector.arena.symbols.bytes(of: selector.arena.node(child).key)
      let answer = equals(selector, child, label(labels, key), labels.added.first { $0.isUnder(key) })
      if answer.tag == .undetermined { unknown = unknown ?? answer } else if !answer.boolValue { return answer }
    }
    return unknown ?? .bool(true)
  }

  private static func matchesExpressions(_ selector: Place, _ list: UInt32, _ labels: Place) -> Value {
    let node = selector.arena.node(list)
    if node.kind == .null { return .bool(true) }
    guard node.kind == .list else { return blame(selector, list, .wrongType) }
    var unknown: Value?
    for child in children(node) {
      let answer = matchesExpression(selector, child, labels)
      if answer.tag == .undetermined { unknown = unknown ?? answer } else if !answer.boolValue { return answer }
    }
    return unknown ?? .bool(true)
  }

  private enum Operator {
    case isIn, isNotIn, exists, doesNotExist
  }

  private static func matchesExpression(_ selector: Place, _ expression: UInt32, _ labels: Place) -> Value {
    let arena = selector.arena
    guard arena.node(expression).kind == .object else { return blame(selector, expression, .wrongType) }
    let keyNode = arena.child(of: expression, named: "key")
    let operatorNode = arena.child(of: expression, named: "operator")
    let values = arena.child(of: expression, named: "values")
    guard keyNode != NodeIndex.none, operatorNode != NodeIndex.none else {
      return blame(selector, expression, .requiredAbsent)
    }
    let key = text(selector, keyNode)
    let operatorText = text(selector, operatorNode)
    if key.tag == .undetermined { return key }
    if operatorText.tag == .undetermined { return operatorText }
    let own = label(labels, arena.bytes(keyNode))
    let added = own == nil ? labels.added.first { $0.isUnder(arena.bytes(keyNode)) } : nil
    let found = own ?? .missing
    let kind: Operator
    switch arena.string(operatorNode) {
    case "In": kind = .isIn
    case "NotIn": kind = .isNotIn
    case "Exists": kind = .exists
    case "DoesNotExist": kind = .doesNotExist
    default: return blame(selector, operatorNode, .unknownMember)
    }
    let hasValues = values != NodeIndex.none && arena.node(values).kind != .null && arena.node(values).count > 0
    guard hasValues == (kind == .isIn || kind == .isNotIn) else {
      return blame(selector, values == NodeIndex.none ? expression : values, .wrongType)
    }
    // A label of which the value is not known may be null, which is none.
    if found.tag == .undetermined, found.cause == .notKnown { return found }
    switch kind {
    case .exists: return .bool(found.tag != .missing || added != nil)
    case .doesNotExist: return .bool(found.tag == .missing && added == nil)
    case .isIn: return isAmong(selector, values, own, added)
    case .isNotIn:
      // Of several pods, some have another value.
      if let added, added.content == .number || added.content == .numberedName { return .bool(true) }
      let answer = isAmong(selector, values, own, added)
      return answer.tag == .bool ? .bool(!answer.boolValue) : answer
    }
  }

  private static func isAmong(
    _ selector: Place, _ values: UInt32, _ found: Value?, _ added: ControllerLabels.Label?
  ) -> Value {
    let node = selector.arena.node(values)
    guard node.kind == .list else { return blame(selector, values, .wrongType) }
    var unknown: Value?
    for child in children(node) {
      let answer = equals(selector, child, found, added)
      if answer.tag == .undetermined { unknown = unknown ?? answer } else if answer.boolValue { return answer }
    }
    return unknown ?? .bool(false)
  }

  /// Compares a wanted text with a label, or with what a controller puts there; an absent label is equal to none.
  private static func equals(
    _ selector: Place, _ child: UInt32, _ found: Value?, _ added: ControllerLabels.Label?
  ) -> Value {
    let wanted = text(selector, child)
    if wanted.tag == .undetermined { return wanted }
    guard let found else {
      guard let added else { return .bool(false) }
      let answer = added.admits(wanted)
      return answer.tag == .undetermined ? blame(selector, child, answer.cause) : answer
    }
    if found.tag == .undetermined { return found }
    return .bool(found.tag == .string && ValueOrder.sameBytes(wanted, found))
  }

  /// The label of a key: a string, undetermined, or nil if there is none.
  private static func label(_ labels: Place, _ key: [UInt8]) -> Value? {
    if labels.table.tag == .map {
      let index = (0..<Int(labels.table.aux)).first { Children.key($0, of: labels.table, in: nil) == key }
      return index.map { Children.child($0, of: labels.table, in: nil) }
    }
    guard labels.node != NodeIndex.none, let symbol = labels.arena.symbols.lookup(key) else { return nil }
    let child = labels.arena.child(of: labels.node, key: symbol)
    return child == NodeIndex.none || labels.arena.node(child).kind == .null ? nil : text(labels, child)
  }

  /// A string of a selector or of labels; templates and other kinds are undetermined.
  private static func text(_ place: Place, _ index: UInt32) -> Value {
    let node = place.arena.node(index)
    guard node.isPlainText else {
      return LeafDecoder.mismatch(node, index: index, unit: place.unit)
    }
    return Value(tag: .string, bits: node.bits, aux: node.count)
  }

  private static func children(_ node: Node) -> Range<UInt32> { node.first..<node.first + node.count }

  /// Of a node that is not known, nothing else is to blame.
  private static func blame(_ place: Place, _ node: UInt32, _ cause: Cause) -> Value {
    .undetermined(place.arena.node(node).isUnknown ? .notKnown : cause, node: node, unit: place.unit)
  }
}
