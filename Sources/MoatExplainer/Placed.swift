import MoatDocument
import MoatValues

/// A value with its origin: the place in a document that it was read from, or that it would stand at.
struct Placed {
  var value: Value
  var place: Witness?

  init(_ value: Value, at place: Witness? = nil) {
    self.value = value
    self.place = place
  }

  /// Missing, or an object that its document leaves out and whose fields are still asked for.
  var isAbsent: Bool { value.tag == .missing || value.tag == .node && value.nodeIndex == NodeIndex.none }

  var isUndetermined: Bool { value.tag == .undetermined }

  /// Of what is made of this value.
  var asCause: Placed { Placed(value.asCause, at: place) }

  /// Nil for what is not known.
  var truth: Bool? { value.tag == .bool ? value.boolValue : nil }

  /// The node to blame, if the cause names one.
  var blamed: Witness? {
    guard isUndetermined, value.causeNode != NodeIndex.none, value.causeUnit != UInt32.max else { return nil }
    return Witness(unit: value.causeUnit, node: value.causeNode)
  }
}

extension Witness {
  /// The place of a value that is a node; nil for every other value.
  init?(_ value: Value) {
    guard value.tag == .node, value.nodeIndex != NodeIndex.none else { return nil }
    self.init(unit: value.aux, node: value.nodeIndex)
  }

  /// What would stand under a key of this place.
  func adding(_ keys: some Sequence<String>) -> Witness {
    Witness(unit: unit, node: node, absent: absent + keys)
  }

  /// True if this place is the other one, or stands in it.
  func lies(within other: Witness, in documents: DocumentSet) -> Bool {
    let arena = documents.arena(ofUnit: unit)
    guard arena === documents.arena(ofUnit: other.unit) else { return false }
    guard other.absent.isEmpty else { return node == other.node && absent.starts(with: other.absent) }
    var node = node
    while node != NodeIndex.none {
      if node == other.node { return true }
      node = arena.parent(node)
    }
    return false
  }
}
