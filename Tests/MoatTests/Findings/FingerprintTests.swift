import MoatSource
import Testing

@testable import Moat

/// Fingerprints: what changes them, and what does not.
@Suite struct FingerprintTests {
  @Test func whatDoesNotMatterDoesNotChangeIt() async throws {
    let app = "- {name: app, image: x, securityContext: {privileged: true}}"
    let original = try await Checked.report(Checked.privileged, Checked.pod("a", app))
    let expected = try #require(original.findings.first?.fingerprint)
    #expect(expected.utf8.count == 32)
    let sidecar = "- {name: sidecar, image: y}\n  " + app
    let changed = [
      ("another file", "# moved\n" + Checked.pod("other", "- {name: b, image: x}") + "---\n" + Checked.pod("a", app)),
      ("an element before it", Checked.pod("a", sidecar)),
      (
        "inside a List",
        """
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: Pod
          metadata: {name: z}
          spec: {containers: [{name: app, image: x}]}
        - apiVersion: v1
          kind: Pod
          metadata: {name: a, namespace: default}
          spec: {containers: [{name: app, image: x, securityContext: {privileged: true}}]}
        """
      ),
    ]
    for (name, text) in changed {
      let report = try await Checked.report(Checked.privileged, text)
      #expect(report.findings.map(\.fingerprint) == [expected], "\(name)")
    }
    let message = Checked.privileged.replacing("is privileged", with: "owns its node")
    #expect(try await Checked.report(message, Checked.pod("a", app)).findings.map(\.fingerprint) == [expected])
  }

  @Test func whatMattersChangesIt() async throws {
    let app = "- {name: app, image: x, securityContext: {privileged: true}}"
    let other = app.replacing("name: app", with: "name: other")
    var seen: Set<String> = []
    for text in [
      Checked.pod("a", app), Checked.pod("b", app), Checked.pod("a", other),
      Checked.pod("a", app).replacing("{name: a}", with: "{name: a, namespace: x}"),
      Checked.pod("a", "- {name: c, image: x}\n  initContainers:\n  " + app),
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers: ["
        + app.dropFirst(2) + "]\n",
    ] {
      let report = try await Checked.report(Checked.privileged, text)
      #expect(report.findings.filter { $0.rule == "test.privileged" }.count == 1, "\(text)")
      for finding in report.findings { #expect(seen.insert(finding.fingerprint).inserted, "\(text)") }
    }
    let renamed = Checked.privileged.replacing("rule privileged", with: "rule renamed")
    let report = try await Checked.report(renamed, Checked.pod("a", app))
    #expect(seen.insert(report.findings[0].fingerprint).inserted)
  }

  @Test func twoOfOneFingerprintAreToldApart() async throws {
    let text = Checked.pod("a", "- {name: app, image: x, securityContext: {privileged: true}}")
    let one = try await Checked.report(Checked.privileged, text)
    // With other content, so that the second is another object and not the first once more.
    let other = text.replacing("image: x", with: "image: y")
    let report = try await Checked.report(Checked.privileged, text, other)
    let two = report.findings.filter { $0.rule == "test.privileged" }
    #expect(two.count == 2)
    #expect(two[0].fingerprint == one.findings[0].fingerprint)
    #expect(two[1].fingerprint != one.findings[0].fingerprint)
    #expect(try await Checked.report(Checked.privileged, text, other).lines == report.lines)
  }
}
