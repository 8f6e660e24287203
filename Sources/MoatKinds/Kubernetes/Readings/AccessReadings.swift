import MoatValues

private typealias Enums = KubernetesEnumerations

/// Who may do what.
let accessReadings: [CuratedDefinition] = [
  CuratedDefinition(
    "rbac.Role", source: Source.reference("rbac/v1 Role"),
    [Curation("rules", .empty, type: .list(.object(KubernetesKind.permission.id)))]),
  CuratedDefinition(
    "rbac.RoleBinding", source: Source.reference("rbac/v1 RoleBinding"),
    [Curation("subjects", .empty, type: .list(.object(KubernetesKind.subject.id)))]),
  CuratedDefinition(
    "rbac.RoleRef", source: "\(Source.rbacDefaults), SetDefaults_RoleBinding",
    [
      Curation("kind", .required, type: Enums.roleKind),
      Curation("apiGroup", .string("rbac.authorization.k8s.io")),
    ]),
  CuratedDefinition(
    "rbac.Subject", source: Source.reference("rbac/v1 Subject"),
    [Curation("kind", .required, type: Enums.subjectKind)]),
  CuratedDefinition(
    "core.ServiceAccount", source: "kubernetes.io/docs/tasks/configure-pod-container/configure-service-account",
    [Curation("automountServiceAccountToken", .bool(true))]),
]
