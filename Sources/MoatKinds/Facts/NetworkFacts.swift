import MoatDocument
import MoatValues

/// Facts of ingresses and network policies.
enum NetworkFacts {
  /// One element for each host and path, in source order: the path's node, or the rule's where it has no paths.
  static func ingressRules(_ scope: FactScope) -> Value {
    let rules: UInt32
    switch list(.rules, ofSpecIn: scope) {
    case .absent: return ScratchList(capacity: 0, in: scope.scratch).value
    case .wrong(let cause): return cause
    case .present(let node): rules = node
    }
    // Two passes: the first counts, so that the list is made once.
    var count = 0
    if let cause = forEachPath(in: rules, scope, { _ in count += 1 }) { return cause }
    var result = ScratchList(capacity: count, in: scope.scratch)
    _ = forEachPath(in: rules, scope) { result.append(scope.value($0)) }
    return result.value
  }

  /// Calls `body` with the node of each path, or of each rule without paths; the cause, if something is of a wrong type.
  static func forEachPath(in rules: UInt32, _ scope: FactScope, _ body: (UInt32) -> Void) -> Value? {
    let list = scope.node(at: rules)
    for offset in 0..<list.count {
      let rule = list.first + offset
      if let cause = scope.wrongElement(rule) { return cause }
      switch scope.member(.http, of: rule, as: .object) {
      case .absent: body(rule)
      case .wrong(let cause): return cause
      case .present(let http):
        switch scope.member(.paths, of: http, as: .list) {
        case .absent: body(rule)
        case .wrong(let cause): return cause
        case .present(let paths):
          let elements = scope.node(at: paths)
          if elements.count == 0 { body(rule) }
          for offset in 0..<elements.count {
            if let cause = scope.wrongElement(elements.first + offset) { return cause }
            body(elements.first + offset)
          }
        }
      }
    }
    return nil
  }

  /// The host of the rule around a path; missing is every host.
  static func ingressRuleHost(_ scope: FactScope) -> Value {
    scope.name(.host, of: isPath(scope) ? rule(around: scope.node, scope) : scope.node)
  }

  static func ingressRulePath(_ scope: FactScope) -> Value {
    isPath(scope) ? scope.name(.path, of: scope.node) : .missing
  }

  /// A path stands in the list `paths`, a rule in the list `rules`.
  static func isPath(_ scope: FactScope) -> Bool {
    let list = scope.arena.parent(scope.node)
    return list != NodeIndex.none && scope.stands(scope.node(at: list), under: .paths)
  }

  /// The rule is the third node above a path: the list `paths`, the object `http`, the rule.
  static func rule(around path: UInt32, _ scope: FactScope) -> UInt32 {
    var node = path
    for _ in 0..<3 {
      let parent = scope.arena.parent(node)
      guard parent != NodeIndex.none else { return node }
      node = parent
    }
    return node
  }

  /// The types as written; without any, `Ingress`, and `Egress` too if there are egress rules.
  ///
  /// Source: kubernetes/kubernetes pkg/apis/networking/v1/defaults.go, SetDefaults_NetworkPolicy.
  static func policyTypes(_ scope: FactScope) -> Value {
    switch list(.policyTypes, ofSpecIn: scope) {
    case .wrong(let cause): return cause
    case .present(let types) where scope.node(at: types).count > 0: return scope.value(types)
    default: break
    }
    var result = ScratchList(capacity: 2, in: scope.scratch)
    result.append(.string("Ingress"))
    switch list(.egress, ofSpecIn: scope) {
    case .wrong(let cause): return cause
    case .present(let egress) where scope.node(at: egress).count > 0: result.append(.string("Egress"))
    default: break
    }
    return result.value
  }

  /// A list under the spec. The value is the object itself or its spec.
  static func list(_ key: KnownKey, ofSpecIn scope: FactScope) -> FactScope.Member {
    guard scope.node == scope.document else { return scope.member(key, of: scope.node, as: .list) }
    switch scope.member(.spec, of: scope.node, as: .object) {
    case .present(let spec): return scope.member(key, of: spec, as: .list)
    case let other: return other
    }
  }
}
