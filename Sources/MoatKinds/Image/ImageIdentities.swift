import MoatDocument
import MoatValues

/// Which image documents of a run are of the image that a reference names: by name, by digest, and by what the indexes and the
/// manifests of the run say of digests.
///
/// A digest is one image, or one index with the images of several platforms, whatever stands before it. That a document's
/// digests do not have it says little, because a document seldom has all: so where the repository is the same, or where the
/// document has no name, the answer is known only if it is known what the digest is of.
///
/// Belongs to one worker; each question costs the same, however many documents there are.
final class ImageIdentities {
  /// A text that was asked for, and what it names: nil if it is not a reference.
  private struct Known {
    var text: [UInt8]
    var reference: Reference?
  }

  private struct Reference {
    /// Nil for what no document names.
    var repository: Int?
    var tagged: Int?
    /// What its digest is of; nil without one.
    var digest: ImageIdentityTable.Resolved?
  }

  /// The references that are kept.
  private static let limit = 1 << 16

  private let mirrors: ImageMirrors
  let source: ImageIdentitySource
  private var table: ImageIdentityTable?
  /// By the hash of the text, so that a question copies no bytes.
  private var known: [Int: Known] = [:]

  init(_ mirrors: ImageMirrors, _ source: ImageIdentitySource) {
    self.mirrors = mirrors
    self.source = source
  }

  private func table(of documents: DocumentSet) -> ImageIdentityTable {
    if let table, table.revision == documents.revision { return table }
    let read = source.table(of: documents, mirrors)
    table = read
    known.removeAll()
    return read
  }

  /// Whether the document of an image is of what a reference names; undetermined where that cannot be decided.
  func isSame(_ image: Value, _ reference: Value, in documents: DocumentSet) -> Value {
    guard image.tag == .node, reference.tag == .string else { return .undetermined(.wrongType) }
    let table = table(of: documents)
    guard let wanted = parse(reference, table) else { return .undetermined(.unparsable) }
    // Only an image has a name by which something can run it.
    guard let identity = table.identity(ofUnit: image.aux) else { return .bool(false) }
    let isNamed = wanted.repository.map { identity.repositories.contains($0) } ?? false
    guard let digest = wanted.digest else {
      if let tagged = wanted.tagged, identity.tagged.contains(tagged) { return .bool(true) }
      let hasTag = wanted.repository.map { identity.taggedRepositories.contains($0) } ?? false
      let isOpen = identity.repositories.isEmpty || isNamed && !hasTag
      return isOpen ? .undetermined(.notKnown, node: identity.unknownName, unit: image.aux) : .bool(false)
    }
    if Self.haveCommon(digest.all, identity.digests) { return .bool(true) }
    if !isNamed, !identity.repositories.isEmpty { return .bool(false) }
    if identity.isIndex, digest.manifests != nil { return .bool(false) }
    if let own = identity.manifest, let all = digest.manifests, !all.contains(own) { return .bool(false) }
    if let own = identity.configuration, let all = digest.configurations, !all.contains(own) { return .bool(false) }
    return .undetermined(.notKnown, node: identity.unknownDigest, unit: image.aux)
  }

  private static func haveCommon(_ left: Set<[UInt8]>, _ right: Set<[UInt8]>) -> Bool {
    left.count < right.count ? !left.isDisjoint(with: right) : !right.isDisjoint(with: left)
  }

  // MARK: References

  private func parse(_ reference: Value, _ table: ImageIdentityTable) -> Reference? {
    let hash = reference.withBytes { bytes in
      var hasher = Hasher()
      for index in bytes.indices { hasher.combine(bytes[index]) }
      return hasher.finalize()
    }
    if let known = known[hash], Self.has(reference, known.text) { return known.reference }
    let text = Self.bytes(reference)
    let parsed = mirrors.normalForm(text).map { form in
      Reference(
        repository: table.number(form.name), tagged: table.number(form.nameWithTag),
        digest: form.digest.map(table.resolve))
    }
    if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
    known[hash] = Known(text: text, reference: parsed)
    return parsed
  }

  private static func bytes(_ text: Value) -> [UInt8] { text.withBytes { bytes in bytes.indices.map { bytes[$0] } } }

  private static func has(_ value: Value, _ text: [UInt8]) -> Bool {
    value.withBytes { bytes in bytes.count == text.count && bytes.indices.allSatisfy { bytes[$0] == text[$0] } }
  }

  // MARK: Keys

  /// What the document of an image is filed under.
  func keys(ofUnit unit: UInt32, in documents: DocumentSet) -> ImageKeys { table(of: documents).keys(ofUnit: unit) }

  /// What a reference is filed under.
  func keys(of reference: Value) -> ImageKeys {
    guard reference.tag == .string, let form = mirrors.normalForm(Self.bytes(reference)) else { return .unknown }
    let keys = Set([form.name, form.digest].compactMap(\.self))
    return ImageKeys(possible: keys, certain: keys)
  }

  /// What the documents are found by that can be of a reference.
  func keys(ofDocumentsFor reference: Value, in documents: DocumentSet) -> ImageKeys {
    let own = keys(of: reference)
    guard let possible = own.possible, let digest = parse(reference, table(of: documents))?.digest else { return own }
    return ImageKeys(possible: possible.union(digest.all), certain: digest.all)
  }

  /// What the references are found by that can name the image of a document.
  func keys(ofReferencesTo image: Value, in documents: DocumentSet) -> ImageKeys {
    image.tag == .node ? table(of: documents).keys(ofReferencesToUnit: image.aux) : .unknown
  }
}
