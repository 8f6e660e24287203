import MoatCompiler
import MoatDocument
import MoatExplainer
import MoatKinds
import MoatReference
import MoatRuntime
import MoatSemantics
import MoatSource
import MoatTestSupport
import MoatValues
import Testing

/// A rule passes only when it is known to pass: what an evaluator might take for a pass in silence, one case each, by hand,
/// asked of all three.
@Suite struct PromiseTests {
  /// A check, behind the params that it needs; the documents; and the verdicts of the subjects in scope, each with its
  /// cause if it is undetermined.
  typealias Case = (check: String, yaml: String, answer: String)

  static func hold(
    _ cases: [Case], subject: String = "container c in workload w", gaps: [DocumentGap] = []
  ) {
    for (check, yaml, answer) in cases {
      let parts = check.split(separator: " | ")
      let text = "rule r { severity low \(parts.dropLast().joined()) for \(subject) \(parts.last ?? "") }"
      let checked = CheckedText(text, catalogue: Catalogue(), formats: true)
      guard let rule = checked.rule else {
        Issue.record("\(check): \(checked.errors)")
        continue
      }
      for (name, found) in answers(rule, yaml, gaps) { #expect(found == answer, "\(name): \(check) over \(yaml)") }
    }
  }

  private static func answers(
    _ rule: CompiledRule, _ yaml: String, _ gaps: [DocumentGap]
  ) -> [(name: String, answer: String)] {
    let documents = DocumentSet()
    let run = RunFacts(today: 20_000, kubernetesVersion: "1.30")
    for (place, text) in yaml.split(separator: "\n").enumerated() {
      Trial.read(SourceFile(name: "\(place).yaml", text: String(text)), rule.symbols, run, into: documents)
    }
    for gap in gaps { documents.add(gap) }
    _ = ObjectCopies(in: documents)
    func context() -> EvaluationContext { EvaluationContext(documents: documents, scratch: Scratch(), run: run) }
    let parameters = rule.rule.parameters.map { $0.defaultValue ?? .missing }
    let reference = ReferenceEvaluator(rule.rule, in: context()).subjects().compactMap { subject in
      subject.verdict.map { word("\($0)", subject.cause) }
    }
    let explainer = Explainer(rule.rule, in: context(), parameters: parameters, data: [])
    let explained = explainer.subjects().compactMap { subject -> String? in
      let found = explainer.explain(subject)
      guard let verdict = found.verdict else { return nil }
      let isFailing = found.checks.contains { $0.verdict == .fail }
      let open = found.checks.first { $0.verdict == .undetermined }?.deciders.first
      let reason = found.domain ?? (isFailing ? found.scope : open)
      return word("\(verdict)", verdict == .undetermined ? reason?.cause : nil)
    }
    let plan = RunPlan(
      LinkedProgram(rule.program, run: run, parameters: [parameters], data: []), in: context())
    var records = RunRecords(ruleCount: 1)
    Machine(plan, in: context()).run(units: 0..<UInt32(plan.unitCount), into: &records)
    let found = records.subjects.map { word("\($0.verdict)", $0.cause.tag == .undetermined ? $0.cause.cause : nil) }
    // The machine does not say which subjects passed: they stand last, and the cases have them so.
    let passes = Array(repeating: "pass", count: records.counts[0].pass)
    return [
      ("reference", reference.joined(separator: "; ")), ("explainer", explained.joined(separator: "; ")),
      ("machine", (found + passes).joined(separator: "; ")),
    ]
  }

  private static func word(_ verdict: String, _ cause: Cause?) -> String {
    verdict + (cause.map { " \($0)" } ?? "")
  }

  static func pod(_ container: String, _ rest: String = "", labels: String = "{}") -> String {
    "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: \(labels)}, spec: {containers: [\(container)]\(rest)}}"
  }

  @Test func anEmptyNodeOfAnotherKindIsNotAbsence() {
    Self.hold([
      ("deny when some p in c.ports satisfies p.hostPort != 0", Self.pod("{ports: []}"), "pass"),
      ("deny when some p in c.ports satisfies p.hostPort != 0", Self.pod("{ports: {}}"), "undetermined wrongType"),
      ("deny when some p in c.ports satisfies p.hostPort != 0", Self.pod("{ports: ''}"), "undetermined wrongType"),
      ("deny when c.command is empty", Self.pod("{command: {}}"), "undetermined wrongType"),
      ("require c.image is empty", Self.pod("{image: []}"), "undetermined wrongType"),
      ("deny when (c.workingDir else \"/\") == \"/x\"", Self.pod("{workingDir: ''}"), "pass"),
      ("deny when (c.workingDir else \"/\") == \"/x\"", Self.pod("{workingDir: {}}"), "undetermined wrongType"),
      ("deny when w.labels includes \"app\"", Self.pod("{}", labels: "{}"), "pass"),
      ("deny when w.labels includes \"app\"", Self.pod("{}", labels: "[]"), "undetermined wrongType"),
      ("deny when w.labels includes \"app\"", Self.pod("{}", labels: "''"), "undetermined wrongType"),
      (
        "deny when some v in w.volumes satisfies v.hostPath exists", Self.pod("{}", ", volumes: {}"),
        "undetermined wrongType"
      ),
      (
        "deny when some h in c.handlers satisfies h.host exists", Self.pod("{livenessProbe: []}"),
        "undetermined wrongType"
      ),
      (
        "deny when some h in c.handlers satisfies h.host exists",
        Self.pod("{livenessProbe: {httpGet: {host: []}}}"), "undetermined wrongType"
      ),
      (
        "deny when some e in c.env satisfies e.name == \"x\"", Self.pod("{}", ", initContainers: {}"),
        "undetermined wrongType"
      ),
    ])
    Self.hold(
      [("deny when p.hostPort != 0", Self.pod("{ports: {}}"), "undetermined wrongType")],
      subject: "port p in container c in workload w")
    Self.hold(
      [
        (
          "deny when some x in r.rules satisfies x.verbs includes \"*\"",
          "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: a}, rules: {}}",
          "undetermined wrongType"
        )
      ], subject: "role r")
    Self.hold(
      [
        (
          "deny when some x in i.rules satisfies x.host is empty",
          "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {rules: {}}}",
          "undetermined wrongType"
        )
      ], subject: "ingress i")
  }

  @Test func aGlobIsMatchedAsAGlob() {
    Self.hold([
      ("param g: glob = \"a*\" | require c.name matches g", Self.pod("{name: ab}"), "pass"),
      ("param g: glob = \"a*\" | require c.name matches g", Self.pod("{name: bab}"), "fail"),
      ("param g: set<glob> = [\"*.c\", \"b.*\"] | require c.name matches any of g", Self.pod("{name: a.c}"), "pass"),
      ("param g: set<glob> = [\"*.c\", \"b.*\"] | require c.name matches any of g", Self.pod("{name: a.cc}"), "fail"),
    ])
  }

  @Test func listsAreJoinedAndTakenFromEachOther() {
    Self.hold([
      ("require count(c.command + c.args) == 3", Self.pod("{command: [a], args: [b, a]}"), "pass"),
      ("require c.command + c.args == [\"a\", \"b\"]", Self.pod("{command: [a], args: [b]}"), "pass"),
      ("require ((c.command + c.args)[1] else \"a\") != \"a\"", Self.pod("{command: [a]}"), "fail"),
      ("require c.command + c.args includes \"b\"", Self.pod("{command: [null], args: [b]}"), "pass"),
      (
        "require c.command + c.args includes \"b\"", Self.pod("{command: [null], args: [a]}"),
        "undetermined nullElement"
      ),
      ("require c.command - c.args == [\"a\", \"a\"]", Self.pod("{command: [a, b, a, b], args: [b]}"), "pass"),
      ("require c.command - c.args is empty", Self.pod("{command: [a], args: [null]}"), "undetermined nullElement"),
      ("require c.command - c.args is empty", Self.pod("{command: [a], args: [null, a]}"), "pass"),
      ("require c.command - c.args is empty", Self.pod("{command: a, args: [a]}"), "undetermined wrongType"),
      (
        "param s: set<string> = [\"a\", \"b\"] | require count(s + [c.name, \"a\"]) == 2", Self.pod("{name: a}"), "pass"
      ),
      (
        "param s: set<string> = [\"a\", \"b\"] | require count(s + [c.name, \"a\"]) == 3", Self.pod("{name: x}"), "pass"
      ),
      (
        "param s: set<path> = [\"/a\", \"/b\"] | require count(s - [\"/a/\"]) == 1 and c.name exists",
        Self.pod("{name: x}"),
        "pass"
      ),
    ])
  }

  @Test func anIndexReadsAnElementAsALoopDoes() {
    Self.hold([
      ("require (c.command[0] else \"a\") == \"a\"", Self.pod("{command: ['{{ .x }}']}"), "undetermined template"),
      ("require (c.command[0] else \"a\") == \"a\"", Self.pod("{command: [null]}"), "undetermined nullElement"),
      ("require (c.command[0] else \"a\") == \"a\"", Self.pod("{command: [3]}"), "undetermined wrongType"),
      ("require (c.command[1] else \"a\") == \"a\"", Self.pod("{command: [b]}"), "pass"),
    ])
  }

  @Test func whatIsCollectedFromAPartOfASetIsNotKnown() {
    let cases: [Case] = [
      ("require count([s for service s in all]) == 0", Self.pod("{}"), "undetermined partOfSet"),
      ("require [s.name for service s in same namespace as w] is empty", Self.pod("{}"), "undetermined partOfSet"),
      ("require count([s for s in c.ports]) == 0", Self.pod("{}"), "pass"),
    ]
    Self.hold(cases, gaps: [DocumentGap(.part)])
    Self.hold(cases.map { ($0.check, $0.yaml, "pass") })
  }

  @Test func aGapLeavesOpenWhatItCanHold() {
    let open = "undetermined partOfSet"
    let service = KubernetesKind.service.id
    let here = Array("default".utf8)
    let there = Array("shop".utf8)
    let rows: [(gap: DocumentGap, inNamespace: String, inAll: String)] = [
      (DocumentGap(.part), open, open),
      (DocumentGap(.part, kinds: .only([service])), open, open),
      (DocumentGap(.part, kinds: .only([service]), namespace: here), open, open),
      (DocumentGap(.part, kinds: .only([service]), namespace: there), "fail", open),
      (DocumentGap(.part, kinds: .only([KubernetesKind.secret.id])), "fail", "fail"),
      (DocumentGap(.part, kinds: .allBut([service])), "fail", "fail"),
      (DocumentGap(.part, kinds: .allBut([KubernetesKind.secret.id]), namespace: there), "fail", open),
      (DocumentGap(.part, kinds: .all, namespace: there), "fail", open),
    ]
    for row in rows {
      Self.hold(
        [
          (
            "require some service s in same namespace as w satisfies s.name != \"zzz\"", Self.pod("{}"), row.inNamespace
          ),
          ("require [s.name for service s in same namespace as w] is not empty", Self.pod("{}"), row.inNamespace),
          ("require some service s in all satisfies s.name != \"zzz\"", Self.pod("{}"), row.inAll),
          ("require some service s in same name as w satisfies s.name != \"zzz\"", Self.pod("{}"), row.inAll),
        ], gaps: [row.gap])
    }
  }

  @Test func anObjectIsOneWhateverItsCopies() {
    func claim(_ name: String, _ host: String, _ namespace: String = "a") -> String {
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: \(name), namespace: \(namespace)}, "
        + "spec: {rules: [{host: \(host), http: {paths: []}}], ingressClassName: c}}"
    }
    let rule =
      "deny when some other ingress o in all satisfies (o.ingressClassName else \"\") == (i.ingressClassName else \"\")"
    let rows: [(documents: [String], answer: String)] = [
      ([claim("x", "h"), claim("x", "h")], "pass"),
      ([claim("x", "h"), claim("x", "g")], "pass; pass"),
      ([claim("x", "h"), claim("x", "g"), claim("x", "f"), claim("x", "h")], "pass; pass; pass"),
      ([claim("x", "h"), claim("y", "h")], "fail; fail"),
      ([claim("x", "h"), claim("x", "h", "b")], "fail; fail"),
      ([claim("x", "h"), claim("x", "h"), claim("y", "h")], "fail; fail"),
      ([claim("''", "h"), claim("''", "h")], "fail; fail"),
    ]
    for row in rows { Self.hold([(rule, row.documents.joined(separator: "\n"), row.answer)], subject: "ingress i") }
  }

  @Test func theSumOfNothingIsTheZeroOfItsType() {
    Self.hold([
      (
        "param none: list<duration> = [] | require sum([d for d in none where c.name == \"a\"]) < 1s",
        Self.pod("{name: a}"),
        "pass"
      ),
      ("require sum([p.hostPort for p in c.ports]) == 0", Self.pod("{name: a}"), "pass"),
      (
        "require sum([v.emptyDir.sizeLimit else 1Gi for v in w.volumes]) < 1m", Self.pod("{name: a}"),
        "pass"
      ),
    ])
  }

  @Test func aMemberIsEqualByTheRulesOfEitherSide() {
    Self.hold([
      (
        "require \"/data/\" in [m.mountPath for m in c.volumeMounts]", Self.pod("{volumeMounts: [{mountPath: /data}]}"),
        "pass"
      ),
      (
        "param p: list<string> = [\"/data/\"] | require every m in c.volumeMounts satisfies m.mountPath in p",
        Self.pod("{volumeMounts: [{mountPath: /data}]}"), "pass"
      ),
      (
        "param p: list<string> = [\"/data/\"] | require every m in c.volumeMounts satisfies p includes m.mountPath",
        Self.pod("{volumeMounts: [{mountPath: /data}]}"), "pass"
      ),
      ("param p: set<path> = [\"/data/\"] | require c.name in p", Self.pod("{name: /data}"), "pass"),
      ("param p: set<path> = [\"/data/\"] | require p includes c.name", Self.pod("{name: /data}"), "pass"),
      (
        "param p: set<string> = [\"docker.io/library/nginx\"] | require c.image in p", Self.pod("{image: nginx}"),
        "pass"
      ),
      ("param p: string = \"docker.io/library/nginx\" | require c.image in [p]", Self.pod("{image: nginx}"), "pass"),
      ("param p: list<semver> = [\"v1.2\"] | require c.name in p", Self.pod("{name: 1.2.0}"), "pass"),
      (
        "param p: set<image-reference> = [\"nginx\"] | require c.name in p",
        Self.pod("{name: docker.io/library/nginx}"),
        "pass"
      ),
    ])
  }

  @Test func aCheckThatIsLeftOutHasNotPassed() {
    Self.hold([
      (
        """
        require c.resources.limits.memory exists
        require c.resources.limits.memory < 1Gi and c.livenessProbe exists
        require c.livenessProbe.httpGet.path exists and c.resources.limits.memory < 2Gi
        """, Self.pod("{}"), "fail"
      )
    ])
  }

  @Test func whatIsNoObjectIsNoSelectorAndHasNoLabels() {
    func pair(_ selector: String, _ labels: String) -> String {
      "{apiVersion: v1, kind: Thing, metadata: {name: a}, spec: {selector: \(selector), labels: \(labels)}}"
    }
    let selects =
      "require d.spec.selector exists and d.spec.labels exists and d.spec.selector selects d.spec.labels"
    Self.hold(
      [
        ("{}", "{a: b}", "pass"), ("{matchLabels: {a: b}}", "{a: b}", "pass"),
        ("null", "{a: b}", "fail"), ("''", "{a: b}", "undetermined noAnswer"),
        ("has(a)", "{a: b}", "undetermined noAnswer"),
        ("[]", "{a: b}", "undetermined wrongType"), ("3", "{a: b}", "undetermined wrongType"),
        ("{}", "''", "undetermined wrongType"), ("{}", "[]", "undetermined wrongType"),
        ("{matchExpressions: [{key: a, operator: DoesNotExist}]}", "x", "undetermined wrongType"),
        ("{matchExpressions: [{key: a, operator: DoesNotExist}]}", "3", "undetermined wrongType"),
        ("{matchExpressions: [{key: a, operator: DoesNotExist}]}", "{}", "pass"),
      ].map { (selects, pair($0.0, $0.1), $0.2) },
      subject: "document d")
    let service = "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {selector: {app: web}}}"
    Self.hold(
      [
        ("require s.selector selects [\"app\": \"web\", \"b\": \"c\"]", service, "pass"),
        ("require s.selector selects [\"app\": s.name]", service, "fail"),
        ("param labels: map<string, string> = [\"app\": \"web\"] | require s.selector selects labels", service, "pass"),
      ], subject: "service s")
  }

  @Test func whatMayBeADuplicateIsNotKnownToBeNone() {
    Self.hold([
      ("require duplicates(c.env) is empty", Self.pod("{env: [{name: a}, {name: b}]}"), "pass"),
      ("require duplicates(c.env) is empty", Self.pod("{env: [{name: a}, {name: a}]}"), "fail"),
      (
        "require duplicates(c.env) is empty", Self.pod("{env: [{name: a}, {name: '{{ .x }}'}]}"),
        "undetermined template"
      ),
      (
        "require count(duplicates(c.env)) == 1",
        Self.pod("{env: [{name: a}, {name: a}, {name: a, value: b}, {name: '{{ .x }}', value: c}]}"),
        "pass"
      ),
    ])
  }

  @Test func aTemplateWhereNoSchemaSaysWhatBelongsIsNotKnown() {
    func thing(_ mode: String) -> String {
      "{apiVersion: acme.io/v1, kind: Thing, metadata: {name: a}, spec: {mode: \(mode), modes: [\(mode)]}}"
    }
    let check = "deny when d.spec.mode exists and d.spec.mode == \"Unsafe\""
    Self.hold(
      [
        (check, thing("Safe"), "pass"), (check, thing("Unsafe"), "fail"),
        (check, thing("'{{ .Values.mode }}'"), "undetermined template"),
        (
          "deny when d.spec.modes exists and \"Unsafe\" in d.spec.modes", thing("'{{ .Values.mode }}'"),
          "undetermined template"
        ),
        (
          "deny when d.spec.modes exists and (d.spec.modes[0] else \"a\") == \"Unsafe\"", thing("'{{ .Values.mode }}'"),
          "undetermined template"
        ),
      ], subject: "document d")
  }
}
