package import MoatValues

/// A field of an object type, as a policy sees it: its type, what its absence means, and how to reach it.
package struct Field: Sendable {
  package var name: String
  /// The type of the value when it is there; never optional itself.
  package var type: Type
  package var access: Access
  package var reading: Reading
  /// Tried before `reading` when the field is absent: where an effective value comes from.
  package var inheritance: Inheritance?
  /// True if an empty string (or list, or map) means the same as absence: Go's `omitempty`.
  package var emptyIsAbsence: Bool
  /// True for names, images, enums, numbers: an un-rendered template there is undetermined. False for free text.
  package var isIdentifier: Bool
  /// The source of the reading: a page or a source file of the platform with its version. Empty for plain schema fields.
  package var source: String

  package init(
    name: String, type: Type, access: Access, reading: Reading, inheritance: Inheritance? = nil,
    emptyIsAbsence: Bool = false, isIdentifier: Bool = false, source: String = ""
  ) {
    self.name = name
    self.type = type
    self.access = access
    self.reading = reading
    self.inheritance = inheritance
    self.emptyIsAbsence = emptyIsAbsence
    self.isIdentifier = isIdentifier
    self.source = source
  }

  /// True for the namespace that an object is in, the run's own where it names none.
  package var isEffectiveNamespace: Bool { access == .fact(.unitNamespace) }
}

extension Field {
  /// True for a list, map or selector of which no document can show the absence: it reads as empty or as what the platform
  /// fills in, or is computed. Whether it exists has one answer, so the checker refuses the question; the evaluators, which
  /// follow `reading`, never give such a field as missing while the value that it is a field of is there.
  package var hidesItsAbsence: Bool {
    switch reading {
    case .empty: true
    case .defaults: type.isCollection
    case .required: if case .fact = access { type.isCollection } else { false }
    case .none, .transparent: false
    }
  }
}

/// How a field is reached from the value it is a field of.
package enum Access: Hashable, Sendable {
  /// Keys from a node: the value's own, or an anchor of its unit. A list's elements are not reached this way. No keys
  /// at all is the node itself, seen as another type.
  case keys(from: Anchor, [String])
  /// A derived fact, computed by `Facts`. It may be missing; then the field's reading says what that means.
  case fact(Fact)
}

/// Where a chain of keys begins. The numbers are indices into `Unit.anchors`.
///
/// An anchor that the document does not have is `NodeIndex.none`. Reading from an absent pod spec is undetermined
/// (required field absent); reading from any other absent anchor finds an absent value, and the field's reading says what that
/// means. An anchor may be of the wrong type (`spec` a list): then it is that node, and reading from it is undetermined.
package enum Anchor: UInt8, Hashable, Sendable {
  /// The Kubernetes object, or whatever the document's root is.
  case document = 0
  case podSpec = 1
  case podMetadata = 2
  case metadata = 3
  /// The node of the value itself.
  case value = 255
}

/// What the absence of a field means.
package enum Reading: Hashable, Sendable {
  /// The schema demands it: absent is undetermined.
  case required
  /// Nothing is known, or the platform tells absent from empty: the type is `T?`.
  case none
  /// The platform fills this in.
  case defaults(Constant)
  /// An object whose absence means that each of its fields is absent; its own type is never optional.
  case transparent
  /// A list, map or selector that is empty when absent: the platform does not tell the two apart.
  case empty
}

/// An effective value's origin: if the field is absent, the same field is looked for at these keys.
package struct Inheritance: Hashable, Sendable {
  package var anchor: Anchor
  package var keys: [String]

  package init(anchor: Anchor, keys: [String]) {
    self.anchor = anchor
    self.keys = keys
  }
}
