import MoatKinds
import MoatRuntime
import MoatSemantics
import MoatSyntax
import MoatValues

/// How a loop over documents asks indexes which of them it may pass over.
struct JoinPlan {
  struct Probe {
    var form: IndexRecord.Form
    /// From a document that is looked for.
    var paths: [[Field]]
    /// What the paths' values are compared with: expressions that do not speak of that document.
    var wanted: [CheckedExpression]
    var isServiceSelector = false
  }

  var probes: [Probe]
}

/// Finds the conditions of a loop over documents that an index can answer.
///
/// Only operands of the outermost `and` count: where one of them is false, the element adds nothing, whatever the others
/// say. For `every` these are the filter's alone.
struct JoinPlanner {
  let variable: Variable
  let domain: CheckedDomain

  /// Nil where the domain is no documents.
  func plan(_ conditions: CheckedExpression?...) -> JoinPlan? {
    guard case .documents(_, let sameField, let value) = domain else { return nil }
    var texts = JoinPlan.Probe(form: .texts, paths: [], wanted: [])
    if let sameField, let value, MoatValues.Comparison(sameField.type) == .plain {
      texts.paths.append([sameField])
      texts.wanted.append(value)
    }
    var probes: [JoinPlan.Probe] = []
    for condition in conditions.compactMap({ $0 }) {
      for operand in condition.conjuncts {
        if let (path, wanted) = equality(operand) {
          texts.paths.append(path)
          texts.wanted.append(wanted)
        } else if let probe = selection(operand) ?? image(operand) {
          probes.append(probe)
        }
      }
    }
    if !texts.paths.isEmpty { probes.insert(texts, at: 0) }
    return JoinPlan(probes: probes)
  }

  /// The path from the document, if an expression is one.
  private func path(_ expression: CheckedExpression) -> [Field]? {
    guard let path = expression.path, path.variable.slot == variable.slot, !path.fields.isEmpty else { return nil }
    return path.fields
  }

  private func equality(_ expression: CheckedExpression) -> ([Field], CheckedExpression)? {
    guard case .comparison(.equal, let left, let right, ignoringCase: false) = expression.form,
      BlockCompiler.rules(left.type, right.type, false) == .plain
    else { return nil }
    if let path = path(left), !right.mentions(variable.slot) { return (path, right) }
    if let path = path(right), !left.mentions(variable.slot) { return (path, left) }
    return nil
  }

  private func image(_ expression: CheckedExpression) -> JoinPlan.Probe? {
    switch ImageJoin(expression, of: variable) {
    case .images(let reference): JoinPlan.Probe(form: .images, paths: [], wanted: [reference])
    case .references(let image, let list, let reference):
      JoinPlan.Probe(form: .imageReferences, paths: [list, reference], wanted: [image])
    case nil: nil
    }
  }

  private func selection(_ expression: CheckedExpression) -> JoinPlan.Probe? {
    guard
      case .relation(.selects, isNegated: false, many: nil, let selector, let labels, ignoringCase: _) =
        expression.form
    else { return nil }
    let isService = selector.type.unwrapped == .serviceSelector
    // What is of any type is read as a label selector.
    guard isService || selector.type.unwrapped == .labelSelector || selector.type.unwrapped == .any else { return nil }
    if let path = path(labels), !selector.mentions(variable.slot) {
      return JoinPlan.Probe(form: .labels, paths: [path], wanted: [selector], isServiceSelector: isService)
    }
    if let path = path(selector), !labels.mentions(variable.slot) {
      return JoinPlan.Probe(form: isService ? .serviceSelectors : .selectors, paths: [path], wanted: [labels])
    }
    return nil
  }
}
