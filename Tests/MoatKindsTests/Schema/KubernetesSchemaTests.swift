import MoatDocument
import MoatValues
import Testing

@testable import MoatKinds

@Suite("Kubernetes schema table")
struct KubernetesSchemaTests {
  /// `bit(25)…`: the mask of an inclusive range of minors.
  private func minors(_ range: ClosedRange<Int>) -> UInt32 {
    range.reduce(0) { $0 | KubernetesSchema.bit(ofMinor: $1) }
  }

  private func text(_ type: Type) -> String {
    switch type {
    case .list(let element): "list<\(text(element))>"
    case .map(let value): "map<\(text(value))>"
    case .object(let id): KubernetesSchema.shortName(id)
    default: "\(type)"
    }
  }

  @Test func headerNamesItsSource() {
    #expect(KubernetesSchema.oldestMinor == 25)
    #expect(KubernetesSchema.newestMinor == 37)
    #expect(KubernetesSchema.source == "kubernetes-validate 1.37.0, 2026-10-11")
    let table = SchemaTable.shared
    #expect(table.definitions.count == 1141)
    #expect(table.fields.count == 4383)
    #expect(table.size < 600_000)
    #expect(table.definitions.count < 0x8000)
  }

  /// Each record points at records that exist, in the order that the searches rely on.
  @Test func recordsAreWhole() {
    let table = SchemaTable.shared
    var nextField: UInt32 = 0
    for index in 0..<table.definitions.count {
      let definition = table.definition(index)
      let full = table.name(definition.name)
      #expect(table.definition(named: full) == index, "\(full)")
      #expect(definition.firstField == nextField, "\(full)")
      #expect(definition.minors != 0 && full.hasSuffix("." + table.name(definition.shortName)), "\(full)")
      nextField += definition.fieldCount
      var last: UInt32?
      for place in definition.firstField..<nextField {
        let field = table.field(place)
        let name = "\(full) \(table.name(field.name))"
        #expect(field.name < table.fieldNameCount && last.map { $0 < field.name } ?? true, "\(name)")
        #expect(field.minors != 0 && field.minors & ~definition.minors == 0, "\(name)")
        #expect(field.required & ~field.minors == 0, "\(name)")
        _ = table.list(field.listKeys)
        last = field.name
      }
    }
    #expect(nextField == table.fields.count)
    for index in 0..<table.types.count {
      let type = table.type(index)
      switch type.code {
      case .list, .map: #expect(type.argument < table.types.count)
      case .object, .labelSelector: #expect(type.argument < table.definitions.count)
      case .enumeration: #expect(!table.list(type.argument).isEmpty)
      default: #expect(type.argument == 0)
      }
    }
    for kind in KubernetesSchema.allKinds {
      let found = KubernetesSchema.definition(group: kind.group, version: kind.version, kind: kind.kind)
      #expect(found == kind.id && kind.minors & ~KubernetesSchema.minors(of: kind.id) == 0, "\(kind)")
    }
  }

  @Test func knownFields() throws {
    // definition, field, type, required in the newest version, list keys
    let cases: [(String, String, String, Bool, [String])] = [
      ("core.v1.Container", "name", "string", true, []),
      ("core.v1.Container", "image", "string", false, []),
      ("core.v1.Container", "command", "list<string>", false, []),
      ("core.v1.Container", "env", "list<EnvVar>", false, ["name"]),
      ("core.v1.Container", "ports", "list<ContainerPort>", false, ["containerPort", "protocol"]),
      ("core.v1.Container", "volumeMounts", "list<VolumeMount>", false, ["mountPath"]),
      ("core.v1.Container", "securityContext", "SecurityContext", false, []),
      ("core.v1.Container", "stdin", "bool", false, []),
      ("core.v1.ContainerPort", "containerPort", "int", true, []),
      ("core.v1.SecurityContext", "runAsUser", "int", false, []),
      ("core.v1.SecurityContext", "readOnlyRootFilesystem", "bool", false, []),
      ("core.v1.ResourceRequirements", "limits", "map<quantity>", false, []),
      ("core.v1.PodSpec", "containers", "list<Container>", true, ["name"]),
      ("core.v1.PodSpec", "hostAliases", "list<HostAlias>", false, ["ip"]),
      ("core.v1.PodSpec", "nodeSelector", "map<string>", false, []),
      ("core.v1.PodSpec", "tolerations", "list<Toleration>", false, []),
      ("core.v1.HTTPGetAction", "port", "intOrString", true, []),
      ("core.v1.Secret", "data", "map<string>", false, []),
      ("core.v1.ServiceSpec", "selector", "map<string>", false, []),
      ("core.v1.EmptyDirVolumeSource", "sizeLimit", "quantity", false, []),
      ("apps.v1.DeploymentSpec", "selector", "labelSelector", true, []),
      ("apps.v1.Deployment", "spec", "DeploymentSpec", true, []),
      ("apps.v1.ControllerRevision", "data", "any", true, []),
      ("networking.v1.NetworkPolicySpec", "podSelector", "labelSelector", false, []),
    ]
    for (definition, name, type, required, keys) in cases {
      let id = try #require(KubernetesSchema.definition(named: "io.k8s.api." + definition), "\(definition)")
      let field = try #require(KubernetesSchema.field(named: name, of: id), "\(definition) \(name)")
      #expect(text(field.type) == type, "\(definition) \(name)")
      #expect(field.isRequired == required, "\(definition) \(name)")
      #expect(field.listKeys == keys, "\(definition) \(name)")
      #expect(KubernetesSchema.fields(of: id).contains { $0.name == name })
    }
    let meta = try #require(KubernetesSchema.definition(named: "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"))
    #expect(KubernetesSchema.field(named: "creationTimestamp", of: meta)?.type == .date)
    #expect(KubernetesSchema.fullName(meta) == "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
    let container = try #require(KubernetesSchema.definition(named: "io.k8s.api.core.v1.Container"))
    #expect(KubernetesSchema.field(named: "privileged", of: container) == nil)
    #expect(KubernetesSchema.field(named: "", of: container) == nil)
    #expect(KubernetesSchema.fields(of: ObjectTypeID(rawValue: 0x7fff)).isEmpty)
    #expect(KubernetesSchema.fields(of: ObjectTypeID(rawValue: 0xffff_ffff)).isEmpty)
  }

  @Test func fieldsKnowTheirVersions() throws {
    let cases: [(String, String, ClosedRange<Int>)] = [
      ("core.v1.Container", "restartPolicy", 28...37),
      ("core.v1.Container", "resizePolicy", 27...37),
      ("core.v1.PodSpec", "hostUsers", 25...37),
      ("core.v1.PodSpec", "schedulingGates", 26...37),
      ("core.v1.PodSpec", "resources", 32...37),
      ("core.v1.PodSecurityContext", "appArmorProfile", 30...37),
      ("core.v1.PodSecurityContext", "supplementalGroupsPolicy", 31...37),
      ("core.v1.SecurityContext", "appArmorProfile", 30...37),
      ("core.v1.SecurityContext", "privileged", 25...37),
    ]
    for (definition, name, range) in cases {
      let id = try #require(KubernetesSchema.definition(named: "io.k8s.api." + definition), "\(definition)")
      let field = try #require(KubernetesSchema.field(named: name, of: id), "\(definition) \(name)")
      #expect(field.minors == minors(range), "\(name): \(KubernetesSchema.describe(minors: field.minors))")
    }
    let deployment = try #require(KubernetesSchema.definition(group: "apps", version: "v1", kind: "Deployment"))
    let spec = try #require(KubernetesSchema.field(named: "spec", of: deployment))
    #expect(spec.requiredMinors == minors(37...37))
  }

  @Test func deprecatedFieldsSayIt() throws {
    let cases: [(String, String, Bool)] = [
      ("PodSpec", "serviceAccount", true), ("PodSpec", "serviceAccountName", false),
      ("Volume", "gitRepo", true), ("Volume", "hostPath", false),
      ("ServiceSpec", "loadBalancerIP", true), ("Volume", "awsElasticBlockStore", true),
    ]
    for (definition, name, deprecated) in cases {
      let id = try #require(KubernetesSchema.definition(named: "io.k8s.api.core.v1." + definition))
      #expect(KubernetesSchema.field(named: name, of: id)?.isDeprecated == deprecated, "\(name)")
    }
  }

  @Test func kinds() throws {
    let cases: [(String, String, String, String?, ClosedRange<Int>?)] = [
      ("", "v1", "Pod", "io.k8s.api.core.v1.Pod", 25...37),
      ("apps", "v1", "Deployment", "io.k8s.api.apps.v1.Deployment", 25...37),
      ("batch", "v1", "CronJob", "io.k8s.api.batch.v1.CronJob", 25...37),
      (
        "autoscaling", "v2beta2", "HorizontalPodAutoscaler", "io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscaler",
        25...25
      ),
      ("flowcontrol.apiserver.k8s.io", "v1beta3", "FlowSchema", "io.k8s.api.flowcontrol.v1beta3.FlowSchema", 26...31),
      (
        "apiextensions.k8s.io", "v1", "CustomResourceDefinition",
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition", 25...37
      ),
      ("", "v1", "Deployment", nil, nil), ("apps", "v2", "Deployment", nil, nil),
      ("apps", "v1", "deployment", nil, nil),
      ("extensions", "v1beta1", "Deployment", nil, nil), ("", "v1", "DeleteOptions", nil, nil),
      ("argoproj.io", "v1alpha1", "Rollout", nil, nil), ("", "", "", nil, nil),
    ]
    for (group, version, kind, full, range) in cases {
      let id = KubernetesSchema.definition(group: group, version: version, kind: kind)
      #expect(id.map(KubernetesSchema.fullName) == full, "\(group)/\(version) \(kind)")
      let expected = range.map(minors) ?? 0
      #expect(KubernetesSchema.minors(group: group, version: version, kind: kind) == expected, "\(kind)")
    }
    let ingresses = KubernetesSchema.definitions(ofKind: "Ingress")
    #expect(ingresses.map { "\($0.group)/\($0.version)" } == ["networking.k8s.io/v1"])
    let events = KubernetesSchema.definitions(ofKind: "Event")
    #expect(events.map { "\($0.group)/\($0.version)" } == ["/v1", "events.k8s.io/v1"])
    #expect(KubernetesSchema.definitions(ofKind: "Rollout").isEmpty)
    for (group, builtIn) in [
      ("", true), ("apps", true), ("extensions", true), ("policy", true), ("settings.k8s.io", true),
      ("gateway.networking.k8s.io", false), ("argoproj.io", false), ("k8s.io", false), ("app", false),
    ] {
      #expect(KubernetesSchema.isBuiltInGroup(group) == builtIn, "\(group)")
    }
  }

  @Test func removedAPIs() {
    let cases: [(String, String, String, Int?, Int?, String?)] = [
      ("extensions", "v1beta1", "Deployment", 8, 16, "apps/v1"),
      ("extensions", "v1beta1", "Ingress", 14, 22, "networking.k8s.io/v1"),
      ("policy", "v1beta1", "PodSecurityPolicy", 21, 25, nil),
      ("policy", "v1beta1", "PodDisruptionBudget", 21, 25, "policy/v1"),
      ("batch", "v1beta1", "CronJob", 21, 25, "batch/v1"),
      ("autoscaling", "v2beta2", "HorizontalPodAutoscaler", 23, 26, "autoscaling/v2"),
      ("flowcontrol.apiserver.k8s.io", "v1beta3", "FlowSchema", 29, 32, "flowcontrol.apiserver.k8s.io/v1"),
      ("", "v1", "Endpoints", 33, nil, "discovery.k8s.io/v1"),
      // Read from the versions of the table.
      ("networking.k8s.io", "v1alpha1", "ClusterCIDR", nil, 29, nil),
      ("networking.k8s.io", "v1beta1", "IPAddress", nil, 37, "networking.k8s.io/v1"),
    ]
    for (group, version, kind, deprecated, removed, replacement) in cases {
      let expected = RemovedAPI(
        group: group, version: version, kind: kind, deprecatedIn: deprecated, removedIn: removed,
        replacement: replacement)
      #expect(RemovedAPI.find(group: group, version: version, kind: kind) == expected, "\(kind)")
    }
    #expect(RemovedAPI.find(group: "apps", version: "v1", kind: "Deployment") == nil)
    #expect(RemovedAPI.find(group: "apps", version: "v9", kind: "Deployment") == nil)
    // What is said of removals agrees with the versions of the table.
    for api in RemovedAPI.all {
      let minors = KubernetesSchema.minors(group: api.group, version: api.version, kind: api.kind)
      if let removed = api.removedIn {
        let last = minors == 0 ? 0 : KubernetesSchema.oldestMinor + 31 - minors.leadingZeroBitCount
        #expect(minors == 0 ? removed <= 25 : removed == last + 1, "\(api.version) \(api.kind)")
      } else {
        #expect(minors & KubernetesSchema.bit(ofMinor: 37) != 0, "\(api.version) \(api.kind)")
      }
      guard let replacement = api.replacement else { continue }
      let parts = replacement.split(separator: "/")
      let kinds = api.kind == "Endpoints" ? ["EndpointSlice"] : [api.kind]
      let known = kinds.contains {
        KubernetesSchema.definition(group: String(parts[0]), version: String(parts[1]), kind: $0) != nil
          || RemovedAPI.find(group: String(parts[0]), version: String(parts[1]), kind: $0) != nil
      }
      #expect(known, "\(api.kind) -> \(replacement)")
    }
  }

  @Test func symbolsAreNameIndices() {
    let symbols = KubernetesSymbols.base()
    let table = SchemaTable.shared
    // The keys of Dockerfiles, which are no fields of a schema, stand behind them.
    #expect(symbols.count >= table.fieldNameCount)
    for name in ["securityContext", "apiVersion", "x-kubernetes-preserve-unknown-fields"] {
      let bytes = Array(name.utf8)
      #expect(symbols.lookup(bytes) == table.fieldName(bytes), "\(name)")
      #expect(symbols.lookup(bytes) != nil, "\(name)")
    }
  }

  @Test func masksInWords() {
    #expect(KubernetesSchema.describe(minors: minors(25...37)) == "every version")
    #expect(KubernetesSchema.describe(minors: minors(30...37)) == "since 1.30")
    #expect(KubernetesSchema.describe(minors: minors(25...28)) == "until 1.28")
    #expect(KubernetesSchema.describe(minors: minors(26...31)) == "1.26 to 1.31")
    #expect(KubernetesSchema.describe(minors: minors(30...30)) == "only 1.30")
    #expect(KubernetesSchema.bit(ofMinor: 3) == 1)
    #expect(KubernetesSchema.bit(ofMinor: 99) == 1 << 12)
  }
}
