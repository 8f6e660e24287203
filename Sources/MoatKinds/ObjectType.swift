package import MoatValues

/// A schema definition or a kind: what a value of type `object` is.
package struct ObjectType: Sendable {
  package enum Role: Hashable, Sendable {
    /// A kind that ranges over documents (or units of documents): `service`, `workload`, `Deployment`, `document`.
    case documents
    /// A kind that stands inside another: `container` in `workload`.
    case part
    /// A schema's object without a kind's name: `SecurityContext`.
    case schema
    /// Nothing is known of its fields: each is optional and `any`.
    case untyped
  }

  package var id: ObjectTypeID
  /// `container`, `kubernetes.role`, `SecurityContext`, `argoproj.io/Application`.
  package var name: String
  package var role: Role

  package init(id: ObjectTypeID, name: String, role: Role) {
    self.id = id
    self.name = name
    self.role = role
  }
}

/// How the instances of a part kind are found in an instance of the kind around it.
package struct PartDomain: Hashable, Sendable {
  /// The kind of the parts.
  package var part: ObjectTypeID
  /// The kind around them.
  package var whole: ObjectTypeID
  /// The derived fact that lists them: a value of type `list<object(part)>`.
  package var access: Access

  package init(part: ObjectTypeID, whole: ObjectTypeID, access: Access) {
    self.part = part
    self.whole = whole
    self.access = access
  }
}
