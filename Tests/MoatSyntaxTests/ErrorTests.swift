import MoatSource
import MoatTestSupport
import Testing

@testable import MoatSyntax

/// One error: its code, the marker at which it stands, and its message with its help.
struct ExpectedError {
  var code: String
  var marker: Int
  var message: String
  var help: String?

  init(_ code: String, _ marker: Int, _ message: String, help: String? = nil) {
    self.code = code
    self.marker = marker
    self.message = message
    self.help = help
  }
}

/// Each error stands at its place, says what is wrong and, where it can, how to mend it.
struct ErrorTests {
  /// The differences between the errors of a marked text and the expected ones.
  static func differences(_ marked: String, _ expected: [ExpectedError]) -> [String] {
    let text = MarkedText(marked)
    let diagnostics = Parser.parse(text.source()).diagnostics
    var result: [String] = []
    for (index, wanted) in expected.enumerated() {
      guard index < diagnostics.count else {
        result.append("missing \(wanted.code): \(wanted.message)")
        continue
      }
      let found = diagnostics[index]
      if found.code != wanted.code || found.message != wanted.message || found.span.start != text.offsets[wanted.marker]
      {
        result.append(
          "expected \(wanted.code) at marker \(wanted.marker) (\(text.offsets[wanted.marker] ?? 0)): "
            + "\(wanted.message); found \(found.code) at \(found.span.start): \(found.message)")
      }
      if let help = wanted.help, found.help != help {
        result.append("\(wanted.code): expected the help `\(help)`, found `\(found.help ?? "none")`")
      }
    }
    for extra in diagnostics.dropFirst(expected.count) { result.append("extra \(extra.code): \(extra.message)") }
    return result.map { "\($0)\n\(marked)" }
  }

  /// A rule around a condition.
  static func condition(_ text: String) -> String { "rule a {\n  for pod p\n  require \(text)\n}\n" }

  private func check(_ cases: [(String, [ExpectedError])]) {
    for (text, expected) in cases {
      let differences = Self.differences(text, expected)
      #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }
  }

  @Test func characters() {
    check([
      ("let a = 1️⃣@@", [.init("M0003", 1, "`@@` has no meaning here")]),
      (
        "let a = 1️⃣“x2️⃣”",
        [
          .init("M0003", 1, "`“` has no meaning here", help: "write strings in straight quotes: `\"…\"`"),
          .init("M0003", 2, "`”` has no meaning here"),
        ]
      ),
      (
        "let a = \"1️⃣\u{202E}x\"",
        [.init("M0004", 1, "U+202E reorders the text around it, so that the policy does not read as it acts")]
      ),
      ("let a = \"1️⃣\0\u{1}x\"", [.init("M0005", 1, "a control character stands here")]),
      ("let a = 1️⃣\"x\nlet b = 1", [.init("M0006", 1, "the string does not end on its line")]),
      ("let a = 1️⃣'x\\'\nlet b = 1", [.init("M0006", 1, "the string does not end on its line")]),
      (
        "test \"t\" for a {\n  given yaml 1️⃣\"\"\"\n    a\n}\nlet b = 2️⃣",
        [
          .init("M0007", 1, "the text in triple quotes does not end"),
          .init("M0020", 2, "expected a value, found the end of the file"),
        ]
      ),
      ("let a = 1️⃣r\"x\nlet b = 1", [.init("M0008", 1, "the regular expression does not end on its line")]),
      ("let a = \"x1️⃣\\d2️⃣\\é\"", [.init("M0009", 1, "`\\d` is no escape"), .init("M0009", 2, "`\\é` is no escape")]),
      (
        "let a = \"1️⃣\\u{110000} 2️⃣\\u{D800} 3️⃣\\u{} 4️⃣\\u12 \\u{10FFFF}\"",
        (1...4).map { .init("M0010", $0, "this escape names no character") }
      ),
      ("let a = 5 1️⃣&& 6", [.init("M0016", 1, "`&&` is no operator", help: "write `and`")]),
      ("let a = 1️⃣!b", [.init("M0016", 1, "`!` is no operator", help: "write `not`")]),
      ("let a = 1\n1️⃣// why\nlet b = 2", [.init("M0017", 1, "`//` begins no comment")]),
    ])
  }

  @Test func numbers() {
    let mends: [(String, String, String)] = [
      (
        "5x", "x",
        "quantities end in n u m k M G T P E Ki Mi Gi Ti Pi Ei; durations in ms s min h d; "
          + "a name cannot begin with a digit"
      ),
      ("1h5m", "h5m", "`m` is milli; write `1h5min` for minutes"),
      ("5GB", "GB", "write `5G` or `5Gi`"),
      ("64K", "K", "write `64k` (1000) or `64Ki` (1024)"),
      ("10mins", "mins", "write `10min`"),
      ("2w", "w", "write it in days, such as `30d`"),
      ("1.5h", "h", "a duration counts whole units: write it in smaller ones, such as `1h30min`"),
      ("1e3", "e3", "write the number out in decimal digits"),
    ]
    for (text, suffix, help) in mends {
      let differences = Self.differences(
        "let a = 1️⃣\(text)", [.init("M0011", 1, "`\(suffix)` is no unit", help: help)])
      #expect(differences.isEmpty, "\(differences)")
    }
    for text in ["5-3", "2027-3-1", "2027-03-31-1", "2027-03-310"] {
      let differences = Self.differences(
        "let a = 1️⃣\(text)", [.init("M0012", 1, "this is neither a date nor a subtraction")])
      #expect(differences.isEmpty, "\(differences)")
    }
    check([
      (
        "test \"t\" for a { given yaml file \"x\" expect fail 1️⃣10000000000 line 2️⃣99999999999999999999 }",
        [
          .init("M0030", 1, "this number is larger than 1000000000"),
          .init("M0030", 2, "this number is larger than 1000000000"),
        ]
      )
    ])
  }

  @Test func longStrings() {
    func test(_ text: String) -> String { "test \"t\" for a {\n  given yaml \(text)\n  expect pass\n}\n" }
    check([
      (
        test("\"\"\"1️⃣ a\n    b\n    \"\"\""),
        [.init("M0013", 1, "a text in triple quotes of several lines begins on the line after them")]
      ),
      (
        test("\"\"\"\n    a1️⃣\"\"\""),
        [.init("M0014", 1, "the closing `\"\"\"` of several lines stand on a line of their own")]
      ),
      (
        test("\"\"\"\n    a\n1️⃣   b\n    \"\"\""),
        [.init("M0015", 1, "this line is indented less than the closing `\"\"\"`")]
      ),
      (
        test("\"\"\"\n1️⃣    a\n\t\"\"\""),
        [.init("M0015", 1, "this line is indented less than the closing `\"\"\"`")]
      ),
    ])
  }

  @Test func declarations() {
    check([
      (
        "1️⃣rul a { }\nlet b = 1",
        [.init("M0024", 1, "expected a declaration, found `rul`", help: "did you mean `rule`?")]
      ),
      ("1️⃣}", [.init("M0024", 1, "expected a declaration, found `}`")]),
      ("let 1️⃣in: int = 1", [.init("M0021", 1, "`in` is a word of the grammar and cannot name a constant")]),
      ("let a: int 1️⃣5", [.init("M0020", 1, "expected `=`, found a whole number")]),
      ("define a(x1️⃣) : bool = true", [.init("M0020", 1, "expected `:` and the type of the argument, found `)`")]),
      ("data a: set<int 1️⃣let b = 1", [.init("M0020", 1, "expected `>`, found `let`")]),
      ("policy a.b version 1️⃣1", [.init("M0020", 1, "expected the version as a string, found a whole number")]),
      ("let a = 1\n1️⃣import b\n", [.init("M0026", 1, "`import` stands before the declarations")]),
      ("import b\n1️⃣policy a version \"1\"\n", [.init("M0026", 1, "`policy` stands first in its file")]),
      (
        "policy a version \"1\"\n1️⃣policy b version \"1\"",
        [.init("M0028", 1, "a file has one `policy` only")]
      ),
    ])
  }

  @Test func partsThatAreMissing() {
    check([
      ("rule 1️⃣a { severity high }", [.init("M0027", 1, "rule `a` has no subject")]),
      ("rule 1️⃣a { for pod p }", [.init("M0027", 1, "rule `a` has no check")]),
      ("1️⃣waive a { }", [.init("M0027", 1, "the waiver has no clause")]),
      ("test 1️⃣\"t\" for a { }", [.init("M0027", 1, "the test has no case")]),
    ])
  }

  @Test func clausesOfWaiversProfilesAndTests() {
    check([
      (
        "waive a {\n  1️⃣owned \"x\"\n  until 2️⃣\"soon\"\n  owner \"y\"\n}",
        [
          .init("M0025", 1, "`owned` begins no clause of a waiver", help: "did you mean `owner`?"),
          .init("M0020", 2, "expected a date such as `2027-03-31`, found a string"),
        ]
      ),
      (
        "profile p {\n  enforce 1️⃣wran\n  include a.*\n  2️⃣require x\n}",
        [
          .init("M0020", 1, "expected `deny`, `warn` or `audit`, found `wran`", help: "did you mean `warn`?"),
          .init("M0025", 2, "`require` begins no clause of a profile"),
        ]
      ),
      (
        "test \"t\" for a {\n  given yaml file \"x\"\n  expect 1️⃣failed\n  expect pass\n}",
        [
          .init("M0020", 1, "expected a verdict, found `failed`")
        ]
      ),
      (
        "test \"t\" for a {\n  given yaml file \"x\"\n1️⃣}",
        [.init("M0031", 1, "expected `expect`, found `}`")]
      ),
    ])
  }

  @Test func clausesOfRules() {
    check([
      (
        "rule a {\n  1️⃣sevrity high\n  for pod p\n  deny 2️⃣p.x\n  require 3️⃣when p.x\n"
          + "  message 4️⃣5\n  deny when p.y\n}",
        [
          .init("M0025", 1, "`sevrity` begins no clause of a rule", help: "did you mean `severity`?"),
          .init("M0020", 2, "expected `when`, found `p`", help: "write `deny when …`"),
          .init("M0020", 3, "expected what is required, found `when`", help: "`require` takes no `when`"),
          .init("M0020", 4, "expected a string, found a whole number"),
        ]
      ),
      (
        "rule a {\n  1️⃣message \"m\"\n  for pod p\n  2️⃣at p\n  require p\n}",
        [
          .init("M0029", 1, "`message` belongs to the checks above it, and there is none"),
          .init("M0029", 2, "`at` belongs to the checks above it, and there is none"),
        ]
      ),
      (
        "rule a {\n  1️⃣let y = 1\n  param x: int\n  2️⃣title \"t\"\n  for pod p\n  3️⃣param z: int\n"
          + "  require p\n  4️⃣let q = 1\n  5️⃣for pod q\n}",
        [
          .init("M0026", 1, "`let` stands after `for`, or outside of the rule"),
          .init("M0026", 2, "`title` stands before `param`"),
          .init("M0026", 3, "`param` stands before `for`"),
          .init("M0026", 4, "`let` stands before the checks"),
          .init("M0028", 5, "a rule has one `for` only"),
        ]
      ),
      (
        "rule a {\n  for pod 1️⃣some in deployment d\n  require some 2️⃣all in p.x satisfies true\n}",
        [
          .init("M0021", 1, "`some` is a word of the grammar and cannot name an element"),
          .init("M0021", 2, "`all` is a word of the grammar and cannot name an element"),
        ]
      ),
      (
        "rule a {\n  for pod p\n  require p.x\n\n1️⃣rule b {\n  for pod p\n  require p.y\n}\n",
        [.init("M0020", 1, "expected `}`, found `rule`")]
      ),
      (
        "rule a {\n  for pod p\n  require 1️⃣and\n}\nrule b {\n  for pod p\n  require p.x 2️⃣p.y\n}\nlet c = 3️⃣]\n",
        [
          .init("M0020", 1, "expected a value, found `and`"),
          .init("M0025", 2, "`p` begins no clause of a rule"),
          .init("M0020", 3, "expected a value, found `]`"),
        ]
      ),
    ])
  }

  @Test func expressions() {
    let cases: [(String, ExpectedError)] = [
      (
        "p.x == 1️⃣some y in p.z satisfies y",
        .init("M0050", 1, "a quantifier that is part of a value stands in parentheses")
      ),
      ("p.a else 1️⃣not p.b", .init("M0054", 1, "`not` inside a value stands in parentheses")),
      ("p.a == p.b 1️⃣== p.c", .init("M0051", 1, "relations do not chain")),
      ("p.a exists 1️⃣in p.c", .init("M0051", 1, "relations do not chain")),
      (
        "p.a is missing 1️⃣ignoring case",
        .init("M0052", 1, "`ignoring case` belongs to a comparison, and this compares nothing")
      ),
      ("p.a 1️⃣= 1", .init("M0053", 1, "`=` gives a name its value", help: "write `==` to compare")),
      (
        "p.a is 1️⃣5",
        .init(
          "M0020", 1, "expected `missing`, `empty`, `written`, `null`, `under` or `within`, found a whole number",
          help: "to compare values, write `==`")
      ),
      ("p.a not 1️⃣p.b", .init("M0020", 1, "expected `in`, found `p`")),
      ("p.a starts 1️⃣\"x\"", .init("M0020", 1, "expected `with`, found a string")),
      ("some x in p.y 1️⃣: x.z", .init("M0020", 1, "expected `satisfies`, found `:`")),
      ("some x of 1️⃣p.y satisfies x", .init("M0020", 1, "expected `in`, found `p`")),
      ("at 1️⃣last 2 x in p.y satisfies x", .init("M0020", 1, "expected `least` or `most`, found `last`")),
      (
        "exactly 1️⃣\"2\" x in p.y satisfies x",
        .init("M0020", 1, "expected a number or the name of one, found a string")
      ),
      ("some x in same namespace 1️⃣p satisfies x", .init("M0020", 1, "expected `as`, found `p`")),
      ("(p.x1️⃣]", .init("M0020", 1, "expected `)`, found `]`")),
      ("f(p.x1️⃣]", .init("M0020", 1, "expected `,` or `)`, found `]`")),
      ("p.x in [1 1️⃣2]", .init("M0020", 1, "expected `,` or `]`, found a whole number")),
      ("p[1️⃣]", .init("M0020", 1, "expected a value, found `]`")),
      ("[a: 11️⃣; b: 2] == p", .init("M0003", 1, "`;` has no meaning here")),
      ("[x for y in z 1️⃣if x] == p", .init("M0020", 1, "expected `where` or `]`, found `if`")),
    ]
    for (text, expected) in cases {
      let differences = Self.differences(Self.condition(text), [expected])
      #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }
    // The end of the block cannot be a field, and stands on the next line.
    let differences = Self.differences(
      "rule a {\n  for pod p\n  require p.\n1️⃣}\n",
      [.init("M0020", 1, "expected the name of a field, found `}`")])
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
  }

  @Test func messages() {
    func rule(_ message: String) -> String { "rule a {\n  for pod p\n  require p\n  message \(message)\n}\n" }
    check(
      [
        (rule("\"a 1️⃣{p.name\""), [.init("M0070", 1, "the hole has no `}`")]),
        (rule("\"a 1️⃣{p {p}\""), [.init("M0070", 1, "the hole has no `}`")]),
        (rule("\"a 1️⃣} b\""), [.init("M0071", 1, "this `}` closes no hole")]),
        (rule("\"a 1️⃣{ } b\""), [.init("M0072", 1, "the hole is empty")]),
        (
          rule("\"é {p 1️⃣p} 2️⃣\\q\""),
          [
            .init("M0020", 1, "expected an operator or the end, found `p`"), .init("M0009", 2, "`\\q` is no escape"),
          ]
        ),
        (rule("\"{p.1️⃣}\""), [.init("M0020", 1, "expected the name of a field, found the end of the hole")]),
        (rule("\"{p 1️⃣# c}\""), [.init("M0003", 1, "`#` has no meaning here")]),
        (rule("\"{1️⃣5x}\""), [.init("M0011", 1, "`x` is no unit")]),
      ])
  }

  @Test func whatStandsAroundAnErrorIsRead() {
    let text = """
      rule a {
        severity high
        for pod p
        require p.x ==
        message "one"
        deny when p.y
        message "two"
      }
      let broken = [1,
      rule b {
        for pod p
        require p.x
      }
      """
    let (file, diagnostics) = Parser.parse(SourceFile(name: "x", text: text))
    #expect(diagnostics.count == 2)
    let expected = """
      (rule a (severity high) (for (bind pod p)) (group (require (invalid)) (message "one")) \
      (group (denyWhen (field p y)) (message "two")))
      (let broken (invalid))
      (rule b (for (bind pod p)) (group (require (field p x))))

      """
    #expect(TreeDump.dump(file) == expected)
  }

  @Test func everyMessageHasItsOwnCode() throws {
    let path = Files.packageRoot() + "/Sources/MoatSyntax/Parser/Messages.swift"
    let text = try #require(Files.text(path))
    let codes = text.split(separator: "\"").map(String.init).filter { $0.hasPrefix("M0") && $0.utf8.count == 5 }
    #expect(codes.count > 30)
    #expect(Set(codes).count == codes.count)
    #expect(codes == codes.sorted())
  }
}
