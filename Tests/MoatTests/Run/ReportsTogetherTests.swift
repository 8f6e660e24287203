import MoatSource
import MoatTestSupport
import Testing

@testable import Moat

/// What one document of a run tells of another: known exploitation and EPSS, the types of attestations; and what Trivy took away.
@Suite struct ReportsTogetherTests {
  private func found(_ rule: String, _ files: [String: String], _ policies: PolicySet) async throws -> [String] {
    let tree = TemporaryTree()
    for (name, text) in files { tree.file(name, text) }
    var options = CheckOptions(today: "2026-01-03")
    options.extent = .whole
    let report = try await policies.check(paths: [tree.root], options: options)
    return report.findings.filter { $0.rule == rule || $0.blinded.contains(rule) }
      .map { "\($0.verdict) \(tree.shown($0.source.name))" }.sorted()
  }

  private func trivy(_ ids: [String], _ more: String = "") -> String {
    let found = ids.map {
      #"{"VulnerabilityID":"\#($0)","PkgName":"p","InstalledVersion":"1","Severity":"HIGH"}"#
    }
    return """
      {"SchemaVersion":2,"CreatedAt":"2026-01-02T00:00:00Z","ArtifactName":"w:1","ArtifactType":"container_image",
       "Metadata":{"OS":{"Family":"debian","Name":"12"},"RepoTags":["w:1"]},
       "Results":[{"Target":"w","Class":"os-pkgs","Type":"debian","Vulnerabilities":[\(found.joined(separator: ","))]\(more)}]}
      """
  }

  /// A match for each id, and whether it is exploited.
  private func grype(_ matches: [(id: String, related: String, isExploited: Bool, epss: Double)]) -> String {
    let found = matches.map { match in
      """
      {"vulnerability":{"id":"\(match.id)","severity":"Low","risk":1,"fix":{"versions":[],"state":"not-fixed"},
        "epss":[{"cve":"x","epss":\(match.epss),"percentile":0.5,"date":"2026-01-01"}]
        \(match.isExploited ? #","knownExploited":[{"cve":"x"}]"# : "")},
       "relatedVulnerabilities":[\(match.related.isEmpty ? "" : #"{"id":"\#(match.related)"}"#)],
       "artifact":{"name":"q","version":"1","type":"deb"}}
      """
    }
    return """
      {"matches":[\(found.joined(separator: ","))],"source":{"type":"image","target":{"tags":["other:1"]}},
       "descriptor":{"name":"grype","timestamp":"2026-01-02T00:00:00Z"}}
      """
  }

  @Test func exploitationThatAReportDoesNotTellIsOneFinding() async throws {
    let policies = try PolicySet.load()
    let many = trivy((0..<40).map { "CVE-2026-\($0)" })
    for rule in ["image.vulnerability-exploited", "image.vulnerability-likely-exploited"] {
      #expect(try await found(rule, ["t.json": many], policies) == ["undetermined t.json"], "\(rule)")
      #expect(try await found(rule, ["t.json": trivy([])], policies) == [])
    }
  }

  @Test func aReportOfAnotherToolTellsIt() async throws {
    let policies = try PolicySet.load()
    let (exploited, likely) = ("image.vulnerability-exploited", "image.vulnerability-likely-exploited")
    let report = trivy(["CVE-2026-1", "CVE-2026-2"])
    let clean = grype([("CVE-2026-1", "", false, 0.01), ("GHSA-2", "CVE-2026-2", false, 0.01)])
    #expect(try await found(exploited, ["t.json": report, "g.json": clean], policies) == [])
    #expect(try await found(likely, ["t.json": report, "g.json": clean], policies) == [])
    // The other id tells it too; the report of Grype itself fails beside it.
    let known = grype([("CVE-2026-1", "", false, 0.01), ("GHSA-2", "CVE-2026-2", true, 0.9)])
    #expect(
      try await found(exploited, ["t.json": report, "g.json": known], policies) == ["fail g.json", "fail t.json"])
    #expect(try await found(likely, ["t.json": report, "g.json": known], policies) == ["fail t.json"])
    // What neither tells stays open.
    let part = grype([("CVE-2026-1", "", false, 0.01)])
    #expect(try await found(exploited, ["t.json": report, "g.json": part], policies) == ["undetermined t.json"])
    // An advisory of a vendor can be of several vulnerabilities.
    let vendor = grype([("ELSA-1", "", false, 0.01)])
    let listed = report.replacing(#""VulnerabilityID""#, with: #""VendorIDs":["ELSA-1"],"VulnerabilityID""#)
    #expect(try await found(exploited, ["t.json": listed, "g.json": vendor], policies) == ["undetermined t.json"])
  }

  @Test func whatTrivyTookAwayCountsUnlessVEXDid() async throws {
    let policies = try PolicySet.load()
    func modified(_ type: String, _ status: String, _ finding: String) -> String {
      #","ExperimentalModifiedFindings":[{"Type":"\#(type)","Status":"\#(status)","Statement":"s","Source":".trivyignore","Finding":{\#(finding)}}]"#
    }
    let vulnerability =
      #""VulnerabilityID":"CVE-2026-1","PkgName":"p","InstalledVersion":"1","FixedVersion":"2","Severity":"CRITICAL""#
    for (status, expected) in [
      ("ignored", ["fail t.json"]), ("unknown", ["fail t.json"]), ("affected", ["fail t.json"]),
      ("under_investigation", ["fail t.json"]), ("not_affected", []), ("fixed", []),
    ] {
      let text = trivy([], modified("vulnerability", status, vulnerability))
      #expect(try await found("image.vulnerability-fixable", ["t.json": text], policies) == expected, "\(status)")
    }
    let secret =
      #""RuleID":"private-key","Category":"k","Severity":"CRITICAL","Title":"Key","Match":"zebra-velvet-hunter""#
    let text = trivy([], modified("secret", "ignored", secret))
    #expect(try await found("image.exposed-secret", ["t.json": text], policies) == ["fail t.json"])
    let check = #""ID":"DS-0002","Severity":"HIGH","Status":"FAIL","Title":"t""#
    let other = trivy([], modified("misconfiguration", "ignored", check))
    #expect(try await found("image.misconfiguration", ["t.json": other], policies) == ["fail t.json"])
    for (type, finding) in [("wasm", vulnerability), ("vulnerability", "")] {
      var text = trivy([], modified(type, "ignored", finding))
      if finding.isEmpty { text = text.replacing(#","Finding":{}"#, with: "") }
      #expect(try await found("moat.unread-report", ["t.json": text], policies) == ["fail t.json"], "\(type)")
    }
  }

  @Test func theManifestOfAnAttestationTellsItsTypes() async throws {
    let tree = TemporaryTree()
    tree.file(
      "p.moat",
      """
      policy acme version "1.0.0"

      ## Provenance.
      rule provenance {
        severity info
        for image i where i.hasListing
        require "https://slsa.dev/provenance/v1" in i.attestations
        message "none"
      }
      """)
    let policies = try PolicySet.load(paths: [tree.path("p.moat")])
    func manifest(_ type: String) -> String {
      let digest = "sha256:" + String(repeating: "a", count: 64)
      return
        #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\#(digest)","size":2},"layers":[{"mediaType":"application/vnd.in-toto+json","digest":"\#(digest)","size":2,"annotations":{"in-toto.io/predicate-type":"\#(type)"}}]}"#
    }
    func index(_ attestation: String) -> String {
      let digest = TarBuilder.digest(Array(attestation.utf8))
      return
        #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"\#(digest)","size":\#(attestation.utf8.count),"annotations":{"vnd.docker.reference.type":"attestation-manifest"}}]}"#
    }
    let (provenance, bill) = (manifest("https://slsa.dev/provenance/v1"), manifest("https://spdx.dev/Document"))
    let rule = "acme.provenance"
    #expect(try await found(rule, ["i.json": index(provenance)], policies) == ["undetermined i.json"])
    #expect(try await found(rule, ["i.json": index(provenance), "m.json": provenance], policies) == [])
    #expect(try await found(rule, ["i.json": index(bill), "m.json": bill], policies) == ["fail i.json"])
    #expect(try await found(rule, ["i.json": index(bill), "m.json": provenance], policies) == ["undetermined i.json"])
    #expect(try await found("image.attestation-unlisted", ["i.json": index(bill)], policies) == [])
  }
}
