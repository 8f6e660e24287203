internal import Glibc

/// The working memory of one worker: joined strings, lowered words, lists of comprehensions. Its limit makes memory a bound and
/// not a hope: what does not fit is undetermined (overflow).
///
/// The explainer resets it for each check of a subject, the machine for each unit, because rules of a unit share what they read.
/// So the machine may fill it where no subject needs that much: `isExhausted` says so, and the explainer then decides.
@safe
package final class Scratch {
  /// A subject's derived strings and lists; a policy that wants more is doubling a string.
  package static let limit = 16 << 20
  private static let chunk = 64 << 10

  private var chunks: [UnsafeMutableRawBufferPointer] = unsafe []
  private var current = 0
  private var used = 0
  private var total = 0
  /// True if something that would fit an empty memory did not fit this one since the last reset.
  package private(set) var isExhausted = false
  /// A copy of the text of the image reference that was parsed last, with its parts: the fields and relations of one image
  /// ask for it in turn. Texts that are no references, or longer ones, are not kept.
  private let image = UnsafeMutablePointer<UInt8>.allocate(capacity: Scratch.longestImage)
  private var imageCount = 0
  private var parsedImage = ImageReference.none
  private static let longestImage = 256

  package init() {}

  deinit {
    unsafe image.deallocate()
    while unsafe !chunks.isEmpty { unsafe chunks.removeLast().deallocate() }
  }

  /// Forgets everything that was allocated; the first chunk is kept.
  package func reset() {
    while unsafe chunks.count > 1 { unsafe chunks.removeLast().deallocate() }
    current = 0
    used = 0
    total = 0
    isExhausted = false
  }

  /// The parts of a text that is an image reference; nil for another.
  package func imageReference(_ text: Value) -> ImageReference? {
    let bytes = unsafe text.buffer
    guard let start = bytes.baseAddress, bytes.count > 0 else { return nil }
    if bytes.count == imageCount, unsafe memcmp(start, image, imageCount) == 0 { return parsedImage }
    guard let parsed = text.withBytes({ ImageReference.parse($0) }) else { return nil }
    if bytes.count <= Self.longestImage {
      unsafe image.update(from: start, count: bytes.count)
      imageCount = bytes.count
      parsedImage = parsed
    }
    return parsed
  }

  /// Bytes aligned to 16, or nil past the limit. They live until `reset`.
  package func allocate(_ count: Int) -> UnsafeMutableRawPointer? {
    guard count >= 0, count <= Self.limit else { return nil }
    let size = (count + 15) & ~15
    guard total + size <= Self.limit else {
      isExhausted = true
      return nil
    }
    if unsafe chunks.isEmpty || used + size > chunks[current].count {
      unsafe chunks.append(.allocate(byteCount: max(Self.chunk, size), alignment: 16))
      current = unsafe chunks.count - 1
      used = 0
    }
    let start = unsafe chunks[current].baseAddress
    defer {
      used += size
      total += size
    }
    return unsafe start?.advanced(by: used)
  }

  /// A string value over a copy of the bytes; undetermined (overflow) past the limit.
  package func string(_ bytes: some Collection<UInt8>) -> Value {
    let count = bytes.count
    guard let memory = unsafe allocate(max(1, count)) else { return .undetermined(.overflow) }
    let target = unsafe UnsafeMutableRawBufferPointer(start: memory, count: count)
    unsafe target.copyBytes(from: bytes)
    return Value(tag: .string, bits: UInt64(UInt(bitPattern: memory)), aux: UInt32(count))
  }

  /// A list value over a copy of the values; undetermined (overflow) past the limit.
  package func list(_ values: [Value]) -> Value {
    guard let memory = unsafe allocate(max(1, values.count) * MemoryLayout<Value>.stride) else {
      return .undetermined(.overflow)
    }
    let target = unsafe memory.bindMemory(to: Value.self, capacity: max(1, values.count))
    for (index, value) in values.enumerated() { unsafe target[index] = value }
    return Value(tag: .list, bits: UInt64(UInt(bitPattern: memory)), aux: UInt32(values.count))
  }
}
