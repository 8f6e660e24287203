import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// What a name means where an expression stands.
enum Binding {
  case variable(Variable)
  case parameter(Int, Type)
  /// A `let` of the rule: checked anew wherever it is named, so that its literals take the type of what they meet.
  case local(ConstantDeclaration)
  /// An argument of a `define`, and its declared type: the expression that was given stands in its place.
  case argument(CheckedExpression, Type)
}

/// Checks the expressions of one rule. It holds what is in scope and which paths are proven present.
final class ExpressionChecker {
  /// Names that are put in where they stand may multiply; past this a rule is refused.
  static let expressionLimit = 20_000
  /// How deep an expression may be once names are put in: every walk over it may recurse.
  static let depthLimit = 400

  let catalogue: Catalogue
  let names: PolicyNames
  /// The file whose words are read: that of a `define` while its body is.
  var file: FileNames
  var bindings: [String: Binding] = [:]
  /// Paths that are present here, with the check that proved each (nil within one expression).
  var proven: [String: Int?] = [:]
  /// The earlier checks whose proofs were used.
  var leansOn: Set<Int> = []
  var used: Set<String> = []
  private(set) var nextID = 0
  private(set) var nextSlot = 0
  private var depth = 0
  private var isExhausted = false
  /// Declarations whose bodies are being read, outermost first: one that comes again is a cycle.
  var open: [String] = []
  private(set) var diagnostics: [LocatedDiagnostic] = []
  /// What `enforce … when` knows of a finding, by the place of its `parameter`; empty elsewhere.
  var findingFacts: [(name: String, type: Type)] = []
  /// True if something that was used is wrong where it is declared, and was reported there.
  var isBroken = false

  init(catalogue: Catalogue, names: PolicyNames, file: FileNames) {
    self.catalogue = catalogue
    self.names = names
    self.file = file
  }

  /// True if what was checked has no meaning.
  var hasErrors: Bool { isBroken || diagnostics.contains { $0.diagnostic.level == .error } }

  func report(_ diagnostic: Diagnostic) {
    let located = LocatedDiagnostic(diagnostic, in: file.file.source)
    // A `let` is read at each of its uses: what is wrong with it is said once.
    if !diagnostics.contains(where: { $0.diagnostic == diagnostic && $0.source === located.source }) {
      diagnostics.append(located)
    }
  }

  func make(_ form: CheckedExpression.Form, _ type: Type, _ span: MoatSource.Span) -> CheckedExpression {
    nextID += 1
    let made = CheckedExpression(id: nextID - 1, form: form, type: type, span: span)
    if nextID == Self.expressionLimit + 1 || made.size > Self.expressionLimit {
      exhaust(SemanticMessages.tooManyExpressions(at: span, limit: Self.expressionLimit))
    }
    if made.height > Self.depthLimit { exhaust(SemanticMessages.tooDeep(at: span, limit: Self.depthLimit)) }
    guard made.size <= Self.expressionLimit, made.height <= Self.depthLimit else {
      return CheckedExpression(id: nextID - 1, form: .constant(.missing), type: .invalid, span: span)
    }
    return made
  }

  /// Said once: the rest of the rule may well pass the limit again.
  private func exhaust(_ diagnostic: Diagnostic) {
    if !isExhausted { report(diagnostic) }
    isExhausted = true
  }

  func invalid(_ span: MoatSource.Span) -> CheckedExpression { make(.constant(.missing), .invalid, span) }

  func variable(_ name: String, _ type: Type) -> Variable {
    nextSlot += 1
    return Variable(slot: nextSlot - 1, name: name, type: type)
  }

  func describe(_ type: Type) -> String { TypeNames.describe(type, in: catalogue) }

  func text(_ span: MoatSource.Span) -> String { file.file.source.text(span) }

  /// Runs `body` with more names bound, and forgets them and what it proved.
  func scoped<Result>(_ more: [String: Binding], _ body: () -> Result) -> Result {
    let (savedBindings, savedProofs) = (bindings, proven)
    bindings.merge(more) { $1 }
    defer { (bindings, proven) = (savedBindings, savedProofs) }
    return body()
  }

  func assuming<Result>(_ paths: Set<String>, _ body: () -> Result) -> Result {
    let saved = proven
    for path in paths where proven[path] == nil { proven[path] = .some(nil) }
    defer { proven = saved }
    return body()
  }

  /// Any expression. `expected` is the type that a literal or a bare word takes; it is no demand.
  func check(_ expression: Expression, expected: Type? = nil) -> CheckedExpression {
    depth += 1
    defer { depth -= 1 }
    if depth == Self.depthLimit + 1 { exhaust(SemanticMessages.tooDeep(at: expression.span, limit: Self.depthLimit)) }
    guard nextID <= Self.expressionLimit, depth <= Self.depthLimit else {
      return CheckedExpression(id: 0, form: .constant(.missing), type: .invalid, span: expression.span)
    }
    let span = expression.span
    switch expression.form {
    case .parenthesized(let inner): return check(inner, expected: expected)
    case .invalid: return invalid(span)
    case .literal(let literal): return checkLiteral(literal, expected, span)
    case .name(let name): return checkName(name, expected, span)
    case .field(let base, let name): return checkField(expression, base, name)
    case .index(let base, let key): return checkIndex(base, key, span)
    case .call(let callee, let arguments): return checkCall(callee, arguments, span)
    case .list(let elements): return checkList(elements, expected, span)
    case .map(let pairs): return checkMap(pairs, expected, span)
    case .comprehension(let element, let binder, let domain, let condition):
      return checkComprehension(element, binder, domain, condition, span)
    case .negate, .arithmetic, .otherwise: return checkComputed(expression, expected)
    case .comparison, .relation, .test, .not, .and, .or, .quantified: return checkTruth(expression)
    }
  }

  /// An expression that has to have a value: one that may be missing is an error with its mend.
  func value(_ expression: Expression, expected: Type? = nil) -> CheckedExpression {
    present(check(expression, expected: expected))
  }

  func present(_ checked: CheckedExpression) -> CheckedExpression {
    if checked.type.isOptional {
      report(SemanticMessages.mayBeMissing(text(checked.span), at: checked.span))
      return make(checked.form, checked.type.unwrapped, checked.span)
    }
    return checked
  }

  /// An expression that is true or false.
  func condition(_ expression: Expression) -> CheckedExpression {
    let checked = value(expression, expected: .bool)
    if checked.type != .bool, checked.type != .invalid, checked.type != .any {
      report(SemanticMessages.notACondition(describe(checked.type), at: checked.span))
    }
    return checked
  }

  /// An expression that has to be of a type.
  func value(_ expression: Expression, of type: Type) -> CheckedExpression {
    accepted(type.isOptional ? check(expression, expected: type) : value(expression, expected: type), as: type)
  }

  /// The same expression, with an error unless it may stand where the type is declared.
  func accepted(_ checked: CheckedExpression, as type: Type) -> CheckedExpression {
    if !TypeRules.accepts(type, checked.type) {
      report(
        SemanticMessages.wrongType(expected: describe(type), found: describe(checked.type), at: checked.span))
    }
    return checked
  }
}
