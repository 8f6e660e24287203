import MoatDocument
import MoatValues
import Testing

@testable import MoatKinds

struct ClassificationTests {
  /// Each workload kind, with the way to its pod.
  @Test func workloadKinds() {
    let template =
      "template: {metadata: {labels: {a: b}}, spec: {hostNetwork: true, containers: [{name: c, image: x}]}}"
    let cases: [(apiVersion: String, kind: String, body: String)] = [
      ("v1", "Pod", "spec: {hostNetwork: true, containers: [{name: c, image: x}]}"),
      ("v1", "ReplicationController", "spec: {\(template)}"), ("v1", "PodTemplate", template),
      ("apps/v1", "Deployment", "spec: {\(template)}"), ("apps/v1", "StatefulSet", "spec: {\(template)}"),
      ("apps/v1", "DaemonSet", "spec: {\(template)}"), ("apps/v1", "ReplicaSet", "spec: {\(template)}"),
      ("batch/v1", "Job", "spec: {\(template)}"), ("batch/v1", "CronJob", "spec: {jobTemplate: {spec: {\(template)}}}"),
      // Removed versions keep their shape.
      ("extensions/v1beta1", "Deployment", "spec: {\(template)}"), ("apps/v1beta2", "DaemonSet", "spec: {\(template)}"),
      ("batch/v1beta1", "CronJob", "spec: {jobTemplate: {spec: {\(template)}}}"),
      ("apps.openshift.io/v1", "DeploymentConfig", "spec: {\(template)}"),
      // Custom resources, by shape.
      ("argoproj.io/v1alpha1", "Rollout", "spec: {\(template)}"),
      ("serving.knative.dev/v1", "Service", "spec: {template: {spec: {hostNetwork: true, containers: [{image: x}]}}}"),
      ("keda.sh/v1alpha1", "ScaledJob", "spec: {jobTargetRef: {\(template)}}"),
      ("example.org/v1", "Batch", "spec: {jobTemplate: {spec: {\(template)}}}"),
      (
        "example.org/v1", "Pool",
        "spec: {groups: [{podTemplate: {spec: {hostNetwork: true, containers: [{name: c}]}}}]}"
      ),
    ]
    for (apiVersion, kind, body) in cases {
      let inputs = Inputs("apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: own}\n\(body)")
      let units = inputs.units("workload")
      #expect(units.count == 1, "\(apiVersion) \(kind)")
      #expect(inputs.units("document").count == 1, "\(apiVersion) \(kind)")
      guard let unit = units.first else { continue }
      let value = inputs.document(unit)
      #expect(inputs.text(inputs.read("hostNetwork", of: value, as: "workload")) == "true", "\(apiVersion) \(kind)")
      #expect(inputs.text(inputs.read("name", of: value, as: "workload")) == "own", "\(apiVersion) \(kind)")
      #expect(inputs.containers().count == 1, "\(apiVersion) \(kind)")
      #expect(inputs.result.problems.isEmpty, "\(apiVersion) \(kind)")
    }
  }

  /// OpenShift's own kind is known by name: a pod that has not the shape of one hides nothing.
  @Test func aDeploymentConfigIsAWorkloadWhateverItsPodHolds() {
    let inputs = Inputs(
      "apiVersion: apps.openshift.io/v1\nkind: DeploymentConfig\nmetadata: {name: own}\nspec: {template: {spec: {hostNetwork: true}}}"
    )
    #expect(inputs.units("workload").count == 1)
    #expect(inputs.result.problems.isEmpty)
  }

  @Test func kindsOfDocuments() {
    let cases: [(apiVersion: String, kind: String, kinds: [String])] = [
      ("v1", "Service", ["service", "Service"]), ("v1", "Namespace", ["namespace"]), ("v1", "Secret", ["secret"]),
      ("v1", "ConfigMap", ["configmap", "ConfigMap"]), ("v1", "ServiceAccount", ["serviceaccount"]),
      ("v1", "PersistentVolumeClaim", ["persistentvolumeclaim"]), ("networking.k8s.io/v1", "Ingress", ["ingress"]),
      ("networking.k8s.io/v1", "NetworkPolicy", ["networkpolicy"]),
      ("extensions/v1beta1", "Ingress", ["ingress", "Ingress"]),
      ("rbac.authorization.k8s.io/v1", "Role", ["role"]),
      ("rbac.authorization.k8s.io/v1", "ClusterRole", ["role", "ClusterRole"]),
      ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", ["binding"]),
      ("autoscaling/v2", "HorizontalPodAutoscaler", ["horizontalpodautoscaler", "HorizontalPodAutoscaler"]),
      ("autoscaling/v1", "HorizontalPodAutoscaler", ["horizontalpodautoscaler", "HorizontalPodAutoscaler"]),
      ("policy/v1", "PodDisruptionBudget", ["poddisruptionbudget"]),
      ("storage.k8s.io/v1", "StorageClass", ["StorageClass"]),
      ("argoproj.io/v1alpha1", "Application", ["argoproj.io/Application"]),
    ]
    for (apiVersion, kind, kinds) in cases {
      let inputs = Inputs("apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: n}")
      for name in kinds + ["document"] {
        #expect(inputs.units(name).count == 1, "\(apiVersion) \(kind) as \(name)")
      }
      #expect(inputs.units("workload").isEmpty, "\(apiVersion) \(kind)")
    }
  }

  @Test func listsAreUnpacked() {
    let pod = "apiVersion: v1, kind: Pod, spec: {containers: [{name: c, image: x}]}"
    let cases: [(text: String, workloads: Int, documents: Int)] = [
      ("{apiVersion: v1, kind: List, items: [{\(pod)}, {apiVersion: v1, kind: Service, metadata: {name: s}}]}", 1, 2),
      (
        "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: List, items: [{\(pod)}, {\(pod)}]}, {\(pod)}]}", 3,
        3
      ),
      // The elements of a typed list say nothing of themselves.
      ("{apiVersion: v1, kind: PodList, items: [{spec: {containers: [{name: c, image: x}]}}]}", 1, 1),
      ("{apiVersion: apps/v1, kind: DeploymentList, items: [{spec: {template: {spec: {containers: []}}}}]}", 1, 1),
      ("{apiVersion: v1, kind: List, items: []}", 0, 0), ("{apiVersion: v1, kind: List}", 0, 0),
      ("{apiVersion: v1, kind: List, items: null}", 0, 0),
      // An object of any kind that has items is a list to kubectl, and counts itself too.
      ("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, items: [{\(pod)}, {\(pod)}]}", 2, 3),
      ("{apiVersion: a.io/v1, kind: Thing, metadata: {name: c}, items: [{\(pod)}]}", 1, 2),
      ("{\(pod), items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, items: [{\(pod)}]}]}", 2, 3),
      ("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, items: []}", 0, 1),
      ("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, items: null}", 0, 1),
      ("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, items: {a: b}}", 0, 1),
      ("{apiVersion: a.io/v1, kind: Thing, items: [{metadata: {name: n}}]}", 0, 2),
      ("{apiVersion: a.io/v1, kind: RolloutList, items: [{metadata: {name: n}}]}", 0, 1),
    ]
    for (text, workloads, documents) in cases {
      let inputs = Inputs(text)
      #expect(inputs.units("workload").count == workloads, "\(text)")
      #expect(inputs.units("document").count == documents, "\(text)")
      #expect(inputs.result.problems.isEmpty, "\(text)")
    }
    let broken = Inputs("{apiVersion: v1, kind: List, items: {a: b}}", "{apiVersion: v1, kind: List, items: [7, {}]}")
    #expect(
      broken.result.problems.map(\.message) == [
        "items of a List is an object, not a list", "an element of a List is a number, not an object",
        "apiVersion is missing",
      ])
    #expect(broken.result.unrecognised.isEmpty)
    let scalars = Inputs("{apiVersion: a.io/v1, kind: AllowList, metadata: {name: n}, items: [x]}")
    #expect(scalars.result.problems.map(\.message) == ["an element of a List is a string, not an object"])
    #expect(scalars.units("document").count == 1)
  }

  /// Deep nesting is a matter of the reader's limit, never of the stack.
  @Test func deepLists() {
    let depth = 100
    let open = String(repeating: "{apiVersion: v1, kind: List, items: [", count: depth)
    let inputs = Inputs(open + "{apiVersion: v1, kind: Service}" + String(repeating: "]}", count: depth))
    #expect(inputs.units("service").count == 1)
  }

  @Test func problems() {
    let cases: [(text: String, message: String)] = [
      ("apiVersion: apps/v1\nkind: Deploymnt", "apps/v1 has no kind Deploymnt; did you mean Deployment?"),
      ("apiVersion: v1\nkind: Deployment", "v1 has no Deployment; did you mean apps/v1?"),
      (
        "apiVersion: apps/v7\nkind: Deployment\nspec: {template: {spec: {containers: []}}}",
        "apps/v7 has no Deployment: Kubernetes has it in apps/v1"
      ),
      (
        "apiVersion: app/v1\nkind: Deployment\nspec: {template: {spec: {containers: [{name: c}]}}}",
        "app/v1 has no Deployment; did you mean apps/v1?"
      ),
      (
        "apiVersion: networking.k8s.oi/v1\nkind: NetworkPolicy",
        "networking.k8s.oi/v1 has no NetworkPolicy; did you mean networking.k8s.io/v1?"
      ),
      ("apiVersion: a/b/c\nkind: Pod", "\"a/b/c\" is no apiVersion: it reads version or group/version"),
      ("apiVersion: 1\nkind: Pod", "apiVersion is a number, not a string"),
      ("apiVersion: v1\nkind: [Pod]", "kind is a list, not a string"),
      ("apiVersion: v1\nkind: \"\"", "kind is empty"),
      (
        "apiVersion: v1\nkind: '{{ .Values.kind }}'",
        "kind is a template that was not rendered: render the chart first (helm template)"
      ),
      (
        "apiVersion: '{{ include \"api\" . }}'\nkind: Pod",
        "apiVersion is a template that was not rendered: render the chart first (helm template)"
      ),
      ("kind: Pod\nmetadata: {name: n}", "apiVersion is missing"),
      ("kind: Deployment", "apiVersion is missing"),
      ("apiVersion: v1\nspec: {}", "kind is missing"),
      (
        "apiversion: v1\nkind: Pod",
        "apiVersion is missing; did you mean apiVersion where it reads apiversion?"
      ),
      ("apiVersion: v1\nkind: Pod", "Pod has no pod: spec is missing"),
      (
        "apiVersion: batch/v1\nkind: CronJob\nspec: {}",
        "CronJob has no pod: spec.jobTemplate.spec.template.spec is missing"
      ),
    ]
    for (text, message) in cases {
      #expect(Inputs(text).result.problems.map(\.message) == [message], "\(text)")
    }
  }

  @Test func unrecognised() {
    let cases: [(text: String, kind: String, hasUnit: Bool)] = [
      ("replicaCount: 1\nimage: {tag: x}", "", false), ("services: {web: {image: x}}", "", false),
      ("[1, 2]", "", false),
      ("just text", "", false), ("kind: thing", "", false), ("apiVersion: v2\nname: chart\nversion: 1.0.0", "", false),
      (
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization",
        "kustomize.config.k8s.io/v1beta1 Kustomization", false
      ),
      ("apiVersion: skaffold/v4beta6\nkind: Config", "skaffold/v4beta6 Config", false),
      ("apiVersion: argoproj.io/v1alpha1\nkind: Application", "argoproj.io/v1alpha1 Application", true),
    ]
    for (text, kind, hasUnit) in cases {
      let inputs = Inputs(text)
      #expect(inputs.result.problems.isEmpty, "\(text)")
      #expect(inputs.result.unrecognised.map(\.kind) == [kind], "\(text)")
      #expect(inputs.result.unrecognised.map(\.hasUnit) == [hasUnit], "\(text)")
      #expect(inputs.units("document").count == (hasUnit ? 1 : 0), "\(text)")
    }
  }

  @Test func namespaces() {
    let cases: [(text: String, namespace: String)] = [
      ("apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: shop}", "shop"),
      ("apiVersion: v1\nkind: Service\nmetadata: {name: a}", "here"), ("apiVersion: v1\nkind: Service", "here"),
      ("apiVersion: v1\nkind: Service\nmetadata: {namespace: ''}", "here"),
      ("apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: shop}", "missing"),
      ("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}", "missing"),
      ("apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}", "here"),
      ("apiVersion: v1\nkind: Service\nmetadata: {namespace: '{{ .Release.Namespace }}'}", "undetermined template"),
      ("apiVersion: v1\nkind: Service\nmetadata: {namespace: 7}", "undetermined wrongType"),
      ("apiVersion: v1\nkind: Service\nmetadata: [a]", "undetermined wrongType"),
    ]
    for (text, namespace) in cases {
      let inputs = Inputs(text, namespace: "here")
      let found = inputs.units("document").map { inputs.text(inputs.fact(.unitNamespace, of: inputs.document($0))) }
      #expect(found == [namespace], "\(text)")
    }
  }

  /// Each kind of the list of cluster-wide kinds is one that Kubernetes has or had.
  @Test func clusterWideKindsExist() {
    #expect(Scope.all.count > 30)
    for name in Scope.all {
      let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      let isKnown =
        KubernetesSchema.definitions(ofKind: parts[1]).contains { $0.group == parts[0] }
        || RemovedAPI.all.contains { $0.group == parts[0] && $0.kind == parts[1] }
      #expect(isKnown, "\(name)")
    }
  }

  /// What is of a wrong type is still a workload, and reading it says so.
  @Test func brokenShapes() {
    let cases: [(text: String, hostNetwork: String, containers: String)] = [
      ("apiVersion: v1\nkind: Pod\nspec: []", "undetermined wrongType", "undetermined wrongType"),
      ("apiVersion: v1\nkind: Pod\nspec: text", "undetermined wrongType", "undetermined wrongType"),
      ("apiVersion: v1\nkind: Pod\nspec: null", "undetermined requiredAbsent", "undetermined requiredAbsent"),
      ("apiVersion: apps/v1\nkind: Deployment", "undetermined requiredAbsent", "undetermined requiredAbsent"),
      ("apiVersion: apps/v1\nkind: Deployment\nspec: [1]", "undetermined wrongType", "undetermined wrongType"),
      (
        "apiVersion: apps/v1\nkind: Deployment\nspec: {template: text}", "undetermined wrongType",
        "undetermined wrongType"
      ),
      ("apiVersion: v1\nkind: Pod\nspec: {}", "false", "undetermined requiredAbsent"),
      ("apiVersion: v1\nkind: Pod\nspec: {containers: {}}", "false", "undetermined wrongType"),
      ("apiVersion: v1\nkind: Pod\nspec: {containers: '{{ x }}'}", "false", "undetermined template"),
      ("apiVersion: v1\nkind: Pod\nspec: {containers: [null]}", "false", "undetermined nullElement"),
      ("apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a}, b]}", "false", "undetermined wrongType"),
      (
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a}], initContainers: b}", "false",
        "undetermined wrongType"
      ),
      ("apiVersion: v1\nkind: Pod\nspec: {containers: []}", "false", "[]"),
    ]
    for (text, hostNetwork, containers) in cases {
      let inputs = Inputs(text)
      let units = inputs.units("workload")
      #expect(units.count == 1, "\(text)")
      for unit in units {
        let value = inputs.document(unit)
        #expect(inputs.text(inputs.read("hostNetwork", of: value, as: "workload")) == hostNetwork, "\(text)")
        #expect(inputs.text(inputs.fact(.workloadContainers, of: value)) == containers, "\(text)")
      }
    }
  }

  @Test func severalTemplatesInOneDocument() {
    let inputs = Inputs(
      """
      apiVersion: kubeflow.org/v1
      kind: PyTorchJob
      metadata: {name: train, namespace: ml}
      spec:
        pytorchReplicaSpecs:
          Master:
            template: {spec: {hostPID: true, containers: [{name: m, image: x}]}}
          Worker:
            template: {spec: {containers: [{name: w, image: y}, {name: v, image: y}]}}
      """)
    let units = inputs.units("workload")
    #expect(units.count == 2 && inputs.units("document").count == 1)
    #expect(inputs.result.documentCount == 1 && inputs.result.unitCount == 2)
    #expect(inputs.containers(of: 0).count == 1 && inputs.containers(of: 1).count == 2)
    let pids = units.map { inputs.text(inputs.read("hostPID", of: inputs.document($0), as: "workload")) }
    #expect(pids == ["true", "false"])
    for unit in units {
      let found = unsafe inputs.documents.units[Int(unit)]
      #expect(unsafe found.documentUnit == units[0])
      #expect(unsafe inputs.text(found.name) == "train" && inputs.text(found.namespace) == "ml")
    }
  }

  /// Custom resources that speak of containers without being a template are no workloads.
  @Test func shapesThatAreNoTemplates() {
    let cases = [
      "spec: {containers: [{name: a}]}", "spec: {template: {spec: {containers: []}}}",
      "spec: {template: {containers: [{name: a}]}}", "spec: {template: {spec: {containers: [a, b]}}}",
      "spec: {templates: [{spec: {containers: [{name: a}]}}]}",
    ]
    for text in cases {
      let inputs = Inputs("apiVersion: example.org/v1\nkind: Thing\n" + text)
      #expect(inputs.units("workload").isEmpty, "\(text)")
    }
    // A definition of a custom resource describes templates and holds none.
    let definition = Inputs(
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      spec: {versions: [{template: {spec: {containers: [{name: a, image: x}]}}}]}
      """)
    #expect(definition.units("workload").isEmpty && definition.units("CustomResourceDefinition").count == 1)
  }

  /// The group of a Knative Service is no misspelt built-in one, and a Rollout is covered by its shape.
  @Test func customKindsAreNoSlips() {
    for text in [
      "apiVersion: serving.knative.dev/v1\nkind: Service\nspec: {template: {spec: {containers: [{image: x}]}}}",
      "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec: {template: {spec: {containers: [{name: x}]}}}",
    ] {
      let inputs = Inputs(text)
      #expect(inputs.result.problems.isEmpty && inputs.result.unrecognised.isEmpty, "\(text)")
    }
  }

  @Test func definitionsAmongTheInputs() {
    let definition = """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: things.example.org}
      spec:
        group: example.org
        names: {kind: Thing, plural: things}
        scope: Namespaced
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties: {spec: {type: object, required: [size], properties: {size: {type: integer}}}}
      """
    // The definition stands after its documents.
    let thing = "apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: a}\nspec: {size: many, sise: 1}"
    let inputs = Inputs(thing, "apiVersion: example.org/v2\nkind: Thing", definition)
    #expect(inputs.result.problems.isEmpty)
    #expect(inputs.result.unrecognised.map(\.kind) == ["example.org/v2 Thing"])
    let value = inputs.document(inputs.units("example.org/Thing")[0])
    let kinds = inputs.elements(inputs.fact(.schemaProblems, of: value)).map {
      inputs.text(inputs.fact(.problemKind, of: $0))
    }
    #expect(Set(kinds) == ["wrong-type", "unknown-field"])
    // The inputs never type a policy.
    #expect(inputs.catalogue.customKind(group: "example.org", kind: "Thing")?.role == .untyped)
    // An import does.
    var custom = CustomResourceSchema()
    let arena = inputs.documents.arenas[2]
    #expect(custom.add(arena, root: arena.roots[0]).isEmpty)
    let typed = Catalogue(customResourceDefinitions: custom)
    let kind = typed.customKind(group: "example.org", kind: "Thing")
    #expect(kind?.role == .documents)
    let id = kind?.id ?? ObjectTypeID(rawValue: 0)
    guard case .object(let spec)? = typed.field(named: "spec", of: id)?.type else {
      Issue.record("spec is no object")
      return
    }
    #expect(typed.field(named: "size", of: spec)?.type == .int)
    #expect(typed.field(named: "size", of: spec)?.reading == .required)
    #expect(typed.field(named: "sise", of: spec) == nil && typed.field(named: "speck", of: id) == nil)
    #expect(typed.field(named: "name", of: id)?.type == .string)
    #expect(typed.fieldNames(of: spec) == ["size"])
  }

  @Test func unknownVersionsAreStillEvaluated() {
    let inputs = Inputs(
      "apiVersion: apps/v9\nkind: Deployment\nspec: {template: {spec: {containers: [{name: a, image: x}]}}}")
    #expect(inputs.result.problems.count == 1)
    #expect(inputs.units("workload").count == 1 && inputs.units("Deployment").count == 1)
  }
}
