/// Writes a script as an s-expression without spans: for tests, and for people who ask how a RUN was understood.
///
/// A word whose text is known is that text in double quotes; a pattern stands behind `~`; any other word is
/// `(word …)` with its parts.
package enum ShellDump {
  package static func dump(_ script: ShellScript) -> String {
    var lines = script.statements.map(dump)
    for (index, document) in script.hereDocuments.enumerated() {
      let marks = (document.isQuoted ? " quoted" : "") + (document.isTerminated ? "" : " open")
      lines.append("(document \(index)\(marks) \(dump(document.body)))")
    }
    if let failure = script.failure { lines.append("(failure \(quoted(failure.message)))") }
    return lines.joined(separator: "\n") + "\n"
  }

  static func dump(_ statement: ShellStatement) -> String {
    var text = statement.pipelines.first.map(dump) ?? ""
    for (index, connector) in statement.connectors.enumerated() {
      let next = index + 1 < statement.pipelines.count ? dump(statement.pipelines[index + 1]) : "?"
      text += " \(connector.rawValue) \(next)"
    }
    if !statement.connectors.isEmpty { text = "(list \(text))" }
    return statement.terminator == .background ? "(background \(text))" : text
  }

  static func dump(_ pipeline: ShellPipeline) -> String {
    var text = pipeline.commands.first.map(dump) ?? ""
    for (index, both) in pipeline.pipesErrors.enumerated() {
      let next = index + 1 < pipeline.commands.count ? dump(pipeline.commands[index + 1]) : "?"
      text += (both ? " |& " : " | ") + next
    }
    if !pipeline.pipesErrors.isEmpty { text = "(pipe \(text))" }
    if pipeline.isTimed { text = "(time \(text))" }
    return pipeline.isNegated ? "(not \(text))" : text
  }

  static func dump(_ command: ShellCommand) -> String {
    let text = dump(command.form)
    guard !command.redirections.isEmpty else { return text }
    return list(["redirect", text] + command.redirections.map(dump))
  }

  private static func dump(_ form: ShellCommand.Form) -> String {
    switch form {
    case .simple(let command):
      return list(
        ["run"] + command.assignments.map(dump) + command.words.map(dump) + command.redirections.map(dump))
    case .group(let body): return list(["group"] + body.map(dump))
    case .subshell(let body): return list(["subshell"] + body.map(dump))
    case .if(let branches, let otherwise):
      let parts = branches.map { list(["when", block($0.condition), block($0.body)]) }
      return list(["if"] + parts + (otherwise.map { [list(["else"] + $0.map(dump))] } ?? []))
    case .loop(let isUntil, let condition, let body):
      return list([isUntil ? "until" : "while", block(condition), block(body)])
    case .for(let isSelect, let name, let words, let body):
      let values = words.map { list(["in"] + $0.map(dump)) }
      return list([isSelect ? "select" : "for", name] + (values.map { [$0] } ?? []) + [block(body)])
    case .arithmeticFor(let parts, let body): return list(["for-arithmetic"] + parts.map(dump) + [block(body)])
    case .case(let subject, let arms):
      let parts = arms.map { arm in
        list([arm.fallsThrough ? "arm-on" : "arm", list(arm.patterns.map(dump))] + arm.body.map(dump))
      }
      return list(["case", dump(subject)] + parts)
    case .function(let name, let body): return list(["function", name, dump(body)])
    case .conditional(let items):
      return list(
        ["test"]
          + items.map { item in
            switch item {
            case .word(let word): dump(word)
            case .sign(let sign): sign
            }
          })
    case .arithmetic(let parts): return list(["arithmetic"] + parts.map(dump))
    case .coprocess(let command): return list(["coproc", dump(command)])
    }
  }

  private static func dump(_ assignment: ShellAssignment) -> String {
    let name = assignment.name + (assignment.index.map { "[\($0)]" } ?? "")
    let word = (assignment.isArray ? "array" : "set") + (assignment.appends ? "+" : "")
    return list([word, name] + assignment.values.map(dump))
  }

  private static func dump(_ redirection: ShellRedirection) -> String {
    let target = redirection.hereDocument.map { "document \($0)" } ?? dump(redirection.target)
    return list([(redirection.descriptor ?? "") + redirection.sign.rawValue, target])
  }

  package static func dump(_ word: ShellWord) -> String {
    switch word.text {
    case .known(let text): quoted(text)
    case .pattern(let text): "~" + quoted(text)
    case .unknown: list(["word"] + word.parts.map(dump))
    }
  }

  private static func dump(_ part: WordPart) -> String {
    switch part.form {
    case .literal(let text): quoted(text)
    case .singleQuoted(let text): list(["single", quoted(text)])
    case .ansiQuoted(let text): list(["ansi", quoted(text)])
    case .doubleQuoted(let parts): list(["double"] + parts.map(dump))
    case .parameter(let expansion):
      list(
        [
          expansion.isIndirect ? "indirect" : "param",
          expansion.name + (expansion.index.map { "[\($0)]" } ?? ""),
        ] + (expansion.sign.map { [$0.rawValue] } ?? []) + expansion.argument.map(dump))
    case .command(let body, let isBackquoted): list([isBackquoted ? "backquoted" : "command"] + body.map(dump))
    case .arithmetic(let parts): list(["arithmetic"] + parts.map(dump))
    case .process(let body, let isInput): list([isInput ? "process-in" : "process-out"] + body.map(dump))
    case .glob(let text): list(["glob", quoted(text)])
    case .tilde(let text): list(["tilde", text])
    }
  }

  private static func block(_ statements: [ShellStatement]) -> String {
    "{" + statements.map(dump).joined(separator: "; ") + "}"
  }

  static func list(_ parts: [String]) -> String { "(" + parts.joined(separator: " ") + ")" }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
