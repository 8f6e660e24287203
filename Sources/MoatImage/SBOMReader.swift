import MoatDocument
import MoatSource

/// Bills of materials: SPDX 2 and CycloneDX.
extension DocumentCursor {
  mutating func spdx(_ root: UInt32, _ blank: ImageModel) -> ImageModel {
    var image = blank
    image.isImage = .unknown(.notInForm, place(root))
    if let creation = member(root, "creationInfo", .object) {
      image.scanned = date(creation, "created")
      image.setTool(creatingTool(creation), version: image.toolVersion)
    }
    guard let list = self.list(root, "packages", of: &image.packages) else {
      // A bill can be of files, or of nothing but its own relationships.
      image.packages = image.packages.unknownIfAbsent(.notAtHand)
      return image
    }
    var packages: [ImagePackage] = []
    let described = spdxDescribed(root)
    var images = 0
    for node in children(list) {
      guard kind(node) == .object else {
        report(ImageProblem("each package must be an object", at: place(node)))
        continue
      }
      let isDescribed = described.isEmpty || text(node, "SPDXID").value.map(described.contains) == true
      if isDescribed, let subject = spdxSubject(node) { image.isImage = subject }
      let name = text(node, "name")
      if name.isAbsent { report(ImageProblem("a package must have a `name`", at: place(node))) }
      let url = spdxURL(node)
      let isImage = !described.isEmpty && isDescribed && Self.isOfImage(url)
      switch isImage ? .image : spdxPurpose(node, url) {
      case .image:
        guard isDescribed else { continue }
        images += 1
        if images > Self.describedLimit {
          if images == Self.describedLimit + 1 {
            report(ImageProblem("the document describes more than \(Self.describedLimit) images", at: place(node)))
          }
          continue
        }
        image.place = place(node)
        image.isImage = .present(true, at: image.place)
        readSPDXIdentity(node, name, url, into: &image)
      case .distribution:
        image.distribution.family = name
        image.distribution.version = text(node, "versionInfo")
      case .grouping: break
      case .package:
        let type = packageType(url, else: .unknown(.notInForm, place(node)))
        packages.append(
          ImagePackage(
            place: place(node), name: packageName(name, url: url, type: type), version: text(node, "versionInfo"),
            type: type, url: url, licences: spdxLicences(node)))
      }
    }
    if image.isImage.value == false { image.isNoImage(at: image.isImage.place) }
    image.packages = listed(packages, at: place(list))
    image.readDistributionOfPackages()
    return image
  }

  /// The packages of a bill. One that lists none does not say that there is none: tools write the same where they cannot look, and a
  /// document of VEX has only the product.
  private func listed(_ packages: [ImagePackage], at place: ImagePlace) -> ImageField<[ImagePackage]> {
    packages.isEmpty ? .unknown(.notAtHand, place) : .present(packages, at: place)
  }

  private enum Purpose { case package, image, distribution, grouping }

  /// SPDX lists the image and its distribution among the packages. Newer documents say so by a purpose; Trivy's older
  /// ones by the identifier. A package with a URL is one, whatever it is called.
  private mutating func spdxPurpose(_ node: UInt32, _ url: ImageField<[UInt8]>) -> Purpose {
    switch text(node, "primaryPackagePurpose").value.map({ String(decoding: $0, as: UTF8.self) }) {
    case "CONTAINER": return .image
    case "OPERATING-SYSTEM", "OPERATING_SYSTEM": return .distribution
    default: break
    }
    guard let id = text(node, "SPDXID").value else { return .package }
    // What the bill is of stands among the packages, whatever that is; an image has a URL of its own.
    guard url.value == nil || Self.isOfImage(url) else { return .package }
    if let subject = spdxSubject(node) { return subject.value == true ? .image : .grouping }
    if id.starts(with: Array("SPDXRef-OperatingSystem-".utf8)) { return .distribution }
    return id.starts(with: Array("SPDXRef-Application-".utf8)) && member(node, "versionInfo") == nil
      ? .grouping : .package
  }

  /// The first reference of type `purl`.
  private mutating func spdxURL(_ node: UInt32) -> ImageField<[UInt8]> {
    guard let references = member(node, "externalRefs", .list) else { return .absent(place(node)) }
    for reference in children(references) where kind(reference) == .object {
      if text(reference, "referenceType").value == Array("purl".utf8) {
        return packageURL(reference, "referenceLocator")
      }
    }
    return .absent(place(node))
  }

  /// What the package declares, and what the document concludes if that is another. NOASSERTION says nothing.
  private mutating func spdxLicences(_ node: UInt32) -> ImageField<[LocatedText]> {
    var licences: [LocatedText] = []
    var isNone = false
    for name in ["licenseDeclared", "licenseConcluded"] {
      guard case .present(let licence) = text(node, name), licence.value != Array("NOASSERTION".utf8) else { continue }
      if licence.value == Array("NONE".utf8) {
        isNone = true
      } else if !licences.contains(where: { $0.value == licence.value }) {
        licences.append(licence)
      }
    }
    if let first = licences.first { return .present(licences, at: first.place) }
    return isNone ? .absent(place(node)) : .unknown(.notAtHand, place(node))
  }

  /// `Tool: trivy-0.50.0` among the creators.
  private mutating func creatingTool(_ creation: UInt32) -> ImageField<[UInt8]> {
    let prefix = Array("Tool: ".utf8)
    switch texts(creation, "creators") {
    case .absent(let place): return .absent(place)
    case .unknown(let reason, let place): return .unknown(reason, place)
    case .present(let creators):
      guard let tool = creators.value.first(where: { $0.value.starts(with: prefix) }) else {
        return .absent(creators.place)
      }
      return .present(Array(tool.value.dropFirst(prefix.count)), at: tool.place)
    }
  }

  mutating func cycloneDX(_ root: UInt32, _ blank: ImageModel) -> ImageModel {
    var image = blank
    _ = text(root, "serialNumber")
    if text(root, "specVersion").value?.first != UInt8(ascii: "1") {
      report(ImageProblem("Moat reads CycloneDX 1: `specVersion` is missing or another", at: place(root)))
    }
    image.isImage = .unknown(.notInForm, place(root))
    if let metadata = member(root, "metadata", .object) { readCycloneDXMetadata(metadata, into: &image) }
    var packages: [ImagePackage] = []
    var byReference: [[UInt8]: ImagePackage] = [:]
    // A vulnerability may be of the whole: of the image itself, or of the application that the bill is of.
    if let main = member(root, "metadata", .object).flatMap({ member($0, "component", .object) }),
      case .present(let reference) = text(main, "bom-ref")
    {
      byReference[reference.value] = cycloneDXPackage(main)
    }
    let list = member(root, "components")
    // Components hold components; each waits on a list of its own, whatever the depth.
    var waiting: [UInt32] = list.map { children($0).reversed() } ?? []
    if let list, kind(list) != .list { report(ImageProblem("`components` must be a list", at: place(list))) }
    while let node = waiting.popLast() {
      guard kind(node) == .object else {
        report(ImageProblem("each component must be an object", at: place(node)))
        continue
      }
      if let inner = member(node, "components", .list) { waiting += children(inner).reversed() }
      let package = cycloneDXPackage(node)
      if case .present(let reference) = text(node, "bom-ref") { byReference[reference.value] = package }
      switch text(node, "type").value.map({ String(decoding: $0, as: UTF8.self) }) {
      case "operating-system":
        image.distribution.family = package.name
        image.distribution.version = package.version
      case "container", "file", "device", "data": break
      default: if !isGrouping(node, package) { packages.append(package) }
      }
    }
    image.packages = listed(packages, at: place(list ?? root))
    image.readDistributionOfPackages()
    if let list = member(root, "vulnerabilities"), kind(list) != .list {
      image.vulnerabilities = wrongType(list, "a list")
    } else if let list = member(root, "vulnerabilities"), !children(list).isEmpty {
      image.vulnerabilities = .present(cycloneDXVulnerabilities(list, byReference), at: place(list))
    } else {
      // An empty list stands in a bill for which nobody looked for any.
      image.vulnerabilities = .unknown(.ambiguous, place(member(root, "vulnerabilities") ?? root))
    }
    return image
  }

  /// Trivy groups packages under the name of their lock file, without a version or a URL.
  private mutating func isGrouping(_ node: UInt32, _ package: ImagePackage) -> Bool {
    guard package.version.isAbsent, package.url.isAbsent, let properties = member(node, "properties", .list) else {
      return false
    }
    for property in children(properties) where kind(property) == .object {
      if text(property, "name").value == Array("aquasecurity:trivy:Class".utf8) { return true }
    }
    return false
  }

  private mutating func readCycloneDXMetadata(_ metadata: UInt32, into image: inout ImageModel) {
    image.scanned = date(metadata, "timestamp")
    if let tools = member(metadata, "tools") {
      // A list until version 1.4, an object with components since 1.5.
      let list = kind(tools) == .object ? member(tools, "components", .list) : tools
      if let first = list.flatMap({ children($0).first }), kind(first) == .object {
        image.setTool(text(first, "name"), version: text(first, "version"))
      }
    }
    guard let component = member(metadata, "component", .object) else { return }
    image.place = place(component)
    if let subject = cycloneDXSubject(component) { image.isImage = subject }
    readCycloneDXIdentity(component, into: &image)
    if image.isImage.value == false {
      image.isNoImage(at: image.isImage.place)
      image.distribution = ImageDistribution(absentAt: image.isImage.place)
    }
    guard let properties = member(component, "properties", .list) else { return }
    var names: [LocatedText] = []
    for property in children(properties) where kind(property) == .object {
      guard case .present(let value) = text(property, "value") else { continue }
      switch text(property, "name").value.map({ String(decoding: $0, as: UTF8.self) }) {
      case "aquasecurity:trivy:RepoTag", "aquasecurity:trivy:RepoDigest", "aquasecurity:trivy:Reference":
        names.append(value)
      case "aquasecurity:trivy:ImageID":
        image.configDigest = .present(value)
        image.isImage = .present(true, at: value.place)
      default: break
      }
    }
    image.addNames(names)
  }

  private mutating func cycloneDXPackage(_ node: UInt32) -> ImagePackage {
    let own = text(node, "name")
    if own.isAbsent { report(ImageProblem("a component must have a `name`", at: place(node))) }
    let url = packageURL(node, "purl")
    let type = packageType(url, else: ecosystemProperty(node))
    let name = packageName(own, group: text(node, "group").value, url: url, type: type)
    return ImagePackage(
      place: place(node), name: name, version: text(node, "version"), type: type, url: url,
      licences: cycloneDXLicences(node))
  }

  /// The type of a component by the properties that tools give it: Trivy's, Syft's, and those of CycloneDX's own taxonomy, which
  /// begin with the ecosystem (`cdx:npm:…`).
  private mutating func ecosystemProperty(_ node: UInt32) -> ImageField<[UInt8]> {
    for property in member(node, "properties", .list).map({ children($0) }) ?? 0..<0 where kind(property) == .object {
      guard case .present(let name) = text(property, "name") else { continue }
      let parts = name.value.split(separator: UInt8(ascii: ":")).map { String(decoding: $0, as: UTF8.self) }
      switch parts {
      case ["aquasecurity", "trivy", "PkgType"], ["syft", "package", "type"]:
        if case .present(let value) = text(property, "value").absentIfEmpty { return .present(value) }
      case _ where parts.count > 2 && parts[0] == "cdx":
        if let type = PackageURL.type(ofScanner: parts[1]) { return .present(Array(type.utf8), at: name.place) }
      default: break
      }
    }
    return .unknown(.notInForm, place(node))
  }

  private mutating func cycloneDXLicences(_ node: UInt32) -> ImageField<[LocatedText]> {
    guard let list = member(node, "licenses") else { return .absent(place(node)) }
    guard kind(list) == .list else { return wrongType(list, "a list") }
    var licences: [LocatedText] = []
    for element in children(list) where kind(element) == .object {
      if case .present(let expression) = text(element, "expression") { licences.append(expression) }
      guard let licence = member(element, "license", .object) else { continue }
      if case .present(let id) = text(licence, "id") {
        licences.append(id)
      } else if case .present(let name) = text(licence, "name") {
        licences.append(name)
      }
    }
    return .present(licences, at: place(list))
  }
}
