public import Moat
import MoatSource

/// The report that people read on a terminal: each finding with its line, and a summary that counts every verdict.
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
    var text = ""
    if !style.isQuiet {
      for finding in report.findings { text += render(finding, style: style) + "\n" }
      for input in report.notEvaluated {
        let place = input.line.map { "\(input.file):\($0)" } ?? input.file
        text += paint("not evaluated", .yellow, style) + " "
        text += "\(CodeFrame.sanitized(place)): \(CodeFrame.sanitized(input.message))\n"
      }
      if !report.notEvaluated.isEmpty { text += "\n" }
    }
    return text + summary(report, style: style)
  }

  static func render(_ finding: Finding, style: Style) -> String {
    let place = finding.source.place(of: finding.span.start)
    let label =
      finding.verdict == .fail ? finding.severity.name : "\(finding.severity.name), \(finding.verdict.rawValue)"
    var text = paint(
      "\(CodeFrame.sanitized(finding.source.name)):\(place.line):\(place.column)", .bold, style)
    text += " \(paint(label, colour(of: finding), style)) \(CodeFrame.sanitized(finding.title))"
    text += " \(paint("[\(finding.rule)]", .faint, style))\n"
    text += CodeFrame.render(finding.span, in: finding.source)
    text += "  \(CodeFrame.sanitized(finding.message))\n"
    text += line("at", location(finding), style)
    if !finding.remedy.isEmpty { text += line("mend", finding.remedy, style) }
    if let waiver = finding.waiver {
      let ticket = waiver.ticket.map { ", \($0)" } ?? ""
      text += line("waived", "until \(waiver.until) by \(waiver.owner): \(waiver.reason)\(ticket)", style)
    }
    return text
  }

  /// `spec.containers[0].image in Pod default/web`.
  private static func location(_ finding: Finding) -> String {
    let document = finding.document
    let name = [document.namespace, document.name].compactMap(\.self).joined(separator: "/")
    let owner = [document.kind, name.isEmpty ? nil : name].compactMap(\.self).joined(separator: " ")
    if finding.path.isEmpty { return owner }
    return owner.isEmpty ? finding.path : "\(finding.path) in \(owner)"
  }

  private static func line(_ label: String, _ content: String, _ style: Style) -> String {
    let padded = label + String(repeating: " ", count: max(1, 7 - label.count))
    return "  \(paint(padded, .faint, style))\(CodeFrame.sanitized(content))\n"
  }

  private static func summary(_ report: CheckReport, style: Style) -> String {
    let summary = report.summary
    var text = "\(count(summary.documents, "document")) under \(count(summary.rules, "rule")): "
    let verdicts: [Verdict] = [.fail, .undetermined, .warn, .waived, .pass, .notApplicable]
    text += verdicts.map { verdict in
      let shown = "\(summary[verdict]) \(verdict.rawValue)"
      return summary[verdict] > 0 && [.fail, .undetermined].contains(verdict) ? paint(shown, .red, style) : shown
    }.joined(separator: ", ")
    if summary.unrecognised > 0 { text += "; \(count(summary.unrecognised, "document")) not recognised" }
    if !report.notEvaluated.isEmpty {
      text += "; " + paint("\(count(report.notEvaluated.count, "input")) not evaluated", .yellow, style)
    }
    return text + "\n"
  }

  private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  private enum Paint: String {
    case bold = "1"
    case faint = "2"
    case red = "31"
    case yellow = "33"
    case blue = "34"
  }

  private static func colour(of finding: Finding) -> Paint {
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

  private static func paint(_ text: String, _ paint: Paint, _ style: Style) -> String {
    style.colour ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }
}
