import MoatDocument
import MoatKinds
import MoatSemantics
import MoatSyntax
package import MoatValues

/// What the reference says of one subject.
package struct ReferenceSubject: Sendable {
  package struct CheckAnswer: Sendable {
    /// Its place in `CheckedRule.checks`.
    package var check: Int
    package var verdict: ReferenceEvaluator.Verdict
    /// Nil unless the check is undetermined.
    package var cause: Cause?
    /// The witness of each decider; one where no quantifier decides by its elements. Empty for a pass.
    package var witnesses: [Place]
    /// The deciding elements in step with the witnesses; empty where no quantifier decides by its elements.
    package var elements: [Place]
  }

  /// The innermost level that is known.
  package var place: Place
  /// Nil if the subject is out of the rule's scope.
  package var verdict: ReferenceEvaluator.Verdict?
  /// Nil unless the verdict is undetermined.
  package var cause: Cause?
  /// Where that cause lies: the witness of what is undetermined.
  package var causePlace: Place?
  /// Those that were evaluated.
  package var checks: [CheckAnswer]
}

extension ReferenceEvaluator {
  /// Each subject in the order of the documents, those out of scope included.
  package func subjects() -> [ReferenceSubject] {
    guard let outermost = rule.levels.first else { return [] }
    var result: [ReferenceSubject] = []
    for unit in context.documents.units(of: outermost.kind) {
      context.scratch.reset()
      let node = context.documents.anchor(0, ofUnit: unit)
      let reading = Reading(.node(node, unit: unit), Place(unit: unit, node: node))
      if isOverCost(unit) {
        result.append(unknown(.undetermined(.overCost), nil, on: reading))
      } else {
        visit(1, [outermost.variable.slot: reading], reading, into: &result)
      }
    }
    return result
  }

  private func place(of reading: Reading) -> Place { reading.origin ?? Place(unit: 0, node: 0) }

  private func unknown(_ cause: Value, _ witness: Place?, on reading: Reading) -> ReferenceSubject {
    ReferenceSubject(
      place: place(of: reading), verdict: .undetermined, cause: cause.cause,
      causePlace: Place(blamedBy: cause) ?? witness ?? place(of: reading), checks: [])
  }

  private func visit(_ level: Int, _ scope: Scope, _ outer: Reading, into result: inout [ReferenceSubject]) {
    guard level < rule.levels.count else {
      // The subject's own values are nodes, and each subject has all of the memory.
      context.scratch.reset()
      result.append(subject(scope, outer))
      return
    }
    guard let domain = rule.levels[level].domain else { return }
    let (elements, origin) = parts(domain, of: outer)
    switch elements {
    case .unknown(let cause): result.append(unknown(cause, origin, on: outer))
    case .known(let elements):
      for element in elements {
        visit(level + 1, scope.merging([rule.levels[level].variable.slot: element]) { $1 }, element, into: &result)
      }
    }
  }

  private func subject(_ scope: Scope, _ innermost: Reading) -> ReferenceSubject {
    var result = ReferenceSubject(
      place: place(of: innermost), verdict: nil, cause: nil, causePlace: nil, checks: [])
    let inScope = rule.condition.map { judge($0, scope) } ?? Judgement(true, witness: nil)
    if inScope.truth == false { return result }
    var verdicts: [Verdict?] = []
    for (index, check) in rule.checks.enumerated() {
      // A check that leans on one that did not pass, or that was itself left out, is left out.
      guard check.leansOn.allSatisfy({ verdicts[$0] == .pass }) else {
        verdicts.append(nil)
        continue
      }
      let answer = answer(check, index, scope, place(of: innermost))
      verdicts.append(answer.verdict)
      result.checks.append(answer)
    }
    let order: [Verdict] = [.fail, .undetermined, .warn, .pass]
    result.verdict = order.first { verdicts.contains($0) } ?? .pass
    if inScope.truth == nil, result.verdict == .fail {
      result.verdict = .undetermined
      result.cause = inScope.cause.cause
      result.causePlace = inScope.witness ?? place(of: innermost)
    } else if result.verdict == .undetermined, let first = result.checks.first(where: { $0.verdict == .undetermined }) {
      result.cause = first.cause
      result.causePlace = first.witnesses.first
    }
    return result
  }

  private func answer(_ check: CheckedRule.Check, _ index: Int, _ scope: Scope, _ innermost: Place)
    -> ReferenceSubject.CheckAnswer
  {
    var result = ReferenceSubject.CheckAnswer(check: index, verdict: .pass, cause: nil, witnesses: [], elements: [])
    if let excuse = check.excuse, judge(excuse, scope).truth == true { return result }
    let judgement = judge(check.condition, scope)
    switch (check.form, judgement.truth) {
    case (_, nil): result.verdict = .undetermined
    case (.require, true), (.denyWhen, false), (.warnWhen, false): return result
    case (.require, false), (.denyWhen, true): result.verdict = .fail
    case (.warnWhen, true): result.verdict = .warn
    }
    if result.verdict == .undetermined {
      result.cause = judgement.cause.cause
      result.witnesses = [judgement.witness ?? innermost]
    } else if let deciders = judgement.deciders {
      result.witnesses = deciders.map { $0.witness ?? innermost }
      result.elements = deciders.compactMap(\.element)
    } else {
      result.witnesses = [judgement.witness ?? innermost]
    }
    // An outcome that names a place takes the witness's, if there is one to name, but not that of a node to blame.
    let isBlamed = result.verdict == .undetermined && judgement.cause.causeNode != NodeIndex.none
    if !isBlamed, let wanted = check.outcomes.place, let origin = evaluate(wanted, scope).origin {
      let isOpen = result.verdict == .undetermined && judgement.cause.cause != .partOfSet
      result.witnesses = result.witnesses.map { isOpen && !isInDocument($0, of: origin) ? $0 : origin }
    }
    return result
  }

  /// What leaves an answer open in another document is not to be looked for in that of the subject.
  private func isInDocument(_ place: Place, of other: Place) -> Bool {
    let documents = context.documents
    return documents.arenaIndex(ofUnit: place.unit) == documents.arenaIndex(ofUnit: other.unit)
      && documents.anchor(0, ofUnit: place.unit) == documents.anchor(0, ofUnit: other.unit)
  }
}
