import MoatSource
import Testing

@testable import Moat

/// One object in several files of a run.
@Suite struct ObjectCopiesTests {
  private static let policy = """
    policy test version "1"
    rule shown {
      severity high
      for container c in workload w
      deny when c.securityContext.privileged
      message "{c.name} is privileged"
    }
    rule alone {
      severity high
      for workload w
      deny when some other workload o in same namespace as w satisfies not o.hostNetwork
      message "has a rival"
    }
    """

  private static func pod(_ name: String, _ more: String = "", namespace: String? = nil, version: String = "v1")
    -> String
  {
    let place = namespace.map { ", namespace: \($0)" } ?? ""
    return "apiVersion: \(version)\nkind: Pod\nmetadata: {name: \(name)\(place)}\n"
      + "spec: {containers: [{name: a, image: x, securityContext: {privileged: true}}]\(more)}\n"
  }

  private static func found(_ report: CheckReport) -> [String] {
    report.findings.map { "\($0.source.name) \($0.verdict.rawValue) \($0.rule)" }
  }

  @Test func aCopyIsJudgedOnce() async throws {
    let same =
      "kind: Pod\napiVersion: v1\nmetadata: {\"name\": a}\n"
      + "spec:\n  containers:\n  - image: x\n    securityContext: {privileged: true}\n    name: a\n"
    for copy in [Self.pod("a"), same, Self.pod("a") + "---\n" + same] {
      let report = try await Checked.report(Self.policy, Self.pod("a"), copy)
      #expect(Self.found(report) == ["a.yaml fail test.shown"], "\(copy)")
      #expect(report.summary.documents == 1 && report.summary[.fail] == 1)
    }
    let list = "apiVersion: v1\nkind: List\nitems:\n- " + Self.pod("a").split(separator: "\n").joined(separator: "\n  ")
    #expect(Self.found(try await Checked.report(Self.policy, Self.pod("a"), list)) == ["a.yaml fail test.shown"])
  }

  @Test func copiesThatDifferAreEachJudgedAndNamedOnce() async throws {
    let report = try await Checked.report(
      Self.policy, Self.pod("a"), Self.pod("a", ", hostPID: true"), Self.pod("a", ", hostIPC: true"), Self.pod("a"))
    #expect(
      Self.found(report) == [
        "a.yaml fail test.shown", "b.yaml warn moat.duplicate-object", "b.yaml fail test.shown",
        "c.yaml fail test.shown",
      ])
    let named = try #require(report.findings.first { $0.rule == "moat.duplicate-object" })
    #expect(named.message == "Pod a is defined 3 times with different content, first at a.yaml:3")
    #expect(!named.blocks && named.severity == .low)
  }

  @Test func otherObjectsStayApart() async throws {
    let rows: [(second: String, isOther: Bool)] = [
      (Self.pod("b"), true), (Self.pod("a", namespace: "b"), false), (Self.pod("a", namespace: "default"), false),
      (Self.pod("''"), true),
    ]
    for row in rows {
      let report = try await Checked.report(Self.policy, Self.pod("a"), row.second)
      let rivals = report.findings.filter { $0.rule == "test.alone" }
      #expect(rivals.count == (row.isOther ? 2 : 0), "\(row.second)")
    }
    // The namespace of the run is one namespace, written or not; what has no name is an object each time.
    let written = try await Checked.report(Self.policy, Self.pod("a"), Self.pod("a", namespace: "default"))
    #expect(written.findings.contains { $0.rule == "moat.duplicate-object" })
    let nameless =
      "apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n"
      + "spec: {containers: [{name: a, image: x, securityContext: {privileged: true}}]}\n"
    let two = try await Checked.report(Self.policy, nameless, nameless)
    #expect(two.findings.count { $0.rule == "test.shown" } == 2)
  }

  @Test func aDocumentThatIsNotWhatItSaysIsReportedOnce() async throws {
    let text = "apiVersion: v1\nkind: Podd\nmetadata: {name: a}\n"
    let report = try await Checked.report(Self.policy, text, text)
    #expect(report.findings.count { $0.rule == "moat.invalid-document" } == 1)
  }
}
