import MoatKinds
import MoatSemantics
import MoatValues

/// Which rules cost too much over which documents: those are not run there, and not known to pass.
struct RuleCosts: Sendable {
  private let plan: CheckPlan
  private let documents: DocumentSet
  private let data: [UInt64]
  /// For each rule that some document may be too large for, the largest sizes of what its joins reach.
  private var reached: [Int: DocumentSizes] = [:]
  /// By unit; empty where no rule can cost too much.
  private var sizes: [DocumentSizes] = []

  init(_ plan: CheckPlan, _ workspace: Workspace) {
    self.plan = plan
    documents = workspace.documents
    data = plan.data.map { $0.map(CostSizes.size(of:)) ?? 0 }
    // First as if every document were as large as the largest of each size: then most runs need no measuring.
    let largest = workspace.largest
    let suspects = plan.rules.indices.filter { isOverCost($0, largest, reached: largest) }
    guard !suspects.isEmpty else { return }
    sizes = (0..<UInt32(workspace.unitCount)).map { unit in
      DocumentSizes(
        of: workspace.documents.anchor(0, ofUnit: unit), in: workspace.documents.arena(ofUnit: unit))
    }
    var largestOfKind: [ObjectTypeID: DocumentSizes] = [:]
    for rule in suspects {
      var own = DocumentSizes()
      for kind in Self.joinedKinds(plan.rules[rule].rule.cost) {
        let known = largestOfKind[kind] ?? largestSizes(of: kind)
        largestOfKind[kind] = known
        own.formMaximum(known)
      }
      reached[rule] = own
    }
  }

  private func largestSizes(of kind: ObjectTypeID) -> DocumentSizes {
    documents.units(of: kind).reduce(into: DocumentSizes()) { $0.formMaximum(sizes[Int($1)]) }
  }

  private static func joinedKinds(_ cost: CostPolynomial) -> Set<ObjectTypeID> {
    var kinds: Set<ObjectTypeID> = []
    for factors in cost.terms.keys {
      for case .documents(let kind) in factors { kinds.insert(kind) }
    }
    return kinds
  }

  /// Nil where no rule can cost too much.
  func check() -> ((_ rule: Int, _ unit: UInt32) -> Bool)? {
    guard !reached.isEmpty else { return nil }
    return { rule, unit in
      guard let reached = reached[rule] else { return false }
      return isOverCost(rule, sizes[Int(unit)], reached: reached)
    }
  }

  private func isOverCost(_ rule: Int, _ sizes: DocumentSizes, reached: DocumentSizes) -> Bool {
    let planned = plan.rules[rule]
    let costs = CostSizes(
      document: sizes, run: reached, documents: { UInt64(documents.units(of: $0).count) },
      parameters: planned.parameters.map(CostSizes.size(of:)), data: data)
    return planned.rule.cost.evaluate(costs) > CostLimit.standard
  }
}
