import MoatDocument
import MoatSource
import MoatTestSupport
import MoatValues
import Testing

@testable import MoatKinds

@Suite("Schema validator")
struct SchemaValidatorTests {
  private func definition(_ kind: String) throws -> ObjectTypeID {
    let found = KubernetesSchema.definitions(ofKind: kind)
    return try #require(found.first { $0.version == "v1" }?.id, "\(kind)")
  }

  /// A pod with these members in its only container and these in its spec.
  private func pod(container: [(String, Tree)] = [], spec: [(String, Tree)] = []) -> Tree {
    let first: Tree = .object([("name", "app"), ("image", "x")] + container)
    return [
      "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a"],
      "spec": .object([("containers", .list([first]))] + spec),
    ]
  }

  private func problems(_ tree: Tree, _ kind: String = "Pod", minor: Int = 37) throws -> [SchemaProblem] {
    let arena = tree.arena()
    let definition = try definition(kind)
    let plain = SchemaValidator.problems(arena, root: arena.roots[0], definition: definition, minor: minor)
    // The same, with symbols that stand upon the names of the schemas.
    let based = tree.arena(base: KubernetesSymbols.base())
    #expect(SchemaValidator.problems(based, root: based.roots[0], definition: definition, minor: minor) == plain)
    // What the API server refuses beyond the schema has tests of its own.
    return plain.filter { !$0.kind.isRefusal }
  }

  @Test func goodDocumentsHaveNoProblems() throws {
    let good: [(String, Tree)] = [
      ("Pod", pod()),
      (
        "Pod",
        pod(
          container: [
            ("ports", [["containerPort": 80]]), ("env", [["name": "A", "value": "1"]]),
            ("resources", ["limits": ["cpu": 1, "memory": "1Gi", "x": 0.5]]), ("args", nil),
            ("livenessProbe", ["httpGet": ["port": "http"]]), ("readinessProbe", ["httpGet": ["port": 80]]),
          ], spec: [("securityContext", nil), ("nodeSelector", ["a.b/c": "d"]), ("volumes", [])])
      ),
      (
        "Deployment",
        [
          "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["creationTimestamp": nil, "labels": ["a": "b"]],
          "spec": [
            "replicas": 2, "selector": ["matchLabels": ["a": "b"]],
            "template": ["metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c"]]]],
          ], "status": [:],
        ]
      ),
      ("Secret", ["apiVersion": "v1", "kind": "Secret", "data": ["a": "aGVsbG8=", "b": "", "c": "aGVs\nbG8h"]]),
      ("ConfigMap", ["data": ["text": "{{ .Values.free }}"]]),
      (
        "CustomResourceDefinition",
        [
          "spec": [
            "group": "g", "scope": "Namespaced", "names": ["kind": "K", "plural": "ks"],
            "versions": [
              [
                "name": "v1", "served": true, "storage": true,
                "schema": [
                  "openAPIV3Schema": [
                    "type": "object", "additionalProperties": true, "properties": ["a": ["type": "string"]],
                  ]
                ],
              ]
            ],
          ]
        ]
      ),
    ]
    for (kind, tree) in good {
      #expect(try problems(tree, kind) == [], "\(kind)")
    }
  }

  /// Document, kind, minor version, problems: what is wrong with the fields of an object.
  private var keyCases: [(Tree, String, Int, [String])] {
    [
      (
        pod(container: [("securityContext", ["readonlyRootFilesystem": true])]), "Pod", 37,
        ["unknownField: SecurityContext has no field readonlyRootFilesystem; did you mean readOnlyRootFilesystem?"]
      ),
      (
        pod(container: [("enviroment", [])]), "Pod", 37,
        ["unknownField: Container has no field enviroment"]
      ),
      (
        pod(container: [("imagePullPolcy", "x")]), "Pod", 37,
        ["unknownField: Container has no field imagePullPolcy; did you mean imagePullPolicy?"]
      ),
      (
        pod(spec: [("{{ x }}", 1)]), "Pod", 37,
        ["notRendered: {{ x }}: expected a field of PodSpec, found a template that was not rendered"]
      ),
      (
        pod(container: [("ports", [["protocol": "TCP"]])]), "Pod", 37,
        ["missingField: ContainerPort needs the field containerPort (integer)"]
      ),
      (
        pod(container: [("ports", [["containerPort": nil]])]), "Pod", 37,
        ["missingField: ContainerPort needs the field containerPort (integer)"]
      ),
      (
        pod(container: [("restartPolicy", "Always")]), "Pod", 27,
        ["notInVersion: Container has the field restartPolicy since 1.28"]
      ),
      (pod(container: [("restartPolicy", "Always")]), "Pod", 28, []),
      ([:], "Deployment", 37, ["missingField: Deployment needs the field spec (DeploymentSpec)"]),
      ([:], "Deployment", 36, []),
      (
        ["spec": ["selector": ["matchLabels": ["a": 1], "matchexpressions": []], "template": [:]]], "Deployment", 37,
        [
          "wrongType: matchLabels: expected string, found integer 1; did you mean \"1\"?",
          "unknownField: LabelSelector has no field matchexpressions; did you mean matchExpressions?",
        ]
      ),
      // The type of `resources` changed in 1.29; before, its definition was another.
      (["spec": ["resources": ["requests": ["storage": "1Gi"]]]], "PersistentVolumeClaim", 25, []),
    ]
  }

  /// What is wrong with single values.
  private var valueCases: [(Tree, String, Int, [String])] {
    [
      (
        pod(container: [("resources", ["limits": ["cpu": "1 Gi"], "requests": ["memory": "1e400", "cpu": ".5"]])]),
        "Pod", 37, ["malformed: limits: expected quantity, found string \"1 Gi\""]
      ),
      (
        ["metadata": ["creationTimestamp": "yesterday", "deletionTimestamp": "2026-01-02T03:04:05Z"]], "Secret", 37,
        ["malformed: creationTimestamp: expected date and time, found string \"yesterday\""]
      ),
      (
        pod(container: [("securityContext", ["privileged": "true"])]), "Pod", 37,
        ["wrongType: privileged: expected boolean, found string \"true\"; did you mean true?"]
      ),
      (
        pod(container: [("securityContext", ["privileged": "yes"])]), "Pod", 37,
        ["wrongType: privileged: expected boolean, found string \"yes\""]
      ),
      (
        pod(container: [("securityContext", ["privileged": "{{ .Values.p }}"])]), "Pod", 37,
        ["notRendered: privileged: expected boolean, found a template that was not rendered"]
      ),
      (
        pod(container: [("env", [["name": "A", "value": 80]])]), "Pod", 37,
        ["wrongType: value: expected string, found integer 80; did you mean \"80\"?"]
      ),
      (
        pod(container: [("env", ["name": "A"])]), "Pod", 37,
        ["wrongType: env: expected list, found object"]
      ),
      (
        pod(container: [("ports", [["containerPort": "80"]])]), "Pod", 37,
        ["wrongType: containerPort: expected integer, found string \"80\"; did you mean 80?"]
      ),
      (
        pod(container: [("ports", [["containerPort": 80.5]])]), "Pod", 37,
        ["wrongType: containerPort: expected integer, found number 80.5"]
      ),
      (
        pod(container: [("ports", [["containerPort": 3_000_000_000]])]), "Pod", 37,
        ["outOfRange: containerPort: integer 3000000000 does not fit 32 bits"]
      ),
      (pod(container: [("securityContext", ["runAsUser": 3_000_000_000])]), "Pod", 37, []),
      (pod(container: [("args", ["a", nil])]), "Pod", 37, ["nullElement: args: null is no element of a list"]),
      (
        pod(container: [("livenessProbe", ["httpGet": ["port": 1.5]])]), "Pod", 37,
        ["wrongType: port: expected integer or string, found number 1.5"]
      ),
      (
        pod(container: [("resources", ["limits": ["cpu": true]])]), "Pod", 37,
        ["wrongType: limits: expected quantity, found boolean true"]
      ),
      (
        pod(container: [("resources", ["limits": ["cpu": "{{ .cpu }}"]])]), "Pod", 37,
        ["notRendered: limits: expected quantity, found a template that was not rendered"]
      ),
      (
        ["data": ["a": "not base64!"]], "Secret", 37,
        ["malformed: data: expected string in base64, found string \"not base64!\""]
      ),
      (
        ["data": ["a": "aGk"]], "Secret", 37,
        ["malformed: data: expected string in base64, found string \"aGk\""]
      ),
      (
        ["data": ["a": 5]], "Secret", 37,
        ["wrongType: data: expected string in base64, found integer 5"]
      ),
      (["metadata": "x"], "Secret", 37, ["wrongType: metadata: expected ObjectMeta, found string \"x\""]),
      (
        ["metadata": ["labels": ["a": true]]], "Secret", 37,
        ["wrongType: labels: expected string, found boolean true; did you mean \"true\"?"]
      ),
      ("text", "Secret", 37, ["wrongType: expected Secret, found string \"text\""]),
    ]
  }

  @Test func eachProblemIsFoundAndSaid() throws {
    for (tree, kind, minor, expected) in keyCases + valueCases {
      let found = try problems(tree, kind, minor: minor).map { "\($0.kind): \($0.message)" }
      #expect(Set(found) == Set(expected) && found.count == expected.count, "\(expected) but \(found)")
    }
  }

  @Test func problemsStandAtTheirNodes() throws {
    let arena = pod(container: [("securityContext", ["privileged": "yes", "runasuser": 1])]).arena()
    let found = SchemaValidator.problems(arena, root: arena.roots[0], definition: try definition("Pod"), minor: 37)
    #expect(found.count == 2)
    let unknown = try #require(found.first { $0.kind == .unknownField })
    #expect(unknown.isKey && arena.source.text(arena.keySpan(unknown.node)) == "\"runasuser\"")
    let wrong = try #require(found.first { $0.kind == .wrongType })
    #expect(!wrong.isKey && arena.source.text(arena.span(wrong.node)) == "\"yes\"")
  }

  @Test func reportsAreBounded() throws {
    let many: Tree = pod(container: [("env", .list((0..<500).map { _ in ["nam": "a", "vale": 1] }))])
    #expect(try problems(many).count == 64)
    let arena = many.arena()
    let pod = try definition("Pod")
    #expect(SchemaValidator.problems(arena, root: arena.roots[0], definition: pod, minor: 37, limit: 3).count == 3)
    #expect(SchemaValidator.problems(arena, root: arena.roots[0], definition: pod, minor: 37, limit: 0).isEmpty)
    let unknown = ObjectTypeID(rawValue: 0x20_0000)
    #expect(SchemaValidator.problems(arena, root: arena.roots[0], definition: unknown, minor: 37).isEmpty)
    let long = String(repeating: "k", count: 5000)
    let key = try #require(try problems(self.pod(spec: [(long, 1)])).first)
    #expect(key.field.utf8.count < 100 && key.suggestion == nil)
    let value = try #require(try problems(["metadata": .string(long + "\n")], "Secret").first)
    #expect(value.found.utf8.count < 100)
  }

  /// Every field of the table, with a value that its type cannot be, in a version that has it and in one that has not.
  @Test func everyFieldIsChecked() {
    let source = SchemaSource.builtIn
    let wrong: (TypeCode) -> Tree? = {
      switch $0 {
      case .any: nil
      case .string, .bytes, .date, .enumeration: 5
      case .quantity: true
      case .intOrString: 1.5
      default: "x"
      }
    }
    var checked = 0
    var missingVersions = 0
    for index in 0..<source.table.definitions.count {
      guard let shape = source.definition(index) else { continue }
      for place in shape.firstField..<shape.firstField + shape.fieldCount {
        let field = source.field(place)
        guard let value = wrong(source.type(field.type).code) else { continue }
        let name = source.name(field.name)
        let arena = Tree.object([(name, value)]).arena()
        func kinds(_ minors: UInt32) -> [SchemaProblem.Kind] {
          let problems = SchemaValidator.problems(
            arena, root: arena.roots[0], definition: ObjectTypeID(rawValue: index),
            minor: 25 + minors.trailingZeroBitCount)
          return problems.map(\.kind).filter { $0 != .missingField && !$0.isRefusal }
        }
        #expect(kinds(field.minors) == [.wrongType], "\(source.name(shape.name)) \(name)")
        checked += 1
        guard shape.minors & ~field.minors != 0 else { continue }
        #expect(kinds(shape.minors & ~field.minors) == [.notInVersion], "\(source.name(shape.name)) \(name)")
        missingVersions += 1
      }
    }
    #expect(checked > 4000 && missingVersions > 100, "\(checked) \(missingVersions)")
  }

  /// JSON schemas may hold JSON schemas: validation goes as deep as the document, on its own stack.
  @Test func deepDocumentsNeedNoRecursion() throws {
    var schema: Tree = ["type": "object", "wrong": 1]
    for _ in 0..<200 { schema = ["type": "object", "properties": ["a": schema]] }
    let document: Tree = [
      "spec": [
        "group": "g", "scope": "Cluster", "names": ["kind": "K", "plural": "ks"],
        "versions": [["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]]],
      ]
    ]
    let found = try problems(document, "CustomResourceDefinition")
    #expect(found.map(\.message) == ["JSONSchemaProps has no field wrong"])
  }
}

@Suite("Closed sets of the API")
struct EnumerationTests {
  private func problems(_ kind: String, _ tree: Tree) throws -> [String] {
    let arena = tree.arena()
    let definition = try #require(KubernetesSchema.definitions(ofKind: kind).first { $0.version == "v1" }?.id)
    return SchemaValidator.problems(arena, root: arena.roots[0], definition: definition, minor: 37)
      .filter { $0.kind == .notAMember }.map(\.message)
  }

  @Test func valuesOutsideTheirSetsAreProblems() throws {
    let cases: [(String, Tree, String)] = [
      (
        "CronJob", ["spec": ["concurrencyPolicy": "forbid"]],
        "concurrencyPolicy: expected one of Allow, Forbid, Replace, found string \"forbid\""
      ),
      (
        "PersistentVolumeClaim", ["spec": ["accessModes": ["ReadWriteOnce", "RWX"]]],
        """
        accessModes: expected one of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod, found string "RWX"
        """
      ),
      (
        "Pod", ["spec": ["containers": [["name": "a", "lifecycle": ["stopSignal": "TERM"]]]]],
        """
        stopSignal: expected one of SIGABRT, SIGALRM, SIGBUS, SIGCHLD, SIGCLD, SIGCONT, SIGFPE, SIGHUP, SIGILL, SIGINT, \
        SIGIO, SIGIOT and 53 more, found string "TERM"
        """
      ),
    ]
    for (kind, tree, message) in cases {
      let found = try problems(kind, tree)
      // What was probably meant may follow.
      #expect(found.count == 1 && found[0].hasPrefix(message), "\(found)")
    }
  }

  /// Go's `omitempty` drops "", so that the server fills in the default; a required field has to have a member.
  @Test func emptyTextIsAbsenceOfAnOptionalField() throws {
    #expect(try problems("Service", ["spec": ["type": "", "sessionAffinity": ""]]).isEmpty)
    let spread: Tree = ["maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": ""]
    let found = try problems("Pod", ["spec": ["topologySpreadConstraints": [spread]]])
    #expect(found == ["whenUnsatisfiable: expected one of DoNotSchedule, ScheduleAnyway, found string \"\""])
    #expect(try problems("NetworkPolicy", ["spec": ["policyTypes": [""]]]).count == 1)
  }

  /// Values that some version of Kubernetes takes, and sets that anybody may extend.
  @Test func whatSomeVersionTakesIsNoProblem() throws {
    #expect(
      try problems(
        "Pod",
        [
          "spec": [
            "tolerations": [["key": "a", "operator": "Gt", "value": "3"]],
            "containers": [["name": "a", "restartPolicy": "OnFailure"]],
          ]
        ]
      ).isEmpty)
    #expect(try problems("Secret", ["type": "acme.io/own"]).isEmpty)
    #expect(try problems("Event", ["type": "Odd"]).isEmpty)
    #expect(try problems("Pod", ["spec": ["restartPolicy": "{{ .Values.policy }}"]]).isEmpty)
  }

  /// The readings of fields type their sets once more, with names for messages: a member that the table has and a reading
  /// lacks would be undetermined where it is valid.
  @Test func readingsHaveTheMembersOfTheTable() {
    var compared = 0
    for index in 0..<SchemaTable.shared.definitions.count {
      let id = ObjectTypeID(rawValue: index)
      let key = CuratedReadings.key(ofDefinition: KubernetesSchema.fullName(id))
      for field in KubernetesSchema.fields(of: id) {
        guard let curated = CuratedReadings.entry(definition: key, field: field.name)?.curation.type,
          let wanted = members(field.type), let known = members(curated)
        else { continue }
        #expect(Set(wanted).isSubset(of: known), "\(key).\(field.name)")
        compared += 1
      }
    }
    #expect(compared > 40, "\(compared)")
  }

  private func members(_ type: Type) -> [String]? {
    switch type {
    case .enumeration(let enumeration): enumeration.members
    case .list(let element): members(element)
    default: nil
    }
  }
}

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
    let clock = ProcessorTime()
    #expect(try refusals("Pod", ["spec": ["containers": [container]]]).isEmpty)
    let time = clock.elapsed
    #expect(time < .seconds(20), "\(time)")
  }
}
