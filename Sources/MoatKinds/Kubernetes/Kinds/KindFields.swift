import MoatValues

private typealias Enums = KubernetesEnumerations

/// The fields that Moat gives to its kinds beyond those of the schemas behind them.
enum KindFields {
  /// By kind and name.
  static let table: [KubernetesKind: [String: Field]] = {
    var table: [KubernetesKind: [String: Field]] = [:]
    for kind in KubernetesKind.allCases {
      var fields: [String: Field] = [:]
      if kind.role == .documents {
        for field in everyDocument { fields[field.name] = field }
      }
      for field in own(kind) { fields[field.name] = field }
      table[kind] = fields
    }
    return table
  }()

  /// What every document of a Kubernetes API has.
  static let everyDocument: [Field] = [
    Field(
      name: "name", type: .string, access: .keys(from: .document, ["metadata", "name"]), reading: .required,
      emptyIsAbsence: true, isIdentifier: true,
      source: "kubernetes.io/docs/concepts/overview/working-with-objects/names; a generated name is not known yet"),
    Field(
      name: "namespace", type: .string, access: .fact(.unitNamespace), reading: .string(""), isIdentifier: true,
      source: "\(Source.moat): effective; empty for what belongs to no namespace"),
    Field(
      name: "apiVersion", type: .string, access: .keys(from: .document, ["apiVersion"]), reading: .required,
      isIdentifier: true, source: Source.moat),
    Field(
      name: "kind", type: .string, access: .keys(from: .document, ["kind"]), reading: .required, isIdentifier: true,
      source: Source.moat),
    Field(
      name: "metadata", type: metadata, access: .keys(from: .document, ["metadata"]), reading: .transparent,
      source: Source.zeroObject),
    Field(
      name: "labels", type: .map(.string), access: .keys(from: .document, ["metadata", "labels"]), reading: .empty,
      emptyIsAbsence: true, isIdentifier: true, source: Source.moat),
    Field(
      name: "annotations", type: .map(.string), access: .keys(from: .document, ["metadata", "annotations"]),
      reading: .empty, emptyIsAbsence: true, source: Source.moat),
    Field(
      name: "api", type: .object(KubernetesKind.api.id), access: .fact(.documentApi), reading: .required,
      source: Source.moat),
    Field(
      name: "problems", type: .list(.object(KubernetesKind.problem.id)), access: .fact(.schemaProblems),
      reading: .required, source: Source.moat),
  ]

  /// The place of an element, for every object that stands in a list.
  static let index = Field(
    name: "index", type: .int, access: .fact(.index), reading: .required, isIdentifier: true, source: Source.moat)

  /// `metadata`, typed where the schema has it.
  private static var metadata: Type {
    guard let id = KubernetesSchema.definition(named: "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta") else {
      return .any
    }
    return .object(id)
  }

  private static func own(_ kind: KubernetesKind) -> [Field] {
    switch kind {
    case .workload: workload
    case .container: container
    case .handler: handler
    case .env: [earlier(.env, .earlierOfName)]
    case .port: [earlier(.port, .earlierPort), earlier(.port, .earlierOfName, "earlierOfName")]
    case .mount: [fact("volume", .object(KubernetesKind.volume.id), .mountVolume, .none)]
    case .volume: [fact("type", volumeType, .volumeType)]
    case .ingress:
      [
        fact("rules", .list(.object(KubernetesKind.ingressRule.id)), .ingressRules),
        fact("backends", .list(.object(KubernetesKind.ingressBackend.id)), .ingressBackends),
      ]
    case .ingressBackend: ingressBackend
    case .ingressRule: ingressRule
    // Policies of other makers are documents of no schema.
    case .networkPolicy, .document: [fact("admitsInternet", .bool, .admitsInternet)]
    case .horizontalPodAutoscaler: [fact("targetGroup", .string, .scaleTargetGroup, .none)]
    case .role: [kindField(Enums.roleKind)]
    case .binding: [kindField(Enums.bindingKind)]
    case .problem: problem
    case .api: api
    case .resourceLimits: limits
    case .resourceRequests: requests
    default: []
    }
  }

  /// The element before one that is the same in what must not be twice.
  private static func earlier(_ kind: KubernetesKind, _ fact: Fact, _ name: String = "earlier") -> Field {
    self.fact(name, .object(kind.id), fact, .none)
  }

  private static func fact(_ name: String, _ type: Type, _ fact: Fact, _ reading: Reading = .required) -> Field {
    Field(
      name: name, type: type, access: .fact(fact), reading: reading, isIdentifier: true, source: Source.moat)
  }

  /// `kind` where it is one of a few, so that a policy may write the bare word.
  private static func kindField(_ type: Type) -> Field {
    Field(
      name: "kind", type: type, access: .keys(from: .document, ["kind"]), reading: .required, isIdentifier: true,
      source: Source.moat)
  }

  private static let workload: [Field] = [
    fact("containers", .list(.object(KubernetesKind.container.id)), .workloadContainers),
    Field(
      name: "appContainers", type: .list(.object(KubernetesKind.container.id)),
      access: .keys(from: .podSpec, ["containers"]), reading: .required, source: Source.moat),
    // What selectors see is the pod; the object's own are under `metadata`.
    Field(
      name: "labels", type: .map(.string), access: .keys(from: .podMetadata, ["labels"]), reading: .empty,
      emptyIsAbsence: true, isIdentifier: true, source: Source.moat),
    Field(
      name: "annotations", type: .map(.string), access: .keys(from: .podMetadata, ["annotations"]), reading: .empty,
      emptyIsAbsence: true, source: Source.moat),
    Field(
      name: "replicas", type: .int, access: .keys(from: .document, ["spec", "replicas"]), reading: .int(1),
      isIdentifier: true, source: "\(Source.appsDefaults); kinds without the field count as one"),
    // The Pod Security Standards hold a pod that names no system to the rules for Linux.
    Field(
      name: "os", type: Enums.operatingSystem, access: .keys(from: .podSpec, ["os", "name"]),
      reading: .string("linux"), isIdentifier: true,
      source: "kubernetes.io/docs/concepts/security/pod-security-standards, OS field"),
    fact("mountsToken", .bool, .workloadMountsToken),
    // Each pod of a StatefulSet has the claims of these as volumes besides those of its spec.
    Field(
      name: "volumeClaimTemplates", type: claims, access: .keys(from: .document, ["spec", "volumeClaimTemplates"]),
      reading: .empty, emptyIsAbsence: true, source: Source.reference("apps/v1 StatefulSetSpec.volumeClaimTemplates")),
  ]

  private static var claims: Type {
    guard let id = KubernetesSchema.definition(named: "io.k8s.api.core.v1.PersistentVolumeClaim") else { return .any }
    return .list(.object(id))
  }

  private static let container: [Field] = [
    fact("role", Enums.containerRole, .containerRole),
    fact("handlers", .list(.object(KubernetesKind.handler.id)), .containerHandlers),
    fact("effectivePullPolicy", Enums.pullPolicy, .containerPullPolicy),
    fact("commandLine", .string, .containerCommandLine),
    earlier(.container, .earlierContainer),
  ]

  private static let handler: [Field] = [
    fact(
      "kind",
      .enumeration(
        Enumeration(
          name: "handler kind", members: ["livenessProbe", "readinessProbe", "startupProbe", "postStart", "preStop"])),
      .handlerKind),
    Field(
      name: "host", type: .string, access: .fact(.handlerHost), reading: .none, emptyIsAbsence: true,
      isIdentifier: true, source: Source.moat),
  ]

  /// The one-of fields of a volume are its schema's fields but for the name.
  private static var volumeType: Type {
    .enumeration(Enumeration(name: "volume type", members: VolumeTypes.names))
  }

  private static let ingressRule: [Field] = [
    Field(
      name: "host", type: .string, access: .fact(.ingressRuleHost), reading: .string(""), emptyIsAbsence: true,
      isIdentifier: true, source: "\(Source.reference("networking/v1 IngressRule.host")): absent is every host"),
    Field(
      name: "path", type: .string, access: .fact(.ingressRulePath), reading: .string("/"), emptyIsAbsence: true,
      isIdentifier: true, source: "kubernetes.io/docs/concepts/services-networking/ingress: absent is every path"),
  ]

  /// One form for all versions of the API: `service`, or `serviceName` and `servicePort` of the beta versions.
  private static let ingressBackend: [Field] = [
    fact("host", .string, .backendHost, .string("")),
    fact("path", .string, .backendPath, .string("")),
    fact("serviceName", .string, .backendServiceName, .none),
    fact("portNumber", .int, .backendPortNumber, .none),
    fact("portName", .string, .backendPortName, .none),
  ]

  private static let problem: [Field] = [
    fact("kind", Enums.problemKind, .problemKind),
    fact("field", .string, .problemField),
    fact("message", .string, .problemMessage),
    fact("suggestion", .string, .problemSuggestion, .none),
  ]

  private static let api: [Field] = [
    fact("group", .string, .apiGroup),
    fact("removedIn", .semver, .apiRemovedIn, .none),
    fact("deprecatedIn", .semver, .apiDeprecatedIn, .none),
    fact("replacement", .string, .apiReplacement, .none),
  ]

  /// The resources that every cluster knows; others are reached by `entries`.
  static let resourceNames = [
    "cpu", "memory", "storage", "ephemeral-storage", "pods", "hugepages-2Mi", "hugepages-1Gi",
  ]

  private static var limits: [Field] {
    resourceNames.map { name in
      Field(
        name: name, type: .quantity, access: .keys(from: .value, [name]), reading: .none, isIdentifier: true,
        source: Source.reference("core/v1 ResourceRequirements"))
    } + [
      Field(
        name: "entries", type: .map(.quantity), access: .keys(from: .value, []), reading: .empty, isIdentifier: true,
        source: Source.moat)
    ]
  }

  private static var requests: [Field] {
    resourceNames.map { name in
      Field(
        name: name, type: .quantity, access: .keys(from: .value, ["requests", name]), reading: .none,
        inheritance: Inheritance(anchor: .value, keys: ["limits", name]), isIdentifier: true,
        source: "\(Source.coreDefaults), SetDefaults_Pod")
    } + [
      Field(
        name: "entries", type: .map(.quantity), access: .keys(from: .value, ["requests"]), reading: .empty,
        isIdentifier: true, source: Source.moat)
    ]
  }
}
