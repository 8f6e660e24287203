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
  /// Which registries are mirrors of others.
  package var mirrors = ImageMirrors()

  package init(today: Int32, kubernetesVersion: String, namespace: String = "default") {
    self.today = today
    self.kubernetesVersion = kubernetesVersion
    self.namespace = namespace
  }
}

/// What every evaluator hands to a derived fact.
///
/// It is handed on at every step of an evaluation: so its parts stand in one object, which is cheap to hold.
package struct EvaluationContext {
  @usableFromInline
  package final class Parts {
    @usableFromInline let documents: DocumentSet
    @usableFromInline let scratch: Scratch
    @usableFromInline let run: RunFacts
    let schemas: SchemaSource
    let keys = FactKeys()
    let problems = KnownProblems()
    let names = NamedElements()
    let images: ImageIdentities

    init(
      _ documents: DocumentSet, _ scratch: Scratch, _ run: RunFacts, _ schemas: SchemaSource,
      _ identities: ImageIdentitySource
    ) {
      self.documents = documents
      self.scratch = scratch
      self.run = run
      self.schemas = schemas
      images = ImageIdentities(run.mirrors, identities)
    }
  }

  @usableFromInline var parts: Parts

  /// - Parameter identities: what the workers over one set of documents share.
  package init(
    documents: DocumentSet, scratch: Scratch, run: RunFacts, schemas: SchemaSource = SchemaSource.builtIn,
    identities: ImageIdentitySource = ImageIdentitySource()
  ) {
    parts = Parts(documents, scratch, run, schemas, identities)
  }

  /// The same with memory of its own.
  package func withOwnMemory() -> EvaluationContext {
    EvaluationContext(
      documents: documents, scratch: Scratch(), run: run, schemas: schemas, identities: parts.images.source)
  }

  @inlinable package var documents: DocumentSet { parts.documents }
  @inlinable package var scratch: Scratch { parts.scratch }
  @inlinable package var run: RunFacts { parts.run }

  /// The built-in schemas with those of the run's CustomResourceDefinitions.
  package var schemas: SchemaSource {
    get { parts.schemas }
    set { parts = Parts(documents, scratch, run, newValue, parts.images.source) }
  }

  /// Belongs to this worker, like the scratch memory.
  var keys: FactKeys { parts.keys }
  var problems: KnownProblems { parts.problems }
  var names: NamedElements { parts.names }

  // What indexes file and find: see `ImageKeys`.

  package func imageKeys(ofUnit unit: UInt32) -> ImageKeys { parts.images.keys(ofUnit: unit, in: parts.documents) }

  package func imageKeys(of reference: Value) -> ImageKeys { parts.images.keys(of: reference) }

  package func imageKeys(ofDocumentsFor reference: Value) -> ImageKeys {
    parts.images.keys(ofDocumentsFor: reference, in: parts.documents)
  }

  package func imageKeys(ofReferencesTo image: Value) -> ImageKeys {
    parts.images.keys(ofReferencesTo: image, in: parts.documents)
  }

  /// Whether the document of an image is of the image that a reference names.
  package func isSameImage(_ image: Value, _ reference: Value) -> Value {
    parts.images.isSame(image, reference, in: parts.documents)
  }
}
