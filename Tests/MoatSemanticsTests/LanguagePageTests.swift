import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues
import Testing

/// The pages are held against the parser and the checker: each policy in them is read as a reader would write it
/// down, and each error that they promise is the one that comes. A block is fenced as `moat`; `moat error=M0213` and
/// `moat warning=M0280` name the only code that it gives.
@Suite struct LanguagePageTests {
  static let root = Files.packageRoot()

  /// One fenced block of the page.
  private struct Block {
    var line: Int
    var expected: [String]
    var text: String
  }

  private static func blocks(of page: String) -> [Block] {
    var blocks: [Block] = []
    var open: Block?
    for (index, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(block)
          open = nil
        } else {
          let words = line.dropFirst(3).split(separator: " ")
          guard words.first == "moat" else { continue }
          let expected = words.dropFirst().compactMap { $0.split(separator: "=").last.map(String.init) }
          open = Block(line: index + 1, expected: expected, text: "")
        }
      } else {
        open?.text += line + "\n"
      }
    }
    return blocks
  }

  /// Files below a folder that end in `suffix`.
  private static func paths(_ folder: String, _ suffix: String) -> [String] {
    Files.list(folder).flatMap { $0.hasSuffix(suffix) ? [$0] : paths($0, suffix) }
  }

  private static var library: [SourceFile] {
    paths(root + "/policies", ".moat").map { SourceFile(name: $0, text: Files.text($0) ?? "") }
  }

  /// A block without a header gets one on its first line, so that all can be checked together and none meets another.
  private static func source(_ block: Block, of page: String, _ number: Int) -> SourceFile {
    let hasHeader = block.text.hasPrefix("policy ")
    let header = hasHeader ? "" : "policy page\(number).line\(block.line) version \"1\" "
    return SourceFile(name: "\(page):\(block.line)", text: header + block.text)
  }

  @Test func everyPolicyOfEachPageIsTrue() throws {
    let pages =
      Self.paths(Self.root + "/docs", ".md") + Self.paths(Self.root + "/policies", ".md") + [Self.root + "/README.md"]
    var counts: [String: Int] = [:]
    var blocks: [(source: SourceFile, expected: [String])] = []
    for (number, page) in pages.enumerated() {
      let name = String(page.dropFirst(Self.root.count + 1))
      let found = Self.blocks(of: try #require(Files.text(page)))
      counts[name] = found.count
      blocks += found.map { (Self.source($0, of: name, number), $0.expected) }
    }
    #expect(counts["docs/language.md", default: 0] >= 30)
    for name in ["docs/image-rules.md", "docs/images.md", "docs/dockerfile-rules.md", "README.md"] {
      #expect(counts[name, default: 0] > 0, "\(name)")
    }
    var codes: [String: [String]] = [:]
    var shown: [String: String] = [:]
    func add(_ diagnostic: Diagnostic, _ source: SourceFile) {
      codes[source.name, default: []].append(diagnostic.code)
      shown[source.name, default: ""] += DiagnosticRenderer.render(diagnostic, in: source)
    }
    var files = Self.library.map { Parser.parse($0).file }
    for (source, _) in blocks {
      let (file, diagnostics) = Parser.parse(source)
      for diagnostic in diagnostics { add(diagnostic, source) }
      files.append(file)
    }
    for found in Checker.check(files, catalogue: Catalogue()).diagnostics { add(found.diagnostic, found.source) }
    for (source, expected) in blocks {
      let found = Set(codes[source.name] ?? [])
      #expect(found == Set(expected), "\(source.name): \(found.sorted()) \(shown[source.name] ?? "")")
    }
  }

  @Test func thePageNamesEachCauseAndFunction() throws {
    let page = try #require(Files.text(Self.root + "/docs/language.md"))
    for cause in Cause.allCases { #expect(page.contains("| `\(cause)` |"), "\(cause)") }
    for function in Function.allCases { #expect(page.contains("| `\(function.rawValue)("), "\(function.rawValue)") }
  }

  @Test func theExamplePolicyChecks() {
    var shown: [String] = []
    var files = Self.library.map { Parser.parse($0).file }
    let paths = Self.paths(Self.root + "/docs/examples", ".moat")
    #expect(!paths.isEmpty)
    for path in paths {
      let text = Files.text(path) ?? ""
      let source = SourceFile(name: path, text: text)
      let (file, diagnostics) = Parser.parse(source)
      shown += diagnostics.map { DiagnosticRenderer.render($0, in: source) }
      files.append(file)
      if let difference = Golden.firstDifference(text, Formatter.format(file)) {
        shown.append("\(path): \(difference)")
      }
    }
    let result = Checker.check(files, catalogue: Catalogue())
    shown += result.diagnostics.map { DiagnosticRenderer.render($0.diagnostic, in: $0.source) }
    #expect(shown.isEmpty, "\(shown.joined(separator: "\n"))")
    #expect(result.rules.contains { $0.id.hasPrefix("acme.") })
    #expect(result.waivers.count == 1)
  }
}
