import MoatSemantics
import MoatSource
import MoatSyntax

/// In which file an expression of a rule stands. A `define` of another file is put in where it is named, and brings its
/// own places with it.
struct ExpressionPlaces: Sendable {
  private var files: [(source: SourceFile, spans: Set<Span>)] = []

  init(_ files: [PolicyFile]) {
    self.files = files.map { file in
      var spans: Set<Span> = []
      for declaration in file.declarations {
        for expression in Self.roots(of: declaration) { Self.add(expression, to: &spans) }
      }
      return (file.source, spans)
    }
  }

  /// The rule's own file where an expression of it has just this place, else the first other file that has one.
  func source(of span: Span, in rule: CheckedRule) -> SourceFile {
    let own = files.first { $0.source === rule.source }
    if own?.spans.contains(span) ?? true { return rule.source }
    return files.first { $0.spans.contains(span) }?.source ?? rule.source
  }

  /// True if an expression of the rule's file has just this place.
  func holds(_ span: Span, in rule: CheckedRule) -> Bool {
    files.first { $0.source === rule.source }?.spans.contains(span) ?? false
  }

  /// What a rule may be made of.
  private static func roots(of declaration: Declaration) -> [Expression] {
    switch declaration {
    case .rule(let rule):
      let checks = rule.groups.flatMap(\.checks)
      return [rule.subject.condition].compactMap(\.self) + rule.constants.map(\.value) + checks.map(\.condition)
        + checks.compactMap(\.excuse)
    case .define(let define): return [define.body]
    case .constant(let constant): return [constant.value]
    case .data, .waiver, .profile, .test: return []
    }
  }

  private static func add(_ root: Expression, to spans: inout Set<Span>) {
    var rest = [root]
    while let expression = rest.popLast() {
      spans.insert(expression.span)
      rest += parts(of: expression)
    }
  }

  private static func parts(of expression: Expression) -> [Expression] {
    switch expression.form {
    case .name, .literal, .invalid: []
    case .field(let operand, _), .negate(let operand), .test(_, _, let operand), .not(let operand),
      .parenthesized(let operand):
      [operand]
    case .index(let left, let right), .arithmetic(_, let left, let right), .otherwise(let left, let right),
      .comparison(_, let left, let right, _), .relation(_, _, _, let left, let right, _), .and(let left, let right),
      .or(let left, let right):
      [left, right]
    case .list(let elements): elements
    case .map(let pairs): pairs.flatMap { [$0.key, $0.value] }
    case .call(let function, let arguments): [function] + arguments
    case .comprehension(let element, _, let domain, let condition):
      [element] + operands(of: domain) + [condition].compactMap(\.self)
    case .quantified(let quantified):
      number(of: quantified.quantifier) + operands(of: quantified.domain)
        + [quantified.condition].compactMap(\.self) + [quantified.body]
    }
  }

  private static func operands(of domain: Domain) -> [Expression] {
    switch domain {
    case .value(let expression), .same(_, let expression): [expression]
    case .all: []
    }
  }

  private static func number(of quantifier: Quantifier) -> [Expression] {
    switch quantifier {
    case .some, .every, .no: []
    case .exactly(let number), .atLeast(let number), .atMost(let number): [number]
    }
  }
}
