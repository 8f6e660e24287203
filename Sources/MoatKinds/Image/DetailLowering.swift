import MoatDocument
import MoatImage
import MoatSource

/// What some documents tell besides: the details of a vulnerability, the layer that it is in, and the base of an image.
extension ImageLowering {
  func writeDetails(_ found: ImageVulnerability, _ writer: inout DocumentWriter) {
    let details = found.details ?? VulnerabilityDetails(reason: .notInForm, place: found.place)
    number("cvss", details.score, "the score of CVSS", &writer)
    text("cvssVector", details.vector, "the vector of CVSS", &writer)
    number("epss", details.exploitProbability, "the probability by EPSS", &writer)
    number("epssPercentile", details.exploitPercentile, "the percentile by EPSS", &writer)
    day("fixPublished", details.fixPublished, "the day of the fix", &writer)
    writer.key("layer")
    if details.layerDiffID.value == nil, details.layerDigest.value == nil {
      writer.unknown("the report does not tell the layer of the package", at: span(found.place))
    } else {
      let layer = layer(details)
      writer.object(at: span(layer.place)) { write(layer, &$0) }
    }
  }

  /// The layer of the image, with all that its documents tell of it; else what the report says of it.
  private func layer(_ details: VulnerabilityDetails) -> ImageLayer {
    if var known = layerIndex.layer(details) {
      if known.digest.value == nil { known.digest = details.layerDigest }
      if known.diffID.value == nil { known.diffID = details.layerDiffID }
      return known
    }
    let place = details.layerDiffID.value == nil ? details.layerDigest.place : details.layerDiffID.place
    var layer = ImageLayer(place: place, reason: .notAtHand)
    layer.digest = details.layerDigest
    layer.diffID = details.layerDiffID
    return layer
  }

  func writeWhatDetailsAreTold(_ writer: inout DocumentWriter) {
    let found = image.vulnerabilities.value ?? []
    flag("hasEPSS", found.contains { $0.details?.exploitProbability.value != nil }, &writer)
  }

  private func flag(_ key: StaticString, _ answer: Bool, _ writer: inout DocumentWriter) {
    writer.key(key)
    writer.bool(answer, at: image.place.source == Self.text(of: image) ? image.place.span : .zero)
  }

  /// A number as its document has it.
  private func number(
    _ key: StaticString, _ field: ImageField<[UInt8]>, _ what: String, _ writer: inout DocumentWriter
  ) {
    self.field(key, field, what, &writer) { $0.number($1, at: $2) }
  }

  // MARK: The base

  /// The annotation of the manifest, else the label; a label may be left over from the base's own base.
  private func declared(_ name: String) -> ImageField<[UInt8]> {
    for pairs in [image.annotations, image.config.labels] {
      if let pair = pairs.value?.first(where: { $0.name.value == Array(name.utf8) }), !pair.value.value.isEmpty {
        return .present(pair.value)
      }
    }
    return .unknown(.notAtHand, image.place)
  }

  /// The day of the last step before the end of the base, as far as the history tells where that is.
  private var baseCreated: ImageField<[UInt8]> {
    guard let entries = image.history.value, let count = baseEntries, count > 0 else {
      return .unknown(.notAtHand, image.history.place)
    }
    return entries[count - 1].created.unknownIfAbsent(.notAtHand)
  }

  /// Whether a step of the history is one of the base.
  func writeIsFromBase(_ entry: Int?, at place: Span, _ writer: inout DocumentWriter) {
    writer.key("isFromBase")
    if let entry, let count = baseEntries {
      writer.bool(entry < count, at: place)
    } else {
      writer.unknown("the history does not tell where the base image ends", at: place)
    }
  }

  func writeBase(_ writer: inout DocumentWriter) {
    flag("hasBase", baseEntries != nil, &writer)
    text("baseName", declared("org.opencontainers.image.base.name"), "the name of the base image", &writer)
    text("baseDigest", declared("org.opencontainers.image.base.digest"), "the digest of the base image", &writer)
    day("baseCreated", baseCreated, "the day on which the base image was made", &writer)
  }

  // MARK: What is listed for the image

  func writeAttached(_ writer: inout DocumentWriter) {
    flag("hasListing", image.attached.attestations.unknownReason == nil, &writer)
    field("hasAttestations", image.attached.attestations, "the attestations of the image", &writer) {
      $0.bool(!$1.isEmpty, at: $2)
    }
    field("attestations", image.attached.attestations, "the attestations of the image", &writer) {
      writer, attestations, place in
      writer.list(at: place) { writer in
        for attestation in attestations {
          element(attestation.predicate, "the type of an attestation", &writer) { $0.text($1, at: $2) }
        }
      }
    }
    texts("signatures", image.attached.signatures, "the signatures of the image", &writer)
  }
}
