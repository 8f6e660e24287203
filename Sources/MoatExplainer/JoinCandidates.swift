import MoatKinds
import MoatSemantics
import MoatValues

/// The documents that may meet a condition of a join, found without a look at all of them: an explanation of a join then costs
/// what its answer does. It belongs to one worker. The conditions are those of the machine's indexes (`JoinPlanner`).
package final class JoinCandidates {
  private struct Key: Hashable {
    var kind: ObjectTypeID
    var form: JoinForm
    var paths: [[String]]
  }

  struct Found {
    /// The places of units among those of their kind, in order.
    var places: [Int]
    /// True if all of them are known to meet the condition; else the walk asks each again.
    var areExact = false
  }

  struct Answer {
    /// Nil if each document has to be looked at.
    var candidates: Found?
    /// True if none is known to meet the condition, so that the first that leaves it open is enough.
    var isCertainOfNone = false
  }

  private var tables: [Key: JoinTable] = [:]

  package init() {}

  /// - Parameter wanted: the values of what the probe asks for.
  func find(
    _ probe: JoinPlan.Probe, _ wanted: [Value], of kind: ObjectTypeID, in context: EvaluationContext
  ) -> Answer {
    let key = Key(kind: kind, form: probe.form, paths: probe.paths.map { $0.map(\.name) })
    let pairs = LabelPairs(context.documents)
    switch probe.form {
    case .texts, .elements:
      guard let bytes = JoinTable.key(wanted) else { return Answer() }
      let table = table(key, probe, in: context)
      // An absent field is equal to nothing, though it is filed beside others that are absent.
      let areExact = table.always.isEmpty && probe.form == .texts && wanted.allSatisfy { $0.tag == .string }
      return Answer(candidates: Found(places: table.places(of: [bytes]), areExact: areExact))
    case .labels:
      // A Service without a selector selects nothing.
      if probe.isServiceSelector, pairs.areNoneWritten(in: wanted[0]) {
        return Answer(candidates: Found(places: table(key, probe, in: context).always))
      }
      let isCertainOfNone = LabelSelectorMatch.isCertainOfNone(
        wanted[0], isServiceSelector: probe.isServiceSelector, in: context.documents)
      let requirements = pairs.requirements(of: wanted[0], isService: probe.isServiceSelector)
      guard !requirements.isEmpty else { return Answer(isCertainOfNone: isCertainOfNone) }
      let table = table(key, probe, in: context)
      let fewest = requirements.map(table.places).min { $0.count < $1.count }
      return Answer(candidates: fewest.map { Found(places: $0) }, isCertainOfNone: isCertainOfNone)
    case .selectors, .serviceSelectors:
      if LabelPairs.areNone(wanted[0]) {
        return Answer(candidates: Found(places: table(key, probe, in: context).always))
      }
      guard wanted[0].tag == .node else { return Answer() }
      let table = table(key, probe, in: context)
      return Answer(candidates: Found(places: table.places(ofLabels: wanted[0], pairs)))
    case .images: return find(context.imageKeys(ofDocumentsFor: wanted[0]), table(key, probe, in: context))
    case .imageReferences: return find(context.imageKeys(ofReferencesTo: wanted[0]), table(key, probe, in: context))
    }
  }

  private func find(_ keys: ImageKeys, _ table: JoinTable) -> Answer {
    Answer(
      candidates: keys.possible.map { Found(places: table.places(of: $0)) },
      isCertainOfNone: keys.certain?.allSatisfy { !table.holds($0) } ?? false)
  }

  private func table(_ key: Key, _ probe: JoinPlan.Probe, in context: EvaluationContext) -> JoinTable {
    if let known = tables[key] { return known }
    // Memory of its own: what the table is made of must not count against the subject that is explained.
    let context = context.withOwnMemory()
    let walk = Walk(
      context, ConstantStore(parameters: [], data: []), self, variableCount: 0, mutation: nil)
    var table = JoinTable()
    for (place, unit) in context.documents.units(of: key.kind).enumerated() {
      context.scratch.reset()
      table.add(place, unit, probe, walk)
    }
    tables[key] = table
    return table
  }
}
