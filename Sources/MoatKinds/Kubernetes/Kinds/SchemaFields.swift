import MoatValues

/// Fields of schema definitions with the curated readings laid over them.
enum SchemaFields {
  static let podSpec = KubernetesSchema.definition(named: "io.k8s.api.core.v1.PodSpec")

  static func isDefinition(_ id: ObjectTypeID) -> Bool {
    id.rawValue < 0x8000 && !KubernetesSchema.fullName(id).isEmpty
  }

  /// The field of a definition; a field that only another version of the same definition has counts too, so that a
  /// rule may speak of a kind whatever version its documents are written in.
  static func field(named name: String, of definition: ObjectTypeID) -> Field? {
    guard isDefinition(definition) else { return nil }
    if let field = ownField(named: name, of: definition) { return field }
    for other in BuiltInAPIs.otherVersions(of: definition) {
      if let field = ownField(named: name, of: other) { return field }
    }
    return name == "index" ? KindFields.index : nil
  }

  static func names(of definition: ObjectTypeID) -> Set<String> {
    guard isDefinition(definition) else { return [] }
    var names = Set(KubernetesSchema.fields(of: definition).map(\.name))
    for other in BuiltInAPIs.otherVersions(of: definition) {
      names.formUnion(KubernetesSchema.fields(of: other).map(\.name))
    }
    return names
  }

  private static func ownField(named name: String, of definition: ObjectTypeID) -> Field? {
    guard let field = KubernetesSchema.field(named: name, of: definition) else { return nil }
    var result = plain(field)
    if field.name == "apiVersion" || field.name == "kind", isTopLevel(definition) {
      // An object that does not say what it is has been refused before any rule reads it.
      result.type = .string
      result.reading = .required
    }
    if field.name == "metadata", isTopLevel(definition) { result.reading = .transparent }
    let key = CuratedReadings.key(ofDefinition: KubernetesSchema.fullName(definition))
    guard let entry = CuratedReadings.entry(definition: key, field: name) else { return result }
    apply(entry.curation, source: entry.source, to: &result)
    return result
  }

  /// What the schema of a built-in API alone says of a field.
  static func plain(_ field: SchemaField) -> Field {
    Field(
      name: field.name, type: field.type, access: .keys(from: .value, [field.name]),
      reading: field.isRequired ? .required : absence(of: field.type), emptyIsAbsence: emptyIsAbsence(field.type),
      isIdentifier: true)
  }

  /// What the schema of a custom resource says of a field. The API server keeps a custom object as it was sent: no Go type
  /// drops what is empty, so that absent, `""`, `[]` and `{}` are told apart as they are without a schema.
  static func custom(_ field: SchemaField) -> Field {
    Field(
      name: field.name, type: field.type, access: .keys(from: .value, [field.name]),
      reading: field.isRequired ? .required : .none, isIdentifier: true, source: Source.customObject)
  }

  private static func apply(_ curation: Curation, source: String, to field: inout Field) {
    if let type = curation.type {
      field.type = type
      field.emptyIsAbsence = emptyIsAbsence(type)
    }
    if let reading = curation.reading { field.reading = reading }
    if let access = curation.access { field.access = access }
    if let empty = curation.emptyIsAbsence { field.emptyIsAbsence = empty }
    if let identifier = curation.isIdentifier { field.isIdentifier = identifier }
    field.inheritance = curation.inheritance
    field.source = source
  }

  /// Optional lists and maps are empty when absent; whether an absent scalar or object means anything is for the
  /// curated table to say.
  private static func absence(of type: Type) -> Reading {
    switch type {
    case .list, .set, .map: .empty
    default: .none
    }
  }

  /// Go's `omitempty` drops empty strings, lists and maps, so the API cannot tell them from absent ones. Fields that
  /// are pointers in Go are the exception; the curated table names those where it matters.
  private static func emptyIsAbsence(_ type: Type) -> Bool {
    switch type {
    case .string, .imageReference, .path, .enumeration, .list, .set, .map: true
    default: false
    }
  }

  /// Objects of their own have `kind` and `metadata`.
  private static func isTopLevel(_ definition: ObjectTypeID) -> Bool {
    KubernetesSchema.field(named: "kind", of: definition) != nil
      && KubernetesSchema.field(named: "metadata", of: definition) != nil
  }
}
