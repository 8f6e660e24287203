import MoatDocument
import MoatSource

/// Makes images of the files of an archive or a layout, and holds each descriptor against what it describes.
struct LayoutReader<Store: BlobStore> {
  /// A document of the store that could be read.
  struct Loaded {
    var root: UInt32
    var cursor: DocumentCursor
    var blob: Blob
  }

  /// An entry of an index that waits to be read, with the names that it has from the indexes above it.
  private struct Waiting {
    var reference: ManifestReference
    var names: [LocatedText]
    /// The digests of the indexes above it.
    var indexes: [LocatedText] = []
    /// Whether an index names it that is itself named by one.
    var isNested: Bool { !indexes.isEmpty }
  }

  let store: Store
  let name: String
  let limits: ImageLimits
  var reading = ImageReading(sources: [])
  private var visited: Set<[UInt8]> = []
  private var entries = 0
  private var indexes: [ImageIndexRecord] = []
  /// What was read so far, against the limits of all documents together.
  var readNodes = 0
  var readBytes = 0
  /// Whether something is to be held against a digest by SHA-512, which the store has not computed.
  var asksForSHA512 = false

  init(_ store: Store, name: String, limits: ImageLimits) {
    self.store = store
    self.name = name
    self.limits = limits
  }

  /// The images share all sources, so that their places hold.
  consuming func finish() -> (ImageReading, asksForSHA512: Bool) {
    if reading.images.isEmpty, reading.problems.isEmpty { fail("\(name): there is no image") }
    for index in reading.images.indices { reading.images[index].sources = reading.sources }
    if !reading.images.isEmpty { reading.images[0].indexes = indexes }
    return (reading, asksForSHA512)
  }

  mutating func fail(_ message: String, at place: ImagePlace? = nil) {
    if reading.problems.count < limits.problems { reading.problems.append(ImageProblem(message, at: place)) }
  }

  /// `manifest.json` of `docker save`, an OCI layout, or both: each program reads the one that it knows, so that the
  /// images of both count.
  mutating func readArchive() throws(ArchiveFailure) {
    let isSaved = try store.blob(at: Array("manifest.json".utf8)) != nil
    let isLayout = try store.blob(at: Array("index.json".utf8)) != nil
    guard isSaved || isLayout else {
      return fail("\(name): there is neither manifest.json, as `docker save` writes it, nor an OCI layout's index.json")
    }
    if isLayout { try readLayout(besideSaved: isSaved) }
    if isSaved { try readSaved() }
  }

  /// An OCI layout. Beside a `manifest.json`, Docker writes an index without manifests.
  mutating func readLayout(besideSaved: Bool = false) throws(ArchiveFailure) {
    guard let marker = try load("oci-layout") else { return }
    let markerProblems = OCIValidation.problems(
      root: marker.root, in: marker.cursor.arena, as: .layoutMarker, source: marker.cursor.source)
    keep(markerProblems)
    guard markerProblems.isEmpty, let index = try load("index.json") else { return }
    if besideSaved, index.cursor.kind(index.root) == .object, index.cursor.member(index.root, "manifests") == nil {
      return
    }
    let problems = OCIValidation.problems(
      root: index.root, in: index.cursor.arena, as: .index, source: index.cursor.source)
    keep(problems)
    guard problems.isEmpty else { return }
    var cursor = index.cursor
    var waiting = cursor.manifestReferences(index.root).reversed().map {
      Waiting(reference: $0, names: [])
    }
    // What pushes a layout of several images pushes this index as it is.
    indexes.append(
      ImageIndexRecord(
        digests: ImageModel.digests(ofText: cursor.arena), cursor.manifestReferences(index.root)))
    if waiting.isEmpty, !besideSaved { fail("the index names no image", at: cursor.place(index.root)) }
    while let next = waiting.popLast() {
      waiting += try read(next).reversed()
    }
    reading.attachArtifacts()
  }

  /// Reads what a descriptor of an index points to, and returns what that holds, if it is an index itself.
  private mutating func read(_ next: Waiting) throws(ArchiveFailure) -> [Waiting] {
    let descriptor = next.reference.descriptor
    entries += 1
    guard entries <= limits.manifests else {
      throw ArchiveFailure("the indexes have more than \(limits.manifests) entries", isLimit: true)
    }
    guard let type = descriptor.mediaType.value, let digest = descriptor.digest.value else { return [] }
    if next.reference.isAttestation {
      var reference = next.reference
      if try isAtHand(descriptor), var loaded = try load(descriptor) {
        try checkBlobs(of: loaded)
        reference.layerPredicates = loaded.cursor.predicates(loaded.root)
      }
      reading.attestations.append(reference)
      return []
    }
    let isIndex = MediaType.indexes.contains(type)
    guard isIndex || MediaType.manifests.contains(type) else {
      reading.others.append(next.reference)
      _ = try blob(of: descriptor)
      return []
    }
    // An index may name an image twice, by two names; an index within itself would never end.
    let names = Self.unique(next.names + Self.names(of: descriptor))
    if visited.contains(digest) {
      addNames(names, next.indexes, toImagesOf: digest)
      return []
    }
    visited.insert(digest)
    // Docker saves the index of all platforms with the image of one.
    if next.isNested, try !isAtHand(descriptor) {
      reading.missing.append(next.reference)
      return []
    }
    guard var loaded = try load(descriptor) else { return [] }
    let problems = OCIValidation.problems(
      root: loaded.root, in: loaded.cursor.arena, as: isIndex ? .index : .manifest, source: loaded.cursor.source)
    keep(problems)
    loaded.cursor.problems = problems
    if isIndex {
      guard problems.isEmpty else { return [] }
      let members = loaded.cursor.manifestReferences(loaded.root)
      indexes.append(ImageIndexRecord(digests: [digest], members))
      let above = next.indexes + [Located(digest, at: descriptor.digest.place)]
      return members.map { Waiting(reference: $0, names: names, indexes: above) }
    }
    try readImage(&loaded, next, names)
    return []
  }

  private mutating func readImage(
    _ loaded: inout Loaded, _ waiting: Waiting, _ names: [LocatedText]
  ) throws(ArchiveFailure) {
    let root = loaded.root
    guard loaded.cursor.kind(root) == .object, let node = loaded.cursor.member(root, "config", .object) else { return }
    let config = loaded.cursor.descriptor(node)
    let type = config.mediaType.value ?? []
    var reference = waiting.reference
    if loaded.cursor.text(root, "artifactType").value
      == Array("application/vnd.docker.attestation.manifest.v1+json".utf8)
    {
      reference.isAttestation = true
      if let subject = loaded.cursor.member(root, "subject", .object) {
        reference.subject = loaded.cursor.text(subject, "digest")
      }
      try checkBlobs(of: loaded)
      reference.layerPredicates = loaded.cursor.predicates(root)
      return reading.attestations.append(reference)
    }
    // Docker's first registries had a configuration of no type of its own.
    let images = [MediaType.ociConfig, MediaType.dockerConfig, Array("application/octet-stream".utf8)]
    guard images.contains(type) else {
      try checkBlobs(of: loaded)
      if let subject = loaded.cursor.member(root, "subject", .object) {
        reference.subject = loaded.cursor.text(subject, "digest")
      }
      reference.layerPredicates = loaded.cursor.predicates(root)
      let artifactType = loaded.cursor.text(root, "artifactType")
      reference.descriptor.artifactType = artifactType.value == nil ? config.mediaType : artifactType
      return reading.others.append(reference)
    }
    var image = ImageModel(
      form: .manifest, sources: [], place: loaded.cursor.place(root), reason: .notAtHand)
    image.manifestDigest = reference.descriptor.digest
    image.isManifestStored = true
    for digest in waiting.indexes { image.addDigest(digest) }
    image.tags = .unknown(.notAtHand, reference.descriptor.place)
    for name in names { image.addName(name) }
    image.repositoryDigests = .unknown(.notInForm, image.place)
    let known = loaded.cursor.problems.count
    loaded.cursor.readManifest(root, into: &image)
    keep(Array(loaded.cursor.problems.dropFirst(known)))
    addAnnotations(of: reference.descriptor, to: &image)
    let stored = image.layers
    if let configuration = try load(config) { readConfiguration(configuration, type, into: &image) }
    image.layers = merged(stored, with: image.layers, at: image.place)
    checkPlatform(reference.descriptor, image)
    try checkLayers(of: &image)
    reading.images.append(image)
  }

  /// Reads a configuration into an image, with its own problems.
  mutating func readConfiguration(_ loaded: Loaded, _ mediaType: [UInt8], into image: inout ImageModel) {
    var cursor = loaded.cursor
    cursor.problems = OCIValidation.problems(
      root: loaded.root, in: cursor.arena, as: .config, source: cursor.source)
    guard cursor.kind(loaded.root) == .object else { return keep(cursor.problems) }
    cursor.readConfiguration(loaded.root, mediaType: mediaType, into: &image)
    keep(cursor.problems)
  }

  /// Each name once, where it stands first.
  private static func unique(_ names: [LocatedText]) -> [LocatedText] {
    var seen: Set<[UInt8]> = []
    return names.filter { seen.insert($0.value).inserted }
  }

  private static func names(of descriptor: Descriptor) -> [LocatedText] {
    // containerd's annotation has the whole name, OCI's often only the tag, which is not a name.
    for name in ["io.containerd.image.name", "org.opencontainers.image.ref.name"] {
      if let pair = descriptor.annotations.value?.first(where: { $0.name.value == Array(name.utf8) }) {
        let marks = Set(":/@".utf8)
        return pair.value.value.contains(where: marks.contains) ? [pair.value] : []
      }
    }
    return []
  }

  private mutating func addNames(_ names: [LocatedText], _ indexes: [LocatedText], toImagesOf digest: [UInt8]) {
    for index in reading.images.indices
    where reading.images[index].manifestDigest.value == digest
      || reading.images[index].otherDigests.contains(where: { $0.value == digest })
    {
      addNames(names, to: index)
      for above in indexes { reading.images[index].addDigest(above) }
    }
  }

  /// Gives an image that was read already the names that it has besides.
  mutating func addNames(_ names: [LocatedText], to index: Int) {
    for name in names { reading.images[index].addName(name) }
  }

  private func addAnnotations(of descriptor: Descriptor, to image: inout ImageModel) {
    guard case .present(let above) = descriptor.annotations else { return }
    if image.annotations.unknownReason != nil { return }
    let own = image.annotations.value ?? []
    let names = Set(own.map { $0.name.value })
    let new = above.value.filter { !names.contains($0.name.value) }
    image.annotations = .present(own + new, at: image.annotations.value == nil ? above.place : image.annotations.place)
  }

  private mutating func checkPlatform(_ descriptor: Descriptor, _ image: ImageModel) {
    for (name, said, real) in [
      ("os", descriptor.os, image.os), ("architecture", descriptor.architecture, image.architecture),
    ] {
      guard let expected = said.value, let actual = real.value, expected != actual else { continue }
      fail(
        "the index says \(name) `\(DocumentCursor.shown(expected))`, the configuration "
          + "`\(DocumentCursor.shown(actual))`", at: said.place)
    }
  }

  mutating func keep(_ problems: [ImageProblem]) {
    reading.problems += problems.prefix(max(0, limits.problems - reading.problems.count))
  }
}
