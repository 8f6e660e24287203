import MoatDocument
import MoatSource

/// Documents that do not say what they are: misspelt, a text of whole objects, or no objects of Kubernetes.
extension ClassifierPass {
  /// An object that says neither: both may be misspelt, or it is not a Kubernetes object.
  mutating func reportUnidentified(_ node: UInt32, looksLikeObject: Bool) {
    if let version = nearKey(to: "apiVersion", of: node), let kind = nearKey(to: "kind", of: node),
      looksLikeObject || arena.node(kind.node).kind == .string && BuiltInAPIs.hasKind(arena.string(kind.node))
    {
      return problem(
        node, "apiVersion and kind are missing; did you mean them where it reads \(version.name) and \(kind.name)?")
    }
    if let items = finder.member(.items, of: node), arena.node(items).kind == .list, takeElements(of: items) { return }
    searchUnidentified(node, nil)
    unrecognised(node, kind: "", hasUnit: false)
  }

  /// A key that may be meant for the wanted one: in another case, with a sign in it, or one slip of the pen away.
  func nearKey(to wanted: String, of index: UInt32) -> (name: String, node: UInt32)? {
    let node = arena.node(index)
    let limit = min(node.count, 64)
    for child in node.first..<node.first + limit where arena.node(child).key != Symbol.none {
      let name = arena.symbols.name(of: arena.node(child).key)
      guard name.utf8.count <= 2 * wanted.utf8.count else { continue }
      let letters = name.filter { $0 != "_" && $0 != "-" && $0 != " " }
      if letters.utf8.count + 1 >= wanted.utf8.count, Suggestion.nearest(to: wanted, among: [letters]) != nil {
        return (name, child)
      }
    }
    return nil
  }

  // MARK: What says nothing of itself

  /// Leaves the objects of a list, and of the lists in it, to be classified, if one of them says what it is. `kubectl` takes no such
  /// text, but scripts that apply its elements do.
  mutating func takeElements(of list: UInt32) -> Bool {
    let objects = objects(in: list)
    if objects.contains(where: isWhole) {
      pending += objects.reversed().map { Pending(node: $0, inherited: nil) }
      return true
    }
    for object in objects { searchUnidentified(object, nil) }
    return false
  }

  /// The objects in a list and in the lists that it holds, in source order.
  private func objects(in list: UInt32) -> [UInt32] {
    var objects: [UInt32] = []
    var stack = [list]
    while let index = stack.popLast() {
      let node = arena.node(index)
      if node.kind == .object { objects.append(index) }
      guard node.kind == .list else { continue }
      for offset in (0..<node.count).reversed() { stack.append(node.first + offset) }
    }
    return objects
  }

  /// True for an object with an `apiVersion` and a `kind`.
  private func isWhole(_ index: UInt32) -> Bool {
    finder.member(.apiVersion, of: index) != nil && finder.member(.kind, of: index) != nil
  }

  /// What looks like a container in an object that is of no kind of Kubernetes by what it says. One with neither `metadata` nor `spec`
  /// is the file of some other tool, such as the values of a chart, unless it is a pod's spec itself.
  mutating func searchUnidentified(_ node: UInt32, _ name: String?) {
    let isObject = [KnownKey.metadata, .spec].contains { key in
      finder.member(key, of: node).map { arena.node($0).kind == .object } ?? false
    }
    guard isObject || finder.shape.isPodSpec(node) else { return }
    let shapes = finder.shapes(in: node)
    pending += shapes.embedded.reversed().map { Pending(node: $0, inherited: nil) }
    let found = shapes.uncovered + shapes.templates.map(\.podSpec)
    guard let first = found.min() else { return }
    uncovered(
      first, count: found.count, of: name ?? "document without apiVersion and kind",
      because: name == nil
        ? "it does not say what it is" : "Moat does not know how this kind runs its containers")
  }
}
