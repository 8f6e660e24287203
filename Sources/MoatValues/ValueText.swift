internal import MoatDocument

/// Values as text, for messages and explanations. The text is for people: it is cut where it grows long, and never
/// fails.
package enum ValueText {
  /// Bytes of one string; messages quote values, they do not carry files.
  private static let maximalString = 200
  private static let maximalElements = 20
  private static let maximalDepth = 4
  /// Bytes of one value with all that it holds; what it begins to write is written to its end.
  private static let maximalText = 2000

  /// Renders a value. The type tells a quantity from a decimal and a severity from an int; without it the
  /// representation decides. Nodes need `documents`. A regex is rendered by its caller, which has the patterns.
  package static func render(_ value: Value, type: Type? = nil, in documents: DocumentSet? = nil) -> String {
    var room = maximalText
    return render(value, type: type?.unwrapped, in: documents, depth: 0, &room)
  }

  private static func render(
    _ value: Value, type: Type?, in documents: DocumentSet?, depth: Int, _ room: inout Int
  ) -> String {
    switch value.tag {
    case .missing: return "<missing>"
    case .undetermined: return "<undetermined: \(describe(value.cause))>"
    case .bool: return value.boolValue ? "true" : "false"
    case .int:
      if type == .severity { return SeverityName.render(value.intValue) }
      if type == .quantity { return Quantity.render(Decimal(mantissa: value.intValue)) }
      return String(value.intValue)
    case .decimal:
      return type == .quantity ? Quantity.render(value.decimalValue) : value.decimalValue.rendered
    // Within a list nothing at all would be no element.
    case .string: return value.aux == 0 && depth > 0 ? "\"\"" : cut(value)
    case .date: return CalendarDate.render(value.intValue)
    case .duration: return Duration.render(value.intValue)
    case .regex: return "<pattern \(value.bits)>"
    case .node, .list, .map, .entry:
      return renderContainer(value, type: type, in: documents, depth: depth, &room)
    }
  }

  private static func renderContainer(
    _ value: Value, type: Type?, in documents: DocumentSet?, depth: Int, _ room: inout Int
  ) -> String {
    guard let count = Children.count(of: value, in: documents) else {
      guard let node = Children.node(value, in: documents) else { return "<node>" }
      if node.kind == .null { return "null" }
      let scalar = LeafDecoder.decodeAny(node, index: value.nodeIndex, unit: value.aux)
      return scalar.tag == .node ? "<node>" : render(scalar, type: type, in: documents, depth: depth, &room)
    }
    let isKeyed = Children.isKeyed(value, in: documents)
    if depth >= maximalDepth { return isKeyed ? "{…}" : "[…]" }
    let part = elementType(type)
    var parts: [String] = []
    for index in 0..<min(count, maximalElements) where room > 0 {
      let child = Children.child(index, of: value, in: documents)
      var key = ""
      if isKeyed {
        key = cut(Children.key(index, of: value, in: documents)) + ": "
        room -= key.utf8.count
      }
      // A null is missing to rules; as data it is shown as what it is.
      let text = child.tag == .missing ? "null" : render(child, type: part, in: documents, depth: depth + 1, &room)
      if Children.count(of: child, in: documents) == nil { room -= text.utf8.count }
      room -= 2
      parts.append(key + text)
    }
    if count > parts.count { parts.append("… \(count - parts.count) more") }
    let joined = parts.joined(separator: ", ")
    if value.tag == .entry { return joined }
    return isKeyed ? "{\(joined)}" : "[\(joined)]"
  }

  private static func elementType(_ type: Type?) -> Type? {
    switch type {
    case .list(let element), .set(let element), .map(let element), .entry(let element): element.unwrapped
    default: nil
    }
  }

  /// What a cause says, as a phrase for messages.
  package static func describe(_ cause: Cause) -> String {
    switch cause {
    case .wrongType: "of another type than its schema says"
    case .unparsable: "does not parse as its type"
    case .requiredAbsent: "a required field is absent"
    case .unknownMember: "not a member of its enum"
    case .template: "a template that was not rendered"
    case .overCost: "over the cost limit"
    case .dataNotGiven: "the data set was not given"
    case .partOfSet: "the answer may lie outside of the given documents"
    case .overflow: "too large"
    case .divisionByZero: "a division by zero"
    case .regexLimit: "a regular expression met its limit"
    case .noAnswer: "the function has no answer for its argument"
    case .nullElement: "a null in a list"
    case .notKnown: "not known"
    }
  }

  private static func cut(_ key: [UInt8]) -> String {
    key.count <= maximalString
      ? String(decoding: key, as: UTF8.self) : String(decoding: key.prefix(maximalString), as: UTF8.self) + "…"
  }

  /// A string, cut between characters.
  private static func cut(_ value: Value) -> String {
    guard value.aux > UInt32(maximalString) else { return value.text }
    let end = value.withBytes { text in
      var end = maximalString
      while end > 0, ASCII.isContinuation(text[end]) { end -= 1 }
      return end
    }
    return value.slice(Part(0, end)).text + "…"
  }
}
