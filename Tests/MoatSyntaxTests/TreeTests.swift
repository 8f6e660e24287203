import MoatSource
import MoatTestSupport
import Testing

@testable import MoatSyntax

/// What the parser makes of each construct.
struct TreeTests {
  private func expression(_ text: String) -> String {
    let (expression, diagnostics) = Parser.parseExpression(SourceFile(name: "x", text: text))
    return diagnostics.isEmpty ? TreeDump.dump(expression) : diagnostics.map(\.message).joined(separator: "; ")
  }

  private func file(_ text: String) -> String {
    let (file, diagnostics) = Parser.parse(SourceFile(name: "x", text: text))
    return diagnostics.isEmpty ? TreeDump.dump(file) : diagnostics.map(\.message).joined(separator: "; ")
  }

  @Test func expressions() {
    let cases: [(String, String)] = [
      // Precedence, loosest first: or, and, not, relation, else, sum, product, minus, path.
      ("a or b and not c == d", "(or a (and b (not (== c d))))"),
      ("a and b or c and d", "(or (and a b) (and c d))"),
      ("a or b or c", "(or (or a b) c)"),
      ("not not a", "(not (not a))"),
      ("a + b * -c - d / e", "(- (+ a (* b (negate c))) (/ d e))"),
      ("a - b - c", "(- (- a b) c)"),
      ("a else b + c else d", "(else (else a (+ b c)) d)"),
      ("a else b == c else d", "(== (else a b) (else c d))"),
      ("-a.b[c](d, e).in", "(negate (field (call (index (field a b) c) d e) in))"),
      ("a-b - c", "(- a-b c)"),
      ("(a or b) and c", "(and (paren (or a b)) c)"),
      ("(a == b) == true", "(== (paren (== a b)) true)"),
      // Relations.
      ("a != b ignoring case", "(!= a b ignoring-case)"),
      ("a <= 1", "(<= a 1)"),
      ("a in [b, c]", "(in a (list b c))"),
      ("a not in b", "(not in a b)"),
      ("not a in b", "(not (in a b))"),
      ("a includes any of b", "(includes any-of a b)"),
      ("a covers all of b ignoring case", "(covers all-of a b ignoring-case)"),
      ("a includes any", "(includes a any)"),
      ("a starts with \"x\"", "(starts with a \"x\")"),
      ("a is not under any of b", "(not is under any-of a b)"),
      ("a is within b", "(is within a b)"),
      ("a exists and b is not missing", "(and (exists a) (not missing b))"),
      ("a is empty or b is written or c is null", "(or (or (empty a) (written b)) (null c))"),
      ("a matches r\"^\\d+\\\"$\"", "(matches a (regex \"^\\\\d+\\\\\\\"$\"))"),
      ("finding.verdict == warn", "(== (field finding verdict) warn)"),
      // The body of a quantifier runs as far as it can.
      ("a and some x in b satisfies c and d or e", "(and a (some (bind x) (in b) (or (and c d) e)))"),
      ("(some x in b satisfies c) and d", "(and (paren (some (bind x) (in b) c)) d)"),
      ("not every x in b where c satisfies d", "(not (every (bind x) (in b) (where c) d))"),
      ("no other k.l x in all satisfies c", "(no other (bind k.l x) (in-all) c)"),
      (
        "some x in same namespace as p.q where c satisfies d",
        "(some (bind x) (in-same namespace (field p q)) (where c) d)"
      ),
      ("exactly 2 x in b satisfies c", "(exactly 2 (bind x) (in b) c)"),
      ("at most most stage s in b satisfies c", "(at-most most (bind stage s) (in b) c)"),
      ("at least n[0].m \"g/K\" k in b satisfies c", "(at-least (field (index n 0) m) (bind \"g/K\" k) (in b) c)"),
      (
        "some x in b where some y in c satisfies d satisfies e",
        "(some (bind x) (in b) (where (some (bind y) (in c) d)) e)"
      ),
      // Lists and literals.
      ("[]", "(list)"), ("[:]", "(map)"), ("[1, 2,]", "(list 1 2)"), ("[a: 1, \"b\": [:],]", "(map a: 1 \"b\": (map))"),
      (
        "[e.name for env e in c.env where e exists]",
        "(comprehension (field e name) (bind env e) (in (field c env)) (exists e))"
      ),
      (
        "[1.5, 500m, 2Gi, 30d, 1h30min, 2027-03-31, true, 5m, 1.5k]",
        "(list (decimal 1.5) (quantity 500m) (quantity 2Gi) (duration 30d) (duration 1h30min) (date 2027-03-31) true "
          + "(quantity 5m) (quantity 1.5k))"
      ),
      (#"'it\'s' + "\"\\\n\t\u{e9}""#, #"(+ "it's" "\"\\\u{a}\u{9}\u{e9}")"#),
      ("r", "r"),
    ]
    for (text, dump) in cases { #expect(expression(text) == dump, "\(text)") }
  }

  @Test func declarations() {
    let cases: [(String, String)] = [
      (
        "policy a.b-c version \"1\" import x.y as z import crd \"f\"",
        "(policy a.b-c \"1\")\n(import x.y z)\n(import-crd \"f\")\n"
      ),
      ("data a: map<string, set<int>?>?", "(data a (map string (set int)?)?)\n"),
      ("let a: set<set<int>>= [1]", "(let a (set (set int)) (list 1))\n"),
      (
        "define f(): bool = true define g(a: x.y, b: int?): c = a",
        "(define f () bool true)\n(define g ((arg a x.y) (arg b int?)) c a)\n"
      ),
      ("## one\n# not this\n##  two\nlet a = 1", "(let (doc \"one\\u{a} two\") a 1)\n"),
      ("## far away\n\nlet a = 1 ## behind\nlet b = 2", "(let a 1)\n(let b 2)\n"),
      (
        "profile p { include tag a exclude control b.c \"1\" include control d include x.* enforce audit }",
        "(profile p () (include (tag a)) (exclude (control b.c \"1\")) (include (control d)) (include x.*) "
          + "(enforce audit))\n"
      ),
      ("waive a, b.* { until 2027-03-31 where c }", "(waive (a b.*) (until 2027-03-31) (where c))\n"),
      (
        "rule a { effective 2027-01-01 tags [x, y,] for port p in \"g/K\" k where q require a warn when b unless c\n"
          + "severity high fix add 1 to p.q deny when d remedy \"{{{a}}}\" at p[0] }",
        "(rule a (effective 2027-01-01) (tags x y) (for (bind port p) (bind \"g/K\" k) (where q)) "
          + "(group (require a) (warnWhen b (unless c)) (severity high) (fix-add 1 (field p q))) "
          + "(group (denyWhen d) (remedy \"{\" (hole a) \"}\") (at (index p 0))))\n"
      ),
      (
        "test \"t\" for r { given yaml file \"x\" given json \"\"\"\n    {\n      a\n\n    }\n    \"\"\"\n"
          + "with a.b = 1 expect fail 2 at \"p\" line 3 message \"m\" expect pass "
          + "given d \"\"\"x\"\"\" expect waived }",
        "(test \"t\" r (case (given-file yaml \"x\") (given json \"{\\u{a}  a\\u{a}\\u{a}}\\u{a}\") "
          + "(with (field a b) 1) (expect fail 2 (at \"p\") (line 3) (message \"m\")) (expect pass)) "
          + "(case (given d \"x\") (expect waived)))\n"
      ),
    ]
    for (text, dump) in cases { #expect(file(text) == dump, "\(text)") }
  }

  @Test func aByteOrderMarkIsPassed() {
    let source = SourceFile(name: "x", bytes: [0xEF, 0xBB, 0xBF] + Array("let a = 1".utf8))
    #expect(Parser.parse(source).diagnostics.isEmpty)
  }

  @Test func spansPointIntoTheFile() throws {
    let text = MarkedText(
      "rule a {\n  for b\n  require 1️⃣c.d == [1]2️⃣\n  message \"é \\\" {3️⃣c.name4️⃣} {{}}\"\n}\n"
        + "5️⃣let e: set<int6️⃣>= [1]")
    let source = text.source()
    let (file, diagnostics) = Parser.parse(source)
    #expect(diagnostics.isEmpty)
    func range(_ first: Int, _ second: Int) -> Span {
      Span(start: text.offsets[first] ?? 0, end: text.offsets[second] ?? 0)
    }
    guard case .rule(let rule) = file.declarations.first, let group = rule.groups.first,
      case .message(let template) = group.outcomes.first?.content, case .hole(let hole) = template.parts[1],
      case .constant(let constant) = file.declarations.last
    else {
      Issue.record("another tree: \(TreeDump.dump(file))")
      return
    }
    #expect(group.checks.first?.condition.span == range(1, 2))
    #expect(hole.span == range(3, 4))
    #expect(source.text(rule.span).hasPrefix("rule a {"))
    #expect(source.text(rule.span).hasSuffix("\n}"))
    #expect(constant.span.start == text.offsets[5])
    #expect(constant.type.map { source.text($0.span) } == "set<int>")
  }

  @Test func aLongStringSaysWhatItsLinesLost() {
    let text = "test \"t\" for r {\n  given yaml \"\"\"\n      a: 1\n    b\r\n    \"\"\"\n  expect pass\n}\n"
    let file = Parser.parse(SourceFile(name: "x", text: text)).file
    guard case .test(let test) = file.declarations.first,
      case .text(let literal, let indentation) = test.cases.first?.given.first?.content
    else {
      Issue.record("another tree")
      return
    }
    #expect(Array(literal.text.utf8) == Array("  a: 1\nb\r\n".utf8))
    #expect(indentation == 4)
  }
}
