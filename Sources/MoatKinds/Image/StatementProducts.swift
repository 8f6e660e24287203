import MoatImage
import MoatValues

/// Whether a statement is about a package.
enum StatementMatch: Comparable {
  case no, unknown, yes
}

/// What an image is called in its report.
struct ImageNames {
  let digests: Set<[UInt8]>
  private(set) var references: [ImageReference.NormalForm] = []

  init(_ image: ImageModel, _ connections: DigestConnections, _ mirrors: ImageMirrors) {
    digests = connections.all(of: image)
    for name in (image.tags.value ?? []) + (image.repositoryDigests.value ?? []) {
      guard let normal = mirrors.normalForm(name.value) else { continue }
      references.append(normal)
    }
  }

  /// By which the patterns are found that may mean it.
  var keys: Set<[UInt8]> { digests.union(references.map(\.name)) }
}

/// What a report says of the package that has a vulnerability.
struct PackageIdentity: Hashable {
  var url: PackageURL?
  /// The type that its URL would have; nil where the report does not tell the ecosystem.
  var type: [UInt8]?
  var name: [UInt8]?
  var version: [UInt8]?
  /// The distribution of the image.
  var family: [UInt8]?

  init(_ found: ImageVulnerability, _ family: [UInt8]?) {
    url = found.packageURL.value.flatMap { PackageURL($0) }
    type = found.packageType.value
    name = found.package.value
    version = found.installed.value
    self.family = family
  }

  /// By which the patterns are found that may mean it.
  var keys: Set<[UInt8]> {
    if let url { return [url.name] }
    guard let name else { return [] }
    let last = name.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
    return [name, last.map { Array(name[($0 + 1)...]) } ?? name]
  }
}

/// The names of a product in a form that is compared.
struct ProductPattern: Hashable {
  /// A reference of an image.
  private struct Reference: Hashable {
    /// Its normal form without a tag.
    var name: [UInt8]
    /// Nil for each image of the repository.
    var tag: [UInt8]?
  }

  private var digests: Set<[UInt8]>
  private var references: Set<Reference> = []
  private var packages: Set<PackageURL> = []

  init(_ identity: ProductIdentity, _ mirrors: ImageMirrors) {
    digests = identity.digests
    // A digest decides if there is one: names may have moved on.
    let hasDigest = !digests.isEmpty
    for name in identity.names {
      guard let normal = mirrors.normalForm(name) else { continue }
      if let digest = normal.digest {
        digests.insert(digest)
      } else if !hasDigest {
        let last = name.split(separator: UInt8(ascii: "/")).last ?? []
        references.insert(Reference(name: normal.name, tag: last.contains(UInt8(ascii: ":")) ? normal.tag : nil))
      }
    }
    for url in identity.urls {
      switch String(decoding: url.type, as: UTF8.self) {
      case "oci", "docker": add(image: url, hasDigest: hasDigest, mirrors)
      default: packages.insert(url)
      }
    }
  }

  /// `pkg:oci/name@sha256:…?repository_url=registry/name&tag=…`, and `pkg:docker/namespace/name@tag`.
  private mutating func add(image url: PackageURL, hasDigest: Bool, _ mirrors: ImageMirrors) {
    if let version = url.version, version.contains(UInt8(ascii: ":")) {
      digests.insert(version)
      return
    }
    let slash = [UInt8(ascii: "/")]
    let own = url.namespace.isEmpty ? url.name : url.namespaceText + slash + url.name
    let repository = url.qualifier("repository_url") ?? []
    let isOCI = url.type == Array("oci".utf8)
    // Without a registry the name alone is that of many images.
    guard !hasDigest, !(isOCI && repository.isEmpty) else { return }
    let isWhole = isOCI && repository.suffix(url.name.count + 1).elementsEqual(slash + url.name)
    let path = isWhole ? repository : repository.isEmpty ? own : repository + slash + own
    guard let normal = mirrors.normalForm(path) else { return }
    references.insert(Reference(name: normal.name, tag: url.qualifier("tag") ?? url.version))
  }

  /// The names by which it is found.
  var keys: Set<[UInt8]> {
    digests.union(references.map(\.name)).union(packages.map(\.name)).union(packages.map(\.packageName))
  }

  func means(_ image: ImageNames) -> Bool {
    !digests.isDisjoint(with: image.digests)
      || references.contains { pattern in
        image.references.contains { $0.name == pattern.name && (pattern.tag == nil || $0.tag == pattern.tag) }
      }
  }

  /// Whether the product is a package.
  func means(_ package: PackageIdentity) -> StatementMatch {
    packages.map { url in
      package.url.map { url.means($0) ? .yes : .no } ?? Self.compare(url, package)
    }.max() ?? .no
  }

  /// A report without package URLs is compared by name, version and ecosystem: what it does not tell of these is not known.
  private static func compare(_ url: PackageURL, _ package: PackageIdentity) -> StatementMatch {
    guard let name = package.name, let version = url.version, version == package.version else { return .no }
    // What a qualifier says of a package stands in no report without URLs.
    let named: StatementMatch = url.qualifiers.isEmpty ? .yes : .unknown
    guard let type = package.type, PackageURL.isType(type) else {
      let isNamed =
        name == url.packageName || name == url.name
        || [UInt8(ascii: "/"), UInt8(ascii: ":")].contains { name == url.namespaceText + [$0] + url.name }
      return isNamed ? .unknown : .no
    }
    guard type == url.type else { return .no }
    if name == url.packageName { return min(named, vendor(url, package)) }
    // A jar that does not tell its group can be the artifact of any.
    let isArtifact = type == Array("maven".utf8) && !name.contains(UInt8(ascii: ":")) && name == url.name
    return isArtifact ? .unknown : .no
  }

  /// Whether the vendor in a URL is that of the image's distribution. Those of rpm are not written as scanners write them.
  private static func vendor(_ url: PackageURL, _ package: PackageIdentity) -> StatementMatch {
    guard let vendor = url.namespace.first, ["deb", "apk", "rpm"].contains(String(decoding: url.type, as: UTF8.self))
    else { return .yes }
    guard let family = package.family else { return .unknown }
    if family == vendor { return .yes }
    return url.type == Array("rpm".utf8) ? .unknown : .no
  }
}
