import MoatSource

/// Expressions in the canonical layout. Literals stand as they were written; parentheses are kept.
///
/// A comment inside an expression stays with the element of a list or the operand of `and` and `or` beside which it
/// stands. All others are left to the clause, which writes them above itself.
extension FormatWriter {
  mutating func layout(_ expression: Expression) -> Layout {
    switch expression.form {
    case .name(let text): return .text(text)
    case .literal, .invalid: return .text(source.text(expression.span))
    case .list(let elements):
      return bracketed(expression.span, elements.map(\.span)) { writer, index in writer.layout(elements[index]) }
    case .map(let pairs):
      if pairs.isEmpty { return .text("[:]") }
      return bracketed(expression.span, pairs.map { $0.key.span.joined(with: $0.value.span) }) { writer, index in
        let key = writer.layout(pairs[index].key)
        return key + ": " + writer.layout(pairs[index].value)
      }
    case .comprehension(let element, let binder, let domain, let condition):
      var inner = layout(element) + .line + "for \(text(binder)) in " + layout(domain)
      if let condition { inner = inner + .line + "where " + layout(condition) }
      return .group("[" + .indented(.softLine + inner) + .softLine + "]")
    case .field(let base, let name): return layout(base) + ".\(name.text)"
    case .index(let base, let index): return layout(base) + "[" + layout(index) + "]"
    case .call(let base, let arguments):
      let function = layout(base)
      if arguments.isEmpty { return function + "()" }
      let inner = joined(arguments.map { layout($0) }, by: .text(",") + .line)
      return .group(function + "(" + .indented(.softLine + inner) + .softLine + ")")
    case .negate(let operand): return "-" + layout(operand)
    case .arithmetic, .otherwise: return .group(.indented(chain(expression)))
    case .comparison, .relation, .test: return relation(expression)
    case .not(let operand): return "not " + layout(operand)
    case .and, .or: return .group(.indented(connective(expression)))
    case .quantified(let quantified): return layout(quantified)
    case .parenthesized(let inner):
      let content = layout(inner) + trailing(from: inner.span.end, to: expression.span.end)
      return .group("(" + .indented(.softLine + content) + .softLine + ")")
    }
  }

  /// Operands of one precedence, broken before each operator.
  private mutating func chain(_ expression: Expression) -> Layout {
    switch expression.form {
    case .arithmetic(let sign, let left, let right):
      let isSum = sign == .add || sign == .subtract
      var first: Layout
      if case .arithmetic(let inner, _, _) = left.form, (inner == .add || inner == .subtract) == isSum {
        first = chain(left)
      } else {
        first = layout(left)
      }
      first = first + .line + "\(sign.rawValue) "
      return first + layout(right)
    case .otherwise(let left, let right):
      var first: Layout
      if case .otherwise = left.form { first = chain(left) } else { first = layout(left) }
      first = first + .line + "else "
      return first + layout(right)
    default: return layout(expression)
    }
  }

  /// A relation stays on one line: a list at its right breaks inside its own brackets.
  private mutating func relation(_ expression: Expression) -> Layout {
    switch expression.form {
    case .comparison(let comparison, let left, let right, let ignoringCase):
      let first = layout(left) + " \(comparison.rawValue) "
      return first + layout(right) + (ignoringCase ? " ignoring case" : "")
    case .relation(let relation, let isNegated, let many, let left, let right, let ignoringCase):
      let words =
        switch (relation, isNegated) {
        case (.in, true): "not in"
        case (.isUnder, true): "is not under"
        case (.isWithin, true): "is not within"
        default: relation.rawValue
        }
      let first = layout(left) + " \(words) " + (many.map { "\($0.rawValue) of " } ?? "")
      return first + layout(right) + (ignoringCase ? " ignoring case" : "")
    case .test(.exists, _, let operand): return layout(operand) + " exists"
    case .test(let test, let isNegated, let operand):
      return layout(operand) + (isNegated ? " is not " : " is ") + test.rawValue
    default: return layout(expression)
    }
  }

  /// The operands of `and` or `or`, each on its line with its comments if they do not fit on one.
  private mutating func connective(_ expression: Expression) -> Layout {
    let isOr = if case .or = expression.form { true } else { false }
    let operands = expression.chain
    var parts = [layout(operands[0])]
    for index in operands.indices.dropFirst() {
      let operand = operands[index]
      let previousEnd = operands[index - 1].span.end
      parts += [trailing(from: previousEnd, to: operand.span.start), .line]
      let content = layout(operand)
      let leading = comments.take(from: previousEnd, to: operand.span.end)
      parts.append(ownLines(leading) + (isOr ? "or " : "and ") + content)
    }
    return .sequence(parts)
  }

  /// The body stands below its quantifier if it does not fit behind it, and a long `where` before the body does so too.
  private mutating func layout(_ quantified: Quantified) -> Layout {
    var head: Layout
    switch quantified.quantifier {
    case .some: head = .text("some ")
    case .every: head = .text("every ")
    case .no: head = .text("no ")
    case .exactly(let count): head = "exactly " + layout(count) + " "
    case .atLeast(let count): head = "at least " + layout(count) + " "
    case .atMost(let count): head = "at most " + layout(count) + " "
    }
    head = head + "\(quantified.isOther ? "other " : "")\(text(quantified.binder)) in " + layout(quantified.domain)
    if let condition = quantified.condition { head = head + .indented(.line + "where " + layout(condition)) }
    return .group(head) + " satisfies" + .group(.indented(.line + layout(quantified.body)))
  }

  mutating func layout(_ domain: Domain) -> Layout {
    switch domain {
    case .value(let value): return layout(value)
    case .same(let name, let path): return "same \(name.text) as " + layout(path)
    case .all: return .text("all")
    }
  }

  func text(_ binder: Binder) -> String {
    let kind =
      switch binder.kind {
      case .named(let name): name.text
      case .custom(let literal): source.text(literal.span)
      }
    return binder.name.map { "\(kind) \($0.text)" } ?? kind
  }

  func text(_ type: TypeSyntax) -> String {
    var result = type.name.text
    if !type.arguments.isEmpty { result += "<\(type.arguments.map { text($0) }.joined(separator: ", "))>" }
    return type.isOptional ? result + "?" : result
  }

  // MARK: Lists and comments

  /// Elements between brackets: on one line, or each on its own with a comma and its comments.
  mutating func bracketed(
    _ span: Span, _ spans: [Span], _ element: (inout FormatWriter, Int) -> Layout
  ) -> Layout {
    guard let last = spans.last else { return .text("[]") }
    var inner: [Layout] = []
    var previousEnd = span.start
    for (index, elementSpan) in spans.enumerated() {
      inner.append(index == 0 ? .softLine : .line)
      let content = element(&self, index)
      inner.append(ownLines(comments.take(from: previousEnd, to: elementSpan.end)))
      inner.append(content)
      inner.append(index + 1 < spans.count ? .text(",") : .whenBroken(","))
      let next = index + 1 < spans.count ? spans[index + 1].start : span.end
      inner.append(trailing(from: elementSpan.end, to: next))
      previousEnd = elementSpan.end
    }
    for comment in comments.take(from: last.end, to: span.end) {
      inner.append(.hardLine)
      inner.append(.text(comment.source))
    }
    return .group("[" + .indented(.sequence(inner)) + .softLine + "]")
  }

  /// The comment at the end of the line, if one stands in the range.
  mutating func trailing(from start: UInt32, to end: UInt32) -> Layout {
    comments.takeTrailing(from: start, to: end).map { Layout.lineEnd($0.source) } ?? .sequence([])
  }

  /// Comments on lines of their own, above what follows.
  func ownLines(_ comments: [Comment]) -> Layout {
    .sequence(comments.flatMap { [Layout.text($0.source), .hardLine] })
  }

  func joined(_ parts: [Layout], by separator: Layout) -> Layout {
    .sequence(parts.enumerated().flatMap { $0.offset == 0 ? [$0.element] : [separator, $0.element] })
  }
}
