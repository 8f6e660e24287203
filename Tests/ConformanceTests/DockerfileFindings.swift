import Moat
import MoatSemantics
import MoatSource
import MoatSyntax

/// What the library says of many Dockerfiles, by the check of another tool that a rule claims to be the same as.
struct DockerfileFindings {
  private let rules: [CheckedRule]
  /// Files by rule.
  private var failed: [String: Set<String>] = [:]
  private var undetermined: [String: Set<String>] = [:]

  init(_ texts: [SourceFile]) async throws {
    let policies = try PolicySet.load()
    rules = policies.checked.rules
    let report = try await policies.check(texts: texts, options: CheckOptions(today: "2026-01-01"))
    for finding in report.findings {
      if finding.verdict == .undetermined {
        for rule in finding.blinded + [finding.rule] { undetermined[rule, default: []].insert(finding.source.name) }
      } else {
        failed[finding.rule, default: []].insert(finding.source.name)
      }
    }
  }

  /// The checks of a tool for which there is a rule.
  func checks(of tool: String) -> Set<String> {
    Set(rules.flatMap(\.sameAs).filter { $0.catalogue.text == tool }.map(\.identifier.text))
  }

  /// The files in which a rule of the check has a finding, and those in which one is undetermined.
  func files(check: String, of tool: String) -> (failed: Set<String>, undetermined: Set<String>) {
    var result: (failed: Set<String>, undetermined: Set<String>) = ([], [])
    for rule in rules
    where rule.sameAs.contains(where: { $0.catalogue.text == tool && $0.identifier.text == check }) {
      result.failed.formUnion(failed[rule.id] ?? [])
      result.undetermined.formUnion(undetermined[rule.id] ?? [])
    }
    return result
  }
}
