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

  /// What is known of a range of units.
  struct Answer {
    /// Subjects that pass, by the rule's place in the plan.
    var passes: [Int: Int] = [:]
    /// Those that do not, by unit, then rule, then place in the unit.
    var records: [SubjectRecord] = []
  }

  let plan: CheckPlan
  let context: EvaluationContext
  /// By the rule's place in the plan.
  let explainers: [Explainer]
  private let machine: Machine
  private let isOverCost: ((_ rule: Int, _ unit: UInt32) -> Bool)?

  /// For one worker: the scratch memory of the context belongs to it, and the machine that is made here.
  init(_ plan: CheckPlan, _ program: RunPlan, _ costs: RuleCosts, in context: EvaluationContext) {
    self.plan = plan
    self.context = context
    let joins = JoinCandidates()
    explainers = plan.rules.map { planned in
      Explainer(planned.rule, in: context, parameters: planned.parameters, data: plan.data, joins: joins)
    }
    machine = Machine(program, in: context)
    isOverCost = costs.check()
    machine.isOverCost = isOverCost
  }

  func run(units range: Range<UInt32>) -> Answer {
    var found = RunRecords(ruleCount: plan.rules.count)
    machine.run(units: range, into: &found)
    var answer = Answer(records: found.subjects)
    for (rule, counts) in found.counts.enumerated() where counts.pass > 0 { answer.passes[rule] = counts.pass }
    for exhausted in found.exhausted { decide(exhausted, in: &answer) }
    return answer
  }

  /// Puts what the explainers say of a unit in the place of what the machine said, whose memory was too small for all of the
  /// unit's subjects together: each subject has all of it then.
  private func decide(_ exhausted: RunRecords.Exhausted, in answer: inout Answer) {
    for (rule, counts) in exhausted.counts.enumerated() where counts.pass > 0 {
      answer.passes[rule, default: 0] -= counts.pass
    }
    let start = answer.records.firstIndex { $0.levels[0].aux >= exhausted.unit } ?? answer.records.endIndex
    answer.records.removeAll { $0.levels[0].aux == exhausted.unit }
    var records: [SubjectRecord] = []
    for rule in exhausted.rules {
      let explainer = explainers[Int(rule)]
      guard isOverCost?(Int(rule), exhausted.unit) != true else {
        let document = Value.node(context.documents.anchor(0, ofUnit: exhausted.unit), unit: exhausted.unit)
        records.append(
          SubjectRecord(rule: rule, verdict: .undetermined, levels: [document], cause: .undetermined(.overCost)))
        continue
      }
      for subject in explainer.subjects(ofUnit: exhausted.unit) {
        switch explainer.explain(subject).verdict {
        case nil: continue
        case .pass: answer.passes[Int(rule), default: 0] += 1
        case let verdict?:
          records.append(SubjectRecord(rule: rule, verdict: verdict, levels: subject, cause: .missing))
        }
      }
    }
    answer.records.insert(contentsOf: records, at: start)
  }

  /// True if the machine and the explainer contradict each other about a subject that was just explained. The explainer evaluates
  /// expressions again to find what decided; where its memory was too small for that, it says less, and no contradiction.
  func areAtOdds(_ record: SubjectRecord, _ explanation: Explanation) -> Bool {
    guard explanation.verdict != record.verdict else { return false }
    let saysLess = explanation.verdict.map { $0 != .pass } ?? false
    return !(saysLess && explainers[Int(record.rule)].isExhausted)
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
