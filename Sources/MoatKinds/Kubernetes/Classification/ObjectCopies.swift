import MoatDocument
import MoatSource
package import MoatValues

/// Finds the objects that a run has more than once: of one API group, kind, namespace and name.
///
/// Copies with the same content are one object: the first is judged, and joins see it alone. Copies that differ are each
/// judged, since it is not known which of them a cluster will have; `other` takes them for one.
package struct ObjectCopies: Sendable {
  /// An object that is there again with other content than the first time.
  package struct Difference: Sendable {
    package var first: DocumentPlace
    /// The first copy with other content.
    package var other: DocumentPlace
    /// How many contents there are.
    package var contents: Int
  }

  /// In the order of the first copies.
  package private(set) var differences: [Difference] = []
  /// Documents that repeat an earlier one.
  package private(set) var repeated: Set<DocumentPlace> = []

  /// None.
  package init() {}

  /// Looks at the units of Kubernetes, and takes those that repeat an earlier one out of the set. Earlier means by the
  /// name of the file, so that the order in which the files are given changes nothing. Content is compared by a digest
  /// first: time is linear in the documents.
  package init(in documents: DocumentSet) {
    let units = documents.units(of: KubernetesKind.document.id)
    var firsts: [Identity: Int] = [:]
    var groups: [[UInt32]] = []
    for unit in units {
      guard let identity = Identity(unit, in: documents) else { continue }
      if let known = firsts[identity] {
        groups[known].append(unit)
      } else {
        firsts[identity] = groups.count
        groups.append([unit])
      }
    }
    let counts = groups.contains { $0.count > 1 } ? Self.unitCounts(documents) : [:]
    var withdrawn: Set<UInt32> = []
    for group in groups where group.count > 1 { add(Self.sorted(group, documents), counts, documents, &withdrawn) }
    documents.withdraw(withdrawn)
  }

  /// By the names of their files; those of one file as they stand in it.
  private static func sorted(_ group: [UInt32], _ documents: DocumentSet) -> [UInt32] {
    let named = group.map { (name: documents.arena(ofUnit: $0).source.name, unit: $0) }
    return named.sorted { ($0.name, $0.unit) < ($1.name, $1.unit) }.map(\.unit)
  }

  private mutating func add(
    _ group: [UInt32], _ counts: [UInt32: UInt32], _ documents: DocumentSet, _ withdrawn: inout Set<UInt32>
  ) {
    let first = group[0]
    var contents: [Int: UInt32] = [:]
    var others: [UInt32] = []
    for unit in group {
      let (arena, node) = (documents.arena(ofUnit: unit), documents.anchor(0, ofUnit: unit))
      let digest = Self.digest(node, in: arena)
      if let known = contents[digest],
        NodeEquality.equal(documents.anchor(0, ofUnit: known), in: documents.arena(ofUnit: known), node, in: arena)
      {
        for offset in 0..<(counts[unit] ?? 1) { withdrawn.insert(unit + offset) }
        repeated.insert(Self.place(unit, documents))
        continue
      }
      if contents[digest] == nil { contents[digest] = unit }
      guard unit != first else { continue }
      others.append(unit)
      for offset in 0..<min(counts[unit] ?? 1, counts[first] ?? 1) {
        documents.set(object: first + offset, ofUnit: unit + offset)
      }
    }
    guard let other = others.first else { return }
    differences.append(
      Difference(
        first: Self.place(first, documents), other: Self.place(other, documents), contents: others.count + 1))
  }

  private static func place(_ unit: UInt32, _ documents: DocumentSet) -> DocumentPlace {
    DocumentPlace(arena: documents.arenaIndex(ofUnit: unit), node: documents.anchor(0, ofUnit: unit))
  }

  /// How many units each document has, by its first.
  private static func unitCounts(_ documents: DocumentSet) -> [UInt32: UInt32] {
    var counts: [UInt32: UInt32] = [:]
    let count = unsafe documents.units.count
    for place in 0..<UInt32(clamping: count) {
      guard let unit = unsafe documents.unit(place) else { continue }
      unsafe counts[unit.documentUnit, default: 0] += 1
    }
    return counts
  }

  /// What tells objects apart in a cluster.
  private struct Identity: Hashable {
    // As bytes: Swift takes texts for equal that a cluster tells apart.
    var group: [UInt8]
    var kind: [UInt8]
    var namespace: [UInt8]
    var name: [UInt8]

    /// Nil for a document that has no name, as one with `generateName`, or of which a part is not known.
    init?(_ unit: UInt32, in documents: DocumentSet) {
      guard let found = unsafe documents.unit(unit), unsafe found.name.tag == .string else { return nil }
      let place = unsafe found.namespace
      guard place.tag == .string || place.tag == .missing,
        let identity = GroupVersionKind(of: documents.anchor(0, ofUnit: unit), in: documents.arena(ofUnit: unit))
      else { return nil }
      group = Array(identity.group.utf8)
      kind = Array(identity.kind.utf8)
      namespace = place.tag == .string ? Array(place.text.utf8) : []
      name = unsafe Array(found.name.text.utf8)
    }
  }

  /// The same for documents that are equal as data, whatever the order of their keys.
  private static func digest(_ root: UInt32, in arena: Arena) -> Int {
    var sum = 0
    var work = [(node: root, path: 0)]
    while let (index, path) = work.popLast() {
      WorkMeter.add(1)
      let node = arena.node(index)
      var hasher = Hasher()
      hasher.combine(path)
      hasher.combine(node.kind)
      hasher.combine(node.count)
      switch node.kind {
      case .null: break
      case .bool, .int: hasher.combine(node.bits)
      case .float, .string: hasher.combine(arena.string(index))
      case .list, .object:
        for offset in 0..<node.count {
          let child = node.first + offset
          var step = Hasher()
          step.combine(path)
          if node.kind == .list {
            step.combine(offset)
          } else {
            step.combine(arena.symbols.name(of: arena.node(child).key))
          }
          work.append((child, step.finalize()))
        }
      }
      sum &+= hasher.finalize()
    }
    return sum
  }
}
