import MoatTestSupport
import MoatValues
import Testing

/// The cases of Trivy's checks for Kubernetes, for the checks that Moat has a rule for.
@Suite struct TrivyCorpusTests {
  @Test func theChecksAgreeButForTheListedCases() throws {
    guard let rows = CorpusRun.rows("trivy/expected.tsv") else { return }
    let corpus = CorpusRun(tool: "trivy", parameters: CorpusDifferences.trivyParameters)
    var counts: [String: (agreed: Int, all: Int)] = [:]
    var differences: [String: String] = [:]
    var undetermined = 0
    for row in rows where row.count >= 3 && !corpus.rules(of: row[1]).isEmpty {
      guard let text = CorpusRun.file("trivy/" + row[0]) else {
        Issue.record("unreadable: \(row[0])")
        continue
      }
      let run = try PolicyRun([text])
      let verdicts = corpus.verdicts(run, check: row[1]).flatMap { $0 }
      let found = verdicts.contains(.fail) ? "fail" : verdicts.contains(.undetermined) ? "undetermined" : "pass"
      counts[row[1], default: (0, 0)].all += 1
      // Undetermined blocks as a failure does: where Trivy fails a value that is none of the API's, the two agree.
      if found == "undetermined", row[2] == "fail" { undetermined += 1 }
      if found == row[2] || found == "undetermined" && row[2] == "fail" {
        counts[row[1], default: (0, 0)].agreed += 1
      } else {
        differences[row[0]] = "\(row[2]), but \(found) \(run.problems.first ?? "")"
      }
    }
    print("trivy: \(undetermined) of the agreements are undetermined where Trivy fails")
    CorpusDifferences.hold(
      "trivy", counts, differences, listed: CorpusDifferences.trivy, atLeast: CorpusDifferences.trivyAgreements)
  }
}
