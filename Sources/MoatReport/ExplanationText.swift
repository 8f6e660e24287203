public import Moat
import MoatSource

/// What a rule says of some inputs, for people: each subject with the expression trees of its checks.
public enum ExplanationText {
  public static func render(_ explanation: RuleExplanation, style: TextStyle) -> String {
    var writer = ExplanationWriter(style: style, rule: explanation.rule)
    for subject in explanation.subjects { writer.write(subject) }
    writer.end(explanation)
    return writer.text
  }
}

private struct ExplanationWriter {
  let style: TextStyle
  let rule: RuleDescription
  var text = ""

  // MARK: Subjects

  mutating func write(_ subject: RuleExplanation.Subject) {
    let place = subject.source.place(of: subject.span.start)
    text += paint(subject.verdict) + " "
    text += style.paint("\(CodeFrame.sanitized(subject.source.name)):\(place.line):\(place.column)", .bold)
    text += "  \(CodeFrame.sanitized(Self.owner(subject)))\n"
    if let waiver = subject.waiver {
      text += "  waived \(CodeFrame.sanitized(TextLayout.shown(waiver)))\n"
    }
    for reason in subject.reasons { text += "  \(CodeFrame.sanitized(reason))\n" }
    if let scope = subject.scope {
      text += "  where\n"
      write(scope, depth: 0)
    }
    for check in subject.checks { write(check) }
    text += "\n"
  }

  /// `spec.containers[0] of Pod default/web`.
  private static func owner(_ subject: RuleExplanation.Subject) -> String {
    let document = subject.document
    let name = [document.namespace, document.name].compactMap(\.self).joined(separator: "/")
    let owner = [document.kind, name.isEmpty ? nil : name].compactMap(\.self).joined(separator: " ")
    return subject.path.isEmpty ? owner : owner.isEmpty ? subject.path : "\(subject.path) of \(owner)"
  }

  private mutating func write(_ check: RuleExplanation.Check) {
    let form = rule.checks.indices.contains(check.index) ? rule.checks[check.index].form : .failsWhen
    let words =
      switch form {
      case .failsUnless: "require"
      case .failsWhen: "deny when"
      case .warnsWhen: "warn when"
      }
    let number = rule.checks.count > 1 ? "\(check.index + 1). " : ""
    guard check.verdict != nil else {
      text += "  \(number)\(words): not asked, since a check that it leans on did not pass\n"
      return
    }
    text += "  \(number)\(words): \(paint(check.verdict))\n"
    if let condition = check.condition { write(condition, depth: 0) }
    if let excuse = check.excuse { write(excuse, depth: 0, label: "unless ") }
    for message in check.messages { text += "      \(style.paint("says", .faint)) \(CodeFrame.sanitized(message))\n" }
  }

  // MARK: Trees

  /// Deeper trees are shown up to here; rules are far flatter.
  private static let depthLimit = 24

  private mutating func write(_ node: RuleExplanation.Node, depth: Int, label: String = "") {
    let answer: String
    switch node.answer {
    case .yes: answer = style.paint("true", .bold)
    case .no: answer = style.paint("false", .bold)
    case .unknown(let reason): answer = style.paint("undetermined", .red) + ": \(CodeFrame.sanitized(reason))"
    case .value: answer = Self.value(node.value)
    }
    let isCondition = if case .value = node.answer { false } else { true }
    line(
      label + CodeFrame.sanitized(node.text) + (isCondition ? "  → " : " = ") + answer, place: node.place,
      decides: node.decides, depth: depth)
    guard depth < Self.depthLimit else { return }
    for child in node.children { write(child, depth: depth + 1) }
    for element in node.elements {
      line(
        "element \(element.index): \(Self.value(element.value))", place: element.place, decides: element.decides,
        depth: depth + 1)
      for child in element.children { write(child, depth: depth + 2) }
    }
    if node.moreElements > 0 {
      line("and \(TextLayout.count(node.moreElements, "element")) more", place: nil, decides: false, depth: depth + 1)
    }
  }

  private static func value(_ text: String) -> String {
    text.isEmpty ? "\"\"" : TextLayout.cut(CodeFrame.sanitized(text), to: 60)
  }

  private mutating func line(_ content: String, place: RuleExplanation.Place?, decides: Bool, depth: Int) {
    let mark = decides ? style.paint("»", .red) : " "
    text += "    \(mark) \(String(repeating: "  ", count: depth))\(content)"
    if let place { text += "  " + style.paint("line \(place.line)\(place.isAbsent ? ", absent" : "")", .faint) }
    text += "\n"
  }

  // MARK: The end

  mutating func end(_ explanation: RuleExplanation) {
    for input in explanation.notEvaluated {
      let place = input.line.map { "\(input.file):\($0)" } ?? input.file
      text += style.paint("not evaluated", .yellow) + " \(CodeFrame.sanitized(place)): "
      text += "\(CodeFrame.sanitized(input.message))\n"
    }
    let total = explanation.counts.values.reduce(0, +)
    text += "\(TextLayout.count(explanation.documents, "document")), \(TextLayout.count(total, "subject"))"
    let order: [Verdict] = [.fail, .undetermined, .warn, .waived, .pass]
    let counts = order.compactMap { verdict in
      explanation.counts[verdict].map { "\($0) \(verdict.rawValue)" }
    }
    text += counts.isEmpty ? ": not-applicable" : ": " + counts.joined(separator: ", ")
    if explanation.outOfScope > 0 { text += "; \(explanation.outOfScope) out of scope" }
    if explanation.moreSubjects > 0 { text += "; \(explanation.moreSubjects) not shown" }
    text += "\n"
  }

  private func paint(_ verdict: Verdict?) -> String {
    guard let verdict else { return style.paint("out of scope", .faint) }
    switch verdict {
    case .fail, .undetermined: return style.paint(verdict.rawValue, .red)
    case .warn, .waived: return style.paint(verdict.rawValue, .yellow)
    case .pass, .notApplicable: return style.paint(verdict.rawValue, .green)
    }
  }
}
