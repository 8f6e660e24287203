public import Moat
import MoatSource

/// Rules for people: a list of them, and one in full.
public enum RuleText {
  /// A line a rule under the name of its policy; with `isLong` also its controls and the ids of other tools.
  public static func list(_ rules: [RuleDescription], isLong: Bool, style: TextStyle) -> String {
    var text = ""
    let width = rules.map { shortName($0).count }.max() ?? 0
    var policy: String?
    for rule in rules.sorted(by: { $0.policy.utf8.lexicographicallyPrecedes($1.policy.utf8) }) {
      if rule.policy != policy {
        if policy != nil { text += "\n" }
        policy = rule.policy
        text += style.paint(rule.policy.isEmpty ? "(no policy)" : CodeFrame.sanitized(rule.policy), .bold) + "\n"
      }
      let name = TextLayout.padded(CodeFrame.sanitized(shortName(rule)), to: width)
      let severity = TextLayout.padded(rule.severity.name, to: 8)
      let title = TextLayout.cut(CodeFrame.sanitized(rule.title), to: style.width.map { $0 - width - 14 })
      text += "  \(name)  \(style.paint(severity, colour(rule.severity)))  \(title)\n"
      if isLong { text += references(rule, indentation: 4, style) }
    }
    return text
  }

  /// Everything that a rule says of itself.
  public static func describe(_ rule: RuleDescription, showsCost: Bool, style: TextStyle) -> String {
    var text = style.paint(CodeFrame.sanitized(rule.id), .bold)
    text += "  \(style.paint(rule.severity.name, colour(rule.severity)))\n"
    text += "\(CodeFrame.sanitized(rule.title))\n\n"
    if !rule.why.isEmpty { text += TextLayout.wrapped(rule.why, indentation: 2, width: style.width) + "\n" }
    guard !rule.subject.isEmpty else { return text + "Moat itself finds this; no policy has the rule.\n" }
    text += "For each \(CodeFrame.sanitized(rule.subject))"
    text += rule.scope.map { "\n  where \(CodeFrame.sanitized($0))\n" } ?? "\n"
    for name in rule.names { text += "  with \(CodeFrame.sanitized(name))\n" }
    for (index, check) in rule.checks.enumerated() { text += "\n" + describe(check, index, of: rule, style) }
    text += "\n"
    if !rule.parameters.isEmpty {
      text += rule.parameters.map { fact("param", $0, style) }.joined()
    }
    text += references(rule, indentation: 0, style)
    text += facts(rule, showsCost: showsCost, style)
    return text
  }

  // MARK: One rule

  private static func describe(
    _ check: RuleDescription.Check, _ index: Int, of rule: RuleDescription, _ style: TextStyle
  ) -> String {
    let words =
      switch check.form {
      case .failsUnless: "fails unless"
      case .failsWhen: "fails when"
      case .warnsWhen: "warns when"
      }
    let number = rule.checks.count > 1 ? "\(index + 1). " : ""
    let condition = CodeFrame.sanitized(check.condition)
    var text = "  \(number)\(style.paint(words, .bold))\n"
    text += TextLayout.wrapped(condition, indentation: 6, width: style.width)
    if let excuse = check.excuse { text += line("except where", excuse, style) }
    if !check.leansOn.isEmpty {
      let others = check.leansOn.map { String($0 + 1) }.joined(separator: ", ")
      text += line("asked after", "check \(others) passed", style)
    }
    // What several checks share is said at the last of them.
    let isLast = index + 1 == rule.checks.count || rule.checks[index + 1].message != check.message
    if isLast {
      if !check.message.isEmpty { text += line("message", check.message, style) }
      if !check.remedy.isEmpty { text += line("mend", check.remedy, style) }
      for outcome in check.otherOutcomes { text += line("outcome", outcome, style) }
    }
    return text
  }

  private static func line(_ label: String, _ content: String, _ style: TextStyle) -> String {
    labelled(label, content, indentation: 6, labelWidth: 12, style)
  }

  /// A label and a text beside it, which goes on under its own beginning.
  private static func labelled(
    _ label: String, _ content: String, indentation: Int, labelWidth: Int, _ style: TextStyle
  ) -> String {
    let column = indentation + labelWidth + 1
    let text = TextLayout.wrapped(content, indentation: column, width: style.width ?? Int.max)
    let space = String(repeating: " ", count: indentation)
    return space + style.paint(TextLayout.padded(label, to: labelWidth), .faint) + " " + text.dropFirst(column)
  }

  private static func fact(_ label: String, _ content: String, _ style: TextStyle) -> String {
    labelled(label, content, indentation: 0, labelWidth: 9, style)
  }

  private static func facts(_ rule: RuleDescription, showsCost: Bool, _ style: TextStyle) -> String {
    var text = ""
    if !rule.tags.isEmpty { text += fact("tags", rule.tags.joined(separator: ", "), style) }
    if !rule.profiles.isEmpty { text += fact("profiles", rule.profiles.joined(separator: ", "), style) }
    if let effective = rule.effective { text += fact("effective", "\(effective); until then it only warns", style) }
    if let since = rule.since { text += fact("since", since, style) }
    if showsCost {
      text += fact("cost", "\(rule.cost) steps at most for one document", style)
      text += fact(
        "", "n: children of its largest list or map; text: bytes of its longest text; nodes: its values", style)
    }
    let place = rule.source.place(of: rule.span.start)
    return text + fact("in", "\(rule.source.name):\(place.line)", style)
  }

  private static func references(_ rule: RuleDescription, indentation: Int, _ style: TextStyle) -> String {
    let space = String(repeating: " ", count: indentation)
    var text = ""
    for (label, references) in [("controls", rule.controls), ("same as", rule.sameAs)] where !references.isEmpty {
      let words = references.enumerated().map { index, reference in
        CodeFrame.sanitized("\(reference.catalogue) \(reference.identifier)")
          + (index + 1 < references.count ? "," : "")
      }
      let wrapped = TextLayout.wrapped(words, indentation: indentation + 10, width: style.width)
      text += space + style.paint(TextLayout.padded(label, to: 9), .faint) + " "
      text += wrapped.dropFirst(indentation + 10)
    }
    return text
  }

  private static func shortName(_ rule: RuleDescription) -> String {
    String(rule.id.split(separator: ".").last ?? Substring(rule.id))
  }

  static func colour(_ severity: Severity) -> TextStyle.Paint {
    switch severity {
    case .critical, .high: .red
    case .medium: .yellow
    case .low, .info: .blue
    }
  }
}
