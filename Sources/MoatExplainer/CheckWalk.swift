import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// What stays the same of a check for every subject of its rule.
final class CheckParts {
  let check: CheckedRule.Check
  /// Its place in the rule.
  let index: Int
  /// The quantifiers that stand in no other one, and the slots of their variables.
  let quantifiers: [CheckedQuantified]
  let slots: [Int]
  /// Those of all checks of the rule: their names are what outcomes may use.
  let names: [CheckedQuantified]

  init(_ check: CheckedRule.Check, at index: Int, names: [CheckedQuantified]) {
    self.check = check
    self.index = index
    self.names = names
    quantifiers = TreeParts.outermostQuantifiers(check.condition)
    slots = quantifiers.map(\.variable.slot)
  }
}

/// Explains one check for the subject whose levels are bound.
struct CheckWalk {
  let parts: CheckParts
  let walk: Walk
  let innermost: Witness

  func explain() -> CheckExplanation {
    let check = parts.check
    walk.outermost = parts.slots
    if let excuse = check.excuse, walk.condition(excuse).truth == true { return explanation(.pass, []) }
    let answer = walk.condition(check.condition)
    switch (check.form, answer.truth) {
    case (.require, true), (.denyWhen, false), (.warnWhen, false): return explanation(.pass, [])
    case (_, nil): return explanation(.undetermined, [undetermined(answer)])
    case (.require, false), (.denyWhen, true): return failing(.fail, answer)
    case (.warnWhen, true): return failing(.warn, answer)
    }
  }

  private func explanation(_ verdict: SubjectVerdict, _ deciders: [Decider], more: Int = 0) -> CheckExplanation {
    CheckExplanation(check: parts.index, verdict: verdict, deciders: deciders, moreDeciders: more)
  }

  // MARK: What decided

  /// The leftmost quantifier that was decided by its elements, and the witness of an operand further left.
  private struct Decision {
    var quantified: CheckedQuantified?
    var survey: Survey?
    var shared: Witness?
  }

  private func failing(_ verdict: SubjectVerdict, _ answer: Placed) -> CheckExplanation {
    var decision = Decision()
    decide(parts.check.condition, answer, &decision)
    guard let quantified = decision.quantified, let survey = decision.survey else {
      bindWitnesses(except: nil)
      return explanation(verdict, [decider(at: answer.place, element: nil, cause: nil)])
    }
    bindWitnesses(except: quantified)
    let deciders = survey.deciding.map { element in
      bind(quantified.variable, element.value)
      return decider(at: decision.shared ?? element.witness, element: element.value.place, cause: nil)
    }
    return explanation(verdict, deciders, more: survey.decidingCount - deciders.count)
  }

  /// Follows the operands that decide, leftmost first, until a quantifier is found that elements decided.
  private func decide(_ condition: CheckedExpression, _ answer: Placed, _ decision: inout Decision) {
    guard decision.quantified == nil else { return }
    if walk.mutation?.answer(for: condition.id) == nil {
      switch condition.form {
      case .not(let operand): return decide(operand, Walk.not(answer), &decision)
      case .and(let left, let right):
        return decide(left, right, absorbing: false, &decision)
      case .or(let left, let right):
        return decide(left, right, absorbing: true, &decision)
      case .quantified(let quantified):
        let survey = walk.survey(quantified, limit: CheckExplanation.deciderLimit)
        if !survey.deciding.isEmpty {
          decision.quantified = quantified
          decision.survey = survey
          return
        }
      default: break
      }
    }
    decision.shared = decision.shared ?? answer.place
  }

  private func decide(
    _ left: CheckedExpression, _ right: CheckedExpression, absorbing: Bool, _ decision: inout Decision
  ) {
    let (first, second) = (walk.condition(left), walk.condition(right))
    // Where one operand absorbs the other, only those that do decide; else both are needed.
    let absorbs = first.truth == absorbing || second.truth == absorbing
    if !absorbs || first.truth == absorbing { decide(left, first, &decision) }
    if !absorbs || second.truth == absorbing { decide(right, second, &decision) }
  }

  private func undetermined(_ answer: Placed) -> Decider {
    bindWitnesses(except: nil)
    let element = openElement(parts.check.condition)
    let isBlamed = answer.value.causeNode != NodeIndex.none
    var decider = decider(at: answer.place, element: element, cause: answer.value.cause, isBlamed: isBlamed)
    decider.gap = answer.value.gap
    return decider
  }

  /// The element that leaves the leftmost undetermined operand open, where that is a quantifier.
  private func openElement(_ condition: CheckedExpression) -> Witness? {
    guard walk.mutation?.answer(for: condition.id) == nil else { return nil }
    switch condition.form {
    case .not(let operand): return openElement(operand)
    case .and(let left, let right), .or(let left, let right):
      return openElement(walk.condition(left).isUndetermined ? left : right)
    case .quantified(let quantified): return walk.answered(quantified).open?.value.place
    default: return nil
    }
  }

  // MARK: Names of witnesses

  /// Binds the names that outcomes may use to the element that decided its quantifier first, or leaves it open. Names of
  /// quantifiers that none decided are missing.
  private func bindWitnesses(except decided: CheckedQuantified?) {
    for quantified in parts.names { walk.bind(quantified.variable, Placed(.missing)) }
    for quantified in parts.quantifiers
    where quantified.variable.slot != decided?.variable.slot {
      let survey = walk.answered(quantified)
      let element = survey.deciding.first ?? survey.open
      bind(quantified.variable, element?.value ?? Placed(.missing))
    }
  }

  /// Checks that share their outcomes may each bind the name that these use: it stands for the one that decided.
  private func bind(_ variable: Variable, _ value: Placed) {
    for quantified in parts.names where quantified.variable.name == variable.name {
      walk.bind(quantified.variable, value)
    }
  }

  // MARK: Outcomes

  /// - Parameter isBlamed: the place is the node that cannot be read, which no `at` says better.
  private func decider(at place: Witness?, element: Witness?, cause: Cause?, isBlamed: Bool = false) -> Decider {
    let outcomes = parts.check.outcomes
    var witness = place ?? innermost
    if !isBlamed, let expression = outcomes.place, let named = walk.evaluate(expression).place {
      // What cannot be read in another document is not a fault of the place that the rule names in this one.
      let isElsewhere = cause != nil && cause != .partOfSet && isInOtherDocument(witness, than: named)
      if !isElsewhere { witness = named }
    }
    var decider = Decider(
      witness: witness, element: element, cause: cause, message: text(outcomes.message), remedy: text(outcomes.remedy))
    if let severity = outcomes.severity.map({ walk.evaluate($0).value }), severity.tag == .int {
      decider.severity = Int(exactly: severity.intValue)
    }
    decider.edit = outcomes.fix.flatMap { edit($0) }
    return decider
  }

  private func isInOtherDocument(_ witness: Witness, than other: Witness) -> Bool {
    let documents = walk.context.documents
    return documents.arena(ofUnit: witness.unit) !== documents.arena(ofUnit: other.unit)
      || documents.anchor(0, ofUnit: witness.unit) != documents.anchor(0, ofUnit: other.unit)
  }

  private func text(_ parts: [CheckedRule.Outcomes.Part]) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let words): text += words
      case .hole(let alternatives):
        let values = alternatives.lazy.map { (walk.evaluate($0), $0.type) }
        guard let (value, type) = values.first(where: { !$0.0.isAbsent }) ?? values.last else { continue }
        text += ProseText.render(value, type: type, walk.context)
      }
    }
    return text
  }

  /// Nil where the document has no such place, or the value is not known.
  private func edit(_ edit: CheckedRule.Outcomes.Edit) -> ProposedEdit? {
    switch edit {
    case .set(let path, let value): return self.edit(.set, path, value)
    case .add(let value, let path): return self.edit(.add, path, value)
    case .remove(let path):
      guard let place = ownPlace(path), place.absent.isEmpty else { return nil }
      return ProposedEdit(action: .remove, place: place, value: nil)
    }
  }

  private func edit(
    _ action: ProposedEdit.Action, _ path: CheckedExpression, _ value: CheckedExpression
  ) -> ProposedEdit? {
    let found = walk.evaluate(value)
    guard let place = ownPlace(path), !found.isAbsent, !found.isUndetermined else { return nil }
    let text = ValueText.render(found.value, type: value.type, in: walk.context.documents)
    return ProposedEdit(action: action, place: place, value: text)
  }

  /// Where a field itself stands or would stand, not where its value is inherited from.
  private func ownPlace(_ path: CheckedExpression) -> Witness? {
    if case .field(let base, let field) = path.form { return walk.own(field, of: walk.evaluate(base)).place }
    return walk.evaluate(path).place
  }
}
