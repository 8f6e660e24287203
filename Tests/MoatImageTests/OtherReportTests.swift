import MoatDocument
import Testing

@testable import MoatImage

/// Reports of Trivy for clusters, of its operator and of Syft; what reports hold beside packages and vulnerabilities.
@Suite struct OtherReportTests {
  private func names(_ image: ImageModel) -> String {
    "\(ImageText.shown(image.tags)) | \(ImageText.shown(image.repositoryDigests))"
  }

  private func ids(_ image: ImageModel) -> [String] {
    (image.vulnerabilities.value ?? []).map { ImageText.shown($0.id) }
  }

  private func resources(_ text: String) throws -> ImageReading {
    try #require(ImageDocument.resources(in: ImageText.arena(text))).reading
  }

  // MARK: Clusters

  @Test func aResourceOfOneImageHasAllItsResults() throws {
    let reading = ImageText.read(
      """
      {"ClusterName":"c","Resources":[{"Namespace":"n","Kind":"Deployment","Name":"a","Results":[
        {"Target":"r.example.org/a:1 (debian 12.1)","Class":"os-pkgs","Type":"debian",
         "Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"p","InstalledVersion":"1","Severity":"HIGH"}]},
        {"Target":"Java","Class":"lang-pkgs","Type":"jar",
         "Vulnerabilities":[{"VulnerabilityID":"CVE-2","PkgName":"q","InstalledVersion":"1","Severity":"LOW"}]},
        {"Target":"Deployment/a","Class":"config","Type":"kubernetes",
         "Misconfigurations":[{"ID":"K1","Severity":"HIGH","Status":"FAIL"}]}]}]}
      """)
    #expect(reading.problems == [] && reading.images.count == 2)
    #expect(reading.images.map { $0.isImage.value } == [false, true])
    #expect(reading.images[0].misconfigurations.value?.map { ImageText.shown($0.id) } == ["K1"])
    #expect(names(reading.images[1]) == "r.example.org/a:1 | unknown: notInForm")
    #expect(ids(reading.images[1]) == ["CVE-1", "CVE-2"])
  }

  @Test func ofSeveralImagesOnlyTheDistributionTellsWhose() {
    let reading = ImageText.read(
      """
      {"Findings":[{"Kind":"Pod","Name":"a","Results":[
        {"Target":"x:1 (alpine 3)","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1"}]},
        {"Target":"y@sha256:d (debian 12)","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-2"}]},
        {"Target":"Node.js","Class":"lang-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-3"}]}]}]}
      """)
    #expect(
      reading.images.map(names) == [
        "x:1 | unknown: notInForm", "absent | y@sha256:d", "unknown: ambiguous | unknown: notInForm",
      ])
    #expect(reading.images.map(ids) == [["CVE-1"], ["CVE-2"], ["CVE-3"]])
  }

  @Test func whatCouldNotBeScannedIsSaid() {
    let reading = ImageText.read(#"{"ClusterName":"c","Resources":[{"Kind":"Pod","Name":"a","Error":"no access"}]}"#)
    #expect(reading.images.isEmpty && reading.problems.map(\.kind) == [.unread])
    #expect(reading.problems.first?.message.contains("no access") == true)
  }

  // MARK: The operator

  @Test func aReportOfTheOperatorIsRead() throws {
    let reading = try resources(
      """
      {"apiVersion":"v1","kind":"List","items":[
       {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}},
       {"apiVersion":"aquasecurity.github.io/v1alpha1","kind":"ClusterVulnerabilityReport","metadata":{"name":"a"},"report":{
        "updateTimestamp":"2026-01-02T00:00:00Z","artifact":{"repository":"library/a","tag":"1","digest":"sha256:i"},
        "registry":{"server":"index.docker.io"},"os":{"family":"alpine","name":"3.19"},"scanner":{"version":"0.50"},
        "vulnerabilities":[{"vulnerabilityID":"CVE-1","resource":"p","installedVersion":"1","fixedVersion":"",
         "severity":"HIGH","publishedDate":"","packagePURL":"pkg:apk/alpine/p@1","primaryLink":"u"}]}},
       {"apiVersion":"aquasecurity.github.io/v1alpha1","kind":"VulnerabilityReport","metadata":{"name":"b"},"report":{
        "artifact":{"repository":"b","digest":"sha256:m"},"registry":{"server":"r.example.org"},"vulnerabilities":[]}}]}
      """)
    #expect(reading.problems == [] && reading.images.count == 2)
    let image = reading.images[0]
    #expect(names(image) == "index.docker.io/library/a:1 | unknown: notAtHand")
    #expect(ImageText.shown(image.configDigest) == "sha256:i" && ImageText.shown(image.distribution.family) == "alpine")
    #expect(ImageText.shown(image.scanned) == "2026-01-02T00:00:00Z" && ImageText.shown(image.tool) == "trivy")
    let found = try #require(image.vulnerabilities.value?.first)
    #expect(
      found.fixedIn.isAbsent && found.published.isAbsent && ImageText.shown(found.packageURL) == "pkg:apk/alpine/p@1")
    #expect(names(reading.images[1]) == "absent | r.example.org/b@sha256:m" && ids(reading.images[1]) == [])
  }

  @Test func itsOtherReportsAreReadOrNamed() throws {
    func one(_ kind: String, _ report: String) throws -> ImageReading {
      try resources(
        #"{"apiVersion":"aquasecurity.github.io/v1alpha1","kind":"\#(kind)","metadata":{"name":"a"},"report":\#(report)}"#
      )
    }
    let bill = try one(
      "SbomReport",
      #"{"artifact":{"repository":"a","tag":"1"},"components":{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"p","version":"1"}]}}"#
    )
    #expect(bill.images.first?.packages.value?.count == 1 && bill.images.first.map(names)?.hasPrefix("a:1") == true)
    let roles = try one("RbacAssessmentReport", #"{"checks":[{"checkID":"K","severity":"LOW","success":false}]}"#)
    #expect(roles.images.first?.isImage.value == false && roles.images.first?.misconfigurations.value?.count == 1)
    let sum = try one("ClusterComplianceReport", "{}")
    #expect(sum.images.isEmpty && sum.problems.map(\.kind) == [.unread])
    let broken = try resources(#"{"apiVersion":"aquasecurity.github.io/v1alpha1","kind":"VulnerabilityReport"}"#)
    #expect(broken.problems.first?.message.contains("must have a `report`") == true)
    #expect(ImageDocument.resources(in: ImageText.arena(#"{"apiVersion":"v1","kind":"Pod"}"#)) == nil)
  }

  // MARK: Syft

  @Test func aReportOfSyftIsABill() throws {
    let image = try #require(
      ImageText.read(
        """
        {"artifacts":[{"name":"p","version":"1","type":"apk","purl":"pkg:apk/alpine/p@1",
          "licenses":[{"value":"MIT","spdxExpression":"MIT"},{"value":"odd"}]},{"name":"q","type":"binary","licenses":[]}],
         "source":{"type":"image","metadata":{"tags":["a:1"],"repoDigests":["a@sha256:d"],"manifestDigest":"sha256:m","imageID":"sha256:i"}},
         "distro":{"id":"alpine","versionID":"3.19"},"descriptor":{"name":"syft","version":"1.0"}}
        """
      ).images.first)
    #expect(names(image) == "a:1 | a@sha256:d" && ImageText.shown(image.manifestDigest) == "sha256:m")
    #expect(image.packages.value?.map { ImageText.shown($0.licences) } == ["MIT, odd", "unknown: notAtHand"])
    #expect(image.packages.value?.map { ImageText.shown($0.type) } == ["apk", "binary"])
    #expect(
      ImageText.shown(image.distribution.family) == "alpine" && ImageText.shown(image.distribution.version) == "3.19")
    #expect(image.vulnerabilities.unknownReason == .notInForm)
    let folder = ImageText.read(
      #"{"artifacts":[],"source":{"type":"directory","metadata":{"path":"."}},"descriptor":{"name":"syft"}}"#)
    #expect(folder.images.first?.isImage.value == false)
  }

  // MARK: Sections of Trivy

  @Test func secretsAreHiddenAndUnknownSectionsAreSaid() throws {
    let text = """
      {"SchemaVersion":2,"ArtifactName":"a","Results":[
       {"Target":"/k","Class":"secret","Secrets":[{"RuleID":"r","Severity":"HIGH","StartLine":4,"Match":"key=abc",
        "Code":{"Lines":[{"Number":4,"Content":"key=abcd","Highlighted":"abcde"}]}}]},
       {"Target":"x","Class":"custom","CustomResources":[{"Type":"t"}],"Other":[],"ExperimentalModifiedFindings":[]}]}
      """
    let reading = ImageText.read(text)
    #expect(
      reading.problems.map(\.message) == ["section CustomResources of a Trivy report is not read: no rule sees it"])
    #expect(reading.problems.map(\.kind) == [.unread])
    #expect(
      reading.secrets.map { ImageText.text($0, of: reading.sources) } == [#""key=abc""#, #""key=abcd""#, #""abcde""#])
    let secret = try #require(reading.images.first?.secrets.value?.first)
    #expect(ImageText.shown(secret.path) == "/k" && ImageText.shown(secret.line) == "4")
  }

  // MARK: Names and statuses

  @Test func aVulnerabilityHasItsOtherIds() {
    func match(_ id: String, _ related: String...) -> [String] {
      let list = related.map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
      let image = ImageText.read(
        #"{"matches":[{"vulnerability":{"id":"\#(id)"},"relatedVulnerabilities":[\#(list)],"artifact":{"name":"a"}}],"descriptor":{"name":"grype"}}"#
      ).images[0]
      return (image.vulnerabilities.value ?? []).map { found in
        ([ImageText.shown(found.id)] + found.aliases.map { String(decoding: $0.value, as: UTF8.self) }).joined(
          separator: " ")
      }
    }
    #expect(match("GHSA-a", "CVE-1") == ["GHSA-a CVE-1"])
    #expect(match("CVE-1", "CVE-1") == ["CVE-1"])
    #expect(match("CVE-1", "CVE-2", "GHSA-a") == ["CVE-1 GHSA-a"])
    // An advisory of several is each of them.
    #expect(match("ALAS-1", "CVE-1", "CVE-2") == ["CVE-1 ALAS-1", "CVE-2 ALAS-1"])
    #expect(match("X") == ["X"])
  }

  @Test func cycloneDXTellsStatusesAndScores() throws {
    func entry(_ vulnerability: String) throws -> ImageVulnerability {
      try #require(
        ImageText.read(
          #"{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"component":{"type":"container","name":"w","version":"9","bom-ref":"m"}},"components":[{"type":"library","name":"a","version":"1","bom-ref":"r"}],"vulnerabilities":[\#(vulnerability)]}"#
        ).images.first?.vulnerabilities.value?.first)
    }
    let versions: [(String, String)] = [
      (#"[{"version":"1","status":"unaffected"}]"#, "not_affected"), (#"[{"version":"1"}]"#, "absent"),
      (#"[{"version":"1","status":"unaffected"},{"version":"1","status":"affected"}]"#, "absent"),
      (#"[{"version":"2","status":"unaffected"}]"#, "absent"),
      (#"[{"range":"vers:npm/<2","status":"unaffected"}]"#, "absent"),
    ]
    for (list, expected) in versions {
      #expect(
        try ImageText.shown(entry(#"{"id":"a","affects":[{"ref":"r","versions":\#(list)}]}"#).status) == expected,
        "\(list)")
    }
    #expect(try ImageText.shown(entry(#"{"id":"a","affects":[{"ref":"m"}]}"#).package) == "w")
    let ratings: [(String, String)] = [
      (#"{"score":9.8,"method":"CVSSv31"}"#, "CRITICAL"), (#"{"score":7,"method":"CVSSv3"}"#, "HIGH"),
      (#"{"score":9.8,"method":"CVSSv2"}"#, "HIGH"), (#"{"score":0.0,"method":"CVSSv4"}"#, "NONE"),
      (#"{"score":5,"vector":"CVSS:3.1/AV:N"}"#, "MEDIUM"), (#"{"score":9.8}"#, "absent"),
      (#"{"score":11,"method":"CVSSv3"}"#, "absent"), (#"{"severity":"low","score":9.8,"method":"CVSSv3"}"#, "LOW"),
      (#"{"severity":"unknown","score":4,"method":"CVSSv3"}"#, "MEDIUM"),
    ]
    for (rating, expected) in ratings {
      #expect(try ImageText.shown(entry(#"{"id":"a","ratings":[\#(rating)]}"#).severity) == expected, "\(rating)")
    }
    let named = try entry(#"{"id":"GHSA-a","references":[{"id":"CVE-1","source":{}}]}"#)
    #expect(named.aliases.map { String(decoding: $0.value, as: UTF8.self) } == ["CVE-1"])
  }
}
