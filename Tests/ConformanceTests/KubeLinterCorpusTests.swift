import MoatTestSupport
import MoatValues
import Testing

/// The end-to-end tests of kube-linter's checks, for the checks that Moat has a rule for: each file holds objects that
/// fire and objects that do not, and the table says how many reports there are.
@Suite struct KubeLinterCorpusTests {
  @Test func theChecksReportAsMuchButForTheListedCases() throws {
    guard let rows = CorpusRun.rows("kube-linter/expected.tsv"),
      let messages = CorpusRun.rows("kube-linter/expected-messages.tsv")
    else { return }
    let corpus = CorpusRun(tool: "kube-linter", parameters: CorpusDifferences.kubeLinterParameters)
    var counts: [String: (agreed: Int, all: Int)] = [:]
    var differences: [String: String] = [:]
    for row in rows where row.count >= 4 && !corpus.rules(of: row[2]).isEmpty {
      guard let text = CorpusRun.file("kube-linter/" + row[0]) else {
        Issue.record("unreadable: \(row[0])")
        continue
      }
      let wanted = Int(row[3]) ?? messages.count { $0.first == row[0] }
      let run = try PolicyRun([text])
      let verdicts = corpus.verdicts(run, check: row[2])
      let found = verdicts.joined().count { $0 == .fail }
      counts[row[2], default: (0, 0)].all += 1
      if found == wanted {
        counts[row[2], default: (0, 0)].agreed += 1
      } else {
        let unknown = verdicts.joined().count { $0 == .undetermined }
        differences[row[0]] = "\(wanted), but \(found), and \(unknown) undetermined \(run.problems.first ?? "")"
      }
    }
    CorpusDifferences.hold(
      "kube-linter", counts, differences, listed: CorpusDifferences.kubeLinter,
      atLeast: CorpusDifferences.kubeLinterAgreements)
  }
}
