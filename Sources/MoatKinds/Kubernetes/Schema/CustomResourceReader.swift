internal import MoatDocument

/// Makes records of the OpenAPI schemas in a CustomResourceDefinition. Structural schemas alone carry types, so
/// `anyOf`, `oneOf`, `allOf` and `not` (which only constrain values there) are passed over; see the section "Specifying a
/// structural schema" of the Kubernetes documentation on custom resources.
struct CustomResourceReader {
  var schema: CustomResourceSchema
  let arena: Arena
  var problems: [CustomResourceProblem] = []
  private var isTooDeep = false

  /// The beginning of the pattern that controller-gen writes for `resource.Quantity`.
  private static let quantityPattern = #"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)"#

  /// Every version of Kubernetes: custom resources do not depend on it.
  private static let everyMinor = UInt32.max

  init(schema: CustomResourceSchema, arena: Arena) {
    self.schema = schema
    self.arena = arena
  }

  /// The definition of one of the kind's versions.
  mutating func readVersion(_ version: UInt32, group: String, version name: String, kind: String) -> UInt32 {
    let holder = arena.member(of: version, named: "schema")
    let root = holder.flatMap { arena.member(of: $0, named: "openAPIV3Schema") }
    guard let root, arena.node(root).kind == .object else {
      return addDefinition([], full: "\(group)/\(name).\(kind)", path: kind, isOpen: true, isResource: true)
    }
    return readObject(root, full: "\(group)/\(name).", path: kind, depth: 0, isResource: true)
  }

  // MARK: Types

  /// The index of the type that a schema describes. `path` names the place for messages: `Widget.spec.template`.
  private mutating func readType(_ node: UInt32, full: String, path: String, depth: Int) -> UInt32 {
    guard depth < CustomResourceSchema.depthLimit else {
      if !isTooDeep {
        let message = "the schema is nested more than \(CustomResourceSchema.depthLimit) deep; the rest is not checked"
        problems.append(CustomResourceProblem(node: node, message: message))
      }
      isTooDeep = true
      return schema.addType(TypeRecord(code: .any, argument: 0))
    }
    var record = TypeRecord(code: .any, argument: 0, isNullable: isTrue(node, "nullable"))
    if isTrue(node, "x-kubernetes-int-or-string") {
      let pattern = arena.text(of: node, named: "pattern") ?? ""
      record.code = pattern.utf8.starts(with: Self.quantityPattern.utf8) ? .quantity : .intOrString
      return schema.addType(record)
    }
    switch arena.text(of: node, named: "type") {
    case "object":
      readObjectType(node, into: &record, full: full, path: path, depth: depth)
    case "array":
      record.code = .list
      if let items = arena.member(of: node, named: "items") {
        record.argument = readType(items, full: full, path: path, depth: depth + 1)
      } else {
        record.argument = schema.addType(TypeRecord(code: .any, argument: 0))
      }
    case "string":
      readStringType(node, into: &record)
    case "integer":
      record.code = arena.text(of: node, named: "format") == "int32" ? .int32 : .int64
    case "number":
      record.code = .decimal
    case "boolean":
      record.code = .bool
    default:
      break
    }
    return schema.addType(record)
  }

  private mutating func readObjectType(
    _ node: UInt32, into record: inout TypeRecord, full: String, path: String, depth: Int
  ) {
    let isEmbedded = isTrue(node, "x-kubernetes-embedded-resource")
    let properties = arena.member(of: node, named: "properties")
    let values = arena.member(of: node, named: "additionalProperties")
    if !isEmbedded, properties == nil, let values, arena.node(values).kind == .object {
      record.code = .map
      record.argument = readType(values, full: full, path: path, depth: depth + 1)
    } else {
      record.code = .object
      record.argument = readObject(node, full: full, path: path, depth: depth, isResource: isEmbedded)
    }
  }

  private mutating func readStringType(_ node: UInt32, into record: inout TypeRecord) {
    record.code = .string
    if let members = arena.member(of: node, named: "enum"), arena.node(members).kind == .list {
      let list = arena.node(members)
      // An unknown member may be any: then every text is one.
      guard !(list.first..<list.first + list.count).contains(where: { arena.node($0).isUnknown }) else { return }
      let texts = (list.first..<list.first + list.count).filter { arena.node($0).kind == .string }
      let indices = texts.map { schema.addText(arena.string($0)) }
      record.code = .enumeration
      record.argument = schema.addList(indices)
      return
    }
    switch arena.text(of: node, named: "format") {
    case "byte": record.code = .bytes
    case "date-time": record.code = .date
    default: break
    }
  }

  // MARK: Definitions

  private mutating func readObject(
    _ node: UInt32, full: String, path: String, depth: Int, isResource: Bool
  ) -> UInt32 {
    let required = requiredNames(node)
    var records: [FieldRecord] = []
    if let properties = arena.member(of: node, named: "properties"), arena.node(properties).kind == .object {
      let object = arena.node(properties)
      for property in object.first..<object.first + object.count {
        let bytes = arena.symbols.bytes(of: arena.node(property).key)
        // The server sees to these itself, whatever the schema says of them.
        if isResource, Self.ownFields.contains(where: { $0.utf8.elementsEqual(bytes) }) { continue }
        let name = String(decoding: bytes, as: UTF8.self)
        let type = readType(property, full: full, path: path + "." + name, depth: depth + 1)
        records.append(
          FieldRecord(
            name: schema.addName(bytes), minors: Self.everyMinor,
            required: required.contains(bytes) ? Self.everyMinor : 0, type: type, listKeys: listKeys(property),
            isDeprecated: false))
      }
    }
    let values = arena.member(of: node, named: "additionalProperties")
    let isOpen =
      isTrue(node, "x-kubernetes-preserve-unknown-fields") || values.map { !isFalse($0) } ?? false
      || arena.member(of: node, named: "properties").map { arena.node($0).isUnknown } ?? false
    return addDefinition(records, full: full + path, path: path, isOpen: isOpen, isResource: isResource)
  }

  private static let ownFields = ["apiVersion", "kind", "metadata"]

  private mutating func addDefinition(
    _ records: [FieldRecord], full: String, path: String, isOpen: Bool, isResource: Bool
  ) -> UInt32 {
    var records = records
    if isResource {
      let string = schema.addType(TypeRecord(code: .string, argument: 0))
      let metadata = SchemaTable.shared.definition(named: "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
      let object = metadata.map { TypeRecord(code: .object, argument: $0) } ?? TypeRecord(code: .any, argument: 0)
      let types = [string, string, schema.addType(object)]
      for (name, type) in zip(Self.ownFields, types) {
        records.append(
          FieldRecord(
            name: schema.addName(Array(name.utf8)), minors: Self.everyMinor, required: 0, type: type, listKeys: 0,
            isDeprecated: false))
      }
    }
    let first = schema.addFields(records)
    return schema.addDefinition(
      DefinitionRecord(
        name: schema.addText(full), shortName: schema.addText(path), firstField: first,
        fieldCount: UInt32(records.count), isOpen: isOpen, minors: Self.everyMinor))
  }

  private func requiredNames(_ node: UInt32) -> Set<[UInt8]> {
    guard let required = arena.member(of: node, named: "required"), arena.node(required).kind == .list else {
      return []
    }
    let list = arena.node(required)
    return Set((list.first..<list.first + list.count).map(arena.bytes))
  }

  private mutating func listKeys(_ node: UInt32) -> UInt32 {
    guard let keys = arena.member(of: node, named: "x-kubernetes-list-map-keys"), arena.node(keys).kind == .list
    else { return 0 }
    let list = arena.node(keys)
    var indices: [UInt32] = []
    for key in list.first..<list.first + list.count where arena.node(key).kind == .string {
      indices.append(schema.addName(arena.bytes(key)))
    }
    return schema.addList(indices)
  }

  private func isTrue(_ node: UInt32, _ name: String) -> Bool {
    arena.isTrue(arena.member(of: node, named: name), unlessAbsent: false)
  }

  private func isFalse(_ node: UInt32) -> Bool {
    arena.node(node).kind == .bool && arena.node(node).bits == 0
  }
}

extension Arena {
  /// A member that is there and not null.
  func member(of object: UInt32, named name: String) -> UInt32? {
    let found = child(of: object, named: name)
    return found == NodeIndex.none || node(found).kind == .null ? nil : found
  }

  /// The text of a member that is a string.
  func text(of object: UInt32, named name: String) -> String? {
    member(of: object, named: name).flatMap { node($0).kind == .string && !node($0).isUnknown ? string($0) : nil }
  }

  func isTrue(_ index: UInt32?, unlessAbsent: Bool) -> Bool {
    guard let index else { return unlessAbsent }
    return node(index).kind == .bool && node(index).bits != 0
  }
}
