package import MoatImage
import MoatValues

/// Applies what VEX documents of a run say to what its reports list.
///
/// A statement that a product is not affected, or has the fix, becomes the status of its vulnerabilities in that product. Of
/// several statements the newest counts; where two contradict each other and neither is known to be newer, the one by which the
/// product is affected counts.
package struct StatementApplication {
  /// A statement about one product.
  private struct Entry {
    var product: ProductPattern
    /// The components of the product that it is about; empty for all of it.
    var parts: [ProductPattern]
    var status: ExploitStatement.Status
    var time: Int64?
  }

  /// A vulnerability and a name that the product, or the component, may have.
  private struct Key: Hashable {
    var id: [UInt8]
    var name: [UInt8]
  }

  private let mirrors: ImageMirrors
  private let connections: DigestConnections
  private var entries: [Entry] = []
  private var byKey: [Key: [Int]] = [:]
  /// The products of each document, by their names.
  private var products: [[UInt8]: [(document: Int, product: ProductPattern)]] = [:]
  /// The documents of which a statement is about a product of the run.
  package private(set) var matched: Set<Int> = []
  /// Comparisons that are left: many statements about one name, and many packages of that name, must not hold a run. What is
  /// not compared changes no status.
  private var budget = 10_000_000
  /// Whether there was more to compare than that.
  package var isExhausted: Bool { budget <= 0 }

  /// - Parameters:
  ///   - documents: the statements of each document of VEX.
  ///   - connections: of the digests of the run.
  package init(_ documents: [[ExploitStatement]], connections: DigestConnections, mirrors: ImageMirrors) {
    self.mirrors = mirrors
    self.connections = connections
    for (index, document) in documents.enumerated() {
      var seen: Set<ProductPattern> = []
      for statement in document {
        for product in statement.products { add(product, of: statement, inDocument: index, &seen) }
      }
    }
  }

  private mutating func add(
    _ product: StatementProduct, of statement: ExploitStatement, inDocument document: Int,
    _ seen: inout Set<ProductPattern>
  ) {
    let pattern = ProductPattern(product.identity, mirrors)
    let parts = product.components.map { ProductPattern($0, mirrors) }
    if seen.insert(pattern).inserted {
      for name in pattern.keys { products[name, default: []].append((document, pattern)) }
    }
    let names = parts.isEmpty ? pattern.keys : parts.reduce(into: Set()) { $0.formUnion($1.keys) }
    for id in statement.ids {
      for name in names { byKey[Key(id: id, name: name), default: []].append(entries.count) }
    }
    entries.append(Entry(product: pattern, parts: parts, status: statement.status, time: statement.time))
  }

  package var isEmpty: Bool { products.isEmpty }

  /// Sets the statuses of an image's vulnerabilities, and takes down which documents are about it.
  ///
  /// - Returns: whether anything changed.
  package mutating func apply(to image: inout ImageModel) -> Bool {
    guard case .present(var found) = image.vulnerabilities else { return false }
    let names = ImageNames(image, connections, mirrors)
    findDocuments(names, Set(found.value.map(PackageIdentity.init)))
    var changed = false
    var known: [Asked: ExploitStatement.Status?] = [:]
    for index in found.value.indices {
      let asked = Asked(found.value[index])
      if known[asked] == nil { known[asked] = .some(status(of: asked, in: names)) }
      guard case .some(.some(let status)) = known[asked] else { continue }
      let place = found.value[index].place
      switch status {
      case .notAffected: found.value[index].status = .present(Array("not_affected".utf8), at: place)
      case .resolved: found.value[index].status = .present(Array("resolved".utf8), at: place)
      case .open:
        // What the report itself takes for settled is not.
        guard let own = found.value[index].status.value, Self.settled.contains(own) else { continue }
        found.value[index].status = .present(Array("affected".utf8), at: place)
      }
      changed = true
    }
    if changed { image.vulnerabilities = .present(found) }
    return changed
  }

  private mutating func findDocuments(_ image: ImageNames, _ packages: Set<PackageIdentity>) {
    for name in image.keys {
      for (document, product) in products[name] ?? [] where !matched.contains(document) && spend() {
        if product.means(image) { matched.insert(document) }
      }
    }
    for package in packages {
      for name in package.keys {
        for (document, product) in products[name] ?? [] where !matched.contains(document) && spend() {
          if product.means(package) { matched.insert(document) }
        }
      }
    }
  }

  private mutating func spend() -> Bool {
    budget -= 1
    return budget > 0
  }

  private static let settled: Set<[UInt8]> = Set(
    ["not_affected", "false_positive", "resolved", "resolved_with_pedigree"].map { Array($0.utf8) })

  /// What is asked of one image: reports list a vulnerability of a package more than once.
  private struct Asked: Hashable {
    var ids: [[UInt8]]
    var package: PackageIdentity

    init(_ found: ImageVulnerability) {
      ids = [found.id.value].compactMap(\.self) + found.aliases.map(\.value)
      package = PackageIdentity(found)
    }
  }

  /// What the newest of the statements says that are about a vulnerability of this product; nil if none is.
  private mutating func status(of asked: Asked, in image: ImageNames) -> ExploitStatement.Status? {
    var newest: [(time: Int64?, status: ExploitStatement.Status)] = []
    let names = image.keys.union(asked.package.keys)
    for id in Set(asked.ids) {
      for index in Set(names.flatMap { byKey[Key(id: id, name: $0)] ?? [] }) where spend() {
        let entry = entries[index]
        if Self.isAbout(entry, image, asked.package) { newest.append((entry.time, entry.status)) }
      }
    }
    if isExhausted { return nil }
    // One without a time may be newer than all others.
    let latest = newest.compactMap(\.time).max()
    let deciding = newest.filter { $0.time == nil || $0.time == latest }.map(\.status)
    return deciding.contains(.open) ? .open : deciding.contains(.notAffected) ? .notAffected : deciding.first
  }

  /// Whether a statement's product is the image, or the package itself.
  private static func isAbout(_ entry: Entry, _ image: ImageNames, _ package: PackageIdentity) -> Bool {
    if entry.parts.isEmpty { return entry.product.means(image) || entry.product.means(package) }
    return entry.product.means(image) && entry.parts.contains { $0.means(package) }
  }
}

/// What an image is called in its report.
private struct ImageNames {
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
private struct PackageIdentity: Hashable {
  var url: PackageURL?
  var name: [UInt8]?
  var version: [UInt8]?

  init(_ found: ImageVulnerability) {
    url = found.packageURL.value.flatMap { PackageURL($0) }
    name = found.package.value
    version = found.installed.value
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
private struct ProductPattern: Hashable {
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
  var keys: Set<[UInt8]> { digests.union(references.map(\.name)).union(packages.map(\.name)) }

  func means(_ image: ImageNames) -> Bool {
    !digests.isDisjoint(with: image.digests)
      || references.contains { pattern in
        image.references.contains { $0.name == pattern.name && (pattern.tag == nil || $0.tag == pattern.tag) }
      }
  }

  /// Whether the product is a package. A report without package URLs is compared by name and version.
  func means(_ package: PackageIdentity) -> Bool {
    packages.contains { url in
      if let own = package.url { return url.means(own) }
      guard let name = package.name, let version = url.version, version == package.version else { return false }
      return name == url.name
        || !url.namespace.isEmpty
          && [UInt8(ascii: "/"), UInt8(ascii: ":")].contains { name == url.namespaceText + [$0] + url.name }
    }
  }
}
