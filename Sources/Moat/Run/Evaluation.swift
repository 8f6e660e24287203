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
  private let isOverCost: ((_ rule: Int, _ unit: UInt32) -> Bool)?

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
    isOverCost = costs.check()
    machine.isOverCost = isOverCost
    machine.subjectLimit = subjectLimit
  }

  /// - Parameter take: is given the records of some units at a time, by unit, then rule, then place in the unit.
  /// - Returns: the subjects that pass, by the rule's place in the plan.
  func run(units range: Range<UInt32>, take: (RunRecords) -> Void) -> [Int: Int] {
    var found = RunRecords(ruleCount: plan.rules.count)
    var next = range.lowerBound
    while next < range.upperBound {
      next = machine.run(units: next..<range.upperBound, into: &found, recordLimit: Self.recordsAtOnce)
      for exhausted in found.exhausted { decide(exhausted, in: &found) }
      if !found.subjects.isEmpty { take(found) }
      found.subjects.removeAll(keepingCapacity: true)
      found.unlisted.removeAll()
      found.exhausted.removeAll()
    }
    var passes: [Int: Int] = [:]
    for (rule, counts) in found.counts.enumerated() where counts.pass > 0 { passes[rule] = counts.pass }
    return passes
  }

  /// Puts what the explainers say of a unit in the place of what the machine said, whose memory was too small for all of the
  /// unit's subjects together: each subject has all of it then. The limit of subjects holds here too.
  private func decide(_ exhausted: RunRecords.Exhausted, in found: inout RunRecords) {
    let unit = exhausted.unit
    for (rule, counts) in exhausted.counts.enumerated() {
      for verdict in SubjectVerdict.allCases { found.counts[rule][verdict] -= counts[verdict] }
    }
    found.unlisted.removeAll { $0.unit == unit }
    let start = found.subjects.firstIndex { $0.levels[0].aux >= unit } ?? found.subjects.endIndex
    found.subjects.removeAll { $0.levels[0].aux == unit }
    var records: [SubjectRecord] = []
    for rule in exhausted.rules {
      guard isOverCost?(Int(rule), unit) != true else {
        let document = Value.node(context.documents.anchor(0, ofUnit: unit), unit: unit)
        found.counts[Int(rule)][.undetermined] += 1
        records.append(
          SubjectRecord(rule: rule, verdict: .undetermined, levels: [document], cause: .undetermined(.overCost)))
        continue
      }
      let explainer = explainers[Int(rule)]
      var counts = RunRecords.Counts()
      var unlisted = RunRecords.Counts()
      for subject in explainer.subjects(ofUnit: unit) {
        guard let verdict = explainer.explain(subject).verdict else { continue }
        counts[verdict] += 1
        guard verdict != .pass else { continue }
        if counts[verdict] > machine.subjectLimit {
          unlisted[verdict] += 1
        } else {
          records.append(SubjectRecord(rule: rule, verdict: verdict, levels: subject, cause: .missing))
        }
      }
      for verdict in SubjectVerdict.allCases { found.counts[Int(rule)][verdict] += counts[verdict] }
      if unlisted != RunRecords.Counts() {
        found.unlisted.append(UnlistedSubjects(unit: unit, rule: rule, counts: unlisted))
      }
    }
    found.subjects.insert(contentsOf: records, at: start)
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
