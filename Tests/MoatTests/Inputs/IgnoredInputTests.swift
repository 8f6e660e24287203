import MoatSource
import Testing

@testable import Moat

/// What `.gitignore` leaves out of a run, and that it never leaves out a rule.
@Suite struct IgnoredInputTests {
  private static let rule = """
    policy test version "1"
    rule named { severity high for document d deny when d.name == "a" message "m" }
    """

  private static let document = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

  @Test func whatIsLeftOutIsCountedAndListed() async throws {
    let tree = TemporaryTree()
    tree.folder(".git")
    tree.file(".gitignore", "*.gen.yaml\nbuild/\n*.log\n!kept.gen.yaml\n")
    for name in ["a.yaml", "a.gen.yaml", "kept.gen.yaml", "x.log", "sub/b.gen.yaml", "sub/build/c.yaml"] {
      tree.file(name, Self.document)
    }
    tree.file("build/d.yaml", Self.document)
    let policies = try Checked.policies(Self.rule)
    func ignored(_ paths: String...) async throws -> [String] {
      let report = try await policies.check(
        paths: paths.map { $0.isEmpty ? tree.root : tree.path($0) }, options: CheckOptions(today: Checked.today))
      #expect(report.summary.ignoredFiles == report.ignored.count { !$0.isFolder })
      #expect(report.summary.ignoredFolders == report.ignored.count { $0.isFolder })
      return report.ignored.map { tree.shown($0.path) + ($0.isFolder ? "/" : "") }
    }
    #expect(try await ignored("") == ["a.gen.yaml", "build/", "sub/b.gen.yaml", "sub/build/"])
    #expect(try await ignored("sub") == ["sub/b.gen.yaml", "sub/build/"])
    // What is named is taken.
    #expect(try await ignored("", "a.gen.yaml", "build") == ["sub/b.gen.yaml", "sub/build/"])
    #expect(try await ignored("a.yaml").isEmpty)
    #expect(try await ignored("*.yaml") == ["a.gen.yaml"])
  }

  @Test func noPolicyIsLeftOut() throws {
    let tree = TemporaryTree()
    tree.folder(".git")
    tree.file(".gitignore", "p/\n*.moat\n")
    tree.file("p/.gitignore", "*\n")
    tree.file("p/a.moat", Self.rule)
    tree.file("p/deep/b.moat", Self.rule.replacing("named", with: "further"))
    for path in ["", "p", "p/*.moat", "p/a.moat"] {
      let set = try PolicySet.load(paths: [path.isEmpty ? tree.root : tree.path(path)], library: .none)
      #expect(set.rules.contains("test.named"), "\(path)")
      #expect(set.rules.contains("test.further") == !path.hasSuffix(".moat"), "\(path)")
    }
  }

  @Test func aPathIsTheSameHoweverItIsGiven() {
    func paths(_ tree: TemporaryTree, _ argument: String) -> [String] {
      InputFinder.ofInputs.find([argument]).inputs.map(\.stablePath)
    }
    let tree = TemporaryTree()
    tree.folder("r/.git")
    tree.file("r/a/Dockerfile", "FROM x\n")
    tree.folder("r/a/inner/.git")
    tree.file("r/a/inner/x/Dockerfile", "FROM x\n")
    tree.link("elsewhere", to: "r/a")
    for argument in ["r", "r/", "r/a", "r/a/Dockerfile", "r/a/../a", "elsewhere", "r/*", "r/a/Docker*"] {
      #expect(paths(tree, tree.path(argument)).contains("a/Dockerfile"), "\(argument)")
    }
    #expect(paths(tree, tree.path("r")) == ["a/Dockerfile", "x/Dockerfile"])
    // Outside of a repository, from the argument.
    let plain = TemporaryTree()
    plain.file("d/a/Dockerfile", "FROM x\n")
    for (argument, path) in [
      ("d", "a/Dockerfile"), ("d/", "a/Dockerfile"), ("d/../d", "a/Dockerfile"), ("d/a", "Dockerfile"),
      ("d/a/Dockerfile", "Dockerfile"), ("d/*/Dockerfile", "a/Dockerfile"),
    ] {
      #expect(paths(plain, plain.path(argument)) == [path], "\(argument)")
    }
  }

  @Test func fingerprintsOfDockerfilesDoNotDependOnTheArgument() async throws {
    let tree = TemporaryTree()
    tree.folder("r/.git")
    tree.file("r/a/Dockerfile", "FROM x\nUSER root\n")
    tree.file("r/b/Dockerfile", "FROM x\nUSER root\n")
    let policies = try Checked.policies(
      "policy test version \"1\" rule root { severity low for stage s in dockerfile deny when s.isFinal message \"m\" }"
    )
    func fingerprints(_ paths: String...) async throws -> [String] {
      try await policies.check(paths: paths.map(tree.path), options: CheckOptions(today: Checked.today)).findings.map(
        \.fingerprint)
    }
    let whole = try await fingerprints("r")
    #expect(Set(whole).count == 2)
    #expect(try await fingerprints("r/a", "r/b/../b") == whole)
    #expect(try await fingerprints("r/a/Dockerfile") == [whole[0]])
    #expect(try await fingerprints("r/b") == [whole[1]])
  }
}
