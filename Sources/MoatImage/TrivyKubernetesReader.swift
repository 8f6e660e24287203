import MoatDocument

/// Trivy's report of the workloads of a cluster (`trivy kubernetes --format json`), in full and as a summary of findings.
extension DocumentCursor {
  /// The lists of resources; the last two are those of Trivy before version 0.41.
  private static let resourceLists = ["Resources", "Findings", "Vulnerabilities", "Misconfigurations"]

  /// Whether an object is one: it names its cluster, or its resources have results.
  func isTrivyKubernetes(_ root: UInt32) -> Bool {
    let lists = Self.resourceLists.compactMap { member(root, $0, .list) }
    if member(root, "ClusterName", .string) != nil, !lists.isEmpty || member(root, "SchemaVersion") != nil {
      return true
    }
    return lists.contains { list in
      guard let first = children(list).first, kind(first) == .object else { return false }
      return member(first, "Kind", .string) != nil && member(first, "Name", .string) != nil
        && (member(first, "Results", .list) != nil || member(first, "Error", .string) != nil)
    }
  }

  mutating func trivyKubernetes(_ root: UInt32, _ blank: ImageModel) -> [ImageModel] {
    var blank = blank
    blank.tool = .present(Array("trivy".utf8), at: place(root))
    // The form has no room for it.
    blank.scanned = .absent(place(root))
    var images: [ImageModel] = []
    for list in Self.resourceLists.compactMap({ member(root, $0, .list) }) {
      for resource in children(list) {
        guard kind(resource) == .object else {
          report(ImageProblem("each resource must be an object", at: place(resource)))
          continue
        }
        if case .present(let error) = text(resource, "Error").absentIfEmpty {
          report(
            ImageProblem(unread: "Trivy could not scan this resource: \(Self.shown(error.value))", at: error.place))
        }
        images += resourceImages(resource, blank)
      }
    }
    return images
  }

  // MARK: One resource

  /// A resource has the results of all its images in one list, and those of its own configuration.
  private mutating func resourceImages(_ resource: UInt32, _ blank: ImageModel) -> [ImageModel] {
    guard let list = member(resource, "Results", .list), !children(list).isEmpty else { return [] }
    var blank = blank
    blank.place = place(resource)
    let results = children(list).filter { kind($0) == .object }
    let ofImages = results.filter { !isOfConfiguration($0) }
    var models: [ImageModel] = []
    if ofImages.count < results.count {
      var model = blank
      model.isNoImage(at: place(resource))
      for result in results where isOfConfiguration(result) { readTrivyFindings(of: result, into: &model) }
      models.append(model)
    }
    guard !ofImages.isEmpty else { return models }
    let metadata = member(resource, "Metadata", .list).map { children($0).filter { kind($0) == .object } } ?? []
    let systems = ofImages.filter { imageName($0) != nil }
    if metadata.count <= 1, systems.count <= 1 {
      var model = blank
      if let metadata = metadata.first { readTrivyMetadata(metadata, into: &model) }
      if let system = systems.first { name(&model, by: system) }
      readTrivyResults(ofImages, at: list, into: &model)
      return models + [model]
    }
    // Of several images only the packages of the distribution say whose they are.
    for system in systems {
      var model = blank
      name(&model, by: system)
      readTrivyResults([system], at: list, into: &model)
      models.append(model)
    }
    let others = ofImages.filter { !systems.contains($0) }
    guard !others.isEmpty else { return models }
    var model = blank
    model.tags = .unknown(.ambiguous, place(resource))
    readTrivyResults(others, at: list, into: &model)
    return models + [model]
  }

  private mutating func isOfConfiguration(_ result: UInt32) -> Bool {
    text(result, "Class").value == Array("config".utf8)
  }

  /// The image's name in front of its distribution: `web:1` of `web:1 (debian 12.8)`.
  private mutating func imageName(_ result: UInt32) -> LocatedText? {
    guard text(result, "Class").value == Array("os-pkgs".utf8), case .present(let target) = text(result, "Target"),
      target.value.last == UInt8(ascii: ")"),
      let open = target.value.lastIndex(of: UInt8(ascii: "(")), open > 1, target.value[open - 1] == UInt8(ascii: " ")
    else { return nil }
    return Located(Array(target.value[..<(open - 1)]), at: target.place)
  }

  /// Names an image as its result does, if its metadata does not.
  private mutating func name(_ model: inout ImageModel, by system: UInt32) {
    guard let name = imageName(system) else { return }
    let names = (model.tags.value ?? []) + (model.repositoryDigests.value ?? [])
    guard names.isEmpty else { return }
    if name.value.contains(UInt8(ascii: "@")) {
      model.repositoryDigests = .present([name], at: name.place)
      model.tags = .absent(name.place)
    } else {
      model.tags = .present([name], at: name.place)
    }
  }
}
