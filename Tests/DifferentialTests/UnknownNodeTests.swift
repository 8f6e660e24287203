import MoatTestSupport
import Testing

private let notKnown = "undetermined notKnown"

/// A node that is not known makes undetermined what reads it, whatever is asked of it: one case each, of all three
/// evaluators.
@Suite struct UnknownNodeTests {
  private static func hold(_ cases: [PromiseTests.Case], subject: String = "container c in workload w") {
    PromiseTests.hold(
      cases.map { ($0.check, $0.yaml.replacing("UNKNOWN", with: "'\(UnknownNodes.mark)'"), $0.answer) },
      subject: subject)
  }

  private static func pod(_ container: String, _ rest: String = "") -> String {
    PromiseTests.pod(container, rest)
  }

  private static func thing(_ spec: String) -> String {
    "{apiVersion: acme.io/v1, kind: Thing, metadata: {name: a}, spec: \(spec)}"
  }

  @Test func aFieldOfEveryTypeIsNotKnown() {
    let cases: [(String, String)] = [
      ("c.image == \"a\"", "{image: UNKNOWN}"), ("c.name == \"a\"", "{name: UNKNOWN}"),
      ("(c.image.tag else \"b\") == \"a\"", "{image: UNKNOWN}"),
      ("c.tty", "{tty: UNKNOWN}"),
      ("(c.imagePullPolicy else Always) == Always", "{image: a, imagePullPolicy: UNKNOWN}"),
      ("(c.securityContext.runAsUser else 0) > 0", "{securityContext: {runAsUser: UNKNOWN}}"),
      ("(c.securityContext.privileged else false) == false", "{securityContext: UNKNOWN}"),
      ("c.resources.limits.memory exists", "{resources: {limits: UNKNOWN}}"),
      ("c.resources.limits.memory exists", "{resources: {limits: {memory: UNKNOWN}}}"),
      ("some p in c.ports satisfies p.containerPort == 80", "{ports: UNKNOWN}"),
      ("c.ports is empty", "{ports: UNKNOWN}"), ("count(c.ports) == 0", "{ports: UNKNOWN}"),
      ("c.command is empty", "{command: UNKNOWN}"), ("(c.command[0] else \"a\") == \"a\"", "{command: UNKNOWN}"),
      ("(c.command[0] else \"a\") == \"a\"", "{command: [UNKNOWN]}"),
      ("\"a\" in c.command", "{command: [UNKNOWN, b]}"), ("c.command includes \"a\"", "{command: [UNKNOWN]}"),
      ("(c.command + [\"a\"]) includes \"b\"", "{command: [UNKNOWN]}"),
      ("(c.command - [\"a\"]) is empty", "{command: [UNKNOWN]}"),
      ("duplicates(c.command) is empty", "{command: [a, UNKNOWN]}"),
      ("c.livenessProbe exists", "{livenessProbe: UNKNOWN}"),
      ("count(c.handlers) == 0", "{livenessProbe: UNKNOWN}"),
      ("every e in c.env satisfies (e.value else \"\") == \"\"", "{env: [{name: a, value: UNKNOWN}]}"),
    ]
    Self.hold(cases.map { ("require \($0.0)", Self.pod($0.1), notKnown) })
    Self.hold(cases.map { ("require not (\($0.0))", Self.pod($0.1), notKnown) })
  }

  @Test func noQuestionOfPresenceIsAnswered() {
    for question in [
      "exists", "is missing", "is empty", "is not empty", "is null", "is not null", "is written", "is not written",
    ] {
      Self.hold([
        ("require c.workingDir \(question)", Self.pod("{workingDir: UNKNOWN}"), notKnown),
        ("require w.serviceAccountName \(question)", Self.pod("{}", ", serviceAccountName: UNKNOWN"), notKnown),
        ("require every x in c.command satisfies x \(question)", Self.pod("{command: [UNKNOWN]}"), notKnown),
      ])
      // Whether a list exists that reads as empty is no question of the language.
      if question != "exists", question != "is missing" {
        Self.hold([("require c.command \(question)", Self.pod("{command: UNKNOWN}"), notKnown)])
      }
      if !question.contains("empty") {
        Self.hold([("require c.livenessProbe \(question)", Self.pod("{livenessProbe: UNKNOWN}"), notKnown)])
      }
      Self.hold(
        [
          ("require d.spec \(question)", Self.thing("UNKNOWN"), notKnown),
          ("require d.spec.mode \(question)", Self.thing("UNKNOWN"), notKnown),
          ("require d.spec.mode \(question)", Self.thing("{mode: UNKNOWN}"), notKnown),
          ("require d.spec.modes[0] \(question)", Self.thing("{modes: [UNKNOWN]}"), notKnown),
          ("require d.metadata.labels[\"a\"] \(question)", Self.labelled("{a: UNKNOWN}"), notKnown),
        ], subject: "document d")
    }
  }

  private static func labelled(_ labels: String) -> String {
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: \(labels)}}"
  }

  @Test func theOtherElementsStillDecide() {
    Self.hold([
      ("require some x in c.command satisfies x == \"a\"", Self.pod("{command: [UNKNOWN, a]}"), "pass"),
      ("require some x in c.command satisfies x == \"b\"", Self.pod("{command: [UNKNOWN, a]}"), notKnown),
      ("require no x in c.command satisfies x == \"a\"", Self.pod("{command: [UNKNOWN, a]}"), "fail"),
      ("require no x in c.command satisfies x == \"b\"", Self.pod("{command: [UNKNOWN, a]}"), notKnown),
      ("require every x in c.command satisfies x == \"b\"", Self.pod("{command: [UNKNOWN, a]}"), "fail"),
      ("require every x in c.command satisfies x == \"a\"", Self.pod("{command: [UNKNOWN, a]}"), notKnown),
      ("require at least 1 x in c.command satisfies x == \"a\"", Self.pod("{command: [UNKNOWN, a]}"), "pass"),
      ("require at most 0 x in c.command satisfies x == \"a\"", Self.pod("{command: [UNKNOWN, a]}"), "fail"),
      ("require \"a\" in c.command", Self.pod("{command: [UNKNOWN, a]}"), "pass"),
      // One word that is not known may be none or several.
      ("require count(c.command) == 2", Self.pod("{command: [UNKNOWN, a]}"), "undetermined notKnown"),
      ("deny when c.command is empty", Self.pod("{command: [UNKNOWN]}"), "undetermined notKnown"),
      ("deny when c.command is empty", Self.pod("{command: [a, UNKNOWN]}"), "pass"),
      (
        "require some p in c.ports satisfies p.containerPort == 80",
        Self.pod("{ports: [UNKNOWN, {containerPort: 80}]}"),
        "pass"
      ),
    ])
  }

  @Test func anUnknownPartIsOneSubjectAmongTheOthers() {
    let ports = Self.pod("{ports: [{containerPort: 81}, UNKNOWN, {containerPort: 80}]}")
    Self.hold(
      [("require p.containerPort == 80", ports, "fail; \(notKnown); pass")],
      subject: "port p in container c in workload w")
    Self.hold(
      [
        ("require p.containerPort == 80", Self.pod("{ports: UNKNOWN}"), notKnown),
        ("require p.containerPort == 80", Self.pod("UNKNOWN"), notKnown),
      ], subject: "port p in container c in workload w")
    let volumes = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a}], volumes: VOLUMES}}"
    Self.hold(
      [
        (
          "require v.hostPath is missing",
          volumes.replacing("VOLUMES", with: "[{name: a, hostPath: {path: /}}, UNKNOWN, {name: b}]"),
          "fail; \(notKnown); pass"
        ),
        ("require v.type == emptyDir", volumes.replacing("VOLUMES", with: "[{name: a, hostPath: UNKNOWN}]"), notKnown),
      ], subject: "volume v in workload w")
  }

  @Test func onTheWayToAPodNothingIsKnown() {
    func deployment(_ rest: String) -> String {
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, \(rest)}"
    }
    let check = "require w.hostNetwork is missing or w.hostNetwork == false"
    Self.hold(
      [
        (check, deployment("spec: UNKNOWN"), notKnown),
        (check, deployment("spec: {template: UNKNOWN}"), notKnown),
        (check, deployment("spec: {template: {spec: UNKNOWN}}"), notKnown),
        (check, deployment("spec: {template: {spec: {hostNetwork: UNKNOWN}}}"), notKnown),
        ("require w.name == \"a\"", "{apiVersion: v1, kind: Pod, metadata: UNKNOWN, spec: {}}", notKnown),
        ("require w.name == \"a\"", "{apiVersion: v1, kind: Pod, metadata: {name: UNKNOWN}, spec: {}}", notKnown),
        (
          "require w.namespace == \"default\"",
          "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: UNKNOWN}, spec: {}}", notKnown
        ),
        (
          "require w.hostNetwork == false",
          "{apiVersion: acme.io/v1, kind: Runner, metadata: {name: a}, spec: {template: {spec: UNKNOWN}}}", notKnown
        ),
      ], subject: "workload w")
    Self.hold([("require c.name exists", deployment("spec: UNKNOWN"), notKnown)])
  }

  @Test func dataWithAnUnknownPartIsNeitherEqualNorDifferent() {
    Self.hold(
      [
        ("{a: {x: 1, y: UNKNOWN}, b: {x: 1, y: 2}}", notKnown), ("{a: {x: 1, y: UNKNOWN}, b: {x: 2, y: 2}}", "fail"),
        ("{a: {x: 1, y: UNKNOWN}, b: {x: 1, y: null}}", notKnown), ("{a: [UNKNOWN], b: [[1]]}", notKnown),
        ("{a: [UNKNOWN], b: [UNKNOWN]}", notKnown), ("{a: [UNKNOWN], b: []}", "fail"),
        ("{a: UNKNOWN, b: {x: 1}}", notKnown), ("{a: [{x: 1}], b: [UNKNOWN]}", notKnown),
      ].map { ("require d.spec.a exists and d.spec.b exists and d.spec.a == d.spec.b", Self.thing($0.0), $0.1) },
      subject: "document d")
  }

  @Test func aKeyOfAMapIsThereOnlyIfItsValueIsKnown() {
    Self.hold(
      [
        ("require \"a\" in d.metadata.labels", Self.labelled("{a: UNKNOWN}"), notKnown),
        ("require \"b\" in d.metadata.labels", Self.labelled("{a: UNKNOWN}"), "fail"),
        ("require \"b\" in d.metadata.labels", Self.labelled("UNKNOWN"), notKnown),
        ("require (d.metadata.labels[\"a\"] else \"c\") == \"b\"", Self.labelled("{a: UNKNOWN}"), notKnown),
        ("require every e in d.metadata.labels satisfies e.value == \"b\"", Self.labelled("{a: UNKNOWN}"), notKnown),
        ("require every e in d.metadata.labels satisfies e.key == \"a\"", Self.labelled("{a: UNKNOWN}"), "pass"),
      ], subject: "document d")
  }

  @Test func selectorsAndLabelsMayHoldWhatIsNotKnown() {
    func pair(_ selector: String, _ labels: String) -> String {
      Self.thing("{selector: \(selector), labels: \(labels)}")
    }
    let expressions = "{matchExpressions: [{key: a, operator: EXPRESSION}]}"
    Self.hold(
      [
        ("UNKNOWN", "{a: b}", notKnown), ("{a: b}", "UNKNOWN", notKnown), ("{}", "UNKNOWN", notKnown),
        ("{matchLabels: UNKNOWN}", "{a: b}", notKnown), ("{matchLabels: {a: UNKNOWN}}", "{a: b}", notKnown),
        ("{matchLabels: {a: b}}", "{a: UNKNOWN}", notKnown), ("{matchLabels: {a: c}}", "{a: b, c: UNKNOWN}", "fail"),
        ("{matchLabels: {a: UNKNOWN, b: c}}", "{a: b, b: d}", "fail"), ("{matchExpressions: UNKNOWN}", "{}", notKnown),
        ("{matchExpressions: [UNKNOWN]}", "{}", notKnown),
        (expressions.replacing("EXPRESSION", with: "UNKNOWN"), "{}", notKnown),
        (expressions.replacing("EXPRESSION", with: "In, values: UNKNOWN"), "{a: b}", notKnown),
        (expressions.replacing("EXPRESSION", with: "Exists, values: UNKNOWN"), "{a: b}", notKnown),
        (expressions.replacing("EXPRESSION", with: "In, values: [UNKNOWN]"), "{a: b}", notKnown),
        (expressions.replacing("EXPRESSION", with: "In, values: [UNKNOWN, b]"), "{a: b}", "pass"),
        (expressions.replacing("EXPRESSION", with: "Exists"), "{a: UNKNOWN}", notKnown),
      ].map {
        (
          "require d.spec.selector exists and d.spec.labels exists and d.spec.selector selects d.spec.labels",
          pair($0.0, $0.1), $0.2
        )
      }, subject: "document d")
  }

  @Test func aJoinMeetsWhatMayBeTheOne() {
    func service(_ name: String, _ selector: String) -> String {
      "{apiVersion: v1, kind: Service, metadata: {name: \(name)}, spec: {selector: \(selector)}}"
    }
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}}, spec: {containers: [{name: c}]}}"
    let unlabelled = pod.replacing("{app: web}", with: "UNKNOWN")
    let selects = "require some service s in all satisfies s.selector selects w.labels"
    let named = "require some service s in all satisfies s.name == w.name"
    Self.hold(
      [
        (named, "\(pod)\n\(service("UNKNOWN", "{}"))", notKnown), (named, "\(pod)\n\(service("b", "{}"))", "fail"),
        (named, "\(pod)\n\(service("UNKNOWN", "{}"))\n\(service("a", "{}"))", "pass"),
        (selects, "\(pod)\n\(service("a", "{app: UNKNOWN}"))", notKnown),
        (selects, "\(pod)\n\(service("a", "UNKNOWN"))", notKnown),
        (selects, "\(unlabelled)\n\(service("a", "{app: web}"))", notKnown),
        (selects, "\(pod)\n\(service("a", "{app: api, b: UNKNOWN}"))", "fail"),
      ], subject: "workload w")
    let account = "{apiVersion: v1, kind: ServiceAccount, metadata: {name: NAME}, automountServiceAccountToken: false}"
    let bound = pod.replacing("spec: {", with: "spec: {serviceAccountName: x, ")
    Self.hold(
      [("x", "pass"), ("y", "fail"), ("UNKNOWN", notKnown)].map {
        ("require w.mountsToken == false", "\(bound)\n\(account.replacing("NAME", with: $0.0))", $0.1)
      }, subject: "workload w")
  }
}
