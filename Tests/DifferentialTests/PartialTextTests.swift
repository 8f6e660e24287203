import MoatTestSupport
import Testing

private let notKnown = "undetermined notKnown"

/// A text that is known but for some of its parts answers what every such text answers, and nothing else: one case each, of
/// all three evaluators. `*` stands for what is not known.
@Suite struct PartialTextTests {
  private static func hold(_ cases: [(check: String, text: String, answer: String)]) {
    PromiseTests.hold(
      cases.map { check, text, answer in
        let container =
          "{name: a, workingDir: '\(UnknownNodes.partlyMark)\(text)', command: ['\(UnknownNodes.partlyMark)\(text)']}"
        return (check, PromiseTests.pod(container), answer)
      })
  }

  @Test func equalityIsOnlyEverDenied() {
    Self.hold(
      [
        ("require (c.workingDir else \"\") == \"/a/b\"", "/a/*", notKnown),
        ("require (c.workingDir else \"\") == \"/b/b\"", "/a/*", "fail"),
        ("require (c.workingDir else \"\") != \"/b/b\"", "/a/*", "pass"),
        ("require (c.workingDir else \"\") != \"/a/b\"", "/a/*", notKnown),
        ("require (c.workingDir else \"\") != \"/a/x/b\"", "/a/*/c", "pass"),
        ("require (c.workingDir else \"\") != \"/a\"", "/a*a", "pass"),
        ("require (c.workingDir else \"\") != \"/a-b-c\"", "/a*x*c", "pass"),
        ("require (c.workingDir else \"\") != \"/a-b-c\"", "/a*b*c", notKnown),
        ("require (c.workingDir else \"\") not in [\"x\", \"y\"]", "/a*", "pass"),
        ("require (c.workingDir else \"\") not in [\"x\", \"/ab\"]", "/a*", notKnown),
        ("require c.command includes \"x\"", "/a*", "fail"), ("require c.command includes \"/ab\"", "/a*", notKnown),
      ])
  }

  @Test func beginningsAndEndsDecide() {
    Self.hold([
      ("require (c.workingDir else \"\") starts with \"/a\"", "/a/*", "pass"),
      ("require (c.workingDir else \"\") starts with \"/a/b\"", "/a/*", notKnown),
      ("require (c.workingDir else \"\") starts with \"/b\"", "/a/*", "fail"),
      ("require (c.workingDir else \"\") ends with \".jar\"", "*/x.jar", "pass"),
      ("require (c.workingDir else \"\") ends with \".war\"", "*/x.jar", "fail"),
      ("require (c.workingDir else \"\") ends with \"y/x.jar\"", "*/x.jar", notKnown),
      ("require (c.workingDir else \"\") contains \"mid\"", "/a*mid*", "pass"),
      ("require (c.workingDir else \"\") contains \"other\"", "/a*mid*", notKnown),
      ("require (c.workingDir else \"\") starts with any of [\"/x\", \"/a\"]", "/a*", "pass"),
      ("require (c.workingDir else \"\") starts with any of [\"/x\", \"/y\"]", "/a*", "fail"),
      ("require (c.workingDir else \"\") starts with any of [\"/x\", \"/ab\"]", "/a*", notKnown),
    ])
  }

  @Test func expressionsDecideWhereEveryTextDoes() {
    Self.hold([
      (#"require (c.workingDir else "") matches r"(^|/)(id_rsa|\.ssh/?)$""#, "https://e/*/agent.jar", "fail"),
      (#"require (c.workingDir else "") matches r"(^|/)(id_rsa|\.ssh/?)$""#, "*/id_rsa", "pass"),
      (#"require (c.workingDir else "") matches r"(^|/)(id_rsa|\.ssh/?)$""#, "*id_rsa", notKnown),
      (#"require (c.workingDir else "") matches r"(^|/)(id_rsa|\.ssh/?)$""#, "keys/*", notKnown),
      (#"require (c.workingDir else "") matches r"^/""#, "/*", "pass"),
      (#"require (c.workingDir else "") matches r"^/""#, "a*", "fail"),
      (#"require (c.workingDir else "") matches r"^/""#, "*/a", notKnown),
      (#"require (c.workingDir else "") matches r"(?i)^[a-m]{2}x+\d?$""#, "AB*", notKnown),
      (#"require (c.workingDir else "") matches r"(?i)^[a-m]{2}x+\d?$""#, "AZ*", "fail"),
      (#"require (c.workingDir else "") matches r"(?=a)b""#, "a*", notKnown),
    ])
  }

  @Test func itIsThereAndAsFullAsItIsKnown() {
    Self.hold([
      ("require c.workingDir exists", "/a*", "pass"), ("require c.workingDir is missing", "/a*", "fail"),
      ("require c.workingDir is not empty", "*a", "pass"), ("require c.workingDir is not empty", "*", notKnown),
      ("require c.workingDir exists", "*", "pass"),
      ("require (c.workingDir else \"x\") == \"y\"", "/a*", "fail"),
    ])
  }

  /// What is made of such a text is another text.
  @Test func whatIsMadeOfItIsNotKnown() {
    Self.hold([
      ("require lower(c.workingDir else \"\") == \"x\"", "/A*", notKnown),
      ("require (c.workingDir else \"\") + \"z\" == \"x\"", "/a*", notKnown),
      ("require (first(c.command)) == \"x\"", "/a*", notKnown),
      ("require split(c.workingDir else \"\", \"/\") includes \"b\"", "/a*", notKnown),
      ("require (([x for x in c.command where true])[0] else \"\") == \"x\"", "/a*", notKnown),
      ("require count(c.command) == 1", "/a*", notKnown),
    ])
  }
}
