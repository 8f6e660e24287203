import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// Checks each `define` and each `let` of a file that nothing reached: whoever uses it later finds it sound. Those that
/// something did reach were checked there, with what was given to them.
struct UnreachedChecker {
  let names: PolicyNames
  let catalogue: Catalogue
  let log: DiagnosticLog

  /// Of a chain of `define`s that grows too large each longer one would say so again.
  func run() {
    for file in names.files {
      for declaration in file.file.declarations {
        guard let name = declaration.name, !file.entered.contains(name.text) else { continue }
        switch declaration {
        case .define(let define): report(check(define, in: file))
        case .constant(let constant): report(check(constant, in: file))
        case .rule, .data, .profile, .waiver, .test: break
        }
      }
    }
  }

  private func report(_ diagnostics: [LocatedDiagnostic]) {
    for found in diagnostics
    where found.diagnostic.code != SemanticMessages.tooLargeCode || !log.holds(SemanticMessages.tooLargeCode) {
      log.report(found)
    }
  }

  /// The arguments are variables of their declared types.
  private func check(_ define: DefineDeclaration, in file: FileNames) -> [LocatedDiagnostic] {
    let expressions = ExpressionChecker(catalogue: catalogue, names: names, file: file)
    var arguments: [String: Binding] = [:]
    for argument in define.arguments {
      let type = TypeNames.resolve(argument.type, in: catalogue, report: expressions.report)
      if arguments[argument.name.text] != nil {
        expressions.report(SemanticMessages.shadowed(argument.name.text, at: argument.name.span))
      }
      arguments[argument.name.text] = .variable(expressions.variable(argument.name.text, type))
    }
    _ = expressions.body(of: define, in: file, define.body.span, arguments)
    return expressions.diagnostics
  }

  /// A bare word in a `let` without a type takes its type from what the `let` is compared with: of that nothing is known.
  private func check(_ constant: ConstantDeclaration, in file: FileNames) -> [LocatedDiagnostic] {
    let expressions = ExpressionChecker(catalogue: catalogue, names: names, file: file)
    _ = expressions.entering(constant.name.text, constant.value.span, in: file) {
      expressions.checkConstant(constant, expected: nil)
    }
    guard constant.type == nil else { return expressions.diagnostics }
    let words = Self.bareWords(constant.value)
    return expressions.diagnostics.filter {
      $0.diagnostic.code != SemanticMessages.unknownNameCode || !words.contains($0.diagnostic.span)
    }
  }

  private static func bareWords(_ expression: Expression) -> [MoatSource.Span] {
    switch expression.form {
    case .name: [expression.span]
    case .parenthesized(let inner): bareWords(inner)
    case .list(let elements): elements.flatMap(bareWords)
    case .map(let pairs): pairs.flatMap { bareWords($0.value) }
    default: []
    }
  }
}
