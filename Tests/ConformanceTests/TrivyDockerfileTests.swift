import MoatSource
import MoatTestSupport
import Testing

/// The cases of Trivy's checks for Dockerfiles, for the checks that Moat has a rule for: whether the file is let through.
@Suite struct TrivyDockerfileTests {
  @Test func theChecksAgreeButForTheListedCases() async throws {
    guard let rows = CorpusRun.rows("trivy/expected.tsv", of: "dockerfile") else { return }
    let texts = Set(rows.filter { $0.count >= 3 }.map { $0[1] }).sorted().map { name in
      SourceFile(name: name, text: CorpusRun.file("trivy/" + name, of: "dockerfile") ?? "")
    }
    let findings = try await DockerfileFindings(texts)
    let checks = findings.checks(of: "trivy")
    var counts: [String: (agreed: Int, all: Int)] = [:]
    var differences: [String: String] = [:]
    var undetermined = 0
    for row in rows where row.count >= 3 && checks.contains(row[0]) {
      let (failed, unknown) = findings.files(check: row[0], of: "trivy")
      let found = failed.contains(row[1]) ? "fires" : unknown.contains(row[1]) ? "undetermined" : "not"
      counts[row[0], default: (0, 0)].all += 1
      if found == "undetermined", row[2] == "fires" { undetermined += 1 }
      if found == row[2] || found == "undetermined" && row[2] == "fires" {
        counts[row[0], default: (0, 0)].agreed += 1
      } else {
        differences[row[1]] = "\(row[2]), but \(found)"
      }
    }
    print("trivy: \(undetermined) of the agreements are undetermined where Trivy has a finding")
    CorpusDifferences.hold(
      "trivy", counts, differences, listed: CorpusDifferences.trivyDockerfiles,
      atLeast: CorpusDifferences.trivyDockerfileAgreements)
  }
}
