import MoatSource
import MoatTestSupport
import Testing

@testable import MoatSyntax

/// The 71 rules with which the language was designed.
struct PaperTests {
  @Test func everyRuleOnPaperParses() throws {
    guard let path = Files.above("shared/design/policies-on-paper.moat"), let bytes = Files.read(path) else {
      print("skipped: policies-on-paper.moat is not on this machine")
      return
    }
    let source = SourceFile(name: "policies-on-paper.moat", bytes: bytes)
    let (file, diagnostics) = Parser.parse(source)
    let rendered = diagnostics.map { DiagnosticRenderer.render($0, in: source) }.joined(separator: "\n")
    #expect(diagnostics.isEmpty, "\(rendered)")
    let rules = file.declarations.filter { if case .rule = $0 { true } else { false } }
    #expect(rules.count == 71)
    #expect(file.declarations.count == 71 + 3 + 5 + 2 + 3)
  }
}
