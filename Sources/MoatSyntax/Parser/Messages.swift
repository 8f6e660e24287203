import MoatSource

/// Every error that the lexer and the parser report, with its code: M0001 to M0019 are about characters, M0020 to M0049
/// about what stands where, M0050 to M0069 about expressions, M0070 to M0079 about messages.
enum Messages {
  private static func error(_ code: String, _ span: Span, _ message: String, help: String? = nil) -> Diagnostic {
    Diagnostic(code: code, message: message, span: span, help: help)
  }

  // MARK: Characters

  static func fileTooLarge(_ count: Int, limit: Int) -> Diagnostic {
    error(
      "M0001", .zero, "the policy file has \(count) bytes; the limit is \(limit)", help: "split it into several files")
  }

  static func invalidUTF8(_ span: Span) -> Diagnostic {
    error("M0002", span, "this is not UTF-8", help: "save the file as UTF-8")
  }

  static func unexpectedCharacter(_ text: String, _ span: Span) -> Diagnostic {
    let isTypographic = ["“", "”", "„", "‘", "’", "«", "»"].contains { text.hasPrefix($0) }
    return error(
      "M0003", span, "`\(text.prefix(20))` has no meaning here",
      help: isTypographic ? "write strings in straight quotes: `\"…\"`" : nil)
  }

  static func reordering(_ scalar: UInt32, _ span: Span) -> Diagnostic {
    let digits = String(scalar, radix: 16, uppercase: true)
    return error(
      "M0004", span, "U+\(digits) reorders the text around it, so that the policy does not read as it acts",
      help: "remove it, or write it in a string as `\\u{\(digits)}`")
  }

  static func controlCharacter(_ span: Span) -> Diagnostic {
    error("M0005", span, "a control character stands here", help: "remove it, or write it in a string as `\\u{…}`")
  }

  static func unterminatedString(_ span: Span) -> Diagnostic {
    error("M0006", span, "the string does not end on its line", help: "close it with the quote that it began with")
  }

  static func unterminatedLongString(_ span: Span) -> Diagnostic {
    error("M0007", span, "the text in triple quotes does not end", help: "close it with `\"\"\"` on a line of its own")
  }

  static func unterminatedRegex(_ span: Span) -> Diagnostic {
    error("M0008", span, "the regular expression does not end on its line", help: "close it with `\"`")
  }

  static func unknownEscape(_ text: String, _ span: Span) -> Diagnostic {
    error(
      "M0009", span, "`\(text)` is no escape",
      help: #"the escapes are \" \' \\ \n \t \u{…}; a regular expression is written r"…""#)
  }

  static func badUnicodeEscape(_ span: Span) -> Diagnostic {
    error("M0010", span, "this escape names no character", help: "write one to six hexadecimal digits: `\\u{1F6E1}`")
  }

  static func unknownUnit(_ suffix: String, _ span: Span, mend: String) -> Diagnostic {
    error("M0011", span, "`\(suffix.prefix(20))` is no unit", help: mend)
  }

  static func unspacedMinus(_ span: Span) -> Diagnostic {
    error(
      "M0012", span, "this is neither a date nor a subtraction",
      help: "a date is written `2027-03-31`; a subtraction needs spaces: `5 - 3`")
  }

  static func longStringFirstLine(_ span: Span) -> Diagnostic {
    error("M0013", span, "a text in triple quotes of several lines begins on the line after them")
  }

  static func longStringLastLine(_ span: Span) -> Diagnostic {
    error("M0014", span, "the closing `\"\"\"` of several lines stand on a line of their own")
  }

  static func longStringIndentation(_ span: Span) -> Diagnostic {
    error(
      "M0015", span, "this line is indented less than the closing `\"\"\"`",
      help: "indent it by the same spaces or tabs as the closing quotes")
  }

  static func foreignOperator(_ text: String, word: String, _ span: Span) -> Diagnostic {
    error("M0016", span, "`\(text)` is no operator", help: "write `\(word)`")
  }

  static func foreignComment(_ span: Span) -> Diagnostic {
    error("M0017", span, "`//` begins no comment", help: "a comment begins with `#`")
  }

  // MARK: Order of words

  static func expected(_ what: String, found: String, _ span: Span, help: String? = nil) -> Diagnostic {
    error("M0020", span, "expected \(what), found \(found)", help: help)
  }

  static func reservedName(_ word: String, what: String, _ span: Span) -> Diagnostic {
    error(
      "M0021", span, "`\(word)` is a word of the grammar and cannot name \(what)",
      help: "choose another name, such as `\(word)-value`")
  }

  static func tooDeep(_ span: Span) -> Diagnostic {
    error(
      "M0022", span, "this is nested more than \(Parser.maximumDepth) levels deep",
      help: "divide it with `let` or `define`; many alternatives of one value are `x in [ … ]`")
  }

  static func tooManyErrors(_ span: Span) -> Diagnostic {
    error("M0023", span, "more than \(Parser.maximumDiagnostics) errors; the rest is not shown")
  }

  static func unknownDeclaration(_ found: String, suggestion: String?, _ span: Span) -> Diagnostic {
    error(
      "M0024", span, "expected a declaration, found \(found)",
      help: suggestion.map { "did you mean `\($0)`?" }
        ?? "a declaration begins with `rule`, `define`, `let`, `data`, `waive`, `profile` or `test`")
  }

  static func unknownClause(_ found: String, of what: String, _ words: [String], suggestion: String?, _ span: Span)
    -> Diagnostic
  {
    error(
      "M0025", span, "\(found) begins no clause of \(what)",
      help: suggestion.map { "did you mean `\($0)`?" }
        ?? "its clauses begin with \(words.map { "`\($0)`" }.joined(separator: ", "))")
  }

  static func misplaced(_ clause: String, _ place: String, _ span: Span) -> Diagnostic {
    error("M0026", span, "`\(clause)` stands \(place)")
  }

  static func missing(_ part: String, in what: String, help: String, _ span: Span) -> Diagnostic {
    error("M0027", span, "\(what) has no \(part)", help: help)
  }

  static func repeated(_ clause: String, in what: String, _ span: Span) -> Diagnostic {
    error("M0028", span, "\(what) has one `\(clause)` only")
  }

  static func outcomeWithoutCheck(_ clause: String, _ span: Span) -> Diagnostic {
    error(
      "M0029", span, "`\(clause)` belongs to the checks above it, and there is none",
      help: "write `require`, `deny when` or `warn when` before it")
  }

  static func numberTooLarge(_ limit: Int, _ span: Span) -> Diagnostic {
    error("M0030", span, "this number is larger than \(limit)")
  }

  static func caseWithout(_ clause: String, before found: String, _ span: Span) -> Diagnostic {
    error(
      "M0031", span, "expected `\(clause)`, found \(found)",
      help: "a case is what is given, then settings, then what is expected")
  }

  // MARK: Expressions

  static func openQuantifier(_ word: String, _ span: Span) -> Diagnostic {
    error(
      "M0050", span, "a quantifier that is part of a value stands in parentheses",
      help: "write `(\(word) … satisfies …)`")
  }

  static func chainedRelation(_ span: Span) -> Diagnostic {
    error("M0051", span, "relations do not chain", help: "join two of them by `and`, or put one in parentheses")
  }

  static func ignoringCaseOfState(_ span: Span) -> Diagnostic {
    error("M0052", span, "`ignoring case` belongs to a comparison, and this compares nothing", help: "remove it")
  }

  static func assignment(_ span: Span) -> Diagnostic {
    error("M0053", span, "`=` gives a name its value", help: "write `==` to compare")
  }

  static func notInValue(_ span: Span) -> Diagnostic {
    error("M0054", span, "`not` inside a value stands in parentheses", help: "write `(not …)`")
  }

  // MARK: Messages

  static func unclosedHole(_ span: Span) -> Diagnostic {
    error(
      "M0070", span, "the hole has no `}`",
      help: "a brace is written `{{`; a string inside a hole is written in the other quotes: `{x else 'none'}`")
  }

  static func loneBrace(_ span: Span) -> Diagnostic {
    error("M0071", span, "this `}` closes no hole", help: "a brace is written `}}`")
  }

  static func emptyHole(_ span: Span) -> Diagnostic {
    error("M0072", span, "the hole is empty", help: "name what to print; braces are written `{{}}`")
  }
}
