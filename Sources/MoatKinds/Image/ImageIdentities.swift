import MoatDocument
import MoatValues

/// Which image documents of a run are of the image that a reference names: by name, by digest, and by what the indexes and the
/// manifests of the run say of digests.
///
/// A digest is one image, or one index with the images of several platforms, whatever stands before it. That a document's
/// digests do not have it says little, because a document seldom has all: so where the repository is the same, or where the
/// document has no name, the answer is known only if it is known what the digest is of.
///
/// Belongs to one worker and its set of documents; each question costs the same, however many documents there are.
final class ImageIdentities {
  private struct Reference {
    var repository: Int
    var tagged: Int
    var digest: [UInt8]?
  }

  private struct Identity {
    var repositories: Set<Int> = []
    /// Repositories for which a tag is known.
    var taggedRepositories: Set<Int> = []
    var tagged: Set<Int> = []
    /// Of its manifest, its configuration, and of indexes that list it.
    var digests: Set<[UInt8]> = []
    /// The digest of its manifest, if that is one that a registry stores.
    var manifest: [UInt8]?
    var configuration: [UInt8]?
    var isIndex = false
    var unknownName = NodeIndex.none
    var unknownDigest = NodeIndex.none
  }

  /// What a digest is known to be of.
  private struct Resolved {
    /// Itself and all that is known to be below it.
    var all: Set<[UInt8]> = []
    /// The manifests of all platforms; nil if they are not all known.
    var manifests: Set<[UInt8]>?
    /// Their configurations; nil if they are not all known.
    var configurations: Set<[UInt8]>?
  }

  /// The digests below one that are looked at; of an index with more nothing is said to be all.
  private static let limit = 4096
  /// The references that are kept.
  private static let references = 1 << 16

  private var revision = -1
  private var identities: [UInt32: Identity] = [:]
  private var names: [[UInt8]: Int] = [:]
  private var parsed: [[UInt8]: Reference?] = [:]
  private var resolved: [[UInt8]: Resolved] = [:]
  /// What is known to be directly below a digest.
  private var below: [[UInt8]: Set<[UInt8]>] = [:]
  private var indexes: [[UInt8]: (members: [[UInt8]], nested: [[UInt8]])] = [:]
  private var manifests: Set<[UInt8]> = []
  private var configurations: [[UInt8]: [UInt8]] = [:]

  /// Whether the document of an image is of what a reference names; undetermined where that cannot be decided.
  func isSame(_ image: Value, _ reference: Value, in documents: DocumentSet) -> Value {
    guard image.tag == .node, reference.tag == .string else { return .undetermined(.wrongType) }
    if revision != documents.revision { read(documents) }
    guard let wanted = parse(reference.withBytes { bytes in bytes.indices.map { bytes[$0] } }) else {
      return .undetermined(.unparsable)
    }
    // Only an image has a name by which something can run it.
    guard let identity = identities[image.aux] else { return .bool(false) }
    guard let digest = wanted.digest else {
      if identity.tagged.contains(wanted.tagged) { return .bool(true) }
      let isOpen =
        identity.repositories.isEmpty
        || identity.repositories.contains(wanted.repository)
          && !identity.taggedRepositories.contains(wanted.repository)
      return isOpen ? .undetermined(.notKnown, node: identity.unknownName, unit: image.aux) : .bool(false)
    }
    let found = resolve(digest)
    if !found.all.isDisjoint(with: identity.digests) { return .bool(true) }
    let mayBe = identity.repositories.isEmpty || identity.repositories.contains(wanted.repository)
    if !mayBe { return .bool(false) }
    if identity.isIndex, found.manifests != nil { return .bool(false) }
    if let own = identity.manifest, let all = found.manifests, !all.contains(own) { return .bool(false) }
    if let own = identity.configuration, let all = found.configurations, !all.contains(own) { return .bool(false) }
    return .undetermined(.notKnown, node: identity.unknownDigest, unit: image.aux)
  }

  // MARK: References

  private func number(_ name: [UInt8]) -> Int {
    if let known = names[name] { return known }
    names[name] = names.count
    return names.count - 1
  }

  private func parse(_ text: [UInt8]) -> Reference? {
    if let known = parsed[text] { return known }
    if parsed.count >= Self.references {
      parsed.removeAll(keepingCapacity: true)
      resolved.removeAll(keepingCapacity: true)
    }
    let reference = ImageReference.normalForm(text).map { form in
      Reference(
        repository: number(form.name), tagged: number(form.name + [UInt8(ascii: ":")] + (form.tag ?? [])),
        digest: form.digest)
    }
    parsed[text] = .some(reference)
    return reference
  }

  // MARK: Digests

  private func resolve(_ digest: [UInt8]) -> Resolved {
    if let known = resolved[digest] { return known }
    var result = Resolved()
    var waiting = [digest]
    while let next = waiting.popLast(), result.all.count < Self.limit {
      guard result.all.insert(next).inserted else { continue }
      waiting += below[next] ?? []
    }
    result.manifests = platforms(of: digest)
    if let manifests = result.manifests {
      let known = manifests.compactMap { configurations[$0] }
      if known.count == manifests.count { result.configurations = Set(known) }
    }
    resolved[digest] = result
    return result
  }

  /// The manifests of an index, and of the indexes in it; of a manifest itself. Nil if they are not all known.
  private func platforms(of digest: [UInt8]) -> Set<[UInt8]>? {
    guard indexes[digest] != nil else { return manifests.contains(digest) ? [digest] : nil }
    var found: Set<[UInt8]> = []
    var visited: Set<[UInt8]> = []
    var waiting = [digest]
    while let next = waiting.popLast() {
      guard visited.insert(next).inserted else { continue }
      guard let index = indexes[next], found.count + visited.count < Self.limit else { return nil }
      found.formUnion(index.members)
      waiting += index.nested
    }
    return found
  }

  // MARK: Reading the documents

  private func read(_ documents: DocumentSet) {
    revision = documents.revision
    identities.removeAll()
    names.removeAll()
    parsed.removeAll()
    resolved.removeAll()
    below.removeAll()
    indexes.removeAll()
    manifests.removeAll()
    configurations.removeAll()
    let units = documents.units(of: ImageKind.image.id)
    var scanned: [UInt32: [UInt8]] = [:]
    for unit in units {
      let reading = ImageDocumentReading(documents.arena(ofUnit: unit), root: documents.anchor(0, ofUnit: unit))
      var identity = Identity()
      for text in reading.references {
        guard let form = ImageReference.normalForm(text) else { continue }
        let repository = number(form.name)
        identity.repositories.insert(repository)
        guard form.digest == nil else { continue }
        identity.taggedRepositories.insert(repository)
        identity.tagged.insert(number(form.name + [UInt8(ascii: ":")] + (form.tag ?? [])))
      }
      let own = reading.digests("digests")
      let stored = reading.digests("stored")
      let texts = reading.digests("manifests")
      let configured = reading.digests("configurations")
      identity.digests = Set(own + configured)
      identity.manifest = stored.first
      identity.configuration = reading.isConfiguration ? nil : configured.first
      identity.isIndex = reading.isIndex
      identity.unknownName = reading.node("unknownName")
      identity.unknownDigest = reading.node("unknownDigest")
      manifests.formUnion(stored + texts)
      for index in reading.indexes {
        for digest in index.digests {
          // Those of an archive are written at its first image, and need not list it.
          if reading.isIndex { identity.digests.insert(digest) }
          indexes[digest] = (index.members, index.nested)
          below[digest, default: []].formUnion(index.members + index.nested)
        }
      }
      for configuration in configured {
        for manifest in stored + texts { configurations[manifest] = configuration }
        // A scanner can name what it made up itself; a daemon and an archive have the image.
        guard !reading.isSecondHand else { continue }
        for digest in own { below[digest, default: []].insert(configuration) }
      }
      if let manifest = stored.first {
        for digest in own where digest != manifest { below[digest, default: []].insert(manifest) }
      }
      if stored.isEmpty, let told = reading.manifest { scanned[unit] = told }
      identities[unit] = identity
    }
    for index in indexes.values { manifests.formUnion(index.members.filter { indexes[$0] == nil }) }
    // A scanner's digest of a manifest counts as that of a registry where another document has it.
    for (unit, digest) in scanned where manifests.contains(digest) { identities[unit]?.manifest = digest }
  }
}

/// The parts of an image's document that tell what it is known by.
private struct ImageDocumentReading {
  let arena: Arena
  let root: UInt32
  private let identity: UInt32

  init(_ arena: Arena, root: UInt32) {
    self.arena = arena
    self.root = root
    identity = arena.child(of: root, named: "identity")
  }

  func node(_ key: String) -> UInt32 {
    identity == NodeIndex.none ? NodeIndex.none : arena.child(of: identity, named: key)
  }

  private func texts(_ list: UInt32) -> [[UInt8]] {
    guard list != NodeIndex.none else { return [] }
    let node = arena.node(list)
    guard node.kind == .list else { return [] }
    return (node.first..<node.first + node.count).compactMap {
      arena.node($0).isPlainText ? arena.bytes($0) : nil
    }
  }

  var references: [[UInt8]] { texts(arena.child(of: root, named: "references")) }

  func digests(_ key: String) -> [[UInt8]] { texts(node(key)) }

  /// The digest of a manifest that a scanner tells.
  var manifest: [UInt8]? { digests("told").first }

  private var form: [UInt8] {
    let node = arena.child(of: root, named: "form")
    return node == NodeIndex.none ? [] : arena.bytes(node)
  }

  /// Whether the document is of somebody who looked at the image, and not of who stores it.
  var isSecondHand: Bool { form == Array("report".utf8) || form == Array("sbom".utf8) }

  var isConfiguration: Bool { digests("stored").isEmpty && form == Array("configuration".utf8) }

  var isIndex: Bool { node("isIndex") != NodeIndex.none }

  var indexes: [(digests: [[UInt8]], members: [[UInt8]], nested: [[UInt8]])] {
    let list = node("indexes")
    guard list != NodeIndex.none else { return [] }
    let children = arena.node(list)
    return (children.first..<children.first + children.count).map { index in
      func part(_ key: String) -> [[UInt8]] { texts(arena.child(of: index, named: key)) }
      return (part("digests"), part("members"), part("nested"))
    }
  }
}
