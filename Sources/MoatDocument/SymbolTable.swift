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
  private let state: UnsafeMutablePointer<State>

  /// At an address of its own, so that to intern a key asks nobody who else reads or writes.
  @safe
  private struct State {
    var firstOwn: UInt32
    /// How many own names there are.
    var nameCount = 0
    /// The bytes of all own names, one after the other.
    var pool: UnsafeMutablePointer<UInt8>
    var poolCount = 0
    var poolCapacity = 1024
    /// Where each own name begins in the pool, and at last where the next one will.
    var starts: UnsafeMutablePointer<Int>
    var startCapacity = 64
    /// Open addressing with linear probing: the upper half of a slot is the hash, the lower half the own index + 1.
    var slots: UnsafeMutablePointer<UInt64>
    var slotMask = 63
  }

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
    let new = unsafe State(
      firstOwn: base?.count ?? 0, pool: .allocate(capacity: 1024), starts: .allocate(capacity: 64),
      slots: .allocate(capacity: 64))
    unsafe new.starts[0] = 0
    unsafe new.slots.initialize(repeating: 0, count: 64)
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: new)
  }

  deinit {
    unsafe state.pointee.pool.deallocate()
    unsafe state.pointee.starts.deallocate()
    unsafe state.pointee.slots.deallocate()
    unsafe state.deallocate()
  }

  package var count: UInt32 { unsafe state.pointee.firstOwn + UInt32(state.pointee.nameCount) }

  package func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let hash = unsafe Self.hash(bytes)
    if let known = unsafe find(bytes, hash: hash) { return known }
    unsafe append(bytes)
    if unsafe state.pointee.nameCount * 2 > state.pointee.slotMask { growSlots() }
    insert(hash: hash, index: unsafe state.pointee.nameCount - 1)
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

  package func lookup(_ text: String) -> UInt32? {
    let found = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe lookup($0) }
    return found ?? lookup(Array(text.utf8))
  }

  package func bytes(of symbol: UInt32) -> [UInt8] {
    let firstOwn = unsafe state.pointee.firstOwn
    if symbol < firstOwn { return base?.bytes(of: symbol) ?? [] }
    let index = Int(symbol - firstOwn)
    return unsafe index < state.pointee.nameCount ? Array(Self.name(index, state)) : []
  }

  package func name(of symbol: UInt32) -> String {
    String(decoding: bytes(of: symbol), as: UTF8.self)
  }

  @inline(__always)
  private static func name(_ index: Int, _ state: UnsafeMutablePointer<State>) -> UnsafeBufferPointer<UInt8> {
    let starts = unsafe state.pointee.starts + index
    return unsafe UnsafeBufferPointer(start: state.pointee.pool + starts[0], count: starts[1] - starts[0])
  }

  private func find(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt32) -> UInt32? {
    if let found = unsafe base?.find(bytes, hash: hash) { return found }
    let state = unsafe state
    let mask = unsafe state.pointee.slotMask
    let slots = unsafe state.pointee.slots
    var position = Int(hash) & mask
    while true {
      let slot = unsafe slots[position]
      if slot == 0 { return nil }
      if UInt32(truncatingIfNeeded: slot >> 32) == hash {
        let index = Int(UInt32(truncatingIfNeeded: slot)) - 1
        let known = unsafe Self.name(index, state)
        if unsafe known.count == bytes.count && Bytes.equal(known, bytes) {
          return unsafe state.pointee.firstOwn + UInt32(truncatingIfNeeded: index)
        }
      }
      position = (position + 1) & mask
    }
  }

  private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    let state = unsafe state
    let (count, used) = unsafe (state.pointee.nameCount, state.pointee.poolCount)
    if unsafe used + bytes.count > state.pointee.poolCapacity {
      unsafe state.pointee.poolCapacity = max(state.pointee.poolCapacity * 2, used + bytes.count)
      unsafe state.pointee.pool = Self.moved(state.pointee.pool, count: used, capacity: state.pointee.poolCapacity)
    }
    if unsafe count + 2 > state.pointee.startCapacity {
      unsafe state.pointee.startCapacity *= 2
      unsafe state.pointee.starts = Self.moved(
        state.pointee.starts, count: count + 1, capacity: state.pointee.startCapacity)
    }
    if let start = bytes.baseAddress { unsafe (state.pointee.pool + used).update(from: start, count: bytes.count) }
    unsafe state.pointee.poolCount = used + bytes.count
    unsafe state.pointee.starts[count + 1] = used + bytes.count
    unsafe state.pointee.nameCount = count + 1
  }

  private static func moved<Element: BitwiseCopyable>(
    _ old: UnsafeMutablePointer<Element>, count: Int, capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    unsafe larger.initialize(from: old, count: count)
    unsafe old.deallocate()
    return unsafe larger
  }

  private func growSlots() {
    let old = unsafe state.pointee.slots
    let oldCount = unsafe state.pointee.slotMask + 1
    unsafe state.pointee.slotMask = oldCount * 2 - 1
    unsafe state.pointee.slots = .allocate(capacity: oldCount * 2)
    unsafe state.pointee.slots.initialize(repeating: 0, count: oldCount * 2)
    for position in 0..<oldCount {
      let slot = unsafe old[position]
      if slot != 0 { insert(hash: UInt32(slot >> 32), index: Int(UInt32(truncatingIfNeeded: slot)) - 1) }
    }
    unsafe old.deallocate()
  }

  private func insert(hash: UInt32, index: Int) {
    let mask = unsafe state.pointee.slotMask
    let slots = unsafe state.pointee.slots
    var position = Int(hash) & mask
    while unsafe slots[position] != 0 { position = (position + 1) & mask }
    unsafe slots[position] = UInt64(hash) << 32 | UInt64(index + 1)
  }

  /// Multiplies eight bytes at a time with a secret and folds the 128-bit product, as the wyhash family does. The last
  /// eight may overlap those before.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let count = bytes.count
    let secret = seed
    var state = secret ^ UInt64(truncatingIfNeeded: count)
    if let start = unsafe UnsafeRawPointer(bytes.baseAddress) {
      if count >= 8 {
        var index = 0
        while index + 8 < count {
          state = unsafe mixed(state, start.loadUnaligned(fromByteOffset: index, as: UInt64.self), secret)
          index += 8
        }
        state = unsafe mixed(state, start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self), secret)
      } else if count >= 4 {
        let first = unsafe start.loadUnaligned(as: UInt32.self)
        let last = unsafe start.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
        state = mixed(state, UInt64(first) << 32 | UInt64(last), secret)
      } else if count > 0 {
        let (first, middle, last) = unsafe (bytes[0], bytes[count / 2], bytes[count - 1])
        state = mixed(state, UInt64(first) << 16 | UInt64(middle) << 8 | UInt64(last), secret)
      }
    }
    let product = state.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return UInt32(truncatingIfNeeded: (product.high ^ product.low) >> 16)
  }

  @inline(__always)
  private static func mixed(_ state: UInt64, _ word: UInt64, _ secret: UInt64) -> UInt64 {
    let product = (state ^ word).multipliedFullWidth(by: secret | 0x9E37_79B9_7F4A_7C15)
    return (product.high ^ product.low) &+ (secret &<< 1)
  }
}
