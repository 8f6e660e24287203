import MoatValues

/// Memory for the values of constants, params and data sets: it lives as long as the linked program and is never reset.
@safe
final class ValueStorage {
  private var chunks: [UnsafeMutableRawPointer] = unsafe []
  private var used = 0
  private var capacity = 0

  deinit {
    while unsafe !chunks.isEmpty { unsafe chunks.removeLast().deallocate() }
  }

  private func allocate(_ count: Int) -> UnsafeMutableRawPointer {
    let size = max(16, (count + 15) & ~15)
    if used + size > capacity {
      capacity = max(64 << 10, size)
      used = 0
      unsafe chunks.append(.allocate(byteCount: capacity, alignment: 16))
    }
    defer { used += size }
    return unsafe chunks[chunks.count - 1] + used
  }

  func string(_ text: String) -> Value {
    let bytes = Array(text.utf8)
    let memory = unsafe allocate(bytes.count)
    unsafe memory.copyMemory(from: bytes, byteCount: bytes.count)
    return Value(tag: .string, bits: UInt64(UInt(bitPattern: memory)), aux: UInt32(clamping: bytes.count))
  }

  /// A list or a map over a copy of the values.
  func values(_ values: [Value], tag: Value.Tag, count: Int) -> Value {
    let memory = unsafe allocate(values.count * MemoryLayout<Value>.stride)
    let target = unsafe memory.bindMemory(to: Value.self, capacity: max(1, values.count))
    for (index, value) in values.enumerated() { unsafe target[index] = value }
    return Value(tag: tag, bits: UInt64(UInt(bitPattern: memory)), aux: UInt32(clamping: count))
  }
}

/// Finds a text in a large constant list, or the place of a key in a large constant map. Such a value carries the number
/// of its table in `Value.reserved`, less one.
struct TextTable: Sendable {
  /// Below this many elements a scan is as fast.
  static let smallestCount = 12

  /// Index + 1 of the element, 0 for none; linear probing.
  private let slots: [UInt32]
  private let mask: Int

  init(_ texts: [Value]) {
    var size = 16
    while size < texts.count * 2 { size *= 2 }
    var slots = [UInt32](repeating: 0, count: size)
    mask = size - 1
    for (index, text) in texts.enumerated() {
      var slot = Int(truncatingIfNeeded: ValueOrder.hash(text)) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(index + 1)
    }
    self.slots = slots
  }

  /// The first place of a text; `at` gives the texts that the table was made from.
  func find(_ text: Value, at element: (Int) -> Value) -> Int? {
    if text.hasNames {
      var place: Int?
      text.forEachName { name in
        place = find(name, at: element)
        return place == nil
      }
      return place
    }
    var slot = Int(truncatingIfNeeded: ValueOrder.hash(text)) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if ValueOrder.sameBytes(element(index), text) { return index }
      slot = (slot + 1) & mask
    }
    return nil
  }
}
