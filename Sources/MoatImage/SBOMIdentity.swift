import MoatDocument
import MoatSource

/// Which image a bill of materials is of.
extension DocumentCursor {
  /// More than there are algorithms.
  private static let hashLimit = 32
  /// The images of one document whose names are read.
  static let describedLimit = 100

  /// The identifiers of what an SPDX document says that it describes.
  mutating func spdxDescribed(_ root: UInt32) -> Set<[UInt8]> {
    var described: Set<[UInt8]> = []
    for text in texts(root, "documentDescribes").value ?? [] { described.insert(text.value) }
    let own = Array("SPDXRef-DOCUMENT".utf8)
    for node in member(root, "relationships", .list).map({ children($0) }) ?? 0..<0 where kind(node) == .object {
      let type = text(node, "relationshipType").value
      let (from, to) = (text(node, "spdxElementId").value, text(node, "relatedSpdxElement").value)
      if type == Array("DESCRIBES".utf8), from == own, let to { described.insert(to) }
      if type == Array("DESCRIBED_BY".utf8), to == own, let from { described.insert(from) }
    }
    return described
  }

  /// The package that stands for the image: its URL, its checksums, what Trivy says in notes, and its name.
  mutating func readSPDXIdentity(
    _ node: UInt32, _ name: ImageField<[UInt8]>, _ url: ImageField<[UInt8]>, into image: inout ImageModel
  ) {
    let checksums = member(node, "checksums", .list).map { children($0) } ?? 0..<0
    for checksum in checksums.prefix(Self.hashLimit) where kind(checksum) == .object {
      readHash(text(checksum, "algorithm"), text(checksum, "checksumValue"), into: &image)
    }
    var notes = texts(node, "attributionTexts").value ?? []
    for annotation in member(node, "annotations", .list).map({ children($0) }) ?? 0..<0
    where kind(annotation) == .object {
      if case .present(let comment) = text(annotation, "comment") { notes.append(comment) }
    }
    var names: [LocatedText] = []
    for note in notes {
      guard let colon = note.value.firstRange(of: Array(": ".utf8)) else { continue }
      let value = Located(Array(note.value[colon.upperBound...]), at: note.place)
      switch String(decoding: note.value[..<colon.lowerBound], as: UTF8.self) {
      case "ImageID": image.configDigest = .present(value)
      case "RepoTag", "RepoDigest", "Reference": names.append(value)
      default: break
      }
    }
    image.addNames(names)
    // Whatever else names it says so more clearly than its name, which can be a path.
    if !readImageURL(url, into: &image) || !image.isNamed {
      readBillName(name, text(node, "versionInfo"), into: &image)
    }
  }

  /// The component that a CycloneDX document is of.
  mutating func readCycloneDXIdentity(_ component: UInt32, into image: inout ImageModel) {
    let isOfImage = readImageURL(packageURL(component, "purl"), into: &image)
    if isOfImage { image.isImage = .present(true, at: place(component)) }
    guard image.isImage.value != false else { return }
    let hashes = member(component, "hashes", .list).map { children($0) } ?? 0..<0
    for hash in hashes.prefix(Self.hashLimit) where kind(hash) == .object {
      readHash(text(hash, "alg"), text(hash, "content"), into: &image)
    }
    if !image.isNamed, image.isImage.value == true {
      readBillName(text(component, "name"), text(component, "version"), into: &image)
    }
  }

  /// A checksum of an image is that of its manifest.
  private func readHash(
    _ algorithm: ImageField<[UInt8]>, _ value: ImageField<[UInt8]>, into image: inout ImageModel
  ) {
    guard case .present(let digits) = value, let name = algorithm.value else { return }
    switch String(decoding: name, as: UTF8.self) {
    case "SHA256", "SHA-256": image.addDigest(Located(Array("sha256:".utf8) + digits.value, at: digits.place))
    case "SHA512", "SHA-512": image.addDigest(Located(Array("sha512:".utf8) + digits.value, at: digits.place))
    default: break
    }
  }
}
