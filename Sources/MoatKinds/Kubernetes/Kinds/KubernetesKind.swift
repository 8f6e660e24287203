package import MoatValues

/// The Kubernetes kinds that Moat names itself, with their ids. A compiled artefact holds these numbers: a number is never
/// given to another kind.
package enum KubernetesKind: UInt16, CaseIterable, Sendable {
  case document = 0
  case workload = 1
  case container = 2
  /// A port that a container opens.
  case port = 3
  /// A port of a service; a policy writes `port p in service`.
  case servicePort = 4
  case env = 5
  case mount = 6
  case volume = 7
  case handler = 8
  case service = 9
  case ingress = 10
  case ingressRule = 11
  case networkPolicy = 12
  case namespace = 13
  case serviceAccount = 14
  case role = 15
  case permission = 16
  case binding = 17
  case subject = 18
  case configMap = 19
  case secret = 20
  case persistentVolumeClaim = 21
  case horizontalPodAutoscaler = 22
  case podDisruptionBudget = 23
  /// What the schema finds wrong with a document.
  case problem = 24
  /// What is known of a document's API: when it goes, and what takes its place.
  case api = 25
  /// The limits of a container, by resource.
  case resourceLimits = 26
  /// The requests of a container, by resource, each falling back to its limit.
  case resourceRequests = 27
  /// Where an ingress leads: the backend of each of its paths, and the one of all other requests.
  case ingressBackend = 28

  /// Schema definitions have ids below `0x8000`; kinds begin here.
  package static let firstID: UInt32 = 0x10000
  /// The built-in APIs as kinds (`Deployment`): this plus the id of the definition of the newest version.
  package static let firstAPIID: UInt32 = 0x20000

  package var id: ObjectTypeID { ObjectTypeID(rawValue: Self.firstID + UInt32(rawValue)) }

  package init?(id: ObjectTypeID) {
    guard id.rawValue >= Self.firstID, let offset = UInt16(exactly: id.rawValue - Self.firstID) else { return nil }
    self.init(rawValue: offset)
  }

  /// The name in a policy. The kinds that a policy reaches only through a field have the name for messages.
  package var name: String {
    switch self {
    case .document: "document"
    case .workload: "workload"
    case .container: "container"
    case .port: "port"
    case .servicePort: "service port"
    case .env: "env"
    case .mount: "mount"
    case .volume: "volume"
    case .handler: "handler"
    case .service: "service"
    case .ingress: "ingress"
    case .ingressRule: "ingressrule"
    case .networkPolicy: "networkpolicy"
    case .namespace: "namespace"
    case .serviceAccount: "serviceaccount"
    case .role: "role"
    case .permission: "permission"
    case .binding: "binding"
    case .subject: "subject"
    case .configMap: "configmap"
    case .secret: "secret"
    case .persistentVolumeClaim: "persistentvolumeclaim"
    case .horizontalPodAutoscaler: "horizontalpodautoscaler"
    case .podDisruptionBudget: "poddisruptionbudget"
    case .ingressBackend: "ingressbackend"
    case .problem: "problem"
    case .api: "api"
    case .resourceLimits: "resource limits"
    case .resourceRequests: "resource requests"
    }
  }

  /// True if a policy may name it as a kind.
  package var isNamed: Bool {
    switch self {
    case .servicePort, .api, .resourceLimits, .resourceRequests: false
    default: true
    }
  }

  package var role: ObjectType.Role {
    switch self {
    case .document, .workload, .service, .ingress, .networkPolicy, .namespace, .serviceAccount, .role, .binding,
      .configMap, .secret, .persistentVolumeClaim, .horizontalPodAutoscaler, .podDisruptionBudget:
      .documents
    case .container, .port, .servicePort, .env, .mount, .volume, .handler, .ingressRule, .ingressBackend, .permission,
      .subject, .problem:
      .part
    case .api, .resourceLimits, .resourceRequests: .schema
    }
  }

  package static func named(_ name: String) -> KubernetesKind? {
    allCases.first { $0.isNamed && $0.name == name }
  }
}
