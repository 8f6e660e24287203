import MoatValues

private typealias Enums = KubernetesEnumerations

/// What every object has, the objects that hold plain data, and webhooks.
let objectReadings: [CuratedDefinition] = [
  CuratedDefinition(
    "meta.ObjectMeta", source: Source.reference("meta/v1 ObjectMeta"),
    [
      Curation("labels", .empty),
      Curation("annotations", .empty, isIdentifier: false),
    ]),
  CuratedDefinition(
    "core.ConfigMap", source: Source.reference("core/v1 ConfigMap"),
    [
      Curation("data", .empty, isIdentifier: false),
      Curation("binaryData", .empty, isIdentifier: false),
      Curation("immutable", .bool(false)),
    ]),
  CuratedDefinition(
    "core.Secret", source: Source.reference("core/v1 Secret"),
    [
      Curation("type", .string("Opaque"), source: "\(Source.coreDefaults), SetDefaults_Secret"),
      Curation("data", .empty, isIdentifier: false),
      Curation("stringData", .empty, isIdentifier: false),
      Curation("immutable", .bool(false)),
    ]),
  CuratedDefinition(
    "core.Namespace", source: Source.zeroObject, [Curation("spec", .transparent)]),
  CuratedDefinition(
    "scheduling.PriorityClass", source: Source.reference("scheduling/v1 PriorityClass"),
    [
      Curation("globalDefault", .bool(false)),
      Curation("preemptionPolicy", .string("PreemptLowerPriority"), type: Enums.preemptionPolicy),
      .text("description"),
    ]),
  CuratedDefinition(
    "admissionregistration.ValidatingWebhook", source: "\(Source.admissionDefaults), SetDefaults_ValidatingWebhook",
    [
      Curation("failurePolicy", .string("Fail"), type: Enums.failurePolicy),
      Curation("matchPolicy", .string("Equivalent"), type: Enums.matchPolicy),
      Curation("namespaceSelector", .empty),
      Curation("objectSelector", .empty),
      Curation("sideEffects", .required, type: Enums.sideEffects),
    ]),
]
