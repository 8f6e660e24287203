import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import Testing

/// What the checker refuses, and what it lets pass: each error with its place.
@Suite struct CheckerTests {
  /// The codes and the texts that they point at, for the check of a rule about containers.
  static func problems(_ check: String, subject: String = "container c in workload w", before: String = "") -> [String]
  {
    let source = SourceFile(
      name: "test.moat",
      text: "policy t version \"1\"\n\(before)\nrule r {\n  severity low\n  for \(subject)\n  \(check)\n}\n")
    let (file, syntax) = Parser.parse(source)
    #expect(syntax.isEmpty, "\(check): \(syntax.map(\.message))")
    return Checker.check([file], catalogue: Catalogue()).diagnostics.map {
      "\($0.diagnostic.code) \(source.text($0.diagnostic.span))"
    }
  }

  /// The helps of the problems, of a rule about containers.
  static func helps(_ check: String, subject: String = "container c in workload w") -> [String] {
    let source = SourceFile(name: "test.moat", text: "rule r { severity low for \(subject) \(check) }")
    let diagnostics = Checker.check([Parser.parse(source).file], catalogue: Catalogue()).diagnostics
    return diagnostics.compactMap(\.diagnostic.help)
  }

  @Test func theHelpSaysWhatEachFormMeans() {
    #expect(
      Self.helps("deny when c.workingDir == \"/\"") == [
        "write `c.workingDir exists and …` if the condition is false without it, `c.workingDir is missing or …` if it is true, "
          + "or `c.workingDir else …` with a default"
      ])
    for form in ["c.workingDir exists and", "c.workingDir is missing or"] {
      #expect(Self.problems("deny when \(form) c.workingDir == \"/\"").isEmpty)
    }
    #expect(Self.problems("deny when (c.workingDir else \"/\") == \"/\"").isEmpty)
  }

  @Test func whatMayBeMissingHasToBeSpokenOf() {
    let cases: [(check: String, problems: [String])] = [
      ("deny when c.resources.limits.memory > 1Gi", ["M0213 c.resources.limits.memory"]),
      ("deny when c.resources.limits.memory exists and c.resources.limits.memory > 1Gi", []),
      ("deny when c.resources.limits.memory is missing or c.resources.limits.memory > 1Gi", []),
      (
        "deny when c.resources.limits.memory exists or c.resources.limits.memory > 1Gi",
        ["M0213 c.resources.limits.memory"]
      ),
      ("deny when not (c.resources.limits.memory is missing) and c.resources.limits.memory > 1Gi", []),
      ("deny when (c.resources.limits.memory else 0) > 1Gi", []),
      ("require c.resources.limits.memory exists require c.resources.limits.memory < 1Gi", []),
      ("deny when c.resources.limits.memory is missing require c.resources.limits.memory < 1Gi", []),
      (
        "warn when c.resources.limits.memory is missing require c.resources.limits.memory < 1Gi",
        ["M0213 c.resources.limits.memory"]
      ),
      (
        "deny when some p in c.ports satisfies p.name exists deny when some p in c.ports satisfies p.name == \"x\"",
        ["M0213 p.name"]
      ),
      ("deny when some p in c.ports where p.name exists satisfies p.name == \"x\"", []),
      ("require c.livenessProbe.httpGet.path exists require c.livenessProbe.httpGet.path != \"/\"", []),
      ("deny when c.securityContext.privileged", []),
      ("deny when c.securityContext.runAsNonRoot", []),
      ("deny when c.args[1] exists and c.args[1] == \"x\"", []),
      ("deny when c.args[1] exists and c.args[2] == \"x\"", ["M0213 c.args[2]"]),
    ]
    for (check, problems) in cases { #expect(Self.problems(check) == problems, "\(check)") }
  }

  @Test func checksUnderOneExcuseProveForEachOther() {
    let first = "require c.resources.limits.memory exists unless w.hostNetwork"
    #expect(Self.problems("\(first) require c.resources.limits.memory < 1Gi unless w.hostNetwork") == [])
    #expect(
      Self.problems("\(first) require c.resources.limits.memory < 1Gi") == ["M0213 c.resources.limits.memory"])
    #expect(
      Self.problems("\(first) require c.resources.limits.memory < 1Gi unless w.hostPID")
        == ["M0213 c.resources.limits.memory"])
  }

  @Test func namesFieldsAndKinds() {
    let cases: [(check: String, problems: [String])] = [
      ("deny when c.securityContext.privleged", ["M0201 privleged"]),
      ("deny when d.name == \"x\"", ["M0200 d"]),
      ("deny when some x in c.env satisfies x.nam == \"A\"", ["M0201 nam"]),
      ("deny when some c in w.containers satisfies c.name == \"x\"", ["M0208 c"]),
      ("deny when count(c.securityContext.privileged) > 1", ["M0218 c.securityContext.privileged"]),
      ("deny when cuont(c.env) > 1", ["M0222 cuont"]),
      ("deny when lower(c.name, c.name) == \"x\"", ["M0223 lower(c.name, c.name)"]),
    ]
    for (check, problems) in cases { #expect(Self.problems(check) == problems, "\(check)") }
    #expect(Self.problems("deny when true", subject: "contaner c") == ["M0202 contaner"])
    #expect(Self.problems("deny when c.replicas > 1", subject: "Deployment c") == ["M0201 replicas"])
    #expect(Self.problems("deny when c.role == app", subject: "container c") == [])
  }

  @Test func typesThatNeverMeet() {
    let cases: [(check: String, problems: [String])] = [
      ("deny when c.name == 3", ["M0211 c.name == 3"]),
      ("deny when c.name", ["M0220 c.name"]),
      ("deny when c.role == sidecart", ["M0215 sidecart"]),
      ("deny when c.role == \"sidecart\"", ["M0215 \"sidecart\""]),
      ("deny when c.role in [app, initial]", ["M0215 initial"]),
      ("deny when kubernetes.version >= 1.25", ["M0214 1.25"]),
      ("deny when kubernetes.version >= \"1.x\"", ["M0214 \"1.x\""]),
      ("deny when kubernetes.version >= \"1.25\"", []),
      ("deny when c.name < \"x\"", ["M0212 c.name"]),
      ("deny when c.command == [\"x\"] or c.ports == []", []),
      (
        "deny when [m.mountPath for m in c.volumeMounts] != [\"/x\"]",
        ["M0249 [m.mountPath for m in c.volumeMounts] != [\"/x\"]"]
      ),
      ("deny when c.resources.limits.entries == w.overhead", ["M0249 c.resources.limits.entries == w.overhead"]),
      ("deny when c.image is under \"\"", ["M0214 \"\""]),
      ("deny when c.image is under \"registry.k8s.io/\"", []),
      ("deny when c.name selects w.labels", ["M0216 c.name selects w.labels"]),
      ("deny when c.name matches r\"(\"", ["M0214 r\"(\""]),
      ("deny when today - 2020-01-01 > 30d", []),
      ("deny when today + 1 > 2020-01-01", ["M0216 today + 1"]),
    ]
    for (check, problems) in cases { #expect(Self.problems(check) == problems, "\(check)") }
  }

  @Test func ignoringCaseWhereNoLettersAreCompared() {
    let cases: [(check: String, isRefused: Bool)] = [
      ("c.name == \"A\" ignoring case", false),
      ("c.name in [\"A\"] ignoring case", false),
      ("c.command includes \"A\" ignoring case", false),
      ("c.name ends with any of [\"A\"] ignoring case", false),
      ("c.name covers \"A\" ignoring case", false),
      ("c.name matches r\"a\" ignoring case", true),
      ("c.name matches any of [r\"a\"] ignoring case", true),
      ("c.name matches p ignoring case", true),
      ("c.name matches g ignoring case", true),
      ("c.image is under \"docker.io/\" ignoring case", true),
      ("c.image == \"nginx\" ignoring case", true),
      ("c.image in [\"nginx\"] ignoring case", true),
      ("w.replicas == 1 ignoring case", true),
      ("w.replicas < 1 ignoring case", true),
      ("kubernetes.version < \"1.2\" ignoring case", true),
      ("c.command == [\"A\"] ignoring case", true),
      ("w.labels includes \"A\" ignoring case", true),
      ("\"A\" in w.labels ignoring case", true),
    ]
    for (check, isRefused) in cases {
      let found = Self.problems("deny when \(check)", before: "let p: regex = r\"a\"\nlet g: glob = \"a*\"")
      #expect(found == (isRefused ? ["M0248 \(check)"] : []), "\(check)")
    }
  }

  @Test func quantifiers() {
    let cases: [(check: String, problems: [String])] = [
      ("deny when some p in c.ports satisfies p.hostPort != 0 and w.hostNetwork", ["M0221 w.hostNetwork"]),
      ("deny when w.hostNetwork and some p in c.ports satisfies p.hostPort != 0", []),
      ("deny when some s in same namespace as w satisfies true", ["M0228 s"]),
      ("deny when some service s in same namespace as w satisfies s.selector selects w.labels", []),
      ("deny when at least 2 p in c.ports satisfies p.hostPort != 0", []),
      ("deny when [p.hostPort for p in c.ports] includes 80", []),
      ("deny when some container x in c satisfies x.name == \"a\"", ["M0219 c"]),
    ]
    for (check, problems) in cases { #expect(Self.problems(check) == problems, "\(check)") }
  }

  @Test func definitionsAreReadWhereTheyAreUsed() {
    #expect(
      Self.problems(
        "deny when a(c)", before: "define a(c: container): bool = b(c)\ndefine b(c: container): bool = a(c)")
        == ["M0209 a(c)"])
    #expect(Self.problems("deny when c.name in x", before: "let x: set<string> = x") == ["M0209 x"])
    #expect(Self.problems("deny when a(c)", before: "define a(c: container): bool = c.name == \"x\"") == [])
    #expect(Self.problems("deny when a(c, c)", before: "define a(c: container): bool = true") == ["M0223 a(c, c)"])
    #expect(Self.problems("deny when a(w)", before: "define a(c: container): bool = true") == ["M0210 w"])
  }

  @Test func aDefineMayStandBehindItsFirstArgument() {
    let define = "define a(c: container, n: string): bool = c.name == n"
    let cases: [(check: String, problems: [String])] = [
      ("deny when c.a(\"x\")", []), ("deny when c.a()", ["M0223 c.a()"]),
      ("deny when w.a(\"x\")", ["M0210 w"]), ("deny when c.a(1)", ["M0211 c.name == n", "M0210 1"]),
      ("deny when c.b(\"x\")", ["M0222 b"]), ("deny when nobody.a(\"x\")", ["M0222 nobody.a"]),
      ("deny when some x in w.containers satisfies x.a(c.name)", []),
      ("deny when some x in w.containers satisfies w.containers[0].a(x.name)", ["M0213 w.containers[0]"]),
    ]
    for (check, problems) in cases {
      let found = Self.problems(check, before: define)
      #expect(found == problems, "\(check): \(found)")
    }
    let scan = "define f(i: image): bool = i.hasLayers\nrule s { severity low for scan s deny when s.f() }"
    #expect(Self.problems("deny when c.tty", before: scan) == [])
    let image = scan.replacing("(i: image)", with: "(i: scan)").replacing("for scan s", with: "for image s")
    #expect(Self.problems("deny when c.tty", before: image) == ["M0210 s"])
  }

  @Test func definitionsThatNothingUsesAreCheckedToo() {
    let cases: [(text: String, problems: [String])] = [
      ("define a(c: container): bool = c.nam == \"x\"", ["M0201 nam"]),
      ("define a(c: container): bool = c.name", ["M0220 c.name"]),
      ("define a(c: container): int = c.name", ["M0210 c.name"]),
      ("define a(c: container): string = c.workingDir", ["M0213 c.workingDir"]),
      ("define a(c: container, c: int): bool = c > 1", ["M0208 c"]),
      ("define a(c: contaner): bool = true", ["M0204 contaner"]),
      ("define a(x: int): bool = b(x)\ndefine b(x: int): bool = a(x)", ["M0209 a(x)"]),
      ("define a(x: int): bool = b(x)\ndefine b(x: int): bool = y", ["M0200 y"]),
      ("define a(x: int): bool = a(x)", ["M0209 a(x)"]),
      ("define a(x: string?): bool = (x else \"a\") == \"a\"", []),
      ("let x: set<string> = x", ["M0209 x"]),
      ("let x: set<string> = [1]", ["M0210 1"]),
      ("let x: set<string> = [y]", ["M0200 y"]),
      ("let roles = [app, sidecar]", []),
      ("let x = \"a\" + 1", ["M0216 \"a\" + 1"]),
      ("let x = roles.linux", ["M0200 roles"]),
    ]
    for (text, problems) in cases {
      let found = Self.problems("deny when w.hostNetwork", before: text)
      #expect(found == problems, "\(text)")
    }
    // What a rule reaches is said there, and once.
    #expect(
      Self.problems("deny when a(c)", before: "define a(c: container): bool = c.nam == \"x\"") == ["M0201 nam"])
  }

  @Test func definitionsThatGrowWithoutEndAreRefused() {
    let doubling = "define f(x: int): int = x + x"
    let nested = String(repeating: "f(", count: 60) + "1" + String(repeating: ")", count: 60)
    let nots = String(repeating: "not (", count: 90)
    let chain = (1...200).map {
      "define a\($0)(c: container): bool = \(nots)a\($0 - 1)(c)" + String(repeating: ")", count: 90)
    }
    let parentheses = (1...200).map {
      "let b\($0): int = " + String(repeating: "(", count: 150) + "b\($0 - 1)" + String(repeating: ")", count: 150)
    }
    let cases: [(check: String, before: String)] = [
      ("deny when count(c.ports) == \(nested)", doubling),
      ("deny when a200(c)", (["define a0(c: container): bool = c.tty"] + chain).joined(separator: "\n")),
      ("deny when count(c.ports) == b200", (["let b0: int = 1"] + parentheses).joined(separator: "\n")),
      (
        "deny when count(c.ports) == " + String(repeating: "g(", count: 90) + "1" + String(repeating: ")", count: 90),
        "define g(x: int): int = x" + String(repeating: " + 1", count: 90)
      ),
    ]
    for (check, before) in cases {
      let found = Self.problems(check, before: before).map { $0.prefix(5) }
      #expect(found == ["M0225"], "\(check.prefix(60))")
    }
  }

  @Test func warnings() {
    #expect(Self.problems("deny when c.securityContext.privileged exists") == ["M0280 c.securityContext.privileged"])
    #expect(Self.problems("let unused = 1 deny when c.securityContext.privileged") == ["M0281 unused"])
    #expect(Self.problems("deny when 1 == 2") == ["M0282 1 == 2"])
  }

  @Test func waiversSpeakOfTheSubjectOfAKnownRule() {
    let cases: [(waiver: String, problems: [String])] = [
      ("waive r { where w.name == \"a\"", []),
      ("waive t.* { where container.name == \"a\" and workload.name == \"b\"", []),
      ("waive r { where true", ["M0230 true"]),
      ("waive r { where w.nam == \"a\"", ["M0201 nam"]),
      ("waive q { where w.name == \"a\"", ["M0229 q"]),
    ]
    for (waiver, problems) in cases {
      let found = Self.problems(
        "deny when c.securityContext.privileged",
        before: "\(waiver) until 2027-03-31 owner \"o\" reason \"r\" }")
      #expect(found.filter { !$0.hasPrefix("M0282") } == problems, "\(waiver)")
    }
  }

  @Test func aWaiverKeepsItsRulesAndItsLastDay() throws {
    let source = SourceFile(
      name: "test.moat",
      text: """
        rule r { severity low for container c deny when c.securityContext.privileged message "m" }
        waive r { where c.name == "a" until 1970-01-03 owner "o" reason "why" }
        test "t" for q { given yaml \"""
          a: 1
          \""" expect pass }
        profile p { include z }
        """)
    let result = Checker.check([Parser.parse(source).file], catalogue: Catalogue())
    let waiver = try #require(result.waivers.first)
    #expect(waiver.targets.map(\.rule) == ["r"])
    #expect(waiver.until == 2)
    #expect(waiver.reason == "why")
    #expect(result.diagnostics.map { source.text($0.diagnostic.span) } == ["q", "z"])
  }

  @Test func aLaterCheckLeansOnTheOneThatProvedItsPath() throws {
    let source = SourceFile(
      name: "test.moat",
      text: """
        rule r {
          severity low
          for container c
          require c.resources.limits.memory exists
          message "a"
          require c.name != "x"
          message "b"
          require c.resources.limits.memory < 1Gi
          message "c"
        }
        """)
    let result = Checker.check([Parser.parse(source).file], catalogue: Catalogue())
    let rule = try #require(result.rules.first)
    #expect(rule.checks.map(\.leansOn) == [[], [], [0]])
    #expect(rule.levels.map(\.variable.name) == ["workload", "c"])
    #expect(rule.id == "r")
  }

  @Test func aRuleSaysHowBadItIs() {
    let source = SourceFile(
      name: "test.moat", text: "rule r { for container c deny when c.securityContext.privileged }")
    let found = Checker.check([Parser.parse(source).file], catalogue: Catalogue())
    #expect(found.diagnostics.map(\.diagnostic.code) == ["M0226"])
    #expect(found.rules.isEmpty)
  }

  @Test func aWaiverWithoutALimitIsRefused() {
    let clauses = [
      "where": "where c.name == \"a\"", "until": "until 2027-03-31", "owner": "owner \"o\"", "reason": "reason \"r\"",
    ]
    for missing in clauses.keys.sorted() {
      let rest = clauses.filter { $0.key != missing }.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
      let source = SourceFile(
        name: "test.moat",
        text: "rule r { severity low for container c deny when c.securityContext.privileged }\nwaive r { \(rest) }")
      let result = Checker.check([Parser.parse(source).file], catalogue: Catalogue())
      #expect(result.waivers.isEmpty, "\(missing)")
      #expect(result.diagnostics.map(\.diagnostic.code) == ["M0231"], "\(missing)")
      #expect(result.diagnostics.first?.diagnostic.message.hasSuffix(missing) == true, "\(missing)")
    }
  }
}
