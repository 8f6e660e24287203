/// An API of Kubernetes that is deprecated, or no longer served.
///
/// Those that went before the oldest version of the schema table stand here alone. Sources: the Deprecated API Migration
/// Guide (kubernetes.io/docs/reference/using-api/deprecation-guide) for removals and replacements, the
/// `prerelease-lifecycle-gen` marks in `k8s.io/api` for deprecations, and the changelogs of 1.19, 1.20 and 1.21 for
/// AuditSink, PodPreset and `batch/v2alpha1`.
package struct RemovedAPI: Sendable, Hashable {
  /// "" is the core group.
  package var group: String
  package var version: String
  package var kind: String
  /// The minor version that deprecated it; nil if that is not known.
  package var deprecatedIn: Int?
  /// The first minor version that does not serve it; nil while every newer version does.
  package var removedIn: Int?
  /// `apps/v1`; nil if nothing takes its place.
  package var replacement: String?

  /// What is known of the life of an API: curated here, or else read from the versions of the schema table. Nil for one
  /// that is served without a word against it, and for one that nobody ever served.
  package static func find(group: String, version: String, kind: String) -> RemovedAPI? {
    curated[Key(group: group, version: version, kind: kind)]
      ?? goneFromTable(group: group, version: version, kind: kind)
  }

  /// All curated ones, in the order of the lists below.
  package static let all: [RemovedAPI] = families.flatMap { family in
    family.kinds.map { kind in
      RemovedAPI(
        group: family.group, version: family.version, kind: kind, deprecatedIn: family.deprecatedIn,
        removedIn: family.removedIn, replacement: family.replacement)
    }
  }

  private struct Key: Hashable {
    var group: String
    var version: String
    var kind: String
  }

  private static let curated: [Key: RemovedAPI] = Dictionary(
    uniqueKeysWithValues: all.map { (Key(group: $0.group, version: $0.version, kind: $0.kind), $0) })

  /// A kind whose versions in the table end before the newest: the next version removed it. Its replacement is the
  /// first of the stable, then beta, versions of the same group that the newest version serves.
  private static func goneFromTable(group: String, version: String, kind: String) -> RemovedAPI? {
    let minors = KubernetesSchema.minors(group: group, version: version, kind: kind)
    guard minors != 0 else { return nil }
    let last = KubernetesSchema.oldestMinor + 31 - minors.leadingZeroBitCount
    guard last < KubernetesSchema.newestMinor else { return nil }
    let newest = KubernetesSchema.bit(ofMinor: KubernetesSchema.newestMinor)
    let served = KubernetesSchema.definitions(ofKind: kind).filter { $0.group == group && $0.minors & newest != 0 }
    let next = served.first { !$0.version.contains("alpha") && !$0.version.contains("beta") } ?? served.first
    return RemovedAPI(
      group: group, version: version, kind: kind, deprecatedIn: nil, removedIn: last + 1,
      replacement: next.map { group.isEmpty ? $0.version : group + "/" + $0.version })
  }

  /// Kinds of one group and version with one fate.
  private struct Family {
    var group: String
    var version: String
    var kinds: [String]
    var deprecatedIn: Int?
    var removedIn: Int?
    var replacement: String?

    init(
      _ group: String, _ version: String, _ kinds: [String], deprecated: Int?, removed: Int?, replacement: String?
    ) {
      self.group = group
      self.version = version
      self.kinds = kinds
      deprecatedIn = deprecated
      removedIn = removed
      self.replacement = replacement
    }
  }

  private static let families = before122 + in122 + after122

  private static let before122: [Family] = [
    Family(
      "extensions", "v1beta1", ["DaemonSet", "Deployment", "ReplicaSet"], deprecated: 8, removed: 16,
      replacement: "apps/v1"),
    Family("extensions", "v1beta1", ["NetworkPolicy"], deprecated: 9, removed: 16, replacement: "networking.k8s.io/v1"),
    Family("extensions", "v1beta1", ["PodSecurityPolicy"], deprecated: 11, removed: 16, replacement: "policy/v1beta1"),
    Family(
      "apps", "v1beta1", ["ControllerRevision", "Deployment", "StatefulSet"], deprecated: 8, removed: 16,
      replacement: "apps/v1"),
    Family(
      "apps", "v1beta2", ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
      deprecated: 9, removed: 16, replacement: "apps/v1"),
    Family(
      "scheduling.k8s.io", "v1alpha1", ["PriorityClass"], deprecated: 14, removed: 17,
      replacement: "scheduling.k8s.io/v1"),
    Family("auditregistration.k8s.io", "v1alpha1", ["AuditSink"], deprecated: nil, removed: 19, replacement: nil),
    Family("settings.k8s.io", "v1alpha1", ["PodPreset"], deprecated: nil, removed: 20, replacement: nil),
    Family("batch", "v2alpha1", ["CronJob"], deprecated: nil, removed: 21, replacement: "batch/v1"),
  ]

  private static let in122: [Family] = [
    Family(
      "admissionregistration.k8s.io", "v1beta1", ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
      deprecated: 16, removed: 22, replacement: "admissionregistration.k8s.io/v1"),
    Family(
      "apiextensions.k8s.io", "v1beta1", ["CustomResourceDefinition"], deprecated: 16, removed: 22,
      replacement: "apiextensions.k8s.io/v1"),
    Family(
      "apiregistration.k8s.io", "v1beta1", ["APIService"], deprecated: 19, removed: 22,
      replacement: "apiregistration.k8s.io/v1"),
    Family(
      "authentication.k8s.io", "v1beta1", ["TokenReview"], deprecated: 19, removed: 22,
      replacement: "authentication.k8s.io/v1"),
    Family(
      "authorization.k8s.io", "v1beta1",
      ["LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"],
      deprecated: 19, removed: 22, replacement: "authorization.k8s.io/v1"),
    Family(
      "certificates.k8s.io", "v1beta1", ["CertificateSigningRequest"], deprecated: 19, removed: 22,
      replacement: "certificates.k8s.io/v1"),
    Family(
      "coordination.k8s.io", "v1beta1", ["Lease"], deprecated: 19, removed: 22,
      replacement: "coordination.k8s.io/v1"),
    Family("extensions", "v1beta1", ["Ingress"], deprecated: 14, removed: 22, replacement: "networking.k8s.io/v1"),
    Family(
      "networking.k8s.io", "v1beta1", ["Ingress", "IngressClass"], deprecated: 19, removed: 22,
      replacement: "networking.k8s.io/v1"),
    Family(
      "rbac.authorization.k8s.io", "v1alpha1", ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
      deprecated: 17, removed: 22, replacement: "rbac.authorization.k8s.io/v1"),
    Family(
      "rbac.authorization.k8s.io", "v1beta1", ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
      deprecated: 17, removed: 22, replacement: "rbac.authorization.k8s.io/v1"),
    Family(
      "scheduling.k8s.io", "v1beta1", ["PriorityClass"], deprecated: 14, removed: 22,
      replacement: "scheduling.k8s.io/v1"),
    Family("storage.k8s.io", "v1beta1", ["CSINode"], deprecated: 17, removed: 22, replacement: "storage.k8s.io/v1"),
    Family(
      "storage.k8s.io", "v1beta1", ["CSIDriver", "StorageClass", "VolumeAttachment"], deprecated: 19, removed: 22,
      replacement: "storage.k8s.io/v1"),
  ]

  private static let after122: [Family] = [
    Family(
      "autoscaling", "v2beta1", ["HorizontalPodAutoscaler"], deprecated: 22, removed: 25, replacement: "autoscaling/v2"),
    Family(
      "autoscaling", "v2beta2", ["HorizontalPodAutoscaler"], deprecated: 23, removed: 26, replacement: "autoscaling/v2"),
    Family("batch", "v1beta1", ["CronJob"], deprecated: 21, removed: 25, replacement: "batch/v1"),
    Family(
      "discovery.k8s.io", "v1beta1", ["EndpointSlice"], deprecated: 21, removed: 25, replacement: "discovery.k8s.io/v1"),
    Family("events.k8s.io", "v1beta1", ["Event"], deprecated: 22, removed: 25, replacement: "events.k8s.io/v1"),
    Family("node.k8s.io", "v1beta1", ["RuntimeClass"], deprecated: 22, removed: 25, replacement: "node.k8s.io/v1"),
    Family("policy", "v1beta1", ["PodDisruptionBudget"], deprecated: 21, removed: 25, replacement: "policy/v1"),
    Family("policy", "v1beta1", ["PodSecurityPolicy"], deprecated: 21, removed: 25, replacement: nil),
    Family(
      "storage.k8s.io", "v1beta1", ["CSIStorageCapacity"], deprecated: 24, removed: 27,
      replacement: "storage.k8s.io/v1"),
    Family(
      "flowcontrol.apiserver.k8s.io", "v1beta1", ["FlowSchema", "PriorityLevelConfiguration"], deprecated: 23,
      removed: 26, replacement: "flowcontrol.apiserver.k8s.io/v1"),
    Family(
      "flowcontrol.apiserver.k8s.io", "v1beta2", ["FlowSchema", "PriorityLevelConfiguration"], deprecated: 26,
      removed: 29, replacement: "flowcontrol.apiserver.k8s.io/v1"),
    Family(
      "flowcontrol.apiserver.k8s.io", "v1beta3", ["FlowSchema", "PriorityLevelConfiguration"], deprecated: 29,
      removed: 32, replacement: "flowcontrol.apiserver.k8s.io/v1"),
    Family("", "v1", ["ComponentStatus"], deprecated: 19, removed: nil, replacement: nil),
    Family("", "v1", ["Endpoints"], deprecated: 33, removed: nil, replacement: "discovery.k8s.io/v1"),
  ]
}
