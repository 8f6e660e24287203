import MoatExplainer
import MoatKinds
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatTestSupport
import MoatValues
import Testing

/// What a failing check says: messages, remedies, severities, edits, waivers.
@Suite struct OutcomeTests {
  private static let text = """
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext: {runAsNonRoot: false}
      containers:
      - name: app
        image: nginx:1.27
        resources: {limits: {memory: 512Mi, cpu: 1500m}, requests: {memory: lots}}
        securityContext: {capabilities: {drop: [A, B], add: [SYS_ADMIN, NET_BIND_SERVICE, CHOWN]}}
    """

  private func deciders(_ body: String, for subject: String = "container c in workload w") -> [Decider] {
    ExplainerRun(WitnessTests.rule(body, for: subject), Self.text).explanations.flatMap(\.checks).flatMap(\.deciders)
  }

  @Test func holesPrintValuesAsPeopleWriteThem() {
    let table: [(hole: String, expected: String)] = [
      ("c.name", "app"),
      ("c.image", "nginx:1.27"),
      ("c.role", "app"),
      ("c.resources.limits.memory", "512Mi"),
      ("c.resources.limits.cpu", "1500m"),
      ("c.securityContext.capabilities.drop", "A, B"),
      ("c.args", "[]"),
      ("c.lifecycle.postStart", "<missing>"),
      ("c.resources.requests.memory", "<undetermined: does not parse as its type>"),
      ("count(c.args)", "0"),
      ("today", "2000-01-01"),
      ("[1, 2]", "1, 2"),
      ("kubernetes.version", "1.37"),
      ("w.labels['x'] else 'none'", "none"),
      ("w.labels['x'] else w.replicas", "1"),
      (
        "w.labels['x'] else c.securityContext.runAsUser else 'root, or what the image says'",
        "root, or what the image says"
      ),
      ("c.securityContext.runAsUser else w.labels['x'] else c.resources.limits.memory", "512Mi"),
      ("c.securityContext.runAsUser else c.lifecycle.postStart", "<missing>"),
      ("c.resources.requests.memory else 'none'", "<undetermined: does not parse as its type>"),
      ("c.image.tag else c.index", "1.27"),
    ]
    for (hole, expected) in table {
      let messages = deciders("deny when c.name == \"app\" message \"<{\(hole)}>\" remedy \"see {\(hole)}\"")
      #expect(messages.map(\.message) == ["<\(expected)>"], "\(hole)")
      #expect(messages.map(\.remedy) == ["see \(expected)"], "\(hole)")
    }
  }

  @Test func aNameInAMessageIsTheElementThatDecided() {
    let every = "every added in c.securityContext.capabilities.add satisfies added == \"NET_BIND_SERVICE\""
    let found = deciders("require \(every) message \"adds {added}\"")
    #expect(found.map(\.message) == ["adds SYS_ADMIN", "adds CHOWN"])
    // Two checks share one message, and each binds the name.
    let shared = deciders(
      """
      require every x in c.securityContext.capabilities.add satisfies x != "CHOWN"
      require every x in c.securityContext.capabilities.drop satisfies x != "B"
      message "not {x}"
      """)
    #expect(shared.map(\.message) == ["not CHOWN", "not B"])
    // The name of a quantifier that did not decide is missing.
    let other = deciders(
      """
      require (every x in c.securityContext.capabilities.add satisfies x != "CHOWN")
        and (every y in c.securityContext.capabilities.drop satisfies y != "C")
      message "{x} and {y}"
      """)
    #expect(other.map(\.message) == ["CHOWN and <missing>"])
  }

  @Test func severitiesOfOutcomes() {
    #expect(deciders("deny when c.name == \"app\" severity critical").map(\.severity) == [4])
    #expect(deciders("deny when c.name == \"app\"").map(\.severity) == [nil])
  }

  @Test func editsStandAtTheOwnPlaceOfTheirPath() throws {
    let run = ExplainerRun(
      WitnessTests.rule(
        """
        deny when not c.securityContext.runAsNonRoot fix set c.securityContext.runAsNonRoot to true
        require c.securityContext.capabilities.drop includes "ALL" fix add "ALL" to c.securityContext.capabilities.drop
        require c.resources.limits.cpu is missing fix remove c.resources.limits.cpu
        deny when c.name == "app" fix remove c.lifecycle
        require c.resources.requests.ephemeral-storage exists
        fix set c.resources.requests.ephemeral-storage to c.resources.limits.cpu
        """, for: "container c in workload w"), Self.text)
    let edits = run.explanations[0].checks.flatMap(\.deciders).map { decider in
      decider.edit.map { "\($0.action) \(run.path($0.place)) \($0.value ?? "-")" }
    }
    let container = "spec.containers[0]"
    #expect(
      edits == [
        // The value is inherited; the path is the container's.
        "set \(container).securityContext.runAsNonRoot true",
        "add \(container).securityContext.capabilities.drop ALL",
        "remove \(container).resources.limits.cpu -",
        nil,
        "set \(container).resources.requests.ephemeral-storage 1500m",
      ])
  }

  @Test func aWaiverHoldsOnlyWhereItIsKnownTo() throws {
    let policy =
      WitnessTests.rule("deny when c.name == \"app\"", for: "container c in workload w") + """
        waive r { where c.name == "app" and w.name == "a" until 2027-01-01 owner "o" reason "r" }
        waive r { where w.name == "b" until 2027-01-01 owner "o" reason "r" }
        waive r { where some e in c.env satisfies e.name == "x" until 2027-01-01 owner "o" reason "r" }
        waive r { where c.resources.requests.memory is missing until 2027-01-01 owner "o" reason "r" }

        """
    let run = ExplainerRun(policy, Self.text)
    let tree = Parser.parse(SourceFile(name: "test.moat", text: policy)).file
    let waivers = Checker.check([tree], catalogue: Catalogue()).waivers
    let subject = try #require(run.explainer.subjects().first)
    let waived = waivers.flatMap(\.targets).map { target in
      target.condition.map {
        run.explainer.isWaived(by: $0, variableCount: target.variableCount, subject: subject)
      }
    }
    #expect(waived == [true, false, false, false])
  }

  @Test func conditionsOverParamsAlone() throws {
    let policy = WitnessTests.rule(
      "deny when count(names) > limit"
    ).replacing(
      "for workload",
      with: """
        param names: list<string> = ["a"] where names is not empty and every n in names satisfies n != "b"
        param limit: int = 1 where 10 / limit > 1
        for workload
        """)
    let rule = ExplainerRun(policy, Self.text).explainer.rule
    let run = RunFacts(today: 0, kubernetesVersion: "1.37")
    let table: [(names: [String], limit: Int64, expected: [Bool?])] = [
      (["a"], 1, [true, true]), ([], 10, [false, false]), (["a", "b"], 0, [false, nil]),
    ]
    for (names, limit, expected) in table {
      let parameters: [Constant] = [.list(names.map { .string($0) }), .int(limit)]
      let found = rule.parameters.map { parameter in
        parameter.condition.flatMap { Explainer.holds($0, parameters: parameters, run: run) }
      }
      #expect(found == expected, "\(names), \(limit)")
    }
  }
}
