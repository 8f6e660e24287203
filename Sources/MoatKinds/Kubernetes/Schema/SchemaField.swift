package import MoatValues

/// A field of a definition, as its schema declares it.
package struct SchemaField: Sendable {
  package var name: String
  /// The type of the value when it is there; never optional.
  package var type: Type
  /// True if the newest version that has the field demands it. Older versions may differ: see `requiredMinors`.
  package var isRequired: Bool
  /// The minor versions that demand it, numbered as `minors`.
  package var requiredMinors: UInt32
  /// The minor versions that have it: bit n is 1.(25 + n).
  package var minors: UInt32
  package var isDeprecated: Bool
  /// For a list: the fields that tell its elements apart (`name`; `containerPort` and `protocol`).
  package var listKeys: [String]
}

extension SchemaSource {
  /// All fields of a definition, in byte order of their names; empty for an unknown id.
  package func fields(of id: ObjectTypeID) -> [SchemaField] {
    guard let definition = definition(id.rawValue) else { return [] }
    return (0..<definition.fieldCount).map { schemaField(field(definition.firstField + $0)) }
  }

  package func field(named name: String, of id: ObjectTypeID) -> SchemaField? {
    guard let definition = definition(id.rawValue), let index = fieldName(Array(name.utf8)) else { return nil }
    return field(named: index, of: definition).map(schemaField)
  }

  /// `Container`; empty for an unknown id.
  package func shortName(_ id: ObjectTypeID) -> String {
    definition(id.rawValue).map { name($0.shortName) } ?? ""
  }

  /// `io.k8s.api.core.v1.Container`; empty for an unknown id.
  package func fullName(_ id: ObjectTypeID) -> String {
    definition(id.rawValue).map { name($0.name) } ?? ""
  }

  /// The minor versions that have the definition; none for an unknown id.
  package func minors(of id: ObjectTypeID) -> UInt32 {
    definition(id.rawValue)?.minors ?? 0
  }

  private func schemaField(_ record: FieldRecord) -> SchemaField {
    let name = name(record.name)
    let newest = UInt32(31 - record.minors.leadingZeroBitCount)
    return SchemaField(
      name: name, type: type(of: type(record.type), field: name), isRequired: record.required >> newest & 1 == 1,
      requiredMinors: record.required, minors: record.minors, isDeprecated: record.isDeprecated,
      listKeys: list(record.listKeys).map(self.name))
  }

  /// The type as the language has it. Nesting is as deep as the schema writes it: two or three levels, and at most
  /// `CustomResourceSchema.depthLimit`.
  private func type(of record: TypeRecord, field: String) -> Type {
    switch record.code {
    case .any: .any
    case .bool: .bool
    case .int32, .int64: .int
    case .decimal: .decimal
    case .string, .bytes: .string
    case .date: .date
    case .quantity: .quantity
    case .intOrString: .intOrString
    case .labelSelector: .labelSelector
    case .list: .list(type(of: type(record.argument), field: field))
    case .map: .map(type(of: type(record.argument), field: field))
    case .object: .object(ObjectTypeID(rawValue: record.argument))
    case .enumeration: .enumeration(Enumeration(name: field, members: list(record.argument).map(name)))
    }
  }
}
