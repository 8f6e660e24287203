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
    return scope.context.scratch.string(text.utf8)
  }

  // MARK: Problems

  /// The problems of a document as nodes: each the node to point at, with the place of the problem in this list in the
  /// value's `reserved`. So a finding stands at the problem, and its kind, field and message are found again by
  /// validating once more, which only documents with problems pay for. A document without a schema has no problems.
  static func problems(_ scope: FactScope) -> Value {
    let problems = validate(scope)
    var list = ScratchList(capacity: problems.count, in: scope.context.scratch)
    for (ordinal, problem) in problems.enumerated() {
      var value = scope.value(problem.node)
      value.reserved = UInt16(clamping: ordinal)
      list.append(value)
    }
    return list.value
  }

  static func problem(_ fact: Fact, _ scope: FactScope, ordinal: Int) -> Value {
    let problems = validate(scope)
    guard ordinal < problems.count, problems[ordinal].node == scope.node else {
      return scope.undetermined(.noAnswer, at: scope.node)
    }
    let problem = problems[ordinal]
    let scratch = scope.context.scratch
    switch fact {
    case .problemKind: return scratch.string(SchemaProblemText.kind(problem).utf8)
    case .problemField: return scratch.string(problem.field.utf8)
    case .problemMessage: return scratch.string(SchemaProblemText.message(problem).utf8)
    default: return problem.suggestion.map { scratch.string($0.utf8) } ?? .missing
    }
  }

  private static func validate(_ scope: FactScope) -> [SchemaProblem] {
    let definition = unsafe scope.context.documents.units[Int(scope.unit)].objectType
    guard definition != UInt32.max else { return [] }
    return SchemaValidator.problems(
      scope.arena, root: scope.document, definition: ObjectTypeID(rawValue: definition),
      minor: KubernetesVersion.minor(of: scope.context.run.kubernetesVersion), limit: problemLimit)
  }
}
