import MoatDigest
import Testing

/// The digest over one message and over its pieces.
@Suite struct SHA512Tests {
  @Test func theDigestIsThatOfTheStandard() {
    // FIPS 180-4, appendix; the last is of 112 bytes, which need a second block for their padding.
    let cases: [(String, String)] = [
      (
        "",
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
          + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
      ),
      (
        "abc",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
          + "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"
      ),
    ]
    for (text, expected) in cases {
      let digest = String(decoding: Hexadecimal.text(SHA512.digest(Array(text.utf8))), as: UTF8.self)
      #expect(digest == expected, "\(text)")
    }
  }

  @Test func theWayInWhichBytesComeDoesNotMatter() {
    let message = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    let whole = SHA512.digest(message)
    for size in [1, 7, 127, 128, 129, 999, 1_000] {
      var hash = SHA512()
      for start in stride(from: 0, to: message.count, by: size) {
        hash.update(message, start..<min(start + size, message.count))
      }
      #expect(hash.finish() == whole, "\(size)")
    }
  }
}
