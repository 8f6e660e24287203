import MoatKinds
import MoatSemantics
import MoatValues

/// Which rules cost too much over which documents: those are not run there, and not known to pass.
struct RuleCosts: Sendable {
  private let rules: [PlannedRule]
  private let data: [UInt64]
  /// The rules that some document may be too large for; the others are not asked about.
  private let suspects: Set<Int>
  /// By unit, and by the kinds that the suspects join; empty where no rule can cost too much.
  private var sizes: [DocumentSizes] = []
  private var kinds: [ObjectTypeID: KindSizes] = [:]

  init(_ plan: CheckPlan, _ workspace: Workspace) { self.init(plan.rules, data: plan.data, workspace) }

  init(_ rules: [PlannedRule], data: [Constant?], _ workspace: Workspace) {
    self.rules = rules
    let data = data.map { $0.map(CostSizes.size(of:)) ?? 0 }
    self.data = data
    // First as if each document were as large as the largest of each size, and each kind were all documents: then most
    // runs need no measuring.
    suspects = Set(
      rules.indices.filter {
        Self.isOverCost(rules[$0], workspace.largest, data) { _ in workspace.together }
      })
    guard !suspects.isEmpty else { return }
    let documents = workspace.documents
    sizes = (0..<UInt32(workspace.unitCount)).map { unit in
      DocumentSizes(of: documents.anchor(0, ofUnit: unit), in: documents.arena(ofUnit: unit))
    }
    for kind in Set(suspects.flatMap { Self.joinedKinds(rules[$0].rule.cost) }) {
      kinds[kind] = documents.units(of: kind).reduce(into: KindSizes()) { $0.add(sizes[Int($1)]) }
    }
  }

  private static func joinedKinds(_ cost: CostPolynomial) -> Set<ObjectTypeID> {
    Set(cost.terms.keys.joined().compactMap(\.kind))
  }

  /// Nil where no rule can cost too much.
  func check() -> ((_ rule: Int, _ unit: UInt32) -> Bool)? {
    guard !suspects.isEmpty else { return nil }
    return { rule, unit in
      suspects.contains(rule)
        && Self.isOverCost(rules[rule], sizes[Int(unit)], data) { kinds[$0] ?? KindSizes() }
    }
  }

  private static func isOverCost(
    _ planned: PlannedRule, _ sizes: DocumentSizes, _ data: [UInt64],
    _ documents: @escaping (ObjectTypeID) -> KindSizes
  ) -> Bool {
    let costs = CostSizes(
      document: sizes, documents: documents, parameters: planned.parameters.map(CostSizes.size(of:)), data: data)
    return planned.rule.cost.evaluate(costs) > CostLimit.standard
  }
}
