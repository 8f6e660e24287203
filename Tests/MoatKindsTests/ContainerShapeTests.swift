import MoatDocument
import MoatKinds
import MoatValues
import Testing

/// Containers of custom resources, which are found by their shape.
struct ContainerShapeTests {
  /// The images of all containers with their roles, unit by unit.
  private func containers(_ inputs: Inputs) -> [String] {
    inputs.units("workload").indices.flatMap { position in
      inputs.containers(of: position).map {
        inputs.text(inputs.read("image", of: $0, as: "container")) + " "
          + inputs.text(inputs.fact(.containerRole, of: $0))
      }
    }
  }

  private func thing(_ spec: String, group: String = "example.org") -> Inputs {
    Inputs("apiVersion: \(group)/v1\nkind: Thing\nmetadata: {name: own}\nspec: \(spec)")
  }

  @Test func everyRowOfTheTable() {
    let cases: [(spec: String, expected: [String])] = [
      // Prometheus Operator, Knative's Revision.
      (
        "{containers: [{image: a}], initContainers: [{image: b}, {image: c, restartPolicy: Always}]}",
        ["a app", "b init", "c sidecar"]
      ),
      // Tekton.
      (
        "{stepTemplate: {env: [{name: x}]}, steps: [{image: a}, {image: b}], sidecars: [{image: c}]}",
        ["undetermined requiredAbsent app", "a app", "b app", "c sidecar"]
      ),
      ("{tasks: [{taskSpec: {steps: [{image: a}]}}, {taskSpec: {steps: [{image: b}]}}]}", ["a app", "b app"]),
      // Argo Workflows.
      ("{templates: [{container: {image: a}}, {script: {image: b, source: x}}]}", ["a app", "b app"]),
      (
        "{templates: [{container: {image: a}, initContainers: [{image: b}], sidecars: [{image: c}]}]}",
        ["a app", "b init", "c sidecar"]
      ),
      ("{templates: [{containerSet: {containers: [{image: a}, {image: b}]}}]}", ["a app", "b app"]),
      // Maps, and other names.
      ("{containers: {a: {image: a}, b: {image: b, restartPolicy: Always}}}", ["a app", "b app"]),
      ("{initContainers: {a: {image: a}}}", ["a init"]),
      ("{extraContainers: [{image: a}], extraInitContainers: [{image: b}]}", ["a app", "b init"]),
      ("{sidecarContainers: [{image: a}], debug: {ephemeralContainers: [{image: b}]}}", ["a sidecar", "b ephemeral"]),
      (
        "{initContainer: {image: a}, mainContainer: {image: b}, sidecar: {image: c}}", ["a init", "b app", "c sidecar"]
      ),
      ("{podSpec: {containers: [{image: a}]}}", ["a app"]),
    ]
    for (spec, expected) in cases {
      let inputs = thing(spec)
      #expect(containers(inputs).sorted() == expected.sorted(), "\(spec)")
      #expect(inputs.result.uncovered.isEmpty && inputs.result.unrecognised.isEmpty, "\(spec)")
    }
  }

  @Test func whatHasTheNameAndNotTheShape() {
    let cases = [
      "{containers: [a, b]}", "{containers: 3}", "{containers: {limit: 3}}", "{steps: [[{name: a, template: b}]]}",
      "{steps: [{setWeight: 20}, {pause: {}}]}", "{container: app}", "{script: echo}", "{sidecars: true}",
      "{image: a, name: b}", "{images: [{name: a, image: b}]}",
      // A schema describes fields by the names of fields.
      "{properties: {image: {type: string}, command: {type: array}}}",
    ]
    for spec in cases {
      let inputs = thing(spec)
      #expect(inputs.units("workload").isEmpty, "\(spec)")
      #expect(inputs.result.uncovered.isEmpty, "\(spec)")
    }
  }

  @Test func neitherDepthNorNumberHidesATemplate() {
    let template = "{template: {spec: {hostNetwork: true, containers: [{name: a, image: a}]}}}"
    let deep = String(repeating: "{a: ", count: 40) + template + String(repeating: "}", count: 40)
    #expect(thing(deep).units("workload").count == 1)
    let many = "{jobs: [\(Array(repeating: template, count: 300).joined(separator: ", "))]}"
    let inputs = thing(many)
    #expect(inputs.units("workload").count == 300)
    #expect(inputs.result.documentCount == 1)
    #expect(containers(inputs).count == 300)
  }

  @Test func wholeObjectsAreDocumentsOfTheirOwn() {
    let pod = "apiVersion: v1, kind: Pod, metadata: {name: inner}, spec: {containers: [{name: a, image: a}]}"
    let cases: [(spec: String, workloads: Int, documents: Int)] = [
      ("{resource: {\(pod)}}", 1, 2), ("{manifests: [{\(pod)}, {\(pod)}]}", 2, 3),
      ("{object: {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}}}", 0, 2),
      // A reference is none, and nor is an object of a kind that nobody knows.
      ("{targetRef: {apiVersion: v1, kind: Pod, name: inner}}", 0, 1),
      ("{object: {apiVersion: acme.io/v1, kind: Thing, metadata: {name: r}}}", 0, 1),
    ]
    for (spec, workloads, documents) in cases {
      let inputs = thing(spec)
      #expect(inputs.units("workload").count == workloads, "\(spec)")
      #expect(inputs.units("document").count == documents, "\(spec)")
      #expect(inputs.result.problems.isEmpty, "\(spec)")
    }
    let template = Inputs(
      "{apiVersion: template.openshift.io/v1, kind: Template, metadata: {name: t}, objects: [{\(pod)}, {apiVersion: apps.openshift.io/v1, kind: DeploymentConfig, metadata: {name: d}, spec: {template: {spec: {containers: [{image: b}]}}}}]}"
    )
    #expect(template.units("workload").count == 2 && template.units("document").count == 3)
  }

  /// What a workflow says of all of its pods is seen, though it stands in no pod.
  @Test func settingsAroundTheTemplatesAreAWorkloadWithoutContainers() {
    let inputs = thing("{hostNetwork: true, templates: [{container: {image: a}}, {container: {image: b}}]}")
    let values = inputs.units("workload").map {
      inputs.text(inputs.read("hostNetwork", of: inputs.document($0), as: "workload"))
    }
    #expect(values.sorted() == ["false", "false", "true"])
    #expect(containers(inputs) == ["a app", "b app"])
    let run = thing("{taskRef: {name: t}, podTemplate: {hostNetwork: true}}")
    #expect(run.units("workload").count == 1 && containers(run).isEmpty)
    let plain = thing("{entrypoint: a, templates: [{container: {image: a}}]}")
    #expect(plain.units("workload").count == 1)
  }

  @Test func whatIsLessThanAContainerWithItsImageIsRecorded() {
    let manifest = "apiVersion: apps/v1\\nkind: DaemonSet\\nspec: {}"
    let cases: [(spec: String, count: Int)] = [
      // An image in parts, beside what only a container has.
      ("{image: {repository: a, tag: b}, securityContext: {runAsUser: 0}}", 1),
      ("{agent: {image: {registry: r, name: a}, args: [x]}}", 1), ("{image: {name: a}, hostNetwork: true}", 1),
      ("{image: {repository: a, tag: b}, resources: {limits: {cpu: 1}}, replicas: 2}", 0),
      ("{image: {height: 3}, securityContext: {}}", 0),
      // Without an image: two signs, or one that is enough.
      ("{tasks: [{command: [x], securityContext: {}}]}", 1),
      ("{args: [x], volumeMounts: [{name: a, mountPath: /}]}", 1),
      ("{command: [x], env: [{name: A}]}", 0), ("{securityContext: {fsGroup: 1}, resources: {}}", 0),
      ("{securityContext: {privileged: true}}", 1), ("{podSecurityContext: {allowPrivilegeEscalation: true}}", 1),
      ("{securityContext: {capabilities: {add: [SYS_ADMIN]}}}", 1),
      ("{securityContext: {privileged: false, capabilities: {drop: [ALL]}}}", 0),
      // The settings of pods.
      ("{hostIPC: true}", 1), ("{hostIPC: false, hostPID: 'no'}", 0), ("{hostPID: '{{ x }}'}", 1),
      ("{volumes: [{name: a, emptyDir: {}}, {name: b, hostPath: {path: /}}]}", 1),
      ("{volumes: [{name: a, emptyDir: {}}]}", 0), ("{properties: {hostPID: {type: boolean}}}", 0),
      // What a rule sees is none.
      ("{hostPID: true, volumes: [{name: b, hostPath: {path: /}}], containers: [{image: a}]}", 0),
      ("{controller: {containers: [{image: a}]}, node: {hostPID: true}}", 1),
      ("{securityContext: {privileged: true}, containers: [{image: a}]}", 1),
      // Manifests in texts.
      ("{patches: [{patch: \"\(manifest)\"}]}", 1), ("{files: {a: '[{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}]'}}", 1),
      ("{content: \"- apiVersion: v1\\n  kind: \\\"Pod\\\"\\n\"}", 1), ("{description: \"\(manifest)\"}", 0),
      ("{annotations: {last: \"\(manifest)\"}}", 0), ("{text: \"Like this:\\n```\\n\(manifest)\\n```\"}", 0),
      ("{text: 'set apiVersion: v1 and kind: Pod in it'}", 0),
      ("{text: \"apiVersion: acme.io/v1\\nkind: Gadget\"}", 0), ("{text: \"kind: Pod\\nname: a and more\"}", 0),
    ]
    for (spec, count) in cases {
      let inputs = thing(spec)
      #expect(inputs.result.uncovered.count == count, "\(spec)")
    }
    // Values of a chart are not objects.
    let values = "{values: {image: {repository: a, tag: b}, securityContext: {privileged: true}}}"
    #expect(thing(values, group: "helm.toolkit.fluxcd.io").result.uncovered.isEmpty)
    #expect(thing(values).result.uncovered.count == 1)
  }

  @Test func whatIsNoWorkloadAndLooksLikeAContainerIsRecorded() {
    let cases: [(spec: String, count: Int)] = [
      ("{image: a, env: [{name: x}]}", 0), ("{agent: {image: a, securityContext: {privileged: true}}}", 1),
      ("{agents: [{image: a, command: [x]}, {image: b, ports: [{containerPort: 1}]}]}", 1),
      ("{templates: [{resource: {manifest: \"kind: Pod\"}}]}", 1), ("{manifest: a.yaml}", 0),
      ("{podSpecPatch: '{}', templates: [{container: {image: a}}]}", 1),
      ("{containers: [{image: a}], agent: {image: b, resources: {limits: {cpu: 1}}}}", 1),
    ]
    for (spec, count) in cases {
      // The spec itself counts too: it is below the root.
      let expected = spec.hasPrefix("{image") ? 1 : count
      let inputs = thing(spec)
      #expect(inputs.result.uncovered.count == expected, "\(spec)")
    }
    let counted = thing("{agents: [{image: a, command: [x]}, {image: b, ports: [{containerPort: 1}]}]}")
    #expect(counted.result.uncovered.first?.message.hasPrefix("2 objects") == true)
    // More lists of containers in one object than count.
    let lists = (0..<8).map { "l\($0)Containers: [{image: i\($0)}]" }.joined(separator: ", ")
    let many = thing("{\(lists)}")
    #expect(containers(many).count == 3)
    #expect(many.result.uncovered.first?.message.hasPrefix("5 objects") == true)
  }

  /// The patterns of a policy describe pods, and run none.
  @Test func patternsOfPoliciesAreNoWorkloads() {
    let spec = "{rules: [{validate: {pattern: {spec: {containers: [{image: '*:latest', command: [x]}]}}}}]}"
    let policy = thing(spec, group: "kyverno.io")
    #expect(policy.units("workload").isEmpty && policy.result.uncovered.isEmpty)
    #expect(thing(spec).units("workload").count == 1)
  }

  @Test func labelsOfThePods() {
    let cases: [(spec: String, labels: String)] = [
      ("{pods: {metadata: {labels: {a: b}}, spec: {containers: [{image: x}]}}}", "b"),
      ("{templates: [{metadata: {labels: {a: b}}, container: {image: x}}]}", "b"),
      ("{podMetadata: {labels: {a: b}}, containers: [{image: x}]}", "b"), ("{containers: [{image: x}]}", "missing"),
    ]
    for (spec, label) in cases {
      let inputs = Inputs(
        "apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: own, labels: {a: own}}\nspec: \(spec)")
      let value = inputs.document(inputs.units("workload")[0])
      let labels = inputs.read("labels", of: value, as: "workload")
      let arena = inputs.documents.arena(ofUnit: value.aux)
      let found = labels.tag == .node ? arena.string(arena.child(of: labels.nodeIndex, named: "a")) : "missing"
      #expect(found == label, "\(spec)")
    }
  }
}
