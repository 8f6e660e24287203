internal import CSodium

/// SHA-512 (FIPS 180-4) by libsodium, over a stream of bytes.
///
/// The second algorithm that the image specification registers: descriptors may use it in place of SHA-256.
package struct SHA512 {
  private var state: crypto_hash_sha512_state

  package init() {
    state = crypto_hash_sha512_state()
    // The only result of libsodium's three functions is 0; there is nothing that could fail.
    _ = unsafe crypto_hash_sha512_init(&state)
  }

  package mutating func update(_ bytes: [UInt8]) { update(bytes, bytes.indices) }

  /// Takes a part of an array, so that a buffer is read into again and again without a copy.
  package mutating func update(_ bytes: [UInt8], _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "the range leaves the bytes")
    guard !range.isEmpty else { return }
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      _ = unsafe crypto_hash_sha512_update(&state, base + range.lowerBound, UInt64(range.count))
    }
  }

  /// The 64 bytes of the digest; the stream ends with it.
  package consuming func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 64)
    var state = state
    _ = unsafe crypto_hash_sha512_final(&state, &digest)
    return digest
  }

  /// The 64 bytes of the digest of one message.
  package static func digest(_ message: [UInt8]) -> [UInt8] {
    var hash = SHA512()
    hash.update(message)
    return hash.finish()
  }
}
