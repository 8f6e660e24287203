import MoatSource
import MoatTestSupport
import Testing

@testable import MoatSyntax

/// The parser and `grammar/moat.ebnf` are one grammar.
struct GrammarTests {
  static func grammar() throws -> Grammar {
    let path = Files.packageRoot() + "/grammar/moat.ebnf"
    return try Grammar(try #require(Files.text(path)))
  }

  /// The productions in the comments of the parser's functions, by name.
  private static func markers() -> [String: [String]] {
    var result: [String: [String]] = [:]
    for path in Files.list(Files.packageRoot() + "/Sources/MoatSyntax/Parser", suffix: ".swift") {
      var marker: String?
      for line in (Files.text(path) ?? "").split(separator: "\n") {
        let line = line.drop { $0 == " " }
        if line.hasPrefix("// grammar: ") {
          marker = String(line.dropFirst("// grammar: ".count))
        } else if let begun = marker, line.hasPrefix("//") {
          marker = begun + " " + line.dropFirst(2)
        }
        if let text = marker, text.hasSuffix(";") {
          let parts = text.dropLast().split(separator: "=", maxSplits: 1).map(String.init)
          let name = parts[0].filter { $0 != " " }
          result[name, default: []].append(parts.count == 2 ? Grammar.normalized(parts[1]) : "")
          marker = nil
        }
      }
    }
    return result
  }

  @Test func eachProductionHasItsFunctionWithTheSameText() throws {
    let grammar = try Self.grammar()
    let markers = Self.markers()
    #expect(grammar.productions.count > 50)
    for (name, text) in grammar.texts.sorted(by: { $0.key < $1.key }) {
      #expect(markers[name] == [text], "production \(name)")
    }
    for name in markers.keys.sorted() {
      #expect(grammar.productions[name] != nil, "the parser has `\(name)`, the grammar has not")
    }
  }

  @Test func theGrammarNamesOnlyWhatExists() throws {
    let grammar = try Self.grammar()
    var reached: Set<String> = ["file"]
    var keywords: Set<String> = []
    func visit(_ node: Grammar.Node) {
      switch node {
      case .terminal(let text):
        if text.first?.isLetter == true { keywords.insert(text) }
      case .token(let name): #expect(RandomProgramTests.words[name] != nil, "token class \(name)")
      case .production(let name):
        #expect(grammar.productions[name] != nil, "production \(name)")
        reached.insert(name)
      case .sequence(let parts), .choice(let parts):
        for part in parts { visit(part) }
      case .optional(let inner), .repetition(let inner): visit(inner)
      }
    }
    for node in grammar.productions.values { visit(node) }
    #expect(reached == Set(grammar.productions.keys))
    #expect(keywords == Set(Keyword.allCases.map(\.rawValue)), "the words of the grammar are the keywords")
  }
}
