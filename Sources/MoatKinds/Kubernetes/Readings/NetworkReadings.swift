import MoatValues

private typealias Enums = KubernetesEnumerations

/// Services, ingresses and network policies.
let networkReadings: [CuratedDefinition] = [
  CuratedDefinition(
    "core.ServiceSpec", source: Source.reference("core/v1 ServiceSpec"),
    [
      // An absent selector and an empty one both select nothing.
      Curation("selector", .empty, type: .serviceSelector),
      Curation("ports", .empty, type: .list(.object(KubernetesKind.servicePort.id))),
      Curation("type", .string("ClusterIP"), type: Enums.serviceType),
      Curation("sessionAffinity", .string("None"), type: Enums.sessionAffinity),
      Curation("externalTrafficPolicy", .string("Cluster"), type: Enums.externalTraffic),
      Curation("internalTrafficPolicy", .string("Cluster"), type: Enums.internalTraffic),
      Curation("allocateLoadBalancerNodePorts", .bool(true)),
      Curation("publishNotReadyAddresses", .bool(false)),
      // The API server fills in those of the cluster: an absent list is not a service without an address.
      Curation("ipFamilies", Reading.none, type: .list(Enums.ipFamily)),
      Curation("ipFamilyPolicy", Reading.none, type: Enums.ipFamilyPolicy),
    ]),
  CuratedDefinition(
    "core.Service", source: Source.zeroObject, [Curation("spec", .transparent)]),
  CuratedDefinition(
    "core.ServicePort", source: "\(Source.coreDefaults), SetDefaults_Service",
    [
      Curation("protocol", .string("TCP"), type: Enums.transport),
      Curation("targetPort", .required, inherits: Inheritance(anchor: .value, keys: ["port"])),
    ]),
  CuratedDefinition(
    "networking.NetworkPolicy", source: Source.zeroObject, [Curation("spec", .transparent)]),
  CuratedDefinition(
    "networking.NetworkPolicySpec", source: Source.reference("networking/v1 NetworkPolicySpec"),
    [
      // The empty selector selects every pod of the namespace, and so does an absent one.
      Curation("podSelector", .empty),
      Curation(
        "policyTypes", .required, type: .list(Enums.policyType), access: .fact(.networkPolicyTypes),
        source: "\(Source.networkingDefaults), SetDefaults_NetworkPolicy"),
    ]),
  CuratedDefinition(
    "networking.NetworkPolicyPort", source: "\(Source.networkingDefaults), SetDefaults_NetworkPolicyPort",
    [Curation("protocol", .string("TCP"), type: Enums.transport)]),
  CuratedDefinition(
    "networking.IPBlock", source: Source.reference("networking/v1 IPBlock"),
    [Curation("cidr", .required, type: .cidr), Curation("except", .empty, type: .list(.cidr))]),
  CuratedDefinition(
    "networking.Ingress", source: Source.zeroObject, [Curation("spec", .transparent)]),
  CuratedDefinition(
    "networking.HTTPIngressPath", source: Source.reference("networking/v1 HTTPIngressPath"),
    [Curation("pathType", .required, type: Enums.pathType)]),
  CuratedDefinition(
    "networking.IngressServiceBackend", source: Source.zeroObject, [Curation("port", .transparent)]),
]
