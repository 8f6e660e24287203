import MoatDocument
import MoatImage
import MoatSource

/// Writes what `ImageIdentities` reads of an image: all that tells by which names and digests it is known, and what the answer
/// is where that does not suffice. Rules do not see it.
extension ImageLowering {
  func writeIdentity(_ writer: inout DocumentWriter) {
    guard image.isImage.value != false else { return }
    writer.key("identity")
    writer.object(at: .zero) { writer in
      let isConfiguration = image.form == .config
      let own = isConfiguration ? [] : image.textDigests
      let manifest = [image.manifestDigest.value].compactMap(\.self)
      digests("digests", repositoryDigests.map(\.value) + image.otherDigests.map(\.value) + manifest + own, &writer)
      digests(
        "configurations",
        [image.configDigest.value].compactMap(\.self) + (isConfiguration ? image.textDigests : []), &writer)
      digests("manifests", image.form == .manifest && !image.isManifestStored ? own : [], &writer)
      digests("stored", image.isManifestStored ? manifest : [], &writer)
      digests("told", image.isManifestStored ? [] : manifest, &writer)
      if image.form == .index {
        writer.key("isIndex")
        writer.bool(true, at: .zero)
      }
      writer.key("indexes")
      writer.list(at: .zero) { writer in
        for index in image.indexes {
          writer.object(at: .zero) { writer in
            digests("digests", index.digests, &writer)
            digests("members", index.members, &writer)
            digests("nested", index.nested, &writer)
          }
        }
      }
      writer.key("unknownName")
      writer.unknown("whether this is the image of that name is not known: this document does not say", at: whole)
      writer.key("unknownDigest")
      writer.unknown(
        "whether this is the image of that digest is not known: no index or manifest among the inputs connects them",
        at: whole)
    }
  }

  private func digests(_ key: StaticString, _ digests: [[UInt8]], _ writer: inout DocumentWriter) {
    writer.key(key)
    writer.list(at: .zero) { writer in
      for digest in digests where !digest.isEmpty { writer.text(digest, at: .zero) }
    }
  }
}
