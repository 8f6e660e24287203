import MoatKinds
import MoatSyntax
import MoatValues

/// Counts the steps of a rule before a document is read: an upper bound over every document of given sizes.
///
/// A step is one operation on one value. A loop takes its elements times its body. A join over documents counts all
/// documents of the kind, also where an index serves it: the bound depends neither on how names are spread nor on which
/// indices there are, so that a verdict does not either.
struct RuleCost {
  /// What a match of a regular expression counts as. Its own limit is a million, for a match that goes wrong and is then
  /// undetermined; counting that for each would refuse any pod with fifty variables.
  static let regexSteps: UInt64 = 100
  /// Handlers of a container: three probes and two hooks.
  private static let handlers: UInt64 = 5
  /// Lists of containers in a pod spec: init, app and ephemeral.
  private static let containerLists: UInt64 = 3

  /// Where a value comes from, and so how large a collection within it may be.
  private enum Origin: Hashable {
    case own
    case joined(ObjectTypeID)
    case constant(UInt64)
    case parameter(Int)
    case data(Int)
  }

  private var origins: [Int: Set<Origin>] = [:]

  static func count(_ rule: CheckedRule) -> CostPolynomial {
    var counter = RuleCost()
    for level in rule.levels { counter.origins[level.variable.slot] = [.own] }
    var inner = rule.condition.map { counter.cost($0) } ?? .zero
    for check in rule.checks {
      inner += counter.cost(check.condition)
      if let excuse = check.excuse { inner += counter.cost(excuse) }
    }
    // Each level's elements are nodes of their own: from the second on they are counted over the whole document, not anew
    // for each element of the level around them.
    var total = CostPolynomial(1)
    var rounds = CostPolynomial(1)
    for (depth, domain) in rule.levels.compactMap(\.domain).enumerated() {
      total += rounds * counter.cost(domain, [.own])
      rounds = depth == 0 ? counter.size(domain, [.own]) : CostPolynomial(.nodes)
      total += rounds
    }
    total += rounds * inner
    return total.constant == UInt64.max ? .endless : total
  }

  /// The steps of an expression.
  private mutating func cost(_ expression: CheckedExpression) -> CostPolynomial {
    switch expression.form {
    case .quantified(let quantified):
      let count = quantified.amount.count.map { cost($0) } ?? .zero
      let inner = [quantified.condition, quantified.body].compactMap(\.self)
      return count + loop(quantified.variable, quantified.domain, inner)
    case .comprehension(let element, let variable, let domain, let condition):
      return loop(variable, domain, [condition, element].compactMap(\.self))
    default:
      var sum = CostPolynomial(1) + own(expression)
      for operand in expression.operands { sum += cost(operand) }
      return sum
    }
  }

  private mutating func loop(
    _ variable: Variable, _ domain: CheckedDomain, _ inner: [CheckedExpression]
  ) -> CostPolynomial {
    var before = CostPolynomial(1)
    var body = CostPolynomial(1)
    let rounds: CostPolynomial
    switch domain {
    case .elements(let collection):
      before += cost(collection)
      rounds = size(collection)
      origins[variable.slot] = origin(collection)
    case .parts(let parts, let whole):
      let origin = origin(whole)
      before += cost(whole) + cost(parts, origin)
      rounds = size(parts, origin)
      origins[variable.slot] = origin
    case .documents(let kind, let sameField, let expression):
      if let expression { before += cost(expression) }
      rounds = CostPolynomial(.documents(kind))
      // Each document's own field is read and compared.
      if sameField != nil { body += CostPolynomial(2) }
      origins[variable.slot] = [.joined(kind)]
    }
    for expression in inner { body += cost(expression) }
    return before + rounds * body
  }

  /// What an operation takes beyond its one step and its operands.
  private func own(_ expression: CheckedExpression) -> CostPolynomial {
    switch expression.form {
    case .field(let base, let field):
      guard case .fact(let fact) = field.access else { return .zero }
      return cost(fact, origin(base))
    case .index(let base, _): return base.type.unwrapped == .any ? size(base) : keyed(base)
    case .comparison(_, let left, let right, _):
      return Self.isDeep(left.type) && Self.isDeep(right.type) ? nodes(origin(left).union(origin(right))) : .zero
    case .relation(let relation, _, let many, let left, let right, _):
      let rounds = many == nil ? CostPolynomial(1) : size(right)
      switch relation {
      case .matches: return rounds * CostPolynomial(Self.regexSteps)
      case .in: return rounds * size(right)
      case .includes: return rounds * size(left)
      case .selects: return (size(left) + CostPolynomial(1)) * (size(right) + CostPolynomial(1))
      case .contains, .startsWith, .endsWith, .covers, .overlaps, .isUnder, .isWithin: return rounds
      }
    case .call(let function, let arguments):
      switch function {
      case .words, .split: return text(origin(arguments[0]))
      case .sum, .min, .max, .first, .last: return size(arguments[0])
      case .duplicates: return size(arguments[0]) * size(arguments[0])
      case .beyond: return size(arguments[0]) * size(arguments[1])
      case .count, .lower, .wellFormed: return .zero
      }
    case .arithmetic(_, let left, let right):
      guard TypeRules.element(of: left.type) != nil, left.type != .any else { return .zero }
      return size(left) * size(right)
    default: return .zero
    }
  }

  /// A map is searched for its key; a list is not.
  private func keyed(_ base: CheckedExpression) -> CostPolynomial {
    if case .map = base.type.unwrapped { size(base) } else { .zero }
  }

  private static func isDeep(_ type: Type) -> Bool {
    switch type.unwrapped {
    case .list, .set, .map, .object, .entry, .any, .labelSelector, .serviceSelector: true
    default: false
    }
  }

  // MARK: Sizes

  /// The most elements that a collection has.
  private func size(_ expression: CheckedExpression) -> CostPolynomial {
    switch expression.form {
    case .constant(.list(let elements)): return CostPolynomial(UInt64(elements.count))
    case .constant(.map(let entries)): return CostPolynomial(UInt64(entries.count))
    case .list(let elements): return CostPolynomial(UInt64(elements.count))
    case .map(let pairs): return CostPolynomial(UInt64(pairs.count))
    case .comprehension(_, _, .elements(let collection), _): return size(collection)
    case .comprehension(_, _, .parts(let parts, let whole), _): return size(parts, origin(whole))
    case .comprehension(_, _, .documents(let kind, _, _), _): return CostPolynomial(.documents(kind))
    case .call(.words, let arguments), .call(.split, let arguments):
      return text(origin(arguments[0])) + CostPolynomial(1)
    case .call(.duplicates, let arguments), .call(.beyond, let arguments): return size(arguments[0])
    case .arithmetic(.add, let left, let right), .otherwise(let left, let right): return size(left) + size(right)
    case .arithmetic(_, let left, _): return size(left)
    case .field(let base, let field):
      if case .fact(let fact) = field.access { return size(fact, origin(base)) }
      return collection(origin(expression))
    default: return collection(origin(expression))
    }
  }

  private func size(_ parts: PartDomain, _ origin: Set<Origin>) -> CostPolynomial {
    if case .fact(let fact) = parts.access { size(fact, origin) } else { collection(origin) }
  }

  private func cost(_ parts: PartDomain, _ origin: Set<Origin>) -> CostPolynomial {
    if case .fact(let fact) = parts.access { cost(fact, origin) } else { .zero }
  }

  /// The most elements of a list that a fact gives.
  private func size(_ fact: Fact, _ origin: Set<Origin>) -> CostPolynomial {
    switch fact {
    case .workloadContainers: collection(origin) * CostPolynomial(Self.containerLists)
    case .containerHandlers: CostPolynomial(Self.handlers)
    // Paths are nodes of their own, whatever rule they stand in.
    case .ingressRules, .schemaProblems: nodes(origin)
    default: collection(origin)
    }
  }

  private func cost(_ fact: Fact, _ origin: Set<Origin>) -> CostPolynomial {
    switch fact {
    case .workloadContainers, .containerHandlers, .ingressRules: size(fact, origin)
    // The document is held against its schema.
    case .schemaProblems, .problemKind, .problemField, .problemMessage, .problemSuggestion: nodes(origin)
    case .workloadMountsToken: CostPolynomial(.documents(KubernetesKind.serviceAccount.id))
    default: .zero
    }
  }

  /// Where the values within an expression come from.
  private func origin(_ expression: CheckedExpression) -> Set<Origin> {
    switch expression.form {
    case .constant(let constant): return [.constant(CostSizes.size(of: constant))]
    case .variable(let variable): return origins[variable.slot] ?? [.own]
    case .parameter(let place): return [.parameter(place)]
    case .data(let place): return [.data(place)]
    case .runFact: return [.constant(1)]
    case .field(let base, _), .index(let base, _): return origin(base)
    case .comprehension(let element, _, _, _): return origin(element)
    case .list(let elements):
      return elements.reduce([.constant(UInt64(max(1, elements.count)))]) { $0.union(origin($1)) }
    default: return expression.operands.reduce([]) { $0.union(origin($1)) }
    }
  }

  private func total(_ origins: Set<Origin>, _ size: (Origin) -> CostPolynomial) -> CostPolynomial {
    origins.reduce(.zero) { $0 + size($1) }
  }

  private func collection(_ origins: Set<Origin>) -> CostPolynomial {
    total(origins) { origin in
      switch origin {
      case .own: CostPolynomial(.collection)
      case .joined(let kind): CostPolynomial(.joinedCollection(kind))
      case .constant(let count): CostPolynomial(count)
      case .parameter(let place): CostPolynomial(.parameter(place))
      case .data(let place): CostPolynomial(.data(place))
      }
    }
  }

  /// The bytes of the longest text.
  private func text(_ origins: Set<Origin>) -> CostPolynomial {
    total(origins) { origin in
      switch origin {
      case .own: CostPolynomial(.text)
      case .joined(let kind): CostPolynomial(.joinedText(kind))
      case .constant(let count): CostPolynomial(count)
      case .parameter(let place): CostPolynomial(.parameter(place))
      case .data(let place): CostPolynomial(.data(place))
      }
    }
  }

  private func nodes(_ origins: Set<Origin>) -> CostPolynomial {
    total(origins) {
      if case .joined(let kind) = $0 { CostPolynomial(.joinedNodes(kind)) } else { CostPolynomial(.nodes) }
    }
  }
}
