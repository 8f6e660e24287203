import MoatDocument
import MoatSource

extension DocumentCursor {
  /// Reads an image's configuration. `mediaType` is that of the descriptor that points to it, if there is one.
  mutating func readConfiguration(_ root: UInt32, mediaType: [UInt8]?, into image: inout ImageModel) {
    image.os = text(root, "os")
    image.osVersion = text(root, "os.version")
    image.architecture = text(root, "architecture")
    image.variant = text(root, "variant")
    image.author = text(root, "author")
    image.created = date(root, "created")
    let config = member(root, "config", .object) ?? root
    image.config = self.config(config, isThere: config != root)
    // Docker's own builder marks its configurations, and writes every field that there is. One of these three, even with null,
    // says as much: a writer that knows only the fields of OCI drops all of them.
    let isDocker =
      mediaType == MediaType.dockerConfig
      || ["docker_version", "container_config", "container"].contains { member(root, $0) != nil }
      || ["Healthcheck", "OnBuild", "Shell"].contains { arena.child(of: config, named: $0) != NodeIndex.none }
    if !isDocker { image.config.forgetWhatOCILeavesOut() }
    image.history = history(root, "history", image.config)
    readDiffIDs(member(root, "rootfs", .object), named: "diff_ids", in: root, into: &image)
  }

  /// The configuration of the container: the same in an image's configuration and in `docker inspect`.
  mutating func config(_ node: UInt32, isThere: Bool) -> ImageConfig {
    var config = ImageConfig(reason: .notInForm, place: place(node))
    guard isThere else {
      let absent = place(node)
      config.user = .absent(absent)
      config.environment = .absent(absent)
      config.exposedPorts = .absent(absent)
      config.entrypoint = .absent(absent)
      config.command = .absent(absent)
      config.volumes = .absent(absent)
      config.workingDirectory = .absent(absent)
      config.labels = .absent(absent)
      config.stopSignal = .absent(absent)
      config.healthcheck = .absent(absent)
      config.onBuild = .absent(absent)
      config.shell = .absent(absent)
      return config
    }
    config.user = text(node, "User")
    config.environment = texts(node, "Env")
    config.exposedPorts = names(node, "ExposedPorts")
    config.entrypoint = texts(node, "Entrypoint")
    config.command = texts(node, "Cmd")
    config.volumes = names(node, "Volumes")
    config.workingDirectory = text(node, "WorkingDir")
    config.labels = pairs(node, "Labels")
    config.stopSignal = text(node, "StopSignal")
    config.healthcheck = healthcheck(node)
    config.onBuild = texts(node, "OnBuild")
    config.shell = texts(node, "Shell")
    return config
  }

  private mutating func healthcheck(_ config: UInt32) -> ImageField<Healthcheck> {
    guard let node = member(config, "Healthcheck") else { return .absent(place(config)) }
    guard kind(node) == .object else { return wrongType(node, "an object") }
    let test = texts(node, "Test")
    if case .unknown(let reason, let place) = test { return .unknown(reason, place) }
    var words = test.value ?? []
    let kinds: [String: Healthcheck.Kind] = ["NONE": .none, "CMD": .program, "CMD-SHELL": .shell]
    var kind = Healthcheck.Kind.inherited
    if let first = words.first {
      kind = kinds[String(decoding: first.value, as: UTF8.self)] ?? .unknown
      if kind != .unknown { words.removeFirst() }
    }
    let check = Healthcheck(
      kind: kind, test: words, interval: integer(node, "Interval"), timeout: integer(node, "Timeout"),
      startPeriod: integer(node, "StartPeriod"), startInterval: integer(node, "StartInterval"),
      retries: integer(node, "Retries"))
    return .present(check, at: place(node))
  }

  private mutating func history(
    _ root: UInt32, _ name: String, _ config: ImageConfig
  ) -> ImageField<[HistoryEntry]> {
    // OCI does not demand a history, and builders leave it out.
    guard let node = member(root, name) else { return .unknown(.notAtHand, place(root)) }
    guard kind(node) == .list else { return wrongType(node, "a list") }
    if children(node).isEmpty { return .unknown(.notAtHand, place(node)) }
    var entries: [HistoryEntry] = []
    for child in children(node) {
      guard kind(child) == .object else { return wrongType(child, "an object") }
      entries.append(
        HistoryEntry(
          place: place(child), created: date(child, "created"), author: text(child, "author"),
          createdBy: text(child, "created_by"), comment: text(child, "comment"),
          isEmptyLayer: bool(child, "empty_layer"))
      )
    }
    HistoryEntry.complete(&entries, from: config)
    return .present(entries, at: place(node))
  }

  /// The layers by the digests of their unpacked bytes, each with the entry of the history that made it.
  mutating func readDiffIDs(_ rootfs: UInt32?, named name: String, in root: UInt32, into image: inout ImageModel) {
    guard let rootfs else {
      image.layers = .unknown(.notAtHand, place(root))
      return
    }
    // Docker leaves out the list of an image without layers.
    switch texts(rootfs, name) {
    case .absent(let place): image.layers = .absent(place)
    case .unknown(let reason, let place): image.layers = .unknown(reason, place)
    case .present(let diffIDs):
      var layers = diffIDs.value.map { text in
        var layer = ImageLayer(place: text.place, reason: .notInForm)
        layer.diffID = .present(text)
        return layer
      }
      if let problem = Self.connect(&layers, with: image.history) { report(problem) }
      image.layers = .present(layers, at: diffIDs.place)
    }
  }

  /// Gives each layer the entry of the history that made it: the entries that are not empty, in order.
  static func connect(_ layers: inout [ImageLayer], with history: ImageField<[HistoryEntry]>) -> ImageProblem? {
    guard case .present(let entries) = history, !entries.value.isEmpty else { return nil }
    let filled = entries.value.indices.filter { entries.value[$0].isEmptyLayer.value != true }
    guard filled.count == layers.count else {
      return ImageProblem(
        "the number of steps that made a layer is \(filled.count) by the history, and that of layers is \(layers.count)",
        at: entries.place)
    }
    for (index, entry) in filled.enumerated() { layers[index].history = entry }
    return nil
  }

  /// The images of `docker inspect`.
  mutating func inspected(_ root: UInt32, _ blank: ImageModel) -> [ImageModel] {
    let elements = kind(root) == .list ? Array(children(root)) : [root]
    return elements.compactMap { inspectedImage($0, blank) }
  }

  private mutating func inspectedImage(_ node: UInt32, _ blank: ImageModel) -> ImageModel? {
    guard kind(node) == .object else {
      report(ImageProblem("each element of `docker inspect` must be an object", at: place(node)))
      return nil
    }
    if member(node, "HostConfig", .object) != nil {
      report(ImageProblem("this describes a container, not an image: give `docker image inspect`", at: place(node)))
      return nil
    }
    var image = blank
    image.place = place(node)
    image.setNames(tags: texts(node, "RepoTags"), repositoryDigests: texts(node, "RepoDigests"))
    image.os = text(node, "Os")
    image.osVersion = text(node, "OsVersion")
    image.architecture = text(node, "Architecture")
    image.variant = text(node, "Variant")
    image.author = text(node, "Author")
    let created = text(node, "Created")
    image.created = created.value == [] ? .unknown(.placeholder, created.place) : date(node, "Created")
    image.config = config(member(node, "Config", .object) ?? node, isThere: member(node, "Config", .object) != nil)
    // Podman's account is made from a configuration of OCI.
    if member(node, "NamesHistory") != nil || member(node, "ManifestType") != nil {
      image.config.forgetWhatOCILeavesOut()
    }
    // Podman's has the history too, with the keys of a configuration.
    if member(node, "History", .list) != nil { image.history = history(node, "History", image.config) }
    readDiffIDs(member(node, "RootFS", .object), named: "Layers", in: node, into: &image)
    let id = text(node, "Id")
    if let descriptor = member(node, "Descriptor", .object) {
      // With containerd's store, the ID is the digest of a manifest or of an index, and sizes count both what is
      // stored and what is unpacked.
      readStoredManifest(node, self.descriptor(descriptor), into: &image)
      image.configDigest = .unknown(.ambiguous, id.place)
      image.unpackedSize = .unknown(.ambiguous, integer(node, "Size").place)
    } else {
      image.configDigest = id
      image.unpackedSize = integer(node, "Size")
    }
    // Podman says by which digest it stores the manifest.
    if case .present(let digest) = text(node, "Digest") { image.addDigest(digest) }
    return image
  }

  /// What containerd's store has under the name: a manifest, or an index with the manifests of its platforms. The configuration
  /// that the document shows is that of one of them.
  private mutating func readStoredManifest(_ node: UInt32, _ target: Descriptor, into image: inout ImageModel) {
    image.manifestDigest = .unknown(.ambiguous, target.place)
    if MediaType.manifests.contains(target.mediaType.value ?? []) {
      image.manifestDigest = target.digest
      image.isManifestStored = true
      return
    }
    guard case .present(let index) = target.digest else { return }
    image.addDigest(index)
    guard let list = member(node, "Manifests", .list) else { return }
    var members: [(descriptor: Descriptor, isAvailable: Bool)] = []
    for child in children(list) where kind(child) == .object {
      guard text(child, "Kind").value == Array("image".utf8), let stored = member(child, "Descriptor", .object) else {
        continue
      }
      var descriptor = descriptor(stored)
      if let data = member(child, "ImageData", .object), let platform = member(data, "Platform", .object) {
        descriptor.os = text(platform, "os")
        descriptor.architecture = text(platform, "architecture")
        descriptor.variant = text(platform, "variant")
      }
      members.append((descriptor, bool(child, "Available").value != false))
    }
    image.indexes = [
      ImageIndexRecord(digests: [index.value], members: members.compactMap { $0.descriptor.digest.value })
    ]
    func agree(_ listed: ImageField<[UInt8]>, _ own: ImageField<[UInt8]>) -> Bool {
      guard let listed = listed.value, let own = own.value else { return true }
      return listed == own
    }
    let shown = members.filter { member in
      guard member.isAvailable, agree(member.descriptor.os, image.os) else { return false }
      return agree(member.descriptor.architecture, image.architecture)
        && agree(member.descriptor.variant, image.variant)
    }
    if shown.count == 1, let only = shown.first {
      image.manifestDigest = only.descriptor.digest
      image.isManifestStored = true
    }
  }
}
