package import MoatKinds
package import MoatSource
import MoatSyntax
package import MoatValues

/// Types the values that profiles and tests set.
struct SettingChecker {
  let file: FileNames
  let names: PolicyNames
  let catalogue: Catalogue
  let log: DiagnosticLog

  func say(_ diagnostic: Diagnostic) { log.report(diagnostic, in: file.file.source) }

  /// The constant of an expression of a type, or nil with a report.
  func constant(_ expression: Expression, of type: Type) -> Constant? {
    let expressions = ExpressionChecker(catalogue: catalogue, names: names, file: file)
    let (constant, diagnostics) = expressions.constant(expression, of: type)
    for found in diagnostics { log.report(found) }
    return constant
  }

  /// The id of a rule, or nil with a report.
  func rule(_ name: Name) -> String? {
    switch names.rule(name, from: file) {
    case .ids(let ids): return ids.first
    case .problem(let diagnostic):
      say(diagnostic)
      return nil
    }
  }

  func rules(_ selector: Selector) -> [String]? {
    switch names.rules(selector, from: file) {
    case .ids(let ids): return ids
    case .problem(let diagnostic):
      say(diagnostic)
      return nil
    }
  }

  /// Reports values that the `where` of their params refuse, each at the place that set it, or else at `place`. True if
  /// there is none.
  func hold(
    _ values: [Int: Constant], of rule: CheckedRule, setAt places: [Int: MoatSource.Span], else place: MoatSource.Span
  ) -> Bool {
    let problems = ParameterValues.problems(values, of: rule).filter { $0.reason != .unset }
    for problem in problems {
      say(SemanticMessages.refusedValue(problem.message, at: places[problem.parameter] ?? place))
    }
    return problems.isEmpty
  }
}

extension ExpressionChecker {
  /// A value is held against its `where` when it is set, before there is a run.
  func reportRunKnowledge(in condition: CheckedExpression) {
    switch condition.form {
    case .runFact, .data: report(SemanticMessages.notConstant(at: condition.span))
    default: for operand in condition.operands { reportRunKnowledge(in: operand) }
    }
  }

  /// The constant that an expression of a type is; nil with what is wrong.
  func constant(_ expression: Expression, of type: Type) -> (constant: Constant?, diagnostics: [LocatedDiagnostic]) {
    let checked = value(expression, of: type)
    guard !hasErrors else { return (nil, diagnostics) }
    let constant = ConstantEvaluator().constant(checked)
    if constant == nil { report(SemanticMessages.notConstant(at: expression.span)) }
    return (constant, diagnostics)
  }
}

extension Checker {
  /// One expression of policy text as a constant of a type: the value of `--param rule.name=value`. The diagnostics, all
  /// of them errors if there is no constant, point into the source.
  package static func constant(
    _ source: SourceFile, of type: Type, catalogue: Catalogue
  ) -> (constant: Constant?, diagnostics: [LocatedDiagnostic]) {
    let (expression, syntax) = Parser.parseExpression(source)
    guard syntax.isEmpty else { return (nil, syntax.map { LocatedDiagnostic($0, in: source) }) }
    let log = DiagnosticLog([source])
    let file = FileNames(PolicyFile(source: source), log: log)
    let names = PolicyNames([file], catalogue: catalogue, log: log)
    return ExpressionChecker(catalogue: catalogue, names: names, file: file).constant(expression, of: type)
  }
}
