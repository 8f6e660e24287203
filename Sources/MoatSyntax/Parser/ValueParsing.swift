import MoatSource

/// Values: arithmetic, paths, calls, lists and literals.
extension RecursiveDescent {
  // grammar: value = sum { "else" sum } ;
  mutating func value() throws(Abandoned) -> Operand {
    var left = try sum()
    while take(.else) {
      let right = try sum()
      left = try node(
        .otherwise(left.expression, right.expression), left.span.joined(with: right.span),
        over: left.height, right.height)
    }
    return left
  }

  // grammar: sum = product { ( "+" | "-" ) product } ;
  private mutating func sum() throws(Abandoned) -> Operand {
    var left = try product()
    while at(.plus) || at(.minus) {
      let sign: ArithmeticOperator = advance().kind == .plus ? .add : .subtract
      left = try arithmetic(sign, left, try product())
    }
    return left
  }

  // grammar: product = unary { ( "*" | "/" ) unary } ;
  private mutating func product() throws(Abandoned) -> Operand {
    var left = try unary()
    while at(.star) || at(.slash) {
      let sign: ArithmeticOperator = advance().kind == .star ? .multiply : .divide
      left = try arithmetic(sign, left, try unary())
    }
    return left
  }

  private mutating func arithmetic(
    _ sign: ArithmeticOperator, _ left: Operand, _ right: Operand
  ) throws(Abandoned) -> Operand {
    try node(
      .arithmetic(sign, left.expression, right.expression), left.span.joined(with: right.span),
      over: left.height, right.height)
  }

  // grammar: unary = { "-" } postfix ;
  private mutating func unary() throws(Abandoned) -> Operand {
    var signs: [Span] = []
    while at(.minus) {
      signs.append(advance().span)
      if signs.count > Parser.maximumDepth { throw tooDeep(token.span) }
    }
    var operand = try postfix()
    for span in signs.reversed() {
      operand = try node(.negate(operand.expression), span.joined(with: operand.span), over: operand.height)
    }
    return operand
  }

  // grammar: postfix = primary { "." FIELD | "[" expr "]" | "(" [ expr { "," expr } ] ")" } ;
  private mutating func postfix() throws(Abandoned) -> Operand {
    var base = try primary()
    while true {
      switch token.kind {
      case .dot, .leftBracket: base = try step(base)
      case .leftParenthesis: base = try call(base)
      default: return base
      }
    }
  }

  /// `.field` or `[index]` after a base.
  private mutating func step(_ base: Operand) throws(Abandoned) -> Operand {
    if take(.dot) {
      let name = try field()
      return try node(.field(base.expression, name), base.span.joined(with: name.span), over: base.height)
    }
    try expect(.leftBracket)
    let index = try expressionOperand()
    try expect(.rightBracket)
    return try node(
      .index(base.expression, index.expression), span(from: base.span), over: base.height, index.height)
  }

  private mutating func call(_ base: Operand) throws(Abandoned) -> Operand {
    try expect(.leftParenthesis)
    var arguments: [Expression] = []
    var height = base.height
    if !at(.rightParenthesis) {
      repeat {
        let argument = try expressionOperand()
        arguments.append(argument.expression)
        height = max(height, argument.height)
      } while take(.comma)
    }
    guard take(.rightParenthesis) else { throw expected("`,` or `)`") }
    return try node(.call(base.expression, arguments), span(from: base.span), over: height)
  }

  // grammar: path = NAME { "." FIELD | "[" expr "]" } ;
  mutating func path() throws(Abandoned) -> Operand {
    let name = try name("a path")
    var base = Operand(.name(name.text), name.span)
    while at(.dot) || at(.leftBracket) { base = try step(base) }
    return base
  }

  // grammar: primary = MEMBER | literal | list | "(" expr ")" ;
  private mutating func primary() throws(Abandoned) -> Operand {
    switch token.kind {
    case .word: return try wordOperand()
    case .leftBracket: return try list()
    case .leftParenthesis:
      let start = advance()
      let inner = try expressionOperand()
      guard take(.rightParenthesis) else { throw expected("`)`") }
      return try node(.parenthesized(inner.expression), span(from: start), over: inner.height)
    default: return try literal()
    }
  }

  private mutating func wordOperand() throws(Abandoned) -> Operand {
    if isAtClauseInsteadOfValue { throw expected("a value") }
    guard let keyword = token.keyword, !keyword.isMember else {
      let name = name(of: advance())
      return Operand(.name(name.text), name.span)
    }
    if keyword == .true || keyword == .false { return try literal() }
    if keyword.beginsQuantifier {
      report(Messages.openQuantifier(keyword.rawValue, token.span))
      throw Abandoned()
    }
    if keyword == .not {
      report(Messages.notInValue(token.span))
      throw Abandoned()
    }
    throw expected("a value", help: "`\(keyword.rawValue)` is a word of the grammar; as text it stands in quotes")
  }

  // grammar: literal = STRING | INT | DECIMAL | QUANTITY | DATE | DURATION | REGEX | "true" | "false" ;
  private mutating func literal() throws(Abandoned) -> Operand {
    let start = token
    let text = source.text(start.span)
    let literal: Literal
    switch start.kind {
    case .word where start.keyword == .true: literal = .bool(true)
    case .word where start.keyword == .false: literal = .bool(false)
    case .string: literal = .string(decoded(start))
    case .int: literal = .int(text)
    case .decimal: literal = .decimal(text)
    case .quantity: literal = .quantity(text)
    case .date: literal = .date(text)
    case .duration: literal = .duration(text)
    case .regex: literal = .regex(start.isMalformed ? "" : String(text.unicodeScalars.dropFirst(2).dropLast()))
    default: throw expected("a value")
    }
    advance()
    return Operand(.literal(literal), start.span)
  }

  // grammar: list = "[" [ expr { "," expr } [ "," ] ] "]" | "[" ":" "]" | "[" pair { "," pair } [ "," ] "]"
  //   | "[" expr "for" binder "in" domain [ "where" expr ] "]" ;
  private mutating func list() throws(Abandoned) -> Operand {
    let start = try expect(.leftBracket)
    if at(.colon), peek().kind == .rightBracket {
      advance()
      advance()
      return Operand(.map([]), span(from: start))
    }
    if take(.rightBracket) { return Operand(.list([]), span(from: start)) }
    let first = try expressionOperand()
    if at(.for) { return try comprehension(first, start) }
    if at(.colon) { return try map(first, start) }
    var elements = [first.expression]
    var height = first.height
    while take(.comma), !at(.rightBracket) {
      let element = try expressionOperand()
      elements.append(element.expression)
      height = max(height, element.height)
    }
    guard take(.rightBracket) else { throw expected("`,` or `]`") }
    return try node(.list(elements), span(from: start), over: height)
  }

  // grammar: pair = expr ":" expr ;
  private mutating func map(_ firstKey: Operand, _ start: Token) throws(Abandoned) -> Operand {
    var pairs: [(key: Expression, value: Expression)] = []
    var height = 0
    var key = firstKey
    while true {
      try expect(.colon)
      let value = try expressionOperand()
      pairs.append((key.expression, value.expression))
      height = max(height, key.height, value.height)
      guard take(.comma), !at(.rightBracket) else { break }
      key = try expressionOperand()
    }
    guard take(.rightBracket) else { throw expected("`,` or `]`") }
    return try node(.map(pairs), span(from: start), over: height)
  }

  private mutating func comprehension(_ element: Operand, _ start: Token) throws(Abandoned) -> Operand {
    try expect(.for)
    let binder = try binder()
    try expect(.in)
    let (domain, domainHeight) = try domain()
    let condition = take(.where) ? try expressionOperand() : nil
    guard take(.rightBracket) else { throw expected("`where` or `]`") }
    return try node(
      .comprehension(
        element: element.expression, binder: binder, domain: domain, condition: condition?.expression),
      span(from: start), over: element.height, domainHeight, condition?.height ?? 0)
  }
}
