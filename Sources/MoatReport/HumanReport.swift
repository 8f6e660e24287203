public import Moat
import MoatSource

/// The report that people read on a terminal: each place with its line and what is wrong there, and a summary that counts
/// every verdict.
///
/// Why a rule exists and how to mend what it found stand at its first finding in a file, so that many findings of one
/// rule stay short.
public enum HumanReport {
  public struct Style: Sendable {
    /// Escape sequences for colour; only where the reader is a terminal and did not set NO_COLOR.
    public var colour: Bool
    /// Only the summary.
    public var isQuiet: Bool

    public init(colour: Bool, isQuiet: Bool = false) {
      self.colour = colour
      self.isQuiet = isQuiet
    }
  }

  public static func render(_ report: CheckReport, style: Style) -> String {
    var writer = HumanWriter(style: TextStyle(colour: style.colour))
    if !style.isQuiet {
      for findings in places(of: report) { writer.write(findings) }
      writer.write(report.notEvaluated)
    }
    writer.write(summaryOf: report)
    return writer.text
  }

  /// The findings by their places in the order of the report, at each place the most severe first.
  private static func places(of report: CheckReport) -> [[Finding]] {
    var places: [[Finding]] = []
    for finding in report.findings {
      if let last = places.last?.first, last.source === finding.source, last.span.start == finding.span.start,
        last.document == finding.document
      {
        places[places.count - 1].append(finding)
      } else {
        places.append([finding])
      }
    }
    return places.map { place in
      Severity.allCases.reversed().flatMap { severity in place.filter { $0.severity == severity } }
    }
  }
}

/// Writes one report.
private struct HumanWriter {
  let style: TextStyle
  var text = ""
  /// What was said at the last finding of a rule in this file: its remedy.
  private var explained: [String: String] = [:]
  private var file = ""

  init(style: TextStyle) { self.style = style }

  // MARK: Findings

  /// The findings of one place.
  mutating func write(_ findings: [Finding]) {
    guard let first = findings.first else { return }
    if first.source.name != file {
      file = first.source.name
      explained = [:]
    }
    writePlace(first)
    for finding in findings { write(finding) }
    text += "\n"
  }

  private mutating func write(_ finding: Finding) {
    text += "  \(style.paint(TextLayout.padded(finding.severity.name, to: 8), colour(of: finding)))"
    text += " \(CodeFrame.sanitized(Self.heading(finding)))"
    if finding.verdict != .fail { text += " (\(finding.verdict.rawValue))" }
    text += " \(style.paint("[\(CodeFrame.sanitized(finding.rule))]", .faint))\n"
    if finding.message != finding.title { text += "\(Self.indentation)\(CodeFrame.sanitized(finding.message))\n" }
    if !finding.path.isEmpty { line("at", finding.path) }
    if explained[finding.rule] == nil, !finding.why.isEmpty, !Self.isOfSeveralRules(finding) {
      line("why", Self.firstSentence(finding.why))
    }
    if explained[finding.rule] != finding.remedy, !finding.remedy.isEmpty { line("mend", finding.remedy) }
    explained[finding.rule] = finding.remedy
    if let waiver = finding.waiver {
      let ticket = waiver.ticket.map { ", \($0)" } ?? ""
      line("waived", TextLayout.shown(waiver) + ticket)
    }
  }

  /// Whether one cause leaves several rules undetermined; the finding's own is the most severe of them.
  private static func isOfSeveralRules(_ finding: Finding) -> Bool {
    finding.verdict == .undetermined && finding.blinded.count > 1 && finding.blinded.contains(finding.rule)
  }

  private static func heading(_ finding: Finding) -> String {
    isOfSeveralRules(finding) ? "\(finding.blinded.count) rules are not known to pass" : finding.title
  }

  /// `deploy/web.yaml:7:35  Pod default/web`, and the line.
  private mutating func writePlace(_ finding: Finding) {
    let place = finding.source.place(of: finding.span.start)
    text += style.paint("\(CodeFrame.sanitized(finding.source.name)):\(place.line):\(place.column)", .bold)
    let document = finding.document
    let name = [document.namespace, document.name].compactMap(\.self).joined(separator: "/")
    let owner = [document.kind, name.isEmpty ? nil : name].compactMap(\.self).joined(separator: " ")
    text += owner.isEmpty ? "\n" : "  \(CodeFrame.sanitized(owner))\n"
    text += CodeFrame.render(finding.span, in: finding.source)
  }

  private mutating func line(_ label: String, _ content: String) {
    text +=
      "\(Self.indentation)\(style.paint(TextLayout.padded(label, to: 6), .faint)) \(CodeFrame.sanitized(content))\n"
  }

  /// What belongs to a finding stands under its title, beside the severity.
  private static let indentation = String(repeating: " ", count: 11)

  /// To the first full stop that ends a sentence.
  private static func firstSentence(_ documentation: String) -> String {
    let words = documentation.split(whereSeparator: \.isWhitespace)
    guard let end = words.firstIndex(where: { $0.hasSuffix(".") }) else { return words.joined(separator: " ") }
    return words[...end].joined(separator: " ")
  }

  // MARK: The end

  mutating func write(_ notEvaluated: [CheckReport.NotEvaluated]) {
    for input in notEvaluated {
      let place = input.line.map { "\(input.file):\($0)" } ?? input.file
      text += style.paint("not evaluated", .yellow) + " "
      text += "\(CodeFrame.sanitized(place)): \(CodeFrame.sanitized(input.message))\n"
    }
    if !notEvaluated.isEmpty { text += "\n" }
  }

  mutating func write(summaryOf report: CheckReport) {
    let summary = report.summary
    text += "\(TextLayout.count(summary.documents, "document")) under \(TextLayout.count(summary.rules, "rule")): "
    let verdicts: [Verdict] = [.fail, .undetermined, .warn, .waived, .pass, .notApplicable]
    text += verdicts.map { verdict in
      let shown = "\(summary[verdict]) \(verdict.rawValue)"
      return summary[verdict] > 0 && [.fail, .undetermined].contains(verdict) ? style.paint(shown, .red) : shown
    }.joined(separator: ", ")
    if summary.unrecognised > 0 { text += "; \(TextLayout.count(summary.unrecognised, "document")) not recognised" }
    if !report.notEvaluated.isEmpty {
      text += "; " + style.paint("\(TextLayout.count(report.notEvaluated.count, "input")) not evaluated", .yellow)
    }
    if summary.archives > 0 { text += "; \(TextLayout.count(summary.archives, "archive")) of images" }
    if summary.otherArchives > 0 {
      text += "; \(TextLayout.count(summary.otherArchives, "archive")) without an image passed over"
    }
    if summary.ignoredFiles + summary.ignoredFolders > 0 {
      let ignored = [(summary.ignoredFiles, "file"), (summary.ignoredFolders, "directory")].filter { $0.0 > 0 }
      let counts = ignored.map { number, noun in
        noun == "directory" && number > 1 ? "\(number) directories" : TextLayout.count(number, noun)
      }
      text += "; \(counts.joined(separator: " and ")) ignored by .gitignore"
    }
    if !summary.replacedRules.isEmpty {
      let rules = summary.replacedRules.map(CodeFrame.sanitized).joined(separator: ", ")
      text += "; \(TextLayout.count(summary.replacedRules.count, "built-in rule")) replaced (\(rules))"
    }
    if summary.earlierReports > 0 {
      text += "; \(TextLayout.count(summary.earlierReports, "earlier report")) of Moat passed over"
    }
    if summary.notListed > 0 {
      text += "; " + style.paint("\(TextLayout.count(summary.notListed, "result")) not listed", .yellow)
    }
    if report.hidden > 0 { text += "; \(TextLayout.count(report.hidden, "finding")) not shown" }
    text += "\n"
  }

  // MARK: Colour

  private func colour(of finding: Finding) -> TextStyle.Paint {
    switch finding.verdict {
    case .waived, .pass, .notApplicable: return .faint
    case .warn: return .yellow
    case .fail, .undetermined: break
    }
    switch finding.severity {
    case .critical, .high: return .red
    case .medium: return .yellow
    case .low, .info: return .blue
    }
  }
}
