import Testing

/// Whether a list or a map exists: a question for those alone of which a document can show the absence.
@Suite struct AbsenceTests {
  @Test(arguments: [
    // What a schema has, lists, maps and selectors, wherever they stand.
    ("ingress x", "x.tls"), ("workload x", "x.metadata.labels"), ("workload x", "x.topologySpreadConstraints"),
    ("workload x", "x.nodeSelector"), ("workload x", "x.initContainers"), ("workload x", "x.volumes"),
    ("container x in workload w", "x.args"), ("container x in workload w", "x.env"),
    ("container x in workload w", "x.securityContext.capabilities.drop"),
    ("container x in workload w", "x.resources.limits.entries"), ("volume x in workload w", "x.projected.sources"),
    ("service x", "x.selector"), ("service x", "x.spec.ports"), ("networkpolicy x", "x.podSelector"),
    ("networkpolicy x", "x.ingress"), ("secret x", "x.data"), ("configmap x", "x.binaryData"), ("role x", "x.rules"),
    ("Deployment x", "x.metadata.annotations"), ("StorageClass x", "x.parameters"), ("document x", "x.labels"),
    ("\"acme.io/Any\" x", "x.annotations"),
    // What is computed is there always.
    ("ingress x", "x.rules"), ("networkpolicy x", "x.policyTypes"), ("workload x", "x.containers"),
    ("document x", "x.problems"), ("container x in workload w", "x.handlers"),
    // The domains of Dockerfiles and images.
    ("dockerfile x", "x.stages"), ("dockerfile x", "x.instructions"), ("stage x in dockerfile d", "x.labels"),
    ("instruction x in dockerfile d", "x.flags"), ("image x", "x.tags"), ("image x", "x.labels"),
  ])
  func aListThatReadsAsEmptyIsNotAskedWhetherItExists(_ subject: String, _ path: String) {
    for test in ["exists", "is missing", "is not missing"] {
      for check in [
        "require \(path) \(test)", "deny when not (\(path) \(test))", "deny when true unless \(path) \(test)",
      ] {
        #expect(CheckerTests.problems(check, subject: subject) == ["M0250 \(path)"], "\(check)")
      }
    }
    for test in ["is empty", "is not empty"] {
      #expect(CheckerTests.problems("require \(path) \(test)", subject: subject) == [], "\(path) \(test)")
    }
  }

  /// Where the API tells absent from empty, or fills in something else than nothing.
  @Test(arguments: [
    ("horizontalpodautoscaler x", "x.metrics"), ("horizontalpodautoscaler x", "x.behavior.scaleUp.policies"),
    ("service x", "x.ipFamilies"), ("networkpolicy x", "x.ingress[0].from[0].namespaceSelector"),
    ("volume x in workload w", "x.projected.sources[0].clusterTrustBundle.labelSelector"),
    ("ClusterRole x", "x.aggregationRule"), ("image x", "x.shell"), ("\"acme.io/Any\" x", "x.spec.list"),
    ("document x", "x.spec.list"), ("container x in workload w", "x.securityContext.capabilities"),
    ("container x in workload w", "x.resources.limits"), ("workload x", "x.labels[\"a\"]"),
  ])
  func whatMayBeMissingIs(_ subject: String, _ path: String) {
    for test in ["exists", "is missing", "is not missing"] {
      #expect(CheckerTests.problems("require \(path) \(test)", subject: subject) == [], "\(path) \(test)")
    }
  }

  /// Through every name that stands for such a list.
  @Test func everyWayToTheListIsRefused() {
    let given = "define has(xs: list<string>): bool = xs exists"
    let optional = "define has(xs: list<string>?): bool = xs exists"
    let cases: [(check: String, before: String, problems: [String])] = [
      ("let xs = c.args require xs exists", "", ["M0250 xs"]),
      ("deny when some xs in [c.args, c.command] satisfies xs is missing", "", ["M0250 xs"]),
      ("deny when every t in w.tolerations satisfies t.key exists", "", []),
      ("deny when some v in w.volumes satisfies v.secret.items exists", "", ["M0250 v.secret.items"]),
      ("deny when count([a for a in c.env where c.args exists]) > 1", "", ["M0250 c.args"]),
      ("deny when (c.args) is missing", "", ["M0250 (c.args)"]),
      ("deny when has(c.args)", given, ["M0250 xs"]),
      ("deny when has(c.args)", optional, ["M0250 xs"]),
      ("deny when has([c.name])", given, ["M0217 [c.name]"]),
      // Nobody calls it: what is declared without `?` is never missing.
      ("deny when c.tty", given, ["M0250 xs"]),
      ("deny when c.tty", optional, []),
      ("deny when c.tty", "define has(xs: map<string, int>): bool = xs is missing", ["M0250 xs"]),
      ("deny when c.tty", "define has(x: string?): bool = x exists", []),
      ("deny when d exists", "data d: set<string>", ["M0250 d"]),
    ]
    for (check, before, problems) in cases {
      #expect(
        CheckerTests.problems(check, before: before).filter { !$0.hasPrefix("M0281") } == problems, "\(before) \(check)"
      )
    }
    let parameter = "rule p { severity low param p: set<string> = [\"a\"] for workload v require p exists }"
    #expect(CheckerTests.problems("deny when c.tty", before: parameter) == ["M0250 p"])
  }

  /// An `else` behind such a list has no effect. One that says what absence reads as does no harm.
  @Test func anElseThatHasNoEffect() {
    let cases: [(check: String, problems: [String])] = [
      ("deny when (c.args else [\"a\"]) includes \"a\"", ["M0250 c.args"]),
      ("deny when (w.labels else [\"a\": \"b\"]) includes \"a\"", ["M0250 w.labels"]),
      ("deny when (c.args else c.command) is empty", ["M0250 c.args"]),
      ("deny when (c.args else []) is empty", ["M0280 c.args"]),
      ("deny when (w.labels else [:]) is empty", ["M0280 w.labels"]),
      ("deny when some v in w.volumes satisfies (v.secret.items else []) is empty", []),
    ]
    for (check, problems) in cases { #expect(CheckerTests.problems(check) == problems, "\(check)") }
  }

  @Test func theErrorSaysWhatToAsk() {
    let help = CheckerTests.helps("require c.args exists")
    #expect(
      help == ["`c.args is not empty` asks whether it has elements, `c.args is written` whether it is in the document"])
    #expect(
      CheckerTests.helps("require w.containers exists") == ["`w.containers is not empty` asks whether it has elements"])
  }
}
