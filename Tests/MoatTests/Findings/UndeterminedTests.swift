import MoatSource
import Testing

@testable import Moat

/// What is not known: never a pass, one finding a cause, and no floods.
@Suite struct UndeterminedTests {
  /// Three rules that read one field, and one that only warns.
  static let rules = """
    policy test version "1"
    rule a {
      title "A"
      severity low
      for container c in workload w
      deny when c.securityContext.privileged
      message "a"
    }
    rule b {
      title "B"
      severity high
      for container c in workload w
      deny when c.securityContext.privileged
      message "b"
    }
    rule c {
      title "C"
      severity medium
      for container c in workload w where c.securityContext.privileged
      deny when c.name == "app"
      message "c"
    }
    rule d {
      title "D"
      severity critical
      for container c in workload w
      warn when c.securityContext.privileged
      message "d"
    }

    """

  static func only(_ rule: String) -> String { rules + "profile only { include \(rule) }\n" }

  @Test func resultsOfOneCauseAtOneNodeAreOneFinding() async throws {
    let text = Checked.pod("a", "- {name: app, image: x, securityContext: {privileged: \"yes\"}}")
    let report = try await Checked.report(Self.rules, text)
    #expect(report.lines == ["a.yaml:7:57 undetermined test.d spec.containers[0].securityContext.privileged"])
    let finding = report.findings[0]
    #expect(finding.blinded == ["test.d", "test.b", "test.c", "test.a"], "the most severe first")
    #expect(finding.severity == .critical && finding.blocks)
    #expect(
      finding.message
        == "spec.containers[0].securityContext.privileged is the string \"yes\", which is of the wrong type; "
        + "not known to pass: test.d, test.b, test.c, test.a")
    #expect(report.summary[.undetermined] == 4, "each subject under each rule is counted")
    #expect(report.blocks(at: .critical))
  }

  @Test func whatOnlyWarnsDoesNotBlock() async throws {
    let text = Checked.pod("a", "- {name: app, image: x, securityContext: {privileged: \"yes\"}}")
    let report = try await Checked.report(Self.only("d"), text) { $0.profiles = ["only"] }
    #expect(report.findings.map(\.verdict) == [.undetermined])
    #expect(report.findings.map(\.blinded) == [["test.d"]])
    #expect(!report.blocks(at: .info))
    let warned = try await Checked.report(Self.only("d"), text.replacing("\"yes\"", with: "true")) {
      $0.profiles = ["only"]
    }
    #expect(warned.findings.map(\.verdict) == [.warn] && !warned.blocks(at: .info))
    #expect(warned.summary[.warn] == 1 && warned.summary[.pass] == 0)
  }

  @Test func aFailureOfWhatMayBeOutOfScopeIsNotKnown() async throws {
    let text = Checked.pod("a", "- {name: app, image: x, securityContext: {privileged: \"yes\"}}")
    let failing = try await Checked.report(Self.only("c"), text) { $0.profiles = ["only"] }
    #expect(failing.lines == ["a.yaml:7:57 undetermined test.c spec.containers[0].securityContext.privileged"])
    let passing = try await Checked.report(Self.only("c"), text.replacing("name: app", with: "name: web")) {
      $0.profiles = ["only"]
    }
    #expect(passing.findings.isEmpty && passing.summary[.pass] == 1)
  }

  @Test func aChartThatIsNotRenderedIsOneFindingAFile() async throws {
    let container = "- {name: app, image: x, securityContext: {privileged: \"{{ .Values.p }}\"}}"
    let text = Checked.pod("a", container + "\n  " + container.replacing("app", with: "web"))
    let other = text.replacing("metadata: {name: a}", with: "metadata: {name: b}")
    let report = try await Checked.report(Self.rules, text, other)
    #expect(
      report.lines == [
        "a.yaml:7:57 undetermined moat.unrendered-template spec.containers[0].securityContext.privileged",
        "b.yaml:7:57 undetermined moat.unrendered-template spec.containers[0].securityContext.privileged",
      ])
    #expect(report.findings.allSatisfy { $0.blinded == ["test.d", "test.b", "test.c", "test.a"] })
    #expect(report.findings[0].message.hasPrefix("2 values of this file are templates that were not rendered"))
    #expect(report.findings[0].remedy.contains("helm template"))
    let kind = try await Checked.report(Self.rules, "apiVersion: v1\nkind: \"{{ .Values.kind }}\"\n")
    #expect(kind.lines == ["a.yaml:2:7 undetermined moat.unrendered-template kind"])
    #expect(kind.findings[0].severity == .high && kind.findings[0].blocks)
  }

  @Test func aPartOfASetLeavesJoinsOpen() async throws {
    let rule = """
      rule idle {
        severity medium
        for service s
        require some workload w in same namespace as s satisfies s.selector selects w.labels
        message "selects nothing"
      }
      """
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: x}}\n"
    let broken = "a: [\n"
    let whole = try await Checked.report(rule, service)
    #expect(whole.findings.map(\.verdict) == [.fail])
    let declared = try await Checked.report(rule, service) { $0.extent = .part }
    #expect(declared.findings.map(\.verdict) == [.undetermined])
    #expect(
      declared.findings[0].message
        == "the answer may be in documents outside this run, which has only a part of the set")
    let unread = try await Checked.report(rule, service, broken)
    #expect(unread.findings.map(\.verdict) == [.undetermined])
    #expect(unread.notEvaluated.map(\.file) == ["b.yaml"])
    let trusted = try await Checked.report(rule, service, broken) { $0.extent = .whole }
    #expect(trusted.findings.map(\.verdict) == [.fail])
  }

  @Test func documentsThatAreNotWhatTheySayAreFindings() async throws {
    let texts = [
      "apiVersion: apps/v2\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: []}}}\n",
      "apiVersion: v1\nkind: Podd\nmetadata: {name: a}\n",
      "kind: Pod\nmetadata: {name: a}\n",
    ]
    let report = try await Checked.report(Self.rules, texts[0], texts[1], texts[2])
    let found = report.findings.filter { $0.rule == "moat.invalid-document" }
    #expect(found.map(\.source.name) == ["a.yaml", "b.yaml", "c.yaml"])
    #expect(found.allSatisfy { $0.verdict == .fail && $0.severity == .high && $0.blocks && !$0.message.isEmpty })
    #expect(found[0].message.contains("apps/v1"))
  }

  @Test func whatNoSchemaCoversIsCountedAndUnderStrictKindsFound() async throws {
    let texts = ["apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n", "replicas: 3\n"]
    let counted = try await Checked.report(Self.rules, texts[0], texts[1])
    #expect(counted.summary.unrecognised == 2 && counted.findings.isEmpty)
    let strict = try await Checked.report(Self.rules, texts[0], texts[1]) { $0.strictKinds = true }
    #expect(
      strict.lines.map { $0.prefix(43) } == [
        "a.yaml:3:18 fail moat.unrecognised-document", "b.yaml:1:1 fail moat.unrecognised-document ",
      ])
    #expect(strict.blocks(at: .high))
  }

  @Test func aRuleThatCostsTooMuchOverADocumentIsNotRunThere() async throws {
    let rule = """
      rule cubic {
        severity medium
        for workload w
        require every c in w.containers satisfies
          every a in c.env satisfies every b in c.env satisfies every d in c.env satisfies d.name == a.name or d.name == b.name
        message "cubic"
      }
      """
    let variables = (0..<1000).map { "{name: v\($0)}" }.joined(separator: ", ")
    let large = Checked.pod("large", "- {name: app, image: x, env: [\(variables)]}")
    let report = try await Checked.report(rule, large, Checked.pod("small", "- {name: app, image: x}"))
    #expect(report.lines == ["a.yaml:3:18 undetermined cubic "], "at the name of the document")
    #expect(report.findings[0].message == "the rule would cost more over this document than the limit allows")
    #expect(report.summary[.pass] == 1 && report.summary[.undetermined] == 1)
  }
}
