import MoatSemantics
import MoatSyntax
import MoatTestSupport
import MoatValues
import Testing

/// The reference fixtures of the Pod Security Standards, each Pod as it is and in every kind that carries one.
@Suite struct PodSecurityTests {
  static let wrappings: [(kind: String, head: String, indentation: Int)] = [
    ("Pod", "apiVersion: v1\nkind: Pod\n", 0),
    (
      "Deployment", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w}\nspec:\n  selector: {}\n  template:\n",
      4
    ),
    (
      "StatefulSet",
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: w}\nspec:\n  selector: {}\n  template:\n", 4
    ),
    ("DaemonSet", "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: w}\nspec:\n  selector: {}\n  template:\n", 4),
    (
      "ReplicaSet", "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: w}\nspec:\n  selector: {}\n  template:\n",
      4
    ),
    (
      "ReplicationController", "apiVersion: v1\nkind: ReplicationController\nmetadata: {name: w}\nspec:\n  template:\n",
      4
    ),
    ("Job", "apiVersion: batch/v1\nkind: Job\nmetadata: {name: w}\nspec:\n  template:\n", 4),
    (
      "CronJob",
      "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: w}\nspec:\n  schedule: '* * * * *'\n  jobTemplate:\n    spec:\n      template:\n",
      8
    ),
    ("PodTemplate", "apiVersion: v1\nkind: PodTemplate\nmetadata: {name: w}\ntemplate:\n", 2),
  ]

  /// The body of a fixture, without its `apiVersion` and `kind`, under another kind's head.
  static func wrap(_ text: String, _ wrapping: (kind: String, head: String, indentation: Int)) -> String {
    let indentation = String(repeating: " ", count: wrapping.indentation)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("apiVersion:") && !$0.hasPrefix("kind:") }
    return wrapping.head + lines.map { indentation + $0 + "\n" }.joined()
  }

  /// The rules of a level: by their controls, as the profiles pick them.
  static func rules(level: String) -> [CheckedRule] {
    let catalogues = level == "baseline" ? ["pss.baseline"] : ["pss.baseline", "pss.restricted"]
    return PolicyRun.checked.rules.filter { rule in
      rule.controls.contains { catalogues.contains($0.catalogue.text) }
    }
  }

  @Test func everyFixtureInEveryKind() throws {
    guard let table = Files.above("shared/corpora/kubernetes/pod-security/expected.tsv"), let text = Files.text(table)
    else {
      print("skipped: shared/corpora is not beside the project")
      return
    }
    let folder = table.prefix(table.count - "expected.tsv".count)
    var count = 0
    var differences: [String] = []
    for line in text.split(separator: "\n").dropFirst() {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count == 5, let fixture = Files.text(folder + columns[0]) else {
        Issue.record("unreadable: \(line)")
        continue
      }
      let rules = Self.rules(level: columns[1])
      // The verdict holds from the first to the last of these versions.
      let versions = columns[4].split(separator: "-").map(String.init)
      for version in Set([versions[0], versions[versions.count - 1]]).sorted() {
        for wrapping in Self.wrappings {
          count += 1
          let run = try PolicyRun([Self.wrap(fixture, wrapping)], version: version)
          var failing: [String] = []
          var unknown: [String] = run.problems
          for rule in rules {
            let verdicts = run.verdicts(rule)
            if verdicts.contains(.fail) { failing.append(rule.id) }
            if verdicts.contains(.undetermined) { unknown.append(rule.id) }
          }
          // A Pod that has to fail fails at least by the rule that stands for the check that upstream names.
          let isNamed = rules.contains { rule in
            failing.contains(rule.id)
              && rule.sameAs.contains { $0.catalogue.text == "pss" && $0.identifier.text == columns[3] }
          }
          let isAsExpected = unknown.isEmpty && (columns[2] == "pass" ? failing.isEmpty : isNamed)
          if !isAsExpected {
            differences.append(
              "\(columns[0]) as \(wrapping.kind) at \(version): \(columns[2]) \(columns[3]), but \(failing) \(unknown)")
          }
        }
      }
    }
    for difference in differences.prefix(40) { print("difference: \(difference)") }
    print("pod security: \(count - differences.count) of \(count)")
    #expect(differences.isEmpty)
    #expect(count > 5_000)
  }
}
