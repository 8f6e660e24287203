import MoatDocument
import MoatSource
import Testing

struct PathTests {
  private let text = """
    spec:
      containers:
      - name: app
        securityContext:
          "a.b/c": 1
        ports:
        - {containerPort: 80, protocol: TCP}
        - {containerPort: 80, protocol: UDP}
        - {name: none}
      - name: "x y"
        env: [{name: A, value: 1}, [2]]
    "": {"q\\"\\n": 3}
    """

  @Test func rendersAndResolvesEachNode() {
    let arena = Reading.yaml(text)
    #expect(arena.failures.isEmpty)
    var paths: [String] = []
    var work = arena.roots
    while let index = work.popLast() {
      let path = DocumentPath.render(arena, index)
      #expect(DocumentPath.resolve(arena, from: arena.roots[0], path) == index, "\(path)")
      paths.append(path)
      let node = arena.node(index)
      if node.kind.holdsChildren { work += (node.first..<node.first + node.count).reversed() }
    }
    for path in [
      "", "spec", "spec.containers", "spec.containers[0].securityContext[\"a.b/c\"]", "spec.containers[1].env[1][0]",
      "[\"\"][\"q\\\"\\n\"]",
    ] {
      #expect(paths.contains(path), "\(path)")
    }
    for path in ["nothing", "spec[0]", "spec.containers[2]", "spec.containers[x]", "spec.", "spec.containers[", "[\"a"]
    {
      #expect(DocumentPath.resolve(arena, from: arena.roots[0], path) == nil, "\(path)")
    }
  }

  @Test func namesElementsByTheirKeys() {
    let arena = Reading.yaml(text)
    let keys = ListKeys(["containers": ["name"], "ports": ["containerPort", "protocol"], "env": ["name"]])
    let cases = [
      ("spec.containers[0].securityContext", "spec.containers[name=app].securityContext"),
      ("spec.containers[0].ports[0]", "spec.containers[name=app].ports[containerPort=80,protocol=TCP]"),
      ("spec.containers[0].ports[2].name", "spec.containers[name=app].ports[2].name"),
      ("spec.containers[1].env[0].value", "spec.containers[name=\"x y\"].env[name=A].value"),
      ("spec.containers[1].env[1][0]", "spec.containers[name=\"x y\"].env[1][0]"),
    ]
    for (path, expected) in cases {
      let node = DocumentPath.resolve(arena, from: arena.roots[0], path)
      #expect(node.map { DocumentPath.renderNamed(arena, $0, keys: keys) } == expected)
    }
  }

  @Test func comparesDeeply() {
    let cases: [(String, String, Bool)] = [
      ("{\"a\":1,\"b\":[1,2]}", "b: [1, 2]\na: 1", true), ("[1,2]", "[2,1]", false), ("{\"a\":1}", "a: 2", false),
      ("{\"a\":1}", "b: 1", false), ("{\"a\":1}", "{a: 1, b: 2}", false), ("null", "--- ~", true), ("1", "'1'", false),
      ("1.50", "1.50", true), ("1.5", "1.50", false), ("1", "1.0", false), ("\"\"", "''", true), ("true", "yes", true),
      ("\"\u{e9}\"", "e\u{301}", false), ("{\"\u{e9}\":1}", "e\u{301}: 1", false), ("[[]]", "[{}]", false),
    ]
    for (json, yaml, expected) in cases {
      let first = Reading.json(json)
      let second = Reading.yaml(yaml)
      #expect(NodeEquality.equal(first.roots[0], in: first, second.roots[0], in: second) == expected, "\(json) \(yaml)")
      #expect(NodeEquality.equal(first.roots[0], in: first, first.roots[0], in: first), "\(json)")
    }
    let many = (0..<100).map { "\"k\($0)\":\($0)" }
    let first = Reading.json("{" + many.joined(separator: ",") + "}")
    let second = Reading.json("{" + many.reversed().joined(separator: ",") + "}")
    #expect(NodeEquality.equal(first.roots[0], in: first, second.roots[0], in: second))
    let one = Reading.json("1")
    let float = Reading.json("1.0")
    #expect(NodeEquality.equal(one.roots[0], in: one, float.roots[0], in: float) { _, _ in true })
  }

  @Test func showsNodesShortly() {
    let arena = Reading.json("{\"a\": [1, \"x\", null, {\"b\": 1.5}], \"c\": {}}")
    #expect(NodeText.render(arena, arena.roots[0]) == "{\"a\": [1, \"x\", null, {\"b\": 1.5}], \"c\": {}}")
    #expect(NodeText.render(arena, arena.roots[0], limit: 9) == "{\"a\": [1,…")
    let long = Reading.json("[\"" + String(repeating: "é", count: 100_000) + "\"]")
    #expect(NodeText.render(long, long.roots[0], limit: 10) == "[\"éééé…")
    #expect(NodeText.render(long, long.roots[0], limit: 0) == "…")
  }

  @Test func detectsTheFormat() {
    let cases: [(String, String, DocumentFormat, String)] = [
      ("a.json", "a: 1", .detect, "FAIL 1:1 expected a value, found `a`"),
      ("a.yaml", "a: 1", .detect, "(object \"a\":1)"),
      ("-", " {\"a\": yes}", .detect, "(object \"a\":true)"),
      ("-", "{\"a\":1e400}", .detect, "(object \"a\":float 1e400)"),
      ("-", "[1,", .detect, "FAIL 1:4 a value is missing: the text ends here"), ("a.json", "1", .yaml, "1"),
      ("a.JSON", "[1]x", .detect, "FAIL 1:4 unexpected `x` after the end of the JSON text"),
      ("-", "[1]", .json, "(list 1)"),
    ]
    for (name, text, format, expected) in cases {
      let source = SourceFile(name: name, text: text)
      let arena = DocumentReader.read(source, symbols: SymbolTable(), format: format)
      #expect(Reading.shown(arena) == expected, "\(name) \(text)")
    }
  }

  @Test func internsByBytes() {
    let base = SymbolTable()
    let names = (0..<5000).map { "key\($0)" }
    let ids = names.map { base.intern($0) }
    #expect(ids == (0..<5000).map { UInt32($0) })
    let table = SymbolTable(base: base)
    #expect(names.map { table.intern($0) } == ids)
    #expect(table.intern("\u{e9}") == 5000 && table.intern("e\u{301}") == 5001 && table.intern("") == 5002)
    #expect(table.intern("") == 5002 && table.count == 5003 && base.count == 5000)
    #expect(table.name(of: 17) == "key17" && table.name(of: 5001).utf8.count == 3 && table.name(of: 9999) == "")
    #expect(table.lookup(Array("other".utf8)) == nil && base.lookup(Array("\u{e9}".utf8)) == nil)
  }
}
