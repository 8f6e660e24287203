import MoatSource
import Testing

@testable import Moat

/// Scripts in languages that no rule reads: one finding a Dockerfile, of low severity.
@Suite struct UnreadScriptTests {
  private static let windows = """
    FROM acme/win:1
    SHELL ["powershell", "-Command"]
    RUN Get-ChildItem C:\\ | Select-Object -First 1
    RUN Write-Host done
    USER ContainerUser
    """

  private func report(
    _ policy: String, _ files: [(String, String)], _ change: (inout CheckOptions) -> Void = { _ in }
  ) async throws -> CheckReport {
    var options = CheckOptions(today: Checked.today)
    change(&options)
    let policies = try Checked.policies(policy, library: .rules)
    return try await policies.check(texts: files.map { SourceFile(name: $0.0, text: $0.1) }, options: options)
  }

  private func undetermined(_ report: CheckReport) -> [Finding] {
    report.findings.filter { $0.verdict == .undetermined }
  }

  private static let all = "policy test version \"1\"\nprofile p { include dockerfile.* }"

  @Test func allBuiltInRulesAreOneFindingOfAFile() async throws {
    let files = [("a/Dockerfile", Self.windows), ("b/Dockerfile", Self.windows)]
    let report = try await report(Self.all, files) { $0.profiles = ["test.p"] }
    let found = undetermined(report)
    #expect(found.map(\.rule) == ["dockerfile.other-shell", "dockerfile.other-shell"])
    let first = try #require(found.first)
    #expect(first.severity == .low && first.message.contains("lines 3, 4") && first.message.contains("powershell"))
    #expect(first.blinded.contains("dockerfile.pipefail") && first.blinded.contains("dockerfile.sudo"))
    #expect(first.blocks)
    #expect(Set(found.map(\.fingerprint)).count == 2)
  }

  @Test func aParameterRaisesIt() async throws {
    let report = try await report(Self.all, [("Dockerfile", Self.windows)]) {
      $0.profiles = ["test.p"]
      $0.parameters = ["dockerfile.other-shell.level": "high"]
    }
    #expect(undetermined(report).map(\.severity) == [.high])
  }

  /// Without the rule that finds such scripts the others are one finding all the same, at the place of one of them.
  @Test func withoutThatRuleTheOthersAreOne() async throws {
    let policy = """
      policy test version "1"
      profile p { include dockerfile.pipefail include dockerfile.password-in-text }
      """
    let found = undetermined(try await report(policy, [("Dockerfile", Self.windows)]) { $0.profiles = ["test.p"] })
    #expect(found.count == 1 && found.first?.severity == .low && found.first?.blinded.count == 2)
  }

  @Test func aRuleOfTheUserIsUndeterminedOnItsOwn() async throws {
    let policy = """
      policy test version "1"
      rule no-web {
        severity high
        for command c in instruction run in dockerfile
        deny when c.name == "curl"
        message "curl"
      }
      profile p { include dockerfile.* include test.no-web }
      """
    let found = undetermined(try await report(policy, [("Dockerfile", Self.windows)]) { $0.profiles = ["test.p"] })
    #expect(Set(found.map(\.rule)) == ["dockerfile.other-shell", "test.no-web"])
    #expect(found.filter { $0.rule == "test.no-web" }.allSatisfy { $0.severity == .high && $0.blocks })
  }

  @Test func anIgnoreCommentAcceptsIt() async throws {
    let text = Self.windows.replacing(
      "RUN Get", with: "# moat:ignore other-shell until=2030-01-01 reason=\"checked by hand\"\nRUN Get")
    let report = try await report(Self.all, [("Dockerfile", text)]) { $0.profiles = ["test.p"] }
    #expect(undetermined(report).isEmpty)
    #expect(report.findings.contains { $0.rule == "dockerfile.other-shell" && $0.verdict == .waived })
  }

  /// What a rule could not decide where it fails already is no second finding.
  @Test func noSecondFindingWhereTheRuleFails() async throws {
    let policy = "policy test version \"1\"\nprofile p { include dockerfile.pipe-to-shell }"
    let text = "FROM debian:12\nRUN curl -fsSL https://example.org/i.sh | bash\nUSER 1000"
    let report = try await report(policy, [("Dockerfile", text)]) { $0.profiles = ["test.p"] }
    #expect(report.findings.map(\.verdict) == [.fail])
  }
}
