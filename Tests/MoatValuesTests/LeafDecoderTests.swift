import MoatDocument
import Testing

@testable import MoatValues

@Suite struct LeafDecoderTests {
  private static let tables = EnumerationTables([
    Enumeration(name: "first", members: ["Always", "Never", ""]), Enumeration(name: "second", members: ["TCP", "UDP"]),
  ])

  /// A tree decoded as a leaf: tag and text, or the cause.
  private func decode(_ tree: Tree, _ leaf: Leaf, table: UInt32 = 0) -> String {
    let arena = arena(tree)
    let value = LeafDecoder.decode(
      arena.node(1), index: 1, unit: 7, as: leaf, table: table, in: Self.tables)
    if value.tag == .undetermined {
      #expect(value.causeNode == 1 && value.causeUnit == 7, "an undetermined value names its node")
    }
    if value.tag == .node {
      #expect(value.nodeIndex == 1 && value.aux == 7)
      return "node"
    }
    return brief(value)
  }

  @Test func decodesByType() {
    let cases: [(Tree, Leaf, String)] = [
      (.bool(true), .bool, "bool true"), (.string("true"), .bool, "?wrongType"), (.int(1), .bool, "?wrongType"),
      (.template("{{ x }}"), .bool, "?template"), (.int(-5), .int, "int -5"), (.float("3.0"), .int, "?wrongType"),
      (.string("3"), .int, "?wrongType"), (.template("{{ x }}"), .int, "?template"), (.int(3), .decimal, "decimal 3"),
      (.float("3.50"), .decimal, "decimal 3.5"), (.float(".inf"), .decimal, "?unparsable"),
      (.float("1e400"), .decimal, "?overflow"), (.string("3"), .decimal, "?wrongType"),
      (.string("a"), .text, "string a"),
      (.template("a {{ x }}"), .text, "string a {{ x }}"), (.int(1), .text, "?wrongType"), (.null, .text, "?wrongType"),
      (.string(""), .text, "string "), (.string("a"), .name, "string a"), (.template("{{ x }}"), .name, "?template"),
      (.int(1), .name, "?wrongType"), (.string("500m"), .quantity, "decimal 0.5"), (.int(2), .quantity, "decimal 2"),
      (.float("0.5"), .quantity, "decimal 0.5"), (.string("lots"), .quantity, "?unparsable"),
      (.template("{{ x }}"), .quantity, "?template"), (.bool(true), .quantity, "?wrongType"),
      (.string("8Ei"), .quantity, "?overflow"), (.string("1h2m3s"), .duration, "duration 1h2min3s"),
      (.string("soon"), .duration, "?unparsable"), (.string("1ns"), .duration, "?overflow"),
      (.int(3), .duration, "?wrongType"),
      (.string("2027-03-31T23:00:00-02:00"), .date, "date 2027-04-01"), (.string("2027-02-30"), .date, "?unparsable"),
      (.string("v1.2"), .semver, "string v1.2"), (.string("one"), .semver, "?unparsable"),
      (.float("1.25"), .semver, "?wrongType"),
      (.string("10.0.0.0/8"), .cidr, "string 10.0.0.0/8"), (.string("10.0.0.0/99"), .cidr, "?unparsable"),
      (.string("/a"), .path, "string /a"), (.string(""), .path, "?unparsable"),
      (.template("/{{ x }}"), .path, "?template"),
      (.string("https://h/"), .url, "string https://h/"), (.string("h"), .url, "?unparsable"),
      (.string("nginx"), .imageReference, "string nginx"), (.string("NGINX"), .imageReference, "?unparsable"),
      (.template("{{ x }}"), .imageReference, "?template"), (.string("gcr.io/"), .imagePrefix, "string gcr.io/"),
      (.string("x"), .imagePrefix, "?unparsable"), (.string("a*"), .glob, "string a*"),
      (.string("["), .glob, "?unparsable"),
      (.string("arn:aws:s3:::b"), .arn, "string arn:aws:s3:::b"), (.string("*"), .arn, "string *"),
      (.string("b"), .arn, "?unparsable"), (.string("s3:*"), .actionPattern, "string s3:*"),
      (.string(""), .actionPattern, "?unparsable"), (.string("HIGH"), .severity, "int 3"),
      (.string("huge"), .severity, "?unknownMember"), (.int(80), .intOrString, "int 80"),
      (.string("http"), .intOrString, "string http"), (.template("{{ x }}"), .intOrString, "?template"),
      (.bool(true), .intOrString, "?wrongType"), (.list([]), .list, "node"), (.object([]), .list, "?wrongType"),
      (.object([]), .object, "node"), (.list([]), .object, "?wrongType"), (.string("x"), .object, "?wrongType"),
      (.template("{{ x }}"), .object, "?template"), (.int(4), .any, "int 4"), (.float("4.5"), .any, "decimal 4.5"),
      (.template("{{ x }}"), .any, "?template"), (.list([]), .any, "node"), (.object([]), .any, "node"),
      (.bool(false), .any, "bool false"), (.null, .any, "?wrongType"),
    ]
    for (tree, leaf, expected) in cases { #expect(decode(tree, leaf) == expected, "\(tree) as \(leaf)") }
  }

  @Test func decodesMembers() {
    let cases: [(Tree, UInt32, String)] = [
      (.string("Always"), 0, "string Always"), (.string("always"), 0, "?unknownMember"), (.string(""), 0, "string "),
      (.string("TCP"), 0, "?unknownMember"), (.string("UDP"), 1, "string UDP"), (.string(""), 1, "?unknownMember"),
      (.template("{{ x }}"), 1, "?template"), (.int(1), 1, "?wrongType"), (.string("TCP"), 2, "?unknownMember"),
      (.string("TCP"), .max, "?unknownMember"),
    ]
    for (tree, table, expected) in cases {
      #expect(decode(tree, .enumeration, table: table) == expected, "\(tree) in \(table)")
    }
    #expect(both("UDP", "", { text, _ in Self.tables.index(of: text, in: 1) }) == 1)
  }

  @Test func everyTypeHasALeafOrNone() {
    #expect(Leaf(.string, isIdentifier: true) == .name)
    #expect(Leaf(.optional(.string)) == .text)
    #expect(Leaf(.set(.string)) == .list)
    #expect(Leaf(.map(.int)) == .object)
    #expect(Leaf(.regex) == nil)
    // Whatever the node, a leaf gives its own value or says why not.
    let trees: [Tree] = [
      .null, .bool(true), .int(.min), .float("x"), .string("x"), .template("{{"), .list([.null]),
      .object([("a", .null)]),
    ]
    for leaf in Leaf.allCases {
      for tree in trees { #expect(decode(tree, leaf).isEmpty == false) }
    }
  }

  @Test func readsIntOrString() {
    let scratch = Scratch()
    let cases: [(Value, String, String, String)] = [
      (.int(80), "int 80", "missing <missing>", "missing <missing>"),
      (scratch.text("25%"), "missing <missing>", "int 25", "missing <missing>"),
      (scratch.text("http"), "missing <missing>", "missing <missing>", "string http"),
      (scratch.text("%"), "missing <missing>", "missing <missing>", "string %"),
      (scratch.text("80"), "missing <missing>", "missing <missing>", "string 80"),
      (scratch.text("2.5%"), "missing <missing>", "missing <missing>", "string 2.5%"),
      (scratch.text("99999999999999999999%"), "missing <missing>", "?overflow", "missing <missing>"),
      (.undetermined(.template), "?template", "?template", "?template"),
    ]
    for (value, number, percent, name) in cases {
      #expect(brief(IntOrString.number(value)) == number)
      #expect(brief(IntOrString.percent(value)) == percent)
      #expect(brief(IntOrString.name(value)) == name)
    }
  }
}
