import MoatSource

/// The clauses of declarations in the canonical layout.
extension FormatWriter {
  func item(_ constant: ConstantDeclaration) -> Item {
    Item(span: constant.span) { writer in
      let type = constant.type.map { ": \(writer.text($0))" } ?? ""
      return "let \(constant.name.text)\(type) = " + writer.layout(constant.value)
    }
  }

  func item(_ define: DefineDeclaration) -> Item {
    Item(span: define.span) { writer in
      let arguments = define.arguments.map { "\($0.name.text): \(writer.text($0.type))" }.joined(separator: ", ")
      let head = "define \(define.name.text)(\(arguments)): \(writer.text(define.result)) ="
      return .group(head + .indented(.line + writer.layout(define.body)))
    }
  }

  // MARK: Rules

  func clauses(_ rule: RuleDeclaration) -> [Item] {
    var items = rule.meta.map { meta in Item(span: meta.span) { writer in writer.layout(meta) } }
    items += rule.parameters.map { item($0) }
    items.append(
      Item(span: rule.subject.span) { writer in
        let binders = rule.subject.binders.map { writer.text($0) }.joined(separator: " in ")
        return .group("for \(binders)" + writer.tail("where", rule.subject.condition))
      })
    items += rule.constants.map { item($0) }
    for group in rule.groups {
      items += group.checks.map { item($0) }
      items += group.outcomes.map { outcome in Item(span: outcome.span) { writer in writer.layout(outcome) } }
    }
    return items
  }

  private mutating func layout(_ meta: Meta) -> Layout {
    switch meta.content {
    case .title(let text): return .text("title \(source.text(text.span))")
    case .severity(let name): return .text("severity \(name.text)")
    case .effective(let date): return .text("effective \(date.text)")
    case .since(let text): return .text("since \(source.text(text.span))")
    case .controls(let controls): return "controls " + layout(controls, meta.span)
    case .sameAs(let controls): return "same-as " + layout(controls, meta.span)
    case .tags(let names):
      return "tags " + bracketed(meta.span, names.map(\.span)) { _, index in .text(names[index].text) }
    }
  }

  private mutating func layout(_ controls: [ControlReference], _ span: Span) -> Layout {
    bracketed(span, controls.map(\.span)) { writer, index in
      .text("\(controls[index].catalogue.text) \(writer.source.text(controls[index].identifier.span))")
    }
  }

  private func item(_ parameter: ParameterDeclaration) -> Item {
    Item(span: parameter.span) { writer in
      var head = Layout.text("param \(parameter.name.text): \(writer.text(parameter.type))")
      if let value = parameter.defaultValue { head = head + " = " + writer.layout(value) }
      return .group(head + writer.tail("where", parameter.condition))
    }
  }

  private func item(_ check: Check) -> Item {
    Item(span: check.span) { writer in
      let word =
        switch check.form {
        case .require: "require "
        case .denyWhen: "deny when "
        case .warnWhen: "warn when "
        }
      var head = word + writer.layout(check.condition)
      if let excuse = check.excuse {
        head = head + writer.trailing(from: check.condition.span.end, to: excuse.span.start)
      }
      return .group(head + writer.tail("unless", check.excuse))
    }
  }

  /// A condition after its word, on the next line if it does not fit.
  private mutating func tail(_ word: String, _ condition: Expression?) -> Layout {
    guard let condition else { return .sequence([]) }
    return .indented(.line + "\(word) " + layout(condition))
  }

  private mutating func layout(_ outcome: Outcome) -> Layout {
    switch outcome.content {
    case .message(let template): return .text("message \(source.text(template.span))")
    case .severity(let value): return "severity " + layout(value)
    case .remedy(let template): return .text("remedy \(source.text(template.span))")
    case .at(let path): return "at " + layout(path)
    case .fix(let edit):
      switch edit.content {
      case .set(let path, let value):
        let head = "fix set " + layout(path) + " to "
        return head + layout(value)
      case .remove(let path): return "fix remove " + layout(path)
      case .add(let value, let path):
        let head = "fix add " + layout(value) + " to "
        return head + layout(path)
      }
    }
  }

  // MARK: Waivers and profiles

  func text(_ selector: Selector) -> String { selector.name.text + (selector.isWildcard ? ".*" : "") }

  func clauses(_ waiver: WaiverDeclaration) -> [Item] {
    waiver.clauses.map { clause, span in
      Item(span: span) { writer in
        switch clause {
        case .condition(let condition): "where " + writer.layout(condition)
        case .until(let date): .text("until \(date.text)")
        case .owner(let text): .text("owner \(writer.source.text(text.span))")
        case .reason(let text): .text("reason \(writer.source.text(text.span))")
        case .ticket(let text): .text("ticket \(writer.source.text(text.span))")
        }
      }
    }
  }

  func clauses(_ profile: ProfileDeclaration) -> [Item] {
    profile.clauses.map { clause, span in
      Item(span: span) { writer in
        switch clause {
        case .include(let pick): .text("include \(writer.text(pick))")
        case .exclude(let pick): .text("exclude \(writer.text(pick))")
        case .set(let name, let value): "set \(name.text) = " + writer.layout(value)
        case .severity(let selector, let name): .text("severity \(writer.text(selector)) = \(name.text)")
        case .enforce(let level, let condition):
          .group("enforce \(level.text)" + writer.tail("when", condition))
        }
      }
    }
  }

  private func text(_ pick: ProfileDeclaration.Pick) -> String {
    switch pick {
    case .selector(let selector): text(selector)
    case .tag(let name): "tag \(name.text)"
    case .control(let name, let identifier):
      "control \(name.text)" + (identifier.map { " \(source.text($0.span))" } ?? "")
    }
  }

  // MARK: Tests

  func clauses(_ test: TestDeclaration) -> [Item] {
    var items: [Item] = []
    for testCase in test.cases {
      items += testCase.given.map { given in Item(span: given.span) { writer in writer.layout(given) } }
      items += testCase.settings.map { path, value in
        Item(span: path.span.joined(with: value.span), keepsBlankLine: false) { writer in
          let head = "with " + writer.layout(path) + " = "
          return head + writer.layout(value)
        }
      }
      items += testCase.expectations.map { expectation in
        Item(span: expectation.span) { writer in .text(writer.text(expectation)) }
      }
    }
    return items
  }

  private func layout(_ given: TestDeclaration.Given) -> Layout {
    switch given.content {
    case .file(let file): .text("given \(given.format.text) file \(source.text(file.span))")
    case .text(let text, _): .text("given \(given.format.text) \(longString(text.text))")
    }
  }

  private func text(_ expectation: TestDeclaration.Expectation) -> String {
    var result = "expect \(expectation.verdict.text)"
    if let count = expectation.count { result += " \(count)" }
    for detail in expectation.details {
      switch detail {
      case .at(let text): result += " at \(source.text(text.span))"
      case .line(let line, _): result += " line \(line)"
      case .message(let text): result += " message \(source.text(text.span))"
      }
    }
    return result
  }

  /// A text in triple quotes, indented below its clause. Its line ends stay as they were.
  private func longString(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(where: Lexer.isLineEnd) else { return "\"\"\"\(text)\"\"\"" }
    let margin = Array("    ".utf8)
    var result = Array("\"\"\"\n".utf8)
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, !Lexer.isLineEnd(bytes[end]) { end += 1 }
      let next = end < bytes.count ? TextLiteral.afterLineEnd(bytes, end) : end
      if end > start { result += margin }
      result += bytes[start..<next]
      start = next
    }
    return String(decoding: result + margin + Array("\"\"\"".utf8), as: UTF8.self)
  }
}
