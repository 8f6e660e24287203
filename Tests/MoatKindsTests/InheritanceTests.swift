import MoatKinds
import MoatValues
import Testing

/// Effective values: what a container says, else its pod, else the platform.
struct InheritanceTests {
  @Test func containerAndPod() {
    let cases: [(pod: String, container: String, path: String, expected: String)] = [
      ("", "", "securityContext.runAsNonRoot", "false"),
      ("runAsNonRoot: true", "", "securityContext.runAsNonRoot", "true"),
      ("runAsNonRoot: true", "runAsNonRoot: false", "securityContext.runAsNonRoot", "false"),
      ("runAsNonRoot: true", "privileged: false", "securityContext.runAsNonRoot", "true"),
      ("runAsNonRoot: true", "runAsNonRoot: null", "securityContext.runAsNonRoot", "true"),
      ("", "", "securityContext.runAsUser", "missing"),
      ("runAsUser: 0", "", "securityContext.runAsUser", "0"),
      ("runAsUser: 0", "runAsUser: 7", "securityContext.runAsUser", "7"),
      ("runAsGroup: 3", "", "securityContext.runAsGroup", "3"),
      ("seccompProfile: {type: RuntimeDefault}", "", "securityContext.seccompProfile.type", "RuntimeDefault"),
      ("", "", "securityContext.seccompProfile.type", "missing"),
      (
        "seccompProfile: {type: RuntimeDefault}", "seccompProfile: {type: Unconfined}",
        "securityContext.seccompProfile.type", "Unconfined"
      ),
      // A profile of the container hides the pod's as a whole.
      (
        "seccompProfile: {type: RuntimeDefault}", "seccompProfile: {}", "securityContext.seccompProfile.type",
        "undetermined requiredAbsent"
      ),
      ("appArmorProfile: {type: Localhost}", "", "securityContext.appArmorProfile.type", "Localhost"),
      ("seLinuxOptions: {type: spc_t}", "", "securityContext.seLinuxOptions.type", "spc_t"),
      ("seLinuxOptions: {type: spc_t}", "seLinuxOptions: {user: u}", "securityContext.seLinuxOptions.type", ""),
      ("", "", "securityContext.seLinuxOptions.user", ""),
      ("windowsOptions: {hostProcess: true}", "", "securityContext.windowsOptions.hostProcess", "true"),
      // Windows options are merged field by field.
      (
        "windowsOptions: {hostProcess: true}", "windowsOptions: {runAsUserName: a}",
        "securityContext.windowsOptions.hostProcess", "true"
      ),
      ("", "", "securityContext.windowsOptions.hostProcess", "false"),
      ("", "", "securityContext.privileged", "false"), ("", "", "securityContext.allowPrivilegeEscalation", "true"),
      ("", "allowPrivilegeEscalation: null", "securityContext.allowPrivilegeEscalation", "true"),
      ("", "", "securityContext.procMount", "Default"), ("", "", "securityContext.capabilities.add", "[]"),
      ("", "capabilities: {add: [A, B]}", "securityContext.capabilities.add", "[A, B]"),
      ("", "capabilities: []", "securityContext.capabilities.add", "undetermined wrongType"),
    ]
    for (pod, container, path, expected) in cases {
      let inputs = Inputs(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          securityContext: {\(pod)}
          containers: [{name: c, image: x, securityContext: {\(container)}}]
        """)
      for value in inputs.containers() {
        #expect(
          inputs.text(inputs.read(path, of: value, as: "container")) == expected, "\(pod) | \(container) | \(path)")
      }
      #expect(inputs.containers().count == 1)
    }
  }

  /// The same with neither context written at all, and through a Deployment.
  @Test func withoutContexts() {
    let inputs = Inputs(
      """
      apiVersion: apps/v1
      kind: Deployment
      spec: {template: {spec: {containers: [{name: c, image: x}], initContainers: [{name: i, image: x}]}}}
      """,
      """
      apiVersion: apps/v1
      kind: Deployment
      spec: {template: {spec: {securityContext: {runAsNonRoot: true}, containers: [{name: c, image: x}]}}}
      """)
    let first = inputs.containers(of: 0)
    #expect(first.count == 2)
    for container in first {
      #expect(inputs.text(inputs.read("securityContext.runAsNonRoot", of: container, as: "container")) == "false")
    }
    let second = inputs.containers(of: 1)
    #expect(
      second.map { inputs.text(inputs.read("securityContext.runAsNonRoot", of: $0, as: "container")) } == ["true"])
  }

  @Test func requestsFallBackToLimits() {
    let cases: [(resources: String, path: String, expected: String)] = [
      ("{limits: {memory: 1Gi}}", "resources.requests.memory", "1Gi"),
      ("{limits: {memory: 1Gi}, requests: {memory: 1Mi}}", "resources.requests.memory", "1Mi"),
      ("{limits: {memory: 1Gi}, requests: {cpu: 1}}", "resources.requests.memory", "1Gi"),
      ("{requests: {memory: 1Mi}}", "resources.limits.memory", "missing"), ("{}", "resources.requests.cpu", "missing"),
      ("null", "resources.requests.cpu", "missing"),
      ("{limits: {ephemeral-storage: 1Gi}}", "resources.requests.ephemeral-storage", "1Gi"),
      ("{limits: {nvidia.com/gpu: 1}}", "resources.limits.entries", "{nvidia.com/gpu}"),
    ]
    for (resources, path, expected) in cases {
      let inputs = Inputs(
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: c, image: x, resources: \(resources)}]}")
      for value in inputs.containers() {
        #expect(inputs.text(inputs.read(path, of: value, as: "container")) == expected, "\(resources) \(path)")
      }
    }
  }

  @Test func fieldsOfWorkloads() {
    let cases: [(text: String, path: String, expected: String)] = [
      ("spec: {os: {name: windows}, containers: []}", "os", "windows"), ("spec: {containers: []}", "os", "linux"),
      ("spec: {containers: []}", "serviceAccountName", "default"),
      ("spec: {serviceAccount: old, containers: []}", "serviceAccountName", "old"),
      ("spec: {serviceAccount: old, serviceAccountName: new, containers: []}", "serviceAccountName", "new"),
      ("spec: {serviceAccount: old, serviceAccountName: '', containers: []}", "serviceAccountName", "old"),
      ("spec: {containers: []}", "hostUsers", "true"), ("spec: {containers: []}", "replicas", "1"),
      ("metadata: {labels: {a: b}}\nspec: {containers: []}", "labels", "{a}"),
      ("spec: {containers: []}", "labels", "[]"), ("spec: {containers: []}", "restartPolicy", "Always"),
      ("spec: {containers: []}", "name", "undetermined requiredAbsent"),
      ("metadata: {generateName: a-}\nspec: {containers: []}", "name", "undetermined requiredAbsent"),
    ]
    for (text, path, expected) in cases {
      let inputs = Inputs("apiVersion: v1\nkind: Pod\n" + text)
      for unit in inputs.units("workload") {
        #expect(
          inputs.text(inputs.read(path, of: inputs.document(unit), as: "workload")) == expected, "\(text) \(path)")
      }
    }
    let deployment = Inputs(
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d, labels: {own: x}}
      spec: {replicas: 3, template: {metadata: {labels: {pod: y}}, spec: {containers: []}}}
      """)
    let value = deployment.document(deployment.units("workload")[0])
    #expect(deployment.text(deployment.read("volumeClaimTemplates", of: value, as: "workload")) == "[]")
    #expect(deployment.text(deployment.read("labels", of: value, as: "workload")) == "{pod}")
    #expect(deployment.text(deployment.read("metadata.labels", of: value, as: "workload")) == "{own}")
    #expect(deployment.text(deployment.read("replicas", of: value, as: "workload")) == "3")
    #expect(deployment.text(deployment.read("spec.replicas", of: value, as: "Deployment")) == "3")
    #expect(
      deployment.text(deployment.read("spec.strategy.rollingUpdate.maxSurge", of: value, as: "Deployment")) == "25%")
  }
}
