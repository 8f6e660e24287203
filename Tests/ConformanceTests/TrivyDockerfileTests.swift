import Moat
import MoatSource
import MoatTestSupport
import Testing

/// The rules that say `same-as trivy "DS-…"` against Trivy's own cases for Dockerfiles.
struct TrivyDockerfileTests {
  /// Checks that are no rule: BuildKit refuses such a file, and Moat's own finding says so.
  static let buildErrors: Set<String> = ["DS-0006", "DS-0008"]

  static let differences: [String: String] = [
    "regotests/DS-0011-test_three_args_with_file_colon_in_allowed.rendered.Dockerfile":
      "`COPY file:… in /x` is the form of an image's history, and no instruction of a file",
    "regotests/DS-0011-test_three_args_with_multi_colon_in_allowed.rendered.Dockerfile":
      "`COPY multi:… in /x` is the form of an image's history, and no instruction of a file",
    "regotests/DS-0001-test_with_variables_allowed.rendered.Dockerfile":
      "ARG stands in the stage before FROM, where FROM does not see it: not known, where Trivy says nothing",
    "regotests/DS-0001-test_allow_tag_ref_to_global_arg_without_default_value.rendered.Dockerfile":
      "the base comes from an argument without a default: not known, where Trivy says nothing",
    "regotests/DS-0001-test_allow_from_with_only_arg_without_default_value.rendered.Dockerfile":
      "the base comes from an argument without a default: not known, where Trivy says nothing",
    "regotests/DS-0025-test_basic_denied.rendered.Dockerfile":
      "the stage that keeps the index is thrown away: its layers are not in the image",
    "regotests/DS-0015-test_basic_denied.rendered.Dockerfile":
      "the stage that keeps the cache is thrown away: its layers are not in the image",
    "regotests/DS-0006-test_extra_spaces_denied.rendered.Dockerfile":
      "the rendered text lost the name of the stage: no stage takes files from itself there",
    "regotests/DS-0006-test_basic_allowed.rendered.Dockerfile":
      "COMMENT is no instruction: another error of the build",
    "regotests/DS-0012-test_basic_allowed.rendered.Dockerfile":
      "the text that was rendered from the case has one name twice, which the case itself had not",
  ]

  @Test func agreesWithTrivyOverItsCases() async throws {
    guard let readme = Files.above("shared/corpora/dockerfile/README.md"),
      let table = Files.text(readme.dropLast("README.md".count) + "trivy/expected.tsv")
    else {
      print("skipped: shared/corpora is not beside the project")
      return
    }
    let folder = readme.dropLast("README.md".count) + "trivy/"
    let policies = try PolicySet.load()
    var rules = policies.rules(sameAs: "trivy")
    for check in Self.buildErrors { rules[check, default: []].insert("moat.invalid-dockerfile") }
    var agreed = 0
    var wrong: [String] = []
    let rows = table.split(separator: "\n").dropFirst().map { $0.split(separator: "\t").map(String.init) }
    for row in rows {
      let text = SourceFile(name: row[1], text: Files.text(folder + row[1]) ?? "")
      let report = try await policies.check(texts: [text], options: CheckOptions(today: "2026-01-01"))
      let found = report.findings.contains { finding in
        !(rules[row[0]] ?? []).isDisjoint(with: finding.blinded + [finding.rule])
      }
      if found == (row[2] == "fires") {
        agreed += 1
        if Self.differences[row[1]] != nil { wrong.append("\(row[1]) agrees and is in the list") }
      } else if Self.differences[row[1]] == nil {
        wrong.append("\(row[0]) \(row[1]): \(row[2])")
      }
    }
    print("Trivy's cases for Dockerfiles: \(agreed) of \(rows.count)")
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    #expect(agreed + Self.differences.count == rows.count)
  }
}
