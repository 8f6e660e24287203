package import MoatKinds
package import MoatSource
package import MoatSyntax
package import MoatValues

/// A rule whose every name and type is known.
package struct CheckedRule: Sendable {
  package struct Parameter: Sendable {
    package var name: String
    package var type: Type
    /// Nil if a run has to give the value.
    package var defaultValue: Constant?
    /// Over `parameter(…)` alone; a value that does not meet it is a policy error.
    package var condition: CheckedExpression?
    package var span: Span

    package init(name: String, type: Type, defaultValue: Constant?, condition: CheckedExpression?, span: Span) {
      self.name = name
      self.type = type
      self.defaultValue = defaultValue
      self.condition = condition
      self.span = span
    }
  }

  /// `for port p in container c in workload w`: the outermost stands first here.
  package struct Level: Sendable {
    package var variable: Variable
    package var kind: ObjectTypeID
    /// How its instances are found in the level before; nil for the first, which ranges over documents.
    package var domain: PartDomain?

    package init(variable: Variable, kind: ObjectTypeID, domain: PartDomain?) {
      self.variable = variable
      self.kind = kind
      self.domain = domain
    }
  }

  package struct Check: Sendable {
    package var form: MoatSyntax.Check.Form
    package var condition: CheckedExpression
    package var excuse: CheckedExpression?
    /// The earlier checks whose success flow typing used for this one: if one of them failed for a subject, this one is
    /// not evaluated for it.
    package var leansOn: [Int]
    package var outcomes: Outcomes
    package var span: Span

    package init(
      form: MoatSyntax.Check.Form, condition: CheckedExpression, excuse: CheckedExpression?, leansOn: [Int],
      outcomes: Outcomes, span: Span
    ) {
      self.form = form
      self.condition = condition
      self.excuse = excuse
      self.leansOn = leansOn
      self.outcomes = outcomes
      self.span = span
    }
  }

  /// What a failing check says. Expressions here may be missing or undetermined: they print, and change no verdict.
  package struct Outcomes: Sendable {
    package enum Part: Sendable {
      case text(String)
      /// What stands between the `else`s of a hole: the first that is not missing is printed, whatever its type.
      case hole([CheckedExpression])
    }

    package enum Edit: Sendable {
      case set(path: CheckedExpression, value: CheckedExpression)
      case remove(path: CheckedExpression)
      case add(value: CheckedExpression, path: CheckedExpression)
    }

    package var message: [Part] = []
    package var remedy: [Part] = []
    /// The rule's own if nil.
    package var severity: CheckedExpression?
    package var place: CheckedExpression?
    package var fix: Edit?

    package init() {}
  }

  /// `kubernetes.privileged`.
  package var id: String
  package var documentation: String
  package var title: String
  /// 0 info to 4 critical.
  package var severity: Int
  /// Days since 1970-01-01: before that day the rule only warns.
  package var effective: Int32?
  package var since: String?
  package var controls: [ControlReference]
  package var sameAs: [ControlReference]
  package var tags: [String]
  package var parameters: [Parameter]
  package var levels: [Level]
  package var condition: CheckedExpression?
  package var checks: [Check]
  /// How many slots and expression ids the rule uses.
  package var variableCount: Int
  package var expressionCount: Int
  /// The most steps that the rule takes for one document.
  package var cost: CostPolynomial
  package var source: SourceFile
  package var span: Span

  package init(
    id: String, documentation: String, title: String, severity: Int, levels: [Level], checks: [Check],
    source: SourceFile, span: Span
  ) {
    self.id = id
    self.documentation = documentation
    self.title = title
    self.severity = severity
    controls = []
    sameAs = []
    tags = []
    parameters = []
    self.levels = levels
    self.checks = checks
    variableCount = 0
    expressionCount = 0
    cost = .zero
    self.source = source
    self.span = span
  }
}
