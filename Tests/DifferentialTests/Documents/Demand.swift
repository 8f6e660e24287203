import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// What a rule asks of one place in its documents: the keys below it, its type, and the constants that it meets.
final class Demand {
  private(set) var children: [String: Demand] = [:]
  /// The keys in the order in which the rule speaks of them, so that a seed gives the same documents everywhere.
  private(set) var keys: [String] = []
  private(set) var element: Demand?
  var type: Type?
  var hints: [Constant] = []

  func child(_ key: String) -> Demand {
    if let known = children[key] { return known }
    let made = Demand()
    children[key] = made
    keys.append(key)
    return made
  }

  func descend(_ keys: [String]) -> Demand { keys.reduce(self) { $0.child($1) } }

  func elements() -> Demand {
    if let element { return element }
    let made = Demand()
    element = made
    return made
  }

  /// Puts a demand below this one, or joins it with what stands there.
  func graft(_ other: Demand, at path: [String]) {
    guard let last = path.last else { return absorb(other) }
    let parent = descend(Array(path.dropLast()))
    if let known = parent.children[last] {
      known.absorb(other)
    } else {
      parent.children[last] = other
      parent.keys.append(last)
    }
  }

  /// A copy of all that hangs below; what is shared stays shared.
  func copy() -> Demand {
    var copies: [ObjectIdentifier: Demand] = [:]
    return copy(&copies)
  }

  private func copy(_ copies: inout [ObjectIdentifier: Demand]) -> Demand {
    if let known = copies[ObjectIdentifier(self)] { return known }
    let result = Demand()
    copies[ObjectIdentifier(self)] = result
    for key in keys {
      result.children[key] = children[key]?.copy(&copies)
      result.keys.append(key)
    }
    result.element = element?.copy(&copies)
    result.type = type
    result.hints = hints
    return result
  }

  private func absorb(_ other: Demand) {
    guard other !== self else { return }
    for key in other.keys { if let child = other.children[key] { graft(child, at: [key]) } }
    if let theirs = other.element {
      if let element { element.absorb(theirs) } else { element = theirs }
    }
    type = type ?? other.type
    hints += other.hints
  }
}

/// What a rule asks of the documents of one kind, from each of their anchors.
final class KindDemand {
  let kind: ObjectTypeID
  private(set) var anchors: [Anchor: Demand] = [:]

  init(_ kind: ObjectTypeID) { self.kind = kind }

  func anchor(_ anchor: Anchor) -> Demand {
    if let known = anchors[anchor] { return known }
    let made = Demand()
    anchors[anchor] = made
    return made
  }
}

/// Reads off a rule what its documents have to hold.
struct DemandReader {
  /// A place, and the documents that it stands in.
  struct Spot {
    var demand: Demand
    var document: KindDemand
  }

  private(set) var kinds: [KindDemand] = []
  private var spots: [Int: [Spot]] = [:]
  private let parameters: [Constant]

  init(_ rule: CheckedRule, parameters: [Int: Constant]) {
    self.parameters = rule.parameters.enumerated().map {
      parameters[$0.offset] ?? $0.element.defaultValue ?? .missing
    }
    for level in rule.levels {
      if let domain = level.domain, let outer = outer(of: level, in: rule) {
        spots[level.variable.slot] = outer.flatMap { parts(domain.access, of: $0) }
      } else {
        spots[level.variable.slot] = [documents(of: level.kind)]
      }
    }
    if let condition = rule.condition { _ = read(condition) }
    for check in rule.checks {
      _ = read(check.condition)
      if let excuse = check.excuse { _ = read(excuse) }
      if let place = check.outcomes.place { _ = read(place) }
    }
  }

  private func outer(of level: CheckedRule.Level, in rule: CheckedRule) -> [Spot]? {
    guard let index = rule.levels.firstIndex(where: { $0.variable == level.variable }), index > 0 else { return nil }
    return spots[rule.levels[index - 1].variable.slot]
  }

  private mutating func documents(of kind: ObjectTypeID) -> Spot {
    let document: KindDemand
    if let known = kinds.first(where: { $0.kind == kind }) {
      document = known
    } else {
      document = KindDemand(kind)
      kinds.append(document)
    }
    return Spot(demand: document.anchor(.document), document: document)
  }

  private func start(_ anchor: Anchor, _ spot: Spot) -> Demand {
    anchor == .value ? spot.demand : spot.document.anchor(anchor)
  }

  private func parts(_ access: Access, of spot: Spot) -> [Spot] {
    switch access {
    case .keys(let anchor, let keys):
      let list = start(anchor, spot).descend(keys)
      list.type = list.type ?? .list(.any)
      return [Spot(demand: list.elements(), document: spot.document)]
    case .fact(let fact):
      return FactDemands.places(of: fact).map { path, isList in
        var demand = start(path.anchor, spot).descend(path.keys)
        if isList {
          demand.type = .list(.any)
          demand = demand.elements()
        }
        return Spot(demand: demand, document: spot.document)
      }
    }
  }

  /// The places that an expression may take its value from.
  private mutating func read(_ expression: CheckedExpression) -> [Spot] {
    switch expression.form {
    case .constant, .parameter, .data, .runFact: return []
    case .variable(let variable): return spots[variable.slot] ?? []
    case .field(let base, let field): return read(field, of: read(base))
    case .index(let base, let key):
      _ = read(key)
      return read(base).map { spot in
        if case .constant(.string(let name)) = key.form {
          return Spot(demand: spot.demand.child(name), document: spot.document)
        }
        if case .map = base.type.unwrapped { return spot }
        return Spot(demand: spot.demand.elements(), document: spot.document)
      }
    case .call(let function, let arguments):
      let found = arguments.flatMap { read($0) }
      let isElement = [Function.first, .last, .min, .max].contains(function)
      return isElement ? found.map { Spot(demand: $0.demand.elements(), document: $0.document) } : found
    case .negate(let operand), .not(let operand), .test(_, _, let operand): return read(operand)
    case .arithmetic(_, let left, let right), .otherwise(let left, let right):
      return read(left) + read(right)
    case .and(let left, let right), .or(let left, let right):
      _ = read(left)
      _ = read(right)
      return []
    case .comparison(_, let left, let right, _), .relation(_, _, _, let left, let right, _):
      meet(read(left), right)
      meet(read(right), left)
      return []
    case .quantified(let quantified):
      spots[quantified.variable.slot] = read(quantified.domain)
      if let condition = quantified.condition { _ = read(condition) }
      _ = read(quantified.body)
      return []
    case .list(let elements): return elements.flatMap { read($0) }
    case .map(let pairs): return pairs.flatMap { read($0.key) + read($0.value) }
    case .comprehension(let element, let variable, let domain, let condition):
      spots[variable.slot] = read(domain)
      if let condition { _ = read(condition) }
      return read(element)
    }
  }

  private mutating func read(_ field: Field, of bases: [Spot]) -> [Spot] {
    bases.flatMap { base -> [Spot] in
      var found: [Demand] = []
      switch field.access {
      case .keys(let anchor, let keys): found = [start(anchor, base).descend(keys)]
      case .fact(let fact):
        for (path, isList) in FactDemands.places(of: fact) {
          let demand = start(path.anchor, base).descend(path.keys)
          if isList { demand.type = .list(.any) }
          found.append(demand)
        }
      }
      if let inheritance = field.inheritance {
        found.append(start(inheritance.anchor, base).descend(inheritance.keys))
      }
      let isFact = if case .fact = field.access { true } else { false }
      for demand in found where demand.type == nil && !isFact { demand.type = field.type }
      return found.map { Spot(demand: $0, document: base.document) }
    }
  }

  private mutating func read(_ domain: CheckedDomain) -> [Spot] {
    switch domain {
    case .elements(let collection):
      return read(collection).map { spot in
        if case .map = collection.type.unwrapped { return spot }
        return Spot(demand: spot.demand.elements(), document: spot.document)
      }
    case .parts(let domain, let whole): return read(whole).flatMap { parts(domain.access, of: $0) }
    case .documents(let kind, let sameField, let expression):
      let spot = documents(of: kind)
      if let sameField { _ = read(sameField, of: [spot]) }
      if let expression { _ = read(expression) }
      return [spot]
    }
  }

  /// Constants on one side are what the other may hold.
  private func meet(_ spots: [Spot], _ other: CheckedExpression) {
    let constant: Constant? =
      switch other.form {
      case .constant(let constant): constant
      case .parameter(let index): parameters[index]
      default: nil
      }
    guard let constant else { return }
    for spot in spots { spot.demand.hints += Self.leaves(constant) }
  }

  private static func leaves(_ constant: Constant) -> [Constant] {
    switch constant {
    case .list(let elements): elements.flatMap(leaves)
    case .map(let entries): entries.map { .string($0.key) }
    default: [constant]
    }
  }
}

/// Where the derived facts look: an anchor, keys from it, and whether a list stands there.
enum FactDemands {
  typealias Path = (anchor: Anchor, keys: [String])

  static func places(of fact: Fact) -> [(path: Path, isList: Bool)] {
    func list(_ anchor: Anchor, _ keys: String...) -> (path: Path, isList: Bool) { ((anchor, keys), true) }
    func one(_ anchor: Anchor, _ keys: String...) -> (path: Path, isList: Bool) { ((anchor, keys), false) }
    switch fact {
    case .workloadContainers:
      return [list(.podSpec, "containers"), list(.podSpec, "initContainers"), list(.podSpec, "ephemeralContainers")]
    case .containerHandlers:
      return [one(.value, "livenessProbe"), one(.value, "readinessProbe"), one(.value, "lifecycle", "postStart")]
    case .handlerHost: return [one(.value, "httpGet", "host"), one(.value, "tcpSocket", "host")]
    case .volumeType: return [one(.value, "hostPath", "path"), one(.value, "emptyDir")]
    case .mountVolume: return [one(.value, "name"), list(.podSpec, "volumes")]
    case .earlierOfName: return [one(.value, "name")]
    case .earlierPort: return [one(.value, "containerPort"), one(.value, "protocol")]
    case .earlierContainer: return [one(.value, "name"), list(.podSpec, "initContainers")]
    case .workloadReplicas: return [one(.document, "spec", "replicas")]
    case .workloadMountsToken: return [one(.podSpec, "automountServiceAccountToken")]
    case .ingressRules: return [list(.document, "spec", "rules")]
    case .ingressRuleHost: return [one(.value, "host")]
    case .ingressRulePath: return [one(.value, "http", "paths")]
    case .ingressBackends: return [one(.document, "spec", "defaultBackend"), list(.document, "spec", "rules")]
    case .backendServiceName: return [one(.value, "service", "name"), one(.value, "serviceName")]
    case .backendPortNumber: return [one(.value, "service", "port", "number"), one(.value, "servicePort")]
    case .backendPortName: return [one(.value, "service", "port", "name"), one(.value, "servicePort")]
    case .unitName: return [one(.document, "metadata", "name")]
    case .unitNamespace: return [one(.document, "metadata", "namespace")]
    case .networkPolicyTypes: return [list(.document, "spec", "policyTypes"), list(.document, "spec", "egress")]
    case .scaleTargetGroup: return [one(.document, "spec", "scaleTargetRef", "apiVersion")]
    case .admitsInternet: return [list(.document, "spec", "ingress")]
    case .containerCommandLine: return [list(.value, "command"), list(.value, "args")]
    case .containerPullPolicy: return [one(.value, "imagePullPolicy"), one(.value, "image")]
    case .schemaProblems: return [one(.document, "spec", "unknownField")]
    case .intOrStringNumber, .intOrStringName, .intOrStringPercent, .imageRegistry, .imageRepository, .imageTag,
      .imageDigest, .entryKey, .entryValue:
      return [one(.value)]
    case .index, .containerRole, .handlerKind, .documentApi, .apiGroup, .apiRemovedIn, .apiDeprecatedIn,
      .apiReplacement,
      .problemKind, .problemField, .problemMessage, .problemSuggestion, .backendHost, .backendPath:
      return []
    // Dockerfiles are drawn as texts (`DockerfileText`).
    case .dockerfileInstructions, .dockerfileCommands, .dockerfileFinalStage, .stageInstructions, .stageLineage,
      .stageCommands, .referencedStage, .earlierInstruction, .instructionPrevious, .pipelineCommands, .pipelineFirst,
      .pipelineLast,
      .commandPipeline:
      return []
    }
  }
}
