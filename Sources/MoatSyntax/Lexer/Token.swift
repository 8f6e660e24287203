import MoatSource

/// One word or sign of a policy. Its text is the source under its span.
struct Token {
  enum Kind: UInt8 {
    case word
    case string
    case longString
    case regex
    case int
    case decimal
    case quantity
    case date
    case duration
    case leftBrace
    case rightBrace
    case leftBracket
    case rightBracket
    case leftParenthesis
    case rightParenthesis
    case comma
    case colon
    case dot
    case question
    case assign
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case plus
    case minus
    case star
    case slash
    /// Bytes that are no token; the lexer has reported them.
    case unknown
    case end

    /// How messages name the kind.
    var description: String {
      switch self {
      case .word: "a word"
      case .string: "a string"
      case .longString: "a text in triple quotes"
      case .regex: "a regular expression"
      case .int: "a whole number"
      case .decimal: "a number"
      case .quantity: "a quantity"
      case .date: "a date"
      case .duration: "a duration"
      case .unknown: "an unreadable character"
      case .end: "the end of the file"
      default: "`\(sign)`"
      }
    }

    /// The text of a sign; empty for words and literals.
    private var sign: String {
      switch self {
      case .leftBrace: "{"
      case .rightBrace: "}"
      case .leftBracket: "["
      case .rightBracket: "]"
      case .leftParenthesis: "("
      case .rightParenthesis: ")"
      case .comma: ","
      case .colon: ":"
      case .dot: "."
      case .question: "?"
      case .assign: "="
      case .equal: "=="
      case .notEqual: "!="
      case .less: "<"
      case .lessOrEqual: "<="
      case .greater: ">"
      case .greaterOrEqual: ">="
      case .plus: "+"
      case .minus: "-"
      case .star: "*"
      case .slash: "/"
      default: ""
      }
    }
  }

  var kind: Kind
  /// The word of the grammar that this word is, if it is one. Most keywords are names wherever the grammar allows one.
  var keyword: Keyword?
  var span: Span
  /// True if only space stands before it on its line.
  var isFirstOnLine: Bool
  /// True if it begins in column 1.
  var isInFirstColumn: Bool
  /// True if the lexer reported an error inside it, so that its content must not be looked at again.
  var isMalformed = false
}
