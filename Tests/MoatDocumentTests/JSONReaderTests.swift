import MoatDocument
import MoatSource
import Testing

struct JSONReaderTests {
  @Test func reads() {
    let cases: [(String, String)] = [
      ("null", "null"), ("true", "true"), ("false", "false"), (" \t\r\n1 \n", "1"), ("0", "0"), ("-0", "0"),
      ("-1", "-1"), ("10", "10"), ("9223372036854775807", "9223372036854775807"),
      ("-9223372036854775808", "-9223372036854775808"), ("9223372036854775808", "float 9223372036854775808"),
      ("-9223372036854775809", "float -9223372036854775809"),
      (
        "123456789012345678901234567890",
        "float 123456789012345678901234567890"
      ),
      ("1.5", "float 1.5"), ("-0.0", "float -0.0"), ("1e3", "float 1e3"), ("1E+3", "float 1E+3"),
      ("1e-3", "float 1e-3"), ("0e0", "float 0e0"), ("0.5e10", "float 0.5e10"), ("1e400", "float 1e400"),
      ("\"\"", "\"\""), ("\"a\"", "\"a\""), (#""\"\\\/\b\f\n\r\t""#, #""\"\\/\u0008\u000c\n\r\t""#),
      (#""\u0041""#, "\"A\""), (#""\u00e9""#, "\"é\""), (#""\ud83d\ude00""#, "\"😀\""),
      (#""\uD834\uDD1E""#, "\"𝄞\""), (#""a\u0000b""#, #""a\u0000b""#), (#""\u2028""#, #""\u2028""#),
      ("\"\u{2028}\"", #""\u2028""#), ("\"\u{7f}\"", "\"\\u007f\""), ("\"é😀\"", "\"é😀\""),
      (#""x\u0041y""#, "\"xAy\""), (#""\uFFFF""#, "\"\u{FFFF}\""), (#""\uDBFF\uDFFF""#, "\"\u{10FFFF}\""),
      ("[]", "(list)"), ("[ ]", "(list)"), ("{}", "(object)"), ("{ }", "(object)"), ("[1]", "(list 1)"),
      ("[1,2]", "(list 1 2)"), ("[ 1 , 2 ]", "(list 1 2)"), ("[[]]", "(list (list))"),
      ("[[],[]]", "(list (list) (list))"), ("[{},[],{}]", "(list (object) (list) (object))"),
      ("{\"a\":1}", "(object \"a\":1)"), ("{ \"a\" : 1 , \"b\" : 2 }", "(object \"a\":1 \"b\":2)"),
      (
        "{\"a\":{\"b\":{\"c\":[1,{\"d\":null}]}}}",
        "(object \"a\":(object \"b\":(object \"c\":(list 1 (object \"d\":null)))))"
      ),
      ("{\"\":1}", "(object \"\":1)"), (#"{"\u0061":1}"#, "(object \"a\":1)"),
      ("{\"a\":1,\"A\":2}", "(object \"a\":1 \"A\":2)"), ("{\"a\":{\"a\":1}}", "(object \"a\":(object \"a\":1))"),
      ("[{\"a\":1},{\"a\":2}]", "(list (object \"a\":1) (object \"a\":2))"),
      // The two forms of é are two keys: bytes decide, never canonical equivalence.
      ("{\"\u{e9}\":1,\"e\u{301}\":2}", "(object \"\u{e9}\":1 \"e\u{301}\":2)"),
      ("[null,true,false,\"x\",1,1.0]", "(list null true false \"x\" 1 float 1.0)"),
      ("[[1,[2,[3]],4],5]", "(list (list 1 (list 2 (list 3)) 4) 5)"), ("[\"{{x}}\"]", "(list \"{{x}}\")"),
      ("1.0e5", "float 1.0e5"), ("[-1]", "(list -1)"), ("[0]", "(list 0)"), ("[1e1]", "(list float 1e1)"),
      ("\r\n[\r\n1\r\n]\r\n", "(list 1)"), ("[\"\u{202E}\"]", #"(list "\u202e")"#),
    ]
    for (text, expected) in cases {
      let arena = Reading.json(text)
      #expect(Reading.shown(arena) == expected, "\(text)")
      #expect(Reading.defects(arena).isEmpty, "\(text)")
    }
  }

  /// Each text fails, at the place that is given.
  @Test func refuses() {
    let cases: [(String, String)] = [
      ("", "1:1"), (" ", "1:2"), ("\n", "2:1"), ("nul", "1:1"), ("nulll", "1:5"), ("NULL", "1:1"), ("True", "1:1"),
      ("tru", "1:1"), ("truE", "1:1"), ("fals", "1:1"), ("falsee", "1:6"), ("NaN", "1:1"), ("Infinity", "1:1"),
      ("-Infinity", "1:2"), ("-", "1:2"), ("+1", "1:1"), ("--1", "1:2"), ("01", "1:1"), ("-01", "1:1"), ("00", "1:1"),
      ("1.", "1:3"), (".5", "1:1"), ("-.5", "1:2"), ("1.e1", "1:3"), ("1e", "1:3"), ("1e+", "1:4"), ("1e-", "1:4"),
      ("1E.5", "1:3"), ("1.5.5", "1:4"), ("1e1.5", "1:4"), ("0x1", "1:2"), ("1_000", "1:2"), ("1a", "1:2"),
      ("1 2", "1:3"), ("1,", "1:2"), ("[1]]", "1:4"), ("{}}", "1:3"), ("[] []", "1:4"), ("[1}", "1:3"),
      ("{\"a\":1]", "1:7"), ("[", "1:2"), ("{", "1:2"), ("[1", "1:3"), ("[1,", "1:4"), ("[1,]", "1:4"), ("[,1]", "1:2"),
      ("[1,,2]", "1:4"), ("[,]", "1:2"), ("[1 2]", "1:4"), ("[1;2]", "1:3"), ("{\"a\"", "1:5"), ("{\"a\":", "1:6"),
      ("{\"a\":1", "1:7"), ("{\"a\":1,", "1:8"), ("{\"a\":1,}", "1:8"), ("{,}", "1:2"), ("{\"a\" 1}", "1:6"),
      ("{\"a\"::1}", "1:6"), ("{\"a\":}", "1:6"), ("{a:1}", "1:2"), ("{'a':1}", "1:2"), ("{1:1}", "1:2"),
      ("{null:1}", "1:2"), ("{[]:1}", "1:2"), ("{\"a\":1 \"b\":2}", "1:8"), ("{\"a\",\"b\"}", "1:5"), ("'a'", "1:1"),
      ("\"", "1:1"), ("\"a", "1:1"), ("\"\\", "1:3"), ("\"\\\"", "1:1"), ("\"\\x\"", "1:2"), ("\"\\a\"", "1:2"),
      ("\"\\'\"", "1:2"), ("\"\\u\"", "1:2"), ("\"\\u1\"", "1:2"), ("\"\\u12\"", "1:2"), ("\"\\u123\"", "1:2"),
      ("\"\\u123g\"", "1:2"), ("\"\\U0041\"", "1:2"), ("\"\\ud800\"", "1:2"), ("\"\\udc00\"", "1:2"),
      ("\"\\ud800\\ud800\"", "1:2"), ("\"\\ud800\\n\"", "1:2"), ("\"\\ud800a\"", "1:2"), ("\"\\udc00\\ud800\"", "1:2"),
      ("\"\\ud800\\u0041\"", "1:2"), ("\"\\ud83d\\u\"", "1:2"), ("\"a\nb\"", "1:3"), ("\"\t\"", "1:2"),
      ("\"\u{0}\"", "1:2"), ("\"\u{1f}\"", "1:2"), ("\"\\u0041\n\"", "1:8"), ("\u{0}", "1:1"), ("1\u{0}", "1:2"),
      ("[1]\u{0}", "1:4"), ("\u{FEFF}[]", "1:1"), ("[]\u{FEFF}", "1:3"), ("\u{A0}1", "1:1"), ("[1]\u{2028}", "1:4"),
      ("[\u{b}1]", "1:2"), ("\u{c}1", "1:1"), ("// x\n1", "1:1"), ("/* */1", "1:1"), ("1 // x", "1:3"),
      ("# x\n1", "1:1"),
      ("[1]#", "1:4"), ("undefined", "1:1"), ("abc", "1:1"), ("`a`", "1:1"), ("]", "1:1"), ("}", "1:1"), (":", "1:1"),
      (",", "1:1"), ("[\"a\",\n4\n,1,", "3:4"), ("{\"a\":1,\"a\":2}", "1:8"), ("{\"a\":1,\"\\u0061\":2}", "1:8"),
      ("{\"x\":{\"a\":1,\"b\":1,\"a\":1}}", "1:19"), ("[{\"a\":[{\"b\":1,\"b\":1}]}]", "1:15"),
      ("{\"\":1,\"\":2}", "1:7"), ("[1][2]", "1:4"), ("{}{}", "1:3"), ("\"a\"\"b\"", "1:4"), ("truefalse", "1:5"),
      ("[tru]", "1:2"), ("[true false]", "1:7"), ("{\"a\":tru}", "1:6"), ("[\"a]", "1:2"), ("[\"\\\"]", "1:2"),
      ("{\"a:1}", "1:2"), ("1é", "1:2"), ("é", "1:1"), ("[NaN]", "1:2"), ("[-]", "1:3"), ("[1.]", "1:4"),
      ("[0123]", "1:2"), ("[1e]", "1:4"), ("{\"a\":01}", "1:6"), ("{\"a\":+1}", "1:6"), ("{{\"a\":1}}", "1:2"),
      ("[\"a\":1]", "1:5"), ("{\"a\":\"b\":1}", "1:9"),
    ]
    for (text, place) in cases {
      let shown = Reading.shown(Reading.json(text))
      #expect(shown.hasPrefix("FAIL \(place) "), "\(text): \(shown)")
    }
  }

  @Test func refusesMalformedUTF8() {
    let cases: [[UInt8]] = [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
      [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ]
    for bytes in cases {
      for arena in [Reading.json([0x22] + bytes + [0x22]), Reading.yaml([0x22] + bytes + [0x22])] {
        #expect(arena.roots.isEmpty && arena.failures.count == 1, "\(bytes)")
        #expect(arena.failures.first?.message.contains("UTF-8") == true, "\(bytes)")
        #expect(arena.failures.first?.span.start == 1, "\(bytes)")
      }
    }
  }

  /// Few keys are compared pair by pair, many by stamps.
  @Test func findsTheSecondOfTwoEqualKeysInObjectsOfEverySize() {
    for count in [2, 3, 15, 16, 17, 18, 40] {
      let keys = (0..<count).map { "k\($0)" }
      func text(_ keys: [String]) -> String { "{" + keys.map { "\"\($0)\":{\"k0\":1}" }.joined(separator: ",") + "}" }
      #expect(Reading.json(text(keys)).failures.isEmpty, "\(count) keys")
      for (first, second) in [(0, 1), (0, count - 1), (count / 2 - 1, count / 2), (count - 2, count - 1)] {
        var repeated = keys
        repeated[second] = keys[first]
        let written = text(repeated)
        let before = text(Array(repeated[..<second]))
        let place = second == 0 ? 1 : before.utf8.count
        let failure = Reading.json(written).failures.first
        #expect(
          failure?.span.start == UInt32(place), "\(count) keys, \(first) and \(second): \(failure?.message ?? "none")")
      }
    }
  }

  /// Strings are read eight bytes at a time.
  @Test func findsWhatEndsOrMarksAStringAtEveryPlace() {
    for place in 0..<20 {
      for rest in 0..<10 {
        let (before, after) = (String(repeating: "x", count: place), String(repeating: "y", count: rest))
        for (written, read) in [("", ""), ("\\n", "\n"), ("é", "é"), ("{", "{"), ("{{", "{{"), ("\u{7f}", "\u{7f}")] {
          let arena = Reading.json("[\"\(before)\(written)\(after)\",\"z\"]")
          guard let root = arena.roots.first else {
            Issue.record("\(written) after \(place): \(arena.failures)")
            continue
          }
          let list = arena.node(root)
          #expect(list.count == 2 && arena.string(list.first) == before + read + after, "\(written) after \(place)")
          #expect(arena.node(list.first).flags.contains(.template) == (written == "{{"), "\(written) after \(place)")
        }
        let control = Reading.json("[\"\(before)\u{1f}\(after)\"]").failures.first
        #expect(control?.span.start == UInt32(2 + place), "a control character after \(place)")
      }
    }
  }

  @Test func keysOfEveryLengthAreTheirOwn() {
    let symbols = SymbolTable()
    var seen: [String: UInt32] = [:]
    for length in 0..<40 {
      for place in 0..<max(1, length) {
        for letter in ["a", "b"] {
          let key =
            String(repeating: "x", count: place) + (length == 0 ? "" : letter)
            + String(repeating: "x", count: max(0, length - place - 1))
          let symbol = symbols.intern(key)
          if let known = seen[key] { #expect(known == symbol, "\(key)") }
          seen[key] = symbol
        }
      }
    }
    #expect(Set(seen.values).count == seen.count && symbols.count == UInt32(seen.count))
    for (key, symbol) in seen { #expect(symbols.name(of: symbol) == key && symbols.lookup(Array(key.utf8)) == symbol) }
  }

  @Test func keepsSpans() {
    let arena = Reading.json(#"{"a": [1, "x\n", {}], "b":null}"#)
    #expect(
      ArenaDump.render(arena, arena.roots[0], spans: true)
        == #"(object@0..31 "a"@1..4:(list@6..20 1@7..8 "x\n"@10..15 (object@17..19)) "b"@22..25:null@26..30)"#)
  }

  @Test func marksTemplates() {
    let arena = Reading.json(##"["a", "{{ x }}", "{ {", "\u007b{", "x{", "{{{"]"##)
    let list = arena.node(arena.roots[0])
    let marks = (list.first..<list.first + list.count).map { arena.node($0).flags.contains(.template) }
    #expect(marks == [false, true, false, true, false, true])
  }

  @Test func readsLinesAlone() {
    let source = SourceFile(name: "lines", text: "{\"a\":1}\n\n  \n[1,\n2\r\n{\"a\":1,\"a\":1}\n\"end\"")
    let arena = JSONReader.readLines(source, symbols: SymbolTable())
    #expect(arena.roots.map { ArenaDump.render(arena, $0) } == ["(object \"a\":1)", "2", "\"end\""])
    #expect(arena.failures.map { source.place(of: $0.span.start).line } == [4, 6])
    #expect(Reading.defects(arena).isEmpty)
  }

  @Test func readsTextsOneAfterTheOther() {
    func read(_ text: String, most: Int = Int.max) -> Arena {
      JSONReader.readSequence(SourceFile(name: "s", text: text), symbols: SymbolTable(), most: most)
    }
    let texts = "{\"a\":1}\n\n[1,\n2]{} 3\n"
    #expect(read(texts).roots.map { ArenaDump.render(read(texts), $0) }.count == 4 && read(texts).failures.isEmpty)
    #expect(read(texts, most: 2).roots.count == 2 && read(" \n").roots.isEmpty)
    let broken = read("{\"a\":1}\n[1,]\n{}")
    #expect(broken.roots.count == 1 && broken.failures.count == 1 && Reading.defects(broken).isEmpty)
  }

  @Test func keepsLimits() {
    var limits = Limits()
    limits.depth = 3
    #expect(Reading.json("[[[]]]", limits: limits).failures.isEmpty)
    #expect(Reading.shown(Reading.json("[[[[]]]]", limits: limits)).contains("FAIL 1:4 nested deeper than 3"))
    limits = Limits()
    limits.nodes = 4
    #expect(Reading.json("[1,2]", limits: limits).failures.isEmpty)
    #expect(Reading.shown(Reading.json("[1,2,3,4,5]", limits: limits)).contains("more than 4 values"))
    limits = Limits()
    limits.keyBytes = 3
    #expect(Reading.shown(Reading.json("{\"abc\":1,\"abcd\":2}", limits: limits)).contains("FAIL 1:10 a key is longer"))
    limits = Limits()
    limits.bytes = 3
    #expect(Reading.shown(Reading.json("[1, 2]", limits: limits)).contains("the limit is 3"))
  }
}
