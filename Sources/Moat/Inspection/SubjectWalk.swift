import MoatDocument
import MoatExplainer
import MoatKinds
import MoatSemantics
import MoatValues

/// The subjects of one rule as the explainer finds them, where no machine ran before. A rule that costs too much over a
/// document is not walked there: then the document is one subject of which nothing is known.
struct SubjectWalk {
  let planned: PlannedRule
  let explainer: Explainer
  let context: EvaluationContext
  private let isOverCost: ((_ rule: Int, _ unit: UInt32) -> Bool)?

  struct Subject {
    var levels: [Value]
    var isOverCost: Bool
  }

  /// - Parameter costs: those of this rule alone.
  init(
    _ planned: PlannedRule, data: [Constant?], costs: RuleCosts, in context: EvaluationContext,
    mutation: Mutation? = nil
  ) {
    self.planned = planned
    self.context = context
    explainer = Explainer(
      planned.rule, in: context, parameters: planned.parameters, data: data, mutation: mutation)
    isOverCost = costs.check()
  }

  func subjects() -> [Subject] {
    guard let outermost = planned.rule.levels.first else { return [] }
    return context.documents.units(of: outermost.kind).flatMap { unit in
      if isOverCost?(0, unit) == true {
        let root = Value.node(context.documents.anchor(Anchor.document.rawValue, ofUnit: unit), unit: unit)
        return [Subject(levels: [root], isOverCost: true)]
      }
      return explainer.subjects(ofUnit: unit).map { Subject(levels: $0, isOverCost: false) }
    }
  }

  func explain(_ subject: Subject) -> Explanation {
    subject.isOverCost ? Self.overCost(subject) : explainer.explain(subject.levels)
  }

  /// Nil where the rule costs too much.
  func trace(_ subject: Subject) -> Trace? { subject.isOverCost ? nil : explainer.trace(subject.levels) }

  private static func overCost(_ subject: Subject) -> Explanation {
    let witness = Witness(unit: subject.levels[0].aux, node: NodeIndex.none)
    let message = "the rule was not run: it is \(ValueText.describe(.overCost)) here"
    let decider = Decider(witness: witness, element: nil, cause: .overCost, message: message, remedy: "")
    return Explanation(verdict: .undetermined, scope: nil, checks: [], domain: decider)
  }

  /// The first waiver that holds today and is known to mean a subject; nil if none does.
  func waiver(of subject: Subject) -> Finding.Waiver? {
    planned.waivers.first { waiver in
      guard !waiver.isExpired else { return false }
      guard let condition = waiver.condition else { return true }
      return explainer.isWaived(by: condition, variableCount: waiver.variableCount, subject: subject.levels)
    }?.record
  }
}
