internal import CSodium

/// SHA-256 (FIPS 180-4) by libsodium, over a stream of bytes.
///
/// Fingerprints must not be forgeable: who accepts a finding by its fingerprint must not accept another one that
/// somebody made to collide with it. And what an image's descriptors say is held against the bytes themselves.
package struct SHA256 {
  private var state: crypto_hash_sha256_state

  package init() {
    state = crypto_hash_sha256_state()
    // The only result of libsodium's three functions is 0; there is nothing that could fail.
    _ = unsafe crypto_hash_sha256_init(&state)
  }

  package mutating func update(_ bytes: [UInt8]) { update(bytes, bytes.indices) }

  /// Takes a part of an array, so that a buffer is read into again and again without a copy.
  package mutating func update(_ bytes: [UInt8], _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "the range leaves the bytes")
    guard !range.isEmpty else { return }
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      _ = unsafe crypto_hash_sha256_update(&state, base + range.lowerBound, UInt64(range.count))
    }
  }

  /// The 32 bytes of the digest; the stream ends with it.
  package consuming func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var state = state
    _ = unsafe crypto_hash_sha256_final(&state, &digest)
    return digest
  }

  /// The 32 bytes of the digest of one message.
  package static func digest(_ message: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(message)
    return hash.finish()
  }
}
