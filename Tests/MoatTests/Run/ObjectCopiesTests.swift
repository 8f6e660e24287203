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

  /// What the API server does not tell apart is one content.
  @Test func oneContentInOtherWords() async throws {
    let spec = "spec: {containers: [{name: a, image: x, securityContext: {privileged: true}}]"
    func pod(_ metadata: String = "", _ more: String = "") -> String {
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a\(metadata)}\n\(spec)\(more)}\n"
    }
    let rows: [(first: String, second: String, isSame: Bool)] = [
      (pod(), pod(", namespace: default"), true), (pod(", namespace: ''"), pod(", namespace: null"), true),
      (pod(), pod(", labels: null"), true), (pod(), pod(", labels: {}, annotations: null"), true),
      (pod(", labels: {a: null}"), pod(", labels: {a: ''}"), true), (pod(), pod(", labels: {a: ''}"), false),
      (pod("", ", priority: 30"), pod("", ", priority: 30.0"), true),
      (pod("", ", priority: 30"), pod("", ", priority: 31"), false),
      (pod(), pod("", ", volumes: [], nodeName: '', nodeSelector: null"), true),
      (pod(), pod("", ", affinity: {}"), false), (pod(), pod("", ", volumes: [{name: v, emptyDir: {}}]"), false),
      (
        pod("", ", volumes: [{name: v, emptyDir: {}}]"), pod("", ", volumes: [{name: v, emptyDir: null}]"), false
      ),
      (pod(", namespace: b"), pod(", namespace: b, creationTimestamp: null"), true),
    ]
    for row in rows {
      let report = try await Checked.report(Self.policy, row.first, row.second)
      let isNamed = report.findings.contains { $0.rule == "moat.duplicate-object" }
      #expect(isNamed != row.isSame, "\(row.first)\(row.second)")
      #expect(report.summary.documents == (row.isSame ? 1 : 2), "\(row.first)\(row.second)")
      #expect(!report.findings.contains { $0.rule == "test.alone" })
    }
  }

  /// A custom object is kept as it was sent, and what is not known is the same as nothing.
  @Test func whatIsToldApartStaysApart() async throws {
    func thing(_ spec: String) -> String { "apiVersion: acme.io/v1\nkind: Thing\nmetadata: {name: a}\nspec: \(spec)\n" }
    let rows: [(String, String, isSame: Bool)] = [
      (thing("{a: 1, b: [x]}"), thing("{b: [x], a: 1.0}"), true), (thing("{}"), thing("{a: null}"), false),
      (thing("{}"), thing("{a: []}"), false), (thing("{a: ''}"), thing("{a: null}"), false),
      (thing("{a: 1}"), thing("{a: '1'}"), false), (thing("{a: [b, c]}"), thing("{a: [c, b]}"), false),
    ]
    for row in rows {
      let report = try await Checked.report(Self.policy, row.0, row.1)
      #expect(report.findings.contains { $0.rule == "moat.duplicate-object" } != row.isSame, "\(row.0)\(row.1)")
    }
  }

  /// An element of a typed list need not say what it is.
  @Test func elementsOfTypedLists() async throws {
    let item =
      "- metadata: {name: a}\n  spec: {containers: [{name: a, image: x, securityContext: {privileged: true}}]}\n"
    let list = "apiVersion: v1\nkind: PodList\nitems:\n" + item
    for texts in [(list, Self.pod("a")), (Self.pod("a"), list), (list, list)] {
      let report = try await Checked.report(Self.policy, texts.0, texts.1)
      #expect(Self.found(report) == ["a.yaml fail test.shown"], "\(texts)")
    }
    let other = try await Checked.report(Self.policy, list, Self.pod("a", ", hostPID: true"))
    let named = try #require(other.findings.first { $0.rule == "moat.duplicate-object" })
    #expect(named.message == "Pod a is defined twice with different content, first at a.yaml:4")
    #expect(!other.findings.contains { $0.rule == "test.alone" })
    let others = try await Checked.report(
      Self.policy, list, list.replacing("name: a}\n  spec", with: "name: b}\n  spec"))
    #expect(others.findings.count { $0.rule == "test.alone" } == 2)
  }

  /// One object in two versions of its API, also where the kind has moved to another group.
  @Test func versionsOfOneAPI() async throws {
    func deployment(_ version: String) -> String {
      "apiVersion: \(version)\nkind: Deployment\nmetadata: {name: a}\nspec: {selector: {matchLabels: {a: b}}, template: "
        + "{metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: x}]}}}\n"
    }
    for pair in [("extensions/v1beta1", "apps/v1"), ("apps/v1beta2", "apps/v1"), ("apps/v1", "extensions/v1beta1")] {
      let report = try await Checked.report(Self.policy, deployment(pair.0), deployment(pair.1))
      #expect(!report.findings.contains { $0.rule == "test.alone" }, "\(pair)")
      let named = try #require(report.findings.first { $0.rule == "moat.duplicate-object" })
      #expect(named.message == "Deployment a is defined twice, in \(pair.0) and in \(pair.1), first at a.yaml:3")
    }
    let other = try await Checked.report(Self.policy, deployment("apps/v1"), deployment("apps.acme.io/v1"))
    #expect(other.findings.count { $0.rule == "test.alone" } == 2)
    #expect(!other.findings.contains { $0.rule == "moat.duplicate-object" })
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
    #expect(Self.found(written) == ["a.yaml fail test.shown"])
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
