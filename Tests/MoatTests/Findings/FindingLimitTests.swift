import MoatSource
import Testing

@testable import Moat

/// However many findings there are, no more are listed than the limits allow; the worst are, and nobody takes the rest for
/// clean.
struct FindingLimitTests {
  private static let policy = """
    policy test version "1"

    rule minor { severity info for container c in workload w deny when not c.tty }
    rule plain { severity medium for container c in workload w deny when not c.tty message "{c.name}" }
    rule worst { severity critical for container c in workload w deny when c.securityContext.privileged }

    """

  private static func pod(_ name: String, containers: Int, privileged: Set<Int> = []) -> String {
    let list = (0..<containers).map { index in
      privileged.contains(index)
        ? "  - {name: c\(index), securityContext: {privileged: true}}\n" : "  - {name: c\(index)}\n"
    }
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: \(name)}\nspec:\n  containers:\n" + list.joined()
  }

  private func listed(_ report: CheckReport, _ rule: String) -> Int { report.findings.count { $0.rule == rule } }

  @Test func theWorstFindingsOfADocumentAreListed() async throws {
    // The worst stand at the very end.
    let document = Self.pod("p", containers: 30, privileged: [28, 29])
    let report = try await Checked.report(Self.policy, document) { $0.findingLimits = .init(document: 12, input: 100) }
    #expect(listed(report, "test.worst") == 2)
    #expect(listed(report, "test.plain") == 10)
    #expect(listed(report, "test.minor") == 0)
    // 62 results, of which 12 are listed.
    #expect(report.summary[.fail] == 62)
    #expect(report.summary.notListed == 50)
    let limit = try #require(report.findings.first { $0.rule == "moat.finding-limit" })
    #expect(limit.source.name == "a.yaml" && limit.blocks)
    #expect(limit.message.hasPrefix("50 more results"))
  }

  @Test func aLimitThatIsMetExactlyLeavesNothingOut() async throws {
    let document = Self.pod("p", containers: 5)
    let report = try await Checked.report(Self.policy, document) { $0.findingLimits = .init(document: 10, input: 10) }
    #expect(report.findings.count == 10 && report.summary.notListed == 0)
  }

  @Test func anInputHasALimitOfItsOwn() async throws {
    let first = (0..<6).map { Self.pod("p\($0)", containers: 4, privileged: $0 == 5 ? [3] : []) }
    let other = Self.pod("q", containers: 2)
    for jobs in [1, 3] {
      let report = try await Checked.report(Self.policy, first.joined(separator: "---\n"), other) { options in
        options.findingLimits = .init(document: 5, input: 11)
        options.jobs = jobs
      }
      let ofFirst = report.findings.filter { $0.source.name == "a.yaml" && $0.rule != "moat.finding-limit" }
      #expect(ofFirst.count == 11)
      #expect(listed(report, "test.worst") == 1, "it is in the last document")
      #expect(report.findings.count { $0.source.name == "b.yaml" } == 4, "another input has its own limit")
      #expect(report.summary.notListed == 49 - 11)
    }
  }

  @Test func subjectsBeyondTheLimitAreCounted() async throws {
    // Many more subjects of one rule than are explained.
    let report = try await Checked.report(Self.policy, Self.pod("p", containers: 3_000)) {
      $0.findingLimits = .init(document: 7, input: 7)
    }
    #expect(listed(report, "test.plain") == 7)
    #expect(report.summary[.fail] == 6_000 && report.summary.notListed == 5_993)
  }

  @Test func resultsOfOneCauseCountOnce() async throws {
    // Each container leaves two rules undetermined at one value.
    let containers = (0..<6).map { "  - {name: c\($0), tty: some, securityContext: {privileged: other}}\n" }.joined()
    let document = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n" + containers
    let report = try await Checked.report(Self.policy, document) { $0.findingLimits = .init(document: 100, input: 12) }
    #expect(report.summary.notListed == 0)
    #expect(report.findings.count == 12)
    #expect(report.findings.contains { $0.blinded == ["test.plain", "test.minor"] })
  }

  @Test func invalidDocumentsAreLimitedToo() async throws {
    let documents = Array(repeating: "apiVersion: v1\nkind: Nothing\n", count: 40).joined(separator: "---\n")
    let report = try await Checked.report(Self.policy, documents) { $0.findingLimits = .init(document: 5, input: 9) }
    #expect(listed(report, "moat.invalid-document") == 9)
    #expect(report.summary.notListed == 31)
  }

  // MARK: Aliases

  /// Documents without a name are as many objects as there are copies, which a document with a name is not.
  @Test func copiesOfADocumentAreOneFinding() async throws {
    let aliases = Array(repeating: "*p", count: 300).joined(separator: ", ")
    let document = """
      apiVersion: v1
      kind: List
      x: &p {apiVersion: v1, kind: Pod, metadata: {generateName: p}, spec: {containers: [{name: a}, {name: b}]}}
      items: [\(aliases)]

      """
    let report = try await Checked.report(Self.policy, document) { $0.findingLimits = .init(document: 4, input: 4) }
    #expect(report.findings.map(\.rule) == ["test.minor", "test.plain", "test.minor", "test.plain"])
    #expect(Set(report.findings.map(\.span)).count == 2)
    #expect(report.findings.contains { $0.message == "a (also wherever an alias repeats it)" })
    #expect(report.summary[.fail] == 1_200 && report.summary.notListed == 0)
  }

  /// One of many aliases does not take the room of what else there is to say.
  @Test func copiesOfASubjectAreOneBeforeTheLimit() async throws {
    let aliases = Array(repeating: "*c", count: 300).joined(separator: ", ")
    let document = """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec:
        containers: [&c {name: a, image: x, securityContext: {privileged: true}}, \(aliases)]
      """
    let report = try await Checked.report(Self.policy, document) { $0.findingLimits = .init(document: 310, input: 310) }
    #expect(Set(report.findings.map(\.rule)) == ["test.minor", "test.plain", "test.worst"])
    #expect(report.findings.count == 3 && report.summary.notListed == 0, "\(report.findings)")
    #expect(report.summary[.fail] == 903)
  }

  @Test func copiesOfAValueAreOneFindingWhoeverHasThem() async throws {
    let document = """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec:
        containers:
        - {name: a, image: x, securityContext: &s {privileged: true}}
        - {name: b, image: x, securityContext: *s}
        - {name: c, image: x, securityContext: {privileged: true}}
      """
    let findings = try await Checked.report(Self.policy, document).findings.filter { $0.rule == "test.worst" }
    #expect(findings.count == 2, "the anchor, and the one that is no alias")
    #expect(findings.first?.path == "spec.containers[0].securityContext.privileged")
  }

  /// What is said of two subjects at one value of a copy stays two findings.
  @Test func subjectsOfOneCopyStayApart() async throws {
    let policy = """
      policy test version "1"

      rule named { severity low for container c in workload w deny when not c.tty message "{c.name}" at w.metadata.generateName }

      """
    let document = """
      apiVersion: v1
      kind: List
      x: &p {apiVersion: v1, kind: Pod, metadata: {generateName: p}, spec: {containers: [{name: a}, {name: b}]}}
      items: [*p, *p]

      """
    let report = try await Checked.report(policy, document)
    #expect(report.findings.map { String($0.message.prefix(1)) }.sorted() == ["a", "b"])
  }
}
