import MoatValues
import Testing

/// Where Moat's verdicts differ from those of other tools on purpose, each case with its reason.
enum CorpusDifferences {
  static let trivyParameters: [String: [String: Constant]] = [
    "KSV-0110": ["also-unnamed": .bool(true)],
    "KSV-0111": ["roles": .list([.string("cluster-admin"), .string("admin"), .string("edit")])],
  ]

  static let kubeLinterParameters: [String: [String: Constant]] = [
    "use-namespace": ["also-unnamed": .bool(true)],
    "minimum-three-replicas": ["least": .int(3)],
    "hpa-minimum-three-replicas": ["least": .int(3)],
    "required-label-owner": ["labels": .map([.init(key: "owner", value: .regex("."))])],
    "required-annotation-email": ["annotations": .map([.init(key: "email", value: .regex("@"))])],
  ]

  static let trivyAgreements = 346
  static let kubeLinterAgreements = 48

  private static let subjectsAreNoList =
    "subjects is an object, not a list: Trivy takes that for none, Moat does not know"
  private static let misspeltKind =
    "the kind reads ClusterRolebinding: a problem of its own, and no rule on bindings sees the document"
  private static let lowerCase =
    "the capability is written `all`: the Pod Security Standards and the API know only `ALL`"
  private static let nameless =
    "the request has no name, so that a permission for a named object never allows it (ResourceNameMatches)"
  private static let annotationIsDead = "since 1.19 the annotation does nothing, and only the field counts"

  static let trivy: [String: String] = [
    "examples/KSV-0003__capabilities_no_drop_all__good0.yaml": lowerCase,
    "unit/KSV-0106__test_drop_all_add_net_bind_service_allowed.yaml": lowerCase,
    "examples/KSV-0022__specific_capabilities_added__bad0.yaml":
      "NET_BIND_SERVICE is in the default set, and the standard allows it",
    "unit/KSV-0022__test_capabilities_add_denied.yaml":
      "NET_BIND_SERVICE is in the default set, and the standard allows it",
    "unit/KSV-0030__test_annotation_allowed.yaml": annotationIsDead,
    "unit/KSV-0104__test_pod_annotations_seccomp_profile_unconfined_denied.yaml": annotationIsDead,
    "unit/KSV-0104__test_container_empty_seccomp_profile_unconfined_denied.yaml":
      "the baseline standard allows no profile at all; seccomp-restricted asks for one",
    "unit/KSV-0104__test_deployment_override_seccomp_profile_unconfined_allowed.yaml":
      "the standard forbids Unconfined for the pod even where each container overrides it",
    "examples/KSV-0036__protecting_pod_service_account_tokens__good0.yaml":
      "the pod does get a token: Trivy looks for a mount at its path, which admission adds only later",
    "unit/KSV-0045__test_any_verb_role_no_specific_resource.yaml":
      "Trivy has a list of resources; every verb on any resource is escalate and impersonate too",
    "unit/KSV-0055__test_allowing_users_rolebinding_add_other_users_their_rolebindings_no_verb_get.yaml":
      "patch alone is enough to change a binding; Trivy asks for get beside it",
    "unit/KSV-0102__test_tiller_deployed_by_spec_metadata_name.yaml":
      "the name in the metadata of a pod template has no meaning: the pods are named by their controller",
    "unit/KSV-0115__test_manageEKSIAMAuthConfigmap_verb_create.yaml": nameless,
    "unit/KSV-0115__test_manageEKSIAMAuthConfigmap_verb_deletecollection.yaml": nameless,
    "unit/KSV-0122__test_cluster_role_binding_with_anonymous_user_binding.yaml": misspeltKind,
    "unit/KSV-0123__test_cluster_role_binding_with_system_masters_binding.yaml": misspeltKind,
    "unit/KSV-0122__test_cluster_role_binding_with_non_anonymous_user_binding.yaml": subjectsAreNoList,
    "unit/KSV-0122__test_role_binding_with_non_anonymous_user_binding.yaml": subjectsAreNoList,
    "unit/KSV-0123__test_cluster_role_binding_with_non_system_masters_group_binding.yaml": subjectsAreNoList,
    "unit/KSV-0123__test_role_binding_with_non_system_masters_binding.yaml": subjectsAreNoList,
  ]

  static let kubeLinter: [String: String] = [
    "tests/checks/mismatching-selector.yml":
      "the second report is on OpenShift's DeploymentConfig, whose selector is a plain map that no schema here describes",
    "tests/checks/no-rolling-update-strategy.yml":
      "the type is `Other`, which the API does not have: undetermined; and the second object is a DeploymentConfig",
    "tests/checks/pdb-min-available.yaml":
      "one Deployment has no pod template and so no labels for the budget to select; Moat reports that as a problem",
  ]

  /// Prints the agreement for each check; a difference that is not listed, a listed one that is none any more, and a
  /// number of agreements below `atLeast` fail.
  static func hold(
    _ tool: String, _ counts: [String: (agreed: Int, all: Int)], _ differences: [String: String],
    listed: [String: String], atLeast: Int
  ) {
    for (check, count) in counts.sorted(by: { $0.key < $1.key }) {
      print("\(tool) \(check): \(count.agreed) of \(count.all)")
    }
    let agreed = counts.values.reduce(0) { $0 + $1.agreed }
    let all = counts.values.reduce(0) { $0 + $1.all }
    print("\(tool): \(agreed) of \(all) cases of \(counts.count) checks")
    for (path, difference) in differences.sorted(by: { $0.key < $1.key }) where listed[path] == nil {
      Issue.record("\(tool) \(path): \(difference)")
    }
    for path in listed.keys.sorted() where differences[path] == nil {
      Issue.record("\(tool) \(path) is listed as a difference, and is none")
    }
    #expect(agreed >= atLeast)
  }
}
