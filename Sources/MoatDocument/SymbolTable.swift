/// Interns keys. A table may stand upon a frozen base: the base holds the names of the schemas and of the policies, and
/// is shared by all inputs; the table of one input adds the keys that only this input has.
///
/// A table is written by the one reader or compiler that made it and is only read afterwards; on this rule rests that
/// it may be shared between threads. Its hash is keyed per process, so that an input cannot choose keys that collide.
@safe
package final class SymbolTable: @unchecked Sendable {
  private let base: SymbolTable?
  /// A mark of whoever made the lowest table: tables of one mark, but for 0, begin with the same symbols.
  package let vocabulary: UInt8
  private let firstOwn: UInt32
  /// The bytes of all own names, one after the other.
  private var pool: UnsafeMutablePointer<UInt8>
  private var poolCount = 0
  private var poolCapacity = 1024
  /// Where each own name ends in the pool; it begins where the one before ends.
  private var ends: [Int] = []
  /// Open addressing with linear probing: the upper half of a slot is the hash, the lower half the own index + 1.
  private var slots: UnsafeMutablePointer<UInt64>
  private var slotMask = 63

  /// One seed for all tables, so that a hash can be looked up in a table and in its base.
  private static let seed = UInt64.random(in: .min ... .max)

  package convenience init(base: SymbolTable? = nil) {
    self.init(base: base, vocabulary: base?.vocabulary ?? 0)
  }

  package convenience init(vocabulary: UInt8) {
    self.init(base: nil, vocabulary: vocabulary)
  }

  private init(base: SymbolTable?, vocabulary: UInt8) {
    self.base = base
    self.vocabulary = vocabulary
    firstOwn = base?.count ?? 0
    unsafe pool = .allocate(capacity: poolCapacity)
    unsafe slots = .allocate(capacity: slotMask + 1)
    unsafe slots.initialize(repeating: 0, count: slotMask + 1)
  }

  deinit {
    unsafe pool.deallocate()
    unsafe slots.deallocate()
  }

  package var count: UInt32 { firstOwn + UInt32(ends.count) }

  package func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let hash = unsafe Self.hash(bytes)
    if let known = unsafe find(bytes, hash: hash) { return known }
    unsafe append(bytes)
    if ends.count * 2 > slotMask { growSlots() }
    insert(hash: hash, index: ends.count - 1)
    return count - 1
  }

  package func intern(_ bytes: [UInt8]) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { unsafe intern($0) }
  }

  package func intern(_ text: String) -> UInt32 {
    intern(Array(text.utf8))
  }

  package func lookup(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
    let hash = unsafe Self.hash(bytes)
    return unsafe find(bytes, hash: hash)
  }

  package func lookup(_ bytes: [UInt8]) -> UInt32? {
    unsafe bytes.withUnsafeBufferPointer { unsafe lookup($0) }
  }

  package func bytes(of symbol: UInt32) -> [UInt8] {
    if symbol < firstOwn { return base?.bytes(of: symbol) ?? [] }
    let index = Int(symbol - firstOwn)
    return index < ends.count ? unsafe Array(name(index)) : []
  }

  package func name(of symbol: UInt32) -> String {
    String(decoding: bytes(of: symbol), as: UTF8.self)
  }

  private func name(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    let start = index == 0 ? 0 : ends[index - 1]
    return unsafe UnsafeBufferPointer(start: pool + start, count: ends[index] - start)
  }

  private func find(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt32) -> UInt32? {
    if let found = unsafe base?.find(bytes, hash: hash) { return found }
    var position = Int(hash) & slotMask
    while true {
      let slot = unsafe slots[position]
      if slot == 0 { return nil }
      if UInt32(slot >> 32) == hash {
        let index = Int(UInt32(truncatingIfNeeded: slot)) - 1
        let known = unsafe name(index)
        if unsafe known.count == bytes.count && Bytes.equal(known, bytes) { return firstOwn + UInt32(index) }
      }
      position = (position + 1) & slotMask
    }
  }

  private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    if poolCount + bytes.count > poolCapacity {
      poolCapacity = max(poolCapacity * 2, poolCount + bytes.count)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: poolCapacity)
      unsafe larger.update(from: pool, count: poolCount)
      unsafe pool.deallocate()
      unsafe pool = larger
    }
    if let start = bytes.baseAddress { unsafe (pool + poolCount).update(from: start, count: bytes.count) }
    poolCount += bytes.count
    ends.append(poolCount)
  }

  private func growSlots() {
    let old = unsafe slots
    let oldCount = slotMask + 1
    slotMask = oldCount * 2 - 1
    unsafe slots = .allocate(capacity: slotMask + 1)
    unsafe slots.initialize(repeating: 0, count: slotMask + 1)
    for position in 0..<oldCount {
      let slot = unsafe old[position]
      if slot != 0 { insert(hash: UInt32(slot >> 32), index: Int(UInt32(truncatingIfNeeded: slot)) - 1) }
    }
    unsafe old.deallocate()
  }

  private func insert(hash: UInt32, index: Int) {
    var position = Int(hash) & slotMask
    while unsafe slots[position] != 0 { position = (position + 1) & slotMask }
    unsafe slots[position] = UInt64(hash) << 32 | UInt64(index + 1)
  }

  /// Multiplies eight bytes at a time with a secret and folds the 128-bit product, as the wyhash family does.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var state = seed ^ UInt64(bytes.count)
    var index = 0
    while index < bytes.count {
      var word: UInt64 = 0
      let end = min(index + 8, bytes.count)
      while index < end {
        word = unsafe word << 8 | UInt64(bytes[index])
        index += 1
      }
      let product = (state ^ word).multipliedFullWidth(by: seed | 0x9E37_79B9_7F4A_7C15)
      state = (product.high ^ product.low) &+ (seed &<< 1)
    }
    let product = state.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return UInt32(truncatingIfNeeded: (product.high ^ product.low) >> 16)
  }
}
