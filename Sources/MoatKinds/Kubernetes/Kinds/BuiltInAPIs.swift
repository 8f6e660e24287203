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

/// The built-in APIs by Kind.
enum BuiltInAPIs {
  private static let tables: (all: [BuiltInAPI], byKind: [String: [BuiltInAPI]], byID: [ObjectTypeID: BuiltInAPI]) =
    makeTables()

  /// The names of all Kinds, each once.
  static var names: [String] { tables.byKind.keys.sorted() }

  static func api(_ id: ObjectTypeID) -> BuiltInAPI? { tables.byID[id] }

  static func api(group: String, kind: String) -> BuiltInAPI? {
    tables.byKind[kind]?.first { $0.group == group }
  }

  /// `Deployment`, or with its group: `apps.Deployment`, `events.k8s.io.Event`, `events.Event`, `core.Event`.
  static func kinds(named name: String) -> [BuiltInAPI] {
    guard let dot = name.lastIndex(of: ".") else { return tables.byKind[name] ?? [] }
    let group = String(name[..<dot])
    let kind = String(name[name.index(after: dot)...])
    return (tables.byKind[kind] ?? []).filter { api in
      let first = api.group.split(separator: ".").first.map(String.init) ?? "core"
      return group == api.group || group == first
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

  private static func makeTables() -> (
    all: [BuiltInAPI], byKind: [String: [BuiltInAPI]], byID: [ObjectTypeID: BuiltInAPI]
  ) {
    var versions: [String: [(version: String, id: ObjectTypeID)]] = [:]
    var order: [(group: String, kind: String)] = []
    for entry in KubernetesSchema.allKinds where isObject(entry.id) {
      let key = "\(entry.group)/\(entry.kind)"
      if versions[key] == nil { order.append((entry.group, entry.kind)) }
      versions[key, default: []].append((entry.version, entry.id))
    }
    var all: [BuiltInAPI] = []
    for (group, kind) in order.sorted(by: { ($0.kind, $0.group) < ($1.kind, $1.group) }) {
      let definitions = (versions["\(group)/\(kind)"] ?? [])
        .sorted { APIVersion.precedes($0.version, $1.version) }.map(\.id)
      all.append(BuiltInAPI(group: group, kind: kind, definitions: definitions))
    }
    let byKind = Dictionary(grouping: all, by: \.kind)
    let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return (all, byKind, byID)
  }

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
