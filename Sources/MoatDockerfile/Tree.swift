package import MoatSource

/// A word of a Dockerfile. Its text is what the parser makes of it (continuations joined, a flag's quotes and a JSON
/// string's escapes removed); its span is how it stands in the source.
package struct Token: Hashable, Sendable {
  package var text: ByteText
  package var span: Span

  package init(_ text: ByteText, at span: Span) {
    self.text = text
    self.span = span
  }
}

/// One instruction as it is written, before anybody asks whether it means something.
package struct InstructionNode: Sendable {
  /// As it stands in the source, in its own case.
  package var keyword: Token
  /// The keyword in lower case.
  package var name: ByteText
  /// The leading words that begin with `--`, each with its value, known to the instruction or not.
  package var flags: [Token] = []
  /// What follows the flags. ENV and LABEL have three for each pair: name, value, and `=` or nothing.
  package var arguments: [Token] = []
  /// Whether the arguments are the elements of a JSON array.
  package var isJSON = false
  /// The instruction after ONBUILD; empty for all others.
  package var nested: [InstructionNode] = []
  package var heredocs: [Heredoc] = []
  /// The text of the instruction with its continuations joined, without bodies of heredocs.
  package var line: LogicalLine
  /// From the keyword to the last byte, the end of the last line apart, bodies of heredocs among them.
  package var span: Span
  /// The lines (from 1), bodies of heredocs among them.
  package var startLine: Int
  package var endLine: Int
  /// The comments right above, without their `#`.
  package var comments: [Token] = []
  /// The comments within its continuation lines.
  package var innerComments: [Span] = []
  /// Whether its arguments could not be read.
  package var isMalformed = false
}

/// A Dockerfile as it is written.
package struct Dockerfile: Sendable {
  package let source: SourceFile
  package var directives: [ParserDirective] = []
  /// The escape character: a backslash unless the `escape` directive says a backtick.
  package var escape = UInt8(ascii: "\\")
  package var instructions: [InstructionNode] = []
  /// Errors and warnings in the order of the lines.
  package var problems: [Problem] = []

  package init(source: SourceFile) { self.source = source }

  package var firstError: Problem? { problems.first { !$0.isWarning } }
}
