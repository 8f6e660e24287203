import MoatSource

/// An expression while it is read, with the height of its tree: trees that are walked by recursion must stay low.
struct Operand {
  var expression: Expression
  var height: Int

  var span: Span { expression.span }

  init(_ form: Expression.Form, _ span: Span, height: Int = 1) {
    expression = Expression(form, span)
    self.height = height
  }
}

/// Truth: `or`, `and`, `not`, quantifiers and relations.
extension RecursiveDescent {
  /// An expression that is all of the tokens; nil after an error.
  mutating func wholeExpression() -> Expression? {
    do throws(Abandoned) {
      let expression = try expression()
      if !at(.end) { throw expected("an operator or the end") }
      return expression
    } catch {
      return nil
    }
  }

  /// An expression, or the invalid one in its place: the clause around it is kept.
  mutating func expressionOrInvalid() -> Expression {
    let start = token
    do throws(Abandoned) {
      return try expression()
    } catch {
      skipToClause()
      return Expression(.invalid, span(from: start))
    }
  }

  mutating func tooDeep(_ span: Span) -> Abandoned {
    report(Messages.tooDeep(span))
    return Abandoned()
  }

  /// A node over others, unless the tree would grow too high.
  mutating func node(_ form: Expression.Form, _ span: Span, over heights: Int...) throws(Abandoned) -> Operand {
    let height = 1 + (heights.max() ?? 0)
    guard height <= Parser.maximumDepth else { throw tooDeep(span) }
    return Operand(form, span, height: height)
  }

  mutating func expression() throws(Abandoned) -> Expression {
    try expressionOperand().expression
  }

  // An expression is closed, or open: an open one ends in a quantifier, whose body runs as far as it can. So only the
  // last operand can be open, and the two need no different functions.
  // grammar: expr = closed_or | open_or ;
  mutating func expressionOperand() throws(Abandoned) -> Operand {
    guard nesting < Parser.maximumDepth else { throw tooDeep(token.span) }
    nesting += 1
    defer { nesting -= 1 }
    return try disjunction()
  }

  // grammar: closed_or = closed_and { "or" closed_and } ;
  // grammar: open_or = { closed_and "or" } open_and ;
  private mutating func disjunction() throws(Abandoned) -> Operand {
    var operands = [try conjunction()]
    while take(.or) { operands.append(try conjunction()) }
    return try chain(operands[...]) { .or($0, $1) }
  }

  // grammar: closed_and = closed_not { "and" closed_not } ;
  // grammar: open_and = { closed_not "and" } open_not ;
  private mutating func conjunction() throws(Abandoned) -> Operand {
    var operands = [try negation()]
    while take(.and) { operands.append(try negation()) }
    return try chain(operands[...]) { .and($0, $1) }
  }

  /// The tree of a chain of `and` or of `or`. It leans to the left; a long one, which nests nothing, is cut into halves instead, so
  /// that its tree stays low. The two mean the same: both connectives are associative in three values, and in which operand
  /// gives the cause and the place.
  private mutating func chain(
    _ operands: ArraySlice<Operand>, _ form: (Expression, Expression) -> Expression.Form
  ) throws(Abandoned) -> Operand {
    func joined(_ left: Operand, _ right: Operand) throws(Abandoned) -> Operand {
      try node(
        form(left.expression, right.expression), left.span.joined(with: right.span), over: left.height, right.height)
    }
    var left = operands[operands.startIndex]
    if operands.count > Parser.leaningChain {
      let middle = operands.startIndex + operands.count / 2
      left = try chain(operands[..<middle], form)
      return try joined(left, try chain(operands[middle...], form))
    }
    for right in operands.dropFirst() { left = try joined(left, right) }
    return left
  }

  // grammar: closed_not = { "not" } predicate ;
  // grammar: open_not = { "not" } quantified ;
  private mutating func negation() throws(Abandoned) -> Operand {
    var nots: [Span] = []
    while at(.not) {
      nots.append(advance().span)
      if nots.count > Parser.maximumDepth { throw tooDeep(token.span) }
    }
    var operand = token.keyword?.beginsQuantifier == true ? try quantified() : try predicate()
    for span in nots.reversed() {
      operand = try node(.not(operand.expression), span.joined(with: operand.span), over: operand.height)
    }
    return operand
  }

  // grammar: quantified = quantifier [ "other" ] binder "in" domain [ "where" expr ] "satisfies" expr ;
  private mutating func quantified() throws(Abandoned) -> Operand {
    let start = token
    let (quantifier, countHeight) = try quantifier()
    let isOther = take(.other)
    let binder = try binder()
    try expect(.in)
    let (domain, domainHeight) = try domain()
    let condition = take(.where) ? try expressionOperand() : nil
    guard take(.satisfies) else {
      throw expected("`satisfies`", help: "a quantifier is written `some x in xs satisfies …`")
    }
    let body = try expressionOperand()
    let form = Expression.Form.quantified(
      Quantified(
        quantifier: quantifier, isOther: isOther, binder: binder, domain: domain, condition: condition?.expression,
        body: body.expression))
    return try node(
      form, span(from: start), over: countHeight, domainHeight, condition?.height ?? 0, body.height)
  }

  // grammar: quantifier = "some" | "every" | "no" | "exactly" count | "at" ( "least" | "most" ) count ;
  private mutating func quantifier() throws(Abandoned) -> (Quantifier, height: Int) {
    switch advance().keyword {
    case .someQuantifier: return (.some, 0)
    case .every: return (.every, 0)
    case .no: return (.no, 0)
    case .exactly:
      let count = try count()
      return (.exactly(count.expression), count.height)
    default:
      let isLeast = take(.least)
      if !isLeast, !take(.most) { throw expected("`least` or `most`") }
      let count = try count()
      return (isLeast ? .atLeast(count.expression) : .atMost(count.expression), count.height)
    }
  }

  // grammar: count = INT | path ;
  private mutating func count() throws(Abandoned) -> Operand {
    if at(.int) {
      let span = advance().span
      return Operand(.literal(.int(source.text(span))), span)
    }
    guard at(.word), token.keyword?.isReserved != true else { throw expected("a number or the name of one") }
    return try path()
  }

  // grammar: domain = value | same | "all" ;
  mutating func domain() throws(Abandoned) -> (Domain, height: Int) {
    if at(.same), peek().kind == .word, peek().keyword?.isReserved != true { return try same() }
    if at(.all), peek().keyword == .where || peek().keyword == .satisfies || peek().kind == .rightBracket {
      return (.all(advance().span), 0)
    }
    let value = try value()
    return (.value(value.expression), value.height)
  }

  // grammar: same = "same" NAME "as" path ;
  private mutating func same() throws(Abandoned) -> (Domain, height: Int) {
    try expect(.same)
    let name = try name("what is the same, such as `namespace`")
    try expect(.as)
    let path = try path()
    return (.same(name, as: path.expression), path.height)
  }

  // grammar: predicate = value [ relation | state ] ;
  private mutating func predicate() throws(Abandoned) -> Operand {
    let left = try value()
    guard beginsRelation else {
      if at(.assign) {
        report(Messages.assignment(token.span))
        throw Abandoned()
      }
      return left
    }
    let result = isAtState ? try state(left) : try relation(left)
    if beginsRelation {
      report(Messages.chainedRelation(token.span))
      throw Abandoned()
    }
    return result
  }

  private var beginsRelation: Bool {
    switch token.kind {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return true
    case .word: break
    default: return false
    }
    switch token.keyword {
    case .in, .not, .includes, .contains, .starts, .ends, .matches, .selects, .covers, .overlaps, .is, .exists:
      return true
    default: return false
    }
  }

  private var isAtState: Bool {
    if at(.exists) { return true }
    guard at(.is) else { return false }
    switch (peek().keyword == .not ? peek(2) : peek()).keyword {
    case .missing, .empty, .written, .null: return true
    default: return false
    }
  }

  // grammar: state = "exists" | "is" [ "not" ] ( "missing" | "empty" | "written" | "null" ) ;
  private mutating func state(_ left: Operand) throws(Abandoned) -> Operand {
    var test = StateTest.exists
    var isNegated = false
    if !take(.exists) {
      try expect(.is)
      isNegated = take(.not)
      switch advance().keyword {
      case .missing: test = .missing
      case .empty: test = .empty
      case .written: test = .written
      default: test = .null
      }
    }
    let result = try node(
      .test(test, isNegated: isNegated, left.expression), span(from: left.span), over: left.height)
    if at(.ignoring), peek().keyword == .case {
      report(Messages.ignoringCaseOfState(token.span.joined(with: peek().span)))
      throw Abandoned()
    }
    return result
  }

  // grammar: relation = ( ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) value | [ "not" ] "in" value
  //   | ( "includes" | "contains" | "starts" "with" | "ends" "with" | "matches" | "selects" | "covers" | "overlaps" )
  //     [ many ] value
  //   | "is" [ "not" ] ( "under" | "within" ) [ many ] value ) [ "ignoring" "case" ] ;
  private mutating func relation(_ left: Operand) throws(Abandoned) -> Operand {
    if let comparison = comparison(token.kind) {
      advance()
      let right = try value()
      let ignoringCase = try ignoringCase()
      return try node(
        .comparison(comparison, left.expression, right.expression, ignoringCase: ignoringCase),
        span(from: left.span), over: left.height, right.height)
    }
    let (relation, isNegated) = try relationWords()
    let many = relation == .in ? nil : try many()
    let right = try value()
    let ignoringCase = try ignoringCase()
    return try node(
      .relation(
        relation, isNegated: isNegated, many: many, left.expression, right.expression, ignoringCase: ignoringCase),
      span(from: left.span), over: left.height, right.height)
  }

  private func comparison(_ kind: Token.Kind) -> Comparison? {
    switch kind {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    default: nil
    }
  }

  private mutating func relationWords() throws(Abandoned) -> (Relation, isNegated: Bool) {
    switch advance().keyword {
    case .in: return (.in, false)
    case .not:
      guard take(.in) else {
        throw expected("`in`", help: "`not` stands before the whole condition, or in `not in` and `is not`")
      }
      return (.in, true)
    case .includes: return (.includes, false)
    case .contains: return (.contains, false)
    case .matches: return (.matches, false)
    case .selects: return (.selects, false)
    case .covers: return (.covers, false)
    case .overlaps: return (.overlaps, false)
    case .starts:
      try expect(.with)
      return (.startsWith, false)
    case .ends:
      try expect(.with)
      return (.endsWith, false)
    default:
      let isNegated = take(.not)
      if take(.under) { return (.isUnder, isNegated) }
      if take(.within) { return (.isWithin, isNegated) }
      throw expected(
        "`missing`, `empty`, `written`, `null`, `under` or `within`", help: "to compare values, write `==`")
    }
  }

  // grammar: many = ( "any" | "all" ) "of" ;
  private mutating func many() throws(Abandoned) -> Many? {
    guard peek().keyword == .of else { return nil }
    let many: Many
    if take(.any) { many = .any } else if take(.all) { many = .all } else { return nil }
    try expect(.of)
    return many
  }

  private mutating func ignoringCase() throws(Abandoned) -> Bool {
    guard take(.ignoring) else { return false }
    try expect(.case)
    return true
  }
}
