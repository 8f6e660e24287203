/// What removed versions of an API had in place of what its successor has: documents of them are read by the successor's schema,
/// which does not know these fields, and asks for others that had a default.
///
/// Sources: the Deprecated API Migration Guide (kubernetes.io/docs/reference/using-api/deprecation-guide) and the types of the
/// versions in `k8s.io/api`.
enum FormerFields {
  /// True for a problem that the document's own version would not have.
  static func explain(_ problem: SchemaProblem, of identity: GroupVersionKind) -> Bool {
    guard let fields = table[identity.kind] else { return false }
    let field = "\(problem.found).\(problem.field)"
    switch problem.kind {
    case .unknownField: return fields.had.contains(field)
    case .missingField: return fields.didNotNeed.contains(field)
    default: return false
    }
  }

  private struct Fields {
    /// Fields that only the former versions had.
    var had: Set<String> = []
    /// Fields that only the successor requires.
    var didNotNeed: Set<String> = []
  }

  private static let table: [String: Fields] = [
    "Ingress": Fields(
      had: ["IngressSpec.backend", "IngressBackend.serviceName", "IngressBackend.servicePort"],
      didNotNeed: ["HTTPIngressPath.pathType"]),
    "Deployment": Fields(had: ["DeploymentSpec.rollbackTo"], didNotNeed: ["DeploymentSpec.selector"]),
    "DaemonSet": Fields(had: ["DaemonSetSpec.templateGeneration"], didNotNeed: ["DaemonSetSpec.selector"]),
    "ReplicaSet": Fields(didNotNeed: ["ReplicaSetSpec.selector"]),
    "StatefulSet": Fields(didNotNeed: ["StatefulSetSpec.selector"]),
    "MutatingWebhookConfiguration": Fields(
      didNotNeed: ["MutatingWebhook.sideEffects", "MutatingWebhook.admissionReviewVersions"]),
    "ValidatingWebhookConfiguration": Fields(
      didNotNeed: ["ValidatingWebhook.sideEffects", "ValidatingWebhook.admissionReviewVersions"]),
    "EndpointSlice": Fields(had: ["Endpoint.topology"]),
    "CertificateSigningRequest": Fields(didNotNeed: ["CertificateSigningRequestSpec.signerName"]),
    "HorizontalPodAutoscaler": Fields(
      had: [
        "ResourceMetricSource.targetAverageUtilization", "ResourceMetricSource.targetAverageValue",
        "PodsMetricSource.metricName", "PodsMetricSource.selector", "PodsMetricSource.targetAverageValue",
        "ExternalMetricSource.metricName", "ExternalMetricSource.metricSelector",
        "ExternalMetricSource.targetAverageValue", "ExternalMetricSource.targetValue",
        "ContainerResourceMetricSource.targetAverageUtilization", "ContainerResourceMetricSource.targetAverageValue",
      ],
      didNotNeed: [
        "ResourceMetricSource.target", "PodsMetricSource.metric", "PodsMetricSource.target",
        "ExternalMetricSource.metric", "ExternalMetricSource.target", "ContainerResourceMetricSource.target",
      ]),
  ]
}
