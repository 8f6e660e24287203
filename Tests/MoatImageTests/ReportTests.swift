import Testing

@testable import MoatImage

/// Packages and vulnerabilities of scanners' reports and of SBOMs.
@Suite struct ReportTests {
  private func image(_ text: String) throws -> ImageModel { try #require(ImageText.read(text).images.first, "\(text)") }

  private func shown(_ vulnerability: ImageVulnerability) -> String {
    let parts = [
      ImageText.shown(vulnerability.id), ImageText.shown(vulnerability.severity),
      ImageText.shown(vulnerability.package),
      ImageText.shown(vulnerability.installed), ImageText.shown(vulnerability.fixedIn),
      ImageText.shown(vulnerability.status), ImageText.shown(vulnerability.published),
      ImageText.shown(vulnerability.isKnownExploited), ImageText.shown(vulnerability.url),
    ]
    return parts.joined(separator: " | ")
  }

  private func shown(_ package: ImagePackage) -> String {
    [
      ImageText.shown(package.name), ImageText.shown(package.version), ImageText.shown(package.type),
      ImageText.shown(package.url), ImageText.shown(package.licences),
    ].joined(separator: " | ")
  }

  @Test func aTrivyReportIsRead() throws {
    let image = try image(
      """
      {"SchemaVersion":2,"Trivy":{"Version":"0.60"},"CreatedAt":"2024-01-02T03:04:05Z","ArtifactName":"a",
       "Metadata":{"Size":5,"OS":{"Family":"alpine","Name":"3.10","EOSL":true},"ImageID":"sha256:i",
        "RepoTags":["a:1"],"RepoDigests":["a@sha256:d"],
        "ImageConfig":{"architecture":"amd64","os":"linux","config":{"User":"u"},"rootfs":{"type":"layers","diff_ids":[]}}},
       "Results":[{"Target":"a","Class":"os-pkgs","Type":"alpine",
        "Packages":[{"Name":"musl","Version":"1","Licenses":["MIT"],"Identifier":{"PURL":"pkg:apk/alpine/musl@1"}}],
        "Vulnerabilities":[
         {"VulnerabilityID":"CVE-1","PkgName":"musl","InstalledVersion":"1","FixedVersion":"2, 3","Status":"fixed",
          "Severity":"HIGH","PrimaryURL":"u","PublishedDate":"2020-01-01T00:00:00Z"},
         {"VulnerabilityID":"CVE-2","PkgName":"musl","InstalledVersion":"1","Status":"affected","Severity":"LOW"}]},
        {"Target":"s","Class":"secret","Secrets":[]}]}
      """)
    #expect(ImageText.shown(image.tool) == "trivy" && ImageText.shown(image.toolVersion) == "0.60")
    #expect(ImageText.shown(image.scanned) == "2024-01-02T03:04:05Z" && ImageText.shown(image.unpackedSize) == "5")
    #expect(ImageText.shown(image.tags) == "a:1" && ImageText.shown(image.repositoryDigests) == "a@sha256:d")
    #expect(ImageText.shown(image.configDigest) == "sha256:i" && ImageText.shown(image.config.user) == "u")
    #expect(ImageText.shown(image.distribution.family) == "alpine" && image.distribution.isEndOfLife.value == true)
    #expect(image.packages.value?.map { shown($0) } == ["musl | 1 | apk | pkg:apk/alpine/musl@1 | MIT"])
    #expect(
      image.vulnerabilities.value?.map { shown($0) } == [
        "CVE-1 | HIGH | musl | 1 | 2, 3 | fixed | 2020-01-01T00:00:00Z | unknown: notInForm | u",
        "CVE-2 | LOW | musl | 1 | absent | affected | absent | unknown: notInForm | absent",
      ])
  }

  @Test func whatTrivyDidNotLookForIsUnknown() throws {
    let cases: [(String, String, String)] = [
      (#""Results":[]"#, "unknown: ambiguous", "unknown: notAtHand"),
      (#""Metadata":{}"#, "unknown: notInForm", "unknown: notInForm"),
      (#""Results":[{"Target":"a","Class":"secret"}]"#, "unknown: ambiguous", "unknown: notAtHand"),
      (#""Results":[{"Target":"a","Class":"os-pkgs"}]"#, "", "unknown: notAtHand"),
      (#""Results":[{"Target":"a","Class":"os-pkgs","Packages":[]}]"#, "", ""),
      (
        #""Results":[{"Target":"a","Class":"os-pkgs","Packages":[]},{"Target":"b","Class":"lang-pkgs"}]"#, "",
        "unknown: notAtHand"
      ),
    ]
    for (members, vulnerabilities, packages) in cases {
      let image = try image(#"{"SchemaVersion":2,"ArtifactName":"a",\#(members)}"#)
      #expect(ImageText.shown(image.vulnerabilities) == vulnerabilities, "\(members)")
      #expect(ImageText.shown(image.packages) == packages, "\(members)")
      #expect(image.distribution.isEndOfLife.unknownReason != nil)
    }
    let old = try image(
      #"[{"Target":"a","Vulnerabilities":null},{"Target":"b","Vulnerabilities":[{"VulnerabilityID":"CVE-1"}]}]"#)
    #expect(old.vulnerabilities.value?.count == 1 && old.scanned.unknownReason == .notInForm)
  }

  /// Trivy asks daemons, and what comes of their answers is not what the image has.
  @Test func whatTrivyLosesOfAConfigurationIsNotKnown() throws {
    func config(_ text: String) throws -> ImageConfig {
      let configuration = #"{"architecture":"amd64","os":"linux"\#(text)}"#
      return try image(
        #"{"SchemaVersion":2,"ArtifactName":"a","Metadata":{"ImageConfig":\#(configuration)},"Results":[]}"#
      ).config
    }
    for text in [#","config":{}"#, ""] {
      let config = try config(text)
      #expect(config.user.unknownReason == .ambiguous && config.environment.unknownReason == .ambiguous, "\(text)")
    }
    let daemons = try config(#","config":{"User":"u"}"#)
    #expect(daemons.exposedPorts.unknownReason == .ambiguous)
    #expect(daemons.environment.isAbsent && ImageText.shown(daemons.user) == "u")
    let registrys = try config(#","config":{"ExposedPorts":{"80/tcp":{}}}"#)
    #expect(registrys.exposedPorts.value?.count == 1 && registrys.user.isAbsent)
  }

  @Test func whatIsNoImageIsKnownFromWhatADocumentSaysThatItIsOf() throws {
    func trivy(_ members: String) -> String { #"{"SchemaVersion":2,"ArtifactName":"a"\#(members),"Results":[]}"# }
    func cycloneDX(_ component: String) -> String {
      #"{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"component":{\#(component)}},"components":[]}"#
    }
    func spdx(_ package: String) -> String { #"{"spdxVersion":"SPDX-2.3","packages":[{"name":"a",\#(package)}]}"# }
    func grype(_ source: String) -> String { #"{"matches":[],"descriptor":{"name":"grype"},"source":{\#(source)}}"# }
    let id = #""properties":[{"name":"aquasecurity:trivy:ImageID","value":"sha256:a"}]"#
    let cases: [(String, Bool?)] = [
      (#"[{"Id":"sha256:a","RepoTags":["a:1"],"RootFS":{}}]"#, true),
      (trivy(#","ArtifactType":"container_image""#), true), (trivy(#","ArtifactType":"filesystem""#), false),
      (trivy(#","ArtifactType":"repository""#), false), (trivy(#","ArtifactType":"vm""#), false),
      (trivy(#","ArtifactType":"cyclonedx""#), nil), (trivy(""), nil),
      (trivy(#","ArtifactType":"spdx","Metadata":{"ImageID":"sha256:a"}"#), true),
      (trivy(#","Metadata":{"RepoTags":["a:1"]}"#), true), (#"[{"Target":"a","Vulnerabilities":null}]"#, nil),
      (grype(#""type":"image","target":{"tags":["a:1"]}"#), true), (grype(#""type":"directory","target":"/a""#), false),
      (grype(#""type":"file","target":"/a""#), false), (grype(#""type":"sbom-file""#), nil),
      (cycloneDX(#""type":"container""#), true), (cycloneDX(#""type":"application""#), false),
      (cycloneDX(#""type":"library""#), false), (cycloneDX(#""type":"file""#), nil), (cycloneDX(""), nil),
      (cycloneDX(#""type":"application","# + id), true),
      (#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[]}"#, nil),
      (spdx(#""primaryPackagePurpose":"CONTAINER""#), true), (spdx(#""SPDXID":"SPDXRef-ContainerImage-a""#), true),
      (spdx(#""SPDXID":"SPDXRef-Filesystem-a""#), false), (spdx(#""SPDXID":"SPDXRef-Repository-a""#), false),
      (spdx(#""SPDXID":"SPDXRef-DocumentRoot-Directory-sbom""#), nil), (spdx(#""SPDXID":"SPDXRef-a""#), nil),
    ]
    for (text, expected) in cases {
      let image = try image(text)
      #expect(image.isImage.value == expected, "\(text)")
      // No image has no name; of one that nobody named the name is not known.
      if expected == false { #expect(image.tags.isAbsent && image.configDigest.isAbsent, "\(text)") }
    }
    // What the bill is of is none of its packages.
    #expect(try image(spdx(#""SPDXID":"SPDXRef-Filesystem-a""#)).packages.unknownReason == .notAtHand)
  }

  @Test func packagesOfABillTellItsDistribution() throws {
    func spdx(_ urls: [String]) -> String {
      let packages = urls.map {
        #"{"SPDXID":"a","name":"p","externalRefs":[{"referenceType":"purl","referenceLocator":"\#($0)"}]}"#
      }
      return #"{"spdxVersion":"SPDX-2.3","packages":[\#(packages.joined(separator: ","))]}"#
    }
    func cycloneDX(_ urls: [String]) -> String {
      let components = urls.map { #"{"type":"library","name":"p","purl":"\#($0)"}"# }
      return #"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[\#(components.joined(separator: ","))]}"#
    }
    let debian = "pkg:deb/debian/p@1?arch=amd64&distro=debian-12.8"
    let cases: [([String], String)] = [
      ([debian, "pkg:npm/a@1", "pkg:deb/debian/q@1?distro=debian-12.8"], "debian 12.8"),
      (["pkg:rpm/opensuse/p@1?distro=opensuse-leap-15.6"], "opensuse-leap 15.6"),
      ([debian, "pkg:deb/debian/q@1?distro=debian-11"], "unknown: notInForm unknown: notInForm"),
      (["pkg:deb/debian/p@1?distro=bookworm", "pkg:npm/a@1?distro=x-1"], "unknown: notInForm unknown: notInForm"),
    ]
    for (urls, expected) in cases {
      for text in [spdx(urls), cycloneDX(urls)] {
        let distribution = try image(text).distribution
        #expect(
          ImageText.shown(distribution.family) + " " + ImageText.shown(distribution.version) == expected, "\(text)")
      }
    }
  }

  @Test func aBillWithoutAListOfPackagesDoesNotTellOfAny() throws {
    let bill = try self.image(#"{"spdxVersion":"SPDX-2.3","name":"x","files":[]}"#)
    #expect(bill.packages.unknownReason == .notAtHand)
    #expect(
      try self.image(#"{"spdxVersion":"SPDX-2.3","name":"x","packages":[]}"#).packages.unknownReason == .notAtHand)
    let text =
      #"{"bomFormat":"CycloneDX","specVersion":"1.5","vulnerabilities":[{"id":"CVE-1","affects":[{"ref":"a"}]}]}"#
    let image = try image(text)
    #expect(image.packages.unknownReason == .notAtHand && image.vulnerabilities.value?.count == 1)
    #expect(try self.image(String(text.dropLast()) + #","components":[]}"#).packages.unknownReason == .notAtHand)
  }

  @Test func aDistributionThatIsNotNamedIsNotKnownToBeAbsent() throws {
    let cases = [
      #"{"SchemaVersion":2,"ArtifactName":"a","ArtifactType":"container_image","Metadata":{"ImageID":"sha256:a"},"Results":[{"Target":"a","Class":"lang-pkgs","Packages":[]}]}"#,
      #"{"matches":[],"descriptor":{"name":"grype"},"distro":{"name":"","version":""}}"#,
    ]
    for text in cases {
      let image = try image(text)
      #expect(image.distribution.family.unknownReason == .unnamed, "\(text)")
      #expect(image.distribution.isEndOfLife.unknownReason == .unnamed, "\(text)")
    }
  }

  @Test func aGrypeReportIsRead() throws {
    func match(_ members: String, fix: String) -> String {
      #"{"vulnerability":{"id":"CVE-1","severity":"High","dataSource":"u","fix":\#(fix)\#(members)},"artifact":{"name":"n","version":"1","purl":"pkg:npm/n@1"}}"#
    }
    let matches = [
      match(#","risk":1.5,"knownExploited":[{"cve":"CVE-1"}]"#, fix: #"{"versions":["2"],"state":"fixed"}"#),
      match(#","risk":0"#, fix: #"{"versions":[],"state":"not-fixed"}"#),
      match("", fix: #"{"versions":null,"state":"unknown"}"#),
    ].joined(separator: ",")
    let image = try image(
      """
      {"matches":[\(matches)],"source":{"type":"image","target":{"imageID":"sha256:i","manifestDigest":"sha256:m",
       "tags":["a:1"],"repoDigests":[],"os":"linux","architecture":"arm64"}},
       "distro":{"name":"debian","version":"12"},
       "descriptor":{"name":"grype","version":"0.90","timestamp":"2024-01-02T03:04:05Z"}}
      """)
    #expect(
      image.vulnerabilities.value?.map { shown($0) } == [
        "CVE-1 | HIGH | n | 1 | 2 | fixed | unknown: notInForm | true | u",
        "CVE-1 | HIGH | n | 1 | absent | not-fixed | unknown: notInForm | false | u",
        "CVE-1 | HIGH | n | 1 | unknown: notAtHand | unknown | unknown: notInForm | unknown: notAtHand | u",
      ])
    #expect(ImageText.shown(image.manifestDigest) == "sha256:m" && ImageText.shown(image.architecture) == "arm64")
    #expect(ImageText.shown(image.tool) == "grype" && ImageText.shown(image.distribution.version) == "12")
    // The artifacts of matches are those with a vulnerability: no list of the packages.
    #expect(image.packages.unknownReason == .notInForm)
  }

  @Test func anSPDXDocumentIsRead() throws {
    let reading = ImageText.read(
      """
      {"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT",
       "creationInfo":{"created":"2024-01-02T03:04:05Z","creators":["Organization: x","Tool: syft-1.0"]},
       "packages":[
        {"SPDXID":"SPDXRef-i","name":"image","primaryPackagePurpose":"CONTAINER"},
        {"SPDXID":"SPDXRef-OperatingSystem-1","name":"alpine","versionInfo":"3.16"},
        {"SPDXID":"SPDXRef-p","name":"musl","versionInfo":"1","licenseDeclared":"MIT","licenseConcluded":"MIT AND BSD-2-Clause",
         "externalRefs":[{"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe"},
          {"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:apk/alpine/musl@1"}]},
        {"SPDXID":"SPDXRef-q","name":"q","licenseDeclared":"NOASSERTION"},
        {"SPDXID":"SPDXRef-r","name":"r","licenseConcluded":"NONE"}]}
      """)
    let image = try #require(reading.images.first)
    #expect(reading.problems.isEmpty)
    #expect(
      image.packages.value?.map { shown($0) } == [
        "musl | 1 | apk | pkg:apk/alpine/musl@1 | MIT, MIT AND BSD-2-Clause",
        "q | absent | unknown: notInForm | absent | unknown: notAtHand",
        "r | absent | unknown: notInForm | absent | absent",
      ])
    #expect(ImageText.shown(image.distribution.family) == "alpine" && ImageText.shown(image.tool) == "syft")
    #expect(image.vulnerabilities.unknownReason == .notInForm)
  }

  @Test func aCycloneDXDocumentIsRead() throws {
    let reading = ImageText.read(
      """
      {"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"timestamp":"2024-01-02T03:04:05Z",
       "tools":{"components":[{"name":"trivy","version":"1"}]},
       "component":{"type":"container","name":"a","properties":[{"name":"aquasecurity:trivy:RepoTag","value":"a:1"}]}},
       "components":[
        {"type":"operating-system","name":"debian","version":"12","bom-ref":"os"},
        {"type":"library","group":"org.x","name":"y","version":"1","purl":"pkg:maven/org.x/y@1","bom-ref":"y",
         "licenses":[{"license":{"id":"MIT"}},{"license":{"name":"Own"}},{"expression":"A OR B"}],
         "components":[{"type":"library","name":"z","version":"2","bom-ref":"z"}]},
        {"type":"file","name":"f","version":"1"},{"type":"application","name":"package-lock.json","properties":[{"name":"aquasecurity:trivy:Class","value":"lang-pkgs"}]},
        {"type":"application","name":"nameless-version"}],
       "vulnerabilities":[
        {"id":"CVE-1","source":{"url":"u"},"ratings":[{"severity":"low"},{"severity":"critical"},{"severity":"none"}],
         "published":"2020-01-01T00:00:00Z","analysis":{"state":"exploitable"},
         "affects":[{"ref":"y"},{"ref":"urn:cdx:a/1#z"}]},
        {"id":"CVE-2"}]}
      """)
    let image = try #require(reading.images.first)
    #expect(reading.problems.isEmpty)
    #expect(
      image.packages.value?.map { shown($0) } == [
        "org.x:y | 1 | maven | pkg:maven/org.x/y@1 | MIT, Own, A OR B", "z | 2 | unknown: notInForm | absent | absent",
        "nameless-version | absent | unknown: notInForm | absent | absent",
      ])
    #expect(
      image.vulnerabilities.value?.map { shown($0) } == [
        "CVE-1 | CRITICAL | org.x:y | 1 | unknown: notInForm | exploitable | 2020-01-01T00:00:00Z | unknown: notInForm | u",
        "CVE-1 | CRITICAL | z | 2 | unknown: notInForm | exploitable | 2020-01-01T00:00:00Z | unknown: notInForm | u",
        "CVE-2 | absent | unknown: notAtHand | unknown: notAtHand | unknown: notInForm | absent | absent | unknown: notInForm | absent",
      ])
    #expect(ImageText.shown(image.tags) == "a:1" && ImageText.shown(image.distribution.family) == "debian")
    // Trivy writes an empty list where it did not look.
    #expect(
      try self.image(#"{"bomFormat":"CycloneDX","specVersion":"1","vulnerabilities":[]}"#).vulnerabilities.unknownReason
        == .ambiguous)
  }

  @Test func packageURLsAreHeldAgainstTheirGrammar() {
    for (url, isValid) in [
      ("pkg:npm/left-pad@1.3.0", true), ("pkg:golang/github.com/a/b@v1?x=y#z", true), ("PKG:deb/debian/x", true),
      ("pkg://npm/x", true), ("pkg:npm/%40scope/x@1", true), ("pkg:invalid", false), ("pkg:", false), ("npm/x", false),
      ("pkg:1x/y", false), ("pkg:npm/", false), ("pkg:n m/x", false), ("", false),
    ] { #expect(OCIGrammar.isPackageURL(Array(url.utf8)) == isValid, "\(url)") }
  }
}
