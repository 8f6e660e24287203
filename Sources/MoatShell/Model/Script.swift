package import MoatSource

/// What stands in a shell text. Where the text cannot be parsed, `failure` says so, and the rest holds what stood before.
package struct ShellScript: Sendable {
  package var statements: [ShellStatement] = []
  /// The bodies of `<<`, in order of their operators; redirections name them by index.
  package var hereDocuments: [HereDocument] = []
  package var comments: [Span] = []
  /// What POSIX does not have, in order of the text.
  package var extensions: [ExtensionUse] = []
  package var failure: ShellFailure?
}

/// Why and where a text cannot be parsed.
package struct ShellFailure: Sendable, Hashable {
  /// A whole phrase: "a single quote is not closed".
  package var message: String
  package var span: Span
}

/// A construct that POSIX sh does not promise, at its place.
package struct ExtensionUse: Sendable, Hashable {
  package var construct: ShellExtension
  package var span: Span
}

/// What bash has and POSIX sh does not. The text names the construct for messages.
package enum ShellExtension: String, Sendable, Hashable, CaseIterable {
  case conditional = "[[ ]]"
  case arithmeticCommand = "(( ))"
  case arithmeticFor = "for (( ))"
  case bracketArithmetic = "$[ ]"
  case select
  case functionKeyword = "function"
  case coprocess = "coproc"
  case timedCompound = "time of a compound command"
  case bracedFor = "for with braces"
  case caseFallThrough = ";& or ;;&"
  case processSubstitution = "process substitution"
  case hereString = "<<<"
  case pipeBoth = "|&"
  case redirectBoth = "&>"
  case variableDescriptor = "{name}>"
  case ansiQuote = "$'…'"
  case localizedQuote = "$\"…\""
  case array
  case appendingAssignment = "+="
  case indirection = "${!name}"
  case substring = "${name:offset}"
  case replacement = "${name/pattern/text}"
  case caseConversion = "${name^^}"
  case transformation = "${name@Q}"
  case extendedGlob = "extended glob"
  case braceExpansion = "brace expansion"
  case bashVariable = "a variable of bash"
}

/// Pipelines joined by `&&` and `||`, with what ends them.
package struct ShellStatement: Sendable {
  package enum Terminator: String, Sendable, Hashable {
    case semicolon = ";"
    case newline = "newline"
    case background = "&"
    /// The text, or the construct around it, ends.
    case end = "end"
  }

  package enum Connector: String, Sendable, Hashable {
    case and = "&&"
    case or = "||"
  }

  package var pipelines: [ShellPipeline]
  /// Between the pipelines: one fewer than they are, but for a text that could not be parsed to its end.
  package var connectors: [Connector]
  package var terminator: Terminator
  package var span: Span
}

package struct ShellPipeline: Sendable {
  package var isNegated: Bool
  package var isTimed: Bool
  package var commands: [ShellCommand]
  /// For each `|` between two commands, whether it is `|&`.
  package var pipesErrors: [Bool]
  package var span: Span
}

package struct ShellCommand: Sendable {
  package indirect enum Form: Sendable {
    case simple(SimpleCommand)
    case group([ShellStatement])
    case subshell([ShellStatement])
    /// Conditions and bodies of `if` and each `elif`, and the body of `else`.
    case `if`([Branch], otherwise: [ShellStatement]?)
    case loop(isUntil: Bool, condition: [ShellStatement], body: [ShellStatement])
    /// `for` and `select`; without `in` the words are the positional parameters.
    case `for`(isSelect: Bool, name: String, words: [ShellWord]?, body: [ShellStatement])
    case arithmeticFor([WordPart], body: [ShellStatement])
    case `case`(ShellWord, [CaseArm])
    case function(name: String, body: ShellCommand)
    case conditional([ConditionalItem])
    case arithmetic([WordPart])
    case coprocess(ShellCommand)
  }

  package struct Branch: Sendable {
    package var condition: [ShellStatement]
    package var body: [ShellStatement]
  }

  package struct CaseArm: Sendable {
    package var patterns: [ShellWord]
    package var body: [ShellStatement]
    /// `;&` and `;;&` go on with the next arm.
    package var fallsThrough: Bool
  }

  /// What stands between `[[` and `]]`, in order.
  package enum ConditionalItem: Sendable {
    case word(ShellWord)
    case sign(String)
  }

  package var form: Form
  /// Of a compound command; a simple command has its own among its parts.
  package var redirections: [ShellRedirection]
  package var span: Span
}

package struct SimpleCommand: Sendable {
  package var assignments: [ShellAssignment] = []
  /// The name and the arguments.
  package var words: [ShellWord] = []
  package var redirections: [ShellRedirection] = []
}

/// `NAME=value` before a command, or alone.
package struct ShellAssignment: Sendable {
  package var name: String
  /// Of an array element, what stands in its brackets.
  package var index: String?
  package var appends: Bool
  /// Of an array, its elements.
  package var values: [ShellWord]
  package var isArray: Bool
  package var span: Span
}

package struct ShellRedirection: Sendable {
  package enum Operator: String, Sendable, Hashable {
    case input = "<"
    case output = ">"
    case append = ">>"
    case clobber = ">|"
    case readWrite = "<>"
    case duplicateInput = "<&"
    case duplicateOutput = ">&"
    case outputBoth = "&>"
    case appendBoth = "&>>"
    case hereDocument = "<<"
    case hereDocumentTabs = "<<-"
    case hereString = "<<<"
  }

  package var sign: Operator
  /// The number or the `{name}` before the operator.
  package var descriptor: String?
  /// The file, the descriptor, the text of a here-string, or the delimiter of a here-document.
  package var target: ShellWord
  package var hereDocument: Int?
  package var span: Span
}

/// The lines after a command with `<<`.
package struct HereDocument: Sendable {
  /// What the command reads; of an unquoted delimiter, with the expansions as parts.
  package var body: ShellWord
  package var isQuoted: Bool
  /// Without its last line the document goes to the end of the text.
  package var isTerminated: Bool
}
