import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatValues

/// An element that decided a quantifier or left it open, with what to say of it.
struct DecidingElement {
  var value: Placed
  var witness: Witness?
}

/// What came of the elements of a quantifier.
struct Survey {
  /// A bool, or undetermined.
  var answer: Value
  /// Where the domain stands, or the node to blame for an unknown domain or count.
  var place: Witness?
  /// The elements that decided, in order; no more than were asked for. Empty if none did alone.
  var deciding: [DecidingElement] = []
  /// How many decided, those in `deciding` included.
  var decidingCount = 0
  /// The element that leaves the quantifier open.
  var open: DecidingElement?
}

extension Walk {
  func answer(of survey: Survey) -> Placed {
    let element = survey.deciding.first ?? survey.open
    let answer = Placed(survey.answer, at: element == nil ? survey.place : element?.witness)
    return Placed(answer.value, at: answer.blamed ?? answer.place)
  }

  /// Goes through the elements. `limit` is how many deciding ones are listed; with 1 the walk ends where the answer is
  /// known, with more every element is counted.
  func survey(_ quantified: CheckedQuantified, limit: Int) -> Survey {
    let elements: Elements
    switch self.elements(of: quantified.domain) {
    case .known(let found):
      let isEvery = if case .every = quantified.amount { true } else { false }
      elements = narrowed(
        found, of: quantified.domain, quantified.variable, [quantified.condition, isEvery ? nil : quantified.body])
    case .unknown(let cause): return Survey(answer: cause.value, place: cause.blamed ?? cause.place)
    }
    guard let number = number(quantified.amount) else { return count(quantified, elements, nil, limit: limit) }
    if number.isUndetermined {
      return Survey(answer: number.value, place: number.blamed ?? number.place ?? elements.collection.place)
    }
    return count(quantified, elements, number.value.intValue, limit: limit)
  }

  /// The number of `exactly`, `at least`, `at most`; nil for the others.
  private func number(_ amount: CheckedQuantified.Amount) -> Placed? {
    switch amount {
    case .some, .every, .no: return nil
    case .exactly(let expression), .atLeast(let expression), .atMost(let expression):
      let found = evaluate(expression)
      return found.value.tag == .int || found.isUndetermined
        ? found : Placed(.undetermined(.wrongType), at: found.place)
    }
  }

  /// What is known of one element.
  enum Standing {
    /// Belongs, passes the filter and has a body that decides: true, or for `every` false.
    case decides(Witness?)
    case open(Placed)
    case clear
  }

  private func count(
    _ quantified: CheckedQuantified, _ elements: Elements, _ number: Int64?, limit: Int
  ) -> Survey {
    var survey = Survey(answer: .missing, place: elements.collection.place)
    var possible: Int64 = 0
    var firstOpen: (element: DecidingElement, cause: Value)?
    // Only where it makes no difference how many there are.
    let endsWhenOpen = elements.isCertainOfNone && Self.isBare(quantified.amount)
    let areMembers = elements.candidates?.areExact ?? false
    for place in 0..<elements.countOfCandidates {
      WorkMeter.add(1)
      let element = element(elements.candidate(place), of: elements)
      if isLeftOut(element, of: quantified) { continue }
      switch standing(element, quantified, elements, isMember: areMembers) {
      case .clear: continue
      case .open(let cause):
        possible += 1
        if firstOpen == nil {
          firstOpen = (DecidingElement(value: element, witness: witness(cause.place, within: element)), cause.value)
        }
      case .decides(let place):
        possible += 1
        survey.decidingCount += 1
        if survey.deciding.count < limit {
          survey.deciding.append(DecidingElement(value: element, witness: witness(place, within: element)))
        }
      }
      if endsWhenOpen, firstOpen != nil { break }
      if survey.decidingCount == CheckExplanation.countLimit, Self.isBare(quantified.amount) { break }
      if limit == 1, Self.isDecided(quantified.amount, number, Int64(survey.decidingCount)) { break }
    }
    let certain = Int64(survey.decidingCount)
    if let answer = Self.decide(quantified.amount, number, certain: certain, possible: possible, isWhole: true) {
      let gap = gap(in: elements, of: quantified.domain)
      let remains =
        gap == nil
        ? answer : Self.decide(quantified.amount, number, certain: certain, possible: possible, isWhole: false)
      survey.answer = remains.map { .bool($0) } ?? .undetermined(partOfSet: gap ?? 0)
    } else {
      survey.answer = firstOpen?.cause ?? .undetermined(.noAnswer)
      survey.open = firstOpen?.element
    }
    if !Self.isDecided(quantified.amount, number, certain) {
      survey.deciding = []
      survey.decidingCount = 0
    }
    return survey
  }

  /// True for the quantifiers that one element decides.
  private static func isBare(_ amount: CheckedQuantified.Amount) -> Bool {
    switch amount {
    case .some, .every, .no: true
    case .exactly, .atLeast, .atMost: false
    }
  }

  /// - Parameter isMember: true if the element is known to belong to the domain.
  func standing(
    _ element: Placed, _ quantified: CheckedQuantified, _ elements: Elements, isMember: Bool = false
  ) -> Standing {
    bind(quantified.variable, element)
    let belongs = isMember ? Placed(.bool(true)) : belongs(element, to: elements)
    if belongs.truth == false { return .clear }
    var filter = Placed(.bool(true))
    if let condition = quantified.condition { filter = self.condition(condition) }
    if filter.truth == false { return .clear }
    let body = condition(quantified.body)
    let decisive = if case .every = quantified.amount { false } else { true }
    if body.truth == !decisive { return .clear }
    if belongs.isUndetermined { return .open(belongs) }
    if filter.isUndetermined { return .open(filter) }
    if body.isUndetermined { return .open(body) }
    return .decides(body.place)
  }

  /// True if the elements decide alone, whatever else there may be.
  private static func isDecided(_ amount: CheckedQuantified.Amount, _ number: Int64?, _ certain: Int64) -> Bool {
    switch amount {
    case .some, .every, .no: certain > 0
    case .atLeast: certain > 0 && certain >= number ?? 0
    case .atMost, .exactly: certain > number ?? 0 && certain > 0
    }
  }

  /// Nil if it is not known. For `every`, those are certain whose body is false.
  private static func decide(
    _ amount: CheckedQuantified.Amount, _ number: Int64?, certain: Int64, possible: Int64, isWhole: Bool
  ) -> Bool? {
    let number = number ?? 0
    let mayBe = isWhole ? possible : Int64.max
    switch amount {
    case .some: return certain > 0 ? true : mayBe == 0 ? false : nil
    case .no, .every: return certain > 0 ? false : mayBe == 0 ? true : nil
    case .atLeast: return certain >= number ? true : mayBe < number ? false : nil
    case .atMost: return certain > number ? false : mayBe <= number ? true : nil
    case .exactly: return certain > number || mayBe < number ? false : certain == mayBe ? true : nil
    }
  }

  /// The place of the first gap that may hold further elements; nil if none does.
  func gap(in elements: Elements, of domain: CheckedDomain) -> Int? {
    guard case .documents(let kind, _, _) = domain, case .documents(_, let join) = elements.source else { return nil }
    let namespace = join.flatMap { $0.field.isEffectiveNamespace ? $0.wanted.value : nil }
    return context.documents.gap(of: kind, in: namespace ?? .missing)
  }

  /// `other`: the very node that a name in scope stands for, or another copy of its object.
  func isLeftOut(_ element: Placed, of quantified: CheckedQuantified) -> Bool {
    quantified.others.contains { variable in
      guard let other = bound(variable)?.value else { return false }
      return context.documents.areSame(other, element.value)
    }
  }

  /// The place of a body if it lies within the element, else the element. An element that has no place (of a table of
  /// the policy) holds none, and leaves the body's.
  private func witness(_ place: Witness?, within element: Placed) -> Witness? {
    guard let own = element.place, let place else { return element.place ?? place }
    return place.lies(within: own, in: context.documents) ? place : own
  }
}
