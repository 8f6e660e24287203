import MoatSource

/// Waivers, profiles and tests.
extension RecursiveDescent {
  // grammar: waiver = [ DOC ] "waive" selector { "," selector } "{" wclause { wclause } "}" ;
  mutating func waiver(_ documentation: String) throws(Abandoned) -> WaiverDeclaration {
    let start = try expect(.waive)
    var selectors: [Selector] = []
    repeat { selectors.append(try selector("the name of a rule")) } while take(.comma)
    var clauses: [(clause: WaiverDeclaration.Clause, span: Span)] = []
    let errors = diagnostics.count
    try block(Keyword.waiverClauses) { (parser) throws(Abandoned) in clauses.append(try parser.waiverClause()) }
    if clauses.isEmpty, diagnostics.count == errors {
      report(
        Messages.missing("clause", in: "the waiver", help: "say `where`, `until`, `owner` and `reason`", start.span))
    }
    return WaiverDeclaration(
      documentation: documentation, selectors: selectors, clauses: clauses, span: span(from: start))
  }

  // grammar: wclause = "where" expr | "until" DATE | "owner" STRING | "reason" STRING | "ticket" STRING ;
  private mutating func waiverClause() throws(Abandoned) -> (clause: WaiverDeclaration.Clause, span: Span) {
    let start = token
    let clause: WaiverDeclaration.Clause
    switch token.keyword {
    case .where:
      advance()
      clause = .condition(expressionOrInvalid())
    case .until:
      advance()
      clause = .until(try date())
    case .owner:
      advance()
      clause = .owner(try string("the owner as a string"))
    case .reason:
      advance()
      clause = .reason(try string("the reason as a string"))
    case .ticket:
      advance()
      clause = .ticket(try string("the ticket as a string"))
    default: throw unknownClause(of: "a waiver")
    }
    return (clause, span(from: start))
  }

  // grammar: selector = qname [ "." "*" ] ;
  private mutating func selector(_ what: String) throws(Abandoned) -> Selector {
    let name = try qualifiedName(what)
    let isWildcard = take(.dot)
    if isWildcard { try expect(.star) }
    return Selector(name: name, isWildcard: isWildcard, span: span(from: name.span))
  }

  // grammar: profile = [ DOC ] "profile" NAME [ "extends" qname { "," qname } ] "{" { pclause } "}" ;
  mutating func profile(_ documentation: String) throws(Abandoned) -> ProfileDeclaration {
    let start = try expect(.profile)
    let name = try boundName("a profile")
    var bases: [Name] = []
    if take(.extends) {
      repeat { bases.append(try qualifiedName("the name of a profile")) } while take(.comma)
    }
    var clauses: [(clause: ProfileDeclaration.Clause, span: Span)] = []
    try block(Keyword.profileClauses) { (parser) throws(Abandoned) in clauses.append(try parser.profileClause()) }
    return ProfileDeclaration(
      documentation: documentation, name: name, bases: bases, clauses: clauses, span: span(from: start))
  }

  // grammar: pclause = ( "include" | "exclude" ) pick | "set" qname "=" expr | "severity" selector "=" NAME
  //   | "enforce" ENFORCEMENT [ "when" expr ] ;
  private mutating func profileClause() throws(Abandoned) -> (clause: ProfileDeclaration.Clause, span: Span) {
    let start = token
    let clause: ProfileDeclaration.Clause
    switch token.keyword {
    case .include:
      advance()
      clause = .include(try pick())
    case .exclude:
      advance()
      clause = .exclude(try pick())
    case .set:
      advance()
      let name = try qualifiedName("a rule and its parameter, such as `limit-ratio.ratio`")
      try expect(.assign)
      clause = .set(name, expressionOrInvalid())
    case .severity:
      advance()
      let selector = try selector("the name of a rule")
      try expect(.assign)
      clause = .severity(selector, try name("a severity: critical, high, medium, low or info"))
    case .enforce:
      advance()
      let level = try enforcement()
      clause = .enforce(level, when: take(.when) ? expressionOrInvalid() : nil)
    default: throw unknownClause(of: "a profile")
    }
    return (clause, span(from: start))
  }

  /// `deny`, `warn` or `audit`.
  private mutating func enforcement() throws(Abandoned) -> Name {
    let words = ["deny", "warn", "audit"]
    let text = source.text(token.span)
    guard at(.word), words.contains(text) else {
      let nearest = at(.word) ? Suggestion.nearest(to: text, among: words) : nil
      throw expected("`deny`, `warn` or `audit`", help: nearest.map { "did you mean `\($0)`?" })
    }
    return name(of: advance())
  }

  // grammar: pick = selector | "tag" NAME | "control" qname [ STRING ] ;
  private mutating func pick() throws(Abandoned) -> ProfileDeclaration.Pick {
    if at(.tag), peek().kind == .word {
      advance()
      return .tag(try name("a tag"))
    }
    if at(.control), peek().kind == .word {
      advance()
      let catalogue = try qualifiedName("the name of a catalogue")
      return .control(catalogue, at(.string) ? try string("the control") : nil)
    }
    return .selector(try selector("a rule, `tag` or `control`"))
  }

  // grammar: test = [ DOC ] "test" STRING "for" qname "{" case { case } "}" ;
  mutating func test(_ documentation: String) throws(Abandoned) -> TestDeclaration {
    let start = try expect(.test)
    let title = try string("what is tested, as a string")
    try expect(.for)
    let rule = try qualifiedName("the name of a rule")
    var cases: [TestDeclaration.Case] = []
    let errors = diagnostics.count
    try block(Keyword.testClauses) { (parser) throws(Abandoned) in cases.append(try parser.testCase()) }
    if cases.isEmpty, diagnostics.count == errors {
      report(
        Messages.missing("case", in: "the test", help: "write `given …` and what to `expect`", title.span))
    }
    return TestDeclaration(
      documentation: documentation, title: title, rule: rule, cases: cases, span: span(from: start))
  }

  // grammar: case = given { given } { setting } expect { expect } ;
  private mutating func testCase() throws(Abandoned) -> TestDeclaration.Case {
    let start = token
    let errors = diagnostics.count
    var parsed = TestDeclaration.Case(given: [], settings: [], expectations: [], span: start.span)
    if ![.given, .with, .expect].contains(token.keyword) { throw unknownClause(of: "a test") }
    if !at(.given) { report(Messages.caseWithout("given", before: found(token), token.span)) }
    while at(.given) {
      if let given = (recovering { (parser) throws(Abandoned) in try parser.given() }) { parsed.given.append(given) }
    }
    while at(.with) {
      if let setting = (recovering { (parser) throws(Abandoned) in try parser.setting() }) {
        parsed.settings.append(setting)
      }
    }
    if !at(.expect), diagnostics.count == errors, !tokens[index - 1].isMalformed {
      report(Messages.caseWithout("expect", before: found(token), token.span))
    }
    while at(.expect) {
      if let expectation = (recovering { (parser) throws(Abandoned) in try parser.expectation() }) {
        parsed.expectations.append(expectation)
      }
    }
    parsed.span = span(from: start)
    return parsed
  }

  /// A clause of a case; after an error the next clause still belongs to the case.
  private mutating func recovering<Clause>(
    _ clause: (inout RecursiveDescent) throws(Abandoned) -> Clause
  ) -> Clause? {
    do throws(Abandoned) {
      return try clause(&self)
    } catch {
      skipToClause()
      return nil
    }
  }

  // grammar: given = "given" NAME ( LONGSTRING | "file" STRING ) ;
  private mutating func given() throws(Abandoned) -> TestDeclaration.Given {
    let start = try expect(.given)
    let format = try name("the format of the input, such as `yaml`")
    if take(.file) {
      let file = try string("the name of a file as a string")
      return TestDeclaration.Given(format: format, content: .file(file), span: span(from: start))
    }
    guard at(.longString) else { throw expected("a text in triple quotes or `file \"…\"`") }
    let token = advance()
    var text = ""
    var indentation = 0
    if !token.isMalformed {
      let range = Int(token.span.start)..<Int(token.span.end)
      (text, indentation) = TextLiteral.decodeLong(source.bytes, range, &diagnostics)
    }
    return TestDeclaration.Given(
      format: format, content: .text(StringLiteral(text, token.span), indentation: indentation),
      span: span(from: start))
  }

  // grammar: setting = "with" path "=" expr ;
  private mutating func setting() throws(Abandoned) -> (path: Expression, value: Expression) {
    try expect(.with)
    let path = try path().expression
    try expect(.assign)
    return (path, try expression())
  }

  // grammar: expect = "expect" VERDICT [ INT ] { place } ;
  private mutating func expectation() throws(Abandoned) -> TestDeclaration.Expectation {
    let start = try expect(.expect)
    let words = ["pass", "fail", "warn", "undetermined", "waived", "not-applicable"]
    let text = source.text(token.span)
    guard at(.word), words.contains(text) else {
      let nearest = at(.word) ? Suggestion.nearest(to: text, among: words) : nil
      throw expected(
        "a verdict", help: nearest.map { "did you mean `\($0)`?" } ?? "it is one of \(words.joined(separator: ", "))")
    }
    let verdict = name(of: advance())
    let count = at(.int) ? try smallNumber().0 : nil
    var details: [TestDeclaration.Expectation.Detail] = []
    while let detail = try place() { details.append(detail) }
    return TestDeclaration.Expectation(
      verdict: verdict, count: count, details: details, span: span(from: start))
  }

  // grammar: place = "at" STRING | "line" INT | "message" STRING ;
  private mutating func place() throws(Abandoned) -> TestDeclaration.Expectation.Detail? {
    if take(.at) { return .at(try string("a path as a string")) }
    if take(.line) {
      let (value, span) = try smallNumber()
      return .line(value, span)
    }
    if take(.message) { return .message(try string("a message as a string")) }
    return nil
  }
}
