import MoatDigest
import Testing

/// The digest over one message and over its pieces.
@Suite struct SHA256Tests {
  @Test func theDigestIsThatOfTheStandard() {
    // FIPS 180-4, appendix; the last is of 64 bytes, which need a second block for their padding.
    let cases: [(String, String)] = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"
      ),
    ]
    for (text, expected) in cases {
      let digest = String(decoding: Hexadecimal.text(SHA256.digest(Array(text.utf8))), as: UTF8.self)
      #expect(digest == expected, "\(text)")
    }
  }

  @Test func theWayInWhichBytesComeDoesNotMatter() {
    let message = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    let whole = SHA256.digest(message)
    for size in [1, 7, 63, 64, 65, 999, 1_000] {
      var hash = SHA256()
      for start in stride(from: 0, to: message.count, by: size) {
        hash.update(message, start..<min(start + size, message.count))
      }
      #expect(hash.finish() == whole, "\(size)")
    }
  }

  @Test func aStreamThatIsCopiedGoesItsOwnWay() {
    var first = SHA256()
    first.update(Array("ab".utf8))
    var second = first
    first.update(Array("c".utf8))
    second.update(Array("d".utf8))
    #expect(first.finish() == SHA256.digest(Array("abc".utf8)))
    #expect(second.finish() == SHA256.digest(Array("abd".utf8)))
  }
}
