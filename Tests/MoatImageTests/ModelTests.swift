import MoatDocument
import Testing

@testable import MoatImage

/// What the forms say of an image, what they say is absent, and what they do not say.
@Suite struct ModelTests {
  private func image(_ text: String) throws -> ImageModel { try #require(ImageText.read(text).images.first, "\(text)") }

  private static func config(_ members: String, more: String = "") -> String {
    #"{"architecture":"amd64","os":"linux","config":{\#(members)},"rootfs":{"type":"layers","diff_ids":[]}\#(more)}"#
  }

  @Test func aConfigurationIsReadFieldByField() throws {
    let text = Self.config(
      #""User":"app","Env":["A=b","C="],"ExposedPorts":{"80/tcp":{},"53/udp":{}},"Entrypoint":["/a"],"Cmd":null,"#
        + #""Volumes":{"/v":{}},"WorkingDir":"/w","Labels":{"a.b":"c"},"StopSignal":"SIGINT","OnBuild":["RUN x"],"#
        + #""Shell":["/bin/bash","-c"],"Healthcheck":{"Test":["CMD","x"],"Interval":30000000000,"Retries":3}"#,
      more: #","variant":"v8","author":"me","created":"2024-02-29T10:00:00.5+01:00""#)
    let reading = ImageText.read(text)
    #expect(reading.problems.isEmpty)
    let image = try #require(reading.images.first)
    let shown = [
      image.config.user, image.config.workingDirectory, image.config.stopSignal, image.os, image.architecture,
      image.variant, image.author, image.created,
    ].map { ImageText.shown($0) }
    #expect(shown == ["app", "/w", "SIGINT", "linux", "amd64", "v8", "me", "2024-02-29T10:00:00.5+01:00"])
    let lists = [
      image.config.environment, image.config.exposedPorts, image.config.entrypoint, image.config.command,
      image.config.volumes, image.config.onBuild, image.config.shell,
    ].map { ImageText.shown($0) }
    #expect(lists == ["A=b, C=", "80/tcp, 53/udp", "/a", "absent", "/v", "RUN x", "/bin/bash, -c"])
    #expect(ImageText.shown(image.config.labels) == "a.b=c")
    let check = try #require(image.config.healthcheck.value)
    #expect(check.kind == .program && check.interval.value == 30_000_000_000 && check.retries.value == 3)
    #expect(check.timeout.isAbsent)
    #expect(ImageText.text(image.config.user.place, of: reading.sources) == "\"app\"")
    #expect(ImageText.text(try #require(image.config.exposedPorts.value)[1].place, of: reading.sources) == "\"53/udp\"")
    #expect(image.packages.unknownReason == .notInForm && image.tags.unknownReason == .notInForm)
  }

  @Test func whatAFormCannotSayIsNotAbsent() throws {
    let inspect = #"[{"Id":"sha256:a","RootFS":{"Type":"layers"},"Config":{"User":""}}]"#
    let cases: [(String, String, String)] = [
      ("OCI", Self.config(""), "unknown: notInForm"),
      ("Docker's by its mark", Self.config("", more: #","docker_version":"18.06""#), "absent"),
      ("inspect", inspect, "absent"),
      ("inspect without a configuration", #"[{"Id":"sha256:a","RootFS":{},"Config":null}]"#, "absent"),
      (
        "inspect by Podman", #"[{"Id":"a","RepoTags":[],"Os":"linux","NamesHistory":[],"Config":{}}]"#,
        "unknown: notInForm"
      ),
      ("an SBOM", #"{"bomFormat":"CycloneDX","specVersion":"1.5"}"#, "unknown: notInForm"),
      ("a manifest", #"{"schemaVersion":2,"layers":[]}"#, "unknown: notAtHand"),
    ]
    for (name, text, expected) in cases {
      let image = try image(text)
      #expect(ImageText.shown(image.config.healthcheck) == expected, "\(name)")
      #expect(ImageText.shown(image.config.onBuild) == expected, "\(name)")
      #expect(ImageText.shown(image.config.shell) == expected, "\(name)")
    }
    #expect(try image(Self.config("")).config.user.isAbsent)
    #expect(ImageText.shown(try image(inspect).config.user) == "")
    #expect(try image(inspect).history.unknownReason == .notInForm)
  }

  @Test func placeholdersOfDatesAreUnknown() throws {
    let cases: [(String, String)] = [
      ("0001-01-01T00:00:00Z", "unknown: placeholder"), ("1970-01-01T00:00:00Z", "unknown: placeholder"),
      ("1980-01-01T00:00:01Z", "unknown: placeholder"), ("1979-12-31T19:00:00-05:00", "unknown: placeholder"),
      ("1980-01-02T00:00:00Z", "1980-01-02T00:00:00Z"),
      ("2024-06-01T12:30:00.123456789Z", "2024-06-01T12:30:00.123456789Z"),
      ("2024-13-01T00:00:00Z", "unknown: malformed"), ("2023-02-29T00:00:00Z", "unknown: malformed"),
      ("yesterday", "unknown: malformed"), ("2024-06-01T12:30:00", "unknown: malformed"),
      ("2024-06-01T12:30:00.Z", "unknown: malformed"), ("2024-06-01T12:30:00+1:00", "unknown: malformed"),
    ]
    for (date, expected) in cases {
      #expect(
        ImageText.shown(try image(Self.config("", more: #","created":"\#(date)""#)).created) == expected, "\(date)")
    }
    #expect(Timestamp.seconds(Array("2000-03-01T00:00:00Z".utf8)) == 951_868_800)
    #expect(Timestamp.seconds(Array("0001-01-01T00:00:00Z".utf8)) == -62_135_596_800)
  }

  @Test func wrongTypesAreUnknownAndProblems() throws {
    let reading = ImageText.read(
      #"[{"Id":"sha256:a","RootFS":{},"Size":"big","RepoTags":[1],"Config":{"User":1,"Env":{},"Labels":{"a":1},"Healthcheck":3}}]"#
    )
    let image = try #require(reading.images.first)
    for reason in [
      image.config.user.unknownReason, image.config.environment.unknownReason, image.config.labels.unknownReason,
      image.config.healthcheck.unknownReason, image.unpackedSize.unknownReason, image.tags.unknownReason,
    ] { #expect(reason == .malformed) }
    #expect(reading.problems.count == 6, "\(reading.problems)")
    #expect(reading.problems.allSatisfy { $0.place != nil })
  }

  @Test func sizesAndDigestsAreKeptApart() throws {
    let digest = RecognitionTests.digest
    let layer = #"{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"\#(digest)","size":10}"#
    let config = #"{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\#(digest)","size":2}"#
    let manifest = try image(#"{"schemaVersion":2,"config":\#(config),"layers":[\#(layer),\#(layer)]}"#)
    #expect(ImageText.shown(manifest.compressedSize) == "20" && manifest.unpackedSize.unknownReason == .notAtHand)
    #expect(ImageText.shown(manifest.configDigest) == digest)
    let base = #""Id":"\#(digest)","Size":7,"RootFS":{"Layers":["\#(digest)"]}"#
    let own = try image("[{\(base)}]")
    #expect(ImageText.shown(own.unpackedSize) == "7" && own.compressedSize.unknownReason == .notInForm)
    #expect(ImageText.shown(own.configDigest) == digest && own.layers.value?.count == 1)
    // With containerd's store, the ID is no configuration's and the size is not that of the layers.
    let type = "application/vnd.oci.image.index.v1+json"
    let containerd = try image(#"[{\#(base),"Descriptor":{"mediaType":"\#(type)","digest":"\#(digest)","size":1}}]"#)
    #expect(containerd.configDigest.unknownReason == .ambiguous && containerd.unpackedSize.unknownReason == .ambiguous)
    #expect(containerd.manifestDigest.unknownReason == .ambiguous)
  }

  @Test func sizesThatDoNotFitAreUnknown() throws {
    let digest = RecognitionTests.digest
    for sizes in [["9223372036854775807", "1"], ["-1", "1"], ["\"1\"", "1"], ["1.5"]] {
      let layers = sizes.map { #"{"mediaType":"a/b","digest":"\#(digest)","size":\#($0)}"# }.joined(separator: ",")
      let reading = ImageText.read(#"{"schemaVersion":2,"config":{},"layers":[\#(layers)]}"#)
      #expect(reading.images.first?.compressedSize.unknownReason == .malformed, "\(sizes)")
    }
  }

  @Test func attestationsOfAnIndexAreNoImages() throws {
    let digest = RecognitionTests.digest
    let type = "application/vnd.oci.image.manifest.v1+json"
    let text = """
      {"schemaVersion":2,"manifests":[
        {"mediaType":"\(type)","digest":"\(digest)","size":1,"platform":{"os":"linux","architecture":"arm64","variant":"v8"}},
        {"mediaType":"\(type)","digest":"\(digest)","size":1,"platform":{"os":"unknown","architecture":"unknown"},
         "annotations":{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"\(digest)"}},
        {"mediaType":"\(type)","digest":"\(digest)","size":1,
         "artifactType":"application/vnd.docker.attestation.manifest.v1+json"}]}
      """
    let image = try image(text)
    #expect(image.manifests.map { $0.isAttestation } == [false, true, true])
    #expect(ImageText.shown(image.manifests[0].descriptor.architecture) == "arm64")
    #expect(ImageText.shown(image.manifests[1].subject) == digest && image.manifests[2].subject.isAbsent)
    #expect(ImageText.read(text).attestations.count == 2)
  }

  @Test func depthAndNumberDoNotMatter() {
    var text = ""
    for _ in 0..<60 { text += #"{"bomFormat":"CycloneDX","name":"a","version":"1","components":["# }
    for _ in 0..<60 { text += "]}" }
    #expect(ImageText.read(text).images.first?.packages.value?.count == 59)
    let many = Array(repeating: #"{"name":"a","version":"1","purl":"x"}"#, count: 10_000).joined(separator: ",")
    #expect(
      ImageText.read(#"{"bomFormat":"CycloneDX","specVersion":"1","components":[\#(many)]}"#).problems.count
        == ImageLimits.documentProblems)
  }
}
