import MoatDocument
import MoatValues
import Synchronization

/// What the documents of images of a run tell of names and digests: read once a run, and shared by all workers.
final class ImageIdentityTable: Sendable {
  struct Identity: Sendable {
    /// By their numbers, as `tagged`.
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
  struct Resolved: Sendable {
    /// Itself and all that is known to be below it.
    var all: Set<[UInt8]> = []
    /// The manifests of all platforms; nil if they are not all known.
    var manifests: Set<[UInt8]>?
    /// Their configurations; nil if they are not all known.
    var configurations: Set<[UInt8]>?
  }

  /// What connects digests, while the documents are read.
  fileprivate struct Digests: Sendable {
    /// What is known to be directly below a digest.
    var below: [[UInt8]: Set<[UInt8]>] = [:]
    /// What is known to be directly above a digest.
    var parents: [[UInt8]: [[UInt8]]] = [:]
    var indexes: [[UInt8]: (members: [[UInt8]], nested: [[UInt8]])] = [:]
    var manifests: Set<[UInt8]> = []
    var configurations: [[UInt8]: [UInt8]] = [:]
    /// What an index lists as a manifest.
    var listed: Set<[UInt8]> = []
  }

  /// The repositories that documents name, and the same with their tags, each with a number.
  private struct Names: Sendable {
    var numbers: [[UInt8]: Int] = [:]
    var texts: [[UInt8]] = []

    mutating func number(_ name: [UInt8]) -> Int {
      if let known = numbers[name] { return known }
      numbers[name] = texts.count
      texts.append(name)
      return texts.count - 1
    }
  }

  /// The digests below one that are looked at; of an index with more nothing is said to be all.
  private static let limit = 4096

  let revision: Int
  private let identities: [UInt32: Identity]
  private let names: Names
  private let digests: Digests

  init(_ documents: DocumentSet, _ mirrors: ImageMirrors) {
    revision = documents.revision
    var identities: [UInt32: Identity] = [:]
    var names = Names()
    var digests = Digests()
    var scanned: [UInt32: [UInt8]] = [:]
    var texts: [(unit: UInt32, digests: [[UInt8]], isConfiguration: Bool)] = []
    for unit in documents.units(of: ImageKind.image.id) {
      let reading = ImageDocumentReading(documents.arena(ofUnit: unit), root: documents.anchor(0, ofUnit: unit))
      let own = reading.digests("digests")
      let stored = reading.digests("stored")
      let configured = reading.digests("configurations")
      var identity = Self.named(reading, mirrors, &names)
      identity.digests = Set(own + configured)
      identity.manifest = stored.first
      identity.configuration = reading.isConfiguration ? nil : configured.first
      identity.isIndex = reading.isIndex
      // Those of an archive are written at its first image, and need not list it.
      if reading.isIndex { identity.digests.formUnion(reading.indexes.flatMap(\.digests)) }
      digests.add(reading, own, stored, configured)
      if stored.isEmpty, let told = reading.manifest { scanned[unit] = told }
      let text = reading.isConfiguration ? configured : reading.digests("manifests")
      if stored.isEmpty, !text.isEmpty { texts.append((unit, text, reading.isConfiguration)) }
      identities[unit] = identity
    }
    digests.close()
    // A scanner's digest of a manifest counts as that of a registry where another document has it.
    for (unit, digest) in scanned where digests.manifests.contains(digest) { identities[unit]?.manifest = digest }
    // A text may have been formatted since a registry had it, and its digest is then of nothing. One that an index lists, or that a
    // manifest names as its configuration, is as it was: whatever has another is of another platform.
    let configurations = Set(digests.configurations.values)
    for text in texts {
      if text.isConfiguration {
        identities[text.unit]?.configuration = text.digests.first(where: configurations.contains)
      } else {
        identities[text.unit]?.manifest = text.digests.first(where: digests.listed.contains)
      }
    }
    self.identities = identities
    self.names = names
    self.digests = digests
  }

  private static func named(
    _ reading: ImageDocumentReading, _ mirrors: ImageMirrors, _ names: inout Names
  ) -> Identity {
    var identity = Identity()
    for text in reading.references {
      guard let form = mirrors.normalForm(text) else { continue }
      let repository = names.number(form.name)
      identity.repositories.insert(repository)
      guard form.digest == nil else { continue }
      identity.taggedRepositories.insert(repository)
      identity.tagged.insert(names.number(form.nameWithTag))
    }
    identity.unknownName = reading.node("unknownName")
    identity.unknownDigest = reading.node("unknownDigest")
    return identity
  }

  // MARK: Answers

  /// Nil if the unit is not of an image.
  func identity(ofUnit unit: UInt32) -> Identity? { identities[unit] }

  /// The number of a name that a document has; nil if none has it.
  func number(_ name: [UInt8]) -> Int? { names.numbers[name] }

  func resolve(_ digest: [UInt8]) -> Resolved {
    var result = Resolved()
    var waiting = [digest]
    while let next = waiting.popLast(), result.all.count < Self.limit {
      guard result.all.insert(next).inserted else { continue }
      waiting += digests.below[next] ?? []
    }
    result.manifests = platforms(of: digest)
    if let manifests = result.manifests {
      let known = manifests.compactMap { digests.configurations[$0] }
      if known.count == manifests.count { result.configurations = Set(known) }
    }
    return result
  }

  /// The manifests of an index, and of the indexes in it; of a manifest itself. Nil if they are not all known.
  private func platforms(of digest: [UInt8]) -> Set<[UInt8]>? {
    guard digests.indexes[digest] != nil else { return digests.manifests.contains(digest) ? [digest] : nil }
    var found: Set<[UInt8]> = []
    var visited: Set<[UInt8]> = []
    var waiting = [digest]
    while let next = waiting.popLast() {
      guard visited.insert(next).inserted else { continue }
      guard let index = digests.indexes[next], found.count + visited.count < Self.limit else { return nil }
      found.formUnion(index.members)
      waiting += index.nested
    }
    return found
  }

  // MARK: Keys

  /// What the document of an image is filed under.
  func keys(ofUnit unit: UInt32) -> ImageKeys {
    guard let identity = identities[unit] else { return .none }
    let all = identity.digests.union(repositories(of: identity))
    return ImageKeys(possible: identity.repositories.isEmpty ? nil : all, certain: all)
  }

  /// What references to the image of a document are found by.
  func keys(ofReferencesToUnit unit: UInt32) -> ImageKeys {
    guard let identity = identities[unit] else { return .none }
    let all = above(identity.digests)?.union(repositories(of: identity))
    return ImageKeys(possible: identity.repositories.isEmpty ? nil : all, certain: all)
  }

  private func repositories(of identity: Identity) -> [[UInt8]] { identity.repositories.map { names.texts[$0] } }

  /// The digests and those of everything that has one of them below it; nil if these are too many.
  private func above(_ own: Set<[UInt8]>) -> Set<[UInt8]>? {
    var found: Set<[UInt8]> = []
    var waiting = Array(own)
    while let next = waiting.popLast() {
      guard found.insert(next).inserted else { continue }
      guard found.count <= Self.limit else { return nil }
      waiting += digests.parents[next] ?? []
    }
    return found
  }
}

extension ImageIdentityTable.Digests {
  fileprivate mutating func add(
    _ reading: ImageDocumentReading, _ own: [[UInt8]], _ stored: [[UInt8]], _ configured: [[UInt8]]
  ) {
    let texts = reading.digests("manifests")
    manifests.formUnion(stored + texts)
    for index in reading.indexes {
      for digest in index.digests {
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
  }

  /// When all documents were read.
  fileprivate mutating func close() {
    for (digest, children) in below {
      for child in children { parents[child, default: []].append(digest) }
    }
    for index in indexes.values { listed.formUnion(index.members.filter { indexes[$0] == nil }) }
    manifests.formUnion(listed)
  }
}

/// Reads the table of a set of documents once, for whichever worker asks first.
package final class ImageIdentitySource: Sendable {
  private let known = Mutex<ImageIdentityTable?>(nil)

  package init() {}

  func table(of documents: DocumentSet, _ mirrors: ImageMirrors) -> ImageIdentityTable {
    known.withLock { known in
      if let known, known.revision == documents.revision { return known }
      let table = ImageIdentityTable(documents, mirrors)
      known = table
      return table
    }
  }
}
