import MoatDocument
import MoatSource

/// An attestation that is listed for an image.
package struct AttachedAttestation: Hashable, Sendable {
  /// The type of its predicate. An index says of one of BuildKit only that it is there; its manifest tells the types.
  package var predicate: ImageField<[UInt8]>
  /// The digest of its manifest.
  package var manifest: [UInt8]?
}

/// The attestations and signatures that an index or a layout lists for an image, each by its type. A document of another form
/// lists none, which says nothing.
package struct AttachedArtifacts: Hashable, Sendable {
  package var attestations: ImageField<[AttachedAttestation]>
  package var signatures: ImageField<[LocatedText]>

  package init(reason: UnknownReason, place: ImagePlace) {
    attestations = .unknown(reason, place)
    signatures = .unknown(reason, place)
  }

  /// Those of a list of descriptors; unknown where there is an artifact that may be either.
  init(_ references: [ManifestReference], at place: ImagePlace) {
    var attestations: [AttachedAttestation] = []
    var signatures: [LocatedText] = []
    var isOpen = false
    for reference in references {
      switch reference.artifact {
      case .attestation(let types):
        let manifest = reference.descriptor.digest.value
        attestations += types.map { AttachedAttestation(predicate: $0, manifest: manifest) }
      case .signature(let type): signatures.append(type)
      case .either: isOpen = true
      case nil: break
      }
    }
    func field<Element>(_ types: [Element]) -> ImageField<[Element]> {
      isOpen && types.isEmpty ? .unknown(.ambiguous, place) : .present(types, at: place)
    }
    // There may be one more.
    if isOpen, !attestations.isEmpty {
      attestations.append(AttachedAttestation(predicate: .unknown(.ambiguous, place)))
    }
    self.attestations = field(attestations)
    self.signatures = field(signatures)
  }
}

extension ManifestReference {
  /// What is attached to an image, with the type that tells it.
  enum Artifact: Hashable {
    /// By the types of the predicates in it: a manifest of BuildKit has several.
    case attestation([ImageField<[UInt8]>])
    case signature(LocatedText)
    /// A bundle of Sigstore that does not say what it holds.
    case either
  }

  private static let attestationTypes: Set<String> = [
    "application/vnd.docker.attestation.manifest.v1+json", "application/vnd.in-toto+json",
    "application/vnd.dsse.envelope.v1+json", "application/vnd.dev.cosign.artifact.att.v1+json",
  ]
  private static let signatureTypes: Set<String> = [
    "application/vnd.dev.cosign.artifact.sig.v1+json", "application/vnd.dev.cosign.simplesigning.v1+json",
    "application/vnd.cncf.notary.signature",
  ]

  /// nil for an image, and for an artifact of another type.
  var artifact: Artifact? {
    func annotation(_ name: String) -> LocatedText? {
      descriptor.annotations.value?.first { $0.name.value == Array(name.utf8) }?.value
    }
    if case .present(let type) = descriptor.artifactType {
      let name = String(decoding: type.value, as: UTF8.self)
      if Self.attestationTypes.contains(name) { return .attestation(predicates) }
      if Self.signatureTypes.contains(name) { return .signature(type) }
      if name.hasPrefix("application/vnd.dev.sigstore.bundle") {
        guard let predicate = annotation("dev.sigstore.bundle.predicateType") else { return .either }
        let isSignature = predicate.value == Array("https://sigstore.dev/cosign/sign/v1".utf8)
        return isSignature ? .signature(predicate) : .attestation([.present(predicate)])
      }
    }
    if isAttestation { return .attestation(predicates) }
    // Cosign's first scheme: a tag that names the digest.
    guard let tag = cosignTag else { return nil }
    if tag.name.value.suffix(4).elementsEqual(".sig".utf8) { return .signature(tag.name) }
    return tag.name.value.suffix(4).elementsEqual(".att".utf8) ? .attestation(predicates) : nil
  }

  /// The types of the predicates by its manifest, else by its descriptor.
  private var predicates: [ImageField<[UInt8]>] {
    if !layerPredicates.isEmpty { return layerPredicates }
    return [Self.predicate(of: descriptor)]
  }

  /// The type that the annotations of a descriptor tell: BuildKit's or Cosign's.
  static func predicate(of descriptor: Descriptor) -> ImageField<[UInt8]> {
    for name in ["in-toto.io/predicate-type", "predicateType"] {
      let pair = descriptor.annotations.value?.first { $0.name.value == Array(name.utf8) }
      if let pair, !pair.value.value.isEmpty { return .present(pair.value) }
    }
    return .unknown(.notAtHand, descriptor.place)
  }

  /// The digest of the image that it is attached to.
  var attachedTo: [UInt8]? { subject.value ?? cosignTag?.digest }

  /// `sha256-<digits>.sig` and the like, with the digest.
  private var cosignTag: (name: LocatedText, digest: [UInt8])? {
    guard
      let name = descriptor.annotations.value?.first(where: {
        $0.name.value == Array("org.opencontainers.image.ref.name".utf8)
      })?.value, name.value.starts(with: Array("sha256-".utf8)), let dot = name.value.firstIndex(of: UInt8(ascii: ".")),
      dot == 7 + 64
    else { return nil }
    return (name, Array("sha256:".utf8) + name.value[7..<dot])
  }
}

extension ImageReading {
  /// Gives the images of an index or a layout what it lists for them.
  mutating func attachArtifacts() {
    let references = attestations + others
    var bySubject: [[UInt8]: [ManifestReference]] = [:]
    for reference in references {
      if let subject = reference.attachedTo { bySubject[subject, default: []].append(reference) }
    }
    for index in images.indices {
      let image = images[index]
      if image.form == .index {
        images[index].attached = AttachedArtifacts(image.manifests, at: image.place)
      } else if let digest = image.manifestDigest.value {
        images[index].attached = AttachedArtifacts(bySubject[digest] ?? [], at: image.place)
      }
    }
  }
}

extension DocumentCursor {
  private static let statementTypes: Set<[UInt8]> = Set(
    ["application/vnd.in-toto+json", "application/vnd.dsse.envelope.v1+json"].map { Array($0.utf8) })

  /// The types of the predicates in a manifest of attestations, one for each layer that is one.
  mutating func predicates(_ root: UInt32) -> [ImageField<[UInt8]>] {
    guard let list = member(root, "layers", .list) else { return [] }
    var types: [ImageField<[UInt8]>] = []
    for node in children(list) where kind(node) == .object {
      let descriptor = descriptor(node)
      guard descriptor.mediaType.value.map(Self.statementTypes.contains) == true else { continue }
      types.append(ManifestReference.predicate(of: descriptor))
    }
    return types
  }

  /// A manifest that is attached to another: an artifact with a `subject`. What it tells of the image is that it is there; its
  /// layers are not the image's.
  mutating func readReferrer(_ root: UInt32, into image: inout ImageModel) {
    guard let subject = member(root, "subject", .object) else { return }
    var reference = ManifestReference(descriptor(subject))
    reference.descriptor.artifactType = text(root, "artifactType")
    if reference.descriptor.artifactType.value == nil, let config = member(root, "config", .object) {
      reference.descriptor.artifactType = text(config, "mediaType")
    }
    reference.descriptor.annotations = pairs(root, "annotations")
    reference.layerPredicates = predicates(root)
    guard reference.artifact != nil else { return }
    let digest = text(subject, "digest")
    var known = ImageModel(form: image.form, sources: image.sources, place: image.place, reason: .notAtHand)
    known.manifestDigest = digest
    known.attached = AttachedArtifacts([reference], at: place(root))
    // That the other kind is not here says nothing.
    if known.attached.attestations.value?.isEmpty == true {
      known.attached.attestations = .unknown(.notAtHand, place(root))
    }
    if known.attached.signatures.value == [] { known.attached.signatures = .unknown(.notAtHand, place(root)) }
    image = known
  }
}
