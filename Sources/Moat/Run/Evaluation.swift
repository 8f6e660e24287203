import MoatExplainer
import MoatKinds
import MoatSemantics
import MoatValues

/// Holds the rules of a run against its documents. The one seam between verdicts and what is made of them: what stands
/// behind `run` may change, and its answer may not.
struct Evaluation {
  /// Units that one step of work covers. The report does not depend on the number of workers, so neither does this.
  static let unitsPerStep = 64

  /// One subject under one rule that does not pass.
  struct Record {
    /// The place of the rule in the plan.
    var rule: Int
    /// The values of the rule's levels: fewer where the elements of the next level are not known.
    var subject: [Value]
    var verdict: SubjectVerdict
  }

  /// What is known of a range of units.
  struct Answer {
    /// Subjects that pass, by the rule's place in the plan.
    var passes: [Int: Int] = [:]
    /// By the order of the rules, then of the units.
    var records: [Record] = []
  }

  let plan: RunPlan
  let documents: DocumentSet
  let explainers: [Explainer]
  /// For each rule, the units of its outermost kind.
  private let units: [ContiguousArray<UInt32>]

  /// For one worker: the scratch memory of the context belongs to it.
  init(_ plan: RunPlan, in context: EvaluationContext) {
    self.plan = plan
    documents = context.documents
    explainers = plan.rules.map { planned in
      Explainer(planned.rule, in: context, parameters: planned.parameters, data: plan.data)
    }
    units = plan.rules.map { planned in
      planned.rule.levels.first.map { context.documents.units(of: $0.kind) } ?? []
    }
  }

  func run(units range: Range<UInt32>) -> Answer {
    var answer = Answer()
    for (rule, explainer) in explainers.enumerated() {
      for unit in Self.part(of: units[rule], in: range) {
        for subject in explainer.subjects(ofUnit: unit) {
          switch explainer.explain(subject).verdict {
          case nil: continue
          case .pass: answer.passes[rule, default: 0] += 1
          case .some(let verdict): answer.records.append(Record(rule: rule, subject: subject, verdict: verdict))
          }
        }
      }
    }
    return answer
  }

  /// The units of a sorted list that lie in a range.
  static func part(of units: ContiguousArray<UInt32>, in range: Range<UInt32>) -> ArraySlice<UInt32> {
    func first(notBelow bound: UInt32) -> Int {
      var (low, high) = (0, units.count)
      while low < high {
        let middle = (low + high) / 2
        if units[middle] < bound { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let start = first(notBelow: range.lowerBound)
    return ArraySlice(units[start..<max(start, first(notBelow: range.upperBound))])
  }
}
