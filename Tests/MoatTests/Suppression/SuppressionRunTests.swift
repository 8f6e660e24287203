import MoatSource
import Testing

@testable import Moat

/// Comments of a Dockerfile in a whole run.
@Suite struct SuppressionRunTests {
  private static let policy = """
    policy test version "1"
    rule root {
      title "r" severity high for instruction i in dockerfile d where i.keyword == USER
      deny when (i.user.text else "") == "root" message "m"
    }
    rule no-sudo {
      title "s" severity high same-as [hadolint "DL3004"] for command c in dockerfile d
      deny when c.name == "sudo" message "m"
    }
    rule stage-user {
      title "u" severity high for stage s in dockerfile d require (s.user.text else "root") != "root" message "m"
    }
    """

  private static let file = """
    FROM golang:1.26 AS a
    # moat:ignore root until=2027-01-01 reason="because"
    USER root
    # hadolint ignore=DL3004
    RUN echo a && \\
      sudo x
    RUN sudo y
    # moat:ignore stage-user until=2027-01-01 reason="because"
    FROM alpine
    # moat:ignore no-sudo until=2027-01-01 reason="because"
    RUN <<E
    set -e
    sudo z
    E
    # moat:ignore root, toor until=2027-01-01 reason="because"
    RUN true
    """

  private static func report(
    _ text: String = file, _ change: (inout CheckOptions) -> Void = { _ in }
  ) async throws -> CheckReport {
    var options = CheckOptions(today: Checked.today)
    change(&options)
    return try await Checked.policies(policy).check(
      texts: [SourceFile(name: "Dockerfile", text: text)], options: options)
  }

  private static func lines(_ report: CheckReport) -> [String] {
    report.findings.map { finding in
      "\(finding.source.place(of: finding.span.start).line) \(finding.verdict.rawValue) \(finding.rule)"
    }
  }

  @Test func whatACommentAcceptsIsWaivedAndCountedSo() async throws {
    let report = try await Self.report()
    #expect(
      Self.lines(report) == [
        "3 fail test.stage-user", "3 waived test.root", "6 fail test.no-sudo", "7 fail test.no-sudo",
        "9 waived test.stage-user", "13 waived test.no-sudo", "15 warn moat.ignore-unmatched",
        "15 fail moat.ignore-invalid",
      ])
    #expect([report.summary[.waived], report.summary[.fail], report.summary[.undetermined]] == [3, 3, 0])
    let reasons = report.findings.compactMap(\.waiver?.reason)
    #expect(reasons == ["because", "because", "because"])
    #expect(report.findings.filter { $0.verdict == .waived }.allSatisfy { !$0.blocks })
  }

  @Test func withoutCommentsTheSameIsFound() async throws {
    let report = try await Self.report { $0.honoursInlineIgnores = false }
    #expect(
      Self.lines(report) == [
        "3 fail test.stage-user", "3 fail test.root", "6 fail test.no-sudo", "7 fail test.no-sudo",
        "9 undetermined test.stage-user", "13 fail test.no-sudo",
      ])
    #expect(report.refusedIgnores.map(\.line) == [2, 8, 10, 15])
    #expect(report.summary[.waived] == 0)
    // A fingerprint says what was found, not who accepts it.
    let accepted = try await Self.report().findings.filter { $0.rule == "test.root" }.map(\.fingerprint)
    #expect(report.findings.filter { $0.rule == "test.root" }.map(\.fingerprint) == accepted)
  }

  @Test func ofABrokenFileNobodyKnowsWhatACommentWouldMeet() async throws {
    let comment = "# moat:ignore no-sudo until=2027-01-01 reason=x\n"
    let whole = try await Self.report("FROM x\n\(comment)RUN a\nUSER b\n")
    #expect(Self.lines(whole) == ["2 warn moat.ignore-unmatched"])
    let broken = try await Self.report("FROM x\n\(comment)RUN a\nUSER b\nENV x\n")
    #expect(!Self.lines(broken).contains { $0.contains("unmatched") }, "\(Self.lines(broken))")
  }

  @Test func hadolintsCommentsAreAboutBuiltInRulesAlone() async throws {
    let text = "FROM debian:12\n# hadolint ignore=DL3004\nRUN sudo a\nUSER b\n"
    func lines(_ policy: String?) async throws -> [String] {
      let texts = policy.map { [SourceFile(name: "p.moat", text: "policy dockerfile version \"1\"\n" + $0)] } ?? []
      let policies = try PolicySet.load(texts: texts, library: .rules)
      let report = try await policies.check(
        texts: [SourceFile(name: "Dockerfile", text: text)], options: CheckOptions(today: Checked.today))
      return Self.lines(report).filter { $0.hasSuffix("sudo") }
    }
    func rule(_ name: String) -> String {
      """
      rule \(name) {
        title "s" severity high same-as [hadolint "DL3004"] for command c in dockerfile d
        deny when c.name == "sudo" message "m"
      }
      """
    }
    #expect(try await lines(nil) == ["3 waived dockerfile.sudo"])
    #expect(try await lines(rule("no-sudo")) == ["3 fail dockerfile.no-sudo", "3 waived dockerfile.sudo"])
    // In the place of the built-in rule stands another one, which nobody accepted.
    #expect(try await lines(rule("sudo")) == ["3 fail dockerfile.sudo"])
  }

  @Test func builtInRulesThatWereReplacedAreNamed() async throws {
    let policy = """
      policy dockerfile version "1"
      rule sudo { severity low for command c in dockerfile deny when c.name == "sudo" message "m" }
      rule mine { severity low for command c in dockerfile deny when c.name == "sudo" message "m" }
      profile few { include dockerfile.mine }
      """
    let given = [SourceFile(name: "p.moat", text: policy)]
    let texts = [SourceFile(name: "Dockerfile", text: "FROM x\n")]
    var options = CheckOptions(today: Checked.today)
    let policies = try PolicySet.load(texts: given, library: .rules)
    let report = try await policies.check(texts: texts, options: options)
    #expect(report.summary.replacedRules == ["dockerfile.sudo"])
    // A compiled set has replaced them already.
    let file = TemporaryTree()
    file.folder("a")
    try FileReplacement.write(FilePath(file.path("x.moatc")), policies.compiled())
    let loaded = try PolicySet.load(paths: [file.path("x.moatc")])
    #expect(try await loaded.check(texts: texts, options: options).summary.replacedRules == ["dockerfile.sudo"])
    options.profiles = ["few"]
    #expect(try await policies.check(texts: texts, options: options).summary.replacedRules.isEmpty)
    let alone = try PolicySet.load(texts: given, library: .none)
    #expect(try await alone.check(texts: texts, options: options).summary.replacedRules.isEmpty)
  }
}
