package import MoatKinds
import MoatSyntax
package import MoatValues

/// How a loop over documents asks indexes which of them it may pass over.
package struct JoinPlan {
  package struct Probe {
    package var form: JoinForm
    /// From a document that is looked for; behind the first, from an element of its list, where the form is of elements.
    package var paths: [[Field]]
    /// What the paths' values are compared with: expressions that do not speak of that document.
    package var wanted: [CheckedExpression]
    package var isServiceSelector = false

    package init(
      form: JoinForm, paths: [[Field]], wanted: [CheckedExpression], isServiceSelector: Bool = false
    ) {
      self.form = form
      self.paths = paths
      self.wanted = wanted
      self.isServiceSelector = isServiceSelector
    }
  }

  package var probes: [Probe]
}

/// Finds the conditions of a loop over documents that an index can answer.
///
/// Only operands of the outermost `and` count: where one of them is false, the element adds nothing, whatever the others
/// say. For `every` these are the filter's alone.
package struct JoinPlanner {
  let variable: Variable
  let domain: CheckedDomain

  package init(variable: Variable, domain: CheckedDomain) {
    self.variable = variable
    self.domain = domain
  }

  /// Nil unless the domain is of documents.
  package func plan(_ conditions: [CheckedExpression?]) -> JoinPlan? {
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
        } else if let probe = selection(operand) ?? image(operand) ?? elements(operand) {
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

  /// `some e in d.list satisfies e.a == x and …`, or `… same-image(image, e.reference)`: every element of the document says for
  /// itself that it is not what is looked for.
  private func elements(_ expression: CheckedExpression) -> JoinPlan.Probe? {
    guard case .quantified(let quantified) = expression.form, case .some = quantified.amount,
      case .elements(let list) = quantified.domain, let listPath = path(list)
    else { return nil }
    var probe = JoinPlan.Probe(form: .elements, paths: [listPath], wanted: [])
    let inner = JoinPlanner(variable: quantified.variable, domain: quantified.domain)
    // An element of which one of these is false adds nothing.
    for operand in [quantified.condition, quantified.body].compactMap(\.self).flatMap(\.conjuncts) {
      if let (image, reference) = Self.sameImage(operand), let path = inner.path(reference),
        !image.mentions(variable.slot), !image.mentions(quantified.variable.slot)
      {
        return JoinPlan.Probe(form: .imageReferences, paths: [listPath, path], wanted: [image])
      }
      guard let (path, wanted) = inner.equality(operand), !wanted.mentions(variable.slot) else { continue }
      probe.paths.append(path)
      probe.wanted.append(wanted)
    }
    guard !probe.wanted.isEmpty, case .list(.object) = list.type.unwrapped else { return nil }
    return probe
  }

  private func equality(_ expression: CheckedExpression) -> ([Field], CheckedExpression)? {
    guard case .comparison(.equal, let left, let right, ignoringCase: false) = expression.form,
      MoatValues.Comparison(left.type) == .plain, MoatValues.Comparison(right.type) == .plain
    else { return nil }
    if let path = path(left), !right.mentions(variable.slot) { return (path, right) }
    if let path = path(right), !left.mentions(variable.slot) { return (path, left) }
    return nil
  }

  /// `same-image(i, reference)`, of documents of images.
  private func image(_ expression: CheckedExpression) -> JoinPlan.Probe? {
    guard let (image, reference) = Self.sameImage(expression), case .variable(let own) = image.form,
      own.slot == variable.slot, !reference.mentions(variable.slot)
    else { return nil }
    return JoinPlan.Probe(form: .images, paths: [], wanted: [reference])
  }

  private static func sameImage(
    _ condition: CheckedExpression
  ) -> (image: CheckedExpression, reference: CheckedExpression)? {
    guard case .call(.sameImage, let operands) = condition.form, operands.count == 2 else { return nil }
    return (operands[0], operands[1])
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
