import Foundation
import Glibc
import MoatSource
import MoatTestSupport
import Testing

@testable import Moat

/// Archives and layouts of images among the files of a folder.
@Suite struct ImageInputTests {
  private let tree = TemporaryTree()

  private func write(_ path: String, _ build: (inout TarBuilder) -> Void) throws {
    tree.file(path, "")
    try Data(TarBuilder.archive(build)).write(to: URL(fileURLWithPath: tree.path(path)))
  }

  private func find(_ arguments: String...) -> FoundInputs {
    InputFinder.ofInputs.find(arguments.map { $0.isEmpty ? tree.root : tree.path($0) })
  }

  private func names(_ found: FoundInputs) -> [String] { found.inputs.map { tree.shown($0.path.text) } }

  private func check(_ arguments: String...) async throws -> CheckReport {
    let policies = try PolicySet.load()
    return try await policies.check(
      paths: arguments.map { $0.isEmpty ? tree.root : tree.path($0) }, options: CheckOptions(today: "2026-01-01"))
  }

  private static let config =
    #"{"architecture":"amd64","os":"linux","config":{"User":"1"},"rootfs":{"type":"layers","diff_ids":[]}}"#
  private static let saved = #"[{"Config":"c.json","RepoTags":["x:1"],"Layers":[]}]"#

  private func writeLayout(_ folder: String) {
    tree.file(folder + "/oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
    tree.file(folder + "/index.json", #"{"schemaVersion":2,"manifests":[]}"#)
    tree.file(folder + "/manifest.json", Self.saved)
    tree.file(folder + "/blobs/sha256/a.json", "{}")
    tree.file(folder + "/pod.yaml")
  }

  @Test func aLayoutIsOneInput() {
    writeLayout("l")
    #expect(names(find("")) == ["l/index.json", "l/pod.yaml"])
    #expect(names(find("l")) == ["l/index.json", "l/pod.yaml"])
    #expect(names(find("l/oci-layout", "l/index.json", "l")) == ["l/index.json", "l/pod.yaml"])
    // What is named is taken for itself.
    #expect(names(find("l/manifest.json")) == ["l/manifest.json"])
    tree.file(".git/HEAD")
    tree.file(".gitignore", "l/index.json\n")
    #expect(names(find("")) == ["l/pod.yaml"])
  }

  @Test func aLayoutThatHasLostItsIndexIsOneAllTheSame() async throws {
    tree.file("l/oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
    tree.file("l/index.json/x.yaml")
    #expect(names(find("")) == ["l/oci-layout"])
    let report = try await check("")
    #expect(report.findings.map(\.rule) == ["moat.invalid-image"])
    #expect(report.findings.first?.message.contains("`index.json` is missing") == true)
  }

  @Test func aBlobThatCannotBeReadIsNotMissing() async throws {
    writeLayout("l")
    tree.link("l/index.json.x", to: "index.json.y")
    try FileManager.default.removeItem(atPath: tree.path("l/index.json"))
    tree.link("l/index.json", to: "index.json.x")
    tree.link("l/index.json.y", to: "index.json.x")
    let report = try await check("l/oci-layout")
    #expect(report.findings.map(\.rule) == ["moat.invalid-image"])
    #expect(report.findings.first?.message.contains("cannot be read: the symbolic link goes in a circle") == true)
  }

  @Test func archivesOfAFolderAreTakenIfTheyHoldImages() async throws {
    for name in ["a.tar", "d/b.tgz", "c.tar.gz", "image"] {
      try write(name) { builder in
        builder.file("c.json", Self.config)
        builder.file("manifest.json", Self.saved)
      }
    }
    for name in ["sources.tar", "chart.tgz"] { try write(name) { $0.file("src/main.c", "int main;") } }
    tree.file("empty.tar", "")
    tree.file("text.tar", "no archive")
    tree.file("ignored/.gitignore", "*\n")
    tree.file(".git/HEAD")
    try write("ignored/d.tar") { $0.file("manifest.json", "[]") }
    let found = find("")
    #expect(found.inputs.allSatisfy(\.isPerhapsImage) && found.problems.isEmpty)
    let report = try await check("")
    #expect(report.summary.documents == 3 && report.summary.archives == 3)
    #expect(report.summary.otherArchives == 4 && report.notEvaluated.isEmpty, "\(report.notEvaluated)")
    let files = Set(report.findings.map { tree.shown($0.source.name).prefix { $0 != ":" } })
    #expect(files == ["a.tar", "d/b.tgz", "c.tar.gz"], "\(files)")
  }

  @Test func anArchiveThatIsNamedMustHoldImages() async throws {
    try write("sources.tar") { $0.file("src/main.c", "int main;") }
    for arguments in [["sources.tar"], ["", "sources.tar"], ["*.tar"]] {
      let found = InputFinder.ofInputs.find(arguments.map { $0.isEmpty ? tree.root : tree.path($0) })
      #expect(found.inputs.map(\.isPerhapsImage) == [false], "\(arguments)")
    }
    let report = try await check("sources.tar")
    #expect(report.findings.map(\.rule) == ["moat.invalid-image"] && report.summary.otherArchives == 0)
  }

  @Test func anArchiveThatBeginsLikeAnImageAndIsBrokenIsAFinding() async throws {
    try write("a.tar") { $0.file("blobs/sha256/" + String(repeating: "a", count: 64), "x") }
    let whole = try Data(contentsOf: URL(fileURLWithPath: tree.path("a.tar")))
    try whole.prefix(700).write(to: URL(fileURLWithPath: tree.path("a.tar")))
    let report = try await check("")
    #expect(report.findings.map(\.message).count == 1)
    #expect(report.findings.first?.message.contains("cut off") == true)
  }

  @Test func anImageOfAnArchiveStandsInItsConfiguration() async throws {
    let config =
      "{\n\"architecture\": \"amd64\",\n\"os\": \"linux\",\n\"config\": {\n\"User\": \"root\"},\n"
      + "\"rootfs\": {\"type\": \"layers\", \"diff_ids\": [\"sha256:a\"]}}"
    try write("a.tar") { builder in
      builder.file("c.json", config)
      builder.file("l.tar", "layer")
      builder.file("manifest.json", #"[{"Config":"c.json","RepoTags":["x:1"],"Layers":["l.tar"]}]"#)
    }
    let report = try await check("a.tar")
    let root = try #require(report.findings.first { $0.rule == "image.root-user" })
    #expect(root.source.name == tree.path("a.tar") + ":c.json")
    #expect(root.source.place(of: root.span.start).line == 5)
    #expect(root.document.file == "a.tar" && root.message.contains("a container of x:1 runs"))
    // What is wrong stands where it is wrong, too.
    let wrong = try #require(report.findings.first { $0.rule == "moat.invalid-image" })
    #expect(wrong.source.name == tree.path("a.tar") + ":c.json" && wrong.message.contains("another digest"))
    #expect(wrong.source.place(of: wrong.span.start).line == 6)
  }

  @Test func whatMayStandInABrokenArchiveIsNotKnownToBeAbsent() async throws {
    let policy = """
      policy probe version "1"
      rule runs-as-root {
        severity high
        for container c in workload w
        deny when some image i in all satisfies i.references includes c.image and i.user is missing
      }
      profile only { include probe.* }
      """
    tree.file(
      "pod.yaml",
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: \"x:1\"}]}\n")
    let policies = try PolicySet.load(texts: [SourceFile(name: "p.moat", text: policy)])
    var options = CheckOptions(today: "2026-01-01")
    options.profiles = ["only"]
    func verdicts() async throws -> [Verdict: Int] {
      try await policies.check(paths: [tree.root], options: options).summary.counts.filter { $0.value > 0 }
    }
    #expect(try await verdicts() == [.pass: 1])
    try write("a.tar") { builder in
      builder.file("c.json", Self.config)
      builder.file("manifest.json", Self.saved)
    }
    #expect(try await verdicts() == [.pass: 1], "the image has a user")
    try write("a.tar") { $0.file("manifest.json", Self.saved) }
    #expect(try await verdicts() == [.undetermined: 1])
  }

  @Test func aLayerThatIsNotUnpackedLeavesARuleAboutItUndetermined() async throws {
    let config = Self.config.replacing("[]", with: "[\"\(TarBuilder.digest([]))\"]")
    let digest = TarBuilder.digest(Array(config.utf8))
    let layer: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD] + Array("zstd".utf8)
    let manifest =
      #"{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\#(digest)","#
      + #""size":\#(config.utf8.count)},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+zstd","#
      + #""digest":"\#(TarBuilder.digest(layer))","size":\#(layer.count)}]}"#
    let type = "application/vnd.oci.image.manifest.v1+json"
    let index =
      #"{"schemaVersion":2,"manifests":[{"mediaType":"\#(type)","digest":"\#(TarBuilder.digest(Array(manifest.utf8)))","#
      + #""size":\#(manifest.utf8.count)}]}"#
    try write("zstd.tar") { builder in
      builder.file("oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
      builder.file("index.json", index)
      for blob in [Array(config.utf8), layer, Array(manifest.utf8)] {
        builder.file("blobs/" + TarBuilder.digest(blob).replacing(":", with: "/"), blob)
      }
    }
    let policy = """
      policy probe version "1"
      rule large { severity high for image i require i.size <= 1Gi }
      rule stored { severity high for image i require i.compressedSize exists and i.compressedSize <= 1Gi }
      rule layer-large { severity high for layer l in image i require l.unpackedSize exists and l.unpackedSize <= 1Gi }
      profile only { include probe.* }
      """
    let policies = try PolicySet.load(texts: [SourceFile(name: "p.moat", text: policy)])
    var options = CheckOptions(today: "2026-01-01")
    options.profiles = ["only"]
    let report = try await policies.check(paths: [tree.path("zstd.tar")], options: options)
    let messages = report.findings.map { "\($0.verdict) \($0.rule): \($0.message)" }
    let cause = "the unpacked size cannot be told: the compression is not one that Moat reads"
    #expect(messages.count == 2 && messages.allSatisfy { $0.hasPrefix("undetermined") && $0.contains(cause) })
    #expect(Set(report.findings.map(\.rule)) == ["probe.large", "probe.layer-large"], "\(messages)")
    #expect(report.summary.counts[.pass] == 1, "what is stored is known: \(messages)")
  }

  @Test func anArchiveThatCannotBeOpenedIsAProblem() async throws {
    try write("a.tar") { $0.file("manifest.json", Self.saved) }
    unsafe chmod(tree.path("a.tar"), 0)
    // Root reads everything; then there is nothing to see here.
    guard unsafe access(tree.path("a.tar"), R_OK) != 0 else { return }
    let report = try await check("")
    #expect(report.notEvaluated.map(\.message) == ["permission denied"] && report.summary.archives == 0)
  }
}
