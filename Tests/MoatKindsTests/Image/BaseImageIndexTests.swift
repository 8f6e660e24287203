import MoatDockerfile
import MoatDocument
import MoatImage
import MoatSource
import MoatValues
import Testing

@testable import MoatKinds

/// Which metadata tells of the image that FROM names, and what it settles.
@Suite struct BaseImageIndexTests {
  private static let digest = "sha256:" + String(repeating: "1", count: 64)
  private static let other = "sha256:" + String(repeating: "2", count: 64)

  private static func records(_ texts: [String], isBroken: Bool = false) -> [BaseImageRecord] {
    texts.flatMap { text -> [BaseImageRecord] in
      let source = SourceFile(name: "x.json", text: text)
      let arena = DocumentReader.read(source, symbols: SymbolTable(), limits: Limits())
      let images = ImageReader.images(in: arena)?.images ?? []
      return images.compactMap { BaseImageRecord($0, isBroken: isBroken) }
    }
  }

  /// What FROM comes to: the user and the fields that are not known; `unknown: …`, or `nothing`.
  private static func answer(_ name: String, _ texts: String..., platform: String? = nil, isBroken: Bool = false)
    -> String
  {
    let index = BaseImageIndex(records(texts, isBroken: isBroken))
    let reversed = BaseImageIndex(records(texts.reversed(), isBroken: isBroken))
    let answers = [index, reversed].map { index in
      shown(index.image(named: ByteText(name), platform: platform.map { ByteText($0) }, target: "linux/amd64"))
    }
    #expect(answers[0] == answers[1], "the order of the inputs decides")
    return answers[0]
  }

  private static let fields: [(EvaluatedStage.Fields, String)] = [
    (.user, "user"), (.workingDirectory, "workdir"), (.entrypoint, "entrypoint"), (.command, "command"),
    (.healthcheck, "healthcheck"), (.shell, "shell"), (.stopSignal, "stopSignal"), (.environment, "env"),
    (.labels, "labels"), (.exposedPorts, "ports"), (.volumes, "volumes"),
  ]

  private static func shown(_ image: BaseImage?) -> String {
    switch image {
    case nil: return "nothing"
    case .unknown(let reason): return "unknown: \(reason)"
    case .known(let configuration, let known):
      let open = fields.filter { !known.contains($0.0) }.map { " -\($0.1)" }.joined()
      return "user '\(configuration.user)'" + open
    }
  }

  private static func inspect(
    _ config: String, tags: String = "\"golang:1.26\"", digests: String = "", platform: String = "linux/amd64",
    more: String = ""
  ) -> String {
    let parts = platform.split(separator: "/")
    let told = parts.count < 2 ? "" : "\"Os\": \"\(parts[0])\", \"Architecture\": \"\(parts[1])\", "
    let variant = parts.count > 2 ? "\"Variant\": \"\(parts[2])\", " : ""
    return """
      [{"Id": "\(digest)", "RepoTags": [\(tags)], "RepoDigests": [\(digests)], \(told)\(variant)\(more)"RootFS": {},
        "Config": {\(config)}}]
      """
  }

  @Test func namesAreComparedByTheirNormalForm() {
    let image = Self.inspect("\"User\": \"app\"", tags: "\"golang\", \"quay.io/acme/base:2\"")
    let cases = [
      ("golang", true), ("docker.io/library/golang:latest", true), ("index.docker.io/golang", true),
      ("golang:latest", true), ("golang:1.26", false), ("acme/golang", false), ("quay.io/golang", false),
      ("QUAY.io/acme/base:2", true), ("quay.io/acme/base", false), ("quay.io/acme/base:2@\(Self.other)", false),
      ("Golang", false), ("scratch", false), ("", false),
    ]
    for (name, isFound) in cases {
      #expect(Self.answer(name, image) == (isFound ? "user 'app'" : "nothing"), "\(name)")
    }
  }

  @Test func aDigestDecidesAlone() {
    let image = Self.inspect("\"User\": \"app\"", digests: "\"mirror.io/golang@\(Self.other)\"")
    let cases = [
      ("golang@\(Self.other)", true), ("golang:1.26@\(Self.other)", true), ("golang:9@\(Self.other)", true),
      ("golang@\(Self.digest)", true), ("golang:1.26@sha256:" + String(repeating: "3", count: 64), false),
    ]
    for (name, isFound) in cases {
      #expect(Self.answer(name, image) == (isFound ? "user 'app'" : "nothing"), "\(name)")
    }
    // A name with a digest says nothing of a tag.
    #expect(Self.answer("mirror.io/golang", image) == "nothing")
  }

  @Test func thePlatformHasToBeTheOneThatIsBuiltFor() {
    let arm = Self.inspect("\"User\": \"arm\"", platform: "linux/arm64/v8")
    let amd = Self.inspect("\"User\": \"amd\"", platform: "linux/amd64")
    let open = Self.inspect("\"User\": \"open\"", platform: "")
    let name = "golang:1.26"
    #expect(Self.answer(name, arm, amd) == "user 'amd'")
    #expect(Self.answer(name, arm, amd, platform: "linux/aarch64") == "user 'arm'")
    #expect(Self.answer(name, arm, amd, platform: "LINUX/x86_64") == "user 'amd'")
    let mismatch = "unknown: the metadata of it at hand is for linux/arm64, and not for linux/amd64"
    #expect(Self.answer(name, arm) == mismatch)
    #expect(Self.answer(name, arm, platform: "linux") == "unknown: which platform linux means is not known")
    // What tells no platform may be that which is built for, and not one that FROM asks for.
    #expect(Self.answer(name, open) == "user 'open'")
    #expect(
      Self.answer(name, open, platform: "linux/amd64")
        == "unknown: the metadata of it at hand is for a platform that it does not tell, and not for linux/amd64")
    #expect(Self.answer(name, open, amd).hasPrefix("unknown: 2 images at hand have that name, and they differ"))
    #expect(Self.answer(name, open, amd, platform: "linux/amd64") == "user 'amd'")
  }

  @Test func twoOfOneNameThatDifferAreNeither() {
    let cases = [
      ("", "", "user ''"), ("\"User\": \"a\"", "\"User\": \"a\", \"Labels\": null", "user 'a'"),
      ("\"User\": \"a\"", "\"User\": \"b\"", "unknown: 2 images at hand have that name, and they differ"),
      ("", "\"OnBuild\": [\"USER x\"]", "unknown: 2 images at hand have that name, and they differ"),
      ("\"Env\": [\"A=1\"]", "\"Env\": [\"A=2\"]", "unknown: 2 images at hand have that name, and they differ"),
      ("\"Labels\": {\"a\": \"1\", \"b\": \"2\"}", "\"Labels\": {\"b\": \"2\", \"a\": \"1\"}", "user ''"),
    ]
    for (first, second, expected) in cases {
      #expect(Self.answer("golang:1.26", Self.inspect(first), Self.inspect(second)) == expected, "\(first) \(second)")
    }
  }

  @Test func whatAFormMayLeaveOutIsNotKnown() {
    func report(_ config: String, _ more: String = "") -> String {
      """
      {"SchemaVersion": 2, "ArtifactName": "golang:1.26", "ArtifactType": "container_image", "Metadata": {
        "RepoTags": ["golang:1.26"], "ImageConfig": {"architecture": "amd64", "os": "linux", \(more)"config": {\(config)}}}}
      """
    }
    let silent = "unknown: the metadata of it at hand does not tell the ONBUILD triggers that would run here"
    let podman = "\"NamesHistory\": [], "
    let cases: [(String, String)] = [
      // Docker's daemon tells everything.
      (Self.inspect(""), "user ''"),
      // Podman's account has no room for triggers, health check and shell.
      (Self.inspect("\"User\": \"a\"", more: podman), silent),
      (Self.inspect("\"OnBuild\": []", more: podman), "user '' -healthcheck -shell"),
      // A report tells the triggers where Docker made the configuration; its ports only if there are any.
      (report("\"User\": \"a\""), silent),
      (report("\"User\": \"a\"", "\"docker_version\": \"27\", "), "user 'a' -ports"),
      (report("\"OnBuild\": [], \"ExposedPorts\": {\"80/tcp\": {}}"), "user ''"),
      // Malformed values are not known, each for itself.
      (Self.inspect("\"Env\": {}, \"Labels\": []"), "user '' -env -labels"),
      (Self.inspect("\"Healthcheck\": {\"Test\": []}"), "user '' -healthcheck"),
      // Documents without a configuration.
      ("{\"spdxVersion\": \"SPDX-2.3\", \"name\": \"golang:1.26\", \"packages\": []}", "nothing"),
      ("[{\"Config\": \"a.json\", \"RepoTags\": [\"golang:1.26\"], \"Layers\": []}]", "nothing"),
      ("{\"architecture\": \"amd64\", \"os\": \"linux\", \"rootfs\": {\"diff_ids\": []}, \"config\": {}}", "nothing"),
    ]
    for (text, expected) in cases { #expect(Self.answer("golang:1.26", text) == expected, "\(text)") }
    // One tells what the other leaves open.
    #expect(Self.answer("golang:1.26", report("\"User\": \"a\""), Self.inspect("\"User\": \"a\"")) == "user 'a'")
    #expect(
      Self.answer("golang:1.26", Self.inspect(""), isBroken: true)
        == "unknown: something is wrong with the metadata of it at hand")
  }

  @Test func theConfigurationIsTaken() throws {
    let text = Self.inspect(
      """
      "User": "1:2", "Env": ["A=1", "PATH=/bin", "A=2", "B"], "WorkingDir": "/w", "Cmd": ["c"], "Entrypoint": [],
      "Shell": ["/bin/bash", "-c"], "StopSignal": "SIGINT", "Volumes": {"/v": {}}, "ExposedPorts": {"80/tcp": {}},
      "Labels": {"b": "2", "a": "1"}, "Healthcheck": {"Test": ["CMD-SHELL", "x y"]}, "OnBuild": ["RUN x"]
      """)
    let index = BaseImageIndex(Self.records([text]))
    guard case .known(let image, let known) = index.image(named: "golang:1.26", platform: nil, target: "linux/amd64")
    else {
      Issue.record("it is not known")
      return
    }
    #expect(known == .all)
    #expect(image.environment.pairs == ["A=2", "PATH=/bin", "B="] && image.workingDirectory == "/w")
    #expect(image.command == ["c"] && image.hadCommand && image.entrypoint == nil)
    #expect(image.shell == ["/bin/bash", "-c"] && image.stopSignal == "SIGINT" && image.volumes == ["/v"])
    #expect(image.exposedPorts == ["80/tcp"] && image.labels.pairs == ["a=1", "b=2"] && image.onbuild == ["RUN x"])
    #expect(image.healthcheck?.test == ["CMD-SHELL", "x y"])
    let plain = BaseImageIndex(Self.records([Self.inspect("")]))
    guard case .known(let bare, _) = plain.image(named: "golang:1.26", platform: nil, target: "linux/amd64") else {
      Issue.record("it is not known")
      return
    }
    #expect(bare.environment.pairs == [ByteText("PATH=\(ImageConfiguration.defaultPath)")])
  }

  @Test func aMirrorHasTheSameBase() throws {
    let mirrors = try ImageMirrors([(mirror: "mirror.acme.io/hub", source: "docker.io")])
    let index = BaseImageIndex(Self.records([Self.inspect(#""User": "app""#)]), mirrors: mirrors)
    func answer(_ name: String) -> String {
      Self.shown(index.image(named: ByteText(name), platform: nil, target: "linux/amd64"))
    }
    #expect(answer("mirror.acme.io/hub/library/golang:1.26").hasPrefix("user 'app'"))
    #expect(answer("golang:1.26").hasPrefix("user 'app'"))
    #expect(answer("mirror.acme.io/library/golang:1.26") == "nothing")
  }
}
