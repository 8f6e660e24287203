import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import Testing

/// Real policies: the ones on paper, and the library's own.
@Suite struct PaperRulesTests {
  static func check(_ sources: [SourceFile]) -> Checker.Result {
    Checker.check(sources.map { Parser.parse($0).file }, catalogue: Catalogue())
  }

  static func rendered(_ result: Checker.Result) -> [String] {
    result.diagnostics.map { DiagnosticRenderer.render($0.diagnostic, in: $0.source) }
  }

  /// Rules of the design page before those of cloud IAM, which wait for its kinds.
  static let waiting: Set<String> = [
    "secrets-read-bound", "escalate-or-bind", "pod-holds-power", "irsa-shared",
  ]

  @Test func theRulesOnPaperCheck() throws {
    guard let path = Files.above("shared/design/policies-on-paper.moat"), let text = Files.text(path) else {
      print("skipped: shared/design is not beside the project")
      return
    }
    let source = SourceFile(name: "policies-on-paper.moat", text: text)
    let file = Parser.parse(source).file
    let shells = SourceFile(
      name: "std.moat", text: "policy std version \"1.0.0\"\nlet shells: set<string> = [\"sh\", \"bash\"]\n")
    let identity = SourceFile(
      name: "identity.moat", text: try #require(Files.text(Files.packageRoot() + "/policies/image/identity.moat")))
    let result = Checker.check([file] + [shells, identity].map { Parser.parse($0).file }, catalogue: Catalogue())
    let cloud = text.utf8.count - (text.split(separator: "- cloud IAM", maxSplits: 1).last?.utf8.count ?? 0)
    var expected: [String] = []
    for case .rule(let rule) in file.declarations where Int(rule.span.start) < cloud {
      if !Self.waiting.contains(rule.name.text) { expected.append("moat.paper." + rule.name.text) }
    }
    #expect(expected.count == 59)
    let checked = Set(result.rules.map(\.id))
    for id in expected { #expect(checked.contains(id), "\(id)") }
    for found in result.diagnostics where found.source === source && found.diagnostic.span.start < cloud {
      let place = found.diagnostic.span
      let owner = file.declarations.compactMap { declaration -> String? in
        guard case .rule(let rule) = declaration, rule.span.start <= place.start, place.end <= rule.span.end else {
          return nil
        }
        return rule.name.text
      }.first
      // Outside the rules a data set of another domain is unknown (`aws.policy`), and a `define` asks whether `w.os`
      // exists, which Moat reads as linux where it is absent.
      if owner.map(Self.waiting.contains) ?? ["M0204", "M0280"].contains(found.diagnostic.code) { continue }
      Issue.record("\(DiagnosticRenderer.render(found.diagnostic, in: found.source))")
    }
  }

  @Test func theLibraryChecksWithoutAWarning() {
    func paths(_ folder: String) -> [String] {
      Files.list(folder).flatMap { $0.hasSuffix(".moat") ? [$0] : paths($0) }
    }
    let sources = paths(Files.packageRoot() + "/policies").map { SourceFile(name: $0, text: Files.text($0) ?? "") }
    let result = Self.check(sources)
    #expect(result.rules.count >= 19)
    #expect(Self.rendered(result).isEmpty, "\(Self.rendered(result).joined(separator: "\n"))")
  }
}
