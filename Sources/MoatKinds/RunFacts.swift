package import MoatValues

/// What a run knows besides its documents. It is given to the run and stands in its report; none of it is folded into a
/// compiled program.
package struct RunFacts: Sendable, Hashable {
  /// Days since 1970-01-01, UTC.
  package var today: Int32
  /// `1.37`: major and minor of the cluster.
  package var kubernetesVersion: String
  /// The namespace of a document that names none.
  package var namespace: String

  package init(today: Int32, kubernetesVersion: String, namespace: String = "default") {
    self.today = today
    self.kubernetesVersion = kubernetesVersion
    self.namespace = namespace
  }
}

/// What every evaluator hands to a derived fact.
package struct EvaluationContext {
  package var documents: DocumentSet
  package var scratch: Scratch
  package var run: RunFacts
  /// The built-in schemas with those of the run's CustomResourceDefinitions.
  package var schemas: SchemaSource
  /// Belongs to this worker, like the scratch memory.
  let keys = FactKeys()

  package init(
    documents: DocumentSet, scratch: Scratch, run: RunFacts, schemas: SchemaSource = SchemaSource.builtIn
  ) {
    self.documents = documents
    self.scratch = scratch
    self.run = run
    self.schemas = schemas
  }
}
