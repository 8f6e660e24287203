import MoatDocument
import MoatSource
import MoatTestSupport
import Testing

/// A key that stands twice in one object of YAML: what stands there is not known, and all else is read.
@Suite struct DuplicateKeyTests {
  /// The documents, then each further key as `line:column path`.
  private static func shown(_ arena: Arena) -> String {
    let keys = arena.duplicateKeys.map { key in
      let place = arena.source.place(of: key.span.start)
      return "\(place.line):\(place.column) \(DocumentPath.render(arena, key.node))"
    }
    return ([Reading.shown(arena)] + keys).joined(separator: " | ")
  }

  private static func unknown(_ key: String, _ count: String) -> String {
    "\"\(key)\":(unknown \"the key `\(key)` stands \(count); readers disagree on which counts\")"
  }

  @Test func theEntriesOfAKeyAreOneThatIsNotKnown() {
    let twice = Self.unknown("a", "twice, on lines 1 and 2")
    let cases: [(text: String, shown: String)] = [
      ("a: 1\na: 2\n", "(object \(twice)) | 2:1 a"),
      ("a: 1\na: 1\nb: 3\n", "(object \(twice) \"b\":3) | 2:1 a"),
      ("a: {x: 1}\na: [1]\n", "(object \(twice)) | 2:1 a"),
      ("a: 1\nb: 2\na: 3\n", "(object \(Self.unknown("a", "twice, on lines 1 and 3")) \"b\":2) | 3:1 a"),
      (
        "a: 1\na: 2\na: 3\na: 4\n",
        "(object \(Self.unknown("a", "4 times, first on lines 1 and 2"))) | 2:1 a | 3:1 a | 4:1 a"
      ),
      ("{a: 1, 'a': 2}", "(object \(Self.unknown("a", "twice, on line 1"))) | 1:8 a"),
      ("1: x\n\"1\": y\n", "(object \(Self.unknown("1", "twice, on lines 1 and 2"))) | 2:1 1"),
      (
        "- {a: 1}\n- a: 1\n  a: 2\n",
        "(list (object \"a\":1) (object \(Self.unknown("a", "twice, on lines 2 and 3")))) | 3:3 [1].a"
      ),
      // What an entry held is dropped, with the keys that stood twice in it.
      ("a: {x: 1, x: 2}\na: {y: 1, y: 2}\n", "(object \(twice)) | 2:1 a"),
      (
        "b: {x: 1, x: 2}\na: 1\na: 2\n",
        "(object \"b\":(object \(Self.unknown("x", "twice, on line 1"))) \(Self.unknown("a", "twice, on lines 2 and 3")))"
          + " | 1:11 b.x | 3:1 a"
      ),
      // An alias may name what was dropped, and stand where something is.
      ("a: &x [1]\na: 2\nb: *x\n", "(object \(twice) \"b\":*(list *1)) | 2:1 a"),
      (
        "b: &x {c: 1, c: 2}\na: *x\na: *x\n",
        "(object \"b\":(object \(Self.unknown("c", "twice, on line 1"))) \(Self.unknown("a", "twice, on lines 2 and 3")))"
          + " | 1:14 b.c | 3:1 a"
      ),
      // The entry of a merge key is gone from before them.
      ("<<: {z: 1}\nc: 1\nc: 2\n", "(object \(Self.unknown("c", "twice, on lines 2 and 3")) \"z\":*1) | 3:1 c"),
      ("<<: {c: 9}\nc: 1\nc: 2\n", "(object \(Self.unknown("c", "twice, on lines 2 and 3"))) | 3:1 c"),
      // Documents of a stream are their own, and one that fails leaves nothing.
      ("a: 1\na: 2\n---\na: 1\n", "(object \(twice)) | (object \"a\":1) | 2:1 a"),
    ]
    for (text, expected) in cases {
      let arena = Reading.yaml(text)
      #expect(Self.shown(arena) == expected, "\(text)")
      #expect(Reading.defects(arena).isEmpty, "\(text)")
      for key in arena.duplicateKeys {
        #expect(arena.node(key.node).isUnknown && arena.node(key.node).kind == .string, "\(text)")
      }
    }
  }

  @Test func manyKeysAreJoinedAsFewAre() {
    let keys = (0..<40).map { "k\($0): \($0)\n" }.joined()
    let arena = Reading.yaml(keys + "k7: x\nk7: y\nk30: z\n")
    #expect(arena.node(arena.roots[0]).count == 40)
    #expect(arena.duplicateKeys.map { DocumentPath.render(arena, $0.node) } == ["k7", "k7", "k30"])
    #expect(
      arena.message(of: arena.duplicateKeys[1]) == "the key `k7` stands twice in one object; the first is on line 8")
    #expect(Reading.defects(arena).isEmpty)
  }

  @Test func whatIsBrokenStaysAnError() {
    for (text, failure) in [
      ("a: 1\na: [\n", "no valid YAML"), ("a: *x\na: 1\n", "no anchor"),
      ("<<: {a: 1}\n<<: {b: 1}\n", "`<<` stands twice"),
      ("a: 1\na: 2\n<<: {b: 1}\n<<: {c: 1}\n", "`<<` stands twice"),
      ("c: 1\nc: 2\n<<: {c: 9}\n", "which stands before it"),
    ] {
      let arena = Reading.yaml(text)
      #expect(arena.roots.isEmpty && arena.failures.first?.message.contains(failure) == true, "\(text)")
      #expect(arena.duplicateKeys.isEmpty, "\(text)")
    }
  }

  @Test func jsonKeepsItsError() {
    let text = "{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}}"
    for (name, format) in [("x.json", DocumentFormat.detect), ("x.yaml", .detect), ("-", .detect), ("x", .json)] {
      let arena = DocumentReader.read(SourceFile(name: name, text: text), symbols: SymbolTable(), format: format)
      #expect(arena.roots.isEmpty && arena.duplicateKeys.isEmpty, "\(name)")
      #expect(arena.failures.map(\.message) == ["the key `c` stands twice in one object; the first is on line 1"])
    }
  }

  /// Both are linear: twenty thousand keys, each twice, and as many objects with one each.
  @Test func manyDuplicatesTakeNoLongTime() {
    let wide = (0..<40_000).map { "k\($0 / 2): 1\n" }.joined()
    let deep = (0..<20_000).map { "- {a: \($0), a: 2}\n" }.joined()
    let time = ProcessorTime.measure {
      #expect(Reading.yaml(wide).duplicateKeys.count == 20_000)
      #expect(Reading.yaml("x:\n\(deep)x: 1\n").duplicateKeys.count == 1)
    }
    #expect(time < .seconds(20), "\(time)")
  }
}
