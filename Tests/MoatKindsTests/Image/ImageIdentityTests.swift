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
  private static func answers(_ texts: [String], _ reference: String, _ mirrors: [(String, String)] = []) -> [String] {
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
    var run = RunFacts(today: 0, kubernetesVersion: "1.37")
    do {
      run.mirrors = try ImageMirrors(mirrors.map { (mirror: $0.0, source: $0.1) })
    } catch {
      Issue.record("\(error)")
    }
    let context = EvaluationContext(documents: documents, scratch: Scratch(), run: run)
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

  @Test func mirrorsHaveTheImagesOfWhatTheyMirror() {
    let hub = Self.trivy("x.tar", #""RepoTags":["web:1"]"#)
    let mirrored = Self.trivy("x.tar", #""RepoTags":["m.io/hub/library/web:1"]"#)
    let mirrors = [("m.io", "quay.io"), ("m.io/hub", "docker.io")]
    for (text, reference, expected) in [
      (hub, "m.io/hub/library/web:1", "true"), (hub, "m.io/hub/library/web:2", "false"), (mirrored, "web:1", "true"),
      (mirrored, "m.io/hub/library/web:1", "true"), (hub, "m.io/library/web:1", "false"),
      (hub, "m.io/hub/library/web@" + Self.digest("a"), "open"), (hub, "m.io/hubs/library/web:1", "false"),
    ] {
      #expect(Self.answers([text], reference, mirrors) == [expected], "\(reference)")
    }
    #expect(Self.answers([hub], "m.io/hub/library/web:1") == ["false"])
  }

  @Test func aMirrorCanMirrorAMirror() {
    let hub = Self.trivy("x.tar", #""RepoTags":["web:1"]"#)
    let mirrors = [("near.io", "far.io/hub"), ("far.io/hub", "registry-1.docker.io"), ("far.io/hub/own", "own.io/a")]
    for (reference, expected) in [
      ("near.io/library/web:1", "true"), ("far.io/hub/library/web:1", "true"), ("NEAR.io:443/library/web:1", "true"),
      ("near.io/own/library/web:1", "false"), ("near.io:5000/library/web:1", "false"),
    ] {
      #expect(Self.answers([hub], reference, mirrors) == [expected], "\(reference)")
    }
    #expect(
      Self.answers([Self.trivy("x", #""RepoTags":["own.io/a/web:1"]"#)], "near.io/own/web:1", mirrors) == ["true"])
  }

  @Test func mirrorsThatMeanNothing() {
    let cases: [([(String, String)], String)] = [
      ([("", "a.io")], "is not a mirror and its registry"), ([("hub", "docker.io")], "'hub=docker.io' is not"),
      ([("m.io/Hub", "docker.io")], "is not a mirror"), ([("m.io", "")], "is not a mirror"),
      ([("m.io", "docker.io/web:1")], "is not a mirror"), ([("https://m.io", "docker.io")], "is not a mirror"),
      ([("m.io", "a.io"), ("M.io:443", "b.io")], "'M.io:443' is given twice"),
      ([("m.io", "m.io")], "'m.io' is a mirror of itself"), ([("m.io", "m.io/a")], "'m.io' is a mirror of itself"),
      ([("a.io", "b.io"), ("b.io", "c.io"), ("c.io", "a.io")], "'a.io' is a mirror of itself"),
      ([("index.docker.io", "docker.io")], "is a mirror of itself"),
    ]
    for (pairs, message) in cases {
      do throws(ImageMirrors.Problem) {
        _ = try ImageMirrors(pairs.map { (mirror: $0.0, source: $0.1) })
        Issue.record("no problem with \(pairs)")
      } catch {
        #expect(error.message.contains(message), "\(pairs): \(error.message)")
      }
    }
  }

  @Test func mirrorsGiveMoreNames() throws {
    let mirrors = try ImageMirrors([
      (mirror: "m.io/hub", source: "docker.io"), (mirror: "n.io", source: "m.io/hub"),
      (mirror: "n.io/library/api", source: "x.io/y"),
    ])
    func names(_ text: String) -> [String] {
      mirrors.otherNames(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(names("web:1") == ["m.io/hub/library/web:1", "n.io/library/web:1"])
    #expect(names("n.io/acme/web") == ["docker.io/acme/web", "m.io/hub/acme/web"])
    // That mirror has another image by this name.
    #expect(names("api:1") == ["m.io/hub/library/api:1"])
    #expect(names("quay.io/acme/web:1").isEmpty)
    #expect(names("not a reference").isEmpty)
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

  /// The manifests of the run say which configuration belongs to which platform.
  @Test func configurationsOfOtherPlatformsAreOfOtherImages() {
    func configuration(_ architecture: String) -> String {
      #"{"architecture":"\#(architecture)","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"#
    }
    func manifest(_ configuration: String) -> String {
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":1,"digest":"\#(Self.digest(of: configuration))"},"layers":[]}"#
    }
    func index(_ manifests: String...) -> String {
      let entries = manifests.map {
        #"{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"\#(Self.digest(of: $0))"}"#
      }
      return
        #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[\#(entries.joined(separator: ","))]}"#
    }
    func pinned(_ text: String) -> String { "r.io/web@" + Self.digest(of: text) }
    let configurations = ["amd64", "arm64", "s390x"].map(configuration)
    let manifests = configurations.map(manifest)
    let list = index(manifests[0], manifests[1])
    let all = configurations + manifests
    #expect(Self.answers(all, pinned(manifests[1])) == ["false", "true", "false", "false", "true", "false"])
    #expect(Self.answers(all + [list], pinned(list)) == ["true", "true", "false", "true", "true", "false", "true"])
    // Without the manifest that is pinned its configuration can be any that no other manifest has.
    #expect(Self.answers([configurations[0], configurations[1]], pinned(manifests[1])) == ["open", "open"])
    #expect(
      Self.answers([configurations[0], configurations[1], manifests[1]], pinned(manifests[1])) == [
        "open", "true", "true",
      ])
    // A manifest that an index lists is another one than the rest of it.
    #expect(Self.answers([manifests[0], list], pinned(manifests[1])) == ["false", "false"])
    #expect(Self.answers([manifests[0]], pinned(manifests[1])) == ["open"])
    // A text that was formatted has another digest than in the registry: nothing names it.
    let formatted = configurations[1].replacing(",", with: ",\n ")
    #expect(Self.answers([formatted] + manifests, pinned(manifests[1])).first == "open")
    let rewritten = manifests[1].replacing(",", with: ",\n ")
    #expect(Self.answers([rewritten, list], pinned(manifests[1])).first == "open")
    // A line end that an editor added changes nothing.
    #expect(Self.answers([configurations[0] + "\n"] + manifests, pinned(manifests[1])).first == "false")
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
      // The URL says what it is, with or without a purpose.
      (
        spdx(purl(url)).replacing(#""primaryPackagePurpose":"CONTAINER","#, with: ""),
        ["r.io/acme/web:1.4": "true", "r.io/acme/web:2": "false", "r.io/base:1": "false"]
      ),
      (cycloneDX(#""name":"x","purl":"pkg:docker/acme/web@1.4""#), ["acme/web:1.4": "true", "acme/web:2": "false"]),
    ]
    for (text, questions) in cases {
      for (reference, expected) in questions {
        #expect(Self.answers([text], reference) == [expected], "\(reference) \(text)")
      }
    }
  }
}
