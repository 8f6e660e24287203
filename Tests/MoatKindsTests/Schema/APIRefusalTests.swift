import MoatDocument
import MoatValues
import Testing

@testable import MoatKinds

@Suite("What the API server refuses beyond its schema")
struct APIRefusalTests {
  /// Form, texts that have it, texts that have not.
  private let forms: [(NameForm, [String], [String])] = [
    (
      .label, ["a", "0-a", String(repeating: "a", count: 63)],
      ["", "-a", "a-", "a.b", "A", String(repeating: "a", count: 64)]
    ),
    (
      .subdomain, ["a.b-1.c", "1", String(repeating: "a", count: 100), "a." + String(repeating: "b", count: 251)],
      ["", ".a", "a..b", "a.-b", "a_b", "a.", "ä", "a." + String(repeating: "b", count: 252)]
    ),
    (
      .portName, ["http", "80a", "a-b-c", "abcdefghijklmno"],
      ["", "80", "a--b", "-a", "Http", "a.b", "abcdefghijklmnop"]
    ),
    (.pathSegment, ["system:node", "A b", "..."], ["", ".", "..", "a/b", "a%b"]),
    (.qualifiedName, ["a", "A_b.c", "acme.io/A"], ["", "/a", "acme.io/", "Acme.io/a", "a/b/c", "-a", "a b"]),
    (.annotationKey, ["Acme.io/Note"], ["a b", "x/y/z"]),
    (.labelValue, ["", "A_b-1.c"], ["-a", "a ", "a/b", String(repeating: "a", count: 64)]),
    (.variable, ["A", "a-b.c", "1 a"], ["", "A=B", "ä", "a\n"]),
    (.dataKey, ["ca.crt", ".a", "_A"], ["", ".", "..", "..a", "a/b", "a b"]),
  ]

  @Test func formsOfNames() {
    for (form, good, bad) in forms {
      for text in good { #expect(form.matches(Array(text.utf8)), "\(form) \(text)") }
      for text in bad { #expect(!form.matches(Array(text.utf8)), "\(form) \(text)") }
    }
  }

  @Test func schedules() {
    let good = [
      "* * * * *", "0 3 1 1 0", "*/5 0-23/2 1,15 JAN-dec mon-FRI", "? ? ? ? ?", "5/10 * * * *", "@daily",
      "@every 1h30m",
      "TZ=UTC 0 3 * * *", "CRON_TZ=Europe/Berlin @hourly", "  0   3 * * * ",
    ]
    let bad = [
      "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 7",
      "* * * * mond", "5-1 * * * *", "*/0 * * * *", "1/2/3 * * * *", "a * * * *", "-1 * * * *", "1-2-3 * * * *",
      "@often",
      "@every", "daily", "1.5 * * * *", "99999999999999999999 * * * *", "TZ=UTC",
    ]
    for text in good { #expect(CronSchedule.isValid(text), "\(text)") }
    for text in bad { #expect(!CronSchedule.isValid(text), "\(text)") }
  }

  /// Each check is of a field that its definition has: a misspelt one would silently check nothing.
  @Test func checksNameFieldsThatExist() {
    var keys: [String: Set<String>] = [:]
    for index in 0..<SchemaTable.shared.definitions.count {
      let id = ObjectTypeID(rawValue: index)
      let key = CuratedReadings.key(ofDefinition: KubernetesSchema.fullName(id))
      keys[key, default: []].formUnion(KubernetesSchema.fields(of: id).map(\.name))
    }
    for check in FieldChecks.groups.flatMap(\.checks) {
      #expect(keys[check.definition]?.contains(check.field.rawValue) == true, "\(check.definition).\(check.field)")
    }
    for check in ObjectChecks.all {
      #expect(keys[check.definition] != nil && !check.source.isEmpty, "\(check.definition)")
    }
    for key in APIKey.allCases { #expect(key.index != UInt32.max, "\(key)") }
  }

  private func refusals(_ kind: String, _ tree: Tree, version: String = "v1") throws -> [String] {
    let definition = try #require(KubernetesSchema.definitions(ofKind: kind).first { $0.version == version }?.id)
    func found(_ arena: Arena) -> [SchemaProblem] {
      SchemaValidator.problems(arena, root: arena.roots[0], definition: definition, minor: 37)
    }
    let plain = found(tree.arena())
    #expect(found(tree.arena(base: KubernetesSymbols.base())) == plain)
    return plain.filter(\.kind.isRefusal).map(\.message)
  }

  @Test func messagesNameFieldValueAndWhatIsAccepted() throws {
    #expect(
      try refusals("ReplicationController", ["spec": ["replicas": -2]])
        == ["replicas is -2 and must be 0 or more"])
    #expect(
      try refusals("Service", ["spec": ["ports": [["port": 70000]]]]) == ["port is 70000 and must be 1 to 65535"])
    #expect(
      try refusals("Namespace", ["metadata": ["name": "A"]])
        == ["name \"A\" is not a DNS-1123 label (at most 63 lowercase letters, digits and -)"])
    #expect(
      try refusals("ConfigMap", ["data": ["a b": "x"]]) == [
        "data key \"a b\" is not a data key (letters, digits, -, _ and .)"
      ])
    #expect(
      try refusals("PodDisruptionBudget", ["spec": ["minAvailable": 1, "maxUnavailable": 1]])
        == ["maxUnavailable must not be set beside minAvailable"])
    let requests: Tree = ["requests": ["cpu": "1500m", "memory": "1Gi"], "limits": ["cpu": 1, "memory": "1024Mi"]]
    #expect(
      try refusals("Pod", ["spec": ["containers": [["name": "a", "resources": requests]]]])
        == ["cpu request \"1500m\" is above the limit 1"])
  }

  /// What another tool completes, what is not known and what is of a wrong type is no refusal.
  @Test func whatIsNotPlainIsLeftAlone() throws {
    for name in ["${APP}", "$(APP)", "{{ .Release.Name }}-A", "<% name %>", "__NAME__", "RELEASE-NAME-web"] {
      #expect(try refusals("ConfigMap", ["metadata": ["name": .string(name)]]).isEmpty, "\(name)")
    }
    #expect(try refusals("Deployment", ["spec": ["replicas": "{{ .Values.replicas }}"]]).isEmpty)
    #expect(
      try refusals("PodDisruptionBudget", ["spec": ["minAvailable": "{{ .Values.min }}", "maxUnavailable": 1]]).isEmpty)
    #expect(try refusals("Service", ["spec": ["ports": "none"]]).isEmpty)
    #expect(try refusals("Secret", ["type": "kubernetes.io/tls", "data": "{{ .Values.data }}"]).isEmpty)
  }

  /// Nothing is quadratic in the entries of a list or map.
  @Test func longListsTakeLinearTime() throws {
    let amounts = Tree.object((0..<20_000).map { ("acme.io/r\($0)", 1) })
    let mounts = Tree.list((0..<20_000).map { ["name": "a", "mountPath": .string("/m\($0)")] })
    let container: Tree = [
      "name": "a", "resources": ["limits": amounts, "requests": amounts], "volumeMounts": mounts,
    ]
    let start = ContinuousClock.now
    #expect(try refusals("Pod", ["spec": ["containers": [container]]]).isEmpty)
    let time = ContinuousClock.now - start
    #expect(time < .seconds(20), "\(time)")
  }
}
