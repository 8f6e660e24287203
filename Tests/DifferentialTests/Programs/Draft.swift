import MoatSyntax
import MoatValues

/// An expression of a generated policy: its text in pieces, so that a shrinker may put an operand in its place.
struct Term {
  enum Part {
    case text(String)
    case term(Term)
  }

  /// What the checker makes of it, without `?`.
  var type: Type
  var parts: [Part]

  init(_ type: Type, _ pieces: Pieces) {
    self.type = type
    parts = pieces.parts
  }

  var text: String {
    parts.map { if case .text(let text) = $0 { text } else if case .term(let term) = $0 { term.text } else { "" } }
      .joined()
  }

  /// How many terms it is made of.
  var size: Int {
    parts.reduce(1) { count, part in if case .term(let term) = part { count + term.size } else { count } }
  }
}

/// Text with terms in it: `"\(left) == \(right)"`.
struct Pieces: ExpressibleByStringInterpolation {
  var parts: [Term.Part]

  init(stringLiteral text: String) { parts = [.text(text)] }

  init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

  struct StringInterpolation: StringInterpolationProtocol {
    var parts: [Term.Part] = []

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ text: String) { parts.append(.text(text)) }
    mutating func appendInterpolation(_ text: String) { parts.append(.text(text)) }
    mutating func appendInterpolation(_ term: Term) { parts.append(.term(term)) }
  }
}

/// A rule with what it needs around it, before it is parsed.
struct Draft {
  struct Check {
    var form: MoatSyntax.Check.Form
    var condition: Term
    var excuse: Term?
    /// Outcomes, as text.
    var outcomes: String
  }

  /// A param, a `let` or a `define`: its text up to the value, and the value.
  struct Binding {
    var head: String
    var value: Term?
  }

  /// `data`, `define` and `let` of the file.
  var declarations: [Binding] = []
  var parameters: [Binding] = []
  /// `container c in workload w`.
  var subject: String
  var condition: Term?
  var constants: [Binding] = []
  var checks: [Check] = []

  /// What the run gives, by the place of the param or data set.
  var givenParameters: [Int: Constant] = [:]
  var givenData: [Constant?] = []

  var text: String {
    func write(_ binding: Binding) -> String {
      binding.value.map { "\(binding.head) = \($0.text)" } ?? binding.head
    }
    var lines = ["policy generated version \"1\""]
    lines += declarations.map(write)
    lines.append("rule r {\n  severity high")
    lines += parameters.map { "  " + write($0) }
    lines.append("  for \(subject)" + (condition.map { "\n  where \($0.text)" } ?? ""))
    lines += constants.map { "  " + write($0) }
    for check in checks {
      let form =
        switch check.form {
        case .require: "require"
        case .denyWhen: "deny when"
        case .warnWhen: "warn when"
        }
      lines.append("  \(form) \(check.condition.text)" + (check.excuse.map { "\n  unless \($0.text)" } ?? ""))
      if !check.outcomes.isEmpty { lines.append("  " + check.outcomes) }
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// How large it is, for a shrinker.
  var size: Int {
    let bindings = (declarations + parameters + constants).reduce(0) { $0 + 1 + ($1.value?.size ?? 0) }
    return bindings + (condition?.size ?? 0)
      + checks.reduce(0) { $0 + 1 + $1.condition.size + ($1.excuse?.size ?? 0) + ($1.outcomes.isEmpty ? 0 : 1) }
  }
}
