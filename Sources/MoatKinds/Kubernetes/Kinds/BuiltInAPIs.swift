import MoatValues

/// One built-in API as a kind: `Deployment` of `apps`, over all of its versions.
struct BuiltInAPI: Sendable {
  var group: String
  var kind: String
  /// The definitions of its versions, the preferred version first.
  var definitions: [ObjectTypeID]

  var id: ObjectTypeID {
    ObjectTypeID(rawValue: KubernetesKind.firstAPIID + (definitions.first?.rawValue ?? 0))
  }

  /// A field of the object as it is written, or one that every document has.
  func field(named name: String) -> Field? {
    if let first = definitions.first, var field = SchemaFields.field(named: name, of: first),
      field.access != .fact(.index)
    {
      if case .keys(.value, let keys) = field.access { field.access = .keys(from: .document, keys) }
      return field
    }
    return Self.common[name]
  }

  var fieldNames: Set<String> {
    var names = Set(Self.common.keys)
    if let first = definitions.first { names.formUnion(SchemaFields.names(of: first)) }
    return names
  }

  /// Labels and annotations are left out: under a kind's API name a field stands where the API has it.
  private static let common: [String: Field] = {
    let names: Set = ["name", "namespace", "api", "problems"]
    return Dictionary(
      uniqueKeysWithValues: KindFields.everyDocument.filter { names.contains($0.name) }.map { ($0.name, $0) })
  }()
}

/// The built-in APIs by Kind. Nothing is prepared: each question is answered from the schema table, so that a run pays
/// for the kinds that it meets.
enum BuiltInAPIs {
  /// The names of all Kinds, each once. For messages.
  static var names: [String] {
    Set(KubernetesSchema.allKinds.filter { isObject($0.id) }.map(\.kind)).sorted()
  }

  /// True if some group has objects of this Kind.
  static func hasKind(_ kind: String) -> Bool {
    KubernetesSchema.definitions(ofKind: kind).contains { isObject($0.id) }
  }

  static func api(_ id: ObjectTypeID) -> BuiltInAPI? {
    guard id.rawValue >= KubernetesKind.firstAPIID else { return nil }
    let definition = ObjectTypeID(rawValue: id.rawValue - KubernetesKind.firstAPIID)
    guard SchemaFields.isDefinition(definition),
      let entry = KubernetesSchema.allKinds.first(where: { $0.id == definition }),
      let api = api(group: entry.group, kind: entry.kind), api.id == id
    else { return nil }
    return api
  }

  static func api(group: String, kind: String) -> BuiltInAPI? {
    let definitions = KubernetesSchema.definitions(ofKind: kind)
      .filter { $0.group == group && isObject($0.id) }
      .sorted { APIVersion.precedes($0.version, $1.version) }
    return definitions.isEmpty ? nil : BuiltInAPI(group: group, kind: kind, definitions: definitions.map(\.id))
  }

  /// `Deployment`, or with its group: `apps.Deployment`, `events.k8s.io.Event`, `events.Event`, `core.Event`.
  static func kinds(named name: String) -> [BuiltInAPI] {
    let dot = name.lastIndex(of: ".")
    let kind = dot.map { String(name[name.index(after: $0)...]) } ?? name
    let groups = Set(KubernetesSchema.definitions(ofKind: kind).map(\.group)).sorted()
    return groups.compactMap { group in
      let first = group.split(separator: ".").first.map(String.init) ?? "core"
      if let dot, name[..<dot] != group, name[..<dot] != first { return nil }
      return api(group: group, kind: kind)
    }
  }

  /// The same definition in the other versions of its package: `autoscaling.v1.HorizontalPodAutoscalerSpec` for v2's.
  static func otherVersions(of definition: ObjectTypeID) -> [ObjectTypeID] {
    let full = KubernetesSchema.fullName(definition)
    let parts = full.split(separator: ".").map(String.init)
    guard parts.count >= 3 else { return [] }
    let package = parts.dropLast(2).joined(separator: ".")
    let own = parts[parts.count - 2]
    return (versions[package] ?? []).filter { $0 != own }.compactMap { version in
      KubernetesSchema.definition(named: "\(package).\(version).\(parts[parts.count - 1])")
    }
  }

  /// The versions of each package of definitions, the preferred one first.
  private static let versions: [String: [String]] = {
    var versions: [String: Set<String>] = [:]
    for entry in KubernetesSchema.allKinds {
      let parts = KubernetesSchema.fullName(entry.id).split(separator: ".").map(String.init)
      guard parts.count >= 3 else { continue }
      versions[parts.dropLast(2).joined(separator: "."), default: []].insert(parts[parts.count - 2])
    }
    return versions.mapValues { $0.sorted(by: APIVersion.precedes) }
  }()

  /// True for what can be stored as an object of its own: lists, options and events of a watch have no ObjectMeta.
  private static func isObject(_ id: ObjectTypeID) -> Bool {
    guard let metadata = KubernetesSchema.field(named: "metadata", of: id), case .object(let type) = metadata.type
    else { return false }
    return KubernetesSchema.shortName(type) == "ObjectMeta"
  }
}

/// The order of versions that Kubernetes gives: v2, v1, v1beta2, v1beta1, v1alpha1.
enum APIVersion {
  static func precedes(_ a: String, _ b: String) -> Bool {
    let (left, right) = (rank(a), rank(b))
    return left == right ? a < b : left > right
  }

  /// Stability (general 3, beta 2, alpha 1, none of them 0), then the numbers.
  private static func rank(_ version: String) -> (Int, Int, Int) {
    guard version.first == "v" else { return (0, 0, 0) }
    var rest = version.dropFirst()
    let major = number(&rest)
    if rest.isEmpty { return (3, major, 0) }
    for (word, stability) in [("beta", 2), ("alpha", 1)] where rest.hasPrefix(word) {
      rest = rest.dropFirst(word.count)
      return (stability, major, number(&rest))
    }
    return (0, 0, 0)
  }

  private static func number(_ text: inout Substring) -> Int {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    text = text.dropFirst(digits.count)
    return Int(digits) ?? 0
  }
}
