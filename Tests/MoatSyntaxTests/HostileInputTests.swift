import MoatSource
import MoatTestSupport
import Testing

@testable import MoatSyntax

/// Whatever the bytes, parsing ends soon, with an error at its place, and without a trap.
struct HostileInputTests {
  private func parse(_ text: String) -> [Diagnostic] { Parser.parse(SourceFile(name: "x", text: text)).diagnostics }

  private func many(_ text: String, _ count: Int = 100_000) -> String { String(repeating: text, count: count) }

  @Test func nestingIsLimited() {
    let openings = ["(", "[", "[[", "f(", "a[", "not ", "-", "[a: ", "some x in y satisfies ", "(some x in (", "- -("]
    for opening in openings {
      let diagnostics = parse("let a = " + many(opening) + "\nlet b = 1")
      #expect(diagnostics.first?.code == "M0022", "\(opening): \(diagnostics.first?.message ?? "no error")")
      #expect(diagnostics.count < 5, "\(opening)")
    }
    #expect(parse("data a: " + many("set<")).first?.code == "M0022")
  }

  @Test func chainsAreLimited() {
    // The tree of a chain is as high as it is long, and everything that walks it recurses.
    for link in [" else a", " + a", " * a", ".a", "[0]", "()", " - (a)"] {
      #expect(parse("let a = a" + many(link)).first?.code == "M0022", "\(link)")
      #expect(parse("let a = a" + many(link, Parser.maximumDepth - 5)).isEmpty, "\(link)")
    }
    // Long lists are flat.
    #expect(parse("let a = [" + many("1, ") + "]").isEmpty)
    #expect(parse("let a = [" + many("1: 2, ") + "]").isEmpty)
    #expect(parse("let a = f(" + many("1, ") + "2)").isEmpty)
  }

  /// Its operands stand side by side: nothing in it is nested.
  @Test(arguments: [" or a", " and a", " or a and b", " and (a or b)"])
  func aChainOfConnectivesIsNotNested(_ link: String) {
    for count in [1, 15, 16, 17, 199, 200, 201, 5000] {
      let (file, diagnostics) = Parser.parse(SourceFile(name: "x", text: "let a = a" + many(link, count)))
      #expect(diagnostics.isEmpty, "\(count)")
      let formatted = Formatter.format(file)
      let again = Parser.parse(SourceFile(name: "x", text: formatted))
      #expect(again.diagnostics.isEmpty, "\(count)")
      #expect(TreeDump.dump(again.file) == TreeDump.dump(file), "\(count)")
      #expect(Formatter.format(again.file) == formatted, "\(count)")
      #expect(!formatted.contains("((") && formatted.split(separator: "\n").allSatisfy { !$0.hasPrefix("      ") })
    }
    #expect(parse("let a = a" + many(link)).isEmpty)
    // What is nested within it is.
    #expect(parse("let a = a" + many(link, 300) + " and " + many("(") + "a").first?.code == "M0022")
  }

  @Test func depthsDoNotAddUp() {
    // Each operand deep, and each level a chain: the height of the whole is what counts.
    var text = "a"
    for _ in 0..<30 { text = "(\(text)" + many(" + a", 20) + ")" }
    #expect(parse("let a = " + text).first?.code == "M0022")
  }

  @Test func theDeepestTreeIsFormattedAndDumped() {
    let depth = Parser.maximumDepth - 2
    for (open, close) in [("(", ")"), ("[", "]"), ("f(", ")"), ("not (", ")")] {
      let count = open == "not (" ? depth / 2 : depth
      let text = "let a = " + many(open, count) + "1" + many(close, count)
      let (file, diagnostics) = Parser.parse(SourceFile(name: "x", text: text))
      #expect(diagnostics.isEmpty)
      let again = Parser.parse(SourceFile(name: "x", text: Formatter.format(file))).file
      #expect(TreeDump.dump(again) == TreeDump.dump(file))
    }
  }

  @Test func brokenBytesAreReportedWhereTheyStand() {
    let cases: [([UInt8], UInt32)] = [
      ([0xFF], 8), ([0xC0, 0x80], 8), ([0xED, 0xA0, 0x80], 8), ([0xF4, 0x90, 0x80, 0x80], 8), ([0xE2, 0x82], 8),
      ([0x80], 8), ([0xF0, 0x80, 0x80, 0x80], 8),
    ]
    for (bytes, offset) in cases {
      let source = SourceFile(name: "x", bytes: Array("let a = ".utf8) + bytes + Array("\nlet b = 1\n".utf8))
      let (file, diagnostics) = Parser.parse(source)
      #expect(diagnostics.first?.code == "M0002", "\(bytes)")
      #expect(diagnostics.first?.span.start == offset, "\(bytes)")
      #expect(file.declarations.count == 2, "\(bytes)")
    }
    let string = SourceFile(name: "x", bytes: Array("let a = \"".utf8) + [0xE9] + Array("\" # ".utf8) + [0xE9])
    #expect(Parser.parse(string).diagnostics.map(\.code) == ["M0002", "M0002"])
  }

  @Test func anyRunOfOneByteEnds() {
    for byte in UInt8.min...UInt8.max {
      let source = SourceFile(name: "x", bytes: Array("let a = ".utf8) + [UInt8](repeating: byte, count: 5_000))
      let diagnostics = Parser.parse(source).diagnostics
      #expect(diagnostics.count <= Parser.maximumDiagnostics + 1, "byte \(byte)")
    }
  }

  @Test func longLinesAndManyErrors() {
    let string = "let a = \"" + many("x", 1 << 20) + "\""
    #expect(parse(string).isEmpty)
    #expect(parse("# " + many("x", 1 << 20)).isEmpty)
    #expect(parse("let a = " + many("9", 1 << 20)).isEmpty)
    #expect(parse("let " + many("a", 1 << 20) + " = 1").isEmpty)
    let errors = parse(many("let = 1\n"))
    #expect(errors.count == Parser.maximumDiagnostics + 1)
    #expect(errors.last?.code == "M0023")
    #expect(parse(many("@ ")).count <= Parser.maximumDiagnostics + 1)
    #expect(parse(many("rule ")).count == 1)
    #expect(parse("rule a {" + many("{")).count <= 3)
    #expect(parse(many("let a: set<int>= [1] ", 50_000)).isEmpty)
    #expect(parse(many("\"\"\"")).isEmpty == false)
    #expect(parse(many("## a\n") + "let a = 1").isEmpty)
    let holes = "rule a { for b require c message \"" + many("{a}", 20_000) + "\" }"
    #expect(parse(holes).isEmpty)
  }

  @Test func theFileSizeIsLimited() {
    let bytes = [UInt8](repeating: UInt8(ascii: " "), count: Parser.maximumBytes)
    #expect(Parser.parse(SourceFile(name: "x", bytes: bytes)).diagnostics.isEmpty)
    let diagnostics = Parser.parse(SourceFile(name: "x", bytes: bytes + [32])).diagnostics
    #expect(diagnostics.map(\.code) == ["M0001"])
    #expect(Parser.parseExpression(SourceFile(name: "x", bytes: bytes + [32])).diagnostics.map(\.code) == ["M0001"])
  }

  /// Cuts and corruptions of a real file: whatever comes out, formatting the tree must not trap either.
  @Test func cutAndCorruptedPolicies() {
    guard let path = Files.above("shared/design/policies-on-paper.moat"), let bytes = Files.read(path) else {
      print("skipped: policies-on-paper.moat is not on this machine")
      return
    }
    var random = SplitMix64(seed: 97)
    for end in stride(from: 0, to: bytes.count, by: 97) {
      let (file, diagnostics) = Parser.parse(SourceFile(name: "cut", bytes: Array(bytes[..<end])))
      _ = Formatter.format(file)
      #expect(diagnostics.count <= 5, "cut at \(end)")
    }
    let signs = Array("{}[]().,:\"'#=<>*/-+\n\\ r0aé\0\u{202E}".utf8) + [0xFF]
    for _ in 0..<200 {
      let start = random.below(bytes.count - 2_000)
      var piece = Array(bytes[start..<start + 2_000])
      for _ in 0..<20 { piece[random.below(piece.count)] = random.pick(signs) }
      _ = Formatter.format(Parser.parse(SourceFile(name: "corrupted", bytes: piece)).file)
    }
  }
}
