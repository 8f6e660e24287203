import MoatSource
import MoatTestSupport
import Testing

@testable import MoatSyntax

/// Random programs from the grammar parse, keep their tree and their comments when they are formatted, and formatting
/// them twice is formatting them once.
struct RandomProgramTests {
  /// What stands for each class of tokens, the nasty ones included.
  static let words: [String: [String]] = [
    "NAME": [
      "a", "c", "w", "x1", "_", "r", "read-only-root", "most", "least", "case", "of", "with", "as", "missing", "under",
      "title", "message", "severity-x", "rule", "test", "data", "to", "set", "when", "policy", "null", "not-in", "a-1",
      "file", "crd", "line", "version", "or-else",
    ],
    "MEMBER": ["a", "RUN", "all", "any", "deny", "warn", "let", "require", "same", "other", "most", "null"],
    "FIELD": ["name", "in", "some", "for", "true", "is", "where", "satisfies", "a-b", "_x", "rule"],
    "STRING": [
      "\"\"", "'a'", "\"it's\"", "'say \"x\"'", #""\\ \" \' \n \t \u{1F6E1}""#, "\"# no comment\"", "\"{\"",
      "\"é\u{301}漢\"", "'}'",
    ],
    "TEMPLATE": [
      "\"\"", "\"{a}\"", "\"{{}} {x.y else 'none'}: {count(a)}\"", "'{a == \"b\"}'", #""\"{w.a[k]}\"""#,
      "\"{[e.name for e in c.env]}{b}\"", "\"{x else 'a\\'b}'}\"",
    ],
    "LONGSTRING": [
      "\"\"\"\"\"\"", "\"\"\"a: 1\"\"\"", "\"\"\"\n\"\"\"", "\"\"\"\n    a:\n      - b\n\n    c\n    \"\"\"",
      "\"\"\"  \n\t# no comment\n\t\tx\n   \n\t\"\"\"", "\"\"\"\r\nFROM x\r\n\r\nRUN y\r\n\"\"\"",
      "\"\"\"\n  a \"b\"\n  \"\"\"",
    ],
    "INT": ["0", "1", "007", "64"],
    "DECIMAL": ["0.5", "1.25"],
    "QUANTITY": ["500m", "2Gi", "1.5k", "0n", "3E", "1u"],
    "DATE": ["2027-03-31", "1999-12-01"],
    "DURATION": ["30d", "10min", "90s", "1h30min", "5ms"],
    "REGEX": [#"r"""#, #"r"^[a-z]+\"\\$""#, #"r"'#{}""#],
    "DOC": ["\n## The reason.\n", "\n##\n##  more `x`\n", "\n## a\n\n## b\n# c\n"],
    "VERDICT": ["pass", "fail", "warn", "undetermined", "waived", "not-applicable"],
    "ENFORCEMENT": ["deny", "warn", "audit"],
  ]

  private static func check(_ program: String, _ label: String) -> String? {
    let source = SourceFile(name: label, text: program)
    let (file, diagnostics) = Parser.parse(source)
    if let first = diagnostics.first { return DiagnosticRenderer.render(first, in: source) + program }
    let formatted = Formatter.format(file)
    let second = SourceFile(name: label + " formatted", text: formatted)
    let (again, errors) = Parser.parse(second)
    if let first = errors.first { return DiagnosticRenderer.render(first, in: second) + formatted }
    if let difference = Golden.firstDifference(TreeDump.dump(again), TreeDump.dump(file)) {
      return "another tree: \(difference)\n--- program\n\(program)--- formatted\n\(formatted)"
    }
    let texts = file.comments.map(\.source).sorted()
    if again.comments.map(\.source).sorted() != texts {
      return "other comments\n--- program\n\(program)--- formatted\n\(formatted)"
    }
    let twice = Formatter.format(again)
    if let difference = Golden.firstDifference(twice, formatted) {
      return "not idempotent: \(difference)\n--- program\n\(program)--- formatted\n\(formatted)--- again\n\(twice)"
    }
    return nil
  }

  @Test func randomProgramsRoundTrip() throws {
    let grammar = try GrammarTests.grammar()
    let seed: UInt64 = 20_261_124
    var generator = ProgramGenerator(grammar, words: Self.words, seed: seed)
    var failures: [String] = []
    var bytes = 0
    var seen: Set<String> = []
    for index in 0..<3_000 {
      // One whole file, then files of three declarations, since most files of the grammar are short.
      let size = 20 + index % 200
      let parts: [String] =
        switch index % 4 {
        case 0: ["file"]
        case 1: ["rule a { for b require c", "outcome", "outcome", "check", "outcome", "}"]
        default: ["header", "import", "declaration", "declaration", "rule"]
        }
      var program = ""
      for part in parts {
        guard grammar.productions[part] != nil else {
          program += part + " "
          continue
        }
        program += generator.program(part, size: size, depth: 20 + index % 60, comments: index % 2 == 0)
        seen.formUnion(generator.tokens)
      }
      bytes += program.utf8.count
      if let failure = Self.check(program, "program \(index) of seed \(seed)") { failures.append(failure) }
      if failures.count == 3 { break }
    }
    let words = Set(Keyword.allCases.map(\.rawValue)).union(Self.words.values.joined())
    #expect(words.subtracting(seen).sorted() == [], "words that no program held")
    print("random programs: \(bytes) bytes")
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n==========\n"))")
  }

  @Test func randomExpressionsRoundTrip() throws {
    let grammar = try GrammarTests.grammar()
    var generator = ProgramGenerator(grammar, words: Self.words, seed: 7)
    var failures: [String] = []
    for index in 0..<3_000 {
      let program = "let x = " + generator.program("expr", size: 80, depth: 90, comments: index % 3 == 0)
      if let failure = Self.check(program, "expression \(index)") { failures.append(failure) }
      if failures.count == 3 { break }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n==========\n"))")
  }

  @Test func thePaperRoundTrips() throws {
    guard let path = Files.above("shared/design/policies-on-paper.moat"), let text = Files.text(path) else {
      print("skipped: policies-on-paper.moat is not on this machine")
      return
    }
    #expect(Self.check(text, "paper") == nil)
  }
}
