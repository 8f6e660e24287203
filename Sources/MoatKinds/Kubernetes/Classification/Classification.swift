package import MoatSource
package import MoatValues

/// What the classifier made of one input.
package struct Classification: Sendable {
  /// Documents that claim to be of Kubernetes and are not: each is a finding that no rule made.
  package var problems: [ClassificationProblem] = []
  /// What a document does not tell of its kind, or of the documents that it lists: these are not evaluated.
  package var unidentified: [ClassificationProblem] = []
  /// Documents that no schema and no shape covers.
  package var unrecognised: [UnrecognisedDocument] = []
  /// What looks like a container in a document of which no rule sees it as one; one for a document.
  package var uncovered: [ClassificationProblem] = []
  /// Documents with at least one unit.
  package var documentCount = 0
  package var unitCount = 0
  /// Units by what they are (`apps/Deployment`, `/Service`, `argoproj.io/Rollout`), for `moat inspect` and tests.
  package var countsByKind: [String: Int] {
    var counts = counts
    if latest.count > 0 { counts[latest.kind, default: 0] += latest.count }
    return counts
  }
  private var counts: [String: Int] = [:]
  /// The kind of the last documents, which is not among `counts` yet: most inputs have one kind, or runs of one.
  private var latest = (kind: "", count: 0)
  /// The CustomResourceDefinitions, by arena and root.
  package var customResourceDefinitions: [DocumentPlace] = []

  package init() {}

  /// Reads the CustomResourceDefinitions of the run, once all inputs are classified: their schemas serve to validate
  /// documents. Custom resources that have one are no longer unrecognised; what is wrong with the definitions is a problem.
  package mutating func readCustomResources(in documents: DocumentSet) -> SchemaSource {
    var custom = CustomResourceSchema()
    for place in customResourceDefinitions {
      let arena = documents.arenas[Int(place.arena)]
      var found = custom.add(arena, root: place.node)
      if found.contains(where: \.isDuplicate) {
        // That several inputs carry the same definition is nobody's mistake, and the first one stands: what is wrong with it
        // is what is wrong with it alone.
        var alone = CustomResourceSchema()
        found = alone.add(arena, root: place.node)
      }
      for problem in found {
        problems.append(ClassificationProblem(arena: place.arena, node: problem.node, message: problem.message))
      }
    }
    unrecognised.removeAll { other in
      guard other.hasUnit,
        let identity = GroupVersionKind(of: other.node, in: documents.arenas[Int(other.arena)])
      else { return false }
      return custom.definition(group: identity.group, version: identity.version, kind: identity.kind) != nil
    }
    return SchemaSource(custom: custom)
  }

  /// Leaves out documents that repeat others: what was found of these is found of them already.
  package mutating func remove(_ repeated: Set<DocumentPlace>, in documents: DocumentSet) {
    guard !repeated.isEmpty else { return }
    documentCount -= repeated.count
    unrecognised.removeAll { repeated.contains(DocumentPlace(arena: $0.arena, node: $0.node)) }
    problems.removeAll { problem in
      guard problem.subject == .document else { return false }
      let document = HiddenDocuments.document(of: problem.node, in: documents.arenas[Int(problem.arena)]).node
      return repeated.contains(DocumentPlace(arena: problem.arena, node: document))
    }
  }

  /// Adds what another input held.
  package mutating func merge(_ other: Classification) {
    problems += other.problems
    unidentified += other.unidentified
    unrecognised += other.unrecognised
    uncovered += other.uncovered
    documentCount += other.documentCount
    unitCount += other.unitCount
    customResourceDefinitions += other.customResourceDefinitions
    counts = countsByKind
    latest = ("", 0)
    counts.merge(other.countsByKind, uniquingKeysWith: +)
  }

  /// Counts a document of a kind.
  mutating func count(_ kind: String) {
    documentCount += 1
    if latest.kind != kind {
      counts = countsByKind
      latest = (kind, 0)
    }
    latest.count += 1
  }
}

/// A node of one of the inputs.
package struct DocumentPlace: Sendable, Hashable {
  /// The arena in the document set.
  package var arena: UInt32
  package var node: UInt32

  package init(arena: UInt32, node: UInt32) {
    self.arena = arena
    self.node = node
  }
}

/// A document that cannot be evaluated as what it says it is.
package struct ClassificationProblem: Sendable, Hashable {
  /// The arena in the document set.
  package var arena: UInt32
  /// The node to point at: the value that is wrong, or the object that lacks one.
  package var node: UInt32
  package var message: String
  /// What is wrong: the document's identity, or the text of a Dockerfile.
  package var subject = Subject.document

  package enum Subject: Sendable, Hashable {
    case document
    case dockerfile
    case image
    /// A report, or a part of one, that is not read.
    case report
    /// One that hides no rule, as it cannot tell of what an image has.
    case otherReport
    /// Statements of VEX that are about nothing in the run.
    case statements
    /// A comment of a Dockerfile that speaks to Moat.
    case comment
  }

  /// The place in the source, where it is no node's.
  package var span: Span?

  package init(arena: UInt32, node: UInt32, message: String, subject: Subject = .document, span: Span? = nil) {
    self.arena = arena
    self.node = node
    self.message = message
    self.subject = subject
    self.span = span
  }
}

/// A document that is of no known kind. It is counted, and an error under `--strict-kinds`.
package struct UnrecognisedDocument: Sendable, Hashable {
  package var arena: UInt32
  /// Its root.
  package var node: UInt32
  /// `argoproj.io/v1alpha1 Application`, or empty if it names no kind at all.
  package var kind: String
  /// True if the document has a unit all the same: rules on `document` and on its custom kind see it.
  package var hasUnit: Bool
  /// Why there is no kind for it, where its name does not tell.
  package var reason: String?

  package init(arena: UInt32, node: UInt32, kind: String, hasUnit: Bool) {
    self.arena = arena
    self.node = node
    self.kind = kind
    self.hasUnit = hasUnit
  }
}

/// Bits of `Unit.flags`. The lowest byte is this module's; above it stands what the document's controller is
/// (`ControllerLabels.Controller`).
package enum UnitFlag {
  /// The object belongs to no namespace.
  package static let clusterWide: UInt32 = 1
  /// The kind is no built-in one.
  package static let custom: UInt32 = 2
  /// The containers were found by their shape.
  package static let byShape: UInt32 = 4
  /// The unit says how pods run, and has no containers itself.
  package static let partial: UInt32 = 8
}
