/// Writes trees as s-expressions without spans: two trees with one dump say the same. For tests and for people who look
/// for an error of the parser.
package enum TreeDump {
  package static func dump(_ file: PolicyFile) -> String {
    var lines: [String] = []
    if let header = file.header { lines.append(node("policy", header.name.text, quoted(header.version.text))) }
    lines += file.imports.map(dump)
    lines += file.declarations.map(dump)
    return lines.joined(separator: "\n") + "\n"
  }

  package static func dump(_ declaration: Declaration) -> String {
    switch declaration {
    case .rule(let rule): dump(rule)
    case .define(let define):
      node(
        "define", documentation(define.documentation), define.name.text,
        list(define.arguments.map { node("arg", $0.name.text, dump($0.type)) }), dump(define.result),
        dump(define.body))
    case .constant(let constant): dump(constant)
    case .data(let data): node("data", documentation(data.documentation), data.name.text, dump(data.type))
    case .waiver(let waiver): dump(waiver)
    case .profile(let profile): dump(profile)
    case .test(let test): dump(test)
    }
  }

  // MARK: Pieces

  /// `(head part part …)`; empty parts are left out.
  static func node(_ head: String, _ parts: String...) -> String { list([head] + parts.filter { !$0.isEmpty }) }

  static func list(_ parts: [String]) -> String { "(" + parts.joined(separator: " ") + ")" }

  /// A text with everything but printable ASCII escaped, so that a dump shows each byte that differs.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case " "..."~": result.unicodeScalars.append(scalar)
      default: result += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return result + "\""
  }

  private static func documentation(_ text: String) -> String { text.isEmpty ? "" : node("doc", quoted(text)) }

  private static func dump(_ clause: Import) -> String {
    switch clause.target {
    case .policy(let name, let alias): node("import", name.text, alias?.text ?? "")
    case .customResourceDefinition(let file): node("import-crd", quoted(file.text))
    }
  }

  static func dump(_ type: TypeSyntax) -> String {
    let inner = type.arguments.isEmpty ? type.name.text : list([type.name.text] + type.arguments.map(dump))
    return type.isOptional ? inner + "?" : inner
  }

  private static func dump(_ constant: ConstantDeclaration) -> String {
    node(
      "let", documentation(constant.documentation), constant.name.text, constant.type.map(dump) ?? "",
      dump(constant.value))
  }

  // MARK: Rules

  private static func dump(_ rule: RuleDeclaration) -> String {
    var parts = [documentation(rule.documentation), rule.name.text] + rule.meta.map(dump)
    for parameter in rule.parameters {
      parts.append(
        node(
          "param", parameter.name.text, dump(parameter.type), parameter.defaultValue.map(dump) ?? "",
          parameter.condition.map { node("where", dump($0)) } ?? ""))
    }
    parts.append(
      list(
        ["for"] + rule.subject.binders.map(dump)
          + (rule.subject.condition.map { [node("where", dump($0))] } ?? [])))
    parts += rule.constants.map(dump)
    for group in rule.groups { parts.append(list(["group"] + group.checks.map(dump) + group.outcomes.map(dump))) }
    return list(["rule"] + parts.filter { !$0.isEmpty })
  }

  private static func dump(_ meta: Meta) -> String {
    switch meta.content {
    case .title(let text): node("title", quoted(text.text))
    case .severity(let name): node("severity", name.text)
    case .effective(let date): node("effective", date.text)
    case .since(let text): node("since", quoted(text.text))
    case .controls(let controls): list(["controls"] + controls.map(dump))
    case .sameAs(let controls): list(["same-as"] + controls.map(dump))
    case .tags(let names): list(["tags"] + names.map(\.text))
    }
  }

  private static func dump(_ control: ControlReference) -> String {
    node("control", control.catalogue.text, quoted(control.identifier.text))
  }

  static func dump(_ binder: Binder) -> String {
    let kind =
      switch binder.kind {
      case .named(let name): name.text
      case .custom(let text): quoted(text.text)
      }
    return node("bind", kind, binder.name?.text ?? "")
  }

  private static func dump(_ check: Check) -> String {
    node(check.form.rawValue, dump(check.condition), check.excuse.map { node("unless", dump($0)) } ?? "")
  }

  private static func dump(_ outcome: Outcome) -> String {
    switch outcome.content {
    case .message(let template): node("message", dump(template))
    case .severity(let value): node("severity", dump(value))
    case .remedy(let template): node("remedy", dump(template))
    case .at(let path): node("at", dump(path))
    case .fix(let edit):
      switch edit.content {
      case .set(let path, let value): node("fix-set", dump(path), dump(value))
      case .remove(let path): node("fix-remove", dump(path))
      case .add(let value, let path): node("fix-add", dump(value), dump(path))
      }
    }
  }

  private static func dump(_ template: Template) -> String {
    template.parts.map { part in
      switch part {
      case .text(let text): quoted(text)
      case .hole(let expression): node("hole", dump(expression))
      }
    }.joined(separator: " ")
  }

  // MARK: Waivers, profiles, tests

  private static func dump(_ selector: Selector) -> String { selector.name.text + (selector.isWildcard ? ".*" : "") }

  private static func dump(_ waiver: WaiverDeclaration) -> String {
    let clauses = waiver.clauses.map { clause, _ in
      switch clause {
      case .condition(let condition): node("where", dump(condition))
      case .until(let date): node("until", date.text)
      case .owner(let text): node("owner", quoted(text.text))
      case .reason(let text): node("reason", quoted(text.text))
      case .ticket(let text): node("ticket", quoted(text.text))
      }
    }
    return node(
      "waive", documentation(waiver.documentation), list(waiver.selectors.map(dump)),
      clauses.joined(separator: " "))
  }

  private static func dump(_ profile: ProfileDeclaration) -> String {
    let clauses = profile.clauses.map { clause, _ in
      switch clause {
      case .include(let pick): node("include", dump(pick))
      case .exclude(let pick): node("exclude", dump(pick))
      case .set(let name, let value): node("set", name.text, dump(value))
      case .severity(let selector, let name): node("severity", dump(selector), name.text)
      case .enforce(let level, let condition): node("enforce", level.text, condition.map(dump) ?? "")
      }
    }
    return node(
      "profile", documentation(profile.documentation), profile.name.text, list(profile.bases.map(\.text)),
      clauses.joined(separator: " "))
  }

  private static func dump(_ pick: ProfileDeclaration.Pick) -> String {
    switch pick {
    case .selector(let selector): dump(selector)
    case .tag(let name): node("tag", name.text)
    case .control(let name, let text): node("control", name.text, text.map { quoted($0.text) } ?? "")
    }
  }

  private static func dump(_ test: TestDeclaration) -> String {
    let cases = test.cases.map { test in
      list(
        ["case"] + test.given.map(dump)
          + test.settings.map { node("with", dump($0.path), dump($0.value)) } + test.expectations.map(dump))
    }
    return node(
      "test", documentation(test.documentation), quoted(test.title.text), test.rule.text,
      cases.joined(separator: " "))
  }

  private static func dump(_ given: TestDeclaration.Given) -> String {
    switch given.content {
    case .text(let text, _): node("given", given.format.text, quoted(text.text))
    case .file(let file): node("given-file", given.format.text, quoted(file.text))
    }
  }

  private static func dump(_ expectation: TestDeclaration.Expectation) -> String {
    let details = expectation.details.map { detail in
      switch detail {
      case .at(let text): node("at", quoted(text.text))
      case .line(let line, _): node("line", String(line))
      case .message(let text): node("message", quoted(text.text))
      }
    }
    return node(
      "expect", expectation.verdict.text, expectation.count.map { String($0) } ?? "", details.joined(separator: " "))
  }
}
