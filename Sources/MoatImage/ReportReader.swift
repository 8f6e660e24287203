import MoatDocument
import MoatSource

/// The reports of scanners: Trivy's and Grype's.
extension DocumentCursor {
  /// Trivy's report, or the list of results that it was before version 0.16.
  mutating func trivy(_ root: UInt32, _ blank: ImageModel) -> ImageModel {
    var image = blank
    image.tool = .present(Array("trivy".utf8), at: place(root))
    image.isImage = .unknown(.notInForm, place(root))
    var list: UInt32? = root
    if kind(root) == .object {
      if let program = member(root, "Trivy", .object) { image.toolVersion = text(program, "Version") }
      if integer(root, "SchemaVersion").value != 2 {
        report(ImageProblem("Moat reads reports of Trivy with `SchemaVersion` 2", at: place(root)))
      }
      image.scanned = date(root, "CreatedAt")
      if let metadata = member(root, "Metadata", .object) { readTrivyMetadata(metadata, into: &image) }
      image.isImage = trivySubject(root)
      if image.isImage.value == true { readTrivyNames(root, into: &image) }
      if image.isImage.value == false { image.isNoImage(at: image.isImage.place) }
      list = member(root, "Results")
      if let node = list, kind(node) != .list {
        let wrong: ImageField<[ImagePackage]> = wrongType(node, "a list")
        image.packages = wrong
        list = nil
      }
    }
    guard let list else { return image }
    // Reports of the old form have no class, and a result without findings has null.
    readTrivyResults(Array(children(list)), at: list, isOld: kind(root) == .list, into: &image)
    return image
  }

  /// - Parameters:
  ///   - results: of one image.
  ///   - list: what holds them.
  ///   - isOld: whether each is of packages, whatever it says.
  mutating func readTrivyResults(
    _ results: [UInt32], at list: UInt32, isOld: Bool = false, into image: inout ImageModel
  ) {
    var packages: [ImagePackage] = []
    var vulnerabilities: [ImageVulnerability] = []
    var hasPackages = true
    var hasVulnerabilities = true
    var looked = false
    for result in results {
      guard kind(result) == .object else {
        report(ImageProblem("each result must be an object", at: place(result)))
        continue
      }
      readTrivyFindings(of: result, into: &image)
      let type = text(result, "Type")
      let found = member(result, "Vulnerabilities")
      let listed = member(result, "Packages")
      let isOfPackages =
        found != nil || listed != nil || isOld || !trivyModified(result, "vulnerability").isEmpty
        || ["os-pkgs", "lang-pkgs"].contains { text(result, "Class").value == Array($0.utf8) }
      guard isOfPackages else { continue }
      looked = true
      hasPackages = hasPackages && listed.map { kind($0) == .list } == true
      hasVulnerabilities = hasVulnerabilities && found.map { kind($0) == .list } != false
      for node in objects(of: result, "Packages") { packages.append(trivyPackage(node, type)) }
      for node in objects(of: result, "Vulnerabilities") { vulnerabilities.append(trivyVulnerability(node, type)) }
      for (finding, status) in trivyModified(result, "vulnerability") {
        var vulnerability = trivyVulnerability(finding, type)
        vulnerability.status = status
        vulnerabilities.append(vulnerability)
      }
    }
    image.packages = looked && hasPackages ? .present(packages, at: place(list)) : .unknown(.notAtHand, place(list))
    if looked, hasVulnerabilities {
      image.vulnerabilities = .present(vulnerabilities, at: place(list))
    } else {
      image.vulnerabilities = .unknown(looked ? .malformed : .ambiguous, place(list))
    }
  }

  mutating func readTrivyMetadata(_ metadata: UInt32, into image: inout ImageModel) {
    image.place = place(metadata)
    if let configuration = member(metadata, "ImageConfig", .object) {
      readConfiguration(configuration, mediaType: nil, into: &image)
      doubtTrivyConfiguration(member(configuration, "config", .object), &image.config)
    }
    image.setNames(tags: texts(metadata, "RepoTags"), repositoryDigests: texts(metadata, "RepoDigests"))
    image.configDigest = text(metadata, "ImageID")
    image.unpackedSize = integer(metadata, "Size")
    // Trivy leaves it out where there is none, and where it is none that Trivy knows.
    image.distribution = ImageDistribution(reason: .unnamed, place: place(metadata))
    if let os = member(metadata, "OS", .object), ![nil, [], Array("none".utf8)].contains(text(os, "Family").value) {
      image.distribution.family = text(os, "Family")
      image.distribution.version = text(os, "Name")
      // Trivy writes it only where it is true, and knows not every distribution.
      image.distribution.isEndOfLife = bool(os, "EOSL").unknownIfAbsent(.ambiguous)
    }
  }

  /// The names that stand outside of the lists. A report of an archive has the path of its file there, and the digest of the
  /// configuration; a word that could be either is not a name.
  private mutating func readTrivyNames(_ root: UInt32, into image: inout ImageModel) {
    let metadata = member(root, "Metadata", .object)
    if let metadata, member(metadata, "Reference", .string) != nil {
      readGivenName(text(metadata, "Reference"), into: &image)
    }
    let given = text(root, "ArtifactName")
    if image.configDigest.value == nil || GivenName.hasRegistry(given.value ?? []) || image.isNamed {
      readGivenName(given, into: &image)
    }
  }

  /// What Trivy's account of a daemon loses, whatever the image has: with containerd the whole of it, which leaves `{}`, and with
  /// Docker the ports (pkg/fanal/image/daemon/image.go of Trivy 0.60 fills them from an empty list).
  private func doubtTrivyConfiguration(_ node: UInt32?, _ config: inout ImageConfig) {
    if let node, arena.node(node).count > 0 {
      config.exposedPorts = config.exposedPorts.unknownIfAbsent(.ambiguous)
    } else {
      config = ImageConfig(reason: .ambiguous, place: config.place)
    }
  }

  private mutating func trivyPackage(_ node: UInt32, _ type: ImageField<[UInt8]>) -> ImagePackage {
    let url = packageURL(member(node, "Identifier", .object) ?? node, "PURL")
    let type = packageType(url, else: type)
    return ImagePackage(
      place: place(node), name: packageName(text(node, "Name"), url: url, type: type), version: trivyVersion(node),
      type: type, url: url, licences: texts(node, "Licenses"))
  }

  private mutating func trivyVulnerability(_ node: UInt32, _ type: ImageField<[UInt8]>) -> ImageVulnerability {
    let fixedIn = versions(text(node, "FixedVersion"))
    let url = packageURL(member(node, "PkgIdentifier", .object) ?? node, "PURL")
    let type = packageType(url, else: type)
    let name = packageName(text(node, "PkgName"), url: url, type: type)
    return ImageVulnerability(
      place: place(node), id: text(node, "VulnerabilityID"), severity: severity(text(node, "Severity")),
      package: name, packageURL: url, packageType: type, installed: text(node, "InstalledVersion"), fixedIn: fixedIn,
      status: text(node, "Status"), published: date(node, "PublishedDate"),
      isKnownExploited: .unknown(.notInForm, place(node)), url: text(node, "PrimaryURL"),
      details: trivyDetails(node, fixedIn: fixedIn),
      // Ids of vendors' advisories.
      aliases: member(node, "VendorIDs", .list).map { children($0).filter { isText($0) }.map { located($0) } } ?? [])
  }

  mutating func grype(_ root: UInt32, _ blank: ImageModel) -> ImageModel {
    var image = blank
    if let descriptor = member(root, "descriptor", .object) {
      image.setTool(text(descriptor, "name"), version: text(descriptor, "version"))
      image.scanned = date(descriptor, "timestamp")
    }
    if let distribution = member(root, "distro", .object) {
      image.distribution.family = text(distribution, "name")
      image.distribution.version = text(distribution, "version")
      // So Grype writes that it found none, or none that it knows.
      if image.distribution.family.value == [] {
        image.distribution = ImageDistribution(reason: .unnamed, place: place(distribution))
      }
    }
    let source = member(root, "source", .object)
    image.isImage = grypeSubject(source) ?? .unknown(.notInForm, place(root))
    if image.isImage.value == false { image.isNoImage(at: image.isImage.place) }
    if let source, image.isImage.value == true, let target = member(source, "target", .object) {
      readAnchoreTarget(target, into: &image)
    }
    guard let matches = member(root, "matches", .list) else { return image }
    var vulnerabilities: [ImageVulnerability] = []
    for match in children(matches) {
      guard kind(match) == .object, let vulnerability = member(match, "vulnerability", .object),
        let artifact = member(match, "artifact", .object)
      else {
        report(ImageProblem("a match must have a `vulnerability` and an `artifact`", at: place(match)))
        continue
      }
      vulnerabilities += grypeVulnerability(vulnerability, artifact, in: match).entries(
        related: related(member(match, "relatedVulnerabilities", .list)))
    }
    // A database without the catalogue says nothing of any match.
    if vulnerabilities.allSatisfy({ $0.isKnownExploited.value == nil }) {
      for index in vulnerabilities.indices {
        vulnerabilities[index].isKnownExploited = .unknown(.notInForm, vulnerabilities[index].place)
      }
    }
    image.vulnerabilities = .present(vulnerabilities, at: place(matches))
    return image
  }

  /// What Grype and Syft say of an image.
  mutating func readAnchoreTarget(_ target: UInt32, into image: inout ImageModel) {
    image.place = place(target)
    image.setNames(tags: texts(target, "tags"), repositoryDigests: texts(target, "repoDigests"))
    readGivenName(text(target, "userInput"), into: &image)
    image.configDigest = text(target, "imageID")
    image.manifestDigest = text(target, "manifestDigest")
    image.os = text(target, "os")
    image.architecture = text(target, "architecture")
    image.unpackedSize = integer(target, "imageSize")
  }

  private mutating func grypeVulnerability(
    _ node: UInt32, _ artifact: UInt32, in match: UInt32
  ) -> ImageVulnerability {
    let fix = member(node, "fix", .object)
    var fixedIn: ImageField<[LocatedText]> = .unknown(.notAtHand, place(node))
    var status: ImageField<[UInt8]> = .unknown(.notAtHand, place(node))
    if let fix {
      status = text(fix, "state")
      fixedIn = texts(fix, "versions")
      if fixedIn.value == [] { fixedIn = .absent(fixedIn.place) }
      if status.value == Array("unknown".utf8) { fixedIn = fixedIn.unknownIfAbsent(.notAtHand) }
    }
    // The list is left out where it is empty; only databases that know of it also give a risk.
    var isKnownExploited: ImageField<Bool> = .unknown(.notAtHand, place(node))
    if let list = member(node, "knownExploited", .list) {
      isKnownExploited = .present(!children(list).isEmpty, at: place(list))
    } else if member(node, "risk") != nil {
      isKnownExploited = .present(false, at: place(node))
    }
    let url = packageURL(artifact, "purl")
    return ImageVulnerability(
      place: place(node), id: text(node, "id"), severity: severity(text(node, "severity")),
      package: grypePackageName(artifact, url), packageURL: url,
      packageType: packageType(url, else: text(artifact, "type")), installed: text(artifact, "version"),
      fixedIn: fixedIn, status: status, published: .unknown(.notInForm, place(node)),
      isKnownExploited: isKnownExploited, url: text(node, "dataSource"),
      details: grypeDetails(node, in: match, artifact: artifact, fixedIn: fixedIn))
  }

  /// Of an artifact of Java without a URL the group stands in its metadata.
  mutating func grypePackageName(_ artifact: UInt32, _ url: ImageField<[UInt8]>) -> ImageField<[UInt8]> {
    var type = packageType(url, else: text(artifact, "type"))
    let group = member(artifact, "metadata", .object).flatMap { text($0, "pomGroupID").value }
    // Only Maven has such groups.
    if group != nil, type.value == nil { type = .present(Array("maven".utf8), at: place(artifact)) }
    return packageName(text(artifact, "name"), group: group, url: url, type: type)
  }

  /// A package URL, of which a malformed one is unknown.
  mutating func packageURL(_ object: UInt32, _ name: String) -> ImageField<[UInt8]> {
    let field = text(object, name)
    guard case .present(let url) = field else { return field }
    if url.value.isEmpty { return .absent(url.place) }
    guard OCIGrammar.isPackageURL(url.value) else {
      report(ImageProblem("`\(Self.shown(url.value))` is no package URL", at: url.place))
      return .unknown(.malformed, url.place)
    }
    return field
  }

  /// In upper case, as most of them write it.
  func severity(_ field: ImageField<[UInt8]>) -> ImageField<[UInt8]> {
    guard case .present(let text) = field else { return field }
    return .present(Self.uppercased(text.value), at: text.place)
  }

  static func uppercased(_ text: [UInt8]) -> [UInt8] {
    text.map { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") ? $0 & 0xDF : $0 }
  }

  /// Versions in one text, with commas between them. An empty text says that there is no fix.
  func versions(_ field: ImageField<[UInt8]>) -> ImageField<[LocatedText]> {
    switch field {
    case .absent(let place): return .absent(place)
    case .unknown(let reason, let place): return .unknown(reason, place)
    case .present(let text):
      let parts = text.value.split(separator: UInt8(ascii: ",")).map { part in
        Array(part.drop { $0 == UInt8(ascii: " ") })
      }
      let versions = parts.filter { !$0.isEmpty }
      if versions.isEmpty { return .absent(text.place) }
      return .present(versions.map { Located($0, at: text.place) }, at: text.place)
    }
  }
}
