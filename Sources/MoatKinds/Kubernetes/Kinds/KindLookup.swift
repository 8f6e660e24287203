import MoatValues

/// Finds a field of one of Moat's kinds: its own fields first, then those of the schemas behind it.
enum KindLookup {
  static func field(named name: String, of kind: KubernetesKind) -> Field? {
    if let own = KindFields.table[kind]?[name] { return own }
    switch kind {
    case .workload:
      return podSpecField(name)
    case .document:
      // Nothing more is known of any document: each field may be missing and may be anything.
      return Field(
        name: name, type: .any, access: .keys(from: .document, [name]), reading: .none, isIdentifier: true)
    default:
      break
    }
    let definitions = KindShapes.definitions(of: kind)
    if kind.role == .documents {
      if KindShapes.liftsSpec(kind), let field = lifted(name, from: definitions) { return field }
      return rooted(firstField(name, of: definitions))
    }
    if let field = firstField(name, of: definitions) { return field }
    return name == "index" ? KindFields.index : nil
  }

  static func names(of kind: KubernetesKind) -> Set<String> {
    var names = Set(KindFields.table[kind]?.keys.map { $0 } ?? [])
    if kind == .workload, let podSpec = SchemaFields.podSpec { names.formUnion(SchemaFields.names(of: podSpec)) }
    for definition in KindShapes.definitions(of: kind) {
      names.formUnion(SchemaFields.names(of: definition))
      if KindShapes.liftsSpec(kind), let spec = specDefinition(of: definition) {
        names.formUnion(SchemaFields.names(of: spec))
      }
    }
    if kind.role == .part { names.insert("index") }
    return names
  }

  /// A pod's fields are the workload's: `w.hostNetwork`.
  private static func podSpecField(_ name: String) -> Field? {
    guard let podSpec = SchemaFields.podSpec, var field = SchemaFields.field(named: name, of: podSpec) else {
      return nil
    }
    if field.access == .fact(.index) { return nil }
    if case .keys(.value, let keys) = field.access { field.access = .keys(from: .podSpec, keys) }
    return field
  }

  private static func firstField(_ name: String, of definitions: [ObjectTypeID]) -> Field? {
    for definition in definitions {
      if let field = SchemaFields.field(named: name, of: definition) { return field }
    }
    return nil
  }

  /// A field of `spec` as a field of the kind itself.
  private static func lifted(_ name: String, from definitions: [ObjectTypeID]) -> Field? {
    for definition in definitions {
      guard let spec = specDefinition(of: definition), var field = SchemaFields.field(named: name, of: spec),
        field.access != .fact(.index)
      else { continue }
      if case .keys(.value, let keys) = field.access { field.access = .keys(from: .document, ["spec"] + keys) }
      if let inheritance = field.inheritance, inheritance.anchor == .value {
        field.inheritance = Inheritance(anchor: .document, keys: ["spec"] + inheritance.keys)
      }
      return field
    }
    return nil
  }

  private static func rooted(_ field: Field?) -> Field? {
    guard var field, field.access != .fact(.index) else { return nil }
    if case .keys(.value, let keys) = field.access { field.access = .keys(from: .document, keys) }
    return field
  }

  private static func specDefinition(of definition: ObjectTypeID) -> ObjectTypeID? {
    guard let spec = SchemaFields.field(named: "spec", of: definition), case .object(let id) = spec.type else {
      return nil
    }
    return id
  }
}
