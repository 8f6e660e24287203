import MoatDocument
import Testing

@testable import MoatValues

@Suite struct ValueOrderTests {
  private func decimal(_ text: String) -> Value { .decimal(Decimal.parse(text).value ?? Decimal(mantissa: 0)) }

  @Test func comparesScalars() {
    let scratch = Scratch()
    let a = scratch.text("a")
    let cases: [(Value, Value, String)] = [
      (.int(1), .int(1), "bool true"), (.int(1), decimal("1.0"), "bool true"), (.int(1), decimal("1.5"), "bool false"),
      (.bool(true), .bool(true), "bool true"), (.bool(true), .bool(false), "bool false"),
      (.int(1), .bool(true), "?wrongType"),
      (a, scratch.text("a"), "bool true"), (a, scratch.text("b"), "bool false"), (a, .int(1), "?wrongType"),
      (scratch.text("é"), scratch.text("e\u{301}"), "bool false"), (.date(1), .date(1), "bool true"),
      (.date(1), .duration(1), "?wrongType"), (.missing, .missing, "bool true"), (.missing, .int(1), "?wrongType"),
      (.undetermined(.template), .int(1), "?template"), (.int(1), .undetermined(.overflow), "?overflow"),
      (Value(tag: .string), scratch.text(""), "bool true"),
    ]
    for (left, right, expected) in cases {
      #expect(brief(ValueOrder.equal(left, right)) == expected, "\(brief(left)) \(brief(right))")
    }
    #expect(ValueOrder.compare(a, scratch.text("ab")) == -1)
    #expect(ValueOrder.compare(scratch.text("Z"), a) == -1)
    #expect(ValueOrder.compare(scratch.text("z"), scratch.text("é")) == -1)
    #expect(ValueOrder.compare(.int(.max), decimal("1e19")) == -1)
    #expect(ValueOrder.compare(.duration(5), .duration(-5)) == 1)
    #expect(ValueOrder.compare(a, .int(1)) == nil)
    #expect(ValueOrder.hash(.int(10)) == ValueOrder.hash(decimal("1e1")))
    #expect(ValueOrder.hash(a) == ValueOrder.hash(scratch.text("a")))
    #expect(ValueOrder.hash(a) != ValueOrder.hash(scratch.text("b")))
  }

  @Test func comparesByTheRulesOfTypes() {
    let scratch = Scratch()
    let cases: [(String, String, Comparison, String)] = [
      ("1.25", "v1.25.0", .version, "bool true"), ("1.25", "x", .version, "?unparsable"),
      ("/a/../b", "/b", .path, "bool true"),
      ("10.1.1.1/8", "10.0.0.0/8", .network, "bool true"),
      ("nginx", "docker.io/library/nginx", .imageReference, "bool true"),
      ("ABC", "abc", .ignoringCase, "bool true"), ("ABC", "abc", .plain, "bool false"),
      ("S3:Get", "s3:get", .actionPattern, "bool true"),
      ("", "/", .path, "?unparsable"),
    ]
    for (left, right, comparison, expected) in cases {
      let answer = ValueOrder.equal(scratch.text(left), scratch.text(right), by: comparison)
      #expect(brief(answer) == expected, "\(left) \(right) by \(comparison)")
    }
    #expect(brief(ValueOrder.compare(scratch.text("1.9"), scratch.text("1.10"), by: .version)) == "int -1")
    #expect(brief(ValueOrder.compare(scratch.text("1.9"), scratch.text("1.10"), by: .plain)) == "int 1")
    #expect(brief(ValueOrder.compare(scratch.text("x"), scratch.text("1.10"), by: .version)) == "?unparsable")
    #expect(Comparison(.optional(.semver)) == .version)
  }

  @Test func findsElementsByKleene() {
    let scratch = Scratch()
    let list = scratch.list([.int(1), .undetermined(.template), .int(3)])
    #expect(brief(ValueOrder.contains(list, .int(3))) == "bool true")
    #expect(brief(ValueOrder.contains(list, .int(4))) == "?template")
    #expect(brief(ValueOrder.contains(scratch.list([.int(1)]), .int(4))) == "bool false")
    #expect(brief(ValueOrder.contains(scratch.list([]), .int(4))) == "bool false")
    #expect(brief(ValueOrder.contains(.int(1), .int(1))) == "?wrongType")
    let set = documents([.list([.string("a"), .int(2), .null])])
    #expect(brief(ValueOrder.contains(.node(1, unit: 0), scratch.text("a"), in: set)) == "bool true")
    #expect(brief(ValueOrder.contains(.node(1, unit: 0), .int(7), in: set)) == "?wrongType")
    let nulls = documents([.list([.string("a"), .null])])
    #expect(brief(ValueOrder.contains(.node(1, unit: 0), scratch.text("b"), in: nulls)) == "?nullElement")
    let names = documents([
      .list([.string("a"), .template("{{ x }}"), .string("A")]), .list([.string("1Gi"), .string("x")]),
    ])
    let list0 = Value.node(1, unit: 0)
    let list1 = Value.node(1, unit: 1)
    #expect(brief(ValueOrder.contains(list0, scratch.text("b"), elements: .name, in: names)) == "?template")
    #expect(brief(ValueOrder.contains(list0, scratch.text("A"), elements: .name, in: names)) == "bool true")
    #expect(brief(ValueOrder.contains(list0, scratch.text("b"), elements: .text, in: names)) == "bool false")
    #expect(brief(ValueOrder.contains(list1, decimal("1073741824"), elements: .quantity, in: names)) == "bool true")
    #expect(brief(ValueOrder.contains(list1, decimal("1"), elements: .quantity, in: names)) == "?unparsable")
    let folded = ValueOrder.contains(scratch.list([scratch.text("Ab")]), scratch.text("aB"), by: .ignoringCase)
    #expect(brief(folded) == "bool true")
  }

  @Test func comparesDocuments() {
    let probe: Tree = .object([("port", .int(80)), ("path", .string("/")), ("list", .list([.int(1), .float("2.5")]))])
    let same: Tree = .object([
      ("list", .list([.float("1.0"), .float("2.50")])), ("path", .string("/")), ("port", .int(80)),
    ])
    let different: [Tree] = [
      .object([("port", .int(81)), ("path", .string("/")), ("list", .list([.int(1), .float("2.5")]))]),
      .object([("port", .string("80")), ("path", .string("/")), ("list", .list([.int(1), .float("2.5")]))]),
      .object([("port", .int(80)), ("path", .string("/")), ("list", .list([.float("2.5"), .int(1)]))]),
      .object([("port", .int(80)), ("path", .string("/"))]), .object([]), .list([]),
      .object([("port", .int(80)), ("path", .null), ("list", .list([.int(1), .float("2.5")]))]),
      .object([("port", .int(80)), ("Path", .string("/")), ("list", .list([.int(1), .float("2.5")]))]),
    ]
    let set = documents([probe, same] + different)
    #expect(brief(ValueOrder.equal(.node(1, unit: 0), .node(1, unit: 1), in: set)) == "bool true")
    #expect(brief(ValueOrder.equal(.node(1, unit: 0), .node(1, unit: 0), in: set)) == "bool true")
    for index in different.indices {
      let other = Value.node(1, unit: UInt32(index + 2))
      #expect(brief(ValueOrder.equal(.node(1, unit: 0), other, in: set)) == "bool false", "\(index)")
      #expect(brief(ValueOrder.equal(other, .node(1, unit: 0), in: set)) == "bool false", "\(index)")
    }
    #expect(brief(ValueOrder.equal(.node(1, unit: 0), .node(1, unit: 99), in: set)) == "bool false")
    #expect(brief(ValueOrder.equal(.node(1, unit: 0), .node(1, unit: 1))) == "?wrongType")
  }

  @Test func templatesInDocumentsAreUnknown() {
    let set = documents([
      .object([("a", .template("{{ x }}")), ("b", .int(1))]), .object([("a", .string("v")), ("b", .int(1))]),
      .object([("a", .string("v")), ("b", .int(2))]), .object([("a", .template("{{ x }}")), ("b", .int(1))]),
      .object([("a", .float("1e400")), ("b", .int(1))]),
    ])
    let expected = ["bool true", "?template", "bool false", "bool true", "?overflow"]
    for (unit, answer) in expected.enumerated() {
      let other = Value.node(1, unit: UInt32(unit))
      #expect(brief(ValueOrder.equal(.node(1, unit: 0), other, in: set)) == answer, "\(unit)")
      #expect(brief(ValueOrder.equal(other, .node(1, unit: 0), in: set)).prefix(5) == answer.prefix(5), "\(unit)")
    }
    #expect(brief(ValueOrder.equal(.node(1, unit: 1), .node(1, unit: 4), in: set)) == "?overflow")
    #expect(brief(ValueOrder.equal(.node(1, unit: 2), .node(1, unit: 4), in: set)) == "bool false")
  }

  @Test func comparesNodesWithConstants() {
    let scratch = Scratch()
    let set = documents([.list([.string("a"), .string("b")]), .strings([("k", "v"), ("l", "w")])])
    let list = scratch.list([scratch.text("a"), scratch.text("b")])
    let pairs = scratch.list([scratch.text("l"), scratch.text("w"), scratch.text("k"), scratch.text("v")])
    let map = Value(tag: .map, bits: pairs.bits, aux: 2)
    #expect(brief(ValueOrder.equal(.node(1, unit: 0), list, in: set)) == "bool true")
    #expect(brief(ValueOrder.equal(list, .node(1, unit: 0), in: set)) == "bool true")
    #expect(brief(ValueOrder.equal(.node(1, unit: 1), map, in: set)) == "bool true")
    #expect(brief(ValueOrder.equal(.node(1, unit: 0), map, in: set)) == "bool false")
    #expect(ValueText.render(map) == "{l: w, k: v}")
    #expect(ValueText.render(list) == "[a, b]")
  }

  /// A document as deep as a reader might allow is compared without recursion.
  @Test func comparesDeepDocuments() {
    var tree: Tree = .int(1)
    for _ in 0..<300 { tree = .list([tree]) }
    let set = documents([tree, tree])
    #expect(brief(ValueOrder.equal(.node(1, unit: 0), .node(1, unit: 1), in: set)) == "bool true")
    #expect(ValueText.render(.node(1, unit: 0), in: set) == "[[[[[…]]]]]")
  }
}

@Suite struct ValueTextTests {
  @Test func renders() {
    let scratch = Scratch()
    let gi = Value.decimal(Decimal(mantissa: 1 << 31))
    let cases: [(Value, Type?, String)] = [
      (.missing, nil, "<missing>"), (.undetermined(.template), nil, "<undetermined: a template that was not rendered>"),
      (.bool(true), nil, "true"), (.int(-3), nil, "-3"), (.int(4), .severity, "critical"), (.int(9), .severity, "9"),
      (gi, .quantity, "2Gi"),
      (gi, nil, "2147483648"), (gi, .optional(.quantity), "2Gi"),
      (scratch.list([gi, .missing]), .list(.quantity), "[2Gi, null]"),
      (scratch.list([scratch.text("")]), nil, "[\"\"]"), (scratch.list([]), nil, "[]"), (scratch.text(""), nil, ""),
      (.date(0), nil, "1970-01-01"), (.duration(90_000), nil, "1min30s"), (scratch.text("é"), nil, "é"),
      (
        scratch.list(Array(repeating: .int(1), count: 22)), nil,
        "[" + Array(repeating: "1, ", count: 20).joined() + "… 2 more]"
      ),
      (scratch.text(String(repeating: "é", count: 101)), nil, String(repeating: "é", count: 100) + "…"),
      (scratch.text("a" + String(repeating: "é", count: 100)), nil, "a" + String(repeating: "é", count: 99) + "…"),
    ]
    for (value, type, expected) in cases { #expect(ValueText.render(value, type: type) == expected) }
    let set = documents([.object([("a", .list([.int(1), .null])), ("b", .object([])), ("c", .float("1.50"))]), .null])
    #expect(ValueText.render(.node(1, unit: 0), in: set) == "{a: [1, null], b: {}, c: 1.5}")
    #expect(ValueText.render(.node(1, unit: 1), in: set) == "null")
    #expect(ValueText.render(.node(1, unit: 9), in: set) == "<node>")
    let long = Tree.list(Array(repeating: .string(String(repeating: "x", count: 300)), count: 30))
    let keyed = Tree.object((0..<30).map { (String(repeating: "k", count: 900 + $0), .int(1)) })
    for tree in [Tree.list(Array(repeating: .list(Array(repeating: long, count: 30)), count: 30)), keyed] {
      #expect(ValueText.render(.node(1, unit: 0), in: documents([tree])).utf8.count < 3000)
    }
    #expect(Set(Cause.allCases.map(ValueText.describe)).count == Cause.allCases.count)
  }
}

@Suite struct ValueArithmeticTests {
  @Test func computes() {
    let day: Int64 = 86_400_000
    let half = Value.decimal(Decimal(mantissa: 5, exponent: -1))
    let cases: [(Value, String)] = [
      (ValueArithmetic.add(.int(1), .int(2)), "int 3"), (ValueArithmetic.add(.int(.max), .int(1)), "?overflow"),
      (ValueArithmetic.add(.int(1), half), "decimal 1.5"),
      (ValueArithmetic.add(.date(10), .duration(day * 2)), "date 1970-01-13"),
      (ValueArithmetic.add(.duration(day), .date(10)), "date 1970-01-12"),
      (ValueArithmetic.add(.duration(1), .duration(2)), "duration 3ms"),
      (ValueArithmetic.add(.bool(true), .int(1)), "?wrongType"),
      (ValueArithmetic.subtract(.date(10), .date(3)), "duration 7d"),
      (ValueArithmetic.subtract(.date(.max), .date(0)), "?overflow"),
      (ValueArithmetic.subtract(.date(.max), .date(-1)), "?overflow"),
      (ValueArithmetic.subtract(.int(.min), .int(1)), "?overflow"),
      (ValueArithmetic.subtract(.date(3), .duration(day)), "date 1970-01-03"),
      (ValueArithmetic.subtract(.duration(5), .duration(7)), "duration -2ms"),
      (ValueArithmetic.subtract(half, .int(1)), "decimal -0.5"),
      (ValueArithmetic.multiply(.int(.min), .int(-1)), "?overflow"),
      (ValueArithmetic.multiply(.duration(2), .int(3)), "duration 6ms"),
      (ValueArithmetic.multiply(half, half), "decimal 0.25"), (ValueArithmetic.divide(.int(7), .int(2)), "decimal 3.5"),
      (ValueArithmetic.divide(.int(7), .int(0)), "?divisionByZero"),
      (ValueArithmetic.divide(half, .decimal(Decimal(mantissa: 0))), "?divisionByZero"),
      (ValueArithmetic.divide(.duration(3), .duration(2)), "decimal 1.5"),
      (ValueArithmetic.divide(.duration(3), .duration(0)), "?divisionByZero"),
      (ValueArithmetic.negate(.int(.min)), "?overflow"), (ValueArithmetic.negate(half), "decimal -0.5"),
      (ValueArithmetic.negate(.bool(true)), "?wrongType"),
      (ValueArithmetic.add(.undetermined(.template), .bool(true)), "?template"),
      (ValueArithmetic.divide(.int(1), .undetermined(.template)), "?template"),
    ]
    for (index, (value, expected)) in cases.enumerated() { #expect(brief(value) == expected, "case \(index)") }
  }
}
