package import MoatKinds

/// A condition on the documents that a loop goes over, by which documents of images and what runs them meet. What can meet it is
/// found by its `ImageKeys`; every other document makes the condition certainly false.
package enum ImageJoin {
  /// `same-image(i, reference)`: the documents are of images.
  case images(CheckedExpression)
  /// `some c in d.list satisfies same-image(image, c.reference)`, and perhaps more of `c`: the documents have references.
  case references(to: CheckedExpression, list: [Field], reference: [Field])

  /// - Parameter variable: that of the loop.
  package init?(_ condition: CheckedExpression, of variable: Variable) {
    if let operands = Self.operands(condition) {
      guard case .variable(let own) = operands.image.form, own.slot == variable.slot,
        !operands.reference.mentions(variable.slot)
      else { return nil }
      self = .images(operands.reference)
      return
    }
    guard case .quantified(let quantified) = condition.form, case .some = quantified.amount,
      case .elements(let elements) = quantified.domain, let list = elements.path, list.variable.slot == variable.slot,
      !list.fields.isEmpty
    else { return nil }
    // An element of which one of these is false adds nothing.
    let conditions = (quantified.condition?.conjuncts ?? []) + quantified.body.conjuncts
    for operands in conditions.compactMap(Self.operands) {
      guard let reference = operands.reference.path, reference.variable.slot == quantified.variable.slot,
        !reference.fields.isEmpty, !operands.image.mentions(variable.slot),
        !operands.image.mentions(quantified.variable.slot)
      else { continue }
      self = .references(to: operands.image, list: list.fields, reference: reference.fields)
      return
    }
    return nil
  }

  private static func operands(_ condition: CheckedExpression) -> (
    image: CheckedExpression, reference: CheckedExpression
  )? {
    guard case .call(.sameImage, let operands) = condition.form, operands.count == 2 else { return nil }
    return (operands[0], operands[1])
  }
}
