import MoatSource
import Testing

@testable import Moat

/// Labels that controllers put on pods, through rules: the machine, its indexes and the explainer agree, or the run says so.
struct ControllerLabelTests {
  private static let rule = """
    rule chosen {
      severity medium
      for networkpolicy n
      require some workload w in same namespace as n satisfies n.podSelector selects w.labels
      message "{n.name}"
    }
    rule chooses {
      severity medium
      for workload w
      require some networkpolicy n in same namespace as w satisfies n.podSelector selects w.labels
      message "{w.name}"
    }
    rule served {
      severity medium
      for service s
      require some workload w in same namespace as s satisfies s.selector selects w.labels
      message "{s.name}"
    }
    """

  private static func workload(_ kind: String, _ api: String, _ name: String = "db") -> String {
    let template = "template: {metadata: {labels: {app: db}}, spec: {containers: [{name: a, image: x}]}}"
    let spec = kind == "CronJob" ? "jobTemplate: {spec: {\(template)}}" : template
    return "{apiVersion: \(api), kind: \(kind), metadata: {name: \(name)}, spec: {\(spec)}}"
  }

  /// The verdicts of the three rules: of the policy, of the workload, and of a service by the same labels; `-` for a pass.
  private static func verdicts(_ workload: String, labels: String = "", expressions: String = "") async throws -> String
  {
    let policy =
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: n}, spec: {podSelector: {matchLabels: {\(labels)}, matchExpressions: [\(expressions)]}}}"
    let service = "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {\(labels)}}}"
    let report = try await Checked.report(rule, workload, policy, service)
    #expect(!report.findings.contains { $0.rule == "moat.internal-error" })
    return ["chosen", "chooses", "served"].map { rule in
      report.findings.first { $0.rule == rule || $0.blinded.contains(rule) }.map { "\($0.verdict)" } ?? "-"
    }.joined(separator: " ")
  }

  @Test func valuesThatAreKnownAndThatAreNot() async throws {
    let podName = "statefulset.kubernetes.io/pod-name"
    let cases: [(kind: String, api: String, labels: String, expected: String)] = [
      ("StatefulSet", "apps/v1", "\(podName): db-0", "- - -"), ("StatefulSet", "apps/v1", "\(podName): db-12", "- - -"),
      ("StatefulSet", "apps/v1", "\(podName): db", "fail fail fail"),
      ("StatefulSet", "apps/v1", "\(podName): db-x", "fail fail fail"),
      ("StatefulSet", "apps/v1", "\(podName): shop-0", "fail fail fail"),
      ("StatefulSet", "apps/v1", "app: db, \(podName): db-0", "- - -"),
      ("StatefulSet", "apps/v1", "app: shop, \(podName): db-0", "fail fail fail"),
      ("StatefulSet", "apps/v1", "apps.kubernetes.io/pod-index: '0'", "- - -"),
      ("StatefulSet", "apps/v1", "apps.kubernetes.io/pod-index: first", "fail fail fail"),
      ("StatefulSet", "apps/v1", "controller-revision-hash: abc", "undetermined undetermined undetermined"),
      ("Deployment", "apps/v1", "\(podName): db-0", "fail fail fail"),
      ("Deployment", "apps/v1", "pod-template-hash: abc", "undetermined undetermined undetermined"),
      ("Deployment", "apps/v1", "app: shop, pod-template-hash: abc", "fail fail fail"),
      ("DaemonSet", "apps/v1", "controller-revision-hash: abc", "undetermined undetermined undetermined"),
      ("Job", "batch/v1", "batch.kubernetes.io/job-name: db", "- - -"), ("Job", "batch/v1", "job-name: db", "- - -"),
      ("Job", "batch/v1", "job-name: shop", "fail fail fail"), ("CronJob", "batch/v1", "job-name: db-28", "- - -"),
      ("Job", "batch/v1", "controller-uid: abc", "undetermined undetermined undetermined"),
    ]
    for (kind, api, labels, expected) in cases {
      let found = try await Self.verdicts(Self.workload(kind, api), labels: labels)
      #expect(found == expected, "\(kind) \(labels)")
    }
    // Names that end in a number are names.
    #expect(try await Self.verdicts(Self.workload("Job", "batch/v1", "db-1"), labels: "job-name: db-1") == "- - -")
    #expect(
      try await Self.verdicts(Self.workload("StatefulSet", "apps/v1", "db-1"), labels: "\(podName): db-1-0") == "- - -")
  }

  @Test func expressions() async throws {
    let index = "key: apps.kubernetes.io/pod-index, operator"
    let name = "key: job-name, operator"
    let cases: [(kind: String, api: String, expression: String, expected: String)] = [
      ("StatefulSet", "apps/v1", "{\(index): Exists}", "- -"),
      ("StatefulSet", "apps/v1", "{\(index): DoesNotExist}", "fail fail"),
      ("StatefulSet", "apps/v1", "{\(index): In, values: ['0', '1']}", "- -"),
      ("StatefulSet", "apps/v1", "{\(index): In, values: [a]}", "fail fail"),
      ("StatefulSet", "apps/v1", "{\(index): NotIn, values: ['0']}", "- -"),
      ("Job", "batch/v1", "{\(name): In, values: [db]}", "- -"),
      ("Job", "batch/v1", "{\(name): NotIn, values: [db]}", "fail fail"),
      ("Job", "batch/v1", "{\(name): NotIn, values: [x]}", "- -"),
      ("Deployment", "apps/v1", "{\(name): Exists}", "fail fail"),
      ("Deployment", "apps/v1", "{key: pod-template-hash, operator: In, values: [a]}", "undetermined undetermined"),
    ]
    for (kind, api, expression, expected) in cases {
      let found = try await Self.verdicts(Self.workload(kind, api), labels: "", expressions: expression)
      #expect(found.split(separator: " ").prefix(2).joined(separator: " ") == expected, "\(kind) \(expression)")
    }
  }

  /// A label of the template is what the pod has, and an object's own selector is held against its template.
  @Test func whatTheTemplateSaysCounts() async throws {
    let pod =
      "{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {job-name: x}}, spec: {containers: [{name: a, image: x}]}}"
    #expect(try await Self.verdicts(pod, labels: "job-name: x") == "- - -")
    #expect(try await Self.verdicts(pod, labels: "batch.kubernetes.io/job-name: p") == "fail fail fail")
    let rule = """
      rule own {
        severity medium
        for document d where d.spec.selector exists and d.spec.template.metadata.labels exists
        require d.spec.selector selects d.spec.template.metadata.labels
        message "own"
      }
      """
    let set =
      "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {selector: {matchLabels: {statefulset.kubernetes.io/pod-name: db-0}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: a, image: x}]}}}}"
    #expect(try await Checked.report(rule, set).findings.map(\.verdict) == [.fail])
  }
}
