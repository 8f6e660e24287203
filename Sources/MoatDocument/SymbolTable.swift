/// Interns keys. A table may stand upon a frozen base: the base holds the names of the schemas and of the policies, and is
/// shared by all inputs; the table of one input adds the keys that only this input has.
///
/// Hashing is keyed per process (`Hasher`), so that an input cannot choose keys that collide.
package final class SymbolTable {
  private let base: SymbolTable?
  private let firstOwn: UInt32
  private var ids: [Key: UInt32] = [:]
  private var names: [[UInt8]] = []

  /// Bytes with a hash over their contents; String's own equality is canonical equivalence, which would let `é` in two
  /// forms be one key.
  private struct Key: Hashable {
    var bytes: [UInt8]
  }

  package init(base: SymbolTable? = nil) {
    self.base = base
    firstOwn = base?.count ?? 0
  }

  package var count: UInt32 { firstOwn + UInt32(names.count) }

  package func intern(_ bytes: [UInt8]) -> UInt32 {
    if let known = lookup(bytes) { return known }
    let id = count
    ids[Key(bytes: bytes)] = id
    names.append(bytes)
    return id
  }

  package func intern(_ text: String) -> UInt32 {
    intern(Array(text.utf8))
  }

  package func lookup(_ bytes: [UInt8]) -> UInt32? {
    if let found = base?.lookup(bytes) { return found }
    return ids[Key(bytes: bytes)]
  }

  package func bytes(of symbol: UInt32) -> [UInt8] {
    if symbol < firstOwn { return base?.bytes(of: symbol) ?? [] }
    let index = Int(symbol - firstOwn)
    return index < names.count ? names[index] : []
  }

  package func name(of symbol: UInt32) -> String {
    String(decoding: bytes(of: symbol), as: UTF8.self)
  }
}
