public import Moat
import MoatSource

/// What `moat test` says to people: a line a rule, what did not hold in full, what no test notices, and a summary.
public enum TestText {
  public static func render(_ report: TestReport, style: TextStyle) -> String {
    var writer = TestWriter(style: style)
    writer.write(report)
    return writer.text
  }
}

private struct TestWriter {
  let style: TextStyle
  var text = ""

  init(style: TextStyle) { self.style = style }

  mutating func write(_ report: TestReport) {
    let width = report.rules.map(\.id.count).max() ?? 0
    for rule in report.rules { line(rule, width) }
    if !report.rules.isEmpty { text += "\n" }
    for rule in report.rules {
      for failure in rule.failures { write(failure, of: rule) }
    }
    for rule in report.rules where rule.tests > 0 {
      for unnoticed in rule.coverage?.unnoticed ?? [] { write(unnoticed, of: rule) }
    }
    summary(report)
  }

  // MARK: Lines

  private mutating func line(_ rule: TestReport.Rule, _ width: Int) {
    let state: String
    if rule.tests == 0 {
      state = style.paint("none", .yellow)
    } else {
      state = rule.failures.isEmpty ? style.paint("ok  ", .green) : style.paint("FAIL", .red)
    }
    text += "\(state)  \(TextLayout.padded(CodeFrame.sanitized(rule.id), to: width))"
    guard rule.tests > 0 else {
      text += "  no test\n"
      return
    }
    var cases = TextLayout.count(rule.cases, "case")
    if !rule.failures.isEmpty { cases += ", \(rule.failures.count) failed" }
    text += "  \(cases)"
    if let coverage = rule.coverage {
      text += String(repeating: " ", count: max(2, 20 - cases.count))
      let shown = TextLayout.padded("\(coverage.percent)%", to: 4)
      text += style.paint(shown, coverage.percent == 100 ? .green : .yellow)
      text += " \(coverage.noticed) of \(TextLayout.count(coverage.mutants, "mutant")) noticed"
    }
    text += "\n"
  }

  private mutating func summary(_ report: TestReport) {
    let failed = "\(report.failed) failed"
    text += "\(TextLayout.count(report.rules.count, "rule")), \(TextLayout.count(report.cases, "case")): "
    text += report.failed > 0 ? style.paint(failed, .red) : failed
    let untested = report.rules.count { $0.tests == 0 }
    if untested > 0 { text += "; " + style.paint("\(TextLayout.count(untested, "rule")) without a test", .yellow) }
    if let coverage = report.coverage {
      text += "; \(report.noticed) of \(TextLayout.count(report.mutants, "mutant")) noticed (\(coverage)%)"
    }
    text += "\n"
  }

  // MARK: What did not hold

  private mutating func write(_ failure: TestReport.Failure, of rule: TestReport.Rule) {
    let title = "\"\(CodeFrame.sanitized(failure.title))\", case \(failure.number)"
    text += "\(style.paint("FAIL", .red)) \(style.paint(CodeFrame.sanitized(rule.id), .bold)): \(title)\n"
    for problem in failure.problems { text += "  not evaluated: \(CodeFrame.sanitized(problem))\n" }
    for unmet in failure.unmet {
      place(unmet.span, in: failure.source)
      text += "  \(CodeFrame.sanitized(unmet.message))\n"
      // One finding that is not expected is told below.
      if let nearest = unmet.nearest, failure.came.count > 1, failure.unexpected != [nearest] {
        text += "  the nearest has another \(unmet.differences.joined(separator: " and another ")):\n"
        write(nearest)
      }
    }
    if !failure.unexpected.isEmpty {
      if failure.unmet.isEmpty { place(failure.span, in: failure.source) }
      let number = TextLayout.count(failure.unexpected.count, "finding")
      text += "  \(number) that no `expect` speaks of:\n"
      for finding in failure.unexpected.prefix(Self.shownFindings) { write(finding) }
      more(failure.unexpected.count)
    } else if !failure.unmet.isEmpty {
      text += "  came: " + TextLayout.count(failure.passes, "subject") + " \(failure.passes == 1 ? "passes" : "pass")"
      text += failure.came.isEmpty ? ", no finding\n" : ", \(TextLayout.count(failure.came.count, "finding"))\n"
      for finding in failure.came.prefix(Self.shownFindings) { write(finding) }
      more(failure.came.count)
    }
    text += "\n"
  }

  private static let shownFindings = 16

  private mutating func more(_ count: Int) {
    if count > Self.shownFindings { text += "    and \(count - Self.shownFindings) more\n" }
  }

  private mutating func write(_ finding: TestReport.Observed) {
    let path = finding.path.isEmpty ? "the document" : CodeFrame.sanitized(finding.path)
    let given = finding.given > 1 ? " of given \(finding.given)" : ""
    text += "    \(style.paint(finding.verdict.rawValue, .yellow)) at \(path), line \(finding.line)\(given)\n"
    text += "      \(CodeFrame.sanitized(finding.message))\n"
  }

  private mutating func place(_ span: Span, in source: SourceFile) {
    let place = source.place(of: span.start)
    text += "\(CodeFrame.sanitized(source.name)):\(place.line):\(place.column)\n"
    text += CodeFrame.render(span, in: source)
  }

  // MARK: What no test notices

  private mutating func write(_ unnoticed: TestReport.Unnoticed, of rule: TestReport.Rule) {
    text += style.paint("unnoticed", .yellow) + " in \(style.paint(CodeFrame.sanitized(rule.id), .bold))\n"
    place(unnoticed.span, in: unnoticed.source)
    let sides = unnoticed.forced.map { $0.hasSuffix("side") ? "only its \($0)" : $0 }
    let verb = unnoticed.kind == "else" ? "reduced to" : "forced to"
    let isWord = ["where", "unless", "else"].contains(unnoticed.kind)
    let kind = isWord ? "`\(unnoticed.kind)`" : unnoticed.kind
    text += "  no test notices this \(kind) \(verb) \(Self.listed(sides))\n\n"
  }

  private static func listed(_ words: [String]) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
  }
}
