import MoatDocument
import Testing

@testable import MoatImage

/// OCI's grammars and schemas, beyond what the corpus of the specification holds.
@Suite struct ValidationTests {
  private func problems(_ text: String, _ schema: OCIValidation.Schema) -> [String] {
    let arena = ImageText.arena(text)
    return OCIValidation.problems(root: arena.roots[0], in: arena, schema: schema).map { $0.message }
  }

  private let descriptor = #"{"mediaType":"a/b","digest":"x:y","size":1}"#

  @Test func whatTheSchemaHasSaidIsNotSaidAgain() throws {
    let text =
      #"{"architecture":1,"os":"linux","config":{"User":2,"Env":["A=b",3]},"rootfs":{"type":"layers","diff_ids":[4]}}"#
    let expected = [
      "`architecture` must be a string", "`User` must be a string", "an element must be a string",
      "an element must be a string",
    ]
    #expect(ImageText.read(text).problems.map(\.message) == expected)
    var parts = ArchiveTests.Parts()
    parts.config = Array(text.utf8)
    parts.link()
    let reading = ImageArchive.read(BufferSource(ArchiveTests.archive(parts.files)), name: "a.tar")
    #expect(reading.problems.map(\.message) == expected)
  }

  @Test func aProblemNamesWhatIsWrongAndStandsThere() {
    let text =
      #"{"schemaVersion":2,"config":\#(descriptor),"layers":[{"mediaType":"a/b","digest":"sha256:x","size":-1}]}"#
    let reading = ImageText.read(text)
    let shown = reading.problems.map {
      "\($0.message) @ \($0.place.map { ImageText.text($0, of: reading.sources) } ?? "")"
    }
    #expect(
      shown == ["`size` must not be negative @ -1", "`digest`: `sha256:x` is no digest @ \"sha256:x\""], "\(shown)")
  }

  @Test func aDocumentIsNotTwoThings() {
    let cases: [(String, OCIValidation.Schema, Int)] = [
      (#"{"schemaVersion":2,"config":\#(descriptor),"layers":[\#(descriptor)]}"#, .manifest, 0),
      (#"{"schemaVersion":2,"config":\#(descriptor),"layers":[\#(descriptor)],"manifests":[]}"#, .manifest, 1),
      (#"{"schemaVersion":2,"config":\#(descriptor),"layers":[\#(descriptor)],"fsLayers":[]}"#, .manifest, 1),
      (
        #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","config":\#(descriptor),"layers":[\#(descriptor)]}"#,
        .manifest, 1
      ),
      (#"{"schemaVersion":2,"manifests":[],"layers":[]}"#, .index, 1),
      (#"{"schemaVersion":2,"manifests":[],"config":{}}"#, .index, 1),
    ]
    for (text, schema, count) in cases { #expect(problems(text, schema).count == count, "\(text)") }
  }

  @Test func whatADescriptorEmbedsIsWhatItDescribes() {
    let digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    let cases: [(String, String, Int, Int)] = [
      ("e30=", digest, 2, 0), ("e30=", digest, 3, 1), ("e30K", digest, 3, 1), ("e30=", RecognitionTests.digest, 2, 1),
      ("e3", digest, 2, 1), ("====", digest, 2, 1), ("e3*=", digest, 2, 1),
    ]
    for (data, digest, size, count) in cases {
      let config = #"{"mediaType":"a/b","digest":"\#(digest)","size":\#(size),"data":"\#(data)"}"#
      let text = #"{"schemaVersion":2,"config":\#(config),"layers":[\#(descriptor)]}"#
      #expect(problems(text, .manifest).count == count, "\(data) \(size): \(problems(text, .manifest))")
    }
  }

  @Test func grammarsAreHeld() {
    for (text, isValid) in [
      ("a:b", true), ("sha256+b64u:A_b-=", true), ("a.b:c", true), (":b", false), ("a:", false), ("a..b:c", false),
      ("+a:b", false), ("a+:b", false), ("A:b", false), ("a:b/c", false), ("a:b:c", false), ("..:b", false),
      ("", false),
    ] { #expect((OCIGrammar.digest(Array(text.utf8)) != nil) == isValid, "\(text)") }
    for (text, isValid) in [
      ("a/b", true), ("a", false), ("/b", false), ("a/", false), ("a/b/c", false), ("a/.b", false), ("a/b+c.d-e", true),
      ("a b/c", false), ("", false),
    ] { #expect(OCIGrammar.isMediaType(Array(text.utf8)) == isValid, "\(text)") }
    #expect(OCIGrammar.base64(Array("Zm9vYg==".utf8)) == Array("foob".utf8))
    #expect(OCIGrammar.base64([]) == [])
    for text in ["value", "http:", ":x", "1a:b", "a:b c"] { #expect(!OCIGrammar.isURI(Array(text.utf8)), "\(text)") }
  }
}
