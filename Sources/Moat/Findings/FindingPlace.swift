import MoatDocument
import MoatExplainer
import MoatKinds
import MoatSource
import MoatValues

/// Where a finding stands, in the words of a report.
struct FindingPlace: Sendable {
  var source: SourceFile
  var span: Span
  /// From the root, as the document is written, with the keys that are absent at its end.
  var path: String
  /// From the document's own root, with elements by their names: what a fingerprint is made of.
  var namedPath: String
  var document: Finding.Identity
  /// What stands at the place, for the messages of undetermined results; nil where something is absent.
  var value: Found?
  /// The node with its absent keys: equal for two findings at one place.
  var key: Key
  /// The root of the document; 0 for what is in no document.
  var root: UInt32 = 0

  struct Key: Hashable, Sendable {
    var arena: ObjectIdentifier
    var node: UInt32
    var absent: [String]
    /// Where the node was written, in an input with aliases.
    var origin: NodeOrigin?
  }

  /// A value in a document, as a message shows it.
  struct Found: Sendable {
    var kind: NodeKind
    /// The text of a scalar; of a value that is not known, the reason.
    var text: String
    var isUnknown: Bool
    /// It stands for a script in a language that no rule reads.
    var isForeign = false
    /// It is not known anywhere in the document, for one reason.
    var isOfDocument = false
  }
}

/// Describes places of one set of documents, for one worker. Several rules point at one node, and most places of a document
/// are asked for together: what is said of the last document is kept.
final class PlaceDescriber {
  private let context: EvaluationContext
  private let stablePaths: [String: String]
  private var kept: (arena: ObjectIdentifier, document: UInt32)?
  private var keptIdentity = Finding.Identity()
  /// By node; places at which something is absent are made of these.
  private var keptPlaces: [UInt32: FindingPlace] = [:]

  /// - Parameter stablePaths: for a path as reports show it, the one that fingerprints are made of.
  init(context: EvaluationContext, stablePaths: [String: String] = [:]) {
    self.context = context
    self.stablePaths = stablePaths
  }

  /// What is missing from the set, with how many documents that are; nil if there is no such gap.
  func gap(at index: Int) -> (gap: DocumentGap, count: Int)? {
    let gaps = context.documents.gaps
    return gaps.indices.contains(index) ? (gaps[index], context.documents.count(ofGap: index)) : nil
  }

  /// The place of a witness. `NodeIndex.none` stands for the whole document.
  func place(of witness: Witness) -> FindingPlace {
    let arena = context.documents.arena(ofUnit: witness.unit)
    let document = context.documents.anchor(0, ofUnit: witness.unit)
    let node = witness.node < arena.nodeCount ? witness.node : document
    let identity = identity(of: document, unit: witness.unit, in: arena)
    guard let known = keptPlaces[node] else {
      let whole = place(of: node, document: document, identity, in: arena)
      keptPlaces[node] = whole
      return witness.absent.isEmpty ? whole : adding(witness.absent, to: whole, document: document, in: arena)
    }
    return witness.absent.isEmpty ? known : adding(witness.absent, to: known, document: document, in: arena)
  }

  /// Where a node was written; nil in an input without aliases.
  func origin(of witness: Witness) -> NodeOrigin? {
    let arena = context.documents.arena(ofUnit: witness.unit)
    let node = witness.node < arena.nodeCount ? witness.node : context.documents.anchor(0, ofUnit: witness.unit)
    return arena.hasCopies ? NodeOrigin(node, in: arena) : nil
  }

  /// All pod templates of a document have the name and the namespace of the document.
  private func identity(of document: UInt32, unit: UInt32, in arena: Arena) -> Finding.Identity {
    if let kept, kept.arena == ObjectIdentifier(arena), kept.document == document { return keptIdentity }
    var identity = identity(of: document, in: arena)
    let namespace = Facts.evaluate(.unitNamespace, of: .node(document, unit: unit), in: context)
    identity.namespace = namespace.tag == .string && namespace.aux > 0 ? namespace.text : nil
    kept = (ObjectIdentifier(arena), document)
    keptIdentity = identity
    keptPlaces.removeAll(keepingCapacity: true)
    return identity
  }

  /// The place of a node that belongs to no unit.
  func place(of node: UInt32, inArena index: UInt32) -> FindingPlace {
    let arena = context.documents.arenas[Int(index)]
    let document = document(of: node, in: arena)
    var identity = identity(of: document, in: arena)
    let metadata = arena.child(of: document, named: "metadata")
    identity.namespace = metadata == NodeIndex.none ? nil : text(arena, metadata, "namespace")
    return place(of: node, document: document, identity, in: arena)
  }

  /// The place where something is absent: the keys that would lead there go on from the node's path.
  private func adding(
    _ absent: [String], to whole: FindingPlace, document: UInt32, in arena: Arena
  ) -> FindingPlace {
    let isRoot = arena.parent(whole.key.node) == NodeIndex.none
    let suffix = absent.enumerated().map { index, key in
      DocumentPath.step(Array(key.utf8), isFirst: isRoot && index == 0)
    }.joined()
    var place = whole
    place.span = span(of: whole.key.node, isAbsent: true, document: document, in: arena)
    place.path += suffix
    place.namedPath += suffix
    place.value = nil
    place.key.absent = absent
    return place
  }

  private func place(
    of node: UInt32, document: UInt32, _ identity: Finding.Identity, in arena: Arena
  ) -> FindingPlace {
    let whole = DocumentPath.renderNamed(arena, document, keys: .kubernetes)
    var named = Substring(DocumentPath.renderNamed(arena, node, keys: .kubernetes))
    if !whole.isEmpty, named.hasPrefix(whole) { named = named.dropFirst(whole.count) }
    let found = arena.node(node)
    let scalar: String =
      switch found.kind {
      // Why it is not known, in full: it is what the finding says.
      case .string where found.isUnknown: arena.string(node)
      case .string, .float: String(arena.string(node).prefix(80))
      case .int: String(Int64(bitPattern: found.bits))
      case .bool: found.bits == 0 ? "false" : "true"
      case .null, .list, .object: ""
      }
    return FindingPlace(
      source: arena.source, span: span(of: node, isAbsent: false, document: document, in: arena),
      path: DocumentPath.render(arena, node), namedPath: String(named.first == "." ? named.dropFirst() : named),
      document: identity,
      value: .init(
        kind: found.kind, text: scalar, isUnknown: found.isUnknown, isForeign: found.flags.contains(.foreign),
        isOfDocument: found.isUnknown && found.flags.contains(.ofDocument)),
      key: .init(
        arena: ObjectIdentifier(arena), node: node, absent: [],
        origin: arena.hasCopies ? NodeOrigin(node, in: arena) : nil),
      root: document)
  }

  /// A whole document is shown by its name, else by its first line; what is absent, by the key of the nearest node that
  /// is there, or by the element; everything else by its value.
  private func span(of node: UInt32, isAbsent: Bool, document: UInt32, in arena: Arena) -> Span {
    let value = arena.span(node)
    if node == document {
      let metadata = arena.child(of: document, named: "metadata")
      let name = metadata == NodeIndex.none ? metadata : arena.child(of: metadata, named: "name")
      if name != NodeIndex.none, arena.node(name).kind == .string, !arena.node(name).isUnknown {
        return arena.span(name)
      }
      let line = arena.source.lineSpan(arena.source.place(of: value.start).line)
      return Span(start: value.start, end: max(value.start, min(value.end, line.end)))
    }
    let key = arena.keySpan(node)
    return isAbsent && key != .zero ? key : value
  }

  private func identity(of document: UInt32, in arena: Arena) -> Finding.Identity {
    let metadata = arena.child(of: document, named: "metadata")
    let kind = text(arena, document, "kind")
    if [DockerfileClassifier.kindName, ImageClassifier.kindName, ImageClassifier.otherKindName].contains(kind),
      text(arena, document, "apiVersion") == nil
    {
      var identity = Finding.Identity(kind: kind, name: text(arena, document, "reference"))
      // Of an image in an archive the archive: the text in it has another name in each build.
      let path = text(arena, document, "path") ?? arena.source.name
      identity.file = stablePaths[path] ?? path
      return identity
    }
    return Finding.Identity(
      kind: text(arena, document, "kind"), apiVersion: text(arena, document, "apiVersion"),
      name: metadata == NodeIndex.none ? nil : text(arena, metadata, "name") ?? text(arena, metadata, "generateName"))
  }

  /// The root, or the element of the list that the root is.
  private func document(of node: UInt32, in arena: Arena) -> UInt32 {
    var chain = [node]
    while let last = chain.last, arena.parent(last) != NodeIndex.none { chain.append(arena.parent(last)) }
    chain.reverse()
    let place = HiddenDocuments.objectPlace(in: chain, arena)
    guard chain.count >= place + 3, text(arena, chain[place], "kind")?.hasSuffix("List") == true,
      chain[place + 1] == arena.child(of: chain[place], named: "items")
    else { return chain[place] }
    return chain[place + 2]
  }

  private func text(_ arena: Arena, _ object: UInt32, _ key: String) -> String? {
    let child = arena.child(of: object, named: key)
    guard child != NodeIndex.none, arena.node(child).kind == .string, arena.node(child).count > 0,
      !arena.node(child).isUnknown
    else { return nil }
    return arena.string(child)
  }
}
