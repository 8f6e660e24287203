import MoatDocument
import MoatImage
import MoatSource

/// The layers of an image, and the steps that made them.
extension ImageLowering {
  func writeLayers(_ writer: inout DocumentWriter) {
    objects("layers", image.layers, "the layers", at: \.place, &writer) { write($1, &$0) }
  }

  func write(_ layer: ImageLayer, _ writer: inout DocumentWriter) {
    text("digest", layer.digest, "the digest", &writer)
    text("diffID", layer.diffID, "the digest of the unpacked layer", &writer)
    text("mediaType", layer.mediaType, "the media type", &writer)
    size("size", layer.size, "the size", &writer)
    size("unpackedSize", layer.unpackedSize, "the unpacked size", &writer)
    guard let index = layer.history, let entry = image.history.value?[index] else {
      for key: StaticString in ["instruction", "createdBy", "isFromBase"] {
        writer.key(key)
        writer.unknown("which step made the layer is not known", at: span(layer.place))
      }
      return
    }
    if entry.instruction.isAbsent {
      writer.key("instruction")
      writer.unknown("another program than a builder of Dockerfiles made the layer", at: span(layer.place))
    } else {
      text("instruction", entry.instruction, "the instruction", &writer)
    }
    text("createdBy", entry.createdBy, "how it was made", &writer)
    writeIsFromBase(index, at: span(layer.place), &writer)
  }

  func writeSteps(_ writer: inout DocumentWriter) {
    let entries = Dictionary(
      (image.history.value ?? []).enumerated().map { ($1.place, $0) }, uniquingKeysWith: { first, _ in first })
    objects("steps", image.history, "the history", at: \.place, &writer) { writer, entry in
      text("createdBy", entry.createdBy, "what made the step", &writer)
      text("comment", entry.comment, "the comment", &writer)
      text("author", entry.author, "the author", &writer)
      day("created", entry.created, "the day of the step", &writer)
      field("isEmptyLayer", entry.isEmptyLayer, "whether the step made a layer", &writer) { $0.bool($1, at: $2) }
      writer.key("isInstruction")
      switch entry.instruction {
      case .present: writer.bool(true, at: span(entry.place))
      case .absent: writer.bool(false, at: span(entry.place))
      case .unknown: writer.unknown("what made this step is not known", at: span(entry.place))
      }
      writeIsFromBase(entries[entry.place], at: span(entry.place), &writer)
    }
  }
}

/// The layers of an image by their digests: each vulnerability asks for the one that it is in.
struct LayerIndex {
  private let layers: [ImageLayer]
  /// The first of each.
  private let byDiffID: [[UInt8]: Int]
  private let byDigest: [[UInt8]: Int]

  init(_ layers: [ImageLayer]) {
    self.layers = layers
    func first(_ digest: (ImageLayer) -> [UInt8]?) -> [[UInt8]: Int] {
      Dictionary(
        layers.enumerated().compactMap { index, layer in digest(layer).map { ($0, index) } },
        uniquingKeysWith: { first, _ in first })
    }
    byDiffID = first(\.diffID.value)
    byDigest = first(\.digest.value)
  }

  /// The first layer of either digest.
  func layer(_ details: VulnerabilityDetails) -> ImageLayer? {
    let found = [
      details.layerDiffID.value.flatMap { byDiffID[$0] }, details.layerDigest.value.flatMap { byDigest[$0] },
    ]
    return found.compactMap(\.self).min().map { layers[$0] }
  }
}
