import MoatDocument
import MoatSource
import Testing

struct YAMLReaderTests {
  private func check(_ cases: [(String, String)]) {
    for (text, expected) in cases {
      let arena = Reading.yaml(text)
      #expect(Reading.shown(arena) == expected, "\(text)")
      #expect(Reading.defects(arena).isEmpty, "\(text)")
    }
  }

  /// The types of plain scalars, as go-yaml v2 resolves them.
  @Test func typesScalars() {
    let words: [(String, String)] = [
      ("~", "null"), ("null", "null"), ("Null", "null"), ("NULL", "null"), ("nUll", "\"nUll\""), ("''", "\"\""),
      ("true", "true"), ("True", "true"), ("TRUE", "true"), ("tRue", "\"tRue\""), ("false", "false"),
      ("FALSE", "false"), ("yes", "true"), ("Yes", "true"), ("YES", "true"), ("yEs", "\"yEs\""), ("no", "false"),
      ("NO", "false"), ("on", "true"), ("On", "true"), ("off", "false"), ("OFF", "false"), ("y", "true"), ("Y", "true"),
      ("n", "false"), ("N", "false"), ("'yes'", "\"yes\""), ("\"true\"", "\"true\""), ("truex", "\"truex\""),
      ("0", "0"), ("-0", "0"), ("+1", "1"), ("12", "12"), ("-12", "-12"), ("1_000", "1000"), ("1__0", "10"),
      ("_1", "\"_1\""), ("017", "15"), ("-017", "-15"), ("0o17", "15"), ("0O17", "15"), ("08", "float 8"),
      ("00", "0"), ("0x1F", "31"), ("-0x10", "-16"), ("0X1f", "31"), ("0xg", "\"0xg\""), ("0x", "\"0x\""),
      ("0b101", "5"), ("-0b11", "-3"), ("0b2", "\"0b2\""), ("0z1", "\"0z1\""),
      ("9223372036854775807", "9223372036854775807"),
      ("-9223372036854775808", "-9223372036854775808"), ("9223372036854775808", "float 9223372036854775808"),
      ("0xFFFFFFFFFFFFFFFF", "float 18446744073709551615"), ("18446744073709551616", "float 18446744073709551616"),
      ("-9223372036854775809", "float -9223372036854775809"), ("1.5", "float 1.5"), ("+1.5", "float 1.5"),
      (".5", "float 0.5"), ("-.5", "float -0.5"), ("5.", "float 5"), ("010.5", "float 10.5"), ("1e3", "float 1e3"),
      ("1.5E-3", "float 1.5e-3"), ("0e5", "float 0e5"), ("1_0.5", "float 10.5"), ("1e400", "\"1e400\""),
      ("-1e400", "\"-1e400\""), ("1e", "\"1e\""), ("1.2.3", "\"1.2.3\""), ("1e3x", "\"1e3x\""), (".", "\".\""),
      ("-", "(list null)"), ("+", "\"+\""), ("1:30", "\"1:30\""), ("190:20:30", "\"190:20:30\""),
      ("2001-12-14", "\"2001-12-14\""), ("2001-12-14T21:59:43Z", "\"2001-12-14T21:59:43Z\""), ("=", "\"=\""),
      ("100m", "\"100m\""), ("1Gi", "\"1Gi\""), ("1.27", "float 1.27"), ("10.0.0.1", "\"10.0.0.1\""), ("<<", "\"<<\""),
      ("!!str 12", "\"12\""), ("!!str", "\"\""), ("!!int \"12\"", "12"), ("!!float 12", "12"),
      ("!!bool \"yes\"", "true"),
      ("!!null ''", "null"), ("!!binary aGVsbG8=", "\"hello\""), ("!!timestamp 2001-12-14", "\"2001-12-14\""),
      ("!foo 12", "\"12\""), ("!!python/object:os.system x", "\"x\""), ("! 12", "12"),
      ("!!str {a: b}", "(object \"a\":\"b\")"),
      ("é", "\"é\""), ("\"a\\x41\\u00e9\\n\"", "\"aAé\\n\""), ("'it''s'", "\"it's\""), ("a b\n c", "\"a b c\""),
      ("a #c", "\"a\""), ("a#c", "\"a#c\""), ("|\n  x\n  y\n", "\"x\\ny\\n\""), (">-\n  x\n  y\n", "\"x y\""),
    ]
    check(words)
    for text in [".inf", "-.inf", "+.Inf", ".nan", ".NaN", "!!float .inf"] {
      #expect(Reading.shown(Reading.yaml("a: \(text)")).contains("FAIL 1:"), "\(text)")
    }
    for text in [
      "!!int abc", "!!bool 12", "!!null x", "!!float abc", "!!binary '?'", "!!binary //4=", "0xFFFFFFFFFFFFFFFFF",
    ] {
      let arena = Reading.yaml("a: \(text)")
      #expect(arena.roots.isEmpty && arena.failures.count == 1, "\(text)")
    }
  }

  @Test func readsCollections() {
    check([
      ("a: 1", "(object \"a\":1)"), ("a:\nb: ", "(object \"a\":null \"b\":null)"),
      (
        "- a\n- b: c\n  d: e\n- - f",
        "(list \"a\" (object \"b\":\"c\" \"d\":\"e\") (list \"f\"))"
      ),
      (
        "a:\n- 1\n- 2\nb: {c: [x, z], 'd': \"z\"}",
        "(object \"a\":(list 1 2) \"b\":(object \"c\":(list \"x\" \"z\") \"d\":\"z\"))"
      ),
      ("[a: b]", "(list (object \"a\":\"b\"))"), ("? a\n? b", "(object \"a\":null \"b\":null)"), ("{}", "(object)"),
      ("[]", "(list)"), ("{\"a\":{\"b\":[1,2]}}", "(object \"a\":(object \"b\":(list 1 2)))"),
    ])
  }

  @Test func turnsKeysIntoStrings() {
    check([
      ("1: a", "(object \"1\":\"a\")"), ("0x10: a", "(object \"16\":\"a\")"), ("on: a", "(object \"true\":\"a\")"),
      ("n: a", "(object \"false\":\"a\")"), ("1.50: a", "(object \"1.5\":\"a\")"), ("1.0: a", "(object \"1\":\"a\")"),
      ("1e20: a", "(object \"1e+20\":\"a\")"), ("0.00001: a", "(object \"1e-05\":\"a\")"),
      ("-.5: a", "(object \"-0.5\":\"a\")"),
      ("2001-01-01: a", "(object \"2001-01-01\":\"a\")"), ("\"1\": a", "(object \"1\":\"a\")"),
      ("!!str 1: a", "(object \"1\":\"a\")"),
      ("100000.0: a", "(object \"100000\":\"a\")"), ("'': a", "(object \"\":\"a\")"),
      ("~: a", "FAIL 1:1 a key must not be null; quote it if a string is meant"),
    ])
    for text in ["[a]: b", "{a: b}: c", "? [a]\n: b", "? - a\n: b", "? ? a\n  : b\n: c", ": a"] {
      let arena = Reading.yaml(text)
      #expect(arena.roots.isEmpty && arena.failures.count == 1, "\(text)")
    }
  }

  @Test func seesDuplicateKeysHoweverTheyAreWritten() {
    let cases: [(String, String)] = [
      ("a: 1\na: 2", "2:1"), ("a: 1\n'a': 2", "2:1"), ("1: a\n\"1\": b", "2:1"), ("on: a\nyes: b", "2:1"),
      ("true: a\n\"true\": b", "2:1"), ("x: {a: 1, b: 2, a: 3}", "1:17"), ("x:\n  - y:\n      a: 1\n      a: 1", "4:7"),
      ("\"\\x61\": 1\na: 2", "2:1"), ("16: a\n0x10: b", "2:1"),
    ]
    for (text, place) in cases {
      let arena = Reading.yaml(text)
      let places = arena.duplicateKeys.map { arena.source.place(of: $0.span.start) }
      #expect(places.map { "\($0.line):\($0.column)" } == [place] && arena.failures.isEmpty, "\(text)")
      // Where a caller has no use for a document that is known in part, it fails as one of JSON does.
      let strict = YAMLReader.read(
        SourceFile(name: "test", text: text), symbols: SymbolTable(), joinsDuplicates: false)
      #expect(Reading.shown(strict).hasPrefix("FAIL \(place) the key "), "\(text)")
    }
    #expect(Reading.shown(Reading.yaml("<<: {a: 1}\n<<: {b: 1}")).hasPrefix("FAIL 2:1 the key "))
    check([
      ("privileged: 1\nPrivileged: 2", "(object \"privileged\":1 \"Privileged\":2)"),
      ("\u{e9}: 1\ne\u{301}: 2", "(object \"\u{e9}\":1 \"e\u{301}\":2)"),
    ])
  }

  @Test func copiesAliases() {
    check([
      ("a: &x 1\nb: *x", "(object \"a\":1 \"b\":*1)"),
      (
        "a: &x {b: [1, {c: 2}]}\nd: *x",
        "(object \"a\":(object \"b\":(list 1 (object \"c\":2))) "
          + "\"d\":*(object \"b\":*(list *1 *(object \"c\":*2))))"
      ),
      ("- &x 1\n- &x 2\n- *x", "(list 1 2 *2)"), ("&k a: 1\nb: *k", "(object \"a\":1 \"b\":*\"a\")"),
      ("- &k a\n- {*k : 1}", "(list \"a\" (object \"a\":1))"),
      ("&a [*a]", "FAIL 1:5 the alias `a` stands inside the value that it names"),
      ("a: *x", "FAIL 1:4 no anchor `x` stands before this alias"),
      ("a: &x 1\n---\nb: *x", "(object \"a\":1) | FAIL 3:4 no anchor `x` stands before this alias"),
    ])
  }

  @Test func mergesKeys() {
    check([
      (
        "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3",
        "(object \"a\":(object \"b\":1 \"c\":2) \"d\":(object \"c\":3 \"b\":*1))"
      ),
      ("<<: [{a: 1, b: 2}, {b: 3, c: 4}]\nd: 5", "(object \"d\":5 \"a\":*1 \"b\":*2 \"c\":*4)"),
      ("<<: {a: {b: [1]}}", "(object \"a\":*(object \"b\":*(list *1)))"), ("<<: []\na: 1", "(object \"a\":1)"),
      ("'<<': 1", "(object \"<<\":1)"), ("<<: {<<: {a: 1}, b: 2}", "(object \"b\":*2 \"a\":*1)"),
    ])
    for text in ["<<: 1", "<<: [1]", "<<:", "<<: [[{a: 1}]]", "a: 1\n<<: {a: 2}"] {
      let shown = Reading.shown(Reading.yaml(text))
      #expect(shown.hasPrefix("FAIL ") && shown.contains("`<<`"), "\(text): \(shown)")
    }
  }

  @Test func readsStreams() {
    check([
      ("", ""), ("\n# c\n", ""), ("---\n", ""), ("---\n---\n", ""), ("--- # c\n...\n", ""), ("--- ~", "null"),
      ("a", "\"a\""),
      ("a: 1\n---\nb: 2", "(object \"a\":1) | (object \"b\":2)"), ("---\na\n---\n\n---\nb\n", "\"a\" | \"b\""),
      ("%YAML 1.1\n---\na\n", "\"a\""), ("%TAG ! tag:yaml.org,2002:\n---\n!str 1\n", "\"1\""),
      ("a\n...\n%YAML 1.1\n---\nb", "\"a\" | \"b\""), ("a\n...\nb", "\"a\" | \"b\""), ("--- a\n--- b", "\"a\" | \"b\""),
      ("a: |\n  x\n  ---\n  y\n", "(object \"a\":\"x\\n---\\ny\\n\")"), ("a\r\n---\r\nb\r\n", "\"a\" | \"b\""),
      ("\u{FEFF}a: 1", "(object \"a\":1)"), ("---a", "\"---a\""), ("# c\n---\na", "\"a\""),
    ])
    let text = "a: 1\n---\nb: 2\n---\nc: [\n---\nd: 4\n---\ne: 5\n"
    let arena = Reading.yaml(text)
    #expect(
      arena.roots.map { ArenaDump.render(arena, $0) }
        == ["(object \"a\":1)", "(object \"b\":2)", "(object \"d\":4)", "(object \"e\":5)"])
    #expect(arena.failures.count == 1)
    #expect(arena.span(arena.roots[3]) == Span(start: 36, end: 40))
  }

  @Test func refusesWhatIsNoYAML() {
    for text in [
      "a: b: c", "a: [", "a: 'x", "\ta: 1", "a: 1\n b: 2", "- a\nb: 1", "a: %", "@x", "a: \u{1}", "a: x\u{0}y",
    ] {
      let arena = Reading.yaml(text)
      #expect(arena.roots.isEmpty && arena.failures.count == 1, "\(text)")
    }
    for bytes: [UInt8] in [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61], [0x61, 0, 0x62, 0], [0, 0, 0xFE, 0xFF]] {
      #expect(Reading.shown(Reading.yaml(bytes)).contains("save it as UTF-8"), "\(bytes)")
    }
    for text in ["a: {{ .Values.x }}\n", "{{- if x }}\na: 1\n{{- end }}\n"] {
      #expect(Reading.shown(Reading.yaml(text)).contains("helm template"), "\(text)")
    }
    let rule = Reading.shown(Reading.yaml("a: \"{{ x }}\"\n<<: {b: 1}\n<<: {c: 1}\n"))
    #expect(rule.hasPrefix("FAIL 3:1 the key `<<` stands twice") && !rule.contains("helm"))
    let arena = Reading.yaml("a: \"{{ x }}\"\n")
    #expect(arena.node(arena.node(arena.roots[0]).first).flags == [.quoted, .template])
  }

  /// Spans count bytes, also behind characters of several bytes; libyaml counts characters.
  @Test func keepsSpans() {
    let cases: [(String, String)] = [
      ("a: 1", "(object@0..4 \"a\"@0..1:1@3..4)"),
      ("é: ü # c\nb: 'x' \n", "(object@0..17 \"é\"@0..2:\"ü\"@4..6 \"b\"@11..12:\"x\"@14..17)"),
      (
        "a:\n  - x\n  - {k: z}\n\n# c\n",
        "(object@0..19 \"a\"@0..1:(list@5..19 \"x\"@7..8 (object@13..19 \"k\"@14..15:\"z\"@17..18)))"
      ),
      ("a: &b !!str 12\n", "(object@0..14 \"a\"@0..1:\"12\"@12..14)"),
      ("a: |\n  x\n\nb:\n", "(object@0..12 \"a\"@0..1:\"x\\n\"@3..8 \"b\"@10..11:null@12..12)"),
    ]
    for (text, expected) in cases {
      let arena = Reading.yaml(text)
      #expect(ArenaDump.render(arena, arena.roots[0], spans: true) == expected, "\(text)")
    }
    let arena = Reading.yaml("é: \"ü\\u00fc\"\r\n---\r\nñ: &x [ö]\r\nb: *x\r\n")
    #expect(arena.roots.count == 2)
    for root in arena.roots {
      let node = arena.node(root)
      #expect(arena.source.text(arena.keySpan(node.first)) == arena.symbols.name(of: arena.node(node.first).key))
    }
    #expect(arena.source.text(arena.span(arena.node(arena.roots[1]).first)) == "[ö]")
  }
}
