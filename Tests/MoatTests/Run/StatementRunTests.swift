import MoatTestSupport
import Testing

@testable import Moat

/// VEX in a run: what is wrong with it takes nothing away, and what is of another ecosystem is of another package.
@Suite struct StatementRunTests {
  private static let openVEX = """
    {"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-01-02T00:00:00Z","statements":[
     {"vulnerability":{"name":"CVE-2026-1"},"products":[{"@id":"PRODUCT"}],"status":"not_affected","justification":"component_not_present"}]}
    """

  /// What `vulnerability-fixable` says of a report under VEX, and the findings of Moat's own.
  private func run(
    _ report: String, _ statements: [String], _ policies: PolicySet
  ) async throws -> (verdict: String, own: [String]) {
    let tree = TemporaryTree()
    tree.file("scan.json", report)
    for (index, text) in statements.enumerated() { tree.file("vex\(index).json", text) }
    let report = try await policies.check(paths: [tree.root], options: CheckOptions(today: "2026-01-03"))
    let rule = "image.vulnerability-fixable"
    let found = report.findings.first { $0.rule == rule || $0.blinded.contains(rule) }
    let own = report.findings.filter { $0.rule.hasPrefix("moat.invalid") || $0.rule.hasPrefix("moat.vex") }
    return (found.map { "\($0.verdict)" } ?? "none", own.map { "\($0.rule) \($0.message)" })
  }

  private func trivy(_ package: String, type: String = "debian", family: String = "debian") -> String {
    """
    {"SchemaVersion":2,"CreatedAt":"2026-01-02T00:00:00Z","ArtifactName":"w:1","ArtifactType":"container_image",
     "Metadata":{"OS":{"Family":"\(family)","Name":"12"},"RepoTags":["w:1"]},
     "Results":[{"Target":"w","Class":"lang-pkgs","Type":"\(type)","Vulnerabilities":[
      {"VulnerabilityID":"CVE-2026-1",\(package),"FixedVersion":"2","Severity":"CRITICAL"}]}]}
    """
  }

  private func grype(_ type: String, _ name: String) -> String {
    """
    {"matches":[{"vulnerability":{"id":"CVE-2026-1","severity":"Critical","fix":{"versions":["2"],"state":"fixed"}},
      "artifact":{"name":"\(name)","version":"1"\(type)}}],"source":{"type":"image","target":{"tags":["w:1"]}},
     "distro":{"name":"debian","version":"12"},"descriptor":{"name":"grype","timestamp":"2026-01-02T00:00:00Z"}}
    """
  }

  private func cycloneDX(_ component: String) -> String {
    """
    {"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"timestamp":"2026-01-02T00:00:00Z"},
     "components":[{"type":"library","bom-ref":"a",\(component),"version":"1"}],
     "vulnerabilities":[{"id":"CVE-2026-1","ratings":[{"severity":"critical"}],"affects":[{"ref":"a"}]}]}
    """
  }

  private func named(_ name: String) -> String { #""PkgName":"\#(name)","InstalledVersion":"1""# }

  @Test func theEcosystemsMustAgree() async throws {
    let policies = try PolicySet.load()
    let cases: [(report: String, product: String, verdict: String)] = [
      // Trivy's type of the result.
      (trivy(named("core"), type: "jar"), "pkg:npm/core@1", "fail"),
      (trivy(named("core"), type: "npm"), "pkg:npm/core@1", "none"),
      (trivy(named("core"), type: "node-pkg"), "pkg:pypi/core@1", "fail"),
      (trivy(named("org.acme:core"), type: "jar"), "pkg:maven/org.acme/core@1", "none"),
      (trivy(named("org.acme:core"), type: "jar"), "pkg:maven/org.other/core@1", "fail"),
      (trivy(named("core"), type: "jar"), "pkg:maven/org.acme/core@1", "undetermined"),
      (trivy(named("@acme/ui"), type: "npm"), "pkg:npm/%40acme/ui@1", "none"),
      (trivy(named("ui"), type: "npm"), "pkg:npm/%40acme/ui@1", "fail"),
      (trivy(named("Foo_Bar"), type: "python-pkg"), "pkg:pypi/foo-bar@1", "none"),
      (trivy(named("github.com/a/b"), type: "gobinary"), "pkg:golang/github.com/a/b@1", "none"),
      (trivy(named("b"), type: "gobinary"), "pkg:golang/github.com/a/b@1", "fail"),
      // A type that is none of an ecosystem.
      (trivy(named("core"), type: "vendor-kit"), "pkg:npm/core@1", "undetermined"),
      (trivy(named("core"), type: ""), "pkg:npm/core@1", "undetermined"),
      (trivy(named("core"), type: ""), "pkg:npm/other@1", "fail"),
      (trivy(named("core"), type: ""), "pkg:npm/core@2", "fail"),
      // The vendor of a distribution's packages, and what only a URL tells.
      (trivy(named("core")), "pkg:deb/debian/core@1", "none"), (trivy(named("core")), "pkg:deb/core@1", "none"),
      (trivy(named("core")), "pkg:deb/ubuntu/core@1", "fail"), (trivy(named("core")), "pkg:rpm/debian/core@1", "fail"),
      (trivy(named("core"), family: "none"), "pkg:deb/debian/core@1", "undetermined"),
      (trivy(named("core"), type: "alma", family: "alma"), "pkg:rpm/almalinux/core@1", "undetermined"),
      (trivy(named("core")), "pkg:deb/debian/core@1?arch=arm64", "undetermined"),
      // Grype's type of the artifact, and CycloneDX.
      (grype(#","type":"java-archive""#, "core"), "pkg:npm/core@1", "fail"),
      (grype(#","type":"npm""#, "core"), "pkg:npm/core@1", "none"),
      (grype("", "core"), "pkg:npm/core@1", "undetermined"),
      (cycloneDX(#""name":"core""#), "pkg:npm/core@1", "undetermined"),
      (cycloneDX(#""name":"core","purl":"pkg:maven/org.acme/core@1""#), "pkg:npm/core@1", "fail"),
      (cycloneDX(#""name":"core","purl":"pkg:npm/core@1""#), "pkg:npm/core@1", "none"),
      // A URL has a part of a module, or all of it.
      (
        trivy(named("a.b/c") + #","PkgIdentifier":{"PURL":"pkg:golang/a.b/c@1#d"}"#, type: "gobinary"),
        "pkg:golang/a.b/c@1", "none"
      ),
      (
        trivy(named("a.b/c") + #","PkgIdentifier":{"PURL":"pkg:golang/a.b/c@1"}"#, type: "gobinary"),
        "pkg:golang/a.b/c@1#d", "fail"
      ),
    ]
    for (report, product, verdict) in cases {
      let found = try await run(report, [Self.openVEX.replacing("PRODUCT", with: product)], policies)
      // Bills do not say what fixes a vulnerability.
      let expected = report.contains("CycloneDX") && verdict == "fail" ? "undetermined" : verdict
      #expect(found.verdict == expected, "\(product): \(found)\n\(report)")
    }
  }

  @Test func whatDoesNotCountIsNamedAndTakesNothingAway() async throws {
    let policies = try PolicySet.load()
    let report = trivy(named("a"), type: "npm")
    let valid = Self.openVEX.replacing("PRODUCT", with: "pkg:npm/a@1")
    #expect(try await run(report, [valid], policies) == ("none", []))
    for (from, to, message) in [
      ("v0.2.0", "v1.0.0", "Moat reads OpenVEX 0.0.1 to 0.2.0"), ("\"timestamp\"", "\"issued\"", "`timestamp`"),
      (#","justification":"component_not_present""#, "", "`justification`"),
      ("component_not_present", "trust_me", "none of the labels"), ("2026-01-02", "2026-01-04", "in the future"),
      ("not_affected", "notAffected", "`status`"),
      (#""@id":"pkg:npm/a@1""#, #""@id":"pkg:npm/a@1","subcomponents":{}"#, "`subcomponents`"),
    ] {
      let text = valid.replacing(from, with: to)
      #expect(text != valid)
      let found = try await run(report, [text], policies)
      #expect(found.verdict == "fail", "\(message): \(found)")
      #expect(found.own.count == 1 && found.own[0].hasPrefix("moat.invalid-image"), "\(message): \(found.own)")
      #expect(found.own.first?.contains(message) == true, "\(found.own)")
      // What does not count takes back nothing either, unless it says that the product is affected.
      let earlier = valid.replacing("2026-01-02", with: "2026-01-01")
      #expect(
        try await run(report, [earlier, text], policies).verdict == (message == "`status`" ? "fail" : "none"),
        "\(message)")
    }
    let later = valid.replacing("not_affected", with: "affected").replacing("2026-01-02", with: "2026-02-01")
    #expect(try await run(report, [valid, later], policies) == ("fail", []))
  }
}
