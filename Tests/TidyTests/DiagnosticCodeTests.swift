import MoatTestSupport
import Testing

/// `docs/diagnostics.md` lists every code of the sources, each once, and no other.
@Suite struct DiagnosticCodeTests {
  static func codes(in text: some StringProtocol) -> [String] {
    let words = text.split(whereSeparator: { character in !character.isLetter && !character.isNumber })
    return words.map { String($0) }.filter { word in
      word.count == 5 && word.hasPrefix("M") && word.dropFirst().allSatisfy { $0.isNumber }
    }
  }

  @Test func theTableHasTheCodesOfTheSources() throws {
    let table = try #require(Files.text(SourceTree.root + "/docs/diagnostics.md"))
    let rows = table.split(separator: "\n").filter { $0.hasPrefix("| M") }
    let listed = rows.compactMap { Self.codes(in: $0).first }
    #expect(listed == listed.sorted())
    #expect(Set(listed).count == listed.count)
    var used: Set<String> = []
    for file in SourceTree.files where file.path.hasSuffix("Messages.swift") && file.path.hasPrefix("Sources/Moat") {
      for line in file.lines where !line.trimmed.hasPrefix("//") { used.formUnion(Self.codes(in: line)) }
    }
    #expect(used.count > 50)
    #expect(Set(listed) == used)
  }
}
