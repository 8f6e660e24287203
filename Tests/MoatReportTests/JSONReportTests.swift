import Moat
import MoatReport
import MoatTestSupport
import Testing

/// The form that programs read, byte for byte, and its schema.
@Suite struct JSONReportTests {
  @Test func theWholeForm() {
    let missing = CheckReport.NotEvaluated(file: "b.yaml", line: 3, message: "a \"broken\" \\ document")
    let report = ReportTests.report([ReportTests.finding()], notEvaluated: [missing])
    #expect(JSONReport.render(report) == Self.wholeForm)
  }

  private static let wholeForm = """
    {
      "version": 1,
      "summary": {
        "documents": 1,
        "unrecognised": 0,
        "notEvaluated": 1,
        "archives": 0,
        "otherArchives": 0,
        "ignoredFiles": 0,
        "ignoredFolders": 0,
        "earlierReports": 0,
        "notListed": 0,
        "rules": 2,
        "replacedRules": [],
        "pass": 0,
        "fail": 1,
        "warn": 0,
        "undetermined": 0,
        "waived": 0,
        "notApplicable": 0
      },
      "findings": [
        {
          "rule": "kubernetes.privileged",
          "title": "Container runs privileged",
          "severity": "critical",
          "verdict": "fail",
          "blocks": true,
          "message": "app container app of web is privileged",
          "remedy": "Remove privileged.",
          "controls": [
            {
              "catalogue": "pss.baseline",
              "id": "Privileged Containers"
            }
          ],
          "sameAs": [
            {
              "catalogue": "trivy",
              "id": "KSV-0017"
            }
          ],
          "file": "deploy/web.yaml",
          "line": 7,
          "column": 35,
          "endLine": 7,
          "endColumn": 39,
          "path": "spec.containers[0].securityContext.privileged",
          "document": {
            "kind": "Pod",
            "apiVersion": "v1",
            "namespace": "default",
            "name": "web"
          },
          "blinded": [],
          "waiver": null,
          "fingerprint": "0123456789abcdef"
        }
      ],
      "notEvaluated": [
        {
          "file": "b.yaml",
          "line": 3,
          "message": "a \\"broken\\" \\\\ document"
        }
      ]
    }

    """

  @Test func nothingFound() {
    let text = JSONReport.render(ReportTests.report([]))
    #expect(text.contains("\"findings\": [],"))
    #expect(text.hasSuffix("\"notEvaluated\": []\n}\n"))
  }

  /// The schema names every member that is written, and requires it.
  @Test func theSchemaKnowsEveryMember() throws {
    let schema = try #require(Files.text(Files.packageRoot() + "/docs/report.schema.json"))
    let waiver = Finding.Waiver(owner: "o", reason: "r", until: "2027-01-01")
    let missing = CheckReport.NotEvaluated(file: "b.yaml", message: "m")
    let text = JSONReport.render(ReportTests.report([ReportTests.finding(waiver: waiver)], notEvaluated: [missing]))
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
      guard parts.count >= 3, parts[2].hasPrefix(": ") else { continue }
      #expect(schema.contains("\"\(parts[1])\""), "\(parts[1])")
    }
  }
}
