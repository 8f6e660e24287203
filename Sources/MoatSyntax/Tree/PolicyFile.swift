package import MoatSource

/// A name where it stands: `privileged`, or with dots `moat.kubernetes.pod-security`.
package struct Name: Hashable, Sendable {
  package var text: String
  package var span: Span

  package init(_ text: String, _ span: Span) {
    self.text = text
    self.span = span
  }
}

/// A string literal where it stands. `text` is its meaning, with the escapes resolved.
package struct StringLiteral: Hashable, Sendable {
  package var text: String
  /// With the quotes.
  package var span: Span

  package init(_ text: String, _ span: Span) {
    self.text = text
    self.span = span
  }
}

/// A comment, kept so that the formatter loses none. A doc comment (`##`) stands in its declaration as well.
package struct Comment: Hashable, Sendable {
  /// The text after the `#` or `##`, without trailing spaces.
  package var text: String
  package var isDocumentation: Bool
  package var span: Span
  /// True if something else than space stands before it on its line.
  package var isTrailing: Bool

  package init(text: String, isDocumentation: Bool, span: Span, isTrailing: Bool) {
    self.text = text
    self.isDocumentation = isDocumentation
    self.span = span
    self.isTrailing = isTrailing
  }
}

/// One parsed policy file. Parsing never fails: what could not be read stands in the diagnostics, and every declaration
/// that could be read stands here.
package struct PolicyFile: Sendable {
  package var source: SourceFile
  package var header: Header?
  package var imports: [Import]
  package var declarations: [Declaration]
  /// All comments, in order.
  package var comments: [Comment]

  package init(
    source: SourceFile, header: Header? = nil, imports: [Import] = [], declarations: [Declaration] = [],
    comments: [Comment] = []
  ) {
    self.source = source
    self.header = header
    self.imports = imports
    self.declarations = declarations
    self.comments = comments
  }
}

/// `policy moat.kubernetes.pod-security version "1.0.0"`.
package struct Header: Hashable, Sendable {
  package var name: Name
  package var version: StringLiteral
  package var span: Span

  package init(name: Name, version: StringLiteral, span: Span) {
    self.name = name
    self.version = version
    self.span = span
  }
}

/// `import std.shells`, `import acme.names as n`, `import crd "crontab.yaml"`.
package struct Import: Hashable, Sendable {
  package enum Target: Hashable, Sendable {
    case policy(Name, alias: Name?)
    case customResourceDefinition(StringLiteral)
  }

  package var target: Target
  package var span: Span

  package init(target: Target, span: Span) {
    self.target = target
    self.span = span
  }
}

package enum Declaration: Sendable {
  case rule(RuleDeclaration)
  case define(DefineDeclaration)
  case constant(ConstantDeclaration)
  case data(DataDeclaration)
  case waiver(WaiverDeclaration)
  case profile(ProfileDeclaration)
  case test(TestDeclaration)
}
