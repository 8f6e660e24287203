import MoatDocument
import MoatSource

/// An entry of `manifest.json` of `docker save`: paths in the archive.
struct SavedImage {
  var place: ImagePlace
  var config: LocatedText?
  var tags: ImageField<[LocatedText]>
  var layers: ImageField<[LocatedText]>

  /// What the entry alone tells.
  func model(_ sources: [ImageSource]) -> ImageModel {
    var image = ImageModel(form: .saveManifest, sources: sources, place: place, reason: .notAtHand)
    image.setNames(tags: tags, repositoryDigests: image.repositoryDigests)
    return image
  }
}

extension DocumentCursor {
  /// What a manifest tells without its configuration: the layers as they are stored, and their sum.
  mutating func readManifest(_ root: UInt32, into image: inout ImageModel) {
    image.annotations = pairs(root, "annotations")
    if let config = member(root, "config", .object) { image.configDigest = text(config, "digest") }
    guard let list = member(root, "layers", .list) else { return }
    let layers = children(list).compactMap { node -> ImageLayer? in
      guard kind(node) == .object else { return nil }
      let descriptor = descriptor(node)
      var layer = ImageLayer(place: place(node), reason: .notAtHand)
      layer.digest = descriptor.digest
      layer.mediaType = descriptor.mediaType
      layer.size = descriptor.size
      return layer
    }
    image.layers = .present(layers, at: place(list))
    image.compressedSize = Self.sum(layers.map { $0.size }, at: place(list))
  }

  /// The sum of sizes; not known if one of them is not.
  static func sum(_ sizes: [ImageField<Int64>], at place: ImagePlace) -> ImageField<Int64> {
    var total: Int64 = 0
    for size in sizes {
      guard let bytes = size.value, bytes >= 0 else {
        return .unknown(size.unknownReason ?? .malformed, size.place)
      }
      let (sum, overflow) = total.addingReportingOverflow(bytes)
      guard !overflow else { return .unknown(.malformed, size.place) }
      total = sum
    }
    return .present(total, at: place)
  }

  /// The entries of an index.
  mutating func manifestReferences(_ root: UInt32) -> [ManifestReference] {
    guard let list = member(root, "manifests", .list) else { return [] }
    return children(list).compactMap { kind($0) == .object ? ManifestReference(descriptor($0)) : nil }
  }

  /// The entries of `manifest.json` of `docker save`.
  mutating func savedImages(_ root: UInt32) -> [SavedImage] {
    guard kind(root) == .list else {
      report(ImageProblem("manifest.json must be a list of images", at: place(root)))
      return []
    }
    return children(root).compactMap { node -> SavedImage? in
      guard kind(node) == .object else {
        report(ImageProblem("each element of manifest.json must be an object", at: place(node)))
        return nil
      }
      let config = text(node, "Config")
      if config.isAbsent { report(ImageProblem("`Config` is missing", at: place(node))) }
      var path: LocatedText?
      if case .present(let text) = config { path = text }
      return SavedImage(
        place: place(node), config: path, tags: texts(node, "RepoTags"), layers: texts(node, "Layers"))
    }
  }
}
