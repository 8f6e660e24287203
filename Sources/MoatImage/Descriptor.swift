/// What points to a blob: its media type, digest and size.
package struct Descriptor: Hashable, Sendable {
  package var place: ImagePlace
  package var mediaType: ImageField<[UInt8]>
  package var digest: ImageField<[UInt8]>
  package var size: ImageField<Int64>
  package var artifactType: ImageField<[UInt8]>
  package var urls: ImageField<[LocatedText]>
  package var annotations: ImageField<[LocatedPair]>
  package var os: ImageField<[UInt8]>
  package var osVersion: ImageField<[UInt8]>
  package var architecture: ImageField<[UInt8]>
  package var variant: ImageField<[UInt8]>
}

extension DocumentCursor {
  mutating func descriptor(_ node: UInt32) -> Descriptor {
    let platform = member(node, "platform") ?? node
    let isPlatform = platform != node
    // Without a platform there is none of its fields; the descriptor's own names must not be taken for them.
    func none() -> ImageField<[UInt8]> { .absent(place(node)) }
    return Descriptor(
      place: place(node), mediaType: text(node, "mediaType"), digest: text(node, "digest"),
      size: integer(node, "size"), artifactType: text(node, "artifactType"), urls: texts(node, "urls"),
      annotations: pairs(node, "annotations"), os: isPlatform ? text(platform, "os") : none(),
      osVersion: isPlatform ? text(platform, "os.version") : none(),
      architecture: isPlatform ? text(platform, "architecture") : none(),
      variant: isPlatform ? text(platform, "variant") : none())
  }
}

/// The media types that images are made of.
enum MediaType {
  static let manifests: Set<[UInt8]> = [
    Array("application/vnd.oci.image.manifest.v1+json".utf8),
    Array("application/vnd.docker.distribution.manifest.v2+json".utf8),
  ]
  static let indexes: Set<[UInt8]> = [
    Array("application/vnd.oci.image.index.v1+json".utf8),
    Array("application/vnd.docker.distribution.manifest.list.v2+json".utf8),
  ]
  static let dockerConfig = Array("application/vnd.docker.container.image.v1+json".utf8)
  static let ociConfig = Array("application/vnd.oci.image.config.v1+json".utf8)

  /// A layer that registries need not hold.
  static func isForeign(_ type: [UInt8]) -> Bool {
    let text = String(decoding: type, as: UTF8.self)
    return text.contains("nondistributable") || text.contains("rootfs.foreign")
  }
}
