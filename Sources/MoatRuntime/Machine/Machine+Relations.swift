import MoatDocument
import MoatKinds
import MoatValues

/// Equality, order and the relations of the language.
extension Machine {
  @inline(__always)
  func equal(_ left: Value, _ right: Value, _ mode: UInt8, isNegated: UInt64) -> Value {
    // Two texts without rules of their own, two bools or two ints need nothing more; patterns are numbered by their text.
    if left.tag == right.tag {
      switch left.tag {
      case .string:
        if mode == Comparison.plain.rawByte { return .bool(ValueOrder.sameBytes(left, right) != (isNegated != 0)) }
      case .int, .bool, .date, .duration, .regex: return .bool((left.bits == right.bits) != (isNegated != 0))
      default: break
      }
    }
    let answer = equalSlowly(left, right, mode)
    return answer.tag == .bool ? .bool((answer.bits != 0) != (isNegated != 0)) : answer
  }

  @inline(never)
  func equalSlowly(_ left: Value, _ right: Value, _ mode: UInt8) -> Value {
    if left.isPartlyKnown || right.isPartlyKnown, let rules = Comparison(rawValue: mode),
      let answer = PartialText.equal(left, right, by: rules, in: context.documents)
    {
      return answer
    }
    if left.tag == .undetermined { return left.asCause }
    if right.tag == .undetermined { return right.asCause }
    if PathReader.isAbsent(left) || PathReader.isAbsent(right) {
      return .bool(PathReader.isAbsent(left) && PathReader.isAbsent(right))
    }
    return LoopState.truth(
      ValueOrder.equal(left, right, by: Comparison(rawValue: mode) ?? .plain, in: context.documents))
  }

  @inline(never)
  func order(_ left: Value, _ right: Value, _ comparison: UInt8, _ mode: UInt32) -> Value {
    let order = ValueOrder.compare(left, right, by: Comparison(rawValue: comparison) ?? .plain)
    guard order.tag == .int else { return order.tag == .undetermined ? order : .undetermined(.wrongType) }
    switch OrderMode(rawValue: UInt8(truncatingIfNeeded: mode)) {
    case .less: return .bool(order.intValue < 0)
    case .lessOrEqual: return .bool(order.intValue <= 0)
    case .greater: return .bool(order.intValue > 0)
    default: return .bool(order.intValue >= 0)
    }
  }

  @inline(never)
  func relate(_ left: Value, _ right: Value, _ index: UInt32) -> Value {
    let record = unsafe relations + Int(index)
    let answer: Value
    switch unsafe record.pointee.many {
    case .one: answer = unsafe holds(record.pointee, left, right)
    case .any, .all:
      answer =
        unsafe right.tag == .list ? holdsForList(record, left, right) : holdsForMany(record.pointee, left, right)
    }
    return unsafe record.pointee.isNegated ? LoopState.not(answer) : LoopState.truth(answer)
  }

  /// The relation with each element of a list of values, joined in their order.
  private func holdsForList(_ record: UnsafeMutablePointer<RelationRecord>, _ left: Value, _ right: Value) -> Value {
    let isAll = unsafe record.pointee.many == .all
    let elements = unsafe right.elements
    if unsafe record.pointee.relation == .isUnderPrefix, let image = parsed(left) {
      return unsafe isUnderPrefixes(left, image, elements, isAll: isAll)
    }
    var answer = Value.bool(isAll)
    for index in 0..<elements.count {
      let next = unsafe holds(record.pointee, left, elements[index])
      answer = isAll ? LoopState.and(answer, next) : LoopState.or(answer, next)
      if answer.tag == .bool, (answer.bits != 0) != isAll { break }
    }
    return answer
  }

  private func parsed(_ text: Value) -> ImageReference? { text.tag == .string ? scratch.imageReference(text) : nil }

  /// An image under each of some prefixes: it is parsed once, and so is each prefix, when the program is linked.
  private func isUnderPrefixes(
    _ text: Value, _ image: ImageReference, _ prefixes: UnsafeBufferPointer<Value>, isAll: Bool
  ) -> Value {
    var answer = Value.bool(isAll)
    for index in 0..<prefixes.count {
      let prefix = unsafe prefixes[index]
      var next: Value
      if prefix.tag == .string, prefix.reserved == LinkedProgram.prefixMark {
        next = .bool(text.withBytes { first in prefix.withBytes { ImagePrefix.contains(first, image, under: $0) } })
      } else {
        next = TextRelation.isUnderPrefix.holds(text, prefix)
      }
      next = isAll ? LoopState.and(answer, next) : LoopState.or(answer, next)
      answer = next
      if answer.tag == .bool, (answer.bits != 0) != isAll { break }
    }
    return answer
  }

  /// The relation with each element of the right operand, joined in their order.
  private func holdsForMany(_ record: RelationRecord, _ left: Value, _ right: Value) -> Value {
    if right.tag == .undetermined { return left.tag == .undetermined ? left : right }
    let isAll = record.many == .all
    var answer = Value.bool(isAll)
    if let unknown = forEachElement(
      of: right, record.operands,
      { element in
        let next = self.holds(record, left, element)
        answer = isAll ? LoopState.and(answer, next) : LoopState.or(answer, next)
        return answer.tag != .bool || (answer.bits != 0) == isAll
      })
    {
      return left.tag == .undetermined ? left : unknown
    }
    return answer
  }

  /// Calls `body` with each element until it says no; why the elements are not known, if so.
  func forEachElement(
    of collection: Value, _ record: CollectionRecord, _ body: (Value) -> Bool
  ) -> Value? {
    if PathReader.isAbsent(collection) { return nil }
    if collection.tag == .undetermined { return collection }
    let documents = context.documents
    let isNode = collection.tag == .node
    guard let count = Children.count(of: collection, in: documents) else { return wrongType(collection) }
    if record.isMap, collection.tag != .list || count == 0 {
      for index in 0..<count where !body(entry(index, of: collection, record)) { return nil }
      return nil
    }
    if isNode, Children.isKeyed(collection, in: documents) { return wrongType(collection) }
    for index in 0..<count {
      let element = Children.element(
        index, of: collection, as: record.leaf, table: record.table, tables: plan.linked.enumerations, in: documents)
      if !body(element) { return nil }
    }
    return nil
  }

  func wrongType(_ value: Value) -> Value {
    value.tag == .node
      ? .undetermined(.wrongType, node: value.nodeIndex, unit: value.aux) : .undetermined(.wrongType)
  }

  private func holds(_ record: RelationRecord, _ left: Value, _ right: Value) -> Value {
    if left.isPartlyKnown || right.isPartlyKnown {
      if let answer = partlyKnown(record, left, right), answer.tag == .bool { return answer }
      return (left.tag == .undetermined ? left : right).asCause
    }
    switch record.relation {
    case .isIn:
      if left.tag == .undetermined { return left }
      return right.tag == .undetermined ? right : isMember(left, of: right, record)
    case .includes:
      if left.tag == .undetermined { return left }
      return right.tag == .undetermined ? right : isMember(right, of: left, record)
    case .selects:
      return LabelSelectorMatch.holds(
        left, right, isServiceSelector: record.isServiceSelector, in: context.documents)
    case .matchesRegex: return matches(left, right)
    case .matchesGlob: return TextRelation.matchesGlob.holds(left, right, ignoringCase: record.ignoresCase)
    case .contains: return TextRelation.contains.holds(left, right, ignoringCase: record.ignoresCase)
    case .startsWith: return TextRelation.startsWith.holds(left, right, ignoringCase: record.ignoresCase)
    case .endsWith: return TextRelation.endsWith.holds(left, right, ignoringCase: record.ignoresCase)
    case .isUnderPath: return TextRelation.isUnderPath.holds(left, right, ignoringCase: record.ignoresCase)
    case .isUnderPrefix: return TextRelation.isUnderPrefix.holds(left, right, ignoringCase: record.ignoresCase)
    case .isWithin: return TextRelation.isWithin.holds(left, right, ignoringCase: record.ignoresCase)
    case .covers: return TextRelation.covers.holds(left, right, ignoringCase: record.ignoresCase)
    case .overlaps: return TextRelation.overlaps.holds(left, right, ignoringCase: record.ignoresCase)
    }
  }

  /// What a relation says of a text that is known but for some of its parts; nil if that is open.
  private func partlyKnown(_ record: RelationRecord, _ left: Value, _ right: Value) -> Value? {
    func text(_ relation: TextRelation) -> Value? {
      PartialText.holds(relation, left, right, ignoringCase: record.ignoresCase, in: context.documents)
    }
    switch record.relation {
    case .isIn:
      guard left.isPartlyKnown, right.tag != .undetermined, !record.members.isMap else { return nil }
      return isPartlyKnownMember(left, of: right, record)
    case .includes:
      guard right.isPartlyKnown, left.tag != .undetermined, !record.members.isMap else { return nil }
      return isPartlyKnownMember(right, of: left, record)
    case .matchesRegex:
      guard left.isPartlyKnown, let expression = expression(right) else { return nil }
      return PartialText.matches(left, expression, regexScratch, in: context.documents)
    case .contains: return text(.contains)
    case .startsWith: return text(.startsWith)
    case .endsWith: return text(.endsWith)
    case .isUnderPrefix: return text(.isUnderPrefix)
    case .selects, .matchesGlob, .isUnderPath, .isWithin, .covers, .overlaps: return nil
    }
  }

  private func isPartlyKnownMember(_ value: Value, of collection: Value, _ record: RelationRecord) -> Value {
    if collection.tag == .list { return isElement(value, of: collection, record.comparison) }
    var answer = Value.bool(false)
    let unknown = forEachElement(of: collection, record.members) { element in
      answer = LoopState.or(answer, self.equal(value, element, record.comparison.rawValue, isNegated: 0))
      return answer.tag != .bool || answer.bits == 0
    }
    return unknown ?? answer
  }

  /// Whether a collection has a value among its elements, or among its keys.
  private func isMember(_ value: Value, of collection: Value, _ record: RelationRecord) -> Value {
    if record.members.isMap {
      let found = lookUp(value, in: collection, .any, 0)
      // What is not known may be null, which is no entry.
      if found.tag == .undetermined, found.cause == .notKnown { return found }
      return .bool(found.tag == .undetermined || found.tag != .missing)
    }
    if collection.tag == .list, record.comparison == .plain, value.tag == .string, collection.reserved != 0 {
      let elements = unsafe collection.elements
      return .bool(plan.linked.tables[Int(collection.reserved) - 1].find(value) { unsafe elements[$0] } != nil)
    }
    if collection.tag == .list { return isElement(value, of: collection, record.comparison) }
    var answer = Value.bool(false)
    let unknown = forEachElement(of: collection, record.members) { element in
      answer = LoopState.or(answer, self.equal(value, element, record.comparison.rawValue, isNegated: 0))
      return answer.tag != .bool || answer.bits == 0
    }
    return unknown ?? answer
  }

  private func isElement(_ value: Value, of list: Value, _ comparison: Comparison) -> Value {
    let elements = unsafe list.elements
    var answer = Value.bool(false)
    for index in 0..<elements.count {
      answer = unsafe LoopState.or(answer, equal(value, elements[index], comparison.rawValue, isNegated: 0))
      if answer.tag == .bool, answer.bits != 0 { break }
    }
    return answer
  }

  private func matches(_ text: Value, _ pattern: Value) -> Value {
    if text.tag == .undetermined { return text }
    if pattern.tag == .undetermined { return pattern }
    guard text.tag == .string, pattern.tag == .regex || pattern.tag == .string else { return .undetermined(.wrongType) }
    guard let expression = expression(pattern) else { return .undetermined(.unparsable) }
    switch regexScratch.match(expression, text) {
    case .matched: return .bool(true)
    case .unmatched: return .bool(false)
    case .limit: return .undetermined(.regexLimit)
    }
  }

  /// Nil if the value is none.
  private func expression(_ pattern: Value) -> RegularExpression? {
    switch pattern.tag {
    case .regex: plan.linked.patterns[Int(pattern.bits)]
    case .string: self.pattern(pattern.text)
    default: nil
    }
  }

  /// The patterns of documents that a worker keeps.
  private static let patternLimit = 256

  private func pattern(_ text: String) -> RegularExpression? {
    if let known = patterns[text] { return known }
    guard let compiled = try? RegularExpression(text) else { return nil }
    if patterns.count >= Self.patternLimit { patterns.removeAll() }
    patterns[text] = compiled
    return compiled
  }
}
