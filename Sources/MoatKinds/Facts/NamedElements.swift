import MoatDocument
import MoatValues

/// The elements of the list that was looked at last by their names: facts ask for one list again and again, once for each
/// element or for each reference to one. A list is read once, so that all of them together are linear in its length. It
/// belongs to one worker.
final class NamedElements {
  private var arena: Arena?
  private var list = NodeIndex.none
  /// The first element of each name, and of each element the nearest one before it with the same name, as nodes.
  private var firsts: [[UInt8]: UInt32] = [:]
  private var earlier: [UInt32] = []
  /// The names that several elements have.
  private var repeated: Set<[UInt8]> = []
  /// The first element of which the name is not known.
  private var unknown: UInt32?

  /// - Parameter list: a list node of the scope's arena.
  private func read(_ list: UInt32, _ scope: FactScope) {
    if arena === scope.arena, self.list == list { return }
    (arena, self.list) = (scope.arena, list)
    firsts.removeAll(keepingCapacity: true)
    earlier.removeAll(keepingCapacity: true)
    repeated.removeAll(keepingCapacity: true)
    unknown = nil
    var lasts: [[UInt8]: UInt32] = [:]
    let node = scope.node(at: list)
    for element in node.first..<node.first + node.count {
      let name = scope.wrongElement(element) ?? scope.name(.name, of: element)
      var before = NodeIndex.none
      if name.tag == .string {
        let bytes = Array(name.text.utf8)
        before = lasts.updateValue(element, forKey: bytes) ?? NodeIndex.none
        if before == NodeIndex.none { firsts[bytes] = element } else { repeated.insert(bytes) }
      } else if name.tag == .undetermined, unknown == nil {
        unknown = element
      }
      earlier.append(before)
    }
  }

  /// The element of a name; missing if there is none, undetermined if there are several or if a name is not known.
  func element(named name: Value, in list: UInt32, _ scope: FactScope) -> Value {
    read(list, scope)
    let bytes = Array(name.text.utf8)
    if repeated.contains(bytes) { return scope.undetermined(.noAnswer, at: list) }
    if let found = firsts[bytes] { return scope.value(found) }
    return unknown.map { cause(of: $0, scope) } ?? .missing
  }

  /// The nearest element before one with the same name; undetermined if a name that decides is not known.
  func before(_ element: UInt32, in list: UInt32, _ scope: FactScope) -> Value {
    read(list, scope)
    let first = scope.node(at: list).first
    let found = earlier[Int(element - first)]
    if found != NodeIndex.none { return scope.value(found) }
    let name = scope.name(.name, of: element)
    if name.tag == .missing { return .missing }
    if name.tag == .undetermined { return element == first ? .missing : name }
    return unknown.flatMap { $0 < element ? cause(of: $0, scope) : nil } ?? .missing
  }

  private func cause(of element: UInt32, _ scope: FactScope) -> Value {
    scope.wrongElement(element) ?? scope.name(.name, of: element)
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

  /// The nearest entry before this one in its list that has the same name.
  static func earlier(_ scope: FactScope, in context: EvaluationContext) -> Value {
    let list = scope.arena.parent(scope.node)
    guard list != NodeIndex.none, scope.node(at: list).kind == .list else { return .missing }
    return context.names.before(scope.node, in: list, scope)
  }
}
