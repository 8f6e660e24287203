package import MoatKinds
package import MoatSource
package import MoatSyntax
package import MoatValues

/// An expression of which everything is known before a document is read: each name is resolved, each literal has the type
/// of what it met, `let`s and `define`s stand where they were named. The compiler lowers it, the explainer and the
/// reference evaluator walk it; the three share nothing else.
package final class CheckedExpression: Sendable {
  /// Dense within a rule, in the order of the source: the explainer's values and the mutants of `moat test` are kept by it.
  package let id: Int
  package let form: Form
  /// Never narrowed: a path that flow typing proved present has its unwrapped type here.
  package let type: Type
  package let span: Span
  /// How many expressions a walk over this one meets, and how deep it goes. What a `define` was given may stand at
  /// several places, and counts at each.
  package let size: Int
  package let height: Int

  package init(id: Int, form: Form, type: Type, span: Span) {
    self.id = id
    self.form = form
    self.type = type
    self.span = span
    var (size, height) = (1, 1)
    for operand in form.operands {
      let (sum, isTooLarge) = size.addingReportingOverflow(operand.size)
      size = isTooLarge ? Int.max : sum
      height = max(height, operand.height + 1)
    }
    (self.size, self.height) = (size, height)
  }

  package indirect enum Form: Sendable {
    case constant(Constant)
    case variable(Variable)
    case field(CheckedExpression, Field)
    /// A map by a key, or a list by a place.
    case index(CheckedExpression, CheckedExpression)
    case runFact(RunFact)
    /// The place of the parameter in its rule.
    case parameter(Int)
    /// The place of the data set in `Checker.Result.dataSets`.
    case data(Int)
    case call(Function, [CheckedExpression])
    case negate(CheckedExpression)
    case arithmetic(ArithmeticOperator, CheckedExpression, CheckedExpression)
    case otherwise(CheckedExpression, CheckedExpression)
    case comparison(MoatSyntax.Comparison, CheckedExpression, CheckedExpression, ignoringCase: Bool)
    case relation(Relation, isNegated: Bool, many: Many?, CheckedExpression, CheckedExpression, ignoringCase: Bool)
    case test(StateTest, isNegated: Bool, CheckedExpression)
    case not(CheckedExpression)
    case and(CheckedExpression, CheckedExpression)
    case or(CheckedExpression, CheckedExpression)
    case quantified(CheckedQuantified)
    case list([CheckedExpression])
    case map([(key: CheckedExpression, value: CheckedExpression)])
    case comprehension(element: CheckedExpression, Variable, CheckedDomain, condition: CheckedExpression?)
  }
}

/// A name that a rule binds: the subject's, a quantifier's or a comprehension's. Slots are dense within a rule and never
/// used twice, so that an evaluator may keep all of them in one array.
package struct Variable: Hashable, Sendable {
  package var slot: Int
  package var name: String
  package var type: Type

  package init(slot: Int, name: String, type: Type) {
    self.slot = slot
    self.name = name
    self.type = type
  }
}

/// What a run knows besides its documents.
package enum RunFact: String, Hashable, Sendable {
  case today
  case kubernetesVersion = "kubernetes.version"
}

/// The closed list of functions. Each says what it gives when it cannot answer.
package enum Function: String, Hashable, Sendable, CaseIterable {
  case count
  /// Of an empty list: the zero of its type.
  case sum
  /// Of an empty list: undetermined (no answer).
  case min
  case max
  case words
  case lower
  case split
  case first
  case last
  case duplicates
  case wellFormed = "well-formed"
  case beyond
  case secrets
  case namesSecret = "names-secret"
  case isSecret = "is-secret"
  /// Where the version or the range cannot be read, or the scheme is unknown: undetermined (no answer).
  case inVersionRange = "in-version-range"
  case sameImage = "same-image"
}

package struct CheckedQuantified: Sendable {
  package enum Amount: Sendable {
    case some
    case every
    case no
    case exactly(CheckedExpression)
    case atLeast(CheckedExpression)
    case atMost(CheckedExpression)
  }

  package var amount: Amount
  /// The variables in scope that an `other` leaves out; empty without the word.
  package var others: [Variable]
  package var variable: Variable
  package var domain: CheckedDomain
  package var condition: CheckedExpression?
  package var body: CheckedExpression

  package init(
    amount: Amount, others: [Variable], variable: Variable, domain: CheckedDomain, condition: CheckedExpression?,
    body: CheckedExpression
  ) {
    self.amount = amount
    self.others = others
    self.variable = variable
    self.domain = domain
    self.condition = condition
    self.body = body
  }
}

/// What a quantifier, a comprehension or a subject ranges over.
package indirect enum CheckedDomain: Sendable {
  /// The elements of a list or a set, or the entries of a map.
  case elements(CheckedExpression)
  /// The parts of a kind in an instance of the kind around them: `container c in w`.
  case parts(PartDomain, of: CheckedExpression)
  /// The documents of a kind in the run; with `sameField`, those whose field equals that of the expression. A document
  /// whose own field is undetermined makes the quantifier undetermined, unless another decides it.
  case documents(ObjectTypeID, sameField: Field?, as: CheckedExpression?)
}
