package import MoatSource
package import MoatSyntax
package import MoatValues

/// A data set that the run is given: `data kev: map<string, date>`. `CheckedExpression.Form.data` is its place in
/// `Checker.Result.dataSets`.
package struct CheckedDataSet: Sendable {
  /// `moat.paper.kev`; `--data` takes this or an unambiguous end of it.
  package var id: String
  package var type: Type
  package var source: SourceFile
  package var span: Span

  package init(id: String, type: Type, source: SourceFile, span: Span) {
    self.id = id
    self.type = type
    self.source = source
    self.span = span
  }
}

/// A param of a rule: the key of a setting.
package struct ParameterPlace: Hashable, Sendable {
  package var rule: String
  /// Its place in `CheckedRule.parameters`.
  package var index: Int

  package init(rule: String, index: Int) {
    self.rule = rule
    self.index = index
  }
}

/// A profile with what it extends worked in: of several bases a later one overrides an earlier one, and the profile's own
/// clauses override them all.
package struct CheckedProfile: Sendable {
  package enum Action: String, Hashable, Sendable {
    /// The finding counts as the rule says.
    case deny
    /// The finding is shown and does not block.
    case warn
    /// As `warn`; an admission review leaves it out of its answer and only records it.
    case audit
  }

  /// `enforce deny when finding.severity >= high`. The first clause whose condition holds decides; without one, `deny`.
  package struct Enforcement: Sendable {
    package var action: Action
    /// Over `parameter(0)`, the finding's severity, and `parameter(1)`, the id of its rule. Nil holds always.
    package var condition: CheckedExpression?

    package init(action: Action, condition: CheckedExpression?) {
      self.action = action
      self.condition = condition
    }
  }

  /// `kubernetes.pss-baseline`.
  package var id: String
  package var documentation: String
  /// The ids of its rules, in the order of the rules of the files.
  package var rules: [String]
  package var parameters: [ParameterPlace: Constant]
  /// 0 info to 4 critical, by the id of the rule.
  package var severities: [String: Int]
  /// The profile's own clauses first, then those of its bases, the last base first.
  package var enforcement: [Enforcement]
  package var source: SourceFile
  package var span: Span

  package init(id: String, documentation: String, source: SourceFile, span: Span) {
    self.id = id
    self.documentation = documentation
    rules = []
    parameters = [:]
    severities = [:]
    enforcement = []
    self.source = source
    self.span = span
  }
}

/// A test of a rule with its settings typed.
package struct CheckedTest: Sendable {
  package struct Case: Sendable {
    package var given: [TestDeclaration.Given]
    /// Days since 1970-01-01; 2000-01-01 unless the case sets `today`.
    package var today: Int32
    /// The newest version unless the case sets `kubernetes.version`.
    package var kubernetesVersion: String
    /// By the place of the param in the rule.
    package var parameters: [Int: Constant]
    /// By the place of the data set in `Checker.Result.dataSets`; one that is not set is not given.
    package var data: [Int: Constant]
    package var expectations: [TestDeclaration.Expectation]
    package var span: Span

    package init(
      given: [TestDeclaration.Given], today: Int32, kubernetesVersion: String, parameters: [Int: Constant],
      data: [Int: Constant], expectations: [TestDeclaration.Expectation], span: Span
    ) {
      self.given = given
      self.today = today
      self.kubernetesVersion = kubernetesVersion
      self.parameters = parameters
      self.data = data
      self.expectations = expectations
      self.span = span
    }
  }

  package var title: String
  /// The id of the rule.
  package var rule: String
  package var cases: [Case]
  package var source: SourceFile
  package var span: Span

  package init(title: String, rule: String, cases: [Case], source: SourceFile, span: Span) {
    self.title = title
    self.rule = rule
    self.cases = cases
    self.source = source
    self.span = span
  }
}
