import MoatDigest
import MoatDocument
import MoatSource

/// An index and the images that it lists: what a registry has under one name for several platforms.
package struct ImageIndexRecord: Hashable, Sendable {
  /// The digests that the index has, or may have: a text that was copied can have lost the end of its last line.
  package var digests: [[UInt8]]
  /// The digests of the images that it lists.
  package var members: [[UInt8]]
  /// Those of the indexes that it lists.
  package var nested: [[UInt8]] = []

  package init(digests: [[UInt8]], members: [[UInt8]]) {
    self.digests = digests
    self.members = members
  }

  init(digests: [[UInt8]], _ references: [ManifestReference]) {
    self.digests = digests
    members = []
    for reference in references where !reference.isAttestation {
      guard let digest = reference.descriptor.digest.value else { continue }
      let type = reference.descriptor.mediaType.value
      if type.map(MediaType.indexes.contains) == true { nested.append(digest) } else { members.append(digest) }
    }
  }
}

extension ImageModel {
  /// Adds a name that a document gives beside its lists: `repository:tag`, or with a digest.
  mutating func addName(_ name: LocatedText) { addNames([name]) }

  /// Each name once, where it is first.
  mutating func addNames(_ names: [LocatedText]) {
    var tagged: [LocatedText] = []
    for name in names {
      guard let mark = name.value.firstIndex(of: UInt8(ascii: "@")) else {
        tagged.append(name)
        continue
      }
      let before = Located(Array(name.value[..<mark]), at: name.place)
      if GivenName.tag(of: before.value) != nil { tagged.append(before) }
    }
    Self.add(tagged, to: &tags)
    Self.add(names.filter { $0.value.contains(UInt8(ascii: "@")) }, to: &repositoryDigests)
  }

  private static func add(_ names: [LocatedText], to field: inout ImageField<[LocatedText]>) {
    let known = field.value ?? []
    var seen = Set(known.map(\.value))
    let new = names.filter { seen.insert($0.value).inserted }
    guard let first = new.first else { return }
    field = .present(known + new, at: known.isEmpty ? first.place : field.place)
  }

  /// Adds a digest by which the image is known somewhere: of its manifest, or of an index that lists it.
  mutating func addDigest(_ digest: LocatedText) {
    guard OCIGrammar.digest(digest.value) != nil, !otherDigests.contains(where: { $0.value == digest.value }) else {
      return
    }
    otherDigests.append(digest)
  }

  /// Takes a list of names as tools write them: one that is empty does not say that the image has no name elsewhere.
  mutating func setNames(tags: ImageField<[LocatedText]>, repositoryDigests: ImageField<[LocatedText]>) {
    self.tags = Self.written(tags)
    self.repositoryDigests = Self.written(repositoryDigests)
    // Docker writes `<none>` for the name that an image had before another took it.
    for name in repositoryDigests.value ?? [] where name.value.starts(with: Array("<none>@".utf8)) {
      addDigest(Located(Array(name.value.dropFirst(7)), at: name.place))
    }
  }

  /// Whether there is a name among its lists.
  var isNamed: Bool { !(tags.value ?? []).isEmpty || !(repositoryDigests.value ?? []).isEmpty }

  /// Takes the tool that wrote a report, by the one name that it has in all of them.
  mutating func setTool(_ name: ImageField<[UInt8]>, version: ImageField<[UInt8]>) {
    tool = name
    toolVersion = version
    guard case .present(let text) = name else { return }
    let parts = DocumentCursor.tool(text)
    tool = .present(parts.name)
    if let own = parts.version, version.value == nil { toolVersion = .present(own) }
  }

  private static func written(_ names: ImageField<[LocatedText]>) -> ImageField<[LocatedText]> {
    guard case .present(let list) = names else { return names.unknownIfAbsent(.notAtHand) }
    return .present(list.value.filter { !$0.value.starts(with: Array("<none>".utf8)) }, at: list.place)
  }

  /// The digests that the bytes of a document have: the document is known by them in a registry, if it is as it was there.
  static func digests(ofText arena: Arena) -> [[UInt8]] {
    let bytes = arena.source.bytes
    func digest(_ end: Int) -> [UInt8] {
      var hash = SHA2(.sha256)
      hash.update(bytes, 0..<end)
      return Array("sha256:".utf8) + Hexadecimal.text(hash.finish())
    }
    // Editors and shells add a line end.
    let trimmed = bytes.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.map { $0 + 1 } ?? 0
    return trimmed == bytes.count ? [digest(trimmed)] : [digest(bytes.count), digest(trimmed)]
  }
}

/// What a person or a tool calls an image, told apart from paths of files.
enum GivenName {
  /// A name with a tag or a digest. A word alone may be a directory, and what ends like an archive is one.
  static func reference(_ text: [UInt8]) -> [UInt8]? {
    guard let first = text.first, isWord(first), !isArchive(text) else { return nil }
    let marks = Set("._-/:@".utf8)
    guard text.allSatisfy({ isWord($0) || marks.contains($0) }) else { return nil }
    let name = text.prefix { $0 != UInt8(ascii: "@") }
    if name.count < text.count {
      return OCIGrammar.digest(Array(text[(name.count + 1)...])) == nil ? nil : text
    }
    return tag(of: text) == nil ? nil : text
  }

  /// What a tool calls an image that it was given by a name with a scheme (`registry:web:1`), or without one.
  static func withoutScheme(_ text: [UInt8]) -> [UInt8]? {
    for scheme in ["docker:", "podman:", "containerd:", "registry:", "docker-daemon:", "docker://"]
    where text.starts(with: Array(scheme.utf8)) {
      return Array(text.dropFirst(scheme.utf8.count))
    }
    let files = [
      "docker-archive:", "oci-archive:", "oci-dir:", "oci:", "singularity:", "sbom:", "purl:", "dir:", "file:",
    ]
    return files.contains { text.starts(with: Array($0.utf8)) } ? nil : text
  }

  /// The tag behind the last colon of a name without a digest.
  static func tag(of name: [UInt8]) -> [UInt8]? {
    guard let colon = name.lastIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
    let tag = Array(name[(colon + 1)...])
    return isTag(tag) ? tag : nil
  }

  static func isTag(_ text: [UInt8]) -> Bool {
    guard let first = text.first, text.count <= 128, isWord(first) || first == UInt8(ascii: "_") else { return false }
    let marks = Set("._-".utf8)
    return text.allSatisfy { isWord($0) || marks.contains($0) }
  }

  /// Whether a name has a registry before its first slash.
  static func hasRegistry(_ name: [UInt8]) -> Bool {
    guard let slash = name.firstIndex(of: UInt8(ascii: "/")) else { return false }
    return name[..<slash].contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
  }

  static func isArchive(_ text: [UInt8]) -> Bool {
    let text = String(decoding: PackageURL.lowercased(text), as: UTF8.self)
    return [".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.zst", ".json", ".sif"].contains { text.hasSuffix($0) }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }
}

extension DocumentCursor {
  /// Whether a package URL is that of an image.
  static func isOfImage(_ url: ImageField<[UInt8]>) -> Bool {
    guard let type = url.value.map(OCIGrammar.packageURLType) else { return false }
    return type == Array("oci".utf8) || type == Array("docker".utf8)
  }

  /// Takes the names and the digest of a package URL of an image, `pkg:oci/…` or `pkg:docker/…`; false for any other.
  mutating func readImageURL(_ url: ImageField<[UInt8]>, into image: inout ImageModel) -> Bool {
    guard Self.isOfImage(url), case .present(let text) = url, let parsed = PackageURL(text.value) else { return false }
    let isOCI = parsed.type == Array("oci".utf8)
    let digests = [parsed.version, parsed.qualifier("digest")].compactMap(\.self).filter {
      OCIGrammar.digest($0) != nil
    }
    for digest in digests { image.addDigest(Located(digest, at: text.place)) }
    let slash = [UInt8(ascii: "/")]
    let path = Array((parsed.namespace + [parsed.name]).joined(separator: slash))
    var repository = path
    if var place = parsed.qualifier("repository_url") {
      if let scheme = place.firstRange(of: Array("://".utf8)) { place.removeSubrange(..<scheme.upperBound) }
      while place.last == slash[0] { place.removeLast() }
      // The repository is written whole, or without its last part.
      let isWhole = isOCI && place.suffix(path.count + 1).elementsEqual(slash + path)
      repository = isWhole ? place : place + slash + path
    } else if isOCI {
      // The last part of the name alone.
      return true
    }
    let version = parsed.version.flatMap { OCIGrammar.digest($0) == nil && GivenName.isTag($0) ? $0 : nil }
    if let tag = parsed.qualifier("tag") ?? version, GivenName.isTag(tag) {
      image.addName(Located(repository + [UInt8(ascii: ":")] + tag, at: text.place))
    }
    for digest in digests { image.addName(Located(repository + [UInt8(ascii: "@")] + digest, at: text.place)) }
    return true
  }

  /// Takes the name and the version that a bill has for its image: a whole name, or a repository and a tag or a digest.
  func readBillName(_ name: ImageField<[UInt8]>, _ version: ImageField<[UInt8]>, into image: inout ImageModel) {
    guard case .present(let name) = name else { return }
    let version = version.value ?? []
    let isDigest = OCIGrammar.digest(version) != nil
    if isDigest { image.addDigest(Located(version, at: name.place)) }
    if let whole = GivenName.reference(name.value) { return image.addName(Located(whole, at: name.place)) }
    guard isDigest || GivenName.isTag(version), !GivenName.isArchive(name.value) else { return }
    let mark = isDigest ? UInt8(ascii: "@") : UInt8(ascii: ":")
    if let whole = GivenName.reference(name.value + [mark] + version) {
      image.addName(Located(whole, at: name.place))
    }
  }

  /// What Trivy and Grype were asked to scan is a name of the image, unless it is a path.
  func readGivenName(_ field: ImageField<[UInt8]>, into image: inout ImageModel) {
    guard case .present(let text) = field, let name = GivenName.withoutScheme(text.value).flatMap(GivenName.reference)
    else { return }
    image.addName(Located(name, at: text.place))
  }

  /// One name for a tool and its version, from what a document has: `syft-1.30.0`, `Trivy`.
  static func tool(_ text: LocatedText) -> (name: LocatedText, version: LocatedText?) {
    let bytes = PackageURL.lowercased(text.value.prefix { $0 != UInt8(ascii: " ") })
    for index in bytes.indices.dropFirst() where bytes[index] == UInt8(ascii: "-") {
      var rest = bytes[(index + 1)...]
      if rest.first == UInt8(ascii: "v") { rest = rest.dropFirst() }
      guard let digit = rest.first, digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { continue }
      return (Located(Array(bytes[..<index]), at: text.place), Located(Array(rest), at: text.place))
    }
    return (Located(bytes, at: text.place), nil)
  }
}
