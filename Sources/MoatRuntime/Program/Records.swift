package import MoatValues

/// How one field is read: an element of the path that a `read` walks. Trivial, so that the loop reads it in place.
@frozen
package struct FieldRecord: Hashable, Sendable, BitwiseCopyable {
  /// `fact` if the field is no keys.
  @inlinable package static var noFact: UInt16 { UInt16.max }
  /// `leaf` of a type that no node has: the value stays as it is.
  @inlinable package static var noLeaf: UInt8 { UInt8.max }
  @inlinable package static var noAnchor: UInt8 { 254 }
  @inlinable package static var valueAnchor: UInt8 { 255 }

  /// The name of the field, for the disassembly: a key.
  package var name: UInt32
  package var firstKey: UInt32
  package var firstInheritedKey: UInt32
  /// The constant of a default.
  package var constant: UInt32
  /// The closed enum of an enumeration's leaf.
  package var table: UInt32
  package var keyCount: UInt16
  package var inheritedKeyCount: UInt16
  package var fact: UInt16
  /// Where the keys begin: an index of `Unit.anchors`, or `valueAnchor`.
  package var anchor: UInt8
  /// `noAnchor` if nothing is inherited.
  package var inheritedAnchor: UInt8
  package var leaf: UInt8
  package var absence: AbsenceMode
  package var emptyIsAbsence: Bool

  package init(name: UInt32) {
    self.name = name
    firstKey = 0
    firstInheritedKey = 0
    constant = 0
    table = 0
    keyCount = 0
    inheritedKeyCount = 0
    fact = Self.noFact
    anchor = Self.valueAnchor
    inheritedAnchor = Self.noAnchor
    leaf = Self.noLeaf
    absence = .none
    emptyIsAbsence = false
  }
}

/// How the parts of a kind are found in the value around them.
package struct PartRecord: Hashable, Sendable, BitwiseCopyable {
  /// For the disassembly: a key.
  package var name: UInt32
  /// `FieldRecord.noFact` if the parts stand under keys.
  package var fact: UInt16
  package var anchor: UInt8
  package var firstKey: UInt32
  package var keyCount: UInt16

  package init(name: UInt32, fact: UInt16, anchor: UInt8, firstKey: UInt32, keyCount: UInt16) {
    self.name = name
    self.fact = fact
    self.anchor = anchor
    self.firstKey = firstKey
    self.keyCount = keyCount
  }
}

/// What the elements of a collection are read as.
package struct CollectionRecord: Hashable, Sendable {
  package var leaf: Leaf
  package var table: UInt32
  /// True for a map: its elements are entries, and `leaf` is that of their values (`nil` is `leafless`).
  package var isMap: Bool
  /// True where the values of a map have no leaf: they stay nodes.
  package var isLeafless: Bool

  package init(leaf: Leaf, table: UInt32, isMap: Bool, isLeafless: Bool = false) {
    self.leaf = leaf
    self.table = table
    self.isMap = isMap
    self.isLeafless = isLeafless
  }
}

/// A relation between two operands.
package struct RelationRecord: Hashable, Sendable {
  package var relation: RelationMode
  package var many: ManyMode
  package var isNegated: Bool
  package var ignoresCase: Bool
  /// By which rules members are equal.
  package var comparison: Comparison
  /// The collection in which a member is looked for.
  package var members: CollectionRecord
  /// The right operand of `any of` and `all of`.
  package var operands: CollectionRecord
  /// True for the selector of a Service, which selects nothing if it is absent or empty.
  package var isServiceSelector: Bool

  package init(relation: RelationMode, members: CollectionRecord, operands: CollectionRecord) {
    self.relation = relation
    many = .one
    isNegated = false
    ignoresCase = false
    comparison = .plain
    self.members = members
    self.operands = operands
    isServiceSelector = false
  }
}

/// A path from a document of a kind: fields in the program's table.
package struct PathRecord: Hashable, Sendable {
  package var firstField: UInt32
  package var fieldCount: UInt16

  package init(firstField: UInt32, fieldCount: UInt16) {
    self.firstField = firstField
    self.fieldCount = fieldCount
  }
}

/// An index over the documents of a kind that a run builds once.
package struct IndexRecord: Hashable, Sendable {
  package typealias Form = JoinForm

  package var kind: UInt32
  package var form: Form
  package var paths: [PathRecord]

  package init(kind: UInt32, form: Form, paths: [PathRecord]) {
    self.kind = kind
    self.form = form
    self.paths = paths
  }

  /// How many values it is asked with.
  package var wantedCount: Int { form.wantedCount(pathCount: paths.count) }
}

/// One way to ask an index of the program.
package struct ProbeRecord: Hashable, Sendable {
  package var index: UInt32
  /// True if the wanted value is the selector of a Service; for an index of labels.
  package var isServiceSelector: Bool

  package init(index: UInt32, isServiceSelector: Bool = false) {
    self.index = index
    self.isServiceSelector = isServiceSelector
  }
}

/// The documents that a loop visits: those of a kind, less those that an index rules out. The wanted values stand in
/// registers one after the other, in the order of the probes and of the paths of their indexes.
package struct JoinRecord: Hashable, Sendable {
  package var kind: UInt32
  /// The probe that leaves the fewest documents is taken.
  package var probes: [ProbeRecord]
  /// True if the documents are those of one namespace, the first wanted value: then no other one can lack any.
  package var isOfNamespace: Bool

  package init(kind: UInt32, probes: [ProbeRecord], isOfNamespace: Bool = false) {
    self.kind = kind
    self.probes = probes
    self.isOfNamespace = isOfNamespace
  }
}

/// What a program has to know of a rule.
package struct RuleRecord: Hashable, Sendable {
  package var id: String
  package var parameterCount: Int
  package var levelCount: Int

  package init(id: String, parameterCount: Int, levelCount: Int) {
    self.id = id
    self.parameterCount = parameterCount
    self.levelCount = levelCount
  }
}

/// The code for the units of one kind.
package struct BlockRecord: Hashable, Sendable {
  package var kind: UInt32
  /// The first instruction, and one beyond the last, which is a `halt`.
  package var start: UInt32
  package var end: UInt32
  /// The rules that stand in it, in order.
  package var rules: [UInt32]

  package init(kind: UInt32, start: UInt32, end: UInt32, rules: [UInt32]) {
    self.kind = kind
    self.start = start
    self.end = end
    self.rules = rules
  }
}

/// What an instruction was made from.
package struct SourcePoint: Hashable, Sendable {
  /// No rule, or no expression: the instruction serves several.
  @inlinable package static var none: UInt32 { UInt32.max }

  package var rule: UInt32
  package var expression: UInt32

  package init(rule: UInt32 = Self.none, expression: UInt32 = Self.none) {
    self.rule = rule
    self.expression = expression
  }
}

/// A value that is known before the documents are read.
package enum ConstantRecord: Hashable, Sendable {
  case constant(Constant)
  /// A param of a rule, by the places of both.
  case parameter(rule: Int, index: Int)
  case data(Int)
  case today
  case kubernetesVersion
}

/// A file of the policies that a program was made from.
package struct PolicySource: Hashable, Sendable {
  package var name: String
  package var bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
