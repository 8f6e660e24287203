package import MoatKinds
package import MoatSemantics
package import MoatValues

/// Walks the checked tree for one subject and says what decided: the witness, the cause, every deciding element.
///
/// `docs/evaluation.md` says what each expression gives. The explainer shares nothing with the machine but the checked
/// tree, the values and the derived facts.
package struct Explainer {
  package let rule: CheckedRule
  let context: EvaluationContext
  let parameters: [Constant]
  let data: [Constant?]

  /// - Parameters:
  ///   - parameters: by the place of the param; one for each param of the rule.
  ///   - data: by the place of the data set in `Checker.Result.dataSets`; nil where it was not given.
  package init(_ rule: CheckedRule, in context: EvaluationContext, parameters: [Constant], data: [Constant?]) {
    self.rule = rule
    self.context = context
    self.parameters = parameters
    self.data = data
  }
}
