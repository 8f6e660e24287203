import MoatSource
import Testing

@testable import Moat

/// Twice the input is twice the work, for inputs that are made to be more: steps are counted (`WorkMeter`), not seconds. The
/// built-in policies run.
struct LinearWorkTests {
  /// The steps of three sizes, each twice the one before.
  private func work(_ count: Int, _ inputs: (Int) -> [(name: String, text: String)]) async throws -> [Int] {
    let policies = try PolicySet.load(texts: [], library: .rules)
    func check(_ count: Int) async throws {
      let texts = inputs(count).map { SourceFile(name: $0.name, text: $0.text) }
      let report = try await policies.check(texts: texts, options: CheckOptions(today: Checked.today))
      #expect(report.notEvaluated.isEmpty && report.summary.documents >= texts.count)
    }
    // What is made once, by whichever run is the first, is not the input's.
    try await check(count)
    var work: [Int] = []
    for count in [count, 2 * count, 4 * count] {
      work.append(try await WorkMeter.count { try await check(count) })
    }
    return work
  }

  /// Of work that grows by the same for each further element, what the second half adds is twice what the first adds. What is
  /// left grows with the square, and is next to nothing of the whole.
  private func isLinear(_ work: [Int]) -> Bool {
    let rest = (work[2] - work[1]) - 2 * (work[1] - work[0])
    return work[0] > 0 && Double(rest) < 0.02 * Double(work[2])
  }

  private static func pod(_ name: String, labels: String = "{}", image: String = "busybox", more: String = "") -> String
  {
    """
    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "\(name)", "labels": \(labels)}, \
    "spec": {"containers": [{"name": "c", "image": "\(image)"\(more)}]}}
    """
  }

  private static func list(_ items: [String]) -> String {
    #"{"apiVersion": "v1", "kind": "List", "items": ["# + items.joined(separator: ", ") + "]}"
  }

  @Test func documentsOnOneLine() async throws {
    let work = try await work(200) { count in
      [("a.json", Self.list((0..<count).map { Self.pod("p\($0)") }))]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test func directoriesThatAreRelative() async throws {
    let work = try await work(1_000) { count in
      [("Dockerfile", "FROM alpine:3.20\n" + String(repeating: "WORKDIR a\n", count: count))]
    }
    #expect(isLinear(work), "\(work)")
  }

  /// Each image runs in one pod, by its name or by the digest of its index.
  @Test func imagesAndTheirWorkloads() async throws {
    let work = try await work(120) { count in
      let images = (0..<count).map { number in
        (
          name: "\(number).json",
          text: #"[{"Id":"sha256:\#(number)","RepoTags":["r.io/app\#(number):1"],"Config":{},"RootFS":{}}]"#
        )
      }
      return images + [("pods.json", Self.list((0..<count).map { Self.pod("p\($0)", image: "r.io/app\($0):1") }))]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test func usersAndDirectories() async throws {
    let work = try await work(400) { count in
      [("Dockerfile", "FROM alpine:3.20\n" + String(repeating: "USER a\nWORKDIR b\n", count: count))]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test func environmentVariablesOfOneName() async throws {
    let work = try await work(200) { count in
      let entries = repeatElement(#"{"name": "A", "value": "b"}"#, count: count).joined(separator: ", ")
      return [("a.json", Self.pod("p", more: #", "env": [\#(entries)]"#))]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test(arguments: [
    #"{"containerPort": 80}"#, #"{"containerPort": 80, "hostPort": 80, "name": "a"}"#,
    #"{"containerPort": #, "name": "a#"}"#,
  ])
  func portsOfAContainer(_ port: String) async throws {
    let work = try await work(200) { count in
      let ports = (1...count).map { port.replacing("#", with: "\($0)") }.joined(separator: ", ")
      return [("a.json", Self.pod("p", more: #", "ports": [\#(ports)]"#))]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test func containersOfOneName() async throws {
    let work = try await work(100) { count in
      let others = String(repeating: #"}, {"name": "c", "image": "busybox""#, count: count)
      return [("a.json", Self.pod("p", more: others))]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test(arguments: ["CMD a", "ENTRYPOINT a", "HEALTHCHECK CMD a", "FROM alpine:3.20 AS a", "FROM alpine:3.20 AS a#"])
  func linesOfADockerfile(_ line: String) async throws {
    let work = try await work(200) { count in
      let lines = (0..<count).map { line.replacing("#", with: "\($0)") + "\n" }.joined()
      return [("Dockerfile", "FROM alpine:3.20\n" + String(repeating: "STOPSIGNAL 15\n", count: count) + lines)]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test(arguments: [
    #"""
    {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "i#"}, "spec": {"rules": [{"host": "a.b", \#
    "http": {"paths": [{"path": "/#", "pathType": "Prefix", "backend": {"service": {"name": "s", "port": {"number": 80}}}}]}}]}}
    """#,
    #"""
    {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "i#"}, "spec": {"rules": [{"host": "a.b", \#
    "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "s", "port": {"number": 80}}}}]}}]}}
    """#,
    #"""
    {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "b#"}, "spec": {"minAvailable": 1, \#
    "selector": {"matchLabels": {"app": "b#"}}}}
    """#,
    #"""
    {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "b#"}, "spec": {"minAvailable": 1, \#
    "selector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["b#"]}]}}}
    """#,
    #"""
    {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "n#"}, "spec": {"podSelector": \#
    {"matchExpressions": [{"key": "app", "operator": "In", "values": ["b#"]}]}, "policyTypes": ["Ingress"]}}
    """#,
    #"""
    {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "h#"}, "spec": {"maxReplicas": 3, \#
    "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}}}
    """#,
    #"""
    {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "h#"}, "spec": {"maxReplicas": 3, \#
    "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a#"}}}
    """#,
    #"""
    {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s#"}, "spec": {"selector": {"app": "x"}, \#
    "ports": [{"port": 80, "targetPort": "web"}]}}
    """#,
    #"""
    {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "b#"}, "roleRef": \#
    {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"}, "subjects": [{"kind": "ServiceAccount", "name": "a#"}]}
    """#,
    #"""
    {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d#"}, "spec": {"replicas": 2, "selector": \#
    {"matchLabels": {"app": "x"}}, "template": {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [{"name": "c", \#
    "image": "a", "envFrom": [{"configMapRef": {"name": "m#"}}]}]}}}}
    """#,
  ])
  func objectsAndPods(_ object: String) async throws {
    let work = try await work(60) { count in
      let objects = (0..<count).map { object.replacing("#", with: "\($0)") }
      let pods = (0..<count).map { Self.pod("p\($0)", labels: #"{"app": "a\#($0)"}"#) }
      return [("a.json", Self.list(objects + pods))]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test func volumesAndTheirMounts() async throws {
    let work = try await work(200) { count in
      func list(_ entry: (Int) -> String) -> String { (0..<count).map(entry).joined(separator: ", ") }
      let mounts = list { #"{"name": "v\#($0)", "mountPath": "/m\#($0)"}"# }
      let volumes = list { #"{"name": "v\#($0)", "hostPath": {"path": "/p\#($0)"}}"# }
      return [
        (
          "a.json",
          """
          {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"volumes": [\(volumes)], \
          "containers": [{"name": "c", "image": "busybox", "volumeMounts": [\(mounts)]}]}}
          """
        )
      ]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test func imagesOfOneNameAndPods() async throws {
    let work = try await work(40) { count in
      let images = (0..<count).map { #"{"Id": "sha256:\#($0)", "RepoTags": ["web:1"], "RootFS": {}, "Config": {}}"# }
      let pods = (0..<count).map { Self.pod("p\($0)", image: "web:1") }
      return [("a.json", Self.list(pods)), ("b.json", "[" + images.joined(separator: ", ") + "]")]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test func stepsOfAnImage() async throws {
    let work = try await work(800) { count in
      let steps = repeatElement(#"{"created_by": "RUN /bin/sh -c make # buildkit"}"#, count: count)
      let layers = (0..<count).map { #""sha256:\#($0)""# }
      return [
        (
          "config.json",
          """
          {"architecture": "amd64", "os": "linux", "config": {}, "history": [\(steps.joined(separator: ", "))], \
          "rootfs": {"type": "layers", "diff_ids": [\(layers.joined(separator: ", "))]}}
          """
        )
      ]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test func copiesOfAnObjectThatDiffer() async throws {
    let work = try await work(600) { count in
      let copies = (0..<count).map {
        #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": "\#($0)"}}"#
      }
      return [("a.json", Self.list(copies))]
    }
    #expect(isLinear(work), "\(work)")
  }

  @Test func servicesOfWhichTheSelectorIsNotKnown() async throws {
    let work = try await work(120) { count in
      let services = (0..<count).map {
        #"{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s\#($0)"}, "#
          + #""spec": {"selector": {"app": "{{ .x }}"}, "ports": [{"port": 80, "targetPort": "web"}]}}"#
      }
      let pods = (0..<count).map { Self.pod("p\($0)", labels: #"{"app": "a\#($0)"}"#) }
      return [("a.json", Self.list(services + pods))]
    }
    #expect(isLinear(work), "\(work)")
  }
}
