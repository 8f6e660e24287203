import Foundation
import MoatSource
import Testing

@testable import Moat

/// What a finding says, and where it stands.
@Suite struct FindingTests {
  @Test func everythingOfAFinding() async throws {
    let text = Checked.pod("a", "- name: app\n    image: x\n    securityContext:\n      privileged: true")
    let report = try await Checked.report(Checked.privileged, text)
    let finding = try #require(report.findings.first)
    #expect(report.findings.count == 1)
    #expect(finding.rule == "test.privileged")
    #expect(finding.title == "Container runs privileged")
    #expect(finding.why == "A privileged container owns its node.")
    #expect(finding.severity == .critical && finding.verdict == .fail && finding.blocks)
    #expect(finding.message == "app of a is privileged" && finding.remedy == "Remove it.")
    #expect(finding.controls == [.init(catalogue: "pss.baseline", identifier: "Privileged Containers")])
    #expect(finding.source.text(finding.span) == "true")
    #expect(finding.path == "spec.containers[0].securityContext.privileged")
    #expect(finding.document == .init(kind: "Pod", apiVersion: "v1", namespace: "default", name: "a"))
    #expect(report.summary.counts == [.fail: 1, .notApplicable: 0])
    #expect(report.summary.documents == 1 && report.summary.rules == 1)
  }

  @Test func aNameThatTheClusterCompletesIsShownAsFarAsItIsKnown() async throws {
    let pod = Checked.pod("a", "- {name: app, image: x, securityContext: {privileged: true}}")
      .replacingOccurrences(of: "{name: a}", with: "{generateName: batch-}")
    #expect(pod.contains("generateName"))
    let report = try await Checked.report(Checked.privileged, pod)
    #expect(report.findings.map(\.message) == ["app of batch-… is privileged"])
  }

  @Test func whatIsAbsentIsShownAtWhatIsNearest() async throws {
    let rule = """
      rule limit {
        severity low
        for container c in workload w
        require c.resources.limits.memory exists
        message "no limit"
      }
      """
    let cases: [(containers: String, line: String, shown: String)] = [
      (
        "- {name: app, image: x, resources: {limits: {cpu: 1}}}",
        "spec.containers[0].resources.limits.memory", "limits"
      ),
      ("- {name: app, image: x, resources: {}}", "spec.containers[0].resources.limits.memory", "resources"),
      ("- {name: app, image: x}", "spec.containers[0].resources.limits.memory", "{name: app, image: x}"),
    ]
    for (containers, path, shown) in cases {
      let report = try await Checked.report(rule, Checked.pod("a", containers))
      #expect(report.findings.map(\.path) == [path])
      #expect(report.findings.map { $0.source.text($0.span) } == [shown], "\(containers)")
    }
  }

  @Test func aWholeDocumentIsShownByItsName() async throws {
    let rule = """
      rule owner {
        severity low
        for configmap c
        require c.metadata.labels["acme.io/owner"] exists
        message "no owner"
      }
      """
    let named = try await Checked.report(rule, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n")
    #expect(named.lines == ["a.yaml:3:1 fail owner metadata.labels[\"acme.io/owner\"]"])
    #expect(named.findings.map { $0.source.text($0.span) } == ["metadata"])
    let bare = try await Checked.report(rule, "# settings\napiVersion: v1\nkind: ConfigMap\ndata: {}\n")
    #expect(bare.lines == ["a.yaml:2:1 fail owner metadata.labels[\"acme.io/owner\"]"])
    #expect(bare.findings.map { $0.source.text($0.span) } == ["apiVersion: v1"])
  }

  @Test func everyDecidingElementIsAFindingUpToTheLimit() async throws {
    let rule = """
      rule env {
        severity low
        for container c in workload w
        require every e in c.env satisfies e.name != "SECRET"
        message "{e.name}"
      }
      """
    let variables = (0..<70).map { _ in "{name: SECRET, value: x}" }.joined(separator: ", ")
    let report = try await Checked.report(rule, Checked.pod("a", "- {name: app, image: x, env: [\(variables)]}"))
    #expect(report.findings.count == 64)
    #expect(report.findings.last?.message == "SECRET (and 6 more)")
    #expect(Set(report.findings.map(\.fingerprint)).count == 64)
    #expect(report.summary[.fail] == 1, "one subject")
  }

  @Test func elementsOfWhichTheSameIsSaidAreOneFinding() async throws {
    func rule(_ message: String) -> String {
      """
      policy test version "1"
      rule two {
        severity low
        for workload w
        require every c in w.containers satisfies c.tty
        message "\(message)"
        at w.metadata.name
      }

      """
    }
    let pod = Checked.pod("a", "- {name: x, image: i}\n  - {name: z, image: i}")
    #expect(try await Checked.report(rule("no terminal"), pod).findings.map(\.message) == ["no terminal"])
    let named = try await Checked.report(rule("{c.name}"), pod)
    #expect(named.findings.map(\.message).sorted() == ["x", "z"], "\(named.findings.map(\.message))")
  }

  @Test func severityIsTheOutcomesThenTheProfilesThenTheRules() async throws {
    let rule = """
      policy test version "1"
      rule a {
        severity low
        for workload w
        deny when w.hostNetwork
        message "network"
        deny when w.hostPID
        message "pid"
        severity critical
      }
      profile strict {
        include a
        severity a = high
      }
      """
    let pod = Checked.pod("a", "- {name: app, image: x}", more: "hostNetwork: true\n  hostPID: true")
    let plain = try await Checked.report(rule, pod)
    #expect(Set(plain.findings.map { "\($0.message) \($0.severity.name)" }) == ["network low", "pid critical"])
    let strict = try await Checked.report(rule, pod) { $0.profiles = ["strict"] }
    #expect(Set(strict.findings.map { "\($0.message) \($0.severity.name)" }) == ["network high", "pid critical"])
  }
}
