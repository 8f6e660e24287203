import Testing

/// What is said of builds on the command line: of `moat check`, `explain` and `inspect` alike.
@Suite struct BuildOptionCommandTests {
  private static let files = [
    "p.moat": """
    policy test version "1"

    rule user {
      severity low
      for stage s in dockerfile where s.isFinal
      require s.user exists and s.user.name == "app"
      message "the user is not app"
    }

    rule runs {
      severity low
      for dockerfile d where d.builds is not empty
      deny when some workload w in all satisfies some c in w.containers satisfies d.builds includes c.image
      message "{w.name} runs what {d.path} builds"
    }

    profile only { include test.* }

    """,
    "api/Dockerfile": "FROM acme/base AS app\nUSER $U\nARG V\nLABEL v=$V\nFROM app AS test\nUSER root\n",
    "web/Dockerfile": "FROM acme/base\n",
    "pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: web}]}\n",
    "base.json": """
    [{"Id": "sha256:a", "RepoTags": ["acme/base:latest"], "Os": "linux", "Architecture": "amd64", "RootFS": {},
      "Config": {"User": "app", "Env": ["U=app"]}}]
    """,
  ]

  @Test func exitCodesAreThoseOfTheStageThatIsBuilt() throws {
    let folder = try CheckCommandTests.Folder(Self.files)
    let cases: [(arguments: [String], code: Int32)] = [
      (["api"], 1), (["api", "base.json", "--target", "app"], 0), (["api", "--target", "app"], 1),
      (["api", "web", "base.json", "--target", "api/*=app"], 0), (["api", "base.json", "--target", "all"], 1),
      (["api", "base.json", "--target", "prod"], 1), (["api", "base.json", "--target", "0", "--build-arg", "V=x"], 0),
      (["web", "base.json"], 0), (["web", "base.json", "--platform", "linux/arm64"], 1),
      (["base.json", "web", "pod.yaml", "--builds", "web=web/Dockerfile"], 1),
      (["base.json", "web", "pod.yaml", "--builds", "web:2=web/Dockerfile", "--set", "whole"], 0),
      (["api", "--target", "=app"], 2), (["api", "--target", "api="], 2),
      (["api", "--target", "a", "--target", "b"], 2),
      (["api", "--build-arg", "V"], 2), (["api", "--platform", "arm64"], 2), (["api", "--builds", "web"], 2),
      (["api", "--builds", "A=x"], 2),
    ]
    for (arguments, code) in cases {
      let result = try Command.run(
        ["check", "--policies", "p.moat", "--profile", "only"] + arguments, in: folder.path)
      #expect(result.code == code, "\(arguments): \(result.output)\(result.errors)")
    }
  }

  @Test func whatMeansNoDockerfileIsRefused() throws {
    let folder = try CheckCommandTests.Folder(Self.files)
    for (arguments, shown) in [
      (["--target", "nowhere/*=app"], "'nowhere/*'"), (["--builds", "web=w\u{1B}"], "'w\u{FFFD}'"),
      (["--target", "web/Dockerfiel=app"], "did you mean web/Dockerfile?"),
    ] {
      let result = try Command.run(
        ["check", "--policies", "p.moat", "--profile", "only", "web", "base.json"] + arguments, in: folder.path)
      #expect(result.code == 2 && result.output == "", "\(arguments): \(result.output)")
      #expect(result.errors.contains(shown), "\(arguments): \(result.errors)")
    }
  }

  @Test func explainAndInspectBuildAsCheckDoes() throws {
    let folder = try CheckCommandTests.Folder(Self.files)
    let explained = try folder.moat(
      "explain", "test.user", "--policies", "p.moat", "api", "base.json", "--target", "app", "--all")
    #expect(explained.code == 0 && explained.output.contains("pass"), "\(explained.output)\(explained.errors)")
    let inspected = try folder.moat("inspect", "api", "base.json", "--target", "app", "--builds", "web=api/*")
    #expect(inspected.output.contains("stage app  stages[0]"), "\(inspected.output)")
    #expect(inspected.output.contains("isFinal               = true  line 1"), "\(inspected.output)")
    #expect(inspected.output.contains("= [web]"))
    let configuration = try folder.moat(
      "inspect", "--as", "image-config", "api", "--target", "app", "--build-arg", "V=x")
    #expect(configuration.code == 0 && configuration.output.contains("\"v\": \"x\""), "\(configuration.output)")
    let based = try folder.moat(
      "inspect", "--as", "image-config", "base.json", "api", "--target", "app", "--build-arg", "V=x")
    #expect(based.code == 0 && based.output.contains("\"User\": \"app\"") && based.errors == "", "\(based)")
    let other = try folder.moat("inspect", "--as", "image-config", "web", "base.json", "--platform", "linux/s390x")
    #expect(other.errors.contains("because the metadata of it at hand is for linux/amd64"), "\(other)")
    #expect(try folder.moat("inspect", "--as", "image-config", "api", "pod.yaml").code == 3)
    #expect(try folder.moat("inspect", "--as", "image-config", "base.json").code == 3)
    #expect(try folder.moat("inspect", "--as", "image-config", "api", "--target", "all").code == 2)
    #expect(try folder.moat("inspect", "--as", "sexp", "api", "--target", "app").code == 2)
  }
}
