import MoatSource
import Testing

@testable import Moat

/// Policies with tests, run as `moat test` runs them.
enum PolicyTests {
  static let pod = """
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      initContainers: [{name: setup, image: x}]
      containers:
      - {name: app, image: x, securityContext: {privileged: true}}
      - {name: tool, image: x, securityContext: {privileged: true}}
      - {name: odd, image: x, securityContext: {privileged: "yes"}}
    """

  static let rule = """
    policy probe version "1"

    rule privileged {
      severity high
      for container c in workload w
      deny when c.securityContext.privileged
      message "{c.name} is privileged"
    }

    """

  static func test(_ title: String, given: String, _ expectations: String) -> String {
    let text = given.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)\n" }.joined()
    return "test \"\(title)\" for privileged {\n  given yaml \"\"\"\n\(text)    \"\"\"\n  \(expectations)\n}\n"
  }

  static func report(_ policy: String, name: String = "probe.moat", jobs: Int = 2) async throws -> TestReport {
    var options = TestOptions()
    options.jobs = jobs
    return try await report([SourceFile(name: name, text: policy)], options)
  }

  static func report(_ policies: [SourceFile], _ options: TestOptions) async throws -> TestReport {
    do throws(PolicyError) {
      return await (try PolicySet.load(texts: policies)).test(options)
    } catch {
      for problem in error.problems { Issue.record("\(problem.text)") }
      throw error
    }
  }
}

@Suite struct ExpectationTests {
  /// Two fail, one is undetermined, one passes.
  @Test func theFindingsAreExactlyThoseExpected() async throws {
    let undetermined = "expect undetermined"
    let (app, tool) = ("spec.containers[0].securityContext.privileged", "spec.containers[1].securityContext.privileged")
    let cases: [(String, Bool)] = [
      ("expect fail \(undetermined)", true), ("expect fail 2 \(undetermined)", true),
      ("expect fail 1 \(undetermined)", false), ("expect fail 3 \(undetermined)", false),
      ("expect fail", false), (undetermined, false), ("expect fail 3", false), ("expect fail 2", false),
      ("expect pass", false), ("expect pass expect fail \(undetermined)", true),
      ("expect pass 1 expect fail \(undetermined)", true), ("expect pass 2 expect fail \(undetermined)", false),
      ("expect warn expect fail \(undetermined)", false), ("expect waived", false), ("expect not-applicable", false),
      ("expect fail at \"\(app)\" \(undetermined)", false),
      ("expect fail at \"\(app)\" expect fail at \"\(tool)\" \(undetermined)", true),
      ("expect fail 1 at \"\(app)\" expect fail 1 line 8 \(undetermined) line 9", true),
      ("expect fail line 7 expect fail line 9 \(undetermined)", false),
      ("expect fail 2 message \"is privileged\" \(undetermined)", true),
      ("expect fail message \"app is\" expect fail message \"tool is\" \(undetermined)", true),
      ("expect fail message \"app is\" expect fail message \"is not\" \(undetermined)", false),
      ("expect fail \(undetermined) at \"spec.containers[2].securityContext.privileged\" line 9", true),
      ("expect fail \(undetermined) line 8", false),
    ]
    for (expectations, isMet) in cases {
      let report = try await PolicyTests.report(
        PolicyTests.rule + PolicyTests.test("t", given: PolicyTests.pod, expectations))
      #expect(report.cases == 1)
      #expect((report.failed == 0) == isMet, "\(expectations): \(report.rules[0].failures)")
    }
  }

  @Test func aFailureSaysWhatCameInstead() async throws {
    let test = PolicyTests.test(
      "t", given: PolicyTests.pod,
      "expect fail line 7 expect fail at \"spec.containers[1].image\" line 8 expect undetermined")
    let failure = try #require(try await PolicyTests.report(PolicyTests.rule + test).rules[0].failures.first)
    #expect(failure.title == "t" && failure.number == 1 && failure.passes == 1)
    #expect(failure.source.name == "probe.moat")
    #expect(failure.came.map(\.verdict) == [.fail, .fail, .undetermined])
    #expect(failure.came.map(\.line) == [7, 8, 9])
    let unmet = try #require(failure.unmet.first)
    #expect(failure.unmet.count == 1)
    #expect(failure.source.text(unmet.span) == "expect fail at \"spec.containers[1].image\" line 8")
    #expect(unmet.nearest?.path == "spec.containers[1].securityContext.privileged")
    #expect(unmet.differences == ["path"])
    #expect(failure.unexpected.map(\.message) == ["tool is privileged"])
  }

  @Test func notApplicableAndPassAreTwoThings() async throws {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 1}]}"
    let good = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: x}]}"
    let cases = [
      (service, "expect not-applicable", true), (service, "expect pass", false), (service, "expect fail", false),
      (good, "expect pass", true), (good, "expect pass 1", true), (good, "expect not-applicable", false),
    ]
    for (given, expectation, isMet) in cases {
      let report = try await PolicyTests.report(
        PolicyTests.rule + PolicyTests.test("t", given: given, expectation))
      #expect((report.failed == 0) == isMet, "\(expectation)")
    }
  }

  /// A document that is not what it says it is would make `expect not-applicable` hold for the wrong reason.
  @Test func aGivenThatIsNotReadProvesNothing() async throws {
    let cases = [
      ("a: [", "no valid YAML"), ("apiVersion: apps/v7\nkind: Deployment\nmetadata: {name: a}", "has no Deployment"),
    ]
    for (given, message) in cases {
      let report = try await PolicyTests.report(
        PolicyTests.rule + PolicyTests.test("t", given: given, "expect not-applicable"))
      #expect(report.failed == 1 && report.hasUnreadInputs, "\(given)")
      #expect(report.rules[0].failures[0].problems[0].contains(message), "\(report.rules[0].failures[0].problems)")
    }
  }

  @Test func settingsAndWaiversOfTheFileHold() async throws {
    let waiver = """
      waive privileged {
        where container.name == "app"
        until 2000-06-30
        owner "us"
        reason "it reads devices"
      }

      """
    let cases: [(String, Bool)] = [
      ("expect waived 1 line 7 expect fail 1 line 8 expect undetermined", true),
      ("with today = 2000-06-30 expect waived expect fail expect undetermined", true),
      ("with today = 2000-07-01 expect fail 2 expect undetermined", true),
      ("with today = 2000-07-01 expect waived expect fail expect undetermined", false),
    ]
    for (expectations, isMet) in cases {
      let report = try await PolicyTests.report(
        PolicyTests.rule + waiver + PolicyTests.test("t", given: PolicyTests.pod, expectations))
      #expect((report.failed == 0) == isMet, "\(expectations)")
    }
  }

  @Test func aFileStandsBesideThePolicy() async throws {
    let tree = TemporaryTree()
    tree.file("policies/inputs/pod.yaml", PolicyTests.pod)
    let test = { (file: String) in
      "test \"t\" for privileged {\n  given yaml file \"\(file)\"\n  expect fail 2\n  expect undetermined\n}\n"
    }
    let cases = [("inputs/pod.yaml", 0), ("../policies/inputs/pod.yaml", 0), ("pod.yaml", 1), ("/dev/zero", 1)]
    for (file, failed) in cases {
      let report = try await PolicyTests.report(
        PolicyTests.rule + test(file), name: tree.path("policies/probe.moat"))
      #expect(report.failed == failed && report.hasUnreadInputs == (failed > 0), "\(file)")
    }
  }

  @Test func resultsDoNotDependOnTheNumberOfWorkers() async throws {
    var policy = PolicyTests.rule
    for number in 0..<9 {
      policy += "rule r\(number) { severity low for workload w deny when w.hostNetwork message \"m\" }\n"
      policy += PolicyTests.test("t\(number)", given: PolicyTests.pod, "expect pass")
        .replacing("for privileged", with: "for r\(number)")
    }
    let reports = [
      try await PolicyTests.report(policy, jobs: 1), try await PolicyTests.report(policy, jobs: 7),
    ]
    #expect(reports[0].rules.map(\.id) == reports[1].rules.map(\.id))
    #expect(reports[0].noticed == reports[1].noticed && reports[0].mutants == 30)
    #expect(reports[0].rules.map(\.tests) == [0] + Array(repeating: 1, count: 9))
  }
}
