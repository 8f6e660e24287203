import MoatValues

/// A kind of documents that Moat writes itself from inputs of another form, and of their parts.
///
/// Its fields are all that it has: there is no schema behind it.
struct DerivedKind: Sendable {
  /// The fields of the kinds of one domain and how they stand in each other; made once.
  var id: ObjectTypeID
  /// The name in a policy; that of a kind which a policy reaches only through a field is for messages.
  var name: String
  /// `dockerfile`, `image`: what may stand before the name.
  var domain: String
  var role: ObjectType.Role
  var fields: [String: Field]
  /// The kinds in which it stands as a part, the usual one first, and how its parts are listed.
  var wholes: [(whole: ObjectTypeID, access: Access)]

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
