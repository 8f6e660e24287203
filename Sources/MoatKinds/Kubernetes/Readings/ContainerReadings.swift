import MoatValues

private typealias Enums = KubernetesEnumerations

/// Containers of all four roles and what stands in them.
let containerReadings: [CuratedDefinition] = [
  CuratedDefinition(
    "core.Container", source: Source.reference("core/v1 Container"),
    [
      // The schema leaves it optional for templates that something else completes; no pod starts without one.
      Curation(
        "image", .required, type: .imageReference, emptyIsAbsence: true,
        source:
          "Kubernetes API: a pod whose container names no image is refused (spec.containers[].image: Required value)"),
      // Its default depends on the tag: `effectivePullPolicy` has it.
      Curation("imagePullPolicy", Reading.none, type: Enums.pullPolicy),
      Curation("restartPolicy", Reading.none, type: Enums.restartPolicy),
      Curation("securityContext", .transparent, source: Source.zeroObject),
      Curation("resources", .transparent, source: Source.zeroObject),
      Curation("lifecycle", .transparent, source: Source.zeroObject),
      Curation("env", .empty, type: .list(.object(KubernetesKind.env.id))),
      Curation("ports", .empty, type: .list(.object(KubernetesKind.port.id))),
      Curation("volumeMounts", .empty, type: .list(.object(KubernetesKind.mount.id))),
      Curation("stdin", .bool(false)),
      Curation("stdinOnce", .bool(false)),
      Curation("tty", .bool(false)),
      Curation("terminationMessagePath", .string("/dev/termination-log")),
      Curation("terminationMessagePolicy", .string("File"), type: Enums.terminationMessagePolicy),
      .text("command"),
      .text("args"),
    ]),
  CuratedDefinition(
    "core.ContainerPort", source: Source.reference("core/v1 ContainerPort"),
    [
      // In a pod on the host's network the API server sets it to containerPort; a rule on host ports that must not
      // miss this asks for hostNetwork beside it.
      Curation("hostPort", .int(0)),
      Curation("protocol", .string("TCP"), type: Enums.transport),
    ]),
  CuratedDefinition(
    "core.EnvVar", source: Source.reference("core/v1 EnvVar"),
    [
      // `""` is the API's default where no valueFrom stands; none keeps "set to nothing" apart from "set from elsewhere".
      Curation("value", Reading.none, emptyIsAbsence: false, isIdentifier: false)
    ]),
  CuratedDefinition(
    "core.ConfigMapKeySelector", source: Source.reference("core/v1 ConfigMapKeySelector"),
    [Curation("name", .required), Curation("optional", .bool(false))]),
  CuratedDefinition(
    "core.SecretKeySelector", source: Source.reference("core/v1 SecretKeySelector"),
    [Curation("name", .required), Curation("optional", .bool(false))]),
  CuratedDefinition(
    "core.ConfigMapEnvSource", source: Source.reference("core/v1 ConfigMapEnvSource"),
    [Curation("name", .required), Curation("optional", .bool(false))]),
  CuratedDefinition(
    "core.SecretEnvSource", source: Source.reference("core/v1 SecretEnvSource"),
    [Curation("name", .required), Curation("optional", .bool(false))]),
  CuratedDefinition(
    "core.ObjectFieldSelector", source: Source.coreDefaults,
    [Curation("apiVersion", .string("v1"))]),
  CuratedDefinition(
    "core.Probe", source: Source.reference("core/v1 Probe"),
    [
      Curation("failureThreshold", .int(3)),
      Curation("periodSeconds", .int(10)),
      Curation("successThreshold", .int(1)),
      Curation("timeoutSeconds", .int(1)),
      Curation(
        "initialDelaySeconds", .int(0),
        source: "kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes"),
    ]),
  CuratedDefinition(
    "core.HTTPGetAction", source: Source.coreDefaults,
    [
      Curation("path", .string("/"), isIdentifier: false),
      Curation("scheme", .string("HTTP"), type: Enums.scheme),
    ]),
  CuratedDefinition(
    "core.HTTPHeader", source: Source.reference("core/v1 HTTPHeader"), [.text("value")]),
  CuratedDefinition(
    "core.ExecAction", source: Source.reference("core/v1 ExecAction"), [.text("command")]),
  CuratedDefinition(
    "core.VolumeMount", source: Source.reference("core/v1 VolumeMount"),
    [
      Curation("mountPath", .required, type: .path),
      Curation("readOnly", .bool(false)),
      Curation("recursiveReadOnly", .string("Disabled"), type: Enums.recursiveReadOnly),
      Curation("mountPropagation", .string("None"), type: Enums.mountPropagation),
      Curation("subPath", .string("")),
      Curation("subPathExpr", .string("")),
    ]),
  CuratedDefinition(
    "core.ResourceRequirements", source: Source.reference("core/v1 ResourceRequirements"),
    [
      Curation("limits", .transparent, type: .object(KubernetesKind.resourceLimits.id), emptyIsAbsence: true),
      // A request that is left out is the limit, resource by resource. The kind reads both from the requirements, so
      // that the way from one to the other is open even where `requests` itself is absent.
      Curation(
        "requests", .transparent, type: .object(KubernetesKind.resourceRequests.id),
        access: .keys(from: .value, []), emptyIsAbsence: true, source: "\(Source.coreDefaults), SetDefaults_Pod"),
    ]),
  CuratedDefinition(
    "core.VolumeResourceRequirements", source: Source.reference("core/v1 VolumeResourceRequirements"),
    [
      Curation("limits", .transparent, type: .object(KubernetesKind.resourceLimits.id), emptyIsAbsence: true),
      Curation(
        "requests", .transparent, type: .object(KubernetesKind.resourceRequests.id),
        access: .keys(from: .value, []), emptyIsAbsence: true),
    ]),
]
