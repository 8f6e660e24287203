import MoatDocument
import MoatSource
package import MoatValues

/// Finds the objects that a run has more than once: of one API group, kind, namespace and name.
///
/// Copies with the same content are one object: the first is judged, and joins see it alone. Copies that differ are each
/// judged, since it is not known which of them a cluster will have; `other` takes them for one. So are copies that say the same
/// in two versions of an API, of which one may be deprecated.
package struct ObjectCopies: Sendable {
  /// An object that is there again with other content than the first time.
  package struct Difference: Sendable {
    package var kind: String
    package var first: DocumentPlace
    /// The first copy with other content.
    package var other: DocumentPlace
    /// How many contents there are.
    package var contents: Int
    /// The versions of the API that the contents are written in, each once.
    package var apiVersions: [String]
  }

  /// In the order of the first copies.
  package private(set) var differences: [Difference] = []
  /// Documents that repeat an earlier one.
  package private(set) var repeated: Set<DocumentPlace> = []

  /// None.
  package init() {}

  /// Looks at the units of Kubernetes, and takes those that repeat an earlier one out of the set. Earlier means by the
  /// name of the file, so that the order in which the files are given changes nothing.
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
    var contents: Set<Content> = []
    var others: [UInt32] = []
    for unit in group {
      let content = Content(unit, in: documents)
      if let content, !contents.insert(content).inserted {
        for offset in 0..<(counts[unit] ?? 1) { withdrawn.insert(unit + offset) }
        repeated.insert(Self.place(unit, documents))
        continue
      }
      guard unit != first else { continue }
      others.append(unit)
      for offset in 0..<min(counts[unit] ?? 1, counts[first] ?? 1) {
        documents.set(object: first + offset, ofUnit: unit + offset)
      }
    }
    guard let other = others.first else { return }
    let identities = ([first] + others).compactMap { GroupVersionKind(ofUnit: $0, in: documents) }
    var versions: [String] = []
    for version in identities.map(\.apiVersion) where !versions.contains(version) { versions.append(version) }
    differences.append(
      Difference(
        kind: identities.first?.kind ?? "", first: Self.place(first, documents), other: Self.place(other, documents),
        contents: others.count + 1, apiVersions: versions))
  }

  /// What an object says: two that are equal say the same of the same version of an API.
  private struct Content: Hashable {
    var apiVersion: [UInt8]
    var text: [UInt8]

    /// Nil where a part of the object is not known.
    init?(_ unit: UInt32, in documents: DocumentSet) {
      guard let found = unsafe documents.unit(unit), let identity = GroupVersionKind(ofUnit: unit, in: documents)
      else { return nil }
      let isTyped = unsafe found.flags & UnitFlag.custom == 0 && found.objectType != UInt32.max
      let definition = unsafe ObjectTypeID(rawValue: found.objectType)
      let isNamespaced = unsafe found.flags & UnitFlag.clusterWide == 0
      guard
        let text = ObjectContent.canonical(
          documents.anchor(0, ofUnit: unit), in: documents.arena(ofUnit: unit), definition: isTyped ? definition : nil,
          isNamespaced: isNamespaced)
      else { return nil }
      apiVersion = Array(identity.apiVersion.utf8)
      self.text = text
    }
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
        let identity = GroupVersionKind(ofUnit: unit, in: documents)
      else { return nil }
      group = Array(identity.storedGroup.utf8)
      kind = Array(identity.kind.utf8)
      namespace = place.tag == .string ? Array(place.text.utf8) : []
      name = unsafe Array(found.name.text.utf8)
    }
  }
}
