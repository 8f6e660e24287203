import MoatKinds
import MoatTestSupport
import MoatValues

/// Draws documents from what a rule asks of them: each leaf right, of a wrong type, missing, null, empty, a template or not
/// known, and now and then a broken structure on the way.
struct DocumentGenerator {
  /// In how many of a hundred cases a leaf is something else than right.
  struct Health {
    var missing: Int
    var broken: Int
    var unknown = 0
  }

  private var random: SplitMix64
  private var health = Health(missing: 10, broken: 0)
  /// For each kind, the ways to write it, each with what is asked from the root of such a document on.
  private let kinds: [[(carrier: Carrier, root: Demand)]]

  init(seed: UInt64, kinds: [KindDemand]) {
    random = SplitMix64(seed: seed)
    self.kinds = kinds.map { kind in
      Carrier.all(of: kind.kind).map { carrier in
        let root = Demand()
        for (anchor, path) in carrier.anchors.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
          if let demand = kind.anchors[anchor] { root.graft(demand.copy(), at: path) }
        }
        return (carrier, root)
      }
    }
  }

  /// The documents of one run.
  mutating func documents() -> [Sample] {
    health = random.pick([
      Health(missing: 3, broken: 0), Health(missing: 12, broken: 0), Health(missing: 25, broken: 1, unknown: 1),
      Health(missing: 15, broken: 5), Health(missing: 10, broken: 0, unknown: 8),
      Health(missing: 15, broken: 18, unknown: 4),
    ])
    var result: [Sample] = []
    for (place, forms) in kinds.enumerated() {
      // A rule over none of its kind is not applicable.
      let least = place == 0 ? (random.chance(1, in: 12) ? 0 : 1) : 0
      for _ in 0..<(least + random.below(3)) { result.append(document(random.pick(forms))) }
    }
    return result
  }

  private mutating func document(_ form: (carrier: Carrier, root: Demand)) -> Sample {
    let (carrier, root) = form
    if carrier.kind == DockerfileText.kind { return DockerfileText.sample(&random) }
    var members: [Sample.Member] = [
      .init("apiVersion", .string(carrier.apiVersion)), .init("kind", .string(carrier.kind)),
    ]
    members.append(.init("metadata", metadata(root.child("metadata"))))
    for key in root.keys where !["apiVersion", "kind", "metadata"].contains(key) {
      let child = root.child(key)
      if let value = member(child, isStructural: carrier.structure.contains(key)) { members.append(.init(key, value)) }
    }
    // A workload without its pod spec is one among many.
    if let path = carrier.anchors[.podSpec], random.chance(19, in: 20) {
      members = Self.ensure(path, in: members)
    }
    return .object(members)
  }

  private static func ensure(_ path: [String], in members: [Sample.Member]) -> [Sample.Member] {
    guard let first = path.first else { return members }
    var members = members
    if let index = members.firstIndex(where: { $0.key == first }) {
      if case .object(let inner) = members[index].value {
        members[index].value = .object(ensure(Array(path.dropFirst()), in: inner))
      }
    } else {
      members.append(.init(first, .object(ensure(Array(path.dropFirst()), in: []))))
    }
    return members
  }

  private mutating func metadata(_ demand: Demand) -> Sample {
    var members: [Sample.Member] = []
    if !random.chance(1, in: 30) { members.append(.init("name", name(demand.child("name")))) }
    if random.chance(2, in: 3) {
      members.append(.init("namespace", .string(random.pick(["default", "a", "kube-system"]))))
    }
    for key in demand.keys where key != "name" && key != "namespace" {
      if let value = member(demand.child(key)) { members.append(.init(key, value)) }
    }
    return .object(members)
  }

  private mutating func name(_ demand: Demand) -> Sample {
    if isUnknown() { return unknown([]) }
    if random.below(100) < health.broken { return broken(.string) }
    if let hint = text(demand.hints), random.chance(1, in: 2) { return .string(hint) }
    return .string(random.pick(["app", "web", "web-1", "a"]))
  }

  // MARK: Values by what is asked of them

  /// Nil for a member that is left out.
  private mutating func member(_ demand: Demand, isStructural: Bool = false) -> Sample? {
    let isLeaf = demand.keys.isEmpty && demand.element == nil
    let chance = isStructural ? health.missing / 8 : isLeaf ? 2 * health.missing : health.missing
    if random.below(100) < chance { return random.chance(1, in: 6) ? .null : nil }
    return value(demand)
  }

  /// `hints` are constants that a list around the value meets.
  private mutating func value(_ demand: Demand, hints: [Constant] = []) -> Sample {
    let isLeaf = demand.keys.isEmpty && demand.element == nil
    if isUnknown(), isLeaf || random.chance(1, in: 2) { return unknown(hints) }
    if random.below(100) < (isLeaf ? health.broken : health.broken / 4) { return broken(demand.type ?? .any) }
    if demand.element != nil || isList(demand.type) { return list(demand) }
    guard demand.keys.isEmpty else { return object(demand) }
    return right(demand.type ?? .any, demand.hints + hints)
  }

  private func isList(_ type: Type?) -> Bool {
    switch type {
    case .list, .set: true
    default: false
    }
  }

  private mutating func list(_ demand: Demand) -> Sample {
    let inner = demand.elements()
    switch demand.type {
    case .list(let element), .set(let element): inner.type = inner.type ?? element
    default: break
    }
    let count = random.pick([0, 1, 1, 2, 2, 3])
    return .list(
      (0..<count).map { _ in random.below(100) < health.broken / 3 ? .null : value(inner, hints: demand.hints) })
  }

  private mutating func object(_ demand: Demand) -> Sample {
    var members = demand.keys.compactMap { key in member(demand.child(key)).map { Sample.Member(key, $0) } }
    if case .map(let content) = demand.type, random.chance(1, in: 2) {
      members.append(.init("other", right(content, demand.hints)))
    }
    return .object(members)
  }

  /// Not known, or known in part, near the constants that it meets.
  private mutating func unknown(_ hints: [Constant]) -> Sample {
    guard let text = text(hints), random.chance(2, in: 3) else { return .string(UnknownNodes.mark) }
    let half = text.unicodeScalars.prefix(random.below(text.unicodeScalars.count + 1)).map { String($0) }.joined()
    let rest = String(text.dropFirst(half.count))
    let pieces = random.pick([
      [half, rest], [half, ""], ["", rest], [half, "", rest], [half + "x", rest], ["", "", ""],
    ])
    return .string(UnknownNodes.partlyMark + pieces.map { $0.replacing("*", with: "") }.joined(separator: "*"))
  }

  private mutating func isUnknown() -> Bool { health.unknown > 0 && random.below(100) < health.unknown }

  private func text(_ hints: [Constant]) -> String? {
    hints.lazy.compactMap { if case .string(let text) = $0 { text } else { nil } }.first
  }

  /// A value of the type, near the constants that it meets.
  private mutating func right(_ type: Type, _ hints: [Constant]) -> Sample {
    // Within a list, a map or a selector as well.
    if health.unknown > 0, random.below(200) < health.unknown { return unknown(hints) }
    if !hints.isEmpty, random.chance(3, in: 5), let near = near(random.pick(hints), type) { return near }
    switch type {
    case .bool: return .bool(random.chance(1, in: 2))
    case .int: return .int(Int64(random.pick([0, 1, 2, 80, 1000])))
    case .decimal: return random.chance(1, in: 2) ? .number("2.5") : .int(2)
    case .quantity:
      let text = random.pick(Texts.pool(.quantity))
      return text == "1" || text == "2" ? .int(Int64(text.utf8.first == 49 ? 1 : 2)) : .string(text)
    case .intOrString: return random.pick([.int(80), .string("http"), .string("25%")])
    case .list(let element), .set(let element):
      return .list((0..<random.below(4)).map { _ in right(element, hints) })
    case .map(let content):
      let keys = ["a", "b", "app", "tier"].prefix(random.below(5))
      return .object(keys.map { Sample.Member($0, right(content, hints)) })
    case .serviceSelector: return random.pick([.object([]), .object([.init("app", .string("a"))])])
    case .labelSelector: return selector()
    case .object: return .object(random.chance(1, in: 2) ? [] : [.init("name", .string("a"))])
    case .any: return untyped(hints)
    case .duration: return .string(random.pick(["30s", "1h30m", "720h"]))
    default: return .string(random.pick(Texts.pool(type)))
    }
  }

  private mutating func selector() -> Sample {
    switch random.below(4) {
    case 0: return .object([])
    case 1: return .object([.init("matchLabels", .object([.init("app", known(.string(random.pick(["a", "web"]))))]))])
    default:
      let relation = random.pick(["In", "NotIn", "Exists", "DoesNotExist"])
      var requirement: [Sample.Member] = [
        .init("key", known(.string("app"))), .init("operator", known(.string(relation))),
      ]
      if relation.hasSuffix("In") {
        requirement.append(.init("values", known(.list([known(.string("a")), .string("web")]))))
      }
      return .object([.init("matchExpressions", .list([.object(requirement)]))])
    }
  }

  /// The value itself, or that it is not known.
  private mutating func known(_ value: Sample) -> Sample { isUnknown() ? unknown([]) : value }

  private mutating func untyped(_ hints: [Constant]) -> Sample {
    switch random.below(8) {
    case 0: return .int(Int64(random.below(4)))
    case 1: return .bool(random.chance(1, in: 2))
    case 2: return .list([.string("a"), known(.string("b"))])
    case 3: return .object([.init("a", known(.string("b")))])
    case 4: return .number("2.5")
    case 5: return .list([.int(1), .int(2), .int(1)])
    default: return .string(random.pick(Texts.pool(.string)))
    }
  }

  /// The constant itself, or its neighbour; nil if a document does not write such a type.
  private mutating func near(_ constant: Constant, _ type: Type) -> Sample? {
    switch constant {
    case .bool(let value): return .bool(random.chance(3, in: 4) ? value : !value)
    case .int(let value):
      if type == .quantity || type == .string { return type == .string ? nil : .int(value) }
      return .int(random.chance(1, in: 2) ? value : value &+ Int64(random.below(3) - 1))
    case .string(let text):
      switch random.below(6) {
      case 0: return type == .string || type == .any ? .string(text + "x") : .string(text)
      case 1: return type == .string || type == .any ? .string(text.uppercased()) : .string(text)
      case 2 where type == .imageReference && text.hasSuffix("/"): return .string(text + "web:1.2")
      case 3 where type == .path: return .string(text + "/log")
      default: return type == .imageReference && text.hasSuffix("/") ? .string(text + "app") : .string(text)
      }
    case .decimal(let value):
      guard value.exponent == 0 else { return nil }
      return type == .quantity || type == .decimal ? .int(value.mantissa) : nil
    default: return nil
    }
  }

  /// Anything but a right value.
  private mutating func broken(_ type: Type) -> Sample {
    switch random.below(7) {
    case 0: return .null
    case 1: return .string("")
    case 2: return .string("{{ .Values.x }}")
    case 3: return type == .bool ? .string("yes") : .bool(true)
    case 4: return random.chance(1, in: 2) ? .list([]) : .list([.string("a")])
    case 5: return .object([.init("x", .int(1))])
    default: return random.pick([.string("no such"), .number("1e400"), .string("99999999999999999999Ei")])
    }
  }
}
