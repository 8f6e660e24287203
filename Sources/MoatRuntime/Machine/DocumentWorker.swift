package import MoatKinds
package import MoatValues

/// Takes one input after the other through a linked program, each as a set of its own: what a webhook or an embedder keeps for
/// each of its threads. Nothing that does not change from one to the next is made again.
package final class DocumentWorker {
  /// Of the documents at hand; they are replaced by the next `run`, and so is what was read from them.
  package let context: EvaluationContext
  private let plan: RunPlan
  private let machine: Machine

  package init(_ linked: LinkedProgram, run: RunFacts, schemas: SchemaSource = SchemaSource.builtIn) {
    context = EvaluationContext(documents: DocumentSet(), scratch: Scratch(), run: run, schemas: schemas)
    plan = RunPlan(linked, in: context)
    machine = Machine(plan, in: context)
  }

  /// Runs all rules over what `classify` puts into the empty set that it is given. The records hold values of these
  /// documents: they are to be explained before the next run.
  package func run(into records: inout RunRecords, classify: (DocumentSet) -> Void) {
    context.documents.removeAll()
    context.scratch.reset()
    classify(context.documents)
    plan.fill(in: context)
    machine.takePlan()
    machine.run(units: 0..<UInt32(plan.unitCount), into: &records)
  }
}
