import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// What an expression proves to be present: flow typing. A path is a text, so that two spellings of one path meet.
enum Narrowing {
  struct Proof {
    var ifTrue: Set<String> = []
    var ifFalse: Set<String> = []
  }

  /// A path from a variable, a param, a data set or a constant over fields and indices; nil for what is computed.
  static func path(_ expression: CheckedExpression) -> String? {
    switch expression.form {
    case .variable(let variable): "v\(variable.slot)"
    case .parameter(let index): "p\(index)"
    case .data(let index): "d\(index)"
    case .constant(.string(let text)): "\"\(text)\""
    case .constant(.int(let number)): "\(number)"
    case .constant: "c\(expression.span.start)-\(expression.span.end)"
    case .field(let base, let field): path(base).map { "\($0).\(field.name)" }
    case .index(let base, let key): path(base).flatMap { base in path(key).map { "\(base)[\($0)]" } }
    default: nil
    }
  }

  /// The path and everything that it leads through: a deeper path that is present proves its prefixes.
  static func prefixes(_ expression: CheckedExpression) -> Set<String> {
    guard let own = path(expression) else { return [] }
    switch expression.form {
    case .field(let base, _), .index(let base, _): return prefixes(base).union([own])
    default: return [own]
    }
  }

  static func proof(_ expression: CheckedExpression) -> Proof {
    switch expression.form {
    case .test(let test, let isNegated, let operand):
      let paths = prefixes(operand)
      switch (test, isNegated) {
      case (.exists, false), (.missing, true), (.empty, true): return Proof(ifTrue: paths)
      case (.exists, true), (.missing, false): return Proof(ifFalse: paths)
      default: return Proof()
      }
    case .not(let operand):
      let inner = proof(operand)
      return Proof(ifTrue: inner.ifFalse, ifFalse: inner.ifTrue)
    case .and(let left, let right):
      let (left, right) = (proof(left), proof(right))
      return Proof(ifTrue: left.ifTrue.union(right.ifTrue), ifFalse: left.ifFalse.intersection(right.ifFalse))
    case .or(let left, let right):
      let (left, right) = (proof(left), proof(right))
      return Proof(ifTrue: left.ifTrue.intersection(right.ifTrue), ifFalse: left.ifFalse.union(right.ifFalse))
    default: return Proof()
    }
  }
}
