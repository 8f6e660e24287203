import MoatKinds
import MoatSyntax
import MoatValues

/// Counts the steps of a rule before a document is read: an upper bound over every document of given sizes.
///
/// A step is one operation on one value. A loop takes its elements times its body. Loops that go down a document from one
/// list into the next (`port p in container c in workload`) meet no more elements together than the document has,
/// whatever its largest list is: that is what keeps an ordinary rule far below the limit. A join over documents counts all
/// documents of the kind, also where an index serves it: the bound depends neither on how names are spread nor on which
/// indices there are, so that a verdict does not either.
struct RuleCost {
  /// What a match of a regular expression counts as. Its own limit is a million, for a match that goes wrong and is then
  /// undetermined; counting that for each would refuse any pod with a hundred variables.
  static let regexSteps: UInt64 = 100

  private var sizes = CostOrigins()
  private var total = CostPolynomial.zero

  static func count(_ rule: CheckedRule) -> CostPolynomial {
    var counter = RuleCost()
    var scope = CostScope()
    for level in rule.levels {
      if let domain = level.domain {
        counter.total += scope.times + counter.sizes.cost(domain, of: nil, scope)
        scope = counter.sizes.enter(level.variable, .parts(domain, of: nil), scope)
      } else {
        counter.sizes.enterDocument(level.variable)
        scope.enterDocument(level.variable)
      }
    }
    var steps = CostPolynomial(1)
    if let condition = rule.condition { steps += counter.steps(condition, scope) }
    for check in rule.checks {
      steps += counter.steps(check.condition, scope)
      if let excuse = check.excuse { steps += counter.steps(excuse, scope) }
    }
    let total = counter.total + scope.times * steps
    return total.constant == UInt64.max ? .endless : total
  }

  /// The steps of one evaluation. What is counted over all evaluations together goes to `total`.
  private mutating func steps(_ expression: CheckedExpression, _ scope: CostScope) -> CostPolynomial {
    switch expression.form {
    case .quantified(let quantified):
      let count = quantified.amount.count.map { steps($0, scope) } ?? .zero
      let inner = [quantified.condition, quantified.body].compactMap(\.self)
      return count + loop(quantified.variable, quantified.domain, inner, scope)
    case .comprehension(let element, let variable, let domain, let condition):
      return loop(variable, domain, [condition, element].compactMap(\.self), scope)
    default:
      var sum = CostPolynomial(1)
      for operand in expression.operands { sum += steps(operand, scope) }
      total += extra(expression, scope)
      return sum
    }
  }

  private mutating func loop(
    _ variable: Variable, _ domain: CheckedDomain, _ inner: [CheckedExpression], _ scope: CostScope
  ) -> CostPolynomial {
    var before = CostPolynomial(1)
    if let operand = domain.operand { before += steps(operand, scope) }
    var body = CostPolynomial(1)
    let entered: CostScope
    switch domain {
    case .elements(let collection): entered = sizes.enter(variable, .elements(collection), scope)
    case .parts(let parts, let whole):
      total += sizes.cost(parts, of: whole, scope)
      entered = sizes.enter(variable, .parts(parts, of: whole), scope)
    case .documents(let kind, let sameField, _):
      // Each document's own field is read and compared.
      if sameField != nil { body += CostPolynomial(2) }
      entered = sizes.enter(variable, .documents(kind), scope)
    }
    for expression in inner { body += steps(expression, entered) }
    total += entered.times * body
    return before
  }

  /// What an operation takes beyond its one step, over all its evaluations.
  private func extra(_ expression: CheckedExpression, _ scope: CostScope) -> CostPolynomial {
    switch expression.form {
    case .field(let base, let field):
      guard case .fact(let fact) = field.access else { return .zero }
      return sizes.cost(fact, of: base, scope)
    case .index(let base, _):
      // A map is searched for its key; a list is not.
      switch base.type.unwrapped {
      case .map, .any: return sizes.scan(base, scope)
      default: return .zero
      }
    case .comparison(_, let left, let right, _):
      return Self.isDeep(left.type) && Self.isDeep(right.type) ? sizes.comparison(left, right, scope) : .zero
    case .relation(let relation, _, let many, let left, let right, _):
      return relationExtra(relation, many, left, right, scope)
    case .call(let function, let arguments):
      switch function {
      case .words, .split, .secrets: return sizes.scanText(arguments[0], scope)
      case .sum, .min, .max, .first, .last: return sizes.scan(arguments[0], scope)
      case .duplicates: return scope.times * sizes.size(arguments[0]) * sizes.size(arguments[0])
      case .beyond: return scope.times * sizes.size(arguments[0]) * sizes.size(arguments[1])
      case .inVersionRange: return scope.times * CostPolynomial(Self.regexSteps)
      case .count, .lower, .wellFormed, .namesSecret, .isSecret, .sameImage: return .zero
      }
    case .arithmetic(_, let left, let right):
      guard TypeRules.element(of: left.type) != nil, left.type != .any else { return .zero }
      // Each element of a set, of either side, is looked for among those before it.
      let joined = sizes.size(left) + sizes.size(right)
      if case .set = left.type.unwrapped { return scope.times * joined * joined }
      return scope.times * sizes.size(left) * sizes.size(right)
    default: return .zero
    }
  }

  private func relationExtra(
    _ relation: Relation, _ many: Many?, _ left: CheckedExpression, _ right: CheckedExpression, _ scope: CostScope
  ) -> CostPolynomial {
    let rounds = many == nil ? CostPolynomial(1) : sizes.size(right)
    switch relation {
    case .matches: return scope.times * rounds * CostPolynomial(Self.regexSteps)
    case .in where many == nil: return sizes.scan(right, scope)
    case .includes where many == nil: return sizes.scan(left, scope)
    case .in: return scope.times * rounds * sizes.size(right)
    case .includes: return scope.times * rounds * sizes.size(left)
    case .selects:
      return scope.times * (sizes.size(left) + CostPolynomial(1)) * (sizes.size(right) + CostPolynomial(1))
    case .contains, .startsWith, .endsWith, .covers, .overlaps, .isUnder, .isWithin: return scope.times * rounds
    }
  }

  private static func isDeep(_ type: Type) -> Bool {
    switch type.unwrapped {
    case .list, .set, .map, .object, .entry, .any, .labelSelector, .serviceSelector: true
    default: false
    }
  }
}
