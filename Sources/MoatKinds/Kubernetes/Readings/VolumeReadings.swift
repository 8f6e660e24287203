import MoatValues

private typealias Enums = KubernetesEnumerations

/// `0644`, the mode of projected files.
private let readableMode: Int64 = 0o644

/// The sources of a volume.
let volumeReadings: [CuratedDefinition] = [
  CuratedDefinition(
    "core.HostPathVolumeSource", source: Source.reference("core/v1 HostPathVolumeSource"),
    [
      Curation("path", .required, type: .path),
      Curation("type", .string(""), type: Enums.hostPathType),
    ]),
  CuratedDefinition(
    "core.PersistentVolumeClaimVolumeSource", source: Source.reference("core/v1 PersistentVolumeClaimVolumeSource"),
    [Curation("readOnly", .bool(false))]),
  CuratedDefinition(
    "core.SecretVolumeSource", source: Source.reference("core/v1 SecretVolumeSource"),
    [Curation("defaultMode", .int(readableMode)), Curation("optional", .bool(false))]),
  CuratedDefinition(
    "core.ConfigMapVolumeSource", source: Source.reference("core/v1 ConfigMapVolumeSource"),
    [
      Curation("name", .required), Curation("defaultMode", .int(readableMode)), Curation("optional", .bool(false)),
    ]),
  CuratedDefinition(
    "core.SecretProjection", source: Source.reference("core/v1 SecretProjection"),
    [Curation("name", .required), Curation("optional", .bool(false))]),
  CuratedDefinition(
    "core.ConfigMapProjection", source: Source.reference("core/v1 ConfigMapProjection"),
    [Curation("name", .required), Curation("optional", .bool(false))]),
  CuratedDefinition(
    "core.DownwardAPIVolumeSource", source: Source.reference("core/v1 DownwardAPIVolumeSource"),
    [Curation("defaultMode", .int(readableMode))]),
  CuratedDefinition(
    "core.ProjectedVolumeSource", source: "\(Source.coreDefaults), SetDefaults_ProjectedVolumeSource",
    [Curation("defaultMode", .int(readableMode))]),
  CuratedDefinition(
    "core.ServiceAccountTokenProjection", source: Source.reference("core/v1 ServiceAccountTokenProjection"),
    [Curation("expirationSeconds", .int(3600))]),
  CuratedDefinition(
    "core.EmptyDirVolumeSource", source: Source.reference("core/v1 EmptyDirVolumeSource"),
    // "" is a medium of its own, the node's default; the schema's set has the others.
    [Curation("medium", .string(""), type: .string)]),
  CuratedDefinition(
    "core.CSIVolumeSource", source: Source.reference("core/v1 CSIVolumeSource"),
    [Curation("readOnly", .bool(false)), .text("volumeAttributes")]),
  CuratedDefinition(
    "core.NFSVolumeSource", source: Source.reference("core/v1 NFSVolumeSource"),
    [Curation("path", .required, type: .path), Curation("readOnly", .bool(false))]),
  CuratedDefinition(
    "core.FlexVolumeSource", source: Source.reference("core/v1 FlexVolumeSource"),
    [Curation("readOnly", .bool(false)), .text("options")]),
  CuratedDefinition(
    "core.ImageVolumeSource", source: Source.reference("core/v1 ImageVolumeSource"),
    [
      Curation(
        "reference", .required, type: .imageReference,
        source: "Kubernetes API: an image volume without a reference is refused"),
      Curation("pullPolicy", Reading.none, type: Enums.pullPolicy),
    ]),
]
