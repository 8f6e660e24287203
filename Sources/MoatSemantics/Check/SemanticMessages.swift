import MoatSource

/// Every error and warning of the checker: codes M0200 to M0299. A code never changes its meaning.
enum SemanticMessages {
  static func error(_ code: String, _ message: String, _ span: Span, _ help: String? = nil) -> Diagnostic {
    Diagnostic(code: code, message: message, span: span, help: help)
  }

  static func nearest(_ name: String, _ candidates: some Sequence<String>) -> String? {
    Suggestion.nearest(to: name, among: candidates).map { "did you mean `\($0)`?" }
  }

  static let unknownNameCode = "M0200"

  static func unknownName(_ name: String, among names: some Sequence<String>, at span: Span) -> Diagnostic {
    error(unknownNameCode, "nothing is named `\(name)` here", span, nearest(name, names))
  }

  static func unknownField(
    _ name: String, of type: String, among names: [String], isMap: Bool = false, at span: Span
  ) -> Diagnostic {
    let help = nearest(name, names) ?? (isMap ? "a key of a map stands in brackets: `[\"\(name)\"]`" : nil)
    return error("M0201", "\(type) has no field `\(name)`", span, help)
  }

  static func unknownKind(_ name: String, among names: [String], at span: Span) -> Diagnostic {
    error(
      "M0202", "there is no kind `\(name)`", span,
      nearest(name, names) ?? "a custom kind is written \"group/Kind\"")
  }

  static func ambiguousKind(_ name: String, at span: Span) -> Diagnostic {
    error("M0203", "`\(name)` is a kind of several groups", span, "put the group before it: `group.\(name)`")
  }

  static func unknownType(_ name: String, at span: Span) -> Diagnostic {
    error("M0204", "there is no type `\(name)`", span, nearest(name, TypeNames.simple.keys))
  }

  static func typeArguments(_ name: String, _ wanted: String, at span: Span) -> Diagnostic {
    error("M0205", "`\(name)` is written `\(wanted)`", span)
  }

  static func unknownImport(_ name: String, among names: [String], at span: Span) -> Diagnostic {
    error("M0206", "there is no policy or declaration `\(name)`", span, nearest(name, names))
  }

  static func duplicate(_ name: String, first: Span, at span: Span) -> Diagnostic {
    Diagnostic(
      code: "M0207", message: "`\(name)` is declared twice", span: span,
      notes: [.init("first here", at: first)])
  }

  static func duplicate(_ name: String, firstIn file: String, at span: Span) -> Diagnostic {
    Diagnostic(
      code: "M0207", message: "`\(name)` is declared twice", span: span, notes: [.init("first in \(file)")])
  }

  static func shadowed(_ name: String, at span: Span) -> Diagnostic {
    error("M0208", "`\(name)` is bound already", span, "choose another name")
  }

  static func cycle(_ names: [String], at span: Span) -> Diagnostic {
    error(
      "M0209", "these need each other without end: \(names.joined(separator: " → "))", span,
      "a `define` or `let` may not reach itself")
  }

  static func wrongType(expected: String, found: String, at span: Span) -> Diagnostic {
    error("M0210", "expected \(expected), found \(found)", span)
  }

  static func disjoint(_ left: String, _ right: String, at span: Span) -> Diagnostic {
    error("M0211", "\(left) and \(right) are never equal: this compares two different things", span)
  }

  static func noOrder(_ type: String, at span: Span) -> Diagnostic {
    error("M0212", "\(type) has no order", span)
  }

  static func mayBeMissing(_ text: String, at span: Span) -> Diagnostic {
    error(
      "M0213", "`\(text)` may be missing: say what that means", span,
      "write `\(text) exists and …` if the condition is false without it, `\(text) is missing or …` if it is true, or "
        + "`\(text) else …` with a default")
  }

  static func badLiteral(_ message: String, at span: Span, help: String? = nil) -> Diagnostic {
    error("M0214", message, span, help)
  }

  static func notAMember(_ name: String, of enumeration: String, among members: [String], at span: Span) -> Diagnostic {
    error(
      "M0215", "`\(name)` is not a \(enumeration)", span,
      nearest(name, members) ?? "one of: \(members.joined(separator: ", "))")
  }

  static func noRelation(_ relation: String, _ left: String, _ right: String, at span: Span) -> Diagnostic {
    error("M0216", "`\(relation)` does not hold between \(left) and \(right)", span)
  }

  static func notAPath(_ test: String, at span: Span) -> Diagnostic {
    error("M0217", "`\(test)` asks about a field: this is a computed value", span)
  }

  static func notACollection(_ type: String, at span: Span) -> Diagnostic {
    error("M0218", "\(type) has no elements to go through", span)
  }

  static func notAPart(_ part: String, of whole: String, at span: Span) -> Diagnostic {
    error("M0219", "a \(whole) has no \(part)", span)
  }

  static func notACondition(_ found: String, at span: Span) -> Diagnostic {
    error("M0220", "a condition is true or false; this is \(found)", span)
  }

  static func strayOperand(_ name: String, at span: Span) -> Diagnostic {
    error(
      "M0221", "this does not speak of `\(name)`: the quantifier's body runs as far as it can", span,
      "move it before the quantifier, or put the quantifier in parentheses")
  }

  static func unknownFunction(_ name: String, among names: [String], at span: Span) -> Diagnostic {
    error("M0222", "there is no function `\(name)`", span, nearest(name, names))
  }

  static func unknownMethod(_ name: String, of type: String, at span: Span) -> Diagnostic {
    error(
      "M0222", "there is no define `\(name)` for \(type)", span,
      "`x.f(y)` is `f(x, y)`: declare it here, import it, or use one of the policy of its domain")
  }

  static func argumentCount(_ name: String, wanted: String, found: Int, at span: Span) -> Diagnostic {
    error("M0223", "`\(name)` takes \(wanted), not \(found)", span)
  }

  static func notConstant(at span: Span) -> Diagnostic {
    error("M0224", "this is not known before a document is read", span)
  }

  static let tooLargeCode = "M0225"

  static func tooManyExpressions(at span: Span, limit: Int) -> Diagnostic {
    error(tooLargeCode, "this rule grows to more than \(limit) expressions once its names are put in", span)
  }

  static func tooDeep(at span: Span, limit: Int) -> Diagnostic {
    error(tooLargeCode, "this is nested more than \(limit) deep once its names are put in", span)
  }

  static func missingMeta(_ what: String, rule: String, at span: Span) -> Diagnostic {
    error("M0226", "rule `\(rule)` has no \(what)", span)
  }

  static func notASubject(_ name: String, at span: Span) -> Diagnostic {
    error("M0227", "`\(name)` is no kind of document and stands in none: a rule cannot be about it", span)
  }

  static func sameCondition(at span: Span) -> Diagnostic {
    error(
      "M0228", "`same … as` needs documents: name a kind before the name", span,
      "`some workload w in same namespace as s`")
  }

  static func tooCostly(limit: UInt64, at span: Span) -> Diagnostic {
    error(
      "M0245", "this rule takes more than \(limit) steps for any document, and would never be evaluated", span,
      "loop over fewer lists at once")
  }

  static func noDefinition(_ path: String, at span: Span) -> Diagnostic {
    error("M0246", "there is no CustomResourceDefinition in \(path)", span)
  }

  static func unreadableDefinition(_ path: String, _ reason: String, at span: Span) -> Diagnostic {
    error("M0247", "\(path): \(reason)", span)
  }

  static func notComparedInside(_ type: String, at span: Span) -> Diagnostic {
    error(
      "M0249", "what \(type) holds has an equality of its own, by which no collection is compared as a whole", span,
      "go through its elements: `every x in … satisfies x == …`, `in`, `includes`")
  }

  static let neverAbsentCode = "M0250"

  static func neverAbsent(_ text: String, isComputed: Bool, at span: Span) -> Diagnostic {
    let emptiness = "`\(text) is not empty` asks whether it has elements"
    return error(
      neverAbsentCode, "`\(text)` is never missing: an absent list or map reads as empty", span,
      isComputed ? emptiness : "\(emptiness), `\(text) is written` whether it is in the document")
  }

  static func neverElse(_ text: String, at span: Span) -> Diagnostic {
    error(
      neverAbsentCode, "`\(text)` is never missing, so its `else` has no effect: an absent list or map reads as empty",
      span,
      "`\(text) is empty` asks whether it has no elements")
  }

  static func withoutNamespace(_ text: String, kind: String, comparison: String?, at span: Span) -> Diagnostic {
    error(
      "M0251", "these namespaces never match: `\(text)` is cluster-scoped (\(kind)) and belongs to no namespace", span,
      comparison.map { "write `\($0)`" } ?? "leave the namespace out: `in all`")
  }

  static func caseOfNothing(_ mend: String, at span: Span) -> Diagnostic {
    error("M0248", "`ignoring case` has no meaning here", span, mend)
  }

  static func warning(_ code: String, _ message: String, _ span: Span, _ help: String? = nil) -> Diagnostic {
    Diagnostic(code: code, level: .warning, message: message, span: span, help: help)
  }

  static func alwaysThere(_ text: String, at span: Span) -> Diagnostic {
    warning(
      "M0280", "`\(text)` is never missing: the platform gives it a value", span,
      "`is written` asks whether it stands in the document")
  }

  static func unused(_ what: String, _ name: String, at span: Span) -> Diagnostic {
    warning("M0281", "\(what) `\(name)` is not used", span, "remove it")
  }

  static let foldedCode = "M0282"

  static func constantCondition(_ value: Bool, at span: Span) -> Diagnostic {
    warning(foldedCode, "this is always \(value)", span)
  }

  static func unchanging(_ answer: String, at span: Span) -> Diagnostic {
    warning("M0284", "this is always \(answer), whatever the document", span)
  }

  static func vacuous(_ name: String, help: String, at span: Span) -> Diagnostic {
    warning("M0285", "if `\(name)` is empty, this holds of everything", span, help)
  }

  static func scan(_ name: String, at span: Span) -> Diagnostic {
    warning(
      "M0286", "every subject meets every `\(name)`: this grows with the square of the documents", span,
      "compare a field of `\(name)` with the subject: `same namespace as …`, `==`, `in` or `selects`")
  }

  static func unusedImport(_ name: String, at span: Span) -> Diagnostic {
    warning("M0287", "nothing of `\(name)` is used", span, "remove the import")
  }
}
