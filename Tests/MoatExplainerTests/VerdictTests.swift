import MoatExplainer
import MoatValues
import Testing

/// Verdicts, scopes, excuses, causes: what an undetermined answer is blamed on, by the sections of
/// `docs/evaluation.md`.
@Suite struct VerdictTests {
  private static let broken = """
    apiVersion: v1
    kind: Pod
    metadata: {name: a, labels: {app: web}}
    spec:
      hostNetwork: "yes"
      hostPID: true
      nodeName: "{{ .Values.node }}"
      containers:
      - name: app
        image: x
        securityContext: {privileged: "true", runAsUser: 0}
        resources: {limits: {memory: lots, cpu: "2"}}
        ports: [{containerPort: 80}, {containerPort: http}]
      - {name: other, image: "a b"}
    """

  private func hold(
    _ table: [(body: String, expected: String)], for subject: String = "workload w", _ text: String = broken,
    before: String = "", isWhole: Bool = true
  ) {
    for (body, expected) in table {
      let run = ExplainerRun(WitnessTests.rule(body, for: subject, before: before), text, isWhole: isWhole)
      #expect(run.summary.joined(separator: " / ") == expected, "\(body)")
    }
  }

  @Test func causesHaveTheirPlaces() {
    hold([
      ("deny when w.hostNetwork", "undetermined; spec.hostNetwork wrongType"),
      ("deny when w.nodeName is not missing", "undetermined; spec.nodeName template"),
    ])
    hold(
      [
        (
          "deny when c.securityContext.privileged",
          "undetermined; spec.containers[0].securityContext.privileged wrongType"
        ),
        (
          "require (c.resources.limits.memory else 1Mi) < 1Gi",
          "undetermined; spec.containers[0].resources.limits.memory unparsable"
        ),
        (
          "require c.resources.limits.memory exists",
          "undetermined; spec.containers[0].resources.limits.memory unparsable"
        ),
        (
          "require every p in c.ports satisfies p.containerPort > 1",
          "undetermined; spec.containers[0].ports[1].containerPort wrongType"
        ),
        ("require first(c.args) == \"x\"", "undetermined; spec.containers[0].args noAnswer"),
        ("require 1 / count(c.args) == 1.0", "undetermined; spec.containers[0].args divisionByZero"),
        (
          "require c.securityContext.runAsUser is not missing and 9223372036854775807 + count(c.ports) > 1",
          "undetermined; spec.containers[0].ports overflow"
        ),
      ].map { ($0.0, $0.1 + " / out of scope") },
      for: "container c in workload w where c.name == \"app\"")
  }

  @Test func aPatternThatMeetsItsLimitIsBlamedOnItsText() {
    let name = String(repeating: "a", count: 63)
    let text = "apiVersion: v1\nkind: Service\nmetadata: {name: \(name)}"
    hold(
      [("deny when s.name matches r\"(a+)+[bc]\"", "undetermined; metadata.name regexLimit")], for: "service s", text)
  }

  @Test func kleenesOperandsAbsorbWhatIsNotKnown() {
    hold([
      ("deny when w.hostNetwork and w.hostIPC", "pass"),
      ("deny when w.hostNetwork or w.hostPID", "fail; spec.hostPID"),
      ("deny when w.hostNetwork and w.hostPID", "undetermined; spec.hostNetwork wrongType"),
      ("deny when w.hostPID and (w.nodeName else \"\") == \"x\"", "undetermined; spec.nodeName template"),
      // The leftmost gives the cause.
      ("deny when w.nodeName exists or w.hostNetwork", "undetermined; spec.nodeName template"),
      ("require not w.hostNetwork", "undetermined; spec.hostNetwork wrongType"),
      ("warn when w.hostNetwork", "undetermined; spec.hostNetwork wrongType"),
      ("warn when w.hostPID", "warn; spec.hostPID"),
    ])
  }

  @Test func quantifiersAreOpenOnlyWhereAnElementLeavesThemSo() {
    let ports = "c.ports satisfies p.containerPort"
    hold(
      [
        ("deny when some p in \(ports) == 80", "fail; spec.containers[0].ports[0].containerPort"),
        ("deny when some p in \(ports) == 81", "undetermined; spec.containers[0].ports[1].containerPort wrongType"),
        ("require every p in \(ports) == 81", "fail; spec.containers[0].ports[0].containerPort"),
        ("require no p in \(ports) == 81", "undetermined; spec.containers[0].ports[1].containerPort wrongType"),
        ("require at most 2 p in \(ports) == 80", "pass"),
        ("require at most 1 p in \(ports) == 80", "undetermined; spec.containers[0].ports[1].containerPort wrongType"),
        ("require at least 3 p in \(ports) == 80", "fail; spec.containers[0].ports"),
        ("require exactly 1 p in \(ports) == 80", "undetermined; spec.containers[0].ports[1].containerPort wrongType"),
        // The filter first, then the body.
        (
          "deny when some p in c.ports where p.containerPort > 1000 satisfies p.name is missing",
          "undetermined; spec.containers[0].ports[1].containerPort wrongType"
        ),
        ("deny when some p in c.ports where p.containerPort == 80 satisfies p.name exists", "pass"),
      ].map { ($0.0, $0.1 + " / out of scope") }, for: "container c in workload w where c.name == \"app\"")
  }

  @Test func anUnknownDomainIsNeverEmpty() {
    let text = """
      apiVersion: v1
      kind: Pod
      metadata: {name: a}
      spec: {volumes: {name: v}, containers: [{name: app, image: x, ports: "80"}]}
      """
    hold(
      [
        ("require no v in w.volumes satisfies v.name == \"x\"", "undetermined; spec.volumes wrongType"),
        (
          "require every c in w.containers satisfies every p in c.ports satisfies p.containerPort > 1",
          "undetermined; spec.containers[0].ports wrongType"
        ),
        ("deny when count(w.volumes) > 1", "undetermined; spec.volumes wrongType"),
        ("deny when [v.name for v in w.volumes] includes \"x\"", "undetermined; spec.volumes wrongType"),
      ], text)
    hold(
      [("deny when p.containerPort > 1", "undetermined; domain spec.containers[0].ports wrongType")],
      for: "port p in container c in workload w", text)
  }

  @Test func aSetThatIsAPartLeavesJoinsOpen() {
    let text = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: x}}"
    let open = "undetermined;  partOfSet"
    hold(
      [
        ("require some workload w in all satisfies w.name == s.name", open),
        ("require no other service o in all satisfies o.name == s.name", open),
        ("require every workload w in all satisfies w.name == s.name", open),
        ("require at most 3 workload w in all satisfies w.name == s.name", open),
        ("deny when some service o in all satisfies o.name == s.name", "fail; metadata.name"),
        ("require every service o in all satisfies o.name != s.name", "fail; metadata.name"),
      ], for: "service s", text, isWhole: false)
    hold(
      [
        ("require some workload w in all satisfies w.name == s.name", "fail; "),
        ("require no other service o in all satisfies o.name == s.name", "pass"),
      ], for: "service s", text)
  }

  @Test func scopesExcusesAndLeaningChecks() {
    hold(
      [
        ("deny when w.hostPID unless w.name == \"a\"", "pass"),
        ("deny when w.hostPID unless w.hostNetwork", "fail; spec.hostPID"),
        // The first check proves the label for the second, which is left out.
        (
          "require w.labels[\"tier\"] exists\n require w.labels[\"tier\"] == \"x\"\n deny when w.hostPID",
          "fail; metadata.labels.tier; spec.hostPID"
        ),
      ])
    hold(
      [("deny when w.hostPID", "undetermined; scope spec.hostNetwork wrongType; spec.hostPID")],
      for: "workload w where w.hostNetwork")
    hold([("deny when w.hostIPC", "pass; scope spec.hostNetwork wrongType")], for: "workload w where w.hostNetwork")
    hold([("deny when w.hostPID", "out of scope")], for: "workload w where w.hostIPC")
  }

  @Test func whatIsWrittenAndWhatIsNull() {
    let text = """
      apiVersion: v1
      kind: Pod
      metadata: {name: a, annotations: {a: null, b: "1"}}
      spec:
        hostPID: null
        hostIPC: false
        securityContext: [1]
        containers: [{name: app, image: x}]
      """
    hold(
      [
        ("deny when w.hostPID is written", "pass"),
        ("deny when w.hostPID is null", "fail; spec.hostPID"),
        ("deny when w.hostIPC is written", "fail; spec.hostIPC"),
        ("deny when w.hostIPC is null", "pass"),
        ("deny when w.hostNetwork is null", "pass"),
        ("deny when w.securityContext.runAsUser is written", "undetermined; spec.securityContext wrongType"),
      ], text)
  }

  @Test func dataSetsAreGivenOrNot() {
    let policy = WitnessTests.rule(
      "deny when banned[w.name] exists", before: "data banned: map<string, int>")
    #expect(ExplainerRun(policy, Self.broken).summary == ["undetermined; metadata.name dataNotGiven"])
    let given = Constant.map([.init(key: "a", value: .int(1))])
    #expect(ExplainerRun(policy, Self.broken, data: [given]).summary == ["fail; metadata.name"])
    #expect(ExplainerRun(policy, Self.broken, data: [.map([])]).summary == ["pass"])
  }

  /// A table that is named inside a loop is made once, so that it does not fill the memory of the subject.
  @Test func aLargeTableInsideOfALoopIsMadeOnce() {
    let names = (1...600).map { "\"name-\($0)\"" }.joined(separator: ", ")
    let ports = (1...2000).map { "{containerPort: \($0), name: p\($0)}" }.joined(separator: ", ")
    let run = ExplainerRun(
      WitnessTests.rule(
        "require no p in c.ports satisfies (p.name else \"\") in [\(names)]", for: "container c in workload w"),
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: x, ports: [\(ports)]}]}")
    #expect(run.summary == ["pass"])
  }
}
