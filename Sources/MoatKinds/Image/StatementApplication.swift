package import MoatImage
import MoatValues

/// Applies what VEX documents of a run say to what its reports list.
///
/// A statement that a product is not affected, or has the fix, becomes the status of its vulnerabilities in that product. Of
/// several statements the newest counts; where two contradict each other and neither is known to be newer, the one by which the
/// product is affected counts. Where it is not known whether a statement is about a package, and that would decide, the status is
/// not known either.
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
    let family = image.distribution.family.value
    findDocuments(names, Set(found.value.map { PackageIdentity($0, family) }))
    var changed = false
    var known: [Asked: Decision] = [:]
    for index in found.value.indices {
      let asked = Asked(found.value[index], family)
      let decision = known[asked] ?? status(of: asked, in: names)
      known[asked] = decision
      let place = found.value[index].place
      switch decision {
      case .none: continue
      case .unknown: found.value[index].status = .unknown(.otherPackage, place)
      case .known(.notAffected): found.value[index].status = .present(Array("not_affected".utf8), at: place)
      case .known(.resolved): found.value[index].status = .present(Array("resolved".utf8), at: place)
      case .known(.open), .known(.void):
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
          if product.means(package) != .no { matched.insert(document) }
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

    init(_ found: ImageVulnerability, _ family: [UInt8]?) {
      ids = [found.id.value].compactMap(\.self) + found.aliases.map(\.value)
      package = PackageIdentity(found, family)
    }
  }

  /// What the statements say of one vulnerability of a package.
  private enum Decision: Hashable {
    /// None is about it.
    case none
    case known(ExploitStatement.Status)
    /// It depends on a statement of which it is not known whether it is about the package.
    case unknown
  }

  /// What the newest of the statements says that are about a vulnerability of this product.
  private mutating func status(of asked: Asked, in image: ImageNames) -> Decision {
    var certain: [Entry] = []
    var possible: [Entry] = []
    let names = image.keys.union(asked.package.keys)
    for id in Set(asked.ids) {
      for index in Set(names.flatMap { byKey[Key(id: id, name: $0)] ?? [] }) where spend() {
        switch Self.isAbout(entries[index], image, asked.package) {
        case .yes: certain.append(entries[index])
        case .unknown: possible.append(entries[index])
        case .no: break
        }
      }
    }
    if isExhausted { return .none }
    let known = Self.newest(of: certain)
    return possible.isEmpty || Self.newest(of: certain + possible) == known ? known : .unknown
  }

  private static func newest(of entries: [Entry]) -> Decision {
    let counting = entries.filter { $0.status != .void }
    // One without a time may be newer than all others.
    let latest = counting.compactMap(\.time).max()
    let deciding = counting.filter { $0.time == nil || $0.time == latest }.map(\.status)
    if deciding.contains(.open) { return .known(.open) }
    return deciding.contains(.notAffected) ? .known(.notAffected) : deciding.first.map { .known($0) } ?? .none
  }

  /// Whether a statement's product is the image, or the package itself.
  private static func isAbout(_ entry: Entry, _ image: ImageNames, _ package: PackageIdentity) -> StatementMatch {
    if entry.parts.isEmpty { return entry.product.means(image) ? .yes : entry.product.means(package) }
    return entry.product.means(image) ? entry.parts.map { $0.means(package) }.max() ?? .no : .no
  }
}
