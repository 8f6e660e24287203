import MoatKinds
import MoatValues
import Testing

struct CatalogueTests {
  private let catalogue = Catalogue()

  @Test func namesOfKinds() {
    let cases: [(name: String, found: [String])] = [
      ("container", ["container"]), ("kubernetes.role", ["role"]), ("Deployment", ["Deployment"]),
      ("kubernetes.Deployment", ["Deployment"]), ("apps.Deployment", ["Deployment"]), ("batch.Deployment", []),
      ("Event", ["Event", "Event"]), ("core.Event", ["Event"]), ("events.k8s.io.Event", ["Event"]),
      ("events.Event", ["Event"]), ("Service", ["Service"]), ("service", ["service"]),
      // Lists, options and parts that only a field reaches are no kinds.
      ("DeploymentList", []), ("DeleteOptions", []), ("service port", []), ("api", []),
      ("dockerfile", ["dockerfile"]), ("dockerfile.stage", ["stage"]), ("kubernetes.stage", []), ("origin", []),
      // Kinds of later domains.
      ("aws.role", []), ("statement", []), ("deployment", []),
    ]
    for (name, found) in cases {
      #expect(catalogue.kinds(named: name).map(\.name) == found, "\(name)")
    }
  }

  @Test func everyNameFindsItself() {
    for name in catalogue.kindNames() {
      let kinds = catalogue.kinds(named: name)
      #expect(!kinds.isEmpty, "\(name)")
      for kind in kinds {
        #expect(catalogue.objectType(kind.id)?.name == kind.name, "\(name)")
        #expect(kind.id.rawValue >= KubernetesKind.firstID, "\(name)")
      }
    }
    let ids = catalogue.kindNames().flatMap { catalogue.kinds(named: $0).map(\.id) }
    let distinct = Set(ids)
    // Event is named twice and found twice each time.
    #expect(distinct.count >= ids.count - 8)
  }

  @Test func idsOfKindsAreFixed() {
    let ids: [(String, UInt32)] = [
      ("document", 0x10000), ("workload", 0x10001), ("container", 0x10002), ("port", 0x10003), ("env", 0x10005),
      ("mount", 0x10006), ("volume", 0x10007), ("handler", 0x10008), ("service", 0x10009), ("ingress", 0x1000A),
      ("ingressrule", 0x1000B), ("networkpolicy", 0x1000C), ("namespace", 0x1000D), ("serviceaccount", 0x1000E),
      ("dockerfile", 0x11000), ("stage", 0x11001), ("instruction", 0x11002), ("pipeline", 0x11003),
      ("command", 0x11004), ("variable", 0x11005),
      ("role", 0x1000F), ("permission", 0x10010), ("binding", 0x10011), ("subject", 0x10012), ("configmap", 0x10013),
      ("secret", 0x10014), ("persistentvolumeclaim", 0x10015), ("horizontalpodautoscaler", 0x10016),
      ("poddisruptionbudget", 0x10017), ("problem", 0x10018),
    ]
    for (name, id) in ids {
      #expect(catalogue.kinds(named: name).first?.id.rawValue == id, "\(name)")
    }
  }

  @Test func customKinds() throws {
    let application = try #require(catalogue.customKind(group: "argoproj.io", kind: "Application"))
    #expect(application.role == .untyped)
    #expect(application.id == catalogue.customKind(group: "argoproj.io", kind: "Application")?.id)
    #expect(application.id != catalogue.customKind(group: "argoproj.io", kind: "Rollout")?.id)
    #expect(catalogue.customKind(group: "apps", kind: "Deployment") == nil)
    #expect(catalogue.customKind(group: "", kind: "Pod") == nil)
    let spec = try #require(catalogue.field(named: "spec", of: application.id))
    #expect(spec.type == .any && spec.reading == .none)
    #expect(catalogue.field(named: "name", of: application.id)?.type == .string)
  }

  @Test func partsAndWholes() throws {
    let cases: [(part: String, whole: String, found: String?)] = [
      ("container", "workload", "container"), ("container", "Deployment", "container"), ("container", "service", nil),
      ("container", "ConfigMap", nil), ("port", "container", "port"), ("port", "service", "service port"),
      ("port", "Service", "service port"), ("port", "workload", nil), ("env", "container", "env"),
      ("mount", "container", "mount"), ("volume", "workload", "volume"), ("volume", "CronJob", "volume"),
      ("handler", "container", "handler"), ("permission", "role", "permission"),
      ("permission", "ClusterRole", "permission"), ("subject", "binding", "subject"),
      ("ingressrule", "ingress", "ingressrule"), ("problem", "document", "problem"),
      ("problem", "service", "problem"), ("problem", "Deployment", "problem"), ("workload", "document", nil),
    ]
    for (part, whole, found) in cases {
      let partID = try #require(catalogue.kinds(named: part).first?.id)
      let wholeID = try #require(catalogue.kinds(named: whole).first?.id)
      let domain = catalogue.partDomain(of: partID, in: wholeID)
      #expect(domain.flatMap { catalogue.objectType($0.part)?.name } == found, "\(part) in \(whole)")
      #expect(domain == nil || domain?.whole == wholeID, "\(part) in \(whole)")
    }
    let wholes = [
      ("container", "workload"), ("port", "container"), ("volume", "workload"), ("permission", "role"),
      ("subject", "binding"), ("ingressrule", "ingress"), ("handler", "container"), ("problem", "document"),
    ]
    for (part, whole) in wholes {
      let id = try #require(catalogue.kinds(named: part).first?.id)
      #expect(catalogue.defaultWhole(of: id).flatMap { catalogue.objectType($0)?.name } == whole, "\(part)")
    }
  }

  /// Every field that the rules of the design need, with its type and whether a policy may use it bare.
  @Test func fieldsOfTheDesign() throws {
    let cases: [(kind: String, path: String, type: String, isBare: Bool)] = [
      ("container", "securityContext.privileged", "bool", true), ("container", "role", "enum", true),
      ("container", "name", "string", true), ("workload", "name", "string", true),
      ("container", "securityContext.allowPrivilegeEscalation", "bool", true),
      ("container", "securityContext.capabilities.add", "list<string>", true),
      ("container", "securityContext.capabilities.drop", "list<string>", true),
      ("workload", "securityContext.sysctls", "list<object>", true), ("workload", "os", "enum", true),
      ("container", "securityContext.seccompProfile.type", "enum", false),
      ("container", "securityContext.appArmorProfile", "object", false),
      ("workload", "annotations", "map<string>", true), ("port", "hostPort", "int", true),
      ("port", "containerPort", "int", true), ("port", "name", "string", false),
      ("container", "handlers", "list<object>", true), ("handler", "host", "string", false),
      ("handler", "kind", "enum", true), ("container", "securityContext.procMount", "enum", true),
      ("workload", "hostUsers", "bool", true), ("container", "securityContext.runAsNonRoot", "bool", true),
      ("container", "securityContext.runAsUser", "int", false), ("volume", "hostPath", "object", false),
      ("volume", "hostPath.path", "path", false), ("mount", "readOnly", "bool", true),
      ("mount", "mountPath", "path", true), ("mount", "name", "string", true),
      ("workload", "volumes", "list<object>", true), ("volume", "type", "enum", true),
      ("container", "securityContext.seLinuxOptions.type", "string", true),
      ("container", "securityContext.seLinuxOptions.user", "string", true),
      ("container", "resources.limits.memory", "quantity", false),
      ("container", "resources.requests.cpu", "quantity", false), ("workload", "containers", "list<object>", true),
      ("container", "env", "list<object>", true), ("env", "name", "string", true), ("env", "value", "string", false),
      ("env", "index", "int", true), ("container", "readinessProbe", "object", false),
      ("container", "readinessProbe.httpGet.port", "int-or-string", false),
      ("container", "ports", "list<object>", true), ("horizontalpodautoscaler", "scaleTargetRef.kind", "string", true),
      ("horizontalpodautoscaler", "scaleTargetRef.name", "string", true), ("workload", "kind", "string", true),
      ("Deployment", "spec.replicas", "int", true), ("poddisruptionbudget", "maxUnavailable", "int-or-string", false),
      ("poddisruptionbudget", "minAvailable", "int-or-string", false),
      ("poddisruptionbudget", "selector", "label-selector", true), ("workload", "labels", "map<string>", true),
      ("workload", "replicas", "int", true), ("networkpolicy", "podSelector", "label-selector", true),
      ("networkpolicy", "policyTypes", "list<enum>", true), ("service", "selector", "service-selector", true),
      ("service", "ports", "list<object>", true), ("service", "name", "string", true),
      ("volume", "persistentVolumeClaim.claimName", "string", false),
      ("env", "valueFrom.configMapKeyRef.optional", "bool", false), ("configmap", "data", "map<string>", true),
      ("workload", "metadata.labels", "map<string>", true), ("container", "image", "image-reference", true),
      ("document", "api.removedIn", "semver", false), ("document", "api.replacement", "string", false),
      ("document", "apiVersion", "string", true), ("document", "kind", "string", true),
      ("ingressrule", "host", "string", true), ("ingressrule", "path", "string", true),
      ("ingress", "rules", "list<object>", true), ("ingress", "namespace", "string", true),
      ("permission", "verbs", "list<string>", true), ("permission", "resources", "list<string>", true),
      ("role", "name", "string", true), ("role", "kind", "enum", true), ("binding", "roleRef.kind", "enum", true),
      ("binding", "roleRef.name", "string", true), ("binding", "subjects", "list<object>", true),
      ("subject", "kind", "enum", true), ("subject", "name", "string", true), ("binding", "namespace", "string", true),
      ("workload", "namespace", "string", true), ("workload", "mountsToken", "bool", true),
      ("workload", "serviceAccountName", "string", true), ("problem", "message", "string", true),
      ("container", "effectivePullPolicy", "enum", true), ("service", "type", "enum", true),
      ("document", "problems", "list<object>", true),
      ("persistentvolumeclaim", "resources.requests.storage", "quantity", false),
    ]
    for (kind, path, type, isBare) in cases {
      let found = look(path, kind: kind)
      #expect(found?.type == type, "\(kind).\(path)")
      #expect(found?.isBare == isBare, "\(kind).\(path)")
    }
  }

  @Test func unknownFields() throws {
    let cases = [
      ("container", "securityContext.priviledged"), ("workload", "replicaCount"), ("service", "selectors"),
      ("Deployment", "spec.template.spec.hostnetwork"), ("container", "resources.limits.memroy"), ("role", "index"),
      ("workload", "index"), ("poddisruptionbudget", "spec.nothing"),
    ]
    for (kind, path) in cases {
      #expect(look(path, kind: kind) == nil, "\(kind).\(path)")
    }
    let container = try #require(catalogue.kinds(named: "container").first?.id)
    let names = catalogue.fieldNames(of: container)
    for name in ["role", "handlers", "image", "securityContext", "targetContainerName", "index"] {
      #expect(names.contains(name), "\(name)")
    }
  }

  @Test func fieldsOfOtherVersions() {
    // v1 of the autoscaler has a field that v2, the newest shape, has not.
    #expect(look("spec.targetCPUUtilizationPercentage", kind: "HorizontalPodAutoscaler")?.type == "int")
    #expect(look("spec.metrics", kind: "HorizontalPodAutoscaler")?.isBare == false)
  }

  @Test func fieldsOfValues() {
    let cases: [(Type, [String])] = [
      (.imageReference, ["registry", "repository", "tag", "digest"]), (.intOrString, ["number", "percent", "name"]),
      (.labelSelector, ["matchLabels", "matchExpressions"]), (.entry(.string), ["key", "value", "index"]), (.int, []),
    ]
    for (type, names) in cases {
      #expect(catalogue.fieldNames(of: type) == names)
      for name in names { #expect(catalogue.field(named: name, of: type) != nil, "\(name)") }
    }
  }

  /// The type at the end of a path, and whether every step to it is there whatever the document says.
  private func look(_ path: String, kind: String) -> (type: String, isBare: Bool)? {
    guard let first = catalogue.kinds(named: kind).first else { return nil }
    var type = Type.object(first.id)
    var isBare = true
    for name in path.split(separator: ".").map(String.init) {
      guard let field = catalogue.field(named: name, of: type) else { return nil }
      type = field.type
      if field.reading == .none { isBare = false }
    }
    return (describe(type), isBare)
  }

  private func describe(_ type: Type) -> String {
    switch type {
    case .list(let element): "list<\(describe(element))>"
    case .map(let value): "map<\(describe(value))>"
    case .object: "object"
    case .enumeration: "enum"
    case .imageReference: "image-reference"
    case .intOrString: "int-or-string"
    case .labelSelector: "label-selector"
    case .serviceSelector: "service-selector"
    default: "\(type)"
    }
  }
}
