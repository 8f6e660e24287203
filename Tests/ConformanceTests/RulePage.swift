import MoatSource
import MoatSyntax

/// The page of one rule, made from its file: what it is, why, what it checks in its own words, how to mend it.
struct RulePage {
  /// `images`: the folder of the file.
  let group: String
  let file: PolicyFile
  let rule: RuleDeclaration

  static let severities = ["critical", "high", "medium", "low", "info"]

  /// Nil for a file without a rule.
  init?(path: String, file: PolicyFile) {
    guard let rule = PolicyTextTests.rules(of: file).first else { return nil }
    // The folder and its domain: `dockerfile-base`.
    group = path.split(separator: "/").dropLast().suffix(2).joined(separator: "-")
    self.file = file
    self.rule = rule
  }

  var name: String { rule.name.text }
  /// The name of its page, which no two rules share: those of other domains than Kubernetes have it before their own.
  var fileName: String { (id.hasPrefix("kubernetes.") ? name : id) + ".md" }
  var id: String { (file.header?.name.text ?? "") + "." + name }

  var title: String {
    rule.meta.compactMap { if case .title(let text) = $0.content { text.text } else { nil } }.first ?? name
  }

  var severity: String {
    rule.meta.compactMap { if case .severity(let name) = $0.content { name.text } else { nil } }.first ?? ""
  }

  var tags: [String] {
    rule.meta.flatMap { if case .tags(let names) = $0.content { names.map(\.text) } else { [String]() } }
  }

  var controls: [ControlReference] {
    rule.meta.flatMap { if case .controls(let list) = $0.content { list } else { [ControlReference]() } }
  }

  var sameAs: [ControlReference] {
    rule.meta.flatMap { if case .sameAs(let list) = $0.content { list } else { [ControlReference]() } }
  }

  /// `trivy KSV-0013, checkov CKV_K8S_14`: in the order written, each name once.
  static func references(_ list: [ControlReference]) -> String {
    var names: [String] = []
    for reference in list where !names.contains(reference.catalogue.text) { names.append(reference.catalogue.text) }
    return names.map { name in
      let ids = list.filter { $0.catalogue.text == name }.map { "`\($0.identifier.text)`" }
      return "\(name) \(ids.joined(separator: ", "))"
    }.joined(separator: " · ")
  }

  func render() -> String {
    var parts = ["# \(title)\n\n`\(id)` · severity **\(severity)** · group [\(group)](README.md#\(group))\n"]
    parts.append(rule.documentation.split(separator: "\n").joined(separator: "\n") + "\n")
    if tags.contains("opinionated") {
      parts.append("Not everyone wants this: the recommended profile leaves it out, and another turns it on.\n")
    }
    parts.append("## What it checks\n\n```moat\n\(source)\n```\n")
    let remedies = self.remedies
    parts.append("## How to mend it\n\n" + remedies.map { "- \($0)\n" }.joined())
    if !rule.parameters.isEmpty { parts.append("## Params\n\n\(parameterTable)") }
    if let failing = example("fail") { parts.append("## An example that fails\n\n\(failing)") }
    if let passing = example("pass") { parts.append("## An example that passes\n\n\(passing)") }
    var references: [String] = []
    if !controls.isEmpty { references.append("- Controls: \(Self.references(controls))\n") }
    if !sameAs.isEmpty { references.append("- The same as: \(Self.references(sameAs))\n") }
    if references.isEmpty { references.append("- No other tool that we know of checks this.\n") }
    parts.append("## References\n\n" + references.joined())
    return parts.joined(separator: "\n")
  }

  /// The file's imports, constants and definitions, and the rule, each as written.
  private var source: String {
    var spans = file.imports.map(\.span)
    for declaration in file.declarations {
      switch declaration {
      case .constant(let constant): spans.append(constant.span)
      case .define(let define): spans.append(define.span)
      case .rule(let rule): spans.append(rule.span)
      case .data, .waiver, .profile, .test: continue
      }
    }
    return spans.map { file.source.text($0) }.joined(separator: "\n\n")
  }

  private var remedies: [String] {
    var texts: [String] = []
    for group in rule.groups {
      for case .remedy(let template) in group.outcomes.map(\.content) {
        let text = template.parts.map { part in
          switch part {
          case .text(let text): text
          case .hole(let expression): "`\(file.source.text(expression.span))`"
          }
        }.joined()
        if !texts.contains(text) { texts.append(text) }
      }
    }
    return texts
  }

  private var parameterTable: String {
    var lines = ["| param | type | default | condition |", "|---|---|---|---|"]
    for parameter in rule.parameters {
      func cell(_ expression: Expression?) -> String {
        expression.map { "`\(file.source.text($0.span).split(whereSeparator: \.isWhitespace).joined(separator: " "))`" }
          ?? ""
      }
      let type = file.source.text(parameter.type.span)
      let columns = [
        "`\(parameter.name.text)`", "`\(type)`", cell(parameter.defaultValue), cell(parameter.condition),
      ]
      lines.append("| " + columns.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The first case of the rule's tests that expects the verdict, one without settings before one with.
  private func example(_ verdict: String) -> String? {
    let cases = PolicyTextTests.tests(of: file).flatMap(\.cases).filter { testCase in
      testCase.expectations.first?.verdict.text == verdict
    }
    guard let found = cases.first(where: \.settings.isEmpty) ?? cases.first else { return nil }
    let texts = found.given.compactMap { given -> String? in
      if case .text(let text, _) = given.content { text.text } else { nil }
    }
    var result = "```yaml\n\(texts.joined(separator: "---\n"))```\n"
    if !found.settings.isEmpty {
      let settings = found.settings.map { path, value in
        "`\(file.source.text(path.span)) = \(file.source.text(value.span))`"
      }
      result += "\nwith \(settings.joined(separator: " and "))\n"
    }
    let places = found.expectations.flatMap(\.details).compactMap { detail -> String? in
      if case .at(let path) = detail { "`\(path.text)`" } else { nil }
    }
    if !places.isEmpty { result += "\nThe finding stands at \(places.joined(separator: " and ")).\n" }
    return result
  }
}
