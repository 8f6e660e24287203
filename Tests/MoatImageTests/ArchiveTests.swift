import Glibc
import MoatDocument
import MoatTestSupport
import Testing

@testable import MoatImage

/// Archives and layouts of images, and each way in which they may contradict themselves.
@Suite struct ArchiveTests {
  /// One image: its layer, its configuration and its manifest, which a test changes before they are put together.
  struct Parts {
    var layer = TarBuilder.archive { $0.file("etc/passwd", "root") }
    var layerType = "application/vnd.oci.image.layer.v1.tar+gzip"
    var storedLayer: [UInt8]
    var diffID: String
    var config: [UInt8] = []
    var manifest: [UInt8] = []
    var index: [UInt8] = []
    /// By what blobs are named.
    var digest: @Sendable ([UInt8]) -> String

    init(
      architecture: String = "amd64", diffID: String? = nil, stored: [UInt8]? = nil,
      digest: @escaping @Sendable ([UInt8]) -> String = TarBuilder.digest
    ) {
      self.digest = digest
      storedLayer = stored ?? TarBuilder.gzip(layer)
      self.diffID = diffID ?? digest(layer)
      config = Array(
        (#"{"architecture":"\#(architecture)","os":"linux","config":{"User":"app"},"#
          + #""history":[{"created_by":"COPY a b # buildkit"}],"#
          + #""rootfs":{"type":"layers","diff_ids":["\#(self.diffID)"]}}"#).utf8)
      link()
    }

    /// Writes the manifest and the index anew.
    mutating func link() {
      manifest = Array(
        (#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":"#
          + Self.descriptor("application/vnd.oci.image.config.v1+json", config, digest) + #","layers":["#
          + Self.descriptor(layerType, storedLayer, digest) + #"],"annotations":{"a":"b"}}"#).utf8)
      index = Self.index(
        [Self.descriptor("application/vnd.oci.image.manifest.v1+json", manifest, digest, more: Self.named("x:1"))])
    }

    static func named(_ name: String) -> String {
      #","annotations":{"org.opencontainers.image.ref.name":"\#(name)"}"#
    }

    static func descriptor(
      _ type: String, _ bytes: [UInt8], _ digest: ([UInt8]) -> String = TarBuilder.digest, more: String = ""
    ) -> String {
      #"{"mediaType":"\#(type)","digest":"\#(digest(bytes))","size":\#(bytes.count)\#(more)}"#
    }

    static func index(_ descriptors: [String]) -> [UInt8] {
      Array(#"{"schemaVersion":2,"manifests":[\#(descriptors.joined(separator: ","))]}"#.utf8)
    }

    var files: [String: [UInt8]] {
      var files = ["oci-layout": Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8), "index.json": index]
      for blob in [storedLayer, config, manifest] { files[Self.path(blob, digest)] = blob }
      return files
    }

    static func path(_ blob: [UInt8], _ digest: ([UInt8]) -> String = TarBuilder.digest) -> String {
      "blobs/" + digest(blob).replacing(":", with: "/")
    }

    /// As `docker save` wrote it before version 25.
    var saved: [String: [UInt8]] {
      let id = String(TarBuilder.digest(config).dropFirst(7))
      return [
        "\(id).json": config, "1/layer.tar": layer,
        "manifest.json": Array(#"[{"Config":"\#(id).json","RepoTags":["x:1","x:2"],"Layers":["1/layer.tar"]}]"#.utf8),
      ]
    }
  }

  static func archive(_ files: [String: [UInt8]]) -> [UInt8] {
    TarBuilder.archive { builder in
      for (path, bytes) in files.sorted(by: { $0.key < $1.key }) { builder.file(path, bytes) }
    }
  }

  private func read(_ bytes: [UInt8], limits: ImageLimits = ImageLimits()) -> ImageReading {
    ImageArchive.read(BufferSource(bytes), name: "a.tar", limits: limits)
  }

  private func layout(_ files: [String: [UInt8]]) -> ImageReading {
    ImageArchive.readLayout(name: "a") { path in files[String(decoding: path, as: UTF8.self)].map { BufferSource($0) } }
  }

  /// Reads the same files as a folder, as a tar, and as a gzipped tar.
  private func each(_ files: [String: [UInt8]]) -> [ImageReading] {
    let archive = Self.archive(files)
    return [layout(files), read(archive), read(TarBuilder.gzip(archive))]
  }

  @Test func aLayoutIsOneImageHoweverItIsKept() throws {
    let parts = Parts()
    for reading in each(parts.files) {
      #expect(reading.problems.isEmpty, "\(reading.problems)")
      let image = try #require(reading.images.first)
      #expect(reading.images.count == 1 && image.form == .manifest)
      let shown = [
        ImageText.shown(image.tags), ImageText.shown(image.config.user), ImageText.shown(image.architecture),
        ImageText.shown(image.annotations), ImageText.shown(image.compressedSize), ImageText.shown(image.unpackedSize),
        ImageText.shown(image.configDigest), ImageText.shown(image.manifestDigest),
      ]
      #expect(
        shown == [
          "x:1", "app", "amd64", "a=b, org.opencontainers.image.ref.name=x:1", "\(parts.storedLayer.count)",
          "\(parts.layer.count)", TarBuilder.digest(parts.config), TarBuilder.digest(parts.manifest),
        ])
      let layer = try #require(image.layers.value?.first)
      #expect(ImageText.shown(layer.diffID) == parts.diffID && layer.history == 0)
      #expect(ImageText.shown(layer.digest) == TarBuilder.digest(parts.storedLayer))
      #expect(ImageText.text(image.config.user.place, of: image.sources) == "\"app\"")
      #expect(image.config.healthcheck.unknownReason == .notInForm)
    }
  }

  @Test func dockerSaveIsReadBeforeAndSinceVersion25() throws {
    let parts = Parts()
    let old = read(Self.archive(parts.saved))
    #expect(old.problems.isEmpty, "\(old.problems)")
    let image = try #require(old.images.first)
    #expect(ImageText.shown(image.tags) == "x:1, x:2" && ImageText.shown(image.unpackedSize) == "\(parts.layer.count)")
    #expect(image.compressedSize.unknownReason == .notInForm && image.config.healthcheck.isAbsent)
    // Both in one archive are one image with all its names.
    var both = parts.files
    let config = Parts.path(parts.config)
    let layer = Parts.path(parts.storedLayer)
    both["manifest.json"] = Array(#"[{"Config":"\#(config)","RepoTags":["x:1","y:1"],"Layers":["\#(layer)"]}]"#.utf8)
    let hybrid = read(Self.archive(both))
    #expect(hybrid.problems.isEmpty && hybrid.images.count == 1, "\(hybrid.problems)")
    #expect(hybrid.images.first.map { ImageText.shown($0.tags) } == "x:1, y:1")
    // If they name different images, both count.
    let other = Parts(architecture: "arm64")
    both.merge(other.saved) { _, new in new }
    let two = read(Self.archive(both))
    #expect(two.images.map { ImageText.shown($0.architecture) } == ["amd64", "arm64"] && two.problems.isEmpty)
  }

  @Test func linksWithinTheArchiveAreFollowed() throws {
    let parts = Parts()
    var saved = parts.saved
    saved["1/layer.tar"] = nil
    saved["2/layer.tar"] = parts.layer
    let linked = TarBuilder.archive { builder in
      builder.link("1/layer.tar", to: "../2/layer.tar")
      for (path, bytes) in saved { builder.file(path, bytes) }
    }
    #expect(read(linked).problems.isEmpty && read(linked).images.count == 1)
    let loop = TarBuilder.archive { builder in
      builder.link("1/layer.tar", to: "../1/x")
      builder.link("1/x", to: "layer.tar")
      for (path, bytes) in saved { builder.file(path, bytes) }
    }
    #expect(read(loop).problems.map { $0.message }.joined().contains("more than 8 links"))
    let below = TarBuilder.archive { builder in
      builder.link("1", to: "2")
      builder.file("1/x", "y")
      for (path, bytes) in saved { builder.file(path, bytes) }
    }
    #expect(read(below).problems.map { $0.message }.joined().contains("below a link"))
  }

  @Test func whatIsNotWhatItsDescriptorSaysIsAProblem() {
    let good = Parts()
    let other = Array("other".utf8)
    var cases: [(String, [String: [UInt8]])] = []
    func change(_ name: String, _ path: String, _ bytes: [UInt8]?) {
      var files = good.files
      files[path] = bytes
      cases.append((name, files))
    }
    var sameSize = good.storedLayer
    sameSize[sameSize.count - 1] ^= 1
    change("another digest", Parts.path(good.storedLayer), sameSize)
    change("bytes, the blob has 5", Parts.path(good.storedLayer), other)
    change("bytes, the blob has 5", Parts.path(good.config), other)
    change("bytes, the blob has 5", Parts.path(good.manifest), other)
    change("is missing", Parts.path(good.storedLayer), nil)
    change("is missing", Parts.path(good.config), nil)
    change("is missing", Parts.path(good.manifest), nil)
    change("is missing", "oci-layout", nil)
    change("must be `1.0.0`", "oci-layout", Array(#"{"imageLayoutVersion":"2.0.0"}"#.utf8))
    change("expected `false`", "index.json", Array("foobar".utf8))
    change("`manifests` is missing", "index.json", Array("{}".utf8))
    change("names no image", "index.json", Parts.index([]))
    cases.append(("the unpacked layer has another digest", Parts(diffID: RecognitionTests.digest).files))
    var truncated = Parts()
    truncated.storedLayer.removeLast()
    truncated.link()
    cases.append(("cannot be unpacked", truncated.files))
    let algorithm = Parts { "md5:" + TarBuilder.digest($0).dropFirst(39) }
    cases.append(("is not checked: of all digests, Moat computes SHA-256 and SHA-512", algorithm.files))
    let diffID = Parts(diffID: "md5:" + TarBuilder.digest(good.layer).dropFirst(39))
    cases.append(("the unpacked layer is not checked", diffID.files))
    var platform = good.files
    platform["index.json"] = Parts.index([
      Parts.descriptor(
        "application/vnd.oci.image.manifest.v1+json", good.manifest,
        more: #","platform":{"os":"linux","architecture":"arm64"}"#)
    ])
    cases.append(("the index says architecture `arm64`", platform))
    for (part, files) in cases {
      for reading in [layout(files), read(Self.archive(files))] {
        #expect(reading.problems.contains { $0.message.contains(part) }, "\(part): \(reading.problems)")
      }
    }
  }

  @Test func digestsBySHA512AreHeldAgainstTheBytesAsWell() throws {
    let parts = Parts(digest: TarBuilder.digest512)
    for reading in each(parts.files) {
      #expect(reading.problems.isEmpty, "\(reading.problems)")
      let image = try #require(reading.images.first)
      #expect(ImageText.shown(image.manifestDigest) == TarBuilder.digest512(parts.manifest))
      #expect(ImageText.shown(image.unpackedSize) == "\(parts.layer.count)")
    }
    // The layer alone, unpacked or stored, may have another algorithm than what names the blob.
    let mixed = Parts(diffID: TarBuilder.digest512(parts.layer))
    for reading in each(mixed.files) + [read(Self.archive(mixed.saved))] {
      #expect(reading.problems.isEmpty && reading.images.count == 1, "\(reading.problems)")
    }
    var saved = parts.files
    let (config, layer) = (Parts.path(parts.config, parts.digest), Parts.path(parts.storedLayer, parts.digest))
    saved["manifest.json"] = Array(#"[{"Config":"\#(config)","RepoTags":["x:1"],"Layers":["\#(layer)"]}]"#.utf8)
    #expect(read(Self.archive(saved)).problems.isEmpty && read(Self.archive(saved)).images.count == 1)
    var wrong: [(String, [String: [UInt8]])] = [
      ("the unpacked layer has another digest: sha512:", Parts(diffID: TarBuilder.digest512([])).files)
    ]
    for blob in [parts.storedLayer, parts.config, parts.manifest] {
      var files = saved
      var changed = blob
      changed[changed.count - 1] ^= 1
      files[Parts.path(blob, parts.digest)] = changed
      wrong.append(("has another digest: sha512:", files))
    }
    for (part, files) in wrong {
      for reading in each(files) {
        #expect(reading.problems.contains { $0.message.contains(part) }, "\(part): \(reading.problems)")
      }
    }
  }

  @Test func whatIsNotWhatManifestJSONSaysIsAProblem() {
    let parts = Parts()
    let id = String(TarBuilder.digest(parts.config).dropFirst(7))
    let cases: [(String, (inout [String: [UInt8]]) -> Void)] = [
      ("must be a list", { $0["manifest.json"] = Array("null".utf8) }),
      ("names no image", { $0["manifest.json"] = Array("[]".utf8) }),
      ("`Config` is missing", { $0["manifest.json"] = Array(#"[{"Layers":[]}]"#.utf8) }),
      ("has `..`", { $0["manifest.json"] = Array(#"[{"Config":"../x","Layers":[]}]"#.utf8) }),
      ("is absolute", { $0["manifest.json"] = Array(#"[{"Config":"/x","Layers":[]}]"#.utf8) }),
      ("is missing", { $0["1/layer.tar"] = nil }), ("is missing", { $0["\(id).json"] = nil }),
      ("the file of this name has another digest", { $0["\(id).json"] = Parts(architecture: "x").config }),
      ("unpacked layer has another digest", { $0["1/layer.tar"] = Array("other".utf8) }),
      (
        "the number of layers is 2 in manifest.json",
        { $0["manifest.json"] = Array(#"[{"Config":"\#(id).json","Layers":["1/layer.tar","1/layer.tar"]}]"#.utf8) }
      ),
      ("neither manifest.json", { $0["manifest.json"] = nil }),
    ]
    for (part, change) in cases {
      var files = parts.saved
      change(&files)
      let reading = read(Self.archive(files))
      #expect(reading.problems.contains { $0.message.contains(part) }, "\(part): \(reading.problems)")
    }
  }

  @Test func indexesWithinIndexesEnd() throws {
    let parts = Parts()
    let arm = Parts(architecture: "arm64")
    let type = "application/vnd.oci.image.manifest.v1+json"
    let attestation =
      #","platform":{"os":"unknown","architecture":"unknown"},"annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#
    let inner = Parts.index([
      Parts.descriptor(type, parts.manifest), Parts.descriptor(type, arm.manifest),
      Parts.descriptor(type, Array("{}".utf8), more: attestation),
      Parts.descriptor("application/vnd.example+json", Array("[]".utf8)),
    ])
    let indexType = "application/vnd.oci.image.index.v1+json"
    var files = parts.files.merging(arm.files) { old, _ in old }
    files[Parts.path(inner)] = inner
    files["index.json"] = Parts.index([
      Parts.descriptor(indexType, inner, more: Parts.named("x:1")),
      Parts.descriptor(indexType, inner, more: Parts.named("x:2")),
      Parts.descriptor(type, arm.manifest, more: Parts.named("arm")),
    ])
    for reading in each(files) {
      #expect(reading.problems.isEmpty, "\(reading.problems)")
      #expect(reading.images.map { ImageText.shown($0.architecture) } == ["amd64", "arm64"])
      // A name of the index is one of each of its images, and a tag alone is none.
      #expect(reading.images.map { ImageText.shown($0.tags) } == ["x:1, x:2", "x:1, x:2"])
      // What pushes the whole layout pushes its index.json as it is.
      let digest = Array(TarBuilder.digest(files["index.json"] ?? []).utf8)
      let outer = try #require(reading.images[0].indexes.first { $0.digests.contains(digest) })
      #expect(
        outer.nested.map { String(decoding: $0, as: UTF8.self) } == [
          TarBuilder.digest(inner), TarBuilder.digest(inner),
        ])
      #expect(outer.members.map { String(decoding: $0, as: UTF8.self) } == [TarBuilder.digest(arm.manifest)])
      #expect(reading.attestations.count == 1 && reading.others.count == 1)
    }
  }

  @Test func platformsThatNobodySavedAreMissing() throws {
    let parts = Parts()
    let arm = Parts(architecture: "arm64")
    let type = "application/vnd.oci.image.manifest.v1+json"
    let inner = Parts.index([Parts.descriptor(type, parts.manifest), Parts.descriptor(type, arm.manifest)])
    var files = parts.files
    files[Parts.path(inner)] = inner
    files["index.json"] = Parts.index([Parts.descriptor("application/vnd.oci.image.index.v1+json", inner)])
    for reading in each(files) {
      #expect(reading.problems.isEmpty && reading.images.count == 1, "\(reading.problems)")
      #expect(reading.missing.map { ImageText.shown($0.descriptor.digest) } == [TarBuilder.digest(arm.manifest)])
    }
  }

  @Test func blobsOfWhatIsNoImageAreCheckedToo() {
    let parts = Parts()
    let predicate = Array(#"{"_type":"x"}"#.utf8)
    let manifest = Array(
      (#"{"schemaVersion":2,"config":"# + Parts.descriptor("application/vnd.oci.image.config.v1+json", Array("{}".utf8))
        + #","layers":["# + Parts.descriptor("application/vnd.in-toto+json", predicate) + "]}").utf8)
    let more = #","annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#
    let type = "application/vnd.oci.image.manifest.v1+json"
    var files = parts.files
    files["index.json"] = Parts.index([
      Parts.descriptor(type, parts.manifest), Parts.descriptor(type, manifest, more: more),
    ])
    files[Parts.path(manifest)] = manifest
    files[Parts.path(predicate)] = predicate
    #expect(layout(files).problems.isEmpty && layout(files).attestations.count == 1)
    files[Parts.path(predicate)] = Array(#"{"_type":"y"}"#.utf8)
    #expect(layout(files).problems.map { $0.message }.joined().contains("another digest"))
  }

  @Test func anOpenFileIsRead() throws {
    let archive = Self.archive(Parts().files)
    let path = "/tmp/moat-image-\(TarBuilder.digest(archive).suffix(12)).tar"
    guard let file = unsafe fopen(path, "w+b") else { throw ArchiveFailure("\(path) cannot be written") }
    defer { unsafe fclose(file) }
    unsafe unlink(path)
    let written = unsafe fwrite(archive, 1, archive.count, file)
    unsafe rewind(file)
    let descriptor = unsafe fileno(file)
    let reading = ImageArchive.read(FileDescriptorSource(descriptor), name: "a.tar")
    #expect(written == archive.count)
    #expect(reading.images.count == 1 && reading.problems.isEmpty)
    let closed = ImageArchive.read(FileDescriptorSource(-1), name: "a.tar")
    #expect(closed.problems.map { $0.message }.joined().contains("could not be read"))
  }

  @Test func layersThatAreNotUnpackedAreUnknown() throws {
    let zstd: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD] + Array("rest".utf8)
    let reading = layout(Parts(stored: zstd).files)
    #expect(reading.problems.isEmpty, "\(reading.problems)")
    let image = try #require(reading.images.first)
    #expect(image.unpackedSize.unknownReason == .compression && ImageText.shown(image.compressedSize) == "8")
    #expect(image.layers.value?.first?.unpackedSize.unknownReason == .compression)
    // A layer that registries may not give away is not there, and nobody is to blame.
    var foreign = Parts()
    foreign.layerType = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
    foreign.link()
    var files = foreign.files
    files[Parts.path(foreign.storedLayer)] = nil
    #expect(layout(files).problems.isEmpty)
    #expect(layout(files).images.first?.unpackedSize.unknownReason == .notAtHand)
  }

  @Test func limitsHoldOfArchives() {
    let parts = Parts()
    let archive = Self.archive(parts.files)
    let changes: [(String, (inout ImageLimits) -> Void)] = [
      ("larger than 10 bytes", { $0.documentBytes = 10 }), ("more than 100 bytes", { $0.totalDocumentBytes = 100 }),
      ("more than 3 values", { $0.documentNodes = 3 }), ("archive has more than 2 entries", { $0.entries = 2 }),
      ("too many values", { $0.totalDocumentNodes = 30 }), ("too many values", { $0.totalReadBytes = 500 }),
      ("unpack to more than 100 bytes", { $0.unpackedBytes = 100 }), ("more than 0 entries", { $0.manifests = 0 }),
      ("more than 1000 bytes", { $0.archiveBytes = 1_000 }),
    ]
    for (part, change) in changes {
      var limits = ImageLimits()
      change(&limits)
      let reading = read(archive, limits: limits)
      #expect(reading.problems.contains { $0.message.contains(part) }, "\(part): \(reading.problems)")
      #expect(reading.images.isEmpty || part.contains("larger") || part.contains("values"), "\(part)")
    }
    let twice = TarBuilder.archive { builder in
      for (path, bytes) in parts.files { builder.file(path, bytes) }
      builder.file("./index.json", parts.index)
    }
    #expect(read(twice).problems.first?.message.contains("stands twice") == true)
  }

  @Test func anArchiveIsKnownByItsHead() {
    let archive = Self.archive(Parts().files)
    #expect(ImageArchive.isArchive(head: Array(archive.prefix(ImageArchive.headBytes))))
    #expect(ImageArchive.isArchive(head: TarBuilder.gzip(archive)))
    #expect(!ImageArchive.isArchive(head: Array("{\"a\": 1}".utf8)) && !ImageArchive.isArchive(head: []))
  }
}
