import MoatDocument
import MoatImage
import MoatSource
import MoatTestSupport
import MoatValues
import Testing

@testable import MoatKinds

/// Which documents of images are of what a reference names.
@Suite struct ImageIdentityTests {
  private static func digest(_ letter: Character) -> String { "sha256:" + String(repeating: letter, count: 64) }

  /// The answers for each image of some texts, in order: `true`, `false`, or `open`.
  private static func answers(_ texts: [String], _ reference: String) -> [String] {
    let documents = DocumentSet()
    for (index, text) in texts.enumerated() {
      let file = SourceFile(name: "\(index).json", bytes: Array(text.utf8))
      guard let reading = ImageReader.images(in: JSONReader.read(file, symbols: SymbolTable())) else {
        return ["unread"]
      }
      for text in ImageReader.read(reading, name: file.name, symbols: SymbolTable()) {
        _ = ImageClassifier.classify(text, into: documents)
      }
    }
    let context = EvaluationContext(
      documents: documents, scratch: Scratch(), run: RunFacts(today: 0, kubernetesVersion: "1.37"))
    let wanted = context.scratch.string(Array(reference.utf8))
    return documents.units(of: ImageKind.image.id).map { unit in
      let answer = context.isSameImage(.node(documents.anchor(0, ofUnit: unit), unit: unit), wanted)
      return answer.tag == .bool ? "\(answer.boolValue)" : "open"
    }
  }

  private static func trivy(_ name: String, _ metadata: String) -> String {
    #"{"SchemaVersion":2,"ArtifactName":"\#(name)","ArtifactType":"container_image","Metadata":{\#(metadata)},"Results":[]}"#
  }

  private static func grype(_ target: String) -> String {
    #"{"matches":[],"descriptor":{"name":"grype"},"source":{"type":"image","target":{\#(target)}}}"#
  }

  private static func index(_ digests: Character...) -> String {
    let entries = digests.map {
      #"{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"\#(digest($0))"}"#
    }
    return
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[\#(entries.joined(separator: ","))]}"#
  }

  private static func digest(of text: String) -> String {
    TarBuilder.digest(Array(text.utf8))
  }

  @Test func namesMeetByTheirNormalForm() {
    let named = Self.trivy("x.tar", #""RepoTags":["registry.acme.io/web:1"]"#)
    let hub = Self.trivy("x.tar", #""RepoTags":["library/web:latest"]"#)
    let cases: [(String, String, String)] = [
      (named, "registry.acme.io/web:1", "true"), (named, "Registry.acme.io:443/web:1", "true"),
      (named, "registry.acme.io/web:2", "false"), (named, "registry.acme.io:5000/web:1", "false"),
      (named, "mirror.acme.io/web:1", "false"), (hub, "web", "true"), (hub, "docker.io/web", "true"),
      (hub, "index.docker.io/library/web:latest", "true"), (hub, "registry-1.docker.io/library/web", "true"),
      (hub, "docker.io:443/library/web", "true"), (hub, "web:2", "false"),
    ]
    for (text, reference, expected) in cases {
      #expect(Self.answers([text], reference) == [expected], "\(reference) \(text)")
    }
  }

  @Test func aNameThatADocumentLacksIsUnknown() {
    let a = Self.digest("a")
    let cases: [(String, [String: String])] = [
      (Self.trivy("web.tar", ""), ["web:1": "open", "web@\(a)": "open"]),
      (Self.trivy("web.tar", #""RepoTags":null,"RepoDigests":[]"#), ["web.tar": "open"]),
      (Self.trivy("web:1", ""), ["web:1": "true", "web:2": "false", "api:1": "false"]),
      // The path of a layout, perhaps: only what has a registry is a name for sure.
      (Self.trivy("web:1", #""ImageID":"\#(a)""#), ["web:1": "open"]),
      (Self.trivy("r.io/web:1", #""ImageID":"\#(a)""#), ["r.io/web:1": "true", "r.io/web:2": "false"]),
      (Self.trivy("x", #""Reference":"r.io/web:1""#), ["r.io/web:1": "true", "r.io/api:1": "false"]),
      (
        Self.trivy("x", #""RepoDigests":["r.io/web@\#(a)"]"#),
        ["r.io/web:1": "open", "r.io/web@\(a)": "true", "r.io/api:1": "false", "x.io/web@\(a)": "true"]
      ),
      (Self.grype(#""tags":[],"userInput":"registry:r.io/web:1""#), ["r.io/web:1": "true", "r.io/web:2": "false"]),
      (Self.grype(#""tags":[],"userInput":"docker-archive:web.tar""#), ["web:1": "open"]),
      (Self.grype(#""tags":[],"userInput":"r.io/web@\#(a)""#), ["r.io/web@\(a)": "true", "r.io/web:1": "open"]),
      (#"[{"Id":"sha256:a","RepoTags":null,"RootFS":{}}]"#, ["web:1": "open"]),
      (#"[{"Id":"sha256:a","RepoTags":["<none>:<none>"],"RootFS":{}}]"#, ["web:1": "open"]),
      (#"[{"Config":"a.json","RepoTags":null,"Layers":[]}]"#, ["web:1": "open"]),
    ]
    for (text, questions) in cases {
      for (reference, expected) in questions {
        #expect(Self.answers([text], reference) == [expected], "\(reference) \(text)")
      }
    }
  }

  @Test func aDigestOfTheSameRepositoryMayBeThatOfTheIndex() {
    let scan = Self.grype(#""tags":["r.io/web:1"],"manifestDigest":"\#(Self.digest("b"))""#)
    let other = Self.grype(#""tags":["r.io/web:2"],"manifestDigest":"\#(Self.digest("d"))""#)
    let index = Self.index("b", "c")
    let pinned = "@" + Self.digest(of: index)
    #expect(Self.answers([scan], "r.io/web" + pinned) == ["open"])
    #expect(Self.answers([scan], "r.io/api" + pinned) == ["false"])
    #expect(Self.answers([scan], "m.io/web@" + Self.digest("b")) == ["true"])
    // With the index, its images are known, whatever the repository is called and whatever stands at the end of its text.
    for text in [index, index + "\n"] {
      #expect(Self.answers([scan, other, text], "r.io/web" + pinned) == ["true", "open", "true"], "\(text)")
      #expect(Self.answers([text, scan], "m.io/mirrored" + pinned) == ["true", "true"])
    }
    // What two indexes of the run list are two images.
    let next = Self.index("d")
    #expect(Self.answers([scan, other, index, next], "r.io/web" + pinned) == ["true", "false", "true", "false"])
    #expect(Self.answers([scan, index], "r.io/web@" + Self.digest("c")) == ["false", "false"])
  }

  @Test func manifestsAndConfigurationsMeetByTheirDigests() {
    let configuration = #"{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"#
    let manifest =
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":1,"digest":"\#(Self.digest(of: configuration))"},"layers":[]}"#
    let pinned = "r.io/web@" + Self.digest(of: manifest)
    let report = Self.trivy("x", #""ImageID":"\#(Self.digest(of: configuration))","RepoTags":["r.io/web:1"]"#)
    let other = Self.trivy("x", #""ImageID":"\#(Self.digest("e"))","RepoTags":["r.io/web:2"]"#)
    #expect(Self.answers([configuration], pinned) == ["open"])
    #expect(Self.answers([configuration, manifest], pinned) == ["true", "true"])
    #expect(Self.answers([report, other], pinned) == ["open", "open"])
    #expect(Self.answers([report, other, manifest], pinned) == ["true", "false", "true"])
  }

  @Test func billsTellTheirImageByTheirURLs() {
    let a = Self.digest("a")
    let url = "pkg:oci/web@sha256%3A\(String(repeating: "a", count: 64))?repository_url=r.io%2Facme%2Fweb&tag=1.4"
    let short = "pkg:oci/web@\(a)?repository_url=r.io/acme"
    func cycloneDX(_ members: String) -> String {
      #"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"type":"container",\#(members)}},"components":[]}"#
    }
    func spdx(_ members: String) -> String {
      #"{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"SPDXRef-i","primaryPackagePurpose":"CONTAINER",\#(members)},{"SPDXID":"SPDXRef-j","name":"r.io/base:1","primaryPackagePurpose":"CONTAINER"}],"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-i"}]}"#
    }
    func purl(_ url: String) -> String {
      #""name":"x","externalRefs":[{"referenceType":"purl","referenceLocator":"\#(url)"}]"#
    }
    let whole = [
      "r.io/acme/web:1.4": "true", "m.io/x@\(a)": "true", "r.io/acme/web:2": "false", "r.io/base:1": "false",
    ]
    let cases: [(String, [String: String])] = [
      (cycloneDX(#""name":"web","purl":"\#(url)""#), whole), (spdx(purl(url)), whole),
      (cycloneDX(#""name":"web","purl":"\#(short)""#), ["r.io/acme/web@\(a)": "true", "r.io/acme/web:1": "open"]),
      (cycloneDX(#""name":"r.io/web","version":"\#(a)""#), ["r.io/web@\(a)": "true", "r.io/web:1": "open"]),
      (cycloneDX(#""name":"r.io/web","version":"1.4""#), ["r.io/web:1.4": "true", "r.io/web:2": "false"]),
      (cycloneDX(#""name":"web.tar","version":"\#(a)""#), ["r.io/web@\(a)": "true", "r.io/web:1": "open"]),
      (
        cycloneDX(#""name":"x","hashes":[{"alg":"SHA-256","content":"\#(String(repeating: "a", count: 64))"}]"#),
        ["r.io/web@\(a)": "true", "r.io/web:1": "open"]
      ),
      (
        spdx(
          #""name":"x","checksums":[{"algorithm":"SHA256","checksumValue":"\#(String(repeating: "a", count: 64))"}]"#),
        ["r.io/web@\(a)": "true"]
      ),
      (
        spdx(#""name":"x","attributionTexts":["RepoTag: r.io/web:1","RepoDigest: r.io/web@\#(a)","DiffID: b"]"#),
        ["r.io/web:1": "true", "r.io/web@\(a)": "true", "r.io/web:2": "false"]
      ),
      (spdx(#""name":"x","annotations":[{"comment":"RepoTag: r.io/web:1"}]"#), ["r.io/web:1": "true"]),
      (cycloneDX(#""name":"x","purl":"pkg:docker/acme/web@1.4""#), ["acme/web:1.4": "true", "acme/web:2": "false"]),
    ]
    for (text, questions) in cases {
      for (reference, expected) in questions {
        #expect(Self.answers([text], reference) == [expected], "\(reference) \(text)")
      }
    }
  }
}
