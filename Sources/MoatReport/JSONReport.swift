public import Moat
import MoatSource

/// The report that programs read: one object with a fixed order of its members, described by `docs/report.schema.json`.
/// The same run gives the same bytes, whatever the number of workers.
public enum JSONReport {
  /// Raised when a member changes its meaning or goes; a new member does not raise it.
  public static let version = 1

  public static func render(_ report: CheckReport) -> String { String(decoding: bytes(of: report), as: UTF8.self) }

  /// The report in UTF-8, as it goes into a file.
  public static func bytes(of report: CheckReport) -> [UInt8] {
    write(report) { $0.array(report.findings) { finding($1, &$0) } }
  }

  /// The same, written by several workers.
  public static func bytes(of report: CheckReport, jobs: Int) async -> [UInt8] {
    let findings = report.findings
    guard jobs > 1, findings.count > findingsPerPart else { return bytes(of: report) }
    let parts = Workers.map(
      (findings.count - 1) / findingsPerPart + 1, jobs: jobs, state: {},
      work: { _, part in
        let start = part * findingsPerPart
        let end = min(findings.count, start + findingsPerPart)
        return JSONWriter.elements(findings[start..<end], depth: 2, capacity: (end - start) * typicalFinding) {
          finding($1, &$0)
        }
      })
    return write(report) { $0.array(parts: parts) }
  }

  private static func write(_ report: CheckReport, findings: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter(capacity: 4_096 + report.findings.count * typicalFinding)
    writer.object { writer in
      writer.member("version", Self.version)
      writer.member("summary") { summary(report, &$0) }
      writer.member("findings", findings)
      writer.member("notEvaluated") { $0.array(report.notEvaluated) { notEvaluated($1, &$0) } }
    }
    writer.endLine()
    return writer.bytes
  }

  /// The bytes of a finding that says much.
  private static let typicalFinding = 1_600
  private static let findingsPerPart = 512

  private static func summary(_ report: CheckReport, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("documents", report.summary.documents)
      writer.member("unrecognised", report.summary.unrecognised)
      writer.member("notEvaluated", report.notEvaluated.count)
      writer.member("archives", report.summary.archives)
      writer.member("otherArchives", report.summary.otherArchives)
      writer.member("ignoredFiles", report.summary.ignoredFiles)
      writer.member("ignoredFolders", report.summary.ignoredFolders)
      writer.member("earlierReports", report.summary.earlierReports)
      writer.member("notListed", report.summary.notListed)
      writer.member("rules", report.summary.rules)
      writer.member("replacedRules") { $0.array(report.summary.replacedRules) { $0.string($1) } }
      for verdict in Verdict.allCases {
        writer.member(verdict == .notApplicable ? "notApplicable" : verdict.rawValue, report.summary[verdict])
      }
    }
  }

  private static func finding(_ finding: Finding, _ writer: inout JSONWriter) {
    let start = finding.source.place(of: finding.span.start)
    let end = finding.source.place(of: finding.span.end)
    writer.object { writer in
      writer.member("rule", finding.rule)
      writer.member("title", finding.title)
      writer.member("severity", finding.severity.name)
      writer.member("verdict", finding.verdict.rawValue)
      writer.member("blocks", finding.blocks)
      writer.member("message", finding.message)
      writer.member("remedy", finding.remedy)
      writer.member("controls") { $0.array(finding.controls) { reference($1, &$0) } }
      writer.member("sameAs") { $0.array(finding.sameAs) { reference($1, &$0) } }
      writer.member("file", finding.source.name)
      writer.member("line", start.line)
      writer.member("column", start.column)
      writer.member("endLine", end.line)
      writer.member("endColumn", end.column)
      writer.member("path", finding.path)
      writer.member("document") { writer in
        writer.object { writer in
          writer.member("kind", finding.document.kind)
          writer.member("apiVersion", finding.document.apiVersion)
          writer.member("namespace", finding.document.namespace)
          writer.member("name", finding.document.name)
        }
      }
      writer.member("blinded") { $0.array(finding.blinded) { $0.string($1) } }
      writer.member("waiver") { writer in
        guard let waiver = finding.waiver else { return writer.null() }
        writer.object { writer in
          writer.member("owner", waiver.owner)
          writer.member("reason", waiver.reason)
          writer.member("until", waiver.until)
          writer.member("ticket", waiver.ticket)
        }
      }
      writer.member("fingerprint", finding.fingerprint)
    }
  }

  private static func reference(_ reference: Finding.Reference, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("catalogue", reference.catalogue)
      writer.member("id", reference.identifier)
    }
  }

  private static func notEvaluated(_ input: CheckReport.NotEvaluated, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("file", input.file)
      if let line = input.line { writer.member("line", line) } else { writer.member("line") { $0.null() } }
      writer.member("message", input.message)
    }
  }
}
