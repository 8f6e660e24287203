import MoatDocument
import Testing

@testable import MoatImage

/// What a JSON text is, by what stands in it.
@Suite struct RecognitionTests {
  static let digest = "sha256:" + String(repeating: "a", count: 64)

  @Test func theContentTellsTheForm() {
    let cases: [(String, ImageDocumentForm?)] = [
      (#"[{"Id":"sha256:a","RepoTags":["a:1"],"Os":"linux","RootFS":{"Layers":[]}}]"#, .inspect),
      (#"{"Id":"sha256:a","RootFS":{"Type":"layers"},"Config":{}}"#, .inspect),
      (#"[{"Id":"a","RepoTags":[],"RepoDigests":[],"Os":"linux"}]"#, .inspect),
      (#"[{"Id":"a","Image":"sha256:b","Config":{"Image":"x"},"HostConfig":{}}]"#, .containerInspect),
      (#"[{"Id":"a","Image":"sha256:b","State":{"Status":"running"}}]"#, .containerInspect),
      (#"[{"Id":"a","Name":"net","Driver":"bridge"}]"#, nil),
      (#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#, .config),
      (#"{"rootfs":{"type":"layers","diff_ids":[]}}"#, .config),
      (#"{"architecture":"amd64","config":{}}"#, .config),
      (#"{"schemaVersion":2,"config":{},"layers":[]}"#, .manifest),
      (#"{"schemaVersion":1,"fsLayers":[]}"#, .manifest),
      (#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json"}"#, .manifest),
      (#"{"schemaVersion":2,"manifests":[]}"#, .index),
      (#"{"schemaVersion":2,"manifests":null}"#, .index),
      (
        #"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","layers":[]}"#,
        .index
      ),
      (#"{"imageLayoutVersion":"1.0.0"}"#, .layoutMarker),
      (#"[{"Config":"a.json","RepoTags":null,"Layers":["a/layer.tar"]}]"#, .saveManifest),
      (#"{"SchemaVersion":2,"ArtifactName":"a","Results":[]}"#, .trivyReport),
      (#"[{"Target":"a (alpine 3.10)","Vulnerabilities":null}]"#, .trivyResults),
      (#"[{"Target":"a"}]"#, nil),
      (#"{"matches":[],"source":{},"descriptor":{"name":"grype"}}"#, .grypeReport),
      (#"{"matches":[]}"#, nil),
      (#"{"spdxVersion":"SPDX-2.3","packages":[]}"#, .spdx),
      (#"{"spdxVersion":"SPDX-3.0"}"#, .spdx3), (#"{"spdxVersion":"SPDX-9.0"}"#, nil),
      (#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[]}"#, .spdx3),
      (#"{"@context":"https://openvex.dev/ns/v0.2.0","@graph":[]}"#, nil),
      (#"{"bomFormat":"CycloneDX","specVersion":"1.5"}"#, .cycloneDX),
      (#"{"bomFormat":"Other"}"#, nil),
      (#"{"apiVersion":"v1","kind":"Pod","schemaVersion":2,"manifests":[]}"#, nil),
      ("[]", nil), ("{}", nil), ("null", nil), ("[1]", nil), ("\"x\"", nil),
      // A Helm chart's values, an npm package and a Terraform plan hold some of the names.
      (#"{"config":{},"layers":[]}"#, nil), (#"{"name":"x","os":["linux"],"config":{}}"#, nil),
      (#"{"architecture":"amd64"}"#, nil),
    ]
    for (text, expected) in cases { #expect(ImageText.form(text) == expected, "\(text)") }
  }

  @Test func whatIsRefusedSaysWhy() {
    let cases = [
      (#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[]}"#, "SPDX 3"),
      (#"[{"Id":"a","Image":"sha256:b","HostConfig":{}}]"#, "containers, not images"),
      (#"{"SchemaVersion":3,"ArtifactName":"a"}"#, "`SchemaVersion` 2"),
      (#"{"bomFormat":"CycloneDX","specVersion":"2.0"}"#, "CycloneDX 1"),
      (#"[{"Id":"a","RootFS":{}},{"Id":"b","HostConfig":{},"Image":"x"}]"#, "a container, not an image"),
    ]
    for (text, part) in cases {
      let reading = ImageText.read(text)
      #expect(reading.problems.count == 1 && reading.problems[0].message.contains(part), "\(reading.problems)")
      #expect(
        reading.images.count
          == (text.contains("@graph") || text.contains("State\"") || text.hasPrefix("[{\"Id\":\"a\",\"Image") ? 0 : 1))
    }
  }

  @Test func everyFormHasATitle() {
    #expect(Set(ImageDocumentForm.allCases.map { $0.title }).count >= ImageDocumentForm.allCases.count - 1)
  }
}
