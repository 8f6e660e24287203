import MoatDocument
import MoatValues

/// Where the built-in kinds, and a custom one that many clusters have, keep their pod template.
enum PodTemplatePath {
  /// The keys from the object to its pod template; nil for kinds without one. A Pod is its own template.
  ///
  /// OpenShift's DeploymentConfig stands here so that one whose pod is broken is seen as a workload too. Source:
  /// github.com/openshift/api apps/v1, DeploymentConfigSpec.template.
  static func known(group: String, kind: String) -> [KnownKey]? {
    switch (group, kind) {
    case ("", "Pod"): []
    case ("", "PodTemplate"): [.template]
    case ("", "ReplicationController"): [.spec, .template]
    // `extensions` held these before `apps` did.
    case ("apps", "Deployment"), ("extensions", "Deployment"), ("apps", "ReplicaSet"), ("extensions", "ReplicaSet"),
      ("apps", "DaemonSet"), ("extensions", "DaemonSet"), ("apps", "StatefulSet"), ("batch", "Job"),
      ("apps.openshift.io", "DeploymentConfig"):
      [.spec, .template]
    case ("batch", "CronJob"): [.spec, .jobTemplate, .spec, .template]
    default: nil
    }
  }

  /// The controller that makes pods of a kind's template.
  static func controller(group: String, kind: String) -> ControllerLabels.Controller {
    switch (group, kind) {
    case ("apps", "Deployment"), ("extensions", "Deployment"): .deployment
    case ("apps", "StatefulSet"): .statefulSet
    case ("apps", "DaemonSet"), ("extensions", "DaemonSet"): .daemonSet
    case ("batch", "Job"): .job
    case ("batch", "CronJob"): .cronJob
    default: .none
    }
  }

  /// Keys of a group's kinds below which there are patterns of objects, which describe pods and run none.
  ///
  /// Source: kyverno.io/docs/policy-types, validate and mutate rules.
  static func patternKeys(group: String) -> Set<[UInt8]> { group == "kyverno.io" ? kyvernoPatterns : [] }

  private static let kyvernoPatterns = Set(
    ["pattern", "anyPattern", "patchStrategicMerge"].map { Array($0.utf8) })

  /// Keys of a group's kinds below which there are values of a Helm chart: what its templates make of them is not known, and the
  /// names of fields say nothing there.
  ///
  /// Sources: fluxcd.io/flux/components/helm (HelmRelease), argo-cd.readthedocs.io (Application), fleet.rancher.io,
  /// github.com/crossplane-contrib/provider-helm (Release).
  static func chartValueKeys(group: String) -> Set<[UInt8]> {
    switch group {
    case "helm.toolkit.fluxcd.io", "fleet.cattle.io", "helm.crossplane.io", "addons.cluster.x-k8s.io":
      [Array("values".utf8)]
    case "argoproj.io": [Array("valuesObject".utf8)]
    default: []
    }
  }
}
