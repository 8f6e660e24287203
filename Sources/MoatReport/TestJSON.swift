public import Moat
import MoatSource

/// What `moat test` says to programs: one object, the same bytes for any number of workers.
public enum TestJSON {
  public static func render(_ report: TestReport) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("version", JSONReport.version)
      writer.member("summary") { writer in
        writer.object { writer in
          writer.member("rules", report.rules.count)
          writer.member("cases", report.cases)
          writer.member("failed", report.failed)
          coverage(report.coverage, report.mutants, report.noticed, &writer)
        }
      }
      writer.member("rules") { $0.array(report.rules) { rule($1, &$0) } }
    }
    return writer.text + "\n"
  }

  /// Nulls where it was not measured.
  private static func coverage(_ percent: Int?, _ mutants: Int, _ noticed: Int, _ writer: inout JSONWriter) {
    let members = [("mutants", mutants), ("noticed", noticed), ("coverage", percent ?? 0)]
    for (name, value) in members {
      if percent == nil { writer.member(name) { $0.null() } } else { writer.member(name, value) }
    }
  }

  private static func rule(_ rule: TestReport.Rule, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("rule", rule.id)
      writer.member("tests", rule.tests)
      writer.member("cases", rule.cases)
      let coverage = rule.coverage
      self.coverage(coverage?.percent, coverage?.mutants ?? 0, coverage?.noticed ?? 0, &writer)
      writer.member("failures") { $0.array(rule.failures) { failure($1, &$0) } }
      writer.member("unnoticed") { $0.array(coverage?.unnoticed ?? []) { unnoticed($1, &$0) } }
    }
  }

  private static func failure(_ failure: TestReport.Failure, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("test", failure.title)
      writer.member("case", failure.number)
      place(failure.span, in: failure.source, &writer)
      writer.member("problems") { $0.array(failure.problems) { $0.string($1) } }
      writer.member("unmet") { writer in
        writer.array(failure.unmet) { writer, unmet in
          writer.object { writer in
            place(unmet.span, in: failure.source, &writer)
            writer.member("message", unmet.message)
            writer.member("nearest") { writer in
              if let nearest = unmet.nearest { observed(nearest, &writer) } else { writer.null() }
            }
          }
        }
      }
      writer.member("unexpected") { $0.array(failure.unexpected) { observed($1, &$0) } }
      writer.member("passes", failure.passes)
      writer.member("findings") { $0.array(failure.came) { observed($1, &$0) } }
    }
  }

  private static func observed(_ finding: TestReport.Observed, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("verdict", finding.verdict.rawValue)
      writer.member("path", finding.path)
      writer.member("given", finding.given)
      writer.member("line", finding.line)
      writer.member("message", finding.message)
    }
  }

  private static func unnoticed(_ unnoticed: TestReport.Unnoticed, _ writer: inout JSONWriter) {
    writer.object { writer in
      place(unnoticed.span, in: unnoticed.source, &writer)
      writer.member("kind", unnoticed.kind)
      writer.member("text", unnoticed.text)
      writer.member("forced") { $0.array(unnoticed.forced) { $0.string($1) } }
    }
  }

  private static func place(_ span: Span, in source: SourceFile, _ writer: inout JSONWriter) {
    let place = source.place(of: span.start)
    writer.member("file", source.name)
    writer.member("line", place.line)
    writer.member("column", place.column)
  }
}
