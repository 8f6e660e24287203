/// Writes policies in their one canonical layout.
package enum Formatter {
  /// The canonical text of a file that was parsed without an error (what an error left out of the tree would be lost).
  /// Formatting twice gives the same text, its tree is the same, and each comment stands in it once.
  package static func format(_ file: PolicyFile) -> String {
    var writer = FormatWriter(file)
    return writer.formatted()
  }
}
