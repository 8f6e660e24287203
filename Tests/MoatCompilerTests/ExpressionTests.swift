import MoatRuntime
import MoatValues
import Testing

/// What each form of expression gives, by the verdict of a rule that asks for it.
@Suite struct ExpressionTests {
  /// The verdict of one check over one container.
  static func verdict(_ check: String, _ container: String = "", spec: String = "") throws -> String {
    try MachineRun(rule: check).verdicts([MachineRun.pod(container, spec: spec)])
  }

  static func hold(_ cases: [(check: String, container: String, verdict: String)]) throws {
    for (check, container, verdict) in cases {
      #expect(try Self.verdict(check, container) == verdict, "\(check), \(container)")
    }
  }

  @Test func fieldsAreReadWithTheirReadings() throws {
    try Self.hold([
      ("deny when c.securityContext.privileged", "", "1 pass"),
      ("deny when c.securityContext.privileged", "securityContext: {privileged: true}", "fail"),
      ("deny when c.securityContext.privileged", "securityContext: {privileged: \"yes\"}", "undetermined wrongType"),
      ("deny when c.securityContext.privileged", "securityContext: {privileged: null}", "1 pass"),
      ("deny when c.securityContext.privileged", "securityContext: [x]", "undetermined wrongType"),
      ("deny when c.securityContext.privileged", "securityContext: {privileged: \"{{ x }}\"}", "undetermined template"),
      ("require c.securityContext.allowPrivilegeEscalation", "", "1 pass"),
      ("require c.resources.limits.memory exists", "", "fail"),
      ("require c.resources.limits.memory exists", "resources: {limits: {memory: 1Gi}}", "1 pass"),
      ("require c.resources.limits.memory exists", "resources: {limits: {memory: lots}}", "undetermined unparsable"),
      ("require c.resources.requests.cpu exists", "resources: {limits: {cpu: 1}}", "1 pass"),
      ("require (c.image.tag else \"\") == \"1.2\"", "", "1 pass"),
      ("require c.role == app", "", "1 pass"),
    ])
    #expect(
      try Self.verdict("require c.securityContext.runAsNonRoot", spec: "securityContext: {runAsNonRoot: true}")
        == "1 pass")
    #expect(
      try Self.verdict(
        "require c.securityContext.runAsNonRoot", "securityContext: {runAsNonRoot: false}",
        spec: "securityContext: {runAsNonRoot: true}") == "fail")
  }

  @Test func comparisonsAndArithmetic() throws {
    try Self.hold([
      ("require (c.resources.limits.memory else 0) < 1Gi", "", "1 pass"),
      ("require (c.resources.limits.memory else 0) * 2 < 1Gi", "resources: {limits: {memory: 512Mi}}", "fail"),
      ("require (c.resources.limits.memory else 0) + 1Mi <= 1Gi", "resources: {limits: {memory: 512Mi}}", "1 pass"),
      ("require (c.resources.limits.memory else 0) / 0 <= 1", "", "undetermined divisionByZero"),
      ("require -(c.resources.limits.memory else 1Gi) < 0", "", "1 pass"),
      ("require c.name == \"APP\"", "", "fail"),
      ("require c.name == \"APP\" ignoring case", "", "1 pass"),
      ("require c.name + \"x\" == \"appx\"", "", "1 pass"),
      ("require kubernetes.version >= \"1.25\"", "", "1 pass"),
      ("require today == 2000-01-01", "", "1 pass"),
      (
        "deny when c.livenessProbe exists and c.readinessProbe exists and c.livenessProbe == c.readinessProbe",
        "livenessProbe: {exec: {command: [a, b]}}, readinessProbe: {exec: {command: [a, c]}}", "1 pass"
      ),
    ])
  }

  @Test func truthIsKleenes() throws {
    // `u` is undetermined, `t` is true, `f` is false.
    let u = "c.securityContext.privileged"
    let (t, f) = ("c.name == \"app\"", "c.name == \"b\"")
    let container = "securityContext: {privileged: \"{{ x }}\", readOnlyRootFilesystem: 3}"
    let v = "c.securityContext.readOnlyRootFilesystem"
    try Self.hold([
      ("require \(u) and \(f)", container, "fail"),
      ("require \(f) and \(u)", container, "fail"),
      ("require \(u) and \(t)", container, "undetermined template"),
      ("require \(t) and \(u)", container, "undetermined template"),
      ("require \(u) or \(t)", container, "1 pass"),
      ("require \(t) or \(u)", container, "1 pass"),
      ("require \(u) or \(f)", container, "undetermined template"),
      ("require \(u) and \(v)", container, "undetermined template"),
      ("require \(v) and \(u)", container, "undetermined wrongType"),
      ("require \(v) or \(u)", container, "undetermined wrongType"),
      ("require not \(u)", container, "undetermined template"),
      ("require not \(f)", container, "1 pass"),
      ("warn when \(t)", container, "warn"),
      ("deny when \(t) unless \(u)", container, "fail"),
      ("deny when \(t) unless \(t)", container, "1 pass"),
      ("deny when \(u) unless \(t)", container, "1 pass"),
    ])
  }

  @Test func statesOfFields() throws {
    try Self.hold([
      ("require c.workingDir is empty", "", "1 pass"),
      ("require c.workingDir is not empty", "workingDir: /a", "1 pass"),
      ("require c.env is empty", "env: []", "1 pass"),
      ("require c.env is not empty", "env: [{name: a}]", "1 pass"),
      ("require c.securityContext.privileged is written", "", "fail"),
      ("require c.securityContext.privileged is written", "securityContext: {privileged: false}", "1 pass"),
      ("require c.securityContext.privileged is not written", "securityContext: {privileged: null}", "1 pass"),
      ("require c.securityContext.privileged is written", "securityContext: 3", "undetermined wrongType"),
      ("require c.workingDir is null", "workingDir: null", "1 pass"),
      ("require c.workingDir is null", "", "fail"),
      ("require c.workingDir is not null", "workingDir: /a", "1 pass"),
      ("require c.resources.limits.memory is missing", "", "1 pass"),
    ])
  }

  @Test func relations() throws {
    try Self.hold([
      ("require c.name in [\"app\", \"b\"]", "", "1 pass"),
      ("require c.name not in [\"app\", \"b\"]", "", "fail"),
      ("require c.securityContext.capabilities.drop includes \"ALL\"", "", "fail"),
      (
        "require c.securityContext.capabilities.drop includes \"ALL\"",
        "securityContext: {capabilities: {drop: [\"{{ x }}\", ALL]}}", "1 pass"
      ),
      (
        "require c.securityContext.capabilities.drop includes \"ALL\"",
        "securityContext: {capabilities: {drop: [\"{{ x }}\"]}}", "undetermined template"
      ),
      ("require c.name starts with \"a\"", "", "1 pass"),
      ("require c.name starts with any of [\"b\", \"a\"]", "", "1 pass"),
      ("require c.name contains all of [\"a\", \"q\"]", "", "fail"),
      ("require c.name ends with \"PP\" ignoring case", "", "1 pass"),
      ("require c.name matches r\"^a.p$\"", "", "1 pass"),
      ("require c.name matches any of [r\"^b\", r\"^c\"]", "", "fail"),
      ("require c.image is under \"docker.io/\"", "", "1 pass"),
      ("require c.image is under any of [\"ghcr.io/\", \"docker.io/library/\"]", "", "1 pass"),
      ("require w.labels includes \"app\"", "", "fail"),
    ])
    let broken = MachineRun.pod().replacing("nginx:1.2", with: "::")
    #expect(
      try MachineRun(rule: "require c.image is under \"docker.io/\"").verdicts([broken]) == "undetermined unparsable")
  }

  @Test func aPatternThatRunsAwayIsUndetermined() throws {
    let name = String(repeating: "a", count: 60)
    let check = "require c.workingDir exists require c.workingDir matches r\"^(a+)+$\""
    #expect(try Self.verdict(check, "workingDir: \(name)b") == "undetermined regexLimit")
  }

  @Test func indexesAndFunctions() throws {
    try Self.hold([
      ("require count(c.env) == 2", "env: [{name: a}, {name: b}]", "1 pass"),
      ("require count(c.env) == 2", "env: {a: b}", "undetermined wrongType"),
      ("deny when duplicates([e.name for e in c.env]) is not empty", "env: [{name: a}, {name: a}]", "fail"),
      ("deny when duplicates([e.name for e in c.env]) is not empty", "env: [{name: a}, {name: b}]", "1 pass"),
      ("require first(c.command) == \"sh\"", "", "undetermined noAnswer"),
      ("require first(c.command) == \"sh\"", "command: [sh, -c]", "1 pass"),
      ("require last(c.command) == \"-c\"", "command: [sh, -c]", "1 pass"),
      ("require lower(c.name) == \"app\"", "", "1 pass"),
      ("require count(split(c.name, \"p\")) == 3", "", "1 pass"),
      ("require words(c.name) includes \"app\"", "", "1 pass"),
      (
        "require sum([p.containerPort for p in c.ports]) == 3", "ports: [{containerPort: 1}, {containerPort: 2}]",
        "1 pass"
      ),
      (
        "require max([p.containerPort for p in c.ports]) == 2", "ports: [{containerPort: 1}, {containerPort: 2}]",
        "1 pass"
      ),
      ("require min([p.containerPort for p in c.ports]) == 2", "", "undetermined noAnswer"),
      ("require (c.command[1] else \"\") == \"-c\"", "command: [sh, -c]", "1 pass"),
      ("require (c.command[7] else \"\") == \"\"", "command: [sh, -c]", "1 pass"),
    ])
    let labelled = try MachineRun(rule: "require (w.labels[\"team\"] else \"\") == \"a\"", subject: "workload w")
    #expect(labelled.verdicts([MachineRun.pod(labels: "{team: a}")]) == "1 pass")
    #expect(labelled.verdicts([MachineRun.pod(labels: "{team: b}")]) == "fail")
    #expect(labelled.verdicts([MachineRun.pod(labels: "{team: {}}")]) == "undetermined wrongType")
    #expect(labelled.verdicts([MachineRun.pod(labels: "{team: null}")]) == "fail")
  }
}
