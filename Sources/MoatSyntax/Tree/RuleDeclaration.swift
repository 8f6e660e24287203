package import MoatSource

/// `rule privileged { … }`.
package struct RuleDeclaration: Sendable {
  /// The lines of its doc comment (`##`), joined by newlines; empty if it has none.
  package var documentation: String
  package var name: Name
  package var meta: [Meta]
  package var parameters: [ParameterDeclaration]
  package var subject: Subject
  package var constants: [ConstantDeclaration]
  package var groups: [CheckGroup]
  package var span: Span

  package init(
    documentation: String, name: Name, meta: [Meta], parameters: [ParameterDeclaration], subject: Subject,
    constants: [ConstantDeclaration], groups: [CheckGroup], span: Span
  ) {
    self.documentation = documentation
    self.name = name
    self.meta = meta
    self.parameters = parameters
    self.subject = subject
    self.constants = constants
    self.groups = groups
    self.span = span
  }
}

package struct Meta: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case title(StringLiteral)
    case severity(Name)
    /// The literal as written: `2027-03-31`.
    case effective(Name)
    case since(StringLiteral)
    case controls([ControlReference])
    case sameAs([ControlReference])
    case tags([Name])
  }

  package var content: Content
  package var span: Span

  package init(content: Content, span: Span) {
    self.content = content
    self.span = span
  }
}

/// `cis.kubernetes "5.2.2"`: a control of a catalogue, or a check of a peer.
package struct ControlReference: Hashable, Sendable {
  package var catalogue: Name
  package var identifier: StringLiteral
  package var span: Span

  package init(catalogue: Name, identifier: StringLiteral, span: Span) {
    self.catalogue = catalogue
    self.identifier = identifier
    self.span = span
  }
}

/// `param allowed: set<path> = ["/var/log"] where allowed is not empty`.
package struct ParameterDeclaration: Sendable {
  package var name: Name
  package var type: TypeSyntax
  package var defaultValue: Expression?
  package var condition: Expression?
  package var span: Span

  package init(name: Name, type: TypeSyntax, defaultValue: Expression?, condition: Expression?, span: Span) {
    self.name = name
    self.type = type
    self.defaultValue = defaultValue
    self.condition = condition
    self.span = span
  }
}

/// `for container c in workload w where …`: the innermost binder stands first.
package struct Subject: Sendable {
  package var binders: [Binder]
  package var condition: Expression?
  package var span: Span

  package init(binders: [Binder], condition: Expression?, span: Span) {
    self.binders = binders
    self.condition = condition
    self.span = span
  }
}

/// `container c`, `workload`, `"argoproj.io/Application" a`; before `in` of a quantifier, a single word may be a kind
/// or the name itself: the checker decides.
package struct Binder: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case named(Name)
    /// `"group/Kind"`.
    case custom(StringLiteral)
  }

  package var kind: Kind
  package var name: Name?
  package var span: Span

  package init(kind: Kind, name: Name?, span: Span) {
    self.kind = kind
    self.name = name
    self.span = span
  }
}

/// An unbroken run of checks with the outcomes that follow it.
package struct CheckGroup: Sendable {
  package var checks: [Check]
  package var outcomes: [Outcome]

  package init(checks: [Check], outcomes: [Outcome]) {
    self.checks = checks
    self.outcomes = outcomes
  }
}

package struct Check: Sendable {
  package enum Form: String, Hashable, Sendable {
    case require
    case denyWhen
    case warnWhen
  }

  package var form: Form
  package var condition: Expression
  package var excuse: Expression?
  package var span: Span

  package init(form: Form, condition: Expression, excuse: Expression?, span: Span) {
    self.form = form
    self.condition = condition
    self.excuse = excuse
    self.span = span
  }
}

package struct Outcome: Sendable {
  package enum Content: Sendable {
    case message(Template)
    case severity(Expression)
    case remedy(Template)
    case fix(Edit)
    case at(Expression)
  }

  package var content: Content
  package var span: Span

  package init(content: Content, span: Span) {
    self.content = content
    self.span = span
  }
}

/// A message with holes: `"{c.role} container {c.name} is privileged"`.
package struct Template: Sendable {
  package enum Part: Sendable {
    case text(String)
    case hole(Expression)
  }

  package var parts: [Part]
  package var span: Span

  package init(parts: [Part], span: Span) {
    self.parts = parts
    self.span = span
  }
}

package struct Edit: Sendable {
  package enum Content: Sendable {
    case set(path: Expression, value: Expression)
    case remove(path: Expression)
    case add(value: Expression, path: Expression)
  }

  package var content: Content
  package var span: Span

  package init(content: Content, span: Span) {
    self.content = content
    self.span = span
  }
}
