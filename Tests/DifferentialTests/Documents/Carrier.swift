import MoatDocument
import MoatKinds
import MoatSource
import MoatValues

/// A custom kind whose schema a policy imports: what its documents leave out, and what they hold empty, are two things.
enum Gadget {
  static let schema: CustomResourceSchema = {
    let text = """
      kind: CustomResourceDefinition
      spec:
        group: acme.example
        names: {kind: Gadget, plural: gadgets}
        scope: Namespaced
        versions:
        - name: v1
          schema:
            openAPIV3Schema:
              type: object
              required: [spec]
              properties:
                data: {type: object, additionalProperties: {type: string}}
                items: {type: array, items: {type: integer}}
                spec:
                  type: object
                  required: [mode]
                  properties:
                    mode: {type: array, items: {type: string}}
                    name: {type: string}
                    flag: {type: boolean}
                    labels: {type: object, additionalProperties: {type: string}}
                    paths: {type: array, items: {type: string}}
                    parts:
                      type: array
                      items:
                        type: object
                        properties:
                          size: {type: integer}
                          args: {type: array, items: {type: string}}
      """
    var schema = CustomResourceSchema()
    let arena = DocumentReader.read(
      SourceFile(name: "gadget.yaml", text: text), symbols: SymbolTable(), limits: Limits())
    for root in arena.roots { precondition(schema.add(arena, root: root).isEmpty) }
    return schema
  }()

  static let kind = Catalogue(customResourceDefinitions: schema).customKind(group: "acme.example", kind: "Gadget")?.id
}

/// How a document of a kind is written: its API, and where its anchors stand.
struct Carrier {
  var apiVersion: String
  var kind: String
  var anchors: [Anchor: [String]]
  /// Members that hold the anchors; they are hardly ever left out.
  var structure: Set<String> { Set(anchors.values.compactMap(\.first)).subtracting(["metadata"]) }

  private static func plain(_ apiVersion: String, _ kind: String) -> Carrier {
    Carrier(apiVersion: apiVersion, kind: kind, anchors: [.document: [], .metadata: ["metadata"]])
  }

  private static func pods(_ apiVersion: String, _ kind: String, _ path: String...) -> Carrier {
    Carrier(
      apiVersion: apiVersion, kind: kind,
      anchors: [
        .document: [], .metadata: ["metadata"], .podSpec: path + ["spec"], .podMetadata: path + ["metadata"],
      ])
  }

  private static let workloads: [Carrier] = [
    pods("v1", "Pod"), pods("v1", "Pod"), pods("apps/v1", "Deployment", "spec", "template"),
    pods("apps/v1", "StatefulSet", "spec", "template"),
    pods("batch/v1", "CronJob", "spec", "jobTemplate", "spec", "template"),
    pods("acme.example/v1", "Runner", "spec", "template"),
  ]

  private static let cronJob = Catalogue().kinds(named: "CronJob").first?.id
  private static let deployment = Catalogue().kinds(named: "Deployment").first?.id

  static func all(of kind: ObjectTypeID) -> [Carrier] {
    switch KubernetesKind(id: kind) {
    case .workload: return workloads
    case .document:
      return [plain("v1", "ConfigMap"), plain("policy/v1beta1", "PodSecurityPolicy"), plain("v1", "Service")]
    case .service: return [plain("v1", "Service")]
    case .ingress: return [plain("networking.k8s.io/v1", "Ingress")]
    case .networkPolicy: return [plain("networking.k8s.io/v1", "NetworkPolicy")]
    case .namespace: return [plain("v1", "Namespace")]
    case .serviceAccount: return [plain("v1", "ServiceAccount")]
    case .role:
      return [plain("rbac.authorization.k8s.io/v1", "Role"), plain("rbac.authorization.k8s.io/v1", "ClusterRole")]
    case .binding: return [plain("rbac.authorization.k8s.io/v1", "RoleBinding")]
    case .configMap: return [plain("v1", "ConfigMap")]
    case .secret: return [plain("v1", "Secret")]
    case .persistentVolumeClaim: return [plain("v1", "PersistentVolumeClaim")]
    case .horizontalPodAutoscaler: return [plain("autoscaling/v2", "HorizontalPodAutoscaler")]
    case .podDisruptionBudget: return [plain("policy/v1", "PodDisruptionBudget")]
    default: break
    }
    if kind == DockerfileKind.dockerfile.id { return [plain("", DockerfileText.kind)] }
    if kind == cronJob {
      return [pods("batch/v1", "CronJob", "spec", "jobTemplate", "spec", "template")]
    }
    if kind == deployment {
      return [pods("apps/v1", "Deployment", "spec", "template")]
    }
    return [plain("acme.example/v1", kind == Gadget.kind ? "Gadget" : "Widget")]
  }
}
