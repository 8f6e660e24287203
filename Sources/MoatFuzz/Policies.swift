import Moat
import MoatRuntime
import MoatSource
import MoatSyntax

/// The readers of policies.
enum Policies {
  /// Whatever parses has one layout, and the layout means the same; whatever checks compiles.
  static func policy(_ bytes: [UInt8]) {
    let source = SourceFile(name: "a.moat", bytes: bytes)
    let (file, diagnostics) = Parser.parse(source)
    for diagnostic in diagnostics {
      precondition(diagnostic.span.end <= UInt32(bytes.count), "an error beyond the text")
    }
    guard diagnostics.isEmpty else { return }
    let text = Formatter.format(file)
    let (again, problems) = Parser.parse(SourceFile(name: "a.moat", bytes: Array(text.utf8)))
    precondition(problems.isEmpty, "the layout of a policy does not parse")
    precondition(Formatter.format(again) == text, "the layout of a policy is not its own layout")
    if let set = try? PolicySet.load(texts: [source]) { _ = try? set.compiled() }
  }

  /// The checksum is made right, so that what comes behind it is reached.
  static func artefact(_ bytes: [UInt8]) {
    _ = try? Artefact.load(Artefact.sealed(bytes), symbols: Symbols.ofInput())
  }
}
