import MoatSource
import Testing

@testable import Moat

/// The memory of a subject, and of all subjects of a document together: who runs out of it when.
@Suite struct MemoryTests {
  /// 64 KiB.
  static let text = String(repeating: "Ab", count: 32 << 10)

  /// A pod of containers which each have a long argument, and so many variables.
  static func pod(_ variables: [Int], name: String = "p") -> String {
    var pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: \(name), annotations: {t: &t \(text)}}\nspec:\n  containers:\n"
    for (place, count) in variables.enumerated() {
      let env = (0..<count).map { "{name: e\($0)}" }.joined(separator: ", ")
      pod += "  - {name: c\(place), image: x, args: [*t], env: [\(env)]}\n"
    }
    return pod
  }

  /// Each variable takes the length of the text.
  static let lowered = "[lower(c.args[0] else \"\") for e in c.env]"

  static func rule(_ checks: String, lets: String = "") -> String {
    "rule r {\n  severity low\n  for container c in workload w\n\(lets)\n  \(checks)\n}\n"
  }

  static func lines(_ policy: String, _ variables: [Int]) async throws -> (lines: [String], passes: Int) {
    let report = try await Checked.report(policy, pod(variables))
    let lines = report.findings.map { "\($0.verdict) \($0.rule) \($0.path)" }
    return (lines, report.summary.counts[.pass] ?? 0)
  }

  /// Ten containers that take 2.5 MiB each are 25 MiB for their document, and little for each of them.
  @Test func aDocumentTakesMoreThanItsSubjects() async throws {
    let variables = [40, 40, 0, 40, 40, 40, 40, 0, 40, 40, 40, 40]
    let failing = variables.indices.filter { variables[$0] > 0 }.map { "fail r spec.containers[name=c\($0)].env" }
    for checks in ["deny when count(\(Self.lowered)) > 3", "require count(\(Self.lowered)) < 4"] {
      let found = try await Self.lines(Self.rule(checks), variables)
      #expect(Set(found.lines.map { $0.prefix(8) }) == ["fail r s"], "\(found.lines)")
      #expect(found.lines.count == failing.count, "\(found.lines)")
      #expect(found.passes == 2)
    }
  }

  /// What the explainer says of such a document is counted and listed like what the machine says of the others.
  @Test func theLimitsOfFindingsHoldForItToo() async throws {
    let policy = Self.rule("deny when count(\(Self.lowered)) > 3")
    let (full, small) = ([40, 40, 0, 40, 40, 40, 40, 0, 40, 40, 40, 40], [4, 0, 4])
    for pods in [[full, small, full], [small, full]] {
      let texts = pods.enumerated().map { Self.pod($0.element, name: "p\($0.offset)") }
      let report = try await Checked.report(policy, texts.joined(separator: "---\n")) {
        $0.findingLimits = .init(document: 3, input: 100)
      }
      let fullCount = pods.count { $0 == full }
      #expect(report.summary[.fail] == 10 * fullCount + 2)
      #expect(report.summary[.pass] == 2 * fullCount + 1)
      #expect(report.findings.count { $0.rule == "r" } == 3 * fullCount + 2)
      #expect(report.summary.notListed == 7 * fullCount)
    }
  }

  /// Nothing of what a rule says may depend on what the machine ran out of: not the scope, not an excuse.
  @Test func scopeAndExcuseAreEvaluatedAnewToo() async throws {
    let variables = [80, 80, 80, 80, 80, 1]
    let isLong = "count(\(Self.lowered)) > 3"
    for (subject, checks, expected) in [
      ("where \(isLong)", "deny when c.name != \"\"", 5),
      ("where not (\(isLong))", "deny when c.name != \"\"", 1),
      ("", "deny when c.name != \"\" unless \(isLong)", 1),
      ("", "require \(isLong) require c.name == \"\" unless not (\(isLong))", 6),
    ] {
      let policy = "rule r {\n  severity low\n  for container c in workload w \(subject)\n  \(checks)\n}\n"
      let found = try await Self.lines(policy, variables)
      #expect(
        found.lines.count == expected && found.lines.allSatisfy { $0.hasPrefix("fail r ") }, "\(checks): \(found.lines)"
      )
    }
  }

  /// Each check has the memory to itself; the two together take more than there is.
  @Test func checksDoNotTakeFromEachOther() async throws {
    let check =
      "deny when count(\(Self.lowered)) > 3\n  message \"one\"\n  require count(\(Self.lowered)) < 4\n  message \"two\""
    let report = try await Checked.report(Self.rule(check), Self.pod([160]))
    #expect(report.findings.map { "\($0.verdict) \($0.rule) \($0.message)" } == ["fail r one", "fail r two"])
  }

  /// 300 times 64 KiB do not fit, and neither does a text that is doubled nine times.
  @Test func aSubjectThatTakesTooMuchIsUndetermined() async throws {
    let doubled = (1...9).reduce("c.args[0] else \"\"") { text, _ in "(\(text)) + (\(text))" }
    for (policy, variables) in [
      (Self.rule("deny when count(\(Self.lowered)) > 3"), [300]),
      (Self.rule("deny when count(\(Self.lowered)) > 3"), [1, 300]),
      (Self.rule("require (\(doubled)) == \"a\""), [0]),
    ] {
      let found = try await Self.lines(policy, variables)
      #expect(found.lines.count == 1 && found.lines[0].hasPrefix("undetermined r spec.containers"), "\(found.lines)")
    }
  }
}
