import MoatSource
import Testing

@testable import Moat

/// Fingerprints, and the digest that they are made by.
@Suite struct FingerprintTests {
  @Test func theDigestIsThatOfTheStandard() {
    // FIPS 180-4, appendix; the last is of 64 bytes, which need a second block for their padding.
    let cases: [(String, String)] = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"
      ),
    ]
    for (text, expected) in cases {
      let digest = SHA256.digest(Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      #expect(digest == expected, "\(text)")
    }
  }

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
    let two = try await Checked.report(Checked.privileged, text, text)
    #expect(two.findings.count == 2)
    #expect(two.findings[0].fingerprint == one.findings[0].fingerprint)
    #expect(two.findings[1].fingerprint != one.findings[0].fingerprint)
    #expect(try await Checked.report(Checked.privileged, text, text).lines == two.lines)
  }
}
