import MoatCompiler
import MoatDocument
import MoatExplainer
import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatValues

/// Holds the rules of a run against its documents: the one seam between verdicts and what is made of them. The machine
/// finds the subjects that do not pass, and the explainers say why.
struct Evaluation {
  /// Units that one step of work covers. The report does not depend on the number of workers, so neither does this.
  static let unitsPerStep = 64

  /// Records after which those so far are explained before the machine goes on: they need memory.
  private static let recordsAtOnce = 4_096

  let plan: CheckPlan
  let context: EvaluationContext
  /// By the rule's place in the plan.
  let explainers: [Explainer]
  private let machine: Machine

  /// For one worker: the scratch memory of the context belongs to it, and the machine that is made here.
  ///
  /// - Parameter subjectLimit: the subjects of one rule in one unit that are explained, for each verdict.
  init(
    _ plan: CheckPlan, _ program: RunPlan, _ costs: RuleCosts, in context: EvaluationContext,
    subjectLimit: Int = Int.max
  ) {
    self.plan = plan
    self.context = context
    let joins = JoinCandidates()
    explainers = plan.rules.map { planned in
      Explainer(planned.rule, in: context, parameters: planned.parameters, data: plan.data, joins: joins)
    }
    machine = Machine(program, in: context)
    machine.isOverCost = costs.check()
    machine.subjectLimit = subjectLimit
  }

  /// - Parameter take: is given the records of some units at a time, by unit, then rule, then place in the unit.
  /// - Returns: the subjects that pass, by the rule's place in the plan.
  func run(units range: Range<UInt32>, take: (RunRecords) -> Void) -> [Int: Int] {
    var found = RunRecords(ruleCount: plan.rules.count)
    var next = range.lowerBound
    while next < range.upperBound {
      next = machine.run(units: next..<range.upperBound, into: &found, recordLimit: Self.recordsAtOnce)
      if !found.subjects.isEmpty { take(found) }
      found.subjects.removeAll(keepingCapacity: true)
      found.unlisted.removeAll()
    }
    var passes: [Int: Int] = [:]
    for (rule, counts) in found.counts.enumerated() where counts.pass > 0 { passes[rule] = counts.pass }
    return passes
  }

  /// Why a subject does not pass. A rule that costs too much is not walked either.
  func explain(_ record: SubjectRecord) -> Explanation {
    guard record.cause.tag == .undetermined, record.cause.cause == .overCost, let innermost = record.levels.last else {
      return explainers[Int(record.rule)].explain(record.levels)
    }
    let witness = Witness(unit: innermost.aux, node: record.levels.count > 1 ? innermost.nodeIndex : NodeIndex.none)
    let decider = Decider(witness: witness, element: nil, cause: .overCost, message: "", remedy: "")
    return Explanation(verdict: .undetermined, scope: nil, checks: [], domain: decider)
  }
}
