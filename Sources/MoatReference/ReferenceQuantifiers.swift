import MoatDocument
import MoatKinds
import MoatSemantics
import MoatValues

/// Quantifiers and comprehensions.
extension ReferenceEvaluator {
  /// An element of a domain, and whether it belongs there.
  struct Member {
    var reading: Reading
    var belongs: Judgement
  }

  /// What a quantifier ranges over: its members in order, where more of them may be missing, and the place of the whole.
  struct Range {
    var members: Known<[Member]>
    /// The first of the set's gaps that may hold more members; nil if there can be none.
    var gap: Int?
    var origin: Place?

    var isWhole: Bool { gap == nil }
  }

  /// The first gap whose kinds and namespace fit those of a join.
  private func gap(_ kind: ObjectTypeID, _ sameField: Field?, _ wanted: Reading?) -> Int? {
    var namespace: String?
    if let sameField, sameField.isEffectiveNamespace, let wanted, wanted.value.tag == .string, wanted.value.aux > 0 {
      namespace = wanted.value.text
    }
    return context.documents.gaps.firstIndex { gap in
      let isOfKind =
        switch gap.kinds {
        case .all: true
        case .allBut(let others): !others.contains(kind)
        case .only(let kinds): kinds.contains(kind)
        }
      guard isOfKind, let namespace, let own = gap.namespace else { return isOfKind }
      return own == Array(namespace.utf8)
    }
  }

  func range(_ domain: CheckedDomain, _ scope: Scope) -> Range {
    func all(_ elements: Known<[Reading]>, _ origin: Place?) -> Range {
      switch elements {
      case .unknown(let cause): Range(members: .unknown(cause), origin: origin)
      case .known(let elements):
        Range(
          members: .known(elements.map { Member(reading: $0, belongs: Judgement(true, witness: nil)) }), origin: origin)
      }
    }
    switch domain {
    case .elements(let collection):
      let whole = evaluate(collection, scope)
      return all(elements(of: whole, type: collection.type), whole.origin)
    case .parts(let domain, let whole):
      let (elements, origin) = parts(domain, of: evaluate(whole, scope))
      return all(elements, origin)
    case .documents(let kind, let sameField, let expression):
      let wanted = expression.map { evaluate($0, scope) }
      let members = context.documents.units(of: kind).map { unit -> Member in
        let node = context.documents.anchor(0, ofUnit: unit)
        let reading = Reading(.node(node, unit: unit), Place(unit: unit, node: node))
        guard let sameField, let wanted else {
          return Member(reading: reading, belongs: Judgement(true, witness: nil))
        }
        let own = read(sameField, of: reading)
        let answer = equal(own.value, wanted.value, MoatValues.Comparison(sameField.type))
        let belongs = Self.unknown(own, wanted) ?? Judgement(answer, witness: own.origin)
        return Member(reading: reading, belongs: belongs)
      }
      return Range(members: .known(members), gap: gap(kind, sameField, wanted), origin: wanted?.origin)
    }
  }

  /// What the three questions to one element gave.
  private struct Answers {
    var element: Reading
    var belongs: Judgement
    var filter: Judgement
    var body: Judgement

    /// In the order in which a cause is looked for.
    var all: [Judgement] { [belongs, filter, body] }
    var isCertain: Bool { all.allSatisfy { $0.truth == true } }
    var isPossible: Bool { all.allSatisfy { $0.truth != false } }
    /// It certainly belongs and passes, and the body is false.
    var isCounterexample: Bool { belongs.truth == true && filter.truth == true && body.truth == false }
    /// It does not belong, does not pass, or has a true body.
    var isMet: Bool { belongs.truth == false || filter.truth == false || body.truth == true }
  }

  func decide(_ quantified: CheckedQuantified, _ scope: Scope) -> Judgement {
    let range = range(quantified.domain, scope)
    guard case .known(let members) = range.members else {
      guard case .unknown(let cause) = range.members else { return Judgement(.undetermined(.noAnswer), witness: nil) }
      return Judgement(cause, witness: range.origin)
    }
    let others = quantified.others.compactMap { scope[$0.slot]?.value }
    let answers = members.compactMap { member -> Answers? in
      let value = member.reading.value
      if others.contains(where: { isSame($0, value) }) { return nil }
      let inner = scope.merging([quantified.variable.slot: member.reading]) { $1 }
      return Answers(
        element: member.reading, belongs: member.belongs,
        filter: quantified.condition.map { judge($0, inner) } ?? Judgement(true, witness: nil),
        body: judge(quantified.body, inner))
    }
    let count: CheckedExpression
    switch quantified.amount {
    case .every: return every(answers, range)
    case .some: return amount(.some, answers, range)
    case .no: return amount(.no, answers, range)
    case .exactly(let expression), .atLeast(let expression), .atMost(let expression): count = expression
    }
    let wanted = evaluate(count, scope)
    guard wanted.value.tag == .int else {
      let cause = wanted.value.tag == .undetermined ? wanted.value : .undetermined(.wrongType)
      return Judgement(cause, witness: wanted.origin ?? range.origin)
    }
    switch quantified.amount {
    case .exactly: return amount(.exactly(wanted.value.intValue), answers, range)
    case .atLeast: return amount(.atLeast(wanted.value.intValue), answers, range)
    default: return amount(.atMost(wanted.value.intValue), answers, range)
    }
  }

  /// `other` leaves out what a name in scope stands for: that node, or another copy of that object.
  private func isSame(_ left: Value, _ right: Value) -> Bool {
    guard left.tag == .node, right.tag == .node else { return false }
    if left.nodeIndex == right.nodeIndex, left.aux == right.aux { return true }
    func object(_ value: Value) -> UInt32? {
      let documents = context.documents
      guard documents.anchor(0, ofUnit: value.aux) == value.nodeIndex else { return nil }
      return documents.object(ofUnit: value.aux)
    }
    return object(left).map { $0 == object(right) } ?? false
  }

  private func every(_ answers: [Answers], _ range: Range) -> Judgement {
    let counterexamples = answers.filter(\.isCounterexample)
    if !counterexamples.isEmpty { return decided(false, by: counterexamples) }
    if let open = answers.first(where: { !$0.isMet }) { return left(open: open) }
    return range.isWhole ? Judgement(true, witness: range.origin) : part(range)
  }

  private enum Amount {
    case some
    case no
    case exactly(Int64)
    case atLeast(Int64)
    case atMost(Int64)

    /// The answer of the numbers, nil if they leave it open, and whether the certain elements bring it about.
    func answer(certain: Int64, possible: Int64) -> (truth: Bool?, isByElements: Bool) {
      switch self {
      case .some: certain > 0 ? (true, true) : possible == 0 ? (false, false) : (nil, false)
      case .no: certain > 0 ? (false, true) : possible == 0 ? (true, false) : (nil, false)
      case .atLeast(let wanted):
        certain >= wanted ? (true, certain > 0) : possible < wanted ? (false, false) : (nil, false)
      case .atMost(let wanted):
        certain > wanted ? (false, certain > 0) : possible <= wanted ? (true, false) : (nil, false)
      case .exactly(let wanted):
        if certain > wanted {
          (false, certain > 0)
        } else if possible < wanted {
          (false, false)
        } else {
          certain == wanted && possible == wanted ? (true, false) : (nil, false)
        }
      }
    }
  }

  private func amount(_ amount: Amount, _ answers: [Answers], _ range: Range) -> Judgement {
    let certain = answers.filter(\.isCertain)
    let possible = Int64(answers.count(where: \.isPossible))
    let (truth, isByElements) = amount.answer(certain: Int64(certain.count), possible: possible)
    guard let truth else {
      let open = answers.first { $0.isPossible && !$0.isCertain }
      return open.map { left(open: $0) } ?? part(range)
    }
    // In a part of a set there may be any number of further ones.
    let isKnown = range.isWhole || amount.answer(certain: Int64(certain.count), possible: Int64.max).truth != nil
    guard isKnown else { return part(range) }
    return isByElements ? decided(truth, by: certain) : Judgement(truth, witness: range.origin)
  }

  private func part(_ range: Range) -> Judgement {
    Judgement(.undetermined(partOfSet: range.gap ?? 0), witness: range.origin)
  }

  /// The answer of elements, each with its witness: that of its body if it lies within the element.
  private func decided(_ truth: Bool, by elements: [Answers]) -> Judgement {
    var result = Judgement(truth, witness: nil)
    let deciders = elements.map { answer in
      Judgement.Decider(element: answer.element.origin, witness: witness(answer.body.witness, of: answer.element))
    }
    result.witness = deciders.first?.witness
    result.deciders = deciders
    return result
  }

  /// The place of an answer about an element if it lies within the element, else the element.
  private func witness(_ place: Place?, of element: Reading) -> Place? {
    guard let own = element.origin else { return place }
    return place.map { lies($0, within: own) } == true ? place : own
  }

  /// Undetermined because of one element: the first question to it that has no answer says why.
  private func left(open answers: Answers) -> Judgement {
    guard let first = answers.all.first(where: { $0.truth == nil }) else {
      return Judgement(.undetermined(.noAnswer), witness: answers.element.origin)
    }
    return Judgement(first.cause, witness: witness(first.witness, of: answers.element))
  }

  private func lies(_ place: Place, within element: Place) -> Bool {
    guard place.unit == element.unit else { return false }
    // What is absent holds only what is absent below it.
    if !element.absent.isEmpty {
      return place.node == element.node && place.absent.starts(with: element.absent)
    }
    let arena = context.documents.arena(ofUnit: place.unit)
    var node = place.node
    while node != NodeIndex.none {
      if node == element.node { return true }
      node = arena.parent(node)
    }
    return false
  }

  /// Undetermined as a whole with the first cause: an unknown domain, an unknown filter or an undetermined element.
  func collect(
    _ element: CheckedExpression, _ variable: Variable, _ domain: CheckedDomain, _ condition: CheckedExpression?,
    _ scope: Scope
  ) -> Reading {
    let range = range(domain, scope)
    guard case .known(let members) = range.members else {
      guard case .unknown(let cause) = range.members else { return Reading(.undetermined(.noAnswer), range.origin) }
      return Reading(cause, range.origin)
    }
    var values: [Value] = []
    for member in members {
      let inner = scope.merging([variable.slot: member.reading]) { $1 }
      let passes = Judgement.and(
        member.belongs, condition.map { judge($0, inner) } ?? Judgement(true, witness: nil))
      if passes.truth == false { continue }
      if passes.truth == nil { return Reading(passes.cause, passes.witness ?? range.origin) }
      let collected = evaluate(element, inner)
      if collected.value.tag == .undetermined { return Reading(collected.value, collected.origin ?? range.origin) }
      values.append(collected.value)
    }
    return Reading(range.gap.map { .undetermined(partOfSet: $0) } ?? context.scratch.list(values), range.origin)
  }
}
