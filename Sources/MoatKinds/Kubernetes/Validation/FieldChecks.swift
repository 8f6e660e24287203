/// What the API server asks of the value of one field, beyond its type.
struct FieldCheck: Sendable {
  enum Form: Sendable {
    /// A number within bounds; of a list, each of its elements.
    case number(ClosedRange<Int64>)
    /// A count that is not negative, or a percentage; of at most 100 where `limited`.
    case countOrPercent(limited: Bool)
    /// The number of a port, or the name of one.
    case portOrName
    /// As `portOrName`, where 0 and "" mean that the field is absent.
    case targetPort
    case name(NameForm)
    /// The keys of a map, or the values of one.
    case keys(NameForm)
    case values(NameForm)
    case schedule
    /// An address with a prefix: `10.0.0.0/8`; of a list, each of its elements. Spaces may stand around a `padded` one.
    case network(padded: Bool)
    /// A path without `..`; one that must not begin with `/` where `relative`.
    case path(relative: Bool)
  }

  /// Package and name of the definition, without the version.
  var definition: String
  var field: APIKey
  var form: Form
}

/// The checks of single fields. Each group names the file of kubernetes/kubernetes (1.37) that makes them.
enum FieldChecks {
  /// The checks of a definition by package and name.
  static let table: [String: [FieldCheck]] = Dictionary(grouping: groups.flatMap(\.checks), by: \.definition)

  static let groups: [(source: String, checks: [FieldCheck])] = [
    ("pkg/apis/core/validation/validation.go", core), ("pkg/apis/apps/validation/validation.go", apps),
    ("pkg/apis/batch/validation/validation.go", batch), ("pkg/apis/policy/validation/validation.go", policy),
    ("pkg/apis/autoscaling/validation/validation.go", autoscaling),
    ("pkg/apis/networking/validation/validation.go", networking),
    ("pkg/apis/admissionregistration/validation/validation.go", admission),
    ("apimachinery/pkg/apis/meta/v1/validation/validation.go", meta),
  ]

  private static let port: ClosedRange<Int64> = 1...65535
  /// 0 stands for no port at all.
  private static let portOrNone: ClosedRange<Int64> = 0...65535
  private static let count: ClosedRange<Int64> = 0...Int64(Int32.max)
  /// IsValidUserID, IsValidGroupID.
  private static let identifier: ClosedRange<Int64> = 0...Int64(Int32.max)
  private static let fileMode: ClosedRange<Int64> = 0...0o777

  private static func numbers(
    _ definition: String, _ fields: [APIKey], _ bounds: ClosedRange<Int64>
  ) -> [FieldCheck] {
    fields.map { FieldCheck(definition: definition, field: $0, form: .number(bounds)) }
  }

  private static func check(_ definition: String, _ field: APIKey, _ form: FieldCheck.Form) -> [FieldCheck] {
    [FieldCheck(definition: definition, field: field, form: form)]
  }

  private static let core: [FieldCheck] =
    numbers("core.ContainerPort", [.containerPort], port) + numbers("core.ContainerPort", [.hostPort], portOrNone)
    + check("core.ContainerPort", .name, .name(.portName))
    + check("core.Container", .name, .name(.label)) + check("core.EphemeralContainer", .name, .name(.label))
    + check("core.Volume", .name, .name(.label))
    + check("core.HTTPGetAction", .port, .portOrName) + check("core.TCPSocketAction", .port, .portOrName)
    + numbers("core.GRPCAction", [.port], port)
    + numbers(
      "core.Probe", [.initialDelaySeconds, .timeoutSeconds, .periodSeconds, .successThreshold, .failureThreshold], count
    )
    + numbers("core.Probe", [.terminationGracePeriodSeconds], 1...Int64.max)
    + numbers("core.PodSpec", [.activeDeadlineSeconds], 1...Int64(Int32.max))
    + check("core.PodSpec", .serviceAccountName, .name(.subdomain))
    + check("core.PodSpec", .priorityClassName, .name(.subdomain))
    + check("core.PodSpec", .hostname, .name(.label)) + check("core.PodSpec", .subdomain, .name(.label))
    + check("core.PodSpec", .nodeSelector, .keys(.qualifiedName))
    + check("core.PodSpec", .nodeSelector, .values(.labelValue))
    + numbers("core.SecurityContext", [.runAsUser, .runAsGroup], identifier)
    + numbers("core.PodSecurityContext", [.runAsUser, .runAsGroup, .fsGroup, .supplementalGroups], identifier)
    + numbers("core.TopologySpreadConstraint", [.maxSkew, .minDomains], 1...Int64(Int32.max))
    + numbers("core.WeightedPodAffinityTerm", [.weight], 1...100)
    + numbers("core.PreferredSchedulingTerm", [.weight], 1...100)
    + numbers("core.KeyToPath", [.mode], fileMode) + numbers("core.DownwardAPIVolumeFile", [.mode], fileMode)
    + numbers("core.SecretVolumeSource", [.defaultMode], fileMode)
    + numbers("core.ConfigMapVolumeSource", [.defaultMode], fileMode)
    + numbers("core.DownwardAPIVolumeSource", [.defaultMode], fileMode)
    + numbers("core.ProjectedVolumeSource", [.defaultMode], fileMode)
    + numbers("core.ServiceAccountTokenProjection", [.expirationSeconds], 600...(1 << 32))
    + numbers("core.ClientIPConfig", [.timeoutSeconds], 1...86400)
    + numbers("core.ServicePort", [.port], port) + numbers("core.ServicePort", [.nodePort], portOrNone)
    + check("core.ServicePort", .targetPort, .targetPort) + check("core.ServicePort", .name, .name(.label))
    + numbers("core.ServiceSpec", [.healthCheckNodePort], portOrNone)
    + check("core.ServiceSpec", .loadBalancerSourceRanges, .network(padded: true))
    + numbers("core.ReplicationControllerSpec", [.replicas, .minReadySeconds], count)
    + check("core.EnvVar", .name, .name(.variable))
    + check("core.HostPathVolumeSource", .path, .path(relative: false))
    + check("core.VolumeMount", .subPath, .path(relative: true)) + check("core.KeyToPath", .path, .path(relative: true))
    + check("core.ConfigMap", .data, .keys(.dataKey)) + check("core.ConfigMap", .binaryData, .keys(.dataKey))
    + check("core.Secret", .data, .keys(.dataKey)) + check("core.Secret", .stringData, .keys(.dataKey))

  private static let apps: [FieldCheck] =
    numbers(
      "apps.DeploymentSpec", [.replicas, .minReadySeconds, .revisionHistoryLimit, .progressDeadlineSeconds], count)
    + numbers("apps.ReplicaSetSpec", [.replicas, .minReadySeconds], count)
    + numbers("apps.StatefulSetSpec", [.replicas, .minReadySeconds], count)
    + numbers("apps.StatefulSetOrdinals", [.start], count)
    + numbers("apps.DaemonSetSpec", [.minReadySeconds, .revisionHistoryLimit], count)
    + numbers("apps.RollingUpdateStatefulSetStrategy", [.partition], count)
    + check("apps.RollingUpdateStatefulSetStrategy", .maxUnavailable, .countOrPercent(limited: true))
    + check("apps.RollingUpdateDeployment", .maxSurge, .countOrPercent(limited: false))
    + check("apps.RollingUpdateDeployment", .maxUnavailable, .countOrPercent(limited: true))
    + check("apps.RollingUpdateDaemonSet", .maxSurge, .countOrPercent(limited: true))
    + check("apps.RollingUpdateDaemonSet", .maxUnavailable, .countOrPercent(limited: true))

  private static let batch: [FieldCheck] =
    numbers(
      "batch.JobSpec",
      [.parallelism, .completions, .activeDeadlineSeconds, .backoffLimit, .ttlSecondsAfterFinished], count)
    + numbers(
      "batch.CronJobSpec", [.startingDeadlineSeconds, .successfulJobsHistoryLimit, .failedJobsHistoryLimit], count)
    + check("batch.CronJobSpec", .schedule, .schedule)

  private static let policy: [FieldCheck] =
    check("policy.PodDisruptionBudgetSpec", .minAvailable, .countOrPercent(limited: true))
    + check("policy.PodDisruptionBudgetSpec", .maxUnavailable, .countOrPercent(limited: true))

  private static let autoscaling: [FieldCheck] =
    // 0 pods are for clusters with the feature gate HPAScaleToZero.
    numbers("autoscaling.HorizontalPodAutoscalerSpec", [.minReplicas], count)
    + numbers("autoscaling.HorizontalPodAutoscalerSpec", [.maxReplicas], 1...Int64(Int32.max))
    + numbers("autoscaling.HorizontalPodAutoscalerSpec", [.targetCPUUtilizationPercentage], 1...Int64(Int32.max))
    + numbers("autoscaling.MetricTarget", [.averageUtilization], 1...Int64(Int32.max))
    + numbers("autoscaling.HPAScalingRules", [.stabilizationWindowSeconds], 0...3600)
    + numbers("autoscaling.HPAScalingPolicy", [.value], 1...Int64(Int32.max))
    + numbers("autoscaling.HPAScalingPolicy", [.periodSeconds], 1...1800)

  private static let networking: [FieldCheck] =
    check("networking.NetworkPolicyPort", .port, .portOrName)
    + numbers("networking.NetworkPolicyPort", [.endPort], port)
    + check("networking.IPBlock", .cidr, .network(padded: false))
    + check("networking.IPBlock", .except, .network(padded: false))
    + numbers("networking.ServiceBackendPort", [.number], port)

  private static let admission: [FieldCheck] =
    numbers("admissionregistration.ValidatingWebhook", [.timeoutSeconds], 1...30)
    + numbers("admissionregistration.MutatingWebhook", [.timeoutSeconds], 1...30)

  private static let meta: [FieldCheck] =
    check("meta.ObjectMeta", .labels, .keys(.qualifiedName)) + check("meta.ObjectMeta", .labels, .values(.labelValue))
    + check("meta.ObjectMeta", .annotations, .keys(.annotationKey))
    + check("meta.ObjectMeta", .namespace, .name(.label))
    + check("meta.LabelSelector", .matchLabels, .keys(.qualifiedName))
    + check("meta.LabelSelector", .matchLabels, .values(.labelValue))
}
