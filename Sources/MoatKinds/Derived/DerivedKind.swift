import MoatValues

/// A kind of documents that Moat writes itself from inputs of another form, and of their parts.
///
/// Its fields are all that it has: there is no schema behind it.
struct DerivedKind: Sendable {
  let id: ObjectTypeID
  /// The name in a policy; that of a kind which a policy reaches only through a field is for messages.
  let name: String
  /// `dockerfile`, `image`: what may stand before the name.
  let domain: String
  let role: ObjectType.Role
  let fields: [String: Field]
  /// The kinds in which it stands as a part, the usual one first, and how its parts are listed.
  let wholes: [(whole: ObjectTypeID, access: Access)]

  /// A part has its place in its list beside the fields that are given.
  init(
    id: ObjectTypeID, name: String, domain: String, role: ObjectType.Role, fields: [Field],
    wholes: [(whole: ObjectTypeID, access: Access)]
  ) {
    self.id = id
    self.name = name
    self.domain = domain
    self.role = role
    self.wholes = wholes
    let all = role == .part ? fields + [KindFields.index] : fields
    self.fields = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  }

  /// A field under the key of its own name, as a derived document has them all; `page` explains it.
  static func field(_ name: String, _ type: Type, _ reading: Reading, page: String) -> Field {
    Field(
      name: name, type: type, access: .keys(from: .value, [name]), reading: reading, isIdentifier: true, source: page)
  }

  /// True if a policy may name it.
  var isNamed: Bool { role != .schema }

  var objectType: ObjectType { ObjectType(id: id, name: name, role: role) }
}

/// The derived kinds of all domains.
enum DerivedKinds {
  static let all: [DerivedKind] = DockerfileKind.table + ImageKind.table

  private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
  private static let byName = Dictionary(grouping: all.filter(\.isNamed), by: \.name)
  static let names = all.filter(\.isNamed).map(\.name)

  static func kind(_ id: ObjectTypeID) -> DerivedKind? { byID[id] }

  /// By its bare name, or behind its domain.
  static func kinds(named name: String) -> [DerivedKind] {
    if let found = byName[name] { return found }
    guard let dot = name.firstIndex(of: ".") else { return [] }
    let domain = name[..<dot]
    return byName[String(name[name.index(after: dot)...])]?.filter { $0.domain == domain } ?? []
  }
}
