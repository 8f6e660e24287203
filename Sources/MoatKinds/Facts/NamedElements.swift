import MoatDocument
import MoatValues

/// What makes two elements of one list the same.
enum ElementKey {
  /// Their name, as it is written.
  case name
  /// The number and the protocol of a port.
  case port
  /// The keyword of an instruction, among those of its stage.
  case instruction
}

/// The elements of the list that was looked at last by their keys: facts ask for one list again and again, once for each
/// element or for each reference to one. A list is read once, so that all of them together are linear in its length. It
/// belongs to one worker.
final class NamedElements {
  private var arena: Arena?
  private var owner = NodeIndex.none
  private var key = ElementKey.name
  /// The first element of each key, and the places of elements in the list.
  private var firsts: [[UInt8]: UInt32] = [:]
  private var places: [UInt32: Int] = [:]
  /// The nearest element before one with the same key, where there is one.
  private var earlier: [UInt32: UInt32] = [:]
  /// The keys that several elements have.
  private var repeated: Set<[UInt8]> = []
  /// The first element of which the key is not known.
  private var unknown: UInt32?
  /// Why it is not known which elements there are.
  private var cause: Value?

  /// The elements of a list as nodes, or why they are not known.
  enum Elements {
    case known([UInt32])
    case notKnown(Value)
  }

  /// - Parameters:
  ///   - owner: the node that the list is of: the same elements belong to it each time.
  ///   - elements: nodes of the scope's arena.
  private func read(of owner: UInt32, by key: ElementKey, _ scope: FactScope, _ elements: () -> Elements) {
    if arena === scope.arena, self.owner == owner, self.key == key { return }
    (arena, self.owner, self.key) = (scope.arena, owner, key)
    firsts.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    earlier.removeAll(keepingCapacity: true)
    repeated.removeAll(keepingCapacity: true)
    (unknown, cause) = (nil, nil)
    var lasts: [[UInt8]: UInt32] = [:]
    let nodes: [UInt32]
    switch elements() {
    case .known(let found): nodes = found
    case .notKnown(let found): (nodes, cause) = ([], found)
    }
    for element in nodes {
      places[element] = places.count
      switch Self.bytes(key, of: element, scope) {
      case .known(let bytes):
        if let before = lasts.updateValue(element, forKey: bytes) {
          earlier[element] = before
          repeated.insert(bytes)
        } else {
          firsts[bytes] = element
        }
      case .none: break
      case .notKnown: unknown = unknown ?? element
      }
    }
  }

  private enum Bytes {
    case known([UInt8])
    /// It has no key, and is like no other.
    case none
    case notKnown(Value)
  }

  private static func bytes(_ key: ElementKey, of element: UInt32, _ scope: FactScope) -> Bytes {
    if let cause = scope.wrongElement(element) { return .notKnown(cause) }
    switch key {
    case .name: return text(.name, of: element, scope) { Array($0) }
    case .port:
      let protocolName = scope.name(.protocol, of: element)
      if protocolName.tag == .undetermined { return .notKnown(protocolName) }
      let text = protocolName.tag == .string ? Array(protocolName.text.utf8) : Array("TCP".utf8)
      switch scope.member(.containerPort, of: element, as: .int) {
      case .absent: return .notKnown(scope.undetermined(.requiredAbsent, at: element))
      case .wrong(let cause): return .notKnown(cause)
      case .present(let found): return .known(number(scope, found) + text)
      }
    case .instruction:
      guard case .present(let stage) = scope.member(.stageNumber, of: element, as: .int) else { return .none }
      return text(.keyword, of: element, scope) { number(scope, stage) + $0 }
    }
  }

  private static func text(
    _ key: KnownKey, of element: UInt32, _ scope: FactScope, _ bytes: (String.UTF8View) -> [UInt8]
  ) -> Bytes {
    let name = scope.name(key, of: element)
    return switch name.tag {
    case .string: .known(bytes(name.text.utf8))
    case .missing: .none
    default: .notKnown(name)
    }
  }

  private static func number(_ scope: FactScope, _ node: UInt32) -> [UInt8] {
    unsafe withUnsafeBytes(of: scope.node(at: node).bits) { unsafe Array($0) }
  }

  /// The element of a list that has a name; missing if there is none, undetermined if there are several or if a name is not
  /// known.
  func element(named name: Value, in list: UInt32, _ scope: FactScope) -> Value {
    read(of: list, by: .name, scope) { Self.elements(of: list, scope) }
    let bytes = Array(name.text.utf8)
    if repeated.contains(bytes) { return scope.undetermined(.noAnswer, at: list) }
    if let found = firsts[bytes] { return scope.value(found) }
    return unknown.map { cause(of: $0, scope) } ?? .missing
  }

  /// The nearest element before one with the same key; missing if there is none, undetermined if a key that decides is not
  /// known.
  func before(
    _ element: UInt32, of owner: UInt32, by key: ElementKey, _ scope: FactScope, _ elements: () -> Elements
  ) -> Value {
    read(of: owner, by: key, scope, elements)
    if let cause { return cause }
    guard let place = places[element] else { return .missing }
    if let found = earlier[element] { return scope.value(found) }
    switch Self.bytes(key, of: element, scope) {
    case .none: return .missing
    case .notKnown(let cause): return place == 0 ? .missing : cause
    case .known: return unknown.flatMap { (places[$0] ?? 0) < place ? cause(of: $0, scope) : nil } ?? .missing
    }
  }

  static func elements(of list: UInt32, _ scope: FactScope) -> Elements {
    let node = scope.node(at: list)
    return .known(Array(node.first..<node.first + node.count))
  }

  private func cause(of element: UInt32, _ scope: FactScope) -> Value {
    if case .notKnown(let cause) = Self.bytes(key, of: element, scope) { return cause }
    return scope.undetermined(.noAnswer, at: element)
  }
}

/// Facts of parts that have names, by which others refer to them.
enum NameFacts {
  /// The volume that a mount names. Missing if its pod has none of that name; not known if several have it, which the API
  /// server refuses.
  static func volume(_ scope: FactScope, in context: EvaluationContext) -> Value {
    let name = scope.name(.name, of: scope.node)
    guard name.tag == .string else {
      return name.tag == .missing ? scope.undetermined(.requiredAbsent, at: scope.node) : name
    }
    guard scope.podSpec != NodeIndex.none else { return .missing }
    switch scope.member(.volumes, of: scope.podSpec, as: .list) {
    case .absent: return .missing
    case .wrong(let cause): return cause
    case .present(let list): return context.names.element(named: name, in: list, scope)
    }
  }

  /// The nearest entry before this one in its list that is the same by a key.
  static func earlier(by key: ElementKey, _ scope: FactScope, in context: EvaluationContext) -> Value {
    let list = scope.arena.parent(scope.node)
    guard list != NodeIndex.none, scope.node(at: list).kind == .list else { return .missing }
    return context.names.before(scope.node, of: list, by: key, scope) { NamedElements.elements(of: list, scope) }
  }

  /// The nearest container before this one in its pod that has the same name, whatever lists the two stand in.
  static func earlierContainer(_ scope: FactScope, in context: EvaluationContext) -> Value {
    guard scope.podSpec != NodeIndex.none else { return .missing }
    return context.names.before(scope.node, of: scope.podSpec, by: .name, scope) {
      let containers = WorkloadFacts.containers(scope)
      return containers.tag == .list ? .known(unsafe containers.elements.map(\.nodeIndex)) : .notKnown(containers)
    }
  }
}
