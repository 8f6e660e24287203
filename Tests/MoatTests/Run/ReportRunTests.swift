import MoatSource
import MoatTestSupport
import Testing

@testable import Moat

/// Reports in a run: none is passed over, and VEX is applied to them.
@Suite struct ReportRunTests {
  private let tree = TemporaryTree()

  private static let pod = """
    apiVersion: v1
    kind: Pod
    metadata: {name: a, namespace: n}
    spec: {containers: [{name: c, image: "r.example.org/web:1"}]}
    """

  private func check(_ change: (inout CheckOptions) -> Void = { _ in }) async throws -> CheckReport {
    var options = CheckOptions(today: "2026-01-03")
    change(&options)
    return try await PolicySet.load().check(paths: [tree.root], options: options)
  }

  private func said(_ rule: String, in report: CheckReport) -> [String] {
    report.findings.filter { $0.rule == rule && $0.blocks }.map { "\(tree.shown($0.source.name)): \($0.message)" }
  }

  @Test func whatIsNotReadBlocksBesideAManifest() async throws {
    let files: [(name: String, text: String, title: String)] = [
      ("a.sarif", #"{"version":"2.1.0","runs":[]}"#, "SARIF log"),
      ("b.json", #"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}}}]}"#, "SARIF log of T"),
      ("c.xml", "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"/>", "CycloneDX document in XML"),
      ("d.spdx", "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageName: b\n", "SPDX document in tag-value form"),
      ("e.intoto", #"{"payloadType":"p","payload":""}"#, "DSSE envelope of p"),
      (
        "f.jsonl", "{\"payloadType\":\"p\",\"payload\":\"\"}\n{\"payloadType\":\"p\",\"payload\":\"\"}\n",
        "DSSE envelope of p"
      ),
      ("g.json", #"{"_type":"https://in-toto.io/Statement/v1","predicateType":"p"}"#, "in-toto statement of p"),
      ("h.json", #"{"matches":[],"descriptor":{"name":"xeol"}}"#, "Xeol report"),
      (
        "i.yaml", "apiVersion: aquasecurity.github.io/v1alpha1\nkind: ClusterComplianceReport\nreport: {}\n",
        "ClusterComplianceReport of the Trivy operator"
      ),
      ("j.json", #"{"spdxVersion":"SPDX-3.0"}"#, "SPDX 3 document"),
      ("k.ndjson", "{\"config\":{\"scanner_name\":\"govulncheck\"}}\n{\"osv\":{}}\n", "govulncheck report"),
      ("l.txt", "SPDXVersion: SPDX-2.3\n", "SPDX document in tag-value form"),
      ("m.html", "<html><title>web - Trivy Report</title>", "HTML report of Trivy"),
      ("n.swidtag", "<SoftwareIdentity xmlns='http://standards.iso.org/iso/19770/-2/2015/schema.xsd'/>", "SWID tag"),
      ("o.yaml", "results:\n- {id: CVE-2026-1, severity: high}\n", "report of vulnerabilities"),
      ("p.yaml", "apiVersion: wgpolicyk8s.io/v1alpha2\nkind: PolicyReport\nmetadata: {name: a}\n", "PolicyReport"),
    ]
    for file in files {
      let tree = TemporaryTree()
      tree.file("pod.yaml", Self.pod)
      tree.file(file.name, file.text)
      let report = try await PolicySet.load().check(paths: [tree.root], options: CheckOptions(today: "2026-01-03"))
      let found = report.findings.filter { $0.rule == "moat.unread-report" }
      #expect(found.count == 1 && found.first?.blocks == true, "\(file.name): \(report.findings.map(\.rule))")
      #expect(found.first?.message.hasPrefix(file.title + " is not read: ") == true, "\(found.map(\.message))")
      #expect(found.first.map { tree.shown($0.source.name) } == file.name)
      #expect(report.summary.unrecognised == 0)
    }
  }

  @Test func aScanMayBeInAReportThatIsNotRead() async throws {
    tree.file("pod.yaml", Self.pod)
    tree.file("scan.json", #"{"version":"2.1.0","runs":[]}"#)
    let report = try await check { options in
      options.parameters = ["image.image-unscanned.registries": "[\"r.example.org/\"]"]
    }
    let found = report.findings.first { $0.rule == "image.image-unscanned" }
    #expect(found?.verdict == .undetermined && found?.message.contains("SARIF log") == true, "\(report.findings)")
  }

  @Test func otherFilesOfSuchNamesAreNothing() async throws {
    tree.file("pod.yaml", Self.pod)
    tree.file("pom.xml", "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"/>")
    tree.file("log.jsonl", "{\"a\":1}\n{\"a\":2}\n")
    tree.file("x.att", "some notes\n")
    let report = try await check()
    #expect(report.notEvaluated.isEmpty && report.summary.unrecognised == 0 && report.summary.documents == 1)
    #expect(!report.findings.contains { $0.rule.hasPrefix("moat.") })
  }

  /// Several reports in one file are several documents, each finding at its own place.
  @Test func reportsOneAfterTheOtherAreRead() async throws {
    let (web, db) = (Self.scan, Self.scan.replacing("example.org/web", with: "example.org/db"))
    let lines = (web.replacing("\n", with: "") + "\n", db.replacing("\n", with: "") + "\n")
    let rows: [(name: String, text: String, lines: [Int])] = [
      ("a.jsonl", lines.0 + lines.1, [1, 2]), ("a.ndjson", lines.0 + lines.1, [1, 2]),
      ("a.json", web + "\n" + db + "\n", [6, 6 + 7]), ("a.json", "[\(web),\n\(db)]", [6, 6 + 7]),
      ("a.json", "{\"w\":\(web),\n\"d\":\(db)}", [6, 6 + 7]),
      ("a.yaml", Self.pod + "\n---\n" + lines.0 + "---\n" + lines.1, [6, 8]), ("a.txt", web, [6]),
    ]
    for row in rows {
      let tree = TemporaryTree()
      tree.file(row.name, row.text)
      let report = try await PolicySet.load().check(paths: [tree.root], options: CheckOptions(today: "2026-01-03"))
      let found = report.findings.filter {
        $0.rule == "image.vulnerability-fixable" && $0.message.contains("CVE-2026-1 ")
      }
      let lines = found.map { $0.source.place(of: $0.span.start).line }
      #expect(lines == row.lines, "\(row.name): \(lines) \(report.notEvaluated)")
      #expect(report.notEvaluated.isEmpty && report.summary.unrecognised == 0)
    }
  }

  @Test func oneThatIsCutOffIsNotEvaluated() async throws {
    tree.file("pod.yaml", Self.pod)
    tree.file("a.jsonl", Self.scan.replacing("\n", with: "") + "\n{\"SchemaVersion\": 2,\n")
    let found = try await check().notEvaluated
    #expect(found.count == 1 && found.first?.message.contains("cannot be read at line") == true, "\(found)")
  }

  @Test func whatCannotTellOfImagesIsOfLowSeverity() async throws {
    tree.file("pod.yaml", Self.pod)
    tree.file("lint.json", #"[{"code":"DL3006","level":"error","line":1,"file":"Dockerfile"}]"#)
    tree.file("scan.json", #"[{"cve":"CVE-2026-1","severity":"critical"}]"#)
    let found = try await check().findings.filter { $0.rule == "moat.unread-report" }
    #expect(found.map { $0.severity }.map { "\($0)" }.sorted() == ["critical", "low"] && found.allSatisfy(\.blocks))
  }

  @Test func anEmptyJSONIsNoReport() async throws {
    tree.file("pod.yaml", Self.pod)
    tree.file("scan.json", " \n")
    #expect(try await check().notEvaluated.map { tree.shown($0.file) } == ["scan.json"])
  }

  // MARK: VEX

  private static let scan = """
    {"SchemaVersion":2,"CreatedAt":"2026-01-02T00:00:00Z","ArtifactName":"r.example.org/web:1","ArtifactType":"container_image",
     "Metadata":{"OS":{"Family":"debian","Name":"12"},"RepoTags":["r.example.org/web:1"],
      "RepoDigests":["r.example.org/web@sha256:\(String(repeating: "a", count: 64))"]},
     "Results":[{"Target":"w","Class":"os-pkgs","Type":"debian","Vulnerabilities":[
      {"VulnerabilityID":"CVE-2026-1","PkgName":"p","PkgIdentifier":{"PURL":"pkg:deb/debian/p@1?arch=amd64"},
       "InstalledVersion":"1","FixedVersion":"2","Severity":"CRITICAL"},
      {"VulnerabilityID":"CVE-2026-2","PkgName":"q","InstalledVersion":"1","FixedVersion":"2","Severity":"CRITICAL"}]}]}
    """

  private static let digest = "sha256%3A" + String(repeating: "a", count: 64)

  /// The vulnerabilities that `vulnerability-fixable` still finds under some statements, and whether these met a product.
  private func open(_ statements: String) async throws -> (ids: [String], isMatched: Bool) {
    let tree = TemporaryTree()
    tree.file("scan.json", Self.scan)
    tree.file(
      "vex.json",
      #"{"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-01-01T00:00:00Z","statements":[\#(statements)]}"#)
    let report = try await PolicySet.load().check(paths: [tree.root], options: CheckOptions(today: "2026-01-03"))
    let found = report.findings.filter { $0.rule == "image.vulnerability-fixable" }
    let ids = ["CVE-2026-1", "CVE-2026-2"].filter { id in found.contains { $0.message.contains(id + " ") } }
    let unmatched = report.findings.filter { $0.rule == "moat.vex-unmatched" }
    // Statements of other products are often kept with those of this one.
    #expect(unmatched.allSatisfy { $0.verdict == .warn && !$0.blocks })
    return (ids, unmatched.isEmpty)
  }

  private func statement(_ product: String, _ status: String = "not_affected", _ rest: String = "") -> String {
    #"{"vulnerability":{"name":"CVE-2026-1"},"products":[\#(product)],"status":"\#(status)"\#(rest),"justification":"component_not_present"}"#
  }

  @Test func aStatementIsAboutItsProductAlone() async throws {
    let closed = ["CVE-2026-2"]
    let all = ["CVE-2026-1", "CVE-2026-2"]
    let cases: [(String, [String], Bool)] = [
      (#"{"@id":"pkg:oci/web@\#(Self.digest)?repository_url=r.example.org/web"}"#, closed, true),
      (#"{"@id":"pkg:oci/web?repository_url=r.example.org/web&tag=1"}"#, closed, true),
      (#"{"@id":"pkg:oci/web?repository_url=r.example.org"}"#, closed, true),
      (#"{"@id":"r.example.org/web:1"}"#, closed, true), (#"{"@id":"r.example.org/web"}"#, closed, true),
      (#"{"@id":"x","hashes":{"sha-256":"\#(String(repeating: "a", count: 64))"}}"#, closed, true),
      (#"{"@id":"pkg:deb/debian/p@1"}"#, closed, true), (#"{"@id":"pkg:deb/debian/p"}"#, closed, true),
      (#"{"@id":"r.example.org/web:1","subcomponents":[{"@id":"pkg:deb/debian/p@1?arch=amd64"}]}"#, closed, true),
      // Another version, package, tag, image or digest; a name that many images have.
      (#"{"@id":"r.example.org/web:1","subcomponents":[{"@id":"pkg:deb/debian/p@2"}]}"#, all, true),
      (#"{"@id":"r.example.org/web:1","subcomponents":[{"@id":"pkg:deb/debian/p@1?arch=arm64"}]}"#, all, true),
      (#"{"@id":"r.example.org/web:1","subcomponents":[{"@id":"pkg:npm/p@1"}]}"#, all, true),
      (#"{"@id":"r.example.org/web:2"}"#, all, false), (#"{"@id":"r.example.org.evil.org/web:1"}"#, all, false),
      (
        #"{"@id":"pkg:oci/web@sha256%3A\#(String(repeating: "b", count: 64))?repository_url=r.example.org/web"}"#, all,
        false
      ),
      (#"{"@id":"pkg:oci/web"}"#, all, false), (#"{"@id":"pkg:deb/debian/p@2"}"#, all, false),
    ]
    for (product, ids, isMatched) in cases {
      let found = try await open(statement(product))
      #expect(found.ids == ids && found.isMatched == isMatched, "\(product): \(found)")
    }
    #expect(try await open("").isMatched == false)
  }

  /// The report has the digest of the configuration; a manifest names that, and an index the manifest.
  @Test func aStatementMeetsAReportByManifestAndIndex() async throws {
    let configuration = "sha256:" + String(repeating: "c", count: 64)
    let manifest =
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":1,"digest":"\#(configuration)"},"layers":[]}"#
    let digest = TarBuilder.digest(Array(manifest.utf8))
    let index =
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"\#(digest)"}]}"#
    let other = "sha256:" + String(repeating: "d", count: 64)
    for (product, files, isMet) in [
      (digest, ["m.json": manifest], true), (digest, [:], false),
      (other, ["m.json": manifest, "i.json": index], false),
      (TarBuilder.digest(Array(index.utf8)), ["m.json": manifest, "i.json": index], true),
      (TarBuilder.digest(Array(index.utf8)), ["i.json": index], false),
    ] {
      let tree = TemporaryTree()
      for (name, text) in files { tree.file(name, text) }
      tree.file(
        "scan.json",
        """
        {"SchemaVersion":2,"ArtifactName":"a.tar","ArtifactType":"container_image","Metadata":{"ImageID":"\(configuration)"},
         "Results":[{"Target":"w","Class":"os-pkgs","Type":"debian","Vulnerabilities":[
          {"VulnerabilityID":"CVE-2026-1","PkgName":"p","InstalledVersion":"1","FixedVersion":"2","Severity":"CRITICAL"}]}]}
        """)
      tree.file(
        "vex.json",
        #"{"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-01-01T00:00:00Z","statements":[\#(statement(#"{"@id":"pkg:oci/web@\#(product.replacing(":", with: "%3A"))"}"#))]}"#
      )
      let report = try await PolicySet.load().check(paths: [tree.root], options: CheckOptions(today: "2026-01-03"))
      #expect(report.findings.contains { $0.rule == "image.vulnerability-fixable" } != isMet, "\(product) \(files)")
      #expect(report.findings.contains { $0.rule == "moat.vex-unmatched" } != isMet, "\(product) \(files)")
    }
  }

  @Test func theNewestStatementCounts() async throws {
    let web = #"{"@id":"r.example.org/web:1"}"#
    func at(_ day: Int) -> String { #","timestamp":"2026-01-0\#(day)T00:00:00Z""# }
    let cases: [(String, Bool)] = [
      (statement(web, "fixed"), false), (statement(web, "affected"), true),
      (statement(web, "under_investigation"), true),
      (statement(web, "affected", at(2)) + "," + statement(web, "not_affected", at(3)), false),
      (statement(web, "affected", at(3)) + "," + statement(web, "not_affected", at(2)), true),
      (statement(web, "affected", at(2)) + "," + statement(web, "not_affected", at(2)), true),
    ]
    for (statements, isOpen) in cases {
      #expect(try await open(statements).ids.contains("CVE-2026-1") == isOpen, "\(statements)")
    }
  }

  @Test func anAdvisoryIsAppliedToAResourceOfTheOperator() async throws {
    tree.file(
      "report.yaml",
      """
      apiVersion: aquasecurity.github.io/v1alpha1
      kind: VulnerabilityReport
      metadata: {name: a}
      report:
        artifact: {repository: web, tag: "1"}
        registry: {server: r.example.org}
        vulnerabilities:
        - {vulnerabilityID: CVE-2026-1, resource: p, installedVersion: "1", fixedVersion: "2", severity: CRITICAL}
      """)
    #expect(said("image.vulnerability-fixable", in: try await check()).count == 1)
    tree.file(
      "csaf.json",
      """
      {"document":{"csaf_version":"2.0","category":"csaf_vex",
        "tracking":{"status":"final","current_release_date":"2026-01-01T00:00:00Z"}},
       "product_tree":{"full_product_names":[{"product_id":"W","name":"w","product_identification_helper":
        {"purl":"pkg:oci/web?repository_url=r.example.org/web&tag=1"}}]},
       "vulnerabilities":[{"cve":"CVE-2026-1","product_status":{"known_not_affected":["W"]},
        "flags":[{"label":"component_not_present","product_ids":["W"]}]}]}
      """)
    let report = try await check()
    #expect(said("image.vulnerability-fixable", in: report) == [])
    #expect(!report.findings.contains { $0.rule == "moat.vex-unmatched" })
    #expect(report.summary.unrecognised == 0)
  }

  // MARK: One cause

  @Test func aDistributionThatIsNotNamedIsOneFinding() async throws {
    for text in [
      #"{"SchemaVersion":2,"ArtifactName":"a","ArtifactType":"container_image","Metadata":{"RepoTags":["web:1"]},"Results":[{"Target":"a","Class":"lang-pkgs","Packages":[]}]}"#,
      #"{"SchemaVersion":2,"ArtifactName":"a","ArtifactType":"container_image","Metadata":{"RepoTags":["web:1"],"OS":{"Family":"none","Name":""}},"Results":[{"Target":"a","Class":"lang-pkgs","Packages":[]}]}"#,
      #"{"matches":[],"descriptor":{"name":"grype"},"distro":{"name":"","version":""},"source":{"type":"image","target":{"tags":["web:1"]}}}"#,
    ] {
      tree.file("scan.json", text)
      let found = try await check().findings.filter { $0.rule == "image.distribution-ended" }
      #expect(found.count == 1, "\(found.map(\.message))")
      #expect(found.first?.verdict == .undetermined)
      #expect(found.first?.message.contains("does not name the distribution") == true, "\(found.map(\.message))")
      #expect(found.first?.remedy.contains("docs/images.md") == true)
    }
  }

  private func grype(_ count: Int, _ more: String = "") -> String {
    let matches = (0..<count).map { index in
      #"{"vulnerability":{"id":"CVE-\#(index)","severity":"Low"\#(more)},"artifact":{"name":"p\#(index)","version":"1"}}"#
    }
    return #"{"matches":[\#(matches.joined(separator: ","))],"source":{"type":"image","target":{"tags":["w:1"]}},"#
      + #""descriptor":{"name":"grype","timestamp":"2026-01-02T00:00:00Z"}}"#
  }

  @Test func whatAReportNeverTellsIsOneFinding() async throws {
    for count in [3, 1_500] {
      tree.file("scan.json", grype(count))
      let report = try await check()
      let found = report.findings.filter { $0.blinded.contains("image.vulnerability-exploited") }
      #expect(found.count == 1 && found.first?.blocks == true, "\(count): \(found.count)")
      #expect(!report.findings.contains { $0.rule == "moat.finding-limit" })
      #expect(report.summary.counts[.undetermined] ?? 0 >= count)
    }
    tree.file("scan.json", grype(3, #","risk":1"#))
    #expect(try await check().findings.allSatisfy { !$0.blinded.contains("image.vulnerability-exploited") })
  }
}
