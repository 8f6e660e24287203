import MoatDocument
import MoatSource
import MoatTestSupport
import Testing

@testable import MoatImage

/// Whatever the bytes, reading ends, with an image or with a problem, and without a trap.
@Suite struct FuzzTests {
  /// Changes, removes or repeats a few bytes; sometimes puts in what is likely to hurt.
  private func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    let words = [
      "{", "}", "[", "]", "\"", ":", ",", "null", "-1", "9223372036854775808", "1e999", "..", "/", "\u{0}", "#(nop)",
      "|9",
      "|1 A=", "map[", "&{", "sha256:", "\\", "\u{FF}", "[[[[", "# buildkit", "=", " ",
    ]
    for _ in 0...random.below(4) where !bytes.isEmpty {
      let index = random.below(bytes.count)
      switch random.below(6) {
      case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes[index] ^= 1 << UInt8(random.below(8))
      case 2: bytes.removeSubrange(index..<min(bytes.count, index + 1 + random.below(30)))
      case 3: bytes.insert(contentsOf: Array(random.pick(words).utf8), at: index)
      case 4: bytes.replaceSubrange(index..<min(bytes.count, index + 4), with: random.pick(words).utf8)
      default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 600)], at: index)
      }
    }
    return bytes
  }

  /// Gives a changed header its checksum again, so that what follows the check is reached.
  private func repaired(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for start in stride(from: 0, to: bytes.count - 511, by: 512) where bytes[start + 257] == UInt8(ascii: "u") {
      bytes.replaceSubrange(start + 148..<start + 156, with: [UInt8](repeating: 0x20, count: 8))
      let sum = bytes[start..<start + 512].reduce(0) { $0 + Int($1) }
      bytes.replaceSubrange(start + 148..<start + 156, with: TarBuilder.octal(sum, digits: 6) + [0, 0x20])
    }
    return bytes
  }

  private static let texts: [String] = [
    #"[{"Id":"sha256:a","RepoTags":["a:1"],"Os":"linux","Size":1,"RootFS":{"Layers":["x"]},"Config":{"User":"a","Env":["A=b"],"Healthcheck":{"Test":["CMD","x"],"Interval":1}}}]"#,
    ##"{"architecture":"a","os":"b","created":"2024-01-01T00:00:00Z","config":{"ExposedPorts":{"80/tcp":{}}},"rootfs":{"type":"layers","diff_ids":["a","b"]},"history":[{"created_by":"|2 A=b c D=e /bin/sh -c echo x"},{"created_by":"RUN |1 A=b /bin/bash -o pipefail -c x # buildkit"},{"created_by":"/bin/sh -c #(nop)  CMD [\"a\" \"b\"]","empty_layer":true},{"created_by":"EXPOSE map[80/tcp:{} 81/tcp:{}]","comment":"buildkit.dockerfile.v0","empty_layer":true},{"created_by":"HEALTHCHECK &{}|force-mtime=1","empty_layer":true}]}"##,
    #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"a/b","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2,"data":"e30="},"layers":[{"mediaType":"a/b","digest":"sha512:x","size":-1,"urls":["https://a"]}],"annotations":{"a":"b"}}"#,
    #"{"schemaVersion":2,"manifests":[{"mediaType":"a/b","digest":"x:y","size":1,"platform":{"os":"a","architecture":"b"},"annotations":{"vnd.docker.reference.type":"attestation-manifest"}}]}"#,
    #"{"SchemaVersion":2,"ArtifactName":"a","CreatedAt":"2024-01-01T00:00:00Z","Metadata":{"Size":1,"ImageConfig":{"config":{}}},"Results":[{"Class":"os-pkgs","Packages":[{"Name":"a"}],"Vulnerabilities":[{"VulnerabilityID":"a","FixedVersion":"1, 2","PkgIdentifier":{"PURL":"pkg:a/b"}}]}]}"#,
    #"{"matches":[{"vulnerability":{"id":"a","severity":"High","fix":{"versions":["1"],"state":"fixed"},"knownExploited":[]},"artifact":{"name":"a","purl":"pkg:a/b@1"}}],"source":{"type":"image","target":{"tags":[]}},"descriptor":{"name":"grype"}}"#,
    #"{"spdxVersion":"SPDX-2.3","creationInfo":{"creators":["Tool: a"]},"packages":[{"name":"a","licenseDeclared":"MIT","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:a/b"}]}]}"#,
    #"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"a","group":"b","purl":"pkg:maven/b/a@1","bom-ref":"c","licenses":[{"license":{"id":"x"}}],"components":[]}],"vulnerabilities":[{"id":"x","ratings":[{"severity":"low"}],"affects":[{"ref":"urn:cdx:x/1#c"}]}]}"#,
    #"[{"Config":"a.json","RepoTags":["a"],"Layers":["b/layer.tar"]}]"#,
  ]

  @Test func changedDocumentsAreReadOrRefused() throws {
    var random = SplitMix64(seed: 7)
    var recognised = 0
    for round in 0..<4_000 {
      let bytes = mutated(Array(Self.texts[round % Self.texts.count].utf8), &random)
      let arena = ImageText.arena(bytes)
      guard let root = arena.roots.first else { continue }
      if let form = ImageDocument.recognise(root: root, in: arena) {
        recognised += 1
        let reading = ImageDocument.read(root: root, in: arena, as: form)
        check(reading)
      }
      // A caller may be wrong about the form.
      check(ImageDocument.read(root: root, in: arena, as: random.pick(ImageDocumentForm.allCases)))
      for schema in OCIValidation.Schema.allCases { _ = OCIValidation.problems(root: root, in: arena, schema: schema) }
    }
    #expect(recognised > 400, "\(recognised)")
  }

  /// Every place stands in its source.
  private func check(_ reading: ImageReading) {
    for problem in reading.problems {
      guard let place = problem.place else { continue }
      #expect(place.source < reading.sources.count)
      #expect(Int(place.span.end) <= reading.sources[place.source].arena.source.bytes.count)
    }
  }

  @Test func changedArchivesAreReadOrRefused() {
    var random = SplitMix64(seed: 11)
    let parts = ArchiveTests.Parts()
    var both = parts.files.merging(parts.saved) { old, _ in old }
    both["a/long"] = []
    let plain = TarBuilder.archive { builder in
      builder.pax([("path", "oci-layout"), ("size", "31")])
      builder.file("x", #"{"imageLayoutVersion": "1.0.0"}"#)
      builder.link("l", to: "index.json")
      for (path, bytes) in both.sorted(by: { $0.key < $1.key }) where path != "oci-layout" { builder.file(path, bytes) }
    }
    var read = 0
    var refused = 0
    for round in 0..<3_000 {
      var bytes = mutated(plain, &random)
      if round % 3 != 0 { bytes = repaired(bytes) }
      if round % 10 == 0 { bytes = mutated(TarBuilder.gzip(bytes), &random) }
      let reading = ImageArchive.read(SlowSource(bytes, piece: 1 + random.below(2_000)), name: "f")
      check(reading)
      if reading.images.isEmpty { refused += 1 } else { read += 1 }
      #expect(!reading.images.isEmpty || !reading.problems.isEmpty)
    }
    #expect(read > 100 && refused > 100, "\(read) \(refused)")
  }
}
