internal import CSodium

/// SHA-256 and SHA-512 (FIPS 180-4) by libsodium, over a stream of bytes.
///
/// Fingerprints must not be forgeable: who accepts a finding by its fingerprint must not accept another one that somebody
/// made to collide with it. And what an image's descriptors say is held against the bytes themselves; the image
/// specification registers both algorithms.
package struct SHA2 {
  package enum Algorithm: Sendable {
    /// 32 bytes.
    case sha256
    /// 64 bytes.
    case sha512
  }

  private enum State {
    case sha256(crypto_hash_sha256_state)
    case sha512(crypto_hash_sha512_state)
  }

  private var state: State

  package init(_ algorithm: Algorithm) {
    // The only result of libsodium's functions is 0; there is nothing that could fail.
    switch algorithm {
    case .sha256:
      var state = crypto_hash_sha256_state()
      _ = unsafe crypto_hash_sha256_init(&state)
      self.state = .sha256(state)
    case .sha512:
      var state = crypto_hash_sha512_state()
      _ = unsafe crypto_hash_sha512_init(&state)
      self.state = .sha512(state)
    }
  }

  package mutating func update(_ bytes: [UInt8]) { update(bytes, bytes.indices) }

  /// Takes a part of an array, so that a buffer is read into again and again without a copy.
  package mutating func update(_ bytes: [UInt8], _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "the range leaves the bytes")
    guard !range.isEmpty else { return }
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let start = unsafe base + range.lowerBound
      switch state {
      case .sha256(var part):
        _ = unsafe crypto_hash_sha256_update(&part, start, UInt64(range.count))
        state = .sha256(part)
      case .sha512(var part):
        _ = unsafe crypto_hash_sha512_update(&part, start, UInt64(range.count))
        state = .sha512(part)
      }
    }
  }

  /// The bytes of the digest; the stream ends with it.
  package consuming func finish() -> [UInt8] {
    switch state {
    case .sha256(var part):
      var digest = [UInt8](repeating: 0, count: 32)
      _ = unsafe crypto_hash_sha256_final(&part, &digest)
      return digest
    case .sha512(var part):
      var digest = [UInt8](repeating: 0, count: 64)
      _ = unsafe crypto_hash_sha512_final(&part, &digest)
      return digest
    }
  }

  /// The bytes of the digest of one message.
  package static func digest(_ message: [UInt8], _ algorithm: Algorithm) -> [UInt8] {
    var hash = SHA2(algorithm)
    hash.update(message)
    return hash.finish()
  }
}
