import MoatValues

private typealias Enums = KubernetesEnumerations

/// What makes pods, how many, and how they are replaced.
let controllerReadings: [CuratedDefinition] = [
  CuratedDefinition(
    "apps.DeploymentSpec", source: Source.reference("apps/v1 DeploymentSpec"),
    [
      Curation("replicas", .int(1)),
      Curation("minReadySeconds", .int(0)),
      Curation("paused", .bool(false)),
      Curation("progressDeadlineSeconds", .int(600)),
      Curation("revisionHistoryLimit", .int(10)),
      Curation("strategy", .transparent, source: "\(Source.appsDefaults), SetDefaults_Deployment"),
    ]),
  CuratedDefinition(
    "apps.DeploymentStrategy", source: "\(Source.appsDefaults), SetDefaults_Deployment",
    [
      Curation("type", .string("RollingUpdate"), type: Enums.deploymentStrategy),
      Curation("rollingUpdate", .transparent),
    ]),
  CuratedDefinition(
    "apps.RollingUpdateDeployment", source: "\(Source.appsDefaults), SetDefaults_Deployment",
    [Curation("maxSurge", .string("25%")), Curation("maxUnavailable", .string("25%"))]),
  CuratedDefinition(
    "apps.StatefulSetSpec", source: "\(Source.appsDefaults), SetDefaults_StatefulSet",
    [
      Curation("replicas", .int(1)),
      Curation("minReadySeconds", .int(0)),
      Curation("revisionHistoryLimit", .int(10)),
      Curation("podManagementPolicy", .string("OrderedReady"), type: Enums.podManagement),
      Curation("updateStrategy", .transparent),
      Curation("persistentVolumeClaimRetentionPolicy", .transparent),
    ]),
  CuratedDefinition(
    "apps.StatefulSetUpdateStrategy", source: "\(Source.appsDefaults), SetDefaults_StatefulSet",
    [
      Curation("type", .string("RollingUpdate"), type: Enums.updateStrategy),
      Curation("rollingUpdate", .transparent),
    ]),
  CuratedDefinition(
    "apps.RollingUpdateStatefulSetStrategy", source: Source.reference("apps/v1 RollingUpdateStatefulSetStrategy"),
    [Curation("partition", .int(0)), Curation("maxUnavailable", .int(1))]),
  CuratedDefinition(
    "apps.StatefulSetPersistentVolumeClaimRetentionPolicy",
    source: "\(Source.appsDefaults), SetDefaults_StatefulSet",
    [
      Curation("whenDeleted", .string("Retain"), type: Enums.claimRetention),
      Curation("whenScaled", .string("Retain"), type: Enums.claimRetention),
    ]),
  CuratedDefinition(
    "apps.DaemonSetSpec", source: "\(Source.appsDefaults), SetDefaults_DaemonSet",
    [
      Curation("minReadySeconds", .int(0)),
      Curation("revisionHistoryLimit", .int(10)),
      Curation("updateStrategy", .transparent),
    ]),
  CuratedDefinition(
    "apps.DaemonSetUpdateStrategy", source: "\(Source.appsDefaults), SetDefaults_DaemonSet",
    [
      Curation("type", .string("RollingUpdate"), type: Enums.updateStrategy),
      Curation("rollingUpdate", .transparent),
    ]),
  CuratedDefinition(
    "apps.RollingUpdateDaemonSet", source: "\(Source.appsDefaults), SetDefaults_DaemonSet",
    [Curation("maxSurge", .int(0)), Curation("maxUnavailable", .int(1))]),
  CuratedDefinition(
    "apps.ReplicaSetSpec", source: "\(Source.appsDefaults), SetDefaults_ReplicaSet",
    [Curation("replicas", .int(1)), Curation("minReadySeconds", .int(0))]),
  CuratedDefinition(
    "core.ReplicationControllerSpec", source: Source.reference("core/v1 ReplicationControllerSpec"),
    [Curation("replicas", .int(1)), Curation("minReadySeconds", .int(0))]),
  CuratedDefinition(
    "batch.JobSpec", source: "\(Source.batchDefaults), SetDefaults_Job",
    [
      Curation("parallelism", .int(1)),
      // 1 only if parallelism is absent too; else none.
      Curation("completions", Reading.none),
      // 6 only without backoffLimitPerIndex.
      Curation("backoffLimit", Reading.none),
      Curation("completionMode", .string("NonIndexed"), type: Enums.completionMode),
      Curation("suspend", .bool(false)),
      Curation("manualSelector", .bool(false), source: Source.reference("batch/v1 JobSpec")),
    ]),
  CuratedDefinition(
    "batch.CronJobSpec", source: "\(Source.batchDefaults), SetDefaults_CronJob",
    [
      Curation("concurrencyPolicy", .string("Allow"), type: Enums.concurrency),
      Curation("suspend", .bool(false)),
      Curation("successfulJobsHistoryLimit", .int(3)),
      Curation("failedJobsHistoryLimit", .int(1)),
    ]),
  CuratedDefinition(
    "autoscaling.HorizontalPodAutoscalerSpec",
    source: "\(Source.autoscalingDefaults), SetDefaults_HorizontalPodAutoscaler",
    [
      Curation("minReplicas", .int(1)),
      // Absent metrics are not no metrics: the API server puts 80 % of the CPU there.
      Curation("metrics", Reading.none),
    ]),
  CuratedDefinition(
    "autoscaling.HPAScalingRules",
    source: "\(Source.autoscalingDefaults), GenerateHPAScaleUpRules and GenerateHPAScaleDownRules",
    [
      // Absent policies are the default ones; an empty list is kept, and refused as no policy at all.
      Curation("policies", Reading.none, emptyIsAbsence: false)
    ]),
  CuratedDefinition(
    "policy.PodDisruptionBudgetSpec", source: Source.reference("policy/v1 PodDisruptionBudgetSpec"),
    [
      // A null selector selects no pod and an empty one every pod. A budget without a selector guards nothing, which is
      // hardly ever meant: it is treated as a required field, so that a rule never takes it for either.
      Curation("selector", .required),
      Curation("unhealthyPodEvictionPolicy", .string("IfHealthyBudget"), type: Enums.unhealthyEviction),
    ]),
]
