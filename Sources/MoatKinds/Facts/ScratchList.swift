import MoatValues

/// A list that grows in the scratch memory up to a capacity known beforehand.
@safe
struct ScratchList {
  private let base: UnsafeMutablePointer<Value>?
  private let capacity: Int
  private var count = 0

  init(capacity: Int, in scratch: Scratch) {
    self.capacity = capacity
    let memory = unsafe scratch.allocate(max(1, capacity) * MemoryLayout<Value>.stride)
    unsafe base = memory?.bindMemory(to: Value.self, capacity: max(1, capacity))
  }

  mutating func append(_ value: Value) {
    guard let base = unsafe base, count < capacity else { return }
    unsafe base.advanced(by: count).initialize(to: value)
    count += 1
  }

  /// The list; undetermined if there was no memory for it.
  var value: Value {
    guard let base = unsafe base else { return .undetermined(.overflow) }
    return Value(tag: .list, bits: UInt64(UInt(bitPattern: base)), aux: UInt32(clamping: count))
  }
}
