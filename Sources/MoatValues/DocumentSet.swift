package import MoatDocument

/// One thing that rules speak of as a whole: a document, or one pod template inside a document that holds several.
///
/// `anchors` are nodes that a kind's fields start from; what each means is the domain's business (MoatKinds). For
/// Kubernetes 0 is the object, 1 the pod spec, 2 the pod template's metadata, 3 the object's metadata.
@frozen
@unsafe
package struct Unit {
  /// The nodes of its arena, for the loop.
  package var nodes: UnsafePointer<Node>
  /// How many these are; set when the unit joins its set.
  package var nodeCount: UInt32
  package var anchors: (UInt32, UInt32, UInt32, UInt32)
  /// The arena in `DocumentSet.arenas`.
  package var arena: UInt32
  /// The unit of the whole document: itself, unless this is a further pod template of the same document.
  package var documentUnit: UInt32
  /// The object type of the whole document in the catalogue; `UInt32.max` where no schema covers it.
  package var objectType: UInt32
  package var flags: UInt32
  /// The first unit of the same object: itself, unless the run has the object twice with different content.
  package var object: UInt32
  /// The name of the object, as a string value; missing if it has none.
  package var name: Value
  /// The effective namespace, as a string value; missing for what has no namespace.
  package var namespace: Value

  package init(nodes: UnsafePointer<Node>, anchors: (UInt32, UInt32, UInt32, UInt32), arena: UInt32) {
    unsafe self.nodes = unsafe nodes
    unsafe self.anchors = anchors
    unsafe self.arena = arena
    unsafe nodeCount = 0
    unsafe documentUnit = 0
    unsafe objectType = UInt32.max
    unsafe flags = 0
    unsafe object = 0
    unsafe name = .missing
    unsafe namespace = .missing
  }
}

/// The documents of a run, or one document alone: units in the order of the inputs, and for each kind the units that
/// are of it. Built by the classifiers of MoatKinds, then read only.
@safe
package final class DocumentSet: @unchecked Sendable {
  // Read at every step of an evaluation, and written before the first: the checks of exclusive access at run time, which
  // cost more than the reads, are left out.
  @exclusivity(unchecked)
  private var ownArenas: [Arena] = []
  @exclusivity(unchecked)
  private var ownUnits = unsafe ContiguousArray<Unit>()
  /// The units of the kinds that were met, in order, and the place of each kind (an object type of the catalogue) among them.
  private var runs: [ContiguousArray<UInt32>] = []
  private var placeOfKind: [UInt32: Int] = [:]
  private var missing = DocumentGaps()
  /// True if some object of the set has several units that `other` takes for one.
  package private(set) var hasCopies = false
  /// Another number after each change of the documents: what was computed of them before no longer counts.
  package private(set) var revision = 0

  package init() {}

  /// Forgets all documents, but not the memory that they took: the set of a worker that takes one document after the other.
  /// To be called only while nobody reads the set, nor holds values of its documents.
  package func removeAll() {
    // Custom kinds are as many as inputs name.
    if runs.count > Self.keptKinds {
      runs.removeAll()
      placeOfKind.removeAll()
    }
    for place in runs.indices where !runs[place].isEmpty { runs[place].removeAll(keepingCapacity: true) }
    unsafe ownArenas.removeAll(keepingCapacity: true)
    unsafe ownUnits.removeAll(keepingCapacity: true)
    missing = DocumentGaps()
    hasCopies = false
    revision += 1
  }

  /// More than the built-in kinds.
  private static let keptKinds = 1024

  package var arenas: [Arena] { unsafe ownArenas }
  package var units: ContiguousArray<Unit> { unsafe ownUnits }

  package func append(_ arena: Arena) -> UInt32 {
    unsafe ownArenas.append(arena)
    return unsafe UInt32(ownArenas.count - 1)
  }

  package func append(_ unit: Unit) -> UInt32 {
    var unit = unsafe unit
    unsafe unit.nodeCount = ownArenas[Int(unit.arena)].nodeCount
    unsafe unit.object = UInt32(ownUnits.count)
    revision += 1
    unsafe ownUnits.append(unit)
    return unsafe UInt32(ownUnits.count - 1)
  }

  /// Nil if there is no such unit.
  package func unit(_ index: UInt32) -> Unit? {
    unsafe Int(index) < ownUnits.count ? ownUnits[Int(index)] : nil
  }

  /// A node of the arena of a unit; nil if there is none.
  package func node(_ index: UInt32, ofUnit unit: UInt32) -> Node? {
    guard unsafe Int(unit) < ownUnits.count, unsafe index < ownUnits[Int(unit)].nodeCount else { return nil }
    return unsafe ownUnits[Int(unit)].nodes[Int(index)]
  }

  /// Says that a unit is of a kind. A unit may be of several: a Deployment is a `document`, a `Deployment`, a `workload`.
  package func add(unit: UInt32, to kind: ObjectTypeID) {
    revision += 1
    if let place = placeOfKind[kind.rawValue] { return runs[place].append(unit) }
    placeOfKind[kind.rawValue] = runs.count
    runs.append([unit])
  }

  package func units(of kind: ObjectTypeID) -> ContiguousArray<UInt32> {
    placeOfKind[kind.rawValue].map { runs[$0] } ?? []
  }

  // MARK: What is missing

  /// Documents that belong to the set and may be elsewhere: a join that found nothing among them knows nothing.
  package var gaps: [DocumentGap] { missing.list }

  /// How many inputs and documents a gap stands for.
  package func count(ofGap index: Int) -> Int { missing.counts.indices.contains(index) ? missing.counts[index] : 0 }

  /// True if nothing is missing. To set it is to say so, or that anything may be.
  package var isWhole: Bool {
    get { missing.list.isEmpty }
    set {
      missing = DocumentGaps()
      if !newValue { missing.add(DocumentGap(.part)) }
    }
  }

  package func add(_ gap: DocumentGap) { missing.add(gap) }

  /// The place of the first gap that may hold documents of a kind; nil if none does.
  ///
  /// - Parameter namespace: the namespace that they are looked for in; where that is no text or an empty one, in any.
  package func gap(of kind: ObjectTypeID, in namespace: Value) -> Int? {
    guard !missing.list.isEmpty else { return nil }
    let wanted = namespace.tag == .string && namespace.aux > 0 ? Array(namespace.text.utf8) : nil
    return missing.first(of: kind, in: wanted)
  }

  // MARK: Objects

  /// Says that a unit is of the same object as an earlier one: what `other` leaves out of one, it leaves out of both.
  package func set(object: UInt32, ofUnit unit: UInt32) {
    unsafe ownUnits[Int(unit)].object = object
    hasCopies = true
  }

  /// The first unit of the object that a unit is of.
  package func object(ofUnit unit: UInt32) -> UInt32 { unsafe ownUnits[Int(unit)].object }

  /// Takes units out of all their kinds: no rule and no join sees them.
  package func withdraw(_ units: Set<UInt32>) {
    guard !units.isEmpty else { return }
    revision += 1
    for place in runs.indices { runs[place].removeAll { units.contains($0) } }
  }

  /// Whether two values are one node, or two units of one object.
  package func areSame(_ left: Value, _ right: Value) -> Bool {
    guard left.tag == .node, right.tag == .node else { return false }
    if left.bits == right.bits, left.aux == right.aux { return true }
    guard hasCopies, left.aux != right.aux, let first = unsafe unit(left.aux), let second = unsafe unit(right.aux)
    else {
      return false
    }
    let isOne = unsafe first.object == second.object
    let areDocuments = unsafe left.nodeIndex == first.anchors.0 && right.nodeIndex == second.anchors.0
    return isOne && areDocuments
  }

  /// One of the nodes that the fields of a unit's kind start from; `NodeIndex.none` where the document has none.
  package func anchor(_ index: UInt8, ofUnit unit: UInt32) -> UInt32 {
    let anchors = unsafe ownUnits[Int(unit)].anchors
    switch index {
    case 0: return anchors.0
    case 1: return anchors.1
    case 2: return anchors.2
    default: return anchors.3
    }
  }

  /// The place in `arenas` of a unit's arena.
  package func arenaIndex(ofUnit unit: UInt32) -> UInt32 { unsafe ownUnits[Int(unit)].arena }

  package func arena(ofUnit unit: UInt32) -> Arena {
    unsafe ownArenas[Int(ownUnits[Int(unit)].arena)]
  }
}
