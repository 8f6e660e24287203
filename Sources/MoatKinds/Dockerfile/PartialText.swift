import MoatDockerfile
import MoatDocument
import MoatSource

extension DocumentWriter {
  /// A word of a Dockerfile that is known but for some of its variables.
  mutating func unknown(_ reason: String, pieces: [ByteText], at span: Span) {
    // That a word of one variable is there says nothing: the variable may be empty.
    let isPartlyKnown = pieces.contains { !$0.isEmpty }
    unknown(reason, pieces: isPartlyKnown ? pieces.map(\.bytes) : [], at: span)
  }
}
