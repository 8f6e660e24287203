import Testing

@testable import MoatValues

@Suite struct TextFunctionTests {
  @Test func findsWords() {
    let cases: [(String, [String])] = [
      ("DB_PASSWORD", ["db", "password"]), ("apiKey", ["api", "key"]), ("apikey", ["apikey"]),
      ("HTTPServer", ["http", "server"]),
      ("sha256-sum.v2", ["sha", "256", "sum", "v", "2"]), ("", []), ("--", []), ("A", ["a"]), ("AB", ["ab"]),
      ("aB", ["a", "b"]),
      ("ABc", ["a", "bc"]), ("Tokens", ["tokens"]), ("X509Certificate", ["x", "509", "certificate"]),
      ("größe_Maß", ["größe", "maß"]),
      ("MY SECRET", ["my", "secret"]), ("aws_access_key_id", ["aws", "access", "key", "id"]), ("A1B", ["a", "1", "b"]),
    ]
    let scratch = Scratch()
    for (text, expected) in cases {
      #expect(TextFunctions.words(text) == expected, "\(text)")
      #expect(texts(TextFunctions.words(scratch.text(text), in: scratch)) == expected, "\(text)")
    }
  }

  @Test func whatIsNoTextIsNotKnown() {
    let scratch = Scratch()
    for value in [Value.int(7), .bool(true), .missing, .node(0, unit: 0)] {
      let answers = [
        TextFunctions.lower(value, in: scratch), TextFunctions.words(value, in: scratch),
        TextFunctions.split(value, by: scratch.text(","), in: scratch),
        TextFunctions.split(scratch.text("a"), by: value, in: scratch),
      ]
      for answer in answers { #expect(answer.tag == .undetermined && answer.cause == .wrongType, "\(value.tag)") }
    }
  }

  @Test func splitsLowersAndJoins() {
    let scratch = Scratch()
    let splits: [(String, String, [String])] = [
      ("a,b,,c", ",", ["a", "b", "", "c"]), ("", ",", [""]), ("a", ",", ["a"]), ("a::b", "::", ["a", "b"]),
      (",", ",", ["", ""]),
      ("abc", "", ["abc"]), ("aaa", "aa", ["", "a"]), ("aéb", "é", ["a", "b"]),
    ]
    for (text, separator, expected) in splits {
      let parts = TextFunctions.split(scratch.text(text), by: scratch.text(separator), in: scratch)
      #expect(texts(parts) == expected, "\(text)")
    }
    #expect(TextFunctions.lower(scratch.text("ÀBcD"), in: scratch).text == "Àbcd")
    let plain = scratch.text("abc")
    #expect(TextFunctions.lower(plain, in: scratch).bits == plain.bits, "no copy where none is needed")
    #expect(TextFunctions.join(plain, scratch.text("de"), in: scratch).text == "abcde")
    #expect(TextFunctions.join(plain, Value(tag: .string), in: scratch).text == "abc")
  }

  @Test func memoryIsBounded() {
    let scratch = Scratch()
    var text = scratch.text("ab")
    for _ in 0..<40 where text.tag == .string { text = TextFunctions.join(text, text, in: scratch) }
    #expect(brief(text) == "?overflow")
    scratch.reset()
    let commas = [UInt8](repeating: 0x2C, count: 1 << 21)
    #expect(brief(TextFunctions.split(scratch.string(commas), by: scratch.text(","), in: scratch)) == "?overflow")
    scratch.reset()
    let upper = (0..<(1 << 21)).map { UInt8($0 % 2 == 0 ? 0x41 : 0x61) }
    #expect(brief(TextFunctions.words(scratch.string(upper), in: scratch)) == "?overflow")
    scratch.reset()
    #expect(unsafe scratch.allocate(.max) == nil)
    #expect(unsafe scratch.allocate(-1) == nil)
    #expect(unsafe scratch.allocate(64) != nil)
  }
}

@Suite struct LabelTypeTests {
  @Test func knowsForms() {
    let hex = String(repeating: "a1", count: 20)
    let good: [(LabelType, [String])] = [
      (.text, ["x", " x"]), (.url, ["https://h/a"]), (.rfc3339, ["2027-03-31T00:00:00Z"]),
      (
        .spdx,
        [
          "MIT", "Apache-2.0", "MIT OR Apache-2.0", "(MIT AND (BSD-3-Clause))",
          "GPL-2.0-or-later WITH Classpath-exception-2.0",
          "GPL-2.0+", "LicenseRef-mine", "DocumentRef-a:LicenseRef-b", "mit and isc", "MIT and(0BSD or ISC)",
        ]
      ),
      (.semver, ["1.2.3", "1.2.3-rc.1+b"]), (.gitHash, [hex]), (.email, ["a@b.de", "a.b+c@d-e.example.org"]),
      (.hash, ["sha256:" + String(repeating: "0", count: 64)]),
    ]
    let bad: [(LabelType, [String])] = [
      (.text, ["", "  ", "\t\n"]), (.url, ["", "h/a"]), (.rfc3339, ["2027-03-31", "", "yesterday"]),
      (
        .spdx,
        [
          "", "MIT OR", "OR MIT", "(MIT", "MIT)", "()", "MIT ISC", "nonsense", "MIT WITH nonsense", "MIT WITH",
          "(MIT) WITH x", "MIT And BSD", "M_T",
          "MIT WITH x WITH y",
          "A:B", "+", "MIT WITH AND", String(repeating: "(", count: 100_000),
        ]
      ),
      (.semver, ["1.2", "v1.2.3", "1.2.3+", ""]), (.gitHash, ["abc", hex.uppercased(), ""]),
      (.email, ["", "a", "@b.de", "a@", "a@b", "a b@c.de", "a@b..de", "a@-b.de", "a@b@c.de"]),
      (.hash, ["", "sha256:0", hex]),
    ]
    for (type, texts) in good { for text in texts { #expect(type.isWellFormed(text), "\(type): \(text)") } }
    for (type, texts) in bad { for text in texts { #expect(!type.isWellFormed(text), "\(type): \(text.prefix(40))") } }
    for type in LabelType.allCases { #expect(LabelType(name: type.name) == type) }
    #expect(LabelType(name: "x") == nil)
    #expect(LabelType.enumeration.members.contains("git-hash"))
  }
}
