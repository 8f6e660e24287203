package import MoatSource
import MoatSyntax

/// The text of one policy file, for commands that work on the text and not on its meaning.
package enum PolicyText {
  /// The largest policy file, in bytes.
  package static let maximumBytes = Parser.maximumBytes

  package enum Formatted: Sendable {
    /// The canonical text, which may be the text as it stood.
    case text([UInt8])
    /// What stands wrong in the file, in its order. Such a file is left as it is: what an error hides would be lost.
    case errors([Diagnostic])
  }

  package static func format(_ source: SourceFile) -> Formatted {
    let (file, diagnostics) = Parser.parse(source)
    if !diagnostics.isEmpty { return .errors(diagnostics) }
    return .text(Array(Formatter.format(file).utf8))
  }
}
