import Testing

@testable import Moat

@Suite struct InputFormTests {
  @Test func dockerfilesAreKnownByTheirNames() {
    let names = [
      "Dockerfile", "dockerfile", "DOCKERFILE", "Containerfile", "Dockerfile.dev", "dockerfile.ubuntu-24.04",
      "Containerfile.x86", "api.Dockerfile", "api.dockerfile", "a.b.Containerfile", ".Dockerfile",
      "Dockerfile.Dockerfile", "Dockerfile-dev", "dev_Dockerfile",
      "Dockerfile.md.dev", "Dockerfile.sh", "dir.md/Dockerfile",
    ]
    for name in names {
      #expect(DockerfileName.matches(FilePath(name)), "\(name)")
      #expect(DockerfileName.matches(FilePath("a/.b/" + name)), "a/.b/\(name)")
    }
    let others = [
      "", "Dockerfil", "Dockerfiles", "MyDockerfile", "Dockerfile/x", "Dockerfile.", "Dockerfile~",
      "Dockerfile.dev~", ".dockerignore", "Dockerfile.dockerignore", "api.Dockerfile.dockerignore", "Dockerfile.md",
      "Dockerfile.TXT", "Dockerfile.yaml", "dockerfile.dev.yml", "Dockerfile.json", ".Dockerfile.swp",
      "Dockerfile.orig",
      "Dockerfile.bak", "Dockerfile.j2", "Dockerfile.alpine.tmpl", "Dockerfile.erb", "Dockerfile.in",
      "Dockerfile.template", "Dockerfile.patch",
    ]
    for name in others { #expect(!DockerfileName.matches(FilePath(name)), "\(name)") }
    #expect(DockerfileName.matches(FilePath(Array("Dockerfile.".utf8) + [0xFF])), "a name that is not UTF-8")
  }

  @Test func anInputIsReadAsItsNameOrElseItsTextSays() {
    let rows: [(path: String, text: String, form: InputForm)] = [
      ("Dockerfile", "a: 1", .dockerfile), ("a.yaml", "FROM x", .document), ("a/b.json", "FROM x", .document),
      ("<stdin>", "FROM x", .dockerfile), ("x", "from x", .dockerfile), ("x", "ARG\tA", .dockerfile),
      ("Dockerfile.j2", "FROM {{ base }}", .dockerfile), ("x", "\u{FEFF}FROM x", .dockerfile),
      ("x", "# a comment\r\n\r\n  # another\r\n  FROM x\r\n", .dockerfile), ("x", "FROM \\\n  x", .dockerfile),
      ("x", "# syntax=docker/dockerfile:1", .dockerfile), ("x", "#ESCAPE = `\nRUN x", .dockerfile),
      ("x", "# check=skip=all\n# syntax=docker/dockerfile:1", .dockerfile),
      // A directive after a line that is none is a comment.
      ("x", "\n# syntax=docker/dockerfile:1\nkind: Pod", .document),
      ("x", "# text\n# syntax=docker/dockerfile:1\nkind: Pod", .document),
      ("x", "# the syntax = that\nkind: Pod", .document), ("x", "", .document), ("x", "# FROM x", .document),
      ("x", "FROM", .document), ("x", "FROM: x", .document), ("x", "FROMx y", .document), ("x", "RUN x", .document),
      ("x", "{\"FROM\": 1}", .document), ("x", "apiVersion: v1", .document), ("x", "FROM\nx", .document),
    ]
    for row in rows {
      #expect(InputForm.of(path: FilePath(row.path), bytes: Array(row.text.utf8)) == row.form, "\(row)")
    }
  }

  @Test func aFolderGivesItsDockerfilesToWhoAsksForThem() {
    let tree = TemporaryTree()
    for path in ["Dockerfile", "a/dev.Dockerfile", "a/Dockerfile.md", "a/x.yaml", "b/Dockerfile.j2", "c/Containerfile"]
    {
      tree.file(path)
    }
    tree.link("a/Dockerfile.link", to: "dev.Dockerfile")
    func found(_ finder: InputFinder, _ path: String) -> [String] {
      finder.find([tree.path(path)]).inputs.map { tree.shown($0.path.text) }
    }
    let dockerfiles = InputFinder(suffixes: [], names: DockerfileName.matches)
    #expect(found(dockerfiles, "") == ["Dockerfile", "a/dev.Dockerfile", "c/Containerfile"])
    let both = InputFinder(names: DockerfileName.matches)
    #expect(found(both, "") == ["Dockerfile", "a/dev.Dockerfile", "a/x.yaml", "c/Containerfile"])
    #expect(found(both, "a/*") == ["a/dev.Dockerfile", "a/x.yaml"])
    #expect(found(InputFinder(), "") == ["a/x.yaml"])
    #expect(found(dockerfiles, "b/Dockerfile.j2") == ["b/Dockerfile.j2"], "what is named is taken")
  }
}
