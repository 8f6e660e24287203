package import MoatSource

/// Reads policies: the one way from text to tree.
///
/// Parsing never fails and never traps, whatever the bytes: what cannot be read is reported at its place, and every
/// declaration that can be read is returned. Time and memory are linear in the text, and the limits below hold the tree
/// so low that every later walk over it may recurse.
package enum Parser {
  /// The largest policy file, in bytes.
  package static let maximumBytes = 4 << 20

  /// How deep expressions and types may nest, and how high the tree of one expression may grow (a sum `a + b + …` of n operands
  /// is n high, a chain of `and` or `or` the logarithm of that): every walk over the tree may then recurse.
  package static let maximumDepth = 200

  /// The operands of `and` or `or` up to which their tree leans to the left, one step for each.
  static let leaningChain = 16

  /// Errors reported for one file.
  package static let maximumDiagnostics = 200

  /// Parses a policy file. The diagnostics, all of them errors, stand in the order of the source.
  package static func parse(_ source: SourceFile) -> (file: PolicyFile, diagnostics: [Diagnostic]) {
    guard source.bytes.count <= maximumBytes else {
      return (
        PolicyFile(source: source), [Messages.fileTooLarge(source.bytes.count, limit: maximumBytes)]
      )
    }
    var diagnostics: [Diagnostic] = []
    SourceCheck.check(source.bytes, &diagnostics)
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = source.bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    var lexer = Lexer(source.bytes, in: start..<source.bytes.count, readsComments: true)
    let tokens = tokenize(&lexer)
    var descent = RecursiveDescent(source: source, tokens: tokens, comments: lexer.comments)
    let file = descent.file()
    return (file, ordered(diagnostics + lexer.diagnostics + descent.diagnostics))
  }

  /// Parses one expression that is the whole text: the value of `--set`, for example. On an error the form of the
  /// expression may be `invalid`.
  package static func parseExpression(_ source: SourceFile) -> (expression: Expression, diagnostics: [Diagnostic]) {
    let whole = Span(0..<source.bytes.count)
    guard source.bytes.count <= maximumBytes else {
      return (Expression(.invalid, whole), [Messages.fileTooLarge(source.bytes.count, limit: maximumBytes)])
    }
    var diagnostics: [Diagnostic] = []
    SourceCheck.check(source.bytes, &diagnostics)
    var lexer = Lexer(source.bytes, in: 0..<source.bytes.count, readsComments: false)
    let tokens = tokenize(&lexer)
    var descent = RecursiveDescent(source: source, tokens: tokens, comments: [])
    let expression = descent.wholeExpression() ?? Expression(.invalid, whole)
    return (expression, ordered(diagnostics + lexer.diagnostics + descent.diagnostics))
  }

  /// All tokens; the last one is the end.
  private static func tokenize(_ lexer: inout Lexer) -> [Token] {
    var tokens: [Token] = []
    tokens.reserveCapacity((lexer.end - lexer.position) / 5 + 1)
    repeat {
      tokens.append(lexer.next())
    } while tokens.last?.kind != .end
    return tokens
  }

  /// In the order of the source, without a second error at one place, and not more than the limit.
  private static func ordered(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var result: [Diagnostic] = []
    let sorted = diagnostics.enumerated().sorted {
      ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset)
    }
    for (_, diagnostic) in sorted where result.last?.span.start != diagnostic.span.start {
      if result.count == maximumDiagnostics {
        result.append(Messages.tooManyErrors(diagnostic.span))
        break
      }
      result.append(diagnostic)
    }
    return result
  }
}
