/// What the classifier made of one input.
package struct Classification: Sendable {
  /// Documents that claim to be of Kubernetes and are not: each is a finding that no rule made.
  package var problems: [ClassificationProblem] = []
  /// Documents that no schema and no shape covers.
  package var unrecognised: [UnrecognisedDocument] = []
  /// Documents with at least one unit.
  package var documentCount = 0
  package var unitCount = 0
  /// Units by what they are (`apps/Deployment`, `/Service`, `argoproj.io/Rollout`), for `moat inspect` and tests.
  package var countsByKind: [String: Int] = [:]

  package init() {}

  /// Adds what another input held.
  package mutating func merge(_ other: Classification) {
    problems += other.problems
    unrecognised += other.unrecognised
    documentCount += other.documentCount
    unitCount += other.unitCount
    countsByKind.merge(other.countsByKind, uniquingKeysWith: +)
  }
}

/// A document that cannot be evaluated as what it says it is.
package struct ClassificationProblem: Sendable, Hashable {
  /// The arena in the document set.
  package var arena: UInt32
  /// The node to point at: the value that is wrong, or the object that lacks one.
  package var node: UInt32
  package var message: String

  package init(arena: UInt32, node: UInt32, message: String) {
    self.arena = arena
    self.node = node
    self.message = message
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

  package init(arena: UInt32, node: UInt32, kind: String, hasUnit: Bool) {
    self.arena = arena
    self.node = node
    self.kind = kind
    self.hasUnit = hasUnit
  }
}

/// Bits of `Unit.flags`.
package enum UnitFlag {
  /// The object belongs to no namespace.
  package static let clusterWide: UInt32 = 1
  /// The kind is no built-in one.
  package static let custom: UInt32 = 2
}
