import Testing

@testable import MoatImage

/// Scores, days, layers and what is attached, as each tool writes them, and where they are unknown.
@Suite struct DetailTests {
  private static func details(_ text: String) throws -> VulnerabilityDetails {
    let reading = ImageText.read(text)
    #expect(reading.problems.isEmpty, "\(reading.problems)")
    return try #require(reading.images.first?.vulnerabilities.value?.first?.details)
  }

  private static func shown(_ details: VulnerabilityDetails) -> [String] {
    [
      ImageText.shown(details.score), ImageText.shown(details.vector), ImageText.shown(details.exploitProbability),
      ImageText.shown(details.exploitPercentile), ImageText.shown(details.fixPublished),
      ImageText.shown(details.layerDigest), ImageText.shown(details.layerDiffID),
    ]
  }

  private static func trivy(_ members: String) -> String {
    #"{"SchemaVersion":2,"ArtifactName":"a","ArtifactType":"container_image","Results":[{"Target":"a","Class":"os-pkgs","#
      + #""Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"p","InstalledVersion":"1"\#(members)}]}]}"#
  }

  @Test func trivyHasScoresAndLayers() throws {
    let both =
      #","FixedVersion":"2","Layer":{"Digest":"sha256:aa","DiffID":"sha256:bb"},"CVSS":{"ghsa":{"V3Vector":"CVSS:3.1/AV:L","V3Score":7.8},"#
      + #""nvd":{"V2Vector":"AV:N/AC:L","V2Score":10,"V3Vector":"CVSS:3.1/AV:N","V3Score":9.8},"redhat":{"V3Score":9.8,"V3Vector":"x"}}"#
    #expect(
      Self.shown(try Self.details(Self.trivy(both))) == [
        "9.8", "CVSS:3.1/AV:N", "unknown: notInForm", "unknown: notInForm", "unknown: notInForm", "sha256:aa",
        "sha256:bb",
      ])
    let newest = #","CVSS":{"a":{"V3Score":7.0,"V3Vector":"three"},"b":{"V40Score":7.0,"V40Vector":"four"}}"#
    #expect(ImageText.shown(try Self.details(Self.trivy(newest)).vector) == "four")
    let old = #","CVSS":{"nvd":{"V2Score":5}}"#
    #expect(Self.shown(try Self.details(Self.trivy(old))).prefix(2) == ["5", "unknown: notAtHand"])
    let none = Self.shown(try Self.details(Self.trivy("")))
    #expect(none[0] == "unknown: notAtHand" && none[4] == "absent" && none[5] == "unknown: notAtHand")
  }

  @Test func aScoreOutOfRangeIsMalformed() throws {
    for score in ["11", "-1", "10.5"] {
      let reading = ImageText.read(Self.trivy(#","CVSS":{"nvd":{"V3Score":\#(score),"V3Vector":"x"}}"#))
      #expect(reading.problems.map(\.message) == ["`V3Score` must be from 0.0 to 10.0"])
      let found = reading.images.first?.vulnerabilities.value?.first
      #expect(found?.details?.score.unknownReason == .notAtHand)
    }
  }

  private static func grype(_ vulnerability: String, artifact: String = "", match: String = "") -> String {
    #"{"matches":[{"vulnerability":{"id":"CVE-1","severity":"High"\#(vulnerability)},"artifact":{"name":"p","version":"1"\#(artifact)}"#
      + #"\#(match)}],"descriptor":{"name":"grype","version":"0.104.0"},"source":{"type":"image","target":{"tags":["a:1"]}}}"#
  }

  @Test func grypeHasAllOfThem() throws {
    let whole = Self.grype(
      #","cvss":[{"type":"Primary","version":"3.1","vector":"CVSS:3.1/AV:N","metrics":{"baseScore":9.1}}],"#
        + #""epss":[{"cve":"CVE-1","epss":0.00043,"percentile":0.12,"date":"2026-11-20"},{"cve":"CVE-2","epss":0.2,"percentile":0.96}],"#
        + #""fix":{"versions":["2"],"state":"fixed","available":[{"version":"2","date":"2026-11-03"},{"version":"2","date":"2026-11-01T09:00:00Z"}]}"#,
      artifact:
        #","locations":[{"path":"/a","layerID":"sha256:bb","annotations":{"evidence":"primary"}},{"path":"/b","layerID":"sha256:cc"}]"#
    )
    #expect(
      Self.shown(try Self.details(whole)) == [
        "9.1", "CVSS:3.1/AV:N", "0.2", "0.96", "2026-11-01T09:00:00Z", "unknown: notInForm", "sha256:bb",
      ])
  }

  @Test func grypeAsksTheRelatedVulnerability() throws {
    let related = Self.grype(
      #","cvss":[],"fix":{"versions":[],"state":"not-fixed"}"#,
      artifact: #","locations":[{"path":"/a","layerID":"sha256:bb"},{"path":"/b","layerID":"sha256:cc"}]"#,
      match:
        #","relatedVulnerabilities":[{"id":"CVE-1","cvss":[{"version":"2.0","vector":"AV:N","metrics":{"baseScore":10}},"#
        + #"{"version":"3.0","vector":"CVSS:3.0/AV:L","metrics":{"baseScore":5.5}}],"epss":[{"cve":"CVE-1","epss":0.5}]}]"#
    )
    #expect(
      Self.shown(try Self.details(related)) == [
        "5.5", "CVSS:3.0/AV:L", "0.5", "unknown: notAtHand", "absent", "unknown: notInForm", "unknown: ambiguous",
      ])
    let none = Self.shown(try Self.details(Self.grype(#","fix":{"versions":["2"],"state":"fixed"}"#)))
    #expect(none.allSatisfy { $0.hasPrefix("unknown") })
  }

  @Test func cycloneDXHasScores() throws {
    let text =
      #"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[],"vulnerabilities":[{"id":"CVE-1","ratings":["#
      + #"{"severity":"high","score":7.5,"method":"CVSSv31","vector":"CVSS:3.1/AV:N"},{"score":10,"method":"CVSSv2"},"#
      + #"{"score":0.9,"method":"other"}]}]}"#
    #expect(Self.shown(try Self.details(text)).prefix(3) == ["7.5", "CVSS:3.1/AV:N", "unknown: notInForm"])
  }

  @Test func aVersionOfADistributionIsWhole() throws {
    let packages =
      #"{"Name":"zlib1g","Version":"1.2.13.dfsg","Release":"1","Epoch":1},{"Name":"libc6","Version":"2.36","Release":"9+deb12u13"},"#
      + #"{"Name":"musl","Version":"1.2.5-r1"},{"Name":"lodash","Version":"4.17.21","Epoch":0}"#
    let text =
      #"{"SchemaVersion":2,"ArtifactName":"a","ArtifactType":"container_image","Results":[{"Target":"a","Class":"os-pkgs","#
      + #""Packages":[\#(packages)]}]}"#
    let versions = ImageText.read(text).images.first?.packages.value?.map { ImageText.shown($0.version) }
    #expect(versions == ["1:1.2.13.dfsg-1", "2.36-9+deb12u13", "1.2.5-r1", "4.17.21"])
  }

  // MARK: What is attached

  private static let digest = "sha256:" + String(repeating: "a", count: 64)
  private static let other = "sha256:" + String(repeating: "b", count: 64)

  private static func descriptor(_ digest: String, _ members: String) -> String {
    #"{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"\#(digest)","size":2\#(members)}"#
  }

  private static func index(_ manifests: String...) -> ImageModel? {
    let text =
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[\#(manifests.joined(separator: ","))]}"#
    let reading = ImageText.read(text)
    #expect(reading.problems.isEmpty, "\(reading.problems)")
    return reading.images.first
  }

  @Test func anIndexListsAttestationsAndSignatures() throws {
    let image = descriptorOfImage
    let attestation = Self.descriptor(
      Self.other,
      #","annotations":{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"\#(Self.digest)"}"#
    )
    let cases: [(String, attestations: String, signatures: String)] = [
      // The annotation says that there is one, and not what it is.
      (attestation, "unknown: notAtHand", ""),
      (
        Self.descriptor(Self.other, #","artifactType":"application/vnd.in-toto+json""#), "unknown: notAtHand", ""
      ),
      (
        Self.descriptor(
          Self.other,
          #","artifactType":"application/vnd.in-toto+json","annotations":{"in-toto.io/predicate-type":"https://spdx.dev/Document"}"#
        ), "https://spdx.dev/Document", ""
      ),
      (
        Self.descriptor(
          Self.other,
          #","annotations":{"org.opencontainers.image.ref.name":"sha256-\#(Self.digest.dropFirst(7)).att"}"#),
        "unknown: notAtHand", ""
      ),
      (
        Self.descriptor(Self.other, #","artifactType":"application/vnd.cncf.notary.signature""#), "",
        "application/vnd.cncf.notary.signature"
      ),
      (
        Self.descriptor(Self.other, #","artifactType":"application/vnd.dev.sigstore.bundle.v0.3+json""#),
        "unknown: ambiguous",
        "unknown: ambiguous"
      ),
      (
        Self.descriptor(
          Self.other,
          #","artifactType":"application/vnd.dev.sigstore.bundle.v0.3+json","annotations":{"dev.sigstore.bundle.predicateType":"https://slsa.dev/provenance/v1"}"#
        ), "https://slsa.dev/provenance/v1", ""
      ),
      (
        Self.descriptor(
          Self.other,
          #","annotations":{"org.opencontainers.image.ref.name":"sha256-\#(Self.digest.dropFirst(7)).sig"}"#), "",
        "sha256-\(Self.digest.dropFirst(7)).sig"
      ),
      (Self.descriptor(Self.other, #","artifactType":"application/example""#), "", ""),
    ]
    for (artifact, attestations, signatures) in cases {
      let attached = try #require(Self.index(image, artifact)).attached
      #expect(ImageText.shown(attached.attestations) == attestations, "\(artifact)")
      #expect(ImageText.shown(attached.signatures) == signatures, "\(artifact)")
    }
  }

  private var descriptorOfImage: String {
    Self.descriptor(Self.digest, #","platform":{"os":"linux","architecture":"amd64"}"#)
  }

  @Test func aReferrerTellsOfItsSubject() throws {
    let text =
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"application/vnd.dev.cosign.artifact.sig.v1+json","#
      + #""config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"\#(Self.other)","size":2},"layers":["#
      + #"{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","digest":"\#(Self.other)","size":2}],"#
      + #""subject":\#(Self.descriptor(Self.digest, ""))}"#
    let image = try #require(ImageText.read(text).images.first)
    #expect(ImageText.shown(image.manifestDigest) == Self.digest)
    #expect(ImageText.shown(image.attached.signatures) == "application/vnd.dev.cosign.artifact.sig.v1+json")
    #expect(ImageText.shown(image.attached.attestations) == "unknown: notAtHand")
    #expect(image.layers.unknownReason == .notAtHand && image.compressedSize.unknownReason == .notAtHand)
  }

  @Test func aManifestOfAttestationsTellsTheirTypes() throws {
    func layer(_ type: String, _ annotations: String) -> String {
      #"{"mediaType":"\#(type)","digest":"\#(Self.other)","size":2,"annotations":{\#(annotations)}}"#
    }
    let layers = [
      layer("application/vnd.in-toto+json", #""in-toto.io/predicate-type":"https://spdx.dev/Document""#),
      layer("application/vnd.dsse.envelope.v1+json", #""predicateType":"https://slsa.dev/provenance/v1""#),
      layer("application/vnd.in-toto+json", ""),
      layer("application/vnd.oci.image.layer.v1.tar", #""in-toto.io/predicate-type":"no attestation""#),
    ]
    func manifest(_ more: String) -> String {
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"\#(more),"#
        + #""config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"\#(Self.other)","size":2},"#
        + #""layers":[\#(layers.joined(separator: ","))]}"#
    }
    let types = ["https://spdx.dev/Document", "https://slsa.dev/provenance/v1", "unknown: notAtHand"]
    let alone = try #require(ImageText.read(manifest("")).images.first)
    #expect(alone.predicates.map { ImageText.shown($0) } == types)
    let referrer = try #require(
      ImageText.read(
        manifest(#","artifactType":"application/vnd.in-toto+json","subject":\#(Self.descriptor(Self.digest, ""))"#)
      ).images.first)
    #expect(ImageText.shown(referrer.attached.attestations) == types.joined(separator: ", "))
  }

  @Test func anIndexWithoutAListListsNothing() throws {
    for (member, isKnown) in [(#""manifests":[]"#, true), (#""manifests":null"#, false)] {
      let text = #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json",\#(member)}"#
      let image = try #require(ImageText.read(text).images.first)
      #expect((image.attached.attestations.value?.isEmpty == true) == isKnown, "\(member)")
    }
  }

  @Test func otherDocumentsListNothing() throws {
    let image = try #require(ImageText.read(Self.trivy("")).images.first)
    #expect(image.attached.attestations.unknownReason == .notInForm)
    #expect(image.attached.signatures.unknownReason == .notInForm)
  }
}
