import MoatDocument
import MoatValues

/// Facts of the backends of an ingress, in the form that any version of its API gives them.
///
/// Source: kubernetes.io/docs/reference/using-api/deprecation-guide, Ingress: `spec.backend` became `spec.defaultBackend`, and
/// `serviceName` and `servicePort` became `service.name`, `service.port.number` and `service.port.name`.
enum IngressFacts {
  /// The backend of all other requests, and that of each path, in this order.
  static func backends(_ scope: FactScope) -> Value {
    let (others, cause) = defaultBackend(scope)
    if let cause { return cause }
    var paths: UInt32?
    switch NetworkFacts.list(.rules, ofSpecIn: scope) {
    case .absent: break
    case .wrong(let cause): return cause
    case .present(let rules): paths = rules
    }
    var count = others == nil ? 0 : 1
    var wrong: Value?
    if let paths {
      let cause = NetworkFacts.forEachPath(in: paths, scope) { path in
        switch scope.member(.backend, of: path, as: .object) {
        case .absent: break
        case .wrong(let cause): wrong = wrong ?? cause
        case .present: count += 1
        }
      }
      if let cause = cause ?? wrong { return cause }
    }
    var result = ScratchList(capacity: count, in: scope.scratch)
    if let others { result.append(scope.value(others)) }
    if let paths {
      _ = NetworkFacts.forEachPath(in: paths, scope) { path in
        if case .present(let backend) = scope.member(.backend, of: path, as: .object) {
          result.append(scope.value(backend))
        }
      }
    }
    return result.value
  }

  /// `spec.defaultBackend`, or `spec.backend` of the beta versions; and what is wrong there.
  private static func defaultBackend(_ scope: FactScope) -> (UInt32?, Value?) {
    var spec = scope.node
    if scope.node == scope.document {
      switch scope.member(.spec, of: scope.node, as: .object) {
      case .absent: return (nil, nil)
      case .wrong(let cause): return (nil, cause)
      case .present(let found): spec = found
      }
    }
    for key in [KnownKey.defaultBackend, .backend] {
      switch scope.member(key, of: spec, as: .object) {
      case .absent: continue
      case .wrong(let cause): return (nil, cause)
      case .present(let found): return (found, nil)
      }
    }
    return (nil, nil)
  }

  /// The host that leads to a backend; missing for every host.
  static func host(_ scope: FactScope) -> Value {
    guard let path = path(around: scope) else { return .missing }
    return scope.name(.host, of: NetworkFacts.rule(around: path, scope))
  }

  static func path(_ scope: FactScope) -> Value {
    guard let path = path(around: scope) else { return .missing }
    return scope.name(.path, of: path)
  }

  /// The element of `paths` around a backend; nil for the backend of all other requests.
  private static func path(around scope: FactScope) -> UInt32? {
    let parent = scope.arena.parent(scope.node)
    guard parent != NodeIndex.none else { return nil }
    let list = scope.arena.parent(parent)
    return list != NodeIndex.none && scope.stands(scope.node(at: list), under: .paths) ? parent : nil
  }

  /// Missing for a backend that is no service.
  static func serviceName(_ scope: FactScope) -> Value {
    switch scope.member(.service, of: scope.node, as: .object) {
    case .absent: scope.name(.serviceName, of: scope.node)
    case .wrong(let cause): cause
    case .present(let service): scope.name(.name, of: service)
    }
  }

  /// The port of the service, if it is a number or if it is a name.
  static func port(_ scope: FactScope, as kind: NodeKind) -> Value {
    switch scope.member(.service, of: scope.node, as: .object) {
    case .wrong(let cause): return cause
    case .present(let service):
      switch scope.member(.port, of: service, as: .object) {
      case .absent: return .missing
      case .wrong(let cause): return cause
      case .present(let port):
        return kind == .string ? scope.name(.name, of: port) : number(scope.member(.number, of: port, as: .int), scope)
      }
    case .absent: break
    }
    // An IntOrString, which is one of the two.
    let port = scope.arena.child(of: scope.node, key: scope.symbol(.servicePort))
    guard port != NodeIndex.none, scope.node(at: port).kind != .null else { return .missing }
    switch scope.node(at: port).kind {
    case .int where !scope.node(at: port).isUnknown: return kind == .int ? number(.present(port), scope) : .missing
    case .string where !scope.node(at: port).isUnknown:
      return kind == .string ? scope.name(.servicePort, of: scope.node) : .missing
    default: return scope.mismatch(port)
    }
  }

  private static func number(_ member: FactScope.Member, _ scope: FactScope) -> Value {
    switch member {
    case .absent: .missing
    case .wrong(let cause): cause
    case .present(let node): .int(Int64(bitPattern: scope.node(at: node).bits))
    }
  }
}
