package import MoatDocument
package import MoatValues

/// A kind that a CustomResourceDefinition declares, at one of its versions.
package struct CustomKind: Sendable, Hashable {
  package var group: String
  package var version: String
  package var kind: String
  package var id: ObjectTypeID
  package var isNamespaced: Bool
  /// False for a version that is kept, but that the server does not take.
  package var isServed: Bool
}

/// What a CustomResourceDefinition has wrong, as far as reading its schema goes.
package struct CustomResourceProblem: Sendable, Hashable {
  package var node: UInt32
  package var message: String
  /// True if a version was passed over because another definition of it stands.
  package var isDuplicate = false
}

/// The schemas of custom resources, read from the CustomResourceDefinitions (apiextensions.k8s.io/v1) of a run. They hold
/// the same records as the table of the built-in APIs, in arrays, numbered from `firstCustomIndex`.
package struct CustomResourceSchema: Sendable {
  /// Nesting of a schema that is read; what lies deeper is of type `any`. Reading recurses, so this bounds the stack.
  package static let depthLimit = 64

  package private(set) var kinds: [CustomKind] = []
  var definitions: [DefinitionRecord] = []
  var fields: [FieldRecord] = []
  var types: [TypeRecord] = []
  var lists: [[UInt32]] = []
  var names: [String] = []
  /// The index of each name that the built-in table does not have.
  var nameIndices: [[UInt8]: UInt32] = [:]
  private var typeIndices: [TypeRecord: UInt32] = [:]

  private var kindIndices: [[UInt8]: Int] = [:]

  package init() {}

  /// Bytes, not String: two spellings of one letter are two kinds.
  private static func key(_ group: String, _ version: String, _ kind: String) -> [UInt8] {
    Array([group, version, kind].joined(separator: "\0").utf8)
  }

  package var isEmpty: Bool { kinds.isEmpty }

  package func definition(group: String, version: String, kind: String) -> ObjectTypeID? {
    kindIndices[Self.key(group, version, kind)].map { kinds[$0].id }
  }

  /// Reads the CustomResourceDefinition whose root is given. Every version becomes a kind; a version without a schema
  /// becomes one that takes any field. A kind that is there already stays as it was first read.
  package mutating func add(_ arena: Arena, root: UInt32) -> [CustomResourceProblem] {
    let spec = arena.child(of: root, named: "spec")
    let names = spec == NodeIndex.none ? spec : arena.child(of: spec, named: "names")
    let versions = spec == NodeIndex.none ? spec : arena.child(of: spec, named: "versions")
    guard names != NodeIndex.none, versions != NodeIndex.none, arena.node(versions).kind == .list else {
      return [CustomResourceProblem(node: root, message: "the definition needs spec.names and spec.versions")]
    }
    let group = arena.text(of: spec, named: "group")
    let kind = arena.text(of: names, named: "kind")
    guard let group, let kind, !group.isEmpty, !kind.isEmpty else {
      return [CustomResourceProblem(node: spec, message: "the definition needs spec.group and spec.names.kind")]
    }
    let isNamespaced = arena.text(of: spec, named: "scope") != "Cluster"
    var reader = CustomResourceReader(schema: self, arena: arena)
    let list = arena.node(versions)
    for item in list.first..<list.first + list.count {
      guard let version = arena.text(of: item, named: "name"), !version.isEmpty else {
        reader.problems.append(CustomResourceProblem(node: item, message: "the version needs a name"))
        continue
      }
      if reader.schema.definition(group: group, version: version, kind: kind) != nil {
        let message = "\(group)/\(version) \(kind) is defined twice; the first definition stands"
        reader.problems.append(CustomResourceProblem(node: item, message: message, isDuplicate: true))
        continue
      }
      let id = reader.readVersion(item, group: group, version: version, kind: kind)
      let isServed = arena.isTrue(arena.member(of: item, named: "served"), unlessAbsent: true)
      reader.schema.kindIndices[Self.key(group, version, kind)] = reader.schema.kinds.count
      reader.schema.kinds.append(
        CustomKind(
          group: group, version: version, kind: kind, id: ObjectTypeID(rawValue: id), isNamespaced: isNamespaced,
          isServed: isServed))
    }
    self = reader.schema
    return reader.problems
  }

  // MARK: Records

  func definition(_ index: UInt32) -> DefinitionRecord? {
    let place = Int(index - firstCustomIndex)
    return place < definitions.count ? definitions[place] : nil
  }

  mutating func addDefinition(_ record: DefinitionRecord) -> UInt32 {
    definitions.append(record)
    return firstCustomIndex + UInt32(definitions.count - 1)
  }

  /// Each type is kept once.
  mutating func addType(_ record: TypeRecord) -> UInt32 {
    if let known = typeIndices[record] { return known }
    types.append(record)
    let index = firstCustomIndex + UInt32(types.count - 1)
    typeIndices[record] = index
    return index
  }

  mutating func addList(_ indices: [UInt32]) -> UInt32 {
    lists.append(indices)
    return firstCustomIndex + UInt32(lists.count - 1)
  }

  /// The index of a field's name: the built-in one if there is one, so that a key is looked up once for all schemas.
  mutating func addName(_ bytes: [UInt8]) -> UInt32 {
    if let known = SchemaTable.shared.fieldName(bytes) ?? nameIndices[bytes] { return known }
    let index = addText(String(decoding: bytes, as: UTF8.self))
    nameIndices[bytes] = index
    return index
  }

  /// The index of a text that is not the name of a field.
  mutating func addText(_ text: String) -> UInt32 {
    names.append(text)
    return firstCustomIndex + UInt32(names.count - 1)
  }

  /// Appends the fields of one definition and returns where they begin.
  mutating func addFields(_ records: [FieldRecord]) -> UInt32 {
    let first = firstCustomIndex + UInt32(fields.count)
    fields += records.sorted { $0.name < $1.name }
    return first
  }
}
