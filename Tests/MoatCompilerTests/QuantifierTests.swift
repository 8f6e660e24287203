import MoatRuntime
import MoatValues
import Testing

/// Quantifiers and comprehensions, and the causes of those that stay open.
@Suite struct QuantifierTests {
  static func hold(_ cases: [(check: String, container: String, verdict: String)]) throws {
    for (check, container, verdict) in cases {
      let found = try MachineRun(rule: check).verdicts([MachineRun.pod(container)])
      #expect(found == verdict, "\(check), \(container)")
    }
  }

  static let two = "ports: [{containerPort: 1}, {containerPort: 2}]"
  static let open = "ports: [{containerPort: 1}, {containerPort: x}, {containerPort: \"{{ p }}\"}]"

  @Test func eachQuantifierCounts() throws {
    let one = "p in c.ports satisfies p.containerPort == 1"
    let none = "p in c.ports satisfies p.containerPort == 7"
    let all = "p in c.ports satisfies p.containerPort > 0"
    try Self.hold([
      ("require some \(one)", Self.two, "1 pass"), ("require some \(none)", Self.two, "fail"),
      ("require every \(all)", Self.two, "1 pass"), ("require every \(one)", Self.two, "fail"),
      ("require no \(none)", Self.two, "1 pass"), ("require no \(one)", Self.two, "fail"),
      ("require exactly 1 \(one)", Self.two, "1 pass"), ("require exactly 1 \(all)", Self.two, "fail"),
      ("require at least 2 \(all)", Self.two, "1 pass"), ("require at least 2 \(one)", Self.two, "fail"),
      ("require at most 1 \(one)", Self.two, "1 pass"), ("require at most 1 \(all)", Self.two, "fail"),
      ("require some \(all)", "", "fail"), ("require every \(one)", "", "1 pass"), ("require no \(one)", "", "1 pass"),
    ])
  }

  @Test func whatIsNotKnownOfAnElementStaysOpen() throws {
    let one = "p in c.ports satisfies p.containerPort == 1"
    let seven = "p in c.ports satisfies p.containerPort == 7"
    try Self.hold([
      ("require some \(one)", Self.open, "1 pass"), ("require some \(seven)", Self.open, "undetermined wrongType"),
      ("require no \(one)", Self.open, "fail"), ("require no \(seven)", Self.open, "undetermined wrongType"),
      ("require every \(seven)", Self.open, "fail"), ("require every \(one)", Self.open, "undetermined wrongType"),
      ("require at least 1 \(one)", Self.open, "1 pass"),
      ("require at least 2 \(one)", Self.open, "undetermined wrongType"),
      ("require at least 4 \(one)", Self.open, "fail"),
      ("require at most 3 \(one)", Self.open, "1 pass"),
      ("require at most 1 \(one)", Self.open, "undetermined wrongType"),
      ("require exactly 1 \(one)", Self.open, "undetermined wrongType"),
      ("require exactly 4 \(one)", Self.open, "fail"),
      ("require some \(one)", "ports: 3", "undetermined wrongType"),
      ("require some \(one)", "ports: [null]", "undetermined nullElement"),
    ])
  }

  @Test func aFilterReadsAsItsQuantifierDoes() throws {
    let some = "some p in c.ports where p.hostPort == 1 satisfies p.containerPort == 2"
    let every = "every p in c.ports where p.hostPort == 1 satisfies p.containerPort == 2"
    try Self.hold([
      ("require \(some)", "ports: [{containerPort: 2}]", "fail"),
      ("require \(some)", "ports: [{containerPort: 2, hostPort: 1}]", "1 pass"),
      ("require \(every)", "ports: [{containerPort: 3}]", "1 pass"),
      ("require \(every)", "ports: [{containerPort: 3, hostPort: 1}]", "fail"),
      ("require \(every)", "ports: [{containerPort: 3, hostPort: x}]", "undetermined wrongType"),
      ("require \(every)", "ports: [{containerPort: 2, hostPort: x}]", "1 pass"),
      ("require \(some)", "ports: [{containerPort: 3, hostPort: x}]", "fail"),
      ("require \(some)", "ports: [{containerPort: \"{{ x }}\", hostPort: x}]", "undetermined wrongType"),
    ])
  }

  @Test func anUndeterminedCountMakesTheQuantifierUndetermined() throws {
    let check = "require at least w.replicas p in c.ports satisfies p.containerPort == 1"
    let deployment = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: a}
      spec: {replicas: "{{ n }}", template: {spec: {containers: [{name: a, image: x, PORTS}]}}}
      """
    let run = try MachineRun(rule: check)
    #expect(run.verdicts([deployment.replacing("PORTS", with: Self.two)]) == "undetermined template")
    #expect(run.verdicts([deployment.replacing("PORTS", with: "ports: 3")]) == "undetermined wrongType")
  }

  @Test func comprehensionsAreUndeterminedAsAWhole() throws {
    let check = "require count([p.containerPort for p in c.ports where p.hostPort == 1]) == 1"
    try Self.hold([
      (check, "ports: [{containerPort: 3, hostPort: 1}, {containerPort: 4}]", "1 pass"),
      (check, "ports: [{containerPort: 3, hostPort: x}]", "undetermined wrongType"),
      (check, "ports: [{containerPort: \"{{ x }}\", hostPort: 1}]", "undetermined template"),
      (check, "ports: 3", "undetermined wrongType"),
      (
        "require count([1 for p in c.ports where some q in [e.name for e in c.env] satisfies q == (p.name else \"\")]) == 1",
        "ports: [{containerPort: 1, name: a}, {containerPort: 2, name: b}], env: [{name: b}]", "1 pass"
      ),
    ])
  }

  @Test func otherLeavesTheBoundElementOut() throws {
    let check = "deny when some other d in c.env satisfies d.name == e.name and d.index < e.index"
    let run = try MachineRun(rule: check, subject: "env e in container c in workload w")
    #expect(run.verdicts([MachineRun.pod("env: [{name: a}, {name: b}, {name: a}]")]) == "2 pass, fail")
  }

  @Test func entriesOfMaps() throws {
    let run = try MachineRun(
      rule: "require every l in w.labels satisfies l.key == \"app\" and l.value == \"x\"", subject: "workload w")
    #expect(run.verdicts([MachineRun.pod(labels: "{app: x}")]) == "1 pass")
    #expect(run.verdicts([MachineRun.pod(labels: "{app: x, b: x}")]) == "fail")
    #expect(run.verdicts([MachineRun.pod(labels: "{app: [x]}")]) == "undetermined wrongType")
  }
}
