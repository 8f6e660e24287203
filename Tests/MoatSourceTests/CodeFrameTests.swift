import MoatTestSupport
import Testing

@testable import MoatSource

struct CodeFrameTests {
  /// The frame under the text between markers 1 and 2.
  private func frame(_ marked: String) -> [String] {
    let text = MarkedText(marked)
    let start = text.offsets[1] ?? 0
    let span = Span(start: start, end: text.offsets[2] ?? start)
    return CodeFrame.render(span, in: text.source(), indent: "").split(separator: "\n").map(String.init)
  }

  @Test func theCaretStandsUnderTheText() {
    let cases: [(String, String, String)] = [
      ("  a: 1️⃣true2️⃣", "    1 |   a: true", "      |      ^~~~"),
      ("x\n\n1️⃣y2️⃣", "    3 | y", "      | ^"),
      ("1️⃣2️⃣ab", "    1 | ab", "      | ^"),
      ("\ta: 1️⃣b2️⃣", "    1 |   a: b", "      |      ^"),
      ("漢字: 1️⃣b2️⃣", "    1 | 漢字: b", "      |       ^"),
      ("e\u{301}: 1️⃣b2️⃣", "    1 | e\u{301}: b", "      |    ^"),
      ("a: 1️⃣b2️⃣\r\nc", "    1 | a: b", "      |    ^"),
      ("a: 1️⃣b\nc2️⃣", "    1 | a: b", "      |    ^"),
    ]
    for (marked, line, caret) in cases {
      #expect(frame(marked) == [line, caret], "\(marked)")
    }
  }

  @Test func longLinesAreCutAroundTheCaret() {
    let text = String(repeating: "x", count: 5_000) + "1️⃣y2️⃣" + String(repeating: "z", count: 5_000)
    let lines = frame(text)
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.unicodeScalars.count < CodeFrame.widthLimit + 20 })
    let shown = Array(lines[0].unicodeScalars)
    let caret = Array(lines[1].unicodeScalars).firstIndex(of: "^")
    #expect(caret.map { shown[$0] } == "y")
    #expect(lines[0].hasSuffix("…"))
  }

  @Test func aLongSpanIsUnderlinedWithinTheFrame() {
    let lines = frame("1️⃣" + String(repeating: "x", count: 5_000) + "2️⃣")
    #expect(lines[1].unicodeScalars.count < CodeFrame.widthLimit + 20)
  }

  @Test func whatSteersATerminalIsNotPrinted() {
    let lines = frame("1️⃣a\u{1B}[31m\u{202E}\u{7F}\u{9B}b2️⃣")
    #expect(lines[0] == "    1 | a\u{FFFD}[31m\u{FFFD}\u{FFFD}\u{FFFD}b")
    #expect(CodeFrame.sanitized("a\u{1B}b\nc\td\u{2066}") == "a\u{FFFD}b c d\u{FFFD}")
    #expect(CodeFrame.sanitized("plain é") == "plain é")
  }

  @Test func spansBeyondTheTextDoNotTrap() {
    let source = SourceFile(name: "x", text: "ab\nc")
    for span in [Span(start: 900, end: 2), Span(start: 3, end: .max), Span(start: .max, end: .max)] {
      #expect(CodeFrame.render(span, in: source).contains("    2 | c"))
    }
    #expect(CodeFrame.render(.zero, in: SourceFile(name: "x", text: "")).contains("^"))
  }

  @Test func diagnosticsAreRenderedWithNotesAndHelp() {
    let source = SourceFile(name: "a\u{1B}.moat", text: "let a = b\n")
    let diagnostic = Diagnostic(
      code: "M0100", level: .warning, message: "`b` is unknown\u{7}", span: Span(8..<9),
      notes: [.init("bound here", at: Span(4..<5)), .init("no place")], help: "did you mean `c`?")
    let expected = """
      a\u{FFFD}.moat:1:9: warning[M0100]: `b` is unknown\u{FFFD}
            1 | let a = b
              |         ^
        note: bound here
            1 | let a = b
              |     ^
        note: no place
        help: did you mean `c`?

      """
    #expect(Golden.firstDifference(DiagnosticRenderer.render(diagnostic, in: source), expected) == nil)
  }
}
