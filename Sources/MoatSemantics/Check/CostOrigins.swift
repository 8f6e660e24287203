import MoatKinds
import MoatSyntax
import MoatValues

/// How often what stands in the loops of a scope is evaluated: the product of its chains of loops.
struct CostScope {
  /// Loops that go down one document, one from the element of the last; `tip` is the innermost one's variable.
  private struct Chain {
    var tip: Int
    var rounds: CostPolynomial
    /// True where the chain is nothing but the subject's document.
    var isDocument = false
  }

  private var chains: [Chain] = []

  var times: CostPolynomial { chains.reduce(CostPolynomial(1)) { $0 * $1.rounds } }

  /// The rounds of all chains but that of a tip; nil if no chain ends there.
  func timesBeside(_ tip: Int?) -> CostPolynomial? {
    guard let tip, let place = chains.firstIndex(where: { $0.tip == tip }) else { return nil }
    return chains.indices.filter { $0 != place }.reduce(CostPolynomial(1)) { $0 * chains[$1].rounds }
  }

  /// The rounds of the chain that ends at a tip.
  func rounds(of tip: Int) -> CostPolynomial? { chains.first { $0.tip == tip }?.rounds }

  func isDocument(_ tip: Int) -> Bool { chains.contains { $0.tip == tip && $0.isDocument } }

  mutating func enterDocument(_ variable: Variable) {
    chains.append(Chain(tip: variable.slot, rounds: CostPolynomial(1), isDocument: true))
  }

  mutating func enter(_ variable: Variable, rounds: CostPolynomial) {
    chains.append(Chain(tip: variable.slot, rounds: rounds))
  }

  /// The chain that ended at `tip` goes on to a variable: `rounds` counts the elements of all its rounds.
  mutating func descend(from tip: Int, to variable: Variable, rounds: CostPolynomial) {
    guard let place = chains.firstIndex(where: { $0.tip == tip }) else { return enter(variable, rounds: rounds) }
    chains[place] = Chain(tip: variable.slot, rounds: rounds)
  }
}

/// Where values come from, and so how large what stands in them may be.
struct CostOrigins {
  enum Origin: Hashable {
    case own
    case joined(ObjectTypeID)
    case constant(UInt64)
    case parameter(Int)
    case data(Int)
  }

  enum Domain {
    case elements(CheckedExpression)
    /// Without an expression: of the variable of the level before.
    case parts(PartDomain, of: CheckedExpression?)
    case documents(ObjectTypeID)
  }

  /// Handlers of a container: three probes and two hooks.
  private static let handlers: UInt64 = 5
  /// Lists of containers in a pod spec: init, app and ephemeral. A custom resource has no more (`ContainerRow.memberLimit`).
  private static let containerLists: UInt64 = 3
  /// The problems of a document that are listed.
  private static let problems: UInt64 = 64

  private var origins: [Int: Set<Origin>] = [:]
  /// The variables that are whole documents.
  private var documents: Set<Int> = []
  /// The variable of the level before.
  private var outer: Int?

  /// The subject's document, at the outermost level.
  mutating func enterDocument(_ variable: Variable) {
    bind(variable, [.own])
    documents.insert(variable.slot)
  }

  private mutating func bind(_ variable: Variable, _ origin: Set<Origin>) {
    origins[variable.slot] = origin
    outer = variable.slot
  }

  /// The scope within a loop.
  mutating func enter(_ variable: Variable, _ domain: Domain, _ scope: CostScope) -> CostScope {
    var result = scope
    let (root, origin, rounds): (Int?, Set<Origin>, CostPolynomial)
    var type: Type = .list(.any)
    switch domain {
    case .documents(let kind):
      result.enter(variable, rounds: CostPolynomial(.documents(kind)))
      bind(variable, [.joined(kind)])
      documents.insert(variable.slot)
      return result
    case .parts(let parts, nil): (root, origin, rounds) = (outer, [.own], size(parts, [.own]))
    case .parts(let parts, .some(let whole)):
      (root, origin) = (self.root(whole), self.origin(whole))
      rounds = size(parts, origin)
    case .elements(let collection):
      origin = self.origin(collection)
      if case .call(let function, let arguments) = collection.form, Self.isOfText(function) {
        let tip = tip(arguments[0], scope)
        bind(variable, origin)
        if let tip, let bytes = bytes(origin), scope.rounds(of: tip) != nil {
          result.descend(from: tip, to: variable, rounds: bytes)
        } else {
          result.enter(variable, rounds: size(collection))
        }
        return result
      }
      (root, rounds) = (self.root(collection), size(collection))
      type = collection.type
    }
    bind(variable, origin)
    if let root, scope.isDocument(root) {
      result.descend(from: root, to: variable, rounds: rounds)
    } else if let root, let before = scope.rounds(of: root), rounds.isConstant {
      result.descend(from: root, to: variable, rounds: before * rounds)
    } else if let root, let all = elements(origin, type), scope.rounds(of: root) != nil {
      result.descend(from: root, to: variable, rounds: all)
    } else {
      result.enter(variable, rounds: rounds)
    }
    return result
  }

  /// Functions that make a list of a text.
  private static func isOfText(_ function: Function) -> Bool { [.words, .split, .secrets].contains(function) }

  /// The elements that are met when a collection is gone through at each evaluation.
  func scan(_ collection: CheckedExpression, _ scope: CostScope) -> CostPolynomial {
    if case .call(let function, let arguments) = collection.form, Self.isOfText(function) {
      return scanText(arguments[0], scope) + scope.times
    }
    if let beside = scope.timesBeside(tip(collection, scope)), let all = elements(origin(collection), collection.type) {
      return beside * all
    }
    return scope.times * size(collection)
  }

  func scanText(_ text: CheckedExpression, _ scope: CostScope) -> CostPolynomial {
    if let beside = scope.timesBeside(tip(text, scope)), let bytes = bytes(origin(text)) { return beside * bytes }
    return scope.times * textSize(text)
  }

  /// Two values are compared as far as the smaller one goes.
  func comparison(_ left: CheckedExpression, _ right: CheckedExpression, _ scope: CostScope) -> CostPolynomial {
    for side in [left, right] {
      if let beside = scope.timesBeside(tip(side, scope)), let nodes = nodes(origin(side)) { return beside * nodes }
    }
    return scope.times * (nodes(origin(left)) ?? nodes(origin(right)) ?? collection(origin(left)))
  }

  /// The tip of a chain of loops, under which an expression reads; nil for the document itself, which is read anew.
  private func tip(_ expression: CheckedExpression, _ scope: CostScope) -> Int? {
    guard let root = root(expression), !scope.isDocument(root) else { return nil }
    return root
  }

  /// The variable under whose own node an expression reads: not where a field falls back to another place, for that is
  /// read for each of several elements.
  private func root(_ expression: CheckedExpression) -> Int? {
    switch expression.form {
    case .variable(let variable): return variable.slot
    case .index(let base, _): return root(base)
    case .field(let base, let field):
      if case .variable(let variable) = base.form, documents.contains(variable.slot) { return variable.slot }
      guard field.inheritance == nil else { return nil }
      switch field.access {
      case .keys(from: .value, _), .fact(.containerHandlers), .fact(.entryKey), .fact(.entryValue): return root(base)
      case .keys, .fact: return nil
      }
    default: return nil
    }
  }

  // MARK: Sizes

  /// The most elements that a collection has.
  func size(_ expression: CheckedExpression) -> CostPolynomial {
    switch expression.form {
    case .constant(.list(let elements)): return CostPolynomial(UInt64(elements.count))
    case .constant(.map(let entries)): return CostPolynomial(UInt64(entries.count))
    case .list(let elements): return CostPolynomial(UInt64(elements.count))
    case .map(let pairs): return CostPolynomial(UInt64(pairs.count))
    case .comprehension(_, _, .elements(let collection), _): return size(collection)
    case .comprehension(_, _, .parts(let parts, let whole), _): return size(parts, origin(whole))
    case .comprehension(_, _, .documents(let kind, _, _), _): return CostPolynomial(.documents(kind))
    case .call(.words, let arguments), .call(.split, let arguments), .call(.secrets, let arguments):
      return textSize(arguments[0]) + CostPolynomial(1)
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

  /// What it takes to list the parts, over all evaluations.
  func cost(_ parts: PartDomain, of whole: CheckedExpression?, _ scope: CostScope) -> CostPolynomial {
    guard case .fact(let fact) = parts.access else { return .zero }
    return cost(fact, whole.map(origin) ?? [.own], root: whole.map(root) ?? outer, scope)
  }

  func cost(_ fact: Fact, of base: CheckedExpression, _ scope: CostScope) -> CostPolynomial {
    cost(fact, origin(base), root: root(base), scope)
  }

  /// The most elements of a list that a fact gives.
  private func size(_ fact: Fact, _ origin: Set<Origin>) -> CostPolynomial {
    switch fact {
    case .workloadContainers: collection(origin) * CostPolynomial(Self.containerLists)
    case .containerHandlers: CostPolynomial(Self.handlers)
    case .ingressRules: elements(origin, .list(.any)) ?? collection(origin) * collection(origin)
    case .schemaProblems: CostPolynomial(Self.problems)
    default: collection(origin)
    }
  }

  /// What it takes to compute a fact, over all evaluations.
  private func cost(_ fact: Fact, _ origin: Set<Origin>, root: Int?, _ scope: CostScope) -> CostPolynomial {
    switch fact {
    case .containerHandlers: return scope.times * CostPolynomial(Self.handlers)
    case .workloadContainers, .ingressRules:
      if let root, !scope.isDocument(root), let beside = scope.timesBeside(root),
        let all = elements(origin, .list(.any))
      {
        return beside * all
      }
      return scope.times * size(fact, origin)
    // The document is held against its schema.
    case .schemaProblems, .problemKind, .problemField, .problemMessage, .problemSuggestion:
      return scope.times * (nodes(origin) ?? collection(origin))
    case .admitsInternet: return scope.times * (nodes(origin) ?? collection(origin))
    case .workloadMountsToken: return scope.times * CostPolynomial(.documents(KubernetesKind.serviceAccount.id))
    default: return .zero
    }
  }

  /// Where the values within an expression come from.
  func origin(_ expression: CheckedExpression) -> Set<Origin> {
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

  private func collection(_ origins: Set<Origin>) -> CostPolynomial {
    origins.reduce(.zero) { sum, origin in
      switch origin {
      case .own: sum + CostPolynomial(.collection)
      case .joined(let kind): sum + CostPolynomial(.collectionOf(kind))
      case .constant(let count): sum + CostPolynomial(count)
      case .parameter(let place): sum + CostPolynomial(.parameter(place))
      case .data(let place): sum + CostPolynomial(.data(place))
      }
    }
  }

  /// The bytes of the longest text that an expression gives.
  private func textSize(_ expression: CheckedExpression) -> CostPolynomial {
    switch expression.form {
    case .arithmetic(.add, let left, let right): return textSize(left) + textSize(right)
    case .field(let base, let field):
      // It joins texts of the document.
      if case .fact(.containerCommandLine) = field.access, let bytes = bytes(origin(base)) { return bytes }
    default: break
    }
    return origin(expression).reduce(.zero) { sum, origin in
      switch origin {
      case .own: sum + CostPolynomial(.text)
      case .joined(let kind): sum + CostPolynomial(.textOf(kind))
      case .constant(let count): sum + CostPolynomial(count)
      case .parameter(let place): sum + CostPolynomial(.parameter(place))
      case .data(let place): sum + CostPolynomial(.data(place))
      }
    }
  }

  /// All elements of lists in the document or in all documents of the kind; of maps and of what may be one, all nodes.
  private func elements(_ origins: Set<Origin>, _ type: Type) -> CostPolynomial? {
    switch type.unwrapped {
    case .list, .set: break
    default: return nodes(origins)
    }
    return switch origins.first {
    case .own where origins.count == 1: CostPolynomial(.elements)
    case .joined(let kind) where origins.count == 1: CostPolynomial(.elementsOf(kind))
    default: nil
    }
  }

  /// All nodes of the document, or of all documents of the kind; nil for what is no document's.
  private func nodes(_ origins: Set<Origin>) -> CostPolynomial? {
    switch origins.first {
    case .own where origins.count == 1: CostPolynomial(.nodes)
    case .joined(let kind) where origins.count == 1: CostPolynomial(.nodesOf(kind))
    default: nil
    }
  }

  /// All bytes of the document's texts, or of those of all documents of the kind.
  private func bytes(_ origins: Set<Origin>) -> CostPolynomial? {
    switch origins.first {
    case .own where origins.count == 1: CostPolynomial(.bytes)
    case .joined(let kind) where origins.count == 1: CostPolynomial(.bytesOf(kind))
    default: nil
    }
  }
}
