import MoatDocument
import MoatSource

/// The images that `manifest.json` of `docker save` names.
extension LayoutReader {
  mutating func readSaved() throws(ArchiveFailure) {
    guard let manifest = try load("manifest.json") else { return }
    var cursor = manifest.cursor
    let saved = cursor.savedImages(manifest.root)
    keep(cursor.problems)
    guard saved.count <= limits.manifests else {
      throw ArchiveFailure("there are more than \(limits.manifests) images", isLimit: true)
    }
    if cursor.problems.isEmpty, saved.isEmpty {
      fail("manifest.json names no image", at: cursor.place(manifest.root))
    }
    for image in saved { try readSaved(image) }
  }

  private mutating func readSaved(_ saved: SavedImage) throws(ArchiveFailure) {
    guard let path = saved.config, let blob = try blob(at: path) else { return }
    if let known = reading.images.firstIndex(where: { $0.configDigest.value.map(blob.digest.isOf) == true }) {
      // The OCI layout of the same archive has the same image.
      return addNames(saved.tags.value ?? [], to: known)
    }
    checkName(of: path, blob)
    guard let loaded = try load(blob, path: String(decoding: path.value, as: UTF8.self)) else { return }
    var image = saved.model([])
    readConfiguration(loaded, MediaType.dockerConfig, into: &image)
    image.configDigest = .present(blob.digest.sha256, at: path.place)
    try checkLayers(of: &image, saved)
    // What is stored here is not what a registry stores.
    image.manifestDigest = .unknown(.notInForm, saved.place)
    image.repositoryDigests = .unknown(.notInForm, saved.place)
    image.compressedSize = .unknown(.notInForm, saved.place)
    image.annotations = .unknown(.notInForm, saved.place)
    reading.images.append(image)
  }

  private mutating func checkLayers(of image: inout ImageModel, _ saved: SavedImage) throws(ArchiveFailure) {
    guard case .present(let paths) = saved.layers else {
      if saved.layers.isAbsent { fail("`Layers` is missing", at: saved.place) }
      return
    }
    guard case .present(var layers) = image.layers else { return }
    guard layers.value.count == paths.value.count else {
      return fail(
        "the number of layers is \(paths.value.count) in manifest.json and \(layers.value.count) in the configuration",
        at: paths.place)
    }
    for (index, path) in paths.value.enumerated() {
      guard let blob = try blob(at: path) else { continue }
      if path.value.starts(with: Array("blobs/".utf8)) { checkName(of: path, blob) }
      compare(&layers.value[index], with: blob)
    }
    image.layers = .present(layers)
    image.unpackedSize = DocumentCursor.sum(layers.value.map { $0.unpackedSize }, at: layers.place)
  }

  /// A file that `manifest.json` names; a problem if there is none.
  private mutating func blob(at path: LocatedText) throws(ArchiveFailure) -> Blob? {
    let normalised: [UInt8]
    do throws(ArchiveFailure) {
      normalised = try ArchivePath.normalised(path.value, limits: limits)
    } catch {
      fail(error.message, at: path.place)
      return nil
    }
    guard let blob = try store.blob(at: normalised) else {
      fail("`\(DocumentCursor.shown(path.value))` is missing", at: path.place)
      return nil
    }
    return blob
  }

  /// Docker names a file by its digest: `<digits>.json`, `sha256:<digits>`, `blobs/sha256/<digits>`.
  private mutating func checkName(of path: LocatedText, _ blob: Blob) {
    var name = Array(path.value.split(separator: UInt8(ascii: "/")).last ?? [])
    if name.suffix(5).elementsEqual(".json".utf8) { name.removeLast(5) }
    for algorithm in [BlobDigest.sha256Name, BlobDigest.sha512Name] {
      let prefix = algorithm + [UInt8(ascii: ":")]
      let digest = name.starts(with: prefix) ? name : prefix + name
      if OCIGrammar.digest(digest) != nil {
        _ = hasDigest(blob.digest, digest, "the file of this name", at: path.place)
      }
    }
  }
}
