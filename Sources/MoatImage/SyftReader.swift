import MoatDocument

/// Syft's own JSON: the packages of an image, a folder or a file.
extension DocumentCursor {
  /// Whether a document that does not name its program is Syft's by its schema.
  func isOfSyft(_ root: UInt32) -> Bool {
    guard let schema = member(root, "schema", .object), let url = member(schema, "url", .string) else { return false }
    return String(decoding: arena.bytes(url), as: UTF8.self).contains("anchore/syft")
  }

  mutating func syft(_ root: UInt32, _ blank: ImageModel) -> ImageModel {
    var image = blank
    image.tool = .present(Array("syft".utf8), at: place(root))
    if let descriptor = member(root, "descriptor", .object) {
      image.toolVersion = text(descriptor, "version")
      image.scanned = date(descriptor, "timestamp")
    }
    readSyftSource(root, into: &image)
    readSyftDistribution(root, into: &image)
    guard let list = self.list(root, "artifacts", of: &image.packages) else { return image }
    var packages: [ImagePackage] = []
    for node in children(list) {
      guard kind(node) == .object else {
        report(ImageProblem("each artifact must be an object", at: place(node)))
        continue
      }
      let name = text(node, "name")
      if name.isAbsent { report(ImageProblem("an artifact must have a `name`", at: place(node))) }
      let url = packageURL(node, "purl")
      let type = packageType(url, else: text(node, "type"))
      packages.append(
        ImagePackage(
          place: place(node), name: packageName(name, url: url, type: type),
          version: text(node, "version").absentIfEmpty, type: type, url: url, licences: syftLicences(node)))
    }
    image.packages = .present(packages, at: place(list))
    return image
  }

  /// What was looked at: an image in `metadata`, before version 0.85 in `target`.
  private mutating func readSyftSource(_ root: UInt32, into image: inout ImageModel) {
    let source = member(root, "source", .object)
    image.isImage = grypeSubject(source) ?? .unknown(.notInForm, place(root))
    if image.isImage.value == false { image.isNoImage(at: image.isImage.place) }
    guard let source, image.isImage.value == true,
      let target = member(source, "metadata", .object) ?? member(source, "target", .object)
    else { return }
    readAnchoreTarget(target, into: &image)
  }

  /// Syft writes an empty object where it finds no distribution, or none that it knows.
  private mutating func readSyftDistribution(_ root: UInt32, into image: inout ImageModel) {
    guard image.isImage.value != false else { return }
    image.distribution = ImageDistribution(reason: .unnamed, place: place(root))
    guard let node = member(root, "distro", .object) else { return }
    let id = text(node, "id").absentIfEmpty
    let version = text(node, "versionID").absentIfEmpty
    let family = id.isAbsent ? text(node, "name").absentIfEmpty : id
    guard family.value != nil else { return }
    image.distribution.family = family
    image.distribution.version = version.isAbsent ? text(node, "version").absentIfEmpty : version
  }

  /// Texts until schema 7, then objects with the text as it was found and its SPDX expression.
  private mutating func syftLicences(_ node: UInt32) -> ImageField<[LocatedText]> {
    guard let list = member(node, "licenses") else { return .unknown(.notAtHand, place(node)) }
    guard kind(list) == .list else { return wrongType(list, "a list") }
    var licences: [LocatedText] = []
    for element in children(list) {
      if isText(element) {
        licences.append(located(element))
      } else if kind(element) == .object {
        let expression = text(element, "spdxExpression").absentIfEmpty
        if case .present(let licence) = expression.isAbsent ? text(element, "value").absentIfEmpty : expression {
          licences.append(licence)
        }
      }
    }
    // Syft lists none where it found none written down.
    return licences.isEmpty ? .unknown(.notAtHand, place(list)) : .present(licences, at: place(list))
  }
}
