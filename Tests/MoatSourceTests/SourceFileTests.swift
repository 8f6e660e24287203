import MoatSource
import MoatTestSupport
import Testing

struct SourceFileTests {
  @Test func placesCountLinesAndScalars() {
    let cases: [(String, [LineColumn])] = [
      ("1️⃣ab2️⃣\n3️⃣c", [.init(line: 1, column: 1), .init(line: 1, column: 3), .init(line: 2, column: 1)]),
      ("a\r\n1️⃣b\r2️⃣c\n\r3️⃣", [.init(line: 2, column: 1), .init(line: 3, column: 1), .init(line: 5, column: 1)]),
      ("é1️⃣漢2️⃣e\u{301}3️⃣", [.init(line: 1, column: 2), .init(line: 1, column: 3), .init(line: 1, column: 5)]),
      ("1️⃣", [.init(line: 1, column: 1)]),
      ("a\n1️⃣", [.init(line: 2, column: 1)]),
    ]
    for (marked, places) in cases {
      let text = MarkedText(marked)
      let source = text.source()
      for (index, place) in places.enumerated() {
        #expect(source.place(of: text.offsets[index + 1] ?? 0) == place, "marker \(index + 1) of \(marked)")
      }
    }
  }

  @Test func placesOutsideOfTheTextAreItsEnd() {
    let source = SourceFile(name: "x", text: "ab\nc")
    #expect(source.place(of: 999) == LineColumn(line: 2, column: 2))
    #expect(source.place(of: .max) == LineColumn(line: 2, column: 2))
  }

  @Test func lineSpansLeaveOutTheLineEnd() {
    let source = SourceFile(name: "x", text: "a\r\nbc\n\nd")
    #expect((1...4).map { source.text(source.lineSpan($0)) } == ["a", "bc", "", "d"])
    for line in [0, -1, 5, Int.max] { #expect(source.lineSpan(line) == .zero) }
  }

  @Test func spansClampAndJoin() {
    let source = SourceFile(name: "x", text: "abc")
    #expect(source.text(Span(start: 1, end: 900)) == "bc")
    #expect(source.text(Span(start: 900, end: 2)) == "")
    #expect(Span(1..<2).joined(with: Span(4..<6)) == Span(1..<6))
    #expect(Span(2..<5).count == 3)
    #expect(Span(start: 5, end: 2).count == -3)
  }

  @Test func brokenBytesAreShownAndCounted() {
    let source = SourceFile(name: "x", bytes: [0x61, 0xFF, 0x62])
    #expect(source.text(Span(0..<3)) == "a\u{FFFD}b")
    #expect(source.place(of: 2) == LineColumn(line: 1, column: 3))
  }
}
