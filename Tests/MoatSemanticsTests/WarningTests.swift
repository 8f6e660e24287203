import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import Testing

/// What a rule without an error is warned of.
@Suite struct WarningTests {
  static func problems(_ text: String, beside others: [String] = []) -> [String] {
    let sources = ([text] + others).enumerated().map { SourceFile(name: "\($0.offset).moat", text: $0.element) }
    let files = sources.map { source -> PolicyFile in
      let (file, syntax) = Parser.parse(source)
      #expect(syntax.isEmpty, "\(source.text(.init(0..<80))): \(syntax.map(\.message))")
      return file
    }
    return Checker.check(files, catalogue: Catalogue()).diagnostics.map {
      "\($0.diagnostic.code) \($0.source.text($0.diagnostic.span))"
    }
  }

  @Test func aCheckThatNeverChanges() {
    let cases: [(rule: String, problems: [String])] = [
      ("for workload w deny when w.hostNetwork or true", ["M0284 w.hostNetwork or true"]),
      ("for workload w deny when w.hostNetwork and false", ["M0284 w.hostNetwork and false"]),
      ("for workload w deny when true", ["M0284 true"]),
      ("for workload w where w.hostNetwork deny when true", []),
      ("for workload w where \"a\" in [\"a\", \"b\"] deny when w.hostNetwork", ["M0284 \"a\" in [\"a\", \"b\"]"]),
      ("for workload w deny when w.hostNetwork unless count([1, 2]) > 3", ["M0284 count([1, 2]) > 3"]),
      (
        "for workload w require every n in [1, 2] satisfies n < 3 or n == w.replicas",
        ["M0284 every n in [1, 2] satisfies n < 3 or n == w.replicas"]
      ),
      ("for workload w require every n in [1, 2] satisfies n < 2 or n == w.replicas", []),
      ("for workload w require 1 / 0 > 1", ["M0284 1 / 0 > 1"]),
      ("for workload w require 1 == 2", ["M0282 1 == 2"]),
      (
        "for workload w let v: semver = \"1.31+\" require v == \"v1.31.0\" or w.hostPID", ["M0282 v == \"v1.31.0\""]
      ),
      // A param's `where` is answered by the order of its type: "1.10" is the greater.
      (
        "param v: list<semver> = [\"1.9\", \"1.10\"] where max(v) == \"1.10\" for workload w require w.name == first(v)",
        []
      ),
      ("param p: int = 1 for workload w require p > 0 or p < 1", []),
      ("for workload w require kubernetes.version > \"1.2\"", []),
    ]
    for (rule, problems) in cases {
      #expect(Self.problems("rule r { severity low \(rule) }") == problems, "\(rule)")
    }
  }

  @Test func aRequirementOverWhatMayBeEmpty() {
    let cases: [(parameter: String, check: String, problems: [String])] = [
      ("param p: set<string>", "require every x in p satisfies x == w.name", ["M0285 p"]),
      ("param p: set<string> = []", "require every x in p satisfies x == w.name", ["M0285 p"]),
      ("param p: set<string> = [\"a\"]", "require every x in p satisfies x == w.name", []),
      ("param p: set<string> where p is not empty", "require every x in p satisfies x == w.name", []),
      ("param p: set<string> where count(p) > 1", "require every x in p satisfies x == w.name", []),
      ("param p: set<string> where count(p) < 9", "require every x in p satisfies x == w.name", ["M0285 p"]),
      ("param p: set<string>", "require p is not empty require every x in p satisfies x == w.name", []),
      ("param p: set<string>", "require w.name contains all of p", ["M0285 p"]),
      ("param p: set<string>", "require w.name contains any of p", []),
      ("param p: set<string>", "deny when every x in p satisfies x == w.name", []),
      ("param p: map<string, int>", "require w.hostPID and every x in p satisfies x.key == w.name", ["M0285 p"]),
      ("", "require every x in d satisfies x == w.name", ["M0285 d"]),
      ("", "require every v in w.volumes satisfies v.name == w.name", []),
    ]
    for (parameter, check, problems) in cases {
      let rule = "data d: list<string> rule r { severity low \(parameter) for workload w \(check) }"
      #expect(Self.problems(rule) == problems, "\(parameter) \(check)")
    }
  }

  @Test func aLoopOverAllDocumentsThatNothingServes() {
    let scan = "some service s in all satisfies s.name starts with w.name"
    let cases: [(check: String, problems: [String])] = [
      ("deny when \(scan)", ["M0286 \(scan)"]),
      ("deny when w.hostPID unless \(scan)", ["M0286 \(scan)"]),
      ("deny when some service s in all satisfies s.name == w.name", []),
      ("deny when some service s in all satisfies s.name == \"a\"", []),
      (
        "deny when some service s in all satisfies s.name != w.name",
        ["M0286 some service s in all satisfies s.name != w.name"]
      ),
      ("deny when some service s in all satisfies s.selector selects w.labels", []),
      ("deny when some service s in all where s.name in [w.name] satisfies s.namespace != w.namespace", []),
      ("deny when some ingress i in all satisfies some r in i.rules satisfies r.host == w.name", []),
      ("deny when some service s in same namespace as w satisfies s.name starts with w.name", []),
      (
        "deny when [s.name for service s in all] includes w.name",
        ["M0286 [s.name for service s in all]"]
      ),
    ]
    for (check, problems) in cases {
      #expect(Self.problems("rule r { severity low for workload w \(check) }") == problems, "\(check)")
    }
  }

  @Test func anImportOfWhichNothingIsUsed() {
    let other =
      "policy o.p version \"1\"\nlet names: set<string> = [\"a\"]\nrule q { severity low for workload w deny when w.hostPID }"
    let rule = "rule r { severity low for workload w deny when "
    let cases: [(text: String, problems: [String])] = [
      ("import o.p\n\(rule)w.hostPID }", ["M0287 import o.p"]),
      ("import o.p\n\(rule)w.name in o.p.names }", []),
      ("import o.p as x\n\(rule)w.name in x.names }", []),
      ("import o.p as x\n\(rule)w.hostPID }", ["M0287 import o.p as x"]),
      (
        "import o.p.q\nwaive q { where w.name == \"a\" until 2027-03-31 owner \"o\" reason \"r\" }",
        ["M0287 import o.p.q"]
      ),
      ("import o.p as x\nprofile f { include x.* }", []),
      ("import o.p as x\nlet unreached = x.names", []),
      ("import o.z\n\(rule)w.hostPID }", ["M0206 o.z"]),
    ]
    for (text, problems) in cases { #expect(Self.problems(text, beside: [other]) == problems, "\(text)") }
  }
}
