package import MoatSemantics
package import MoatSource

/// A part of a rule that `moat test` forces to see whether a test notices: what mutation coverage counts.
///
/// A `let` or a `define` is put in at each of its uses; those expressions stand at one place of the policy and are one
/// atom.
package struct Atom: Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// A comparison, a relation, a test of presence, or a value that is true or false by itself.
    case predicate
    case quantifier
    /// The condition of the rule's subject.
    case `where`
    case unless
    case `else`
  }

  /// Its place in the list of the rule's atoms.
  package var id: Int
  package var kind: Kind
  /// In the file of the rule; an expression of a `define` may stand in another file.
  package var span: Span
  /// The expression, as a policy would write it; cut where it is long.
  package var text: String
  package var mutations: [Mutation]
}

/// Finds the atoms of a rule, in the order of its checks. Messages and other outcomes have none: they change no verdict.
package struct AtomFinder {
  private struct Key: Hashable {
    var kind: Atom.Kind
    var span: Span
    var shape: Int
  }

  private struct Group {
    var key: Key
    var text: String
    var expressions: Set<Int>
  }

  private var groups: [Group] = []
  private var places: [Key: Int] = [:]
  /// An argument of a `define` may stand in the tree at many places.
  private var seen: Set<ObjectIdentifier> = []

  package static func atoms(of rule: CheckedRule) -> [Atom] {
    var finder = AtomFinder()
    if let condition = rule.condition { finder.visit(clause: condition, .where) }
    for check in rule.checks {
      finder.visit(condition: check.condition)
      if let excuse = check.excuse { finder.visit(clause: excuse, .unless) }
    }
    return finder.groups.enumerated().map { index, group in
      Atom(
        id: index, kind: group.key.kind, span: group.key.span, text: group.text,
        mutations: changes(of: group.key.kind).map { Mutation(expressions: group.expressions, change: $0) })
    }
  }

  /// An excuse that is undetermined excuses nothing, just as one that is false: that change would be made twice.
  private static func changes(of kind: Atom.Kind) -> [Mutation.Change] {
    switch kind {
    case .predicate, .quantifier, .where: [.alwaysTrue, .alwaysFalse, .alwaysUndetermined]
    case .unless: [.alwaysTrue, .alwaysFalse]
    case .else: [.leftSide, .rightSide]
    }
  }

  private mutating func add(_ expression: CheckedExpression, _ kind: Atom.Kind) {
    let key = Key(kind: kind, span: expression.span, shape: Self.shape(expression))
    if let place = places[key] {
      groups[place].expressions.insert(expression.id)
    } else {
      places[key] = groups.count
      groups.append(Group(key: key, text: ExpressionText.render(expression), expressions: [expression.id]))
    }
  }

  /// A `where` or an `unless` as a whole, and then its parts. One that has only one part is one atom, not two.
  private mutating func visit(clause: CheckedExpression, _ kind: Atom.Kind) {
    add(clause, kind)
    var core = clause
    while case .not(let operand) = core.form { core = operand }
    switch core.form {
    case .and, .or: visit(condition: core)
    default: for child in TreeParts.children(core) { visit(partOf: core, child) }
    }
  }

  private mutating func visit(condition: CheckedExpression) {
    guard seen.insert(ObjectIdentifier(condition)).inserted else { return }
    switch condition.form {
    case .not, .and, .or: break
    case .constant: return
    case .quantified: add(condition, .quantifier)
    case .otherwise: break
    default: add(condition, .predicate)
    }
    visit(value: condition)
  }

  private mutating func visit(value: CheckedExpression) {
    if case .otherwise = value.form { add(value, .else) }
    for child in TreeParts.children(value) { visit(partOf: value, child) }
  }

  /// The children that are conditions are told by the form of what holds them.
  private mutating func visit(partOf parent: CheckedExpression, _ child: CheckedExpression) {
    let isCondition =
      switch parent.form {
      case .not, .and, .or: true
      case .quantified(let quantified): child === quantified.body || child === quantified.condition
      case .comprehension(_, _, _, let condition): child === condition
      default: false
      }
    if isCondition {
      visit(condition: child)
    } else if seen.insert(ObjectIdentifier(child)).inserted {
      visit(value: child)
    }
  }

  /// The form of an expression without what stands in it.
  private static func shape(_ expression: CheckedExpression) -> Int {
    switch expression.form {
    case .constant: 0
    case .variable: 1
    case .field: 2
    case .index: 3
    case .runFact: 4
    case .parameter: 5
    case .data: 6
    case .call: 7
    case .negate: 8
    case .arithmetic: 9
    case .otherwise: 10
    case .comparison: 11
    case .relation: 12
    case .test: 13
    case .not: 14
    case .and: 15
    case .or: 16
    case .quantified: 17
    case .list: 18
    case .map: 19
    case .comprehension: 20
    }
  }
}
