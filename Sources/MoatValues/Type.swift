/// A type of the policy language. Kinds and schema objects are `object`s of the catalogue (MoatKinds).
package indirect enum Type: Hashable, Sendable {
  case bool
  case int
  case decimal
  case string
  case quantity
  case duration
  case date
  case semver
  case cidr
  case path
  case url
  case imageReference
  case imagePrefix
  case glob
  case regex
  case arn
  case actionPattern
  /// The id of a vulnerability, which may have others.
  case vulnerabilityID
  case severity
  /// Kubernetes' IntOrString: fields `number`, `percent`, `name`.
  case intOrString
  /// An empty one selects everything (`matchLabels`, `matchExpressions`).
  case labelSelector
  /// An empty one selects nothing (`spec.selector` of a Service: a plain map).
  case serviceSelector
  case enumeration(Enumeration)
  case list(Type)
  case set(Type)
  /// Keys are strings.
  case map(Type)
  /// What a quantifier over a map binds: `key`, `value`, `index`.
  case entry(Type)
  /// An object of a schema or of a kind.
  case object(ObjectTypeID)
  /// May be missing.
  case optional(Type)
  /// What no schema describes; compared at run time.
  case any
  /// The type of an expression that was reported already: it meets everything.
  case invalid
}

/// Identifies an object type of the catalogue: a schema definition or a kind's view of one.
package struct ObjectTypeID: Hashable, Sendable {
  package var rawValue: UInt32

  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }
}

/// A closed enum with its members in order. Member names are compared as bytes, case-sensitively.
package struct Enumeration: Hashable, Sendable {
  /// `container role`, `RestartPolicy`: for messages.
  package var name: String
  package var members: [String]
  /// True if `<` and `>` are allowed, in the order of `members`.
  package var isOrdered: Bool

  package init(name: String, members: [String], isOrdered: Bool = false) {
    self.name = name
    self.members = members
    self.isOrdered = isOrdered
  }
}

extension Type {
  /// The type without `?`.
  package var unwrapped: Type {
    if case .optional(let wrapped) = self { return wrapped }
    return self
  }

  /// True for what has elements or entries.
  package var isCollection: Bool {
    switch self {
    case .list, .set, .map: true
    default: false
    }
  }

  package var isOptional: Bool {
    if case .optional = self { return true }
    return false
  }

  /// The type as `T?`; `T??` does not exist.
  package var asOptional: Type { isOptional ? self : .optional(self) }
}
