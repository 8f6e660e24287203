/// A package URL (github.com/package-url/purl-spec), taken apart: `pkg:type/namespace/name@version?qualifiers#subpath`.
package struct PackageURL: Hashable, Sendable {
  /// In lower case.
  package var type: [UInt8]
  /// The parts before the name, decoded.
  package var namespace: [[UInt8]]
  package var name: [UInt8]
  package var version: [UInt8]?
  package var qualifiers: [(key: [UInt8], value: [UInt8])] = []
  package var subpath: [[UInt8]] = []

  /// Nil if the text is not a package URL.
  package init?(_ text: [UInt8]) {
    guard OCIGrammar.isPackageURL(text) else { return nil }
    var rest = text[4...].drop { $0 == UInt8(ascii: "/") }
    if let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
      subpath = Self.parts(rest[(mark + 1)...])
      rest = rest[..<mark]
    }
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      for pair in rest[(mark + 1)...].split(separator: UInt8(ascii: "&")) {
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
        qualifiers.append((Self.lowercased(pair[..<equals]), Self.decoded(pair[(equals + 1)...])))
      }
      rest = rest[..<mark]
    }
    // A scope that was not encoded begins with the same sign as the version.
    if let mark = rest.lastIndex(of: UInt8(ascii: "@")), mark > rest.startIndex, rest[mark - 1] != UInt8(ascii: "/") {
      version = Self.decoded(rest[(mark + 1)...])
      rest = rest[..<mark]
    }
    var parts = rest.split(separator: UInt8(ascii: "/"))
    guard parts.count > 1, let last = parts.popLast() else { return nil }
    type = Self.lowercased(parts.removeFirst())
    name = Self.decoded(last)
    namespace = parts.map { Self.decoded($0) }
  }

  package func qualifier(_ key: String) -> [UInt8]? {
    qualifiers.first { $0.key.elementsEqual(key.utf8) }?.value
  }

  package static func == (left: PackageURL, right: PackageURL) -> Bool {
    left.type == right.type && left.namespace == right.namespace && left.name == right.name
      && left.version == right.version && left.subpath == right.subpath
      && left.qualifiers.elementsEqual(right.qualifiers) { $0.key == $1.key && $0.value == $1.value }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    hasher.combine(namespace)
    hasher.combine(name)
    hasher.combine(version)
  }

  private static func parts(_ text: ArraySlice<UInt8>) -> [[UInt8]] {
    text.split(separator: UInt8(ascii: "/")).map { decoded($0) }.filter {
      $0 != Array(".".utf8) && $0 != Array("..".utf8)
    }
  }

  static func lowercased(_ text: some Sequence<UInt8>) -> [UInt8] {
    text.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
  }

  /// Decodes `%2F`. A sign without two digits behind it stands for itself.
  private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(UInt8(ascii: "%")) else { return Array(text) }
    var bytes: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex, let high = digit(text[index + 1]),
        let low = digit(text[index + 2])
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

// MARK: Names of packages

extension PackageURL {
  /// The types of which the namespace is the distribution or the vendor, and not a part of the package's name.
  static let plainTypes: Set<String> = ["apk", "deb", "rpm", "alpm", "ebuild", "qpkg", "generic", "bitnami"]

  /// The name that the package's own ecosystem has for it: `org.acme:core` of Maven, `@scope/name` of npm, `musl` of apk.
  package var packageName: [UInt8] {
    let type = String(decoding: type, as: UTF8.self)
    if namespace.isEmpty || Self.plainTypes.contains(type) { return Self.normalised(name, type: type) }
    if type == "maven" {
      return Array(namespace.joined(separator: Array(".".utf8))) + [UInt8(ascii: ":")] + name
    }
    // A module of Go has its last parts in the subpath.
    let parts = namespace + [name] + (type == "golang" ? subpath : [])
    return Self.normalised(Array(parts.joined(separator: [UInt8(ascii: "/")])), type: type)
  }

  /// The names that mean one package of a type are one name: PyPI knows neither case nor the difference of `-`, `_` and `.`
  /// (PEP 503).
  static func normalised(_ name: [UInt8], type: String) -> [UInt8] {
    guard type == "pypi" else { return name }
    var result: [UInt8] = []
    for byte in lowercased(name) {
      let isMark = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
      if isMark, result.last == UInt8(ascii: "-") { continue }
      result.append(isMark ? UInt8(ascii: "-") : byte)
    }
    return result
  }

  /// The type of package URLs for what scanners call a kind of package; nil for what is none of theirs.
  static func type(ofScanner word: String) -> String? {
    switch word {
    case "jar", "pom", "gradle", "sbt", "java-archive", "jenkins-plugin", "maven": "maven"
    case "npm", "node-pkg", "yarn", "pnpm", "bun": "npm"
    case "python", "python-pkg", "pip", "pipenv", "poetry", "uv", "pylock", "pypi": "pypi"
    case "gobinary", "gomod", "go-module", "golang": "golang"
    case "gem", "gemspec", "bundler": "gem"
    case "cargo", "rustbinary", "rust-binary", "rust-crate": "cargo"
    case "composer", "composer-vendor", "php-composer": "composer"
    case "nuget", "dotnet", "dotnet-core", "packages-props": "nuget"
    case "debian", "ubuntu", "deb": "deb"
    case "alpine", "wolfi", "chainguard", "minimos", "apk": "apk"
    case "redhat", "centos", "rocky", "alma", "fedora", "amazon", "oracle", "photon", "opensuse", "opensuse-leap",
      "opensuse-tumbleweed", "suse linux enterprise server", "cbl-mariner", "azurelinux", "rpm":
      "rpm"
    case "alpm", "bitnami", "cocoapods", "conan", "conda", "hackage", "hex", "swift": word
    case "conda-pkg", "conda-environment": "conda"
    case "dart-pub", "pub": "pub"
    case "pod": "cocoapods"
    case "mix-lock": "hex"
    default: nil
    }
  }

  /// Whether a text is the type of package URLs of an ecosystem that is known here, and no other word of a scanner.
  package static func isType(_ text: [UInt8]) -> Bool {
    let word = String(decoding: text, as: UTF8.self)
    return type(ofScanner: word) == word
  }
}

extension DocumentCursor {
  /// The name of a package, the same whatever the document: that of its package URL, with the case of the document where
  /// that is the only difference.
  func packageName(
    _ name: ImageField<[UInt8]>, group: [UInt8]? = nil, url: ImageField<[UInt8]>, type: ImageField<[UInt8]>
  ) -> ImageField<[UInt8]> {
    guard case .present(let own) = name else { return name }
    if case .present(let text) = url, let parsed = PackageURL(text.value) {
      let canonical = parsed.packageName
      // Scanners write the URLs of Go in lower case, as its specification asks, and the names as they are.
      for spelling in [own.value, group.map { $0 + [UInt8(ascii: "/")] + own.value }].compactMap(\.self)
      where parsed.type == Array("golang".utf8) && PackageURL.lowercased(spelling) == PackageURL.lowercased(canonical) {
        return .present(spelling, at: own.place)
      }
      return .present(canonical, at: own.place)
    }
    let known = type.value.flatMap { PackageURL.isType($0) ? String(decoding: $0, as: UTF8.self) : nil }
    guard let group, !group.isEmpty, !PackageURL.plainTypes.contains(known ?? "") else {
      return .present(PackageURL.normalised(own.value, type: known ?? ""), at: own.place)
    }
    // How an ecosystem writes a group decides the name: `org.acme:core`, `@acme/ui`, `github.com/acme/lib`, or without the group.
    guard let type = known ?? Self.ecosystem(ofGroup: group) else { return .unknown(.ecosystem, own.place) }
    let prefix = group + [type == "maven" ? UInt8(ascii: ":") : UInt8(ascii: "/")]
    let whole = own.value.starts(with: prefix) ? own.value : prefix + own.value
    return .present(PackageURL.normalised(whole, type: type), at: own.place)
  }

  /// The one ecosystem that has groups of such a form: scopes of npm, and names of domains turned round, which are Maven's.
  private static func ecosystem(ofGroup group: [UInt8]) -> String? {
    if group.first == UInt8(ascii: "@"), group.count > 1, !group.contains(UInt8(ascii: "/")) { return "npm" }
    let domains: Set = [
      "org", "com", "io", "net", "dev", "edu", "gov", "info", "me", "app", "co", "eu", "at", "au", "be", "br", "ca",
      "ch", "cn", "cz", "de", "dk", "es", "fi", "fr", "hu", "in", "it", "jp", "kr", "nl", "no", "nz", "pl", "pt", "ru",
      "se", "uk", "us", "jakarta", "javax",
    ]
    let parts = group.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    // `dev.azure.com` is a host, of a module of Go.
    guard parts.count > 1, !group.contains(UInt8(ascii: "/")), domains.contains(parts[0]),
      !domains.contains(parts[parts.count - 1])
    else { return nil }
    return "maven"
  }

  /// The type of a package: that of its URL, else the type that URLs would have for what the scanner calls it.
  func packageType(_ url: ImageField<[UInt8]>, else type: ImageField<[UInt8]>) -> ImageField<[UInt8]> {
    if case .present(let url) = url { return .present(OCIGrammar.packageURLType(url.value), at: url.place) }
    guard case .present(let word) = type,
      let known = PackageURL.type(ofScanner: String(decoding: word.value, as: UTF8.self))
    else { return type }
    return .present(Array(known.utf8), at: word.place)
  }
}
