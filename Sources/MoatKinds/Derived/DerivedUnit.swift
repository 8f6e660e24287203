import MoatDocument
import MoatValues

/// The unit of a document that Moat wrote: it is whole, and of one kind and no namespace.
enum DerivedUnit {
  @discardableResult
  static func add(
    _ root: UInt32, of arena: Arena, at index: UInt32, kind: ObjectTypeID, into documents: DocumentSet
  ) -> UInt32 {
    var unit = unsafe Unit(
      nodes: arena.nodes, anchors: (root, NodeIndex.none, NodeIndex.none, NodeIndex.none), arena: index)
    let number = UInt32(clamping: unsafe documents.units.count)
    unsafe unit.documentUnit = number
    unsafe unit.flags = UnitFlag.clusterWide
    unsafe _ = documents.append(unit)
    documents.add(unit: number, to: kind)
    return number
  }
}
