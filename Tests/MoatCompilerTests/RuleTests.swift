import MoatKinds
import MoatRuntime
import MoatValues
import Testing

/// Subjects, levels, scopes, checks that lean on others, and records.
@Suite struct RuleTests {
  @Test func theScopeOfARule() throws {
    let run = try MachineRun(
      rule: "deny when c.name == \"app\"",
      subject: "container c in workload w where c.securityContext.privileged")
    #expect(run.verdicts([MachineRun.pod()]) == "")
    #expect(run.verdicts([MachineRun.pod("securityContext: {privileged: true}")]) == "fail")
    #expect(
      run.verdicts([MachineRun.pod("securityContext: {privileged: \"{{ x }}\"}")]) == "undetermined template")
    let passing = try MachineRun(
      rule: "deny when c.name == \"b\"", subject: "container c in workload w where c.securityContext.privileged")
    #expect(passing.verdicts([MachineRun.pod("securityContext: {privileged: \"{{ x }}\"}")]) == "1 pass")
  }

  @Test func levelsThatAreNotKnownGiveOneSubject() throws {
    let run = try MachineRun(
      rule: "deny when p.hostPort != 0", subject: "port p in container c in workload w")
    let (records, _) = run.run([MachineRun.pod("ports: {a: b}"), MachineRun.pod("ports: [{hostPort: 3}]", name: "b")])
    #expect(records.subjects.map(\.verdict) == [.undetermined, .fail])
    #expect(records.subjects.map(\.levels.count) == [2, 3])
    #expect(records.subjects[0].cause.cause == .wrongType)
    let (broken, _) = run.run([
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: {a: b}}"
    ])
    #expect(broken.subjects.map(\.levels.count) == [1])
  }

  @Test func aCheckThatLeansOnOneThatFailedIsLeftOut() throws {
    let run = try MachineRun(
      rule: "warn when c.image.tag is missing require c.resources.limits.memory exists"
        + " require c.resources.limits.memory < 1Gi")
    #expect(run.verdicts([MachineRun.pod()]) == "fail")
    #expect(run.verdicts([MachineRun.pod("resources: {limits: {memory: 2Gi}}")]) == "fail")
    #expect(run.verdicts([MachineRun.pod("resources: {limits: {memory: x}}")]) == "undetermined unparsable")
    #expect(run.verdicts([MachineRun.pod("resources: {limits: {memory: 2Mi}}")]) == "1 pass")
  }

  @Test func theHeaviestCheckCounts() throws {
    let run = try MachineRun(
      rule: "warn when c.name == \"app\" deny when c.securityContext.privileged require c.tty")
    #expect(run.verdicts([MachineRun.pod("tty: true")]) == "warn")
    #expect(run.verdicts([MachineRun.pod()]) == "fail")
    #expect(
      run.verdicts([MachineRun.pod("tty: true, securityContext: {privileged: x}")]) == "undetermined wrongType")
    #expect(
      run.verdicts([MachineRun.pod("tty: q, securityContext: {privileged: \"{{ x }}\"}")])
        == "undetermined template")
  }

  static let many = """
    policy t version "1"
    rule a { severity low for container c in workload w deny when c.securityContext.privileged }
    rule b { severity low for workload w deny when w.hostNetwork }
    rule c { severity low for document d deny when d.name == "x" }
    rule d { severity low for container c in workload w where not w.hostPID deny when c.securityContext.privileged }
    rule e { severity low for Pod p deny when p.name == "x" }
    """

  @Test func recordsStandByUnitThenRule() throws {
    let run = try MachineRun(Self.many)
    let pod = """
      apiVersion: v1
      kind: Pod
      metadata: {name: x}
      spec:
        hostNetwork: true
        containers:
        - {name: a, image: x, securityContext: {privileged: true}}
        - {name: b, image: x, securityContext: {privileged: true}}
      """
    let (records, _) = run.run([pod, pod])
    let expected: [UInt32] = [0, 0, 1, 2, 3, 3, 4]
    #expect(records.subjects.map(\.rule) == expected + expected)
    #expect(records.subjects.map { $0.levels[0].aux } == Array(repeating: 0, count: 7) + Array(repeating: 1, count: 7))
    #expect(records.counts.map(\.fail) == [4, 2, 2, 4, 2])
  }

  @Test func rangesOfUnitsConcatenate() throws {
    let run = try MachineRun(Self.many)
    let texts = (0..<5).map { MachineRun.pod("securityContext: {privileged: true}", name: "p\($0)") }
    let (whole, context) = run.run(texts)
    let linked = LinkedProgram(run.program, run: context.run, parameters: run.rules.map { _ in [] }, data: [])
    let plan = RunPlan(linked, in: context)
    var parts = RunRecords(ruleCount: run.rules.count)
    for range in [0..<2, 2..<3, 3..<5] as [Range<UInt32>] {
      var part = RunRecords(ruleCount: run.rules.count)
      Machine(plan, in: context).run(units: range, into: &part)
      parts.append(part)
    }
    #expect(parts.counts == whole.counts)
    #expect(
      parts.subjects.map { "\($0.rule) \($0.levels[0].aux)" } == whole.subjects.map { "\($0.rule) \($0.levels[0].aux)" }
    )
  }

  @Test func aRuleThatCostsTooMuchHasOneSubject() throws {
    let run = try MachineRun(Self.many)
    var settings = MachineRun.Settings()
    settings.isOverCost = { rule, _ in rule == 0 }
    let (records, _) = run.run([MachineRun.pod("securityContext: {privileged: true}")], settings)
    #expect(records.subjects.map(\.rule) == [0, 3])
    #expect(records.subjects[0].cause.cause == .overCost)
    #expect(records.counts[0].undetermined == 1 && records.counts[0].fail == 0)
  }

  @Test func aRuleThatRunsAwayIsUndetermined() throws {
    let run = try MachineRun(
      """
      policy t version "1"
      rule a {
        severity low
        for container c in workload w
        deny when some a in c.args satisfies count([1 for b in c.args where some d in c.args satisfies d == b + a]) > 99
      }
      rule b { severity low for container c in workload w require every a in c.args satisfies a != "x" }
      """)
    let pod = MachineRun.pod("args: [a, b, c, d, e, f]")
    #expect(run.verdicts([pod]) == "1 pass")
    var settings = MachineRun.Settings()
    settings.elementLimit = 20
    let records = run.run([pod, pod], settings).records
    #expect(records.subjects.map(\.rule) == [0, 0] && records.subjects.allSatisfy { $0.cause.cause == .overCost })
    #expect(records.counts[1].pass == 2)
  }

  @Test func paramsAndFactsAreTheRuns() throws {
    let run = try MachineRun(
      """
      policy t version "1"
      rule r {
        severity low
        param names: set<string> = ["b"]
        for container c in workload w
        require c.name in names or kubernetes.version < "1.30"
      }
      """)
    #expect(run.verdicts([MachineRun.pod()]) == "fail")
    var settings = MachineRun.Settings()
    settings.parameters = [[.list([.string("app")])]]
    #expect(run.verdicts([MachineRun.pod()], settings) == "1 pass")
    // A large set is found by its hash.
    settings.parameters = [[.list((0..<500).map { .string("n\($0)") } + [.string("app")])]]
    #expect(run.verdicts([MachineRun.pod()], settings) == "1 pass")
    settings.parameters = [[.list((0..<500).map { .string("n\($0)") })]]
    #expect(run.verdicts([MachineRun.pod()], settings) == "fail")
    settings.version = "1.29"
    #expect(run.verdicts([MachineRun.pod()], settings) == "1 pass")
  }

  @Test func codeIsTheSameInEveryCompilation() throws {
    #expect(try MachineRun(Self.many).program == MachineRun(Self.many).program)
  }
}
