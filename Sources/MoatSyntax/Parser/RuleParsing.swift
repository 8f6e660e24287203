import MoatSource

/// Rules and what stands in them.
extension RecursiveDescent {
  // grammar: rule = [ DOC ] "rule" NAME "{" { meta } { param } subject { const } body "}" ;
  mutating func rule(_ documentation: String) throws(Abandoned) -> RuleDeclaration {
    let start = try expect(.rule)
    let name = try boundName("a rule")
    var rule = RuleDeclaration(
      documentation: documentation, name: name, meta: [], parameters: [],
      subject: Subject(binders: [], condition: nil, span: name.span), constants: [], groups: [], span: name.span)
    var hasSubject = false
    let errors = diagnostics.count
    try block(Keyword.ruleClauses) { (parser) throws(Abandoned) in
      try parser.ruleClause(&rule, &hasSubject)
    }
    rule.span = span(from: start)
    if diagnostics.count == errors {
      let what = "rule `\(name.text)`"
      if !hasSubject {
        report(Messages.missing("subject", in: what, help: "say what it is about: `for container c in …`", name.span))
      } else if rule.groups.isEmpty {
        report(
          Messages.missing("check", in: what, help: "write `require …`, `deny when …` or `warn when …`", name.span))
      }
    }
    return rule
  }

  /// Reads the next clause, wherever it stands, and reports one that stands in the wrong place.
  private mutating func ruleClause(_ rule: inout RuleDeclaration, _ hasSubject: inout Bool) throws(Abandoned) {
    switch token.keyword {
    case .severity where hasSubject, .message, .remedy, .fix, .at: try bodyOutcome(&rule)
    case .title, .severity, .effective, .since, .controls, .sameAs, .tags:
      if hasSubject {
        reportMisplaced("before `for`")
      } else if !rule.parameters.isEmpty {
        reportMisplaced("before `param`")
      }
      rule.meta.append(try meta())
    case .param:
      if hasSubject { reportMisplaced("before `for`") }
      rule.parameters.append(try parameter())
    case .for:
      if hasSubject { report(Messages.repeated("for", in: "a rule", token.span)) }
      hasSubject = true
      rule.subject = try subject()
    case .let:
      if !hasSubject {
        reportMisplaced("after `for`, or outside of the rule")
      } else if !rule.groups.isEmpty {
        reportMisplaced("before the checks")
      }
      rule.constants.append(try constant(""))
    case .require, .deny, .warn:
      if !hasSubject { reportMisplaced("after `for`") }
      hasSubject = true
      try bodyCheck(&rule)
    default: throw unknownClause(of: "a rule")
    }
  }

  private mutating func reportMisplaced(_ place: String) {
    report(Messages.misplaced(source.text(token.span), place, token.span))
  }

  // grammar: meta = "title" STRING | "severity" NAME | "effective" DATE | "since" STRING
  //   | ( "controls" | "same-as" ) "[" control { "," control } [ "," ] "]"
  //   | "tags" "[" NAME { "," NAME } [ "," ] "]" ;
  private mutating func meta() throws(Abandoned) -> Meta {
    let start = advance()
    let content: Meta.Content
    switch start.keyword {
    case .title: content = .title(try string("the title as a string"))
    case .severity: content = .severity(try name("a severity: critical, high, medium, low or info"))
    case .effective: content = .effective(try date())
    case .since: content = .since(try string("a version as a string"))
    case .controls: content = .controls(try bracketed { (parser) throws(Abandoned) in try parser.control() })
    case .sameAs: content = .sameAs(try bracketed { (parser) throws(Abandoned) in try parser.control() })
    default: content = .tags(try bracketed { (parser) throws(Abandoned) in try parser.name("a tag") })
    }
    return Meta(content: content, span: span(from: start))
  }

  /// At least one element between brackets; a comma may stand after the last.
  private mutating func bracketed<Element>(
    _ element: (inout RecursiveDescent) throws(Abandoned) -> Element
  ) throws(Abandoned) -> [Element] {
    try expect(.leftBracket)
    var elements: [Element] = []
    repeat {
      if !elements.isEmpty, at(.rightBracket) { break }
      elements.append(try element(&self))
    } while take(.comma)
    guard take(.rightBracket) else { throw expected("`,` or `]`") }
    return elements
  }

  // grammar: control = qname STRING ;
  private mutating func control() throws(Abandoned) -> ControlReference {
    let catalogue = try qualifiedName("the name of a catalogue, such as `cis.kubernetes`")
    let identifier = try string("the control as a string")
    return ControlReference(catalogue: catalogue, identifier: identifier, span: span(from: catalogue.span))
  }

  /// A date as it is written.
  mutating func date() throws(Abandoned) -> Name {
    guard at(.date) else { throw expected("a date such as `2027-03-31`") }
    return name(of: advance())
  }

  // grammar: param = "param" NAME ":" type [ "=" expr ] [ "where" expr ] ;
  private mutating func parameter() throws(Abandoned) -> ParameterDeclaration {
    let start = try expect(.param)
    let name = try boundName("a parameter")
    guard take(.colon) else { throw expected("`:` and the type of the parameter") }
    let type = try type()
    let value = take(.assign) ? expressionOrInvalid() : nil
    let condition = take(.where) ? expressionOrInvalid() : nil
    return ParameterDeclaration(
      name: name, type: type, defaultValue: value, condition: condition, span: span(from: start))
  }

  // grammar: subject = "for" binder { "in" binder } [ "where" expr ] ;
  private mutating func subject() throws(Abandoned) -> Subject {
    let start = try expect(.for)
    var binders: [Binder] = []
    repeat { binders.append(try binder()) } while take(.in)
    let condition = take(.where) ? expressionOrInvalid() : nil
    return Subject(binders: binders, condition: condition, span: span(from: start))
  }

  // grammar: binder = kind [ NAME ] ;
  mutating func binder() throws(Abandoned) -> Binder {
    let start = token
    let kind = try kind()
    var name: Name?
    if at(.word), token.keyword?.isReserved != true || isReservedNameOfBinder { name = try boundName("an element") }
    return Binder(kind: kind, name: name, span: span(from: start))
  }

  /// A reserved word between a kind and the `in` or `where` that ends a binder was meant as its name.
  private var isReservedNameOfBinder: Bool {
    guard token.keyword != .in, token.keyword != .where else { return false }
    return peek().keyword == .in || peek().keyword == .where
  }

  // grammar: kind = qname | STRING ;
  private mutating func kind() throws(Abandoned) -> Binder.Kind {
    if at(.string) { return .custom(try string("a kind")) }
    if let keyword = token.keyword, keyword.isReserved, peek().keyword == .in, keyword != .in {
      return .named(try boundName("an element"))
    }
    return .named(try qualifiedName("a kind or a name"))
  }

  // grammar: body = check { check | outcome } ;
  private mutating func bodyCheck(_ rule: inout RuleDeclaration) throws(Abandoned) {
    let start = token
    var check = Check(form: .require, condition: Expression(.invalid, start.span), excuse: nil, span: start.span)
    // A check that could not be read still stands above its outcomes.
    defer { append(check, to: &rule) }
    check = try self.check()
  }

  private func append(_ check: Check, to rule: inout RuleDeclaration) {
    if let last = rule.groups.indices.last, rule.groups[last].outcomes.isEmpty {
      rule.groups[last].checks.append(check)
    } else {
      rule.groups.append(CheckGroup(checks: [check], outcomes: []))
    }
  }

  private mutating func bodyOutcome(_ rule: inout RuleDeclaration) throws(Abandoned) {
    if rule.groups.isEmpty {
      report(Messages.outcomeWithoutCheck(source.text(token.span), token.span))
    }
    let outcome = try outcome()
    if let last = rule.groups.indices.last { rule.groups[last].outcomes.append(outcome) }
  }

  // grammar: check = ( "require" | "deny" "when" | "warn" "when" ) expr [ "unless" expr ] ;
  private mutating func check() throws(Abandoned) -> Check {
    let start = advance()
    let form: Check.Form =
      switch start.keyword {
      case .deny: .denyWhen
      case .warn: .warnWhen
      default: .require
      }
    if form == .require {
      if at(.when) { throw expected("what is required", help: "`require` takes no `when`") }
    } else if !take(.when) {
      throw expected("`when`", help: "write `\(source.text(start.span)) when …`")
    }
    let condition = expressionOrInvalid()
    let excuse = take(.unless) ? expressionOrInvalid() : nil
    return Check(form: form, condition: condition, excuse: excuse, span: span(from: start))
  }

  // grammar: outcome = "message" TEMPLATE | "severity" value | "remedy" TEMPLATE | "fix" edit | "at" path ;
  private mutating func outcome() throws(Abandoned) -> Outcome {
    let start = advance()
    let content: Outcome.Content
    switch start.keyword {
    case .message: content = .message(try template())
    case .severity: content = .severity(try value().expression)
    case .remedy: content = .remedy(try template())
    case .fix: content = .fix(try edit())
    default: content = .at(try path().expression)
    }
    return Outcome(content: content, span: span(from: start))
  }

  // grammar: edit = "set" path "to" expr | "remove" path | "add" expr "to" path ;
  private mutating func edit() throws(Abandoned) -> Edit {
    let start = token
    let content: Edit.Content
    switch token.keyword {
    case .set:
      advance()
      let path = try path().expression
      try expect(.to)
      content = .set(path: path, value: try expression())
    case .remove:
      advance()
      content = .remove(path: try path().expression)
    case .add:
      advance()
      let value = try expression()
      try expect(.to)
      content = .add(value: value, path: try path().expression)
    default: throw expected("`set`, `remove` or `add`")
    }
    return Edit(content: content, span: span(from: start))
  }
}
