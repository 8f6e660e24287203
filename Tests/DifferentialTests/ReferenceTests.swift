import MoatDocument
import MoatKinds
import MoatReference
import MoatSemantics
import MoatSource
import MoatSyntax
import MoatValues
import Testing

/// The sentences of `docs/evaluation.md`, one case each, by hand: the reference is what the others are held against.
@Suite struct ReferenceTests {
  /// `verdict`, and for an undetermined one its cause, then the places of the first check's deciders. A place is a path,
  /// and behind `+` what is absent there.
  private static func answer(
    _ check: String, _ yaml: String, subject: String = "container c in workload w", before: String = "",
    isWhole: Bool = true
  ) -> String {
    let text = "policy t version \"1\"\n\(before)\nrule r {\n severity low\n for \(subject)\n \(check)\n}\n"
    let checked = CheckedText(text, catalogue: Catalogue(), formats: true)
    guard let rule = checked.rule else { return "refused: \(checked.errors)" }
    let source = SourceFile(name: "a.yaml", text: yaml)
    let documents = DocumentSet()
    let run = RunFacts(today: 20_000, kubernetesVersion: "1.30")
    let arena = DocumentReader.read(source, symbols: SymbolTable(base: KubernetesSymbols.base()), format: .yaml)
    _ = KubernetesClassifier.classify(arena, into: documents, catalogue: Catalogue(), run: run)
    documents.isWhole = isWhole
    let context = EvaluationContext(documents: documents, scratch: Scratch(), run: run)
    return ReferenceEvaluator(rule.rule, in: context).subjects().map { subject in
      let verdict = subject.verdict.map { "\($0)" } ?? "out of scope"
      let cause = subject.cause.map { " \($0)" } ?? ""
      let witnesses = subject.checks.first?.witnesses ?? subject.causePlace.map { [$0] } ?? []
      return verdict + cause + witnesses.map { " @" + path($0, arena) }.joined()
    }.joined(separator: "; ")
  }

  private static func path(_ place: Place, _ arena: Arena) -> String {
    let node = DocumentPath.render(arena, place.node)
    return place.absent.isEmpty ? node : "\(node)+\(place.absent.joined(separator: "."))"
  }

  private static func pod(_ container: String, _ rest: String = "") -> String {
    "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [\(container)]\(rest)}}"
  }

  @Test func fieldsAndTheirReadings() {
    let cases: [(check: String, yaml: String, answer: String)] = [
      ("deny when c.securityContext.privileged", Self.pod("{}"), "pass"),
      (
        "deny when c.securityContext.privileged", Self.pod("{securityContext: {privileged: true}}"),
        "fail @spec.containers[0].securityContext.privileged"
      ),
      (
        "deny when c.securityContext.privileged", Self.pod("{securityContext: []}"),
        "undetermined wrongType @spec.containers[0].securityContext"
      ),
      (
        "require c.securityContext.runAsNonRoot", Self.pod("{}", ", securityContext: {runAsNonRoot: false}"),
        "fail @spec.securityContext.runAsNonRoot"
      ),
      (
        "deny when c.resources.limits.memory is missing", Self.pod("{resources: {}}"),
        "fail @spec.containers[0].resources+limits.memory"
      ),
      (
        "deny when c.resources.limits.memory is missing", Self.pod("{resources: {limits: null}}"),
        "fail @spec.containers[0].resources.limits+memory"
      ),
      ("require c.image == \"a\"", Self.pod("{}"), "undetermined requiredAbsent @spec.containers[0]+image"),
      (
        "require c.image == \"a\"", Self.pod("{image: '{{ .x }}'}"),
        "undetermined template @spec.containers[0].image"
      ),
      (
        "require (c.resources.limits.memory else 1Gi) < 2Gi", Self.pod("{resources: {limits: {memory: x}}}"),
        "undetermined unparsable @spec.containers[0].resources.limits.memory"
      ),
      (
        "require c.securityContext.privileged is written", Self.pod("{}"),
        "fail @spec.containers[0]+securityContext.privileged"
      ),
      ("require c.livenessProbe is null", Self.pod("{livenessProbe: null}"), "pass"),
      ("require c.livenessProbe is null", Self.pod("{}"), "fail @spec.containers[0]+livenessProbe"),
      ("require c.command[0] == \"a\"", Self.pod("{command: [a]}"), "refused"),
      (
        "require (c.command[0] else \"a\") == \"a\"", Self.pod("{command: [null]}"),
        "undetermined nullElement @spec.containers[0].command[0]"
      ),
      ("require (c.command[1] else \"a\") == \"a\"", Self.pod("{command: [b]}"), "pass"),
    ]
    for (check, yaml, answer) in cases {
      let found = Self.answer(check, yaml)
      #expect(answer == "refused" ? found.hasPrefix(answer) : found == answer, "\(check) over \(yaml)")
    }
  }

  @Test func quantifiersAndTheirDeciders() {
    let two = Self.pod("{ports: [{containerPort: 1}, {containerPort: 2, hostPort: 3}, {containerPort: x}]}")
    let cases: [(check: String, answer: String)] = [
      ("deny when some p in c.ports satisfies p.hostPort > 0", "fail @spec.containers[0].ports[1].hostPort"),
      ("require no p in c.ports satisfies p.hostPort > 0", "fail @spec.containers[0].ports[1].hostPort"),
      ("require some p in c.ports satisfies p.hostPort > 9", "fail @spec.containers[0].ports"),
      (
        "deny when some p in c.ports satisfies p.containerPort == 9",
        "undetermined wrongType @spec.containers[0].ports[2].containerPort"
      ),
      (
        "require every p in c.ports satisfies p.hostPort == 9",
        "fail @spec.containers[0].ports[0]+hostPort @spec.containers[0].ports[1].hostPort "
          + "@spec.containers[0].ports[2]+hostPort"
      ),
      (
        "deny when at least 2 p in c.ports satisfies p.hostPort == 0",
        "fail @spec.containers[0].ports[0]+hostPort @spec.containers[0].ports[2]+hostPort"
      ),
      ("require exactly 2 p in c.ports satisfies p.hostPort == 3", "fail @spec.containers[0].ports"),
      ("require at most 0 p in c.ports satisfies p.hostPort == 3", "fail @spec.containers[0].ports[1].hostPort"),
      (
        "deny when w.name == \"a\" and (some p in c.ports satisfies p.hostPort > 0)", "fail @metadata.name"
      ),
      (
        "deny when count([p.containerPort for p in c.ports]) > 0",
        "undetermined wrongType @spec.containers[0].ports[2].containerPort"
      ),
      ("deny when count([p.name for p in c.ports where p.name exists]) > 0", "pass"),
    ]
    for (check, answer) in cases { #expect(Self.answer(check, two) == answer, "\(check)") }
    #expect(
      Self.answer("require every other container x in w satisfies x.name != c.name", Self.pod("{name: a}, {name: b}"))
        == "pass; pass")
  }

  @Test func subjectsScopesAndChecksThatLean() {
    let cases: [(check: String, yaml: String, answer: String)] = [
      ("require true", Self.pod("x"), "undetermined wrongType @spec.containers[0]"),
      ("require true", "{apiVersion: v1, kind: Pod, metadata: {name: a}}", "undetermined requiredAbsent @"),
      ("where c.image == \"a\" deny when true", Self.pod("{image: b}"), "out of scope"),
      // The check's own witness stands beside the cause of the `where`.
      ("where c.image == \"a\" deny when true", Self.pod("{}"), "undetermined requiredAbsent @spec.containers[0]"),
      ("where c.image == \"a\" deny when false", Self.pod("{}"), "pass"),
      ("deny when c.tty unless c.stdin", Self.pod("{tty: true, stdin: true}"), "pass"),
      ("deny when c.tty unless c.stdin", Self.pod("{tty: true, stdin: x}"), "fail @spec.containers[0].tty"),
      (
        "require c.livenessProbe exists require c.livenessProbe.periodSeconds < 5 require c.livenessProbe.httpGet exists",
        Self.pod("{}"), "fail @spec.containers[0]+livenessProbe"
      ),
      ("warn when c.tty", Self.pod("{tty: true}"), "warn @spec.containers[0].tty"),
      ("deny when c.tty at c.name", Self.pod("{tty: true, name: x}"), "fail @spec.containers[0].name"),
      ("require true", Self.pod("{}, {}"), "pass; pass"),
    ]
    for (check, yaml, answer) in cases { #expect(Self.answer(check, yaml) == answer, "\(check) over \(yaml)") }
  }

  @Test func joinsDataAndParts() {
    let service = "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {app: x}}}\n---\n"
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: x}}, spec: {containers: []}}"
    let selects = "require some workload w in same namespace as s satisfies s.selector selects w.labels"
    #expect(Self.answer(selects, service + pod, subject: "service s") == "pass")
    #expect(Self.answer(selects, service, subject: "service s") == "fail @")
    #expect(Self.answer(selects, service, subject: "service s", isWhole: false) == "undetermined partOfSet @")
    #expect(
      Self.answer("require s.selector selects [\"app\": \"x\"]", service, subject: "service s") == "pass")
    #expect(
      Self.answer("require s.name in known", service, subject: "service s", before: "data known: set<string>")
        == "undetermined dataNotGiven @")
    #expect(
      Self.answer(
        "deny when p.podSelector selects p.labels",
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {}}",
        subject: "networkpolicy p") == "fail @spec+podSelector")
    #expect(
      Self.answer("require min([kubernetes.version, \"1.9\"]) == \"1.9\"", service, subject: "service s") == "pass")
    #expect(
      Self.answer("require [\"a\", \"b\"] - [s.name] == [\"a\", \"b\"]", service, subject: "service s") == "pass")
  }

  @Test func aRuleThatCostsTooMuchIsUndeterminedOnTheUnit() throws {
    let text = "policy t version \"1\"\nrule r {\n severity low\n for container c in workload w\n deny when c.tty\n}\n"
    let rule = try #require(CheckedText(text, catalogue: Catalogue(), formats: true).rule)
    let inputs = Trial.Inputs(
      documents: [
        .object([
          .init("apiVersion", .string("v1")), .init("kind", .string("Pod")),
          .init("spec", .object([.init("containers", .list([.object([]), .object([])]))])),
        ])
      ], gaps: [], run: RunFacts(today: 0, kubernetesVersion: "1.30"), parameters: [:], data: [])
    let trial = Trial(rule, inputs, catalogue: Catalogue())
    let subjects = ReferenceEvaluator(rule.rule, in: trial.ownContext, isOverCost: { _ in true }).subjects()
    #expect(subjects.map(\.verdict) == [.undetermined])
    #expect(subjects.map(\.cause) == [.overCost])
  }
}
