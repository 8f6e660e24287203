extension ImageModel {
  private static let distributionTypes: Set<[UInt8]> = Set(["deb", "apk", "rpm"].map { Array($0.utf8) })

  /// Takes the distribution that the URLs of packages tell (`distro=debian-12.8`), where no entry of the bill names one. Where they
  /// differ, it is not known.
  mutating func readDistributionOfPackages() {
    guard distribution.family.value == nil, let packages = packages.value else { return }
    var found: LocatedText?
    for package in packages {
      guard case .present(let url) = package.url, Self.distributionTypes.contains(OCIGrammar.packageURLType(url.value)),
        let own = PackageURL(url.value)?.qualifier("distro")
      else { continue }
      guard found.map({ $0.value == own }) ?? true else { return }
      found = Located(own, at: url.place)
    }
    guard let found, let dash = found.value.lastIndex(of: UInt8(ascii: "-")), dash > 0 else { return }
    let version = found.value[(dash + 1)...]
    guard let digit = version.first, digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return }
    distribution.family = .present(Array(found.value[..<dash]), at: found.place)
    distribution.version = .present(Array(version), at: found.place)
  }
}
