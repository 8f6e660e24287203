import MoatSource
import MoatValues
import Testing

@testable import Moat

/// Data sets: each type from the form that JSON and YAML have for it, and nothing else.
@Suite struct DataReaderTests {
  @Test func valuesTakeTheDeclaredType() throws {
    let role = Enumeration(name: "role", members: ["app", "init"])
    let cases: [(text: String, type: MoatValues.`Type`, expected: Constant)] = [
      ("[a, b]", .list(.string), .list([.string("a"), .string("b")])),
      ("{b: 1, a: 2}", .map(.int), .map([.init(key: "b", value: .int(1)), .init(key: "a", value: .int(2))])),
      ("{\"CVE-1\": \"2026-01-02\"}", .map(.date), .map([.init(key: "CVE-1", value: .date(20455))])),
      ("[1.25, \"1.26\"]", .set(.semver), .list([.string("1.25"), .string("1.26")])),
      (
        "[500m, 2, 0.5]", .list(.quantity),
        .list([
          .decimal(.init(mantissa: 5, exponent: -1)), .decimal(.init(mantissa: 2)),
          .decimal(.init(mantissa: 5, exponent: -1)),
        ])
      ),
      ("[high]", .list(.severity), .list([.int(3)])),
      ("init", .enumeration(role), .string("init")),
      ("true", .bool, .bool(true)),
      ("[ghcr.io/acme/]", .set(.imagePrefix), .list([.string("ghcr.io/acme/")])),
    ]
    for (text, type, expected) in cases {
      #expect(
        try DataReader.read(SourceFile(name: "d.yaml", text: text), as: type).get() == expected, "\(text) as \(type)")
    }
  }

  @Test func whatDoesNotFitIsShownAtItsPlace() {
    let cases: [(text: String, type: MoatValues.`Type`, problem: String)] = [
      ("a: 1\nb: x\n", .map(.int), "d.yaml:2:4: a text cannot be a value of this type"),
      ("a: 2026-02-30\n", .map(.date), "d.yaml:1:4: '2026-02-30' is not a date: write YYYY-MM-DD"),
      ("- 1\n- null\n", .list(.int), "d.yaml:2:3: is not of the type"),
      ("a: [\n", .map(.int), "d.yaml:"),
      ("a: 1\n---\nb: 2\n", .map(.int), "d.yaml: holds 2 documents; a data set is one"),
      ("", .map(.int), "d.yaml: holds 0 documents"),
      ("[\"\"]", .set(.imagePrefix), "d.yaml:1:2: "),
      ("[" + String(repeating: "[", count: 100_000), .list(.int), "d.yaml:1:"),
    ]
    for (text, type, expected) in cases {
      guard case .failure(let problem) = DataReader.read(SourceFile(name: "d.yaml", text: text), as: type) else {
        Issue.record("taken: \(text.prefix(20))")
        continue
      }
      #expect("\(problem.path): \(problem.message)".hasPrefix(expected), "\(problem)")
    }
  }
}
