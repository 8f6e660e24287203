import MoatKinds
import MoatTestSupport
import MoatValues

/// Conditions joined and quantified.
extension ExpressionGenerator {
  /// Any condition over what is in scope.
  mutating func condition(depth: Int) -> Term {
    guard depth > 0 else { return predicate(walk(), depth: 0) }
    switch random.below(20) {
    case 0, 1: return Term(.bool, "(\(condition(depth: depth - 1)) and \(condition(depth: depth - 1)))")
    case 2, 3: return Term(.bool, "(\(condition(depth: depth - 1)) or \(condition(depth: depth - 1)))")
    case 4: return Term(.bool, "not (\(condition(depth: depth - 1)))")
    case 5, 6, 7: return overParts(depth: depth)
    case 8, 9: return overDocuments(depth: depth)
    case 10: return ofRun(depth: depth)
    case 11: return call(depth: depth)
    case 12:
      guard let list = collection(), let element = element(of: list.term.type) else { return condition(depth: 0) }
      return quantified(over: list.term, element, depth: depth)
    case 13: return quantified(over: texts(depth - 1), .string, depth: depth)
    case 14: return ofComputed(depth: depth)
    case 15, 16: return ofIdiom(depth: depth)
    default: return predicate(walk(), depth: depth)
    }
  }

  /// Paths that a walk by chance hardly finds, by the kind of what they start from.
  private static let idioms: [String: [String]] = [
    "container": [
      "image.digest", "image.repository", "image.tag", "image.registry", "effectivePullPolicy", "role", "handlers",
    ],
    "workload": ["labels", "containers", "mountsToken", "os", "replicas", "annotations"],
    "networkpolicy": ["policyTypes", "podSelector", "ingress", "networks"], "service": ["selector", "ports"],
    "volume": ["type"], "handler": ["kind", "host"], "ingress": ["rules"], "mount": ["mountPath"],
  ]

  private mutating func ofIdiom(depth: Int) -> Term {
    for bound in scope.shuffled(using: &random) {
      guard let kind = bound.kind, let paths = Self.idioms[kind] else { continue }
      let path = random.pick(paths)
      if path == "networks" { return overNetworks(bound) }
      var walk = Walk(term: Term(bound.type, "\(bound.name)"), isOptional: false, field: nil)
      for name in path.split(separator: ".").map(String.init) {
        guard let field = palette.catalogue.field(named: name, of: walk.term.type) else { return condition(depth: 0) }
        walk = self.field(field, of: walk)
      }
      return predicate(walk, depth: depth)
    }
    return ofComputed(depth: depth)
  }

  /// The blocks of addresses that a network policy lets in.
  private mutating func overNetworks(_ bound: Bound) -> Term {
    let (rule, peer) = (freshName("x"), freshName("x"))
    let block = condition(on: Term(.cidr, "\(peer).ipBlock.cidr"), depth: 0)
    let inner = Term(.bool, "(\(quantifier()) \(peer) in \(rule).from where \(peer).ipBlock exists satisfies \(block))")
    return Term(.bool, "(\(quantifier()) \(rule) in \(bound.name).ingress satisfies \(inner))")
  }

  /// What a run knows, and values of the policy alone.
  private mutating func ofRun(depth: Int) -> Term {
    if let bound = values.isEmpty ? nil : random.pick(values), random.chance(2, in: 3) {
      return condition(on: Term(bound.type, "\(bound.name)"), depth: depth - 1)
    }
    switch random.below(3) {
    case 0: return Term(.bool, "kubernetes.version \(random.pick(["<", ">=", "=="])) \(literal(.semver))")
    case 1: return Term(.bool, "today \(random.pick(["<", ">="])) \(literal(.date))")
    default: return Term(.bool, "today - \(literal(.date)) > \(literal(.duration))")
    }
  }

  private mutating func ofComputed(depth: Int) -> Term {
    switch random.below(9) {
    case 0:
      guard let text = path(of: .string) else { return condition(depth: 0) }
      return Term(.bool, "\(value(of: .string, depth: 0)) in [\(text): 1, \"b\": 2]")
    case 1:
      guard let text = path(of: .string) else { return condition(depth: 0) }
      return Term(.bool, "[\(text), \"b\"] includes \(value(of: .string, depth: 0))")
    case 2:
      guard let text = path(of: .string) else { return condition(depth: 0) }
      return Term(.bool, "([\(text): 1, \"b\": 2][\(value(of: .string, depth: 0))] else 0) > \(literal(.int))")
    case 3: return ofLists()
    case 4:
      let divisor = path(of: .int) ?? literal(.int)
      return Term(.bool, "(\(value(of: .int, depth: 0)) / \(divisor)) > \(literal(.decimal))")
    default:
      let type = random.pick([Type.int, .decimal, .quantity, .duration, .date, .semver, .string])
      guard let left = computed(type, depth: depth - 1) else { return condition(depth: 0) }
      return condition(on: left, depth: 0)
    }
  }

  /// Lists one after the other, and what one has beyond another.
  private mutating func ofLists() -> Term {
    let type = random.pick([Type.string, .string, .int, .path])
    let sign = random.pick(["+", "-"])
    let left = path(of: .list(type)) ?? literal(.list(type))
    let whole = Term(.list(type), "(\(left) \(sign) \(literal(.list(type))))")
    switch random.below(3) {
    case 0: return Term(.bool, "\(whole) includes \(value(of: type, depth: 0))")
    case 1: return Term(.bool, "count(\(whole)) > \(literal(.int))")
    default: return Term(.bool, "\(whole) is empty")
    }
  }

  private mutating func call(depth: Int) -> Term {
    for define in defines.shuffled(using: &random) {
      var arguments: [String] = []
      for type in define.arguments {
        if case .object = type {
          guard let bound = scope.last(where: { $0.type == type }) else { break }
          arguments.append(bound.name)
        } else {
          arguments.append(value(of: type, depth: 0).text)
        }
      }
      guard arguments.count == define.arguments.count else { continue }
      let term = Term(define.result, "\(define.name)(\(arguments.joined(separator: ", ")))")
      return define.result == .bool ? term : condition(on: term, depth: 0)
    }
    return predicate(walk(), depth: depth)
  }

  // MARK: Quantifiers

  private mutating func quantifier() -> String {
    switch random.below(9) {
    case 0, 1, 2: return "some"
    case 3, 4: return "every"
    case 5: return "no"
    case 6: return "exactly \(count())"
    case 7: return "at least \(count())"
    default: return "at most \(count())"
    }
  }

  /// A literal, or a path.
  private mutating func count() -> String {
    if random.chance(1, in: 3) {
      if let known = values.first(where: { $0.type == .int }) { return known.name }
      for _ in 0..<3 {
        let walk = walk()
        if walk.term.type == .int, !walk.isOptional { return walk.term.text }
      }
    }
    return String(random.below(3))
  }

  /// `some x in list where … satisfies …`; each operand of the body speaks of the element.
  mutating func quantified(over domain: Term, _ element: Type, depth: Int) -> Term {
    let name = freshName("x")
    let words = quantifier()
    return body(of: Bound(name: name, type: element, kind: nil), "\(words) \(name) in \(domain)", depth: depth)
  }

  private mutating func body(of bound: Bound, _ head: Pieces, depth: Int) -> Term {
    let saved = (scope, proven)
    scope.append(bound)
    defer { (scope, proven) = saved }
    var filter: Pieces = ""
    if random.chance(1, in: 3) { filter = " where \(predicate(walk(from: bound), depth: 0))" }
    let content = about(bound, depth: depth - 1)
    let (start, middle) = (Term(.bool, head), Term(.bool, filter))
    return Term(.bool, "(\(start)\(middle) satisfies \(content))")
  }

  /// A condition whose every operand speaks of the element.
  private mutating func about(_ bound: Bound, depth: Int) -> Term {
    if depth > 0, random.chance(1, in: 4) {
      let sign = random.pick(["and", "or"])
      return Term(.bool, "(\(about(bound, depth: depth - 1)) \(sign) \(about(bound, depth: depth - 1)))")
    }
    if depth > 0, random.chance(1, in: 5), let nested = overParts(of: bound, depth: depth - 1) { return nested }
    return predicate(walk(from: bound), depth: max(0, depth))
  }

  private mutating func overParts(depth: Int) -> Term {
    for bound in scope.shuffled(using: &random) {
      if let term = overParts(of: bound, depth: depth) { return term }
    }
    return predicate(walk(), depth: depth)
  }

  /// `some container x in w`, `some other container x in w`.
  private mutating func overParts(of whole: Bound, depth: Int) -> Term? {
    guard let kind = whole.kind, let parts = Palette.parts[kind], case .object(let wholeID) = whole.type else {
      return nil
    }
    let part = random.pick(parts)
    guard let asked = palette.catalogue.kinds(named: part).first,
      let domain = palette.catalogue.partDomain(of: asked.id, in: wholeID)
    else { return nil }
    let type = Type.object(domain.part)
    let other = scope.contains { $0.type == type } && random.chance(2, in: 3) ? "other " : ""
    let name = freshName("x")
    let words = quantifier()
    return body(
      of: Bound(name: name, type: type, kind: part), "\(words) \(other)\(part) \(name) in \(whole.name)", depth: depth)
  }

  /// `some service s in same namespace as w`, `no workload x in all`.
  private mutating func overDocuments(depth: Int) -> Term {
    let kind = random.pick(Palette.joined)
    guard let type = palette.catalogue.kinds(named: kind).first.map({ Type.object($0.id) }) else {
      return condition(depth: 0)
    }
    let name = freshName("d")
    let other = scope.contains { $0.type == type } && random.chance(2, in: 3) ? "other " : ""
    let same = sameField(kind, type)
    let words = quantifier()
    let head: Pieces = "\(words) \(other)\(kind) \(name) in \(same ?? "all")"
    let bound = Bound(name: name, type: type, kind: kind)
    let anchors = scope.filter { $0.kind != nil && $0.kind != kind }
    if random.chance(1, in: 2), let anchor = anchors.last, let join = join(bound, anchor) {
      let start = Term(.bool, head)
      return Term(.bool, "(\(start) satisfies \(join))")
    }
    return body(of: bound, head, depth: depth)
  }

  /// `same namespace as w`, if something in scope has such a field.
  private mutating func sameField(_ kind: String, _ type: Type) -> String? {
    let name = random.pick(["namespace", "namespace", "namespace", "name", "labels"])
    guard random.chance(2, in: 3), let field = palette.catalogue.field(named: name, of: type) else { return nil }
    let others = scope.filter { bound in
      guard bound.kind != nil, let other = palette.catalogue.field(named: name, of: bound.type) else { return false }
      // A cluster-scoped kind has no namespace that another could have too.
      if name == "namespace", isClusterScoped(bound.type) != isClusterScoped(type) { return false }
      return other.type == field.type && other.reading != .none
    }
    return others.isEmpty ? nil : "same \(name) as \(random.pick(others).name)"
  }

  private func isClusterScoped(_ type: Type) -> Bool {
    if case .object(let id) = type { palette.catalogue.scope(of: id) == .cluster } else { false }
  }

  /// What two documents have to do with each other.
  private mutating func join(_ bound: Bound, _ anchor: Bound) -> Term? {
    switch (bound.kind, anchor.kind) {
    case ("service", "workload"): return Term(.bool, "\(bound.name).selector selects \(anchor.name).labels")
    case ("workload", "service"): return Term(.bool, "\(anchor.name).selector selects \(bound.name).labels")
    case ("networkpolicy", "workload"): return Term(.bool, "\(bound.name).podSelector selects \(anchor.name).labels")
    case ("serviceaccount", "workload"): return Term(.bool, "\(bound.name).name == \(anchor.name).serviceAccountName")
    default:
      guard let name = palette.catalogue.field(named: "name", of: anchor.type), name.type == .string,
        name.reading != .none
      else { return nil }
      return Term(.bool, "\(bound.name).name \(random.pick(["==", "starts with"])) \(anchor.name).name")
    }
  }
}
