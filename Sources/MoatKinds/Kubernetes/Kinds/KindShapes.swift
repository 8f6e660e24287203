import MoatValues

/// Where the fields of a kind come from when Moat has none of its own by that name.
enum KindShapes {
  /// The schema definitions behind a kind, the preferred one first.
  static func definitions(of kind: KubernetesKind) -> [ObjectTypeID] {
    names(of: kind).compactMap { KubernetesSchema.definition(named: "io.k8s.api.\($0)") }
  }

  /// True if the fields of the object's `spec` are fields of the kind: `s.ports` is `spec.ports`.
  static func liftsSpec(_ kind: KubernetesKind) -> Bool {
    switch kind {
    case .service, .ingress, .networkPolicy, .namespace, .persistentVolumeClaim, .horizontalPodAutoscaler,
      .podDisruptionBudget:
      true
    default: false
    }
  }

  /// The kinds whose documents a kind ranges over, by group and Kind.
  static func kind(group: String, kind: String) -> KubernetesKind? {
    switch (group, kind) {
    case ("", "Service"): .service
    case ("", "Namespace"): .namespace
    case ("", "ServiceAccount"): .serviceAccount
    case ("", "ConfigMap"): .configMap
    case ("", "Secret"): .secret
    case ("", "PersistentVolumeClaim"): .persistentVolumeClaim
    case ("networking.k8s.io", "Ingress"), ("extensions", "Ingress"): .ingress
    case ("networking.k8s.io", "NetworkPolicy"), ("extensions", "NetworkPolicy"): .networkPolicy
    case ("rbac.authorization.k8s.io", "Role"), ("rbac.authorization.k8s.io", "ClusterRole"): .role
    case ("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"): .binding
    case ("autoscaling", "HorizontalPodAutoscaler"): .horizontalPodAutoscaler
    case ("policy", "PodDisruptionBudget"): .podDisruptionBudget
    default: nil
    }
  }

  private static func names(of kind: KubernetesKind) -> [String] {
    switch kind {
    case .document, .workload, .problem, .api, .resourceLimits, .resourceRequests: []
    case .ingressRule: ["networking.v1.HTTPIngressPath"]
    case .ingressBackend: ["networking.v1.IngressBackend"]
    case .container: ["core.v1.Container", "core.v1.EphemeralContainer"]
    case .port: ["core.v1.ContainerPort"]
    case .servicePort: ["core.v1.ServicePort"]
    case .env: ["core.v1.EnvVar"]
    case .mount: ["core.v1.VolumeMount"]
    case .volume: ["core.v1.Volume"]
    case .handler: ["core.v1.Probe", "core.v1.LifecycleHandler"]
    case .service: ["core.v1.Service"]
    case .ingress: ["networking.v1.Ingress"]
    case .networkPolicy: ["networking.v1.NetworkPolicy"]
    case .namespace: ["core.v1.Namespace"]
    case .serviceAccount: ["core.v1.ServiceAccount"]
    case .role: ["rbac.v1.Role", "rbac.v1.ClusterRole"]
    case .permission: ["rbac.v1.PolicyRule"]
    case .binding: ["rbac.v1.RoleBinding", "rbac.v1.ClusterRoleBinding"]
    case .subject: ["rbac.v1.Subject"]
    case .configMap: ["core.v1.ConfigMap"]
    case .secret: ["core.v1.Secret"]
    case .persistentVolumeClaim: ["core.v1.PersistentVolumeClaim"]
    case .horizontalPodAutoscaler: ["autoscaling.v2.HorizontalPodAutoscaler"]
    case .podDisruptionBudget: ["policy.v1.PodDisruptionBudget"]
    }
  }

  /// How the parts of a kind are found in the kind around them, and what the whole is when a policy does not name it.
  static func wholes(of part: KubernetesKind) -> [(whole: KubernetesKind, part: KubernetesKind, access: Access)] {
    switch part {
    case .container: [(.workload, .container, .fact(.workloadContainers))]
    case .volume: [(.workload, .volume, .keys(from: .podSpec, ["volumes"]))]
    case .port:
      [
        (.container, .port, .keys(from: .value, ["ports"])),
        (.service, .servicePort, .keys(from: .document, ["spec", "ports"])),
      ]
    case .servicePort: [(.service, .servicePort, .keys(from: .document, ["spec", "ports"]))]
    case .env: [(.container, .env, .keys(from: .value, ["env"]))]
    case .mount: [(.container, .mount, .keys(from: .value, ["volumeMounts"]))]
    case .handler: [(.container, .handler, .fact(.containerHandlers))]
    case .permission: [(.role, .permission, .keys(from: .document, ["rules"]))]
    case .subject: [(.binding, .subject, .keys(from: .document, ["subjects"]))]
    case .ingressRule: [(.ingress, .ingressRule, .fact(.ingressRules))]
    case .ingressBackend: [(.ingress, .ingressBackend, .fact(.ingressBackends))]
    case .problem: [(.document, .problem, .fact(.schemaProblems))]
    default: []
    }
  }
}
