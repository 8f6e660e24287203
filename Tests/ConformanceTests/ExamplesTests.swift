import Moat
import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues
import Testing

/// The manifests and the policy of `docs/examples`: what a newcomer is shown is what is there.
@Suite struct ExamplesTests {
  private static let folder = Files.packageRoot() + "/docs/examples"

  private static var shop: [String] {
    Files.list(folder + "/shop", suffix: ".yaml").map { Files.text($0) ?? "" }
  }

  private static func check(_ files: [PolicyFile]) -> Checker.Result {
    Checker.check(PolicyRun.files + files, catalogue: Catalogue())
  }

  private static func parse(_ text: String) -> PolicyFile { Parser.parse(SourceFile(name: "example", text: text)).file }

  /// The verdicts of rules written for this test, over the shop.
  private static func verdicts(_ rules: String) throws -> [String: [SubjectVerdict]] {
    let result = check([parse("policy probe version \"1\"\n" + rules)])
    let probes = result.rules.filter { $0.id.hasPrefix("probe.") }
    for found in result.diagnostics { Issue.record("\(found.diagnostic.message)") }
    let run = try PolicyRun(shop, rules: CompiledRules(probes))
    return Dictionary(uniqueKeysWithValues: probes.map { ($0.id, run.verdicts($0)) })
  }

  @Test func theShopHasItsErrors() throws {
    let run = try PolicyRun(Self.shop)
    #expect(run.problems.isEmpty, "\(run.problems)")
    let found = try Self.verdicts(
      """
      rule replicas { severity low for workload w require w.replicas > 1 }
      rule typo { severity low for problem p in document d deny when p.field == "readinessProb" }
      rule problems { severity low for document d require d.problems is empty }
      rule quantity { severity low for container c in workload w where w.name == "nightly-report"
        require c.resources.limits.memory exists }
      rule privileged { severity low for container c in workload w deny when c.securityContext.privileged }
      rule limits { severity low for container c in workload w where w.name == "shop"
        require c.resources.limits.memory exists }
      rule latest { severity low for container c in workload w
        deny when c.image.tag exists and c.image.tag == "latest" }
      rule removed { severity low for ingress i deny when i.api.removedIn exists }
      rule selects { severity low for service s
        require some workload w in same namespace as s satisfies s.selector selects w.labels }
      rule config { severity low for container c in workload w require every e in c.envFrom satisfies
        e.configMapRef exists and some configmap m in same namespace as w satisfies m.name == e.configMapRef.name }
      rule socket { severity low for volume v in workload w deny when v.hostPath exists }
      rule secret { severity low for container c in workload w
        deny when some e in c.env satisfies words(e.name) includes "password" and e.value exists }
      """)
    func counts(_ rule: String) -> [SubjectVerdict: Int] {
      (found["probe." + rule] ?? []).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    #expect(counts("replicas") == [.undetermined: 1, .fail: 1])
    #expect(counts("typo")[.fail] == 1)
    #expect(counts("problems") == [.fail: 2, .pass: 5], "\(counts("problems"))")
    #expect(counts("quantity") == [.undetermined: 1])
    #expect(counts("limits") == [.fail: 1, .pass: 2])
    for rule in ["privileged", "latest", "removed", "selects", "config", "socket", "secret"] {
      #expect(counts(rule)[.fail] == 1 && counts(rule)[.undetermined] == nil, "\(rule): \(counts(rule))")
    }
  }

  @Test func theTestsOfTheExamplePolicyHold() throws {
    let path = Self.folder + "/policies/acme.moat"
    let file = Self.parse(try #require(Files.text(path)))
    let rules = Self.check([file]).rules
    let compiled = try CompiledRules(rules)
    var count = 0
    for case .test(let test) in file.declarations {
      let rule = try #require(rules.first { $0.id == "acme.platform." + test.rule.text })
      for testCase in test.cases {
        var parameters: [Int: Constant] = [:]
        for (_, value) in testCase.settings {
          guard case .list(let elements) = value.form else { continue }
          parameters[0] = .list(
            elements.compactMap { if case .literal(.string(let text)) = $0.form { .string(text) } else { nil } })
        }
        let texts = testCase.given.compactMap { given -> String? in
          if case .text(let text, _) = given.content { text.text } else { nil }
        }
        let run = try PolicyRun(texts, rules: compiled)
        let verdicts = run.verdicts(rule, parameters: parameters).filter { $0 != .pass }
        let expected = testCase.expectations.map(\.verdict.text).filter { $0 != "pass" && $0 != "not-applicable" }
        #expect(verdicts.map { "\($0)" } == expected, "\(test.title.text)")
        count += 1
      }
    }
    #expect(count == 7)
  }
}

/// The image of the shop: its Dockerfile, what `docker inspect` says of it, and a scan.
@Suite struct ImageExampleTests {
  private static let folder = Files.packageRoot() + "/docs/examples/shop/"

  /// Rules of `--profile recommended` by file.
  private static func findings(_ names: [String]) async throws -> [String: Set<String>] {
    let texts = try names.map { SourceFile(name: $0, text: try #require(Files.text(folder + $0))) }
    var options = CheckOptions(today: "2026-11-24")
    options.profiles = ["recommended"]
    let report = try await PolicySet.load().check(texts: texts, options: options)
    #expect(report.notEvaluated.isEmpty)
    return report.findings.reduce(into: [:]) { $0[$1.source.name, default: []].insert($1.rule) }
  }

  @Test func theDockerfileHasItsErrors() async throws {
    let found = try await Self.findings(["web/Dockerfile"])["web/Dockerfile"] ?? []
    let expected = [
      "no-user", "base-latest", "secret-arg-env", "update-alone", "apt-lists", "apt-recommends", "download-plain-http",
      "pipe-to-shell", "pipefail", "npm-install", "add-remote", "expose-22", "exec-form",
    ]
    for rule in expected { #expect(found.contains("dockerfile." + rule), "\(rule)") }
  }

  /// The Dockerfile says which image it builds, and leaves its user to a base of which nobody tells.
  @Test func theDockerfileAndTheWorkloadMeet() async throws {
    let found = try await Self.findings(["web/Dockerfile", "deployment.yaml"])["web/Dockerfile"] ?? []
    #expect(found.contains("dockerfile.workload-dockerfile-root"))
  }

  /// Neither the manifest nor the image alone says that the container runs as root with a hole that could be mended.
  @Test func theImageAndTheWorkloadMeet() async throws {
    let alone = try await Self.findings(["web/image.json", "web/scan.json"])
    let joined = try await Self.findings(["web/image.json", "web/scan.json", "deployment.yaml"])
    for rule in ["root-user", "secret-env", "ssh-exposed", "image-mutable-tag", "shell-entrypoint"] {
      #expect(alone["web/image.json"]?.contains("image." + rule) == true, "\(rule)")
    }
    // Trivy does not tell what is exploited, nor how likely it is: two open answers for the report.
    let ofReport: Set = [
      "image.vulnerability-fixable", "image.vulnerability-exploited", "image.vulnerability-likely-exploited",
    ]
    #expect(alone["web/scan.json"] == ofReport)
    #expect(joined["web/scan.json"] == ofReport.union(["image.workload-vulnerable"]))
    #expect(
      joined["web/image.json"]?.subtracting(alone["web/image.json"] ?? []) == ["image.workload-image-root"])
  }
}
