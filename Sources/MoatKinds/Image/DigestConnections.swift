package import MoatImage
import MoatValues

/// What the images, manifests and indexes of a run say of digests: a statement about a manifest or an index is about the image
/// whose configuration or manifest it has.
package struct DigestConnections: Sendable {
  /// What is known to be directly above a digest.
  private var parents: [[UInt8]: Set<[UInt8]>] = [:]

  /// The digests of one image that are looked at.
  private static let limit = 4096

  /// - Parameter images: those of one input.
  package init(_ images: [ImageModel]) {
    for image in images {
      for index in image.indexes {
        for digest in index.members + index.nested { parents[digest, default: []].formUnion(index.digests) }
      }
      guard let configuration = image.configDigest.value, !configuration.isEmpty else { continue }
      var above = Set(image.form == .manifest ? image.textDigests : [])
      if image.isManifestStored, let manifest = image.manifestDigest.value { above.insert(manifest) }
      // A daemon has the image that it names; a scanner can name what it made up itself.
      if image.form == .inspect { above.formUnion(image.namedDigests) }
      if !above.isEmpty { parents[configuration, default: []].formUnion(above) }
    }
  }

  /// Adds those of another input.
  package mutating func formUnion(_ other: DigestConnections) {
    parents.merge(other.parents) { $0.union($1) }
  }

  /// The digests of an image and all that is above them.
  func all(of image: ImageModel) -> Set<[UInt8]> {
    var found: Set<[UInt8]> = []
    var waiting = Array(image.namedDigests) + [image.manifestDigest.value, image.configDigest.value].compactMap(\.self)
    while let next = waiting.popLast(), found.count < Self.limit {
      if !next.isEmpty, found.insert(next).inserted { waiting += parents[next] ?? [] }
    }
    return found
  }
}

extension ImageModel {
  /// Those of its names, and those that stand beside them.
  fileprivate var namedDigests: Set<[UInt8]> {
    let named = (repositoryDigests.value ?? []).compactMap { ImageReference.normalForm($0.value)?.digest }
    return Set(named + otherDigests.map(\.value))
  }
}
