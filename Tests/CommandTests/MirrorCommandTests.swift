import Testing

/// `--mirror` means the same to `moat check`, `explain` and `inspect`.
@Suite struct MirrorCommandTests {
  private static let files = [
    "web.json": """
    [{"Id": "sha256:a", "RepoTags": ["web:1"], "Os": "linux", "Architecture": "amd64", "RootFS": {},
      "Config": {"User": "app"}}]
    """,
    "pod.yaml": """
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec: {containers: [{name: app, image: "mirror.acme.io/hub/library/web:1"}]}
    """,
    "Dockerfile": "# moat:image acme.io/api:1\nFROM mirror.acme.io/hub/library/web:1\n",
    "api.yaml": """
    apiVersion: v1
    kind: Pod
    metadata: {name: b}
    spec: {containers: [{name: app, image: "mirror.acme.io/own/api:1"}]}
    """,
    "p.moat": """
    policy test version "1"

    rule image-runs {
      severity low
      for image i
      deny when some workload w in all satisfies some c in w.containers satisfies same-image(i, c.image)
      message "{w.name} runs {i.reference}"
    }

    rule built-runs {
      severity low
      for dockerfile d
      deny when some workload w in all satisfies some c in w.containers satisfies d.builds includes c.image
      message "{w.name} runs what {d.path} builds"
    }

    profile only { include test.* }

    """,
  ]
  private static let mirrors = ["--mirror", "mirror.acme.io/hub=docker.io", "--mirror", "mirror.acme.io/own=acme.io"]

  @Test func bothNamesAreOneImage() throws {
    let folder = try CheckCommandTests.Folder(Self.files)
    func run(_ arguments: [String]) throws -> Command { try Command.run(arguments, in: folder.path) }
    let check = ["check", ".", "--policies", "p.moat", "--profile", "only"]
    let explain = ["explain", "image-runs", ".", "--policies", "p.moat"]
    let image = ["inspect", "Dockerfile", "web.json", "--as", "image-config"]
    let plain = try run(check)
    #expect(plain.code == 0, "\(plain.output)")
    #expect(try run(explain).output.contains("1 pass"))
    #expect(try !run(image).output.contains(#""User": "app""#))
    let mirrored = try run(check + Self.mirrors)
    #expect(mirrored.code == 1)
    #expect(mirrored.output.contains("a runs web:1") && mirrored.output.contains("b runs what Dockerfile builds"))
    #expect(try run(explain + Self.mirrors).output.contains("1 fail"))
    #expect(try run(image + Self.mirrors).output.contains(#""User": "app""#))
    #expect(try run(["inspect", "."] + Self.mirrors).output.contains("mirror.acme.io/own/api:1"))
  }

  @Test func whatIsNotAMirrorIsRefused() throws {
    let folder = try CheckCommandTests.Folder(Self.files)
    for (mirror, message) in [
      ("hub=docker.io", "'hub=docker.io' is not a mirror"), ("m.io=", "'m.io=' is not a mirror"),
      ("m.io", "MIRROR=REGISTRY"),
      ("m.io=m.io/a", "'m.io' is a mirror of itself"), ("m.io/\u{1B}=a.io", "'m.io/\u{FFFD}=a.io'"),
    ] {
      for command in [["check", "."], ["explain", "image-tag", "."], ["inspect", "."]] {
        let result = try Command.run(command + ["--mirror", mirror], in: folder.path)
        #expect(result.code == 2 && result.errors.contains(message), "\(command) \(mirror): \(result.errors)")
      }
    }
  }
}
