import MoatDocument
import MoatExplainer
import MoatValues
import Testing

/// The places that findings point to, by the sections of `docs/evaluation.md`.
@Suite struct WitnessTests {
  static let pod = """
    apiVersion: v1
    kind: Pod
    metadata: {name: a, labels: {app: web}}
    spec:
      hostNetwork: true
      securityContext: {runAsNonRoot: false, runAsUser: 0}
      volumes:
      - {name: v, hostPath: {path: /etc}}
      containers:
      - name: app
        image: nginx:1.27
        args: [--insecure, --verbose]
        resources: {limits: {cpu: "2"}}
        env: [{name: A, value: one}, {name: DB_PASSWORD, value: two}]
        ports: [{containerPort: 80}, {containerPort: 8080}]
      - name: other
        image: ""
        imagePullPolicy: Always
        securityContext: null
    """

  /// A rule about the pod with one body.
  static func rule(_ body: String, for subject: String = "workload w", before: String = "") -> String {
    "policy p version \"1\"\n\(before)\nrule r {\n severity low\n for \(subject)\n \(body)\n}\n"
  }

  /// Holds the summary of each body's only subject against what is expected.
  static func hold(_ table: [(body: String, expected: String)], for subject: String = "workload w", before: String = "")
  {
    for (body, expected) in table {
      let run = ExplainerRun(rule(body, for: subject, before: before), pod)
      #expect(run.summary.joined(separator: " / ") == expected, "\(body)")
    }
  }

  @Test func ofFoundAbsentDefaultedInheritedAndDerivedFields() {
    let first = "container c in workload w where c.name == \"app\""
    Self.hold([
      // Found, and found through an anchor.
      ("deny when w.hostNetwork", "fail; spec.hostNetwork"),
      ("deny when (w.labels[\"app\"] else \"\") == \"web\"", "fail; metadata.labels.app"),
      // Defaulted: where it would stand.
      ("deny when not w.hostPID", "fail; spec.hostPID"),
      ("require w.serviceAccountName == \"x\"", "fail; spec.serviceAccountName"),
      ("deny when w.labels[\"tier\"] is missing", "fail; metadata.labels.tier"),
    ])
    Self.hold(
      [
        ("require c.resources.limits.memory exists", "fail; spec.containers[0].resources.limits.memory"),
        ("require c.resources.requests.memory exists", "fail; spec.containers[0].resources.requests.memory"),
        // Inherited: where the value stands.
        ("require c.securityContext.runAsNonRoot", "fail; spec.securityContext.runAsNonRoot"),
        // Absent everywhere: where it would stand first.
        (
          "require c.securityContext.seccompProfile.type exists",
          "fail; spec.containers[0].securityContext.seccompProfile.type"
        ),
        // Derived: the node that the fact gives, else that of its base.
        ("require c.role == init", "fail; spec.containers[0]"),
        ("require c.image.digest exists", "fail; spec.containers[0].image"),
        ("require (c.image.tag else \"\") == \"1.28\"", "fail; spec.containers[0].image"),
        ("deny when (c.args[0] else \"\") == \"--insecure\"", "fail; spec.containers[0].args[0]"),
        ("require c.args[7] exists", "fail; spec.containers[0].args[7]"),
      ].map { ($0.0, $0.1 + "\(Self.outOfScope)") }, for: first)
  }

  private static let outOfScope = " / out of scope"

  @Test func ofNullAndEmptyTheNodeThatStandsThere() throws {
    let run = ExplainerRun(
      Self.rule(
        "deny when not c.securityContext.privileged", for: "container c in workload w where c.name == \"other\""),
      Self.pod)
    #expect(run.summary == ["out of scope", "fail; spec.containers[1].securityContext.privileged"])
    let witness = try #require(run.explanations.last?.checks.first?.deciders.first?.witness)
    #expect(witness.absent == ["privileged"])
    #expect(ExplainerRun.line(witness, in: run.context) == 19)
  }

  @Test func ofComputedValues() {
    Self.hold(
      [
        // Else: the operand that was taken, or the left one where that has no place.
        ("deny when (w.labels[\"tier\"] else w.labels[\"app\"] else \"x\") == \"web\"", "fail; metadata.labels.app"),
        ("deny when (w.labels[\"tier\"] else \"x\") == \"x\"", "fail; metadata.labels.tier"),
        // Arithmetic and functions: the first operand that has one.
        ("deny when \"x\" + w.name == \"xa\"", "fail; metadata.name"),
        ("deny when count(w.containers) > 1", "fail; "),
        ("deny when count(w.volumes) == 1", "fail; spec.volumes"),
        ("deny when lower(w.labels[\"app\"] else \"\") == \"web\"", "fail; metadata.labels.app"),
        // A list: the first part that has one. A comprehension: its domain.
        ("deny when [false, w.hostNetwork] includes true", "fail; spec.hostNetwork"),
        ("deny when [v.name for v in w.volumes] includes \"v\"", "fail; spec.volumes"),
        // A table of the policy: the key's.
        ("deny when t[w.serviceAccountName] is missing", "fail; spec.serviceAccountName"),
        // Nothing at all: the node of the innermost level.
        ("deny when today > 1999-01-01", "fail; "),
      ], before: "let t: map<string, int> = [\"web\": 1]")
  }

  @Test func ofAndOrAndNot() {
    Self.hold([
      ("deny when w.hostNetwork and not w.hostPID", "fail; spec.hostNetwork"),
      ("deny when today > 1999-01-01 and w.hostNetwork", "fail; spec.hostNetwork"),
      ("require w.hostNetwork and w.hostPID", "fail; spec.hostPID"),
      ("deny when w.hostPID or w.hostNetwork", "fail; spec.hostNetwork"),
      ("require w.hostPID or w.hostIPC", "fail; spec.hostPID"),
      ("require not (w.hostPID or w.hostNetwork)", "fail; spec.hostNetwork"),
      ("require \"x\" == \"y\" or w.hostIPC", "fail; spec.hostIPC"),
    ])
  }

  @Test func ofQuantifiersEachDecidingElement() {
    let app = "spec.containers[0]"
    Self.hold([
      (
        "deny when some c in w.containers satisfies c.imagePullPolicy is written",
        "fail; spec.containers[1].imagePullPolicy"
      ),
      ("require no c in w.containers satisfies c.name is not empty", "fail; \(app).name; spec.containers[1].name"),
      ("require every c in w.containers satisfies c.name == \"x\"", "fail; \(app).name; spec.containers[1].name"),
      ("require every c in w.containers where c.name == \"app\" satisfies c.name == \"x\"", "fail; \(app).name"),
      // A witness outside of the element is the element's own.
      ("require every c in w.containers satisfies c.securityContext.runAsNonRoot", "fail; \(app); spec.containers[1]"),
      ("deny when some c in w.containers satisfies w.name + c.name == \"aapp\"", "fail; \(app)"),
      (
        "deny when at least 2 c in w.containers satisfies c.name is not empty",
        "fail; \(app).name; spec.containers[1].name"
      ),
      (
        "require at most 1 c in w.containers satisfies c.name is not empty",
        "fail; \(app).name; spec.containers[1].name"
      ),
      (
        "require exactly 1 c in w.containers satisfies c.name is not empty",
        "fail; \(app).name; spec.containers[1].name"
      ),
      // Not decided by elements: the domain.
      ("require some v in w.volumes satisfies v.name == \"x\"", "fail; spec.volumes"),
      ("require at least 3 v in w.volumes satisfies v.name is not empty", "fail; spec.volumes"),
      ("require exactly 3 v in w.volumes satisfies v.name is not empty", "fail; spec.volumes"),
      ("deny when no v in w.volumes satisfies v.name == \"x\"", "fail; spec.volumes"),
      ("deny when every v in w.volumes satisfies v.name == \"v\"", "fail; spec.volumes"),
      (
        "require some service s in same namespace as w satisfies s.name == w.name", "fail; "
      ),
      // The elements of a table have no place, and leave the body's.
      (
        "deny when some n in [\"api\", \"web\"] satisfies (w.labels[\"app\"] else \"\") == n",
        "fail; metadata.labels.app"
      ),
    ])
  }

  @Test func ofNestedQuantifiersThePlaceWithinTheOuterElement() {
    Self.hold([
      (
        "require no c in w.containers satisfies some e in c.env satisfies \"password\" in words(e.name)",
        "fail; spec.containers[0].env[1].name"
      ),
      (
        "require no c in w.containers satisfies at least 2 p in c.ports satisfies p.containerPort > 0",
        "fail; spec.containers[0].ports[0].containerPort"
      ),
      (
        "require every c in w.containers where c.name == \"app\" satisfies every p in c.ports satisfies p.containerPort < 100",
        "fail; spec.containers[0].ports[1].containerPort"
      ),
    ])
  }

  @Test func theLeftmostDecidingQuantifierHasADeciderForEachElement() {
    let all = "every c in w.containers satisfies c.name == \"x\""
    Self.hold([
      ("require not w.hostPID and (\(all))", "fail; spec.containers[0].name; spec.containers[1].name"),
      ("require not (not (\(all)))", "fail; spec.containers[0].name; spec.containers[1].name"),
      // An operand further left that decides too serves all of them.
      ("require w.hostPID or (\(all))", "fail; spec.hostPID; spec.hostPID"),
      ("require \"x\" == \"y\" or (\(all))", "fail; spec.containers[0].name; spec.containers[1].name"),
      // Without decisive elements a quantifier is an operand like others.
      (
        "require (some v in w.volumes satisfies v.name == \"x\") or (\(all))",
        "fail; spec.volumes; spec.volumes"
      ),
    ])
  }

  @Test func noMoreThanTheLimitOfDecidersIsListed() {
    let ports = (1...70).map { "{containerPort: \($0)}" }.joined(separator: ", ")
    let run = ExplainerRun(
      Self.rule(
        "require every p in c.ports satisfies p.containerPort > 1000\n message \"port {p.containerPort}\"",
        for: "container c in workload w"),
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: x, ports: [\(ports)]}]}")
    let check = run.explanations[0].checks[0]
    #expect(check.deciders.count == CheckExplanation.deciderLimit)
    #expect(check.moreDeciders == 6)
    #expect(check.deciders.map(\.message).last == "port 64")
    #expect(check.deciders[63].element.map { run.path($0) } == "spec.containers[0].ports[63]")
  }

  @Test func anOutcomesPlaceTakesThePlaceOfTheWitness() {
    Self.hold([
      ("deny when w.hostNetwork at w.securityContext.runAsUser", "fail; spec.securityContext.runAsUser"),
      ("deny when w.hostNetwork at w.securityContext.runAsGroup", "fail; spec.securityContext.runAsGroup"),
      (
        "require every c in w.containers satisfies c.name == \"x\" at c.image",
        "fail; spec.containers[0].image; spec.containers[1].image"
      ),
    ])
  }
}
