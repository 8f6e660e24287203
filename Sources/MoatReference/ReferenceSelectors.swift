import MoatDocument
import MoatKinds
import MoatValues

/// Whether a selector selects labels, written anew from the Kubernetes API's words: every requirement holds; `NotIn` and
/// `DoesNotExist` hold for a label that is absent; `In` and `NotIn` have values, the other two have none.
extension ReferenceEvaluator {
  func selects(_ selector: Value, _ type: Type, _ labels: Value) -> Value {
    let isOfService = type.unwrapped == .serviceSelector
    // The reading of an absent selector is the empty one: every pod of a label selector, none of a service's.
    // So is an empty object; an empty text or list is none, where no schema says what it is.
    let isEmptyList = selector.tag == .list && selector.aux == 0
    let isEmptyObject = kind(of: selector) == .object && isEmpty(selector) == true
    if isAbsent(selector) || isEmptyList || isEmptyObject { return problem(ofLabels: labels) ?? .bool(!isOfService) }
    let isText = kind(of: selector) == .string && Children.node(selector, in: context.documents)?.isUnknown == false
    if selector.tag == .string || isText { return .undetermined(.noAnswer) }
    guard let node = Children.node(selector, in: context.documents), node.kind == .object else {
      return wrongType(Reading(selector))
    }
    if let problem = problem(ofLabels: labels) { return problem }
    let added = selector.aux == labels.aux ? [] : ControllerLabels.of(labels, in: context.documents)
    if isOfService { return all(of: selector) { pair($0, $1, labels, added) } }
    return all(of: selector) { key, value in
      switch String(decoding: key, as: UTF8.self) {
      case "matchLabels":
        kind(of: value) == .null
          ? .bool(true)
          : kind(of: value) == .object ? all(of: value) { pair($0, $1, labels, added) } : wrongType(Reading(value))
      case "matchExpressions":
        kind(of: value) == .null
          ? .bool(true)
          : kind(of: value) == .list ? all(of: value) { requirement($1, labels, added) } : wrongType(Reading(value))
      default: wrongType(Reading(value))
      }
    }
  }

  func kind(of value: Value) -> NodeKind? { Children.node(value, in: context.documents)?.kind }

  private func problem(ofLabels labels: Value) -> Value? {
    if isAbsent(labels) || labels.tag == .map || labels.tag == .list && labels.aux == 0 { return nil }
    if let kind = kind(of: labels), kind == .object || kind == .null { return nil }
    return wrongType(Reading(labels))
  }

  /// Kleene's `and` over the children of a node.
  private func all(of node: Value, _ holds: (_ key: [UInt8], _ child: Value) -> Value) -> Value {
    let answers = children(of: node).map { holds($0.key, $0.node) }
    if let contrary = answers.first(where: { $0.tag == .bool && !$0.boolValue }) { return contrary }
    return answers.first { $0.tag == .undetermined } ?? .bool(true)
  }

  private func children(of value: Value) -> [(key: [UInt8], node: Value)] {
    guard let parent = Children.node(value, in: context.documents) else { return [] }
    return (0..<Int(parent.count)).map { index in
      let key = parent.kind == .object ? Children.key(index, of: value, in: context.documents) : []
      return (key, .node(parent.first + UInt32(index), unit: value.aux))
    }
  }

  private func pair(
    _ key: [UInt8], _ wanted: Value, _ labels: Value, _ added: [ControllerLabels.Label]
  ) -> Value {
    equals(wanted, label(key, labels), added.first { $0.isUnder(key) })
  }

  /// As `equals`, where a controller's label stands in for one that the template does not have.
  private func equals(_ wanted: Value, _ found: Value, _ added: ControllerLabels.Label?) -> Value {
    let text = text(wanted)
    guard found.tag == .missing, let added, text.tag != .undetermined else { return equals(text, found) }
    let answer = added.admits(text)
    return answer.tag == .undetermined
      ? .undetermined(answer.cause, node: wanted.nodeIndex, unit: wanted.aux) : answer
  }

  private func equals(_ wanted: Value, _ found: Value) -> Value {
    if wanted.tag == .undetermined { return wanted }
    if found.tag == .undetermined { return found }
    return .bool(found.tag == .string && ValueOrder.sameBytes(wanted, found))
  }

  /// A string that is no template.
  private func text(_ value: Value) -> Value {
    guard value.tag == .node else { return value.tag == .string ? value : .undetermined(.wrongType) }
    return decoded(value, as: .string, isIdentifier: true)
  }

  /// Missing where there is none.
  private func label(_ key: [UInt8], _ labels: Value) -> Value {
    guard !isAbsent(labels), let count = Children.count(of: labels, in: context.documents) else { return .missing }
    for index in 0..<count where Children.key(index, of: labels, in: context.documents) == key {
      guard let parent = Children.node(labels, in: context.documents) else {
        return text(Children.child(index, of: labels, in: context.documents))
      }
      let node = Value.node(parent.first + UInt32(index), unit: labels.aux)
      return kind(of: node) == .null ? .missing : text(node)
    }
    return .missing
  }

  private func requirement(
    _ expression: Value, _ labels: Value, _ all: [ControllerLabels.Label]
  ) -> Value {
    guard kind(of: expression) == .object else { return wrongType(Reading(expression)) }
    let members = Dictionary(
      children(of: expression).map { (String(decoding: $0.key, as: UTF8.self), $0.node) }
    ) { first, _ in first }
    guard let keyNode = members["key"], let operatorNode = members["operator"] else {
      return .undetermined(.requiredAbsent, node: expression.nodeIndex, unit: expression.aux)
    }
    let (key, word) = (text(keyNode), text(operatorNode))
    if key.tag == .undetermined { return key }
    if word.tag == .undetermined { return word }
    let found = label(Array(key.text.utf8), labels)
    let added = found.tag == .missing ? all.first { $0.isUnder(Array(key.text.utf8)) } : nil
    let values = members["values"]
    let wanted = values.map { children(of: $0).map(\.node) } ?? []
    let hasValues = !wanted.isEmpty || values.map { self.isText($0) } == true
    let isAbout = word.text == "In" || word.text == "NotIn"
    guard isAbout || word.text == "Exists" || word.text == "DoesNotExist" else {
      return .undetermined(.unknownMember, node: operatorNode.nodeIndex, unit: operatorNode.aux)
    }
    guard hasValues == isAbout else { return wrongType(Reading(values ?? expression)) }
    // A null label is none, and what is not known may be null.
    if found.tag == .undetermined, found.cause == .notKnown { return found }
    switch word.text {
    case "Exists": return .bool(found.tag != .missing || added != nil)
    case "DoesNotExist": return .bool(found.tag == .missing && added == nil)
    default:
      guard let values, kind(of: values) == .list else { return wrongType(Reading(values ?? expression)) }
      if word.text == "NotIn", let added, [.number, .numberedName].contains(added.content) { return .bool(true) }
      let answers = wanted.map { equals($0, found, added) }
      let isAmong = answers.first { $0.tag == .bool && $0.boolValue } ?? answers.first { $0.tag == .undetermined }
      guard let isAmong else { return .bool(word.text == "NotIn") }
      return isAmong.tag == .bool ? .bool(word.text == "In") : isAmong
    }
  }

  private func isText(_ value: Value) -> Bool { kind(of: value) == .string && isEmpty(value) == false }
}
