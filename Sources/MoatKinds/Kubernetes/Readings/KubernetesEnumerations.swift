import MoatValues

/// The closed enums of the Kubernetes API that its schemas give as plain strings, from the constants of
/// `staging/src/k8s.io/api`, Kubernetes 1.36. A member that is not listed here is undetermined, never a silent mismatch.
enum KubernetesEnumerations {
  static let containerRole = type("container role", "app", "init", "sidecar", "ephemeral")
  static let restartPolicy = type("RestartPolicy", "Always", "OnFailure", "Never")
  static let pullPolicy = type("PullPolicy", "Always", "IfNotPresent", "Never")
  static let dnsPolicy = type("DNSPolicy", "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")
  static let preemptionPolicy = type("PreemptionPolicy", "PreemptLowerPriority", "Never")
  static let operatingSystem = type("OSName", "linux", "windows")
  static let terminationMessagePolicy = type("TerminationMessagePolicy", "File", "FallbackToLogsOnError")
  static let transport = type("Protocol", "TCP", "UDP", "SCTP")
  static let scheme = type("URIScheme", "HTTP", "HTTPS")
  static let procMount = type("ProcMountType", "Default", "Unmasked")
  static let seccompProfile = type("SeccompProfileType", "Unconfined", "RuntimeDefault", "Localhost")
  static let appArmorProfile = type("AppArmorProfileType", "Unconfined", "RuntimeDefault", "Localhost")
  static let seLinuxChange = type("PodSELinuxChangePolicy", "Recursive", "MountOption")
  static let groupChange = type("PodFSGroupChangePolicy", "OnRootMismatch", "Always")
  static let supplementalGroups = type("SupplementalGroupsPolicy", "Merge", "Strict")
  static let mountPropagation = type("MountPropagationMode", "None", "HostToContainer", "Bidirectional")
  static let recursiveReadOnly = type("RecursiveReadOnlyMode", "Disabled", "IfPossible", "Enabled")
  static let hostPathType = type(
    "HostPathType", "", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice",
    "BlockDevice")
  static let tolerationOperator = type("TolerationOperator", "Exists", "Equal", "Lt", "Gt")
  static let taintEffect = type("TaintEffect", "NoSchedule", "PreferNoSchedule", "NoExecute")
  static let unsatisfiable = type("UnsatisfiableConstraintAction", "DoNotSchedule", "ScheduleAnyway")
  static let nodeInclusion = type("NodeInclusionPolicy", "Ignore", "Honor")

  static let deploymentStrategy = type("DeploymentStrategyType", "Recreate", "RollingUpdate")
  static let updateStrategy = type("UpdateStrategyType", "RollingUpdate", "OnDelete")
  static let podManagement = type("PodManagementPolicyType", "OrderedReady", "Parallel")
  static let claimRetention = type("PersistentVolumeClaimRetentionPolicyType", "Retain", "Delete")
  static let completionMode = type("CompletionMode", "NonIndexed", "Indexed")
  static let concurrency = type("ConcurrencyPolicy", "Allow", "Forbid", "Replace")

  static let serviceType = type("ServiceType", "ClusterIP", "NodePort", "LoadBalancer", "ExternalName")
  static let sessionAffinity = type("ServiceAffinity", "ClientIP", "None")
  static let externalTraffic = type("ServiceExternalTrafficPolicy", "Cluster", "Local")
  static let internalTraffic = type("ServiceInternalTrafficPolicy", "Cluster", "Local")
  static let ipFamily = type("IPFamily", "IPv4", "IPv6")
  static let ipFamilyPolicy = type("IPFamilyPolicy", "SingleStack", "PreferDualStack", "RequireDualStack")
  static let policyType = type("PolicyType", "Ingress", "Egress")
  static let pathType = type("PathType", "Exact", "Prefix", "ImplementationSpecific")

  static let roleKind = type("role kind", "Role", "ClusterRole")
  static let bindingKind = type("binding kind", "RoleBinding", "ClusterRoleBinding")
  static let subjectKind = type("subject kind", "User", "Group", "ServiceAccount")

  static let volumeMode = type("PersistentVolumeMode", "Filesystem", "Block")
  static let accessMode = type(
    "PersistentVolumeAccessMode", "ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
  static let reclaimPolicy = type("PersistentVolumeReclaimPolicy", "Recycle", "Delete", "Retain")
  static let bindingMode = type("VolumeBindingMode", "Immediate", "WaitForFirstConsumer")
  static let unhealthyEviction = type("UnhealthyPodEvictionPolicyType", "IfHealthyBudget", "AlwaysAllow")

  static let failurePolicy = type("FailurePolicyType", "Ignore", "Fail")
  static let matchPolicy = type("MatchPolicyType", "Exact", "Equivalent")
  static let sideEffects = type("SideEffectClass", "Unknown", "None", "Some", "NoneOnDryRun")
  static let problemKind = type(
    "problem kind", "unknown-field", "missing-field", "wrong-type", "null-element", "unknown-member",
    "other-version", "out-of-range", "malformed", "not-rendered", "refused-number", "refused-name", "refused-value",
    "refused-combination")

  private static func type(_ name: String, _ members: String...) -> Type {
    .enumeration(Enumeration(name: name, members: members))
  }
}
