import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// An expression of the checked tree as a policy would write it. `let`s and `define`s stand put in, so that the text
/// says what is asked, wherever it was written.
struct ExpressionText {
  /// Characters; what is longer is cut.
  static let limit = 160
  private static let maximalElements = 6

  private var text = ""

  static func render(_ expression: CheckedExpression) -> String {
    var writer = ExpressionText()
    writer.write(expression)
    return cut(writer.text)
  }

  static func cut(_ text: String) -> String {
    text.count > limit ? String(text.prefix(limit)) + "…" : text
  }

  private mutating func write(_ expression: CheckedExpression) {
    // What would be cut is not written either: the tree may be far larger than the text.
    guard text.utf8.count <= 4 * Self.limit else { return }
    switch expression.form {
    case .constant(let constant): text += Self.constant(constant, expression.type)
    case .variable(let variable): text += variable.name
    case .runFact(let fact): text += fact.rawValue
    case .parameter(let index): text += "param \(index + 1)"
    case .data(let index): text += "data \(index + 1)"
    case .field(let base, let field):
      write(base)
      text += "." + field.name
    case .index(let base, let key):
      write(base)
      bracketed("[", [key], "]")
    case .call(let function, let arguments): bracketed(function.rawValue + "(", arguments, ")")
    case .list(let elements): bracketed("[", elements, "]")
    case .map(let pairs): bracketed("[", pairs.map(\.key), ": …]")
    case .comprehension(let element, let variable, let domain, let condition):
      text += "["
      write(element)
      text += " for \(variable.name) in "
      write(domain)
      clause(" where ", condition)
      text += "]"
    case .negate, .not, .arithmetic, .otherwise, .and, .or, .comparison, .relation, .test:
      writeOperator(expression)
    case .quantified(let quantified): write(quantified)
    }
  }

  private mutating func writeOperator(_ expression: CheckedExpression) {
    switch expression.form {
    case .negate(let operand): prefix("-", operand)
    case .not(let operand): prefix("not ", operand)
    case .arithmetic(let sign, let left, let right): infix(left, sign.rawValue, right)
    case .otherwise(let left, let right): infix(left, "else", right)
    case .and(let left, let right): infix(left, "and", right)
    case .or(let left, let right): infix(left, "or", right)
    case .comparison(let comparison, let left, let right, let ignoringCase):
      infix(left, comparison.rawValue, right)
      if ignoringCase { text += " ignoring case" }
    case .relation(let relation, let isNegated, let many, let left, let right, let ignoringCase):
      var words = relation.rawValue
      if isNegated { words = words.hasPrefix("is ") ? "is not " + words.dropFirst(3) : "not " + words }
      if let many { words += " \(many.rawValue) of" }
      infix(left, words, right)
      if ignoringCase { text += " ignoring case" }
    case .test(let test, let isNegated, let operand):
      operandText(operand)
      switch (test, isNegated) {
      case (.exists, false): text += " exists"
      case (.exists, true): text += " does not exist"
      default: text += (isNegated ? " is not " : " is ") + test.rawValue
      }
    default: break
    }
  }

  private mutating func write(_ quantified: CheckedQuantified) {
    switch quantified.amount {
    case .some: text += "some "
    case .every: text += "every "
    case .no: text += "no "
    case .exactly(let number): clause("exactly ", number, " ")
    case .atLeast(let number): clause("at least ", number, " ")
    case .atMost(let number): clause("at most ", number, " ")
    }
    if !quantified.others.isEmpty { text += "other " }
    text += quantified.variable.name + " in "
    write(quantified.domain)
    clause(" where ", quantified.condition)
    clause(" satisfies ", quantified.body)
  }

  private mutating func write(_ domain: CheckedDomain) {
    switch domain {
    case .elements(let expression), .parts(_, let expression): operandText(expression)
    case .documents(_, let field?, let expression?): clause("same \(field.name) as ", expression)
    case .documents: text += "all"
    }
  }

  private mutating func clause(_ word: String, _ expression: CheckedExpression?, _ end: String = "") {
    guard let expression else { return }
    text += word
    write(expression)
    text += end
  }

  private mutating func prefix(_ sign: String, _ operand: CheckedExpression) {
    text += sign
    operandText(operand)
  }

  private mutating func infix(_ left: CheckedExpression, _ word: String, _ right: CheckedExpression) {
    operandText(left)
    text += " \(word) "
    operandText(right)
  }

  /// In parentheses where the operand is made of operands itself.
  private mutating func operandText(_ expression: CheckedExpression) {
    switch expression.form {
    case .not, .arithmetic, .otherwise, .and, .or, .comparison, .relation, .test, .quantified:
      text += "("
      write(expression)
      text += ")"
    default: write(expression)
    }
  }

  private mutating func bracketed(_ open: String, _ elements: [CheckedExpression], _ close: String) {
    text += open
    for (index, element) in elements.prefix(Self.maximalElements).enumerated() {
      if index > 0 { text += ", " }
      write(element)
    }
    if elements.count > Self.maximalElements { text += ", …" }
    text += close
  }

  private static func constant(_ constant: Constant, _ type: Type) -> String {
    switch constant {
    case .missing: return "<missing>"
    case .bool(let value): return String(value)
    case .int(let value): return ValueText.render(.int(value), type: type)
    case .decimal(let value): return ValueText.render(.decimal(value), type: type)
    case .date(let days): return ValueText.render(.date(Int64(days)))
    case .duration(let milliseconds): return ValueText.render(.duration(milliseconds))
    case .regex(let pattern): return "r\"\(cut(pattern))\""
    case .string(let text):
      if case .enumeration = type.unwrapped { return text }
      return "\"\(cut(text))\""
    case .list(let elements):
      let element = Walk.elementType(of: type)
      return bracketed(elements.prefix(maximalElements).map { self.constant($0, element) }, of: elements.count)
    case .map(let entries):
      return bracketed(entries.prefix(maximalElements).map { "\"\(cut($0.key))\": …" }, of: entries.count)
    }
  }

  private static func bracketed(_ parts: [String], of count: Int) -> String {
    "[" + (parts + (count > parts.count ? ["…"] : [])).joined(separator: ", ") + "]"
  }
}
