internal import MoatDocument

/// The names of objects, by their kinds. A name that the server makes (`generateName`) has its prefix checked.
let objectNameChecks: [ObjectCheck] =
  objectNames.map { definition, form, limit, source in
    ObjectCheck(definition, source) { validator, object in
      validator.refuseObjectName(object, form, limit: limit)
    }
  }

private let subdomain = "apimachinery/pkg/api/validation, NameIsDNSSubdomain"

/// Definition, form, most bytes, source.
private let objectNames: [(String, NameForm, Int, String)] =
  [
    "core.Pod", "core.ReplicationController", "core.ConfigMap", "core.Secret", "core.ServiceAccount",
    "core.PodTemplate",
    "core.PersistentVolumeClaim", "core.PersistentVolume", "core.Endpoints", "core.LimitRange", "core.ResourceQuota",
    "core.Node", "apps.Deployment", "apps.StatefulSet", "apps.DaemonSet", "apps.ReplicaSet", "apps.ControllerRevision",
    "batch.Job", "autoscaling.HorizontalPodAutoscaler", "policy.PodDisruptionBudget", "networking.Ingress",
    "networking.NetworkPolicy", "networking.IngressClass", "storage.StorageClass", "storage.VolumeAttachment",
    "scheduling.PriorityClass", "node.RuntimeClass", "coordination.Lease", "discovery.EndpointSlice",
    "admissionregistration.ValidatingWebhookConfiguration", "admissionregistration.MutatingWebhookConfiguration",
    "admissionregistration.ValidatingAdmissionPolicy", "admissionregistration.ValidatingAdmissionPolicyBinding",
    "apiextensions.CustomResourceDefinition",
  ].map { ($0, NameForm.subdomain, 253, subdomain) }
  + [
    ("core.Namespace", .label, 63, "apimachinery/pkg/api/validation, ValidateNamespaceName"),
    // From 1.34 on a digit may come first (RelaxedServiceNameValidation); no version takes more than a label.
    ("core.Service", .label, 63, "pkg/apis/core/validation, ValidateServiceName"),
    ("batch.CronJob", .subdomain, 52, "pkg/apis/batch/validation, ValidateCronJobCreate"),
  ]
  + ["rbac.Role", "rbac.ClusterRole", "rbac.RoleBinding", "rbac.ClusterRoleBinding"].map {
    ($0, NameForm.pathSegment, 253, "pkg/apis/rbac/validation, ValidateRBACName")
  }

extension SchemaValidator {
  fileprivate mutating func refuseObjectName(_ object: UInt32, _ form: NameForm, limit: Int) {
    guard let metadata = member(object, .metadata) else { return }
    if let name = member(metadata, .name), let text = text(name), !text.isEmpty {
      if text.count > limit, limit < 253 {
        report(.invalidName, name, "name", "has \(text.count) characters and must have at most \(limit)")
      } else {
        refuseName(name, "name", form)
      }
    } else if let prefix = member(metadata, .generateName), let text = text(prefix), !text.isEmpty {
      // What follows the prefix may stand after a dash or dot.
      guard !form.matches(text + [UInt8(ascii: "x")]), !Self.isPlaceholder(text) else { return }
      report(.invalidName, prefix, "generateName", "\(quoted(prefix)) does not begin \(form.description)")
    }
  }
}
