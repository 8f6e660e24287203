import MoatValues

private typealias Enums = KubernetesEnumerations

/// Claims, volumes and storage classes.
let storageReadings: [CuratedDefinition] = [
  CuratedDefinition(
    "core.PersistentVolumeClaim", source: Source.zeroObject, [Curation("spec", .transparent)]),
  CuratedDefinition(
    "core.PersistentVolumeClaimSpec", source: Source.reference("core/v1 PersistentVolumeClaimSpec"),
    [
      Curation("accessModes", .empty, type: .list(Enums.accessMode)),
      Curation("resources", .transparent, source: Source.zeroObject),
      // `""` asks for a volume without a class, absence for the default class.
      Curation("storageClassName", Reading.none, emptyIsAbsence: false),
      Curation("volumeMode", .string("Filesystem"), type: Enums.volumeMode, source: Source.coreDefaults),
    ]),
  CuratedDefinition(
    "core.PersistentVolumeSpec", source: "\(Source.coreDefaults), SetDefaults_PersistentVolume",
    [
      Curation("accessModes", .empty, type: .list(Enums.accessMode)),
      Curation(
        "capacity", .transparent, type: .object(KubernetesKind.resourceLimits.id), emptyIsAbsence: true,
        source: Source.zeroObject),
      Curation("persistentVolumeReclaimPolicy", .string("Retain"), type: Enums.reclaimPolicy),
      Curation("volumeMode", .string("Filesystem"), type: Enums.volumeMode),
    ]),
  CuratedDefinition(
    "storage.StorageClass", source: "\(Source.storageDefaults), SetDefaults_StorageClass",
    [
      Curation("reclaimPolicy", .string("Delete"), type: Enums.reclaimPolicy),
      Curation("volumeBindingMode", .string("Immediate"), type: Enums.bindingMode),
      Curation("allowVolumeExpansion", .bool(false), source: Source.reference("storage/v1 StorageClass")),
      .text("parameters"),
    ]),
  CuratedDefinition(
    "core.LimitRangeItem", source: Source.zeroObject,
    ["default", "defaultRequest", "max", "min"].map {
      Curation($0, .transparent, type: .object(KubernetesKind.resourceLimits.id), emptyIsAbsence: true)
    }),
]
