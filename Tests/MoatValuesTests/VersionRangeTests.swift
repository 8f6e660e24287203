import Testing

@testable import MoatValues

/// The orders of versions by ecosystem, and ranges of VERS.
@Suite struct VersionRangeTests {
  /// Each line is below the next; equal ones stand on one line with `=` between them.
  private static func check(
    _ scheme: VersionScheme, _ text: String, _ source: Testing.SourceLocation = #_sourceLocation
  ) {
    let lines = text.split(separator: "\n").map { $0.split(separator: " = ").map { Array($0.utf8)[...] } }
    for (low, first) in lines.enumerated() {
      for (high, second) in lines.enumerated() {
        for left in first {
          for right in second {
            let order = scheme.compare(left, right).map { $0.signum() }
            let names = "\(String(decoding: left, as: UTF8.self)) and \(String(decoding: right, as: UTF8.self))"
            #expect(order == (low - high).signum(), "\(names)", sourceLocation: source)
          }
        }
      }
    }
  }

  private static func checkInvalid(_ scheme: VersionScheme, _ texts: String...) {
    for text in texts {
      let bytes = Array(text.utf8)[...]
      #expect(scheme.compare(bytes, bytes) == nil, "\(text)")
    }
  }

  @Test func dpkg() {
    Self.check(
      .deb,
      """
      0~~
      0~
      0 = 0-0
      1.0~rc1-1
      1.0 = 1.00 = 0:1.0 = 1.0-0 = 01.0
      1.0-1
      1.0-1+b1
      1.0-1.1
      1.0a-1
      1.0+dfsg-1
      1.0.1-1
      1.2
      1.10
      2.36-9+deb12u4
      2.36-9+deb12u10
      5.6.1-1
      5.6.1+really5.4.5-1
      1:0.1
      2:0.1
      """)
    Self.checkInvalid(.deb, "", "a1", "1:", ":1", "x:1", "1-", "1 0", "1_0", "-1")
  }

  @Test func rpm() {
    Self.check(
      .rpm,
      """
      1.0~rc1
      1.0 = 1.00 = 1..0 = 0:1.0 = 1_0 = 1.0-2.el8
      1.0^git1
      1.0.a
      1.0.1 = 1.0.1-1
      1.0.10
      1.1a
      1.1.1
      """)
    let ordered: [(String, String, Int)] = [
      ("1.0-1", "1.0-2", -1), ("1.0-10.el8", "1.0-9.el8", 1), ("1.0-1", "1.0", 0), ("1:1.0", "2.0", 1),
      ("2.0.1a", "2.0.1", 1),
      ("5.5p1", "5.5p10", -1), ("10xyz", "10.1xyz", -1), ("xyz.4", "8", -1), ("1.0^", "1.0", 1),
      ("1.0^git1~pre", "1.0^git1", -1),
      ("1.0~rc1^git1", "1.0~rc1", 1), ("1.0^20160101", "1.0.1", -1), ("a", "A", 1), ("1b.fc17", "1.fc17", -1),
      ("6.0.rc1", "6.0", 1),
    ]
    for (left, right, expected) in ordered {
      let order = VersionScheme.rpm.compare(Array(left.utf8)[...], Array(right.utf8)[...])
      #expect(order?.signum() == expected, "\(left) and \(right)")
    }
    Self.checkInvalid(.rpm, "", "x:1", "1-", "-1", "1 0")
  }

  @Test func apk() {
    Self.check(
      .apk,
      """
      1.0_alpha
      1.0_alpha2
      1.0_beta
      1.0_pre1
      1.0_rc1
      1.0
      1.0-r1
      1.0-r10
      1.0_git20200101
      1.0_p1
      1.0_p1-r1
      1.0_p2
      1.0a
      1.0b
      1.0.05
      1.0.1
      1.0.1.1
      1.1
      1.10
      1.10.2~0a1
      02.0 = 2.0
      """)
    Self.checkInvalid(.apk, "", "a", "1.", "1.a", "1_foo", "1-1", "1-r", "1-r1-r2", "1~", "1.0A", "1.0ab")
  }

  @Test func semver() {
    Self.check(
      .semver,
      """
      0.0.1-alpha
      0.0.1 = v0.0.1 = 0.0.1+build.5
      1.0.0-1
      1.0.0-2
      1.0.0-10
      1.0.0-alpha
      1.0.0-alpha.1
      1.0.0-alpha.beta
      1.0.0-beta.2
      1.0.0-beta.11
      1.0.0-rc.1
      1.0.0
      1.9.0
      1.10.0
      99999999999999999999999.0.0
      """)
    Self.checkInvalid(
      .semver, "", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.x", "1.2.3+")
  }

  @Test func python() {
    Self.check(
      .pypi,
      """
      1.0.dev1 = 1.0-dev1
      1.0a1.dev1
      1.0a1 = 1.0.alpha1 = 1.0-a.1 = 1.0A1 = v1.0a1
      1.0a2
      1.0b1 = 1.0beta1
      1.0rc1 = 1.0c1 = 1.0pre1 = 1.0preview1
      1.0 = 1.0.0 = 1
      1.0.post1.dev1
      1.0.post1 = 1.0-1 = 1.0rev1 = 1.0r1
      1.0.1
      1.2
      1.10
      1!0.1
      """)
    let ordered: [(String, String, Int)] = [
      ("1.0+a", "1.0", 0), ("1.0+a", "1.0+b", -1), ("1.0+1", "1.0+a", 1), ("1.0", "1.0+a", -1),
      ("1.0+a.1", "1.0+a_1", 0),
      ("1.0+10", "1.0+9", 1),
    ]
    for (left, right, expected) in ordered {
      let order = VersionScheme.pypi.compare(Array(left.utf8)[...], Array(right.utf8)[...])
      #expect(order?.signum() == expected, "\(left) and \(right)")
    }
    Self.checkInvalid(.pypi, "", "a", "1.", "1.0x", "1.0+", "1.0+a..b", "1.0 1", "!1", "1.0.dev1.post1")
  }

  @Test func maven() {
    Self.check(
      .maven,
      """
      1-alpha2snapshot
      1-alpha2 = 1-alpha-2 = 1a2 = 1.alpha2
      1-alpha-123
      1-beta-2
      1-m2 = 1-milestone-2
      1-m11
      1-rc = 1-cr
      1-cr2
      1-SNAPSHOT = 1-snapshot
      1 = 1.0 = 1.0.0 = 1-ga = 1.final = 1-0.0 = 1. = 1-
      1-sp
      1-sp2
      1-abc = 1.abc
      1-def
      1-pom-1
      1-1-snapshot
      1-1 = 1.0-1
      1-2
      1.0.1
      1.1
      1.1-a
      1.2
      1.10
      2.0-beta9
      2.14.1
      2.15.0
      2.15.0.1
      """)
    Self.checkInvalid(.maven, "", "a", "${version}", "1 0")
  }

  private static func contains(_ version: String, _ range: String) -> Bool? {
    let range = VersionRange(Array(range.utf8)[...])
    return range?.contains(Array(version.utf8)[...])
  }

  @Test func ranges() {
    let cases: [(String, String, Bool?)] = [
      ("1.2", "vers:deb/*", true), ("1.2", "vers:deb/1.2", true), ("1.3", "vers:deb/=1.2", false),
      ("1.2", "vers:deb/!=1.2", false), ("1.3", "vers:deb/!=1.2", true), ("1.1", "vers:deb/<1.2", true),
      ("1.2", "vers:deb/<1.2", false), ("1.2", "vers:deb/<=1.2", true), ("1.2", "vers:deb/>1.2", false),
      ("1.3", "vers:deb/>1.2", true), ("1.2", "vers:deb/>=1.2", true), ("1.5", "vers:deb/>=1.2|<1.4|>=1.6|<1.8", false),
      ("1.7", "vers:deb/>=1.2|<1.4|>=1.6|<1.8", true), ("1.7", "vers:deb/<1.8|>=1.6|<1.4|>=1.2", true),
      ("1.3", "vers:deb/>=1.2|!=1.3|<1.4", false), ("1.9", "vers:deb/>=1.2|<1.4|1.9", true),
      ("1.9", "vers:deb/<1.4|1.9|2.0", true), ("1.5", "vers:deb/<1.4|1.9|2.0", false), ("3", "vers:deb/<1.4|>=2", true),
      ("1.0+dfsg", "vers:deb/>=1.0%2Bdfsg", true), ("1.0", "vers:deb/ >= 1.0 | < 2", true),
      ("4.17.20", "vers:npm/<4.17.21", true), ("1.21.3", "vers:golang/<v1.21.4", true),
      ("1.0-3.el8", "vers:rpm/<=1.0", true),
      ("2.14.1", "vers:maven/>=2.0-beta9|<2.15.0", true), ("1.2", "vers:npm/<2.0.0", nil), ("1.2", "vers:gem/<2", nil),
      ("1.2", "<2", nil), ("1.2", "vers:deb", nil), ("1.2", "vers:deb/", nil), ("1.2", "vers:deb/<2|", nil),
      ("1.2", "vers:deb/<2|>2", nil), ("1.2", "vers:deb/<%2", nil), ("1.2", "vers:deb/<a", nil),
      ("", "vers:deb/*", nil),
    ]
    for (version, range, expected) in cases {
      #expect(Self.contains(version, range) == expected, "\(version) in \(range)")
    }
  }

  @Test func longTextsAreNotVersions() {
    let digits = String(repeating: "1.", count: 400)
    for scheme in VersionScheme.allCases { Self.checkInvalid(scheme, digits + "1") }
    #expect(Self.contains("1", "vers:deb/" + (1...300).map { "=\($0)" }.joined(separator: "|")) == nil)
  }
}
