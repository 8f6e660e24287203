import MoatDocument
import MoatSource

/// Finding blobs, and holding them against what is said of them.
extension LayoutReader {
  /// Reads a file as a JSON text; a problem says why it could not be read.
  mutating func load(_ path: String) throws(ArchiveFailure) -> Loaded? {
    guard let blob = try store.blob(at: Array(path.utf8)) else {
      fail("\(name): `\(path)` is missing")
      return nil
    }
    return try load(blob, path: path)
  }

  /// Reads what a descriptor points to, if it is what the descriptor says.
  mutating func load(_ descriptor: Descriptor) throws(ArchiveFailure) -> Loaded? {
    guard let path = Self.path(of: descriptor) else { return nil }
    guard let blob = try blob(of: descriptor) else {
      if try store.blob(at: path) == nil {
        fail("`\(String(decoding: path, as: UTF8.self))` is missing", at: descriptor.place)
      }
      return nil
    }
    return try load(blob, path: String(decoding: path, as: UTF8.self))
  }

  mutating func load(_ blob: Blob, path: String) throws(ArchiveFailure) -> Loaded? {
    guard let bytes = blob.document else {
      fail(
        "\(name): `\(path)` is "
          + (blob.isTooLarge ? "larger than \(limits.documentBytes) bytes" : "no JSON text"))
      return nil
    }
    var jsonLimits = Limits()
    jsonLimits.bytes = limits.documentBytes
    jsonLimits.nodes = limits.documentNodes
    let file = SourceFile(name: "\(name):\(path)", bytes: bytes)
    let arena = JSONReader.read(file, symbols: SymbolTable(), limits: jsonLimits)
    readNodes += Int(arena.nodeCount)
    readBytes += bytes.count
    guard readNodes < limits.totalDocumentNodes, readBytes <= limits.totalReadBytes else {
      throw ArchiveFailure("the documents of the archive hold too many values", isLimit: true)
    }
    let source = reading.sources.count
    reading.sources.append(ImageSource(name: file.name, arena: arena))
    guard let root = arena.roots.first, arena.failures.isEmpty else {
      let failure = arena.failures.first
      // Node 0 belongs to no document.
      fail(
        "`\(path)`: \(failure?.message ?? "there is no JSON text")",
        at: ImagePlace(source: source, node: 0, span: failure?.span ?? .zero))
      return nil
    }
    return Loaded(root: root, cursor: DocumentCursor(arena, source: source), blob: blob)
  }

  /// Where a layout keeps the blob of a digest.
  static func path(of descriptor: Descriptor) -> [UInt8]? {
    guard let text = descriptor.digest.value, let digest = OCIGrammar.digest(text) else { return nil }
    return Array("blobs/".utf8) + digest.algorithm + [UInt8(ascii: "/")] + digest.encoded
  }

  /// The blob of a descriptor; nil if it is not at hand, or is not what the descriptor says, which is a problem.
  mutating func blob(of descriptor: Descriptor) throws(ArchiveFailure) -> Blob? {
    guard let path = Self.path(of: descriptor), let blob = try store.blob(at: path) else { return nil }
    guard let size = descriptor.size.value else { return nil }
    if size != blob.size {
      fail("the descriptor says \(size) bytes, the blob has \(blob.size)", at: descriptor.size.place)
      return nil
    }
    guard let expected = descriptor.digest.value,
      hasDigest(blob.digest, expected, "the blob", at: descriptor.digest.place) == true
    else { return nil }
    return blob
  }

  /// Whether bytes have the digest that is said of them; if not, that is a problem. Nil if it is not known: the algorithm is
  /// none that Moat computes, which is a problem too, or the bytes have to go by once more for it.
  mutating func hasDigest(_ actual: BlobDigest, _ expected: [UInt8], _ what: String, at place: ImagePlace) -> Bool? {
    let algorithm = Array(expected.prefix { $0 != UInt8(ascii: ":") })
    guard let text = actual.text(by: algorithm) else {
      if algorithm == BlobDigest.sha512Name {
        asksForSHA512 = true
      } else {
        fail("\(what) is not checked: of all digests, Moat computes SHA-256 and SHA-512", at: place)
      }
      return nil
    }
    if text != expected { fail("\(what) has another digest: \(String(decoding: text, as: UTF8.self))", at: place) }
    return text == expected
  }

  func isAtHand(_ descriptor: Descriptor) throws(ArchiveFailure) -> Bool {
    guard let path = Self.path(of: descriptor) else { return false }
    return try store.blob(at: path) != nil
  }

  /// Holds the blobs that a manifest names against their descriptors, as far as they are at hand.
  mutating func checkBlobs(of loaded: Loaded) throws(ArchiveFailure) {
    var cursor = loaded.cursor
    var nodes = ["config", "subject"].compactMap { cursor.member(loaded.root, $0, .object) }
    if let layers = cursor.member(loaded.root, "layers", .list) {
      nodes += cursor.children(layers).filter { cursor.kind($0) == .object }
    }
    for node in nodes { _ = try blob(of: cursor.descriptor(node)) }
  }

  /// The layers of a manifest with what the configuration says of them.
  mutating func merged(
    _ stored: ImageField<[ImageLayer]>, with configured: ImageField<[ImageLayer]>, at place: ImagePlace
  ) -> ImageField<[ImageLayer]> {
    guard case .present(let layers) = stored else { return configured }
    guard case .present(let diffs) = configured else { return stored }
    guard layers.value.count == diffs.value.count else {
      // Without a configuration, both are the manifest's own.
      fail(
        "the number of layers is \(layers.value.count) in the manifest and \(diffs.value.count) in the configuration",
        at: layers.place)
      return stored
    }
    let merged = zip(layers.value, diffs.value).map { layer, diff in
      var layer = layer
      if diff.diffID.value != nil { layer.diffID = diff.diffID }
      layer.history = diff.history
      return layer
    }
    return .present(merged, at: layers.place)
  }

  /// Holds each layer that is at hand against its descriptor and against the configuration.
  mutating func checkLayers(of image: inout ImageModel) throws(ArchiveFailure) {
    guard case .present(var layers) = image.layers else { return }
    for index in layers.value.indices {
      let layer = layers.value[index]
      let descriptor = Descriptor(
        place: layer.place, mediaType: layer.mediaType, digest: layer.digest, size: layer.size,
        artifactType: .absent(layer.place), urls: .absent(layer.place), annotations: .absent(layer.place),
        os: .absent(layer.place), osVersion: .absent(layer.place), architecture: .absent(layer.place),
        variant: .absent(layer.place))
      guard let blob = try blob(of: descriptor) else {
        // Layers that may not be given away stay where they are.
        if let path = Self.path(of: descriptor), !MediaType.isForeign(layer.mediaType.value ?? []),
          try store.blob(at: path) == nil
        {
          fail("`\(String(decoding: path, as: UTF8.self))` is missing", at: layer.place)
        }
        continue
      }
      compare(&layers.value[index], with: blob)
    }
    image.layers = .present(layers)
    image.unpackedSize = DocumentCursor.sum(layers.value.map { $0.unpackedSize }, at: layers.place)
  }

  /// Holds the unpacked bytes of a layer against the configuration.
  mutating func compare(_ layer: inout ImageLayer, with blob: Blob) {
    switch blob.unpacked {
    case .zstd:
      layer.unpackedSize = .unknown(.compression, layer.place)
    case .damaged(let message):
      layer.unpackedSize = .unknown(.malformed, layer.place)
      fail("a layer cannot be unpacked: \(message)", at: layer.place)
    case .same, .gzip:
      layer.unpackedSize = blob.unpackedSize.map { .present($0, at: layer.place) } ?? layer.unpackedSize
      guard case .present(let expected) = layer.diffID, let actual = blob.diffID else { return }
      _ = hasDigest(actual, expected.value, "the unpacked layer", at: expected.place)
    }
  }
}
