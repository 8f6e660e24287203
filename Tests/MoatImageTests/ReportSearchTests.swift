import MoatDocument
import MoatSource
import Testing

@testable import MoatImage

/// Several reports in one text, and reports in envelopes.
@Suite struct ReportSearchTests {
  private func read(_ text: String, isStream: Bool = false) -> ImageReading? {
    let source = SourceFile(name: "t.json", text: text)
    let arena =
      isStream
      ? JSONReader.readSequence(source, symbols: SymbolTable()) : JSONReader.read(source, symbols: SymbolTable())
    #expect(arena.failures.isEmpty)
    return ReportSearch.read(arena.roots, in: arena, isStream: isStream)?.reading
  }

  private func trivy(_ name: String) -> String {
    #"{"SchemaVersion":2,"ArtifactName":"\#(name)","ArtifactType":"container_image","Metadata":{"RepoTags":["\#(name)"]},"Results":[]}"#
  }

  private func names(_ reading: ImageReading?) -> [String] {
    reading?.images.map { ImageText.shown($0.tags) } ?? []
  }

  @Test func reportsInListsAndObjectsAreRead() {
    let (web, db) = (trivy("web:1"), trivy("db:1"))
    for text in [
      "[\(web),\(db)]", #"{"web":\#(web),"db":\#(db)}"#, #"{"at":"t","reports":[\#(web),\#(db)]}"#,
      #"{"a":{"reports":{"web":\#(web),"db":\#(db)}}}"#, "[[\(web)],[\(db)]]",
    ] {
      let reading = read(text)
      #expect(names(reading) == ["web:1", "db:1"] && reading?.problems.isEmpty == true, "\(text)")
    }
    #expect(read(#"{"a":{"b":{"c":{"d":\#(web)}}}}"#) == nil)
  }

  @Test func aListIsReadToItsEnd() {
    let all = (0..<300).map { trivy("web:\($0)") }
    #expect(names(read("[\(all.joined(separator: ","))]")) == (0..<300).map { "web:\($0)" })
    #expect(names(read(all.joined(separator: "\n"), isStream: true)).count == 300)
  }

  @Test func whatIsNotReadBesideThemIsNamed() {
    let sarif = #"{"version":"2.1.0","runs":[{"tool":{"driver":{}}}]}"#
    for (other, title) in [
      (sarif, "SARIF log"), (#"[{"cve":"CVE-2026-1","severity":"high"}]"#, "report of vulnerabilities"),
    ] {
      let reading = read(#"{"web":\#(trivy("web:1")),"db":\#(other)}"#)
      #expect(names(reading) == ["web:1"] && reading?.problems.map(\.kind) == [.unread], "\(title)")
      #expect(reading?.unread?.title == title && reading?.mayLackImages == true)
    }
    let broken = read(#"[\#(trivy("web:1")),{"bomFormat":"CycloneDX","specVersion":"2.0"}]"#)
    #expect(broken?.problems.map(\.kind) == [.wrong] && broken?.images.count == 2)
  }

  @Test func statementsStandAlone() {
    let statements = #"{"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-01-01T00:00:00Z","statements":[]}"#
    let all = read("[\(statements),\(statements)]")
    #expect(all?.isOfStatements == true && all?.problems.isEmpty == true)
    let mixed = read("[\(statements),\(trivy("web:1"))]")
    #expect(mixed?.isOfStatements == false && mixed?.images.count == 1 && mixed?.problems.map(\.kind) == [.unread])
    #expect(mixed?.problems.first?.message.contains("in a file of its own") == true)
  }

  /// `docker inspect --format '{{json .}}'` prints one image a line.
  @Test func inAStreamEachTextIsADocument() {
    let inspect = #"{"Id":"sha256:a","RepoTags":["web:1"],"RootFS":{"Type":"layers"}}"#
    #expect(names(read("\(inspect)\n\(inspect)\n", isStream: true)).count == 2)
    #expect(read(#"{"web":\#(inspect)}"#) == nil)
    #expect(read("{\"a\":1}\n{\"b\":2}\n", isStream: true) == nil)
  }

  @Test func streamsOfManifestsMayHaveReports() throws {
    let text = "apiVersion: v1\nkind: Pod\n---\n\(trivy("web:1"))\n---\nname: values\n"
    let arena = YAMLReader.read(SourceFile(name: "t.yaml", text: text), symbols: SymbolTable())
    let found = try #require(ImageDocument.resources(in: arena))
    #expect(names(found.reading) == ["web:1"] && found.nodes == [arena.roots[1]])
  }

  /// Work is bounded by the first parts of a text as long as none is a report.
  @Test func aDeepAndWideTextIsLeftAfterItsBeginning() {
    let leaf = #"{"a":{"b":{"c":[1,2,3]}}}"#
    let wide = "[" + Array(repeating: leaf, count: 50_000).joined(separator: ",") + "]"
    #expect(read(wide) == nil)
    let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(read(deep) == nil)
  }
}
