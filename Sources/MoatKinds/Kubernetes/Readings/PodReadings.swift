import MoatValues

private typealias Enums = KubernetesEnumerations

/// The pod's own fields.
let podReadings: [CuratedDefinition] = [
  CuratedDefinition(
    "core.PodSpec", source: Source.reference("core/v1 PodSpec"),
    [
      Curation("containers", .required, type: .list(.object(KubernetesKind.container.id))),
      Curation("initContainers", .empty, type: .list(.object(KubernetesKind.container.id))),
      Curation("ephemeralContainers", .empty, type: .list(.object(KubernetesKind.container.id))),
      Curation("volumes", .empty, type: .list(.object(KubernetesKind.volume.id))),
      Curation("hostNetwork", .bool(false)),
      Curation("hostPID", .bool(false)),
      Curation("hostIPC", .bool(false)),
      Curation("hostUsers", .bool(true)),
      Curation("shareProcessNamespace", .bool(false)),
      Curation("setHostnameAsFQDN", .bool(false)),
      Curation("enableServiceLinks", .bool(true)),
      Curation("restartPolicy", .string("Always"), type: Enums.restartPolicy),
      Curation("dnsPolicy", .string("ClusterFirst"), type: Enums.dnsPolicy),
      Curation("preemptionPolicy", .string("PreemptLowerPriority"), type: Enums.preemptionPolicy),
      Curation("schedulerName", .string("default-scheduler"), source: "\(Source.coreDefaults), SetDefaults_PodSpec"),
      Curation("terminationGracePeriodSeconds", .int(30)),
      Curation("securityContext", .transparent, source: "\(Source.coreDefaults), SetDefaults_PodSpec"),
      // `serviceAccount` is its deprecated alias; the admission controller fills in "default".
      Curation(
        "serviceAccountName", .string("default"), inherits: Inheritance(anchor: .podSpec, keys: ["serviceAccount"]),
        emptyIsAbsence: true,
        source: "kubernetes.io/docs/tasks/configure-pod-container/configure-service-account; API reference 1.37, "
          + "core/v1 PodSpec.serviceAccount"),
      // Effective only with the service account: `mountsToken` of a workload has that.
      Curation("automountServiceAccountToken", Reading.none),
      Curation("resources", .transparent, source: Source.zeroObject),
      Curation("dnsConfig", .transparent, source: Source.zeroObject),
      Curation("affinity", .transparent, source: Source.zeroObject),
      Curation("nodeSelector", .empty),
    ]),
  CuratedDefinition(
    "core.PodOS", source: Source.reference("core/v1 PodOS"),
    [Curation("name", .required, type: Enums.operatingSystem)]),
  CuratedDefinition(
    "core.PodTemplateSpec", source: Source.zeroObject,
    [
      Curation("metadata", .transparent),
      Curation(
        "spec", .required, source: "Kubernetes API: a pod template without a spec has no containers and is refused"),
    ]),
  CuratedDefinition(
    "core.Pod", source: "Kubernetes API: a pod without a spec has no containers and is refused",
    [Curation("spec", .required)]),
  CuratedDefinition(
    "core.Toleration", source: Source.reference("core/v1 Toleration"),
    [
      Curation("operator", .string("Equal"), type: Enums.tolerationOperator),
      Curation("effect", Reading.none, type: Enums.taintEffect),
    ]),
  CuratedDefinition(
    "core.TopologySpreadConstraint", source: Source.reference("core/v1 TopologySpreadConstraint"),
    [
      Curation("whenUnsatisfiable", .required, type: Enums.unsatisfiable),
      Curation("nodeAffinityPolicy", .string("Honor"), type: Enums.nodeInclusion),
      Curation("nodeTaintsPolicy", .string("Ignore"), type: Enums.nodeInclusion),
    ]),
  CuratedDefinition(
    "core.LocalObjectReference", source: Source.reference("core/v1 LocalObjectReference"),
    [Curation("name", .required)]),
]
