import MoatKinds
import MoatSemantics
import MoatSyntax
import MoatValues

/// One walk of the checked tree: the values of the variables in scope, and what each expression gives with its place.
///
/// The place of a value is its origin; that of a condition is its witness.
final class Walk {
  let context: EvaluationContext
  let constants: ConstantStore
  let joins: JoinCandidates
  let mutation: Mutation?
  /// By slot. No two names of a rule share a slot, so that none has to be put back.
  var variables: [Placed?]

  /// The quantifiers of the check that stand in no other one, by the slots of their variables, and what came of them.
  /// Each is asked for up to three times: for the verdict, for the element that leaves it open, for its name.
  var outermost: [Int] = []
  private var surveys: [Int: Survey] = [:]

  init(
    _ context: EvaluationContext, _ constants: ConstantStore, _ joins: JoinCandidates, variableCount: Int,
    mutation: Mutation?
  ) {
    self.context = context
    self.constants = constants
    self.joins = joins
    self.mutation = mutation
    variables = Array(repeating: nil, count: variableCount)
  }

  /// A bool, or undetermined; its place is the witness.
  func condition(_ expression: CheckedExpression) -> Placed {
    let found = evaluate(expression)
    switch found.value.tag {
    case .bool: return found
    case .undetermined: return Placed(found.value, at: found.blamed ?? found.place)
    default: return Placed(.undetermined(.wrongType), at: found.place)
    }
  }

  func evaluate(_ expression: CheckedExpression) -> Placed {
    if let mutation, let forced = mutation.answer(for: expression.id) { return Placed(forced) }
    switch expression.form {
    case .constant, .variable, .runFact, .parameter, .data: return leaf(expression)
    case .field(let base, let field): return read(field, of: evaluate(base))
    case .index(let base, let key): return lookUp(evaluate(key), in: evaluate(base), type: base.type)
    case .call(let function, let arguments): return call(function, arguments).asCause
    case .negate(let operand): return negate(operand).asCause
    case .arithmetic(let sign, let left, let right): return compute(sign, left, right).asCause
    case .otherwise(let left, let right): return otherwise(expression.id, left, right)
    case .list(let elements): return list(elements)
    case .map(let pairs): return map(pairs)
    case .comprehension(let element, let variable, let domain, let condition):
      return collect(element, variable, domain, condition).asCause
    case .comparison(let comparison, let left, let right, let ignoringCase):
      return compare(comparison, left, right, ignoringCase)
    case .relation(let relation, let isNegated, let many, let left, let right, let ignoringCase):
      let answer = holds(relation, many, left, right, ignoringCase)
      return isNegated ? Self.not(answer) : answer
    case .test(let test, let isNegated, let operand):
      let answer = state(test, operand)
      return isNegated ? Self.not(answer) : answer
    case .not(let operand): return Self.not(condition(operand))
    case .and(let left, let right): return join(left, right, absorbing: false)
    case .or(let left, let right): return join(left, right, absorbing: true)
    case .quantified(let quantified): return answer(of: answered(quantified))
    }
  }

  private func leaf(_ expression: CheckedExpression) -> Placed {
    switch expression.form {
    case .constant(let constant): return Placed(constants.value(of: constant, in: expression))
    case .parameter(let index): return Placed(constants.parameter(index))
    case .data(let index): return Placed(constants.dataSet(index))
    case .runFact(.today): return Placed(.date(Int64(context.run.today)))
    case .runFact(.kubernetesVersion): return Placed(context.scratch.string(context.run.kubernetesVersion.utf8))
    case .variable(let variable): return bound(variable) ?? Placed(.undetermined(.noAnswer))
    default: return Placed(.undetermined(.noAnswer))
    }
  }

  /// The survey of a quantifier up to where its answer is known.
  func answered(_ quantified: CheckedQuantified) -> Survey {
    let slot = quantified.variable.slot
    guard outermost.contains(slot) else { return survey(quantified, limit: 1) }
    if let known = surveys[slot] { return known }
    let found = survey(quantified, limit: 1)
    surveys[slot] = found
    return found
  }

  /// Surveys hold values of the scratch memory.
  func forgetSurveys() { surveys = [:] }

  func bound(_ variable: Variable) -> Placed? {
    variables.indices.contains(variable.slot) ? variables[variable.slot] : nil
  }

  func bind(_ variable: Variable, _ value: Placed) {
    if variables.indices.contains(variable.slot) { variables[variable.slot] = value }
  }

  static func not(_ answer: Placed) -> Placed {
    guard let truth = answer.truth else { return answer }
    return Placed(.bool(!truth), at: answer.place)
  }

  /// `and` and `or`: one operand that absorbs the others decides alone. The right one is left out where it can no longer
  /// change the answer nor give the place.
  private func join(_ first: CheckedExpression, _ second: CheckedExpression, absorbing: Bool) -> Placed {
    let left = condition(first)
    if left.truth == absorbing, left.place != nil { return left }
    let right = condition(second)
    switch (left.truth == absorbing, right.truth == absorbing) {
    case (true, true): return Placed(left.value, at: left.place ?? right.place)
    case (true, false): return left
    case (false, true): return right
    case (false, false): break
    }
    switch (left.truth, right.truth) {
    case (nil, nil): return Placed(left.value, at: left.place ?? right.place)
    case (nil, _): return left
    case (_, nil): return right
    default: return Placed(left.value, at: left.place ?? right.place)
    }
  }

  private func otherwise(_ id: Int, _ first: CheckedExpression, _ second: CheckedExpression) -> Placed {
    let side = mutation?.side(of: id)
    let left = evaluate(first)
    if side == .leftSide || side == nil && !left.isAbsent { return left }
    let right = evaluate(second)
    return Placed(right.value, at: right.place ?? left.place)
  }
}
