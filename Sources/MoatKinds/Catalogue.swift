package import MoatValues

/// All kinds and schemas that a policy can name, for one Kubernetes version range. Immutable and shared; how a policy types
/// depends on nothing else.
///
/// The checker asks by name, the compiler and the evaluators by id. Ids are the same in every process, so that a compiled
/// artefact may hold them:
///
/// | ids | what |
/// |---|---|
/// | below `0x8000` | definitions of the Kubernetes schemas |
/// | from `0x10000` | Moat's kinds (`KubernetesKind`) |
/// | from `0x11000` | those of Dockerfiles (`DockerfileKind`) |
/// | from `0x20000` | built-in APIs as kinds: `0x20000` + definition of the preferred version |
/// | from `0x100000` | definitions of imported custom resource schemas |
/// | from `0x80000000` | custom kinds, by a hash of group and Kind |
package struct Catalogue: Sendable {
  /// The built-in schemas, and those of the custom kinds that policies imported.
  private let schemas: SchemaSource
  /// The custom kinds with a schema, by their id as kinds.
  private let customKinds: [ObjectTypeID: TypedCustomKind]

  /// A custom kind whose schema is known, in all of its versions.
  private struct TypedCustomKind: Sendable {
    var name: String
    /// The preferred version first.
    var definitions: [ObjectTypeID]
    /// Nil where two definitions of the kind contradict each other.
    var isNamespaced: Bool?
  }

  package init() {
    self.init(customResourceDefinitions: CustomResourceSchema())
  }

  /// With the schemas that the policies import (`import crd "file"`), never with those of the inputs.
  package init(customResourceDefinitions custom: CustomResourceSchema) {
    schemas = SchemaSource(custom: custom)
    var kinds: [ObjectTypeID: TypedCustomKind] = [:]
    for kind in custom.kinds.sorted(by: { APIVersion.precedes($0.version, $1.version) }) {
      let id = CustomKinds.id(group: kind.group, kind: kind.kind)
      let name = "\(kind.group)/\(kind.kind)"
      var typed = kinds[id] ?? TypedCustomKind(name: name, definitions: [], isNamespaced: kind.isNamespaced)
      typed.definitions.append(kind.id)
      if typed.isNamespaced != kind.isNamespaced { typed.isNamespaced = nil }
      kinds[id] = typed
    }
    customKinds = kinds
  }

  /// The kind of a name: bare (`container`, `Deployment`) or with its domain (`kubernetes.role`, `aws.role`).
  /// More than one where the bare name stands in several domains, or where several API groups have a Kind of that
  /// name: then the group says which (`events.k8s.io.Event`, `core.Event`; a group's first word does too).
  package func kinds(named name: String) -> [ObjectType] {
    let domain = "kubernetes."
    let bare = name.hasPrefix(domain) ? String(name.dropFirst(domain.count)) : name
    let derived = DerivedKinds.kinds(named: name).map(\.objectType)
    if let kind = KubernetesKind.named(bare) {
      return [ObjectType(id: kind.id, name: kind.name, role: kind.role)] + derived
    }
    if !derived.isEmpty { return derived }
    return BuiltInAPIs.kinds(named: bare).map { api in
      ObjectType(id: api.id, name: api.kind, role: .documents)
    }
  }

  /// The kind of `"group/Kind"`: typed when its schema was imported, else untyped. Nil for a group that is built in:
  /// those kinds have names.
  package func customKind(group: String, kind: String) -> ObjectType? {
    guard !group.isEmpty, !kind.isEmpty, !KubernetesSchema.isBuiltInGroup(group) else { return nil }
    let id = CustomKinds.id(group: group, kind: kind)
    return ObjectType(id: id, name: "\(group)/\(kind)", role: customKinds[id] == nil ? .untyped : .documents)
  }

  package func objectType(_ id: ObjectTypeID) -> ObjectType? {
    if let kind = KubernetesKind(id: id) { return ObjectType(id: id, name: kind.name, role: kind.role) }
    if let kind = DerivedKinds.kind(id) { return kind.objectType }
    if let api = BuiltInAPIs.api(id) { return ObjectType(id: id, name: api.kind, role: .documents) }
    if let kind = customKinds[id] { return ObjectType(id: id, name: kind.name, role: .documents) }
    if CustomKinds.isCustom(id) { return ObjectType(id: id, name: "custom kind", role: .untyped) }
    let name = schemas.shortName(id)
    return name.isEmpty ? nil : ObjectType(id: id, name: name, role: .schema)
  }

  /// `kubernetes`, `dockerfile`, `image`: what may stand before the name of a kind, and the policy whose words are its own.
  package static func domain(of id: ObjectTypeID) -> String {
    DerivedKinds.kind(id)?.domain ?? "kubernetes"
  }

  /// True if a value of one kind may stand where another is asked for: a `scan` is an `image`, with the same fields.
  package static func accepts(_ expected: ObjectTypeID, _ actual: ObjectTypeID) -> Bool {
    func image(_ id: ObjectTypeID) -> ImageKind? { ImageKind.allCases.first { $0.id == id } }
    if expected == actual { return true }
    guard let expected = image(expected), let actual = image(actual) else { return false }
    return actual.isOne(of: expected)
  }

  package func field(named name: String, of type: ObjectTypeID) -> Field? {
    if let kind = KubernetesKind(id: type) { return KindLookup.field(named: name, of: kind) }
    if let kind = DerivedKinds.kind(type) { return kind.fields[name] }
    if let api = BuiltInAPIs.api(type) { return api.field(named: name) }
    if let kind = customKinds[type] { return field(named: name, of: kind) }
    if CustomKinds.isCustom(type) { return KindLookup.field(named: name, of: .document) }
    if SchemaFields.isDefinition(type) { return SchemaFields.field(named: name, of: type) }
    return schemas.field(named: name, of: type).map(SchemaFields.custom) ?? (name == "index" ? KindFields.index : nil)
  }

  /// What every document has, then what the schema's root has.
  private func field(named name: String, of kind: TypedCustomKind) -> Field? {
    if let own = KindFields.table[.document]?[name] { return own }
    for definition in kind.definitions {
      guard let field = schemas.field(named: name, of: definition) else { continue }
      var custom = SchemaFields.custom(field)
      custom.access = .keys(from: .document, [name])
      return custom
    }
    return nil
  }

  /// The fields of a value that is no object of the catalogue but has fields all the same: an image reference, an
  /// IntOrString, a label selector, an entry of a map.
  package func field(named name: String, of type: Type) -> Field? {
    switch type {
    case .object(let id): field(named: name, of: id)
    default: ValueFields.fields(of: type).first { $0.name == name }
    }
  }

  /// For messages with the nearest name.
  package func fieldNames(of type: ObjectTypeID) -> [String] {
    let names: Set<String>
    if let kind = KubernetesKind(id: type) {
      names = KindLookup.names(of: kind)
    } else if let kind = DerivedKinds.kind(type) {
      names = Set(kind.fields.keys)
    } else if let api = BuiltInAPIs.api(type) {
      names = api.fieldNames
    } else if CustomKinds.isCustom(type) {
      let roots = customKinds[type]?.definitions ?? []
      names = KindLookup.names(of: .document).union(roots.flatMap { schemas.fields(of: $0).map(\.name) })
    } else if SchemaFields.isDefinition(type) {
      names = SchemaFields.names(of: type)
    } else {
      names = Set(schemas.fields(of: type).map(\.name))
    }
    return names.sorted()
  }

  package func fieldNames(of type: Type) -> [String] {
    if case .object(let id) = type { return fieldNames(of: id) }
    return ValueFields.fields(of: type).map(\.name)
  }

  /// All kind names, for the nearest one.
  package func kindNames() -> [String] {
    KubernetesKind.allCases.filter(\.isNamed).map(\.name) + DerivedKinds.names + BuiltInAPIs.names
  }

  /// How `part` is enumerated in `whole`; nil if it does not stand there. The kind of the elements is the answer's
  /// `part`, which need not be the one asked for: the `port` of a service is another kind than that of a container.
  package func partDomain(of part: ObjectTypeID, in whole: ObjectTypeID) -> PartDomain? {
    if let kind = DerivedKinds.kind(part) {
      return kind.wholes.first { $0.whole == whole }.map { PartDomain(part: part, whole: whole, access: $0.access) }
    }
    guard let kind = KubernetesKind(id: part) else { return nil }
    for entry in KindShapes.wholes(of: kind) where matches(whole, entry.whole) {
      return PartDomain(part: entry.part.id, whole: whole, access: entry.access)
    }
    return nil
  }

  /// The parts of a kind that stand under no other part of it, so that who shows a document shows each thing once. What
  /// is derived stands under its usual whole, and in an image whatever it has.
  package func ownParts(of whole: ObjectTypeID) -> [PartDomain] {
    let derived = DerivedKinds.all.filter { kind in
      guard kind.role == .part, let usual = kind.wholes.first?.whole else { return false }
      return usual == whole || ImageKind.image.id == whole
    }
    let parts = KubernetesKind.allCases.filter { $0.role == .part && $0 != .problem }.map(\.id) + derived.map(\.id)
    var domains: [PartDomain] = []
    for part in parts {
      guard let domain = partDomain(of: part, in: whole), !domains.contains(domain) else { continue }
      domains.append(domain)
    }
    return domains
  }

  /// The kind around a part when a policy does not name it: `for container c` is `for container c in workload`.
  package func defaultWhole(of part: ObjectTypeID) -> ObjectTypeID? {
    if let kind = DerivedKinds.kind(part) { return kind.wholes.first?.whole }
    guard let kind = KubernetesKind(id: part) else { return nil }
    return KindShapes.wholes(of: kind).first?.whole.id
  }

  /// Whether the objects of a kind belong to a namespace.
  package enum ObjectScope: Hashable, Sendable {
    case namespace
    case cluster
    /// Some do and some do not, or nobody knows: `role`, `document`, a custom kind without its schema.
    case either
  }

  package func scope(of id: ObjectTypeID) -> ObjectScope {
    if let kind = KubernetesKind(id: id) {
      return switch kind {
      case .namespace: .cluster
      case .document, .role, .binding: .either
      default: .namespace
      }
    }
    if let api = BuiltInAPIs.api(id) {
      return Scope.isClusterWide(group: api.group, kind: api.kind) ? .cluster : .namespace
    }
    guard let kind = customKinds[id], let isNamespaced = kind.isNamespaced else { return .either }
    return isNamespaced ? .namespace : .cluster
  }

  /// True for the kind of namespaces, by either of its names.
  package func isNamespace(_ id: ObjectTypeID) -> Bool {
    if let api = BuiltInAPIs.api(id) { return api.group.isEmpty && api.kind == "Namespace" }
    return id == KubernetesKind.namespace.id
  }

  /// A closed enum by its policy name (`label-type`, `severity` is a type of its own): for params and data.
  package func enumeration(named name: String) -> Enumeration? {
    NamedEnumerations.table[name]
  }

  /// True if the parts that `kind` holds stand in instances of `whole` too: a Deployment is a workload.
  private func matches(_ whole: ObjectTypeID, _ kind: KubernetesKind) -> Bool {
    if whole == kind.id { return true }
    if let api = BuiltInAPIs.api(whole) {
      switch kind {
      case .document: return true
      case .workload: return PodTemplatePath.known(group: api.group, kind: api.kind) != nil
      default: return KindShapes.kind(group: api.group, kind: api.kind) == kind
      }
    }
    guard kind == .document else { return false }
    return CustomKinds.isCustom(whole) || KubernetesKind(id: whole)?.role == .documents
  }
}

/// The closed enums that a policy's params and data may name.
private enum NamedEnumerations {
  static let table: [String: Enumeration] = {
    let all = [
      Enumeration(
        name: "label-type", members: ["text", "url", "rfc3339", "spdx", "semver", "git-hash", "email", "hash"]),
      Enumeration(name: "container-role", members: ["app", "init", "sidecar", "ephemeral"]),
    ]
    return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  }()
}
