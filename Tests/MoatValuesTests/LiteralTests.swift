import Testing

@testable import MoatValues

@Suite struct LiteralTextTests {
  @Test func makesConstants() throws {
    let roles = Enumeration(name: "role", members: ["app", "init"])
    let cases: [(String, Type, Constant)] = [
      ("x", .string, .string("x")), ("", .optional(.string), .string("")),
      ("500m", .quantity, .decimal(Decimal(mantissa: 5, exponent: -1))),
      ("0.50", .quantity, .decimal(Decimal(mantissa: 5, exponent: -1))),
      ("1.5", .decimal, .decimal(Decimal(mantissa: 15, exponent: -1))),
      ("90s", .duration, .duration(90_000)), ("1970-01-02", .date, .date(1)), ("high", .severity, .int(3)),
      ("init", .enumeration(roles), .string("init")), ("1.25", .semver, .string("1.25")), ("/a", .path, .string("/a")),
      ("10.0.0.0/8", .cidr, .string("10.0.0.0/8")), ("https://h", .url, .string("https://h")),
      ("nginx", .imageReference, .string("nginx")),
      ("gcr.io/", .imagePrefix, .string("gcr.io/")), ("*.yaml", .glob, .string("*.yaml")), ("a+", .regex, .regex("a+")),
      ("arn:aws:s3:::b", .arn, .string("arn:aws:s3:::b")), ("s3:*", .actionPattern, .string("s3:*")),
    ]
    for (text, type, expected) in cases { #expect(try LiteralText.constant(text, as: type) == expected, "\(text)") }
  }

  @Test func refusesWithAReason() {
    let cases: [(String, Type, String)] = [
      ("5x", .quantity, "quantity"), ("8Ei", .quantity, "too large"), ("x", .decimal, "decimal"),
      ("5m", .duration, "duration"),
      ("2027-02-30", .date, "date"), ("HIGH", .severity, "severity"),
      ("x", .enumeration(Enumeration(name: "role", members: ["a"])), "role"),
      ("one", .semver, "version"), ("", .path, "path"), ("", .glob, "glob"), ("10.0.0.0/40", .cidr, "network"),
      ("h", .url, "URL"),
      ("NGINX", .imageReference, "image reference"), ("", .imagePrefix, "must not be empty"),
      ("nginx", .imagePrefix, "registry"),
      ("", .regex, "empty"), ("(", .regex, "compile"), ("x", .arn, "ARN"), ("", .actionPattern, "action"),
      ("x", .list(.string), "text"),
      ("1", .int, "text"), ("true", .bool, "text"),
    ]
    for (text, type, reason) in cases {
      do {
        let constant = try LiteralText.constant(text, as: type)
        Issue.record("'\(text)' is \(constant)")
      } catch {
        #expect(error.message.contains(reason), "\(error.message)")
      }
    }
  }
}

@Suite struct TextRelationTests {
  @Test func holds() {
    let scratch = Scratch()
    let cases: [(String, TextRelation, String, Bool, String)] = [
      ("abc", .contains, "b", false, "bool true"), ("abc", .contains, "B", false, "bool false"),
      ("abc", .contains, "B", true, "bool true"),
      ("abc", .startsWith, "AB", true, "bool true"), ("abc", .startsWith, "bc", false, "bool false"),
      ("abc", .endsWith, "BC", true, "bool true"),
      ("abc", .endsWith, "", false, "bool true"), ("/a/b", .isUnderPath, "/a", false, "bool true"),
      ("", .isUnderPath, "/a", false, "?unparsable"),
      ("nginx", .isUnderPrefix, "docker.io/", false, "bool true"),
      ("NGINX", .isUnderPrefix, "docker.io/", false, "?unparsable"),
      ("10.0.0.1", .isWithin, "10.0.0.0/8", false, "bool true"), ("x", .isWithin, "10.0.0.0/8", false, "?unparsable"),
      ("a.yaml", .matchesGlob, "*.yaml", false, "bool true"), ("a", .matchesGlob, "[", false, "?unparsable"),
      ("s3:*", .covers, "s3:Get*", false, "bool true"), ("S3:*", .covers, "s3:Get*", true, "bool true"),
      ("s3:G*", .overlaps, "s3:*t", false, "bool true"),
      ("arn:aws:s3:::b", .matchesName, "arn:aws:s3:::*", false, "bool true"),
      ("b", .matchesName, "*", false, "?unparsable"),
    ]
    for (left, relation, right, folds, expected) in cases {
      let answer = relation.holds(scratch.text(left), scratch.text(right), ignoringCase: folds)
      #expect(brief(answer) == expected, "\(left) \(relation) \(right)")
    }
    for relation in TextRelation.allCases {
      #expect(brief(relation.holds(.int(1), scratch.text("a"))) == "?wrongType")
      #expect(brief(relation.holds(.int(1), .undetermined(.template))) == "?template")
      #expect(brief(relation.holds(.undetermined(.overflow), .int(1))) == "?overflow")
    }
  }
}
