import MoatDocument
import MoatValues

/// Facts of whole documents: what becomes of their API, and what their schema finds wrong.
enum DocumentFacts {
  /// The most problems that are listed for one document.
  static let problemLimit = 64

  // MARK: The API

  static func api(_ fact: Fact, _ scope: FactScope) -> Value {
    guard let identity = GroupVersionKind(of: scope.document, in: scope.arena),
      let removal = RemovedAPI.find(group: identity.group, version: identity.version, kind: identity.kind)
    else { return .missing }
    let text: String? =
      switch fact {
      case .apiRemovedIn: removal.removedIn.map { "1.\($0)" }
      case .apiDeprecatedIn: removal.deprecatedIn.map { "1.\($0)" }
      default: removal.replacement
      }
    guard let text, !text.isEmpty else { return .missing }
    return scope.scratch.string(text.utf8)
  }

  /// The group under which the API server keeps the object, whichever group the document writes.
  static func group(_ scope: FactScope) -> Value {
    guard let identity = GroupVersionKind(ofUnit: scope.unit, in: scope.documents) else { return .missing }
    return scope.scratch.string(identity.storedGroup.utf8)
  }

  /// The same of what an autoscaler names in `spec.scaleTargetRef`; missing where that has no API version.
  static func scaleTargetGroup(_ scope: FactScope) -> Value {
    let target: UInt32
    switch scope.member(.spec, of: scope.document, as: .object) {
    case .absent: return .missing
    case .wrong(let cause): return cause
    case .present(let spec):
      switch scope.member(.scaleTargetRef, of: spec, as: .object) {
      case .absent: return .missing
      case .wrong(let cause): return cause
      case .present(let node): target = node
      }
    }
    let version = scope.name(.apiVersion, of: target)
    guard version.tag == .string else { return version }
    guard let identity = GroupVersionKind(of: target, in: scope.arena) else { return .missing }
    return scope.scratch.string(identity.storedGroup.utf8)
  }

  // MARK: Problems

  /// The problems of a document as nodes: each the node to point at, with the place of the problem in this list in the
  /// value's `reserved`. So a finding stands at the problem, and its kind, field and message are found again by
  /// asking for the problems once more. A document without a schema has no problems.
  static func problems(_ scope: FactScope, in context: EvaluationContext) -> Value {
    let problems = validate(scope, context)
    var list = ScratchList(capacity: problems.count, in: scope.scratch)
    for (ordinal, problem) in problems.enumerated() {
      var value = scope.value(problem.node)
      value.reserved = UInt16(clamping: ordinal)
      list.append(value)
    }
    return list.value
  }

  static func problem(
    _ fact: Fact, _ scope: FactScope, ordinal: Int, in context: EvaluationContext
  ) -> Value {
    let problems = validate(scope, context)
    guard ordinal < problems.count, problems[ordinal].node == scope.node else {
      return scope.undetermined(.noAnswer, at: scope.node)
    }
    let problem = problems[ordinal]
    let scratch = scope.scratch
    switch fact {
    case .problemKind: return .string(kind(of: problem))
    case .problemField: return scratch.string(problem.field.utf8)
    case .problemMessage: return scratch.string(problem.message.utf8)
    default: return problem.suggestion.map { scratch.string($0.utf8) } ?? .missing
    }
  }

  /// The member of the enum `problem kind`.
  private static func kind(of problem: SchemaProblem) -> StaticString {
    switch problem.kind {
    case .unknownField: "unknown-field"
    case .missingField: "missing-field"
    case .wrongType: "wrong-type"
    case .nullElement: "null-element"
    case .notAMember: "unknown-member"
    case .notInVersion: "other-version"
    case .outOfRange: "out-of-range"
    case .malformed: "malformed"
    case .notRendered: "not-rendered"
    case .invalidNumber: "refused-number"
    case .invalidName: "refused-name"
    case .invalidValue: "refused-value"
    case .conflict: "refused-combination"
    }
  }

  private static func validate(_ scope: FactScope, _ context: EvaluationContext) -> [SchemaProblem] {
    context.problems.find(of: scope.document, in: scope.arena) { validator in
      guard let definition = definition(of: scope, context) else { return [] }
      let problems = validator.problems(root: scope.document, definition: definition, limit: problemLimit)
      guard !problems.isEmpty, let identity = GroupVersionKind(of: scope.document, in: scope.arena),
        RemovedAPI.find(group: identity.group, version: identity.version, kind: identity.kind) != nil
      else { return problems }
      return problems.filter { !FormerFields.explain($0, of: identity) }
    } validator: {
      SchemaValidator(
        arena: scope.arena, minor: KubernetesVersion.minor(of: context.run.kubernetesVersion), source: context.schemas)
    }
  }

  /// The schema of the document: a built-in one, or that of a CustomResourceDefinition of this run, which may well
  /// stand after its documents.
  private static func definition(of scope: FactScope, _ context: EvaluationContext) -> ObjectTypeID? {
    let known = unsafe scope.documents.unit(scope.unit)?.objectType ?? UInt32.max
    if known != UInt32.max { return ObjectTypeID(rawValue: known) }
    guard let identity = GroupVersionKind(of: scope.document, in: scope.arena) else { return nil }
    return context.schemas.custom.definition(
      group: identity.group, version: identity.version, kind: identity.kind)
  }
}
