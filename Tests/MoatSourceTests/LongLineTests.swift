import Testing

@testable import MoatSource

/// A text on one line costs for each place no more than one with many lines.
struct LongLineTests {
  /// Characters of one to four bytes, so that no block of bytes ends where a character does.
  private static func text(_ count: Int) -> String {
    String((0..<count).map { Character(["a", "é", "漢", "🙂"][($0 * $0 + $0 / 7) % 4]) })
  }

  @Test func columnsCountCharactersWhereverTheyAre() {
    let line = Self.text(9_000)
    let source = SourceFile(name: "x", text: "ab\n" + line + "\nc")
    var offset = 3
    for (index, scalar) in line.unicodeScalars.enumerated() {
      #expect(source.place(of: UInt32(offset)) == LineColumn(line: 2, column: index + 1))
      offset += UTF8.width(scalar)
    }
    #expect(source.place(of: UInt32(offset)) == LineColumn(line: 2, column: 9_001))
    #expect(source.place(of: UInt32(offset + 1)) == LineColumn(line: 3, column: 1))
    #expect(source.place(of: .max) == LineColumn(line: 3, column: 2))
  }

  @Test func aFrameOfALongLineShowsItsWindow() {
    let line = Self.text(9_000)
    let source = SourceFile(name: "x", text: line)
    let scalars = Array(line.unicodeScalars)
    var offset = 0
    for (index, scalar) in scalars.enumerated() {
      if index % 500 == 0 || index > 8_900 || index < 120 {
        let span = Span(start: UInt32(offset), end: UInt32(offset + UTF8.width(scalar)))
        let frame = CodeFrame.render(span, in: source, indent: "").split(separator: "\n").map {
          Array($0.unicodeScalars)
        }
        let first = index > CodeFrame.widthLimit - 40 ? index - 40 : 0
        let shown = scalars[first..<min(scalars.count, first + CodeFrame.widthLimit)]
        let dots = (first > 0 ? "…" : "", first + CodeFrame.widthLimit < scalars.count ? "…" : "")
        let expected = "    1 | " + dots.0 + String(String.UnicodeScalarView(shown)) + dots.1
        #expect(frame[0] == Array(expected.unicodeScalars), "at \(index)")
        #expect(frame[1].last == "^")
      }
      offset += UTF8.width(scalar)
    }
  }

  @Test func workDoesNotGrowWithTheLine() async {
    func work(_ count: Int) async -> Int {
      let source = SourceFile(name: "x", bytes: [UInt8](repeating: UInt8(ascii: "x"), count: count))
      return await WorkMeter.count {
        for place in stride(from: 0, to: UInt32(count), by: 64) {
          _ = source.place(of: place)
          _ = CodeFrame.render(Span(start: place, end: place + 8), in: source)
        }
      } / (count / 64)
    }
    let (short, long) = (await work(16_384), await work(262_144))
    #expect(short > 0 && long < 2 * short, "\(short) and \(long) bytes a place")
  }

  /// Bytes that begin no character count none, and make no frame longer.
  @Test func continuationBytesAlone() async {
    let source = SourceFile(name: "x", bytes: [UInt8](repeating: 0x80, count: 200_000))
    let work = await WorkMeter.count {
      for place: UInt32 in [0, 99_999, 199_999] {
        #expect(source.place(of: place) == LineColumn(line: 1, column: 1))
        #expect(CodeFrame.render(Span(start: place, end: place + 1), in: source).utf8.count < 4_000)
      }
    }
    #expect(work < 60_000)
  }
}
