import Foundation
import Glibc
import MoatTestSupport
import Testing

/// Dockerfiles, archives, layouts and JSON texts that are made to break whoever reads them, in the hands of the built
/// command: a clear word, the exit code that is documented, and nothing of the other inputs lost.
///
/// Memory is bounded by the address space that a run may map, time by what it takes of the processor, since the clock of a
/// crowded machine says little; both with room for a debug build. All inputs are made here.
@Suite struct HostileInputTests {
  typealias Folder = CheckCommandTests.Folder

  /// About ten times what the largest of these inputs has.
  private static let memory = "-v 1500000"
  /// Past it the system ends the run by a signal.
  private static let seconds = "-t 90"

  /// Rules that look into Dockerfiles and images, so that those are read to their last field.
  private static let policy = CheckCommandTests.policy.replacing(
    "profile only {",
    with: """
      rule user-named { severity low for stage s in dockerfile require s.user exists }
      rule no-curl { severity low for command c in instruction run in dockerfile deny when c.name == "curl" }
      rule image-user { severity low for image i where i.hasConfiguration require i.user exists }

      profile only {
      """)

  /// What is wrong: alone in a folder, and by its name beside a Pod that is found all the same.
  private struct Case {
    var name: String
    /// Where it stands below `in`.
    var file: String
    /// With nothing else beside it.
    var code: Int32
    /// What the report says.
    var texts: [String]
    var bytes: [UInt8] = []
  }

  private func check(_ cases: [Case], _ arguments: [String] = [], prepare: (String, Case) throws -> Void = { _, _ in })
    throws
  {
    for input in cases {
      let folder = try Folder(["good/good.yaml": CheckCommandTests.privileged, "p.moat": Self.policy])
      let path = folder.path + "/in/" + input.file
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      if !input.bytes.isEmpty { try Data(input.bytes).write(to: URL(fileURLWithPath: path)) }
      try prepare(path, input)
      let options = ["check", "--policies", "p.moat", "--profile", "only"] + arguments
      // Of a folder, and by name.
      for inputs in [["in"], ["in/" + input.file, "good"]] {
        let result = try Command.run(options + inputs, in: folder.path, limits: [Self.memory, Self.seconds])
        let shown = "\(input.name) \(inputs): exit \(result.code), \(result.output.suffix(600))"
        guard inputs.count > 1 else {
          #expect(result.code == input.code, "\(shown)")
          continue
        }
        #expect(result.code == 1 || result.code == 3, "\(shown)")
        #expect(result.output.contains("good/good.yaml:8:35"), "\(shown)")
        for text in input.texts { #expect(result.output.contains(text), "\(shown)") }
      }
    }
  }

  /// By doubling, which a debug build does quickly too.
  private static func repeated(_ piece: [UInt8], bytes count: Int) -> [UInt8] {
    var bytes = piece
    while bytes.count < count { bytes.append(contentsOf: bytes) }
    return bytes
  }

  // MARK: Dockerfiles

  @Test func dockerfiles() throws {
    func text(_ lines: String) -> [UInt8] { Array(("FROM alpine:3\n" + lines + "\n").utf8) }
    func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }
    let user = "the user of the base image alpine:3 is not known"
    let invalid = "[moat.invalid-dockerfile]"
    let doubling = "ARG A=xxxxxxxxxxxxxxxx\n" + times(60, "ARG A=${A}${A}\n")
    let cases: [(String, [String], [UInt8])] = [
      ("a line of 10 MB", [invalid, "in/Dockerfile:2"], text("RUN echo " + times(10 << 20, "a"))),
      ("100,000 continuations", [user], text("RUN echo \\\n" + times(100_000, " a \\\n") + " b")),
      ("nothing but continuations", [user], text("RUN " + times(100_000, "\\\n"))),
      ("a heredoc without its end", [invalid, "in/Dockerfile:2:5"], text("RUN <<EOF\necho a")),
      ("variables that name themselves", [user], text("ARG B=$B\nARG C=${C:-$C}\nRUN echo $B $C")),
      ("variables that double", [invalid, "comes to more than 131072 bytes", "in/Dockerfile:16:5"], text(doubling)),
      (
        "global variables that double", [invalid, "comes to more than 131072 bytes"],
        Array((doubling + "FROM alpine:${A}\n").utf8)
      ),
      ("100 kB of open substitutions", [invalid, "in/Dockerfile:2"], text("RUN " + times(50_000, "$("))),
      (
        "substitutions 25,000 deep", [invalid, "in/Dockerfile:2"],
        text("RUN echo " + times(25_000, "$(") + "a" + times(25_000, ")"))
      ),
      (
        "expansions 20,000 deep", [invalid, "in/Dockerfile:2"],
        text("ARG X=" + times(20_000, "${A:-") + "a" + times(20_000, "}"))
      ),
      ("bytes that are no UTF-8", [user], text("RUN echo ") + [0xFF, 0xFE, 0x0A]),
      ("nothing", [invalid, "the file has no instructions"], [0x0A]),
    ]
    try check(cases.map { Case(name: $0.0, file: "Dockerfile", code: 1, texts: $0.1, bytes: $0.2) })
  }

  // MARK: JSON

  @Test func textsOfJSON() throws {
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    let config =
      #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"config":{},"author":""#
    let cases = [
      Case(
        name: "100,000 brackets", file: "x.json", code: 3,
        texts: ["not evaluated in/x.json:1: nested deeper than 256 levels"], bytes: Array(#"{"Id":\#(deep)}"#.utf8)),
      Case(
        name: "no UTF-8", file: "x.json", code: 3, texts: ["not evaluated in/x.json:1: 0xFF is not valid UTF-8"],
        bytes: Array(#"{"os":""#.utf8) + [0xFF] + Array(#"","rootfs":{}}"#.utf8)),
      Case(name: "blank", file: "x.json", code: 3, texts: ["not evaluated in/x.json"], bytes: [0x0A]),
      Case(
        name: "100 MB in one text", file: "x.json", code: 1, texts: ["in/x.json:1:1  Image", "test.image-user"],
        bytes: Array(config.utf8) + [UInt8](repeating: 0x78, count: 100 << 20) + Array(#""}"#.utf8)),
    ]
    try check(cases)
    let many = Case(
      name: "100 MB of numbers", file: "x.json", code: 3,
      texts: ["not evaluated in/x.json:1: the input has more than 1000000 values"],
      bytes: [0x5B] + Self.repeated(Array("1,".utf8), bytes: 100 << 20) + Array("1]".utf8))
    try check([many], ["--max-nodes", "1000000"])
  }

  // MARK: Files

  @Test func whatIsNoText() throws {
    let cases = [
      Case(name: "an empty text", file: "x.json", code: 3, texts: ["not evaluated in/x.json"]),
      Case(name: "an empty Dockerfile", file: "Dockerfile", code: 1, texts: ["the file has no instructions"]),
      Case(name: "an empty archive", file: "x.tar", code: 3, texts: ["not evaluated in/x.tar: is empty"]),
      Case(
        name: "gzip in name only", file: "x.tgz", code: 3, texts: ["the gzip stream is damaged"],
        bytes: [0x1F, 0x8B] + Array("no gzip at all, but long enough to be looked at".utf8)),
    ]
    try check(cases) { path, input in
      if input.bytes.isEmpty { try Data().write(to: URL(fileURLWithPath: path)) }
    }
    let pipes = ["x.json", "x.tar", "Dockerfile"].map {
      Case(name: "a pipe", file: $0, code: 3, texts: ["not evaluated in/\($0): is a pipe"])
    }
    try check(pipes) { path, _ in unsafe mkfifo(path, 0o644) }
    let links = ["x.json", "x.tar", "Dockerfile"].map {
      Case(name: "a device behind a link", file: $0, code: 3, texts: ["not evaluated in/\($0): "])
    }
    try check(links) { path, _ in unsafe symlink("/dev/zero", path) }
  }

  // MARK: Archives

  /// The files of a layout with one image.
  private static func files(layer: [UInt8] = [UInt8](repeating: 0, count: 1_024)) -> [String: [UInt8]] {
    func descriptor(_ type: String, _ blob: [UInt8]) -> String {
      #"{"mediaType":"application/vnd.oci.image.\#(type)","digest":"\#(TarBuilder.digest(blob))","size":\#(blob.count)}"#
    }
    let config = Array(
      (#"{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[""#
        + TarBuilder.digest(layer) + #""]}}"#).utf8)
    let manifest = Array(
      (#"{"schemaVersion":2,"config":"# + descriptor("config.v1+json", config) + #","layers":["#
        + descriptor("layer.v1.tar", layer) + "]}").utf8)
    var files = [
      "oci-layout": Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8),
      "index.json": Array(
        (#"{"schemaVersion":2,"manifests":["# + descriptor("manifest.v1+json", manifest) + "]}").utf8),
    ]
    for blob in [layer, config, manifest] { files[path(blob)] = blob }
    return files
  }

  private static func path(_ blob: [UInt8]) -> String {
    "blobs/" + TarBuilder.digest(blob).replacing(":", with: "/")
  }

  /// With something after the image.
  private static func archive(
    _ files: [String: [UInt8]] = files(), _ more: (inout TarBuilder) -> Void = { _ in }
  ) -> [UInt8] {
    TarBuilder.archive { builder in
      for (path, bytes) in files.sorted(by: { $0.key < $1.key }) { builder.file(path, bytes) }
      more(&builder)
    }
  }

  /// 2 GB of zeros, in many members of one gzip stream.
  private static let bomb: [UInt8] = {
    let member = TarBuilder.gzip([UInt8](repeating: 0, count: 1 << 20))
    return repeated(member, bytes: 2_000 * member.count)
  }()

  @Test func archives() throws {
    let layer = [UInt8](repeating: 0, count: 1_024)
    let blob = Self.path(layer)
    var other = Self.files()
    other[blob] = [UInt8](repeating: 1, count: 1_024)
    var linked = Self.files()
    linked[blob] = nil
    let good = Self.archive()
    let cases: [(String, Int32, String, [UInt8])] = [
      ("a path that goes up", 3, "`../evil` has `..` in its path", Self.archive { $0.file("../evil", "x") }),
      ("an absolute path", 3, "`/evil` is absolute", Self.archive { $0.file("/evil", "x") }),
      ("a hard link out", 3, "has `..` in its path", Self.archive { $0.link("a", to: "../../etc/passwd", type: "1") }),
      ("a symbolic link out", 3, "`a` links out of the archive", Self.archive { $0.link("a", to: "/etc/passwd") }),
      (
        "links in a circle", 3, "goes through more than 8 links",
        Self.archive(linked) { builder in
          builder.link(blob, to: "x")
          builder.link("blobs/sha256/x", to: String(blob.dropFirst(13)))
        }
      ),
      ("a device", 3, "`dev` is a device", Self.archive { $0.link("dev", to: "", type: "3") }),
      (
        "a size of an exbibyte", 3, "the archive has more than 68719476736 bytes",
        Self.archive { $0.header("a", size: TarBuilder.base256(1 << 60)) }
      ),
      (
        "a negative size", 3, "an entry of the archive has a negative size",
        Self.archive { $0.header("a", size: TarBuilder.base256(UInt64.max, first: 0xFF)) }
      ),
      ("a cut", 3, "the archive is cut off", Array(good.prefix(good.count / 2))),
      ("another digest", 1, "the blob has another digest: sha256:", Self.archive(other)),
      (
        "a layer that is a bomb", 3, "unpacks to more than 200 times its size",
        Self.archive(Self.files(layer: Self.bomb))
      ),
    ]
    try check(
      cases.map { Case(name: $0.0, file: "x.tar", code: $0.1, texts: ["[moat.invalid-image]", $0.2], bytes: $0.3) })
    let packed: [(String, Int32, String, [UInt8])] = [
      ("a cut", 3, "the gzip stream is cut off", Array(TarBuilder.gzip(good).dropLast(20))),
      (
        "an archive that is a bomb", 3, "unpacks to more than 200 times its size",
        TarBuilder.gzip(Array(good.dropLast(1_024))) + Self.bomb
      ),
    ]
    try check(
      packed.map { Case(name: $0.0, file: "x.tgz", code: $0.1, texts: ["[moat.invalid-image]", $0.2], bytes: $0.3) })
  }

  @Test func aLayoutMayHaveMoreBlobsThanFilesMayBeOpen() throws {
    func descriptor(_ type: String, _ blob: [UInt8]) -> String {
      #"{"mediaType":"application/vnd.oci.image.\#(type)","digest":"\#(TarBuilder.digest(blob))","size":\#(blob.count)}"#
    }
    let layers = (0..<100).map { Array("layer \($0)".utf8) }
    let diffIDs = layers.map { "\"\(TarBuilder.digest($0))\"" }.joined(separator: ",")
    let config = Array(
      (#"{"architecture":"amd64","os":"linux","config":{"User":"1"},"rootfs":{"type":"layers","diff_ids":["#
        + diffIDs + "]}}").utf8)
    let manifest = Array(
      (#"{"schemaVersion":2,"config":"# + descriptor("config.v1+json", config) + #","layers":["#
        + layers.map { descriptor("layer.v1.tar", $0) }.joined(separator: ",") + "]}").utf8)
    var files = [
      "in/oci-layout": #"{"imageLayoutVersion":"1.0.0"}"#, "p.moat": Self.policy,
      "in/index.json": #"{"schemaVersion":2,"manifests":["# + descriptor("manifest.v1+json", manifest) + "]}",
    ]
    for blob in layers + [config, manifest] { files["in/" + Self.path(blob)] = String(decoding: blob, as: UTF8.self) }
    let folder = try Folder(files)
    let result = try Command.run(
      ["check", "--policies", "p.moat", "--profile", "only", "in"], in: folder.path, limits: ["-n 64"])
    #expect(result.code == 0, "\(result.output.prefix(600))\(result.errors)")
  }

  @Test func layouts() throws {
    let blob = Self.path([UInt8](repeating: 0, count: 1_024))
    let cases = [
      Case(
        name: "a blob that links out", file: "index.json", code: 3, texts: ["[moat.invalid-image]", "leads out of"]),
      Case(name: "a blob that is a pipe", file: "index.json", code: 1, texts: ["[moat.invalid-image]", "is missing"]),
      Case(name: "another digest", file: "index.json", code: 1, texts: ["the blob has another digest: sha256:"]),
    ]
    try check(cases) { path, input in
      let folder = String(path.dropLast("index.json".count))
      for (name, bytes) in Self.files() {
        let file = folder + name
        try FileManager.default.createDirectory(
          atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        guard name == blob else {
          try Data(bytes).write(to: URL(fileURLWithPath: file))
          continue
        }
        switch input.name {
        case "a blob that links out": unsafe symlink("/etc/passwd", file)
        case "a blob that is a pipe": unsafe mkfifo(file, 0o644)
        default: try Data([UInt8](repeating: 1, count: 1_024)).write(to: URL(fileURLWithPath: file))
        }
      }
    }
  }
}
