import MoatRuntime
import MoatValues
import Testing

/// Joins over documents: the indexes rule out what is certainly false, and nothing else.
@Suite struct JoinTests {
  static func service(_ name: String, _ selector: String, namespace: String = "shop") -> String {
    """
    apiVersion: v1
    kind: Service
    metadata: {name: \(name), namespace: \(namespace)}
    spec: {selector: \(selector), ports: [{port: 80}]}
    """
  }

  static func claim(_ name: String, namespace: String = "shop") -> String {
    "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: \(name), namespace: \(namespace)}\n"
  }

  static func budget(_ name: String, _ selector: String) -> String {
    """
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: \(name), namespace: shop}
    spec: {selector: \(selector)}
    """
  }

  static func part() -> MachineRun.Settings {
    var settings = MachineRun.Settings()
    settings.isWhole = false
    return settings
  }

  @Test func equalityWithAField() throws {
    let run = try MachineRun(
      rule: "require some persistentvolumeclaim p in same namespace as w satisfies"
        + " p.name == v.persistentVolumeClaim.claimName",
      subject: "volume v in workload w where v.persistentVolumeClaim exists")
    #expect(run.program.indexes.map(\.form) == [.texts])
    #expect(run.program.indexes[0].paths.count == 2)
    let pod = MachineRun.pod(spec: "volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]")
    #expect(run.verdicts([pod, Self.claim("data")]) == "1 pass")
    #expect(run.verdicts([pod, Self.claim("other")]) == "fail")
    #expect(run.verdicts([pod, Self.claim("data", namespace: "b")]) == "fail")
    #expect(run.verdicts([pod]) == "fail")
    #expect(run.verdicts([pod], Self.part()) == "undetermined partOfSet")
    // What is not known of a document is asked of it.
    #expect(run.verdicts([pod, Self.claim("\"{{ x }}\"")]) == "undetermined template")
    #expect(run.verdicts([pod, Self.claim("\"{{ x }}\""), Self.claim("data")]) == "1 pass")
    #expect(run.verdicts([pod, Self.claim("other", namespace: "[a]")]) == "fail")
    #expect(run.verdicts([pod, Self.claim("data", namespace: "[a]")]) == "undetermined wrongType")
    let unknown = MachineRun.pod(spec: "volumes: [{name: v, persistentVolumeClaim: {claimName: \"{{ x }}\"}}]")
    #expect(run.verdicts([unknown, Self.claim("data")]) == "undetermined template")
    #expect(run.verdicts([unknown, Self.claim("data", namespace: "b")]) == "fail")
  }

  @Test func labelsThatASelectorSelects() throws {
    let run = try MachineRun(
      rule: "require some workload w in same namespace as s satisfies s.selector selects w.labels", subject: "service s"
    )
    #expect(Set(run.program.indexes.map(\.form)) == [.texts, .labels])
    let web = MachineRun.pod(name: "web", labels: "{app: web, tier: front}")
    let api = MachineRun.pod(name: "api", labels: "{app: api, tier: front}")
    #expect(run.verdicts([Self.service("s", "{app: web}"), web, api]) == "1 pass")
    #expect(run.verdicts([Self.service("s", "{app: web, tier: back}"), web, api]) == "fail")
    #expect(run.verdicts([Self.service("s", "{app: none}"), web, api]) == "fail")
    #expect(run.verdicts([Self.service("s", "{}"), web, api]) == "fail")
    #expect(run.verdicts([Self.service("s", "{app: \"{{ x }}\"}"), web, api]) == "undetermined template")
    let templated = MachineRun.pod(name: "t", labels: "{app: \"{{ x }}\"}")
    #expect(run.verdicts([Self.service("s", "{app: web}"), templated]) == "undetermined template")
    #expect(run.verdicts([Self.service("s", "{app: web}"), MachineRun.pod(labels: "[a]")]) == "undetermined wrongType")
    #expect(run.verdicts([Self.service("s", "{tier: front}"), templated]) == "fail")
  }

  @Test func selectorsThatSelectLabels() throws {
    let run = try MachineRun(
      rule: "require some poddisruptionbudget p in same namespace as w satisfies p.selector selects w.labels",
      subject: "workload w")
    #expect(Set(run.program.indexes.map(\.form)) == [.texts, .selectors])
    let pod = MachineRun.pod(labels: "{app: web}")
    #expect(run.verdicts([pod, Self.budget("p", "{matchLabels: {app: web}}")]) == "1 pass")
    #expect(run.verdicts([pod, Self.budget("p", "{matchLabels: {app: api}}")]) == "fail")
    #expect(run.verdicts([pod, Self.budget("p", "{}")]) == "1 pass")
    #expect(
      run.verdicts([pod, Self.budget("p", "{matchExpressions: [{key: app, operator: In, values: [web]}]}")]) == "1 pass"
    )
    #expect(
      run.verdicts([pod, Self.budget("p", "{matchExpressions: [{key: app, operator: Near}]}")])
        == "undetermined unknownMember")
    let templated = MachineRun.pod(labels: "{app: \"{{ x }}\"}")
    #expect(run.verdicts([templated, Self.budget("p", "{matchLabels: {app: api}}")]) == "undetermined template")
    #expect(run.verdicts([templated, Self.budget("p", "{matchLabels: {tier: api}}")]) == "fail")
    #expect(run.verdicts([MachineRun.pod(), Self.budget("p", "{matchLabels: {app: api}}")]) == "fail")
  }

  /// `In` and `Exists` rule labels out, as a pair of `matchLabels` does; the other operators do not.
  @Test func expressionsOfSelectors() throws {
    let run = try MachineRun(
      rule: "require some poddisruptionbudget p in same namespace as w satisfies p.selector selects w.labels",
      subject: "workload w")
    func verdict(_ labels: String, _ expressions: String) -> String {
      run.verdicts([MachineRun.pod(labels: labels), Self.budget("p", "{matchExpressions: [\(expressions)]}")])
    }
    let isIn = "{key: app, operator: In, values: [web, api]}"
    #expect(verdict("{app: api}", isIn) == "1 pass")
    #expect(verdict("{app: db}", isIn) == "fail")
    #expect(verdict("{tier: web}", isIn) == "fail")
    #expect(verdict("{app: \"{{ x }}\"}", isIn) == "undetermined template")
    #expect(verdict("{app: db}", "{key: app, operator: In, values: [web, \"{{ x }}\"]}") == "undetermined template")
    #expect(verdict("{app: db}", "{key: app, operator: In, values: []}") == "undetermined wrongType")
    #expect(verdict("{app: db}", "{key: app, operator: Exists}") == "1 pass")
    #expect(verdict("{app: \"{{ x }}\"}", "{key: app, operator: Exists}") == "1 pass")
    #expect(verdict("{tier: db}", "{key: app, operator: Exists}") == "fail")
    #expect(verdict("{app: db}", "{key: app, operator: Exists, values: [db]}") == "undetermined wrongType")
    #expect(verdict("{tier: db}", "{key: app, operator: DoesNotExist}") == "1 pass")
    #expect(verdict("{app: db}", "{key: app, operator: NotIn, values: [web]}") == "1 pass")
    #expect(verdict("{}", "{key: app, operator: NotIn, values: [web]}, {key: tier, operator: Exists}") == "fail")
    #expect(verdict("{tier: a, app: db}", "{key: tier, operator: Exists}, " + isIn) == "fail")
  }

  /// An element of a list says for itself that it is none of those that are looked for.
  @Test func elementsOfAList() throws {
    let run = try MachineRun(
      rule: "require some service s in all satisfies"
        + " some p in s.ports where p.name exists satisfies p.name == w.name and p.port > 1",
      subject: "workload w")
    #expect(run.program.indexes.map(\.form) == [.elements])
    func service(_ name: String, _ ports: String) -> String {
      "apiVersion: v1\nkind: Service\nmetadata: {name: \(name)}\nspec: {ports: \(ports)}\n"
    }
    let pod = MachineRun.pod(name: "web")
    let other = service("a", "[{name: api, port: 80}, {name: b, port: 81}]")
    #expect(run.verdicts([pod, other, service("b", "[{name: b, port: 80}, {name: web, port: 81}]")]) == "1 pass")
    #expect(run.verdicts([pod, other]) == "fail")
    #expect(run.verdicts([pod, other, service("b", "[{name: web, port: 1}, {name: web, port: 1}]")]) == "fail")
    #expect(run.verdicts([pod, other, service("b", "[]"), service("c", "null")]) == "fail")
    #expect(run.verdicts([pod, other, service("b", "[{port: 80}]")]) == "fail")
    #expect(run.verdicts([pod, other, service("b", "[{name: \"{{ x }}\", port: 80}]")]) == "undetermined template")
    #expect(run.verdicts([pod, other, service("b", "[null]")]) == "undetermined nullElement")
    #expect(run.verdicts([pod, other, service("b", "5")]) == "undetermined wrongType")
    let unknown = MachineRun.pod(name: "\"{{ x }}\"")
    #expect(run.verdicts([unknown, other]) == "undetermined template")
  }

  @Test func theFirstOpenDocumentGivesTheCause() throws {
    let run = try MachineRun(
      rule: "require some persistentvolumeclaim p in same namespace as w satisfies p.name == w.name",
      subject: "workload w")
    let pod = MachineRun.pod()
    #expect(
      run.verdicts([pod, Self.claim("\"{{ x }}\""), Self.claim("[a]")]) == "undetermined template")
    #expect(
      run.verdicts([Self.claim("[a]"), pod, Self.claim("\"{{ x }}\"")]) == "undetermined wrongType")
  }

  @Test func everyTakesNoConditionOfItsBodyForAnIndex() throws {
    let run = try MachineRun(
      rule: "require every persistentvolumeclaim p in same namespace as w satisfies p.name == w.name",
      subject: "workload w")
    #expect(run.program.indexes[0].paths.count == 1)
    #expect(run.verdicts([MachineRun.pod(), Self.claim("a")]) == "1 pass")
    #expect(run.verdicts([MachineRun.pod(), Self.claim("a"), Self.claim("b")]) == "fail")
    #expect(run.verdicts([MachineRun.pod(), Self.claim("b", namespace: "c")]) == "1 pass")
  }

  @Test func joinsWithoutAConditionVisitAll() throws {
    let run = try MachineRun(
      rule: "require exactly 2 persistentvolumeclaim p in all satisfies p.name != w.name", subject: "workload w")
    #expect(run.program.indexes.isEmpty)
    #expect(run.verdicts([MachineRun.pod(), Self.claim("x"), Self.claim("q"), Self.claim("a")]) == "1 pass")
    #expect(run.verdicts([MachineRun.pod(), Self.claim("x")]) == "fail")
    #expect(run.verdicts([MachineRun.pod(), Self.claim("x")], Self.part()) == "undetermined partOfSet")
    #expect(
      run.verdicts([MachineRun.pod(), Self.claim("x"), Self.claim("q"), Self.claim("z")], Self.part()) == "fail")
  }

  /// The elements that a join visits grow with the documents, not with their square: counted, never timed.
  @Test func theWorkOfAJoinGrowsWithTheDocuments() throws {
    let run = try MachineRun(
      rule: "require some persistentvolumeclaim p in same namespace as w satisfies p.name == w.name",
      subject: "workload w")
    func visited(_ count: Int) -> Int {
      let documents = (0..<count).flatMap { [MachineRun.pod(name: "n\($0)"), Self.claim("n\($0)")] }
      return run.visitedDocuments([documents.joined(separator: "\n---\n")])
    }
    #expect(visited(50) == 50)
    #expect(visited(500) == 500)
  }
}
