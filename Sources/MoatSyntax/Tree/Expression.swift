package import MoatSource

/// An expression as it was written, before names and types are known.
package struct Expression: Sendable {
  package var form: Form
  package var span: Span

  package init(_ form: Form, _ span: Span) {
    self.form = form
    self.span = span
  }

  package indirect enum Form: Sendable {
    case name(String)
    case literal(Literal)
    case list([Expression])
    /// `["a": 1]`; `[:]` is the empty map.
    case map([(key: Expression, value: Expression)])
    /// `[e.name for e in c.env where …]`.
    case comprehension(element: Expression, binder: Binder, domain: Domain, condition: Expression?)
    /// `base.name`; the span of the name.
    case field(Expression, Name)
    case index(Expression, Expression)
    case call(Expression, [Expression])
    case negate(Expression)
    case arithmetic(ArithmeticOperator, Expression, Expression)
    /// `value else other`.
    case otherwise(Expression, Expression)
    case comparison(Comparison, Expression, Expression, ignoringCase: Bool)
    /// `c.image is under any of registries`.
    case relation(Relation, isNegated: Bool, many: Many?, Expression, Expression, ignoringCase: Bool)
    /// `x exists`, `x is not empty`.
    case test(StateTest, isNegated: Bool, Expression)
    case not(Expression)
    case and(Expression, Expression)
    case or(Expression, Expression)
    case quantified(Quantified)
    /// What stands in parentheses; the formatter keeps them and the checker looks through.
    case parenthesized(Expression)
    /// Stands where the parser reported an error; every check of it succeeds silently.
    case invalid
  }
}

extension Expression {
  /// The expression within its parentheses.
  package var unparenthesized: Expression {
    var inner = self
    while case .parenthesized(let next) = inner.form { inner = next }
    return inner
  }

  /// The operands of a chain of `and`, or of `or`, from left to right; the expression alone where it is neither. The chain may
  /// lean to either side or to none.
  package var chain: [Expression] {
    var operands: [Expression] = []
    var rest = [self]
    while let next = rest.popLast() {
      switch (form, next.form) {
      case (.and, .and(let left, let right)), (.or, .or(let left, let right)):
        rest.append(right)
        rest.append(left)
      default: operands.append(next)
      }
    }
    return operands
  }
}

package enum Literal: Hashable, Sendable {
  case string(String)
  /// The digits as written; the checker says when they do not fit 64 bits.
  case int(String)
  case decimal(String)
  case quantity(String)
  case date(String)
  case duration(String)
  case regex(String)
  case bool(Bool)
}

package enum ArithmeticOperator: String, Hashable, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
}

package enum Comparison: String, Hashable, Sendable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
}

package enum Relation: String, Hashable, Sendable {
  case `in`
  case includes
  case contains
  case startsWith = "starts with"
  case endsWith = "ends with"
  case matches
  case selects
  case covers
  case overlaps
  case isUnder = "is under"
  case isWithin = "is within"
}

package enum Many: String, Hashable, Sendable {
  case any
  case all
}

package enum StateTest: String, Hashable, Sendable {
  case exists
  case missing
  case empty
  case written
  case null
}

package struct Quantified: Sendable {
  package var quantifier: Quantifier
  package var isOther: Bool
  package var binder: Binder
  package var domain: Domain
  package var condition: Expression?
  package var body: Expression

  package init(
    quantifier: Quantifier, isOther: Bool, binder: Binder, domain: Domain, condition: Expression?, body: Expression
  ) {
    self.quantifier = quantifier
    self.isOther = isOther
    self.binder = binder
    self.domain = domain
    self.condition = condition
    self.body = body
  }
}

/// The count is an integer literal or a path.
package indirect enum Quantifier: Sendable {
  case some
  case every
  case no
  case exactly(Expression)
  case atLeast(Expression)
  case atMost(Expression)
}

package indirect enum Domain: Sendable {
  case value(Expression)
  /// `same namespace as h`.
  case same(Name, as: Expression)
  case all(Span)
}

/// `map<string, date>?`.
package struct TypeSyntax: Hashable, Sendable {
  package var name: Name
  package var arguments: [TypeSyntax]
  package var isOptional: Bool
  package var span: Span

  package init(name: Name, arguments: [TypeSyntax], isOptional: Bool, span: Span) {
    self.name = name
    self.arguments = arguments
    self.isOptional = isOptional
    self.span = span
  }
}
