import MoatDigest
import Testing

/// Digests over one message and over its pieces.
@Suite struct SHA2Tests {
  @Test func theDigestsAreThoseOfTheStandard() {
    // FIPS 180-4, appendices; the last of each need a second block for their padding.
    let cases: [(SHA2.Algorithm, String, String)] = [
      (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        .sha256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        .sha256, String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"
      ),
      (
        .sha512, "",
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
          + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
      ),
      (
        .sha512, "abc",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
      ),
      (
        .sha512,
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
          + "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"
      ),
    ]
    for (algorithm, text, expected) in cases {
      let digest = String(decoding: Hexadecimal.text(SHA2.digest(Array(text.utf8), algorithm)), as: UTF8.self)
      #expect(digest == expected, "\(algorithm) \(text)")
    }
  }

  @Test func theWayInWhichBytesComeDoesNotMatter() {
    let message = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    for algorithm in [SHA2.Algorithm.sha256, .sha512] {
      let whole = SHA2.digest(message, algorithm)
      for size in [1, 7, 63, 64, 65, 127, 128, 129, 999, 1_000] {
        var hash = SHA2(algorithm)
        for start in stride(from: 0, to: message.count, by: size) {
          hash.update(message, start..<min(start + size, message.count))
        }
        #expect(hash.finish() == whole, "\(algorithm) \(size)")
      }
    }
  }

  @Test func aStreamThatIsCopiedGoesItsOwnWay() {
    for algorithm in [SHA2.Algorithm.sha256, .sha512] {
      var first = SHA2(algorithm)
      first.update(Array("ab".utf8))
      var second = first
      first.update(Array("c".utf8))
      second.update(Array("d".utf8))
      #expect(first.finish() == SHA2.digest(Array("abc".utf8), algorithm))
      #expect(second.finish() == SHA2.digest(Array("abd".utf8), algorithm))
    }
  }
}
