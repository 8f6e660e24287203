import MoatSource
import Testing

@testable import Moat

@Suite struct MutationCoverageTests {
  private static let rule = """
    policy probe version "1"
    rule port {
      severity high
      for port p in container c in workload w where not w.hostNetwork
      deny when p.hostPort != 0 and p.hostPort > 1024 unless (w.labels["tier"] else "") == "edge"
      message "{p.hostPort}"
    }

    """

  private static func given(_ spec: String, labels: String = "{}") -> String {
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: \(labels)}\nspec: {\(spec)}"
  }

  private static func container(_ port: String) -> String {
    "containers: [{name: a, image: x, ports: [{containerPort: 80, hostPort: \(port)}]}]"
  }

  private static func tests(_ cases: [(given: String, expectation: String)]) -> String {
    cases.enumerated().map { index, item in
      PolicyTests.test("t\(index)", given: item.given, item.expectation).replacing("for privileged", with: "for port")
    }.joined()
  }

  private static func coverage(_ cases: [(given: String, expectation: String)]) async throws -> TestReport.Coverage {
    let report = try await PolicyTests.report(rule + tests(cases))
    #expect(report.failed == 0, "\(report.rules[0].failures)")
    return try #require(report.rules[0].coverage)
  }

  @Test func aChangeThatNoTestNoticesIsShownAtItsPlace() async throws {
    let failing = (Self.given(Self.container("8080")), "expect fail")
    let first = try await Self.coverage([failing])
    let shown = Dictionary(uniqueKeysWithValues: first.unnoticed.map { ($0.source.text($0.span), $0) })
    #expect(shown["p.hostPort > 1024"]?.forced == ["true"])
    #expect(shown["p.hostPort != 0"]?.forced == ["true"])
    #expect(shown["not w.hostNetwork"]?.kind == "where")
    #expect(shown["not w.hostNetwork"]?.forced == ["true"])
    #expect(shown["(w.labels[\"tier\"] else \"\") == \"edge\""]?.forced == ["false"])
    let more = [
      failing, (Self.given(Self.container("80")), "expect pass"),
      (Self.given(Self.container("8080"), labels: "{tier: edge}"), "expect pass"),
      (Self.given("hostNetwork: true, " + Self.container("8080")), "expect not-applicable"),
    ]
    let second = try await Self.coverage(more)
    #expect(second.mutants == first.mutants && second.noticed > first.noticed)
    #expect(!second.unnoticed.contains { $0.kind == "where" || $0.kind == "unless" }, "\(second.unnoticed)")
    // The first is true wherever its neighbour is, and nothing missing equals "edge": no test can notice these.
    #expect(
      second.unnoticed.map { $0.source.text($0.span) } == ["p.hostPort != 0", "w.labels[\"tier\"] else \"\""])
  }

  @Test func whatNoTestReachesIsNotNoticed() async throws {
    let rule = "policy probe version \"1\"\nrule port { severity low for service s deny when s.name == \"x\" }\n"
    let report = try await PolicyTests.report(
      rule + Self.tests([(Self.given(Self.container("1")), "expect not-applicable")]))
    let coverage = try #require(report.rules[0].coverage)
    #expect(coverage.noticed == 0 && coverage.mutants == 3 && coverage.percent == 0)
    #expect(coverage.unnoticed.first?.forced == ["true", "false", "undetermined"])
  }

  @Test func aFailingCaseNoticesNothing() async throws {
    let cases = Self.tests([(Self.given(Self.container("8080")), "expect pass")])
    let report = try await PolicyTests.report(Self.rule + cases)
    #expect(report.failed == 1)
    #expect(report.rules[0].coverage?.noticed == 0)
  }

  @Test func aDefineOfAnotherFileIsShownThere() async throws {
    let shared = SourceFile(
      name: "shared.moat",
      text: "policy shared version \"1\"\ndefine exposed(w: workload): bool = w.hostNetwork or w.hostPID\n")
    let probe = SourceFile(
      name: "probe.moat",
      text: """
        policy probe version "1"
        import shared as shared
        rule port { severity low for workload w deny when shared.exposed(w) message "m" }

        """ + Self.tests([(Self.given("hostNetwork: true, " + Self.container("1")), "expect fail")]))
    let report = try await PolicyTests.report([shared, probe], TestOptions())
    let unnoticed = try #require(report.rules.first?.coverage?.unnoticed)
    #expect(unnoticed.map(\.source.name) == ["shared.moat", "shared.moat"])
    #expect(unnoticed.map { $0.source.text($0.span) } == ["w.hostNetwork", "w.hostPID"])
    #expect(unnoticed.map(\.forced) == [["true"], ["true", "false", "undetermined"]])
  }

  @Test func whatOneRuleNoticesInADefineCountsForAll() async throws {
    let text = """
      policy probe version "1"
      define exposed(w: workload): bool = w.hostNetwork
      rule port { severity low for workload w deny when exposed(w) message "m" }
      rule second { severity low for workload w deny when w.exposed() and w.hostPID message "m" }

      """
    let exposed = Self.given("hostNetwork: true, " + Self.container("1"))
    let tests = Self.tests([(exposed, "expect fail"), (Self.given(Self.container("1")), "expect pass")])
    let report = try await PolicyTests.report(
      [SourceFile(name: "a.moat", text: text + tests)], TestOptions())
    let other = try #require(report.rules.first { $0.id == "probe.second" }?.coverage)
    // No test of its own reaches it: what stands in it alone is not noticed.
    #expect(other.mutants == 6 && other.noticed == 3)
    #expect(other.unnoticed.map { $0.source.text($0.span) } == ["w.hostPID"])
  }

  @Test func filtersAndOptionsAreKept() async throws {
    let tests = Self.tests([(Self.given(Self.container("8080")), "expect fail"), (Self.given(""), "expect fail")])
    for (filter, cases) in [("t0", 1), ("probe.port", 2), ("t", 2), ("nothing", 0)] {
      var options = TestOptions()
      options.filter = filter
      options.measuresMutations = false
      let report = try await PolicyTests.report([SourceFile(name: "p.moat", text: Self.rule + tests)], options)
      #expect(report.cases == cases, "\(filter)")
      #expect(report.coverage == nil)
    }
  }
}
