import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues
import Testing

/// What profiles, tests, params and data sets may say, and what comes of it.
@Suite struct SettingsTests {
  /// Two rules with params, tags and controls, in the policy `p.q`.
  static let rules = """
    policy p.q version "1"
    rule a {
      severity low
      tags [net]
      controls [cis.k8s "1.1"]
      param most: int = 3 where most > 0
      param names: set<string>
      for container c
      require c.name in names
      deny when count(c.ports) > most
    }
    rule b {
      severity high
      tags [disk]
      controls [cis.k8s "1.2"]
      for workload w
      deny when w.hostNetwork
    }

    """

  static func check(_ texts: [String], rules: String = Self.rules) -> (result: Checker.Result, problems: [String]) {
    let sources = ([rules] + texts).enumerated().map { SourceFile(name: "\($0.offset).moat", text: $0.element) }
    let files = sources.map { source -> PolicyFile in
      let (file, syntax) = Parser.parse(source)
      #expect(syntax.isEmpty, "\(source.name): \(syntax.map(\.message))")
      return file
    }
    let result = Checker.check(files, catalogue: Catalogue())
    let problems = result.diagnostics.map { "\($0.diagnostic.code) \($0.source.text($0.diagnostic.span))" }
    return (result, problems)
  }

  @Test func aProfileIsWorkedOut() throws {
    let (result, problems) = Self.check([
      """
      profile base { include tag net set a.most = 5 enforce warn when finding.rule == "p.q.b" }
      profile top extends base {
        include p.q.*
        exclude control cis.k8s "1.2"
        include control cis.k8s
        set p.q.a.names = ["x"]
        severity q.b = critical
        enforce deny when finding.severity >= high
        enforce audit
      }
      """
    ])
    #expect(problems == [])
    #expect(result.profiles.map(\.id) == ["base", "top"])
    #expect(result.profiles.first?.rules == ["p.q.a"])
    let top = try #require(result.profiles.last)
    #expect(top.rules == ["p.q.a", "p.q.b"])
    #expect(top.parameters[ParameterPlace(rule: "p.q.a", index: 0)] == .int(5))
    #expect(top.parameters[ParameterPlace(rule: "p.q.a", index: 1)] == .list([.string("x")]))
    #expect(top.severities == ["p.q.b": 4])
    #expect(top.enforcement.map(\.action) == [.deny, .audit, .warn])
    guard case .comparison(.greaterOrEqual, let left, let right, _) = top.enforcement[0].condition?.form else {
      Issue.record("no comparison")
      return
    }
    guard case .parameter(0) = left.form, case .constant(.int(3)) = right.form else {
      Issue.record("\(left.form) >= \(right.form)")
      return
    }
  }

  @Test func clausesOfAProfileApplyInTheirOrder() {
    for (clauses, rules) in [
      ("include p.q.* exclude a", ["p.q.b"]), ("exclude a include p.q.*", ["p.q.a", "p.q.b"]),
      ("include b include a", ["p.q.a", "p.q.b"]), ("include q.* exclude tag net", ["p.q.b"]),
    ] {
      let (result, problems) = Self.check(["profile x { \(clauses) }"])
      #expect(problems == [], "\(clauses)")
      #expect(result.profiles.first?.rules == rules, "\(clauses)")
    }
  }

  @Test func whatIsWrongWithAProfile() {
    let cases: [(profiles: String, problems: [String])] = [
      ("profile x { }", ["M0235 x"]),
      ("profile x { include a exclude a }", ["M0235 x"]),
      ("profile x { include c }", ["M0229 c"]),
      ("profile x { include z.* }", ["M0229 z.*"]),
      ("profile x { include tag nett }", ["M0236 nett"]),
      ("profile x { include control cis.k9s }", ["M0236 cis.k9s"]),
      ("profile x { include control cis.k8s \"1.3\" }", ["M0236 \"1.3\""]),
      ("profile x extends y { include a }", ["M0233 y"]),
      ("profile x extends y { include a } profile y extends x { include a }", ["M0234 x"]),
      ("profile x extends x { include a }", ["M0234 x"]),
      ("profile x { include a set most = 3 }", ["M0237 most"]),
      ("profile x { include a set a.mots = 3 }", ["M0237 mots"]),
      ("profile x { include b set b.most = 3 }", ["M0237 most"]),
      ("profile x { include a set a.most = \"3\" }", ["M0210 \"3\""]),
      ("profile x { include a set a.most = 0 }", ["M0240 0"]),
      ("profile x { include a set a.most = count([1, 2]) }", []),
      ("profile x { include a set a.most = count([today]) }", ["M0224 count([today])"]),
      ("profile x { include a set a.most = 1 set p.q.a.most = 2 }", ["M0239 p.q.a.most"]),
      ("profile x { include b set a.most = 1 }", ["M0283 a"]),
      ("profile x { include a severity b = high }", ["M0283 b"]),
      ("profile x { include a severity a = hihg }", ["M0215 hihg"]),
      ("profile x { include a enforce warn when finding.severty > low }", ["M0201 severty"]),
      ("profile x { include a enforce warn when finding.severity > lov }", ["M0200 lov"]),
      ("profile x { include a enforce warn when finding.severity }", ["M0220 finding.severity"]),
      ("profile x { include a enforce warn when today > 2020-01-01 }", ["M0224 today"]),
      ("profile x { include a } profile x { include b }", ["M0207 x"]),
    ]
    for (profiles, problems) in cases { #expect(Self.check([profiles]).problems == problems, "\(profiles)") }
  }

  @Test func aLongChainOfProfilesIsNoTrouble() {
    let chain = (1...5000).map { "profile p\($0) extends p\($0 - 1) { }" }.joined(separator: "\n")
    let (result, problems) = Self.check(["profile p0 { include b }\n" + chain])
    #expect(problems == [])
    #expect(result.profiles.last?.rules == ["p.q.b"])
  }

  @Test func aTestSetsWhatTheRunKnows() throws {
    let (result, problems) = Self.check([
      """
      policy p.r version "1"
      import p.q.a
      data kev: map<string, date>
      test "t" for a {
        given yaml \"""
          a: 1
          \"""
        with a.names = ["x"]
        with most = 7
        with today = 1970-01-03
        with kubernetes.version = "1.31"
        with kev = ["CVE-1": 2020-01-01]
        expect pass
        given json \"""
          {}
          \"""
        with p.q.a.names = []
        expect fail 2 at "a.b" line 3 message "m"
      }
      """
    ])
    #expect(problems == [])
    #expect(result.dataSets.map(\.id) == ["p.r.kev"])
    let test = try #require(result.tests.first)
    #expect(test.rule == "p.q.a")
    #expect(test.cases.count == 2)
    #expect(test.cases[0].today == 2)
    #expect(test.cases[0].kubernetesVersion == "1.31")
    #expect(test.cases[0].parameters == [0: .int(7), 1: .list([.string("x")])])
    #expect(test.cases[0].data == [0: .map([.init(key: "CVE-1", value: .date(18262))])])
    #expect(test.cases[1].today == 10957)
    #expect(test.cases[1].kubernetesVersion == "1.37")
    #expect(test.cases[1].parameters == [1: .list([])])
    #expect(test.cases[1].expectations.first?.details.count == 3)
  }

  @Test func whatIsWrongWithATest() {
    let cases: [(settings: String, problems: [String])] = [
      ("with names = []", []),
      ("", ["M0241 given"]),
      ("with names = [] with a.most = 0", ["M0240 0"]),
      ("with names = [] with mots = 1", ["M0238 mots"]),
      ("with names = [] with b.most = 1", ["M0238 b.most"]),
      ("with names = [] with todya = 2020-01-01", ["M0238 todya"]),
      ("with names = [] with today = \"x\"", ["M0214 \"x\""]),
      ("with names = [] with kubernetes.version = 1.31", ["M0214 1.31"]),
      ("with names = [] with a.names = []", ["M0239 a.names"]),
      ("with names = [1]", ["M0210 1"]),
      ("with names = [] with dates = [\"a\": 2020-01-01]", []),
      ("with names = [] with dates = [\"a\": true]", ["M0210 true"]),
    ]
    for (settings, problems) in cases {
      let test =
        "data dates: map<string, date>\ntest \"t\" for a { given yaml \"\"\"\n  a: 1\n  \"\"\" \(settings) expect pass }"
      let found = Self.check([test]).problems.map { $0.hasPrefix("M0241") ? "M0241 given" : $0 }
      #expect(found == problems, "\(settings)")
    }
    let format = "test \"t\" for b { given yml file \"x\" expect pass }"
    #expect(Self.check([format]).problems == ["M0242 yml"])
  }

  @Test func dataSetsAreCountedOverAllFiles() {
    let rule = "rule %s { severity low for container c deny when kev[c.name] exists }"
    let texts = [
      "policy x version \"1\"\ndata first: list<int>\ndata kev: map<string, date>",
      "policy y version \"1\"\ndata kev: map<string, date>\n" + rule.replacing("%s", with: "r"),
      "policy y version \"1\"\ndata kev: map<string, date>\n" + rule.replacing("%s", with: "s"),
    ]
    let (result, problems) = Self.check(texts)
    #expect(problems == [])
    #expect(result.dataSets.map(\.id) == ["x.first", "x.kev", "y.kev"])
    let used = result.rules.suffix(2).flatMap { rule in
      (0..<result.dataSets.count).filter { place in
        rule.checks[0].condition.contains { if case .data(place) = $0.form { true } else { false } }
      }
    }
    #expect(used == [2, 2])
  }

  @Test func aDataSetIsWhatAFileCanGive() {
    let cases: [(data: String, problems: [String])] = [
      ("data d: map<string, list<image-prefix>>", []),
      ("data d: aws.policy", ["M0204 aws.policy"]),
      ("data d: list<workload>", ["M0243 list<workload>"]),
      ("data d: label-selector", ["M0243 label-selector"]),
      ("data d: string?", ["M0243 string?"]),
    ]
    for (data, problems) in cases { #expect(Self.check([data]).problems == problems, "\(data)") }
    let two = ["policy x version \"1\"\ndata d: int", "policy x version \"1\"\ndata d: string"]
    #expect(Self.check(two).problems == ["M0244 string"])
    let use = "data d: workload rule r { severity low for workload w deny when d == w }"
    let (result, problems) = Self.check([use])
    #expect(problems == ["M0243 workload"])
    #expect(!result.rules.contains { $0.id == "r" })
  }

  @Test func aDefaultMeetsItsOwnCondition() {
    let cases: [(parameter: String, problems: [String])] = [
      ("param x: duration = 30d where x / 2 > 10d", ["M0216 x / 2"]),
      ("param x: int = 0 where x > 0", ["M0240 0"]),
      ("param x: set<image-prefix> = [] where x is not empty", ["M0240 []"]),
      ("param x: set<string> = [\"a\"] where every e in x satisfies e matches r\"^[a-z]$\"", []),
      ("param x: set<string> = [\"a1\"] where every e in x satisfies e matches r\"^[a-z]$\"", ["M0240 [\"a1\"]"]),
      ("param x: duration = 30d where x < 40d and x * 2 > 10d and x / 10d == 3", []),
      ("param x: semver = \"1.9\" where x < \"1.10\"", []),
      ("param x: quantity = 1Gi where x <= 1Mi", ["M0240 1Gi"]),
      ("param x: string = \"a\" + \"b\" where x == \"ab\"", []),
      ("param x: list<int> = [1, 2, 1] where duplicates(x) == [1] and sum(x) == 4 and max(x) == 2", []),
      ("param x: list<duration> = [] where sum(x) < 1s", []),
      ("param x: string = \"x y\" where well-formed(x, url)", ["M0240 \"x y\""]),
      ("param x: set<path> = [\"/a/b\"] where every e in x satisfies e is under \"/a\"", []),
      ("param x: set<image-reference> = [\"a/b:1\"] where every e in x satisfies e.tag exists", []),
      ("param x: date = 2020-01-01 where x < today", ["M0224 today"]),
      ("param x: map<string, int> = [\"a\": 1] where every e in x satisfies e.value > 1", ["M0240 [\"a\": 1]"]),
    ]
    for (parameter, problems) in cases {
      let rule = "rule r { severity low \(parameter) for container c deny when count([x]) == count(c.env) }"
      #expect(Self.check([rule]).problems == problems, "\(parameter)")
    }
  }

  @Test func aShortNameIsAnUnambiguousEnd() {
    let ids = ["kubernetes.privileged", "kubernetes.host", "docker.host", "host-path"]
    let cases: [(word: String, resolution: RuleNames.Resolution)] = [
      ("privileged", .one("kubernetes.privileged")), ("kubernetes.host", .one("kubernetes.host")),
      ("host", .several(["docker.host", "kubernetes.host"])), ("path", .none(nearest: nil)),
      ("privleged", .none(nearest: "privileged")), ("", .none(nearest: nil)), ("host-path", .one("host-path")),
      ("kubernetes.privilegd", .none(nearest: "kubernetes.privileged")),
    ]
    for (word, resolution) in cases { #expect(RuleNames.resolve(word, among: ids) == resolution, "\(word)") }
    let other = "policy z version \"1\"\nrule a { severity low for workload w deny when w.hostPID }"
    #expect(Self.check([other, "profile x { include a }"]).problems == ["M0232 a"])
    #expect(Self.check([other, "profile x { include z.a }"]).problems == [])
    #expect(Self.check([other, "policy z version \"1\"\nprofile x { include a }"]).result.profiles[0].rules == ["z.a"])
  }

  @Test func aWildcardWaivesTheRulesThatItsConditionSpeaksOf() {
    func waive(_ condition: String) -> String {
      "waive p.q.* { where \(condition) until 2027-03-31 owner \"o\" reason \"r\" }"
    }
    let both = Self.check([waive("workload.name == \"x\"")])
    #expect(both.problems == [])
    #expect(both.result.waivers.first?.targets.map(\.rule) == ["p.q.a", "p.q.b"])
    let one = Self.check([waive("container.name == \"x\"")])
    #expect(one.problems == [])
    #expect(one.result.waivers.first?.targets.map(\.rule) == ["p.q.a"])
    #expect(Self.check([waive("service.name == \"x\"")]).problems == ["M0200 service"])
    #expect(
      Self.check([waive("container.name == \"x\"").replacing("p.q.*", with: "b")]).problems == ["M0200 container"])
  }

  @Test func aConstantFromTheCommandLine() {
    let cases: [(text: String, type: Type, constant: Constant?)] = [
      ("[\"a\", \"b\"]", .set(.string), .list([.string("a"), .string("b")])),
      ("30d", .duration, .duration(2_592_000_000)),
      ("3", .decimal, .decimal(Decimal(mantissa: 3))), ("high", .severity, .int(3)),
      ("\"1.2\"", .semver, .string("1.2")),
      ("2 + 3", .int, .int(5)), ("\"x\"", .int, nil), ("today", .date, nil), ("1 +", .int, nil), ("[1][3]", .int, nil),
      ("\"\"", .imagePrefix, nil), ("w.name", .string, nil),
    ]
    for (text, type, constant) in cases {
      let source = SourceFile(name: "--param", text: text)
      let (found, diagnostics) = Checker.constant(source, of: type, catalogue: Catalogue())
      #expect(found == constant, "\(text)")
      #expect(diagnostics.isEmpty == (constant != nil), "\(text)")
    }
  }

  @Test func diagnosticsStandInTheOrderOfThePlaces() {
    let text = """
      waive y { where c.name == "a" until 2027-03-31 owner "o" reason "r" }
      test "t" for z { given yaml file "f" expect pass }
      rule r { severity low for container c deny when c.nam == "x" }
      profile p { include w }
      """
    #expect(
      Self.check([text, "profile q { include v }"]).problems == [
        "M0229 y", "M0229 z", "M0201 nam", "M0229 w", "M0229 v",
      ])
  }
}
