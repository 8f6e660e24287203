package import MoatDocument
import MoatSource

/// What a JSON text about images is.
package enum ImageDocumentForm: String, Hashable, Sendable, CaseIterable {
  /// `docker image inspect`: a list of images, or one of them.
  case inspect
  /// `docker inspect` of containers: recognised, so that it is not taken for an image.
  case containerInspect
  /// The configuration of an image, OCI's or Docker's.
  case config
  /// The manifest of one image, OCI's or Docker's.
  case manifest
  /// An index of several images, or Docker's manifest list.
  case index
  /// The file `oci-layout` at the top of a layout.
  case layoutMarker
  /// `manifest.json` of `docker save`.
  case saveManifest
  case trivyReport
  /// Trivy's report before version 0.16: a list of results.
  case trivyResults
  /// Trivy's report of the workloads of a cluster.
  case trivyKubernetes
  /// A resource of the Trivy operator. It is a Kubernetes object, which may stand in a list or a stream with others.
  case trivyOperator
  case grypeReport
  /// Syft's own report.
  case syft
  /// SPDX 2.
  case spdx
  /// SPDX 3: recognised and refused.
  case spdx3
  case cycloneDX
  /// Statements of VEX: they tell of no image by themselves, and change what reports say.
  case openVEX
  case csaf

  /// The form as messages name it.
  package var title: String {
    switch self {
    case .inspect: "docker inspect of an image"
    case .containerInspect: "docker inspect of a container"
    case .config: "image configuration"
    case .manifest: "image manifest"
    case .index: "image index"
    case .layoutMarker: "marker of an OCI layout"
    case .saveManifest: "manifest.json of docker save"
    case .trivyReport, .trivyResults: "Trivy report"
    case .trivyKubernetes: "Trivy report of a cluster"
    case .trivyOperator: "resource of the Trivy operator"
    case .grypeReport: "Grype report"
    case .syft: "Syft report"
    case .spdx: "SPDX document"
    case .spdx3: "SPDX 3 document"
    case .cycloneDX: "CycloneDX document"
    case .openVEX: "OpenVEX document"
    case .csaf: "CSAF advisory"
    }
  }
}

/// What came of reading one document, archive or layout: its images, and what is wrong with it.
package struct ImageReading: Sendable {
  package var sources: [ImageSource]
  package var images: [ImageModel] = []
  /// Attestation manifests that an index or a layout holds beside its images.
  package var attestations: [ManifestReference] = []
  /// What else it holds: artifacts that are no images.
  package var others: [ManifestReference] = []
  /// Images that an index of a layout names and that are not in it: those of platforms that nobody saved.
  package var missing: [ManifestReference] = []
  package var problems: [ImageProblem] = []
  /// What VEX says.
  package var statements: [ExploitStatement] = []
  /// Whether the text is a document of VEX.
  package var isOfStatements = false
  /// The root of the text, if it is one.
  package var place: ImagePlace?
  /// The report that the text is, or has, and that is not read.
  package var unread: UnreadReport?
  /// Whether one of several reports in the text may have images that could not be read.
  package var lacksPart = false
  /// Parts of the texts that hold secrets, beside those that look like some: no output shows them.
  package var secrets: [ImagePlace] = []

  /// Whether there may be images that could not be read. Of a text the images are known, whatever is wrong with them; an
  /// archive with problems may hold others.
  package var mayLackImages: Bool {
    if lacksPart || unread?.mayTellOfImages == true { return true }
    return unread == nil && !isOfStatements && problems.contains { $0.kind == .wrong }
      && (images.isEmpty || sources.count > 1)
  }
}

/// Recognises and reads the JSON texts that tell of images.
package enum ImageDocument {
  /// What a document is by its content; nil if it tells of no image.
  package static func recognise(root: UInt32, in arena: Arena) -> ImageDocumentForm? {
    let cursor = DocumentCursor(arena, source: 0)
    switch cursor.kind(root) {
    case .object: return recogniseObject(root, cursor)
    case .list:
      // What the first element is, the list is: a wrong element further down is an error of that list.
      guard let first = cursor.children(root).first, cursor.kind(first) == .object else { return nil }
      return recogniseElement(first, cursor)
    default: return nil
    }
  }

  /// Reads a document of a known form.
  package static func read(root: UInt32, in arena: Arena, as form: ImageDocumentForm) -> ImageReading {
    let sources = [ImageSource(name: arena.source.name, arena: arena)]
    var reading = ImageReading(sources: sources)
    var cursor = DocumentCursor(arena, source: 0)
    cursor.problems = OCIValidation.problems(root: root, in: arena, as: form, source: 0)
    var blank: ImageModel {
      ImageModel(form: form, sources: sources, place: cursor.place(root), reason: .notInForm)
    }
    switch form {
    case .inspect: reading.images = cursor.inspected(root, blank)
    case .config:
      var image = blank
      cursor.readConfiguration(root, mediaType: nil, into: &image)
      image.textDigests = ImageModel.digests(ofText: arena)
      reading.images = [image]
    case .manifest:
      var image = ImageModel(form: form, sources: sources, place: cursor.place(root), reason: .notAtHand)
      cursor.readManifest(root, into: &image)
      image.predicates = cursor.predicates(root)
      cursor.readReferrer(root, into: &image)
      image.textDigests = ImageModel.digests(ofText: arena)
      reading.images = [image]
    case .index:
      var image = ImageModel(form: form, sources: sources, place: cursor.place(root), reason: .notAtHand)
      image.manifests = cursor.manifestReferences(root)
      image.annotations = cursor.pairs(root, "annotations")
      image.indexes = [ImageIndexRecord(digests: ImageModel.digests(ofText: arena), image.manifests)]
      reading.attestations = image.manifests.filter { $0.isAttestation }
      reading.images = [image]
      if cursor.member(root, "manifests", .list) != nil { reading.attachArtifacts() }
    case .saveManifest: reading.images = cursor.savedImages(root).map { $0.model(sources) }
    case .trivyReport, .trivyResults: reading.images = [cursor.trivy(root, blank)]
    case .trivyKubernetes: reading.images = cursor.trivyKubernetes(root, blank)
    case .trivyOperator: reading.images = [cursor.trivyOperator(root, blank)].compactMap(\.self)
    case .grypeReport: reading.images = [cursor.grype(root, blank)]
    case .syft: reading.images = [cursor.syft(root, blank)]
    case .openVEX, .csaf:
      reading.statements = form == .csaf ? cursor.csaf(root) : cursor.openVEX(root)
      reading.isOfStatements = true
    case .spdx: reading.images = [cursor.spdx(root, blank)]
    case .cycloneDX: reading.images = [cursor.cycloneDX(root, blank)]
    case .spdx3:
      let unread = UnreadReport(
        "SPDX 3 document", "Moat reads SPDX 2: convert it, or give a CycloneDX document")
      cursor.report(ImageProblem(unread: unread.message, at: blank.place))
      reading.unread = unread
    case .containerInspect:
      cursor.report(ImageProblem("this describes containers, not images: give `docker image inspect`", at: blank.place))
    case .layoutMarker: break
    }
    reading.place = blank.place
    reading.problems = cursor.problems
    reading.secrets = cursor.secrets
    return reading
  }

  private static func recogniseElement(_ node: UInt32, _ cursor: DocumentCursor) -> ImageDocumentForm? {
    if cursor.member(node, "Config", .string) != nil, cursor.member(node, "Layers") != nil { return .saveManifest }
    if let form = inspectForm(node, cursor) { return form }
    let results = ["Vulnerabilities", "Packages", "Misconfigurations", "Secrets", "Class", "Type"]
    if cursor.member(node, "Target", .string) != nil,
      results.contains(where: { cursor.arena.child(of: node, named: $0) != NodeIndex.none })
    {
      return .trivyResults
    }
    return nil
  }

  /// `docker inspect` of whatever it was given. A container has the configuration of its host; an image has layers.
  private static func inspectForm(_ node: UInt32, _ cursor: DocumentCursor) -> ImageDocumentForm? {
    guard cursor.member(node, "Id", .string) != nil else { return nil }
    if cursor.member(node, "HostConfig", .object) != nil || cursor.member(node, "State", .object) != nil,
      cursor.member(node, "Image", .string) != nil
    {
      return .containerInspect
    }
    let hasNames = cursor.member(node, "RepoTags") != nil || cursor.member(node, "RepoDigests") != nil
    return cursor.member(node, "RootFS", .object) != nil || (hasNames && cursor.member(node, "Os") != nil)
      ? .inspect : nil
  }

  private static func recogniseObject(_ root: UInt32, _ cursor: DocumentCursor) -> ImageDocumentForm? {
    func has(_ name: String, _ kind: NodeKind) -> Bool { cursor.member(root, name, kind) != nil }
    func stands(_ name: String) -> Bool { cursor.arena.child(of: root, named: name) != NodeIndex.none }
    // A Kubernetes object may hold any of the names below.
    if has("apiVersion", .string), has("kind", .string) { return nil }
    if let format = cursor.member(root, "bomFormat", .string) {
      return cursor.arena.bytes(format) == Array("CycloneDX".utf8) ? .cycloneDX : nil
    }
    if let version = cursor.member(root, "spdxVersion", .string) {
      if cursor.arena.bytes(version).starts(with: Array("SPDX-3".utf8)) { return .spdx3 }
      return cursor.arena.bytes(version).starts(with: Array("SPDX-2".utf8)) ? .spdx : nil
    }
    if let context = cursor.member(root, "@context", .string), has("@graph", .list) {
      return String(decoding: cursor.arena.bytes(context), as: UTF8.self).contains("spdx.org/rdf/3") ? .spdx3 : nil
    }
    if has("SchemaVersion", .int), has("ArtifactName", .string) || has("ArtifactType", .string) || has("Results", .list)
    {
      return .trivyReport
    }
    if has("ClusterName", .string) || has("Resources", .list) || has("Findings", .list),
      cursor.isTrivyKubernetes(root)
    {
      return .trivyKubernetes
    }
    // Several programs write documents of one shape, and say in `descriptor.name` which of them it was.
    let descriptor = cursor.member(root, "descriptor", .object)
    let writer = descriptor.flatMap { cursor.member($0, "name", .string) }.map { cursor.arena.bytes($0) }
    if has("matches", .list), descriptor != nil || has("source", .object) || has("distro", .object) {
      return writer ?? Array("grype".utf8) == Array("grype".utf8) ? .grypeReport : nil
    }
    if has("artifacts", .list), writer == Array("syft".utf8) || has("source", .object) && cursor.isOfSyft(root) {
      return writer ?? Array("syft".utf8) == Array("syft".utf8) ? .syft : nil
    }
    if cursor.isOpenVEX(root) { return .openVEX }
    if cursor.isCSAF(root) { return .csaf }
    if stands("imageLayoutVersion") { return .layoutMarker }
    if let form = manifestForm(root, cursor) { return form }
    if let form = inspectForm(root, cursor) { return form }
    let isConfig = has("architecture", .string) || has("os", .string)
    if isConfig, has("rootfs", .object) || has("config", .object) || has("history", .list) { return .config }
    if let rootfs = cursor.member(root, "rootfs", .object), cursor.member(rootfs, "diff_ids") != nil { return .config }
    return nil
  }

  /// A manifest or an index. The media type says which; without it, what they hold.
  private static func manifestForm(_ root: UInt32, _ cursor: DocumentCursor) -> ImageDocumentForm? {
    if let type = cursor.member(root, "mediaType", .string).map({ cursor.arena.bytes($0) }) {
      if MediaType.indexes.contains(type) { return .index }
      if MediaType.manifests.contains(type) { return .manifest }
    }
    guard cursor.member(root, "schemaVersion") != nil else { return nil }
    if cursor.arena.child(of: root, named: "manifests") != NodeIndex.none { return .index }
    let parts = ["layers", "fsLayers"]
    return parts.contains { cursor.arena.child(of: root, named: $0) != NodeIndex.none } ? .manifest : nil
  }
}
