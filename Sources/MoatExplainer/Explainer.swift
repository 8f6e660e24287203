package import MoatKinds
package import MoatSemantics
import MoatSyntax
package import MoatValues

/// Walks the checked tree for one subject and says what decided: the witness, the cause, every deciding element.
///
/// `docs/evaluation.md` says what each expression gives. The explainer shares nothing with the machine but the checked
/// tree, the values and the derived facts.
package final class Explainer {
  package let rule: CheckedRule
  let context: EvaluationContext
  let mutation: Mutation?
  let constants: ConstantStore
  /// True if memory was too small for the last explanation: it says less than could be known.
  package private(set) var isExhausted = false
  private let joins: JoinCandidates
  private let checks: [CheckParts]

  /// - Parameters:
  ///   - parameters: by the place of the param; one for each param of the rule.
  ///   - data: by the place of the data set in `Checker.Result.dataSets`; nil where it was not given.
  ///   - joins: what the explainers of one worker know of the documents together.
  ///   - mutation: a change that `moat test` makes to see whether a test notices.
  package init(
    _ rule: CheckedRule, in context: EvaluationContext, parameters: [Constant], data: [Constant?],
    joins: JoinCandidates = JoinCandidates(), mutation: Mutation? = nil
  ) {
    self.rule = rule
    self.context = context
    self.mutation = mutation
    self.joins = joins
    constants = ConstantStore(parameters: parameters, data: data)
    let names = rule.checks.flatMap { TreeParts.outermostQuantifiers($0.condition) }
    checks = rule.checks.enumerated().map { CheckParts($0.element, at: $0.offset, names: names) }
  }

  func walk() -> Walk {
    Walk(context, constants, joins, variableCount: rule.variableCount, mutation: mutation)
  }

  // MARK: Subjects

  /// Every subject in order, as the values of its levels: fewer than the rule's where the elements of the next level are
  /// not known. They are nodes, or undetermined, and outlive the scratch memory, which each explanation begins anew.
  package func subjects() -> [[Value]] {
    guard let outermost = rule.levels.first else { return [] }
    return context.documents.units(of: outermost.kind).flatMap { subjects(ofUnit: $0) }
  }

  /// The subjects in one unit of the outermost level's kind. The unit alone where the rule costs too much for it.
  package func subjects(ofUnit unit: UInt32) -> [[Value]] {
    context.scratch.reset()
    let walk = walk()
    let outermost = walk.document(unit).value
    var subjects: [[Value]] = []
    if isOverCost(unit) { subjects = [[outermost]] } else { append([outermost], to: &subjects, walk) }
    return subjects
  }

  private func append(_ outer: [Value], to subjects: inout [[Value]], _ walk: Walk) {
    guard outer.count < rule.levels.count, let domain = rule.levels[outer.count].domain, let whole = outer.last else {
      subjects.append(outer)
      return
    }
    switch walk.parts(domain, of: Self.placed(whole)) {
    case .unknown: subjects.append(outer)
    case .known(let elements):
      for index in 0..<elements.count { append(outer + [walk.element(index, of: elements).value], to: &subjects, walk) }
    }
  }

  static func placed(_ value: Value) -> Placed {
    let placed = Placed(value)
    return Placed(value, at: Witness(value) ?? placed.blamed)
  }

  /// Whether the rule costs too much over the document of a unit. No rule has a cost yet that could be compared.
  private func isOverCost(_ unit: UInt32) -> Bool { false }

  // MARK: Verdicts

  package func explain(_ subject: [Value]) -> Explanation {
    context.scratch.reset()
    isExhausted = false
    let walk = walk()
    defer { noteMemory() }
    guard let innermost = bind(subject, walk), let unit = subject.first?.aux else {
      return Explanation(verdict: nil, scope: nil, checks: [], domain: nil)
    }
    if isOverCost(unit) {
      let domain = decider(Placed(.undetermined(.overCost)), "the rule was not run", innermost)
      return Explanation(verdict: .undetermined, scope: nil, checks: [], domain: domain)
    }
    if subject.count < rule.levels.count { return explainDomain(subject, innermost, walk) }
    var scope: Decider?
    if let condition = rule.condition {
      let answer = walk.condition(condition)
      if answer.truth == false { return Explanation(verdict: nil, scope: nil, checks: [], domain: nil) }
      if answer.isUndetermined { scope = decider(answer, "whether the rule applies is not known", innermost) }
    }
    var passed: Set<Int> = []
    var checks: [CheckExplanation] = []
    for parts in self.checks where parts.check.leansOn.allSatisfy({ passed.contains($0) }) {
      noteMemory()
      // What a check made is in none of the answers; the subject's own values are nodes.
      context.scratch.reset()
      walk.forgetSurveys()
      let explanation = CheckWalk(parts: parts, walk: walk, innermost: innermost).explain()
      if explanation.verdict == .pass { passed.insert(parts.index) }
      checks.append(explanation)
    }
    var verdict = checks.map(\.verdict).max() ?? .pass
    if scope != nil, verdict == .fail { verdict = .undetermined }
    return Explanation(verdict: verdict, scope: scope, checks: checks, domain: nil)
  }

  private func noteMemory() { isExhausted = isExhausted || context.scratch.isExhausted }

  /// Binds the levels of a subject; the node of the innermost one, or nil for what is no subject of the rule.
  func bind(_ subject: [Value], _ walk: Walk) -> Witness? {
    guard subject.count <= rule.levels.count, let first = subject.first, let outermost = Witness(first) else {
      return nil
    }
    var innermost = outermost
    for (level, value) in zip(rule.levels, subject) {
      let placed = Self.placed(value)
      walk.bind(level.variable, placed)
      innermost = placed.place ?? innermost
    }
    return innermost
  }

  private func explainDomain(_ subject: [Value], _ innermost: Witness, _ walk: Walk) -> Explanation {
    var domain: Decider?
    let level = rule.levels[subject.count]
    if let parts = level.domain, let whole = subject.last,
      case .unknown(let cause) = walk.parts(parts, of: Self.placed(whole))
    {
      domain = decider(cause, "the parts called `\(level.variable.name)` are not known", innermost)
    }
    return Explanation(verdict: .undetermined, scope: nil, checks: [], domain: domain)
  }

  private func decider(_ answer: Placed, _ message: String, _ innermost: Witness) -> Decider {
    var decider = Decider(
      witness: answer.blamed ?? answer.place ?? innermost, element: nil, cause: answer.value.cause,
      message: "\(message): \(ValueText.describe(answer.value.cause))", remedy: "")
    decider.gap = answer.value.gap
    return decider
  }

  // MARK: Conditions outside of rules

  /// Whether a waiver's condition holds for a subject of this rule: only if it is known to.
  ///
  /// `variableCount` is that of the waiver's target. The condition speaks of the levels of the rule; a level that the
  /// subject does not have is undetermined.
  package func isWaived(by condition: CheckedExpression, variableCount: Int, subject: [Value]) -> Bool {
    context.scratch.reset()
    let walk = Walk(
      context, constants, joins, variableCount: max(variableCount, rule.variableCount), mutation: nil)
    guard bind(subject, walk) != nil else { return false }
    return walk.condition(condition).truth == true
  }

  /// A condition over params alone: a param's `where`, a profile's `enforce … when`. Nil if it is not known.
  package static func holds(_ condition: CheckedExpression, parameters: [Constant], run: RunFacts) -> Bool? {
    let context = EvaluationContext(documents: DocumentSet(), scratch: Scratch(), run: run)
    // Quantifiers and comprehensions bind slots beyond the params; what is bound nowhere is undetermined.
    let count = VariableSlots.count(condition)
    let walk = Walk(
      context, ConstantStore(parameters: parameters, data: []), JoinCandidates(), variableCount: count, mutation: nil)
    return walk.condition(condition).truth
  }
}
