package import MoatDocument

/// A text that an image was read from: one input, or one file of an archive.
package struct ImageSource: Sendable {
  /// The input's name; for a file of an archive, the archive's name, a colon, and the path in it.
  package var name: String
  package var arena: Arena

  package init(name: String, arena: Arena) {
    self.name = name
    self.arena = arena
  }
}

/// One image as far as its documents tell of it. Each field says where it stands, that there is none, or that it
/// cannot be told.
package struct ImageModel: Sendable {
  /// What the image was read from first.
  package var form: ImageDocumentForm
  /// The texts that places point into.
  package var sources: [ImageSource]
  /// The whole image in its document: the place of what concerns no field of it.
  package var place: ImagePlace
  /// False for the report or the bill of something else: a folder, a repository, an application.
  package var isImage: ImageField<Bool>

  // Names.
  /// As `repository:tag`, or whatever name the document gives.
  package var tags: ImageField<[LocatedText]>
  /// As `repository@sha256:…`.
  package var repositoryDigests: ImageField<[LocatedText]>
  /// The digest of the configuration: the image's ID to a daemon with its own store.
  package var configDigest: ImageField<[UInt8]>
  /// The digest of the manifest: the image's identity in a registry.
  package var manifestDigest: ImageField<[UInt8]>
  /// Whether `manifestDigest` is that of a manifest as a registry stores it. Scanners that take an image from a daemon make up a
  /// manifest of their own.
  package var isManifestStored = false
  /// Digests that it has besides, of its manifest or of indexes that list it.
  package var otherDigests: [LocatedText] = []
  /// The digests of the text itself, of a manifest or a configuration.
  package var textDigests: [[UInt8]] = []
  /// The indexes that the document tells of. Those of an archive stand in its first image.
  package var indexes: [ImageIndexRecord] = []

  // What it runs on, and when it was made.
  package var os: ImageField<[UInt8]>
  package var osVersion: ImageField<[UInt8]>
  package var architecture: ImageField<[UInt8]>
  package var variant: ImageField<[UInt8]>
  package var author: ImageField<[UInt8]>
  /// RFC 3339. A placeholder is unknown.
  package var created: ImageField<[UInt8]>

  package var config: ImageConfig
  package var layers: ImageField<[ImageLayer]>
  package var history: ImageField<[HistoryEntry]>
  /// Of the manifest; then those of the descriptor in the index with other names.
  package var annotations: ImageField<[LocatedPair]>
  /// Bytes of all layers as they are stored in a registry. Never to be compared with the unpacked size.
  package var compressedSize: ImageField<Int64>
  /// Bytes of all layers unpacked.
  package var unpackedSize: ImageField<Int64>

  // What others say of it.
  /// The distribution's family (`alpine`) and its version.
  package var distribution: ImageDistribution
  package var packages: ImageField<[ImagePackage]>
  package var vulnerabilities: ImageField<[ImageVulnerability]>
  package var secrets: ImageField<[ExposedSecret]>
  package var misconfigurations: ImageField<[Misconfiguration]>
  package var licenceFindings: ImageField<[LicenceFinding]>
  /// When packages or vulnerabilities were looked for; RFC 3339.
  package var scanned: ImageField<[UInt8]>
  /// The program that wrote the report or SBOM.
  package var tool: ImageField<[UInt8]>
  package var toolVersion: ImageField<[UInt8]>

  /// What an index or a layout lists for it.
  package var attached: AttachedArtifacts
  /// The types of the predicates in it, of a manifest of attestations.
  package var predicates: [ImageField<[UInt8]>] = []

  /// The images of an index, in its order. Empty for everything but an index.
  package var manifests: [ManifestReference] = []

  /// A model of which nothing is known, for a reader to fill in.
  package init(form: ImageDocumentForm, sources: [ImageSource], place: ImagePlace, reason: UnknownReason) {
    self.form = form
    self.sources = sources
    self.place = place
    isImage = .present(true, at: place)
    tags = .unknown(reason, place)
    repositoryDigests = .unknown(reason, place)
    configDigest = .unknown(reason, place)
    manifestDigest = .unknown(reason, place)
    os = .unknown(reason, place)
    osVersion = .unknown(reason, place)
    architecture = .unknown(reason, place)
    variant = .unknown(reason, place)
    author = .unknown(reason, place)
    created = .unknown(reason, place)
    config = ImageConfig(reason: reason, place: place)
    layers = .unknown(reason, place)
    history = .unknown(reason, place)
    annotations = .unknown(reason, place)
    compressedSize = .unknown(reason, place)
    unpackedSize = .unknown(reason, place)
    distribution = ImageDistribution(reason: reason, place: place)
    packages = .unknown(reason, place)
    vulnerabilities = .unknown(reason, place)
    secrets = .unknown(reason, place)
    misconfigurations = .unknown(reason, place)
    licenceFindings = .unknown(reason, place)
    scanned = .unknown(reason, place)
    tool = .unknown(reason, place)
    toolVersion = .unknown(reason, place)
    attached = AttachedArtifacts(reason: reason, place: place)
  }
}

/// The operating system's distribution, as a scanner found it.
package struct ImageDistribution: Hashable, Sendable {
  package var family: ImageField<[UInt8]>
  package var version: ImageField<[UInt8]>
  /// Whether its support has ended, as the scanner says.
  package var isEndOfLife: ImageField<Bool>

  package init(reason: UnknownReason, place: ImagePlace) {
    family = .unknown(reason, place)
    version = .unknown(reason, place)
    isEndOfLife = .unknown(reason, place)
  }

  /// There is none.
  package init(absentAt place: ImagePlace) {
    family = .absent(place)
    version = .absent(place)
    isEndOfLife = .absent(place)
  }
}

/// One layer, from the lowest.
package struct ImageLayer: Hashable, Sendable {
  package var place: ImagePlace
  /// Of the bytes as they are stored, often compressed.
  package var digest: ImageField<[UInt8]>
  /// Of the unpacked bytes.
  package var diffID: ImageField<[UInt8]>
  package var mediaType: ImageField<[UInt8]>
  /// Bytes as they are stored.
  package var size: ImageField<Int64>
  /// Bytes when unpacked.
  package var unpackedSize: ImageField<Int64>
  /// The entry of the history that made it, as an index; nil if the history does not fit the layers.
  package var history: Int?

  package init(place: ImagePlace, reason: UnknownReason) {
    self.place = place
    digest = .unknown(reason, place)
    diffID = .unknown(reason, place)
    mediaType = .unknown(reason, place)
    size = .unknown(reason, place)
    unpackedSize = .unknown(reason, place)
  }
}

/// An entry of an index: an image of one platform, an attestation about one, or something else.
package struct ManifestReference: Hashable, Sendable {
  package var descriptor: Descriptor
  /// `vnd.docker.reference.type` is `attestation-manifest`: no image that could run.
  package var isAttestation: Bool
  /// The digest of the image that the attestation is about.
  package var subject: ImageField<[UInt8]>
  /// The types of the predicates in its manifest, where that is at hand.
  var layerPredicates: [ImageField<[UInt8]>] = []

  package init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
    func annotation(_ name: String) -> LocatedText? {
      descriptor.annotations.value?.first { $0.name.value == Array(name.utf8) }?.value
    }
    let type = annotation("vnd.docker.reference.type")
    isAttestation =
      type?.value == Array("attestation-manifest".utf8)
      || descriptor.artifactType.value == Array("application/vnd.docker.attestation.manifest.v1+json".utf8)
    subject = annotation("vnd.docker.reference.digest").map { .present($0) } ?? .absent(descriptor.place)
  }
}

/// One package that an SBOM or a report lists.
package struct ImagePackage: Hashable, Sendable {
  package var place: ImagePlace
  package var name: ImageField<[UInt8]>
  package var version: ImageField<[UInt8]>
  /// The kind of package: `apk`, `npm`; the type of its package URL, else what the document calls it.
  package var type: ImageField<[UInt8]>
  /// The package URL.
  package var url: ImageField<[UInt8]>
  /// Licences as they are written: SPDX identifiers, expressions, or names.
  package var licences: ImageField<[LocatedText]>
}

/// One vulnerability of one package.
package struct ImageVulnerability: Hashable, Sendable {
  package var place: ImagePlace
  /// Such as `CVE-2021-44228`.
  package var id: ImageField<[UInt8]>
  /// In upper case: UNKNOWN, NEGLIGIBLE, LOW, MEDIUM, HIGH, CRITICAL; whatever else the document has, as it is.
  package var severity: ImageField<[UInt8]>
  package var package: ImageField<[UInt8]>
  package var packageURL: ImageField<[UInt8]>
  /// The type of the package URL, or what that would be: the package's ecosystem.
  package var packageType: ImageField<[UInt8]>
  package var installed: ImageField<[UInt8]>
  /// The versions without it. Absent where the document says that there is no fix.
  package var fixedIn: ImageField<[LocatedText]>
  /// As the document has it: Trivy's `affected`, Grype's `not-fixed`, CycloneDX's analysis state.
  package var status: ImageField<[UInt8]>
  package var published: ImageField<[UInt8]>
  /// Whether it is in CISA's catalogue of known exploited vulnerabilities.
  package var isKnownExploited: ImageField<Bool>
  package var url: ImageField<[UInt8]>
  /// nil where the form of the document has none of them.
  package var details: VulnerabilityDetails?
  /// Other ids of the same vulnerability: the CVE of a GHSA.
  package var aliases: [LocatedText] = []
}
