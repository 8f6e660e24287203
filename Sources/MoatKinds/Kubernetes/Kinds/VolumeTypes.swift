import MoatValues

/// The one-of fields of a volume.
enum VolumeTypes {
  /// `configMap`, `hostPath`, …: every field of the schema's Volume but its name.
  static let names: [String] = {
    guard let volume = KubernetesSchema.definition(named: "io.k8s.api.core.v1.Volume") else { return [] }
    return KubernetesSchema.fields(of: volume).map(\.name).filter { $0 != "name" }.sorted()
  }()

  static let set = Set(names)
}
