package import MoatValues

/// The built-in APIs of Kubernetes, every minor version at once: definitions with their fields, and the kinds that
/// manifests name. Ids of definitions are below 0x8000 and change with the table.
package enum KubernetesSchema {
  /// A kind by the three names that manifests give it. The core group is "".
  package typealias Kind = (group: String, version: String, kind: String, id: ObjectTypeID, minors: UInt32)

  /// 25: the oldest version of the table is 1.25.
  package static var oldestMinor: Int { Int(SchemaTable.shared.oldestMinor) }
  package static var newestMinor: Int { Int(SchemaTable.shared.newestMinor) }

  /// What the table was made from: package, version, date.
  package static var source: String { SchemaTable.shared.name(SchemaTable.shared.source) }

  /// The definition of `io.k8s.api.core.v1.Container`.
  package static func definition(named full: String) -> ObjectTypeID? {
    SchemaTable.shared.definition(named: full).map(ObjectTypeID.init(rawValue:))
  }

  package static func definition(group: String, version: String, kind: String) -> ObjectTypeID? {
    let found = SchemaTable.shared.kind(group: group, version: version, kind: kind)
    return found.map { ObjectTypeID(rawValue: $0.definition) }
  }

  /// The minor versions that serve a kind; none if no version of the table does.
  package static func minors(group: String, version: String, kind: String) -> UInt32 {
    SchemaTable.shared.kind(group: group, version: version, kind: kind)?.minors ?? 0
  }

  /// Every group and version that has a kind of this name, in byte order.
  package static func definitions(
    ofKind kind: String
  ) -> [(group: String, version: String, id: ObjectTypeID, minors: UInt32)] {
    let table = SchemaTable.shared
    guard let name = table.otherName(kind) else { return [] }
    return (0..<table.kinds.count).map(table.kind).filter { $0.kind == name }.map {
      (table.name($0.group), table.name($0.version), ObjectTypeID(rawValue: $0.definition), $0.minors)
    }
  }

  /// True for a group that Kubernetes itself serves or served: an unknown kind in it is a mistake, not a custom resource.
  package static func isBuiltInGroup(_ group: String) -> Bool {
    SchemaTable.shared.hasGroup(group) || RemovedAPI.all.contains { $0.group.utf8.elementsEqual(group.utf8) }
  }

  package static func shortName(_ id: ObjectTypeID) -> String { SchemaSource.builtIn.shortName(id) }

  package static func fullName(_ id: ObjectTypeID) -> String { SchemaSource.builtIn.fullName(id) }

  /// In byte order of their names.
  package static func fields(of id: ObjectTypeID) -> [SchemaField] { SchemaSource.builtIn.fields(of: id) }

  package static func field(named name: String, of id: ObjectTypeID) -> SchemaField? {
    SchemaSource.builtIn.field(named: name, of: id)
  }

  /// The minor versions that have the definition.
  package static func minors(of id: ObjectTypeID) -> UInt32 { SchemaSource.builtIn.minors(of: id) }

  /// All kinds, in byte order of group, version and kind. Lists (`PodList`) are kinds too.
  package static var allKinds: [Kind] {
    let table = SchemaTable.shared
    return (0..<table.kinds.count).map(table.kind).map {
      (
        table.name($0.group), table.name($0.version), table.name($0.kind), ObjectTypeID(rawValue: $0.definition),
        $0.minors
      )
    }
  }

  /// The bit of a minor version in the masks; versions outside the table count as the nearest one that it has.
  package static func bit(ofMinor minor: Int) -> UInt32 {
    1 << UInt32(min(max(minor, oldestMinor), newestMinor) - oldestMinor)
  }

  /// `1.27 to 1.31`, `since 1.30`, `until 1.29`: the versions of a mask, for messages. A mask with a gap is told by its
  /// ends.
  package static func describe(minors: UInt32) -> String {
    guard minors != 0 else { return "no version" }
    let first = oldestMinor + minors.trailingZeroBitCount
    let last = oldestMinor + 31 - minors.leadingZeroBitCount
    switch (first == oldestMinor, last == newestMinor) {
    case (true, true): return "every version"
    case (false, true): return "since 1.\(first)"
    case (true, false): return "until 1.\(last)"
    case (false, false): return first == last ? "only 1.\(first)" : "1.\(first) to 1.\(last)"
    }
  }
}
