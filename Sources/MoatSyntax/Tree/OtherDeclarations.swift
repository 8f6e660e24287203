package import MoatSource

/// `let key: string = "…" + c.name`, in a file or in a rule.
package struct ConstantDeclaration: Sendable {
  package var documentation: String
  package var name: Name
  package var type: TypeSyntax?
  package var value: Expression
  package var span: Span

  package init(documentation: String, name: Name, type: TypeSyntax?, value: Expression, span: Span) {
    self.documentation = documentation
    self.name = name
    self.type = type
    self.value = value
    self.span = span
  }
}

/// `define linux(w: workload): bool = …`.
package struct DefineDeclaration: Sendable {
  package struct Argument: Sendable {
    package var name: Name
    package var type: TypeSyntax

    package init(name: Name, type: TypeSyntax) {
      self.name = name
      self.type = type
    }
  }

  package var documentation: String
  package var name: Name
  package var arguments: [Argument]
  package var result: TypeSyntax
  package var body: Expression
  package var span: Span

  package init(
    documentation: String, name: Name, arguments: [Argument], result: TypeSyntax, body: Expression, span: Span
  ) {
    self.documentation = documentation
    self.name = name
    self.arguments = arguments
    self.result = result
    self.body = body
    self.span = span
  }
}

/// `data kev: map<string, date>`: a data set that the run is given.
package struct DataDeclaration: Sendable {
  package var documentation: String
  package var name: Name
  package var type: TypeSyntax
  package var span: Span

  package init(documentation: String, name: Name, type: TypeSyntax, span: Span) {
    self.documentation = documentation
    self.name = name
    self.type = type
    self.span = span
  }
}

/// `privileged`, `moat.paper.*`.
package struct Selector: Hashable, Sendable {
  package var name: Name
  /// True for `name.*`.
  package var isWildcard: Bool
  package var span: Span

  package init(name: Name, isWildcard: Bool, span: Span) {
    self.name = name
    self.isWildcard = isWildcard
    self.span = span
  }
}

package struct WaiverDeclaration: Sendable {
  package enum Clause: Sendable {
    case condition(Expression)
    /// The literal as written: `2027-03-31`.
    case until(Name)
    case owner(StringLiteral)
    case reason(StringLiteral)
    case ticket(StringLiteral)
  }

  package var documentation: String
  package var selectors: [Selector]
  package var clauses: [(clause: Clause, span: Span)]
  package var span: Span

  package init(documentation: String, selectors: [Selector], clauses: [(clause: Clause, span: Span)], span: Span) {
    self.documentation = documentation
    self.selectors = selectors
    self.clauses = clauses
    self.span = span
  }
}

package struct ProfileDeclaration: Sendable {
  package enum Pick: Hashable, Sendable {
    case selector(Selector)
    case tag(Name)
    case control(Name, StringLiteral?)
  }

  package enum Clause: Sendable {
    case include(Pick)
    case exclude(Pick)
    /// `set image-from-registry.registries = […]`: the last part of the name is the param.
    case set(Name, Expression)
    case severity(Selector, Name)
    /// `enforce deny when finding.severity >= high`.
    case enforce(Name, when: Expression?)
  }

  package var documentation: String
  package var name: Name
  package var bases: [Name]
  package var clauses: [(clause: Clause, span: Span)]
  package var span: Span

  package init(
    documentation: String, name: Name, bases: [Name], clauses: [(clause: Clause, span: Span)], span: Span
  ) {
    self.documentation = documentation
    self.name = name
    self.bases = bases
    self.clauses = clauses
    self.span = span
  }
}

package struct TestDeclaration: Sendable {
  package struct Given: Sendable {
    package enum Content: Sendable {
      /// The text with its indentation taken off; `indentation` is how many columns each line lost, `span` is that of
      /// the literal.
      case text(StringLiteral, indentation: Int)
      case file(StringLiteral)
    }

    /// `yaml`, `json`, `dockerfile`, …
    package var format: Name
    package var content: Content
    package var span: Span

    package init(format: Name, content: Content, span: Span) {
      self.format = format
      self.content = content
      self.span = span
    }
  }

  package struct Expectation: Sendable {
    package enum Detail: Hashable, Sendable {
      case at(StringLiteral)
      case line(Int, Span)
      case message(StringLiteral)
    }

    /// `pass`, `fail`, `warn`, `undetermined`, `waived`, `not-applicable`.
    package var verdict: Name
    package var count: Int?
    package var details: [Detail]
    package var span: Span

    package init(verdict: Name, count: Int?, details: [Detail], span: Span) {
      self.verdict = verdict
      self.count = count
      self.details = details
      self.span = span
    }
  }

  package struct Case: Sendable {
    package var given: [Given]
    /// `with today = 2026-11-23`: the path is an expression of names and fields.
    package var settings: [(path: Expression, value: Expression)]
    package var expectations: [Expectation]
    package var span: Span

    package init(
      given: [Given], settings: [(path: Expression, value: Expression)], expectations: [Expectation], span: Span
    ) {
      self.given = given
      self.settings = settings
      self.expectations = expectations
      self.span = span
    }
  }

  package var documentation: String
  package var title: StringLiteral
  package var rule: Name
  package var cases: [Case]
  package var span: Span

  package init(documentation: String, title: StringLiteral, rule: Name, cases: [Case], span: Span) {
    self.documentation = documentation
    self.title = title
    self.rule = rule
    self.cases = cases
    self.span = span
  }
}
